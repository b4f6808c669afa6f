// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// For programs that use Eigen. Not part of casus/casus.hpp, whose columns are spans.
#include <span>

#include <Eigen/Core>

#include <casus/analyse/jackknife.hpp>
#include <casus/sample/sampler.hpp>

namespace casus {

/// Returns a column, such as that of `Block::quantity`, as an Eigen array. It is a map of the
/// column, without a copy, and is valid as long as the column.
inline Eigen::Map<const Eigen::ArrayXd> as_array(std::span<const double> column) {
  return {column.data(), static_cast<Eigen::Index>(column.size())};
}

}  // namespace casus
