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

#include "infer/splitting/score.hpp"
#include "sample/executor.hpp"

/// Rare events in standard normal space: each drawn variable is a function of its own z = Phi^-1(U), so a trajectory is a point, and
/// what is conditional in the model is independent here.
namespace casus::rare {

/// Computes the first 64 binary digits of Phi(z) for a group's column, with the accuracy of `normal_tail`.
void uniform_digits(const kernels::Kernels& kernels, const double* z, std::uint64_t* digits);

/// A group of particles: columns of one coordinate each, what they score, and whether the event holds. The score is infinite where
/// it does, so that every level holds the event whatever the score says.
struct Particles {
  std::vector<double> z;  ///< [coordinate][lane]
  std::vector<double> score = std::vector<double>(detail::at(group_size));

  explicit Particles(Index coordinates) : z(detail::at(coordinates * group_size)) {}
  double* column(Index coordinate) { return z.data() + coordinate * group_size; }
  const double* column(Index coordinate) const { return z.data() + coordinate * group_size; }
};

/// What is drawn for a purpose: a run of numbers that no other purpose shares, of one group of lanes at a time.
struct Draw {
  std::uint32_t run;
  std::uint64_t step;
};

/// An event of a model, compiled to be evaluated on particles; throws Cancelled where the options' stop token asks for it. Immutable but
/// for `calibrate`; safe to share between threads.
class RareEvent {
public:
  /// The model must have no uncertain parameters. `own`: the user's score, or null. `targets`: expressions to
  /// be evaluated on particles that meet the event; the variables that they depend on are coordinates too.
  RareEvent(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
            const NodePtr& own, const Options& options, std::vector<NodePtr> targets = {});

  Index coordinates() const noexcept { return detail::size(coordinates_.streams); }

  /// Returns the same as the score.
  bool is_impossible() const { return score_.is_impossible(); }
  bool is_certain() const { return score_.is_certain(); }
  /// Whether there are several ways to the event, as far as its form and the model's tell: a disjunction, or states that something
  /// else is drawn from.
  bool has_alternatives() const;

  /// A thread's columns.
  class Worker {
  public:
    explicit Worker(const RareEvent& event);

    /// The columns computed for the last particles.
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

  /// Scores the particles by their z.
  void evaluate(Particles& particles, Worker& worker) const;
  /// As `evaluate`, but where the event does not hold all score the least there is: for those who ask no more, which is cheaper.
  void evaluate_event(Particles& particles, Worker& worker) const;
  /// Computes the targets, whose columns of the worker's workspace are `target_columns()`.
  void evaluate_targets(const Particles& particles, Worker& worker) const { run(particles, worker); }
  const std::vector<OutputColumn>& target_columns() const noexcept { return target_columns_; }
  const kernels::Kernels& kernels() const noexcept { return kernels_; }
  /// On how many of a group of fresh draws the event holds.
  Index count(Draw draw, Worker& worker) const;
  /// Standard normal numbers, one column a coordinate, by the variables' names: what is drawn for a variable does not change with what
  /// else is drawn.
  void fill_normal(Draw draw, Particles& particles, Worker& worker) const;
  /// Uniform numbers of a group's lanes, for a purpose that is no variable's.
  void fill_uniform(Draw draw, std::string_view purpose, double* out, Worker& worker) const;
  /// Takes the scales of the score from particles that are drawn from the model.
  void calibrate(const std::vector<Particles>& sample, Worker& worker);

private:
  void heed_stop() const;
  void run(const Particles& particles, Worker& worker) const;
  void find_event(Particles& particles, Worker& worker) const;
  bool holds(Index lane, Worker& worker) const;
  void fill_digits(std::uint64_t key, Draw draw, std::uint64_t* digits) const;

  Score score_;
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
