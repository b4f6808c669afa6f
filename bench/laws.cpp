// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The cost of a draw from distributions without a closed quantile function: the time to estimate
// their mean, against their exact quantiles one by one.
#include <cmath>
#include <iostream>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <casus/distribution/entry.hpp>
#include <casus/random/generator.hpp>
#include <casus/random/uniform.hpp>

#include "floors.hpp"
#include "support.hpp"

namespace {

using namespace casus;

struct Law {
  std::string name;
  Model model;
  Query question;
  double mean;
  std::function<double(double u)> quantile;  ///< exact, of a typical world
  double floor;                              ///< nanoseconds a draw
};

std::vector<Law> laws() {
  std::vector<Law> all;
  {
    Model m;
    const auto x = m.add("x", Mixture({{0.6, LogNormal(0, 0.5)}, {0.4, LogNormal(1, 0.8)}}));
    const distribution::Mixture exact(
        {{0.6, distribution::LogNormal{0, 0.5}}, {0.4, distribution::LogNormal{1, 0.8}}});
    const double mean = 0.6 * std::exp(0.125) + 0.4 * std::exp(1.32);
    all.push_back({"a mixture of two log-normals", std::move(m), E(x), mean,
                   [exact](double u) { return exact.quantile(u); }, bench::floors::mixture_nanoseconds});
  }
  {
    Model m;
    const auto x = m.add("x", Beta(Real(2) * 3, 4));
    all.push_back({"Beta(Real(2) * 3, 4)", std::move(m), E(x), 0.6,
                   [](double u) {
                     return distribution::Beta{6, 4}.quantile(u);
                   },
                   bench::floors::beta_nanoseconds});
  }
  {
    Model m;
    const auto s = m.parameter("s", Uniform(1, 4));
    const auto x = m.add("x", Gamma(2 * s, 1));
    all.push_back({"Gamma(2 * s, 1), a thousand worlds", std::move(m), E(x), 5,
                   [](double u) {
                     return distribution::Gamma{5, 1}.quantile(u);
                   },
                   bench::floors::gamma_nanoseconds});
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(
      argc, argv, "Distributions without a closed quantile function: nanoseconds a draw, one thread.");
  bench::Table table(
      {"distribution", "ns a draw", "quartiles", "floor", "exact quantile, ns", "times as fast"});
  nlohmann::ordered_json found = nlohmann::ordered_json::array();
  for (const Law& law : laws()) {
    Options options{
        .method = Method::forward, .trajectories = settings.smoke ? 20'480 : 1'024'000, .threads = 1};
    bench::Mean mean;
    const bench::Spread drawn = time_pieces(settings, [&] {
      mean.add(estimate(law.model, {law.question}, options)[0]);
      ++options.seed;
    });
    constexpr int count = 20'000;
    double sum = 0;
    std::uint64_t number = 0;
    double inverses = 0;
    const bench::Spread exact = time_pieces(settings, [&] {
      for (int i = 0; i < count; ++i) sum += law.quantile(random::unit(random::mix(++number)));
      inverses += count;
    });
    std::vector<bench::Check> checks{mean.check(law.name, law.mean)};
    checks.push_back({law.name + ", exact quantiles", sum / inverses, law.mean, 0.1 * law.mean});
    if (const auto message = bench::wrong(checks)) return bench::complain("wrong result: " + *message);
    const double draws = static_cast<double>(options.trajectories);
    const auto nanoseconds = [&](double seconds) { return 1e9 * seconds / draws; };
    const double of_exact = 1e9 * exact.median / count;
    table.row({law.name, bench::figure(nanoseconds(drawn.median)),
               bench::figure(nanoseconds(drawn.low)) + " to " + bench::figure(nanoseconds(drawn.high)),
               "at most " + bench::figure(law.floor), bench::figure(of_exact),
               bench::figure(of_exact / nanoseconds(drawn.median))});
    found.push_back({{"distribution", law.name},
                     {"nanoseconds", nanoseconds(drawn.median)},
                     {"spread", {nanoseconds(drawn.low), nanoseconds(drawn.high)}},
                     {"floor", law.floor},
                     {"exact_quantile_nanoseconds", of_exact}});
  }
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"distributions", found}}.dump(2) << std::endl;
  else
    std::cout << table.text() << std::flush;
  return 0;
}
