// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <casus/error.hpp>

namespace casus::detail {

/// Thrown if a quantity in a question is not a finite number on some trajectory. The caller, which
/// has the model and the question, adds the trajectory's values and the operation that caused it.
class UndefinedQuantity : public Error {
public:
  /// `quantity`: text of the quantity or of the question.
  explicit UndefinedQuantity(std::string quantity)
      : Error(std::move(quantity), "a quantity that is a number wherever it is asked for",
              "one that is absent, infinite or not a number somewhere") {}
};

}  // namespace casus::detail
