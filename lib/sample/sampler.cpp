// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/sampler.hpp>

#include "sample/executor.hpp"

namespace casus {

std::vector<std::string> instruction_sets() {
  std::vector<std::string> names;
  for (const kernels::Kernels& kernels : kernels::all()) names.emplace_back(kernels.name);
  return names;
}

namespace {

// Returns all variables as outputs, so that the program draws each of them.
std::vector<NodePtr> all_variables(const Model& model) {
  std::vector<NodePtr> nodes;
  for (const Variable& variable : model.variables()) {
    const NodePtr node = model.find(variable.name);
    nodes.push_back(variable.kind() == Kind::category ? detail::make_state(node, 0) : node);
  }
  return nodes;
}

}  // namespace

struct Sampler::Implementation {
  Program program;
  Randomness randomness;
  Executor executor;

  Implementation(const Model& model, const Randomness& with, const std::vector<Intervention>& under,
                 const std::string& instruction_set)
      : program(model, under, all_variables(model)), randomness(with),
        executor(program, with, kernels::by_name(instruction_set)) {}
};

Sampler::Sampler(const Model& model, Randomness randomness, const std::vector<Intervention>& under,
                 const std::string& instruction_set)
    : implementation_(std::make_unique<Implementation>(model, randomness, under, instruction_set)) {}
Sampler::~Sampler() = default;
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;

void Sampler::draw(Index world_number, Index trajectories, const std::function<void(const Block&)>& receive,
                   Index batch) const {
  detail::check_world(world_number);
  if (trajectories < 1)
    throw Error("trajectories", "1 or more", detail::number(static_cast<double>(trajectories)));
  if (batch < 1 || batch > 1024)
    throw Error("batch", "1 to 1024 groups", detail::number(static_cast<double>(batch)));
  const Program& program = implementation_->program;
  const World world(program, implementation_->randomness, world_number);
  Workspace workspace(program.extent(), batch);
  workspace.enter(world);
  const Index groups = (trajectories + group_size - 1) / group_size;
  Block block;
  block.world_ = world_number;
  block.parameters_ = world.parameters();
  // Each variable is an output, in the model's order.
  for (const OutputColumn& output : program.outputs()) {
    block.bits_.push_back(output.pool() == Pool::bits ? workspace.bits(output.bits()) : nullptr);
    block.bytes_.push_back(output.pool() == Pool::bytes ? workspace.bytes(output.bytes()) : nullptr);
    block.reals_.push_back(output.pool() == Pool::reals ? workspace.reals(output.reals()) : nullptr);
  }
  for (Index first = 0; first < groups; first += batch) {
    const Index now = (std::min)(batch, groups - first);
    implementation_->executor.run(world, first, now, workspace);
    block.first_trajectory_ = first * group_size;
    block.trajectories_ = now * group_size;
    receive(block);
  }
}

}  // namespace casus
