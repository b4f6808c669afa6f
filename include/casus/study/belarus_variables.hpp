// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>

#include <casus/error.hpp>

/// Descriptions of variables that the Belarus studies by the year and by the month have in common.
namespace casus::study {

/// Source and resolution criterion of a variable, without the date.
struct VariableSource {
  std::string_view variable;
  std::string_view source;
  std::string_view seen = {};
};
using Telling [[deprecated("use VariableSource")]] = VariableSource;

namespace belarus_tables {

inline constexpr std::array variable_sources{
    VariableSource{
        "front",
        "article: \"war leads to the degradation of Russia\"; the common cause of ultimatum, defeat and "
        "loss of the patron"},
    VariableSource{
        "ultimatum",
        "article: the Kremlin may put Lukashenko in a situation \"where he will simply have no choice\" "
        "(Sivitski)",
        "two of Reuters, AP, the BBC and the Financial Times report, each with a named official or two "
        "unnamed ones, that Moscow made its help (credit, energy, security) depend on Belarusian troops "
        "fighting in Ukraine"},
    VariableSource{"entry", "article: \"Will Belarusian troops enter war in Ukraine?\"",
                   "a Belarusian regular unit of battalion size or more fights on territory held by Ukraine, "
                   "reported by two of Ukraine's General Staff, Minsk, and a major news agency with imagery"},
    VariableSource{
        "contingent",
        "about 48,000 active (IISS 2022), 17,000 able to fight (Arestovych), 4,000 to 5,000 best trained "
        "(Yaroshuk)"},
    VariableSource{"monthly_losses",
                   "article: a small army with Soviet-era weapons; losses of comparable formations"},
    VariableSource{
        "tasks_achieved", "article: the units have \"no chance ... to fulfill their tasks\" (Sivitski)",
        "the contingent holds, for a month, a town of 5,000 inhabitants or more or a stretch of main "
        "road or railway that it took and that Minsk or Moscow had named as its aim, by the maps of the "
        "Institute for the Study of War"},
    VariableSource{
        "defeat", "article: no chance \"to avoid defeat\" (Sivitski)",
        "the contingent is driven from all it took, or withdrawn without having achieved its tasks after "
        "losing a fifth of its soldiers, or destroyed as a unit, by two of Ukraine's General Staff, the "
        "UK Ministry of Defence and the Institute for the Study of War"},
    VariableSource{
        "suspension",
        "article: after the first negative experience Minsk \"might even suspend their participation\""},
    VariableSource{
        "russia_bleak", "article: when Russia \"finds itself in a very bleak situation\" (Karbalevich)",
        "Putin no longer holds the presidency, or Russia's forces hold less than half of the Ukrainian "
        "territory that they held on 10 November 2022 (maps of the Institute for the Study of War), or "
        "martial law holds in all of Russia; two of Reuters, AP and the BBC"},
    VariableSource{"anti_war_sentiment",
                   "article: \"Anti-war sentiments are strong in Belarusian society\"; polls of 2022"},
    VariableSource{
        "output_change",
        "output of 2022 and forecasts of it before and after the sanctions (Belstat, IMF, SCEEUS)"},
    VariableSource{
        "hardship",
        "article: \"economic hardships\"; judged .08/.18/.35 without an entry and .25/.55/.85 with one, "
        "a check on output_change"},
    VariableSource{
        "mass_protest",
        "article: hardships \"may cause protests from the currently apolitical part of the population\""},
    VariableSource{"lasting_protest",
                   "the protests of 2020 (Minsk and nationwide counts by DW and others); judgement"},
    VariableSource{"harsher_repression",
                   "article: the regime \"will probably become even harsher in suppressing any discontent\""},
    VariableSource{"political_prisoners",
                   "article: \"further along the path of totalitarianism\"; Viasna's counts"},
    VariableSource{
        "patron_lost",
        "article: Russia \"is the main guarantor of Lukashenko's power\" (Karbalevich); judgement",
        "Moscow publicly calls on him to go, or refuses a public request for help against protest, mutiny or "
        "default, or withdraws its forces and credits from Belarus; two of Reuters, AP and the BBC"},
    VariableSource{
        "regime_change",
        "article: participation \"may quickly shake up the Belarusian regime and lead to its downfall\" "
        "(some observers); own counts of how autocracies end"},
    VariableSource{
        "aftermath",
        "article: \"the chances of change in Belarus\"; how personalist regimes ended (own count, "
        "Geddes-Wright-Frantz)",
        "a year after it: reform, if a national election was held that the OSCE's observers call "
        "competitive, or is called for within six months; absorption, if Belarus is part of the Russian "
        "Federation or its foreign policy and forces are by treaty under Moscow's command; else another "
        "autocracy"},
    VariableSource{
        "refusals",
        "article: morale \"is not high\", most soldiers \"do not want to fight\"; the South Ossetian "
        "contingent of March 2022"},
};

}  // namespace belarus_tables

inline const VariableSource& variable_source(std::string_view variable) {
  for (const VariableSource& one : belarus_tables::variable_sources)
    if (one.variable == variable) return one;
  throw Error(std::string(variable), "a variable that the studies tell of", "an unknown name");
}

[[deprecated("use variable_source")]] inline const VariableSource& telling_of(std::string_view variable) {
  return variable_source(variable);
}

/// Throw Error if the studies have no common text for the variable.
inline std::string source_of(std::string_view variable) {
  return std::string(variable_source(variable).source);
}
inline std::string seen_as(std::string_view variable) {
  const std::string_view seen = variable_source(variable).seen;
  if (seen.empty()) throw Error(std::string(variable), "what must be seen of it", "nothing that is shared");
  return std::string(seen);
}

}  // namespace casus::study
