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

/// Parsers of the texts of a model file: distributions, expressions in the language of questions, and extensions for models. Each throws
/// Error if the text is wrong, and ReadsUnusable if it reads a name that is not usable.
namespace casus {

/// The names that a text may read, and the state that all texts of a file share.
struct LawContext {
  Names& names;
  ModelLanguage& language;
  std::span<const distribution::Family> laws;  ///< distributions of the user that texts may name
  /// Correct the rounding of stated probabilities of a category, and of weights of a mixture, so that they sum to 1.
  std::function<void(std::vector<Real>&)> normalise, normalise_weights;
};

/// Reads a distribution as `to_text(ConditionalDistribution)` writes it: `LogNormal(log(2700), 0.9)`.
ConditionalDistribution read_law(const LawContext& context, const QuestionText& text);
/// The same, or `Dirichlet(1, 2, 3)`.
std::variant<ConditionalDistribution, Dirichlet> read_parameter_law(const LawContext& context,
                                                                    const QuestionText& text);
Real read_number(const LawContext& context, const QuestionText& text);
Boolean read_condition(const LawContext& context, const QuestionText& text);
/// An event or category that rows of a table are for.
Discrete read_parent(const LawContext& context, const QuestionText& text);
/// `odds = p / (1 - p)`: a name, and the expression that it stands for.
std::pair<std::string, Term> read_definition(const LawContext& context, const QuestionText& text);

/// The law of a family with a row of parameters, of the kind that it has.
ConditionalDistribution law_of(distribution::Family family, std::vector<NodePtr> parameters);

}  // namespace casus
