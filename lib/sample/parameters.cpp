// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/parameters.hpp"

#include <string>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/model/changes.hpp>

namespace casus {

namespace {

using detail::at;

}  // namespace

// The parameters as the quantities of a model of their own; each world is one of its trajectories.
struct ParameterSampler::Compiled {
  std::vector<NodePtr> variables;  // filled while the model is built
  Model model;
  Program program;
  Executor executor;
  World world;

  Compiled(const Model& of, const Randomness& randomness, const kernels::Kernels& kernels)
      : model(restated(of, variables)), program(model, {}, variables), executor(program, randomness, kernels),
        world(program, randomness, 0) {}

  static Model restated(const Model& of, std::vector<NodePtr>& variables) {
    Model model;
    const detail::Substitution no_variables;
    detail::Substitution by_variables;
    detail::Substituted over_variables(no_variables, &by_variables);
    for (const UncertainParameter& parameter : of.parameters()) {
      ConditionalDistribution law = parameter.distribution;
      for (NodePtr& node : law.parameters) node = over_variables(node);
      variables.push_back(model.add(parameter.name, Distribution<Quantity>{law}).node());
      by_variables.emplace(detail::size(by_variables), variables.back());
    }
    return without_tables(std::move(model));
  }
};

ParameterSampler::ParameterSampler(const Model& model, const Randomness& randomness,
                                   const kernels::Kernels& kernels, Index worlds)
    : model_(model), randomness_(randomness), kernels_(kernels) {
  // Building and compiling the model of the parameters costs about as much as drawing some dozens
  // of worlds.
  constexpr Index enough_worlds = 128;
  if (model.parameters().empty() || model.worlds() || worlds < enough_worlds) return;
  try {
    compiled_ = std::make_shared<const Compiled>(model, randomness, kernels);
  } catch (const Error&) {
    // The error is thrown when the world that meets it is drawn.
  }
}

void ParameterSampler::draw_words(const std::string& stream, Index first, std::uint64_t* words) const {
  if (!randomness_.points) {
    kernels_.discrete.world_words(randomness_.generator, random::stream_key(randomness_.seed, stream), first,
                                  words);
    return;
  }
  for (Index lane = 0; lane < group_size; ++lane)
    words[lane] = parameter_digits(randomness_, stream, first + lane);
}

const ParameterSampler::StreamColumn& ParameterSampler::column(const std::string& stream, Index first,
                                                               StreamColumns& columns) const {
  const auto [found, is_new] = columns.try_emplace(stream);
  StreamColumn& column = found->second;
  if (!is_new) return column;
  column.digits = hwy::AllocateAligned<std::uint64_t>(at(group_size));
  draw_words(stream, first, column.digits.get());
  column.scores.resize(at(group_size));
  for (std::size_t lane = 0; lane < column.scores.size(); ++lane)
    column.scores[lane] = detail::score_of_digits(column.digits[lane]);
  return column;
}

void ParameterSampler::correlate(const UncertainParameter& parameter, Index first, StreamColumns& columns,
                                 std::uint64_t* words) const {
  std::vector<const StreamColumn*> of;
  for (const WeightedStream& source : parameter.sources) of.push_back(&column(source.stream, first, columns));
  for (std::size_t lane = 0; lane < at(group_size); ++lane)
    words[lane] = detail::digits_from(
        parameter.sources, [&](std::size_t i) { return of[i]->digits[lane]; },
        [&](std::size_t i) { return of[i]->scores[lane]; });
}

void ParameterSampler::fill(Block& block) const {
  const auto count = model_.parameters().size();
  if (!block.workspace_) {
    block.workspace_ = std::make_unique<Workspace>(compiled_->program.extent(), 1);
    block.digits_ = hwy::AllocateAligned<std::uint64_t>(count * at(group_size));
  }
  std::vector<const std::uint64_t*> digits(count);
  StreamColumns columns;
  for (std::size_t i = 0; i < count; ++i) {
    const UncertainParameter& parameter = model_.parameters()[i];
    if (parameter.distribution.is_formula()) continue;
    std::uint64_t* words = block.digits_.get() + i * at(group_size);
    digits[i] = words;
    if (parameter.sources.empty())
      draw_words(parameter.stream(), block.first_, words);
    else
      correlate(parameter, block.first_, columns, words);
  }
  block.workspace_->enter(compiled_->world);
  try {
    compiled_->executor.run(compiled_->world, {digits}, 1, *block.workspace_);
    block.failed_ = false;
  } catch (const Error&) {
    block.failed_ = true;
  }
}

std::vector<double> ParameterSampler::operator()(Index world, Block& block) const {
  if (!compiled_) return draw_parameters(model_, randomness_, world);
  detail::check_world(world);
  const Index lane = world % group_size;
  if (block.first_ != world - lane) {
    block.first_ = world - lane;
    fill(block);
  }
  if (block.failed_)
    // Throws an error that names the parameter and the world.
    return draw_parameters(model_, randomness_, world);
  std::vector<double> drawn;
  for (const OutputColumn& output : compiled_->program.outputs())
    drawn.push_back(block.workspace_->reals(output.reals())[lane]);
  return drawn;
}

}  // namespace casus
