// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/distribution/mixture.hpp>
#include <casus/elicit/counted.hpp>
#include <casus/elicit/fit.hpp>

namespace casus::elicit {

/// Returns a short form of a distribution given as Uniform pieces, in ascending order: the family
/// of `fit` whose distribution function is within `posterior_tolerance` at the ends of all pieces,
/// or else the pieces themselves. The sentence describes it: "a LogitNormal within 0.2 %".
Counted compact(distribution::Mixture pieces, const Support& support);

/// Throws Error about `subject` if a weight, or a number of events, is outside its range.
void check_events(double events, double weight, std::string_view subject);
void check_cases(const CountedShare& counts, std::string_view subject);
void check_exposure(const CountedRate& counts, std::string_view subject);

/// Describes counts: "3 of 41", "3 in 120.5", with the weight if it is not 1.
std::string text_of(const CountedShare& counts);
std::string text_of(const CountedRate& counts);

}  // namespace casus::elicit
