// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/model/timeline.hpp>
#include <casus/study/belarus_monthly_inputs.hpp>
#include <casus/study/belarus_statement.hpp>

/// The series of the Belarus study by the month, and their resolution criteria.
namespace casus::study::detail {

using MonthlyStatement = BasicStatement<Timeline>;

/// All series, in the order in which a month is decided; the other headers of the study give them
/// their distributions.
struct MonthlySeries {
  explicit MonthlySeries(MonthlyStatement& s);

  Series<Category> front;
  Series<Event> russia_worn, russia_bleak, ultimatum, entry;
  Series<Category> since_entry;
  Series<Event> forced;
  Series<Quantity> contingent;
  Series<Event> fighting;
  Series<Quantity> losses, refusals, dead, wounded, refused, strength;
  Series<Event> tasks_achieved, defeat, setback, suspension, resumption;
  Series<Category> since_setback;
  Series<Quantity> mood, anti_war_sentiment, slump, output_change;
  Series<Event> hardship, mass_protest, campaign, harsher_repression;
  Series<Quantity> political_prisoners;
  Series<Event> patron_lost, shaken, regime_change, falls;
  Series<Category> cause;
  Series<Event> coup, uprising, fall_by_defeat, fall_by_patron, natural_exit;
  Series<Category> aftermath;
  Series<Event> over;
};

inline std::vector<std::string> months_of_a_year(const char* before) {
  std::vector<std::string> states{before};
  for (int month = 0; month < 12; ++month) states.push_back(std::to_string(month));
  states.emplace_back("later");
  return states;
}

inline MonthlySeries::MonthlySeries(MonthlyStatement& s)
    : front(s.model.category(
          "front", {"holding", "strained", "failing"},
          {.description = "how Russia's front fares in the month",
           .criterion =
               "Ukrainian territory that Russia's forces lose on balance in the month, by the maps of the "
               "Institute for the Study of War: less than 40 km2 holding, 40 to 400 strained, more failing",
           .source = source_of("front")})),
      russia_worn(s.model.event(
          "russia_worn",
          {.description = "the war has worn Russia down",
           .criterion = "a second mobilisation is decreed, or Russia's killed and wounded since February "
                        "2022 exceed 200,000 by the estimate of two Western governments",
           .source = "article: \"war leads to the degradation of Russia\""})),
      russia_bleak(
          s.model.event("russia_bleak", {.description = "Russia finds itself in a very bleak situation",
                                         .criterion = seen_as("russia_bleak"),
                                         .source = source_of("russia_bleak")})),
      ultimatum(s.model.event(
          "ultimatum", {.description = "the Kremlin leaves him no choice, in this month",
                        .criterion = "in the month, or earlier and not taken back, " + seen_as("ultimatum"),
                        .source = source_of("ultimatum")})),
      entry(s.model.event("entry", {.description = "Belarusian troops have entered the war",
                                    .criterion = seen_as("entry"),
                                    .source = source_of("entry")})),
      since_entry(s.model.category("since_entry", months_of_a_year("out"),
                                   {.description = "months since the entry"})),
      forced(s.model.event("forced", {.when = entry.now(),
                                      .description = "an ultimatum stood when Belarus entered",
                                      .source = source_of("ultimatum")})),
      contingent(s.model.quantity(
          "contingent", {.when = entry.now(),
                         .unit = "soldiers",
                         .description = "sent: at least a battalion, at most all who are able to fight",
                         .source = source_of("contingent")})),
      fighting(s.model.event("fighting",
                             {.when = entry.now(),
                              .description = "the contingent takes part in the fighting",
                              .criterion = "in the month Belarusian units undertake offensive action, or "
                                           "hold a position at the front, by Ukraine's General Staff",
                              .source = source_of("suspension")})),
      losses(
          s.model.quantity("losses", {.when = fighting.now(),
                                      .unit = "share",
                                      .description = "killed and wounded in the month, share of those there",
                                      .source = source_of("monthly_losses")})),
      refusals(s.model.quantity("refusals", {.when = fighting.now(),
                                             .unit = "share",
                                             .description = "who refuse to serve on, share of those there",
                                             .source = source_of("refusals")})),
      dead(s.model.quantity(
          "dead", {.when = fighting.now(), .unit = "people", .description = "killed in the month"})),
      wounded(s.model.quantity(
          "wounded", {.when = fighting.now(), .unit = "people", .description = "wounded in the month"})),
      refused(s.model.quantity(
          "refused",
          {.when = fighting.now(), .unit = "people", .description = "who refuse to serve in the month"})),
      strength(s.model.quantity(
          "strength",
          {.when = entry.now(),
           .unit = "soldiers",
           .description = "of the contingent at the end of the month; no replacements are sent"})),
      tasks_achieved(s.model.event("tasks_achieved", {.when = entry.now(),
                                                      .description = "the units have fulfilled their tasks",
                                                      .criterion = seen_as("tasks_achieved"),
                                                      .source = source_of("tasks_achieved")})),
      defeat(s.model.event("defeat", {.when = entry.now(),
                                      .description = "the units are defeated",
                                      .criterion = seen_as("defeat"),
                                      .source = source_of("defeat")})),
      setback(s.model.event(
          "setback",
          {.when = entry.now(),
           .description = "a negative experience in the month",
           .criterion =
               "in the month a tenth of those there are killed or wounded, or a sixth refuses to serve, or "
               "the "
               "defeat comes; two of Ukraine's General Staff, independent Belarusian media and a major news "
               "agency",
           .source = "article: \"after the first negative experience\"; follows from losses, refusals and "
                     "defeat"})),
      suspension(s.model.event(
          "suspension",
          {.when = entry.now(),
           .description = "Minsk suspends its part in the fighting, from this month on",
           .criterion = "for the month Belarusian units undertake no offensive action, after one in "
                        "which they did, by the daily reports of Ukraine's General Staff and the "
                        "Institute for the Study of War",
           .source = source_of("suspension")})),
      resumption(
          s.model.event("resumption", {.when = entry.now(),
                                       .description = "suspended troops fight again, from this month on",
                                       .source = "judgement"})),
      since_setback(s.model.category("since_setback", {"none", "0", "1", "2", "later"},
                                     {.description = "months since the first setback"})),
      mood(s.model.quantity("mood", {.unit = "log odds", .description = "how opposition to the war swings"})),
      anti_war_sentiment(s.model.quantity("anti_war_sentiment",
                                          {.unit = "share of adults",
                                           .description = "adults against Belarusian troops in the war",
                                           .source = source_of("anti_war_sentiment")})),
      slump(s.model.quantity("slump", {.unit = "standard deviations", .description = "chance in output"})),
      output_change(s.model.quantity(
          "output_change", {.unit = "%",
                            .description = "output of the 12 months to this one against the 12 before",
                            .source = source_of("output_change")})),
      hardship(s.model.event("hardship",
                             {.description = "economic hardships",
                              .criterion = "output of the 12 months to this one is at least 4 % below that "
                                           "of the 12 before, by the first figures of Belstat or the World "
                                           "Bank",
                              .source = source_of("hardship")})),
      mass_protest(s.model.event(
          "mass_protest",
          {.description = "mass protests in the month",
           .criterion = "50,000 people or more protest in Belarus on one day of the month, by the "
                        "middle estimate of Reuters, AP, the BBC and independent Belarusian "
                        "media",
           .source = source_of("mass_protest")})),
      campaign(s.model.event("campaign",
                             {.description = "a campaign like that of 2020 goes on",
                              .criterion = "50,000 people or more protest on a day of each of four weeks, "
                                           "this month's among them",
                              .source = source_of("lasting_protest")})),
      harsher_repression(s.model.event(
          "harsher_repression", {.description = "even harsher in suppressing any discontent, by this month",
                                 .criterion = "since 1 December 2022 the political prisoners counted by "
                                              "Viasna have risen by 10 % or more, or "
                                              "a further offence has become punishable by death",
                                 .source = source_of("harsher_repression")})),
      political_prisoners(s.model.quantity("political_prisoners",
                                           {.unit = "people",
                                            .description = "political prisoners at the end of the month",
                                            .source = source_of("political_prisoners")})),
      patron_lost(s.model.event("patron_lost",
                                {.description = "Moscow is no longer able or willing to keep him in power",
                                 .criterion = seen_as("patron_lost"),
                                 .source = source_of("patron_lost")})),
      shaken(s.model.event(
          "shaken", {.description = "a defeat weighs on the regime",
                     .source = "article: participation \"may quickly shake up the Belarusian regime\""})),
      regime_change(s.model.event(
          "regime_change",
          {.description = "the downfall of the regime, by this month",
           .criterion =
               "neither Lukashenko nor anyone he chose holds the powers of the presidency, for 30 days, or "
               "Belarus is no longer a state; two of Reuters, AP and the BBC",
           .source = source_of("regime_change")})),
      falls(s.model.event("falls", {.description = "the regime falls in this month"})),
      cause(s.model.category(
          "cause", {"coup", "uprising", "defeat", "patron", "natural", "unnamed"},
          {.when = falls.now(),
           .description = "what the regime falls by, where several weigh in the part of each",
           .source = "own count, Geddes-Wright-Frantz: how personalist regimes end"})),
      coup(s.model.event("coup", {.description = "the regime falls by a coup in this month"})),
      uprising(s.model.event("uprising", {.description = "by an uprising"})),
      fall_by_defeat(s.model.event("fall_by_defeat", {.description = "by what a defeat shook"})),
      fall_by_patron(s.model.event("fall_by_patron", {.description = "by the loss of its patron"})),
      natural_exit(s.model.event("natural_exit", {.description = "by its leader's death or illness"})),
      aftermath(s.model.category("aftermath", {"reform", "another_autocracy", "absorption"},
                                 {.when = falls.now(),
                                  .description = "what follows",
                                  .criterion = seen_as("aftermath"),
                                  .source = source_of("aftermath")})),
      over(s.model.event("over", {.description = "nothing more is decided on the battlefield"})) {}

}  // namespace casus::study::detail
