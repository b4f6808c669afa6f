// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The study's page for a terminal: at most 100 lines of 80 columns.

#include <array>
#include <cmath>
#include <sstream>
#include <string>
#include <vector>

#include "findings.hpp"
#include "wording.hpp"

namespace belarus {

namespace {

// Divides 100 squares between groups, by their shares; the rest goes to the first group.
std::vector<int> squares_of(const std::vector<double>& shares) {
  std::vector<int> counts{100};
  for (const double share : shares) {
    const int own = std::isnan(share) ? 0 : static_cast<int>(std::round(100 * share));
    counts.push_back(own);
    counts[0] -= own;
  }
  return counts;
}

class TerminalPage {
public:
  TerminalPage(const Findings& found, bool utf8) : found_(found), utf8_(utf8) {}

  std::string text() {
    print_head();
    print_field();
    print_consequences();
    print_fall();
    print_quarters();
    print_drivers();
    print_readings();
    print_scores();
    print_rest();
    return out_.str();
  }

private:
  const Answer& answer(const std::string& question) const { return found_.sheet()[question]; }

  void title(const std::string& text) { out_ << '\n' << text << '\n'; }

  void print_head() {
    const Head head = found_.head();
    out_ << "WILL BELARUSIAN TROOPS ENTER THE WAR IN UKRAINE?\n";
    if (!head.reading.empty()) paragraph(out_, head.reading);
    paragraph(out_, head.byline);
    out_ << '\n';
    paragraph(out_, head.answer + ' ' + head.follows);
    paragraph(out_, head.unforced);
    paragraph(out_, "What would change our mind: " + head.change_mind);
    paragraph(out_, "Caveats: " + head.caveats);
    paragraph(out_, "Sources: " + head.sources);
  }

  // Two fields of a hundred squares beside each other: all futures, and all entries.
  void print_field() {
    const std::string month = std::to_string(found_.year());
    const double in = answer("P(by(entry, " + month + "))").value;
    const double beaten = answer("P(at(defeat, " + month + ")" + arm_in + ")").value,
                 tasks = answer("P(at(tasks_achieved, " + month + ")" + arm_in + ")").value;
    const std::vector<int> futures = squares_of({in}), entries = squares_of({beaten, tasks});
    const std::vector<const char*> marks =
        utf8_ ? std::vector<const char*>{"·", "■", "□"} : std::vector<const char*>{".", "#", "o"};
    title(left("Of 100 futures to " + month_name(found_.year()), 32) + "Of 100 forced entries");
    const auto marked = [&](const std::vector<int>& counts, const std::vector<std::size_t>& order, int from) {
      std::string row;
      for (int i = from; i < from + 20; ++i) {
        int left = i;
        for (const std::size_t group : order) {
          if (left < counts[group]) {
            row += marks[group];
            break;
          }
          left -= counts[group];
        }
      }
      return row;
    };
    for (int row = 0; row < 5; ++row)
      out_ << "  " << marked(futures, {1, 0}, 20 * row) << std::string(10, ' ')
           << marked(entries, {1, 2, 0}, 20 * row) << '\n';
    out_ << left("  " + std::string(marks[1]) + " enter " + std::to_string(futures[1]) + "  " + marks[0] +
                     " stay out " + std::to_string(futures[0]),
                 32)
         << marks[1] << " beaten " << entries[1] << "  " << marks[2] << " achieve tasks " << entries[2]
         << "  " << marks[0] << " neither " << entries[0] << '\n';
  }

  std::string cell_of(const Consequence& row, const std::string& question) const {
    if (question.empty()) return row.cannot_out ? "-" : "";
    const Answer& one = answer(question);
    if (row.shown == Consequence::Shown::amount) {
      if (!one.range) return rounded_amount(one.value);
      return rounded_amount(one.value) + " (" + rounded_amount(one.range->low) + "-" +
             rounded_amount(one.range->high) + ")";
    }
    return with_range(one);
  }
  // "85 (66-95)"
  static std::string with_range(const Answer& one) {
    std::string range = per_cent_range(one);
    if (const auto at = range.find(" to "); at != std::string::npos) range.replace(at, 4, "-");
    return per_cent(one) + (range.empty() ? "" : " (" + range + ")");
  }

  void print_consequences() {
    title("What would follow by " + month_name(found_.year()) + ": %, or number (judgement range)");
    out_ << left("", 32) << right("stays out", 20) << right("forced in", 20) << right("unasked", 8) << '\n';
    for (const Consequence& row : found_.consequences()) {
      const Answer& free = answer(row.unforced);
      out_ << left("  " + row.label, 32) << right(cell_of(row, row.out), 20)
           << right(cell_of(row, row.forced), 20)
           << right(row.shown == Consequence::Shown::amount ? rounded_amount(free.value) : per_cent(free), 8)
           << '\n';
    }
    out_ << "  Both entries in Dec 2022, Russia's front as it comes. -: cannot happen.\n";
  }

  void print_fall() {
    title("How the regime would fall by " + month_name(found_.last()) + ", of 100 futures");
    out_ << left("  after", 27) << right("out", 6) << right("in", 6) << left("      by", 27)
         << right("out", 6) << right("in", 6) << '\n';
    for (std::size_t i = 0; i < Findings::triggers().size(); ++i) {
      for (const auto* table : {&Findings::triggers(), &Findings::modes()}) {
        const auto& [label, series] = (*table)[i];
        const bool cannot = series == "fall_by_defeat";
        out_ << left((table == &Findings::modes() ? "      " : "  ") + label, 27)
             << right(cannot ? "-" : per_cent(answer(Findings::fall_question(series, arm_out))), 6)
             << right(per_cent(answer(Findings::fall_question(series, arm_in))), 6);
      }
      out_ << '\n';
    }
  }

  void print_quarters() {
    // At most eight rows: quarters, or longer periods of a longer horizon.
    Index period = 3;
    while (found_.last() >= 8 * period) period *= 2;
    title((period == 3 ? "Quarter by quarter" : "Over time") + std::string(": % so far (judgement range)"));
    out_ << left("  by the end of", 18) << right("entry", 14) << right("falls, out", 16)
         << right("falls, in", 16) << right("dead, in", 14) << '\n';
    for (Index month = period - 1; month <= found_.last(); month += period) {
      const auto curve = [&](const std::string& question) {
        return with_range(found_.sheet().point(question, month));
      };
      out_ << left("  " + month_name(month), 18) << right(curve("P(by(entry))"), 14)
           << right(curve("P(by(regime_change)" + arm_out + ")"), 16)
           << right(curve("P(by(regime_change)" + arm_in + ")"), 16)
           << right(rounded_amount(found_.sheet().point("E(sum(dead)" + arm_in + ")", month).value), 14)
           << '\n';
    }
  }

  void print_drivers() {
    constexpr std::size_t most = 5;
    title("What drives the chance of an entry: it would be, %, if this were known to be");
    const auto& drivers = found_.drivers().drivers;
    for (std::size_t i = 0; i < most && i < drivers.size(); ++i) {
      const casus::Driver& one = drivers[i];
      out_ << left(clipped("  " + one.parameter, 45), 46)
           << right("low (" + significant(one.points.low, 2) + "): " + per_cent_of(one.at_low.value), 17)
           << right("high (" + significant(one.points.high, 2) + "): " + per_cent_of(one.at_high.value), 17)
           << '\n';
    }
  }

  void print_readings() {
    title("Readings that disagree, by " + month_name(found_.year()) + ", %");
    out_ << left("", 48) << right("entry", 8) << right("falls, out", 12) << right("in", 8) << '\n';
    int same = 0;
    for (const Reading& one : found_.readings()) {
      if (!one.informs) {
        ++same;
        continue;
      }
      out_ << left(clipped("  " + one.label, 47), 48) << right(per_cent(one.entry), 8)
           << right(per_cent(one.change_out), 12) << right(per_cent(one.change_in), 8) << '\n';
    }
    if (same > 0) out_ << "  " << same << " others move none of these by a tenth.\n";
  }

  void print_scores() {
    const Scoreboard& board = found_.scoreboard();
    title("How it came out, to November 2024 (belarus --calibration has all of it)");
    std::string came;
    int others = 0;
    for (const Scoreboard::Row& row : board.rows)
      if (row.resolution->happened)
        came += (came.empty() ? "" : "; ") + std::string(row.resolution->event);
      else
        ++others;
    paragraph(out_,
              "Came: " + came + ". The other " + std::to_string(others) + " did not. Brier scores. " +
                  score_text(board),
              2);
  }

  void print_rest() {
    const double error = 100 * found_.largest_half_width();
    out_ << '\n';
    paragraph(out_,
              "Judgement range: the middle 90 % of the answer over the uncertain numbers. "
              "Monte Carlo error: at most ±" +
                  with_decimals(error, error < 1 ? 1 : 0) + " points (95 %); " +
                  grouped(found_.options().trajectories) + " trajectories, seed " +
                  std::to_string(found_.options().seed) + ".");
    paragraph(
        out_,
        "More: --claims (all 19, with voices and links), --futures (ten stories), --calibration, --list "
        "(criteria and sources), --report page.html (all of it, with pictures).");
  }

  const Findings& found_;
  bool utf8_;
  std::ostringstream out_;
};

}  // namespace

std::string page_of(const Findings& findings, bool utf8) { return TerminalPage(findings, utf8).text(); }

}  // namespace belarus
