// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/splitting.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/stopping.hpp>
#include <casus/infer/detail/within_time.hpp>
#include <casus/infer/interval.hpp>

#include "infer/answer/unanswered.hpp"
#include "infer/plan/budget.hpp"
#include "infer/plan/registry.hpp"
#include "infer/plan/until_precise.hpp"
#include "infer/splitting/conditional.hpp"
#include "infer/splitting/stratified.hpp"

namespace casus {

namespace {

namespace wording = detail::wording;

constexpr Index first_items = 16;
// With a time limit: the smallest number of work items that gives an error, and the share of the
// time for them and the pilots.
constexpr Index fewest_items = 8;
constexpr double share_of_first_items = 0.75;

// Answers one question.
class Splitting {
public:
  Splitting(const Model& model, const Query& query, const Options& options)
      : model_(model), query_(query), options_(options) {
    if (!detail::is_timed(options)) return;
    alarm_.emplace(options.stop, share_of_first_items * options.seconds);
    options_.stop = alarm_->token();
  }

  /// `stop`: the caller's own token.
  Answer answer(const StopToken& stop) {
    check();
    if (!detail::leaves_out(options_, LeftOut::levels))
      if (auto found = by_levels_in_time(stop)) return *std::move(found);
    options_.stop = stop;
    return without_levels();
  }

private:
  using Clock = std::chrono::steady_clock;

  // Used if the time is too short for levels.
  Answer without_levels() {
    Answer answer = plain(options_.trajectories, true);
    answer.method_id = Method::splitting;
    answer.method = wording::forward_for_lack_of_time();
    answer.warnings.push_back(wording::no_time_for_levels());
    answer.left_out.push_back(LeftOut::levels);
    return answer;
  }

  // Returns nothing if the time is too short.
  std::optional<Answer> by_levels_in_time(const StopToken& stop) {
    try {
      return by_levels();
    } catch (const Cancelled&) {
      if (stop.stop_requested()) throw;
      return std::nullopt;
    }
  }

  std::optional<Answer> by_levels() {
    samples_ = plain(group_size).samples;  // also refuses invalid questions
    const Index parts = query_.condition() ? 2 : 1;
    const Index each = (options_.trajectories - samples_) / parts;
    const NodePtr target = query_.target();
    const auto add = [&](const NodePtr& event, const NodePtr& importance) {
      parts_.push_back(std::make_unique<rare::Stratified>(model_, query_.interventions(), event, importance,
                                                          options_, each,
                                                          static_cast<std::uint32_t>(parts_.size())));
    };
    if (!query_.condition()) {
      add(target, query_.score());
    } else {
      const Boolean condition = *query_.condition();
      add((condition && Boolean(target)).node(), query_.score());
      add((condition && !Boolean(target)).node(), nullptr);
      is_rest_ = parts_[1]->reaches_event() || parts_[1]->left_out() == 0;
      if (!is_rest_) {
        samples_ += parts_[1]->samples();
        parts_.pop_back();
        add(condition.node(), nullptr);
      }
    }
    for (const auto& part : parts_)
      if (!part->reaches_event() && !(is_rest_ && part == parts_[1])) return plainly(*part);
    return grown();
  }

  void check() const {
    const std::string text = to_text(query_);
    if (query_.score()) model_.check(text, query_.score(), query_.condition());
  }

  // Answers the question by forward sampling, in the remaining time or without a time limit.
  Answer plain(Index trajectories, bool heeds_time = false) const {
    Options options = options_;
    options.trajectories = trajectories;
    options.absolute_precision = options.relative_precision = options.seconds = 0;
    if (heeds_time && options_.seconds > 0)
      options.seconds = (std::max)(detail::least_seconds, options_.seconds - gone());
    if (!heeds_time) options.stop_at = 0;
    options.progress = {};
    return method_entry(Method::forward).answer(model_, {query_}, options)[0];
  }

  // Answers by plain draws, with the remaining trajectories, if no levels lead to the event.
  Answer plainly(const rare::Stratified& missing) {
    if (alarm_) alarm_->switch_off();
    Index drawn = samples_;
    for (const auto& part : parts_) drawn += part->samples();
    Answer answer = plain((std::max)(options_.trajectories - drawn, group_size), true);
    answer.samples += drawn;
    answer.method_id = Method::splitting;
    answer.method = wording::forward_without_levels(missing.ran_out());
    answer.warnings.push_back(wording::event_not_reached(missing.level_reached(), missing.ran_out()));
    return answer;
  }

  std::optional<Answer> grown() {
    const bool wants_precision = options_.absolute_precision > 0 || options_.relative_precision > 0;
    Index items = alarm_ ? fewest_items : first_items;
    if (options_.stop_at > 0)
      items = (std::min)(options_.stop_at, parts_most());
    else if (!wants_precision && options_.seconds == 0)
      items = parts_most();
    for (;;) {
      for (const auto& part : parts_) grow(*part, items);
      if (const rare::Stratified* const missing = without_hits()) {
        if (!alarm_) return plainly(*missing);
        // A larger number of work items may hit the event before the alarm.
        if (items >= parts_most()) return std::nullopt;
        items = (std::min)(4 * items, parts_most());
        continue;
      }
      if (alarm_) alarm_->switch_off();
      Answer answer = built();
      if (options_.seconds > 0 || options_.stop_at > 0) answer.stopped_at = items;
      const double more = wants_precision ? detail::shortfall(answer, options_) : 4;
      const bool is_precise = wants_precision && more <= 1;
      if (is_precise) detail::set_stopped(answer, StopReason::precision_reached);
      if (is_precise || items >= parts_most()) return answer;
      const double growth = std::isfinite(more) ? std::clamp(1.15 * more, 1.5, 8.0) : 4;
      Index next = static_cast<Index>(std::ceil(growth * static_cast<double>(items)));
      next = (std::min)(next, within_time(items));
      if (next <= items || options_.stop_at > 0) {
        detail::set_stopped(answer, StopReason::time_up);
        return answer;
      }
      items = next;
    }
  }

  const rare::Stratified* without_hits() const {
    for (const auto& part : parts_)
      if (part->hits() == 0 && !(is_rest_ && part == parts_[1])) return part.get();
    return nullptr;
  }

  void grow(rare::Stratified& part, Index items) {
    // In steps, so that progress is reported from time to time.
    const Index last = (std::min)(items, part.most_items());
    const Index step = (std::max)(Index{64}, part.most_items() / 64);
    for (Index now = part.items(); now < last;) {
      now = (std::min)(now + step, last);
      part.grow(now);
      if (options_.progress) options_.progress(share_done());
    }
  }

  Index parts_most() const {
    Index most = 0;
    for (const auto& part : parts_) most = (std::max)(most, part->most_items());
    return most;
  }
  double share_done() const {
    double done = 0, most = 0;
    for (const auto& part : parts_) {
      done += static_cast<double>(part->items());
      most += static_cast<double>(part->most_items());
    }
    return done / most;
  }

  // Returns the number of work items that the time allows.
  Index within_time(Index items) const {
    if (options_.seconds == 0) return parts_most();
    return static_cast<Index>(static_cast<double>(items) * options_.seconds / gone());
  }
  double gone() const { return std::chrono::duration<double>(Clock::now() - start_).count(); }

  Answer built() const {
    detail::NumberEstimate found = parts_.size() == 1 ? of_event() : is_rest_ ? of_share() : of_ratio();
    found.effective_samples = found.standard_error > 0 ? found.value * (1 - found.value) /
                                                             (found.standard_error * found.standard_error)
                                                       : std::numeric_limits<double>::infinity();
    const rare::Stratified& event = *parts_[0];
    constexpr double much = 1;  // in units of the estimate
    if (event.left_out() > much * event.value()) found.may_be_more = wording::way_missed(event.left_out());
    note_disagreement(found);
    std::string done = event.method();
    if (parts_.size() > 1 && parts_[1]->left_out() > much * parts_[1]->value() + much * event.value())
      found.no_error = wording::way_missed(parts_[1]->left_out());
    if (parts_.size() > 1 && parts_[1]->reaches_event())
      done = is_rest_ ? wording::beside_rest(done, parts_[1]->method())
                      : wording::over_condition(done, parts_[1]->method());
    Index samples = samples_;
    for (const auto& part : parts_) samples += part->samples();
    detail::AnswerBuilder answer(model_, query_, options_,
                                 {.method = Method::splitting, .done = done, .samples = samples});
    answer.met(parts_.size() == 1 ? samples : parts_[1]->hits() + (is_rest_ ? event.hits() : 0));
    answer.set(found);
    for (const auto& part : parts_) warn(answer, *part);
    return std::move(answer).take();
  }

  // Unbiased estimates with a large relative error are small nearly always and very large seldom,
  // so their mean is too small nearly always. But by Markov's inequality it exceeds the truth by a
  // factor of 1 / (1 - level) at most, at that level.
  void note_disagreement(detail::NumberEstimate& found) const {
    constexpr double large = 1;
    double error = 0;
    for (const auto& part : parts_)
      if (part->reaches_event()) error = (std::max)(error, part->relative_error());
    if (error <= large) return;
    if (parts_.size() == 1) {
      found.interval = {found.value * (1 - options_.level), 1};
      found.may_be_more = wording::runs_disagree(error);
    } else {
      found.interval = {0, 1};
      found.standard_error = std::numeric_limits<double>::quiet_NaN();
      found.effective_samples = 0;
      found.no_error = wording::runs_disagree(error);
    }
  }

  // Returns half the width of an interval for the logarithm: estimates of small probabilities are
  // skewed.
  double half_width(double error, double degrees) const {
    return detail::student_point(options_.level, degrees) * error;
  }

  detail::NumberEstimate of_event() const {
    const rare::Stratified& event = *parts_[0];
    // The sum of estimates may exceed 1.
    const double value = (std::min)(1.0, event.value()), relative = event.relative_error();
    // The omitted strata contribute between nothing and their bound.
    const double left_out = (std::min)(event.left_out(), value) / 2;
    detail::NumberEstimate found{.value = value, .standard_error = std::hypot(relative * value, left_out)};
    const double half = half_width(relative, event.degrees());
    found.interval = {value * std::exp(-half), value * std::exp(half)};
    if (const auto plain = event.plain())
      found.interval = clopper_pearson_interval(static_cast<double>(plain->hits),
                                                static_cast<double>(plain->draws), options_.level);
    found.interval.high = (std::min)(1.0, found.interval.high + event.left_out());
    return found;
  }

  // P(event and condition) / (P(event and condition) + P(condition without event)), with its error
  // on the log-odds scale.
  detail::NumberEstimate of_share() const {
    const rare::Stratified &event = *parts_[0], &rest = *parts_[1];
    const double a = event.value(), b = rest.reaches_event() ? rest.value() : 0, value = a / (a + b);
    const double error = std::hypot(event.relative_error(), b > 0 ? rest.relative_error() : 0);
    const double half =
        half_width(error, (std::min)(event.degrees(), b > 0 ? rest.degrees() : event.degrees()));
    const auto share = [](double in, double out) { return in / (in + out); };
    return {.value = value,
            .standard_error = error * value * (1 - value),
            .interval = {share(a * std::exp(-half), b + rest.left_out()),
                         share((a + event.left_out()) * std::exp(half), b)}};
  }

  // P(event and condition) / P(condition).
  detail::NumberEstimate of_ratio() const {
    const rare::Stratified &event = *parts_[0], &condition = *parts_[1];
    const double value = (std::min)(1.0, event.value() / condition.value());
    const double relative = std::hypot(event.relative_error(), condition.relative_error());
    const double half = half_width(relative, (std::min)(event.degrees(), condition.degrees()));
    const double missed = event.left_out() / event.value(),
                 missed_condition = condition.left_out() / condition.value();
    return {.value = value,
            .standard_error = relative * value,
            .interval = {value * std::exp(-half) / (1 + missed_condition),
                         (std::min)(1.0, value * std::exp(half) * (1 + missed))}};
  }

  static void warn(detail::AnswerBuilder& answer, const rare::Stratified& part) {
    if (const double share = part.heaviest_share(); share > 0.1)
      answer.warn(wording::heavy_weight(share));
    else if (const double hits = part.fewest_effective_hits(); hits < 100)
      answer.warn(wording::few_effective_hits(hits));
  }

  const Model& model_;
  const Query& query_;
  Options options_;
  std::optional<detail::Alarm> alarm_;  // rings unless the first work items are done in time
  Clock::time_point start_ = Clock::now();
  std::vector<std::unique_ptr<rare::Stratified>> parts_;  // the event and the condition; then the condition
  bool is_rest_ = false;  // the second part is the condition without the event
  Index samples_ = 0;
};

}  // namespace

namespace {

void check(const Model& model, const Query& query) {
  const std::string text = to_text(query);
  if (query.asks() != QuestionKind::probability && !query.condition())
    throw Error(text, "the probability of an event, or a question given one, for splitting",
                "another question", "the forward method answers it");
  if (!model.parameters().empty())
    throw Error(text, "a model without uncertain parameters, for splitting",
                "the parameter " + detail::quoted(model.parameters()[0].name),
                "the forward method answers it");
}

Answer answer_in_time(const Model& model, const Query& query, const Options& options) {
  return answered_or_out_of_time(model, {query}, options, Method::splitting, [&] {
    return Answers({Splitting(model, query, options).answer(options.stop)});
  })[0];
}

std::vector<Answer> given_condition_in_time(const Model& model, const std::vector<Query>& queries,
                                            const Options& options) {
  return answered_or_out_of_time(model, queries, options, Method::splitting,
                                 [&] {
                                   return weighed_until_precise(model, options, [&](const Options& own) {
                                     return given_rare_condition(model, queries, own);
                                   });
                                 })
      .take();
}

}  // namespace

Answers splitting(const Model& model, const std::vector<Query>& queries, const Options& options) {
  std::vector<Answer> answers(queries.size());
  std::vector<std::size_t> others;
  std::vector<Query> of_condition;
  Budget budget(options, queries.size());
  for (std::size_t i = 0; i < queries.size(); ++i) {
    check(model, queries[i]);
    if (queries[i].asks() == QuestionKind::probability) {
      answers[i] = answer_in_time(model, queries[i], budget.next(1));
    } else {
      others.push_back(i);
      of_condition.push_back(queries[i]);
    }
  }
  if (!others.empty()) {
    std::vector<Answer> found = given_condition_in_time(model, of_condition, budget.next(others.size()));
    for (std::size_t i = 0; i < others.size(); ++i) answers[others[i]] = std::move(found[i]);
  }
  if (options.progress) options.progress(1);
  return Answers(std::move(answers));
}

namespace {

std::optional<std::string> why_not(const Subject& subject, const std::vector<Query>& set) {
  if (subject.has_parameters()) return "the model has uncertain parameters";
  for (const Query& query : set) {
    if (query.asks() != QuestionKind::probability && !query.condition())
      return "it asks for something other than a probability, and has no condition";
    if (!query.evidence().empty()) return "evidence that is not an event can only be weighted";
  }
  return {};
}

Answers answer(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  return answer_unrolled(subject, queries, [&](const Model& model, const std::vector<Query>& asked) {
    return splitting(model, asked, options);
  });
}

}  // namespace

const MethodEntry splitting_method{
    Method::splitting, "splitting",   "populations driven towards a rare event, level by level",
    why_not,           sampling_cost, answer};

}  // namespace casus
