// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "head.hpp"

#include "wording.hpp"

namespace belarus {

namespace {

// The questions of the head.
struct HeadQuestions {
  explicit HeadQuestions(Index year) : month(std::to_string(year)) {
    entry = "P(by(entry, " + month + "))";
    defeat = by("at(defeat", arm_in);
    dead = "E(sum(dead, " + month + ")" + arm_in + ")";
    harsher = by("at(harsher_repression", arm_in);
    protest = by("by(mass_protest", arm_in);
    change_in = by("by(regime_change", arm_in);
    change_out = by("by(regime_change", arm_out);
    free_defeat = by("at(defeat", arm_unforced);
    free_dead = "E(sum(dead, " + month + ")" + arm_unforced + ")";
    free_change = by("by(regime_change", arm_unforced);
    if (year >= demand_month)
      demanded = "P(by(entry, " + month + ") | at(ultimatum, " + std::to_string(demand_month) + "))";
  }
  std::string by(const char* target, const std::string& arm) const {
    return std::string("P(") + target + ", " + month + ")" + arm + ")";
  }
  std::vector<std::string> all() const {
    std::vector<std::string> texts{entry,      defeat,      dead,      harsher,     protest,        change_in,
                                   change_out, free_defeat, free_dead, free_change, without_buildup};
    if (!demanded.empty()) texts.push_back(demanded);
    return texts;
  }

  static constexpr Index demand_month = 2;
  std::string month;
  std::string entry, defeat, dead, harsher, protest, change_in, change_out, free_defeat, free_dead,
      free_change, demanded, without_buildup = "E(p_entry_without_buildup)";
};

std::string in_brackets(const std::string& text) { return text.empty() ? "" : " (" + text + ")"; }

std::string people(const Answer& answer) {
  std::string text = "some " + rounded_amount(answer.value) + " dead";
  if (answer.range)
    text += " (" + rounded_amount(answer.range->low) + " to " + rounded_amount(answer.range->high) + ")";
  return text;
}

// "stay unlikely", of an event that is unlikely today.
std::string stays(double p) {
  return p < 0.2 ? "stay unlikely" : p < 0.45 ? "become possible" : "become likely";
}

std::string survives(const Answer& falls) {
  if (std::isnan(falls.value)) return "unknown chances";
  const Frequency f = natural_frequency(1 - falls.value);
  return std::to_string(f.part) + " chances in " + std::to_string(f.of);
}

}  // namespace

std::vector<std::string> head_questions(Index year) { return HeadQuestions(year).all(); }

Head head(const Sheet& sheet, Index year, const BelarusOptions& reading) {
  const HeadQuestions q(year);
  Head text;
  text.question = "Will Belarusian troops enter the war in Ukraine?";
  text.byline =
      "After an article by Aliaksandr Klaskouski, with Arseni Sivitski and Valery Karbalevich, autumn 2022. "
      "Information to 10 November 2022.";
  if (reading.inputs == study::Inputs::words)
    text.reading = "In the article's own words, as " + name_of(*reading.scale) +
                   " reads them; not the study's researched ranges.";
  const Answer& entry = sheet[q.entry];
  text.answer = std::string(verdict(entry.value)) +
                ": we put the chance that Belarusian troops fight in Ukraine by " + month_name(year) +
                " at about " + frequency(entry) + in_brackets(range_in_hundred(entry)) + ".";
  const Answer &defeat = sheet[q.defeat], &harsher = sheet[q.harsher], &protest = sheet[q.protest];
  text.follows = "If Moscow forced them in, they would " + std::string(adverb(defeat.value)) +
                 " be beaten (" + frequency(defeat) + ") with " + people(sheet[q.dead]) +
                 ", repression would " + std::string(adverb(harsher.value)) + " harden (" +
                 frequency(harsher) + "), mass protest would " + stays(protest.value) + " (" +
                 frequency(protest) + "), and the regime would survive " +
                 (year == year_end ? "the year" : "these months") + " with " + survives(sheet[q.change_in]) +
                 "; without an entry with " + survives(sheet[q.change_out]) + ".";
  text.unforced = "Going in unasked, which is rarer, they would send fewer: beaten " +
                  frequency(sheet[q.free_defeat]) + ", " + people(sheet[q.free_dead]) +
                  ", the regime falls " + frequency(sheet[q.free_change]) + ".";
  if (!q.demanded.empty())
    text.change_mind = "a demand of the Kremlin with leverage, still standing in " +
                       month_name(HeadQuestions::demand_month) + ", would raise the chance to about " +
                       frequency(sheet[q.demanded]) + ". ";
  if (year == year_end)
    text.change_mind += "The buildup in the south is weak evidence: had it not been seen, we would say " +
                        natural_frequency(sheet[q.without_buildup].value).text() + ".";
  text.sources =
      "the article; Institute for the Study of War, UK Ministry of Defence, Ukraine's military intelligence, "
      "Carnegie, Re:Russia, Metaculus, polls; own counts from ATOP, COW, Gleditsch, NAVCO, "
      "Geddes-Wright-Frantz; "
      "Viasna.";
  return text;
}

}  // namespace belarus
