// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/total_expectation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <utility>

#include <casus/infer/detail/wording.hpp>

#include "infer/evidence/rare_states.hpp"
#include "infer/plan/branches.hpp"

namespace casus {

namespace {

bool has_error(const Answer& answer) {
  return !answer.is_bound && std::isfinite(answer.value) && std::isfinite(answer.standard_error) &&
         std::isfinite(answer.interval.low) && std::isfinite(answer.interval.high);
}

// The distances from a value to the ends of its interval.
struct Reach {
  double down, up;
};
Reach reach(const Answer& answer) {
  return {answer.value - answer.interval.low, answer.interval.high - answer.value};
}

}  // namespace

TotalExpectation::TotalExpectation(const Model& model, const Query& query, std::vector<RareSide> sides) {
  constexpr std::size_t most = 16;
  if (sides.size() > most) return;
  // A branch may lie within a less rare one.
  std::stable_sort(sides.begin(), sides.end(),
                   [](const RareSide& a, const RareSide& b) { return a.probability < b.probability; });
  const auto given = [&](const Query& question, const std::optional<Boolean>& part) {
    const Query here = question.in_circumstances_of(query);
    return part ? here.given(*part) : here;
  };
  const NodePtr plain = simplified(model, query.target(), {});
  const std::vector<NodePtr> conditions = conditions_of(model, plain);
  Assumed assumed;
  const auto assume = [&](const RareSide& side, bool is_taken) {
    for (const NodePtr& condition : conditions)
      if (detail::same_expression(condition, side.condition))
        assumed[condition.get()] = is_taken == side.holds;
  };
  const auto number = [&] { return Real(simplified(model, plain, {}, assumed)); };
  std::optional<Boolean> rest;  // none of the branches so far; all trajectories at first
  for (const RareSide& side : sides) {
    const Boolean branch = side.holds ? Boolean(side.condition) : !Boolean(side.condition);
    const Boolean part = rest ? branch && *rest : branch;
    branches_.push_back(to_text(P(branch)));
    assume(side, true);
    questions_.push_back(given(P(part), {}));
    questions_.push_back(given(E(number()), part));
    assume(side, false);
    rest = rest ? *rest && !branch : !branch;
  }
  questions_.push_back(given(E(number()), rest));
}

bool TotalExpectation::combine(const std::vector<Answer>& parts, Answer& answer) const {
  if (!std::all_of(parts.begin(), parts.end(), has_error)) return false;
  double of_rest = 1;
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) of_rest -= parts[i].value;
  const Answer& rest = parts.back();
  // The intervals of the terms and of the sum follow from the method of variance estimates recovery
  // (Zou and Donner, Statistics in Medicine 27 (2008) 1693, doi:10.1002/sim.3095).
  double value = of_rest * rest.value, squares = 0, down = 0, up = 0;
  const auto add = [&](double factor, const Answer& of) {
    const Reach ends = reach(of);
    squares += std::pow(factor * of.standard_error, 2);
    down += std::pow(factor * (factor >= 0 ? ends.down : ends.up), 2);
    up += std::pow(factor * (factor >= 0 ? ends.up : ends.down), 2);
  };
  add(of_rest, rest);
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    value += parts[i].value * parts[i + 1].value;
    add(parts[i + 1].value - rest.value, parts[i]);
    add(parts[i].value, parts[i + 1]);
  }
  answer.value = value;
  answer.standard_error = std::sqrt(squares);
  answer.interval = {value - std::sqrt(down), value + std::sqrt(up)};
  answer.range.reset();
  answer.range_note = detail::wording::no_range_of_parts();
  answer.effective_samples = rest.effective_samples;
  answer.method = detail::wording::by_total_expectation(answer.method, branches_);
  for (const Answer& part : parts) {
    answer.samples += part.samples;
    for (const Warning& warning : part.warnings)
      if (std::find(answer.warnings.begin(), answer.warnings.end(), warning) == answer.warnings.end())
        answer.warnings.push_back(warning);
  }
  return true;
}

}  // namespace casus
