// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "attacks.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include <boost/math/distributions/normal.hpp>
#include <boost/math/special_functions/gamma.hpp>

namespace casus::coverage {

namespace {

double above(double x) { return std::erfc(x / std::sqrt(2.0)) / 2; }
double point(double p) { return boost::math::quantile(boost::math::normal(), p); }
double density(double x) { return std::exp(-0.5 * x * x) / std::sqrt(2 * 3.14159265358979324); }

class Attacks {
public:
  std::vector<Attack> take() {
    tails();
    small_samples();
    atoms();
    rare_gates();
    for (const double rarity : {1e-4, 1e-7}) rare_causes(rarity);
    several_ways();
    findings();
    worlds();
    return std::move(all_);
  }

private:
  static constexpr Index few = 100 * group_size, many = 1000 * group_size;

  // Adds a model with one question: `state(model)` states the model and returns the question and
  // its truth.
  template <class State> void add(const std::string& name, const State& state, Index trajectories = few) {
    auto model = std::make_shared<Model>();
    const Asked asked = state(*model);
    all_.push_back({name, model, asked.first, asked.second, nullptr, trajectories});
  }
  using Asked = std::pair<Query, double>;

  void tails() {
    static constexpr double none = std::numeric_limits<double>::quiet_NaN();
    add("mean of LogNormal(0, 3)",
        [](Model& m) { return Asked(E(m.add("x", LogNormal(0, 3))), std::exp(4.5)); });
    // The exponential of an exponential variable has a Pareto distribution.
    for (const double index : {1.1, 2.5})
      add("mean of Pareto(" + std::to_string(index).substr(0, 3) + ")",
          [index](Model& m) { return Asked(E(exp(m.add("x", Exponential(index)))), index / (index - 1)); });
    add("mean of Student's t, 1 degree",
        [](Model& m) { return Asked(E(m.add("x", StudentT(1, 0, 1))), none); });
    add("mean of Student's t, 2.5 degrees",
        [](Model& m) { return Asked(E(m.add("x", StudentT(2.5, 0, 1))), 0); });
    add("variance of Student's t, 3 degrees",
        [](Model& m) { return Asked(variance(m.add("x", StudentT(3, 0, 1))), 3); });
    add("variance of Normal(1e6, 1)",
        [](Model& m) { return Asked(variance(m.add("x", Normal(1e6, 1))), 1); });
    add("deviation of LogNormal(0, 0.5)", [](Model& m) {
      return Asked(sd(m.add("x", LogNormal(0, 0.5))), std::exp(0.125) * std::sqrt(std::expm1(0.25)));
    });
    add("quantile 0.99 of LogNormal(0, 3)", [](Model& m) {
      return Asked(quantile(m.add("x", LogNormal(0, 3)), 0.99), std::exp(3 * point(0.99)));
    });
    add("quantile 0.999 of Pareto(1.1)", [](Model& m) {
      return Asked(quantile(exp(m.add("x", Exponential(1.1))), 0.999), std::pow(1000.0, 1 / 1.1));
    });
    add("median of Student's t, 1 degree",
        [](Model& m) { return Asked(median(m.add("x", StudentT(1, 0, 1))), 0); });
    add("mean of two scales", [](Model& m) {
      const auto wide = m.add("wide", Bernoulli(0.01));
      return Asked(E(m.add("x", Normal(if_then_else(wide, 100.0, 0.0), if_then_else(wide, 1000.0, 1.0)))), 1);
    });
  }

  // Samples in which the tail that carries much of the mean may be missing.
  void small_samples() {
    for (const double index : {2.0, 5.0 / 3})
      for (const Index groups : {1, 4})
        add(
            "mean of " + std::to_string(groups * group_size) + " of Pareto(" +
                std::to_string(index).substr(0, 4) + ")",
            [index](Model& m) { return Asked(E(exp(m.add("x", Exponential(index)))), index / (index - 1)); },
            groups * group_size);
    add(
        "mean of 512 of LogNormal(0, 2)",
        [](Model& m) { return Asked(E(m.add("x", LogNormal(0, 2))), std::exp(2.0)); }, group_size);
    add(
        "mean of 512 cubes of Exponential(1)",
        [](Model& m) {
          const auto x = m.add("x", Exponential(1));
          return Asked(E(x * x * x), 6);
        },
        group_size);
    add(
        "mean of 512 of Normal(0, 1)", [](Model& m) { return Asked(E(m.add("x", Normal(0, 1))), 0); },
        group_size);
    add(
        "mean of Student's t, 2 degrees, beyond 5",
        [](Model& m) {
          const auto x = m.add("x", StudentT(2, 0, 1));
          const double root = std::sqrt(27.0);
          return Asked(E(x).given(x > 5), 1 / root / (0.5 * (1 - 5 / root)));
        },
        40 * group_size);
  }

  void atoms() {
    add("quantile at an atom of 0.95", [](Model& m) {
      const auto event = m.add("event", Bernoulli(0.05));
      const auto size = m.add("size", Normal(1e6, 1e5));
      return Asked(quantile(if_then_else(event, size, 0.0), 0.5), 0);
    });
    add("quantile of a count of two scales", [](Model& m) {
      const auto e = m.add("e", Bernoulli(0.001));
      return Asked(quantile(m.add("n", Poisson(if_then_else(e, 1e5, 3.0))), 0.998), 10);
    });
    add("median of a constant", [](Model& m) { return Asked(median(0 * m.add("x", Normal(0, 1)) + 7), 7); });
    add("quantile between an atom and the rest", [](Model& m) {
      const auto x = m.add("x", Normal(0, 1));
      return Asked(quantile((max)(x, 0.0), 0.75), point(0.75));
    });
  }

  void rare_gates() {
    for (const double rarity : {1e-3, 1e-6, 1e-9})
      add("mean behind a gate of " + text(rarity), [rarity](Model& m) {
        const auto gate = m.add("gate", Bernoulli(rarity));
        return Asked(E(if_then_else(gate, m.add("x", LogNormal(0, 1)), 0.0)), rarity * std::exp(0.5));
      });
    add("mean behind two gates of 1e-4", [](Model& m) {
      const auto a = m.add("a", Bernoulli(1e-4)), b = m.add("b", Bernoulli(1e-4));
      return Asked(E(if_then_else(a && b, m.add("x", LogNormal(0, 1)), 0.0)), 1e-8 * std::exp(0.5));
    });
    add("mean behind a gate that a rare state opens", [](Model& m) {
      const auto a = m.add("a", Bernoulli(1e-6));
      const auto b = m.add("b", Bernoulli(if_then_else(a, 0.5, 1e-9)));
      return Asked(E(if_then_else(b, m.add("x", LogNormal(0, 1)), 0.0)),
                   (0.5e-6 + (1 - 1e-6) * 1e-9) * std::exp(0.5));
    });
  }

  struct Flow {
    Event broken;
    Quantity flow;
    Flow(Model& m, double rarity)
        : broken(m.add("broken", Bernoulli(rarity))),
          flow(m.add("flow", Normal(if_then_else(broken, 0.0, 10.0), 1))) {}
  };

  void rare_causes(double rarity) {
    const auto share = [rarity](double broken, double sound) {
      return rarity * broken / (rarity * broken + (1 - rarity) * sound);
    };
    add("cause of " + text(rarity) + ", given flow < 3", [&](Model& m) {
      const Flow f(m, rarity);
      return Asked(P(f.broken).given(f.flow < 3), share(above(-3), above(7)));
    });
    add("cause of " + text(rarity) + ", flow of 3 observed", [&](Model& m) {
      const Flow f(m, rarity);
      return Asked(P(f.broken).given(observed(f.flow, 3)), share(density(3), density(7)));
    });
    add("flow, given flow < 3, cause of " + text(rarity), [&](Model& m) {
      const Flow f(m, rarity);
      const double p = share(above(-3), above(7));
      return Asked(E(f.flow).given(f.flow < 3),
                   p * (-density(3) / above(-3)) + (1 - p) * (10 - density(7) / above(7)));
    });
    add(
        "cause of " + text(rarity) + ", given a sum",
        [&](Model& m) {
          const Flow f(m, rarity);
          const auto noise = m.add("noise", Normal(0, 1));
          const double root = std::sqrt(2.0);
          return Asked(P(f.broken).given(f.flow + noise < 3), share(above(-3 / root), above(7 / root)));
        },
        many);
  }

  void several_ways() {
    const auto gate = [](Model& m) {
      const auto open = m.add("open", Bernoulli(1e-6));
      const auto size = m.add("size", LogNormal(0, 1));
      return std::pair(open, m.add("loss", Deterministic(if_then_else(open, size, 0.0) + 0.1 * size)));
    };
    const double by_gate = 1e-6 * above(std::log(50 / 1.1)), beside = (1 - 1e-6) * above(std::log(500.0));
    add("loss through a gate and beside it",
        [&](Model& m) { return Asked(P(gate(m).second > 50), by_gate + beside); });
    add(
        "gate, given the loss",
        [&](Model& m) {
          const auto [open, loss] = gate(m);
          return Asked(P(open).given(loss > 50), by_gate / (by_gate + beside));
        },
        many);
    add(
        "either side",
        [](Model& m) {
          const auto x = m.add("x", Normal(0, 1));
          return Asked(P(x > 5 || x < -5.5), above(5) + above(5.5));
        },
        many);
    add(
        "one, given a sum of two",
        [](Model& m) {
          const auto x = m.add("x", Normal(0, 1)), y = m.add("y", Normal(0, 1));
          return Asked(P(x > 5).given(x + y > 8), 0.10926);
        },
        many);
    const double of_sum = std::sqrt(2.0) * density(8 / std::sqrt(2.0)) / above(8 / std::sqrt(2.0));
    add(
        "mean, given a sum of two",
        [&](Model& m) {
          const auto x = m.add("x", Normal(0, 1)), y = m.add("y", Normal(0, 1));
          return Asked(E(x).given(x + y > 8), of_sum / 2);
        },
        many);
    add(
        "a state of a thousandth that pays far out",
        [](Model& m) {
          const auto big = m.add("big", Bernoulli(1e-3));
          const auto small = m.add("small", LogNormal(7, 1));
          const auto excess = m.add("excess", Exponential(2.5));
          return Asked(P(if_then_else(big, 1e6 * exp(excess), small) > 1e8), 1e-8);
        },
        many);
    add(
        "several large claims, or one",
        [](Model& m) {
          const auto n = m.add("n", Poisson(0.02));
          const auto some = m.add("some", Deterministic(n > 0.0));
          const auto claims = m.add("claims", Gamma(0.5 * n, 1.0), {.when = some});
          double exact = 0, mass = std::exp(-0.02);
          for (int k = 1; k < 40; ++k) {
            mass *= 0.02 / k;
            exact += mass * boost::math::gamma_q(0.5 * k, 12.0);
          }
          return Asked(P(if_then_else(some, claims, 0.0) > 12.0), exact);
        },
        many);
    add(
        "beyond 8.2 deviations",
        [](Model& m) { return Asked(P(m.add("x", Normal(0, 1)) > 8.2), above(8.2)); }, many);
    add(
        "beyond 5.3 deviations, beside a parameter",
        [](Model& m) {
          m.parameter("unused", Beta(2, 3));
          return Asked(P(m.add("x", Normal(0, 1)) > 5.3), above(5.3));
        },
        many);
    add(
        "a rare event of uncertain size",
        [](Model& m) {
          const auto shift = m.parameter("shift", Normal(0, 0.5));
          return Asked(P(m.add("x", Normal(shift, 1)) > 6), above(6 / std::sqrt(1.25)));
        },
        many);
  }

  void findings() {
    add("evidence 13 deviations away", [](Model& m) {
      const auto level = m.add("level", Normal(10, 2));
      return Asked(E(level).given(observed(m.add("gauge", Normal(level, 1)), 40)), 34);
    });
    add("quantile, evidence 13 deviations away", [](Model& m) {
      const auto level = m.add("level", Normal(10, 2));
      return Asked(quantile(level, 0.9).given(observed(m.add("gauge", Normal(level, 1)), 40)),
                   34 + std::sqrt(0.8) * point(0.9));
    });
    for (const int count : {100, 1000})
      add(std::to_string(count) + " findings about a quantity", [count](Model& m) {
        const auto level = m.add("level", Normal(0, 1));
        Query query = E(level);
        double sum = 0;
        for (int i = 0; i < count; ++i) {
          const double value = 0.5 + 0.1 * (i % 7);
          query = query.given(observed(m.add("x" + std::to_string(i), Normal(level, 10)), value));
          sum += value;
        }
        return Asked(query, sum / (count + 100.0));
      });
  }

  void worlds() {
    add("a share, 250 of 1000 seen", [](Model& m) {
      const auto p = m.parameter("p", Beta(1, 1));
      return Asked(E(p).given(observed(m.add("k", Binomial(1000, p)), 250)), 251.0 / 1002);
    });
    add("a share, 40 events seen", [](Model& m) {
      const auto p = m.parameter("p", Beta(2, 2));
      Query query = E(p);
      for (int i = 0; i < 40; ++i) {
        const auto e = m.add("e" + std::to_string(i), Bernoulli(p));
        query = query.given(i < 30 ? Boolean(e) : !e);
      }
      return Asked(query, 32.0 / 44);
    });
    Timeline t;
    const auto p = t.parameter("p", Beta(1, 50));
    const auto e = t.event("e");
    t.each(e, Bernoulli(p));
    const auto horizon = std::make_shared<Horizon>(t, 7);
    Boolean seen = horizon->at(e, 0);
    for (Index month = 1; month < 6; ++month) seen = seen && horizon->at(e, month);
    const Query query = P(horizon->at(e, 6)).given(seen);
    all_.push_back({"six rare months running", nullptr, query, 7.0 / 57, horizon, many});
  }

  static std::string text(double rarity) {
    return "1e-" + std::to_string(static_cast<int>(std::lround(-std::log10(rarity))));
  }

  std::vector<Attack> all_;
};

}  // namespace

std::vector<Attack> attacks() { return Attacks().take(); }

}  // namespace casus::coverage
