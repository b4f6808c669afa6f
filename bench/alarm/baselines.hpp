// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include <pcg_random.hpp>

#include <casus/model/model.hpp>

#include "xoshiro.hpp"

/// A network of categories, as flat arrays, and samplers that do nothing else.
namespace bench::alarm {

/// The tables of a network whose variables are categories of two to four states, with parents before children.
class Tables {
public:
  /// Throws casus::Error where a variable is anything else.
  explicit Tables(const casus::Model& model);

  struct Parent {
    std::int32_t variable;
    std::int32_t stride;  ///< thresholds from one of its states to the next
  };
  struct Variable {
    std::int32_t states;
    std::int32_t first_threshold;  ///< of its table: [row][state but the last], cumulative, in units of 2^-32
    std::int32_t first_parent, parents;
    std::int32_t first_count;  ///< of its states among all
  };
  std::vector<Variable> variables;
  std::vector<Parent> parents;
  std::vector<std::uint32_t> thresholds;
  std::int32_t counts = 0;  ///< states of all variables together
};

/// How often each variable took each of its states.
struct Counts {
  std::int64_t trajectories = 0;
  std::vector<std::int64_t> of;  ///< by `Tables::Variable::first_count`
};

/// One trajectory after the other: pcg32, integer thresholds, the row of each table found by adding up strides.
class Scalar {
public:
  Scalar(const Tables& tables, std::uint64_t seed);
  void run(std::int64_t trajectories, Counts& counts);

private:
  const Tables& tables_;
  pcg32 engine_;
};

/// 256 trajectories side by side, variable by variable: sixteen lanes of xoshiro256++, both halves of each word used, 32-bit
/// thresholds that are gathered by row; vector code is left to the compiler.
class Columnar {
public:
  Columnar(const Tables& tables, std::uint64_t seed);
  /// `trajectories` is rounded up to a multiple of 256.
  void run(std::int64_t trajectories, Counts& counts);

private:
  static constexpr std::size_t width = 256;
  const Tables& tables_;
  XoshiroLanes generator_;
};

}  // namespace bench::alarm
