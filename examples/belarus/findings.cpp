// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "findings.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <future>
#include <map>
#include <string_view>

#include <casus/analyse/world_table.hpp>
#include <casus/study/belarus_outcomes.hpp>

#include "wording.hpp"

namespace belarus {

namespace {

using Shown = Consequence::Shown;

std::string in_month(const std::string& target, Index month) {
  return target + ", " + std::to_string(month) + ")";
}

Consequence event_consequence(const std::string& label, const std::string& target, Index month,
                              bool needs_entry = false) {
  const std::string asked = "P(" + in_month(target, month);
  return {label,
          Shown::probability,
          needs_entry ? "" : asked + arm_out + ")",
          asked + arm_in + ")",
          asked + arm_unforced + ")",
          needs_entry};
}
Consequence amount_consequence(const std::string& label, const std::string& asked, bool needs_entry,
                               const std::string& end = ")") {
  return {label,
          Shown::amount,
          needs_entry ? "" : asked + arm_out + end,
          asked + arm_in + end,
          asked + arm_unforced + end,
          needs_entry};
}

bool differs(const Answer& a, const Answer& b) {
  return std::abs(a.value - b.value) > 0.1 * std::abs(b.value);
}

constexpr const char* literal_reading = "\"no choice\" at its word";

// The questions that compare readings of the inputs.
struct ComparedQuestions {
  std::string entry, out, in;

  explicit ComparedQuestions(Index year) {
    const std::string month = std::to_string(year);
    entry = "P(by(entry, " + month + "))";
    out = "P(by(regime_change, " + month + ")" + arm_out + ")";
    in = "P(by(regime_change, " + month + ")" + arm_in + ")";
  }
};

double quantile_of(const std::vector<double>& sorted, double share) {
  const auto at = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
  return sorted[at];
}

}  // namespace

const std::vector<std::pair<std::string, std::string>>& Findings::triggers() {
  static const std::vector<std::pair<std::string, std::string>> all{
      {"a defeat", "fall_by_defeat"},
      {"a campaign of protest", "fall_by_campaign"},
      {"the loss of its patron", "fall_by_patron"},
      {"none of these", "fall_unprompted"}};
  return all;
}
const std::vector<std::pair<std::string, std::string>>& Findings::modes() {
  static const std::vector<std::pair<std::string, std::string>> all{{"a coup", "coup"},
                                                                    {"an uprising", "uprising"},
                                                                    {"death or illness", "natural_exit"},
                                                                    {"another way", "other_exit"}};
  return all;
}

Findings::Findings(const Request& request, Index steps)
    : reading_(request.reading()), study_(study::belarus(reading_)), options_(request.options),
      year_((std::min)(steps - 1, year_end)), sheet_(study_, steps) {
  for (const std::string& question : head_questions(year_)) sheet_.ask(question);
  for (const std::string& curve :
       {std::string("P(by(entry))"), "P(by(regime_change)" + arm_out + ")",
        "P(by(regime_change)" + arm_in + ")", "E(sum(dead)" + arm_in + ")", std::string("P(by(ultimatum))")})
    sheet_.ask(curve);
  ask_consequences();
  for (const auto* table : {&triggers(), &modes()})
    for (const auto& [label, series] : *table)
      for (const std::string* arm : {&arm_out, &arm_in}) sheet_.ask(fall_question(series, *arm));
  const bool is_whole = steps == study::belarus_months;  // the outcomes are about these months
  if (is_whole) ask_outcomes(sheet_);
  // Side by side, if the machine's threads are all ours.
  const auto policy = options_.threads == 0 ? std::launch::async : std::launch::deferred;
  Options quiet = options_;
  quiet.progress = {};
  auto told = std::async(policy, [&] { return belarus::futures(study_, quiet); });
  auto compared = std::async(policy, [&] {
    run_readings();
    run_drivers();
  });
  Options main = options_;
  if (options_.progress) main.progress = [this](double share) { advance(share - main_done_, main_done_); };
  sheet_.run(main);
  compared.get();
  const ComparedQuestions asked(year_);
  readings_.insert(readings_.begin(),
                   {"as on this page", true, sheet_[asked.entry], sheet_[asked.out], sheet_[asked.in]});
  futures_ = told.get();
  scoreboard_ =
      is_whole ? belarus::scoreboard(sheet_, futures_) : belarus::scoreboard(study_, futures_, quiet);
}

// Shows the progress of the main run and of the others, which may be on another thread.
void Findings::advance(double share, double& done) {
  constexpr double main_part = 0.5;
  if (!options_.progress) return;
  const std::lock_guard<std::mutex> lock(progress_);
  done += share;
  options_.progress((std::min)(1.0, main_part * main_done_ + (1 - main_part) * others_done_));
}

Head Findings::head() const {
  Head text = belarus::head(sheet_, year_, reading_);
  const auto literal = std::find_if(readings_.begin(), readings_.end(),
                                    [](const Reading& one) { return one.label == literal_reading; });
  text.caveats = "(1) the chance of an entry is two judgements multiplied, a demand and giving way to it; ";
  if (literal != readings_.end())
    text.caveats +=
        "(2) \"no choice\" taken at its word would make it about " + frequency(literal->entry) + "; ";
  text.caveats +=
      "(3) attacks by Russian forces from Belarusian soil, and what Ukraine, NATO or Minsk's generals would "
      "do, are "
      "outside.";
  return text;
}

void Findings::ask_consequences() {
  const Index y = year_, soon = (std::min)(year_, Index{2});
  const std::string month = std::to_string(y);
  consequences_ = {
      event_consequence("beaten", "at(defeat", y, true),
      event_consequence("tasks achieved", "at(tasks_achieved", y, true),
      {"fewer than 5,000 sent", Shown::probability, "", "P(at(contingent, 0) < 5000" + arm_in + ")",
       "P(at(contingent, 0) < 5000" + arm_unforced + ")", true},
      event_consequence("part in the fighting suspended", "by(suspension", y, true),
      amount_consequence("soldiers dead", "E(sum(dead, " + month + ")", true),
      amount_consequence("soldiers who refuse to serve", "E(sum(refused, " + month + ")", true),
      event_consequence("mass protest, by " + month_name(soon), "by(mass_protest", soon),
      event_consequence("mass protest", "by(mass_protest", y),
      event_consequence("harsher repression", "at(harsher_repression", y),
      amount_consequence("political prisoners, median",
                         "quantile(at(political_prisoners, " + month + "), 0.5", false),
      event_consequence("output 4 % down on the year", "at(hardship", y),
      event_consequence("the patron lost", "by(patron_lost", y),
      event_consequence("the regime falls", "by(regime_change", y),
  };
  for (const Consequence& one : consequences_)
    for (const std::string* question : {&one.out, &one.forced, &one.unforced})
      if (!question->empty()) sheet_.ask(*question);
}

void Findings::run_readings() {
  using study::Dependence;
  using study::FailingFront;
  using study::Inputs;
  using study::Overlap;
  using study::Refusals;
  const ComparedQuestions asked(year_);
  const Options less = fewer(options_, 16);
  const auto figures = [&](const std::string& label, const BelarusOptions& options) {
    Sheet sheet(study::belarus(options), year_ + 1);
    for (const std::string* question : {&asked.entry, &asked.out, &asked.in}) sheet.ask(*question);
    sheet.run(less);
    advance(0.05, others_done_);
    return Reading{label, true, sheet[asked.entry], sheet[asked.out], sheet[asked.in]};
  };
  const Reading own = figures("", reading_);  // with the same trajectories as the others
  const auto read = [&](const std::string& label, const std::function<void(BelarusOptions&)>& change,
                        bool always = false) {
    BelarusOptions options = reading_;
    change(options);
    Reading one = figures(label, options);
    one.informs = always || differs(one.entry, own.entry) || differs(one.change_out, own.change_out) ||
                  differs(one.change_in, own.change_in);
    readings_.push_back(std::move(one));
  };
  if (reading_.inputs != Inputs::researched)
    read("the researched ranges", [](BelarusOptions& o) { o.inputs = Inputs::researched; });
  read(literal_reading, [](BelarusOptions& o) { o.inputs = Inputs::literal; });
  read("base rates alone, where there are any", [](BelarusOptions& o) { o.inputs = Inputs::base_rates; });
  if (reading_.inputs != Inputs::words)
    read("the article's words, as " + name_of(*reading_.scale) + " reads them",
         [](BelarusOptions& o) { o.inputs = Inputs::words; });
  read("the experts' words pooled with the ranges", [](BelarusOptions& o) { o.inputs = Inputs::experts; });
  read(
      "judgements independent of each other", [](BelarusOptions& o) { o.dependence = Dependence::none; },
      true);
  read(
      "judgements all high or low together", [](BelarusOptions& o) { o.dependence = Dependence::full; },
      true);
  read("causes of a downfall separate", [](BelarusOptions& o) { o.overlap = Overlap::none; });
  read("causes of a downfall one and the same", [](BelarusOptions& o) { o.overlap = Overlap::full; });
  read("a failing front compels Minsk", [](BelarusOptions& o) { o.failing_front = FailingFront::compels; });
  read("ranges wider by a half", [](BelarusOptions& o) { o.widened = 1.5; });
  read("refusals rise and fall with losses", [](BelarusOptions& o) { o.refusals = Refusals::as_losses; });
}

namespace {

// Returns the 5 and 95 % points of a number: as stated, else the nearest of its tabled quantiles.
casus::Interval points_of(const casus::Model& model, const casus::MovableJudgement& judgement) {
  const auto index = static_cast<std::size_t>(model.find_parameter(judgement.parameter)->index);
  const auto& stated = model.parameters()[index].details.stated;
  if (stated.size() > 1) return {stated.front().value, stated.back().value};
  const auto at = [&](double deviate) {
    const double place = (deviate / casus::greatest_shift + 1) / 2 * (casus::median_count - 1);
    return judgement.medians[static_cast<std::size_t>(std::lround(place))];
  };
  return {at(-1.645), at(1.645)};
}

}  // namespace

// Holds each number that moves the chance of an entry clearly at its low and at its high point, 5
// and 95 %. Which ones do is known from one run, by rank correlations over its worlds.
void Findings::run_drivers() {
  constexpr Index most = 5;
  constexpr double part = 0.35;  // of the work beside the main run
  const std::string question = "P(by(entry, " + std::to_string(year_) + "))";
  Horizon horizon(study_.timeline, year_ + 1);
  const casus::WorldTable table =
      world_table(horizon, {parse_query(horizon, question)}, {.run = fewer(options_, 2), .judgements = most});
  const Options less = fewer(options_, 8);
  const auto entry = [&](const casus::Timeline& timeline) {
    Sheet sheet(timeline, year_ + 1);
    sheet.ask(question);
    sheet.run(less);
    advance(part / (2 * most + 1), others_done_);
    return sheet[question];
  };
  drivers_.answer = entry(study_.timeline);
  drivers_.answer.question = "the chance of an entry by " + month_name(year_);
  for (const casus::MovableJudgement& judgement : table.judgements) {
    casus::Driver driver;
    driver.points = points_of(study_.timeline.constants(), judgement);
    const Answer low = entry(hold(study_.timeline, judgement.parameter, driver.points.low)),
                 high = entry(hold(study_.timeline, judgement.parameter, driver.points.high));
    driver.parameter = name_in_words(judgement.parameter);
    driver.at_low = {low.value, low.standard_error};
    driver.at_high = {high.value, high.standard_error};
    driver.swing = {high.value - low.value, std::nan("")};
    driver.rank_correlation = judgement.rank_correlation;
    driver.first_order = {std::nan(""), std::nan("")};
    drivers_.drivers.push_back(std::move(driver));
  }
  std::stable_sort(drivers_.drivers.begin(), drivers_.drivers.end(),
                   [](const casus::Driver& a, const casus::Driver& b) {
                     return std::abs(a.swing.value) > std::abs(b.swing.value);
                   });
}

double Findings::largest_half_width() const {
  double largest = 0;
  const auto see = [&](const Answer& answer) {
    if (answer.kind != casus::QuestionKind::probability || answer.is_bound) return;
    const double own = (answer.interval.high - answer.interval.low) / 2;
    if (std::isfinite(own)) largest = (std::max)(largest, own);
  };
  for (const Answer& answer : sheet_.answers()) {
    see(answer);
    for (const Answer& part : answer.parts) see(part);
  }
  return largest;
}

std::string name_in_words(const std::string& parameter) {
  static const std::map<std::string, std::string> own{
      {"p_ultimatum", "a demand with leverage"},
      {"p_entry_given_ultimatum", "an entry where it is made"},
      {"p_entry_no_ultimatum", "an entry without a demand"},
      {"ultimatum_lapse", "a demand is let rest, a month"},
      {"front_persistence", "the front stays as it is, a month"},
      {"p_worn_12m", "Russia worn down within the year"},
      {"h_regime_base", "the regime falls, no shock, a year"}};
  if (const auto found = own.find(parameter); found != own.end()) return found->second;
  const study::Judgement* judged = study::find_judgement(study::researched_judgements(), parameter);
  return judged ? std::string(judged->description) : parameter;
}

void ask_outcomes(Sheet& sheet) {
  for (const study::Resolution& one : study::belarus_outcomes()) sheet.ask(std::string(one.question));
}

Scoreboard scoreboard(const Belarus& study, const Futures& futures, const Options& options) {
  Sheet sheet(study, study::belarus_months);
  ask_outcomes(sheet);
  sheet.run(fewer(options, 1));
  return scoreboard(sheet, futures);
}

Scoreboard scoreboard(const Sheet& sheet, const Futures& futures) {
  namespace score = casus::score;
  Scoreboard found;
  std::vector<score::Forecast> own, never, half, these, base;
  for (const study::Resolution& one : study::belarus_outcomes()) {
    const Answer& answer = sheet[std::string(one.question)];
    const double said = answer.value;  // of an event that no trajectory met, its upper bound
    found.rows.push_back({&one, said, std::nan(""), std::nan("")});
    if (std::isnan(said)) continue;
    found.rows.back().brier = score::brier(said, one.happened);
    found.rows.back().logarithmic = score::logarithmic(said, one.happened);
    own.push_back({said, one.happened});
    never.push_back({0, one.happened});
    half.push_back({0.5, one.happened});
    if (!one.base_rate) continue;
    these.push_back({said, one.happened});
    base.push_back({*one.base_rate, one.happened});
  }
  const score::Scores all = score::scores(own), of_these = score::scores(these),
                      of_base = score::scores(base);
  found.brier = all.brier;
  found.logarithmic = all.logarithmic;
  const score::Scores of_never = score::scores(never), of_half = score::scores(half);
  found.brier_never = of_never.brier;
  found.logarithmic_never = of_never.logarithmic;
  found.brier_half = of_half.brier;
  found.logarithmic_half = of_half.logarithmic;
  found.with_base_rate = base.size();
  found.brier_of_these = of_these.brier;
  found.logarithmic_of_these = of_these.logarithmic;
  found.brier_base_rates = of_base.brier;
  found.logarithmic_base_rates = of_base.logarithmic;
  for (std::size_t i = 0; i < study::belarus_quantities().size(); ++i) {
    const study::MeasuredQuantity& one = study::belarus_quantities()[i];
    std::vector<double> values = futures.quantities[i];
    std::sort(values.begin(), values.end());
    const auto below = std::lower_bound(values.begin(), values.end(), one.value) - values.begin();
    found.quantities.push_back({&one, quantile_of(values, 0.5), quantile_of(values, 0.05),
                                quantile_of(values, 0.95), score::crps_fair(values, one.value),
                                std::abs(one.unchanged - one.value),
                                static_cast<double>(below) / static_cast<double>(values.size())});
  }
  return found;
}

std::vector<Calibrated> calibrated(const Belarus& study, const Options& options) {
  Sheet sheet(study, study::belarus_months);
  for (const study::CalibrationRow& row : study.calibration) sheet.ask(row.question);
  sheet.run(options);
  std::vector<Calibrated> rows;
  for (const study::CalibrationRow& row : study.calibration) rows.push_back({&row, sheet[row.question]});
  return rows;
}

std::vector<AnsweredClaim> answered_claims(const Belarus& study, const Options& options) {
  Sheet sheet(study, study::belarus_months);
  for (const study::ArticleClaim& claim : study::all_claims())
    for (const study::ClaimQuestion& one : claim.questions) sheet.ask(one.question);
  sheet.run(options);
  std::vector<AnsweredClaim> all;
  for (const study::ArticleClaim& claim : study::all_claims()) {
    all.push_back({&claim, {}});
    for (const study::ClaimQuestion& one : claim.questions) all.back().answers.push_back(sheet[one.question]);
  }
  return all;
}

std::string figure_of(const Answer& answer) {
  if (std::isnan(answer.value)) return "not met in this run";
  const bool is_share = answer.unit.empty() || answer.unit.starts_with("share");
  if (is_share) {
    const std::string range = per_cent_range(answer);
    return per_cent(answer) + " %" + (range.empty() ? "" : " (" + range + ")");
  }
  std::string text = rounded_amount(answer.value) + ' ' + answer.unit;
  if (answer.range)
    text += " (" + rounded_amount(answer.range->low) + " to " + rounded_amount(answer.range->high) + ")";
  return text;
}

}  // namespace belarus
