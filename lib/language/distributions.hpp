// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <casus/model/conditional.hpp>

#include "language/model_expressions.hpp"

/// Parsers of the texts in a model file: distributions, expressions in the language of questions,
/// and extensions for models. Each throws Error if the text is wrong, and ReadsUnusable if it reads
/// a name that is not usable.
namespace casus {

/// Names that a text may read, and the state that all texts of a file share.
struct DistributionContext {
  Names& names;
  ModelLanguage& language;
  std::span<const distribution::Family> laws;  ///< user-defined distributions that texts may name
  /// Correct the rounding of stated probabilities of a category, and of the weights of a mixture,
  /// so that they sum to 1.
  std::function<void(std::vector<Real>&)> normalise, normalise_weights;
};

/// Parses a distribution in the form that `to_text(ConditionalDistribution)` writes:
/// `LogNormal(log(2700), 0.9)`.
ConditionalDistribution read_distribution(const DistributionContext& context, const QuestionText& text);
/// As `read_distribution`, but also accepts `Dirichlet(1, 2, 3)`.
std::variant<ConditionalDistribution, Dirichlet> read_parameter_distribution(
    const DistributionContext& context, const QuestionText& text);
Real read_number(const DistributionContext& context, const QuestionText& text);
Boolean read_condition(const DistributionContext& context, const QuestionText& text);
/// Parses a parent of a table: an event or category.
Discrete read_parent(const DistributionContext& context, const QuestionText& text);
/// Parses `odds = p / (1 - p)`; returns the name and its expression.
std::pair<std::string, Term> read_definition(const DistributionContext& context, const QuestionText& text);

/// Returns the distribution of a family with these parameters, of any kind that the family has.
ConditionalDistribution conditional_distribution(distribution::Family family,
                                                 std::vector<NodePtr> parameters);

}  // namespace casus
