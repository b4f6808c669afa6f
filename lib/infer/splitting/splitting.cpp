// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>
#include <oneapi/tbb/enumerable_thread_specific.h>

#include <casus/infer/detail/stopping.hpp>

#include "infer/plan/methods.hpp"
#include "infer/run/batches.hpp"
#include "infer/splitting/cross_entropy.hpp"

namespace casus {

namespace {

using rare::RareEvent;

// Streams' runs of one event: populations count from 0 on, what is drawn besides from here.
constexpr std::uint32_t pilot_run = 0x40000000, weights_pilot_run = 0x40000001, weighted_run = 0x40000002,
                        runs_of_a_part = 0x80000000;
// A part of the event that holds less than one in so many of the particles that the proposal is fitted to may have been overlooked
// there: as many chains as a group has, each worth a quarter for what they share.
constexpr double particles_fitted_to = static_cast<double>(group_size) / 4;
// Without so many units there is no error to be had.
constexpr Index fewest_units = 8, first_units = 16;

std::string rounded(double value) { return fmt::format("{:.2g}", value); }

// One event's probability: a pilot, then units of work, each with an unbiased estimate of its own.
class Probability {
public:
  /// `part` tells the streams of one event of a question from those of the other.
  Probability(const Model& model, const std::vector<Intervention>& under, const NodePtr& event,
              const NodePtr& score, const Options& options, Index most_samples, std::uint32_t part)
      : event_(model, under, event, score, options), options_(options), first_run_(part * runs_of_a_part),
        workers_([this] { return RareEvent::Worker(event_); }),
        schedule_(rare::climb(event_, first_run_ + pilot_run, most_samples / 2)), samples_(schedule_.samples),
        most_samples_(most_samples) {
    if (schedule_.reaches_event && !schedule_.levels.empty()) consider_weights();
  }

  bool reaches_event() const { return schedule_.reaches_event; }
  const rare::Schedule& schedule() const { return schedule_; }
  Index units() const { return static_cast<Index>(estimates_.size()); }
  Index most_units() const {
    return (std::max)(fewest_units, (most_samples_ - samples_before_units()) / unit_samples());
  }
  Index samples() const { return samples_; }
  Index unit_samples() const { return is_weighted_ ? group_size : schedule_.population_samples(); }
  Index hits() const { return hits_; }
  const rare::Weights& weights() const { return weights_; }
  bool is_weighted() const { return is_weighted_; }

  // Works until there are so many units.
  void grow(Index units) {
    const Index first = this->units();
    if (units <= first) return;
    struct Unit {
      rare::Estimate estimate;
      rare::Weights weights;
    };
    in_waves<Unit>(
        units - first, small_work, options_, {},
        [&](Index i) -> Unit {
          const Index number = first + i;
          RareEvent::Worker& worker = workers_.local();
          if (!is_weighted_)
            return {rare::estimate_by_levels(event_, schedule_,
                                             first_run_ + static_cast<std::uint32_t>(number), worker),
                    {}};
          rare::Particles particles(event_.coordinates());
          const rare::Weights weights = proposal_->draw(
              event_, {first_run_ + weighted_run, static_cast<std::uint64_t>(number)}, particles, worker);
          return {{weights.sum / static_cast<double>(group_size), weights.hits}, weights};
        },
        [&](Index, const Unit& unit) {
          estimates_.push_back(unit.estimate.probability);
          hits_ += unit.estimate.hits;
          weights_ += unit.weights;
        });
    samples_ += (units - first) * unit_samples();
  }

  double value() const {
    return std::accumulate(estimates_.begin(), estimates_.end(), 0.0) /
           static_cast<double>(estimates_.size());
  }
  double relative_error() const {
    const double count = static_cast<double>(estimates_.size());
    const double of_unit = is_weighted_ ? spread() : population_variance();
    return std::sqrt(is_weighted_ ? weighted_variance(of_unit / count) : of_unit / count);
  }

  std::string method() const {
    if (schedule_.levels.empty()) return "plain draws (" + text_ + ")";
    const std::string levels = std::to_string(schedule_.levels.size()) + " levels";
    if (is_weighted_)
      return "cross-entropy importance sampling (" + text_ + "; " + levels + " led there; " +
             rounded(weights_.effective_hits()) + " effective hits)";
    return "multilevel splitting (" + text_ + "; " + levels + ", " + std::to_string(units()) +
           " populations)";
  }

private:
  Index samples_before_units() const { return samples_ - units() * unit_samples(); }

  // The squared relative error of one unit's estimate, from the spread of all.
  double spread() const {
    const double mean = value();
    double squares = 0;
    for (const double estimate : estimates_) squares += (estimate - mean) * (estimate - mean);
    return squares / static_cast<double>(estimates_.size() - 1) / (mean * mean);
  }

  // The same of populations, whose estimates are skewed to the right and often few: those that miss the large ones look alike, just
  // where their mean is too small. So it is at least what the spread of their logarithms makes it, and what the levels foretell.
  double population_variance() const {
    const double count = static_cast<double>(estimates_.size());
    double sum = 0, squares = 0;
    for (const double estimate : estimates_) sum += std::log(estimate);
    for (const double estimate : estimates_) {
      const double off = std::log(estimate) - sum / count;
      squares += off * off;
    }
    const double skewed = std::expm1(squares / (count - 1));
    const double foretold = schedule_.levels.empty() ? 0 : schedule_.population_variance();
    return (std::max)({spread(), std::isfinite(skewed) ? skewed : 0, foretold});
  }

  // The squared relative error of weighted draws whose spread is given: the pilot may have seen heavy weights that the draws have not,
  // and neither may have seen all.
  double weighted_variance(double spread) const {
    const double draws = static_cast<double>(units() * group_size);
    return (std::max)(spread, forecast_ / draws) + 1 / (particles_fitted_to * particles_fitted_to);
  }

  // Are the weights of a proposal sound, as particles given the event and fresh draws tell; and do they take fewer trajectories
  // than populations?
  void consider_weights() {
    if (event_.has_alternatives()) {
      // A proposal fitted to one way would hide the others, and the spread of its weights would not tell.
      text_ = "there are several ways to the event";
      return;
    }
    proposal_.emplace(schedule_.event);
    const auto forecast = proposal_->forecast(schedule_.event, schedule_.probability);
    rare::Weights pilot;
    rare::Particles particles(event_.coordinates());
    for (std::uint64_t group = 0; group < 4; ++group)
      pilot += proposal_->draw(event_, {first_run_ + weights_pilot_run, group}, particles, workers_.local());
    samples_ += pilot.draws;
    const double estimate = pilot.sum / static_cast<double>(pilot.draws);
    forecast_ = (std::max)(forecast.relative_variance, pilot.relative_variance());
    if (20 * pilot.hits < pilot.draws)
      text_ = "too few draws of the pilot's proposal meet the event for weights";
    else if (forecast.largest_share > 0.1 || pilot.largest > 0.1 * pilot.sum)
      text_ = "a few of the pilot's weights outweigh the others";
    else if (!(estimate > schedule_.probability / 3 && estimate < schedule_.probability * 3))
      text_ = "the pilot's weights and levels disagree";
    else if (!weights_err_less())
      text_ = "levels err less than the pilot's weights";
    else
      is_weighted_ = true;
    if (is_weighted_)
      text_ = "the pilot's weights are sound: their variance is " + rounded(forecast_) +
              " times the squared mean";
  }

  // With all trajectories, or to the precision asked for.
  bool weights_err_less() const {
    const double left = static_cast<double>(most_samples_ - samples_);
    const double unseen = 1 / (particles_fitted_to * particles_fitted_to);
    const double by_levels =
        schedule_.population_variance() * static_cast<double>(schedule_.population_samples());
    if (options_.relative_precision == 0) return forecast_ / left + unseen < by_levels / left;
    const double wanted = std::pow(options_.relative_precision / detail::normal_point(options_.level), 2);
    return wanted > 2 * unseen && forecast_ / (wanted - unseen) < by_levels / wanted;
  }

  RareEvent event_;
  const Options& options_;
  std::uint32_t first_run_;
  oneapi::tbb::enumerable_thread_specific<RareEvent::Worker> workers_;
  rare::Schedule schedule_;
  std::optional<rare::Proposal> proposal_;
  bool is_weighted_ = false;
  double forecast_ = 0;  // of a weight's variance, in units of the squared mean
  std::string text_ = "the event is not rare";
  Index samples_, most_samples_;
  std::vector<double> estimates_;
  rare::Weights weights_;
  Index hits_ = 0;
};

// One question.
class Splitting {
public:
  Splitting(const Model& model, const Query& query, const Options& options)
      : model_(model), query_(query), options_(options) {}

  Answer answer() {
    check();
    Answer answer = plain(group_size);  // refuses what cannot be asked, and says what can be said at once
    samples_ = answer.samples;
    const Index parts = query_.condition() ? 2 : 1;
    const Index each = (options_.trajectories - samples_) / parts;
    const NodePtr target = query_.target();
    const auto add = [&](const NodePtr& event, const NodePtr& score) {
      parts_.push_back(std::make_unique<Probability>(model_, query_.interventions(), event, score, options_,
                                                     each, static_cast<std::uint32_t>(parts_.size())));
    };
    add(query_.condition() ? (*query_.condition() && Boolean(target)).node() : target, query_.score());
    if (query_.condition()) add(query_.condition()->node(), nullptr);
    for (const auto& part : parts_)
      if (!part->reaches_event()) return plainly(*part);
    return grown(std::move(answer));
  }

private:
  using Clock = std::chrono::steady_clock;

  void check() const {
    const std::string text = to_text(query_);
    if (query_.asks() != Query::Asks::probability)
      throw Error(text, "the probability of an event, for splitting", "another question",
                  "the forward method takes it");
    if (!model_.parameters().empty())
      throw Error(text, "a model without uncertain parameters, for splitting",
                  "the parameter " + detail::quoted(model_.parameters()[0].name),
                  "the forward method takes it");
    if (query_.score()) model_.check(text, query_.score(), query_.condition());
  }

  // The whole question by forward sampling.
  Answer plain(Index trajectories) const {
    Options options = options_;
    options.trajectories = trajectories;
    options.absolute_precision = options.relative_precision = options.seconds = 0;
    options.stop_at = 0;
    options.progress = {};
    return forward(model_, {query_}, options)[0];
  }

  // Where no levels lead to the event: what is left of the trajectories is drawn plainly.
  Answer plainly(const Probability& missing) {
    Index gone = samples_;
    for (const auto& part : parts_) gone += part->samples();
    Answer answer = plain((std::max)(options_.trajectories - gone, group_size));
    answer.samples += gone;
    const bool ran_out = missing.schedule().ran_out;
    answer.method = ran_out ? "forward sampling (too few trajectories for a pilot to reach the event)"
                            : "forward sampling (no levels lead to the event)";
    const std::string reached =
        missing.schedule().levels.empty()
            ? std::string("it does not rise at all")
            : "it rose to a level of probability about " + rounded(missing.schedule().probability);
    answer.warnings.push_back("the pilot's score stopped rising before the event was met: " + reached +
                              (ran_out
                                   ? "; it takes more trajectories, or the event is impossible"
                                   : "; the event may be impossible, or a score of your own may lead to it"));
    return answer;
  }

  Answer grown(Answer answer) {
    answer.warnings.clear();
    const bool wants_precision = options_.absolute_precision > 0 || options_.relative_precision > 0;
    Index units = first_units;
    if (options_.stop_at > 0)
      units = (std::min)(options_.stop_at, parts_most());
    else if (!wants_precision && options_.seconds == 0)
      units = parts_most();
    for (;;) {
      for (const auto& part : parts_) grow(*part, units);
      for (const auto& part : parts_)
        if (part->hits() == 0) return plainly(*part);
      fill(answer);
      const double more = wants_precision ? detail::shortfall(answer, options_) : 4;
      answer.stopped = "all trajectories were drawn";
      if (wants_precision && more <= 1) answer.stopped = "the precision asked for was reached";
      if ((wants_precision && more <= 1) || units >= parts_most()) break;
      const double growth = std::isfinite(more) ? std::clamp(1.15 * more, 1.5, 8.0) : 4;
      Index next = static_cast<Index>(std::ceil(growth * static_cast<double>(units)));
      next = (std::min)(next, within_time(units));
      if (next <= units || options_.stop_at > 0) {
        answer.stopped = "the time was up";
        break;
      }
      units = next;
    }
    if (options_.seconds > 0 || options_.stop_at > 0) answer.stopped_at = units;
    return answer;
  }

  void grow(Probability& part, Index units) {
    // In steps, so that progress is told now and then.
    const Index last = (std::min)(units, part.most_units());
    const Index step = (std::max)(Index{64}, part.most_units() / 64);
    for (Index now = part.units(); now < last;) {
      now = (std::min)(now + step, last);
      part.grow(now);
      if (options_.progress) options_.progress(share_done());
    }
  }

  Index parts_most() const {
    Index most = 0;
    for (const auto& part : parts_) most = (std::max)(most, part->most_units());
    return most;
  }
  double share_done() const {
    double done = 0;
    for (const auto& part : parts_)
      done += static_cast<double>(part->units()) / static_cast<double>(part->most_units());
    return done / static_cast<double>(parts_.size());
  }

  // How many units the time allows.
  Index within_time(Index units) const {
    if (options_.seconds == 0) return parts_most();
    const std::chrono::duration<double> gone = Clock::now() - start_;
    return static_cast<Index>(static_cast<double>(units) * options_.seconds / gone.count());
  }

  void fill(Answer& answer) const {
    const Probability& event = *parts_[0];
    double relative = event.relative_error();
    answer.samples = samples_;
    for (const auto& part : parts_) answer.samples += part->samples();
    answer.value = event.value();
    answer.met = answer.samples;
    double degrees = static_cast<double>(event.units() - 1);
    if (parts_.size() > 1) {
      const Probability& condition = *parts_[1];
      answer.value = (std::min)(1.0, answer.value / condition.value());
      relative = std::hypot(relative, condition.relative_error());
      answer.met = condition.hits();
      degrees = (std::min)(degrees, static_cast<double>(condition.units() - 1));
    }
    answer.standard_error = relative * answer.value;
    answer.effective_samples = (1 - answer.value) / (answer.value * relative * relative);
    // On the scale of the logarithm (delta method): estimates of small probabilities are skewed.
    const double half = detail::student_point(answer.level, degrees) * relative;
    answer.interval = {answer.value * std::exp(-half), (std::min)(1.0, answer.value * std::exp(half))};
    answer.method = event.method();
    if (parts_.size() > 1) answer.method += ", over the condition's: " + parts_[1]->method();
    answer.warnings.clear();
    answer.is_bound = false;
    for (const auto& part : parts_) warn(answer, *part);
  }

  static void warn(Answer& answer, const Probability& part) {
    if (!part.is_weighted()) return;
    const rare::Weights& weights = part.weights();
    if (weights.largest > 0.1 * weights.sum)
      answer.warnings.push_back("one weight is " + rounded(100 * weights.largest / weights.sum) +
                                " % of all: the error may be told too small");
    else if (weights.effective_hits() < 100)
      answer.warnings.push_back("the weights are worth " + rounded(weights.effective_hits()) +
                                " hits only: the error may be told too small");
  }

  const Model& model_;
  const Query& query_;
  const Options& options_;
  Clock::time_point start_ = Clock::now();
  std::vector<std::unique_ptr<Probability>> parts_;
  Index samples_ = 0;
};

}  // namespace

Answers splitting(const Model& model, const std::vector<Query>& queries, const Options& options) {
  std::vector<Answer> answers;
  for (const Query& query : queries) answers.push_back(Splitting(model, query, options).answer());
  if (options.progress) options.progress(1);
  return Answers(std::move(answers));
}

}  // namespace casus
