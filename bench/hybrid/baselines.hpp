// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>
#include <random>

#include <boost/random/beta_distribution.hpp>
#include <boost/random/lognormal_distribution.hpp>
#include <boost/random/triangle_distribution.hpp>
#include <boost/random/uniform_01.hpp>
#include <pcg_random.hpp>

#include "xoshiro.hpp"

/// A chain of events and quantities, and samplers written for it:
///   u ~ Beta(2, 8);  invade ~ Bernoulli(u);
///   troops ~ Triangular(1000, 3000, 10000) and losses = troops x LogNormal(-2, 0.6) if invade,
///   else losses = 0;
///   defeat ~ Bernoulli(logistic(-1 + losses / 800));  fall ~ Bernoulli(0.02 + 0.1 defeat).
namespace bench::hybrid {

struct Sums {
  std::int64_t trajectories = 0;
  std::int64_t invade = 0;
  std::int64_t defeat = 0;
  std::int64_t fall = 0;
  std::int64_t fall_defeat = 0;
  double losses = 0;  ///< over trajectories with an invasion
  double losses_squared = 0;

  Sums& operator+=(const Sums& other) {
    trajectories += other.trajectories;
    invade += other.invade;
    defeat += other.defeat;
    fall += other.fall;
    fall_defeat += other.fall_defeat;
    losses += other.losses;
    losses_squared += other.losses_squared;
    return *this;
  }
};

/// Draws one trajectory after another in double precision: pcg64 and the distributions of the
/// standard library, which has no beta and no triangular distribution. Two gammas and an inverse
/// replace these.
class ScalarStandard {
public:
  explicit ScalarStandard(std::uint64_t seed) : engine_(seed) {}
  void run(std::int64_t trajectories, Sums& sums);

private:
  pcg64 engine_;
  std::gamma_distribution<double> gamma2_{2, 1}, gamma8_{8, 1};
  std::uniform_real_distribution<double> uniform_;
  std::lognormal_distribution<double> share_{-2, 0.6};
};

/// As ScalarStandard, with the distributions of Boost.
class ScalarBoost {
public:
  explicit ScalarBoost(std::uint64_t seed) : engine_(seed) {}
  void run(std::int64_t trajectories, Sums& sums);

private:
  pcg64 engine_;
  boost::random::beta_distribution<double> appetite_{2, 8};
  boost::random::uniform_01<double> uniform_;
  boost::random::triangle_distribution<double> troops_{1000, 3000, 10000};
  boost::random::lognormal_distribution<double> share_{-2, 0.6};
};

/// Draws 32 trajectories in parallel in single precision, each with all quantities: sixteen lanes
/// of xoshiro256++, both halves of each word used. Vectorization is left to the compiler.
class Columnar {
public:
  explicit Columnar(std::uint64_t seed) : generator_(seed) {}
  /// Draws at least `trajectories`, rounded up to a multiple of 2048.
  void run(std::int64_t trajectories, Sums& sums);

private:
  static constexpr std::size_t lanes = XoshiroLanes::lanes;
  XoshiroLanes generator_;
};

}  // namespace bench::hybrid
