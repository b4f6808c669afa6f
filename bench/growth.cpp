// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Cost of a variable draw, by number of threads, batch size, number of variables, parents and
// states, and by distribution.
#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <iostream>
#include <string>
#include <vector>

#include "support.hpp"

namespace {

using namespace casus;

/// A network in which each variable depends on a few preceding variables.
struct Shape {
  Index variables = 40;
  Index parents = 2;
  Index states = 2;
};

/// Returns the probability of a state if the sum of the parents' states is a multiple of the number
/// of states; for other sums, the states are rotated by the sum. So every marginal is uniform
/// despite the dependence.
double weight(Index state, Index states) {
  return 2.0 * static_cast<double>(state + 1) / static_cast<double>(states * (states + 1));
}

struct Grown {
  Model model;
  NodePtr last;
  Boolean last_is_first_state;       ///< the last variable is in its first state
  std::vector<Boolean> parents_are;  ///< each parent of the last variable is in its first state
};

Grown grown(const Shape& shape) {
  const bool events = shape.states == 2;
  std::vector<std::string> labels;
  for (Index i = 0; i < shape.states; ++i) labels.push_back("s" + std::to_string(i));
  Model m;
  std::vector<Discrete> all;
  std::vector<Boolean> first_state;
  for (Index v = 0; v < shape.variables; ++v) {
    const std::string name = "v" + std::to_string(v);
    std::vector<Discrete> parents(all.end() - (std::min)(v, shape.parents), all.end());
    std::size_t rows = 1;
    for (std::size_t i = 0; i < parents.size(); ++i) rows *= static_cast<std::size_t>(shape.states);
    std::vector<TableRow<std::vector<Real>>> table_rows;
    for (std::size_t row = 0; row < rows; ++row) {
      TableRow<std::vector<Real>> one;
      std::size_t rest = row;
      Index sum = 0;
      for (const Discrete& parent : parents) {
        const auto state = static_cast<Index>(rest % static_cast<std::size_t>(shape.states));
        rest /= static_cast<std::size_t>(shape.states);
        one.states.emplace_back(parent.states()[static_cast<std::size_t>(state)]);
        sum += state;
      }
      // Without parents, all states are equally likely.
      for (Index state = 0; state < shape.states; ++state)
        one.value.emplace_back(parents.empty() ? 1.0 / static_cast<double>(shape.states)
                                               : weight((state + sum) % shape.states, shape.states));
      table_rows.push_back(std::move(one));
    }
    if (events) {
      std::vector<TableRow<Real>> yes_rows;
      for (const auto& row : table_rows) yes_rows.push_back({row.states, row.value[1]});
      const Event event =
          m.add(name, Bernoulli(parents.empty() ? yes_rows[0].value : table(parents, yes_rows)));
      all.emplace_back(event);
      first_state.push_back(!event);
    } else {
      const Category category =
          m.add(name, Categorical(labels, parents.empty() ? table_rows[0].value : cpt(parents, table_rows)));
      all.emplace_back(category);
      first_state.push_back(category == labels[0]);
    }
  }
  const auto last = first_state.end() - 1;
  return {m, all.back().node(), *last, {last - (std::min)(shape.variables - 1, shape.parents), last}};
}

/// Checks the last variable's probability given the first states of its parents, or its marginal if
/// it has none.
bench::Check checked(const Shape& shape, const Grown& g) {
  Query query = P(g.last_is_first_state);
  for (const Boolean& parent : g.parents_are) query = query.given(parent);
  const double exact =
      g.parents_are.empty() ? 1.0 / static_cast<double>(shape.states) : weight(0, shape.states);
  const Answers answers = estimate(g.model, {query}, {.method = Method::forward, .trajectories = 200'000});
  // A few cases do not suffice for a standard error.
  const double cases = (std::max)(answers[0].effective_samples, 1.0);
  return bench::check_share(to_text(query), answers[0].value * cases, cases, exact);
}

class Growth {
public:
  explicit Growth(const bench::Settings& settings) : settings_(settings) {}

  /// Nanoseconds per variable draw of the sampler alone, with a count of one marginal.
  void sampler(const std::string& what, const std::string& value, const Shape& shape) {
    const Grown g = grown(shape);
    note(checked(shape, g));
    const Sampler sampler(g.model);
    const Index trajectories = settings_.smoke ? group_size : 64 * group_size;
    const NodePtr& last = g.last;
    std::int64_t hits = 0, cases = 0;
    const bench::Spread seconds = time_pieces(settings_, [&] {
      hits = cases = 0;
      sampler.draw(0, trajectories, [&](const Block& block) {
        cases += block.trajectories();
        if (last->op == Op::event) {
          for (const std::uint64_t word : block.event(Event(last))) hits += std::popcount(word);
        } else {
          const auto states = block.category(Category(last));
          hits += std::count(states.begin(), states.end(), std::uint8_t{0});
        }
      });
    });
    note(bench::check_share("marginal of the last variable", static_cast<double>(hits),
                            static_cast<double>(cases), 1.0 / static_cast<double>(shape.states)));
    row(what, value, seconds, shape.variables * trajectories);
  }

  /// Nanoseconds per draw of one quantity, with a count of the values up to `limit`, which have
  /// probability `exact`. The tables of the distribution are made before.
  void law(const std::string& value, const Distribution<Quantity>& law, double limit, double exact) {
    Model m;
    const Quantity x = m.add("x", law);
    const Sampler sampler(m);
    const Index trajectories = settings_.smoke ? group_size : 64 * group_size;
    std::int64_t hits = 0, cases = 0;
    const bench::Spread seconds = time_pieces(settings_, [&] {
      hits = cases = 0;
      sampler.draw(0, trajectories, [&](const Block& block) {
        cases += block.trajectories();
        for (const double drawn : block.quantity(x)) hits += drawn <= limit ? 1 : 0;
      });
    });
    note(bench::check_share("P(x <= " + bench::figure(limit) + ") of " + value, static_cast<double>(hits),
                            static_cast<double>(cases), exact));
    row("distribution", value, seconds, trajectories);
  }

  /// Nanoseconds per variable draw of `estimate`, with one question that needs every variable.
  void estimated(const std::string& what, const std::string& value, Options options) {
    const Shape shape;
    const Grown g = grown(shape);
    note(checked(shape, g));
    options.method = Method::forward;
    options.trajectories = settings_.smoke ? 20'000 : 2'000'000;
    Index samples = 0;
    const bench::Spread seconds = time_pieces(
        settings_, [&] { samples = estimate(g.model, {P(g.last_is_first_state)}, options)[0].samples; });
    row(what, value, seconds, shape.variables * samples);
  }

  int finish() const {
    if (const auto message = bench::wrong(checks_)) return bench::complain("wrong result: " + *message);
    if (settings_.json)
      std::cout << nlohmann::ordered_json{{"growth", json_}}.dump(2) << std::endl;
    else
      std::cout << "A sequence of events or categories; the parents of each come just before it. 40 "
                   "variables, two parents and "
                   "two states, except for the varied quantity.\nnanoseconds per variable draw\n\n"
                << table_.text() << std::flush;
    return 0;
  }

private:
  void note(bench::Check check) { checks_.push_back(std::move(check)); }
  void row(const std::string& what, const std::string& value, const bench::Spread& seconds, Index draws) {
    const auto ns = [&](double s) { return 1e9 * s / static_cast<double>(draws); };
    table_.row({what, value, bench::figure(ns(seconds.median)),
                bench::figure(ns(seconds.low)) + " to " + bench::figure(ns(seconds.high))});
    json_.push_back({{"what", what},
                     {"value", value},
                     {"ns_per_draw", ns(seconds.median)},
                     {"spread", {ns(seconds.low), ns(seconds.high)}}});
  }

  const bench::Settings& settings_;
  bench::Table table_{{"varied", "value", "ns per draw", "quartiles"}};
  nlohmann::ordered_json json_ = nlohmann::ordered_json::array();
  std::vector<bench::Check> checks_;
};

}  // namespace

int main(int argc, char** argv) {
  const auto settings =
      bench::settings(argc, argv, "Cost of a variable draw, by the size of the model and of the run.");
  Growth growth(settings);
  for (const int threads : {1, 2})
    growth.estimated("threads, calls of estimate", std::to_string(threads), {.threads = threads});
  for (const Index batch : {1, 2, 4, 8, 16, 32, 64})
    growth.estimated("batch in groups of 512, calls of estimate", std::to_string(batch),
                     {.threads = 1, .batch = batch});
  for (const Index variables : {5, 10, 20, 50, 100, 200, 500, 1000})
    growth.sampler("variables", std::to_string(variables), {.variables = variables});
  for (const Index parents : {0, 1, 2, 3, 4, 5, 6, 9})
    growth.sampler("parents of two states", std::to_string(parents), {.parents = parents});
  for (const Index parents : {0, 1, 2, 3, 4})
    growth.sampler("parents, three states each", std::to_string(parents), {.parents = parents, .states = 3});
  for (const Index states : {2, 3, 4, 5, 8, 12, 20})
    growth.sampler("states, one parent", std::to_string(states), {.parents = 1, .states = states});
  // Constants, expressions of constants, and mixtures. The floors for one core with AVX-512 are 1 ns
  // for Beta and 10 ns for a mixture of two log-normal distributions.
  const double beta = distribution::Beta{6, 4}.cdf(0.6);
  growth.law("Beta(6, 4)", Beta(6, 4), 0.6, beta);
  growth.law("Beta(Real(2) * 3, 4)", Beta(Real(2) * 3, 4), 0.6, beta);
  const auto mixed = [&](const std::string& value, double weight,
                         const distribution::ComponentDistribution& a,
                         const distribution::ComponentDistribution& b, double limit) {
    const distribution::Mixture law{{{weight, a}, {1 - weight, b}}};
    growth.law(value, stated(law), limit, law.cdf(limit));
  };
  const distribution::LogNormal small{std::log(100.0), 0.5}, large{std::log(500.0), 0.5};
  mixed("mixture of two log-normals", 0.9, small, large, 200);
  growth.law("the same, by expressions",
             Mixture({{Real(1) - 0.1, LogNormal::median(100, 0.5)}, {0.1, LogNormal::median(500, 0.5)}}), 200,
             distribution::Mixture{{{0.9, small}, {0.1, large}}}.cdf(200));
  mixed("mixture of two normals, 10 apart", 0.5, distribution::Normal{0, 1}, distribution::Normal{10, 1}, 1);
  mixed("zero or a log-normal", 0.7, distribution::Point{0}, small, 1);
  return growth.finish();
}
