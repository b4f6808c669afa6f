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
#include <casus/infer/detail/tallies.hpp>

namespace casus::detail {

/// From questions to tallies and from tallies to answers: all of forward sampling but the drawing, which a backend does:
/// `backend.run(under, requests, sampling, options, report)`. The compiled sampler is one backend, the scalar reference the other;
/// their answers are the same bits.
template <class Backend> class ForwardRun {
public:
  ForwardRun(const Model& model, const std::vector<Query>& queries, const Options& options, Sampling sampling,
             Backend& backend)
      : model_(model), queries_(queries), options_(options), backend_(backend), sampling_(sampling) {
    for (const Query& query : queries) {
      check_question(model, query);
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
                       .varies = !model_.parameters().empty()};
    for (const Query& query : queries_) answers_.emplace_back(model_, query, options_, run);
    const std::vector<Group> groups = grouped(queries_, &Circumstances::done_in);
    runs_ = groups.size();
    for (const Group& group : groups) runs_ += has_quantiles(group) ? 1 : 0;
    for (const Group& group : groups) answer(group);
    if (options_.progress) options_.progress(1);
    std::vector<Answer> all;
    for (AnswerBuilder& one : answers_) all.push_back(std::move(one).take());
    return Answers(std::move(all));
  }

private:
  using Group = std::vector<std::size_t>;  // numbers of queries with the same intervention

  bool is_quantile(std::size_t query) const { return queries_[query].asks() == QuestionKind::quantile; }
  bool has_quantiles(const Group& group) const {
    return std::any_of(group.begin(), group.end(), [&](std::size_t i) { return is_quantile(i); });
  }

  static NodePtr condition_of(const Query& query) {
    return query.condition() ? query.condition()->node() : nullptr;
  }

  // A histogram's bins are counted together.
  std::vector<TallyRequest> requests_for(const Query& query) const {
    const NodePtr condition = condition_of(query);
    if (query.asks() == QuestionKind::quantile) return {};
    if (query.asks() == QuestionKind::histogram)
      return {{BinCounts{}, query.target(), condition, query.edges()}};
    const Tally tally = about(query.asks()).is_probability ? Tally(Proportion{}) : Tally(Moments{});
    std::vector<TallyRequest> requests;
    for (const AskedPart& part : asked_parts(model_, query))
      requests.push_back({tally, part.target, condition, {}});
    return requests;
  }

  // One intervention: a run for all its questions, and a second one for what quantiles need besides.
  void answer(const Group& group) {
    const auto& under = queries_[group[0]].interventions();
    const auto first_edges =
        has_quantiles(group) ? pilot(group) : std::vector<std::vector<double>>(group.size());
    std::vector<TallyRequest> requests;
    std::vector<std::size_t> first(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Query& query = queries_[group[i]];
      first[i] = requests.size();
      if (is_quantile(group[i]))
        requests.push_back({BinCounts{}, query.target(), condition_of(query), first_edges[i]});
      for (TallyRequest& request : requests_for(query)) requests.push_back(std::move(request));
    }
    const auto worlds = draw(under, requests);
    std::vector<TallyRequest> sharper;
    std::vector<std::size_t> sharpened;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Query& query = queries_[group[i]];
      if (!is_quantile(group[i])) {
        finish(group[i], worlds, first[i]);
        continue;
      }
      const auto counts = checked_counts(group[i], worlds, first[i]);
      const auto estimate = located_quantile(query.probability(), counts, first_edges[i], options_.level);
      const auto edges = estimate ? narrowed_edges(*estimate, first_edges[i]) : std::vector<double>{};
      if (edges.empty()) {
        finish_quantile(group[i], estimate);
        continue;
      }
      sharper.push_back({BinCounts{}, query.target(), condition_of(query), edges});
      sharpened.push_back(group[i]);
    }
    if (sharper.empty()) return;
    const auto again = draw(under, sharper);
    for (std::size_t i = 0; i < sharpened.size(); ++i)
      finish_quantile(sharpened[i],
                      located_quantile(queries_[sharpened[i]].probability(), tallied<BinCounts>(again, i),
                                       sharper[i].edges, options_.level));
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

  // The first bins for quantiles, fixed by the first trajectories.
  std::vector<std::vector<double>> pilot(const Group& group) {
    std::vector<TallyRequest> requests;
    for (const std::size_t i : group)
      if (is_quantile(i))
        requests.push_back({Collected{}, queries_[i].target(), condition_of(queries_[i]), {}});
    const Index pilot_worlds = (std::min)(sampling_.worlds, Index{64});
    Sampling first = sampling_;
    first.worlds = pilot_worlds;
    first.groups_per_world =
        (std::min)(sampling_.groups_per_world, (Index{64} + pilot_worlds - 1) / pilot_worlds);
    const auto worlds = backend_.run(queries_[group[0]].interventions(), requests, first, options_, {});
    std::vector<std::vector<double>> edges(group.size());
    for (std::size_t i = 0, next = 0; i < group.size(); ++i) {
      if (!is_quantile(group[i])) continue;
      Collected all;
      for (const WorldTally& world : worlds) all += std::get<Collected>(world[next]);
      ++next;
      for (const double value : all.values)
        if (std::isnan(value)) throw_absent(group[i]);
      edges[i] = pilot_edges(std::move(all.values));
    }
    return edges;
  }

  [[noreturn]] void throw_absent(std::size_t query) const {
    throw Error(answers_[query].answer().question, "a quantity that exists where it is asked for",
                "an absent one");
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
      if (world.any_nan) throw_absent(query);
    return counts;
  }

  void finish_quantile(std::size_t number, const std::optional<QuantileEstimate>& estimate) {
    AnswerBuilder& answer = answers_[number];
    answer.no_range(wording::no_range_of_quantiles());
    if (!estimate) return never_met(answer);
    answer.met(estimate->met);
    // A count's distribution function steps at whole numbers, each at the low end of its bin.
    const Query& query = queries_[number];
    const Node& target = *query.target();
    const bool whole = target.op == Op::quantity &&
                       model_.variables()[static_cast<std::size_t>(target.index)].kind() == Kind::count;
    const double p = query.probability(), error = estimate->standard_error;
    Finding found;
    found.value = whole ? std::floor(estimate->value) : estimate->value;
    found.interval = {whole ? std::floor(estimate->low) : estimate->low,
                      whole ? std::ceil(estimate->high) : estimate->high};
    found.standard_error = (estimate->high - estimate->low) / (2 * normal_point(options_.level));
    found.effective_samples = error > 0 ? p * (1 - p) / (error * error) : static_cast<double>(estimate->met);
    answer.set(found);
  }

  void finish(std::size_t number, const std::vector<WorldTally>& worlds, std::size_t first) {
    AnswerBuilder& answer = answers_[number];
    const Query& query = queries_[number];
    if (query.asks() == QuestionKind::quantile) return;
    if (query.asks() == QuestionKind::histogram) return finish_histogram(number, worlds, first);
    for (const AskedPart& part : asked_parts(model_, query)) {
      if (!about(query.asks()).is_probability)
        finish_expectation(number, tallied<Moments>(worlds, first++));
      else if (part.question.empty())
        finish_probability(answer, tallied<Proportion>(worlds, first++));
      else
        add_part(answer, part, tallied<Proportion>(worlds, first++));
    }
  }

  void finish_histogram(std::size_t number, const std::vector<WorldTally>& worlds, std::size_t first) {
    const auto bins = checked_counts(number, worlds, first);
    std::size_t bin = 0;
    for (const AskedPart& part : asked_parts(model_, queries_[number])) {
      ++bin;  // the first counts what lies below the first edge
      std::vector<Proportion> counts;
      for (const BinCounts& world : bins)
        counts.push_back({world.counts.empty() ? 0 : world.counts[bin], world.total()});
      add_part(answers_[number], part, counts);
    }
  }

  void add_part(AnswerBuilder& whole, const AskedPart& asked, const std::vector<Proportion>& counts) {
    AnswerBuilder part = whole.part(asked);
    finish_probability(part, counts);
    whole.met(part.answer().met);
    whole.add(std::move(part));
  }

  // A condition that no trajectory met has no answer, but its own probability has a bound.
  void never_met(AnswerBuilder& answer) const {
    const double units =
        static_cast<double>(sampling_.worlds > 1 ? sampling_.worlds : sampling_.trajectories());
    answer.never_met(wording::condition_never_met(
        sampling_.trajectories(), clopper_pearson_interval(0, units, options_.level).high, options_.level));
  }

  void finish_probability(AnswerBuilder& answer, const std::vector<Proportion>& counts) const {
    ShareOfCounts share(counts, options_);
    answer.met(share.all.cases);
    if (share.all.cases == 0) return never_met(answer);
    answer.set(share.finding);
    answer.set_range(std::move(share.worlds));
  }

  void finish_expectation(std::size_t number, const std::vector<Moments>& moments) {
    AnswerBuilder& answer = answers_[number];
    MeanOfMoments mean(moments, options_);
    answer.met(mean.all.count);
    if (mean.all.count == 0) return never_met(answer);
    if (std::isnan(mean.all.mean)) throw_absent(number);
    answer.set(mean.finding);
    answer.set_range(std::move(mean.worlds));
  }

  const Model& model_;
  const std::vector<Query>& queries_;
  const Options& options_;
  Backend& backend_;
  Sampling sampling_;
  std::vector<AnswerBuilder> answers_;
  std::size_t runs_ = 0;
  std::size_t done_ = 0;
};

}  // namespace casus::detail
