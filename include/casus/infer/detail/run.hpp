// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/detail/questions.hpp>
#include <casus/infer/interval.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/infer/tally.hpp>

/// From questions to tallies and from tallies to answers: all of `estimate` but the drawing, which a backend does. The
/// compiled sampler is one backend, the scalar reference the other; their answers are the same bits.
namespace casus::detail {

/// Values collected as they are, for pilots only.
struct Collected {
  std::vector<double> values;
  void update(GroupValues group, GroupBits condition) {
    for (std::size_t word = 0; word < condition.size(); ++word)
      for (std::uint64_t left = condition[word]; left != 0; left &= left - 1)
        values.push_back(group[word * 64 + static_cast<std::size_t>(std::countr_zero(left))]);
  }
  Collected& operator+=(const Collected& other) {
    values.insert(values.end(), other.values.begin(), other.values.end());
    return *this;
  }
};

using Tally = std::variant<Proportion, Moments, BinCounts, Collected>;

/// One thing to be tallied: an event, or a quantity, where a condition holds (everywhere, if there is none).
struct TallyRequest {
  Tally empty;
  NodePtr target;
  NodePtr condition;
  std::vector<double> edges;  ///< of BinCounts
};

/// Which trajectories are drawn: so many groups of each of so many worlds.
struct Sampling {
  Index worlds;
  Index groups_per_world;
  Index first_world = 0;
  Index first_group = 0;

  Index trajectories() const noexcept { return worlds * groups_per_world * group_size; }
};

/// As many as the options ask for: the same number in each world, rounded up to whole groups.
inline Sampling sampling(const Model& model, const Options& options) {
  const Index worlds = model.parameters().empty() ? 1 : options.worlds;
  const double per_world = static_cast<double>(options.trajectories) / static_cast<double>(worlds);
  return {worlds, static_cast<Index>(std::ceil(per_world / static_cast<double>(group_size)))};
}

/// Where pilots are drawn: no answer's trajectories come near.
inline constexpr Index pilot_group = Index{1} << 40, pilot_world = Index{1} << 31;

/// Some 30,000 trajectories for a first look.
inline Sampling pilot_sampling(const Model& model) {
  if (model.parameters().empty()) return {1, 64, 0, pilot_group};
  return {64, 1, pilot_world, pilot_group};
}

/// Tallies of one world, one a request.
using WorldTally = std::vector<Tally>;

inline void combine(WorldTally& into, const WorldTally& from) {
  for (std::size_t i = 0; i < into.size(); ++i)
    std::visit([&](auto& tally) { tally += std::get<std::decay_t<decltype(tally)>>(from[i]); }, into[i]);
}

inline WorldTally empty_tally(const std::vector<TallyRequest>& requests) {
  WorldTally tally;
  for (const TallyRequest& request : requests) tally.push_back(request.empty);
  return tally;
}

/// A unit of work: so many groups of one world are tallied by one thread, in order. Units of a world are combined in
/// order too, so that sums do not depend on the number of threads.
inline constexpr Index groups_per_unit = 64;

using ShareDone = std::function<void(double)>;

/// Where 256 bins have been narrowed to, in the search for a quantile.
struct QuantileEstimate {
  double value, low, high;
  std::size_t first_bin, last_bin;  // of value, low and high
};

/// Everything about a call that is not drawing.
template <class Backend> class Run {
public:
  Run(const Model& model, const std::vector<Query>& queries, const Options& options, Sampling sampling,
      Backend& backend)
      : model_(model), queries_(queries), options_(options), backend_(backend), sampling_(sampling),
        worlds_(sampling.worlds) {
    for (const Query& query : queries) {
      check_question(model, query);
      if (query.asks() == Query::Asks::curve)
        throw Error(to_text(query), "a question about one step, for a single run", "a curve");
      if (!query.evidence().empty())
        throw Error(to_text(query), "conditions that trajectories meet or not, for forward sampling",
                    evidence_text(query.evidence()[0]), "the weighted method takes it");
    }
  }

  Answers answers() {
    groups_ =
        grouped(queries_, [](const Query& query) { return Circumstances{.under = query.interventions()}; });
    answers_.resize(queries_.size());
    for (std::size_t i = 0; i < queries_.size(); ++i) answers_[i] = blank(queries_[i]);
    runs_ = groups_.size();
    for (const auto& group : groups_) runs_ += has_quantiles(group) ? 1 : 0;
    for (const auto& group : groups_) answer(group);
    if (options_.progress) options_.progress(1);
    return Answers(std::move(answers_));
  }

private:
  using Group = std::vector<std::size_t>;  // numbers of queries with the same intervention

  bool has_quantiles(const Group& group) const {
    return std::any_of(group.begin(), group.end(),
                       [&](std::size_t i) { return queries_[i].asks() == Query::Asks::quantile; });
  }

  Answer blank(const Query& query) const {
    Answer answer;
    answer.question = to_text(query);
    answer.unit = unit_of(model_, query);
    answer.level = options_.level;
    answer.range_level = options_.range_level;
    answer.worlds = worlds_;
    answer.samples = sampling_.trajectories();
    answer.method = "forward sampling";
    answer.stopped = "all trajectories were drawn";
    answer.seed = options_.randomness.seed;
    warn_of_one_world(model_, worlds_, answer);
    return answer;
  }

  static NodePtr condition_of(const Query& query) {
    return query.condition() ? query.condition()->node() : nullptr;
  }

  std::vector<TallyRequest> requests_for(const Query& query) const {
    const NodePtr condition = condition_of(query);
    switch (query.asks()) {
      case Query::Asks::probability: return {{Proportion{}, query.target(), condition, {}}};
      case Query::Asks::expectation: return {{Moments{}, query.target(), condition, {}}};
      case Query::Asks::histogram: return {{BinCounts{}, query.target(), condition, query.edges()}};
      case Query::Asks::quantile:
      case Query::Asks::curve: return {};  // answered point by point
      case Query::Asks::distribution: break;
    }
    std::vector<TallyRequest> requests;
    for (const Index state : possible_states(model_, query))
      requests.push_back({Proportion{}, make_state(query.target(), state), condition, {}});
    return requests;
  }

  // One intervention: a run for all its questions, and a second one for what quantiles need besides.
  void answer(const Group& group) {
    const auto& under = queries_[group[0]].interventions();
    const auto pilot_edges =
        has_quantiles(group) ? pilot(group) : std::vector<std::vector<double>>(group.size());
    std::vector<TallyRequest> requests;
    std::vector<std::size_t> first(group.size());
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Query& query = queries_[group[i]];
      first[i] = requests.size();
      if (query.asks() == Query::Asks::quantile)
        requests.push_back({BinCounts{}, query.target(), condition_of(query), pilot_edges[i]});
      for (TallyRequest& request : requests_for(query)) requests.push_back(std::move(request));
    }
    const auto worlds = draw(under, requests);
    std::vector<TallyRequest> sharper;
    std::vector<std::size_t> sharpened;
    for (std::size_t i = 0; i < group.size(); ++i) {
      const Query& query = queries_[group[i]];
      if (query.asks() != Query::Asks::quantile) {
        finish(group[i], worlds, first[i]);
        continue;
      }
      check_numbers(answers_[group[i]].question, worlds, first[i]);
      const auto edges = narrowed(query.probability(), worlds, first[i], pilot_edges[i]);
      if (edges.empty()) {
        finish_quantile(group[i], worlds, first[i], pilot_edges[i]);
        continue;
      }
      sharper.push_back({BinCounts{}, query.target(), condition_of(query), edges});
      sharpened.push_back(group[i]);
    }
    if (sharper.empty()) return;
    const auto again = draw(under, sharper);
    for (std::size_t i = 0; i < sharpened.size(); ++i)
      finish_quantile(sharpened[i], again, i, sharper[i].edges);
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

  // Edges that part the first groups' values into 255 equal parts: bins fixed by the first trajectories.
  std::vector<std::vector<double>> pilot(const Group& group) {
    std::vector<TallyRequest> requests;
    for (const std::size_t i : group)
      if (queries_[i].asks() == Query::Asks::quantile)
        requests.push_back({Collected{}, queries_[i].target(), condition_of(queries_[i]), {}});
    const Index pilot_worlds = (std::min)(worlds_, Index{64});
    Sampling first = sampling_;
    first.worlds = pilot_worlds;
    first.groups_per_world =
        (std::min)(sampling_.groups_per_world, (Index{64} + pilot_worlds - 1) / pilot_worlds);
    const auto worlds = backend_.run(queries_[group[0]].interventions(), requests, first, options_, {});
    std::vector<std::vector<double>> edges(group.size());
    for (std::size_t i = 0, next = 0; i < group.size(); ++i) {
      if (queries_[group[i]].asks() != Query::Asks::quantile) continue;
      Collected all;
      for (const WorldTally& world : worlds) all += std::get<Collected>(world[next]);
      ++next;
      for (const double value : all.values)
        if (std::isnan(value)) throw_absent(answers_[group[i]].question);
      std::sort(all.values.begin(), all.values.end());
      for (std::size_t k = 1; k < 256 && !all.values.empty(); ++k) {
        const double edge = all.values[all.values.size() * k / 256];
        if (edges[i].empty() || edge > edges[i].back()) edges[i].push_back(edge);
      }
      if (edges[i].empty())  // the condition was not met: powers of two, both signs
        for (int power = -63; power <= 63; ++power)
          edges[i].push_back((power < 0 ? -1 : 1) * std::ldexp(1.0, power < 0 ? -power : power));
    }
    return edges;
  }

  [[noreturn]] static void throw_absent(const std::string& question) {
    throw Error(question, "a quantity that exists where it is asked for", "an absent one");
  }

  static void check_numbers(const std::string& question, const std::vector<WorldTally>& worlds,
                            std::size_t request) {
    for (const WorldTally& world : worlds)
      if (std::get<BinCounts>(world[request]).any_nan) throw_absent(question);
  }

  static std::vector<double> cumulated(const BinCounts& bins) {
    std::vector<double> sums;
    double sum = 0;
    for (const std::int64_t count : bins.counts) sums.push_back(sum += static_cast<double>(count));
    return sums;
  }

  // Woodruff's interval for a quantile (J. Am. Stat. Assoc. 47 (1952) 635, doi:10.1080/01621459.1952.10483443): the quantiles at
  // p -+ t s, where s is the standard error of the distribution function at the estimate, found between worlds.
  std::optional<QuantileEstimate> locate(double p, const std::vector<WorldTally>& worlds, std::size_t request,
                                         const std::vector<double>& edges, double& error, Index& met) const {
    BinCounts all;
    for (const WorldTally& world : worlds) all += std::get<BinCounts>(world[request]);
    met = all.total();
    if (met == 0) return {};
    const auto sums = cumulated(all);
    const auto at = [&](double probability, std::size_t& bin) {
      const double wanted = probability * static_cast<double>(met);
      bin = static_cast<std::size_t>(std::lower_bound(sums.begin(), sums.end(), wanted) - sums.begin());
      bin = (std::min)(bin, sums.size() - 1);
      const double low = bin == 0 ? all.least : (std::max)(edges[bin - 1], all.least);
      const double high = bin == edges.size() ? all.greatest : (std::min)(edges[bin], all.greatest);
      const double before = bin == 0 ? 0 : sums[bin - 1];
      const double inside = sums[bin] - before;
      return inside > 0 ? low + (high - low) * (wanted - before) / inside : low;
    };
    QuantileEstimate estimate{};
    std::size_t bin = 0;
    estimate.value = at(p, bin);
    double t = normal_point(options_.level);
    if (worlds_ > 1) {
      // The share of the estimate's bin that lies below it is spread over the worlds as the bin's counts are.
      const double before = bin == 0 ? 0 : sums[bin - 1];
      const double share = (p * static_cast<double>(met) - before) / (std::max)(sums[bin] - before, 1.0);
      std::vector<double> below, cases;
      for (const WorldTally& world : worlds) {
        const BinCounts& own = std::get<BinCounts>(world[request]);
        double count = 0;
        for (std::size_t k = 0; k < bin && k < own.counts.size(); ++k)
          count += static_cast<double>(own.counts[k]);
        if (bin < own.counts.size()) count += share * static_cast<double>(own.counts[bin]);
        below.push_back(count);
        cases.push_back(static_cast<double>(own.total()));
      }
      const ClusterRatio ratio(below, cases);
      error = ratio.standard_error;
      if (ratio.clusters > 1) t = student_point(options_.level, static_cast<double>(ratio.clusters - 1));
    } else {
      error = std::sqrt(p * (1 - p) / static_cast<double>(met));
    }
    std::size_t low_bin = 0, high_bin = sums.size() - 1;
    const double reach = std::isnan(error) ? 1 : t * error;
    estimate.low = p - reach > 0 ? at(p - reach, low_bin) : all.least;
    estimate.high = p + reach < 1 ? at(p + reach, high_bin) : all.greatest;
    estimate.first_bin = low_bin;
    estimate.last_bin = high_bin;
    least_ = all.least;
    greatest_ = all.greatest;
    return estimate;
  }

  // Finer edges around the estimate and both ends of its interval; none where nothing is to be gained.
  std::vector<double> narrowed(double p, const std::vector<WorldTally>& worlds, std::size_t request,
                               const std::vector<double>& edges) const {
    double error = 0;
    Index met = 0;
    const auto estimate = locate(p, worlds, request, edges, error, met);
    if (!estimate) return {};
    const double low = estimate->first_bin == 0 ? least_ : edges[estimate->first_bin - 1];
    const double high = estimate->last_bin >= edges.size() ? greatest_ : edges[estimate->last_bin];
    std::vector<double> finer;
    for (int i = 0; i <= 254; ++i) {
      const double edge = low + (high - low) * i / 254;
      if (std::isfinite(edge) && (finer.empty() || edge > finer.back())) finer.push_back(edge);
    }
    return finer.size() > 2 ? finer : std::vector<double>{};
  }

  void finish_quantile(std::size_t query, const std::vector<WorldTally>& worlds, std::size_t request,
                       const std::vector<double>& edges) {
    Answer& answer = answers_[query];
    const double p = queries_[query].probability();
    double error = 0;
    const auto estimate = locate(p, worlds, request, edges, error, answer.met);
    answer.range_note = "none is computed for quantiles";
    if (!estimate) return never_met(answer, worlds);
    // A count's distribution function steps at whole numbers, each at the low end of its bin.
    const Node& target = *queries_[query].target();
    const bool whole = target.op == Op::quantity &&
                       model_.variables()[static_cast<std::size_t>(target.index)].kind() == Kind::count;
    answer.value = whole ? std::floor(estimate->value) : estimate->value;
    answer.interval = {whole ? std::floor(estimate->low) : estimate->low,
                       whole ? std::ceil(estimate->high) : estimate->high};
    answer.standard_error = (estimate->high - estimate->low) / (2 * normal_point(options_.level));
    answer.effective_samples = error > 0 ? p * (1 - p) / (error * error) : static_cast<double>(answer.met);
  }

  void finish(std::size_t query, const std::vector<WorldTally>& worlds, std::size_t first) {
    Answer& answer = answers_[query];
    switch (queries_[query].asks()) {
      case Query::Asks::probability: finish_probability(answer, worlds, proportions(worlds, first)); return;
      case Query::Asks::expectation: finish_expectation(answer, worlds, first); return;
      case Query::Asks::distribution: {
        const Node& category = *queries_[query].target();
        for (std::size_t i = 0; const Index state : possible_states(model_, queries_[query]))
          add_part(
              answer,
              name_text(category.name) + " = " + name_text(category.labels[static_cast<std::size_t>(state)]),
              worlds, proportions(worlds, first + i++));
        return;
      }
      case Query::Asks::histogram: {
        const auto& edges = queries_[query].edges();
        check_numbers(answer.question, worlds, first);
        for (std::size_t bin = 1; bin < edges.size(); ++bin) {
          std::vector<Proportion> counts;
          for (const WorldTally& world : worlds) {
            const BinCounts& bins = std::get<BinCounts>(world[first]);
            counts.push_back({bins.counts.empty() ? 0 : bins.counts[bin], bins.total()});
          }
          add_part(answer, "[" + number(edges[bin - 1]) + ", " + number(edges[bin]) + ")", worlds, counts);
        }
        return;
      }
      case Query::Asks::quantile:
      case Query::Asks::curve: return;
    }
  }

  static std::vector<Proportion> proportions(const std::vector<WorldTally>& worlds, std::size_t request) {
    std::vector<Proportion> all;
    for (const WorldTally& world : worlds) all.push_back(std::get<Proportion>(world[request]));
    return all;
  }

  void add_part(Answer& whole, const std::string& label, const std::vector<WorldTally>& worlds,
                const std::vector<Proportion>& counts) {
    Answer part = part_of(whole, label);
    finish_probability(part, worlds, counts);
    whole.met = part.met;
    whole.parts.push_back(std::move(part));
  }

  // A condition that no trajectory met has no answer, but its own probability has a bound.
  void never_met(Answer& answer, const std::vector<WorldTally>& worlds) const {
    const double units =
        worlds.size() > 1 ? static_cast<double>(worlds.size()) : static_cast<double>(answer.samples);
    answer.warnings.push_back("the condition was never met in " + std::to_string(answer.samples) +
                              " trajectories: its probability is below " +
                              rounded(clopper_pearson_interval(0, units, options_.level).high) +
                              " at level " + number(options_.level));
    answer.range_note = "the condition was never met";
  }

  void finish_probability(Answer& answer, const std::vector<WorldTally>& worlds,
                          const std::vector<Proportion>& counts) const {
    Proportion all;
    Index hit = 0, missed = 0;
    std::vector<double> hits, cases;
    std::vector<WorldEstimate> estimates;
    for (const Proportion& world : counts) {
      all += world;
      hit += world.hits > 0 ? 1 : 0;
      missed += world.hits < world.cases ? 1 : 0;
      hits.push_back(static_cast<double>(world.hits));
      cases.push_back(static_cast<double>(world.cases));
      if (world.cases == 0) continue;
      // Log-odds with their usual small-sample correction (Gart and Zweifel 1967, doi:10.1093/biomet/54.1-2.181).
      const double a = hits.back() + 0.5, b = cases.back() - hits.back() + 0.5;
      estimates.push_back({std::log(a / b), 1 / a + 1 / b, cases.back()});
    }
    answer.met = all.cases;
    if (all.cases == 0) return never_met(answer, worlds);
    const double total_hits = static_cast<double>(all.hits), total = static_cast<double>(all.cases);
    answer.value = total_hits / total;
    if (worlds_ == 1) {
      answer.standard_error = std::sqrt(answer.value * (1 - answer.value) / total);
      // Wilson's interval errs a little on either side; with few hits or misses the one that never does is taken.
      answer.interval = (std::min)(total_hits, total - total_hits) >= 20
                            ? wilson_interval(total_hits, total, options_.level)
                            : clopper_pearson_interval(total_hits, total, options_.level);
      answer.effective_samples = total;
    } else {
      const ClusterRatio ratio(hits, cases);
      answer.standard_error = ratio.standard_error;
      answer.interval = ratio.clusters > 1
                            ? cluster_interval(ratio, total_hits, total, hit, missed, options_.level)
                            : Interval{0, 1};
      if (ratio.clusters <= 1)
        answer.warnings.push_back("one world met the condition: there is no error to be had");
      const double spread = answer.value * (1 - answer.value);
      answer.effective_samples =
          ratio.standard_error > 0 ? (std::min)(total, spread / (ratio.standard_error * ratio.standard_error))
                                   : static_cast<double>(ratio.clusters);
    }
    if (all.hits == 0) {
      answer.value = answer.interval.high;
      answer.is_bound = true;
      answer.standard_error = std::numeric_limits<double>::quiet_NaN();
      answer.warnings.push_back("never seen in " + std::to_string(all.cases) +
                                " trajectories: the value is an upper bound at level " +
                                number(options_.level));
    }
    set_range(answer, !model_.parameters().empty(), std::move(estimates),
              (std::min)(total_hits, total - total_hits), true);
  }

  void finish_expectation(Answer& answer, const std::vector<WorldTally>& worlds, std::size_t request) const {
    Moments all;
    std::vector<double> sums, counts;
    for (const WorldTally& world : worlds) {
      const Moments& own = std::get<Moments>(world[request]);
      all += own;
      counts.push_back(static_cast<double>(own.count));
      sums.push_back(own.count == 0 ? 0 : own.mean * counts.back());
    }
    answer.met = all.count;
    if (all.count == 0) return never_met(answer, worlds);
    if (std::isnan(all.mean)) throw_absent(answer.question);
    const double total = static_cast<double>(all.count);
    const double variance =
        all.count > 1 ? all.squares / (total - 1) : std::numeric_limits<double>::quiet_NaN();
    double degrees = total - 1;
    if (worlds_ == 1) {
      answer.value = all.mean;
      answer.standard_error = std::sqrt(variance / total);
    } else {
      const ClusterRatio ratio(sums, counts);
      answer.value = ratio.value;
      answer.standard_error = ratio.standard_error;
      degrees = static_cast<double>(ratio.clusters - 1);
    }
    if (degrees >= 1 && std::isfinite(answer.standard_error)) {
      const double half = student_point(options_.level, degrees) * answer.standard_error;
      answer.interval = {answer.value - half, answer.value + half};
      answer.effective_samples =
          answer.standard_error > 0
              ? (std::min)(total, variance / (answer.standard_error * answer.standard_error))
              : total;
    } else {
      answer.warnings.push_back("too few trajectories met the condition: there is no error to be had");
    }
    double within = 0, freedom = 0;
    for (const WorldTally& world : worlds) {
      const Moments& own = std::get<Moments>(world[request]);
      if (own.count > 1) {
        within += own.squares;
        freedom += static_cast<double>(own.count - 1);
      }
    }
    std::vector<WorldEstimate> estimates;
    for (const WorldTally& world : worlds) {
      const Moments& own = std::get<Moments>(world[request]);
      const double count = static_cast<double>(own.count);
      if (own.count > 0 && freedom > 0) estimates.push_back({own.mean, within / freedom / count, count});
    }
    set_range(answer, !model_.parameters().empty(), std::move(estimates), total, false);
  }

  const Model& model_;
  const std::vector<Query>& queries_;
  const Options& options_;
  Backend& backend_;
  Sampling sampling_;
  Index worlds_;
  std::vector<Group> groups_;
  std::vector<Answer> answers_;
  std::size_t runs_ = 0;
  std::size_t done_ = 0;
  mutable double least_ = 0, greatest_ = 0;
};

}  // namespace casus::detail
