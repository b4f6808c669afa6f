// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/model/conditional.hpp>
#include <casus/model/expression.hpp>

#include "io/source.hpp"
#include "io/xml.hpp"

/// The equations of GeNIe's and SMILE's continuous nodes, `c = 2 * a + Normal(0, b)` (GeNIe's manual, "Writing equations in GeNIe"). Their
/// language is not that of questions: `^` is a power, `<>` is unequal, `?:` selects, truth is 1 or 0, names of functions have no case, and laws
/// stand in the midst of an equation.
namespace casus::io {

/// What an equation may read, and what it may add to its model.
struct EquationScope {
  const Source& source;
  /// The variable of a parent of this name; null where there is none.
  std::function<NodePtr(std::string_view name)> variable;
  std::vector<std::string> names;  ///< of the parents, for hints
  /// Adds a quantity for a draw that is a part of an equation, not all of it.
  std::function<Quantity(const Distribution<Quantity>& law)> draw;
};

/// Reads the equation of a node. The whole is a law where it names one, alone, shifted by a sum (of a Normal), or selected by a condition; any
/// other law in it is drawn as a quantity of its own, of which the whole is a formula. Throws Error, at its place in the file, where the text is
/// no equation of this node, or has a function that the library's formulas have not.
Distribution<Quantity> read_equation(const EquationScope& scope, const std::string& node,
                                     const XmlText& text);

}  // namespace casus::io
