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

/// Exact answer to a question about the least or greatest possible value: the end of the support if
/// that is exact, otherwise the first possible one of a short list of values, by bisection over the
/// exact probabilities that the target is at most, or at least, that value.
class ExactExtreme {
public:
  ExactExtreme(const Subject& subject, const Query& query);

  /// Returns whether the answer is known without a search.
  bool is_known() const noexcept { return query_.bounds().low == query_.bounds().high; }
  /// Returns the reason why a search is impossible: "its possible values are not a short list";
  /// null if it is possible.
  std::optional<std::string> why_no_search() const;
  /// Returns a question about a probability that costs the same as each question of the search.
  /// `steps`: returns the number of questions.
  Query probe() const { return asked_up_to(values_.size() / 2, true); }
  double steps() const;

  /// Returns the answer. `exact(question)`: returns the exact answer to a question about a
  /// probability.
  Answer answer(const Options& options, const std::function<Answer(const Query&)>& exact) const;

private:
  Query asked_up_to(std::size_t number, bool is_given) const;
  bool is_possible_up_to(std::size_t number, const std::function<Answer(const Query&)>& exact) const;
  double found(const std::function<Answer(const Query&)>& exact) const;

  const Subject& subject_;
  const Query& query_;
  std::vector<double> values_;  // candidates, the one nearest to the requested end first
};

}  // namespace casus
