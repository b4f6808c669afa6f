// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/elicit/fit.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <variant>

#include <Eigen/Core>
#include <unsupported/Eigen/NonLinearOptimization>
#include <unsupported/Eigen/NumericalDiff>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

namespace casus::elicit {

namespace {

using detail::Line;
using distribution::ComponentDistribution;
using distribution::Family;
using distribution::family_of;

enum class SupportKind { real, positive, bounded };

SupportKind kind_of(const Support& support, std::string_view subject) {
  const bool low = std::isfinite(support.low), high = std::isfinite(support.high);
  if (low && high && support.low < support.high && std::isfinite(support.high - support.low))
    return SupportKind::bounded;
  if (support.low == 0 && support.high == casus::detail::infinity) return SupportKind::positive;
  if (support.low == -casus::detail::infinity && support.high == casus::detail::infinity)
    return SupportKind::real;
  throw Error(std::string(subject),
              "a support between two finite ends, from 0 to infinity, or of all numbers",
              "from " + casus::detail::number(support.low) + " to " + casus::detail::number(support.high));
}

/// The scale for widening and first guesses: log odds, logarithm or the number itself.
struct Straight {
  SupportKind kind;
  Support support;

  double operator()(double value) const {
    switch (kind) {
      case SupportKind::real: return value;
      case SupportKind::positive: return std::log(value);
      case SupportKind::bounded: return std::log(value - support.low) - std::log(support.high - value);
    }
    return value;
  }
  double back(double straight) const {
    switch (kind) {
      case SupportKind::real: return straight;
      case SupportKind::positive: return std::exp(straight);
      case SupportKind::bounded: {
        const double width = support.high - support.low;
        const double odds = std::exp(-std::abs(straight));
        const double part = width * odds / (1 + odds);
        return straight < 0 ? support.low + part : support.high - part;
      }
    }
    return straight;
  }
};

void check(const std::vector<Quantile>& given, const Support& support, std::string_view about) {
  const std::string subject(about);
  if (given.size() < 2) throw Error(subject, "at least two quantiles", given.empty() ? "none" : "one");
  for (std::size_t i = 0; i < given.size(); ++i) {
    const auto [probability, value] = given[i];
    const std::string which = " at " + casus::detail::rounded(100 * probability) + " %";
    if (!(probability > 0 && probability < 1))
      throw Error(subject, "quantiles at probabilities in (0, 1)", casus::detail::number(probability));
    if (!(value > support.low && value < support.high))
      throw Error(subject,
                  "a value" + which + " between " + casus::detail::number(support.low) + " and " +
                      casus::detail::number(support.high),
                  casus::detail::number(value));
    if (i == 0) continue;
    if (!(probability > given[i - 1].probability))
      throw Error(
          subject,
          "a probability above the one before it (" + casus::detail::number(given[i - 1].probability) + ")",
          casus::detail::number(probability));
    if (!(value > given[i - 1].value))
      throw Error(subject,
                  "a value" + which + " above the one at " +
                      casus::detail::rounded(100 * given[i - 1].probability) + " % (" +
                      casus::detail::number(given[i - 1].value) + ")",
                  casus::detail::number(value));
  }
}

/// Returns the least-squares line of values on abscissas.
Line line_through(const std::vector<double>& at, const std::vector<double>& values) {
  const auto count = static_cast<Eigen::Index>(at.size());
  const Eigen::Map<const Eigen::ArrayXd> x(at.data(), count), y(values.data(), count);
  const double slope = ((x - x.mean()) * (y - y.mean())).sum() / (x - x.mean()).square().sum();
  return {y.mean() - slope * x.mean(), slope};
}

/// A distribution with a larger misfit does not represent the judgement.
constexpr double largest_misfit = 0.1;

/// The judged quantiles, prepared for first guesses.
struct Points {
  std::vector<double> z;       ///< standard normal quantiles at the probabilities
  std::vector<double> values;  ///< on the straight scale
  std::vector<double> plain;
  std::vector<double> log_exponential;  ///< logarithms of the standard exponential quantiles
};

/// Starting point of the optimisation: free parameters, relative to a line through the quantiles.
struct Start {
  std::vector<double> free;
  Line line;
};

/// A family as a function of free parameters, and the supports that it suits.
struct Form {
  Family family;
  bool (*suits)(const Straight& straight);
  std::vector<double> (*row)(const Eigen::VectorXd& free, const Line& line, const Support& support);
  Start (*start)(const Points& points);
};

struct Candidate {
  Form form;
  Start start;
};

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

std::vector<double> location_scale(const Eigen::VectorXd& free, const Line& line, const Support&) {
  return {line.location + line.scale * free[0], line.scale * std::exp(free[1])};
}
std::vector<double> student_t(const Eigen::VectorXd& free, const Line& line, const Support& support) {
  const auto row = location_scale(free, line, support);
  return {3, row[0], row[1]};
}
/// `free`: logit of the mean, and log(alpha + beta).
std::vector<double> beta(const Eigen::VectorXd& free, const Line&, const Support&) {
  const double sum = std::exp(free[1]);
  return {sum * logistic(free[0]), sum * logistic(-free[0])};
}
/// `free`: logarithms of the mean and of the shape.
std::vector<double> gamma(const Eigen::VectorXd& free, const Line&, const Support&) {
  return {std::exp(free[1]), std::exp(free[1] - free[0])};
}
std::vector<double> weibull(const Eigen::VectorXd& free, const Line&, const Support&) {
  return {std::exp(free[1]), std::exp(free[0])};
}
std::vector<double> pert(const Eigen::VectorXd& free, const Line&, const Support& support) {
  const double mode = support.low + (support.high - support.low) * logistic(free[0]);
  return {support.low, std::clamp(mode, support.low, support.high), support.high};
}
std::vector<double> truncated_normal(const Eigen::VectorXd& free, const Line& line, const Support& support) {
  const auto row = location_scale(free, line, support);
  return {row[0], row[1], support.low, support.high};
}

Line normal_line(const Points& points) { return line_through(points.z, points.values); }

Start at_line(const Points& points) { return {{0, 0}, normal_line(points)}; }
Start student_t_start(const Points& points) { return {{0, -.1}, normal_line(points)}; }
Start gamma_start(const Points& points) {
  const Line line = normal_line(points);
  const double variance = line.scale * line.scale;
  return {{line.location + variance / 2, -std::log(std::expm1(variance))}, line};
}
Start weibull_start(const Points& points) {
  const Line line = line_through(points.log_exponential, points.values);
  return {{line.location, -std::log(line.scale)}, normal_line(points)};
}
Start pert_start(const Points& points) {
  const Line line = normal_line(points);
  return {{line.location}, line};
}
Start truncated_normal_start(const Points& points) { return {{0, .3}, line_through(points.z, points.plain)}; }
Start beta_start(const Points& points) {
  const Line line = normal_line(points);
  const double mean = logistic(line.location);
  const double sum = 1 / (line.scale * line.scale * mean * (1 - mean));
  return {{line.location, std::log(sum)}, line};
}

bool is_real(const Straight& straight) { return straight.kind == SupportKind::real; }
bool is_positive(const Straight& straight) { return straight.kind == SupportKind::positive; }
bool is_share(const Straight& straight) {
  return straight.kind == SupportKind::bounded && straight.support.low == 0 && straight.support.high == 1;
}
bool is_bounded(const Straight& straight) {
  return straight.kind == SupportKind::bounded && !is_share(straight);
}

/// The families that are fitted if they suit the support.
constexpr Form forms[] = {
    {family_of<distribution::Normal>, is_real, location_scale, at_line},
    {family_of<distribution::StudentT>, is_real, student_t, student_t_start},
    {family_of<distribution::LogNormal>, is_positive, location_scale, at_line},
    {family_of<distribution::Gamma>, is_positive, gamma, gamma_start},
    {family_of<distribution::Weibull>, is_positive, weibull, weibull_start},
    {family_of<distribution::Pert>, is_bounded, pert, pert_start},
    {family_of<distribution::TruncatedNormal>, is_bounded, truncated_normal, truncated_normal_start},
    {family_of<distribution::LogitNormal>, is_share, location_scale, at_line},
    {family_of<distribution::Beta>, is_share, beta, beta_start},
};

/// Returns the families for a support. They start at distributions whose quantiles lie near a
/// straight line through the judged ones.
std::vector<Candidate> candidates(const std::vector<Quantile>& target, const Straight& straight,
                                  const std::vector<Family>& more) {
  Points points;
  for (const auto [probability, value] : target) {
    points.z.push_back(casus::detail::scalar::normal_quantile(probability, 1 - probability));
    points.values.push_back(straight(value));
    points.plain.push_back(value);
    points.log_exponential.push_back(std::log(-std::log1p(-probability)));
  }
  std::vector<Candidate> all;
  const auto add = [&](const Form& form) {
    if (form.suits(straight)) all.push_back({form, form.start(points)});
  };
  for (const Form& form : forms) add(form);
  for (const Family family : more) add({family, is_real, location_scale, at_line});
  return all;
}

/// F(value) - probability, as a function of a candidate's free parameters.
struct Residuals {
  using Scalar = double;
  using InputType = Eigen::VectorXd;
  using ValueType = Eigen::VectorXd;
  using JacobianType = Eigen::MatrixXd;
  enum { InputsAtCompileTime = Eigen::Dynamic, ValuesAtCompileTime = Eigen::Dynamic };

  const Candidate& candidate;
  const std::vector<Quantile>& target;
  const Support& support;

  int inputs() const { return static_cast<int>(candidate.start.free.size()); }
  int values() const { return static_cast<int>(target.size()); }

  std::optional<ComponentDistribution> law(const Eigen::VectorXd& free) const {
    const std::vector<double> row = candidate.form.row(free, candidate.start.line, support);
    if (distribution::violation(candidate.form.family, row)) return std::nullopt;
    return ComponentDistribution(candidate.form.family, row);
  }
  int operator()(const Eigen::VectorXd& free, Eigen::VectorXd& residuals) const {
    const auto found = law(free);
    for (std::size_t i = 0; i < target.size(); ++i) {
      // Outside the domain, F is set to 2: the residuals are large, so that the method turns back.
      const double reached = found ? found->cdf(target[i].value) : 2.0;
      residuals[static_cast<Eigen::Index>(i)] = reached - target[i].probability;
    }
    return 0;
  }
};

std::optional<FittedDistribution> fitted(const Candidate& candidate, const std::vector<Quantile>& target,
                                         const Support& support) {
  const Residuals residuals{candidate, target, support};
  std::optional<FittedDistribution> best;
  const auto count = static_cast<Eigen::Index>(target.size());
  // Starts from three scales, so that a flat region at one of them does not decide the result.
  for (const double wider : {0.0, 0.7, -0.7}) {
    Eigen::VectorXd free = Eigen::Map<const Eigen::VectorXd>(
        candidate.start.free.data(), static_cast<Eigen::Index>(candidate.start.free.size()));
    free[free.size() - 1] += wider;
    if (!free.allFinite()) continue;
    using Differences = Eigen::NumericalDiff<Residuals, Eigen::Central>;
    Differences differences(residuals);
    Eigen::LevenbergMarquardt<Differences> method(differences);
    method.parameters.ftol = method.parameters.xtol = 1e-14;
    method.parameters.maxfev = 2000;
    method.minimize(free);
    const auto law = residuals.law(free);
    if (!law) continue;
    Eigen::VectorXd left(count);
    residuals(free, left);
    const double misfit = std::sqrt(left.squaredNorm() / static_cast<double>(count));
    if (!std::isfinite(misfit) || (best && !(misfit < best->misfit))) continue;
    FittedDistribution found{candidate.form.family, *law, {}, misfit};
    for (const Quantile& quantile : target) found.values.push_back(law->quantile(quantile.probability));
    best = std::move(found);
  }
  if (best && best->misfit > largest_misfit) best.reset();
  return best;
}

}  // namespace

bool is_location_scale(Family family) {
  return family->scaling == distribution::Scaling::location_scale && family->parameters.size() == 2;
}

std::vector<Family> fitted_families() {
  std::vector<Family> all;
  for (const Form& form : forms) all.push_back(form.family);
  for (const Family family : distribution::all_families)
    if (is_location_scale(family) && std::find(all.begin(), all.end(), family) == all.end())
      all.push_back(family);
  return all;
}

const FittedDistribution& Elicited::as(distribution::Family family) const {
  std::vector<std::string> names;
  for (const FittedDistribution& fit : fits) {
    if (fit.family == family) return fit;
    names.emplace_back(fit.family->name);
  }
  throw Error("fit", "one of " + casus::detail::joined(names), std::string(family->name));
}

std::vector<Quantile> widened(const std::vector<Quantile>& given, Support support, double factor,
                              std::string_view subject) {
  const Straight straight{kind_of(support, subject), support};
  check(given, support, subject);
  if (!(factor >= 1 && std::isfinite(factor)))
    throw Error(std::string(subject), "a widening of at least 1", casus::detail::number(factor));
  const auto above = std::find_if(given.begin(), given.end(),
                                  [](const Quantile& quantile) { return quantile.probability >= .5; });
  if (above == given.end() || (above == given.begin() && above->probability != .5))
    throw Error(std::string(subject), "quantiles on both sides of the median, to be widened around it",
                above == given.end() ? "none above it" : "none below it");
  const auto z = [](const Quantile& of) {
    return casus::detail::scalar::normal_quantile(of.probability, 1 - of.probability);
  };
  double centre = straight(above->value);
  if (above->probability != .5) {
    const Quantile& below = *(above - 1);
    centre = straight(below.value) - z(below) * (centre - straight(below.value)) / (z(*above) - z(below));
  }
  std::vector<Quantile> wide = given;
  for (Quantile& quantile : wide)
    if (factor > 1 && quantile.probability != .5)
      quantile.value = straight.back(centre + factor * (straight(quantile.value) - centre));
  return wide;
}

Miss largest_miss(const distribution::ComponentDistribution& law, const std::vector<Quantile>& judged) {
  if (judged.empty()) throw Error("judgement", "at least one quantile", "none");
  Miss largest{0, 0};
  for (std::size_t i = 0; i < judged.size(); ++i) {
    const double off = law.cdf(judged[i].value) - judged[i].probability;
    if (std::abs(off) > std::abs(largest.off)) largest = {i, off};
  }
  return largest;
}

Elicited fit(std::vector<Quantile> given, const FitOptions& options, std::string_view subject) {
  const Straight straight{kind_of(options.support, subject), options.support};
  check(given, options.support, subject);
  Elicited elicited{std::move(given), {}, {}};
  elicited.widened = options.widening == 1
                         ? elicited.given
                         : widened(elicited.given, options.support, options.widening, subject);
  check(elicited.widened, options.support, subject);
  for (const Family family : options.families)
    if (straight.kind != SupportKind::real || !is_location_scale(family))
      throw Error(std::string(subject), "additional families of a location and a scale, on the real line",
                  std::string(family->name));
  std::vector<std::string> names;
  for (const Candidate& candidate : candidates(elicited.widened, straight, options.families)) {
    names.emplace_back(candidate.form.family->name);
    if (auto found = fitted(candidate, elicited.widened, options.support))
      elicited.fits.push_back(std::move(*found));
  }
  if (elicited.fits.empty())
    throw Error(std::string(subject),
                "quantiles that a distribution of " + casus::detail::joined(names) + " can fit",
                "quantiles that none of them fits", "for two groups of values use a mixture");
  std::stable_sort(
      elicited.fits.begin(), elicited.fits.end(),
      [](const FittedDistribution& a, const FittedDistribution& b) { return a.misfit < b.misfit; });
  return elicited;
}

}  // namespace casus::elicit
