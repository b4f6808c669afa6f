// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/model/model.hpp>

/// What a model holds, in words and numbers for people.
namespace casus::statement {

std::string_view kind_text(Kind kind);

/// Whether expressions can be written out: what their parts share is written wherever it is used.
bool is_short(const std::vector<NodePtr>& expressions);
/// What expressions read: parameters, then variables, in the order in which they were stated.
std::string names_in(const std::vector<NodePtr>& expressions);

inline constexpr std::size_t any_length = static_cast<std::size_t>(-1);
/// A distribution; one too long to be read (a formula that solves an equation, say) gives way to what it reads.
std::string law_text(const ConditionalDistribution& law, std::size_t longest = any_length);

/// A formula of other parameters.
bool is_derived(const UncertainParameter& parameter);

/// The points of a parameter's distribution: as they were stated, else at 5, 50 and 95 %.
struct Quantiles {
  bool was_stated = false;
  std::vector<StatedQuantile> points = {};  ///< their values count where they were stated
  std::vector<double> fitted = {};          ///< of the distribution, where its parameters are constants
};
Quantiles quantiles(const UncertainParameter& parameter);

/// Returns a text about the stated point that a parameter's distribution misses most, if by more than 10 % in
/// probability; else empty.
std::string miss_text(const UncertainParameter& parameter);

}  // namespace casus::statement
