// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <casus/error.hpp>

namespace casus::detail {

/// Thrown if no trajectory can meet the condition.
class ImpossibleCondition : public Error {
public:
  /// `got`: the condition, or the part of it that is impossible.
  ImpossibleCondition(std::string question, std::string got)
      : Error(std::move(question), "a condition that can be met", std::move(got)) {}
};

}  // namespace casus::detail
