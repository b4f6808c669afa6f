// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/elicit/scales.hpp>

namespace casus {

namespace elicit {
namespace scale {
namespace detail {

CASUS_INLINE Scale make_icd203() {
  return Scale("icd203",
               "Office of the Director of National Intelligence, Intelligence Community Directive 203, "
               "Analytic Standards, 2 January 2015",
               {{"almost no chance", {"remote"}, .01, .05},
                {"very unlikely", {"highly improbable"}, .05, .20},
                {"unlikely", {"improbable", "improbably"}, .20, .45},
                {"roughly even chance", {"roughly even odds", "roughly even"}, .45, .55},
                {"likely", {"probable", "probably"}, .55, .80},
                {"very likely", {"highly probable"}, .80, .95},
                {"almost certain", {"almost certainly", "nearly certain"}, .95, .99}});
}

CASUS_INLINE Scale make_phia() {
  return Scale("phia",
               "UK Professional Head of Intelligence Assessment, Explaining Uncertainty in UK Intelligence "
               "Assessment (the probability yardstick), 24 March 2025",
               {{"remote chance", {}, 0, .05},
                {"highly unlikely", {}, .10, .20},
                {"unlikely", {}, .25, .35},
                {"realistic possibility", {}, .40, .50, false, true},
                {"likely", {"probable", "probably"}, .55, .75},
                {"highly likely", {}, .80, .90},
                {"almost certain", {"almost certainly"}, .95, 1}});
}

CASUS_INLINE Scale make_nato() {
  return Scale("nato",
               "NATO, Allied Joint Publication 2.1 (AJP-2.1), as given in A. Kucharski's CAPphrase, "
               "doi:10.5281/zenodo.18750055",
               {{"highly unlikely", {}, 0, .10, false, true},
                {"unlikely", {}, .10, .40},
                {"even chance", {}, .40, .60},
                {"likely", {"probable", "probably"}, .60, .90},
                {"highly likely", {}, .90, 1, true, false}});
}

CASUS_INLINE Scale make_ipcc() {
  return Scale("ipcc",
               "Mastrandrea et al., Guidance Note for Lead Authors of the IPCC Fifth Assessment Report on "
               "Consistent Treatment of Uncertainties, 2010 (also in force for the Sixth)",
               {{"exceptionally unlikely", {}, 0, .01},
                {"extremely unlikely", {}, 0, .05},
                {"very unlikely", {}, 0, .10},
                {"unlikely", {}, 0, .33},
                {"about as likely as not", {}, .33, .66},
                {"more likely than not", {}, .50, 1, true},
                {"likely", {}, .66, 1},
                {"very likely", {}, .90, 1},
                {"extremely likely", {}, .95, 1},
                {"virtually certain", {}, .99, 1}});
}

CASUS_INLINE Scale make_efsa() {
  return Scale("efsa",
               "European Food Safety Authority, Guidance on Communication of Uncertainty in Scientific "
               "Assessments, EFSA Journal 17 (2019) 5520, doi:10.2903/j.efsa.2019.5520",
               {{"almost impossible", {}, 0, .01},
                {"extremely unlikely", {}, .01, .05},
                {"very unlikely", {}, .05, .10},
                {"unlikely", {}, .10, .33},
                {"as likely as not", {"about as likely as not"}, .33, .66},
                {"likely", {}, .66, .90},
                {"very likely", {}, .90, .95},
                {"extremely likely", {}, .95, .99},
                {"almost certain", {"almost certainly"}, .99, 1}});
}

CASUS_INLINE Scale make_kent() {
  return Scale("kent", "Sherman Kent, Words of Estimative Probability, Studies in Intelligence 8 (1964)",
               {{"impossible", {"impossibility"}, 0, 0},
                {"almost certainly not", {}, .02, .12},
                {"probably not", {}, .20, .40},
                {"chances about even", {"about even"}, .40, .60},
                {"probable", {"probably"}, .63, .87},
                {"almost certain", {"almost certainly"}, .87, .99},
                {"certain", {"certainty", "certainly"}, 1, 1}});
}

CASUS_INLINE Phrase measured(const char* text, std::vector<std::string> synonyms,
                             std::array<int, 5> percentages) {
  constexpr std::array<double, 5> levels{.05, .25, .50, .75, .95};
  Phrase phrase{text, std::move(synonyms)};
  for (std::size_t i = 0; i < levels.size(); ++i)
    phrase.readings.push_back({levels[i], percentages[i] / 100.0});
  return phrase;
}

CASUS_INLINE Scale make_capphrase() {
  return Scale(
      "capphrase",
      "Adam Kucharski, CAPphrase, 2026, doi:10.5281/zenodo.18750055, licensed CC BY 4.0 "
      "(https://creativecommons.org/licenses/by/4.0/); quantiles computed from its 5,174 respondents",
      {measured("almost no chance", {"no chance"}, {1, 1, 2, 5, 10}),
       measured("remote chance", {}, {1, 3, 5, 10, 25}), measured("highly unlikely", {}, {1, 5, 5, 10, 20}),
       measured("little chance", {}, {2, 5, 10, 15, 25}),
       measured("chances are slight", {}, {3, 5, 10, 15, 30}),
       measured("improbable", {"improbably"}, {1, 5, 10, 20, 33}),
       measured("unlikely", {}, {5, 10, 20, 25, 40}),
       measured("could happen", {"could"}, {10, 25, 40, 50, 70}),
       measured("might happen", {"might"}, {10, 25, 40, 50, 66}),
       measured("may happen", {"may"}, {10, 30, 40, 51, 70}),
       measured("about even", {}, {49, 50, 50, 50, 51}),
       measured("realistic possibility", {}, {20, 40, 60, 75, 85}),
       measured("better than even", {}, {51, 55, 60, 60, 70}),
       measured("probable", {"probably"}, {51, 65, 75, 80, 90}), measured("likely", {}, {60, 67, 75, 80, 90}),
       measured("very good chance", {}, {64, 75, 80, 85, 90}),
       measured("highly likely", {}, {75, 80, 90, 90, 95}),
       measured("almost certain", {"almost certainly"}, {85, 90, 95, 98, 99}),
       measured("will happen", {"will"}, {90, 99, 100, 100, 100})});
}

}  // namespace detail
}  // namespace scale
}  // namespace elicit
namespace elicit {
namespace scale {

CASUS_INLINE std::vector<const Scale*> all() {
  return {&*icd203, &*phia, &*nato, &*ipcc, &*efsa, &*kent, &*capphrase};
}

CASUS_INLINE const Scale& named(std::string_view name) {
  std::vector<std::string> names;
  for (const Scale* scale : all()) {
    if (scale->name() == name) return *scale;
    names.push_back(scale->name());
  }
  throw Error("scale", "one of " + casus::detail::joined(names), casus::detail::quoted(name),
              casus::detail::nearest_hint(name, names));
}

}  // namespace scale
}  // namespace elicit
}  // namespace casus
