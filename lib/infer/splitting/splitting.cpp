// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/splitting.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <utility>

#include <oneapi/tbb/enumerable_thread_specific.h>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/stopping.hpp>

#include "infer/plan/registry.hpp"
#include "infer/run/batches.hpp"
#include "infer/splitting/cross_entropy.hpp"

namespace casus {

namespace {

using rare::RareEvent;
namespace wording = detail::wording;

// Streams' runs of one event: populations count from 0 on, what is drawn besides from here.
constexpr std::uint32_t pilot_run = 0x40000000, weights_pilot_run = 0x40000001, weighted_run = 0x40000002,
                        runs_of_a_part = 0x80000000;
// A part of the event that holds less than one in so many of the particles that the proposal is fitted to may have been overlooked
// there: as many chains as a group has, each worth a quarter for what they share.
constexpr double particles_fitted_to = static_cast<double>(group_size) / 4;
// Without so many units there is no error to be had.
constexpr Index fewest_units = 8, first_units = 16;

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
    const std::size_t levels = schedule_.levels.size();
    if (levels == 0) return wording::plain_draws(why_);
    if (is_weighted_) return wording::cross_entropy_sampling(why_, levels, weights_.effective_hits());
    return wording::multilevel_splitting(why_, levels, units());
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
      why_ = wording::several_ways();
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
      why_ = wording::few_pilot_hits();
    else if (forecast.largest_share > 0.1 || pilot.largest > 0.1 * pilot.sum)
      why_ = wording::heavy_pilot_weights();
    else if (!(estimate > schedule_.probability / 3 && estimate < schedule_.probability * 3))
      why_ = wording::pilot_disagrees();
    else if (!weights_err_less())
      why_ = wording::levels_err_less();
    else
      is_weighted_ = true;
    if (is_weighted_) why_ = wording::sound_weights(forecast_);
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
  double forecast_ = 0;                    // of a weight's variance, in units of the squared mean
  std::string why_ = wording::not_rare();  // this way to the event was taken
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
    samples_ = plain(group_size).samples;  // refuses what cannot be asked
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
    return grown();
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
    return method_entry(Method::forward).answer(model_, {query_}, options)[0];
  }

  // Where no levels lead to the event: what is left of the trajectories is drawn plainly.
  Answer plainly(const Probability& missing) {
    Index gone = samples_;
    for (const auto& part : parts_) gone += part->samples();
    Answer answer = plain((std::max)(options_.trajectories - gone, group_size));
    answer.samples += gone;
    const rare::Schedule& schedule = missing.schedule();
    answer.method_id = Method::splitting;
    answer.method = wording::forward_without_levels(schedule.ran_out);
    answer.warnings.push_back(wording::event_not_reached(
        schedule.levels.empty() ? std::numeric_limits<double>::quiet_NaN() : schedule.probability,
        schedule.ran_out));
    return answer;
  }

  Answer grown() {
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
      Answer answer = built();
      if (options_.seconds > 0 || options_.stop_at > 0) answer.stopped_at = units;
      const double more = wants_precision ? detail::shortfall(answer, options_) : 4;
      const bool is_precise = wants_precision && more <= 1;
      if (is_precise) detail::set_stopped(answer, StopReason::precision_reached);
      if (is_precise || units >= parts_most()) return answer;
      const double growth = std::isfinite(more) ? std::clamp(1.15 * more, 1.5, 8.0) : 4;
      Index next = static_cast<Index>(std::ceil(growth * static_cast<double>(units)));
      next = (std::min)(next, within_time(units));
      if (next <= units || options_.stop_at > 0) {
        detail::set_stopped(answer, StopReason::time_up);
        return answer;
      }
      units = next;
    }
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

  Answer built() const {
    const Probability& event = *parts_[0];
    double relative = event.relative_error();
    Index samples = samples_;
    for (const auto& part : parts_) samples += part->samples();
    std::string done = event.method();
    Index met = samples;
    detail::Finding found{.value = event.value()};
    double degrees = static_cast<double>(event.units() - 1);
    if (parts_.size() > 1) {
      const Probability& condition = *parts_[1];
      found.value = (std::min)(1.0, found.value / condition.value());
      relative = std::hypot(relative, condition.relative_error());
      met = condition.hits();
      degrees = (std::min)(degrees, static_cast<double>(condition.units() - 1));
      done = wording::over_condition(done, condition.method());
    }
    found.standard_error = relative * found.value;
    found.effective_samples = (1 - found.value) / (found.value * relative * relative);
    // On the scale of the logarithm (delta method): estimates of small probabilities are skewed.
    const double half = detail::student_point(options_.level, degrees) * relative;
    found.interval = {found.value * std::exp(-half), (std::min)(1.0, found.value * std::exp(half))};
    detail::AnswerBuilder answer(model_, query_, options_,
                                 {.method = Method::splitting, .done = done, .samples = samples});
    answer.met(met);
    answer.set(found);
    for (const auto& part : parts_) warn(answer, *part);
    return std::move(answer).take();
  }

  static void warn(detail::AnswerBuilder& answer, const Probability& part) {
    if (!part.is_weighted()) return;
    const rare::Weights& weights = part.weights();
    if (weights.largest > 0.1 * weights.sum)
      answer.warn(wording::heavy_weight(weights.largest / weights.sum));
    else if (weights.effective_hits() < 100)
      answer.warn(wording::few_effective_hits(weights.effective_hits()));
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

namespace {

std::optional<std::string> why_not(const Subject& subject, const std::vector<Query>& set) {
  if (subject.has_parameters()) return "the model has uncertain parameters";
  for (const Query& query : set) {
    if (query.asks() != QuestionKind::probability) return "it asks for something else than a probability";
    if (!query.evidence().empty()) return "evidence that is no event can only be weighted";
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
