// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <casus/infer/options.hpp>
#include <casus/study/belarus.hpp>

/// The study with counts, and with what was seen since.
namespace belarus {

/// Reads counts from a CSV file with the columns parameter, class, events, of, worth and source.
/// Several rows of a parameter are classes of cases, of which the study's case is another one.
/// `worth`: number of cases that the judgement is worth as the prior; without it, Jeffreys' prior.
/// Throws casus::Error.
std::vector<casus::study::CountedJudgement> read_counts(const std::string& file);

/// Returns the page of the study as it would have been updated by dated events, from a CSV file with
/// the columns date, event, evidence (in the language of questions), source and mark, in the order
/// of time. Throws casus::Error.
std::string updated_page(const casus::study::Belarus& study, const std::string& file,
                         const casus::Options& options);

}  // namespace belarus
