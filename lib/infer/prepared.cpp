// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/prepared.hpp>

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/questions.hpp>
#include <casus/model/changes.hpp>

#include "infer/answered.hpp"
#include "infer/exact/finding_sums.hpp"
#include "infer/plan/choose.hpp"
#include "infer/plan/sets.hpp"
#include "infer/preparation.hpp"
#include "sample/kernels.hpp"

namespace casus {

namespace {

template <class Held> Held held(Held subject, const std::vector<HeldParameter>& values) {
  for (const HeldParameter& one : values) subject = hold(std::move(subject), one.parameter, one.value);
  return subject;
}

std::vector<Query> with(const std::vector<Query>& questions, const std::vector<Observation>& findings) {
  std::vector<Query> all;
  all.reserve(questions.size());
  for (const Query& question : questions) all.push_back(question.given(findings));
  return all;
}

}  // namespace

// The subject, what is kept, and the sums for findings.
class Prepared::State {
public:
  State(Model model, std::vector<Query> questions, Options options)
      : model_(std::move(model)), questions_(std::move(questions)), options_(std::move(options)),
        subject_(*model_), preparation_(subject_) {
    check();
    prepare_sums();
  }
  State(Horizon horizon, std::vector<Query> questions, Options options)
      : horizon_(std::move(horizon)), questions_(std::move(questions)), options_(std::move(options)),
        subject_(*horizon_, options_.stop), preparation_(subject_) {
    check();
  }

  const std::vector<Query>& questions() const noexcept { return questions_; }

  Answers answers(const std::vector<HeldParameter>& values, const std::vector<Observation>& findings) const {
    if (findings.empty()) return sampled_or_summed(values, questions_);
    const std::vector<Query> asked = with(questions_, findings);
    if (values.empty())
      if (auto found = from_findings(findings, asked)) return Answers(*std::move(found), asked);
    return sampled_or_summed(values, asked);
  }

private:
  // The sums for one set of questions.
  struct Sums {
    std::vector<std::size_t> numbers;
    std::string reason;
    std::unique_ptr<FindingSums> sums;
  };

  void check() const {
    detail::check(options_);
    kernels::by_name(options_.instruction_set);
    const Scope& scope = subject_.scope();
    for (const Query& query : questions_) {
      if (query.has_points() || !query.counterfactual().empty()) continue;
      detail::check_question(scope, query);
    }
  }

  // Sums for findings are used only if they answer all questions.
  void prepare_sums() {
    if (options_.method != Method::automatic && options_.method != Method::exact) return;
    std::vector<Sums> all;
    for (QuestionSet& set : sets_of(questions_)) {
      Sums own{std::move(set.numbers), {}, FindingSums::prepared(*model_, set.queries, options_)};
      if (!own.sums) return;
      const std::vector<MethodChoice> choices = choose(subject_, set.queries, options_);
      if (std::any_of(choices.begin(), choices.end(),
                      [](const MethodChoice& one) { return one.method != Method::exact; }))
        return;
      own.reason =
          fmt::format("exact is cheap: at most {:.2g} operations, whatever is found", own.sums->operations());
      all.push_back(std::move(own));
    }
    sums_ = std::move(all);
  }

  std::optional<std::vector<Answer>> from_findings(const std::vector<Observation>& findings,
                                                   const std::vector<Query>& asked) const {
    if (sums_.empty()) return {};
    const auto known = findings_of(*model_, findings);
    if (!known) return {};
    std::vector<Answer> answers(asked.size());
    for (std::size_t set = 0; set < sums_.size(); ++set) {
      const Sums& own = sums_[set];
      std::vector<Query> queries;
      for (const std::size_t number : own.numbers) queries.push_back(asked[number]);
      auto found = (*own.sums)(*known, queries, options_);
      if (!found) return {};
      for (std::size_t i = 0; i < queries.size(); ++i) {
        Answer& answer = answers[own.numbers[i]];
        answer = std::move((*found)[i]);
        answer.reason = own.reason;
        answer.set = static_cast<Index>(set);
        for (Answer& part : answer.parts) {
          part.reason = own.reason;
          part.set = answer.set;
        }
      }
    }
    if (options_.progress) options_.progress(1);
    return answers;
  }

  Answers sampled_or_summed(const std::vector<HeldParameter>& values, const std::vector<Query>& asked) const {
    if (horizon_) {
      if (values.empty()) return over_time(*horizon_, asked);
      return over_time(held(*horizon_, values), asked);
    }
    if (values.empty()) return answered(Subject(*model_, &preparation_), asked, options_);
    const Model changed = held(*model_, values);
    return answered(Subject(changed, &preparation_), asked, options_);
  }

  Answers over_time(const Horizon& horizon, const std::vector<Query>& asked) const {
    return warned(horizon, asked, answered(Subject(horizon, options_.stop, &preparation_), asked, options_));
  }

  std::optional<Model> model_;
  std::optional<Horizon> horizon_;
  std::vector<Query> questions_;
  Options options_;
  Subject subject_;
  Preparation preparation_;
  std::vector<Sums> sums_;
};

Prepared::Prepared(Model model, std::vector<Query> questions, Options options)
    : state_(std::make_shared<const State>(std::move(model), std::move(questions), std::move(options))) {}

Prepared::Prepared(Horizon horizon, std::vector<Query> questions, Options options)
    : state_(std::make_shared<const State>(std::move(horizon), std::move(questions), std::move(options))) {}

const std::vector<Query>& Prepared::questions() const noexcept { return state_->questions(); }

Answers Prepared::estimate() const { return state_->answers({}, {}); }

Answers Prepared::estimate(const std::vector<HeldParameter>& values) const {
  return state_->answers(values, {});
}

Answers Prepared::given(const std::vector<Observation>& findings) const {
  return state_->answers({}, findings);
}

Answers Prepared::estimate(const std::vector<HeldParameter>& values,
                           const std::vector<Observation>& findings) const {
  return state_->answers(values, findings);
}

}  // namespace casus
