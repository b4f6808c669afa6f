// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/index.hpp>
#include <casus/infer/query.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// Exact answers for small models of discrete variables, by enumeration of every combination of
/// states: the oracle against which the sampling methods are tested. Safe to use from several
/// threads.
class Enumeration {
public:
  /// Keeps a reference to the model, which must outlive this object; `parameters` are the values of
  /// the model's parameters, in its order. Throws Error if a variable is a quantity or count that
  /// is not a formula, or a twin, if there are more than 2^26 combinations, or if the number of
  /// parameters is wrong.
  explicit Enumeration(const Model& model, std::vector<double> parameters = {});

  /// Returns the exact value of P(...) or E(...); NaN if the condition has probability zero. Throws
  /// Error for other kinds of question, and as `estimate` does. Cost: combinations x variables.
  double operator()(const Query& query) const;

private:
  struct Walk {
    const Enumeration& of;
    Formula target;
    std::optional<Formula> condition;
    std::vector<std::optional<double>> set;
    std::vector<double> values;
    std::vector<double> scratch;
    double sum;          // of probability times target, over the combinations that meet the condition
    double probability;  // of the condition

    double variable(Index index) const { return values[detail::at(index)]; }
    double parameter(Index index) const { return of.parameters_[detail::at(index)]; }

    void descend(double value, double weight);

    void visit(double weight);
  };

  const Model& model_;
  std::vector<double> parameters_;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/infer/enumerate.inl>
#endif
