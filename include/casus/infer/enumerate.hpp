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

/// Exact answers for small models of discrete variables alone, by going through every combination of states: the oracle
/// that the sampling methods are tested against. Safe to use from several threads.
class Enumeration {
public:
  /// Keeps a reference to the model, which must outlive it; `parameters` are its parameters' values, in its order. Throws
  /// Error where a variable is a quantity or count that is not a formula, or a twin, where there are more than 2^26 combinations, and
  /// where the number of parameters is not the model's.
  explicit Enumeration(const Model& model, std::vector<double> parameters = {});

  /// The exact value of P(...) or E(...); NaN where the condition has probability zero. Throws Error for other questions, and
  /// as `estimate` does. Cost: combinations x variables.
  double operator()(const Query& query) const;

private:
  struct Walk {
    const Enumeration& of;
    Formula target;
    std::optional<Formula> condition;
    std::vector<std::optional<double>> set;
    std::vector<double> values;
    std::vector<double> scratch;
    double sum;          // of probability times target, where the condition holds
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
