// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/html/shown.hpp"

#include <algorithm>
#include <string>
#include <utility>

#include <casus/report/svg.hpp>

#include "report/cells.hpp"
#include "report/svg/chain.hpp"

namespace casus {

bool is_curve(const Answer& answer) { return answer.kind == QuestionKind::curve; }

std::vector<std::vector<Shown>> by_unit(const std::vector<Shown>& singles) {
  std::vector<std::vector<Shown>> groups;
  for (const Shown& shown : singles) {
    const auto same = std::find_if(groups.begin(), groups.end(), [&](const std::vector<Shown>& group) {
      const Answer& first = group[0].answer;
      return first.unit == shown.answer.unit && is_probability(first) == is_probability(shown.answer);
    });
    if (same == groups.end())
      groups.push_back({shown});
    else
      same->push_back(shown);
  }
  return groups;
}

std::vector<Answer> answers_of(const std::vector<Shown>& all) {
  std::vector<Answer> answers;
  for (const Shown& shown : all) answers.push_back(shown.answer);
  return answers;
}

namespace {

void add_section(const Section& section, std::vector<SingleChart>& charts) {
  for (const Squares& one : section.squares) charts.push_back({"squares", svg_squares(one)});
  for (const Boxes& one : section.boxes) charts.push_back({"boxes", svg_boxes(one)});
  for (const TransformHistogram& one : section.transforms)
    charts.push_back({"transform", svg_transform(one)});
  for (const Reliability& one : section.reliabilities)
    charts.push_back({"reliability", svg_reliability(one)});
  std::vector<Answer> curves;
  std::vector<Shown> singles;
  for (const Shown& shown : section.answers) {
    if (shown.answer.parts.empty()) singles.push_back(shown);
    if (is_curve(shown.answer)) curves.push_back(shown.answer);
  }
  if (section.together && !curves.empty())
    charts.push_back({"curves", svg_curve(curves)});
  else
    for (const Answer& curve : curves) charts.push_back({"curve", svg_curve({curve})});
  for (const Shown& shown : section.answers)
    if (!shown.answer.parts.empty() && !is_curve(shown.answer))
      charts.push_back({"bars", svg_bars(shown.answer)});
  for (const auto& group : by_unit(singles)) charts.push_back({"forest", svg_forest(answers_of(group))});
}

}  // namespace

std::vector<SingleChart> to_charts(const Report& report) {
  std::vector<SingleChart> charts;
  // If there are no sections, the headlines are all the answers.
  if (report.sections.empty()) add_section({.heading = {}, .answers = report.headlines}, charts);
  for (const Section& section : report.sections) add_section(section, charts);
  std::vector<Shown> differences;
  for (const auto& [contrast, label] : report.contrasts) differences.emplace_back(contrast.difference, label);
  for (const auto& group : by_unit(differences))
    charts.push_back({"contrasts", svg_forest(answers_of(group))});
  for (const Explanation& one : report.explanations)
    if (!one.sensitivity.drivers.empty()) charts.push_back({"tornado", svg_tornado(one.sensitivity)});
  if (!report.model && !report.timeline) return charts;
  const auto chain = drawing::chain(report.timeline ? drawing::chain_of(*report.timeline)
                                                    : drawing::chain_of(*report.model));
  if (chain) charts.push_back({"chain", drawing::document(*chain, true)});
  return charts;
}

}  // namespace casus
