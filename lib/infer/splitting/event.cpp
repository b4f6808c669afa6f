// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/event.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

#include <casus/detail/index.hpp>

#include "sample/normal_tail.hpp"

namespace casus::rare {

namespace {

using detail::at;

std::vector<NodePtr> outputs(const NodePtr& event, const ImportanceFunction& importance,
                             const std::vector<NodePtr>& targets) {
  std::vector<NodePtr> all{event};
  all.insert(all.end(), importance.reads().begin(), importance.reads().end());
  all.insert(all.end(), targets.begin(), targets.end());
  return all;
}

// Makes the random numbers independent of forward sampling with the same seed.
std::uint64_t key(const Randomness& randomness, std::string_view name) {
  return random::stream_key(random::mix(randomness.seed ^ 0x73706C697474696E), name);
}

// Returns the coordinate of each drawn variable in standard normal space.
Coordinates places(const Program& program) {
  Coordinates found{std::vector<Index>(program.model().variables().size(), -1), {}};
  std::map<std::string, Index> numbers;
  for (const Step& step : program.steps()) {
    using Opcode = Step::Opcode;
    if (step.opcode != Opcode::draw_table && step.opcode != Opcode::draw_discrete &&
        step.opcode != Opcode::draw_quantity)
      continue;
    const auto [number, is_new] = numbers.emplace(step.stream, detail::size(numbers));
    if (is_new) found.streams.push_back(step.stream);
    found.of[at(step.variable)] = number->second;
  }
  return found;
}

}  // namespace

void uniform_digits(const kernels::Kernels& kernels, const double* z, std::uint64_t* digits) {
  alignas(64) double exponent[group_size], tail[group_size];
  for (Index lane = 0; lane < group_size; ++lane) exponent[lane] = -0.5 * z[lane] * z[lane];
  const auto exp = kernels.quantities.element[at(Op::exp)];
  exp(exponent, exponent, group_size, tail);
  double farthest = 0;
  for (Index lane = 0; lane < group_size; ++lane) {
    const double x = std::abs(z[lane]);
    farthest = (std::max)(farthest, x);
    // Values farther out are corrected below.
    tail[lane] *= normal_tail::middle_ratio((std::min)(x, normal_tail::far_from));
  }
  for (Index lane = 0; farthest > normal_tail::far_from && lane < group_size; ++lane)
    if (const double x = std::abs(z[lane]); x > normal_tail::far_from)
      tail[lane] = detail::scalar::exp(exponent[lane]) * normal_tail::far_ratio(x);
  for (Index lane = 0; lane < group_size; ++lane) {
    // Limited to the greatest double below 2^63, which fits a signed word.
    const double scaled = (std::min)(tail[lane] * 0x1p64, 0x1p63 - 1024);
    const auto low = static_cast<std::uint64_t>(static_cast<std::int64_t>(scaled));
    digits[lane] = z[lane] < 0 ? low : ~low;
  }
}

RareEvent::RareEvent(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
                     const NodePtr& own, const Options& options, std::vector<NodePtr> targets)
    : importance_(model, resolved(model, under), event, own),
      program_(model, under, outputs(event, importance_, targets)),
      target_columns_(program_.outputs().end() - static_cast<std::ptrdiff_t>(targets.size()),
                      program_.outputs().end()),
      randomness_(options.randomness()), stop_(options.stop),
      kernels_(kernels::by_name(options.instruction_set)),
      executor_(program_, options.randomness(), kernels_, options.stop),
      world_(program_, options.randomness(), 0), coordinates_(places(program_)) {
  for (const std::string& stream : coordinates_.streams) keys_.push_back(key(randomness_, stream));
}

bool RareEvent::has_alternatives() const {
  if (importance_.has_alternatives()) return true;
  const Model& model = program_.model();
  const auto decides = [&](Index parent) {
    return coordinates_.of[at(parent)] >= 0 && model.variables()[at(parent)].is_discrete();
  };
  return std::any_of(program_.steps().begin(), program_.steps().end(), [&](const Step& step) {
    if (step.variable < 0 || step.opcode == Step::Opcode::set) return false;
    const auto parents = model.parents(step.variable);
    return std::any_of(parents.begin(), parents.end(), decides);
  });
}

RareEvent::Worker::Worker(const RareEvent& event)
    : workspace_(event.program_.extent(), 1),
      digits_(hwy::AllocateAligned<std::uint64_t>(at((event.coordinates() + 1) * group_size))) {
  workspace_.enter(event.world_);
  for (const Index coordinate : event.coordinates_.of)
    given_.push_back(coordinate < 0 ? nullptr : digits_.get() + coordinate * group_size);
  normal_.resize(given_.size());
  z_.resize(at(event.coordinates()));
  const auto& outputs = event.program_.outputs();
  for (std::size_t i = 1; i < outputs.size() - event.target_columns_.size(); ++i)
    read_.push_back(workspace_.reals(outputs[i].reals()));
}

void RareEvent::heed_stop() const {
  if (stop_.stop_requested()) throw Cancelled();
}

void RareEvent::run(const Particles& particles, Worker& worker) const {
  heed_stop();
  for (std::size_t i = 0; i < coordinates_.of.size(); ++i)
    worker.normal_[i] = coordinates_.of[i] < 0 ? nullptr : particles.column(coordinates_.of[i]);
  for (Index c = 0; c < coordinates(); ++c) {
    worker.z_[at(c)] = particles.column(c);
    uniform_digits(kernels_, particles.column(c), worker.digits_.get() + c * group_size);
  }
  executor_.run(world_, {worker.given_, worker.normal_}, 1, worker.workspace_);
}

void RareEvent::evaluate(Particles& particles, Worker& worker) const {
  run(particles, worker);
  heed_stop();
  importance_(worker.z_, coordinates_, worker.read_, group_size, worker.scratch_,
              particles.importance.data());
  for (double& importance : particles.importance)
    importance = (std::min)(importance, std::numeric_limits<double>::max());
  find_event(particles, worker);
}

void RareEvent::evaluate_event(Particles& particles, Worker& worker) const {
  run(particles, worker);
  std::fill(particles.importance.begin(), particles.importance.end(), std::numeric_limits<double>::lowest());
  find_event(particles, worker);
}

void RareEvent::find_event(Particles& particles, Worker& worker) const {
  for (Index lane = 0; lane < group_size; ++lane)
    if (holds(lane, worker)) particles.importance[at(lane)] = std::numeric_limits<double>::infinity();
}

bool RareEvent::holds(Index lane, Worker& worker) const {
  const OutputColumn& event = program_.outputs()[0];
  return event.pool() == Pool::bits
             ? ((worker.workspace_.bits(event.bits())[lane / 64] >> (lane % 64)) & 1) != 0
             : worker.workspace_.bytes(event.bytes())[lane] == event.state();
}

Index RareEvent::count(Draw draw, Worker& worker) const {
  for (Index c = 0; c < coordinates(); ++c)
    fill_digits(keys_[at(c)], draw, worker.digits_.get() + c * group_size);
  executor_.run(world_, {worker.given_, {}}, 1, worker.workspace_);
  Index hits = 0;
  for (Index lane = 0; lane < group_size; ++lane) hits += holds(lane, worker) ? 1 : 0;
  return hits;
}

void RareEvent::fill_digits(std::uint64_t key, Draw draw, std::uint64_t* digits) const {
  kernels_.discrete.fill_words(randomness_.generator, {key, draw.run, draw.step}, 1, random::first_own_word,
                               2 * group_size, reinterpret_cast<std::uint32_t*>(digits));
}

void RareEvent::fill_normal(Draw draw, Particles& particles, Worker& worker) const {
  const double zero = 0, one = 1;
  const kernels::Argument standard[] = {{&zero, false}, {&one, false}};
  const auto normal = kernels_.quantities.quantile[at(distribution::VectorQuantile::normal)];
  alignas(64) double column[group_size];
  heed_stop();
  for (Index c = 0; c < coordinates(); ++c) {
    fill_digits(keys_[at(c)], draw, worker.digits_.get());
    normal(worker.digits_.get(), standard, group_size, column);
    std::copy_n(column, group_size, particles.column(c));
  }
}

void RareEvent::fill_uniform(Draw draw, std::string_view purpose, double* out, Worker& worker) const {
  fill_digits(key(randomness_, purpose), draw, worker.digits_.get());
  for (Index lane = 0; lane < group_size; ++lane) out[lane] = random::unit(worker.digits_[at(lane)]);
}

void RareEvent::calibrate(const std::vector<Particles>& sample, Worker& worker) {
  std::vector<std::vector<double>> read(worker.read_.size());
  for (const Particles& particles : sample) {
    run(particles, worker);
    for (std::size_t i = 0; i < read.size(); ++i)
      read[i].insert(read[i].end(), worker.read_[i], worker.read_[i] + group_size);
  }
  importance_.calibrate(read);
}

}  // namespace casus::rare
