// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/model/conditional.hpp>
#include <casus/model/expression.hpp>

#include "io/text/source.hpp"
#include "io/text/xml.hpp"

/// The equations of GeNIe's and SMILE's continuous nodes, `c = 2 * a + Normal(0, b)` (GeNIe's
/// manual, "Writing equations in GeNIe"). Their language differs from that of questions: `^` is a
/// power, `<>` is unequal, `?:` selects, truth is 1 or 0, function names are not case-sensitive,
/// and distributions may be part of an expression.
namespace casus::io {

/// Variables that an equation may read, and quantities that it may add to its model.
struct EquationScope {
  const Source& source;
  /// Returns the variable of the parent with this name; null if there is none.
  std::function<NodePtr(std::string_view name)> variable;
  std::vector<std::string> names;  ///< of the parents, for hints
  /// Adds a quantity for a draw that is only a part of an equation.
  std::function<Quantity(const Distribution<Quantity>& law)> draw;
};

/// Reads the equation of a node. The result is a distribution if the equation names one, alone,
/// shifted by a sum (a Normal), or selected by a condition. Any other distribution in the equation
/// is drawn as a quantity of its own, and the result is a formula of these. Throws Error, at its
/// position in the file, if the text is not an equation of this node, or if it uses a function that
/// the library's formulas lack.
Distribution<Quantity> read_equation(const EquationScope& scope, const std::string& node,
                                     const XmlText& text);

}  // namespace casus::io
