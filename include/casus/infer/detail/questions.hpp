// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/index.hpp>
#include <casus/infer/detail/impossible.hpp>
#include <casus/infer/query.hpp>
#include <casus/sample/world.hpp>

/// What all methods ask of a question before they answer it.
namespace casus::detail {

/// What holds besides the condition: an unguarded event that is set to hold does, and so does the guard of a quantity whose value
/// was seen.
std::optional<Boolean> known(const Scope& scope, const Query& query);

std::set<Index> set_variables(const Query& query);

/// What is set, for conditions that read nothing else.
struct Settings {
  const std::vector<std::optional<double>>& set;
  double variable(Index index) const { return *set[detail::at(index)]; }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

/// Throws Error where a condition contradicts itself or what is done as far as that can be told without drawing: a part of the
/// conjunction that reads literals and set variables alone, and is false. Others are found never met. `set`: by variable, what it is
/// set to.
void check_possible(const Scope& scope, const Query& query, const NodePtr& condition,
                    const std::vector<std::optional<double>>& set);

/// Throws Error where a question reads another model's variables or a quantity where it may be absent, and as `check_possible`.
void check_question(const Scope& scope, const Query& query);

/// Whether the target is a constant: made of numbers, of variables that are set, observed or given,
/// and of formulas of these. False if that is unknown.
bool is_the_same_always(const Scope& scope, const Query& query);

/// The states of a category that is asked for: without "none" where its guard is known to hold.
std::vector<Index> possible_states(const Scope& scope, const Query& query);

/// The unit of what is asked for; empty for a probability.
std::string unit_of(const Scope& scope, const Query& query);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/questions.inl>
#endif
