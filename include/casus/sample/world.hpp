// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <casus/detail/distributions.hpp>
#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>
#include <casus/model/model.hpp>
#include <casus/random/lane.hpp>

namespace casus {

/// Points that stand for the independent uniform numbers of some parameters in some worlds, such as
/// those of `quasi_worlds`. Thread-safe.
class WorldPoints {
public:
  WorldPoints() = default;
  WorldPoints(const WorldPoints&) = delete;
  WorldPoints& operator=(const WorldPoints&) = delete;
  virtual ~WorldPoints() = default;

  /// Returns the 64 digits of a stream's uniform number in a world; nothing if that is drawn
  /// independently of the others.
  virtual std::optional<std::uint64_t> digits(const std::string& stream, Index world) const = 0;
};

/// Seed and generator of a run. With the coordinates of a draw they determine its random bits.
struct Randomness {
  std::uint64_t seed = 1;
  Generator generator = Generator::ars5;
  std::shared_ptr<const WorldPoints> points = {};  ///< of parameters; null: all are independent
};

namespace detail {

/// Environment of formulas of parameters only, while a world is being drawn.
struct WorldEnvironment {
  const std::vector<double>& parameters;
  static double variable(Index) { return std::numeric_limits<double>::quiet_NaN(); }
  double parameter(Index index) const { return parameters[detail::at(index)]; }
};

/// Returns the subject of an error in a draw: "entry (world 3)".
inline std::string in_world(const std::string& name, Index world) {
  return name + " (world " + std::to_string(world) + ")";
}

/// Number of the first world of pilots, beyond those of any answer.
inline constexpr Index pilot_world = Index{1} << 31;

/// Throws Error if the number of a world does not fit into 32 bits.
inline void check_world(Index world) {
  if (world < 0 || world >= Index{1} << 32)
    throw Error("world", "0 to 2^32 - 1", number(static_cast<double>(world)));
}

}  // namespace detail

/// Returns the value to which each variable is set, or null. Throws Error if an intervention is on
/// a variable of another model, if two are on the same variable, or if one sets a variable to a
/// value it cannot take.
inline std::vector<std::optional<double>> resolved(const Scope& scope,
                                                   const std::vector<Intervention>& under) {
  std::vector<std::optional<double>> values(scope.variables().size());
  for (const Intervention& intervention : under) {
    scope.check_owned("set", *intervention.variable);
    detail::check_setting(intervention);
    const auto number = detail::at(intervention.variable->index);
    if (scope.variables()[number].kind == Kind::count &&
        !(intervention.value >= 0 && intervention.value == std::floor(intervention.value)))
      throw Error(intervention.variable->name, "a whole number of at least 0 to be set to",
                  detail::number(intervention.value));
    auto& value = values[number];
    if (value) throw Error(intervention.variable->name, "one intervention", "a second one");
    value = intervention.value;
  }
  return values;
}

/// Returns, for each variable, whether the expressions need it: because they read it, or because it
/// is the guard of a needed variable, or a parent of a needed variable that is not set. `there`, if
/// not empty, marks variables that are already drawn, whose guards and parents are not needed.
inline std::vector<bool> needed(const Model& model, const std::vector<std::optional<double>>& set,
                                const std::vector<NodePtr>& expressions,
                                const std::vector<bool>& there = {}) {
  std::vector<bool> found(model.variables().size());
  const auto need = [&](Index variable) { found[detail::at(variable)] = true; };
  for (const NodePtr& expression : expressions)
    for (const Index variable : Formula(expression).variables()) need(variable);
  // Parents precede their children, so one pass from the last variable to the first finds all.
  for (std::size_t i = found.size(); i-- > 0;) {
    if (!found[i] || (!there.empty() && there[i])) continue;
    if (const auto guard = model.variables()[i].guard) need(*guard);
    if (set[i]) continue;
    for (const Index parent : model.parents(static_cast<Index>(i))) need(parent);
  }
  return found;
}

namespace detail {

/// Returns the 64 digits of the uniform number of a correlated parameter. `digits(i)` and
/// `score(i)` return the digits and the normal score of the i-th of its streams. A parameter that
/// follows one stream alone has that stream's digits, or their complements.
template <class Digits, class Score>
std::uint64_t digits_from(const std::vector<WeightedStream>& sources, const Digits& digits,
                          const Score& score) {
  if (sources.size() == 1 && std::fabs(sources[0].weight) == 1)
    return sources[0].weight > 0 ? digits(0) : ~digits(0);
  double sum = 0;
  for (std::size_t i = 0; i < sources.size(); ++i) sum = scalar::fma(sources[i].weight, score(i), sum);
  return digits_of_score(sum);
}

/// Returns the normal score of a uniform number, given by its digits.
inline double score_of_digits(std::uint64_t digits) { return scalar::standard_normal(random::unit(digits)); }

}  // namespace detail

/// Returns the 64 digits of the uniform number of a stream in a world.
inline std::uint64_t parameter_digits(const Randomness& randomness, const std::string& stream, Index world) {
  if (randomness.points)
    if (const auto digits = randomness.points->digits(stream, world)) return *digits;
  return random::uniform_word(
      {randomness.generator,
       {random::stream_key(randomness.seed, stream), static_cast<std::uint32_t>(world), 0},
       0});
}

/// Returns the uniform number in (0, 1) from which a parameter is drawn in a world: its value is
/// the quantile of its distribution at this number. Cost: for a correlated parameter, one normal
/// score for each of its streams.
inline double parameter_uniform(const UncertainParameter& parameter, const Randomness& randomness,
                                Index world) {
  const auto digits_of = [&](const std::string& stream) {
    return parameter_digits(randomness, stream, world);
  };
  if (parameter.sources.empty()) return random::unit(digits_of(parameter.stream()));
  const auto digits = [&](std::size_t i) { return digits_of(parameter.sources[i].stream); };
  return random::unit(detail::digits_from(parameter.sources, digits,
                                          [&](std::size_t i) { return detail::score_of_digits(digits(i)); }));
}

/// Returns the values of all parameters in a world if the value of each drawn one is
/// `quantile(number, shape, row)`, for the shape of its distribution and the parameters of that.
/// Errors as for `draw_parameters`.
template <class Quantile>
std::vector<double> parameters_at(const Model& model, Index world, const Quantile& quantile) {
  std::vector<double> drawn;
  std::vector<double> scratch, values;
  const ParameterDraws* const given = model.worlds();
  for (std::size_t i = 0; i < model.parameters().size(); ++i) {
    const UncertainParameter& parameter = model.parameters()[i];
    values.clear();
    for (const Formula& formula : parameter.parameters)
      values.push_back(formula.evaluate(detail::WorldEnvironment{drawn}, scratch));
    const auto shape = parameter.distribution.shape();
    detail::check_arguments([&] { return detail::in_world(parameter.name, world); }, shape, values);
    if (shape.family->role == distribution::Role::formula)
      drawn.push_back(values[0]);
    else if (given)
      drawn.push_back(given->values[detail::at(world) % given->values.size()][i]);
    else
      drawn.push_back(quantile(i, shape, values));
  }
  return drawn;
}

/// Returns the logarithm of the weight of a world; 0 unless the model has worlds with weights.
inline double log_weight_of(const Model& model, Index world) {
  const ParameterDraws* const given = model.worlds();
  if (!given || given->log_weights.empty()) return 0;
  return given->log_weights[detail::at(world) % given->log_weights.size()];
}

/// Draws all parameters of world `world`, or returns those of the model's own worlds (see
/// `with_worlds`). Throws Error if the parameters of a parameter's
/// distribution leave their domain, or a derived parameter is not a number. Cost: one quantile per
/// parameter.
inline std::vector<double> draw_parameters(const Model& model, const Randomness& randomness, Index world) {
  detail::check_world(world);
  if (const ParameterDraws* const given = model.worlds();
      given && detail::at(world) >= given->values.size() && world < detail::pilot_world)
    throw Error("world",
                "0 to " + std::to_string(given->values.size() - 1) + ", because the model has " +
                    std::to_string(given->values.size()) + " worlds",
                std::to_string(world));
  return parameters_at(
      model, world, [&](std::size_t number, const distribution::Shape& shape, std::span<const double> row) {
        return distribution::quantile(shape, row,
                                      parameter_uniform(model.parameters()[number], randomness, world));
      });
}

}  // namespace casus
