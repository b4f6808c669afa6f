// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "hybrid/baselines.hpp"

#include <bit>
#include <cmath>

namespace bench::hybrid {

namespace {

// Draws one trajectory and adds it to the sums.
template <class Appetite, class Uniform, class Troops, class Share>
void trajectory(Sums& sums, Appetite&& appetite, Uniform&& uniform, Troops&& troops, Share&& share) {
  const double u = appetite();
  const bool invade = uniform() < u;
  double losses = 0;
  if (invade) {
    losses = troops() * share();
    ++sums.invade;
    sums.losses += losses;
    sums.losses_squared += losses * losses;
  }
  const bool defeat = uniform() < 1 / (1 + std::exp(1 - losses / 800));
  const bool fall = uniform() < (defeat ? 0.12 : 0.02);
  sums.defeat += defeat;
  sums.fall += fall;
  sums.fall_defeat += fall && defeat;
}

}  // namespace

void ScalarStandard::run(std::int64_t trajectories, Sums& sums) {
  Sums run;
  const auto uniform = [&] { return uniform_(engine_); };
  const auto appetite = [&] {
    const double a = gamma2_(engine_);
    return a / (a + gamma8_(engine_));
  };
  const auto troops = [&] {
    const double v = uniform();
    return v < 2.0 / 9 ? 1000 + std::sqrt(v * 9000 * 2000) : 10000 - std::sqrt((1 - v) * 9000 * 7000);
  };
  const auto share = [&] { return share_(engine_); };
  for (std::int64_t i = 0; i < trajectories; ++i) trajectory(run, appetite, uniform, troops, share);
  run.trajectories = trajectories;
  sums += run;
}

void ScalarBoost::run(std::int64_t trajectories, Sums& sums) {
  Sums run;
  const auto uniform = [&] { return uniform_(engine_); };
  const auto appetite = [&] { return appetite_(engine_); };
  const auto troops = [&] { return troops_(engine_); };
  const auto share = [&] { return share_(engine_); };
  for (std::int64_t i = 0; i < trajectories; ++i) trajectory(run, appetite, uniform, troops, share);
  run.trajectories = trajectories;
  sums += run;
}

namespace {

// Single-precision functions without branches, so that loops over them can be vectorized.

// e^x for |x| < 80, to about 2 units in the last place: Cody-Waite reduction and a Taylor
// polynomial.
inline float exp_of(float x) {
  const float shifted = x * 1.44269504f + 0x1.8p23f;
  const float n = shifted - 0x1.8p23f;
  const float r = (x - n * 0x1.62e4p-1f) - n * 0x1.7f7d1cp-20f;
  const float p =
      1 + r * (1 + r * (0.5f + r * (1.0f / 6 + r * (1.0f / 24 + r * (1.0f / 120 + r * (1.0f / 720))))));
  return p * std::bit_cast<float>((std::bit_cast<std::uint32_t>(shifted) + 127) << 23);
}

// log x for positive normal x, to about 2 units in the last place: 2 atanh of (m - 1) / (m + 1).
inline float log_of(float x) {
  const std::uint32_t offset = std::bit_cast<std::uint32_t>(x) - 0x3f3504f3;
  const float k = static_cast<float>(static_cast<std::int32_t>(offset) >> 23);
  const float m = std::bit_cast<float>((offset & 0x007fffff) + 0x3f3504f3);
  const float s = (m - 1) / (m + 1), z = s * s;
  return k * 0.693147181f + 2 * s * (1 + z * (1.0f / 3 + z * (1.0f / 5 + z * (1.0f / 7 + z * (1.0f / 9)))));
}

// cos(2 pi t) for t in [-1/2, 1/2], to about 2e-7: the sine of the complement to a quarter turn.
inline float cos_of_turns(float t) {
  const float x = 6.28318531f * (0.25f - std::abs(t)), z = x * x;
  return x * (1 + z * (-1.0f / 6 + z * (1.0f / 120 + z * (-1.0f / 5040 + z * (1.0f / 362880)))));
}

// The centre of one of 2^24 cells of (0, 1).
inline float unit(std::uint32_t bits) {
  return (static_cast<float>(static_cast<std::int32_t>(bits >> 8)) + 0.5f) * 0x1p-24f;
}

}  // namespace

void Columnar::run(std::int64_t trajectories, Sums& sums) {
  constexpr std::size_t width = 2 * lanes, rows = 64;
  XoshiroLanes generator = generator_;
  struct alignas(64) Bits {
    std::uint32_t of[width];
  };

  const auto draw = [&](Bits& out) {
    generator.next([&](std::size_t lane, std::uint64_t random) {
      out.of[lane] = static_cast<std::uint32_t>(random);
      out.of[lanes + lane] = static_cast<std::uint32_t>(random >> 32);
    });
  };

  constexpr std::int64_t block = width * rows;
  const std::int64_t blocks = (trajectories + block - 1) / block;
  for (std::int64_t i = 0; i < blocks; ++i) {
    alignas(64) std::uint32_t invasions[width] = {}, defeats[width] = {}, falls[width] = {}, both[width] = {};
    alignas(64) float losses_sum[width] = {}, squares_sum[width] = {};
    for (std::size_t row = 0; row < rows; ++row) {
      // Beta(2, 8) is the distribution of the second smallest of nine uniform numbers.
      Bits least, second, next;
      draw(least);
      draw(next);
      for (std::size_t lane = 0; lane < width; ++lane) {
        const std::uint32_t a = least.of[lane], b = next.of[lane];
        least.of[lane] = a < b ? a : b;
        second.of[lane] = a < b ? b : a;
      }
      for (int k = 2; k < 9; ++k) {
        draw(next);
        for (std::size_t lane = 0; lane < width; ++lane) {
          const std::uint32_t a = least.of[lane], b = second.of[lane], c = next.of[lane];
          const std::uint32_t rest = a < c ? c : a;
          least.of[lane] = a < c ? a : c;
          second.of[lane] = b < rest ? b : rest;
        }
      }
      Bits for_invade, for_troops, for_radius, for_angle, for_defeat, for_fall;
      draw(for_invade);
      draw(for_troops);
      draw(for_radius);
      draw(for_angle);
      draw(for_defeat);
      draw(for_fall);
      for (std::size_t lane = 0; lane < width; ++lane) {
        const bool invade = for_invade.of[lane] < second.of[lane];
        const float v = unit(for_troops.of[lane]);
        const float side = std::sqrt(v < 2.0f / 9 ? v * 18e6f : (1 - v) * 63e6f);
        const float troops = v < 2.0f / 9 ? 1000 + side : 10000 - side;
        const float normal =
            std::sqrt(-2 * log_of(unit(for_radius.of[lane]))) * cos_of_turns(unit(for_angle.of[lane]) - 0.5f);
        const float drawn = troops * exp_of(0.6f * normal - 2);
        const float losses = invade ? drawn : 0;
        // Beyond 80 the probability is 1 anyway.
        const float exponent = 1 - losses / 800;
        const float p = 1 / (1 + exp_of(exponent < -80 ? -80 : exponent));
        const bool defeat = unit(for_defeat.of[lane]) < p;
        const bool fall = unit(for_fall.of[lane]) < (defeat ? 0.12f : 0.02f);
        invasions[lane] += invade ? 1u : 0u;
        defeats[lane] += defeat ? 1u : 0u;
        falls[lane] += fall ? 1u : 0u;
        both[lane] += defeat && fall ? 1u : 0u;
        losses_sum[lane] += losses;
        squares_sum[lane] += losses * losses;
      }
    }
    for (std::size_t lane = 0; lane < width; ++lane) {
      sums.invade += invasions[lane];
      sums.defeat += defeats[lane];
      sums.fall += falls[lane];
      sums.fall_defeat += both[lane];
      sums.losses += static_cast<double>(losses_sum[lane]);
      sums.losses_squared += static_cast<double>(squares_sum[lane]);
    }
  }
  sums.trajectories += blocks * block;
  generator_ = generator;
}

}  // namespace bench::hybrid
