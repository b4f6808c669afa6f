// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <concepts>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/sample/layout.hpp>
#include <casus/sample/tables.hpp>
#include <casus/sample/world.hpp>

namespace casus {

/// The reference sampler: draws one trajectory at a time, one variable after the other, without
/// regard to speed. It defines the results of the compiled sampler bit for bit, and needs only the
/// headers. Safe to use from several threads.
class ReferenceSampler {
public:
  /// Prepares a sampler of a model, under interventions. Keeps a reference to the model, which must
  /// outlive it. If `outputs` are given, variables that none of these expressions needs are not
  /// drawn, which changes no other draw. Throws Error if an intervention is on a variable of
  /// another model, if two are on the same variable, or if one sets a variable to a value it cannot
  /// take.
  explicit ReferenceSampler(const Model& model, Randomness randomness = {},
                            const std::vector<Intervention>& under = {},
                            const std::vector<NodePtr>& outputs = {})
      : model_(model), randomness_(randomness), set_(resolved(model, under)),
        drawn_(outputs.empty() ? std::vector<bool>(model.variables().size(), true)
                               : needed(model, set_, outputs)) {
    static const DrawTables no_tables;
    for (std::size_t i = 0; i < model.variables().size(); ++i) {
      const Variable& variable = model.variables()[i];
      keys_.push_back(random::stream_key(randomness.seed, variable.stream()));
      layouts_.push_back(layout(model, variable));
      tables_.push_back(drawn_[i] && !set_[i] ? &tables_of(variable) : &no_tables);
    }
  }

  /// Returns the parameters of a world, in the model's order. Errors and cost as for
  /// `draw_parameters`.
  std::vector<double> parameters(Index world) const { return draw_parameters(model_, randomness_, world); }

  /// Returns one trajectory of a world with the given parameters: each variable's value, in the
  /// model's order. An event is 0 or 1, a category is the number of its state, an absent quantity
  /// is NaN, and so is a variable that is not drawn. Throws Error, naming the variable, if a
  /// parameter of a distribution leaves its domain or a formula is not a number; also if `number`
  /// is negative, the world is out of range, or the number of parameters is wrong.
  std::vector<double> trajectory(Index world, const std::vector<double>& parameters, Index number) const {
    detail::check_world(world);
    if (number < 0) throw Error("trajectory", "0 or more", detail::number(static_cast<double>(number)));
    return trajectory(world, parameters, [&](std::size_t i) {
      return random::uniform_word(
          {randomness_.generator,
           {keys_[i], static_cast<std::uint32_t>(world), static_cast<std::uint64_t>(number / group_size)},
           number % group_size},
          layouts_[i]);
    });
  }

  /// Returns the trajectory for given uniform numbers: the 64 digits of each variable's U, in the
  /// model's order. Errors as above, and if there is not one number per variable.
  std::vector<double> trajectory(Index world, const std::vector<double>& parameters,
                                 std::span<const std::uint64_t> digits) const {
    detail::check_world(world);
    if (digits.size() != model_.variables().size())
      throw Error("digits", std::to_string(model_.variables().size()) + " numbers, one per variable",
                  std::to_string(digits.size()));
    return trajectory(world, parameters, [&](std::size_t i) { return digits[i]; });
  }

  /// Returns the value of a formula on a trajectory; Booleans are 0 or 1.
  double value(const Formula& formula, const std::vector<double>& trajectory,
               const std::vector<double>& parameters) const {
    std::vector<double> scratch;
    return formula.evaluate(Environment{trajectory, parameters}, scratch);
  }

  const Model& model() const noexcept { return model_; }

private:
  // `digits(i)` returns the digits of variable i.
  template <class Digits>
  requires std::invocable<Digits, std::size_t> std::vector<double> trajectory(
      Index world, const std::vector<double>& parameters, Digits digits)
  const {
    if (parameters.size() != model_.parameters().size())
      throw Error("parameters", std::to_string(model_.parameters().size()) + " values",
                  std::to_string(parameters.size()));
    std::vector<double> values;
    values.reserve(model_.variables().size());
    std::vector<double> scratch, arguments;
    const Environment environment{values, parameters};
    for (std::size_t i = 0; i < model_.variables().size(); ++i) {
      const Variable& variable = model_.variables()[i];
      if (!drawn_[i]) {
        values.push_back(std::numeric_limits<double>::quiet_NaN());
        continue;
      }
      if (variable.guard && values[detail::at(*variable.guard)] == 0) {
        values.push_back(absent(variable));
        continue;
      }
      if (set_[i]) {
        values.push_back(*set_[i]);
        continue;
      }
      arguments.clear();
      for (const Formula& formula : variable.parameters)
        arguments.push_back(formula.evaluate(environment, scratch));
      values.push_back(draw(variable, *tables_[i], world, arguments, [&] { return digits(i); }));
    }
    return values;
  }

  struct Environment {
    const std::vector<double>& values;
    const std::vector<double>& parameters;
    double variable(Index index) const { return values[detail::at(index)]; }
    double parameter(Index index) const { return parameters[detail::at(index)]; }
  };

  static double absent(const Variable& variable) {
    if (variable.kind() == Kind::event) return 0;
    if (variable.kind() == Kind::category) return static_cast<double>(variable.absent);
    return std::numeric_limits<double>::quiet_NaN();
  }

  template <class Digits>
  static double draw(const Variable& variable, const DrawTables& tables, Index world,
                     const std::vector<double>& arguments, Digits digits_of_u) {
    using distribution::Family;
    const Family family = variable.distribution.family;
    const auto subject = [&] { return detail::in_world(variable.name, world); };
    detail::check_arguments(subject, variable.distribution.shape(), arguments);
    if (family->role == distribution::Role::formula) return arguments[0];
    const std::uint64_t digits = digits_of_u();
    if (family->role == distribution::Role::category) {
      double cumulative = 0;
      std::size_t state = 0;
      for (; state + 1 < arguments.size(); ++state) {
        cumulative += arguments[state];
        if (random::below(digits, cumulative)) break;
      }
      return static_cast<double>(state);
    }
    if (family->role == distribution::Role::event) return random::below(digits, arguments[0]) ? 1 : 0;
    const double drawn = drawn_value(variable, tables, arguments, random::unit(digits));
    if (std::isnan(drawn)) throw Error(subject(), "a number", "not a number");
    return drawn;
  }

  const Model& model_;
  Randomness randomness_;
  std::vector<std::optional<double>> set_;
  std::vector<bool> drawn_;
  std::vector<std::uint64_t> keys_;
  std::vector<Layout> layouts_;
  std::vector<const DrawTables*> tables_;
};

}  // namespace casus
