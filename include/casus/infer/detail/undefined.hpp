// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>

#include <casus/error.hpp>

namespace casus::detail {

/// Thrown if a quantity that is asked for is no finite number on some trajectory. Whoever knows the model and the question says on which,
/// and which operation made it so.
class UndefinedQuantity : public Error {
public:
  /// `quantity`: its text, or that of the question.
  explicit UndefinedQuantity(std::string quantity)
      : Error(std::move(quantity), "a quantity that is a number wherever it is asked for",
              "one that is absent, infinite or not a number somewhere") {}
};

}  // namespace casus::detail
