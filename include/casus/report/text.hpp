// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>
#include <string>

#include <casus/infer/answer.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

namespace casus {

/// Returns the answers as an aligned table, 80 columns wide if the questions allow: value, interval
/// (Monte Carlo error) and range (judgement) side by side, warnings below. Part of the compiled
/// core.
std::string to_text(const Answers& answers);
std::ostream& operator<<(std::ostream& out, const Answers& answers);
std::ostream& operator<<(std::ostream& out, const Answer& answer);

/// Returns a listing of the model: each variable with its kind, unit, guard, distribution,
/// description, resolution criterion and source; each parameter with its distribution, stated next
/// to fitted quantiles, source and mark.
std::string list(const Model& model);
/// The same for a timeline: the constants, then each series with its first and step distributions,
/// then the parameters.
std::string list(const Timeline& timeline);

}  // namespace casus
