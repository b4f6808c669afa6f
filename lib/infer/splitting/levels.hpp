// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/detail/index.hpp>

#include "infer/splitting/event.hpp"

/// Multilevel splitting, also known as subset simulation: a rare event as the last of nested sets
/// { importance >= level }, each of which is not rare within the one before (Au and Beck, Probab.
/// Eng. Mech. 16 (2001) 263, doi:10.1016/S0266-8920(01)00019-4; Cerou and Guyader, Stoch. Anal.
/// Appl. 25 (2007) 417, doi:10.1080/07362990601139628). Within a set, particles move by a Markov
/// chain whose stationary distribution is the standard normal restricted to the set:
/// z' = sqrt(1 - b^2) z + b xi, accepted if it stays inside (preconditioned Crank-Nicolson; Cotter
/// et al., Stat. Sci. 28 (2013) 424, doi:10.1214/13-STS421), where b of each coordinate is
/// proportional to the spread of the particles in it (Papaioannou et al., Probab. Eng. Mech. 41
/// (2015) 89, doi:10.1016/j.probengmech.2015.06.006).
///
/// A pilot chooses the levels by quantiles and the steps by acceptance rates. They are fixed before
/// the first particle of an answer is drawn, so a population's estimate, the product of the shares
/// that pass from level to level, is unbiased (Del Moral, Feynman-Kac Formulae, 2004,
/// doi:10.1007/978-1-4684-9393-1, theorem 7.4.2), and the populations are independent.
namespace casus::rare {

/// Stored particles, column by column.
struct StoredParticles {
  std::vector<std::vector<double>> z;  ///< by coordinate
  std::vector<double> importance;

  explicit StoredParticles(Index coordinates) : z(detail::at(coordinates)) {}
  std::size_t size() const noexcept { return importance.size(); }
  void add(const Particles& from, Index lane);
};

/// A set, and the steps to move within it.
struct Level {
  double importance;
  double step = 0.6;           ///< factor of the spread; the product is b
  std::vector<double> spread;  ///< by coordinate
  double share = 1;            ///< of the set before, estimated by the pilot
};

/// Result of a pilot.
struct Schedule {
  std::vector<Level> levels;
  double last_share = 0;  ///< of the event in the last level's set
  bool reaches_event = false;
  bool ran_out = false;    ///< reached the limit of trajectories before the event
  double probability = 1;  ///< approximate; of the event or, if it was not reached, of the last level
  Index samples = 0;
  /// If there are levels: particles that meet the event, approximately distributed as in the model.
  StoredParticles event{0};
  Level on_event{};  ///< if there are levels: the steps to move within the event

  /// Returns the approximate squared relative error of one population's estimate.
  double population_variance() const;
  /// Returns the number of trajectories of one population.
  Index population_samples() const;
};

/// A pilot stops at a level with a smaller probability.
inline constexpr double least_probability = 1e-40;

/// Runs the pilot: climbs to the event by levels that each keep about a tenth of the particles.
/// Draws at most about `most_samples` trajectories.
Schedule climb(RareEvent& event, std::uint32_t run, Index most_samples);

/// One population's estimate of the event's probability, and the number of particles that met the
/// event. A function of its arguments alone.
struct LevelEstimate {
  double probability;
  Index hits;
};
LevelEstimate estimate_by_levels(const RareEvent& event, const Schedule& schedule, std::uint32_t run,
                                 RareEvent::Worker& worker);

/// As `LevelEstimate`, with particles that meet the event, after further moves within it. The sum
/// of a function over them, times the probability divided by their number, is an unbiased estimate
/// of the mean of the function given the event, times the probability of the event (Del Moral, as
/// above). The last state of each chain is in the last group of particles.
struct EventPopulation {
  LevelEstimate estimate;
  StoredParticles on_event;
};
EventPopulation population_by_levels(const RareEvent& event, const Schedule& schedule, std::uint32_t run,
                                     RareEvent::Worker& worker);

}  // namespace casus::rare
