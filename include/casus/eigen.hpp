// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// For programs that use Eigen. Not part of casus/casus.hpp, whose columns are spans.
#include <span>

#include <Eigen/Core>

#include <casus/analyse/jackknife.hpp>
#include <casus/sample/sampler.hpp>

namespace casus {

/// A column, such as `Block::quantity` returns, as an array of Eigen's. A map of the column itself: nothing is copied, so it is valid as
/// long as the column.
inline Eigen::Map<const Eigen::ArrayXd> as_array(std::span<const double> column) {
  return {column.data(), static_cast<Eigen::Index>(column.size())};
}

}  // namespace casus
