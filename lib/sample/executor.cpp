// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/executor.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <casus/sample/reference.hpp>

namespace casus {

using distribution::Family;

namespace {

std::size_t at(Index index) { return static_cast<std::size_t>(index); }

template <class T> hwy::AlignedFreeUniquePtr<T[]> allocate(Index count) {
  return hwy::AllocateAligned<T>(at((std::max)(count, Index{1})));
}

constexpr double absent = std::numeric_limits<double>::quiet_NaN();

std::size_t element(Op op) {
  using kernels::Element;
  switch (op) {
    case Op::negate: return static_cast<std::size_t>(Element::negate);
    case Op::exp: return static_cast<std::size_t>(Element::exp);
    case Op::log: return static_cast<std::size_t>(Element::log);
    case Op::logistic: return static_cast<std::size_t>(Element::logistic);
    case Op::add: return static_cast<std::size_t>(Element::add);
    case Op::subtract: return static_cast<std::size_t>(Element::subtract);
    case Op::multiply: return static_cast<std::size_t>(Element::multiply);
    case Op::divide: return static_cast<std::size_t>(Element::divide);
    case Op::minimum: return static_cast<std::size_t>(Element::minimum);
    case Op::maximum: return static_cast<std::size_t>(Element::maximum);
    default: return static_cast<std::size_t>(Element::scale_odds);
  }
}

std::size_t comparison(Op op) {
  using kernels::Comparison;
  return static_cast<std::size_t>(op == Op::less         ? Comparison::less
                                  : op == Op::less_equal ? Comparison::less_equal
                                                         : Comparison::equal);
}

// The vector kernel for a family's quantile, or none.
std::optional<std::size_t> quantile_kernel(Family family) {
  using kernels::Quantile;
  switch (family) {
    case Family::uniform: return static_cast<std::size_t>(Quantile::uniform);
    case Family::normal: return static_cast<std::size_t>(Quantile::normal);
    case Family::log_normal: return static_cast<std::size_t>(Quantile::log_normal);
    case Family::logit_normal: return static_cast<std::size_t>(Quantile::logit_normal);
    case Family::triangular: return static_cast<std::size_t>(Quantile::triangular);
    case Family::exponential: return static_cast<std::size_t>(Quantile::exponential);
    default: return std::nullopt;
  }
}

}  // namespace

Workspace::Workspace(const Program& program, Index groups)
    : groups_(groups), bits_(allocate<std::uint64_t>(program.bit_columns() * groups * group_words)),
      scratch_bits_(allocate<std::uint64_t>(program.scratch_registers() * group_words)),
      world_bits_(allocate<std::uint64_t>(static_cast<Index>(program.world_formulas().size()) * group_words)),
      digits_(allocate<std::uint64_t>(group_size)),
      everywhere_(allocate<std::uint64_t>(groups * group_words)),
      reals_(allocate<double>(program.real_columns() * groups * group_size)),
      scratch_reals_(allocate<double>(program.scratch_registers() * group_size)),
      world_reals_(allocate<double>(static_cast<Index>(program.world_formulas().size()) * group_size)) {
  std::fill_n(everywhere_.get(), groups * group_words, ~std::uint64_t{0});
}

void Workspace::enter(const World& world) {
  for (std::size_t i = 0; i < world.values.size(); ++i) {
    const Index number = static_cast<Index>(i);
    std::fill_n(world_reals(number), group_size, world.values[i]);
    std::fill_n(world_bits(number), group_words, world.values[i] != 0 ? ~std::uint64_t{0} : 0);
  }
}

struct Executor::Call {
  const Step& step;
  std::uint64_t key;
  const World& world;
  Index first_group;
  Index groups;
  Workspace& columns;

  const std::uint64_t* bits(const Operand& operand, Index group) const {
    switch (operand.where) {
      case Operand::Where::world: return columns.world_bits(operand.index);
      case Operand::Where::column: return columns.bits(operand.index) + group * group_words;
      case Operand::Where::scratch: return columns.scratch_bits(operand.index);
    }
    return nullptr;
  }
  const double* reals(const Operand& operand, Index group) const {
    switch (operand.where) {
      case Operand::Where::world: return columns.world_reals(operand.index);
      case Operand::Where::column: return columns.reals(operand.index) + group * group_size;
      case Operand::Where::scratch: return columns.scratch_reals(operand.index);
    }
    return nullptr;
  }
  std::uint64_t* bit_column(Index offset, Index group) const {
    return columns.bits(step.column + offset) + group * group_words;
  }
  double* real_column(Index group) const { return columns.reals(step.column) + group * group_size; }
  const std::uint64_t* guard(Index group) const {
    return step.guard ? columns.bits(*step.guard) + group * group_words : columns.everywhere();
  }
  random::GroupAddress address(Index group) const {
    return {key, static_cast<std::uint32_t>(world.number), static_cast<std::uint64_t>(first_group + group)};
  }
};

Executor::Executor(const Program& program, const Randomness& randomness, const kernels::Kernels& kernels)
    : program_(program), randomness_(randomness), kernels_(kernels) {
  for (const Step& step : program.steps()) keys_.push_back(random::stream_key(randomness.seed, step.name));
}

void Executor::run(const World& world, Index first_group, Index groups, Workspace& workspace) const {
  for (std::size_t i = 0; i < program_.steps().size(); ++i) {
    const Call call{program_.steps()[i], keys_[i], world, first_group, groups, workspace};
    switch (call.step.does) {
      case Step::Does::set: set(call); break;
      case Step::Does::draw_table: draw_table(call); break;
      default: each_group(call); break;
    }
  }
}

// Writes a category's states, all below their guard, from columns of the drawn states but the last.
void Executor::put_state(const Call& call, Index group) const {
  const Step& step = call.step;
  const std::uint64_t* guard = call.guard(group);
  for (Index w = 0; w < group_words; ++w) {
    // What was drawn is cumulative: [state <= t]. A state is where its own bit is set and the one before is not.
    std::uint64_t before = 0;
    for (Index state = 0; state + 1 < step.states; ++state) {
      std::uint64_t& column = call.bit_column(state, group)[w];
      const std::uint64_t cumulative = column;
      column = cumulative & ~before & guard[w];
      before = cumulative;
    }
    call.bit_column(step.states - 1, group)[w] = ~before & guard[w];
    if (!step.guard) continue;
    std::uint64_t& none = call.bit_column(step.absent, group)[w];
    none = step.absent == step.states ? ~guard[w] : none | ~guard[w];
  }
}

void Executor::set(const Call& call) const {
  const Step& step = call.step;
  for (Index group = 0; group < call.groups; ++group) {
    const std::uint64_t* guard = call.guard(group);
    if (!step.is_discrete) {
      double* out = call.real_column(group);
      for (Index lane = 0; lane < group_size; ++lane)
        out[lane] = (guard[lane / 64] >> (lane % 64)) & 1 ? step.value : absent;
    } else if (step.states == 0) {
      for (Index w = 0; w < group_words; ++w) call.bit_column(0, group)[w] = step.value != 0 ? guard[w] : 0;
    } else {
      for (Index state = 0; state + 1 < step.states; ++state)
        std::fill_n(call.bit_column(state, group), group_words,
                    step.value <= static_cast<double>(state) ? ~std::uint64_t{0} : 0);
      put_state(call, group);
    }
  }
}

void Executor::draw_table(const Call& call) const {
  const Step& step = call.step;
  // At most eight parents: the rows of a table are bounded by max_bit_decisions.
  std::array<kernels::ParentColumns, 8> parents{};
  std::array<const std::uint64_t*, 2 * static_cast<std::size_t>(max_bit_decisions)> columns{};
  std::array<std::uint64_t*, static_cast<std::size_t>(max_bit_decisions)> out{};
  std::size_t next = 0;
  for (std::size_t i = 0; i < step.parents.size(); ++i) {
    const Step::Parent& parent = step.parents[i];
    parents[i] = {columns.data() + next, parent.states, parent.is_event};
    for (Index state = 0; state < (parent.is_event ? 1 : parent.states); ++state)
      columns[next++] = call.columns.bits(parent.column + state);
  }
  for (Index t = 0; t < step.thresholds; ++t) out[at(t)] = call.columns.bits(step.column + t);
  // An event's guard is applied as it is drawn, a category's when its states are told apart.
  const bool is_event = step.states == 0;
  const kernels::TableDraw draw{randomness_.generator,
                                call.address(0),
                                call.groups,
                                parents.data(),
                                static_cast<Index>(step.parents.size()),
                                step.rows,
                                step.thresholds,
                                &call.world.tables[at(step.table)],
                                step.guard ? call.columns.bits(*step.guard) : nullptr,
                                out.data()};
  if (!kernels_.draw_table(draw)) fail(call);
  if (is_event) return;
  for (Index group = 0; group < call.groups; ++group) put_state(call, group);
}

void Executor::each_group(const Call& call) const {
  for (Index group = 0; group < call.groups; ++group) {
    operate(call, group);
    switch (call.step.does) {
      case Step::Does::draw_discrete: draw_discrete(call, group); break;
      case Step::Does::draw_quantity: draw_quantity(call, group); break;
      default: compute(call, group); break;
    }
  }
}

void Executor::operate(const Call& call, Index group) const {
  for (const VectorOperation& operation : call.step.operations) {
    const auto real = [&](std::size_t i) { return call.reals(operation.operands[i], group); };
    const auto bits = [&](std::size_t i) { return call.bits(operation.operands[i], group); };
    double* out = call.columns.scratch_reals(operation.scratch);
    std::uint64_t* out_bits = call.columns.scratch_bits(operation.scratch);
    switch (operation.op) {
      case Op::logical_not:
        for (Index w = 0; w < group_words; ++w) out_bits[w] = ~bits(0)[w];
        break;
      case Op::logical_and:
        for (Index w = 0; w < group_words; ++w) out_bits[w] = bits(0)[w] & bits(1)[w];
        break;
      case Op::logical_or:
        for (Index w = 0; w < group_words; ++w) out_bits[w] = bits(0)[w] | bits(1)[w];
        break;
      case Op::if_then_else: kernels_.select(bits(0), real(1), real(2), out); break;
      case Op::less:
      case Op::less_equal:
      case Op::equal: kernels_.comparison[comparison(operation.op)](real(0), real(1), out_bits); break;
      case Op::function: {
        auto& inputs = call.columns.inputs();
        inputs.clear();
        for (std::size_t i = 0; i < operation.operands.size(); ++i)
          inputs.emplace_back(real(i), static_cast<std::size_t>(group_size));
        std::fill_n(out, group_size, absent);
        (*operation.function)(inputs, std::span<double>(out, static_cast<std::size_t>(group_size)));
        break;
      }
      default:
        kernels_.element[element(operation.op)](real(0), real(operation.operands.size() > 1 ? 1 : 0), out);
        break;
    }
  }
}

const std::uint64_t* Executor::digits(const Call& call, Index group) const {
  std::uint64_t* digits = call.columns.digits();
  kernels_.fill_words(randomness_.generator, call.address(group), 0, 2 * group_size / random::words_per_batch,
                      reinterpret_cast<std::uint32_t*>(digits));
  return digits;
}

void Executor::draw_discrete(const Call& call, Index group) const {
  const Step& step = call.step;
  const std::uint64_t* guard = call.guard(group);
  const auto& arguments = step.arguments;
  for (const Operand& argument : arguments)
    if (kernels_.any_outside_unit(call.reals(argument, group), guard)) fail(call);
  const std::uint64_t* uniform = digits(call, group);
  if (step.states == 0) {
    kernels_.below(uniform, call.reals(arguments[0], group), call.bit_column(0, group));
    for (Index w = 0; w < group_words; ++w) call.bit_column(0, group)[w] &= guard[w];
    return;
  }
  alignas(64) double cumulative[group_size] = {};
  const auto accumulate = kernels_.element[static_cast<std::size_t>(kernels::Element::add)];
  for (std::size_t state = 0; state < arguments.size(); ++state) {
    accumulate(cumulative, call.reals(arguments[state], group), cumulative);
    if (state + 1 < arguments.size())
      kernels_.below(uniform, cumulative, call.bit_column(static_cast<Index>(state), group));
  }
  for (Index lane = 0; lane < group_size; ++lane)
    if (((guard[lane / 64] >> (lane % 64)) & 1) && !(std::abs(cumulative[lane] - 1) <= 1e-9)) fail(call);
  put_state(call, group);
}

void Executor::draw_quantity(const Call& call, Index group) const {
  const Step& step = call.step;
  const Variable& variable = program_.model().variables()[at(step.variable)];
  const Family family = variable.distribution.family;
  const std::uint64_t* guard = call.guard(group);
  const distribution::Shape shape = variable.distribution.shape();
  auto& arguments = call.columns.arguments();
  arguments.resize(step.arguments.size());
  bool same_everywhere = true;
  for (std::size_t i = 0; i < step.arguments.size(); ++i) {
    arguments[i] = call.reals(step.arguments[i], group);
    same_everywhere = same_everywhere && step.arguments[i].where == Operand::Where::world;
  }
  auto& values = call.columns.values();
  values.resize(step.arguments.size());
  const auto read = [&](Index lane) {
    for (std::size_t i = 0; i < step.arguments.size(); ++i) values[i] = arguments[i][lane];
  };
  const auto exists = [&](Index lane) { return ((guard[lane / 64] >> (lane % 64)) & 1) != 0; };
  for (Index lane = 0; lane < group_size; ++lane) {
    if (!exists(lane)) continue;
    read(lane);
    if (!distribution::valid(shape, values)) fail(call);
    if (same_everywhere) break;
  }
  double* out = call.real_column(group);
  const std::uint64_t* uniform = digits(call, group);
  if (variable.quantiles) {
    kernels_.table_quantile(uniform, variable.quantiles->coefficients(), out);
    if (variable.quantiles->finish() != distribution::QuantileTable::Finish::none)
      for (Index lane = 0; lane < group_size; ++lane) {
        read(lane);
        out[lane] = variable.quantiles->finished(out[lane], values);
      }
  } else if (const auto kernel = quantile_kernel(family)) {
    kernels_.quantile[*kernel](uniform, arguments.data(), out);
  } else {
    for (Index lane = 0; lane < group_size; ++lane) {
      if (!exists(lane)) continue;
      read(lane);
      out[lane] = variable.quantile(values, random::unit(uniform[lane]));
    }
  }
  if (kernels_.any_nan(out, guard)) fail(call);
  if (step.guard)
    for (Index lane = 0; lane < group_size; ++lane) out[lane] = exists(lane) ? out[lane] : absent;
}

void Executor::compute(const Call& call, Index group) const {
  const Step& step = call.step;
  const std::uint64_t* guard = call.guard(group);
  if (step.is_discrete) {
    const std::uint64_t* result = call.bits(step.arguments[0], group);
    for (Index w = 0; w < group_words; ++w) call.bit_column(0, group)[w] = result[w] & guard[w];
    return;
  }
  const double* result = call.reals(step.arguments[0], group);
  double* out = call.real_column(group);
  // An output may be absent where its condition does not hold; whoever reads it there is told.
  if (step.variable >= 0 && kernels_.any_nan(result, guard)) fail(call);
  if (!step.guard) {
    std::copy_n(result, group_size, out);
    return;
  }
  for (Index lane = 0; lane < group_size; ++lane)
    out[lane] = (guard[lane / 64] >> (lane % 64)) & 1 ? result[lane] : absent;
}

// The message is the reference sampler's: of the first trajectory that goes wrong and its first variable, whatever
// the batch.
void Executor::fail(const Call& call) const {
  const ReferenceSampler sampler(program_.model(), randomness_, program_.under(), program_.expressions());
  const Index first = call.first_group * group_size, last = first + call.groups * group_size;
  for (Index number = first; number < last; ++number)
    sampler.trajectory(call.world.number, call.world.parameters, number);
  throw Error(detail::in_world(call.step.name, call.world.number), "what the reference sampler draws",
              "a failure of the compiled one alone");
}

}  // namespace casus
