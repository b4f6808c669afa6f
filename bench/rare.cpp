// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Rare events: number of trajectories, including all simulation effort, that determine a
// probability to 10 %, compared with the number that plain sampling needs, 1 / (p 0.01), and the
// times of both.
#include <cmath>
#include <iostream>
#include <memory>
#include <numbers>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "infer/splitting/splitting.hpp"
#include "support.hpp"

namespace {

using namespace casus;

struct Problem {
  std::string name;
  std::shared_ptr<Model> model;
  Query question;
  double exact;
};

double upper_tail(double x) { return 0.5 * std::erfc(x / std::numbers::sqrt2); }

/// Returns the expectation of a function of a normal variable. The trapezoid rule converges faster
/// than any power here.
template <class Function> double expectation(double mean, double deviation, Function function) {
  constexpr int points = 4000;
  double sum = 0;
  for (int i = 0; i <= points; ++i) {
    const double z = -10 + 20.0 * i / points;
    sum += std::exp(-z * z / 2) * function(mean + deviation * z);
  }
  return sum * (20.0 / points) / std::sqrt(2 * std::numbers::pi);
}
double logistic_of(double x) { return 1 / (1 + std::exp(-x)); }

/// Ten variables, each drawn from the one before: events, a category and quantities in turn. The
/// exact answer is a sum over states, with one quadrature if there is a quantity between two of
/// them.
Problem hybrid_chain() {
  auto model = std::make_shared<Model>();
  Model& m = *model;
  const auto ultimatum = m.add("ultimatum", Bernoulli(0.15));
  const auto entry = m.add("entry", Bernoulli(table(ultimatum, {{no, 0.005}, {yes, 0.2}})));
  const auto pressure = m.add("pressure", Normal(2 * entry, 0.6));
  const auto strain = m.add("strain", Normal(pressure, 0.8));
  const auto unrest = m.add("unrest", Bernoulli(logistic(2 * strain - 5)));
  const auto front =
      m.add("front", Categorical({"holding", "strained", "failing"},
                                 cpt({unrest}, {{{no}, {0.9, 0.09, 0.01}}, {{yes}, {0.4, 0.4, 0.2}}})));
  const auto losses =
      m.add("losses", LogNormal(table(front, {{"holding", 0}, {"strained", 0.7}, {"failing", 1.6}}), 0.5));
  const auto doubt = m.add("doubt", Bernoulli(logistic(1.5 * log(losses) - 4)));
  const auto rift = m.add("rift", Bernoulli(table(doubt, {{no, 0.002}, {yes, 0.1}})));
  const auto severity = m.add("severity", Normal(2.5 * rift, 1));

  const double p_entry = 0.85 * 0.005 + 0.15 * 0.2;
  double p_unrest = 0;
  for (const double entered : {0.0, 1.0})
    p_unrest += (entered == 1 ? p_entry : 1 - p_entry) *
                expectation(2 * entered, 1, [](double x) { return logistic_of(2 * x - 5); });
  const double calm[] = {0.9, 0.09, 0.01}, restless[] = {0.4, 0.4, 0.2}, level[] = {0, 0.7, 1.6};
  double p_doubt = 0;
  for (int i = 0; i < 3; ++i)
    p_doubt += ((1 - p_unrest) * calm[i] + p_unrest * restless[i]) *
               expectation(level[i], 0.5, [](double x) { return logistic_of(1.5 * x - 4); });
  const double p_rift = (1 - p_doubt) * 0.002 + p_doubt * 0.1, from = 6.04;
  return {"ten-variable hybrid chain", model, P(severity > from),
          p_rift * upper_tail(from - 2.5) + (1 - p_rift) * upper_tail(from)};
}

/// The sum of standard normal variables exceeds `beta` standard deviations.
Problem linear(int variables, double beta) {
  auto model = std::make_shared<Model>();
  Real sum = 0;
  for (int i = 0; i < variables; ++i) sum = sum + model->add("x" + std::to_string(i), Normal(0, 1));
  return {fmt::format("sum of {} normals, {} deviations", variables, beta), model,
          P(sum > beta * std::sqrt(variables)), upper_tail(beta)};
}

/// Either of two failures, one much rarer than the other. Only the particle populations handle it.
Problem two_ways() {
  auto model = std::make_shared<Model>();
  const auto x = model->add("x", Normal(0, 1)), y = model->add("y", Normal(0, 1));
  return {"x > 4 or y > 5", model, P(x > 4 || y > 5), 1 - (1 - upper_tail(4)) * (1 - upper_tail(5))};
}

/// Means over several runs to 10 %.
struct Result {
  double samples = 0, seconds = 0, mean = 0,
         error = 0;  ///< root mean square error, relative to the exact value
  double told = 0;
  std::string method;
};

Result run(const Problem& problem, int runs) {
  Options options;
  options.threads = 1;
  options.trajectories = 50'000'000;
  options.relative_precision = 0.1 * 1.96;  // half-width of the 95 % interval
  Result result;
  const bench::Stopwatch watch;
  for (int seed = 1; seed <= runs; ++seed) {
    options.seed = static_cast<std::uint64_t>(seed);
    const Answer answer = splitting(*problem.model, {problem.question}, options)[0];
    const double off = answer.value / problem.exact - 1;
    result.samples += static_cast<double>(answer.samples) / runs;
    result.mean += answer.value / runs;
    result.error += off * off / runs;
    result.told += answer.standard_error / answer.value / runs;
    result.method = answer.method.substr(0, answer.method.find(" ("));
  }
  result.seconds = watch.seconds() / runs;
  result.error = std::sqrt(result.error);
  return result;
}

/// Returns the rate of plain sampling in trajectories per second, on one thread.
double plain_rate(const Problem& problem, Index trajectories) {
  Options options;
  options.threads = 1;
  options.method = Method::forward;
  options.trajectories = trajectories;
  estimate(*problem.model, {problem.question}, options);
  const bench::Stopwatch watch;
  estimate(*problem.model, {problem.question}, options);
  return static_cast<double>(trajectories) / watch.seconds();
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings =
      bench::settings(argc, argv, "Rare events to 10 %, compared with plain sampling; one thread.");
  const int runs = settings.smoke ? 4 : 40;
  bench::Table table({"event", "probability", "trajectories", "fewer than plain", "ms", "plain: seconds",
                      "rms error", "reported error", "method"});
  nlohmann::ordered_json events = nlohmann::ordered_json::array();
  std::vector<bench::Check> checks;
  for (const Problem& problem : {hybrid_chain(), two_ways(), linear(10, 5), linear(10, 6), linear(50, 6)}) {
    const Result result = run(problem, runs);
    const double plain = 1 / (problem.exact * 0.01);
    const double plain_seconds = plain / plain_rate(problem, settings.smoke ? 100'000 : 4'000'000);
    // The tolerance for the mean of all runs: the larger of the reported and the observed error,
    // divided by the square root of their number.
    checks.push_back(bench::check(problem.name, result.mean, problem.exact,
                                  (std::max)(result.told, result.error) * problem.exact / std::sqrt(runs)));
    if (plain < 100 * result.samples && problem.exact < 1e-6 * 1.5)
      return bench::complain(problem.name + ": less than 100 times fewer trajectories than plain sampling");
    table.row({problem.name, fmt::format("{:.4g}", problem.exact), bench::figure(result.samples),
               bench::figure(plain / result.samples), bench::figure(1e3 * result.seconds),
               bench::figure(plain_seconds), fmt::format("{:.1f} %", 100 * result.error),
               fmt::format("{:.1f} %", 100 * result.told), result.method});
    events.push_back({{"event", problem.name},
                      {"probability", problem.exact},
                      {"trajectories", result.samples},
                      {"plain_trajectories", plain},
                      {"seconds", result.seconds},
                      {"plain_seconds", plain_seconds},
                      {"relative_error", result.error},
                      {"told_error", result.told},
                      {"method", result.method}});
  }
  if (const auto message = bench::wrong(checks)) return bench::complain("wrong result: " + *message);
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"events", events}}.dump(2) << std::endl;
  else
    std::cout << table.text() << std::flush;
  return 0;
}
