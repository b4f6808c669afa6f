// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "page.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/infer/interval.hpp>
#include <casus/sample/world.hpp>
#include <casus/study/belarus.hpp>

#include "layout.hpp"

namespace belarus {

namespace {

using namespace casus;
using study::Belarus;
using study::BelarusOptions;

/// Questions that are asked together and answered by one call.
class Sheet {
public:
  std::size_t ask(Query query) {
    queries_.push_back(std::move(query));
    return queries_.size() - 1;
  }
  void run(const Model& model, const Options& options) { answers_ = estimate(model, queries_, options); }
  const Answer& operator[](std::size_t i) const { return answers_[i]; }

private:
  std::vector<Query> queries_;
  Answers answers_;
};

/// The parameters of each world, for what needs no sampling in a world.
class Worlds {
public:
  Worlds(const Model& model, const Options& options) : model_(model) {
    for (Index w = 0; w < options.worlds; ++w)
      worlds_.push_back(draw_parameters(model, options.randomness, w));
  }
  std::vector<double> operator[](std::string_view name) const {
    const auto index = static_cast<std::size_t>(model_.find_parameter(name)->index);
    std::vector<double> values;
    for (const auto& world : worlds_) values.push_back(world[index]);
    return values;
  }
  std::size_t size() const { return worlds_.size(); }

private:
  const Model& model_;
  std::vector<std::vector<double>> worlds_;
};

/// The middle part of values that carry weights, and their mean.
struct Spread {
  double mean, low, high;
};
Spread spread_of(const std::vector<double>& values, const std::vector<double>& weights, double level) {
  std::vector<std::pair<double, double>> sorted;
  double total = 0, sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    sorted.emplace_back(values[i], weights[i]);
    total += weights[i];
    sum += weights[i] * values[i];
  }
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double share) {
    double before = 0;
    for (const auto& [value, weight] : sorted)
      if ((before += weight) >= share * total) return value;
    return sorted.back().first;
  };
  return {sum / total, at((1 - level) / 2), at((1 + level) / 2)};
}
Spread spread_of(const std::vector<double>& values, double level) {
  return spread_of(values, std::vector<double>(values.size(), 1.0), level);
}
std::string spread_text(const Spread& s) {
  return percent(s.mean) + " (" + short_number(100 * s.low) + " to " + short_number(100 * s.high) + " %)";
}

double with_odds(double p, double ratio) { return p * ratio / (1 - p + p * ratio); }

std::string judged(std::string_view name) {
  const study::Judgement* j = study::find_judgement(study::researched_judgements(), name);
  const double times = j->scale == study::Scale::share ? 100 : 1;
  const auto text = [&](double x) { return casus::detail::number(std::round(times * x * 1e6) / 1e6); };
  return text(j->range.low) + " / " + text(j->range.mid) + " / " + text(j->range.high) +
         (times == 100 ? " %" : "");
}

// --- 1. the question ---------------------------------------------------------------------------------------

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
    paragraph(out, "Question  " + criterion(s_.entry) + ".", 0, 10);
    paragraph(out,
              "Horizon   an entry from 1 December 2022 to 30 November 2023. What follows: within 12 months "
              "(short term: 3) of 1 December where Belarus stays out, of the entry where it goes in; "
              "soldiers are counted to 30 November 2023.",
              0, 10);
    paragraph(out, "Answer    On ICD 203's scale an entry is " + words(entry) + ": " + in_text(entry) + ".",
              0, 10);
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

// --- 2. the chain ------------------------------------------------------------------------------------------

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
    out << left("%", 30) << right("given the links before", 22) << right("all so far", 20) << '\n';
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

// --- 3. with and without an entry --------------------------------------------------------------------------

class Consequences {
public:
  Consequences(const Belarus& s, Sheet& sheet) : s_(s), sheet_(sheet) {
    title("battlefield");
    only_in("soldiers sent", E(s.contingent), 1);
    only_in("fewer than 5,000", P(s.small_contingent));
    only_in("who refuse, %", E(s.refusals));
    only_in("losses a month, %", E(s.monthly_losses));
    tasks_ = only_in("tasks achieved", P(s.tasks_achieved));
    only_in("defeat", P(s.defeat));
    setback_ = only_in("setback", P(s.setback));
    suspension_ = only_in("suspension", P(s.suspension));
    title("people");
    only_in("dead", E(s.dead), 1);
    only_in("wounded", E(s.wounded), 1);
    only_in("refusers", E(s.refused), 1);
    only_in("more than 100 dead", P(s.dead > 100));
    only_in("more than 1,000 dead", P(s.dead > 1000));
    both("adults against, %", E(s.anti_war_sentiment));
    title("economy");
    both("output, change, %", E(s.output_change), 1);
    hardship_ = both("hardship", P(s.hardship));
    title("short term: 3 months");
    both("mass protest", P(s.mass_protest_3m));
    title("the year");
    both("mass protest", P(s.mass_protest));
    both("lasting protest", P(s.lasting_protest));
    both("harsher repression", P(s.harsher_repression));
    both("political prisoners", E(s.political_prisoners), 1);
    both("patron lost", P(s.patron_lost));
    change_ = both("regime change", P(s.regime_change));
    title("what tells them apart");
    ultimatum_ = both("ultimatum", P(s.ultimatum));
    failing_ = both("front failing", P(s.front == "failing"));
    bleak_ = both("Russia very bleak", P(s.russia_bleak));
    for (const auto* state : {"reform", "another_autocracy", "absorption"})
      for (const bool entered : {false, true})
        aftermath_.push_back(
            sheet.ask(P(s.aftermath == state).given(s.regime_change).under(set(s.entry, entered))));
  }

  void print(std::ostream& out) const {
    heading(out, "3. If Belarus stays out, and if it goes in");
    out << left("% unless said", 20) << right("stays out (done)", 20) << right("goes in (done)", 20)
        << right("seen to go in", 20) << '\n';
    for (const Row& row : rows_) {
      if (!row.done_yes) {
        out << row.label << '\n';
        continue;
      }
      out << left("  " + row.label, 20)
          << (row.done_no ? cell(sheet_[*row.done_no], row.times) : right("-", 20))
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

// --- 4. evidence -------------------------------------------------------------------------------------------

// The judged probability stands behind the evidence. Where the likelihood ratio L is the same in every world,
// Bayes' rule over worlds and entry together says that the odds of the mean, too, were odds / L before, so
// that the figures at given L are exact for the model. Taking the evidence away also moves the worlds: one in
// which the evidence was likelier weighs more for having seen it, by the factor L p + 1 - p of its own p
// before (constant but for the entry), which is divided out.
void print_evidence(std::ostream& out, const Worlds& worlds, const Options& options) {
  heading(out, "4. What the buildup and its explanation are worth");
  const auto judged_entry = worlds["entry_total"];
  const Spread after = spread_of(judged_entry, options.range_level);
  paragraph(
      out,
      "Who judged the chances of an ultimatum and of an entry knew of both, so they are in the headline "
      "already, and using them again would count them twice. Backwards, then: what the probability would "
      "have been had they not been seen. A likelihood ratio says how many times likelier the evidence is if "
      "Belarus enters than if it does not. As judged, exact in each of the worlds drawn: " +
          spread_text(after) + ".");
  out << '\n'
      << left("entry had it not been seen, %", 36) << right("at L of", 20) << right("low", 8)
      << right("mid", 8) << right("high", 8) << '\n';
  const auto fixed_ratio = [&](const std::string& label, std::string_view name) {
    const elicit::Range r = study::find_judgement(study::researched_judgements(), name)->range;
    out << left(label, 36)
        << right(casus::detail::number(r.low) + " / " + casus::detail::number(r.mid) + " / " +
                     casus::detail::number(r.high),
                 20);
    for (const double ratio : {r.low, r.mid, r.high})
      out << right(number(100 * with_odds(after.mean, 1 / ratio)), 8);
    out << '\n';
  };
  fixed_ratio("the buildup in the south", "buildup_ratio");
  fixed_ratio("\"to protect the borders\"", "explanation_ratio");
  const auto without = [&](std::string_view name, const std::vector<double>& ratio) {
    const auto before = worlds[name];
    std::vector<double> weights;
    for (std::size_t w = 0; w < before.size(); ++w)
      weights.push_back(1 / (ratio[w] * before[w] + 1 - before[w]));
    return spread_of(before, weights, options.range_level);
  };
  const auto buildup = worlds["buildup_ratio"], explanation = worlds["explanation_ratio"];
  std::vector<double> both;
  for (std::size_t w = 0; w < buildup.size(); ++w) both.push_back(buildup[w] * explanation[w]);
  const Spread none = without("entry_before_both", both);
  paragraph(out, "With the ratios themselves uncertain: without the buildup " +
                     spread_text(without("entry_before_buildup", buildup)) + ", without the explanation " +
                     spread_text(without("entry_before_explanation", explanation)) + ", with neither " +
                     spread_text(none) + ". The buildup moved the figure by " +
                     number(100 * (after.mean - none.mean)) +
                     " points: units gathered before four alarms that came to nothing, too, and a government "
                     "that means to enter and one that does not would both call it defence.");
}

// --- 5. readings -------------------------------------------------------------------------------------------

class Readings {
public:
  Readings() {
    add("as researched", {});
    BelarusOptions o;
    o.inputs = study::Inputs::base_rates;
    add("base rates alone", o);
    o.inputs = study::Inputs::words;
    add("the article's words", o);
    o = {};
    o.overlap = study::Overlap::none;
    add("causes separate", o);
    o.overlap = study::Overlap::full;
    add("causes all one", o);
    o = {};
    o.failing_front = study::FailingFront::compels;
    add("failing front drives", o);
    o = {};
    o.refusals = study::Refusals::as_losses;
    add("refusals as losses", o);
  }

  std::size_t size() const { return readings_.size(); }

  void run(std::size_t i, const Options& options) {
    Reading& r = readings_[i];
    const Belarus s = study::belarus(r.options);
    const auto in = set(s.entry, true);
    r.answers = estimate(s.model,
                         {E(Parameter(s.model.find_parameter("entry_total"))).under(in),
                          P(s.mass_protest_3m).under(in), P(s.regime_change).under(in),
                          P(s.tasks_achieved).under(in), P(s.setback).under(in), P(s.suspension).under(in)},
                         options);
  }

  void print(std::ostream& out) const {
    heading(out, "5. Readings that disagree");
    table(out, {"entry", "mass protest, 3 m.", "regime change"}, {0, 1, 2}, {0, 1, 2, 3, 4, 5});
    paragraph(out,
              "The last two columns with an entry done. Drawn with " +
                  grouped(readings_[0].answers[0].samples) +
                  " trajectories a reading; entry is exact in each world. All readings share their random "
                  "numbers, so their differences are surer than the ± of each. \"Base rates alone\" replaces "
                  "what counts of like cases replace, \"the article's words\" what it says in words of "
                  "probability, as CAPphrase's 5,174 readers understand them (Kucharski, "
                  "doi:10.5281/zenodo.18750055, CC-BY 4.0); the rest stays as researched. ICD 203 and the "
                  "UK's scale have no word for \"may\" and \"might\", so neither could be used alone.");
    paragraph(out,
              "A failing front: the Kremlin asks more, and Minsk dares less or dares less to refuse. Nobody "
              "cited says which, so neither is a finding. It moves entry little because both of its margins "
              "are judged as a whole.");
    out << '\n';
    paragraph(out, "What if refusals and losses are one thing, low morale? With an entry done:");
    table(out, {"tasks achieved", "setback", "suspension"}, {3, 4, 5}, {0, 6});
  }

private:
  struct Reading {
    std::string label;
    BelarusOptions options;
    Answers answers;
  };
  void add(const std::string& label, const BelarusOptions& options) {
    readings_.push_back({label, options, {}});
  }

  void table(std::ostream& out, const std::vector<std::string>& titles,
             const std::vector<std::size_t>& columns_shown, const std::vector<std::size_t>& rows) const {
    out << left("%", 20);
    for (const std::string& title : titles) out << right(title, 20);
    out << '\n';
    for (const std::size_t row : rows) {
      out << left(readings_[row].label, 20);
      for (const std::size_t column : columns_shown) out << cell(readings_[row].answers[column], 100);
      out << '\n';
    }
  }

  std::vector<Reading> readings_;
};

// What a sceptic asks. The figures come from the answers, the worlds, and the table of counts.
class Sceptic {
public:
  Sceptic(const Belarus& s, Sheet& sheet)
      : entry_(sheet.ask(P(s.entry))), ultimatum_(sheet.ask(P(s.entry).given(s.ultimatum))),
        change_(sheet.ask(P(s.regime_change))) {
    for (const auto& [label, event] :
         std::vector<std::pair<std::string, Boolean>>{{"a lasting protest", s.lasting_protest},
                                                      {"the patron lost", s.patron_lost},
                                                      {"a defeat", s.defeat},
                                                      {"Russia very bleak", s.russia_bleak},
                                                      {"hardship", s.hardship}})
      causes_.emplace_back(label, sheet.ask(P(s.regime_change).given(event)));
  }

  void print(std::ostream& out, const Sheet& sheet, const Worlds& worlds, const Options& options) const {
    out << '\n';
    paragraph(out, "Why this base rate and not that one? Here are the others, with exact intervals:");
    for (const study::ReferenceClass& c : study::reference_classes()) {
      const Interval i = clopper_pearson_interval(c.cases, c.of, options.level);
      paragraph(out,
                std::string(c.what) + ": " + std::to_string(c.cases) + " of " + grouped(c.of) + ' ' +
                    std::string(c.unit) + ", " + percent(static_cast<double>(c.cases) / c.of) + " (" +
                    short_number(100 * i.low) + " to " + short_number(100 * i.high) + "; " +
                    std::string(c.note) + ")",
                2, 4);
    }
    paragraph(out,
              "Belarus is ally and neighbour at once, in a war under way for nine months: no class fits, and "
              "the joins in the nearest one are a coalition of the willing in 1991. So the study judges the "
              "two ways to an entry, and shows the count beside it.");
    out << '\n';
    const auto u = worlds["p_ultimatum"], with = worlds["p_entry_given_ultimatum"],
               without = worlds["p_entry_no_ultimatum"];
    const auto entry_range = [&](const char* known) {
      const auto middle = [&](std::string_view name) {
        return study::find_judgement(study::researched_judgements(), name)->range.mid;
      };
      std::vector<double> totals;
      for (std::size_t w = 0; w < u.size(); ++w) {
        const auto pick = [&](std::string_view name, double drawn) {
          return name == known ? middle(name) : drawn;
        };
        const double a = pick("p_ultimatum", u[w]);
        totals.push_back(a * pick("p_entry_given_ultimatum", with[w]) +
                         (1 - a) * pick("p_entry_no_ultimatum", without[w]));
      }
      const Spread s = spread_of(totals, options.range_level);
      return short_number(100 * s.low) + " to " + short_number(100 * s.high) + " %";
    };
    paragraph(out, "How much of entry's range is one judgement? The range is " + entry_range("") +
                       ". If one number were known to be at its middle: the ultimatum, " +
                       entry_range("p_ultimatum") + "; entry given it, " +
                       entry_range("p_entry_given_ultimatum") + "; entry without it, " +
                       entry_range("p_entry_no_ultimatum") + ".");
    out << '\n';
    const double p = sheet[entry_].value, more = p + 0.10;
    paragraph(out, "What would change the answer by ten points? For entry, evidence " +
                       number(more / (1 - more) * (1 - p) / p) +
                       " times likelier before an entry than otherwise; the buildup is judged at " +
                       judged("buildup_ratio") +
                       ". An ultimatum seen would do: " + in_text(sheet[ultimatum_]) +
                       ". For regime change, now " + in_text(sheet[change_]) + ", where one sees");
    for (const auto& [label, index] : causes_) paragraph(out, label + ": " + in_text(sheet[index]), 2, 4);
    out << '\n';
    paragraph(out,
              "What can the model not say? In which order setback, suspension, defeat and protest come, and "
              "whether one forestalls the next. What Ukraine, NATO and Belarus's own generals do about an "
              "entry. Whether a weak regime is likelier to be pushed in. Anything about attacks by Russian "
              "forces from Belarusian soil: they need no entry. Whether the people quoted know what they "
              "speak of; what it holds of them, it takes from the article.");
  }

private:
  std::size_t entry_, ultimatum_, change_;
  std::vector<std::pair<std::string, std::size_t>> causes_;
};

// --- 6. claim by claim -------------------------------------------------------------------------------------

class Claims {
public:
  Claims(const Belarus& s, Sheet& sheet) : sheet_(sheet) {
    const auto in = set(s.entry, true), out = set(s.entry, false);
    const auto ask = [&](const Query& query) { return sheet.ask(query); };
    claim("The Kremlin \"may put Lukashenko in a situation where he will simply have no choice\".",
          "an ultimatum within the year, " + judged("p_ultimatum") + "; the harder the front, the likelier",
          {{"", ask(P(s.ultimatum))},
           {"where the front is failing", ask(P(s.ultimatum).given(s.front == "failing"))}});
    claim("Belarus has \"a small army, mainly equipped with Soviet-era weapons\".",
          "killed and wounded a month, as comparable formations, " + judged("q_loss_month"),
          {{"mean", ask(E(s.monthly_losses).given(s.entry)), 100, " %", false}});
    claim("\"The morale of the troops is not high either\"; most \"do not want to fight\".",
          "the share that refuses in the first month, " + judged("f_refuse"),
          {{"mean", ask(E(s.refusals).given(s.entry)), 100, " %", false}});
    claim("The units have \"no chance ... to fulfill their tasks\".",
          "tasks achieved, " + judged("p_tasks_achieved"), {{"", ask(P(s.tasks_achieved).given(s.entry))}});
    claim("... nor \"to avoid defeat\".",
          "defeat, " + judged("p_defeat_given_entry") + "; never with tasks achieved",
          {{"", ask(P(s.defeat).given(s.entry))}});
    claim(
        "Minsk \"will try to send as few of them as possible\".",
        "a contingent of median " + judged("contingent_median") + " soldiers, smaller where nobody forces it",
        {{"fewer than 5,000", ask(P(s.small_contingent).given(s.entry))},
         {"soldiers, mean", ask(E(s.contingent).given(s.entry)), 1, "", false}});
    claim("\"After the first negative experience\" Minsk \"might even suspend\" its part.",
          "suspension after a setback, " + judged("p_suspend_given_setback") +
              "; less under the Kremlin's veto",
          {{"", ask(P(s.suspension).given(s.setback))},
           {"after an ultimatum", ask(P(s.suspension).given(s.setback && s.ultimatum))}});
    claim(
        "Participation \"may quickly shake up the Belarusian regime and lead to its downfall\" (some "
        "observers).",
        "regime change within a year of entry and defeat, " + judged("p_regime12_given_defeat") +
            "; with no cause, " + judged("h_regime_base"),
        {{"if it goes in", ask(P(s.regime_change).under(in))},
         {"if it stays out", ask(P(s.regime_change).under(out))},
         {"after a defeat", ask(P(s.regime_change).given(s.defeat))}});
    claim("\"Anti-war sentiments are strong in Belarusian society\".",
          "adults against sending troops, " + judged("s_oppose_participation"),
          {{"mean", ask(E(s.anti_war_sentiment)), 100, " %", false}});
    claim("\"Economic hardships may cause protests from the currently apolitical\".",
          "odds of a mass protest in hardship times " + judged("protest_ratio_hardship"),
          {{"hardship if it goes in", ask(P(s.hardship).under(in))},
           {"mass protest then", ask(P(s.mass_protest).given(s.hardship).under(in))},
           {"and without hardship", ask(P(s.mass_protest).given(!s.hardship).under(in))}});
    claim("\"Mass protests are unlikely in the short term\".",
          "within a year " + judged("p_massprotest_12m_entry") + " with an entry and " +
              judged("p_massprotest_12m_noentry") + " without; of these in three months " +
              judged("early_share_entry") + " and " + judged("early_share_noentry"),
          {{"in three months, if it goes in", ask(P(s.mass_protest_3m).under(in))},
           {"if it stays out", ask(P(s.mass_protest_3m).under(out))}});
    claim("The regime \"will probably become even harsher in suppressing any discontent\".",
          "harsher repression with an entry, " + judged("p_harsher_entry") + "; without, " +
              judged("p_harsher_noentry"),
          {{"if it goes in", ask(P(s.harsher_repression).under(in))},
           {"if it stays out", ask(P(s.harsher_repression).under(out))}});
    claim("Russia is \"the main guarantor of Lukashenko's power\".",
          "patron lost when Russia is very bleak, " + judged("p_patron_lost_bleak") + ", otherwise " +
              judged("p_patron_lost_otherwise") + "; regime change then, " + judged("h_regime_patron_lost"),
          {{"patron lost", ask(P(s.patron_lost))},
           {"regime change then", ask(P(s.regime_change).given(s.patron_lost))}});
    claim("When Russia \"finds itself in a very bleak situation\", chances of change increase.",
          "very bleak within the year, " + judged("p_russia_bleak_12m") + "; regime hazard times " +
              judged("hazard_ratio_bleak") + " even with the patron kept",
          {{"very bleak", ask(P(s.russia_bleak))},
           {"regime change then", ask(P(s.regime_change).under(set(s.russia_bleak, true)))},
           {"otherwise", ask(P(s.regime_change).under(set(s.russia_bleak, false)))}});
  }

  void print(std::ostream& out) const {
    heading(out, "6. The article says, the model holds, the answer");
    paragraph(out,
              "What the model holds are judged 5 / 50 / 95 % points. Where it holds what the article says, "
              "an answer near it is no confirmation; what the chain adds is how the parts fit together.");
    int count = 0;
    for (const Claim& c : claims_) {
      out << '\n';
      paragraph(out, right(std::to_string(++count), 2) + ". says   " + c.says, 0, 11);
      paragraph(out, "    holds  " + c.holds + '.', 4, 7);
      for (std::size_t i = 0; i < c.figures.size(); ++i) {
        const Shown& f = c.figures[i];
        paragraph(out,
                  (i == 0 ? "answer " : "       ") + (f.label.empty() ? "" : f.label + ": ") +
                      in_text(sheet_[f.answer], f.times, f.unit) +
                      (f.in_words ? "; " + words(sheet_[f.answer]) : "") + '.',
                  4, 7);
      }
    }
  }

private:
  struct Shown {
    std::string label;
    std::size_t answer;
    double times = 100;
    std::string unit = " %";
    bool in_words = true;
  };
  struct Claim {
    std::string says, holds;
    std::vector<Shown> figures;
  };
  void claim(const std::string& says, const std::string& holds, std::vector<Shown> figures) {
    claims_.push_back({says, holds, std::move(figures)});
  }
  const Sheet& sheet_;
  std::vector<Claim> claims_;
};

// --- 7. sources, calibration, method -----------------------------------------------------------------------

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
                 "%. Rows 6a and 6b contradict each other (they sum to more than one) in " +
                 share([&](std::size_t w) { return cap[w] < row[w]; }) +
                 " of worlds, and the tasks' row stands there; the judged total after a defeat lies below "
                 "the base, and then adds nothing, in " +
                 share([&](std::size_t w) { return own[w] == 0; }) + ".");
    paragraph(out, "Checks, judged and not fitted: entry in all 0.8 / 4 / 12 %, the model " +
                       in_text(sheet[total_]) + "; fewer than 5,000 soldiers 55 / 75 / 92 %, " +
                       in_text(sheet[small_]) + "; hardship with an entry 25 / 55 / 85 %, " +
                       in_text(sheet[fall_in_]) + ", without 8 / 18 / 35 %, " + in_text(sheet[fall_out_]) +
                       ".");
  }

private:
  const Belarus& s_;
  std::vector<std::pair<std::size_t, std::size_t>> asked_;
  std::size_t small_, fall_in_, fall_out_, total_;
};

void print_sources(std::ostream& out, const Belarus& s) {
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
      const auto text = [](double x) {
        const double size = std::abs(x);
        return with_decimals(x, size >= 99.5      ? 0
                                : size >= 9.95    ? 1
                                : size >= 0.0995  ? 2
                                : size >= 0.00995 ? 3
                                                  : 4);
      };
      judged_points += (judged_points.empty() ? "" : "/") + text(q.value);
      fitted_points += (fitted_points.empty() ? "" : "/") +
                       text(distribution::quantile(parameter.distribution.family, arguments, q.probability));
    }
    out << '\n'
        << left(parameter.name, 27) << left(judged_points, 20) << left(" fit " + fitted_points, 22)
        << right(std::string(to_text(parameter.details.mark)), 11) << '\n';
    paragraph(out,
              parameter.details.description +
                  (parameter.details.unit.empty() ? "" : " (" + parameter.details.unit + ")") + ". " +
                  parameter.details.source,
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

void print_method(std::ostream& out, const Answer& entry, const Options& options) {
  out << '\n';
  paragraph(
      out,
      "Method. " + entry.method + ": " + grouped(entry.samples) + " trajectories of all variables, in " +
          grouped(entry.worlds) +
          " worlds, each a draw of all uncertain numbers; with an entry done and with none as often again, "
          "with the same random numbers. A condition is met where it is met; nothing is reweighted. The "
          "error comes from the spread between worlds, the range from the worlds with the noise inside them "
          "taken out. Regime change: each cause has its own part q = 1 - (1 - total) / (1 - base); separate "
          "causes add up, one cause counts once, and a parameter, overlap, lies between.");
  paragraph(out, "To repeat this run: belarus --trajectories " + std::to_string(options.trajectories) +
                     " --worlds " + std::to_string(options.worlds) + " --seed " +
                     std::to_string(options.randomness.seed) +
                     ". The same program and seed give the same digits, whatever the number of threads. "
                     "Variables, distributions and criteria: belarus --list. One question: belarus --query "
                     "'P(regime_change | entry)'.");
}

/// The caller's progress over several runs.
class Share {
public:
  explicit Share(const Options& options) : progress_(options.progress) {}
  Options next(Options options, double share) {
    const double before = done_;
    done_ += share;
    if (progress_)
      options.progress = [this, before, share](double part) {
        progress_((std::min)(1.0, before + share * part));
      };
    return options;
  }

private:
  std::function<void(double)> progress_;
  double done_ = 0;
};

}  // namespace

void print_page(std::ostream& out, const casus::Options& options) {
  const Belarus s = study::belarus();
  Sheet sheet;
  const Question question(s, sheet);
  const Chain chain(s, sheet);
  const Consequences consequences(s, sheet);
  const Sceptic sceptic(s, sheet);
  const Claims claims(s, sheet);
  const Calibration calibration(s, sheet);
  const std::size_t entry = sheet.ask(P(s.entry));

  Share share(options);
  sheet.run(s.model, share.next(options, 0.5));
  const Worlds worlds(s.model, options);
  Readings readings;
  Options less = options;
  less.trajectories = (std::max)(options.trajectories / 2, Index{1});
  for (std::size_t i = 0; i < readings.size(); ++i)
    readings.run(i, share.next(less, 0.5 / static_cast<double>(readings.size())));

  question.print(out, sheet, options);
  chain.print(out, sheet);
  consequences.print(out);
  print_evidence(out, worlds, options);
  readings.print(out);
  sceptic.print(out, sheet, worlds, options);
  claims.print(out);
  print_sources(out, s);
  calibration.print(out, sheet, worlds);
  print_method(out, sheet[entry], options);
}

}  // namespace belarus
