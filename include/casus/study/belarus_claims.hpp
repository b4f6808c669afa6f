// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/study/belarus_inputs.hpp>

/// All claims of the article: each with the part of the model that represents it, the questions
/// that it asks of the model, and statements of others for and against it, none of them made after
/// 10 November 2022.
namespace casus::study {

/// Somebody's statement or count about a claim.
struct Voice {
  std::string_view who;
  std::string_view date;   ///< as far as it is known: "2 Nov 2022"; empty if it is not
  std::string_view words;  ///< a quotation, in quotation marks, or a summary
  std::string_view where;  ///< the publication that was read
  std::string_view link;   ///< its address; empty if the study has none
  Verification mark;       ///< how far it was checked
};

/// A question about a claim.
struct ClaimQuestion {
  std::string label;
  std::string question;  ///< in the language of questions, about the months from December 2022
};

/// A claim of the article.
struct ArticleClaim {
  int number;  ///< from 1 on, in the article's order
  std::string_view words;
  std::string_view speaker;
  std::string_view variable;  ///< the variables that represent it, in words
  /// The judgement that the answer rests on most, by its name.
  std::string_view judgement;
  std::vector<ClaimQuestion> questions;
  std::vector<Voice> voices;
};

namespace detail {

namespace voices {

inline constexpr Voice isw{"Institute for the Study of War",
                           "2 Nov 2022",
                           "an entry is \"highly unlikely\", for its domestic ramifications and for want of "
                           "capability; so too on 30 Sep and 10 Oct",
                           "Pozirk",
                           "https://pozirk.online/en/news/44353",
                           Verification::verified};
inline constexpr Voice gur{
    "Ukraine's military intelligence (GUR)",
    "9 Oct 2022",
    "Putin presses Lukashenko to join openly; six Belarusian battalions stand near the "
    "border. A belligerent's claim",
    "babel.ua, 85675",
    "",
    Verification::verified};
inline constexpr Voice razumkov{
    "Razumkov Centre, Melnyk", "10 Oct 2022", "\"a turning point... on the brink\"", "tepsa.eu", "",
    Verification::verified};
inline constexpr Voice alarms{
    "The study's own count",
    "Feb to Oct 2022",
    "none of four public alarms that Belarus was about to enter had come true; that "
    "of October was still open",
    "public statements",
    "",
    Verification::computed};
inline constexpr Voice uk_capability{
    "UK Ministry of Defence",
    "21 Oct 2022",
    "Belarus's military \"very likely maintains minimal capability to undertake "
    "complex operations\"",
    "libertatea.ro, tvn24.pl",
    "",
    Verification::verified};
inline constexpr Voice hromov{"Ukraine's General Staff, Hromov",
                              "3 Nov 2022",
                              "any attack needs two to three months of training of the Russian half first",
                              "Kyiv Independent, 3 Nov 2022",
                              "",
                              Verification::verified};
inline constexpr Voice donetsk{"Donetsk forces' ombudsman, by the UK Ministry of Defence",
                               "22 Jun 2022",
                               "2,128 killed and 8,897 wounded, about 55 % of the original force",
                               "The Times, Der Spiegel",
                               "",
                               Verification::verified};
inline constexpr Voice ossetia{"South Ossetia's contingent",
                               "30 Mar 2022",
                               "about 300 of 1,200 quit within two weeks and hitch-hiked home",
                               "Civil Georgia",
                               "https://civil.ge/archives/482759",
                               Verification::verified};
inline constexpr Voice carnegie{
    "Carnegie Politika",
    "25 Oct 2022",
    "a joint attack \"should not occur in the foreseeable future\", but leaders are "
    "not predictable",
    "Carnegie Endowment",
    "https://carnegieendowment.org/politika/88249",
    Verification::verified};
inline constexpr Voice re_russia{"Re:Russia",
                                 "8 Nov 2022",
                                 "unlikely, and hardly of serious impact if it happened",
                                 "Re:Russia, review 117",
                                 "https://re-russia.net/en/review/117",
                                 Verification::verified};
inline constexpr Voice kahl{"Pentagon, Kahl", "8 Aug 2022", "70,000 to 80,000 Russian casualties",
                            "press reports",  "",           Verification::verified};
inline constexpr Voice yaroshuk{"Yaroshuk, trade unions' congress",
                                "Mar 2022",
                                "4,000 to 5,000 are the \"most trained\"",
                                "bkdp.org",
                                "",
                                Verification::verified};

}  // namespace voices

inline std::vector<ArticleClaim> claims_of_article() {
  using namespace voices;
  using enum Verification;
  const std::string in(belarus_arm_forced), unforced(belarus_arm_unforced), out(belarus_arm_out);
  return {
      {1,
       "\"Lukashenko and Belarusian generals have acknowledged the concentration of tactical military units "
       "in "
       "the south of the country\"",
       "Klaskouski",
       "weight of the buildup as evidence: how many times likelier it is before an entry than otherwise",
       "buildup_ratio",
       {{"an entry within the year, as judged by those who knew of it", "E(p_entry_judged)"},
        {"the same, had no buildup been seen", "E(p_entry_without_buildup)"}},
       {gur,
        {"Ukraine's military intelligence (GUR)", "24 Oct 2022",
         "3,200 Russian soldiers counted where 9,000 had been announced; soon after 4,300, four in five of "
         "them mobilised men without heavy weapons",
         "Kyiv Independent, 3 Nov 2022", "", verified},
        {"UK Ministry of Defence", "21 Oct 2022",
         "unlikely that Russia really deployed significant extra troops", "libertatea.ro, tvn24.pl", "",
         verified}}},
      {2,
       "\"but explain it solely by the tasks of protecting its borders from an alleged Ukrainian military "
       "threat\"",
       "Klaskouski",
       "weight of the official explanation as evidence, which would be given either way",
       "explanation_ratio",
       {{"an entry within the year, had nobody spoken of protecting the border",
         "E(p_entry_without_explanation)"}},
       {{"Lukashenko", "4 Oct 2022", "admits to be \"participating\", but \"we kill nobody, send no troops\"",
         "txtreport, 10 Oct 2022", "", verified}}},
      {3,
       "the Kremlin may put Lukashenko in a situation \"where he will simply have no choice\"",
       "Sivitski",
       "a demand with leverage: help that depends on Belarusian troops. One that is refused four times in "
       "five "
       "is no lack of choice; the literal reading is among the readings",
       "p_ultimatum",
       {{"such a demand within the year", "P(by(ultimatum, 11))"},
        {"an entry where it is made", "P(at(entry, 11) | by(ultimatum, 11))"}},
       {gur,
        razumkov,
        alarms,
        {"Statista", "2020", "trade with Russia about half of output", "Statista", "", verified}}},
      {4,
       "\"Belarus has a small army\"",
       "Klaskouski",
       "the contingent sent, of at most 17,000 able to fight",
       "contingent_median",
       {{"half of the contingents are smaller than", "quantile(at(contingent, 0), 0.5" + in + ")"},
        {"beaten within the year, if 2,000 are sent",
         "P(at(defeat, 11)" + in + ", at(contingent, 0) = 2000)"},
        {"if 15,000 are", "P(at(defeat, 11)" + in + ", at(contingent, 0) = 15000)"}},
       {{"IISS", "2022", "about 48,000 active", "shunculture.com", "", verified},
        {"Arestovych, adviser of Ukraine's president", "Feb 2022", "17,000 are capable", "press reports", "",
         verified},
        yaroshuk}},
      {5,
       "\"mainly equipped with Soviet-era weapons\"",
       "Klaskouski",
       "killed and wounded a month, as in comparable formations",
       "q_loss_month",
       {{"share of the contingent killed or wounded in the first month, mean", "E(at(losses, 0)" + in + ")"},
        {"beaten within the year, if a twentieth is lost in the first month",
         "P(at(defeat, 11)" + in + ", at(losses, 0) = 0.05)"},
        {"if a third is", "P(at(defeat, 11)" + in + ", at(losses, 0) = 0.33)"}},
       {donetsk,
        kahl,
        {"Babel", "Oct 2022", "more than 10,000 t of ammunition sent to Russia in 26 trains", "babel.ua", "",
         verified}}},
      {6,
       "\"the morale of the troops is not high either\"; \"most Belarusian soldiers do not want to fight "
       "against Ukrainians\"",
       "reports, by Klaskouski",
       "the share that refuses to serve on",
       "f_refuse",
       {{"share that refuses in the first month, mean", "E(at(refusals, 0)" + in + ")"},
        {"beaten within the year, if a fiftieth refuses in it",
         "P(at(defeat, 11)" + in + ", at(refusals, 0) = 0.02)"},
        {"if a quarter does", "P(at(defeat, 11)" + in + ", at(refusals, 0) = 0.25)"}},
       {ossetia,
        {"Arestovych", "Mar 2022",
         "more than 60 % of servicemen \"extremely negative\" in an internal survey. A belligerent's claim",
         "press reports", "", verified},
        {"Viacorka, opposition", "2022", "resignations, and officers on sick leave. A claim", "press reports",
         "", verified}}},
      {7,
       "\"the Belarusian units have no chance not only to fulfill their tasks\"",
       "Sivitski",
       "tasks achieved: a named aim held for a month",
       "p_tasks_achieved",
       {{"within the year", "P(at(tasks_achieved, 11)" + in + ")"}},
       {uk_capability, hromov}},
      {8,
       "\"but also to avoid defeat\"",
       "Sivitski",
       "defeat: driven out, withdrawn after losing a fifth, or destroyed",
       "p_defeat_given_entry",
       {{"beaten within the year", "P(at(defeat, 11)" + in + ")"},
        {"within three months", "P(at(defeat, 2)" + in + ")"}},
       {donetsk, ossetia}},
      {9,
       "\"Minsk will try to send as few of them as possible\"",
       "Sivitski",
       "fewer than 5,000 sent",
       "contingent_median",
       {{"under a demand", "P(at(contingent, 0) < 5000" + in + ")"},
        {"unasked", "P(at(contingent, 0) < 5000" + unforced + ")"}},
       {yaroshuk,
        {"Ukraine's General Staff, Hromov", "",
         "up to 15,000 Belarusians and 9,000 Russians could take part: speaks against it", "press reports",
         "", verified}}},
      {10,
       "\"after the first negative experience\", \"it might even suspend their participation in "
       "hostilities\"",
       "Sivitski",
       "no offensive action for a month, within three months of a setback",
       "p_suspend_given_setback",
       {{"of all entries with a setback", "P(within(suspension, 3, setback) | by(setback, 20))"},
        {"of the forced ones", "P(within(suspension, 3, setback) | by(setback, 20)" + in + ")"}},
       {{"Weisiger", "2016",
         "abandonment is likelier on a separate front and after recent setbacks (International Studies "
         "Quarterly 60)",
         "paperzz, 9322721", "", verified},
        {"The study's own count", "",
         "9 of 85 members of coalitions since 1946 stopped a month or more before their side",
         "Gleditsch's list of wars", "", computed}}},
      {11,
       "\"participation in the war may quickly shake up the Belarusian regime and lead to its downfall\"",
       "some observers",
       "the downfall of the regime within the year",
       "p_regime12_given_defeat",
       {{"where Belarus is forced in", "P(by(regime_change, 11)" + in + ")"},
        {"where it is beaten at once", "P(by(regime_change, 11)" + in + ", at(defeat, 0) = yes)"},
        {"where it stays out", "P(by(regime_change, 11)" + out + ")"}},
       {{"The study's own count", "", "4 of 27 autocracies that lost a war ended within a year",
         "Gleditsch; Geddes, Wright and Frantz", "", computed},
        {"Croco and Weeks", "2016",
         "the tenure of less vulnerable autocrats does not depend on the outcome of a war (World Politics "
         "68): "
         "speaks against it",
         "abstract", "", verified},
        {"Bueno de Mesquita and Siverson", "1995",
         "defeat shortens tenure, long tenure before protects autocrats (American Political Science Review "
         "89)",
         "cambridge.org", "", verified}}},
      {12,
       "\"Anti-war sentiments are strong in Belarusian society\"",
       "Klaskouski",
       "adults against Belarusian troops in the war; not the same as against the war",
       "s_oppose_participation",
       {{"without an entry, mean", "E(at(anti_war_sentiment, 11)" + out + ")"},
        {"a year after one, mean", "E(at(anti_war_sentiment, 11)" + in + ")"}},
       {{"Vardomatsky, by telephone, 1,000 adults", "Sep 2022",
         "85 % against sending troops, 11 % for it; but 41.3 % approve of Russia's actions",
         "euroradio.fm, russialist.org", "", verified},
        {"Chatham House, online, 804 in towns", "Jun 2022", "5 % for sending troops", "press reports", "",
         verified}}},
      {13,
       "\"economic hardships may cause protests from the currently apolitical part of the population\"",
       "Klaskouski",
       "hardship (output of twelve months at least 4 % down) raises the odds of a mass protest",
       "protest_ratio_hardship",
       {{"hardship in November 2023, forced in", "P(at(hardship, 11)" + in + ")"},
        {"hardship in November 2023, out", "P(at(hardship, 11)" + out + ")"},
        {"a mass protest within the year, forced in and always in hardship",
         "P(by(mass_protest, 11)" + in + ", hardship = yes)"},
        {"and never in hardship", "P(by(mass_protest, 11)" + in + ", hardship = no)"}},
       {{"Eurasian Development Bank", "2022", "output 7.8 % down in the second quarter, 5.5 % in the third",
         "pozirk.online, 44956", "", verified},
        {"Snopkov and Golovchenko, government", "2022",
         "sanctions hit a fifth of the economy, 14 to 18 billion dollars of exports", "Reuters", "",
         verified}}},
      {14,
       "\"mass protests are unlikely in the short term\"",
       "Klaskouski",
       "50,000 people or more on one day by February 2023",
       "p_massprotest_12m_entry",
       {{"where Belarus is forced in", "P(by(mass_protest, 2)" + in + ")"},
        {"where it stays out", "P(by(mass_protest, 2)" + out + ")"}},
       {{"Viasna", "27 Feb 2022", "at least 908 detained at protests against the war", "spring96.org, 107597",
         "", verified},
        {"The study's own count", "",
         "a campaign against the regime begins in 1.6 % of personalist country-years, 1.8 % since 1991",
         "NAVCO 2.0; Geddes, Wright and Frantz", "", computed}}},
      {15,
       "\"the regime will probably become even harsher in suppressing any discontent, going even further "
       "along "
       "the path of totalitarianism\"",
       "Klaskouski",
       "political prisoners up by a tenth, or a further offence punishable by death",
       "p_harsher_entry",
       {{"where Belarus is forced in", "P(at(harsher_repression, 11)" + in + ")"},
        {"where it stays out", "P(at(harsher_repression, 11)" + out + ")"},
        {"political prisoners in November 2023, median, forced in",
         "quantile(at(political_prisoners, 11), 0.5" + in + ")"},
        {"median, out", "quantile(at(political_prisoners, 11), 0.5" + out + ")"}},
       {{"Viasna", "2020 to 2022",
         "169 political prisoners at the end of 2020, 1,198 in the spring or summer of 2022", "spring96.org",
         "", verified},
        {"The study's own count", "",
         "repression was harsher during 17 of 24 campaigns that failed; two years later it still was in 43 %",
         "NAVCO 2.0; Fariss's scores", "", computed},
        {"Minsk", "14 Oct 2022", "a regime of counter-terrorist operation", "babel.ua", "", remembered}}},
      {16,
       "\"War leads to the degradation of Russia, which is the main guarantor of Lukashenko's power\"",
       "Karbalevich",
       "Russia worn down by the war; its patronage lost",
       "p_worn_12m",
       {{"Russia worn by November 2023", "P(at(russia_worn, 11))"},
        {"the patron lost by then", "P(by(patron_lost, 11))"},
        {"the patron lost by then if Russia is in a very bleak situation all along",
         "P(by(patron_lost, 11)" + out + ", russia_bleak = yes)"}},
       {kahl,
        {"US chairman of the Joint Chiefs, Milley", "9 Nov 2022",
         "\"well over 100,000\" Russian soldiers killed "
         "and wounded",
         "press reports", "", remembered},
        {"Casey", "2020", "Soviet, not Western, sponsors kept clients in power (World Politics 72)",
         "article", "", verified},
        {"The study's own count", "", "14 of 22 Soviet clients ended from 1989 to 1993",
         "Geddes, Wright and Frantz", "", computed}}},
      {17,
       "When Russia \"finds itself in a very bleak situation\", \"the chances of change in Belarus will "
       "increase\"",
       "Karbalevich",
       "the hazard of a downfall where Russia is in a very bleak situation",
       "hazard_ratio_bleak",
       {{"such a situation by November 2023", "P(at(russia_bleak, 11))"},
        {"a downfall within the year, if it lasts all along, out",
         "P(by(regime_change, 11)" + out + ", russia_bleak = yes)"},
        {"if it never comes, out", "P(by(regime_change, 11)" + out + ", russia_bleak = no)"}},
       {{"Miller", "2021",
         "more than nine of ten transitions follow a violent shock or come from a confident ruling party",
         "Shock to the System", "", verified},
        {"Gottfrid", "autumn 2022", "13 % that Putin is no longer president on 1 Feb 2023",
         "samuelgottfrid.se", "", verified}}},
      {18,
       "\"how high the probability of Belarusian troops invading Ukraine currently is\"",
       "Klaskouski",
       "an entry: a Belarusian battalion or more fights on territory held by Ukraine",
       "p_entry_given_ultimatum",
       {{"by February 2023", "P(at(entry, 2))"},
        {"by November 2023", "P(at(entry, 11))"},
        {"by November 2024", "P(at(entry, 23))"}},
       {isw,
        carnegie,
        re_russia,
        {"Metaculus, 431 forecasters", "31 May 2022",
         "1 % on the last day for an invasion before 1 June 2022; the chart had reached towards 30 %",
         "Metaculus, question 10423", "https://metaculus.com/questions/10423", verified}}},
      {19,
       "\"If it does happen, what would the consequences be for Belarus?\"",
       "Klaskouski",
       "what follows an entry under a demand within a year",
       "dead_share",
       {{"dead, mean", "E(sum(dead, 11)" + in + ")"},
        {"beaten", "P(at(defeat, 11)" + in + ")"},
        {"harsher repression", "P(at(harsher_repression, 11)" + in + ")"},
        {"hardship in November 2023", "P(at(hardship, 11)" + in + ")"},
        {"a mass protest", "P(by(mass_protest, 11)" + in + ")"},
        {"the downfall of the regime", "P(by(regime_change, 11)" + in + ")"}},
       {re_russia,
        {"CIA", "Jul 2022", "15,000 Russian soldiers killed and 45,000 wounded: a quarter of casualties die",
         "press reports", "", verified}}},
  };
}

}  // namespace detail

/// Returns all claims of the article, in its order.
inline const std::vector<ArticleClaim>& all_claims() {
  static const std::vector<ArticleClaim> claims = detail::claims_of_article();
  return claims;
}

}  // namespace casus::study
