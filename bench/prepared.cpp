// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Prepared questions: an exact question about ALARM with other findings in each call, a question of
// one group of trajectories beside its draws alone, and a slider that moves a judgement of the study.
#include <cmath>
#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <casus/infer/parse.hpp>
#include <casus/infer/prepared.hpp>
#include <casus/io/bif.hpp>
#include <casus/model/changes.hpp>
#include <casus/sample/sampler.hpp>
#include <casus/study/belarus.hpp>

#include "floors.hpp"
#include "support.hpp"

namespace {

using namespace casus;

class Jobs {
public:
  explicit Jobs(const bench::Settings& settings) : settings_(settings) {}

  /// Times a job, and returns its microseconds.
  double add(const std::string& what, const std::function<void()>& work) {
    const bench::Spread seconds = time_pieces(settings_, work);
    return add(what, {1e6 * seconds.median, 1e6 * seconds.low, 1e6 * seconds.high});
  }
  double add(const std::string& what, const bench::Spread& microseconds) {
    table_.row({what, bench::figure(microseconds.median),
                bench::figure(microseconds.low) + " to " + bench::figure(microseconds.high)});
    all_.push_back({{"job", what},
                    {"microseconds", microseconds.median},
                    {"spread", {microseconds.low, microseconds.high}}});
    return microseconds.median;
  }
  void print(bool as_json, const std::string& floors) const {
    if (as_json)
      std::cout << nlohmann::ordered_json{{"jobs", all_}}.dump(2) << std::endl;
    else
      std::cout << table_.text() << floors << std::flush;
  }

private:
  const bench::Settings& settings_;
  bench::Table table_{{"one thread", "microseconds", "quartiles"}};
  nlohmann::ordered_json all_ = nlohmann::ordered_json::array();
};

std::vector<bench::Check> ask_alarm(const std::string& file, Jobs& jobs) {
  const Network alarm = read_bif(std::filesystem::path(file));
  const Model& m = alarm.model;
  const Category pressure = m.category("BP"), rate = m.category("HRBP"), venous = m.category("CVP");
  const Query question = P(m.category("HYPOVOLEMIA") == "TRUE");
  const Options options{.threads = 1};
  const Prepared prepared(m, {question}, options);
  const std::vector<std::string> states{"LOW", "NORMAL", "HIGH"};
  std::size_t calls = 0;
  // All three findings change in each call.
  const auto found = [&] {
    ++calls;
    return std::vector<Observation>{pressure == states[calls % 3], rate == states[(calls + 1) % 3],
                                    venous == states[(calls + 2) % 3]};
  };
  jobs.add("ALARM, three other findings: a fresh call",
           [&] { estimate(m, question.given(found()), options); });
  jobs.add("ALARM, three other findings: prepared", [&] { prepared.given(found()); });
  const std::vector<Observation> known{pressure == "LOW", rate == "HIGH", venous == "HIGH"};
  return {{"HYPOVOLEMIA, prepared", prepared.given(known)[0].value, 0.837691, 1e-6}};
}

std::vector<bench::Check> ask_one_group(const bench::Settings& settings, Jobs& jobs) {
  Model m;
  std::vector<Event> events{m.add("event 1", Bernoulli(0.3))};
  for (int i = 2; i <= 20; ++i)
    events.push_back(
        m.add("event " + std::to_string(i), Bernoulli(table(events.back(), {{no, 0.2}, {yes, 0.7}}))));
  const Options options{.method = Method::forward, .trajectories = group_size, .threads = 1};
  const Query question = P(events.back());
  const Prepared prepared(m, {question}, options);
  const Sampler sampler(m);
  jobs.add("twenty variables, one group: a fresh call", [&] { estimate(m, question, options); });
  jobs.add("twenty variables, one group: prepared", [&] { prepared.estimate(); });
  jobs.add("twenty variables, one group: its draws alone",
           [&] { sampler.draw(0, group_size, [](const Block&) {}); });
  // The difference is taken in each repetition, so that a slow moment affects both sides.
  std::vector<double> beyond;
  bench::Settings once = settings;
  once.repetitions = 1;
  for (int i = 0; i < settings.repetitions; ++i) {
    const double all = time_pieces(once, [&] { prepared.estimate(); }).median;
    const double draws = time_pieces(once, [&] { sampler.draw(0, group_size, [](const Block&) {}); }).median;
    beyond.push_back(1e6 * (all - draws));
  }
  jobs.add("twenty variables, one group: prepared, beyond its draws", bench::spread(beyond));
  const Answer answer = prepared.estimate()[0];
  return {bench::check(answer.question, answer.value, 0.4 + (0.3 - 0.4) * std::pow(0.5, 19),
                       std::sqrt(0.4 * 0.6 / group_size))};
}

std::vector<bench::Check> move_a_slider(Jobs& jobs) {
  const study::Belarus belarus = study::belarus();
  Horizon h(belarus.timeline, 12);
  const std::vector<Query> questions{parse_query(h, "P(ever(entry))"),
                                     parse_query(h, "P(by(regime_change, 11))")};
  const Parameter moved = belarus.timeline.constants().parameter("h_regime_base");
  const Options options{.method = Method::forward, .trajectories = 50'000, .worlds = 100};
  const Prepared prepared(h, questions, options);
  double value = 0.001;
  const auto next = [&] { return value = value > 0.01 ? 0.001 : 1.1 * value; };
  jobs.add("the study, two questions over a year, 50,000 trajectories, all threads: a fresh call",
           [&] { estimate(hold(h, moved, next()), questions, options); });
  jobs.add("the study, the same: prepared, a slider moves", [&] { prepared.estimate({{moved, next()}}); });
  const Answers a = prepared.estimate({{moved, 0.004}}),
                b = estimate(hold(h, moved, 0.004), questions, options);
  return {{"an entry, prepared and fresh", a[0].value, b[0].value, 0},
          {"a change of regime, prepared and fresh", a[1].value, b[1].value, 0}};
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "Prepared questions, asked again and again.");
  Jobs jobs(settings);
  std::vector<bench::Check> checks;
  const auto add = [&](std::vector<bench::Check> more) {
    checks.insert(checks.end(), more.begin(), more.end());
  };
  if (settings.network.empty())
    std::cerr << "no network: pass ALARM's file with --network\n";
  else
    add(ask_alarm(settings.network, jobs));
  add(ask_one_group(settings, jobs));
  add(move_a_slider(jobs));
  if (const auto message = bench::wrong(checks)) return bench::complain("wrong result: " + *message);
  jobs.print(settings.json, "floors: ALARM with other findings in at most " +
                                bench::figure(bench::floors::prepared_exact_microseconds) +
                                " microseconds, a forward question at most " +
                                bench::figure(bench::floors::prepared_forward_microseconds) +
                                " beyond its draws, a slider 20 times a second\n");
  return 0;
}
