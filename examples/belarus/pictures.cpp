// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "pictures.hpp"

#include <algorithm>
#include <array>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/curve.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/study/belarus_monthly.hpp>

#include "common/questions.hpp"
#include "sheet.hpp"

namespace belarus {

namespace {

using casus::Event;
using casus::Horizon;
using casus::Intervention;
using casus::Report;
using casus::Section;
using casus::Series;
using casus::Shown;
using study::BelarusMonthly;

std::string hexadecimal(std::uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

void add_provenance(Report& report, const Options& options, std::uint64_t fingerprint,
                    const std::string& repeat) {
  report.provenance = {
      {"As of", "10 November 2022; nothing known later is an input"},
      {"Seed", std::to_string(options.seed)},
      {"Trajectories, worlds", std::to_string(options.trajectories) + ", " + std::to_string(options.worlds)},
      {"Fingerprint of the model", hexadecimal(fingerprint)},
      {"To repeat", repeat + " --trajectories " + std::to_string(options.trajectories) + " --worlds " +
                        std::to_string(options.worlds) + " --seed " + std::to_string(options.seed)}};
}

// The page compares its figures with each other, so all of them use the same trajectories.
Options together(Options options) {
  if (options.method == casus::Method::automatic) options.method = casus::Method::forward;
  options.keep_worlds = true;
  return options;
}

// The questions of the monthly page, and the sections of their answers.
class Months {
public:
  Months(const BelarusMonthly& s, Index steps) : s_(s), h_(s.timeline, steps) {
    for (Index month = 0; month < steps; ++month) out_.push_back(set(h_.at(s.entry, month), false));
    in_ = {set(h_.at(s.entry, 0), true)};
  }

  Report report(const Options& options) {
    const Index last = h_.steps() - 1, year = (std::min)(last, Index{11});
    const std::string by_year = " by " + h_.label(year), first = h_.label(0);
    headline("Belarusian troops enter the war" + by_year, P(h_.by(s_.entry, year)));
    headline("The regime falls" + by_year, P(h_.by(s_.regime_change, year)));
    headline("The regime falls" + by_year + " if Belarus enters in " + first,
             P(h_.by(s_.regime_change, year)).under(in_));
    section("Entering the war", "The question is whether Belarusian troops fight in Ukraine by a month.");
    answer("Belarus enters the war", by(s_.entry));
    answer("The Kremlin leaves no choice: an ultimatum", by(s_.ultimatum));
    section(
        "The regime, whether it goes in or stays out",
        "What is done, not what is seen: the model is cut where the decision is made, and the same chance is "
        "replayed on both sides.");
    sections_.back().together = true;
    answer("The regime falls if Belarus enters in " + first, by(s_.regime_change).under(in_));
    answer("The regime falls if Belarus stays out", by(s_.regime_change).under(out_));
    section("By what the regime would fall", "By " + h_.label(last) + ", where Belarus enters in " + first +
                                                 "; the rest by what nobody named.");
    for (const auto& [label, series] :
         std::vector<std::pair<std::string, Series<Event>>>{{"A coup", s_.coup},
                                                            {"An uprising", s_.uprising},
                                                            {"What a defeat shook", s_.fall_by_defeat},
                                                            {"The patron's loss", s_.fall_by_patron},
                                                            {"Death or illness", s_.natural_exit}})
      answer(label, P(h_.ever(series)).under(in_));
    section("How Russia's front fares", "In " + h_.label(year) + ".");
    answer("The front in " + h_.label(year), distribution_of(h_.at(s_.front, year)));
    section("What it costs", "Belarusian soldiers, where Belarus enters in " + first + '.');
    answer("Dead so far", curve(h_, [&](Index month) { return E(h_.sum(s_.dead, month)); }).under(in_));
    section("What else follows by " + h_.label(last), "Each with Belarus in, and with Belarus out.");
    for (const auto& [label, series] :
         std::vector<std::pair<std::string, Series<Event>>>{{"Mass protest", s_.mass_protest},
                                                            {"Hardship", s_.hardship},
                                                            {"Harsher repression", s_.harsher_repression},
                                                            {"Patron lost", s_.patron_lost},
                                                            {"Regime change", s_.regime_change}}) {
      answer(label + ", in", P(h_.by(series, last)).under(in_));
      answer(label + ", out", P(h_.by(series, last)).under(out_));
    }
    sheet_.run(h_, options);
    return filled();
  }

private:
  struct Place {
    std::size_t section;  // 0: the headlines
    std::string label;
    std::size_t answer;
  };

  Query by(const Series<Event>& series) {
    return curve(h_, [&](Index month) { return P(h_.by(series, month)); });
  }
  void headline(const std::string& label, const Query& query) {
    places_.push_back({0, label, sheet_.ask(query)});
  }
  void section(const std::string& heading, const std::string& text) { sections_.push_back({heading, text}); }
  void answer(const std::string& label, const Query& query) {
    places_.push_back({sections_.size(), label, sheet_.ask(query)});
  }

  Report filled() {
    Report report;
    for (const Place& place : places_) {
      auto& all = place.section == 0 ? report.headlines : sections_[place.section - 1].answers;
      all.emplace_back(sheet_[place.answer], place.label);
    }
    report.sections = std::move(sections_);
    return report;
  }

  const BelarusMonthly& s_;
  Horizon h_;
  std::vector<Intervention> out_, in_;
  Sheet sheet_;
  std::vector<Section> sections_;
  std::vector<Place> places_;
};

}  // namespace

void write_monthly_pictures(const Request& request, Index steps) {
  const BelarusMonthly s = study::belarus_monthly(request.reading());
  Report report = Months(s, steps).report(together(request.options));
  report.title = "Will Belarusian troops enter the war in Ukraine, and what would follow?";
  report.text =
      "A newspaper's chain of causes from autumn 2022 as a model of conditional random variables, month by "
      "month from " +
      s.timeline.label(0) + " to " + s.timeline.label(steps - 1) +
      ". Every number that nobody knows is a range with its source; the answers carry what that leaves open.";
  report.timeline = &s.timeline;
  add_provenance(report, request.options, fingerprint(s.timeline, steps), "belarus");
  program::add_what_if(report, request.options);
  write_pictures(request.pictures, report);
}

void write_yearly_pictures(const Request& request) {
  const Belarus s = study::belarus(request.reading());
  const Options options = together(request.options);
  const std::vector<std::pair<std::string, Event>> follow{{"Hardship", s.hardship},
                                                          {"Mass protest", s.mass_protest},
                                                          {"Harsher repression", s.harsher_repression},
                                                          {"Regime change", s.regime_change}};
  std::vector<Query> asked{P(s.entry), P(s.entry).given(s.ultimatum), P(s.regime_change).given(s.entry)};
  const std::vector<std::pair<std::string, Event>> met{{"Tasks achieved", s.tasks_achieved},
                                                       {"Defeat", s.defeat},
                                                       {"Setback", s.setback},
                                                       {"Suspension", s.suspension}};
  for (const auto& [label, event] : met) asked.push_back(P(event).given(s.entry));
  const casus::Answers answers = estimate(s.model, asked, options);
  Report report;
  report.title = "Will Belarusian troops enter the war in Ukraine? The chain of one year";
  report.text =
      "An entry from 1 December 2022 to 30 November 2023, and what follows within twelve months. Every "
      "number "
      "that nobody knows is a range with its source; the answers carry what that leaves open.";
  report.headlines = {{answers[0], "Belarusian troops enter the war"},
                      {answers[1], "The same, where there is an ultimatum"},
                      {answers[2], "The regime falls, where there is an entry"}};
  report.sections = {{"On the battlefield, where there is an entry"}};
  for (std::size_t i = 0; i < met.size(); ++i)
    report.sections[0].answers.emplace_back(answers[3 + i], met[i].first);
  Options quiet = options;
  quiet.progress = {};
  for (const auto& [label, event] : follow)
    report.contrasts.emplace_back(
        contrast(s.model, P(event).under(set(s.entry, true)), P(event).under(set(s.entry, false)), quiet),
        label);
  quiet.method = casus::Method::automatic;
  report.explanations = program::explain(s.model, {P(s.entry), P(s.regime_change).given(s.entry)}, quiet);
  report.model = &s.model;
  add_provenance(report, request.options, fingerprint(s.model), "belarus --year");
  program::add_what_if(report, request.options);
  write_pictures(request.pictures, report);
}

}  // namespace belarus
