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

/// A scale of the library's own, made when it is first asked for; converts to `const Scale&`.
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

// Percentages that 5, 25, 50, 75 and 95 % of the people asked did not exceed.
Phrase measured(const char* text, std::vector<std::string> synonyms, std::array<int, 5> percentages);

Scale make_capphrase();

}  // namespace detail

/// Seven bands side by side, each with two names; nothing below 1 % or above 99 %.
inline constexpr Standard<detail::make_icd203> icd203;
/// The yardstick of UK intelligence: seven bands, with gaps left between them on purpose.
inline constexpr Standard<detail::make_phia> phia;
/// Five bands side by side.
inline constexpr Standard<detail::make_nato> nato;
/// Of the Fifth and Sixth Assessment Reports: nested ("likely" takes in "virtually certain").
inline constexpr Standard<detail::make_ipcc> ipcc;
/// The same words as the climate panel's, side by side.
inline constexpr Standard<detail::make_efsa> efsa;
/// The first of them, each band as its centre and half width.
inline constexpr Standard<detail::make_kent> kent;
/// Not what words ought to mean but how 5,174 people read them: Adam Kucharski's CAPphrase survey
/// (doi:10.5281/zenodo.18750055), used under CC BY 4.0; the quantiles are this library's computation. "No chance" is here read as "almost no chance".
inline constexpr Standard<detail::make_capphrase> capphrase;

/// The library's own scales.
std::vector<const Scale*> all();

/// One of the library's own scales by its name, for options. Throws Error, with the nearest known name.
const Scale& named(std::string_view name);

}  // namespace casus::elicit::scale

#ifndef CASUS_CORE
#include <casus/elicit/scales.inl>
#endif
