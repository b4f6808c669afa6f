// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/world.hpp>

/// Worlds as randomised quasi-random points: more even over the parameters' distributions than
/// independent ones, so that means over worlds have smaller errors.
namespace casus {

/// Independent replicates of a quasi-random sequence, one after the other.
struct WorldReplicates {
  Index replicates;
  Index points;  ///< worlds of each replicate: a power of two
  Index worlds() const noexcept { return replicates * points; }
};

/// Returns as many points as leave at least sixteen replicates, and so 16 to 31 of these; together
/// at most the number of worlds, which is at least 1. With fewer, the means of replicates may be
/// too skewed for their spread to show the error. Fewer than 32 worlds are replicates of one point:
/// independent.
inline WorldReplicates world_replicates(Index worlds) noexcept {
  constexpr Index fewest = 16;
  Index points = 1;
  while (2 * points * fewest <= worlds) points *= 2;
  return {worlds / points, points};
}

/// Returns points for the first `world_replicates(worlds).worlds()` worlds of a model: in each
/// replicate a Sobol' sequence with the direction numbers of Joe and Kuo (SIAM J. Sci. Comput. 30
/// (2008) 2635-2654, doi:10.1137/070709359), scrambled by random lower-triangular matrices and a
/// digital shift (Matousek, Journal of Complexity 14 (1998) 527-556, doi:10.1006/jcom.1998.0487;
/// Owen, ACM Trans. Model. Comput. Simul. 13 (2003) 363-378, doi:10.1145/945511.945518). Each point
/// is uniform, so each replicate's means are unbiased; the points of a replicate depend on each
/// other, so errors come from the spread between replicates.
///
/// The streams of the parameters, in the order of the model, are the coordinates; those of
/// correlated parameters come before their correlation. Streams after the 3,667th and worlds after
/// the last replicate are independent. The points depend on the seed, generator, order of streams
/// and number of worlds. Cost: for each replicate and stream about a microsecond for each binary
/// digit of the number of points; memory 8 bytes for each of these. Part of the compiled core.
std::shared_ptr<const WorldPoints> quasi_worlds(const Model& model, const Randomness& randomness,
                                                Index worlds);

namespace detail {

/// Returns the sums of blocks of neighbouring numbers; with blocks of one the numbers themselves.
inline std::vector<double> sums_of_blocks(const std::vector<double>& numbers, Index block) {
  if (block <= 1) return numbers;
  const auto size = static_cast<std::size_t>(block);
  std::vector<double> sums((numbers.size() + size - 1) / size);
  for (std::size_t i = 0; i < numbers.size(); ++i) sums[i / size] += numbers[i];
  return sums;
}

}  // namespace detail
}  // namespace casus
