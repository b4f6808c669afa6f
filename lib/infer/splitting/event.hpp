// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/detail/stop_token.hpp>
#include <casus/infer/options.hpp>

#include "infer/splitting/importance_function.hpp"
#include "sample/executor.hpp"

/// Rare events in standard normal space. Each drawn variable is a function of its own
/// z = Phi^-1(U), so a trajectory is a point in this space, and its coordinates are independent
/// even if the variables of the model are not.
namespace casus::rare {

/// Computes the first 64 binary digits of Phi(z) for a group's column, with the accuracy of
/// `normal_tail`.
void uniform_digits(const kernels::Kernels& kernels, const double* z, std::uint64_t* digits);

/// A group of particles: a column for each coordinate, and the importances. The importance is
/// infinite if the particle meets the event, so every level contains the event for any importance
/// function.
struct Particles {
  std::vector<double> z;  ///< [coordinate][lane]
  std::vector<double> importance = std::vector<double>(detail::at(group_size));

  explicit Particles(Index coordinates) : z(detail::at(coordinates * group_size)) {}
  double* column(Index coordinate) { return z.data() + coordinate * group_size; }
  const double* column(Index coordinate) const { return z.data() + coordinate * group_size; }
};

/// Address of random numbers: a run that belongs to a single purpose, and a step within it, for
/// which one group of lanes is drawn.
struct Draw {
  std::uint32_t run;
  std::uint64_t step;
};

/// An event of a model, compiled to be evaluated on particles. Throws Cancelled if the options'
/// stop token requests it. Immutable except for `calibrate`; safe to share between threads.
class RareEvent {
public:
  /// The model must have no uncertain parameters. `own`: the user's importance, or null. `targets`:
  /// expressions to be evaluated on particles that meet the event; the variables that they depend
  /// on also get coordinates.
  RareEvent(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
            const NodePtr& own, const Options& options, std::vector<NodePtr> targets = {});

  Index coordinates() const noexcept { return detail::size(coordinates_.streams); }

  /// Returns whether the event is impossible or certain, as `ImportanceFunction` does.
  bool is_impossible() const { return importance_.is_impossible(); }
  bool is_certain() const { return importance_.is_certain(); }
  /// Returns whether there are several ways to the event, as far as its form and the model show: a
  /// disjunction, or discrete variables that other variables depend on.
  bool has_alternatives() const;

  /// The columns of one thread.
  class Worker {
  public:
    explicit Worker(const RareEvent& event);

    /// Returns the columns computed for the last particles.
    Workspace& workspace() noexcept { return workspace_; }

  private:
    friend class RareEvent;
    Workspace workspace_;
    hwy::AlignedFreeUniquePtr<std::uint64_t[]> digits_;
    std::vector<const std::uint64_t*> given_;  // by variable
    std::vector<const double*> normal_;        // by variable
    std::vector<const double*> z_, read_;
    std::vector<double> scratch_;
  };

  /// Computes the importances of the particles from their z.
  void evaluate(Particles& particles, Worker& worker) const;
  /// As `evaluate`, but all particles outside the event get the lowest importance. Cheaper, for
  /// callers that only need the event.
  void evaluate_event(Particles& particles, Worker& worker) const;
  /// Computes the targets; `target_columns()` are their columns in the worker's workspace.
  void evaluate_targets(const Particles& particles, Worker& worker) const { run(particles, worker); }
  const std::vector<OutputColumn>& target_columns() const noexcept { return target_columns_; }
  const kernels::Kernels& kernels() const noexcept { return kernels_; }
  /// Draws one group and returns the number of draws that meet the event.
  Index count(Draw draw, Worker& worker) const;
  /// Draws standard normal numbers, one column for each coordinate. They depend on the name of the
  /// variable's stream, so the numbers for a variable do not change with the other variables that
  /// are drawn.
  void fill_normal(Draw draw, Particles& particles, Worker& worker) const;
  /// Draws a uniform number for each lane of a group, for a purpose other than a variable.
  void fill_uniform(Draw draw, std::string_view purpose, double* out, Worker& worker) const;
  /// Sets the scales of the importance from particles drawn from the model.
  void calibrate(const std::vector<Particles>& sample, Worker& worker);

private:
  void heed_stop() const;
  void run(const Particles& particles, Worker& worker) const;
  void find_event(Particles& particles, Worker& worker) const;
  bool holds(Index lane, Worker& worker) const;
  void fill_digits(std::uint64_t key, Draw draw, std::uint64_t* digits) const;

  ImportanceFunction importance_;
  Program program_;
  std::vector<OutputColumn> target_columns_;
  Randomness randomness_;
  StopToken stop_;
  const kernels::Kernels& kernels_;
  Executor executor_;
  World world_;
  Coordinates coordinates_;
  std::vector<std::uint64_t> keys_;  // by coordinate
};

}  // namespace casus::rare
