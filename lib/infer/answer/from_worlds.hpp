// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/detail/builder.hpp>

namespace casus {

/// What exact values, one a world, say of a number.
struct ExactWorlds {
  detail::Finding finding;
  detail::WorldFindings worlds;

  /// `weights`: how likely each world makes the condition, up to a factor; `values`: the answer in each. Where nothing varies from world
  /// to world, one of each does. Throws Error, naming the question, where a value is not a number.
  ExactWorlds(const std::string& question, const std::vector<double>& weights, std::vector<double> values,
              bool is_probability, bool varies, double level);
};

/// Sets the value, error, interval and range of an answer.
void set_exact(detail::AnswerBuilder& answer, const std::vector<double>& weights, std::vector<double> values,
               bool is_probability, bool varies);

}  // namespace casus
