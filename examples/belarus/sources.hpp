// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cctype>
#include <cmath>
#include <map>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "layout.hpp"
#include "sheet.hpp"

/// Part 7: sources, calibration, method.
namespace belarus {

/// Capitalizes the first letter, as at the beginning of a sentence.
inline std::string sentence(std::string text) {
  if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
  return text;
}

class Calibration {
public:
  Calibration(const Belarus& s, Sheet& sheet) : s_(s) {
    for (const study::Margin& m : s.margins) {
      const Query event = P(m.event), stated = E(m.stated);
      asked_.emplace_back(sheet.ask(m.given ? event.given(*m.given) : event),
                          sheet.ask(m.given ? stated.given(*m.given) : stated));
    }
    small_ = sheet.ask(P(s.small_contingent).given(s.entry));
    fall_in_ = sheet.ask(P(s.hardship).given(s.entry));
    fall_out_ = sheet.ask(P(s.hardship).given(!s.entry));
    total_ = sheet.ask(P(s.entry));
  }

  void print(std::ostream& out, const Sheet& sheet, const Worlds& worlds) const {
    paragraph(out,
              "Calibration. A margin is judged as a whole; the model solves, in each world, for the level at "
              "which its circumstances average to it. These margins and no other number. Means over the "
              "worlds that meet the condition, %:");
    out << left("margin", 46) << right("judged", 11) << right("sampled", 11) << right("chance", 11) << '\n';
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      const Answer &event = sheet[asked_[i].first], &stated = sheet[asked_[i].second];
      const double p = stated.value,
                   chance = std::sqrt(p * (1 - p) / static_cast<double>((std::max)(event.met, Index{1})));
      out << left(s_.margins[i].row, 46) << right(number(100 * p), 11)
          << right((event.is_bound ? "<" : "") + number(100 * event.value), 11)
          << right("±" + with_decimals(100 * chance, 2), 11) << '\n';
    }
    const auto largest = [&](std::string_view got, std::string_view margin) {
      const auto a = worlds[got], b = worlds[margin];
      double miss = 0;
      for (std::size_t w = 0; w < a.size(); ++w) miss = (std::max)(miss, std::abs(a[w] / b[w] - 1));
      return miss;
    };
    const double miss =
        (std::max)((std::max)(largest("ultimatum_total", "p_ultimatum"),
                              largest("russia_bleak_total", "p_russia_bleak_12m")),
                   (std::max)(largest("entry_given_ultimatum_total", "p_entry_given_ultimatum"),
                              largest("entry_given_no_ultimatum_total", "p_entry_no_ultimatum")));
    const auto share = [&](auto holds) {
      std::size_t count = 0;
      for (std::size_t w = 0; w < worlds.size(); ++w) count += holds(w) ? 1u : 0u;
      return percent(static_cast<double>(count) / static_cast<double>(worlds.size()));
    };
    const auto cap = worlds["defeat_margin"], row = worlds["p_defeat_given_entry"],
               own = worlds["hazard_defeat"];
    paragraph(
        out, "Largest miss of the four margins over the front in any world: " + with_decimals(1e6 * miss, 2) +
                 " millionths of the margin. The rest by a three-point rule over normal covariates, within 3 "
                 "%. Tasks achieved and defeat, as judged, leave less than 1 % to neither in " +
                 share([&](std::size_t w) { return cap[w] < row[w]; }) +
                 " of worlds; there the judgement of the tasks stands. The judged total after a defeat lies "
                 "below the base, and then adds nothing, in " +
                 share([&](std::size_t w) { return own[w] == 0; }) + ".");
    paragraph(out, "Checks, judged and not fitted: entry in all " + judged("p_entry_12m_total") +
                       ", the model " + in_text(sheet[total_]) + "; fewer than 5,000 soldiers " +
                       judged("p_small_contingent") + ", the model " + in_text(sheet[small_]) +
                       "; hardship with an entry " + judged("p_gdp_minus4_given_entry") + ", the model " +
                       in_text(sheet[fall_in_]) + ", without " + judged("p_gdp_minus4_noentry") +
                       ", the model " + in_text(sheet[fall_out_]) + ".");
  }

private:
  const Belarus& s_;
  std::vector<std::pair<std::size_t, std::size_t>> asked_;
  std::size_t small_, fall_in_, fall_out_, total_;
};

inline void print_sources(std::ostream& out, const Belarus& s) {
  heading(out, "7. Sources, calibration, method");
  std::map<std::string_view, int> marks;
  for (const study::Judgement& j : study::researched_judgements()) ++marks[to_text(j.mark)];
  std::string counts;
  for (const auto& [mark, count] : marks)
    counts += (counts.empty() ? "" : ", ") + std::to_string(count) + ' ' + std::string(mark);
  paragraph(
      out,
      "Every range is a judgement, entered by its 5, 50 and 95 % points and fitted by a logit-normal "
      "(shares), log-normal (amounts) or normal distribution; judged and fitted points stand below. The mark "
      "says how far the sources beside it were checked: verified, read; computed, counted from the public "
      "data set named; remembered, from the literature and not looked up; judgement, no direct source. " +
          counts + ". What a party to the war says is a claim.");
  for (const UncertainParameter& parameter : s.model.parameters()) {
    if (parameter.details.stated.empty()) continue;
    std::vector<double> arguments, scratch;
    for (const Formula& formula : parameter.parameters)
      arguments.push_back(formula.evaluate(casus::detail::WorldEnvironment{arguments}, scratch));
    std::string judged_points, fitted_points;
    for (const StatedQuantile& q : parameter.details.stated) {
      const auto join = [](std::string& points, double x, int digits) {
        points += (points.empty() ? "" : "/") + significant(x, digits);
      };
      join(judged_points, q.value, 3);
      join(fitted_points,
           casus::distribution::quantile(parameter.distribution.shape(), arguments, q.probability), 2);
    }
    out << '\n'
        << left(parameter.name, 26) << left(judged_points, 20) << left("fit " + fitted_points, 24)
        << right(std::string(to_text(parameter.details.mark)), 10) << '\n';
    const std::string& unit = parameter.details.unit;
    paragraph(out,
              sentence(parameter.details.description) + (unit.empty() ? "" : " (" + unit + ")") + ". " +
                  sentence(parameter.details.source) + '.',
              2);
  }
  out << '\n';
  paragraph(out, "Numbers held fixed. All are judgements without a direct source:");
  for (const study::FixedNumber& f : study::fixed_numbers())
    paragraph(out,
              std::string(f.name) + ' ' + casus::detail::number(std::round(f.value * 1e4) / 1e4) + ": " +
                  std::string(f.argument),
              2, 2);
  out << '\n';
}

inline void print_method(std::ostream& out, const Answer& entry, const Options& options) {
  out << '\n';
  paragraph(
      out,
      "Method: " + entry.method + ". " + grouped(entry.samples) + " trajectories of all variables, in " +
          grouped(entry.worlds) +
          " worlds, each a draw of all uncertain numbers; with an entry done and with none as often again, "
          "with the same random numbers. A condition is met where it is met; nothing is reweighted. The "
          "error comes from the spread between worlds, the range from the worlds with the noise inside them "
          "taken out. Regime change: each cause has its own part q = 1 - (1 - total) / (1 - base); separate "
          "causes add up, one cause counts once, and a parameter, overlap, lies between.");
  paragraph(out, "To repeat this run: belarus --trajectories " + std::to_string(options.trajectories) +
                     " --worlds " + std::to_string(options.worlds) + " --seed " +
                     std::to_string(options.seed) +
                     ". The same program and seed give the same digits, whatever the number of threads. "
                     "Variables, distributions and criteria: belarus --list. One question: belarus --query "
                     "'P(regime_change | entry)'.");
}

}  // namespace belarus
