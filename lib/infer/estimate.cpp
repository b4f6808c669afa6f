// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/estimate.hpp>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/points.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/twins.hpp>
#include <casus/infer/detail/wording.hpp>

#include "infer/plan/budget.hpp"
#include "infer/plan/choose.hpp"
#include "infer/plan/drawn_parameters.hpp"
#include "infer/plan/registry.hpp"
#include "infer/plan/sets.hpp"
#include "infer/run/within_time.hpp"
#include "sample/kernels.hpp"

namespace casus {

namespace {

Answers answered(const Subject& subject, const std::vector<Query>& queries, const Options& options);

// Questions that are no curves: a method is chosen for each set, and sets of the same method are answered together, for forward sampling
// draws once for all that share an intervention.
class Plan {
public:
  Plan(const Subject& subject, const std::vector<Query>& queries, const Options& options, Budget& budget)
      : subject_(subject), queries_(queries), options_(options), budget_(budget), answers_(queries.size()),
        reasons_(queries.size()) {}

  Answers answers() {
    const std::vector<QuestionSet> sets = sets_of(queries_);
    for (const Query& query : queries_)
      if (!is_imagined(query)) detail::check_question(subject_.model(), query);
    std::map<std::pair<bool, Method>, std::vector<std::size_t>> by_method;
    std::vector<std::size_t> imagined;
    for (const QuestionSet& set : sets) {
      if (is_imagined(set.queries[0])) {
        imagined.insert(imagined.end(), set.numbers.begin(), set.numbers.end());
        continue;
      }
      const Choice choice = choose(subject_, set.queries, budget_.choosing(set.queries.size()));
      auto& numbers = by_method[{choice.draws_parameters, choice.method}];
      numbers.insert(numbers.end(), set.numbers.begin(), set.numbers.end());
      for (const std::size_t number : set.numbers) reasons_[number] = choice.reason;
    }
    for (const auto& [how, numbers] : by_method) {
      const auto& [draws_parameters, method] = how;
      const Options own = budget_.next(numbers.size());
      if (method == Method::exact)
        answer_exactly(numbers, own);
      else
        answer_by(method, draws_parameters, numbers, own);
    }
    if (!imagined.empty())
      place(imagined, answered(subject_.unrolled().model(), translated(subject_.unrolled(), asked(imagined)),
                               budget_.next(imagined.size())));
    for (std::size_t set = 0; set < sets.size(); ++set)
      for (const std::size_t number : sets[set].numbers)
        number_set(answers_[number], static_cast<Index>(set));
    return Answers(std::move(answers_));
  }

private:
  // Twins are of a model without time: over time, of the model unrolled.
  bool is_imagined(const Query& query) const {
    return subject_.horizon() && !query.counterfactual().empty() && options_.method != Method::sequential;
  }

  std::vector<Query> asked(const std::vector<std::size_t>& numbers) const {
    std::vector<Query> some;
    for (const std::size_t number : numbers) some.push_back(queries_[number]);
    return some;
  }

  void answer_by(Method method, bool draws_parameters, const std::vector<std::size_t>& numbers,
                 const Options& own) {
    place(numbers, draws_parameters ? answered_with_drawn_parameters(method, asked(numbers), own)
                                    : method_entry(method).answer(subject_, asked(numbers), own));
    for (const std::size_t number : numbers) give_reason(answers_[number], reasons_[number]);
  }

  // How long sums take is not known before. Where the method was chosen here, half of the time is left to sample in.
  void answer_exactly(const std::vector<std::size_t>& numbers, Options own) {
    const bool was_asked_for = options_.method == Method::exact;
    const double seconds = was_asked_for ? own.seconds : own.seconds / 2;
    auto found = within_time(own, seconds, [&](const Options& timed) {
      return method_entry(Method::exact).answer(subject_, asked(numbers), timed);
    });
    if (found) {
      place(numbers, std::move(*found));
      for (const std::size_t number : numbers) give_reason(answers_[number], reasons_[number]);
      return;
    }
    if (was_asked_for)
      throw Error(to_text(queries_[numbers[0]]),
                  "an exact answer within " + detail::rounded(seconds) + " seconds", "one that takes longer",
                  "allow more time, or use a method that samples");
    own.seconds -= seconds;
    sample_instead(numbers, own);
  }

  void sample_instead(const std::vector<std::size_t>& numbers, const Options& options) {
    const std::vector<Query> queries = asked(numbers);
    Budget budget(options, queries.size());
    for (const QuestionSet& set : sets_of(queries)) {
      std::vector<std::size_t> own;
      for (const std::size_t i : set.numbers) own.push_back(numbers[i]);
      const Choice choice =
          choose_without_exact(subject_, set.queries, budget.choosing(own.size()), sums_took_too_long());
      for (const std::size_t number : own) reasons_[number] = choice.reason;
      answer_by(choice.method, choice.draws_parameters, own, budget.next(own.size()));
    }
  }

  void place(const std::vector<std::size_t>& numbers, Answers found) {
    std::vector<Answer> own = std::move(found).take();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      answers_[numbers[i]] = std::move(own[i]);
      detail::name_as_asked(answers_[numbers[i]], queries_[numbers[i]]);
    }
  }

  Answers answered_with_drawn_parameters(Method method, const std::vector<Query>& queries,
                                         const Options& options) const {
    const DrawnParameters drawn(subject_);
    std::vector<Answer> answers =
        method_entry(method).answer(drawn.model(), drawn.translated(queries), options).take();
    for (Answer& answer : answers) {
      answer.range_note = detail::wording::parameters_drawn();
      for (Answer& part : answer.parts) part.range_note = answer.range_note;
    }
    return Answers(std::move(answers));
  }

  static void give_reason(Answer& answer, const std::string& reason) {
    answer.reason = reason;
    for (Answer& part : answer.parts) part.reason = reason;
  }
  static void number_set(Answer& answer, Index set) {
    answer.set = set;
    for (Answer& part : answer.parts) part.set = set;
  }

  const Subject& subject_;
  const std::vector<Query>& queries_;
  const Options& options_;
  Budget& budget_;
  std::vector<Answer> answers_;
  std::vector<std::string> reasons_;  // of the methods, by question
};

// Questions that are no curves.
Answers answered_once(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  Budget budget(options, queries.size());
  if (subject.horizon()) return Plan(subject, queries, options, budget).answers();
  return detail::answer_with_twins(subject.model(), queries,
                                   [&](const Model& model, const std::vector<Query>& asked) {
                                     const Subject twins(model);
                                     return Plan(twins, asked, options, budget).answers();
                                   });
}

Answers answered(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  detail::check(options);
  kernels::by_name(options.instruction_set);  // which is wrong whether it is needed or not
  return detail::answer_points(queries, [&](const std::vector<Query>& simple) {
    return detail::answer_centred(simple, options, [&](const std::vector<Query>& asked, const Options& own) {
      return answered_once(subject, asked, own);
    });
  });
}

}  // namespace

Answers estimate(const Model& model, const std::vector<Query>& queries, const Options& options) {
  return answered(model, queries, options);
}

Answers estimate(const Horizon& horizon, const std::vector<Query>& queries, const Options& options) {
  return answered(horizon, queries, options);
}

}  // namespace casus
