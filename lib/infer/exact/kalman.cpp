// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/kalman.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>

#include "sample/rolling.hpp"

namespace casus {

namespace {

using detail::at;

// Whether an expression reads no variable, is linear in variables, or neither.
enum class Degree { constant, linear, other };

Degree degree_of(const NodePtr& root) {
  std::map<const Node*, Degree> known;
  detail::for_each_part(root, [&](const NodePtr& part) {
    const Node& node = *part;
    const auto child = [&](std::size_t i) { return known.at(node.children[i].get()); };
    Degree degree = Degree::constant;
    for (std::size_t i = 0; i < node.children.size(); ++i) degree = (std::max)(degree, child(i));
    switch (node.op) {
      case Op::quantity: degree = Degree::linear; break;
      case Op::event:
      case Op::category: degree = Degree::other; break;
      case Op::negate:
      case Op::add:
      case Op::subtract: break;
      case Op::multiply:
        if (child(0) == Degree::linear && child(1) == Degree::linear) degree = Degree::other;
        break;
      case Op::divide:
        if (child(1) != Degree::constant) degree = Degree::other;
        break;
      case Op::if_then_else:
        if (child(0) != Degree::constant) degree = Degree::other;
        break;
      default:
        if (degree != Degree::constant) degree = Degree::other;
    }
    known[&node] = degree;
  });
  return known.at(root.get());
}

// The program that draws the ancestors of the evidence.
std::unique_ptr<RollingProgram> program_of(const Horizon& horizon, const Query& history) {
  detail::DistinctExpressions expressions;
  std::vector<std::vector<std::size_t>> readings;
  for (const Evidence& evidence : history.evidence())
    readings.push_back({expressions.number(evidence.variable)});
  return std::make_unique<RollingProgram>(horizon, history.interventions(), expressions.all(), readings);
}

// Returns the models of the parts that draw variables: of the constants, and of the steps.
std::vector<const TwoSliceModel*> slices_of(const RollingProgram& program) {
  std::vector<const TwoSliceModel*> all{program.parts()[at(program.constants())].slice.get()};
  for (const RollingProgram::Schedule& step : program.schedule())
    all.push_back(program.parts()[at(step.part)].slice.get());
  return all;
}

std::optional<std::string> why_not_linear(const Variable& variable) {
  const std::string name = detail::quoted(variable.name);
  if (variable.guard) return name + " is guarded";
  if (!variable.twin_of.empty()) return name + " is a twin";
  if (variable.kind() != Kind::quantity) return name + " is not a quantity";
  const bool is_formula = variable.distribution.is_formula();
  if (!is_formula && variable.distribution.family->name != "Normal") return name + " is not Normal";
  if (degree_of(variable.distribution.parameters[0]) == Degree::other) return name + " is not linear";
  if (!is_formula && degree_of(variable.distribution.parameters[1]) != Degree::constant)
    return "the standard deviation of " + name + " varies";
  return {};
}

// Returns whether a variable of a slice is drawn there.
bool is_drawn(const TwoSliceModel& slice, Index variable) { return variable >= slice.first_drawn; }

class KalmanLikelihood : public HistoryLikelihood {
public:
  KalmanLikelihood(const Horizon& horizon, const Query& history)
      : program_(program_of(horizon, history)), slices_(slices_of(*program_)),
        constants_(horizon.constants().variables().size()), series_(horizon.timeline().series().size()) {
    std::map<Index, std::vector<Seen>> by_step;
    for (const Evidence& evidence : history.evidence()) {
      const Horizon::Place& place = horizon.place(evidence.variable->index);
      by_step[place.step].push_back(
          {place.series < 0 ? evidence.variable->index : place.series, evidence.value});
    }
    for (auto& [step, seen] : by_step) {
      steps_.push_back(step);
      seen_.push_back(std::move(seen));
    }
  }

  const std::vector<Index>& steps() const override { return steps_; }
  bool is_exact() const override { return true; }
  Index work() const override { return 4 * detail::size(slices_); }
  std::unique_ptr<HistoryLikelihood> refined() const override { return nullptr; }

  std::vector<double> operator()(const std::vector<double>& parameters, Index number) const override {
    // The joint normal distribution of the constants and of the series' last values.
    Joint state(constants_ + series_);
    std::vector<double> logs;
    double log = 0;
    for (std::size_t i = 0; i < slices_.size(); ++i) {
      const auto step = static_cast<Index>(i) - 1;
      Joint now = drawn(*slices_[i], state, parameters, number);
      const auto stage = std::find(steps_.begin(), steps_.end(), step);
      if (stage != steps_.end()) {
        for (const Seen& one : seen_[at(stage - steps_.begin())])
          log += now.observe(place_of(*slices_[i], step, one.number), one.value);
        logs.push_back(log);
      }
      state = carried(*slices_[i], step, now);
    }
    return logs;
  }

private:
  // An observed value of a series, or of a constant in step -1.
  struct Seen {
    Index number;
    double value;
  };

  struct Joint {
    Eigen::VectorXd mean;
    Eigen::MatrixXd covariance;

    explicit Joint(std::size_t size)
        : mean(Eigen::VectorXd::Zero(static_cast<Eigen::Index>(size))),
          covariance(Eigen::MatrixXd::Zero(mean.size(), mean.size())) {}

    // Conditions on a value; returns its log density.
    double observe(Eigen::Index place, double value) {
      const double variance = covariance(place, place), off = value - mean[place];
      if (!(variance > 0)) return off == 0 ? 0 : -std::numeric_limits<double>::infinity();
      const Eigen::VectorXd gain = covariance.col(place) / variance;
      mean += gain * off;
      covariance -= gain * covariance.row(place).eval();
      covariance.row(place).setZero();
      covariance.col(place).setZero();
      constexpr double two_pi = 6.28318530717958648;
      return -0.5 * (std::log(two_pi * variance) + off * off / variance);
    }
  };

  static Eigen::Index place_of(const TwoSliceModel& slice, Index step, Index number) {
    return static_cast<Eigen::Index>(step < 0 ? number : slice.now[at(number)]->index);
  }

  // Returns the joint distribution of the variables of a slice.
  Joint drawn(const TwoSliceModel& slice, const Joint& state, const std::vector<double>& parameters,
              Index number) const {
    const std::vector<Variable>& variables = slice.model.variables();
    Joint all(variables.size());
    // Places of the values that are there before the step, here and in the state.
    std::vector<std::pair<Eigen::Index, Eigen::Index>> before;
    for (std::size_t i = 0; i < constants_ && !is_drawn(slice, static_cast<Index>(i)); ++i)
      before.emplace_back(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(i));
    for (std::size_t i = 0; i < slice.last.size(); ++i)
      if (slice.last[i])
        before.emplace_back(static_cast<Eigen::Index>(slice.last[i]->index),
                            static_cast<Eigen::Index>(constants_ + i));
    for (const auto& [here, there] : before) {
      all.mean[here] = state.mean[there];
      for (const auto& [other, of_other] : before)
        all.covariance(here, other) = state.covariance(there, of_other);
    }
    for (std::size_t i = at(slice.first_drawn); i < variables.size(); ++i)
      draw(variables[i], static_cast<Eigen::Index>(i), parameters, number, all);
    return all;
  }

  struct Environment {
    const std::vector<double>& values;
    const std::vector<double>& parameters;
    double variable(Index index) const { return values[at(index)]; }
    double parameter(Index index) const { return parameters[at(index)]; }
  };

  static void draw(const Variable& variable, Eigen::Index place, const std::vector<double>& parameters,
                   Index number, Joint& all) {
    std::vector<double> values(at(all.mean.size())), scratch;
    const Environment environment{values, parameters};
    const Formula& mean = variable.parameters[0];
    const double constant = mean.evaluate(environment, scratch);
    double deviation = 0;
    if (!variable.distribution.is_formula()) {
      deviation = variable.parameters[1].evaluate(environment, scratch);
      const std::vector<double> row{constant, deviation};
      detail::check_arguments([&] { return detail::in_world(variable.name, number); },
                              variable.distribution.shape(), row);
    }
    // The coefficients of a linear function are its differences.
    all.mean[place] = constant;
    Eigen::VectorXd column = Eigen::VectorXd::Zero(all.mean.size());
    for (const Index parent : mean.variables()) {
      values[at(parent)] = 1;
      const double coefficient = mean.evaluate(environment, scratch) - constant;
      values[at(parent)] = 0;
      all.mean[place] += coefficient * all.mean[static_cast<Eigen::Index>(parent)];
      column += coefficient * all.covariance.col(static_cast<Eigen::Index>(parent));
    }
    double variance = deviation * deviation;
    for (const Index parent : mean.variables()) {
      values[at(parent)] = 1;
      variance +=
          (mean.evaluate(environment, scratch) - constant) * column[static_cast<Eigen::Index>(parent)];
      values[at(parent)] = 0;
    }
    all.covariance.col(place) = column;
    all.covariance.row(place) = column.transpose();
    all.covariance(place, place) = variance;
  }

  // Returns the distribution of the values that later steps read.
  Joint carried(const TwoSliceModel& slice, Index step, const Joint& now) const {
    Joint state(constants_ + series_);
    std::vector<std::pair<Eigen::Index, Eigen::Index>> places;
    for (std::size_t i = 0; i < constants_; ++i)
      places.emplace_back(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(i));
    for (std::size_t i = 0; step >= 0 && i < slice.now.size(); ++i)
      if (slice.now[i])
        places.emplace_back(static_cast<Eigen::Index>(slice.now[i]->index),
                            static_cast<Eigen::Index>(constants_ + i));
    for (const auto& [here, there] : places) {
      state.mean[there] = now.mean[here];
      for (const auto& [other, of_other] : places)
        state.covariance(there, of_other) = now.covariance(here, other);
    }
    return state;
  }

  std::unique_ptr<RollingProgram> program_;
  std::vector<const TwoSliceModel*> slices_;  // of step -1, 0, ...
  std::size_t constants_, series_;
  std::vector<Index> steps_;
  std::vector<std::vector<Seen>> seen_;  // by stage
};

}  // namespace

std::optional<std::string> why_no_kalman(const Horizon& horizon, const Query& history) {
  if (history.condition()) return "it is given an event";
  if (!history.interventions().empty()) return "it sets a value";
  for (const Evidence& evidence : history.evidence()) {
    if (evidence.is_virtual()) return "it is given a likelihood";
    const Horizon::Place& place = horizon.place(evidence.variable->index);
    if (place.series >= 0 && !horizon.is_declared(place.series))
      return "it is given a value of several steps";
  }
  const std::unique_ptr<RollingProgram> program = program_of(horizon, history);
  std::set<const TwoSliceModel*> looked_at;
  for (const TwoSliceModel* const slice : slices_of(*program)) {
    if (!looked_at.insert(slice).second) continue;
    const std::vector<Variable>& variables = slice->model.variables();
    for (std::size_t i = at(slice->first_drawn); i < variables.size(); ++i)
      if (auto why = why_not_linear(variables[i])) return why;
  }
  return {};
}

std::unique_ptr<HistoryLikelihood> kalman_likelihood(const Horizon& horizon, const Query& history) {
  return std::make_unique<KalmanLikelihood>(horizon, history);
}

}  // namespace casus
