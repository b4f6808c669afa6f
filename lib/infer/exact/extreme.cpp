// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/extreme.hpp"

#include <algorithm>
#include <cmath>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/impossible.hpp>

#include "infer/plan/extremes.hpp"

namespace casus {

ExactExtreme::ExactExtreme(const Subject& subject, const Query& query) : subject_(subject), query_(query) {
  if (is_known()) return;
  values_ = possible_ranges(subject, {query})[0].values;
  if (query.asks() == QuestionKind::greatest) std::reverse(values_.begin(), values_.end());
}

std::optional<std::string> ExactExtreme::why_no_search() const {
  if (values_.empty()) return "its possible values are not a short list";
  if (subject_.has_parameters()) return "there are uncertain parameters";
  return {};
}

double ExactExtreme::steps() const { return std::ceil(std::log2(static_cast<double>(values_.size()))) + 1; }

// Returns a question about the event that the value is this one or closer to the end; or the same
// question given that event.
Query ExactExtreme::asked_up_to(std::size_t number, bool is_given) const {
  const Real value(query_.target());
  const Boolean is_reached =
      query_.asks() == QuestionKind::least ? value <= values_[number] : value >= values_[number];
  const Query asked = query_.rewritten(is_reached.node(), query_.condition(), query_.interventions())
                          .asking(QuestionKind::probability);
  return is_given ? asked.given(is_reached) : asked;
}

// A positive probability may be too small for a double. A condition, in contrast, is either
// impossible or not.
bool ExactExtreme::is_possible_up_to(std::size_t number,
                                     const std::function<Answer(const Query&)>& exact) const {
  if (exact(asked_up_to(number, false)).value > 0) return true;
  try {
    exact(asked_up_to(number, true));
    return true;
  } catch (const detail::ImpossibleCondition&) {
    return false;
  }
}

double ExactExtreme::found(const std::function<Answer(const Query&)>& exact) const {
  if (is_known()) return query_.bounds().low;
  try {
    exact(asked_up_to(values_.size() - 1, false));
  } catch (const detail::ImpossibleCondition& impossible) {
    throw detail::ImpossibleCondition(to_text(query_), impossible.got());
  }
  std::size_t first = 0, last = values_.size() - 1;
  while (first < last) {
    const std::size_t middle = first + (last - first) / 2;
    if (is_possible_up_to(middle, exact))
      last = middle;
    else
      first = middle + 1;
  }
  return values_[first];
}

Answer ExactExtreme::answer(const Options& options, const std::function<Answer(const Query&)>& exact) const {
  const double value = found(exact);
  detail::AnswerBuilder answer(subject_.scope(), query_, options,
                               {.method = Method::exact,
                                .done = is_known() ? detail::wording::from_supports()
                                                   : detail::wording::search_of_values(values_.size()),
                                .stopped = StopReason::all_summed});
  answer.set_extreme(query_.within({value, value}), value, 0);
  return std::move(answer).take();
}

}  // namespace casus
