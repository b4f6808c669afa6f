// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

#include "infer/subject.hpp"

namespace casus {

/// The exact answer to what the least or greatest value is that can be: the end of the support where that is exact, else the first of few
/// values that is possible, by bisection over the exact probabilities that the value is at most, or at least, as large.
class ExactExtreme {
public:
  ExactExtreme(const Subject& subject, const Query& query);

  /// Whether nothing is left to be searched.
  bool is_known() const noexcept { return query_.bounds().low == query_.bounds().high; }
  /// Why nothing can be searched: "its values are not listed"; null where they can.
  std::optional<std::string> why_no_search() const;
  /// A question about a probability that takes as much as each that is asked in the search, and how many these are.
  Query probe() const { return asked_up_to(values_.size() / 2, true); }
  double steps() const;

  /// `exact(question)`: the exact answer to a question about a probability.
  Answer answer(const Options& options, const std::function<Answer(const Query&)>& exact) const;

private:
  Query asked_up_to(std::size_t number, bool is_given) const;
  bool is_possible_up_to(std::size_t number, const std::function<Answer(const Query&)>& exact) const;
  double found(const std::function<Answer(const Query&)>& exact) const;

  const Subject& subject_;
  const Query& query_;
  std::vector<double> values_;  // that are possible at most, the one that is asked for first
};

}  // namespace casus
