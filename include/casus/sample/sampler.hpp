// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// Returns the names of the compiled-in instruction sets that this machine supports, best first.
/// Part of the compiled core.
std::vector<std::string> instruction_sets();

/// Consecutive groups of trajectories of one world, as columns. Valid only during the callback that
/// receives it.
class Block {
public:
  Index world() const noexcept { return world_; }
  Index first_trajectory() const noexcept { return first_trajectory_; }
  Index trajectories() const noexcept { return trajectories_; }

  /// Returns the value of a parameter, the same for all trajectories since they are of one world.
  double parameter(const Parameter& parameter) const { return parameters_[detail::at(parameter.index())]; }
  /// Returns the values of all parameters, in the model's order.
  std::span<const double> parameters() const noexcept { return parameters_; }

  /// Returns one bit per trajectory: bit i % 64 of word i / 64.
  std::span<const std::uint64_t> event(const Event& variable) const {
    return {bits_[detail::at(variable.index())], detail::at(trajectories_ / 64)};
  }
  /// Returns one byte per trajectory: the number of the state.
  std::span<const std::uint8_t> category(const Category& variable) const {
    return {bytes_[detail::at(variable.index())], detail::at(trajectories_)};
  }
  /// Returns one value per trajectory, NaN if the quantity is absent.
  std::span<const double> quantity(const Quantity& variable) const {
    return {reals_[detail::at(variable.index())], detail::at(trajectories_)};
  }

private:
  friend class Sampler;
  Index world_ = 0, first_trajectory_ = 0, trajectories_ = 0;
  std::span<const double> parameters_;
  // By variable; null if the variable is of another kind.
  std::vector<const std::uint64_t*> bits_;
  std::vector<const std::uint8_t*> bytes_;
  std::vector<const double*> reals_;
};

/// The compiled sampler, for callers that need the draws themselves. Its draws equal those of
/// `ReferenceSampler` bit for bit. Keeps no state between calls, so it is safe to use from several
/// threads. Part of the compiled core.
class Sampler {
public:
  /// Prepares a sampler of a model, under interventions. An empty `instruction_set` selects the
  /// best. Throws Error as `ReferenceSampler` does, and if there is no such instruction set.
  explicit Sampler(const Model& model, Randomness randomness = {},
                   const std::vector<Intervention>& under = {}, const std::string& instruction_set = {});
  ~Sampler();
  Sampler(Sampler&&) noexcept;
  Sampler& operator=(Sampler&&) noexcept;

  /// Draws the first `trajectories` trajectories of a world (rounded up to whole groups of 512) and
  /// passes them to `receive` in order, `batch` groups per block, in the calling thread. Throws
  /// Error as `ReferenceSampler::trajectory` does.
  void draw(Index world, Index trajectories, const std::function<void(const Block&)>& receive,
            Index batch = 8) const;

private:
  struct Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace casus
