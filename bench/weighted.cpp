// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Questions with evidence on ALARM and insurance: time to a standard error of 0.001, compared with
// a scalar loop of likelihood weighting, and effective sample sizes if the evidence is rare.
#include <filesystem>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <casus/io/bif.hpp>

#include "floors.hpp"
#include "infer/weighted/weighted.hpp"
#include "support.hpp"
#include "support/rare_evidence.hpp"
#include "weighted/baselines.hpp"

namespace {

using namespace casus;

constexpr double exact = 0.8376913647061486;  ///< by variable elimination
constexpr double wanted_error = 0.001;

struct State {
  const char* variable;
  const char* state;
};
const State target{"HYPOVOLEMIA", "TRUE"};
const std::vector<State> evidence = {{"BP", "LOW"}, {"HRBP", "HIGH"}, {"CVP", "HIGH"}};

bench::weighted::State numbered(const Model& model, const State& state) {
  const Category category = model.category(state.variable);
  return {static_cast<std::int32_t>(category.index()),
          static_cast<std::int32_t>(detail::state_index(*category.node(), state.state))};
}

/// Extrapolates the time of a run and its standard error to the wanted standard error.
double seconds_to_error(double seconds, double error) {
  return seconds * error * error / (wanted_error * wanted_error);
}

class Contest {
public:
  Contest(const bench::Settings& settings, const Model& model)
      : settings_(settings), model_(model), tables_(model),
        query_(P(model.category(target.variable) == target.state)),
        scalar_(model, tables_, states(model), numbered(model, target), 20260101) {
    for (const State& one : evidence) query_ = query_.given(model.category(one.variable) == one.state);
    options_.threads = 1;
    if (settings.smoke) options_.trajectories = 100'000;
  }

  /// Measures the speed of a method relative to the loop; the two are interleaved.
  void run(const std::string& name, Adapts adapts, bench::Table& table, nlohmann::ordered_json& json) {
    std::vector<double> ratios, milliseconds;
    bench::Mean mean;
    double share = 0;
    for (int repetition = 0; repetition < settings_.repetitions; ++repetition) {
      const bench::Stopwatch of_loop;
      bench::weighted::Sums sums;
      scalar_.run(options_.trajectories / 4, sums);
      const double loop = seconds_to_error(of_loop.seconds(), sums.standard_error());
      const bench::Stopwatch of_library;
      const Answer answer = weighted(model_, {query_}, options_, adapts)[0];
      const double library = seconds_to_error(of_library.seconds(), answer.standard_error);
      ++options_.seed;
      ratios.push_back(loop / library);
      milliseconds.push_back(1e3 * library);
      mean.add(answer);
      all_.all += sums.all;
      all_.squares += sums.squares;
      all_.hits += sums.hits;
      all_.hit_squares += sums.hit_squares;
      share = answer.effective_samples / static_cast<double>(answer.samples);
    }
    checks_.push_back(mean.check(name, exact));
    const bench::Spread ratio = bench::spread(ratios), time = bench::spread(milliseconds);
    table.row({name, bench::figure(ratio.median),
               bench::figure(ratio.low) + " to " + bench::figure(ratio.high),
               bench::figure(bench::floors::alarm_weighted), bench::figure(time.median),
               bench::figure(100 * share) + " %"});
    json.push_back({{"method", name},
                    {"times_as_fast", ratio.median},
                    {"spread", {ratio.low, ratio.high}},
                    {"milliseconds", time.median},
                    {"effective_share", share}});
  }

  std::vector<bench::Check> checks() const {
    std::vector<bench::Check> all = checks_;
    all.push_back(bench::check("the scalar loop", all_.value(), exact, all_.standard_error()));
    return all;
  }

private:
  static std::vector<bench::weighted::State> states(const Model& model) {
    std::vector<bench::weighted::State> all;
    for (const State& one : evidence) all.push_back(numbered(model, one));
    return all;
  }

  const bench::Settings& settings_;
  const Model& model_;
  bench::alarm::Tables tables_;
  Query query_;
  bench::weighted::Scalar scalar_;
  bench::weighted::Sums all_;
  std::vector<bench::Check> checks_;
  Options options_;
};

/// Draws a million trajectories for each set of rare evidence.
void run_rare(const std::filesystem::path& folder, bench::Table& table, nlohmann::ordered_json& json,
              std::vector<bench::Check>& checks) {
  for (const test::RareEvidence& of : test::rare_evidence()) {
    const Network network = read_bif(folder / (std::string(of.network) + ".bif"));
    const Model& model = network.model;
    Query query = P(model.category(of.target.first) == of.target.second);
    std::string seen = of.network;
    for (const auto& [name, state] : of.seen) {
      query = query.given(model.category(name) == state);
      seen += std::string(seen == of.network ? ": " : ", ") + name + " = " + state;
    }
    const Answer answer = weighted(model, {query}, {})[0];
    const double share = answer.effective_samples / static_cast<double>(answer.samples);
    checks.push_back(bench::check(answer.question, answer.value, of.posterior, answer.standard_error));
    checks.push_back(bench::check("P(" + seen + ")", *answer.condition_probability, of.probability,
                                  answer.condition_standard_error));
    const std::string k = answer.pareto_k ? bench::figure(*answer.pareto_k) : "-";
    table.row({seen, detail::rounded(of.probability, 3), bench::figure(100 * share) + " %", k});
    json.push_back({{"seen", seen},
                    {"probability", of.probability},
                    {"effective_share", share},
                    {"pareto_k", answer.pareto_k ? nlohmann::ordered_json(*answer.pareto_k) : nullptr}});
  }
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(
      argc, argv,
      "Evidence: the library's weighted draws, compared with a scalar loop of likelihood weighting.");
  if (settings.network.empty()) {
    std::cout << "pass ALARM's file with --network FILE (alarm.bif of bnlearn's repository)\n";
    return 0;
  }
  const std::filesystem::path file = settings.network;
  const Network network = read_bif(file);
  bench::Table speed({"P(HYPOVOLEMIA | BP, HRBP, CVP) to a standard error of 0.001, one thread",
                      "times the scalar loop", "quartiles", "floor", "ms", "effective draws"});
  bench::Table rare({"rare evidence, a million draws", "probability", "effective draws", "Pareto k"});
  nlohmann::ordered_json speeds = nlohmann::ordered_json::array(), sets = speeds;
  Contest contest(settings, network.model);
  contest.run("likelihood weighting", Adapts::never, speed, speeds);
  contest.run("adapted by belief propagation", Adapts::where_it_pays, speed, speeds);
  std::vector<bench::Check> checks = contest.checks();
  const bool has_insurance = std::filesystem::exists(file.parent_path() / "insurance.bif");
  if (has_insurance) run_rare(file.parent_path(), rare, sets, checks);
  if (const auto message = bench::wrong(checks)) return bench::complain("wrong result: " + *message);
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"alarm", speeds}, {"rare", sets}}.dump(2) << std::endl;
  else
    std::cout << speed.text() << (has_insurance ? '\n' + rare.text() : "") << std::flush;
  return 0;
}
