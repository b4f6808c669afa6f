// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/executor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/sample/reference.hpp>

#include "sample/normal_tail.hpp"

namespace casus {

using distribution::Family;

namespace {

using detail::at;

template <class T> hwy::AlignedFreeUniquePtr<T[]> allocate(Index count) {
  return hwy::AllocateAligned<T>(at((std::max)(count, Index{1})));
}

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

// Returns whether a step draws an event with the logistic of a column as its probability; a single
// kernel then does both.
bool draws_by_logistic(const Step& step) {
  return step.opcode == Step::Opcode::draw_discrete && step.pool == Pool::bits && !step.operations.empty() &&
         step.operations.back().opcode == VectorOperation::Opcode::evaluate &&
         step.operations.back().op == Op::logistic && step.arguments[0].where == Operand::Where::scratch &&
         step.arguments[0].index == step.operations.back().scratch;
}

}  // namespace

namespace {

Index columns_of(const Extent& extent, Pool pool) { return extent.columns[at(pool)]; }

}  // namespace

Workspace::Workspace(const Extent& extent, Index groups)
    : groups_(groups), bits_(allocate<std::uint64_t>(columns_of(extent, Pool::bits) * groups * group_words)),
      scratch_bits_(allocate<std::uint64_t>(extent.scratch_registers * group_words)),
      world_bits_(allocate<std::uint64_t>(extent.world_values * group_words)),
      everywhere_(allocate<std::uint64_t>(groups * group_words)),
      undecided_(allocate<std::uint64_t>(groups * group_words)),
      wanted_(allocate<std::uint64_t>(groups * group_words)),
      truth_(allocate<std::uint64_t>(groups * group_words)),
      digits_(allocate<std::uint64_t>(groups * group_size)),
      bytes_(allocate<std::uint8_t>(columns_of(extent, Pool::bytes) * groups * group_size)),
      rows_(allocate<std::uint8_t>(groups * group_size)),
      first_digits_(allocate<std::uint8_t>(groups * group_size)),
      reals_(allocate<double>(columns_of(extent, Pool::reals) * groups * group_size)),
      scratch_reals_(allocate<double>(extent.scratch_registers * group_size)),
      doubtful_values_(allocate<double>(groups * group_size)),
      positions_(allocate<std::uint32_t>(extent.domains * (groups * group_size + slack))),
      undecided_positions_(allocate<std::uint32_t>(groups * group_size + slack)),
      words_(allocate<std::uint32_t>(groups * 2 * group_size)), counts_(at(extent.domains)),
      world_reals_(at(extent.world_values)),
      scratch_{words_.get(), undecided_.get(),           wanted_.get(),
               truth_.get(), undecided_positions_.get(), digits_.get(),
               rows_.get(),  first_digits_.get(),        doubtful_values_.get()} {
  for (std::size_t pool = 0; pool < places_.size(); ++pool) {
    places_[pool].resize(at(extent.columns[pool]));
    std::iota(places_[pool].begin(), places_[pool].end(), Index{0});
  }
  std::fill_n(everywhere_.get(), groups * group_words, ~std::uint64_t{0});
}

void Workspace::enter(const World& world) {
  for (std::size_t i = 0; i < world.values().size(); ++i) {
    const Index number = world.first_value() + static_cast<Index>(i);
    world_real(number) = world.values()[i];
    std::fill_n(world_bits(number), group_words, world.values()[i] != 0 ? ~std::uint64_t{0} : 0);
  }
}

const double* Workspace::repeated(std::size_t i, double value) {
  while (repeated_.size() <= i) repeated_.push_back(allocate<double>(group_size));
  std::fill_n(repeated_[i].get(), group_size, value);
  return repeated_[i].get();
}

struct Executor::Call {
  const Step& step;
  const StreamKeys& keys;
  const World& world;
  Index first_group;
  Index groups;
  Workspace& columns;
  Given given;  // empty: the digits of the streams are drawn

  // Digits given for the step's variable, or null.
  const std::uint64_t* given_digits() const {
    return given.empty() ? nullptr : given.digits[at(step.variable)];
  }
  const double* given_normal() const {
    return given.normal.empty() ? nullptr : given.normal[at(step.variable)];
  }
  // Given digits are whole words, whichever layout the stream has.
  Layout layout() const { return given.empty() ? step.layout : Layout::words; }
  random::GroupAddress address() const {
    return {keys.key, static_cast<std::uint32_t>(world.number()), static_cast<std::uint64_t>(first_group)};
  }
  Index lanes() const { return step.domain >= 0 ? columns.count(step.domain) : groups * group_size; }
  const std::uint64_t* guard() const { return step.guard ? columns.bits(*step.guard) : nullptr; }
  // Trajectories of the step's domain.
  kernels::Selection selection() const {
    return {guard(), groups * group_words, columns.positions(step.domain), lanes()};
  }
};

// A run's trajectories have the same position in all columns that it reads: those of the whole
// block, group by group, or the compacted ones of the step's domain.
struct Executor::Run {
  const Call& call;
  Index first;  // a multiple of group_size
  Index lanes;

  const Step& step() const { return call.step; }
  const std::uint64_t* bits(const Operand& operand) const {
    switch (operand.where) {
      case Operand::Where::world: return call.columns.world_bits(operand.index);
      case Operand::Where::bits: return call.columns.bits(operand.index) + first / 64;
      case Operand::Where::scratch: return call.columns.scratch_bits(operand.index);
      case Operand::Where::reals: break;
    }
    return nullptr;
  }
  kernels::Argument reals(const Operand& operand) const {
    switch (operand.where) {
      case Operand::Where::world: return {&call.columns.world_real(operand.index), false};
      case Operand::Where::reals: return call.columns.reals(operand.index) + first;
      case Operand::Where::scratch: return call.columns.scratch_reals(operand.index);
      case Operand::Where::bits: break;
    }
    return nullptr;
  }
  // Output of a quantity: compacted on a domain, otherwise its column.
  double* values() const {
    return call.columns.reals(step().domain >= 0 ? step().compact : step().column) + first;
  }
  const std::uint64_t* digits() const { return call.columns.scratch().digits + first; }
  // z of given trajectories, or null.
  const double* normal() const {
    return call.given_normal() ? call.columns.scratch().values + first : nullptr;
  }
  // Compacted on a domain.
  const std::uint8_t* first_digits() const {
    const kernels::BlockScratch& scratch = call.columns.scratch();
    return (step().domain >= 0 ? scratch.rows : scratch.first_digits) + first;
  }
  const std::uint32_t* positions() const { return call.columns.positions(step().domain) + first; }

  // Writes truth values to an event's column, or compacted on a domain.
  void put(const std::uint64_t* truth) const {
    if (step().domain >= 0) {
      std::copy_n(truth, group_words, call.columns.scratch().wanted + first / 64);
      return;
    }
    std::uint64_t* out = call.columns.bits(step().column);
    const std::uint64_t* guard = call.guard();
    for (Index w = first / 64; w < (first + lanes) / 64; ++w)
      out[w] = truth[w - first / 64] & (guard ? guard[w] : ~std::uint64_t{0});
  }
};

Executor::Executor(const Program& program, const Randomness& randomness, const kernels::Kernels& kernels,
                   StopToken stop, Explain explain)
    : program_(program), randomness_(randomness), kernels_(kernels), stop_(std::move(stop)),
      explain_(std::move(explain)) {
  keys_.reserve(program.steps().size());
  for (const Step& step : program.steps()) {
    undated_.push_back(random::NameHash(randomness.seed).with(step.stream));
    keys_.emplace_back(undated_.back().key());
  }
}

void Executor::run(const World& world, Index first_group, Index groups, Workspace& workspace,
                   const Read& read) const {
  for (std::size_t i = 0; i < program_.steps().size(); ++i)
    run_step({program_.steps()[i], keys_[i], world, first_group, groups, workspace, {}}, read);
}

void Executor::run_dated(const World& world, Index step, Index first_group, Index groups,
                         Workspace& workspace) const {
  const std::string date = '[' + std::to_string(step) + ']';
  for (std::size_t i = 0; i < program_.steps().size(); ++i) {
    const Step& one = program_.steps()[i];
    const bool draws = one.opcode == Step::Opcode::draw_table || one.opcode == Step::Opcode::draw_discrete ||
                       one.opcode == Step::Opcode::draw_quantity;
    if (!draws || !program_.is_dated(one)) {
      run_step({one, keys_[i], world, first_group, groups, workspace, {}}, {});
      continue;
    }
    const StreamKeys keys(undated_[i].with(date).key());
    run_step({one, keys, world, first_group, groups, workspace, {}}, {});
  }
}

void Executor::run(const World& world, const Given& given, Index groups, Workspace& workspace) const {
  for (std::size_t i = 0; i < program_.steps().size(); ++i)
    run_step({program_.steps()[i], keys_[i], world, 0, groups, workspace, given}, {});
}

void Executor::run_step(const Call& call, const Read& read) const {
  if (stop_.stop_requested()) throw Cancelled();
  switch (call.step.opcode) {
    case Step::Opcode::persistent: break;
    case Step::Opcode::set: set(call); break;
    case Step::Opcode::list:
      call.columns.count(call.step.domain) = kernels_.discrete.positions(
          call.guard(), call.groups * group_words, call.columns.positions(call.step.domain));
      break;
    case Step::Opcode::draw_table: draw_table(call); break;
    case Step::Opcode::read: read(call.step.reading, call.step.outputs); break;
    default: each_run(call); break;
  }
}

void Executor::set(const Call& call) const {
  const Step& step = call.step;
  const std::uint64_t* guard = call.guard();
  const Index lanes = call.groups * group_size;
  const auto exists = [&](Index lane) { return !guard || ((guard[lane / 64] >> (lane % 64)) & 1) != 0; };
  switch (step.pool) {
    case Pool::bits:
      for (Index w = 0; w < lanes / 64; ++w)
        call.columns.bits(step.column)[w] = step.value != 0 ? (guard ? guard[w] : ~std::uint64_t{0}) : 0;
      break;
    case Pool::bytes:
      for (Index lane = 0; lane < lanes; ++lane)
        call.columns.bytes(step.column)[lane] =
            static_cast<std::uint8_t>(exists(lane) ? static_cast<Index>(step.value) : step.absent);
      break;
    case Pool::reals:
      for (Index lane = 0; lane < lanes; ++lane)
        call.columns.reals(step.column)[lane] = exists(lane) ? step.value : absent;
      break;
  }
}

void Executor::draw_table(const Call& call) const {
  const Step& step = call.step;
  std::array<kernels::DiscreteColumn, max_table_parents> parents;
  for (std::size_t i = 0; i < step.parents.size(); ++i) {
    const Step::Parent& parent = step.parents[i];
    parents[i] = {parent.pool == Pool::bits ? call.columns.bits(parent.column) : nullptr,
                  parent.pool == Pool::bytes ? call.columns.bytes(parent.column) : nullptr, parent.states};
  }
  const bool is_event = step.pool == Pool::bits;
  const kernels::TableDraw draw{randomness_.generator,
                                &call.keys.rounds,
                                call.address(),
                                call.groups,
                                parents.data(),
                                detail::size(step.parents),
                                step.rows,
                                step.thresholds,
                                &call.world.table(step.table),
                                call.guard(),
                                is_event ? call.columns.bits(step.column) : nullptr,
                                is_event ? nullptr : call.columns.bytes(step.column),
                                static_cast<std::uint8_t>(step.absent),
                                call.given_digits()};
  const auto layout = at(call.layout());
  if (!kernels_.discrete.draw_table[layout](draw, call.columns.scratch())) fail(call);
}

void Executor::each_run(const Call& call) const {
  const Step& step = call.step;
  const Index lanes = call.lanes();
  const bool draws = step.opcode == Step::Opcode::draw_discrete || step.opcode == Step::Opcode::draw_quantity;
  const bool draws_event = draws && step.pool == Pool::bits;
  if (step.domain >= 0) fill_elsewhere(call);
  if (draws_event && call.given.empty()) draw_first_digits(call);
  if (draws && !(draws_event && call.given.empty())) draw_digits(call);
  Index doubtful = 0;
  for (Index first = 0; first < lanes; first += group_size) {
    const Run run{call, first, (std::min)(group_size, lanes - first)};
    operate(run);
    if (draws_event && call.given.empty())
      draw_event(run, doubtful);
    else if (draws_event)
      draw_given_event(run);
    else if (step.opcode == Step::Opcode::draw_discrete)
      draw_category(run);
    else if (step.opcode == Step::Opcode::draw_quantity)
      draw_quantity(run);
    else
      compute(run);
  }
  if (step.domain >= 0 && step.pool == Pool::bits)
    kernels_.selections.spread_bits(call.selection(), call.columns.scratch().wanted,
                                    call.columns.bits(step.column));
  if (step.domain >= 0 && step.pool == Pool::reals && step.column >= 0)
    kernels_.selections.spread_reals(call.selection(), call.columns.reals(step.compact),
                                     call.world.elsewhere(step.variable), call.columns.reals(step.column));
  if (doubtful > 0) decide(call, doubtful);
}

// Fills in the trajectories outside of the domain, except for quantities: spread_reals does so for
// them.
void Executor::fill_elsewhere(const Call& call) const {
  const Step& step = call.step;
  const Index all = call.groups * group_size;
  if (step.variable < 0) return;  // a part of variables on this domain
  const double elsewhere = call.world.elsewhere(step.variable);
  switch (step.pool) {
    case Pool::bits:
      if (step.is_constant_outside && step.opcode == Step::Opcode::draw_discrete) return draw_elsewhere(call);
      for (Index w = 0; w < all / 64; ++w)
        call.columns.bits(step.column)[w] = elsewhere != 0 ? ~call.guard()[w] : 0;
      break;
    case Pool::bytes:
      std::fill_n(call.columns.bytes(step.column), all, static_cast<std::uint8_t>(step.absent));
      break;
    case Pool::reals:
      if (step.is_constant_outside && std::isnan(elsewhere) && call.lanes() < all) fail(call);
      break;
  }
}

// Draws an event outside of the domain, where its probability is constant: a table with one row.
void Executor::draw_elsewhere(const Call& call) const {
  const kernels::BlockScratch& scratch = call.columns.scratch();
  for (Index w = 0; w < call.groups * group_words; ++w) scratch.truth[w] = ~call.guard()[w];
  const kernels::TableDraw draw{randomness_.generator,
                                &call.keys.rounds,
                                call.address(),
                                call.groups,
                                nullptr,
                                0,
                                call.step.rows,
                                call.step.thresholds,
                                &call.world.table(call.step.table),
                                scratch.truth,
                                call.columns.bits(call.step.column),
                                nullptr,
                                0,
                                call.given_digits()};
  const auto layout = at(call.layout());
  if (!kernels_.discrete.draw_table[layout](draw, scratch)) fail(call);
}

// Fetches the given digits of the step's trajectories, or computes their own words: one by one if
// they are few, otherwise the words of all trajectories.
void Executor::draw_digits(const Call& call) const {
  const kernels::BlockScratch& scratch = call.columns.scratch();
  const Index all = call.groups * group_size, lanes = call.lanes();
  if (const std::uint64_t* given = call.given_digits()) {
    if (call.step.domain < 0)
      std::copy_n(given, all, scratch.digits);
    else
      kernels_.selections.keep_words(call.selection(), given, scratch.digits);
    if (const double* const normal = call.given_normal()) {
      if (call.step.domain < 0) {
        std::copy_n(normal, all, scratch.values);
      } else {
        // The kernel needs aligned words.
        std::memcpy(scratch.words, normal, at(all) * sizeof(double));
        kernels_.selections.keep_words(call.selection(),
                                       reinterpret_cast<const std::uint64_t*>(scratch.words),
                                       reinterpret_cast<std::uint64_t*>(scratch.values));
      }
    }
    return;
  }
  if (call.step.domain < 0) {
    kernels_.discrete.fill_words(randomness_.generator, call.address(), call.groups, random::first_own_word,
                                 2 * group_size, reinterpret_cast<std::uint32_t*>(scratch.digits));
    return;
  }
  const kernels::Selection selection = call.selection();
  if (lanes < all / 3) {
    kernels_.discrete.own_words(randomness_.generator, call.address(), selection.positions, lanes,
                                scratch.digits);
    return;
  }
  kernels_.discrete.fill_words(randomness_.generator, call.address(), call.groups, random::first_own_word,
                               2 * group_size, scratch.words);
  kernels_.selections.keep_words(selection, reinterpret_cast<const std::uint64_t*>(scratch.words),
                                 scratch.digits);
}

// Computes the first eight digits of each of the step's trajectories.
void Executor::draw_first_digits(const Call& call) const {
  const kernels::BlockScratch& scratch = call.columns.scratch();
  kernels_.discrete.fill_words(randomness_.generator, call.address(), call.groups, 0, group_size / 4,
                               reinterpret_cast<std::uint32_t*>(scratch.first_digits));
  if (call.step.domain >= 0)
    kernels_.selections.keep_bytes(call.selection(), scratch.first_digits, scratch.rows);
}

namespace {

using Word = std::uint64_t;

// Combines the truth values of a group word by word.
template <class Function>
void combine(const Word* a, const Word* b, Word* __restrict out, Function function) {
  for (Index w = 0; w < group_words; ++w) out[w] = function(a[w], b[w]);
}

}  // namespace

void Executor::operate(const Run& run) const {
  const kernels::QuantityKernels& kernels = kernels_.quantities;
  Workspace& columns = run.call.columns;
  for (const VectorOperation& operation : run.step().operations) {
    using Opcode = VectorOperation::Opcode;
    double* out = columns.scratch_reals(operation.scratch);
    std::uint64_t* out_bits = columns.scratch_bits(operation.scratch);
    switch (operation.opcode) {
      case Opcode::evaluate: break;
      case Opcode::test_state:
        kernels_.discrete.in_state(columns.bytes(operation.column) + run.first,
                                   static_cast<std::uint8_t>(operation.state), group_words, out_bits);
        continue;
      case Opcode::gather_bits:
        kernels_.selections.keep_bits(run.call.selection(), columns.bits(operation.column), run.first,
                                      run.lanes, out_bits);
        continue;
      case Opcode::gather_states:
        kernels_.selections.keep_states(run.call.selection(), columns.bytes(operation.column),
                                        static_cast<std::uint8_t>(operation.state), run.first, run.lanes,
                                        out_bits);
        continue;
      case Opcode::gather_reals:
        kernels_.selections.keep_reals(run.call.selection(), columns.reals(operation.column), run.first,
                                       run.lanes, out);
        continue;
    }
    const auto real = [&](std::size_t i) { return run.reals(operation.operands[i]); };
    const auto bits = [&](std::size_t i) { return run.bits(operation.operands[i]); };
    switch (operation.op) {
      case Op::logical_not: combine(bits(0), bits(0), out_bits, [](Word a, Word) { return ~a; }); break;
      case Op::logical_and: combine(bits(0), bits(1), out_bits, std::bit_and<Word>()); break;
      case Op::logical_or: combine(bits(0), bits(1), out_bits, std::bit_or<Word>()); break;
      case Op::if_then_else: kernels.select(bits(0), real(1), real(2), run.lanes, out); break;
      case Op::function: {
        auto& inputs = columns.inputs();
        inputs.clear();
        for (std::size_t i = 0; i < operation.operands.size(); ++i) {
          const kernels::Argument input = real(i);
          inputs.emplace_back(input.varies ? input.values : columns.repeated(i, input[0]), at(run.lanes));
        }
        std::fill_n(out, run.lanes, absent);
        (*operation.function)(inputs, std::span<double>(out, at(run.lanes)));
        break;
      }
      case Op::divide:
        if (operation.operands[1].where == Operand::Where::world)
          kernels.divide_by(real(0), real(1)[0], run.lanes, out);
        else
          evaluate(run, operation);
        break;
      case Op::logistic:
        if (&operation == &run.step().operations.back() && draws_by_logistic(run.step()) &&
            run.call.given.empty())
          break;
        evaluate(run, operation);
        break;
      default: evaluate(run, operation); break;
    }
  }
}

// Evaluates by the kernel of the operation, or lane by lane if it has no kernel.
void Executor::evaluate(const Run& run, const VectorOperation& operation) const {
  const auto& operands = operation.operands;
  double* out = run.call.columns.scratch_reals(operation.scratch);
  std::uint64_t* out_bits = run.call.columns.scratch_bits(operation.scratch);
  if (const auto compare = kernels_.quantities.comparison[at(operation.op)])
    return compare(run.reals(operands[0]), run.reals(operands[1]), run.lanes, out_bits);
  if (const auto compute = kernels_.quantities.element[at(operation.op)])
    return compute(run.reals(operands[0]), run.reals(operands.back()), run.lanes, out);
  const detail::Operation& row = detail::operation(operation.op);
  std::fill_n(out_bits, group_words, std::uint64_t{0});
  for (Index lane = 0; lane < run.lanes; ++lane) {
    std::array<double, 3> values{};
    for (std::size_t i = 0; i < operands.size(); ++i)
      values[i] = row.operands[i] == 'n'
                      ? run.reals(operands[i])[lane]
                      : static_cast<double>((run.bits(operands[i])[lane / 64] >> (lane % 64)) & 1);
    out[lane] = row.element(values[0], values[1], values[2]);
    out_bits[lane / 64] |= static_cast<std::uint64_t>(out[lane] != 0) << (lane % 64);
  }
}

// Decides an event by its first digits. One trajectory in 256 remains undecided. These are listed,
// each with its probability or the logit of it, and then decided together by `decide`.
void Executor::draw_event(const Run& run, Index& doubtful) const {
  const Step& step = run.step();
  alignas(64) std::uint64_t below[group_words] = {}, undecided[group_words] = {};
  kernels::Argument values = run.reals(step.arguments[0]);
  if (draws_by_logistic(step)) {
    values = run.reals(step.operations.back().operands[0]);
    kernels_.quantities.below_logistic_at_first(run.first_digits(), values, run.lanes, below, undecided);
  } else if (!kernels_.quantities.below_at_first(run.first_digits(), values, run.lanes, below, undecided)) {
    fail(run.call);
  }
  run.put(below);
  const kernels::BlockScratch& scratch = run.call.columns.scratch();
  std::uint32_t* positions = scratch.positions + doubtful;
  const Index found = kernels_.discrete.positions(undecided, group_words, positions);
  for (Index i = 0; i < found; ++i) {
    const Index lane = positions[i];
    scratch.values[doubtful + i] = values[lane];
    positions[i] = step.domain >= 0 ? run.positions()[lane] : static_cast<std::uint32_t>(run.first + lane);
  }
  doubtful += found;
}

// Decides an event by all given digits.
void Executor::draw_given_event(const Run& run) const {
  alignas(64) std::uint64_t below[group_words] = {};
  const kernels::Argument probability = run.reals(run.step().arguments[0]);
  if (!kernels_.quantities.below(run.digits(), probability, run.lanes, below)) fail(run.call);
  run.put(below);
}

// Decides the trajectories that `draw_event` has left, by all digits.
void Executor::decide(const Call& call, Index doubtful) const {
  const kernels::QuantityKernels& kernels = kernels_.quantities;
  const kernels::BlockScratch& scratch = call.columns.scratch();
  kernels_.discrete.own_words(randomness_.generator, call.address(), scratch.positions, doubtful,
                              scratch.digits);
  for (Index i = 0; i < doubtful; ++i) {
    const std::uint64_t first = std::uint64_t{scratch.first_digits[scratch.positions[i]]} ^ 0x80;
    scratch.digits[i] = first << (64 - random::byte_digits) | scratch.digits[i] >> random::byte_digits;
  }
  if (draws_by_logistic(call.step))
    kernels.element[at(Op::logistic)](scratch.values, scratch.values, doubtful, scratch.values);
  if (!kernels.below(scratch.digits, scratch.values, doubtful, scratch.undecided)) fail(call);
  std::uint64_t* event = call.columns.bits(call.step.column);
  for (Index i = 0; i < doubtful; ++i)
    event[scratch.positions[i] / 64] |= ((scratch.undecided[i / 64] >> (i % 64)) & 1)
                                        << (scratch.positions[i] % 64);
}

void Executor::draw_category(const Run& run) const {
  const Step& step = run.step();
  const auto& arguments = step.arguments;
  alignas(64) std::uint64_t below[group_words];
  for (const Operand& argument : arguments)
    if (kernels_.quantities.any_outside(run.reals(argument), 0, 1, run.lanes)) fail(run.call);
  alignas(64) double cumulative[group_size] = {};
  std::array<std::uint8_t, at(group_size)> states{};
  const auto accumulate = kernels_.quantities.element[at(Op::add)];
  for (std::size_t state = 0; state < arguments.size(); ++state) {
    accumulate(cumulative, run.reals(arguments[state]), run.lanes, cumulative);
    if (state + 1 == arguments.size()) break;
    kernels_.quantities.below(run.digits(), cumulative, run.lanes, below);
    for (Index i = 0; i < run.lanes; ++i)
      states[at(i)] = static_cast<std::uint8_t>(states[at(i)] + (~(below[i / 64] >> (i % 64)) & 1));
  }
  if (kernels_.quantities.any_outside(cumulative, 1 - 1e-9, 1 + 1e-9, run.lanes))
    for (Index i = 0; i < run.lanes; ++i)
      if (!(std::abs(cumulative[i] - 1) <= 1e-9)) fail(run.call);
  std::uint8_t* out = run.call.columns.bytes(step.column);
  for (Index i = 0; i < run.lanes; ++i)
    out[step.domain >= 0 ? run.positions()[i] : run.first + i] = states[at(i)];
}

// Returns whether columns of parameters obviously lie in a distribution's domain; false if that
// needs a closer check.
bool Executor::plainly_valid(const Run& run, Family family) const {
  constexpr double greatest = std::numeric_limits<double>::max(),
                   least = std::numeric_limits<double>::denorm_min();
  const auto& arguments = run.step().arguments;
  const auto inside = [&](std::size_t i, double low, double high) {
    return !kernels_.quantities.any_outside(run.reals(arguments[i]), low, high, run.lanes);
  };
  // Differences of doubles are zero only if the two are equal.
  const auto apart = [&](std::size_t lower, std::size_t upper, double at_least) {
    alignas(64) double width[group_size];
    kernels_.quantities.element[at(Op::subtract)](run.reals(arguments[upper]), run.reals(arguments[lower]),
                                                  run.lanes, width);
    return !kernels_.quantities.any_outside(width, at_least, greatest, run.lanes);
  };
  const auto is_inside = [&](std::size_t i) {
    switch (family->parameters[i].domain) {
      using distribution::Domain;
      case Domain::finite: return inside(i, -greatest, greatest);
      case Domain::positive: return inside(i, least, greatest);
      case Domain::shape: return inside(i, least, distribution::largest_shape);
      case Domain::mean_count: return inside(i, 0, distribution::largest_shape);
      case Domain::probability: return inside(i, 0, 1);
      case Domain::positive_probability: return inside(i, least, 1);
      case Domain::success: return inside(i, 2 / distribution::largest_shape, 1);
      case Domain::whole_count:
      case Domain::low_end:
      case Domain::high_end: return false;
    }
    return false;
  };
  if (!distribution::is_component(family) || !family->rules.empty()) return false;
  for (std::size_t i = 0; i < arguments.size(); ++i)
    if (!is_inside(i)) return false;
  const distribution::Ends& ends = family->ends;
  if (!ends.low.parameter || !ends.high.parameter) return true;
  const std::size_t low = *ends.low.parameter, high = *ends.high.parameter;
  return apart(low, high, least) && (!ends.mode || (apart(low, *ends.mode, 0) && apart(*ends.mode, high, 0)));
}

// Returns whether the parameters of the distribution are in their domain on all trajectories of the
// run.
bool Executor::valid(const Run& run) const {
  const Step& step = run.step();
  const auto& distribution = program_.model().variables()[at(step.variable)].distribution;
  bool vary = false;
  for (const Operand& argument : step.arguments) vary = vary || argument.where != Operand::Where::world;
  if (vary && plainly_valid(run, distribution.family)) return true;
  const distribution::Shape shape = distribution.shape();
  auto& values = run.call.columns.values();
  values.resize(step.arguments.size());
  for (Index lane = 0; lane < (vary ? run.lanes : 1); ++lane) {
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = run.reals(step.arguments[i])[lane];
    if (!distribution::valid(shape, values)) return false;
  }
  return true;
}

// Evaluates the tabled quantile function, then applies the parameters that the table does not
// cover.
void Executor::draw_tabled(const Run& run, const distribution::QuantileTable& table,
                           const std::vector<kernels::Argument>& arguments) const {
  using Finish = distribution::QuantileTable::Finish;
  double* out = run.values();
  kernels_.quantities.table_quantile(run.digits(), table.coefficients(), run.lanes, out);
  switch (table.finish()) {
    case Finish::none: break;
    case Finish::clamp: kernels_.quantities.clamp(out, table.low(), table.high(), run.lanes); break;
    case Finish::divide_by_rate:
      if (arguments[1].varies)
        kernels_.quantities.element[at(Op::divide)](out, arguments[1].values, run.lanes, out);
      else
        kernels_.quantities.divide_by(out, arguments[1][0], run.lanes, out);
      break;
    case Finish::exponentiate: kernels_.quantities.element[at(Op::exp)](out, out, run.lanes, out); break;
    case Finish::location_scale:
      kernels_.quantities.locate(out, arguments[arguments.size() - 2], arguments.back(), run.lanes);
      break;
  }
}

// Evaluates the pieces of the table. Where it has none, finds the finer piece or the exact
// quantile.
void Executor::draw_mixture(const Run& run, const distribution::MixtureTable& table) const {
  double* out = run.values();
  kernels_.quantities.table_quantile(run.digits(), table.coefficients(), run.lanes, out);
  kernels_.quantities.clamp(out, table.low(), table.high(), run.lanes);
  bool is_number = true;
  for (Index lane = 0; lane < run.lanes; ++lane) {
    if (!std::isnan(out[lane])) continue;
    out[lane] = table.finer(random::unit(run.digits()[lane]));
    is_number = is_number && !std::isnan(out[lane]);
  }
  if (!is_number) fail(run.call);
}

// Evaluates the pieces of the world's shape. Where these have none, asks the table.
void Executor::draw_gamma(const Run& run, const distribution::GammaTable& table, const double* coefficients,
                          const std::vector<kernels::Argument>& arguments) const {
  double* out = run.values();
  kernels_.quantities.gamma_quantile(run.digits(), coefficients, run.lanes, out);
  for (Index lane = 0; lane < run.lanes; ++lane)
    if (std::isnan(out[lane])) out[lane] = table(arguments[0][lane], random::unit(run.digits()[lane]));
  kernels_.quantities.element[at(Op::divide)](out, arguments[1], run.lanes, out);
}

void Executor::draw_quantity(const Run& run) const {
  const Step& step = run.step();
  const Variable& variable = program_.model().variables()[at(step.variable)];
  if (!valid(run)) fail(run.call);
  auto& arguments = run.call.columns.arguments();
  arguments.clear();
  for (const Operand& argument : step.arguments) arguments.push_back(run.reals(argument));
  double* out = run.values();
  const Family family = variable.distribution.family;
  if (run.normal() && (family.is<distribution::Normal>() || family.is<distribution::LogNormal>() ||
                       family.is<distribution::LogitNormal>()))
    return draw_by_normal(run, arguments);
  const DrawTables& tables = tables_of(variable);
  if (tables.quantiles) {
    draw_tabled(run, *tables.quantiles, arguments);
  } else if (const auto& counts = tables.counts) {
    kernels_.quantities.count_quantile(run.digits(),
                                       {counts->steps().data(), counts->guide().data(), counts->cells(),
                                        counts->lower_offset(), counts->upper_offset()},
                                       run.lanes, out);
  } else if (tables.mixture) {
    draw_mixture(run, *tables.mixture);
  } else if (const distribution::Empirical* seen = variable.distribution.shape().empirical) {
    kernels_.quantities.empirical_quantile(run.digits(), seen->cumulative().data(), seen->values().data(),
                                           detail::size(seen->values()), run.lanes, out);
  } else if (const double* const gamma = tables.gamma ? run.call.world.gamma(step.variable) : nullptr) {
    draw_gamma(run, *tables.gamma, gamma, arguments);
  } else if (const auto kernel = family->kernel) {
    kernels_.quantities.quantile[at(*kernel)](run.digits(), arguments.data(), run.lanes, out);
  } else {
    auto& values = run.call.columns.values();
    values.resize(arguments.size());
    bool is_number = true;
    for (Index lane = 0; lane < run.lanes; ++lane) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] = arguments[i][lane];
      out[lane] = drawn_value(variable, tables, values, random::unit(run.digits()[lane]));
      is_number = is_number && !std::isnan(out[lane]);
    }
    if (!is_number) fail(run.call);
  }
  if (run.normal()) redraw_tails(run, arguments);
}

// Draws a distribution that is a function of a standard normal number.
void Executor::draw_by_normal(const Run& run, std::span<const kernels::Argument> arguments) const {
  double* out = run.values();
  std::copy_n(run.normal(), run.lanes, out);
  kernels_.quantities.locate(out, arguments[0], arguments[1], run.lanes);
  const auto apply = [&](Op op) { kernels_.quantities.element[at(op)](out, out, run.lanes, out); };
  const Family family = program_.model().variables()[at(run.step().variable)].distribution.family;
  if (family.is<distribution::LogNormal>()) apply(Op::exp);
  if (family.is<distribution::LogitNormal>()) apply(Op::logistic);
}

// Draws again if U is so near 0 or 1 that it has too few digits.
void Executor::redraw_tails(const Run& run, std::span<const kernels::Argument> arguments) const {
  constexpr double far = 6;
  const distribution::Shape shape =
      program_.model().variables()[at(run.step().variable)].distribution.shape();
  auto& values = run.call.columns.values();
  values.resize(arguments.size());
  for (Index lane = 0; lane < run.lanes; ++lane) {
    const double z = run.normal()[lane];
    if (!(std::abs(z) > far)) continue;
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = arguments[i][lane];
    const double tail = normal_tail::of(std::abs(z));
    run.values()[lane] = z > 0 ? distribution::upper_quantile(shape, values, tail)
                               : distribution::lower_quantile(shape, values, tail);
  }
}

void Executor::compute(const Run& run) const {
  const Step& step = run.step();
  if (step.pool == Pool::bits) {
    run.put(run.bits(step.arguments[0]));
    return;
  }
  // An output may be absent if its condition does not hold; a reading that needs it fails later.
  if (!kernels_.quantities.copy_numbers(run.reals(step.arguments[0]), run.lanes, run.values()) &&
      step.variable >= 0)
    fail(run.call);
}

// Throws the reference sampler's error: for the first trajectory that fails and its first variable
// that fails, independent of the batch size.
void Executor::fail(const Call& call) const {
  if (explain_) explain_(call.world, call.step, call.first_group, call.groups);
  const ReferenceSampler sampler(program_.model(), randomness_, program_.under(), program_.expressions());
  const Index first = call.first_group * group_size, last = first + call.groups * group_size;
  const auto& columns = call.given.digits;
  std::vector<std::uint64_t> given(columns.size());
  for (Index number = first; number < last; ++number) {
    for (std::size_t i = 0; i < given.size(); ++i) given[i] = columns[i] ? columns[i][number] : 0;
    if (given.empty())
      sampler.trajectory(call.world.number(), call.world.parameters(), number);
    else
      sampler.trajectory(call.world.number(), call.world.parameters(), given);
  }
  throw Error(detail::in_world(call.step.name, call.world.number()), "what the reference sampler draws",
              "a failure of the compiled one alone");
}

}  // namespace casus
