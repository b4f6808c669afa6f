// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string_view>

#include <casus/distribution/parameter.hpp>

namespace casus::distribution {

/// One of several states, each with its own probability. Not the distribution of a number. Its row
/// of parameters may have any length.
struct Categorical {
  static constexpr std::string_view name = "Categorical";
  static constexpr std::array parameters{Parameter{"probabilities", Domain::probability}};
  static constexpr Role role = Role::category;
};

}  // namespace casus::distribution
