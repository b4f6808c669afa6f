// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/elicit/scale.hpp>
#include <casus/error.hpp>

namespace casus::elicit::scale {

/// One of the library's own scales, made at its first use; converts to `const Scale&`.
template <Scale (*make)()> struct Standard {
  const Scale& operator*() const {
    static const Scale scale = make();
    return scale;
  }
  const Scale* operator->() const { return &**this; }
  operator const Scale&() const { return **this; }
};

namespace detail {

Scale make_icd203();

Scale make_phia();

Scale make_nato();

Scale make_ipcc();

Scale make_efsa();

Scale make_kent();

// Percentages that 5, 25, 50, 75 and 95 % of the respondents did not exceed.
Phrase measured(const char* text, std::vector<std::string> synonyms, std::array<int, 5> percentages);

Scale make_capphrase();

}  // namespace detail

/// US intelligence: seven adjacent bands, each with two names; nothing below 1 % or above 99 %.
inline constexpr Standard<detail::make_icd203> icd203;
/// The yardstick of UK intelligence: seven bands, with deliberate gaps between them.
inline constexpr Standard<detail::make_phia> phia;
/// NATO: five adjacent bands.
inline constexpr Standard<detail::make_nato> nato;
/// The climate panel's Fifth and Sixth Assessment Reports: nested bands ("likely" includes
/// "virtually certain").
inline constexpr Standard<detail::make_ipcc> ipcc;
/// The European Food Safety Authority: phrases as in the climate panel's scale, in adjacent bands.
inline constexpr Standard<detail::make_efsa> efsa;
/// Sherman Kent, the first of these scales: each band is given by its centre and half-width.
inline constexpr Standard<detail::make_kent> kent;
/// Phrases as 5,174 people interpreted them, not as they ought to be used: Adam Kucharski's
/// CAPphrase survey (doi:10.5281/zenodo.18750055), used under CC BY 4.0; the quantiles were
/// computed by this library. "No chance" is read here as "almost no chance".
inline constexpr Standard<detail::make_capphrase> capphrase;

/// Returns the library's own scales.
std::vector<const Scale*> all();

/// Returns one of the library's own scales by its name, for options. Throws Error, with the nearest
/// known name, if there is none.
const Scale& named(std::string_view name);

}  // namespace casus::elicit::scale

#ifndef CASUS_CORE
#include <casus/elicit/scales.inl>
#endif
