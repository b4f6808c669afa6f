// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/twin.hpp>

namespace casus {

/// A horizon together with twins that have other interventions: the twin network of `Twins`, over
/// time. Each series that the changes reach in some step has a twin series, which is drawn in every
/// step with the uniform number that the original has in that step; constants that are reached have
/// twins, too. Before the step in which a change reaches it, a twin therefore equals its original.
/// The number of series does not depend on the number of steps, so whatever draws step by step
/// takes no more memory for a longer horizon. The twins equal those of the unrolled model bit for
/// bit.
class TwinHorizon {
public:
  /// The interventions of a twin: `changes`, in addition to the interventions `under` on both; a
  /// change replaces an intervention on the same variable.
  struct Twin {
    std::vector<Intervention> changes;
    std::vector<Intervention> under = {};
  };

  /// Keeps a copy of the horizon. `seen`: quantities whose exact values will be evidence, as for
  /// `Twins`. Throws Error if a change is on a variable of another horizon, or on a count or a
  /// search over several steps.
  TwinHorizon(const Horizon& horizon, const std::vector<Twin>& twins, const std::vector<NodePtr>& seen = {});

  /// Returns the horizon with the twins.
  const Horizon& horizon() const noexcept { return horizon_; }
  /// Returns the interventions on the twins, to be applied together with those on the originals.
  const std::vector<Intervention>& settings() const noexcept { return settings_; }

  /// Translates an expression over the original horizon into one over `horizon()`: about the
  /// originals, or about the twin with this number. A variable that the changes do not reach at its
  /// step is the original in both.
  NodePtr original(const NodePtr& expression) const { return detail::Substituted(moved_)(expression); }
  NodePtr twin(std::size_t number, const NodePtr& expression) const {
    return detail::Substituted(twins_[number])(expression);
  }
  std::vector<Intervention> original(const std::vector<Intervention>& under) const;

private:
  using Setting = std::pair<double, bool>;  // a value, and whether it is a change

  // What the changes of one twin set and reach, by the numbers of the original horizon.
  struct Reached {
    std::map<std::pair<Index, Index>, Setting> set;  // by step and series
    detail::Substitution constants;                  // their twins
    std::vector<std::vector<bool>> steps;            // by step and series
    std::vector<bool> series;                        // in some step
  };

  static Reached reached(const Horizon& horizon, const Twin& twin, Twins& constants);
  // Gives the timeline the constants with their twins, which moves the numbers of all series.
  void move_series(const Model& constants);
  // Does the same with the variables that questions read.
  void move_questions();
  // Adds the twin series; returns their numbers by original series, -1 if there is none.
  std::vector<Index> add_series(const Reached& reached, std::size_t number);
  void add_questions(const Horizon& horizon, const Reached& reached, const std::vector<Index>& series);
  void mark_observed(const Horizon& horizon, const Reached& reached, const std::vector<Index>& series,
                     const std::vector<NodePtr>& seen);

  Horizon horizon_;
  Index added_ = 0;                          // number of twins of constants
  detail::Substitution moved_;               // by variable of the original `asked()`
  std::vector<detail::Substitution> twins_;  // the same, by twin
  std::vector<Intervention> settings_;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/twin_horizon.inl>
#endif
