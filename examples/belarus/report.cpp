// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The study as a page for a browser.

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/world_table.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/report/html.hpp>
#include <casus/study/belarus_outcomes.hpp>

#include "findings.hpp"
#include "wording.hpp"

namespace belarus {

namespace {

using casus::Boxes;
using casus::Item;
using casus::LinkedText;
using casus::Report;
using casus::Section;
using casus::Squares;
using casus::TextTable;

std::string hexadecimal(std::uint64_t number) {
  std::array<char, 17> text{};
  std::snprintf(text.data(), text.size(), "%016llx", static_cast<unsigned long long>(number));
  return text.data();
}

// Builds the report from the findings.
class StudyReport {
public:
  StudyReport(const Findings& found, std::vector<AnsweredClaim> claims, std::vector<Calibrated> calibration,
              const Options& asked)
      : found_(found), claims_(std::move(claims)), calibration_(std::move(calibration)), asked_(asked),
        month_(std::to_string(found.year())) {}

  Report report() const {
    const Head head = found_.head();
    Report report;
    report.title = head.question;
    report.byline = LinkedText(head.byline);
    if (!head.reading.empty()) report.lead.emplace_back(head.reading);
    report.lead.emplace_back(head.answer);
    report.lead.emplace_back(head.follows);
    report.lead.emplace_back(head.unforced);
    report.sections = {squares(),     futures(),    claims(),  consequences(), entry_curve(),
                       fall_curves(), dead_curve(), drivers(), readings(),     chain(),
                       calibration(), scores(),     counts()};
    report.lead.push_back(LinkedText("What would change our mind: " + head.change_mind)
                              .add(" The numbers that drive the answer are ")
                              .add("here", "#" + part_of(report, of_drivers))
                              .add("."));
    report.lead.emplace_back("Caveats: " + head.caveats);
    report.lead.push_back(sources(head, report));
    report.timeline = &found_.study().timeline;
    report.folds_chain = true;
    report.provenance = provenance();
    return report;
  }

private:
  static constexpr const char *of_drivers = "What drives the answer",
                              *of_claims = "The article, claim by claim";
  // Sections have ids by their order; the chain follows them.
  static constexpr std::size_t sections_before_chain = 13;
  static std::string part_of(const Report& report, const std::string& heading) {
    for (std::size_t i = 0; i < report.sections.size(); ++i)
      if (report.sections[i].heading == heading) return "part-" + std::to_string(i + 1);
    return "main";
  }

  // The sources in short, those that the study has links to as links.
  static LinkedText sources(const Head& head, const Report& report) {
    LinkedText text("Sources: ");
    std::string left = head.sources;
    const std::vector<std::pair<std::string, std::string>> linked{
        {"Institute for the Study of War", "https://pozirk.online/en/news/44353"},
        {"Carnegie", "https://carnegieendowment.org/politika/88249"},
        {"Re:Russia", "https://re-russia.net/en/review/117"},
        {"Metaculus", "https://metaculus.com/questions/10423"}};
    for (const auto& [name, link] : linked) {
      const std::size_t at = left.find(name);
      if (at == std::string::npos) continue;
      text.add(left.substr(0, at)).add(name, link);
      left.erase(0, at + name.size());
    }
    return text.add(left + " Each is beside ").add("its claim", "#" + part_of(report, of_claims)).add(".");
  }

  const Answer& answer(const std::string& question) const { return found_.sheet()[question]; }
  static casus::Index count_of(const Answer& answer) {
    return std::isnan(answer.value) ? 0 : static_cast<casus::Index>(std::round(100 * answer.value));
  }

  Section squares() const {
    const casus::Index in = count_of(answer("P(by(entry, " + month_ + "))")),
                       beaten = count_of(answer("P(at(defeat, " + month_ + ")" + arm_in + ")")),
                       tasks = count_of(answer("P(at(tasks_achieved, " + month_ + ")" + arm_in + ")")),
                       falls = count_of(answer("P(by(regime_change, " + month_ + ")" + arm_in + ")"));
    Section section{"A hundred futures"};
    section.squares = {{"In " + std::to_string(100 - in) + " of 100 futures Belarus stays out to " +
                            month_name(found_.year()),
                        {{"Belarusian troops stay out", 100 - in}, {"Belarusian troops enter the war", in}}},
                       {"Of 100 entries that the Kremlin forces, " + std::to_string(beaten) +
                            " end in defeat by " + month_name(found_.year()),
                        {{"neither beaten nor successful yet", 100 - beaten - tasks},
                         {"beaten", beaten},
                         {"tasks achieved", tasks}}},
                       {"After 100 such entries the regime still stands in " + std::to_string(100 - falls),
                        {{"the regime survives", 100 - falls}, {"the regime falls", falls}}}};
    return section;
  }

  Section futures() const {
    Section section{
        "Ten futures",
        "One from each of ten kinds, seven without an entry and three with one; a future belongs to the "
        "first kind that applies. " +
            grouped(found_.futures().drawn) +
            " futures were drawn; each story is the first of its kind with four lines to tell, and "
            "tells that future's own figures. belarus --replay-future 7 tells the seventh again."};
    for (std::size_t i = 0; i < found_.futures().all.size(); ++i) {
      const Future& one = found_.futures().all[i];
      Item item{std::to_string(i + 1) + ". " + one.stratum + ": " + per_cent_of(one.share) + " % of futures"};
      for (const auto& [month, text] : one.story) item.lines.push_back({month, text});
      if (one.world < 0)
        item.lines.push_back({"", "None of the futures drawn is of this kind."});
      else
        item.lines.push_back({"number", "seed " + std::to_string(found_.futures().seed) + ", world " +
                                            std::to_string(one.world) + ", trajectory " +
                                            std::to_string(one.trajectory)});
      section.items.push_back(std::move(item));
    }
    return section;
  }

  static LinkedText voice_of(const study::Voice& voice) {
    LinkedText text(std::string(voice.who) + (voice.date.empty() ? "" : ", " + std::string(voice.date)) +
                    ": " + std::string(voice.words) + " (");
    text.add(std::string(voice.where), std::string(voice.link));
    return text.add("; " + std::string(to_text(voice.mark)) + ")");
  }

  Section claims() const {
    Section section{
        "The article, claim by claim",
        "What the article says, what stands for it in the model, the answer with its judgement range in "
        "brackets, and the voices for and against it. Two marks: how far the context was checked, and "
        "whether the number itself was counted or judged. Where the model holds what the article says, "
        "an answer near it confirms nothing."};
    for (const AnsweredClaim& one : claims_) {
      const study::ArticleClaim& claim = *one.claim;
      Item item{std::to_string(claim.number) + ". " + std::string(claim.words)};
      item.lines.push_back({"says", std::string(claim.speaker)});
      item.lines.push_back({"in the model", std::string(claim.variable)});
      for (std::size_t i = 0; i < claim.questions.size(); ++i)
        item.lines.push_back(
            {i == 0 ? "answer" : "", claim.questions[i].label + ": " + figure_of(one.answers[i])});
      for (std::size_t i = 0; i < claim.voices.size(); ++i)
        item.lines.push_back({i == 0 ? "voices" : "", voice_of(claim.voices[i])});
      if (const study::Judgement* judged =
              study::find_judgement(study::researched_judgements(), claim.judgement))
        item.lines.push_back({"marks", LinkedText("context " + std::string(to_text(judged->mark)) +
                                                  ", number " + std::string(to_text(judged->basis)) + ": ")
                                           .add("its range and source", number_link(claim.judgement))});
      section.items.push_back(std::move(item));
    }
    return section;
  }

  std::string number_link(std::string_view judgement) const {
    return found_.study().timeline.constants().find_parameter(judgement) ? "#number-" + std::string(judgement)
                                                                         : std::string();
  }

  std::string cell_of(const Consequence& row, const std::string& question) const {
    if (question.empty()) return row.cannot_out ? "cannot happen" : "";
    const Answer& one = answer(question);
    if (row.shown == Consequence::Shown::probability) {
      const std::string range = per_cent_range(one);
      return per_cent(one) + " %" + (range.empty() ? "" : " (" + range + ")");
    }
    std::string text = rounded_amount(one.value);
    if (one.range)
      text += " (" + rounded_amount(one.range->low) + " to " + rounded_amount(one.range->high) + ")";
    return text;
  }

  Section consequences() const {
    Section section{
        "What would follow",
        "By " + month_name(found_.year()) +
            ", with the judgement range in brackets. Nearly nine in ten entries would be forced by a "
            "demand of the Kremlin, so that this is the column to read; an entry that nobody forces "
            "stands beside it. Both are put into December 2022."};
    TextTable table{"What follows, in three cases", {"", "stays out ", "forced in ", "goes in unasked "}, {}};
    for (const Consequence& row : found_.consequences())
      table.rows.push_back(
          {row.label, cell_of(row, row.out), cell_of(row, row.forced), cell_of(row, row.unforced)});
    section.tables.push_back(std::move(table));
    TextTable falls{"How the regime would fall by " + month_name(found_.last()) + ", % of futures",
                    {"", "stays out ", "forced in "},
                    {}};
    for (const auto& [table_of, prefix] :
         {std::pair(&Findings::triggers(), "after "), std::pair(&Findings::modes(), "by ")})
      for (const auto& [label, series] : *table_of) {
        const bool cannot = series == "fall_by_defeat";
        falls.rows.push_back(
            {prefix + label,
             cannot ? "cannot happen" : per_cent(answer(Findings::fall_question(series, arm_out))),
             per_cent(answer(Findings::fall_question(series, arm_in)))});
      }
    section.tables.push_back(std::move(falls));
    return section;
  }

  // A section with one chart, whose title states its finding.
  Section curve_section(const std::string& heading, const std::string& finding,
                        const std::vector<std::pair<std::string, std::string>>& curves) const {
    Section section{heading};
    section.together = true;
    section.finding = finding;
    for (const auto& [question, label] : curves) section.answers.emplace_back(answer(question), label);
    return section;
  }
  double at(const std::string& curve, casus::Index month) const {
    return found_.sheet().point(curve, month).value;
  }
  Section entry_curve() const {
    const std::string entry = "P(by(entry))";
    const casus::Index year = found_.year(), last = found_.last();
    return curve_section(
        "The entry, month by month",
        "Slowly, for most months pass without a demand: " + per_cent_of(at(entry, year)) + " % by " +
            month_name(year) +
            (last > year ? ", " + per_cent_of(at(entry, last)) + " % by " + month_name(last) : ""),
        {{entry, "Belarusian troops have entered"}});
  }
  Section fall_curves() const {
    const std::string out = "P(by(regime_change)" + arm_out + ")", in = "P(by(regime_change)" + arm_in + ")";
    const casus::Index last = found_.last();
    return curve_section("The regime, month by month",
                         "Forced in, the regime falls in " + per_cent_of(at(in, last)) + " % of futures by " +
                             month_name(last) + "; out, in " + per_cent_of(at(out, last)) + " %",
                         {{out, "the regime has fallen, Belarus out"}, {in, "the same, Belarus forced in"}});
  }
  Section dead_curve() const {
    const std::string dead = "E(sum(dead)" + arm_in + ")";
    const casus::Index soon = (std::min)(found_.last(), casus::Index{2}), last = found_.last();
    return curve_section("The dead, month by month",
                         "Most soldiers die at once: " + rounded_amount(at(dead, soon)) + " by " +
                             month_name(soon) + " of " + rounded_amount(at(dead, last)) + " by " +
                             month_name(last),
                         {{dead, "Belarusian soldiers dead so far, forced in"}});
  }

  Section drivers() const {
    Section section{
        "What drives the answer",
        "Each number is fixed at its low and at its high point while all others stay uncertain; the "
        "bars show the chance of an entry that results."};
    section.explanations = {{found_.drivers()}};
    return section;
  }

  Section readings() const {
    Section section{"Readings that disagree", "The same study with another view of its inputs, by " +
                                                  month_name(found_.year()) + ", in %."};
    TextTable table{"Readings", {"reading", "an entry ", "the regime falls, out ", "forced in "}, {}};
    std::string same;
    for (const Reading& one : found_.readings()) {
      if (one.informs)
        table.rows.push_back(
            {one.label, per_cent(one.entry), per_cent(one.change_out), per_cent(one.change_in)});
      else
        same += (same.empty() ? "" : "; ") + one.label;
    }
    section.tables.push_back(std::move(table));
    if (!same.empty()) section.text += " No figure moves by a tenth in these: " + same + ".";
    return section;
  }

  std::string of(const std::string& question) const { return per_cent(answer(question)) + " %"; }

  Section chain() const {
    Section section{"The chain in twelve boxes", "The main links; figures by " + month_name(found_.year()) +
                                                     ", after an entry those of a forced one."};
    const auto in = [&](const std::string& target) {
      return of("P(" + target + ", " + month_ + ")" + arm_in + ")");
    };
    Boxes boxes{"From Russia's front to the regime", {}, {}};
    boxes.boxes = {{"Russia's front", "holds, strained or fails", 0, 0},
                   {"The demand", of_curve("P(by(ultimatum))") + " by then", 1, 0},
                   {"Belarus enters", of("P(by(entry, " + month_ + "))"), 2, 0},
                   {"The contingent", "size, losses, refusals", 3, 0},
                   {"Russia bleak", "worn down by the war", 0, 1},
                   {"Hardship", in("at(hardship"), 1, 1},
                   {"Suspension", in("by(suspension"), 2, 1},
                   {"Defeat", in("at(defeat"), 3, 1},
                   {"Patron lost", in("by(patron_lost"), 0, 2},
                   {"Mass protest", in("by(mass_protest"), 1, 2},
                   {"Repression", "harsher: " + in("at(harsher_repression"), 2, 2},
                   {"Regime falls", in("by(regime_change"), 3, 2}};
    boxes.arrows = {{0, 1}, {0, 4}, {1, 2}, {2, 3},  {2, 5},  {3, 6},  {3, 7}, {6, 7},
                    {4, 5}, {4, 8}, {5, 9}, {9, 10}, {7, 11}, {9, 11}, {8, 11}};
    section.note =
        LinkedText("Behind them are ")
            .add(std::to_string(found_.study().timeline.series().size()) + " series and their arrows",
                 "#part-" + std::to_string(sections_before_chain + 1))
            .add(".");
    section.boxes.push_back(std::move(boxes));
    return section;
  }
  std::string of_curve(const std::string& curve) const {
    return per_cent(found_.sheet().point(curve, found_.year())) + " %";
  }

  Section calibration() const {
    Section section{
        "What was judged, and what the model implies",
        "Each judgement by the year beside the model's answer to the question that asks for it. Four "
        "hazards were centred for this; no other number was moved."};
    TextTable table{"Judged and implied", {"judgement", "judged ", "model ", "difference "}, {}};
    for (const Calibrated& one : calibration_) {
      const bool is_share = one.answer.unit.empty() || one.answer.unit.starts_with("share");
      const auto figure = [&](double value) {
        if (std::isnan(value)) return std::string("-");
        return is_share ? with_decimals(100 * value, 100 * value < 10 ? 1 : 0) + " %" : rounded_amount(value);
      };
      table.rows.push_back({one.row->label + (one.row->finding.empty() ? "" : " (" + one.row->finding + ")"),
                            figure(one.row->judged), figure(one.answer.value),
                            difference_text(one.difference())});
    }
    section.tables.push_back(std::move(table));
    return section;
  }

  Section scores() const {
    const Scoreboard& board = found_.scoreboard();
    Section section{
        "What came, to November 2024",
        "Brier score of a single category: the squared distance of what was said from what came, 1 or 0; "
        "log score in nats. " +
            score_text(board)};
    TextTable events{"Events", {"event", "said ", "came", "base rate ", "Brier ", "log ", "source"}, {}};
    for (const Scoreboard::Row& row : board.rows) {
      const study::Resolution& one = *row.resolution;
      LinkedText source;
      source.add(std::string(one.source), std::string(one.link));
      source.add(" (" + std::string(to_text(one.mark)) + ")" +
                 (one.note.empty() ? "" : "; " + std::string(one.note)));
      events.rows.push_back({std::string(one.event), per_cent_of(row.said) + " %",
                             std::string(one.happened ? "yes, " : "no, to ") + std::string(one.date),
                             one.base_rate ? with_decimals(100 * *one.base_rate, 1) + " %" : "none",
                             with_decimals(row.brier, 3), with_decimals(row.logarithmic, 2), source});
    }
    TextTable quantities{"Quantities, with the continuous ranked probability score (CRPS) in their unit",
                         {"quantity", "5 % ", "50 % ", "95 % ", "came ", "CRPS ", "no change ", "source"},
                         {}};
    for (const Scoreboard::Measured& one : board.quantities)
      quantities.rows.push_back(
          {std::string(one.quantity->label), rounded_amount(one.low), rounded_amount(one.median),
           rounded_amount(one.high), with_decimals(one.quantity->value, one.quantity->value < 100 ? 1 : 0),
           with_decimals(one.crps, one.crps < 20 ? 1 : 0),
           with_decimals(one.crps_unchanged, one.crps_unchanged < 20 ? 1 : 0),
           std::string(one.quantity->source) + " (" + std::string(to_text(one.quantity->mark)) + "); " +
               std::string(one.quantity->note)});
    section.tables = {std::move(events), std::move(quantities)};
    return section;
  }

  Section counts() const {
    Section section{
        "Counts of similar cases",
        "The possible reference classes of the base rates, so that a reader can compare them. The "
        "sources of every judged number follow."};
    TextTable table{"Reference classes", {"cases", "count ", "of ", "share ", "note"}, {}};
    for (const study::ReferenceClass& one : study::reference_classes()) {
      const bool is_counted = one.of > 0;
      table.rows.push_back(
          {std::string(one.what), is_counted ? std::to_string(one.cases) : "-",
           is_counted ? grouped(one.of) + ' ' + std::string(one.unit) : std::string(one.unit),
           is_counted ? per_cent_of(static_cast<double>(one.cases) / one.of) + " %" : "-",
           std::string(one.note)});
    }
    section.tables.push_back(std::move(table));
    return section;
  }

  std::vector<std::pair<std::string, std::string>> provenance() const {
    const double error = 100 * found_.largest_half_width();
    return {
        {"Article", "by Aliaksandr Klaskouski, with Arseni Sivitski and Valery Karbalevich, autumn 2022"},
        {"Information", "to 10 November 2022; nothing known later is an input"},
        {"Monte Carlo error", "at most ±" + with_decimals(error, error < 1 ? 1 : 0) + " points (95 %)"},
        {"Seed", std::to_string(asked_.seed)},
        {"Trajectories, worlds", std::to_string(asked_.trajectories) + ", " + std::to_string(asked_.worlds)},
        {"Fingerprint of the model", hexadecimal(fingerprint(found_.study().timeline, found_.last() + 1))},
        {"To repeat", "belarus --trajectories " + std::to_string(asked_.trajectories) + " --worlds " +
                          std::to_string(asked_.worlds) + " --seed " + std::to_string(asked_.seed)}};
  }

  const Findings& found_;
  std::vector<AnsweredClaim> claims_;
  std::vector<Calibrated> calibration_;
  const Options& asked_;
  std::string month_;
};

}  // namespace

namespace {

// Tables of worlds for the section in which judgements move: the study's own reading, and others
// that leave the same judgements to be moved. Base rates alone do not.
std::vector<casus::WhatIfReading> movable(const Request& request, Index steps) {
  const Index year = (std::min)(steps - 1, year_end);
  const std::string month = std::to_string(year), by = " by " + month_name(year);
  const auto forced = [&](const std::string& target) { return target + ", " + month + ")" + arm_in + ")"; };
  const std::vector<std::pair<std::string, std::string>> questions{
      {"P(by(entry, " + month + "))", "Belarusian troops enter" + by},
      {"P(by(regime_change, " + month + ")" + arm_out + ")", "the regime falls" + by + ", out of the war"},
      {forced("P(by(regime_change"), "the regime falls" + by + ", forced in"},
      {forced("P(at(defeat"), "the contingent is beaten" + by + ", forced in"},
      {forced("P(at(harsher_repression"), "harsher repression" + by + ", forced in"},
      {forced("P(by(mass_protest"), "mass protest" + by + ", forced in"},
      {forced("E(sum(dead"), "soldiers dead" + by + ", forced in"},
      {"P(by(entry))", "Belarusian troops have entered"},
      {"P(by(regime_change)" + arm_out + ")", "the regime has fallen, out of the war"},
      {"P(by(regime_change)" + arm_in + ")", "the regime has fallen, forced in"}};

  std::vector<std::pair<std::string, BelarusOptions>> readings{{"as published", request.reading()}};
  if (request.reading().inputs == study::Inputs::researched) {
    readings.push_back({"the article's words", {.inputs = study::Inputs::words}});
    readings.push_back({"\"no choice\" at its word", {.inputs = study::Inputs::literal}});
  }
  std::vector<casus::WhatIfReading> all;
  for (const auto& [name, reading] : readings) {
    const Belarus study = study::belarus(reading);
    Horizon horizon(study.timeline, steps);
    std::vector<casus::Query> queries;
    std::map<std::string, std::string> labels;  // by the question as an answer has it
    for (const auto& [question, label] : questions) {
      queries.push_back(parse_query(horizon, question));
      labels[to_text(queries.back())] = label;
    }
    casus::WorldTableOptions options{.run = fewer(request.options, 2)};
    if (!all.empty())
      for (const casus::MovableJudgement& judgement : all.front().table.judgements)
        options.parameters.push_back(judgement.parameter);
    casus::WorldTable table = world_table(horizon, queries, options);
    for (Answer& answer : table.answers)
      if (const auto label = labels.find(answer.question); label != labels.end())
        answer.question = label->second;
    all.push_back({name, std::move(table)});
  }
  return all;
}

}  // namespace

void write_study(const Request& request, Index steps) {
  const Findings found(request, steps);
  const Options less = fewer(request.options, 4);
  const StudyReport study(found, answered_claims(found.study(), less), calibrated(found.study(), less),
                          request.options);
  Report report = study.report();
  if (!request.pictures.report.empty()) report.what_if = movable(request, steps);
  write_pictures(request.pictures, report);
}

}  // namespace belarus
