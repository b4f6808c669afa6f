// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "updates.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include <casus/elicit/fit.hpp>
#include <casus/elicit/reference_class.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/posterior.hpp>
#include <casus/io/csv.hpp>

#include "layout.hpp"
#include "sheet.hpp"
#include "wording.hpp"

namespace belarus {

namespace {

using casus::CsvReader;
using casus::Error;
using casus::Query;
namespace elicit = casus::elicit;

std::ifstream opened(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw Error(file, "a file that can be read", "none");
  return in;
}

// ---- counts

struct CountedClass {
  std::string parameter, name, source;
  elicit::CountedShare share;
  std::optional<double> worth;
  std::string position;
};

std::vector<CountedClass> read_classes(const std::string& file) {
  std::ifstream in = opened(file);
  CsvReader table(in, file);
  const Index parameter = table.column("parameter"), name = table.column("class"),
              events = table.column("events"), of = table.column("of"), worth = table.column("worth"),
              source = table.column("source");
  std::vector<CountedClass> classes;
  while (table.next()) {
    CountedClass one{std::string(table.text(parameter)),
                     std::string(table.text(name)),
                     std::string(table.text(source)),
                     {table.number(events), table.number(of)},
                     std::nullopt,
                     table.position(parameter)};
    const study::Judgement* judged = study::find_judgement(study::researched_judgements(), one.parameter);
    if (!judged || judged->scale != study::Scale::share)
      table.fail(parameter, "a judged share of the study", "'" + one.parameter + "'");
    if (!(one.share.events >= 0 && one.share.events <= one.share.of))
      table.fail(events, "a number from 0 to all cases", std::string(table.text(events)));
    if (!table.is_missing(worth)) one.worth = table.number(worth);
    classes.push_back(std::move(one));
  }
  return classes;
}

study::CountedJudgement counted_from(const std::vector<CountedClass>& classes) {
  const CountedClass& first = classes.front();
  std::string from;
  for (const CountedClass& one : classes)
    from += (from.empty() ? "" : "; ") + one.name + " [" + one.source + "]";
  std::vector<elicit::CountedShare> shares;
  for (const CountedClass& one : classes) {
    if (one.worth && classes.size() > 1)
      throw Error(one.position, "no worth of the judgement beside several classes", "one");
    shares.push_back(one.share);
  }
  elicit::Counted counted;
  if (classes.size() > 1) {
    counted = elicit::reference_class(shares, first.parameter).predicted;
  } else if (first.worth) {
    const auto& judged = *study::find_judgement(study::researched_judgements(), first.parameter);
    counted = elicit::counted(first.share, {elicit::fit_logit_normal(judged.range, judged.name), first.worth},
                              first.parameter);
  } else {
    counted = elicit::counted(first.share, {}, first.parameter);
  }
  return {first.parameter, std::move(counted.law), counted.sentence + "; " + from};
}

// ---- events

struct SeenEvent {
  std::string date, text, evidence, source, mark;
};

// Whether an event makes a series more or less likely, by a judged ratio, instead of showing it.
bool is_sign(const SeenEvent& event) { return event.evidence.starts_with("likelihood("); }

struct Updated {
  std::vector<SeenEvent> events;
  std::vector<std::array<Answer, 2>> answers;  // before all events, and after each: entry, downfall
  casus::Posterior posterior;
};

std::vector<casus::Observation> observations_of(const Query& query) {
  std::vector<casus::Observation> all;
  if (query.condition()) all.emplace_back(*query.condition());
  for (const casus::Evidence& one : query.evidence()) all.emplace_back(one);
  return all;
}

// The answers by month and the posterior are by one method, if it is not chosen automatically.
void check_method(casus::Method method) {
  if (method != casus::Method::automatic && method != casus::Method::exact &&
      method != casus::Method::sequential)
    throw Error("--method", "automatic, exact or sequential, to update the study",
                std::string(to_text(method)));
}

Updated updated(const Belarus& study, const std::string& file, const Options& options) {
  check_method(options.method);
  std::ifstream in = opened(file);
  CsvReader table(in, file);
  const Index date = table.column("date"), text = table.column("event"), evidence = table.column("evidence"),
              source = table.column("source"), mark = table.column("mark");
  Horizon h(study.timeline, study::belarus_months);
  const std::string last = std::to_string(study::belarus_months - 1);
  std::array<Query, 2> asked{parse_query(h, "P(by(entry, " + last + "))"),
                             parse_query(h, "P(by(regime_change, " + last + "))")};
  std::vector<Query> all(asked.begin(), asked.end());
  std::vector<SeenEvent> events;
  std::optional<std::chrono::year_month_day> before;
  while (table.next()) {
    const auto day = table.date(date);
    if (before && day < *before)
      table.fail(date, "events in the order of time", std::string(table.text(date)));
    before = day;
    const std::string marked(table.text(mark));
    constexpr std::array marks{casus::Verification::verified, casus::Verification::computed,
                               casus::Verification::remembered, casus::Verification::judgement};
    if (std::none_of(marks.begin(), marks.end(), [&](auto one) { return to_text(one) == marked; }))
      table.fail(mark, "verified, computed, remembered or judgement", "'" + marked + "'");
    events.push_back({std::string(table.text(date)), std::string(table.text(text)),
                      std::string(table.text(evidence)), std::string(table.text(source)), marked});
    for (Query& query : asked) {
      try {
        query = parse_evidence(h, query, events.back().evidence);
      } catch (const Error& error) {
        table.fail(evidence, "evidence", "'" + events.back().evidence + "'", error.what());
      }
      all.push_back(query);
    }
  }
  if (events.empty()) throw Error(file, "an event in each row", "no rows");
  constexpr Index quarter = 4;
  Options of_months = fewer(options, quarter);
  of_months.method = options.method;
  const Answers answers = estimate(h, all, of_months);
  std::vector<std::array<Answer, 2>> pairs;
  for (std::size_t i = 0; i < answers.size(); i += 2) pairs.push_back({answers[i], answers[i + 1]});
  constexpr Index fewest_draws = 1024;
  Options of_posterior = options;
  of_posterior.worlds = (std::max)(options.worlds, fewest_draws);
  return {std::move(events), std::move(pairs), posterior(h, observations_of(asked.front()), of_posterior)};
}

double odds(const Answer& answer) { return answer.value / (1 - answer.value); }

// How much an event speaks for an entry: the ratio of the odds after and before it.
std::string ratio_text(const Answer& before, const Answer& after) {
  if (after.is_bound || before.is_bound) return "-";
  return significant(odds(after) / odds(before), 2);
}

void print_events(std::ostream& out, const Updated& found) {
  const std::array<Answer, 2>& start = found.answers.front();
  out << '\n'
      << left("date", 12) << left("what was seen", 46) << right("ratio", 6) << right("entry", 7)
      << right("change", 8) << '\n';
  out << left("", 12) << left("(nothing)", 46) << right("", 6) << right(per_cent(start[0]), 7)
      << right(per_cent(start[1]), 8) << '\n';
  for (std::size_t i = 0; i < found.events.size(); ++i) {
    const SeenEvent& event = found.events[i];
    const auto &before = found.answers[i], &after = found.answers[i + 1];
    out << left(event.date, 12) << left(clipped(event.text, 45), 46)
        << right(ratio_text(before[0], after[0]), 6) << right(per_cent(after[0]), 7)
        << right(per_cent(after[1]), 8) << '\n';
  }
}

void print_sources(std::ostream& out, const Updated& found) {
  heading(out, "What the events say of the model");
  for (const SeenEvent& event : found.events) {
    // What is seen every month is told once.
    if (event.text == found.events.back().text && &event != &found.events.back()) continue;
    labelled(out, event.date, 12, event.text + " [" + event.source + "; " + event.mark + "]");
    paragraph(out, (is_sign(event) ? "judged: " : "seen: ") + event.evidence, 12);
  }
}

// The parameters whose mean moved by more than chance, by the shift in standard deviations.
void print_parameters(std::ostream& out, const casus::Posterior& posterior) {
  heading(out, "Judgements that the events moved");
  constexpr std::size_t most = 10;
  constexpr double significant_shift = 3, points = 3.2897;  // 5 to 95 % of a normal distribution
  struct Moved {
    casus::UpdatedParameter parameter;
    double shift;
  };
  std::vector<Moved> moved;
  for (casus::UpdatedParameter& one : posterior.parameters()) {
    const double by = one.mean.value - one.mean_before;
    const double sd = (one.range_before.high - one.range_before.low) / points;
    if (std::abs(by) > significant_shift * one.mean.standard_error && sd > 0)
      moved.push_back({std::move(one), by / sd});
  }
  std::sort(moved.begin(), moved.end(),
            [](const Moved& a, const Moved& b) { return std::abs(a.shift) > std::abs(b.shift); });
  if (moved.size() > most) moved.resize(most);
  const auto range = [](const casus::Interval& of) {
    return significant(of.low, 2) + " to " + significant(of.high, 2);
  };
  out << left("judgement", 28) << right("before", 8) << right("5 to 95 %", 17) << right("after", 9)
      << right("5 to 95 %", 17) << '\n';
  for (const Moved& one : moved)
    out << left(clipped(one.parameter.name, 27), 28) << right(significant(one.parameter.mean_before, 2), 8)
        << right(range(one.parameter.range_before), 17) << right(significant(one.parameter.mean.value, 2), 9)
        << right(range(one.parameter.range), 17) << '\n';
  out << '\n';
  paragraph(out,
            "The others kept their means within three standard errors of the draws, or moved less. Of all "
            "judgements, one may be listed by chance.");
  paragraph(out, "How: " + posterior.method() + ".");
  for (const casus::Warning& warning : posterior.warnings()) paragraph(out, "Note: " + warning.text + ".");
}

}  // namespace

std::vector<study::CountedJudgement> read_counts(const std::string& file) {
  std::vector<std::vector<CountedClass>> by_parameter;
  for (CountedClass& one : read_classes(file)) {
    const auto same = std::find_if(by_parameter.begin(), by_parameter.end(), [&](const auto& others) {
      return others.front().parameter == one.parameter;
    });
    if (same == by_parameter.end())
      by_parameter.push_back({std::move(one)});
    else
      same->push_back(std::move(one));
  }
  if (by_parameter.empty()) throw Error(file, "counts in each row", "no rows");
  std::vector<study::CountedJudgement> all;
  for (const auto& classes : by_parameter) all.push_back(counted_from(classes));
  casus::study::BelarusOptions checked;
  checked.counted = all;
  casus::study::belarus(checked);  // refuses judgements that others follow from
  return all;
}

std::string updated_page(const Belarus& study, const std::string& file, const Options& options) {
  const Updated found = updated(study, file, options);
  std::ostringstream out;
  out << "THE STUDY AS IT WOULD HAVE BEEN UPDATED\n";
  paragraph(
      out,
      "What the model says of an entry and of a change of regime by November 2024, in %, after each "
      "event since the study was closed. Nothing of it enters the study's own page. \"Ratio\" is how "
      "much an event speaks for an entry by then: the odds after it over those before. A month without "
      "an entry lowers them even if nothing was learnt, because less time is left. The meaning of signs, "
      "by which a demand or a bleak Russia is more or less likely, is judged, after the fact, and "
      "stated below.");
  print_events(out, found);
  print_sources(out, found);
  print_parameters(out, found.posterior);
  return out.str();
}

}  // namespace belarus
