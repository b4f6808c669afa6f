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

/// Checks and properties of questions that all methods use.
namespace casus::detail {

/// Returns the facts known in a question: its condition, each unguarded event that is set to hold,
/// and the guard of each quantity that was observed.
std::optional<Boolean> known(const Scope& scope, const Query& query);

std::set<Index> set_variables(const Query& query);

/// Values of the variables that are set, for conditions that read no others.
struct Settings {
  const std::vector<std::optional<double>>& set;
  double variable(Index index) const { return *set[detail::at(index)]; }
  static double parameter(Index) { return std::numeric_limits<double>::quiet_NaN(); }
};

/// Throws Error if a part of the conjunction reads only literals and set variables and is false:
/// the condition then contradicts itself or the interventions. Other impossible conditions are
/// found during the run, as never met. `set`: by variable, the value that it is set to.
void check_possible(const Scope& scope, const Query& query, const NodePtr& condition,
                    const std::vector<std::optional<double>>& set);

/// Throws Error if a question reads another model's variables or a quantity that may be absent, and
/// as `check_possible`.
void check_question(const Scope& scope, const Query& query);

/// Whether the target is known to be a constant: made of numbers, of variables that are set,
/// observed or given, and of formulas of these.
bool is_the_same_always(const Scope& scope, const Query& query);

/// Returns the states of the target category, without "none" if its guard is known to hold.
std::vector<Index> possible_states(const Scope& scope, const Query& query);

/// Returns the unit of the answer; empty for a probability.
std::string unit_of(const Scope& scope, const Query& query);

}  // namespace casus::detail

#ifndef CASUS_CORE
#include <casus/infer/detail/questions.inl>
#endif
