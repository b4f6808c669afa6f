// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string_view>
#include <vector>

#include <casus/infer/query.hpp>

namespace casus {

/// Reads a question in the language of `to_text(Query)`:
///
///     P(regime_change and not mass_protest | entry)      E(dead | entry)      quantile(dead, 0.9 | entry)
///     P(regime_change; do entry = no)      distribution(front | entry)       histogram(output_change, -10, -5, 0)
///     P(regime_change | entry; had entry = no)           P(setback | observed(troops, 9000), likelihood(protest, 0.2, 0.9))
///
/// Behind `|` stands what is given, behind `; do` what is done (several settings with commas), behind `; had` what would have been
/// done in the twin of what was seen. Conditions know `and`, `or`,
/// `not`, comparisons (`<`, `<=`, `>`, `>=`, `=`, `!=`), the states of categories (`front = failing`), `yes` and `no`;
/// numbers know `+ - * /`, `exp`, `log`, `logistic`, `min`, `max`, `clamp`, `if_then_else`, `scale_odds`, `indicator`. Names
/// that are not identifiers stand in double quotes. Throws Error at `question:1:column` where the text is wrong, with the
/// nearest known name where a name is unknown. Part of the compiled core.
Query parse_query(const Model& model, std::string_view text);

/// Reads a condition alone: `entry and not setback`. Errors as for `parse_query`.
Boolean parse_condition(const Model& model, std::string_view text);

/// Reads settings alone: `entry = no, front = failing`. Errors as for `parse_query`.
std::vector<Intervention> parse_interventions(const Model& model, std::string_view text);

}  // namespace casus
