// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/detail/from_tallies.hpp>
#include <casus/infer/detail/quantile_search.hpp>
#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/detail/tallies.hpp>
#include <casus/infer/detail/undefined.hpp>

namespace casus::detail {

/// Forward sampling except for the drawing: turns questions into tally requests, and tallies into
/// answers. A backend draws: `backend.run(under, requests, sampling, options, report)`. The
/// compiled sampler is one backend, the scalar reference the other; their answers are identical bit
/// for bit.
template <class Backend> class ForwardRun {
public:
  ForwardRun(const Scope& scope, const std::vector<Query>& queries, const Options& options, Sampling sampling,
             Backend& backend)
      : scope_(scope), queries_(queries), options_(options), backend_(backend), sampling_(sampling) {
    for (const Query& query : queries) {
      check_question(scope, query);
      if (query.has_points())
        throw Error(to_text(query), "a question about one step, for a single run", "a curve");
      if (!query.evidence().empty())
        throw Error(to_text(query), "conditions that trajectories meet or not, for forward sampling",
                    evidence_text(query.evidence()[0]), "the weighted method takes it");
    }
  }

  Answers answers() {
    const RunFacts run{.method = Method::forward,
                       .done = wording::forward_sampling(),
                       .stopped = StopReason::all_drawn,
                       .worlds = sampling_.worlds,
                       .samples = sampling_.trajectories(),
                       .varies = !scope_.parameters().empty()};
    for (const Query& query : queries_) answers_.emplace_back(scope_, query, options_, run);
    const std::vector<Group> groups = grouped(queries_, &Circumstances::done_in);
    runs_ = groups.size();
    for (const Group& group : groups) answer(group);
    if (options_.progress) options_.progress(1);
    std::vector<Answer> all;
    for (AnswerBuilder& one : answers_) all.push_back(std::move(one).take());
    return Answers(std::move(all));
  }

private:
  using Group = std::vector<std::size_t>;  // numbers of queries with the same intervention

  bool is_quantile(std::size_t query) const {
    return about(queries_[query].asks()).statistic == Statistic::quantile;
  }
  static NodePtr condition_of(const Query& query) {
    return query.condition() ? query.condition()->node() : nullptr;
  }

  // There is no default case here and in `finish`, so compilers report a statistic that is missing.
  std::vector<TallyRequest> requests_for(const Query& query) const {
    const NodePtr condition = condition_of(query);
    switch (about(query.asks()).statistic) {
      case Statistic::probability:
      case Statistic::states: return requests_of_targets(query, Proportion{});
      case Statistic::mean: return requests_of_targets(query, tally_of_mean());
      case Statistic::mean_square: {
        std::vector<TallyRequest> requests = requests_of_targets(query, tally_of_mean());
        requests[0].empty = Moments{};
        return requests;
      }
      // The bins are counted together.
      case Statistic::bins: return {{BinCounts{}, query.target(), condition, query.edges()}};
      // Counted in one bin, because a bin keeps its least and greatest value.
      case Statistic::extreme: return {{BinCounts{}, query.target(), condition, {}}};
      case Statistic::quantile:          // requested by its search
      case Statistic::of_others: break;  // answered separately
    }
    return {};
  }

  Tally tally_of_mean() const {
    return has_worlds() ? Tally(Moments{}) : Tally(TailedMoments{.by_value = is_few_groups(sampling_)});
  }

  std::vector<TallyRequest> requests_of_targets(const Query& query, const Tally& tally) const {
    std::vector<TallyRequest> requests;
    for (const NodePtr& target : asked_targets(scope_, query))
      requests.push_back({tally, target, condition_of(query), {}});
    return requests;
  }

  // Answers the questions with one intervention: one run for all of them, and further runs for
  // quantiles that it does not find.
  void answer(const Group& group) {
    const auto& under = queries_[group[0]].interventions();
    std::vector<QuantileSearch> searches = started(group);
    std::vector<TallyRequest> requests;
    std::vector<std::size_t> first(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Query& query = queries_[group[i]];
      first[i] = requests.size();
      if (is_quantile(group[i])) {
        requests.push_back(searches[i].request(query.target(), condition_of(query)));
        if (has_worlds())
          requests.push_back(
              {OwnQuantile{.probability = query.probability()}, query.target(), condition_of(query), {}});
      }
      for (TallyRequest& request : requests_for(query)) requests.push_back(std::move(request));
    }
    auto worlds = draw(under, requests);
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (!is_quantile(group[i])) {
        finish(group[i], worlds, first[i]);
        continue;
      }
      take(searches[i], group[i], worlds, first[i]);
    }
    search_on(group, searches);
    for (std::size_t i = 0; i < group.size(); ++i) {
      if (!is_quantile(group[i])) continue;
      finish_quantile(group[i], searches[i].estimate(),
                      has_worlds() ? tallied<OwnQuantile>(worlds, first[i] + 1) : std::vector<OwnQuantile>());
    }
  }

  bool has_worlds() const { return sampling_.worlds > 1; }

  void take(QuantileSearch& search, std::size_t query, std::vector<WorldTally>& worlds,
            std::size_t request) const {
    search.take(worlds, request);
    if (search.any_nan()) throw_undefined(query);
  }

  // Draws the same trajectories again until all quantiles are found.
  void search_on(const Group& group, std::vector<QuantileSearch>& searches) {
    for (;;) {
      std::vector<TallyRequest> requests;
      std::vector<std::size_t> open;
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (!is_quantile(group[i]) || searches[i].is_done()) continue;
        requests.push_back(
            searches[i].request(queries_[group[i]].target(), condition_of(queries_[group[i]])));
        open.push_back(i);
      }
      if (open.empty()) return;
      auto worlds = backend_.run(queries_[group[0]].interventions(), requests, sampling_, options_, {});
      for (std::size_t k = 0; k < open.size(); ++k) take(searches[open[k]], group[open[k]], worlds, k);
    }
  }

  std::vector<WorldTally> draw(const std::vector<Intervention>& under,
                               const std::vector<TallyRequest>& requests) {
    const double share = 1.0 / static_cast<double>((std::max)(runs_, std::size_t{1}));
    const double before = static_cast<double>(done_) * share;
    ShareDone report;
    if (options_.progress)
      report = [this, before, share](double part) {
        options_.progress((std::min)(1.0, before + share * part));
      };
    auto worlds = backend_.run(under, requests, sampling_, options_, report);
    ++done_;
    return worlds;
  }

  // Returns a search for each question. Those for quantiles start from pilots, which grow until the
  // run is expected to keep few values.
  std::vector<QuantileSearch> started(const Group& group) {
    std::vector<QuantileSearch> searches;
    for (const std::size_t i : group) searches.emplace_back(queries_[i].probability(), options_.level);
    const double all = static_cast<double>(sampling_.trajectories());
    Sampling pilot = pilot_sampling(scope_);
    for (double growth = 2; growth >= 2 && all >= 2 * static_cast<double>(pilot.trajectories());) {
      std::vector<TallyRequest> requests;
      std::vector<std::size_t> open;
      for (std::size_t i = 0; i < group.size(); ++i) {
        if (!is_quantile(group[i]) || searches[i].expected() <= QuantileSearch::most_kept) continue;
        const Query& query = queries_[group[i]];
        requests.push_back(searches[i].pilot(query.target(), condition_of(query)));
        open.push_back(i);
      }
      if (open.empty()) break;
      const double times = all / static_cast<double>(pilot.trajectories());
      const auto worlds = backend_.run(queries_[group[0]].interventions(), requests, pilot, options_, {});
      double most = 0;
      for (std::size_t k = 0; k < open.size(); ++k) {
        searches[open[k]].start(tallied<Selected>(worlds, k), times);
        if (searches[open[k]].any_nan()) throw_undefined(group[open[k]]);
        most = (std::max)(most, searches[open[k]].expected());
      }
      // Limits the number of values that the next pilot keeps to that of a pass.
      growth = grown(pilot, QuantileSearch::most_kept * times / most);
    }
    return searches;
  }

  // Enlarges a pilot by about this factor, but at most to a quarter of the run or, if there are
  // several worlds, to its number of worlds. Returns the actual factor.
  double grown(Sampling& pilot, double factor) const {
    if (!(factor >= 2)) return 0;
    Index& size = has_worlds() ? pilot.worlds : pilot.groups_per_world;
    const Index most = has_worlds() ? sampling_.worlds : sampling_.groups_per_world / 4;
    const double before = static_cast<double>(size);
    size = static_cast<Index>((std::min)(static_cast<double>(most), before * factor));
    return static_cast<double>(size) / before;
  }

  [[noreturn]] void throw_undefined(std::size_t query) const {
    throw UndefinedQuantity(answers_[query].answer().question);
  }

  template <class T>
  static std::vector<T> tallied(const std::vector<WorldTally>& worlds, std::size_t request) {
    std::vector<T> all;
    for (const WorldTally& world : worlds) all.push_back(std::get<T>(world[request]));
    return all;
  }
  std::vector<BinCounts> checked_counts(std::size_t query, const std::vector<WorldTally>& worlds,
                                        std::size_t request) const {
    auto counts = tallied<BinCounts>(worlds, request);
    for (const BinCounts& world : counts)
      if (world.any_nan) throw_undefined(query);
    return counts;
  }

  void finish_quantile(std::size_t number, const std::optional<QuantileEstimate>& estimate,
                       const std::vector<OwnQuantile>& of_worlds) {
    AnswerBuilder& answer = answers_[number];
    if (!estimate) return never_met(answer);
    answer.met(estimate->met);
    const double p = queries_[number].probability(), error = estimate->share_error;
    NumberEstimate found;
    found.value = estimate->value;
    found.interval = {estimate->low, estimate->high};
    found.cases = estimate->met;
    if (std::isfinite(estimate->low) && std::isfinite(estimate->high))
      found.standard_error = (estimate->high - estimate->low) / (2 * normal_point(options_.level));
    found.effective_samples = error > 0 ? p * (1 - p) / (error * error) : static_cast<double>(estimate->met);
    answer.set(found);
    WorldFindings worlds;
    for (const OwnQuantile& own : of_worlds)
      if (own.count > 0) worlds.worlds.push_back({own.quantile, own.noise_variance, own.count});
    worlds.informative = (std::min)(p, 1 - p) * static_cast<double>(estimate->met);
    worlds.needed = worlds_for_range(options_.range_level);
    answer.set_range(std::move(worlds));
  }

  void finish(std::size_t number, const std::vector<WorldTally>& worlds, std::size_t first) {
    switch (about(queries_[number].asks()).statistic) {
      case Statistic::probability:
      case Statistic::states: return finish_shares(number, worlds, first);
      case Statistic::mean: return finish_expectation(number, mean_of(number, worlds, first));
      case Statistic::mean_square: return finish_spread(number, worlds, first);
      case Statistic::bins: return finish_histogram(number, worlds, first);
      case Statistic::extreme: return finish_extreme(number, worlds, first);
      case Statistic::quantile:           // finished by `finish_quantile`
      case Statistic::of_others: return;  // answered separately
    }
  }

  void finish_shares(std::size_t number, const std::vector<WorldTally>& worlds, std::size_t first) {
    AnswerBuilder& answer = answers_[number];
    for (const AskedPart& part : asked_parts(scope_, queries_[number])) {
      if (part.question.empty())
        finish_probability(answer, tallied<Proportion>(worlds, first++));
      else
        add_part(answer, part, tallied<Proportion>(worlds, first++));
    }
  }

  void finish_histogram(std::size_t number, const std::vector<WorldTally>& worlds, std::size_t first) {
    const auto bins = checked_counts(number, worlds, first);
    std::size_t bin = 0;
    for (const AskedPart& part : asked_parts(scope_, queries_[number])) {
      ++bin;  // the first bin is below the first edge
      std::vector<Proportion> counts;
      for (const BinCounts& world : bins)
        counts.push_back({world.counts.empty() ? 0 : world.counts[bin], world.total()});
      add_part(answers_[number], part, counts);
    }
  }

  void finish_extreme(std::size_t number, const std::vector<WorldTally>& worlds, std::size_t first) {
    BinCounts all;
    for (const BinCounts& world : checked_counts(number, worlds, first)) all += world;
    AnswerBuilder& answer = answers_[number];
    answer.met(all.total());
    if (all.total() == 0) return never_met(answer);
    const double drawn = queries_[number].asks() == QuestionKind::least ? all.least : all.greatest;
    if (!std::isfinite(drawn)) throw_undefined(number);
    answer.effective_samples(static_cast<double>(all.total()));
    answer.set_extreme(queries_[number], drawn, all.total());
  }

  void add_part(AnswerBuilder& whole, const AskedPart& asked, const std::vector<Proportion>& counts) {
    AnswerBuilder part = whole.part(asked);
    finish_probability(part, counts);
    whole.met(part.answer().met);
    whole.add(std::move(part));
  }

  // If no trajectory met the condition, there is no answer, but the condition's probability has a
  // bound.
  void never_met(AnswerBuilder& answer) const {
    const double trials =
        static_cast<double>(sampling_.worlds > 1 ? sampling_.worlds : sampling_.trajectories());
    answer.never_met(wording::condition_never_met(
        sampling_.trajectories(), clopper_pearson_interval(0, trials, options_.level).high, options_.level));
  }

  void finish_probability(AnswerBuilder& answer, const std::vector<Proportion>& counts) const {
    ShareOfCounts share(counts, options_);
    answer.met(share.all.cases);
    if (share.all.cases == 0) return never_met(answer);
    answer.set(share.finding);
    answer.set_range(std::move(share.worlds));
  }

  MeanOfMoments mean_of(std::size_t number, const std::vector<WorldTally>& worlds,
                        std::size_t request) const {
    const bool is_constant = is_the_same_always(scope_, queries_[number]);
    if (has_worlds()) return MeanOfMoments(tallied<Moments>(worlds, request), options_, is_constant);
    return MeanOfMoments(std::get<TailedMoments>(worlds[0][request]), options_, is_constant);
  }

  void finish_expectation(std::size_t number, MeanOfMoments mean) {
    AnswerBuilder& answer = answers_[number];
    answer.met(mean.all.count);
    if (mean.all.count == 0) return never_met(answer);
    if (!std::isfinite(mean.all.mean)) throw_undefined(number);
    answer.set(mean.finding);
    answer.set_range(std::move(mean.worlds));
  }

  // Reads the tally of the difference from the centre and, after it, the tally of its square.
  void finish_spread(std::size_t number, const std::vector<WorldTally>& worlds, std::size_t first) {
    AnswerBuilder& answer = answers_[number];
    const Query& query = queries_[number];
    const auto offsets = tallied<Moments>(worlds, first);
    SpreadOfMoments spread(offsets,
                           has_worlds() ? tallied<Moments>(worlds, first + 1) : std::vector<Moments>(),
                           mean_of(number, worlds, first + 1), options_);
    answer.met(spread.all.count);
    if (spread.all.count == 0) return never_met(answer);
    if (!std::isfinite(spread.all.mean)) throw_undefined(number);
    answer.set(spread_finding(query.asks(), std::move(spread.of_squares), spread.variance));
    answer.set_range(spread_worlds(query.asks(), std::move(spread.worlds)));
  }

  const Scope& scope_;
  const std::vector<Query>& queries_;
  const Options& options_;
  Backend& backend_;
  Sampling sampling_;
  std::vector<AnswerBuilder> answers_;
  std::size_t runs_ = 0;
  std::size_t done_ = 0;
};

}  // namespace casus::detail
