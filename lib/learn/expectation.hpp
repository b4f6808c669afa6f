// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/model/model.hpp>

#include "learn/counts.hpp"
#include "learn/missing_information.hpp"

namespace casus::detail {

/// The model with a parameter for each probability of its learned tables, which the EM algorithm
/// varies, and the place of each among the parameters.
struct FreeTables {
  Model model;
  Index first_parameter = 0;
  /// Number of each probability, by family, row and state, among the parameters after the first; of
  /// an event's "no" and of rows that are never read: -1.
  std::vector<Index> places;

  /// `is_read`: whether each row of each family can be read, by family and row.
  FreeTables(const CaseCounts& counts, const std::vector<std::vector<bool>>& is_read,
             const std::vector<double>& own);
};

/// Expected counts of cases with missing values, by exact inference.
class Expectation {
public:
  /// `own`: the probabilities of rows that are not learned.
  Expectation(const CaseCounts& counts, const std::vector<std::vector<bool>>& is_read,
              const std::vector<double>& own, std::string source, StopToken stop);
  ~Expectation();
  Expectation(const Expectation&) = delete;
  Expectation& operator=(const Expectation&) = delete;

  /// Adds the expected counts at these probabilities to `counts`, both by family, row and state.
  /// Returns the logarithm of the probability of the patterns. Throws Error if a pattern is
  /// impossible.
  double add(const std::vector<double>& probabilities, std::vector<double>& counts);

  /// Adds the derivatives of the expected counts at these probabilities, which must be those of the
  /// target. Cost: that of one more iteration for each uncertain probability that a pattern is
  /// about.
  void add_derivatives(const std::vector<double>& probabilities, MissingInformation& target);

private:
  class PatternProblem;

  void set(const std::vector<double>& probabilities);
  /// Calls `visit` with the problem of each pattern, and with the number of its cases and the
  /// first of them.
  template <class Visit> void for_each_pattern(const Visit& visit);

  const CaseCounts& counts_;
  std::string source_;
  StopToken stop_;
  FreeTables tables_;
  std::vector<double> parameters_;
  std::vector<std::pair<std::vector<Index>, CasePattern>> patterns_;
  std::vector<std::unique_ptr<PatternProblem>> problems_;  // of the first patterns
};

}  // namespace casus::detail
