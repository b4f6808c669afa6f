// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "layout.hpp"
#include "sheet.hpp"

/// Parts 1 and 2: the question, the answer, and the chain that leads to it.
namespace belarus {

class Question {
public:
  Question(const Belarus& s, Sheet& sheet)
      : s_(s), entry_(sheet.ask(P(s.entry))), ultimatum_(sheet.ask(P(s.entry).given(s.ultimatum))),
        none_(sheet.ask(P(s.entry).given(!s.ultimatum))) {}

  void print(std::ostream& out, const Sheet& sheet, const Options& options) const {
    const Answer& entry = sheet[entry_];
    out << "WILL BELARUSIAN TROOPS ENTER THE WAR IN UKRAINE?\n";
    paragraph(out,
              "A newspaper's chain of causes, autumn 2022, as a model of conditional random variables. "
              "Information to 10 November 2022; nothing later is an input.");
    heading(out, "1. The question and the answer");
    labelled(out, "Question", 10, criterion(s_.entry) + ".");
    labelled(out, "Horizon", 10,
             "an entry from 1 December 2022 to 30 November 2023. What follows: within 12 months (short term: "
             "3) of 1 December where Belarus stays out, of the entry where it goes in; soldiers are counted "
             "to 30 November 2023.");
    labelled(out, "Answer", 10,
             "an entry is " + words(entry) + " on ICD 203's scale: " + in_text(entry) + ".");
    out << '\n';
    paragraph(out, "With an ultimatum " + in_text(sheet[ultimatum_]) + ", without one " +
                       in_text(sheet[none_]) +
                       ". How far the numbers deserve confidence is another matter: nearly all are "
                       "judgements, and part 7 says from what.");
    out << '\n';
    paragraph(out, "How to read a figure, as in " + in_text(entry) +
                       ". First the value, then the judgement range: the middle " +
                       short_number(100 * options.range_level) +
                       " % of what the value would be if the uncertain numbers were known. ± is Monte Carlo "
                       "error: half the " +
                       short_number(100 * options.level) +
                       " % interval; more trajectories and worlds shrink it, and leave the range as it is. "
                       "\"No range\": too few trajectories in a world met the condition; a larger run has "
                       "one. \"<\": never seen, so a bound.");
    paragraph(out,
              "ICD 203: almost no chance 1-5 %, very unlikely 5-20, unlikely 20-45, roughly even chance "
              "45-55, likely 55-80, very likely 80-95, almost certain 95-99.");
  }

private:
  std::string criterion(const Event& event) const {
    return s_.model.variables()[static_cast<std::size_t>(event.index())].details.criterion;
  }
  const Belarus& s_;
  std::size_t entry_, ultimatum_, none_;
};

class Chain {
public:
  Chain(const Belarus& s, Sheet& sheet) {
    const std::vector<std::pair<std::string, Event>> story{
        {"the Kremlin leaves no choice", s.ultimatum}, {"Belarus enters", s.entry},
        {"with fewer than 5,000", s.small_contingent}, {"is defeated", s.defeat},
        {"suspends its part", s.suspension},           {"mass protest follows", s.mass_protest},
        {"the regime falls", s.regime_change}};
    std::optional<Boolean> before;
    for (const auto& [label, event] : story) {
      const Query link = before ? P(event).given(*before) : P(event);
      before = before ? *before && event : Boolean(event);
      links_.push_back({label, sheet.ask(link), sheet.ask(P(*before))});
    }
    unforced_ = sheet.ask(P(s.entry && !s.ultimatum));
    fall_ = sheet.ask(P(s.regime_change && s.entry));
    change_ = sheet.ask(P(s.regime_change));
  }

  void print(std::ostream& out, const Sheet& sheet) const {
    heading(out, "2. The chain, link by link");
    out << left("%", 30) << right("given those before", cell_columns) << right("all so far", cell_columns + 2)
        << '\n';
    for (const Link& link : links_)
      out << left(link.label, 30) << cell(sheet[link.conditional], 100) << "  "
          << cell(sheet[link.joint], 100) << '\n';
    paragraph(out,
              "One story among many, and the whole of it is rare because each link must hold. Entry without "
              "an ultimatum is left aside: " +
                  in_text(sheet[unforced_]) + ". Regime change with an entry, by whatever path: " +
                  in_text(sheet[fall_]) + "; in all: " + in_text(sheet[change_]) + ".");
  }

private:
  struct Link {
    std::string label;
    std::size_t conditional, joint;
  };
  std::vector<Link> links_;
  std::size_t unforced_, fall_, change_;
};

}  // namespace belarus
