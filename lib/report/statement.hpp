// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/model/model.hpp>

/// The contents of a model as text for people.
namespace casus::statement {

std::string_view kind_text(Kind kind);

/// Returns whether expressions are short when written out; shared parts are written at each use.
bool is_short(const std::vector<NodePtr>& expressions);
/// Returns the names that expressions read: parameters, then variables, in the order of their
/// statement.
std::string names_in(const std::vector<NodePtr>& expressions);

inline constexpr std::size_t any_length = static_cast<std::size_t>(-1);
/// Returns a distribution as text. One that is too long to read, such as a formula that solves an
/// equation, is replaced by its family and the names that it reads.
std::string distribution_text(const ConditionalDistribution& law, std::size_t longest = any_length);

/// Returns whether a parameter is a formula of other parameters.
bool is_derived(const UncertainParameter& parameter);

/// The points of a parameter's distribution: the stated ones, or else those at 5, 50 and 95 %.
struct Quantiles {
  bool was_stated = false;
  std::vector<StatedQuantile> points = {};  ///< the values are meaningful only if `was_stated`
  std::vector<double> fitted = {};          ///< of the distribution, if its parameters are constants
};
Quantiles quantiles(const UncertainParameter& parameter);

/// Returns a text about the stated point that a parameter's distribution misses most, if by more
/// than 10 % in probability; else empty.
std::string miss_text(const UncertainParameter& parameter);

/// Returns the names of the parameters of a correlation: "p, q".
std::string names_of(const Model& model, const RankCorrelation& statement);

}  // namespace casus::statement
