// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <casus/detail/text.hpp>
#include <casus/distribution/bernoulli.hpp>
#include <casus/distribution/beta.hpp>
#include <casus/distribution/binomial.hpp>
#include <casus/distribution/exponential.hpp>
#include <casus/distribution/gamma.hpp>
#include <casus/distribution/log_normal.hpp>
#include <casus/distribution/logit_normal.hpp>
#include <casus/distribution/normal.hpp>
#include <casus/distribution/poisson.hpp>
#include <casus/distribution/triangular.hpp>
#include <casus/distribution/uniform.hpp>
#include <casus/error.hpp>

/// The distributions as a closed set chosen at run time: by family and a row of parameters.
namespace casus::distribution {

enum class Family {
  bernoulli,
  categorical,
  uniform,
  normal,
  log_normal,
  logit_normal,
  triangular,
  beta,
  gamma,
  exponential,
  poisson,
  binomial,
  deterministic
};

inline constexpr std::array<Family, 13> all_families = {
    Family::bernoulli,    Family::categorical, Family::uniform,      Family::normal, Family::log_normal,
    Family::logit_normal, Family::triangular,  Family::beta,         Family::gamma,  Family::exponential,
    Family::poisson,      Family::binomial,    Family::deterministic};

/// Shapes and counts beyond this are refused: there Boost.Math's incomplete gamma and beta functions become
/// slow, and from 1e11 on wrong without a word. A Normal says the same.
inline constexpr double largest_shape = 1e9;

struct FamilyInfo {
  std::string_view name;                         ///< as the user types it: "LogNormal"
  std::span<const std::string_view> parameters;  ///< their names, in order
};

namespace names {
inline constexpr std::array<std::string_view, 1> bernoulli{"probability"};
inline constexpr std::array<std::string_view, 1> categorical{"probabilities"};
inline constexpr std::array<std::string_view, 2> uniform{"low", "high"};
inline constexpr std::array<std::string_view, 2> normal{"location", "scale"};
inline constexpr std::array<std::string_view, 2> log_normal{"log_location", "log_scale"};
inline constexpr std::array<std::string_view, 2> logit_normal{"logit_location", "logit_scale"};
inline constexpr std::array<std::string_view, 3> triangular{"low", "mode", "high"};
inline constexpr std::array<std::string_view, 2> beta{"alpha", "beta"};
inline constexpr std::array<std::string_view, 2> gamma{"shape", "rate"};
inline constexpr std::array<std::string_view, 1> exponential{"rate"};
inline constexpr std::array<std::string_view, 1> poisson{"mean_count"};
inline constexpr std::array<std::string_view, 2> binomial{"trials", "probability"};
inline constexpr std::array<std::string_view, 1> deterministic{"value"};
}  // namespace names

/// A Categorical has one name for its row of any length; every other family has one name a parameter.
inline FamilyInfo family_info(Family family) noexcept {
  switch (family) {
    case Family::bernoulli: return {"Bernoulli", names::bernoulli};
    case Family::categorical: return {"Categorical", names::categorical};
    case Family::uniform: return {"Uniform", names::uniform};
    case Family::normal: return {"Normal", names::normal};
    case Family::log_normal: return {"LogNormal", names::log_normal};
    case Family::logit_normal: return {"LogitNormal", names::logit_normal};
    case Family::triangular: return {"Triangular", names::triangular};
    case Family::beta: return {"Beta", names::beta};
    case Family::gamma: return {"Gamma", names::gamma};
    case Family::exponential: return {"Exponential", names::exponential};
    case Family::poisson: return {"Poisson", names::poisson};
    case Family::binomial: return {"Binomial", names::binomial};
    case Family::deterministic: return {"Deterministic", names::deterministic};
  }
  return {};
}

/// A parameter outside of its domain, and what was expected in its place.
struct Violation {
  std::size_t parameter;  ///< its number in the row
  std::string expected;   ///< "a positive finite number"
};

namespace checks {

enum class Expected {
  finite,
  positive,
  non_negative,
  probability,
  whole_number,
  at_most_largest_shape,
  above_low,
  finite_width,
  mode_inside,
  sum_of_one,
  as_many_as_names
};

struct Fault {
  std::size_t parameter;
  Expected expected;
};

inline bool is_positive(double x) noexcept { return x > 0 && x < casus::detail::infinity; }
inline bool is_probability(double x) noexcept { return x >= 0 && x <= 1; }

inline std::optional<Fault> fault(Family family, std::span<const double> values) noexcept {
  const auto shape = [&](std::size_t i) -> std::optional<Fault> {
    if (!is_positive(values[i])) return Fault{i, Expected::positive};
    if (values[i] > largest_shape) return Fault{i, Expected::at_most_largest_shape};
    return {};
  };
  const auto positive = [&](std::size_t i) -> std::optional<Fault> {
    if (!is_positive(values[i])) return Fault{i, Expected::positive};
    return {};
  };
  const auto probability = [&](std::size_t i) -> std::optional<Fault> {
    if (!is_probability(values[i])) return Fault{i, Expected::probability};
    return {};
  };

  if (family == Family::categorical) {
    double sum = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (const auto wrong = probability(i)) return wrong;
      sum += values[i];
    }
    if (!(std::abs(sum - 1) <= 1e-9))
      return Fault{values.empty() ? 0 : values.size() - 1, Expected::sum_of_one};
    return {};
  }
  if (values.size() != family_info(family).parameters.size()) return Fault{0, Expected::as_many_as_names};

  switch (family) {
    case Family::bernoulli: return probability(0);
    case Family::categorical: break;
    case Family::uniform:
    case Family::triangular: {
      const std::size_t last = values.size() - 1;
      for (std::size_t i = 0; i <= last; ++i)
        if (!std::isfinite(values[i])) return Fault{i, Expected::finite};
      const double low = values[0], high = values[last];
      if (last == 2 && low < high && !(low <= values[1] && values[1] <= high))
        return Fault{1, Expected::mode_inside};
      if (!(low < high)) return Fault{last, Expected::above_low};
      if (!std::isfinite(high - low)) return Fault{last, Expected::finite_width};
      return {};
    }
    case Family::normal:
    case Family::log_normal:
    case Family::logit_normal:
      if (!std::isfinite(values[0])) return Fault{0, Expected::finite};
      return positive(1);
    case Family::beta:
      if (const auto wrong = shape(0)) return wrong;
      return shape(1);
    case Family::gamma:
      if (const auto wrong = shape(0)) return wrong;
      return positive(1);
    case Family::exponential: return positive(0);
    case Family::poisson:
      if (!(values[0] >= 0 && values[0] < casus::detail::infinity)) return Fault{0, Expected::non_negative};
      if (values[0] > largest_shape) return Fault{0, Expected::at_most_largest_shape};
      return {};
    case Family::binomial:
      if (!(values[0] >= 0 && values[0] < casus::detail::infinity && values[0] == std::floor(values[0])))
        return Fault{0, Expected::whole_number};
      if (values[0] > largest_shape) return Fault{0, Expected::at_most_largest_shape};
      return probability(1);
    case Family::deterministic:
      if (!std::isfinite(values[0])) return Fault{0, Expected::finite};
      return {};
  }
  return {};
}

}  // namespace checks

/// Whether every parameter lies in its domain; nothing is allocated. Same truth as `violation`.
inline bool valid(Family family, std::span<const double> parameters) noexcept {
  return !checks::fault(family, parameters);
}

/// The first parameter outside of its domain, if any. NaN and infinities always are. A Uniform needs low <
/// high, a Triangular also low <= mode <= high, both a width that is a finite double; scales, rates and
/// shapes are positive, a Poisson's mean is at least 0; probabilities of a Categorical sum to 1 within 1e-9.
/// A wrong number of parameters is reported as parameter 0.
inline std::optional<Violation> violation(Family family, std::span<const double> parameters) {
  const auto wrong = checks::fault(family, parameters);
  if (!wrong) return {};
  const auto text = [&]() -> std::string {
    using casus::detail::number;
    switch (wrong->expected) {
      case checks::Expected::finite: return "a finite number";
      case checks::Expected::positive: return "a positive finite number";
      case checks::Expected::non_negative: return "a finite number of at least 0";
      case checks::Expected::probability: return "a probability in [0, 1]";
      case checks::Expected::whole_number: return "a whole number of at least 0";
      case checks::Expected::at_most_largest_shape: return "a number of at most " + number(largest_shape);
      case checks::Expected::above_low: return "a value above low (" + number(parameters[0]) + ")";
      case checks::Expected::finite_width:
        return "a value above low (" + number(parameters[0]) + ") by a finite amount";
      case checks::Expected::mode_inside:
        return "a mode between low (" + number(parameters[0]) + ") and high (" + number(parameters[2]) + ")";
      case checks::Expected::sum_of_one: {
        double sum = 0;
        for (const double probability : parameters) sum += probability;
        return "probabilities that sum to 1 (not " + number(sum) + ")";
      }
      case checks::Expected::as_many_as_names: {
        std::string all;
        for (const std::string_view name : family_info(family).parameters)
          all += (all.empty() ? "" : ", ") + std::string(name);
        return std::string(family_info(family).name) + "'s parameters: " + all;
      }
    }
    return {};
  };
  return Violation{wrong->parameter, text()};
}

/// A distribution of one number.
using Law = std::variant<Bernoulli, Uniform, Normal, LogNormal, LogitNormal, Triangular, Beta, Gamma,
                         Exponential, Poisson, Binomial>;

/// The law of a family with valid parameters. Throws casus::Error for Categorical and Deterministic, which
/// are not laws of one number.
inline Law make_law(Family family, std::span<const double> p) {
  switch (family) {
    case Family::bernoulli: return Bernoulli{p[0]};
    case Family::uniform: return Uniform{p[0], p[1]};
    case Family::normal: return Normal{p[0], p[1]};
    case Family::log_normal: return LogNormal{p[0], p[1]};
    case Family::logit_normal: return LogitNormal{p[0], p[1]};
    case Family::triangular: return Triangular{p[0], p[1], p[2]};
    case Family::beta: return Beta{p[0], p[1]};
    case Family::gamma: return Gamma{p[0], p[1]};
    case Family::exponential: return Exponential{p[0]};
    case Family::poisson: return Poisson{p[0]};
    case Family::binomial: return Binomial{p[0], p[1]};
    case Family::categorical:
    case Family::deterministic: break;
  }
  throw Error("distribution", "the law of one number", std::string(family_info(family).name));
}

/// The law's quantile at u in (0, 1), for valid parameters. Of a Categorical: the number of the first state
/// at which the running sum of the probabilities reaches u; of a Deterministic: its value.
inline double quantile(Family family, std::span<const double> p, double u) noexcept {
  if (family == Family::deterministic) return p[0];
  if (family == Family::categorical) {
    double sum = 0;
    std::size_t state = 0;
    for (std::size_t i = 0; i < p.size() && sum < u; ++i) {
      if (!(p[i] > 0)) continue;
      state = i;  // where rounding keeps the sum below u, the last state that is possible
      sum += p[i];
    }
    return static_cast<double>(state);
  }
  return std::visit([u](const auto& law) { return law.quantile(u); }, make_law(family, p));
}

}  // namespace casus::distribution
