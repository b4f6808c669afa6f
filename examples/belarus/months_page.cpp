// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "months_page.hpp"

#include <algorithm>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/curve.hpp>

#include "layout.hpp"
#include "sheet.hpp"

namespace belarus {

namespace {

using casus::chart;
using casus::Horizon;
using casus::Intervention;
using casus::Series;
using casus::Terminal;
using study::BelarusMonthly;

std::vector<Intervention> stays_out(const BelarusMonthly& s, Horizon& h) {
  std::vector<Intervention> out;
  for (Index month = 0; month < h.steps(); ++month) out.push_back(set(h.at(s.entry, month), false));
  return out;
}
Intervention goes_in(const BelarusMonthly& s, Horizon& h) { return set(h.at(s.entry, 0), true); }

/// The value of an event that never occurred is an upper bound.
std::string share(const Answer& answer) { return (answer.is_bound ? "below " : "") + percent(answer.value); }

/// All questions of the page, for one reading of the study.
class Page {
public:
  Page(const BelarusOptions& reading, Index steps)
      : s_(study::belarus_monthly(reading)), h_(s_.timeline, steps), last_(steps - 1),
        year_((std::min)(last_, Index{11})) {
    entry_ = ask(by(s_.entry));
    change_ = ask(by(s_.regime_change));
    change_out_ = ask(by(s_.regime_change).under(stays_out(s_, h_)));
    change_in_ = ask(by(s_.regime_change).under(goes_in(s_, h_)));
    dead_ = ask(curve(h_, [&](Index month) { return E(h_.sum(s_.dead, month)); }).under(goes_in(s_, h_)));
    for (const auto& [label, series] : compared()) {
      Row row{label, {}, {}};
      for (const Index month : dates()) {
        row.out.push_back(ask(P(h_.by(series, month)).under(stays_out(s_, h_))));
        row.in.push_back(ask(P(h_.by(series, month)).under(goes_in(s_, h_))));
      }
      rows_.push_back(std::move(row));
    }
    const Boolean met = h_.ever(s_.setback);
    first_setback_ = ask(E(h_.first(s_.setback)).given(met).under(goes_in(s_, h_)));
    ever_setback_ = ask(P(met).under(goes_in(s_, h_)));
    for (const Index months : {Index{1}, Index{2}, Index{3}, Index{6}})
      if (months <= last_) {
        suspended_.push_back(
            {months, ask(P(h_.within(s_.suspension, months, s_.setback)).given(met).under(goes_in(s_, h_)))});
        beaten_.push_back(ask(P(h_.within(s_.defeat, months, s_.setback)).given(met).under(goes_in(s_, h_))));
      }
    resumed_ = ask(P(h_.ever(s_.resumption)).given(h_.ever(s_.suspension)).under(goes_in(s_, h_)));
    for (const auto& [label, series] : causes()) {
      causes_out_.push_back(ask(P(h_.ever(series)).under(stays_out(s_, h_))));
      causes_in_.push_back(ask(P(h_.ever(series)).under(goes_in(s_, h_))));
    }
    if (last_ >= 11)
      for (const BelarusMonthly::Row& row : s_.rows) {
        const BelarusMonthly::Asked asked = row.asked(s_, h_);
        Query query = P(asked.event);
        if (asked.given) query = query.given(*asked.given);
        judged_.push_back({row.what, ask(E(row.judged)), ask(query.under(asked.under))});
      }
  }

  void run(const Options& options) { sheet_.run(h_, options); }

  void print(std::ostream& out, const Terminal& terminal) const {
    heading(out, "1. Will Belarusian troops enter the war in Ukraine, and what would follow?");
    const Answer& entry_year = point(entry_, year_);
    const Answer& change_year = point(change_, year_);
    paragraph(out, "As of 10 November 2022, month by month from " + h_.label(0) + " to " + h_.label(last_) +
                       ". An entry by " + h_.label(year_) + ": " + in_text(entry_year) + "; " +
                       words(entry_year) + ". The regime's downfall by then: " + in_text(change_year) + "; " +
                       words(change_year) +
                       ". Behind each figure: the 90 % judgement range, then the Monte Carlo half-width.");
    out << '\n' << chart({sheet_[entry_]}, terminal);
    heading(out, "2. The regime, as it is likely anyway, and if Belarus goes in or stays out");
    out << chart({sheet_[change_]}, terminal) << '\n'
        << chart({sheet_[change_out_], sheet_[change_in_]}, terminal);
    print_terms(out);
    print_setback(out);
    heading(out, "5. What it costs in lives");
    out << chart({sheet_[dead_]}, terminal);
    print_causes(out);
  }

  void print_judged(std::ostream& out) const {
    if (judged_.empty()) return;
    heading(out, "8. How the rows judged by the year are met by the month");
    out << left("row", 46) << right("judged", 12) << right("model", 12) << '\n';
    for (const Judged& row : judged_)
      out << left(row.what, 46) << right(share(sheet_[row.stated]), 12)
          << right(share(sheet_[row.answered]), 12) << '\n';
    out << '\n';
    paragraph(out,
              "Each row became a monthly hazard, centred over what it varies with as that is likely at the "
              "start. That "
              "the war wears Russia down, and that a hazard varies, is not calibrated away; nothing else was "
              "moved.");
  }

  const Answer& entered() const { return point(entry_, year_); }
  const Answer& changed(bool entered) const { return point(entered ? change_in_ : change_out_, year_); }

private:
  struct Row {
    std::string label;
    std::vector<std::size_t> out, in;
  };
  struct Judged {
    std::string what;
    std::size_t stated, answered;
  };

  std::size_t ask(const Query& query) { return sheet_.ask(query); }
  Query by(const Series<Event>& series) {
    return curve(h_, [&](Index month) { return P(h_.by(series, month)); });
  }
  const Answer& point(std::size_t curve, Index month) const {
    return sheet_[curve].parts[static_cast<std::size_t>(month)];
  }

  // Short term, one year, and the horizon.
  std::vector<Index> dates() const {
    std::vector<Index> all;
    for (const Index month : {Index{2}, Index{11}, last_})
      if (month <= last_ && (all.empty() || month > all.back())) all.push_back(month);
    return all;
  }
  std::vector<std::pair<std::string, Series<Event>>> compared() const {
    return {{"mass protest", s_.mass_protest},  {"campaign", s_.campaign},
            {"hardship", s_.hardship},          {"repression up", s_.harsher_repression},
            {"Russia bleak", s_.russia_bleak},  {"patron lost", s_.patron_lost},
            {"regime change", s_.regime_change}};
  }
  std::vector<std::pair<std::string, Series<Event>>> causes() const {
    return {{"a coup", s_.coup},
            {"an uprising", s_.uprising},
            {"what a defeat shook", s_.fall_by_defeat},
            {"the patron's loss", s_.fall_by_patron},
            {"death or illness", s_.natural_exit}};
  }

  void print_terms(std::ostream& out) const {
    heading(out, "3. Short term beside long term: if it stays out, and if it goes in in " + h_.label(0));
    out << left("by", 16);
    for (const Index month : dates()) out << right(h_.label(month), 20);
    out << '\n' << left("", 16);
    for (std::size_t i = 0; i < dates().size(); ++i) out << right("out", 10) << right("in", 10);
    out << '\n';
    for (const Row& row : rows_) {
      out << left("  " + row.label, 16);
      for (std::size_t i = 0; i < row.out.size(); ++i)
        out << right(share(sheet_[row.out[i]]), 10) << right(share(sheet_[row.in[i]]), 10);
      out << '\n';
    }
  }

  void print_setback(std::ostream& out) const {
    heading(out, "4. The first negative experience, and what follows (where Belarus goes in)");
    paragraph(out, "A setback comes in " + share(sheet_[ever_setback_]) + " of cases, on average " +
                       number(sheet_[first_setback_].value) + " months after the first month. Then:");
    for (std::size_t i = 0; i < suspended_.size(); ++i) {
      const auto& [months, suspended] = suspended_[i];
      out << left("  within " + std::to_string(months) + (months == 1 ? " month" : " months"), 20)
          << left("suspension " + in_text(sheet_[suspended]), 44) << "defeat " << share(sheet_[beaten_[i]])
          << '\n';
    }
    paragraph(out, "Who suspended fights again in " + share(sheet_[resumed_]) + " of cases.");
  }

  void print_causes(std::ostream& out) const {
    heading(out, "6. By what the regime would fall, by " + h_.label(last_));
    out << left("", 24) << right("stays out", 12) << right("goes in", 12) << '\n';
    for (std::size_t i = 0; i < causes_in_.size(); ++i)
      out << left("  " + causes()[i].first, 24) << right(share(sheet_[causes_out_[i]]), 12)
          << right(share(sheet_[causes_in_[i]]), 12) << '\n';
    out << "  the rest by what nobody named: insurgents, elections, foreigners, insiders\n";
  }

  BelarusMonthly s_;
  Horizon h_;
  Index last_, year_;
  Sheet sheet_;
  std::size_t entry_ = 0, change_ = 0, change_out_ = 0, change_in_ = 0, dead_ = 0, first_setback_ = 0,
              ever_setback_ = 0, resumed_ = 0;
  std::vector<Row> rows_;
  std::vector<std::pair<Index, std::size_t>> suspended_;
  std::vector<std::size_t> beaten_, causes_out_, causes_in_;
  std::vector<Judged> judged_;
};

/// A disputed way to read the inputs: its label and its effect when changed by itself.
struct Reading {
  std::string label;
  BelarusOptions options;
};

std::vector<Reading> readings(const BelarusOptions& own) {
  using study::FailingFront;
  using study::Inputs;
  using study::Overlap;
  std::vector<Reading> all;
  const auto add = [&](const std::string& label, const std::function<void(BelarusOptions&)>& change) {
    BelarusOptions options = own;
    change(options);
    all.push_back({label, options});
  };
  add("base rates alone, where there are", [](BelarusOptions& o) { o.inputs = Inputs::base_rates; });
  add("the article's words, " + own.scale->name(), [](BelarusOptions& o) { o.inputs = Inputs::words; });
  add("a failing front compels Minsk", [](BelarusOptions& o) { o.failing_front = FailingFront::compels; });
  add("causes of downfall: separate", [](BelarusOptions& o) { o.overlap = Overlap::none; });
  add("causes of downfall: one and the same", [](BelarusOptions& o) { o.overlap = Overlap::full; });
  return all;
}

/// The three figures that compare the readings, by the end of the first year.
struct Figures {
  Answer entry, out, in;
};
Figures figures_of(const BelarusOptions& reading, Index steps, const Options& options) {
  const BelarusMonthly s = study::belarus_monthly(reading);
  Horizon h(s.timeline, steps);
  const Index date = (std::min)(steps - 1, Index{11});
  const Query change = P(h.at(s.regime_change, date));
  const Answers answers = estimate(
      h, {P(h.at(s.entry, date)), change.under(stays_out(s, h)), change.under(goes_in(s, h))}, options);
  return {answers[0], answers[1], answers[2]};
}

}  // namespace

void print_monthly_page(std::ostream& out, Index steps, const Options& asked, const BelarusOptions& reading,
                        const Terminal& terminal) {
  // The page compares its figures with each other, so all of them use the same trajectories.
  Options options = asked;
  if (options.method == casus::Method::automatic) options.method = casus::Method::forward;
  Page page(reading, steps);
  page.run(options);
  page.print(out, terminal);
  heading(out, "7. Readings that disagree, by the end of the first year");
  out << left("", 40) << right("entry", 12) << right("downfall out", 14) << right("in", 12) << '\n';
  const auto row = [&](const std::string& label, const Answer& entry, const Answer& stays,
                       const Answer& goes) {
    out << left("  " + label, 40) << right(share(entry), 12) << right(share(stays), 14)
        << right(share(goes), 12) << '\n';
  };
  row("as on this page", page.entered(), page.changed(false), page.changed(true));
  Options less = options;
  less.progress = {};
  less.trajectories = (std::max)(options.trajectories / 8, Index{1});
  for (const Reading& one : readings(reading)) {
    const Figures figures = figures_of(one.options, (std::min)(steps, Index{12}), less);
    row(one.label, figures.entry, figures.out, figures.in);
  }
  page.print_judged(out);
  heading(out, "9. Sources, method, and how to repeat");
  paragraph(
      out,
      "belarus --list has every judgement with its range, source and mark of verification, and every "
      "event's criterion; belarus --year has the chain of one year, with what the buildup and its "
      "explanation are worth, the "
      "article claim by claim, and the score of what came true. Nothing known after 10 November 2022 is "
      "an input.");
  const Answer& one = page.entered();
  paragraph(out, grouped(one.samples) + " trajectories in " + grouped(one.worlds) + " worlds, seed " +
                     std::to_string(one.seed) + "; " + one.method + ". The same seed gives the same page.");
}

}  // namespace belarus
