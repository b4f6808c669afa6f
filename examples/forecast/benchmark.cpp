// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Output of --benchmark: the rate of forward sampling for a model's questions on this machine.

#include <algorithm>
#include <chrono>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/report/json.hpp>
#include <casus/sample/sampler.hpp>

#include "common/questions.hpp"
#include "forecast/request.hpp"

namespace forecast {

using program::BadOption;

namespace {

constexpr std::size_t runs = 7;

// Trajectories per second for a number of threads, sorted.
struct Speed {
  int threads;
  std::vector<double> rates;
  double median() const { return rates[runs / 2]; }
};

// Questions with the same interventions share their draws, which count once.
double drawn(const std::vector<casus::Query>& questions, const casus::Answers& answers) {
  double all = 0;
  for (const auto& numbers : casus::detail::grouped(questions, &casus::detail::Circumstances::done_in))
    all += static_cast<double>(answers[numbers[0]].samples);
  return all;
}

template <class Subject> class Benchmark {
public:
  Benchmark(const Subject& subject, const std::vector<casus::Query>& questions, const Request& request)
      : subject_(subject), questions_(questions), options_(request.options), file_(request.file) {
    options_.method = casus::Method::forward;
    options_.progress = {};
    const int all = options_.threads > 0
                        ? options_.threads
                        : static_cast<int>((std::max)(1u, std::thread::hardware_concurrency()));
    for (const int threads : std::set<int>{1, all}) time(threads);
  }

  std::string text() const {
    std::string text = fmt::format("{}: {} question{}, {:.3g} trajectories per run by forward sampling, {}\n",
                                   file_, questions_.size(), questions_.size() == 1 ? "" : "s", drawn_,
                                   casus::instruction_sets().front());
    for (const Speed& speed : speeds_)
      text += fmt::format(
          "  {:>3} thread{} {:>10.3g} trajectories a second (median of {} runs, {:.3g} to {:.3g})\n",
          speed.threads, speed.threads == 1 ? " " : "s", speed.median(), runs, speed.rates.front(),
          speed.rates.back());
    return text + "  the answers of all runs were the same, bit for bit\n" +
           (has_assertions() ? "  built with assertions: a release build is faster\n" : "");
  }

  std::string json() const {
    using Json = nlohmann::ordered_json;
    Json list = Json::array();
    for (const Speed& speed : speeds_)
      list.push_back({{"threads", speed.threads},
                      {"trajectories_per_second", speed.median()},
                      {"least", speed.rates.front()},
                      {"most", speed.rates.back()}});
    return Json({{"benchmark",
                  {{"file", file_},
                   {"questions", questions_.size()},
                   {"trajectories", drawn_},
                   {"runs", runs},
                   {"instruction_set", casus::instruction_sets().front()},
                   {"assertions", has_assertions()},
                   {"speeds", std::move(list)}}}})
               .dump(2, ' ', false, Json::error_handler_t::replace) +
           '\n';
  }

private:
  static constexpr bool has_assertions() {
#ifdef NDEBUG
    return false;
#else
    return true;
#endif
  }

  void time(int threads) {
    using Clock = std::chrono::steady_clock;
    options_.threads = threads;
    Speed speed{threads, {}};
    for (std::size_t run = 0; run <= runs; ++run) {
      const auto start = Clock::now();
      const casus::Answers answers = estimate(subject_, questions_, options_);
      const std::chrono::duration<double> taken = Clock::now() - start;
      drawn_ = drawn(questions_, answers);
      const std::string text = to_json(answers);
      if (answers_.empty()) answers_ = text;
      if (answers_ != text)
        throw std::runtime_error("--benchmark: expected the same answers from every run, got different ones");
      if (run > 0) speed.rates.push_back(drawn_ / taken.count());  // the first run is a warm-up
    }
    std::sort(speed.rates.begin(), speed.rates.end());
    speeds_.push_back(std::move(speed));
  }

  const Subject& subject_;
  const std::vector<casus::Query>& questions_;
  casus::Options options_;
  std::string file_, answers_;
  double drawn_ = 0;
  std::vector<Speed> speeds_;
};

template <class Subject>
std::string timed(const Subject& subject, const std::vector<casus::Query>& questions,
                  const Request& request) {
  const Benchmark benchmark(subject, questions, request);
  return request.json ? benchmark.json() : benchmark.text();
}

}  // namespace

std::string benchmark(Input input, const Request& request) {
  try {
    if (!input.file.timeline) {
      const casus::Model& model = input.file.model;
      return timed(model, questions(model, input, request).done, request);
    }
    program::add_policies(*input.file.timeline, request.policies);
    casus::Horizon horizon(*input.file.timeline, steps_of(input, request));
    return timed(horizon, questions(horizon, input, request).done, request);
  } catch (const casus::Error& error) {
    throw BadOption(error.what());
  }
}

}  // namespace forecast
