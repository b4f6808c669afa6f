// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/estimate.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/detail/points.hpp>
#include <casus/infer/detail/questions.hpp>
#include <casus/infer/detail/stopping.hpp>
#include <casus/infer/detail/twins.hpp>

#include "infer/evidence/weighing.hpp"
#include "infer/exact/recursion.hpp"
#include "infer/plan/choose.hpp"
#include "infer/plan/methods.hpp"
#include "infer/plan/sets.hpp"
#include "infer/plan/unrolling.hpp"
#include "sample/kernels.hpp"

namespace casus {

namespace {

// A call's questions are answered by several runs, one after the other; they share its time and report one progress.
class Course {
public:
  Course(const Options& options, std::size_t questions)
      : options_(options), left_(questions), all_(questions) {}

  // The options of a run that answers so many of the questions that are left.
  Options next(std::size_t questions) {
    Options own = options_;
    if (options_.seconds > 0) {
      const std::chrono::duration<double> gone = Clock::now() - start_;
      own.seconds = (std::max)(least_seconds, (options_.seconds - gone.count()) * share(questions, left_));
    }
    if (options_.progress)
      own.progress = [progress = options_.progress, before = 1 - share(left_, all_),
                      part = share(questions, all_)](double done) {
        progress((std::min)(1.0, before + part * done));
      };
    left_ -= questions;
    return own;
  }

private:
  using Clock = std::chrono::steady_clock;
  static constexpr double least_seconds = 1e-3;  // 0 would be no limit

  static double share(std::size_t part, std::size_t whole) {
    return static_cast<double>(part) / static_cast<double>(whole);
  }

  const Options& options_;
  std::size_t left_, all_;
  Clock::time_point start_ = Clock::now();
};

// Weighted runs, of the sizes that precision and time ask for. `model` has the parameters. Pilots share no chance with the answer: they
// have another seed.
template <class Run>
Answers weighed_until_precise(const Model& model, const Options& options, const Run& run) {
  return detail::answer_until_precise(model, options, [&](Options own, detail::Sampling sampling) {
    own.trajectories = sampling.trajectories();
    own.worlds = sampling.worlds;
    if (sampling.first_group != 0) own.randomness.seed = random::mix(own.randomness.seed);
    return run(own);
  });
}

Answers answer_by(Method method, const Model& model, const std::vector<Query>& queries,
                  const Options& options) {
  switch (method) {
    case Method::exact: return exact(model, queries, options);
    case Method::weighted:
      return weighed_until_precise(model, options,
                                   [&](const Options& own) { return weighted(model, queries, own); });
    case Method::splitting: return splitting(model, queries, options);
    case Method::sequential:
      throw Error(to_text(queries[0]), "a question over time, asked of a horizon, for sequential Monte Carlo",
                  "one of a model without time", "the weighted method takes it");
    case Method::automatic:
    case Method::forward: break;
  }
  return forward(model, queries, options);
}

// Sets for which the same method was chosen are answered together: forward sampling draws once for all that share an
// intervention.
Answers answer(const Model& model, const std::vector<Query>& queries, const Options& options,
               Course& course) {
  for (const Query& query : queries) detail::check_question(model, query);
  std::map<Method, std::vector<std::size_t>> by_method;
  std::vector<std::string> reasons(queries.size());
  for (const QuestionSet& set : sets_of(queries)) {
    const Choice choice = choose(model, set.queries, options);
    for (const std::size_t number : set.numbers) {
      by_method[choice.method].push_back(number);
      reasons[number] = choice.reason;
    }
  }
  std::vector<Answer> answers(queries.size());
  for (auto& [method, numbers] : by_method) {
    std::vector<Query> asked;
    for (const std::size_t number : numbers) asked.push_back(queries[number]);
    std::vector<Answer> got = answer_by(method, model, asked, course.next(numbers.size())).take();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      Answer& one = answers[numbers[i]] = std::move(got[i]);
      one.reason = reasons[numbers[i]];
      for (Answer& part : one.parts) part.reason = one.reason;
    }
  }
  return Answers(std::move(answers));
}

void check_all(const Options& options) {
  detail::check(options);
  kernels::by_name(options.instruction_set);  // which is wrong whether it is needed or not
}

// Questions over time: those that are sampled forward or sequentially roll along the steps, others are answered of the model unrolled.
class OverTime {
public:
  OverTime(const Horizon& horizon, const std::vector<Query>& queries, const Options& options)
      : horizon_(horizon), queries_(queries), options_(options), course_(options, queries.size()),
        answers_(queries.size()) {}

  Answers answers() {
    // Exact answers come from the recursion or, where that would take too long, from elimination.
    std::map<std::pair<Method, bool>, std::vector<std::size_t>> by_method;
    std::vector<std::string> reasons(queries_.size());
    std::vector<std::size_t> imagined;
    for (const QuestionSet& set : sets_of(queries_)) {
      if (!set.queries[0].counterfactual().empty() && options_.method != Method::sequential) {
        imagined.insert(imagined.end(), set.numbers.begin(), set.numbers.end());
        continue;
      }
      for (const Query& query : set.queries) detail::check_question(horizon_.asked(), query);
      const Choice choice = choose(horizon_, set.queries, options_);
      const bool by_recursion = choice.method == Method::exact && recurs(set.queries);
      for (const std::size_t number : set.numbers) {
        by_method[{choice.method, by_recursion}].push_back(number);
        reasons[number] = choice.reason;
      }
    }
    for (const auto& [way, numbers] : by_method) {
      Options own = course_.next(numbers.size());
      own.method = way.first;
      place(numbers, answer_by(way.first, way.second, numbers, own));
      for (const std::size_t number : numbers) {
        answers_[number].reason = reasons[number];
        for (Answer& part : answers_[number].parts) part.reason = reasons[number];
      }
    }
    if (!imagined.empty()) place(imagined, unrolled(imagined, course_.next(imagined.size())));
    number_sets();
    return Answers(std::move(answers_));
  }

private:
  std::vector<Query> asked(const std::vector<std::size_t>& numbers) const {
    std::vector<Query> some;
    for (const std::size_t number : numbers) some.push_back(queries_[number]);
    return some;
  }

  Answers answer_by(Method method, bool by_recursion, const std::vector<std::size_t>& numbers,
                    const Options& options) {
    const std::vector<Query> queries = asked(numbers);
    if (method == Method::forward) return forward(horizon_, queries, options);
    if (method == Method::sequential)
      return weighed_until_precise(horizon_.asked(), options,
                                   [&](const Options& own) { return sequential(horizon_, queries, own); });
    if (by_recursion) return recursion(horizon_, queries, options);
    return unrolled(numbers, options);
  }

  // Else the exact answer takes elimination.
  bool recurs(const std::vector<Query>& queries) const {
    constexpr double long_trial = 1e6;
    return !recursion_cost(horizon_, queries, options_, (std::min)(long_trial, options_.exact_budget))
                .why_not;
  }

  Answers unrolled(const std::vector<std::size_t>& numbers, const Options& options) {
    if (!unrolled_) unrolled_.emplace(horizon_, horizon_.steps());
    return estimate(unrolled_->model(), translated(*unrolled_, asked(numbers)), options);
  }

  void place(const std::vector<std::size_t>& numbers, Answers found) {
    std::vector<Answer> own = std::move(found).take();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const Query& query = queries_[numbers[i]];
      Answer& one = answers_[numbers[i]] = std::move(own[i]);
      one.question = to_text(query);
      if (query.asks() != Query::Asks::distribution) continue;
      // "front = failing", whatever the variable is called where it was answered.
      const std::vector<std::string> labels = part_labels(horizon_.asked(), query);
      for (std::size_t k = 0; k < one.parts.size(); ++k) one.parts[k].question = labels[k];
    }
  }

  void number_sets() {
    Index set = 0;
    for (const QuestionSet& of : sets_of(queries_)) {
      for (const std::size_t number : of.numbers) {
        answers_[number].set = set;
        for (Answer& part : answers_[number].parts) part.set = set;
      }
      ++set;
    }
  }

  const Horizon& horizon_;
  const std::vector<Query>& queries_;
  const Options& options_;
  Course course_;
  std::vector<Answer> answers_;
  std::optional<UnrolledQuestions> unrolled_;
};

}  // namespace

Answers estimate(const Model& model, const std::vector<Query>& queries, const Options& options) {
  check_all(options);
  return detail::answer_points(queries, [&](const std::vector<Query>& simple) {
    Course course(options, simple.size());
    return detail::answer_with_twins(model, simple, [&](const Model& one, const std::vector<Query>& asked) {
      return answer(one, asked, options, course);
    });
  });
}

Answers estimate(const Horizon& horizon, const std::vector<Query>& queries, const Options& options) {
  check_all(options);
  return detail::answer_points(queries, [&](const std::vector<Query>& simple) {
    return OverTime(horizon, simple, options).answers();
  });
}

}  // namespace casus
