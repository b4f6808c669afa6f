// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <vector>

#include <pcg_random.hpp>

#include <casus/model/model.hpp>

#include "xoshiro.hpp"

/// A network of categories as flat arrays, and samplers specialized for it.
namespace bench::alarm {

/// Tables of a network whose variables are categories with two to four states, parents before
/// children.
class Tables {
public:
  /// Throws casus::Error if a variable is of another kind.
  explicit Tables(const casus::Model& model);

  struct Parent {
    std::int32_t variable;
    std::int32_t stride;  ///< number of thresholds from one of its states to the next
  };
  struct Variable {
    std::int32_t states;
    /// Index of its table: [row][state except the last], cumulative, in units of 2^-32.
    std::int32_t first_threshold;
    std::int32_t first_parent, parents;
    std::int32_t first_count;  ///< index of its first state in the counts
  };
  std::vector<Variable> variables;
  std::vector<Parent> parents;
  std::vector<std::uint32_t> thresholds;
  std::int32_t counts = 0;  ///< number of states of all variables together
};

/// Counts of the states of each variable.
struct Counts {
  std::int64_t trajectories = 0;
  std::vector<std::int64_t> of;  ///< indexed by `Tables::Variable::first_count`
};

/// Draws one trajectory after another: pcg32, integer thresholds, row numbers computed from
/// strides.
class Scalar {
public:
  Scalar(const Tables& tables, std::uint64_t seed);
  void run(std::int64_t trajectories, Counts& counts);

private:
  const Tables& tables_;
  pcg32 engine_;
};

/// Draws 256 trajectories in parallel, variable by variable: sixteen lanes of xoshiro256++, both
/// halves of each word used, 32-bit thresholds gathered by row. Vectorization is left to the
/// compiler.
class Columnar {
public:
  Columnar(const Tables& tables, std::uint64_t seed);
  /// Draws at least `trajectories`, rounded up to a multiple of 256.
  void run(std::int64_t trajectories, Counts& counts);

private:
  static constexpr std::size_t width = 256;
  const Tables& tables_;
  XoshiroLanes generator_;
};

}  // namespace bench::alarm
