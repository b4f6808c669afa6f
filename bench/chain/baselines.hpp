// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstdint>

#include <pcg_random.hpp>

#include "xoshiro.hpp"

/// A chain of ten events, each depending on the previous two: its probabilities, and samplers
/// written for it.
namespace bench::chain {

inline constexpr double p_first = 0.3;
inline constexpr std::array<double, 2> p_second = {0.2, 0.7};
/// P(Xi | X(i-1) + 2 X(i-2)) for i = 3 to 10.
inline constexpr std::array<std::array<double, 4>, 8> p_next = {{{0.15, 0.62, 0.38, 0.83},
                                                                 {0.22, 0.71, 0.45, 0.90},
                                                                 {0.10, 0.55, 0.30, 0.77},
                                                                 {0.27, 0.66, 0.52, 0.93},
                                                                 {0.18, 0.59, 0.41, 0.81},
                                                                 {0.12, 0.73, 0.35, 0.88},
                                                                 {0.25, 0.64, 0.47, 0.79},
                                                                 {0.09, 0.57, 0.33, 0.86}}};

struct Counts {
  std::int64_t trajectories = 0;
  std::int64_t x3 = 0;
  std::int64_t x3_x10 = 0;
  std::int64_t x5_x10 = 0;
};

/// Draws one trajectory after another: pcg32, integer thresholds, the last two events in a
/// register.
class Scalar {
public:
  explicit Scalar(std::uint64_t seed) : engine_(seed) {}
  void run(std::int64_t trajectories, Counts& counts);

private:
  pcg32 engine_;
};

/// Draws 32 trajectories in parallel: sixteen lanes of xoshiro256++, both halves of each word used,
/// 32-bit thresholds. Vectorization is left to the compiler.
class Columnar {
public:
  explicit Columnar(std::uint64_t seed) : generator_(seed) {}
  /// Draws at least `trajectories`, rounded up to a multiple of 32.
  void run(std::int64_t trajectories, Counts& counts);

private:
  static constexpr std::size_t lanes = XoshiroLanes::lanes;
  XoshiroLanes generator_;
};

}  // namespace bench::chain
