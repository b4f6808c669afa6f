// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/cells.hpp"

#include <algorithm>
#include <cmath>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "report/layout.hpp"

namespace casus {

using namespace layout;

namespace {

/// Returns one end of a judgement range in per cent, with two significant digits of it or of its
/// difference to 100 %, whichever is smaller.
std::string percent_end(double probability) {
  const double percent = 100 * probability, rest = 100 * (1 - probability);
  if (percent > 0 && percent < 0.0001) return "<0.0001";
  if (rest > 0 && rest < 0.0001) return ">99.9999";
  return fixed(percent, decimals_for((std::min)(percent, rest), 2));
}

/// Returns whether an answer has no sampling error.
bool is_exact(const Answer& answer) {
  return answer.standard_error == 0 && std::isinf(answer.effective_samples);
}

std::string interval_text(double low, double high, int decimals) {
  return fixed(low, decimals) + " to " + fixed(high, decimals);
}

/// Returns the decimals that an answer is shown with, which depend on its error. The numbers are in
/// the scale in which they are shown.
int decimals_of(double value, double error, double half_width, bool is_bound) {
  if (is_bound) return decimals_for(value, 2);
  if (std::isfinite(error) && error > 0) return decimals_for_error(error);
  if (std::isfinite(half_width) && half_width > 0) return decimals_for(half_width, 1);
  return decimals_for(value, 4);
}

Cells shown(const Answer& answer, bool is_probability, std::size_t indent) {
  constexpr std::size_t most = 400;  // a question with hundreds of observations would fill pages
  Cells row{detail::shortened(answer.question, most), {}, answer.unit, {}, {}, indent};
  if (std::isnan(answer.value)) {
    row.unit.clear();
    if (answer.parts.empty()) row.value = "undefined";
    return row;
  }
  const Interval& own = answer.interval;
  const bool has_interval = std::isfinite(own.low) && std::isfinite(own.high);
  double magnitude = std::abs(answer.value);
  if (has_interval) magnitude = (std::max)({magnitude, std::abs(own.low), std::abs(own.high)});
  const std::string bound = !answer.is_bound ? "" : answer.is_lower_bound ? "≥ " : "≤ ";
  if (is_extreme(magnitude)) {
    row.value = bound + significant(answer.value, 3);
    if (has_interval) row.interval = significant(own.low, 3) + " to " + significant(own.high, 3);
    if (is_exact(answer)) row.interval = "exact";
    if (answer.range)
      row.range = significant(answer.range->low, 2) + " to " + significant(answer.range->high, 2);
    return row;
  }
  const bool percent = is_probability && answer.unit.empty();
  const double scale = percent ? 100 : 1;
  if (percent) row.unit = "%";
  const int decimals = is_exact(answer) ? decimals_for(scale * answer.value, 6)
                                        : decimals_of(scale * answer.value, scale * answer.standard_error,
                                                      scale * (own.high - own.low) / 2, answer.is_bound);
  row.value = bound + fixed(scale * answer.value, decimals);
  if (has_interval) row.interval = interval_text(scale * own.low, scale * own.high, decimals);
  if (is_exact(answer)) row.interval = "exact";
  if (answer.range) {
    const auto [low, high] = *answer.range;
    row.range = percent ? percent_end(low) + " to " + percent_end(high)
                        : interval_text(low, high, decimals_for(high - low, 2));
  }
  return row;
}

}  // namespace

bool is_probability(const Answer& whole) {
  if (whole.kind == QuestionKind::curve) return !whole.parts.empty() && is_probability(whole.parts[0]);
  return detail::about(whole.kind).is_probability();
}

Cells cells(const Answer& whole) { return shown(whole, is_probability(whole), 0); }
Cells cells_of_part(const Answer& whole, const Answer& part) { return shown(part, is_probability(whole), 2); }

std::string sentence(const Answer& answer, const Cells& row) {
  std::string text = row.question;
  if (!row.value.empty()) text += (answer.is_bound ? " " : " = ") + row.value;
  if (!row.unit.empty()) text += ' ' + row.unit;
  std::string details;
  if (!row.interval.empty()) details = percentage(answer.level) + " % interval " + row.interval;
  if (!row.range.empty())
    details += (details.empty() ? "" : "; ") + percentage(answer.range_level) + " % judgement " + row.range;
  return details.empty() ? text : text + " (" + details + ')';
}

void check_curves(const std::string& subject, const std::vector<Answer>& curves, std::size_t most) {
  if (curves.empty() || curves.size() > most)
    throw Error(subject, "1 to " + std::to_string(most) + " curves", std::to_string(curves.size()));
  for (const Answer& curve : curves) {
    if (curve.parts.empty() || curve.along.empty())
      throw Error(subject, "curves", detail::quoted(curve.question));
    bool same = curve.parts.size() == curves[0].parts.size() && curve.unit == curves[0].unit &&
                is_probability(curve) == is_probability(curves[0]);
    for (std::size_t i = 0; same && i < curve.parts.size(); ++i)
      same = curve.parts[i].question == curves[0].parts[i].question;
    if (!same)
      throw Error(subject, "curves of one unit over the same points",
                  detail::quoted(curves[0].question) + " and " + detail::quoted(curve.question));
  }
}

}  // namespace casus
