// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <casus/model/conditional.hpp>

#include "language/model_expressions.hpp"

/// The texts of a model file: laws and expressions in the language of questions, and what models need beyond it. Each throws Error
/// where the text is wrong, and ReadsUnusable.
namespace casus {

/// What a text may read, and what all of a file's texts share.
struct LawContext {
  Names& names;
  ModelLanguage& language;
  /// Makes the probabilities of a category that are stated with a few digits sum to 1, and the weights of a mixture.
  std::function<void(std::vector<Real>&)> normalise, normalise_weights;
};

/// `LogNormal(log(2700), 0.9)`: what `to_text(ConditionalDistribution)` writes.
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
