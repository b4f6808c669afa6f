// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/score.hpp>
#include <casus/study/belarus_outcomes.hpp>

#include "layout.hpp"
#include "sheet.hpp"

/// Part 8: the actual outcomes.
namespace belarus {

class Hindsight {
public:
  Hindsight(const Belarus& s, Sheet& sheet) {
    for (const study::Resolution& outcome : study::belarus_outcomes)
      asked_.push_back(sheet.ask(P(s.model.event(outcome.event))));
  }

  void print(std::ostream& out, const Sheet& sheet) const {
    namespace score = casus::score;
    heading(out, "8. What came, to score by and not to learn from");
    std::vector<Answer> answers;
    std::vector<score::Outcome> outcomes;
    out << left("event, by 30 November 2023", 28) << right("said, %", 9) << right("came", 6)
        << right("Brier", 9) << right("log, nats", 11) << '\n';
    for (std::size_t i = 0; i < asked_.size(); ++i) {
      const study::Resolution& outcome = study::belarus_outcomes[i];
      const Answer& answer = sheet[asked_[i]];
      if (answer.is_bound) continue;
      answers.push_back(answer);
      outcomes.push_back({answer.question, outcome.happened});
      out << left(std::string(outcome.event), 28) << right(number(100 * answer.value), 9)
          << right(outcome.happened ? "yes" : "no", 6)
          << right(with_decimals(score::brier(answer.value, outcome.happened), 4), 9)
          << right(with_decimals(score::logarithmic(answer.value, outcome.happened), 4), 11) << '\n';
    }
    if (answers.empty()) return;
    const score::Scores all = score::scores(casus::Answers(answers), outcomes);
    out << left("mean", 43) << right(with_decimals(all.brier, 4), 9)
        << right(with_decimals(all.logarithmic, 4), 11) << '\n';
    paragraph(
        out,
        "Brier's score of one category: 0 is the best, and who always says one half gets 0.25. What the "
        "figures cannot show is calibration: the events are links of one chain, all of them came out "
        "the same way, and whoever had said 0 to everything would have scored better.");
  }

private:
  std::vector<std::size_t> asked_;
};

}  // namespace belarus
