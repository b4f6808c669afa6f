// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// Returns the position of a byte of a text, for messages: "questions.txt:7:14".
using TextPosition = std::function<std::string(std::size_t byte)>;

/// Reads a question in the language of `to_text(Query)`:
///
///     P(regime_change and not mass_protest | entry)  E(dead | entry)  quantile(dead, 0.9 | entry)
///     P(regime_change; do entry = no)      distribution(front | entry)
///     histogram(output_change, -10, -5, 0)
///     sd(dead | entry)                     variance(dead | entry)            P(exists(crossing))
///     expected_shortfall(dead, 0.95)       correlation(dead, output_change)
///     median(dead | entry)                 least(dead | entry)              greatest(dead | entry)
///     P(regime_change | entry; had entry = no)
///     P(setback | observed(troops, 9000), likelihood(protest, 0.2, 0.9))
///
/// The condition follows `|`, interventions follow `; do` (several settings with commas), and the
/// interventions in the twin of a counterfactual follow `; had`. Conditions may use `and`, `or`,
/// `not`, comparisons (`<`, `<=`, `>`, `>=`, `=`, `!=`), the states of categories (`front =
/// failing`), `yes` and `no`; numbers may use `+ - * /`, `exp`, `log`, `sqrt`, `pow`, `abs`,
/// `floor`, `logistic`, `min`, `max`, `clamp`, `if_then_else`, `scale_odds`, `indicator`. Names are
/// written in double quotes unless they are identifiers, optionally followed by parts and numbers
/// (base.step1, share[0]). Throws Error at `question:1:column` if the text is wrong, with the
/// nearest known name if a name is unknown, or at `position(byte)` if the text is part of a file.
/// Part of the compiled core.
Query parse_query(const Model& model, std::string_view text, const TextPosition& position = {});

/// Reads a question over time. It refers to series by
///
///     at(entry, 3)     by(entry, 3)     ever(entry)     always(war, 3)     always(war)
///     first_at(entry, 3)     first(entry)     before(entry, defeat)
///     within(suspension, 2, setback)     count(war, 11)     sum(dead, 11)     maximum(strain, 11)
///
/// where a step is a number from 0 on, or its label in double quotes: `by(entry, "Mar 2023")`. A
/// target that omits the steps makes a curve: `P(by(entry) | at(ultimatum, 2))`; the time of first
/// occurrence is `distribution(first(entry))`. Conditions and interventions have steps:
/// `P(ever(entry) | not by(entry, 2); do at(ultimatum, 4) = no)`; a series may be set in several
/// steps, `; do at(entry, 3 to 7) = no`, or in all: `; do entry = no`. Errors as above.
Query parse_query(Horizon& horizon, std::string_view text, const TextPosition& position = {});

/// Reads a condition: `entry and not setback`. Errors as for `parse_query`.
Boolean parse_condition(const Model& model, std::string_view text);
Boolean parse_condition(Horizon& horizon, std::string_view text);

/// Reads evidence and adds it to a question: conditions, `observed(troops, 9000)` and
/// `likelihood(protest, 0.2, 0.9)`, separated by commas. Errors as for `parse_query`.
Query parse_evidence(const Model& model, const Query& query, std::string_view text);
Query parse_evidence(Horizon& horizon, const Query& query, std::string_view text);

/// Reads settings: `entry = no, front = failing`. Errors as for `parse_query`.
std::vector<Intervention> parse_interventions(const Model& model, std::string_view text);
std::vector<Intervention> parse_interventions(Horizon& horizon, std::string_view text);

/// Adds a policy (`Timeline::policy`): `suspension = yes when last(defeat) and engaged`, where the
/// name of a series is its value in the current step and `last(...)` its value in the previous
/// step. Errors as for `parse_query` and `Timeline::policy`.
void add_policy(Timeline& timeline, std::string_view text);

}  // namespace casus
