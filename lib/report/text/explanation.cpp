// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/explanation.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <string>
#include <vector>

#include "report/cells.hpp"
#include "report/layout.hpp"

namespace casus {

using namespace layout;

namespace {

// Returns "12.3 ± 0.4" with the decimals of the error; `scale` is 100 for shares and probabilities.
std::string with_error(const Estimated& estimated, double scale) {
  const double value = scale * estimated.value, error = scale * estimated.standard_error;
  if (std::isnan(value)) return "-";
  if (!(error > 0) || !std::isfinite(error)) return significant(value, 3);
  // Beyond the fourth digit the value is of no use.
  constexpr double negligible = 1e-6;
  if (error < negligible * std::abs(value)) return significant(value, 4);
  return layout::with_error(value, error);
}

// Returns two significant digits without trailing zeros.
std::string point(double value) {
  std::string text = significant(value, 2);
  if (text.find('.') == std::string::npos || text.find('e') != std::string::npos) return text;
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

class ExplanationText {
public:
  ExplanationText(const Explanation& explanation, std::size_t most)
      : sensitivity_(explanation.sensitivity), indicators_(explanation.indicators), most_(most),
        is_probability_(is_probability(explanation.sensitivity.answer)) {}

  std::string text() const {
    std::string all = wrapped("What drives " + question() + value(), 0, 2);
    if (!sensitivity_.drivers.empty()) all += '\n' + tornado() + '\n' + shares();
    if (!indicators_.empty()) all += '\n' + watched();
    for (const Warning& warning : sensitivity_.answer.warnings)
      all += wrapped("warning: " + warning.text, 0, 2);
    for (const std::string& warning : sensitivity_.warnings) all += wrapped("warning: " + warning, 0, 2);
    return all;
  }

private:
  double scale() const { return is_probability_ ? 100 : 1; }
  const std::string& question() const { return sensitivity_.answer.question; }
  std::string value() const {
    const Answer& answer = sensitivity_.answer;
    if (std::isnan(answer.value)) return {};
    return " = " + with_error({answer.value, answer.standard_error}, scale()) + unit();
  }
  std::string unit() const {
    if (is_probability_) return " %";
    return sensitivity_.answer.unit.empty() ? "" : ' ' + sensitivity_.answer.unit;
  }

  std::string more(std::size_t all, const char* what) const {
    return all > most_ ? "(and " + std::to_string(all - most_) + " more " + what + ")\n" : "";
  }

  static constexpr std::size_t bar_width = 16;

  // Draws a bar from the lower to the higher answer; '|' marks the answer itself.
  std::string bar(const Driver& driver, double least, double greatest) const {
    const auto place = [&](double value) {
      const double share = greatest > least ? (value - least) / (greatest - least) : 0.5;
      return static_cast<std::size_t>(std::lround((std::clamp)(share, 0.0, 1.0) * (bar_width - 1)));
    };
    const auto [low, high] = std::minmax(driver.at_low.value, driver.at_high.value);
    std::string text(bar_width, ' ');
    for (std::size_t i = place(low); i <= place(high); ++i) text[i] = '=';
    text[place(sensitivity_.answer.value)] = '|';
    return text;
  }

  std::string tornado() const {
    double least = sensitivity_.answer.value, greatest = least;
    for (const Driver& driver : sensitivity_.drivers)
      for (const double end : {driver.at_low.value, driver.at_high.value}) {
        least = (std::min)(least, end);
        greatest = (std::max)(greatest, end);
      }
    Columns table({"held at its low or high point", "at", "answer," + (unit().empty() ? " there" : unit()),
                   "swing", ""});
    for (std::size_t i = 0; i < (std::min)(most_, sensitivity_.drivers.size()); ++i) {
      const Driver& driver = sensitivity_.drivers[i];
      const double span = scale() * std::abs(driver.swing.value);
      const int decimals = decimals_for(span, 2);
      const auto answer = [&](const Estimated& there) {
        return std::isnan(there.value) ? "-" : fixed(scale() * there.value, decimals);
      };
      table.add({driver.parameter, point(driver.points.low) + ".." + point(driver.points.high),
                 answer(driver.at_low) + ".." + answer(driver.at_high), with_error(driver.swing, scale()),
                 bar(driver, least, greatest)});
    }
    return table.text() + more(sensitivity_.drivers.size(), "parameters");
  }

  std::string shares() const {
    std::vector<const Driver*> sorted;
    for (const Driver& driver : sensitivity_.drivers) sorted.push_back(&driver);
    std::stable_sort(sorted.begin(), sorted.end(), [](const Driver* a, const Driver* b) {
      return a->first_order.value > b->first_order.value;
    });
    Columns table({"share of the variance over worlds, %", "alone", "with others", "rank correlation"});
    for (std::size_t i = 0; i < (std::min)(most_, sorted.size()); ++i)
      table.add({sorted[i]->parameter, with_error(sorted[i]->first_order, 100),
                 sorted[i]->total ? with_error(*sorted[i]->total, 100) : "-",
                 with_error(sorted[i]->rank_correlation, 1)});
    std::string all = table.text() + more(sorted.size(), "parameters");
    if (!sensitivity_.total_note.empty())
      all += wrapped("No share with others: " + sensitivity_.total_note + ".", 0, 2);
    return all;
  }

  std::string watched() const {
    if (indicators_[0].step >= 0) return signs() + '\n' + watched(best_of_series());
    std::vector<const Indicator*> all;
    for (const Indicator& one : indicators_) all.push_back(&one);
    return watched(all);
  }

  std::string watched(const std::vector<const Indicator*>& all) const {
    Columns table({"worth watching", "state", "probability, %", "answer then, %", "share of variance, %"});
    for (std::size_t i = 0; i < (std::min)(most_, all.size()); ++i) {
      const Indicator& indicator = *all[i];
      for (std::size_t k = 0; k < indicator.outcomes.size(); ++k) {
        const Indicator::Outcome& outcome = indicator.outcomes[k];
        table.add({k == 0 ? indicator.name : "", outcome.state, with_error(outcome.probability, 100),
                   with_error(outcome.answer, 100), k == 0 ? with_error(indicator.share, 100) : ""});
      }
    }
    return table.text() + more(all.size(), "indicators");
  }

  // Returns the most informative indicator of each series.
  std::vector<const Indicator*> best_of_series() const {
    std::vector<const Indicator*> best;
    for (const Indicator& one : indicators_)
      if (best.empty() || best.back()->series != one.series)
        best.push_back(&one);
      else if (one.reduction.value > best.back()->reduction.value)
        best.back() = &one;
    return best;
  }

  // Returns a table of shares, with a row for each series and a column for each of the last steps.
  std::string signs() const {
    constexpr std::size_t most_steps = 4;
    std::map<Index, std::string> labels;
    for (const Indicator& one : indicators_) labels[one.step] = one.seen_by;
    while (labels.size() > most_steps) labels.erase(labels.begin());
    std::vector<std::string> heading{"share, %, if seen by"};
    for (const auto& [step, label] : labels) heading.push_back(label);
    Columns table(heading);
    std::vector<std::string> names;
    std::map<std::string, std::map<Index, Estimated>> shares;
    for (const Indicator& one : indicators_) {
      if (!shares.contains(one.series)) names.push_back(one.series);
      shares[one.series][one.step] = one.share;
    }
    for (std::size_t i = 0; i < (std::min)(most_, names.size()); ++i) {
      std::vector<std::string> row{names[i]};
      for (const auto& [step, label] : labels) row.push_back(with_error(shares[names[i]][step], 100));
      table.add(row);
    }
    return table.text();
  }

  const Sensitivity& sensitivity_;
  const std::vector<Indicator>& indicators_;
  std::size_t most_;
  bool is_probability_;
};

}  // namespace

std::string to_text(const Explanation& explanation, std::size_t most) {
  return ExplanationText(explanation, most).text();
}

}  // namespace casus
