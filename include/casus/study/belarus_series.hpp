// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/model/timeline.hpp>
#include <casus/study/belarus_statement.hpp>

/// The series of the Belarus study, and their resolution criteria.
namespace casus::study::detail {

/// All series, in the order in which a month is decided; the other headers of the study give them
/// their distributions.
struct AllSeries {
  explicit AllSeries(Statement& s);

  Series<Quantity> elapsed;
  Series<Category> front;
  Series<Event> russia_worn, russia_bleak, ultimatum, entry;
  Series<Quantity> months_in;
  Series<Event> forced;
  Series<Quantity> contingent;
  Series<Event> fighting;
  Series<Quantity> loss_rate, refusal_rate, losses, refusals, dead, wounded, refused, strength;
  Series<Event> tasks_achieved, defeat, setback, suspension, resumption;
  Series<Quantity> since_setback;
  Series<Quantity> mood, anti_war_sentiment, slump, bleak_part, output_change;
  Series<Event> hardship, mass_protest, campaign, capital_offence, prisoners_up, harsher_repression;
  Series<Quantity> prisoner_swing, political_prisoners;
  Series<Event> patron_lost, shaken, regime_change, falls;
  Series<Category> trigger, mode;
  Series<Event> fall_by_defeat, fall_by_campaign, fall_by_patron, fall_unprompted;
  Series<Event> coup, uprising, natural_exit, other_exit;
  Series<Category> aftermath;
  Series<Event> over;
};

inline AllSeries::AllSeries(Statement& s)
    : elapsed(s.model.quantity("elapsed",
                               {.unit = "months", .description = "months of the study, this one included"})),
      front(s.model.category(
          "front", {"holding", "strained", "failing"},
          {.description = "how Russia's front fares in the month",
           .criterion =
               "Ukrainian territory that Russia's forces lose on balance in the month, by the maps of the "
               "Institute for the Study of War: less than 400 km2 holding, 400 to 3,000 strained, more "
               "failing",
           .source = "article: \"war leads to the degradation of Russia\"; the common cause of "
                     "ultimatum, defeat and loss of the patron"})),
      russia_worn(s.model.event(
          "russia_worn",
          {.description = "the war has worn Russia down",
           .criterion = "a second mobilisation is decreed, or Russia's killed and wounded since February "
                        "2022 exceed 250,000 by the estimate of two Western governments",
           .source = "article: \"war leads to the degradation of Russia\""})),
      russia_bleak(
          s.model.event("russia_bleak", {.description = "Russia finds itself in a very bleak situation",
                                         .criterion = "Putin no longer holds the presidency, or "
                                                      "Russia's forces hold less than half of the "
                                                      "Ukrainian territory that they held on 10 "
                                                      "November 2022 (maps of the Institute for the "
                                                      "Study of War), or martial law holds in all of "
                                                      "Russia; two of Reuters, AP and the BBC",
                                         .source = "article: when Russia \"finds itself in a very bleak "
                                                   "situation\" (Karbalevich)"})),
      ultimatum(s.model.event(
          "ultimatum", {.description = "the Kremlin makes a demand with leverage that stands in this month",
                        .criterion = "in the month, or earlier and not taken back, two of Reuters, AP, "
                                     "the BBC and the Financial Times report, each with a named "
                                     "official or two unnamed ones, that Moscow made its help (credit, "
                                     "energy, security) depend on Belarusian troops fighting in Ukraine",
                        .source = "article: the Kremlin may put Lukashenko in a situation \"where he "
                                  "will simply have no choice\" (Sivitski)"})),
      entry(s.model.event("entry", {.description = "Belarusian troops have entered the war",
                                    .criterion = "a Belarusian regular unit of battalion size or more "
                                                 "fights on territory held by Ukraine, reported by two "
                                                 "of Ukraine's General Staff, Minsk, and a major news "
                                                 "agency with imagery",
                                    .source = "article: \"Will Belarusian troops enter war in Ukraine?\""})),
      months_in(s.model.quantity(
          "months_in",
          {.unit = "months", .description = "months from the entry on, this one included; 0 before it"})),
      forced(s.model.event("forced", {.when = entry.now(),
                                      .description = "such a demand stood when Belarus entered",
                                      .source = "article: the Kremlin may put Lukashenko in a situation "
                                                "\"where he will simply have no choice\" (Sivitski)"})),
      contingent(s.model.quantity(
          "contingent", {.when = entry.now(),
                         .unit = "soldiers",
                         .description = "sent: at least a battalion, at most all who are able to fight",
                         .source = "about 48,000 active (IISS 2022), 17,000 able to fight (Arestovych), "
                                   "4,000 to 5,000 best trained (Yaroshuk)"})),
      fighting(s.model.event("fighting",
                             {.when = entry.now(),
                              .description = "the contingent takes part in the fighting",
                              .criterion = "in the month Belarusian units undertake offensive action, or "
                                           "hold a position at the front, by Ukraine's General Staff",
                              .source = "article: after the first negative experience Minsk \"might "
                                        "even suspend their participation\""})),
      loss_rate(s.model.quantity(
          "loss_rate", {.when = entry.now(),
                        .unit = "share",
                        .description = "killed and wounded in the month, if the contingent fights",
                        .source = "article: a small army with Soviet-era weapons; losses of comparable "
                                  "formations"})),
      refusal_rate(s.model.quantity(
          "refusal_rate", {.when = entry.now(),
                           .unit = "share",
                           .description = "who refuse to serve on in the month, if the contingent fights",
                           .source = "article: morale \"is not high\", most soldiers \"do not want to "
                                     "fight\"; "
                                     "the South Ossetian contingent of March 2022"})),
      losses(s.model.quantity(
          "losses",
          {.when = entry.now(),
           .unit = "share",
           .description = "killed and wounded in the month, share of those there; 0 without fighting",
           .source = "follows from loss_rate"})),
      refusals(s.model.quantity(
          "refusals",
          {.when = entry.now(),
           .unit = "share",
           .description = "who refuse to serve on in the month, share of those there; 0 without fighting",
           .source = "follows from refusal_rate"})),
      dead(s.model.quantity("dead",
                            {.when = entry.now(), .unit = "people", .description = "killed in the month"})),
      wounded(s.model.quantity(
          "wounded", {.when = entry.now(), .unit = "people", .description = "wounded in the month"})),
      refused(s.model.quantity(
          "refused",
          {.when = entry.now(), .unit = "people", .description = "who refuse to serve in the month"})),
      strength(s.model.quantity(
          "strength",
          {.when = entry.now(),
           .unit = "soldiers",
           .description = "of the contingent at the end of the month; no replacements are sent"})),
      tasks_achieved(
          s.model.event("tasks_achieved", {.when = entry.now(),
                                           .description = "the units have fulfilled their tasks",
                                           .criterion = "the contingent holds, for a month, a town of "
                                                        "5,000 inhabitants or more or a stretch of "
                                                        "main road or railway that it took and that "
                                                        "Minsk or Moscow had named as its aim, by the "
                                                        "maps of the Institute for the Study of War",
                                           .source = "article: the units have \"no chance ... to "
                                                     "fulfill their tasks\" (Sivitski)"})),
      defeat(s.model.event("defeat", {.when = entry.now(),
                                      .description = "the units are defeated",
                                      .criterion = "the contingent is driven from all it took, or "
                                                   "withdrawn without having achieved its tasks after "
                                                   "losing a fifth of its soldiers, or destroyed as a "
                                                   "unit, by two of Ukraine's General Staff, the UK "
                                                   "Ministry of Defence and the Institute for the Study "
                                                   "of War",
                                      .source = "article: no chance \"to avoid defeat\" (Sivitski)"})),
      setback(s.model.event(
          "setback",
          {.when = entry.now(),
           .description = "a negative experience in the month",
           .criterion =
               "in the month a tenth of those there are killed or wounded, or a sixth refuses to serve, or "
               "the defeat comes; two of Ukraine's General Staff, independent Belarusian media and a "
               "major news "
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
           .source = "article: after the first negative experience Minsk \"might even suspend their "
                     "participation\""})),
      resumption(
          s.model.event("resumption", {.when = entry.now(),
                                       .description = "suspended troops fight again, from this month on",
                                       .source = "judgement"})),
      since_setback(s.model.quantity("since_setback",
                                     {.unit = "months",
                                      .description = "months from the first setback on, that of the setback "
                                                     "included; 0 before it"})),
      mood(s.model.quantity("mood", {.unit = "log odds", .description = "how opposition to the war swings"})),
      anti_war_sentiment(s.model.quantity("anti_war_sentiment",
                                          {.unit = "share of adults",
                                           .description = "adults against Belarusian troops in the war",
                                           .source = "article: \"Anti-war sentiments are strong in "
                                                     "Belarusian society\"; polls of 2022"})),
      slump(s.model.quantity("slump", {.unit = "standard deviations", .description = "chance in output"})),
      bleak_part(s.model.quantity(
          "bleak_part",
          {.unit = "share", .description = "part of the last twelve months in which Russia was bleak"})),
      output_change(s.model.quantity(
          "output_change", {.unit = "%",
                            .description = "output of the 12 months to this one against the 12 before",
                            .source = "output of 2022 and forecasts of it before and after the "
                                      "sanctions (Belstat, IMF, SCEEUS)"})),
      hardship(s.model.event("hardship",
                             {.description = "economic hardships",
                              .criterion = "output of the 12 months to this one is at least 4 % below that "
                                           "of the 12 before, by the first figures of Belstat or the World "
                                           "Bank",
                              .source = "article: \"economic hardships\"; judged .08/.18/.35 without an "
                                        "entry and .25/.55/.85 with one, a check on output_change"})),
      mass_protest(s.model.event(
          "mass_protest",
          {.description = "mass protests in the month",
           .criterion = "50,000 people or more protest in Belarus on one day of the month, by the "
                        "middle estimate of Reuters, AP, the BBC and independent Belarusian "
                        "media",
           .source = "article: hardships \"may cause protests from the currently apolitical part of the "
                     "population\""})),
      campaign(s.model.event("campaign",
                             {.description = "a campaign like that of 2020 goes on",
                              .criterion = "50,000 people or more protest on a day of each of four weeks, "
                                           "this month's among them",
                              .source = "the protests of 2020 (Minsk and nationwide counts by DW and "
                                        "others); judgement"})),
      capital_offence(s.model.event("capital_offence",
                                    {.description = "a further offence has become punishable by death",
                                     .criterion = "since 1 December 2022 a law that makes a further offence "
                                                  "punishable by death has been signed",
                                     .source = "the laws of 2022 (remembered); judgement"})),
      prisoners_up(s.model.event(
          "prisoners_up", {.description = "political prisoners have risen by a tenth",
                           .criterion = "since 1 December 2022 the political prisoners counted by Viasna "
                                        "have been up by 10 % or more at the end of a month",
                           .source = "Viasna's counts of 2020 to 2022; judgement"})),
      harsher_repression(s.model.event(
          "harsher_repression",
          {.description = "even harsher in suppressing any discontent, by this month",
           .criterion = "since 1 December 2022 the political prisoners counted by Viasna have risen by 10 % "
                        "or more, or a further offence has become punishable by death",
           .source = "article: the regime \"will probably become even harsher in suppressing any "
                     "discontent\""})),
      prisoner_swing(s.model.quantity(
          "prisoner_swing",
          {.unit = "standard deviations", .description = "chance in the number of political prisoners"})),
      political_prisoners(s.model.quantity("political_prisoners",
                                           {.unit = "people",
                                            .description = "political prisoners at the end of the month",
                                            .source = "article: \"further along the path of "
                                                      "totalitarianism\"; Viasna's counts"})),
      patron_lost(s.model.event("patron_lost",
                                {.description = "Moscow is no longer able or willing to keep him in power",
                                 .criterion = "Moscow publicly calls on him to go, or refuses a public "
                                              "request for help against protest, mutiny or default, or "
                                              "withdraws its forces and credits from Belarus; two of "
                                              "Reuters, AP and the BBC",
                                 .source = "article: Russia \"is the main guarantor of Lukashenko's "
                                           "power\" (Karbalevich); judgement"})),
      shaken(s.model.event(
          "shaken", {.description = "a defeat weighs on the regime",
                     .source = "article: participation \"may quickly shake up the Belarusian regime\""})),
      regime_change(s.model.event(
          "regime_change",
          {.description = "the downfall of the regime, by this month",
           .criterion =
               "neither Lukashenko nor anyone he chose holds the powers of the presidency, for 30 days, or "
               "Belarus is no longer a state; two of Reuters, AP and the BBC",
           .source = "article: participation \"may quickly shake up the Belarusian regime and lead to its "
                     "downfall\" "
                     "(some observers); own counts of how autocracies end"})),
      falls(s.model.event("falls", {.description = "the regime falls in this month"})),
      trigger(s.model.category(
          "trigger", {"no_shock", "bleak", "hardship", "defeat", "campaign", "patron"},
          {.when = falls.now(),
           .description = "what the regime falls after, where several weigh each in its part",
           .source = "the hazards of the causes"})),
      mode(s.model.category(
          "mode", {"coup", "uprising", "natural", "other"},
          {.when = falls.now(),
           .description = "how the regime falls",
           .source = "own count, Geddes-Wright-Frantz: how personalist regimes end; judgement"})),
      fall_by_defeat(
          s.model.event("fall_by_defeat", {.description = "the regime falls in this month, after a defeat"})),
      fall_by_campaign(s.model.event("fall_by_campaign", {.description = "after a campaign of protest"})),
      fall_by_patron(s.model.event("fall_by_patron", {.description = "after the loss of its patron"})),
      fall_unprompted(s.model.event(
          "fall_unprompted", {.description = "after none of these: as such regimes end, in hardship and "
                                             "beside a bleak Russia the sooner"})),
      coup(s.model.event("coup", {.description = "the regime falls in this month, by a coup"})),
      uprising(s.model.event("uprising", {.description = "by an uprising"})),
      natural_exit(s.model.event("natural_exit", {.description = "by its leader's death or illness"})),
      other_exit(s.model.event("other_exit", {.description = "in another way"})),
      aftermath(s.model.category(
          "aftermath", {"reform", "another_autocracy", "absorption"},
          {.when = falls.now(),
           .description = "what follows",
           .criterion = "a year after it: reform, if a national election was held that the OSCE's "
                        "observers call competitive, or is called for within six months; absorption, if "
                        "Belarus is part of the Russian Federation or its foreign policy and forces are "
                        "by treaty under Moscow's command; else another autocracy",
           .source = "article: \"the chances of change in Belarus\"; how personalist regimes ended (own "
                     "count, Geddes-Wright-Frantz)"})),
      over(s.model.event("over", {.description = "nothing more is decided on the battlefield"})) {}

}  // namespace casus::study::detail
