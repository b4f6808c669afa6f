// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/support.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/infer/estimate.hpp>
#include <casus/model/formula.hpp>

namespace casus {
namespace {

constexpr double limitless = std::numeric_limits<double>::infinity();

class Supports : public testing::Test {
protected:
  Model m;
  Event rain = m.add("rain", Bernoulli(0.25));
  Event never = m.add("never", Bernoulli(0));
  Quantity u = m.add("u", Uniform(0, 1));
  Quantity v = m.add("v", Uniform(2, 3));
  Quantity z = m.add("z", Normal(u, 1));
  Quantity w = m.add("w", Exponential(2));
  Quantity n = m.add("n", Poisson(3));
  Quantity k = m.add("k", Binomial(5, 0.5));
  Quantity s = m.add("s", Uniform(-1, 2));

  PossibleRange of(const Real& target) { return of(E(target)); }
  PossibleRange of(const Query& query) { return SupportFinder(m, query).of(query.target()); }

  static void expect_exact(const PossibleRange& range, double low, double high) {
    EXPECT_EQ(range.low, low);
    EXPECT_EQ(range.high, high);
    EXPECT_TRUE(range.low_is_exact);
    EXPECT_TRUE(range.high_is_exact);
  }
  static void expect_bounds(const PossibleRange& range, double low, double high) {
    EXPECT_EQ(range.low, low);
    EXPECT_EQ(range.high, high);
    EXPECT_FALSE(range.low_is_exact);
    EXPECT_FALSE(range.high_is_exact);
  }
};

TEST_F(Supports, AreExactWhereEachVariableIsReadOnce) {
  expect_exact(of(u), 0, 1);
  expect_exact(of(u + v), 2, 4);
  expect_exact(of(u - v), -3, -1);
  expect_exact(of(u * s), -1, 2);
  expect_exact(of(s * s), 0, 4);
  expect_exact(of(v / (u + 1)), 1, 3);
  expect_exact(of(1 / u), 1, limitless);
  expect_exact(of(1 / s), -limitless, limitless);
  expect_exact(of(z), -limitless, limitless);
  expect_exact(of(z + u), -limitless, limitless);  // the support of z does not depend on u
  expect_exact(of(exp(s)), std::exp(-1.0), std::exp(2.0));
  expect_exact(of(log(w)), -limitless, limitless);
  expect_exact(of(-w), -limitless, 0);
  expect_exact(of(exp(-w)), 0, 1);
  expect_exact(of((min)(u, v) + (max)(w, s)), 0, limitless);
  expect_exact(of(if_then_else(rain, v, s)), -1, 3);
  expect_exact(of(if_then_else(never, v, s)), -1, 2);
  expect_exact(of(Real(rain) + Real(Boolean(u > 0.5)) + Real(never)), 0, 2);
  expect_exact(of(Real(n) * 2), 0, limitless);
  expect_exact(of(k - n), -limitless, 5);
}

TEST_F(Supports, FollowRootsPowersSizesAndWholeNumbers) {
  expect_exact(of(sqrt(w)), 0, limitless);
  expect_exact(of(sqrt(v)), std::sqrt(2.0), std::sqrt(3.0));
  expect_exact(of(abs(s)), 0, 2);
  expect_exact(of(abs(v)), 2, 3);
  expect_exact(of(abs(-v)), 2, 3);
  expect_exact(of(abs(z)), 0, limitless);
  expect_exact(of(abs(k - 3)), 0, 3);
  expect_exact(of(floor(z)), -limitless, limitless);
  expect_exact(of(floor(1.5 * u)), 0, 1);
  expect_exact(of(floor(n)), 0, limitless);
  expect_exact(of(floor(k / 2)), 0, 2);
  const PossibleRange die = of(floor(6 * u));
  EXPECT_EQ(die.low, 0);
  EXPECT_TRUE(die.low_is_exact);
  EXPECT_EQ(die.high, 6);
  EXPECT_FALSE(die.high_is_exact);
  expect_exact(of(pow(s, 0)), 1, 1);
  expect_exact(of(pow(s, 2)), 0, 4);
  expect_exact(of(pow(s, 3)), -1, 8);
  expect_exact(of(pow(v, -1)), 1.0 / 3, 0.5);
  expect_exact(of(pow(-v, -2)), 1.0 / 9, 0.25);
  expect_exact(of(pow(w, -0.5)), 0, limitless);
  expect_bounds(of(pow(v, s)), 1.0 / 3, 9);
  expect_bounds(of(pow(u, v)), 0, 1);
}

TEST_F(Supports, AreBoundsWhereAVariableIsReadTwice) {
  expect_bounds(of(u - u), -1, 1);
  expect_bounds(of(u * (1 - u)), 0, 1);
  expect_bounds(of(if_then_else(u > 0.5, u, 0)), 0, 1);
  const Quantity twin = m.add("twin", Deterministic(u + 0));
  expect_bounds(of(u + twin), 0, 2);
  // What is always the same may be read as often as one likes.
  expect_exact(of(if_then_else(never, u, v) + if_then_else(never, u, 0)), 2, 3);
}

TEST_F(Supports, DependOnParentsAndParameters) {
  const Parameter p = m.parameter("p", Uniform(3, 5));
  const Quantity x = m.add("x", Uniform(-1, p));
  expect_exact(of(x), -1, 5);
  expect_bounds(of(p - x), -2, 6);
  const Event e = m.add("e", Bernoulli(logistic(z)));
  expect_exact(of(if_then_else(e, v, 10)), 2, 10);
  const Category c = m.add("c", Categorical({"a", "b", "d"}, {0.5, 0, 0.5}));
  expect_exact(of(table(c, {{"a", 1}, {"b", 100}, {"d", 7}})), 1, 7);
  const Quantity mixed = m.add(
      "mixed", Mixture({{0.5, Uniform(0, 1)}, {0, Normal(0, 1)}, {0.5, Distribution<Quantity>(Poisson(2))}}));
  expect_exact(of(mixed), 0, limitless);
  expect_exact(of(m.add("values", Empirical({3, -2, 8}, {1, 0, 1}))), 3, 8);
  expect_exact(of(m.add("cut", TruncatedNormal(0, 1, -limitless, p))), -limitless, 5);
}

TEST_F(Supports, AreNarrowedByWhatIsGivenAndDone) {
  expect_exact(of(E(v + u).given(v < 2.5)), 2, 3.5);
  expect_exact(of(E(z).given(z > 3)), 3, limitless);
  expect_exact(of(E(n).given(n > 2.5 && !(n > 7))), 3, 7);
  expect_exact(of(E(n).given(n > 2 && n != 3)), 4, limitless);
  expect_exact(of(E(u + v).given(u + v < 3)), 2, 3);
  expect_exact(of(E(if_then_else(rain, v, s)).given(!rain)), -1, 2);
  expect_exact(of(E(if_then_else(rain, v, s)).under(set(rain, "yes"))), 2, 3);
  expect_exact(of(E(u).given(w > 1 || rain)), 0, 1);
  expect_exact(of(E(u + w).given(observed(w, 2))), 2, 3);
  // The condition reads what the target does, or cannot be met.
  expect_bounds(of(E(u).given(u + v > 3)), 0, 1);
  expect_bounds(of(E(u).given(w > 1 && w < 0.5)), 0, 1);
  expect_bounds(of(E(u).given(w == 1)), 0, 1);
}

// A condition on what exists only where it rains says that it rains.
TEST_F(Supports, KnowWhatAConditionSaysOfGuards) {
  const Quantity depth = m.add("depth", Uniform(1, 2), {.when = rain});
  const Quantity size = m.add("size", Uniform(0, table(rain, {{"no", 100}, {"yes", 10}})), {.when = rain});
  expect_exact(of(Real(rain)), 0, 1);
  expect_exact(of(E(Real(rain)).given(depth > 1.5)), 1, 1);
  expect_exact(of(E(depth).given(rain)), 1, 2);
  expect_exact(of(E(size).given(rain)), 0, 10);
  expect_bounds(of(if_then_else(rain, size, 0)), 0, 100);
  expect_exact(of(if_then_else(rain, depth, 0)), 0, 2);
  const Event flood = m.add("flood", Bernoulli(0.5), {.when = rain});
  expect_bounds(of(E(Real(rain)).given(!flood)), 0, 1);
}

TEST_F(Supports, AreUnknownWhereSomethingIsUndefined) {
  const Real copied =
      function("f", {u}, [](std::span<const std::span<const double>> in, std::span<double> out) {
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = in[0][i];
      });
  for (const Real& target :
       std::vector<Real>{log(s), 1 / Real(n), Real(Boolean(log(s) < 10)), copied, sqrt(s), pow(s, 0.5),
                         pow(s, -1), pow(s, u), pow(Real(n), -2)}) {
    const PossibleRange range = of(target);
    EXPECT_FALSE(range.low_is_exact || range.high_is_exact) << to_text(target);
    EXPECT_LE(range.low, 0) << to_text(target);
    EXPECT_GE(range.high, 1) << to_text(target);
  }
}

// ---- random expressions of finite variables, whose values can all be enumerated

class Finite {
public:
  explicit Finite(unsigned seed) : random_(seed) {
    for (int i = 0; i < 4; ++i) {
      std::vector<double> values;
      for (int value = -2; value <= 2; ++value)
        if (chance(0.5)) values.push_back(value);
      if (values.empty()) values.push_back(1);
      values_.push_back(values);
      leaves_.push_back(model.add("x" + std::to_string(i), Empirical(values)));
    }
  }

  /// Reads each of the variables from `first` to `last` once.
  Real once(std::size_t first, std::size_t last) {
    if (last - first == 1) return chance(0.3) ? -Real(leaves_[first]) : Real(leaves_[first]);
    const std::size_t middle = first + 1 + random_() % (last - first - 1);
    return joined(once(first, middle), once(middle, last));
  }
  /// Reads whatever it likes.
  Real any(int depth) {
    if (depth == 0) return chance(0.2) ? Real(static_cast<double>(random_() % 3)) : leaves_[random_() % 4];
    return joined(any(depth - 1), any(depth - 1));
  }
  Boolean condition(int depth) {
    const double limit = static_cast<double>(random_() % 5) - 2;
    const Boolean own = chance(0.5) ? any(depth) < limit : any(depth) >= limit;
    return chance(0.3) ? own && any(0) != limit : own;
  }

  /// The least and greatest value where the condition holds; false where it never does.
  bool enumerate(const Query& query, double& low, double& high) const {
    low = limitless;
    high = -limitless;
    const Formula target(query.target());
    const Formula given(query.condition() ? query.condition()->node() : Boolean(true).node());
    std::vector<double> at(4), scratch;
    for (at[0] = -2; at[0] <= 2; ++at[0])
      for (at[1] = -2; at[1] <= 2; ++at[1])
        for (at[2] = -2; at[2] <= 2; ++at[2])
          for (at[3] = -2; at[3] <= 2; ++at[3]) {
            bool is_possible = true;
            for (std::size_t i = 0; i < 4; ++i)
              is_possible = is_possible && std::count(values_[i].begin(), values_[i].end(), at[i]) > 0;
            if (!is_possible || given.evaluate(Values{at}, scratch) == 0) continue;
            const double value = target.evaluate(Values{at}, scratch);
            low = (std::min)(low, value);
            high = (std::max)(high, value);
          }
    return low <= high;
  }

  Model model;

private:
  struct Values {
    const std::vector<double>& at;
    double variable(Index i) const { return at[static_cast<std::size_t>(i)]; }
    static double parameter(Index) { return 0; }
  };

  bool chance(double p) { return std::uniform_real_distribution<>()(random_) < p; }
  Real joined(const Real& a, const Real& b) {
    switch (random_() % 10) {
      case 0: return a + b;
      case 1: return a - b;
      case 2: return a * b;
      case 3: return (min)(a, b);
      case 4: return (max)(a, b);
      case 5: return if_then_else(a < 1, b, 2);
      case 6: return abs(a) - floor(b / 2);
      case 7: return pow(a, 2) + pow(b, 3);
      case 8: return pow(abs(a) + 1, (min)(b, 2.0));
      default: return Real(Boolean(a <= b)) + exp(0 * a);
    }
  }

  std::mt19937 random_;
  std::vector<std::vector<double>> values_;
  std::vector<Quantity> leaves_;
};

TEST(SupportsOfRandomExpressions, AreNeverTooNarrow) {
  int exact = 0;
  for (unsigned seed = 0; seed < 1500; ++seed) {
    Finite finite(seed);
    Query query = E(finite.any(3));
    if (seed % 2 == 0) query = query.given(finite.condition(seed % 4 == 0 ? 0 : 2));
    double low, high;
    if (!finite.enumerate(query, low, high)) continue;
    const PossibleRange range = SupportFinder(finite.model, query).of(query.target());
    ASSERT_LE(range.low, low) << seed << ' ' << to_text(query);
    ASSERT_GE(range.high, high) << seed << ' ' << to_text(query);
    if (range.low_is_exact) {
      ASSERT_EQ(range.low, low) << seed << ' ' << to_text(query);
    }
    if (range.high_is_exact) {
      ASSERT_EQ(range.high, high) << seed << ' ' << to_text(query);
    }
    exact += range.low_is_exact + range.high_is_exact;
  }
  EXPECT_GT(exact, 300);
}

TEST(SupportsOfRandomExpressions, AreExactWhereEachVariableIsReadOnce) {
  for (unsigned seed = 0; seed < 1500; ++seed) {
    Finite finite(seed);
    const Query query = E(finite.once(0, 4));
    double low, high;
    ASSERT_TRUE(finite.enumerate(query, low, high));
    const PossibleRange range = SupportFinder(finite.model, query).of(query.target());
    ASSERT_LE(range.low, low) << seed << ' ' << to_text(query);
    ASSERT_GE(range.high, high) << seed << ' ' << to_text(query);
    if (range.low_is_exact) {
      ASSERT_EQ(range.low, low) << seed << ' ' << to_text(query);
    }
    if (range.high_is_exact) {
      ASSERT_EQ(range.high, high) << seed << ' ' << to_text(query);
    }
  }
}

// ---- random chains of events and categories, with impossible states and guards, against exact
// probabilities

class Chain {
public:
  explicit Chain(unsigned seed) : random_(seed) {
    events_.push_back(model_.add("e0", Bernoulli(0.5)));
    for (int i = 1; i < 6; ++i) {
      const Details details = chance(0.25) ? Details{.when = events_[below(events_.size())]} : Details{};
      const std::string name = "v" + std::to_string(i);
      if (chance(0.5)) {
        events_.push_back(model_.add(name, Bernoulli(share()), details));
      } else {
        const Real low = share(), mid = share();
        const Real high = (1 - low) * (1 - mid);
        categories_.push_back(
            model_.add(name, Categorical({"low", "mid", "high"}, {low, (1 - low) * mid, high}), details));
      }
    }
  }

  /// A sum of whole numbers from 0 to 7.
  Real target() {
    Real sum = 0;
    for (int i = 0; i < 3; ++i)
      sum = sum + (chance(0.3) ? if_then_else(literal() && literal(), 2, 1)
                               : if_then_else(literal(), 1 + static_cast<double>(i == 0), 0));
    return sum;
  }
  Query question() {
    Query query = E(target());
    if (chance(0.5)) query = query.given(chance(0.5) ? literal() : literal() || literal());
    if (chance(0.3)) query = query.under(set(events_[below(events_.size())], chance(0.5)));
    return query;
  }
  const Model& model() const { return model_; }

private:
  bool chance(double p) { return std::uniform_real_distribution<>()(random_) < p; }
  std::size_t below(std::size_t count) { return random_() % count; }
  double number() { return std::vector<double>{0, 0, 0.5, 0.25, 1}[below(5)]; }
  Real share() { return chance(0.3) ? Real(number()) : if_then_else(literal(), number(), number()); }
  Boolean literal() {
    if (!categories_.empty() && chance(0.5)) {
      const Category& of = categories_[below(categories_.size())];
      return chance(0.5) ? of == "mid" : of != "high";
    }
    const Event& event = events_[below(events_.size())];
    return chance(0.5) ? Boolean(event) : !event;
  }

  std::mt19937 random_;
  Model model_;
  std::vector<Event> events_;
  std::vector<Category> categories_;
};

TEST(SupportsOfRandomChains, HoldWhatHasAProbability) {
  int exact = 0, bounded = 0;
  for (unsigned seed = 0; seed < 400; ++seed) {
    Chain chain(seed);
    const Query query = chain.question();
    std::vector<Query> each;
    for (int value = 0; value <= 7; ++value)
      each.push_back(
          query.rewritten((Real(query.target()) == value).node(), query.condition(), query.interventions())
              .asking(QuestionKind::probability));
    std::vector<double> possible;
    try {
      const Answers found = estimate(chain.model(), each, {.method = Method::exact});
      for (std::size_t i = 0; i < each.size(); ++i)
        if (found[i].value > 0) possible.push_back(static_cast<double>(i));
    } catch (const Error&) {
      continue;  // the condition is impossible
    }
    ASSERT_FALSE(possible.empty()) << to_text(query);
    const PossibleRange range = SupportFinder(chain.model(), query).of(query.target());
    ASSERT_LE(range.low, possible.front()) << seed << ' ' << to_text(query);
    ASSERT_GE(range.high, possible.back()) << seed << ' ' << to_text(query);
    if (range.low_is_exact) {
      ASSERT_EQ(range.low, possible.front()) << seed << ' ' << to_text(query);
    }
    if (range.high_is_exact) {
      ASSERT_EQ(range.high, possible.back()) << seed << ' ' << to_text(query);
    }
    exact += range.low_is_exact + range.high_is_exact;
    bounded += !range.low_is_exact + !range.high_is_exact;
    // What is asked is found in either case.
    for (const QuestionKind kind : {QuestionKind::least, QuestionKind::greatest}) {
      const Answer answer = estimate(chain.model(), {query.asking(kind)})[0];
      ASSERT_EQ(answer.value, kind == QuestionKind::least ? possible.front() : possible.back())
          << seed << ' ' << answer.question;
      ASSERT_EQ(answer.standard_error, 0);
      ASSERT_EQ(answer.method_id, Method::exact);
    }
  }
  EXPECT_GT(exact, 100);
  EXPECT_GT(bounded, 100);
}

}  // namespace
}  // namespace casus
