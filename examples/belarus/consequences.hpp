// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <ostream>
#include <string>
#include <vector>

#include "layout.hpp"
#include "sheet.hpp"

/// Part 3: consequences if Belarus stays out, enters, and is observed to enter.
namespace belarus {

class Consequences {
public:
  Consequences(const Belarus& s, Sheet& sheet) : s_(s), sheet_(sheet) {
    title("battlefield");
    only_in("soldiers sent", E(s.contingent), 1);
    only_in("under 5,000", P(s.small_contingent));
    only_in("who refuse", E(s.refusals));
    only_in("losses a month", E(s.monthly_losses));
    tasks_ = only_in("tasks achieved", P(s.tasks_achieved));
    only_in("defeat", P(s.defeat));
    setback_ = only_in("setback", P(s.setback));
    suspension_ = only_in("suspension", P(s.suspension));
    title("people");
    only_in("dead", E(s.dead), 1);
    only_in("wounded", E(s.wounded), 1);
    only_in("refusers", E(s.refused), 1);
    only_in("over 100 dead", P(s.dead > 100));
    only_in("over 1,000 dead", P(s.dead > 1000));
    both("adults against", E(s.anti_war_sentiment));
    title("economy");
    both("output change", E(s.output_change), 1);
    hardship_ = both("hardship", P(s.hardship));
    title("short term: 3 months");
    both("mass protest", P(s.mass_protest_3m));
    title("the year");
    both("mass protest", P(s.mass_protest));
    both("lasting protest", P(s.lasting_protest));
    both("repression up", P(s.harsher_repression));
    both("prisoners", E(s.political_prisoners), 1);
    both("patron lost", P(s.patron_lost));
    change_ = both("regime change", P(s.regime_change));
    title("what tells them apart");
    ultimatum_ = both("ultimatum", P(s.ultimatum));
    failing_ = both("front failing", P(s.front == "failing"));
    bleak_ = both("Russia bleak", P(s.russia_bleak));
    for (const auto* state : {"reform", "another_autocracy", "absorption"})
      for (const bool entered : {false, true})
        aftermath_.push_back(
            sheet.ask(P(s.aftermath == state).given(s.regime_change).under(set(s.entry, entered))));
  }

  void print(std::ostream& out) const {
    heading(out, "3. If Belarus stays out, and if it goes in");
    out << left("% or number", 17) << right("stays out (done)", cell_columns)
        << right("goes in (done)", cell_columns) << right("seen to go in", cell_columns) << '\n';
    for (const Row& row : rows_) {
      if (!row.done_yes) {
        out << row.label << '\n';
        continue;
      }
      out << left("  " + row.label, 17)
          << (row.done_no ? cell(sheet_[*row.done_no], row.times) : right("-", cell_columns))
          << cell(sheet_[*row.done_yes], row.times) << cell(sheet_[*row.seen], row.times) << '\n';
    }
    out << '\n';
    paragraph(
        out,
        "Done and seen differ, and why. \"Goes in (done)\" cuts entry from its causes and sets it; Russia's "
        "front and the Kremlin stay as they are likely anyway: an ultimatum in " +
            percent(value(ultimatum_)) +
            " of cases. \"Seen to go in\" learns backwards: an entry is mostly a forced one (" +
            percent(seen(ultimatum_)) +
            " had an ultimatum), so the contingent is larger, the Kremlin's veto holds suspension down (" +
            percent(seen(suspension_)) + " against " + percent(value(suspension_)) +
            "), and worlds in which entry is judged likelier count for more. The first two columns answer "
            "what an entry brings; the third, what to expect when the news of one comes.");
    paragraph(out,
              "Does seeing an entry make the regime look weaker only because a weak regime is likelier to be "
              "pushed in? Regime change is " +
                  in_text(sheet_[*row(change_).done_yes]) + " done, " + in_text(sheet_[*row(change_).seen]) +
                  " seen. The only common cause in the model is Russia's front: it is failing in " +
                  percent(value(failing_)) + " of cases, in " + percent(seen(failing_)) +
                  " of those with an entry, and Russia is very bleak in " + percent(value(bleak_)) + " and " +
                  percent(seen(bleak_)) +
                  ". A weakness of the regime itself that draws Moscow's pressure is not in the model; it "
                  "would widen the gap between the columns, not change the second one.");
    paragraph(out, "After a regime change, out / in: reform " + aftermath(0) + ", another autocracy " +
                       aftermath(2) + ", absorption " + aftermath(4) +
                       " % (the model knows no reason for a difference).");
    paragraph(out,
              "Criteria of all events: belarus --list. Only protest has a short term of its own: the counts "
              "behind the other figures are by the year.");
  }

  std::size_t tasks() const { return *row(tasks_).done_yes; }
  std::size_t setback() const { return *row(setback_).done_yes; }
  std::size_t suspension() const { return *row(suspension_).done_yes; }
  std::size_t hardship(bool entered) const {
    return entered ? *row(hardship_).done_yes : *row(hardship_).done_no;
  }
  std::size_t change(bool entered) const { return entered ? *row(change_).done_yes : *row(change_).done_no; }

private:
  struct Row {
    std::string label;
    double times;
    std::optional<std::size_t> done_no, done_yes, seen;
  };

  void title(const std::string& label) { rows_.push_back({label, 0, {}, {}, {}}); }
  std::size_t only_in(const std::string& label, const Query& query, double times = 100) {
    rows_.push_back(
        {label, times, {}, sheet_.ask(query.under(set(s_.entry, true))), sheet_.ask(query.given(s_.entry))});
    return rows_.size() - 1;
  }
  std::size_t both(const std::string& label, const Query& query, double times = 100) {
    const std::size_t index = only_in(label, query, times);
    rows_[index].done_no = sheet_.ask(query.under(set(s_.entry, false)));
    return index;
  }
  const Row& row(std::size_t index) const { return rows_[index]; }
  double value(std::size_t index) const { return sheet_[*row(index).done_yes].value; }
  double seen(std::size_t index) const { return sheet_[*row(index).seen].value; }
  std::string aftermath(std::size_t first) const {
    return number(100 * sheet_[aftermath_[first]].value) + " / " +
           number(100 * sheet_[aftermath_[first + 1]].value);
  }

  const Belarus& s_;
  Sheet& sheet_;
  std::vector<Row> rows_;
  std::size_t tasks_, setback_, suspension_, hardship_, change_, ultimatum_, failing_, bleak_;
  std::vector<std::size_t> aftermath_;
};

}  // namespace belarus
