// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/model/model.hpp>

/// Modified copies of a model. Each function takes the model by value: a model that is moved in is
/// modified in place, at the cost of the change alone.
namespace casus {

/// Fixes a parameter at a value, to find out how it affects an answer. The rest of the model, and
/// all other draws, are unchanged, those of correlated parameters included: another judgement
/// replaces this one, and tells nothing about the others. Throws Error if the value is not finite.
[[nodiscard]] Model hold(Model model, Index parameter, double value);
/// The same for a parameter given by its handle or name. Throws Error if it belongs to another
/// model, or if there is no parameter of that name.
[[nodiscard]] Model hold(Model model, const Parameter& parameter, double value);
[[nodiscard]] Model hold(Model model, std::string_view parameter, double value);
/// Not valid: these explain the mistake.
template <class Subject, class Held>
requires(!std::convertible_to<const Held&, Index> && !std::convertible_to<const Held&, Parameter> &&
         !detail::Text<Held>) Subject hold(const Subject& subject, const Held&, double) {
  static_assert(detail::is_valid<Held>,
                "only a parameter can be held; a variable is set: P(wet).under(set(x, 0.3))");
  return subject;
}
template <std::same_as<Parameter> Held> Model hold(const Held&, double) {
  static_assert(detail::is_valid<Held>, "a parameter is held in a model: hold(model, p, 0.3)");
  return {};
}
/// Gives the parameters the values of these worlds in place of draws from their distributions.
/// There are no other worlds: `estimate` draws at most as many as there are values, and reaches no
/// precision beyond that. Parameters with a formula are still computed by it, and a parameter that
/// is held has the value at which it is held. Worlds with weights answer questions by exact sums,
/// weighted sampling and sequential Monte Carlo only. Throws Error if there is no world, if a world
/// does not have one value for each parameter, finite for those that are drawn, or if the weights
/// are not one finite number for each world.
[[nodiscard]] Model with_worlds(Model model, ParameterDraws draws);

/// A parameter, by its number, and its new distribution and details.
struct RestatedParameter {
  Index parameter;
  ConditionalDistribution distribution;
  ParameterDetails details;
};
/// Gives parameters other distributions, and withdraws all statements about rank correlations,
/// which were about the old ones. The rest of the model is unchanged. Errors as for
/// `Model::parameter`; a distribution may read parameters with smaller numbers only.
[[nodiscard]] Model restate(Model model, const std::vector<RestatedParameter>& all);

/// Draws a parameter from the uniform numbers of another stream; the rest is unchanged. A
/// correlated parameter is drawn anew given the others, so that their joint distribution is
/// unchanged; if they determine it, it stays as it is. Throws
/// Error if the model has worlds of its own.
[[nodiscard]] Model redraw(Model model, Index parameter, std::string stream);

/// Gives a variable another distribution of the same kind and states, over variables with smaller
/// numbers, so that its draws come from a model other than the one that questions are about. Its
/// uniform numbers are unchanged. Errors as for `Model::add`.
[[nodiscard]] Model redistribute(Model model, Index variable, ConditionalDistribution distribution);

/// Adds the twin of a variable as the last variable: it has the same distribution and guard, in
/// which some variables are replaced, and is drawn with the same uniform numbers. Throws Error if
/// the name is taken.
[[nodiscard]] Model add_twin(Model model, std::string name, Index of, const detail::Substitution& replaced);
/// The same for a twin whose original the model need not contain: adds a variable that is drawn
/// with the uniform numbers of `stream`. The distribution is not checked again, because the
/// original has passed the checks of `Model::add`. Throws Error as `Scope::checked`.
[[nodiscard]] Model add_twin(Model model, std::string name, std::string stream, ConditionalDistribution law,
                             Details details);

/// Returns a copy in which the uncertain parameters are quantities, drawn anew for each trajectory
/// before the variables. Correlated parameters are formulas of their normal scores, which are
/// normal quantities. Throws Error if the model has worlds of its own. Fills the maps with the new
/// node of each variable and parameter; questions have to be rewritten with them
/// (`detail::Substituted`).
[[nodiscard]] Model with_drawn_parameters(const Model& model, detail::Substitution& variables,
                                          detail::Substitution& parameters);

/// Adds the variables of a scope that come after the model's own, with the scope's references.
/// Their distributions are placeholders that are never drawn: the caller supplies the values.
[[nodiscard]] Model with_stand_ins(Model model, const Scope& scope);

/// Returns a copy that draws variables in the same way as parameters: by the quantile functions of
/// their distributions, without tables.
[[nodiscard]] Model without_tables(Model model);

namespace detail {

/// Returns a placeholder distribution of that kind, for a variable that is never drawn because its
/// value is set or supplied. `states`: of a category.
ConditionalDistribution stand_in(Kind kind, const std::vector<std::string>& states);

}  // namespace detail

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/changes.inl>
#endif
