// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/weighing.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <map>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/infer/detail/builder.hpp>
#include <casus/infer/detail/undefined.hpp>

namespace casus {

namespace {

using detail::at;

constexpr GroupNumbers zeros{};

NodePtr column_of(const Model& model, Index variable) {
  const NodePtr node = model.find(model.variables()[at(variable)].name);
  return node->op == Op::category ? detail::make_state(node, 0) : node;
}

}  // namespace

// No default, so that compilers warn about a missing statistic.
void add_targets(const Scope& scope, const Query& query, std::vector<WeightedTarget>& targets) {
  switch (detail::about(query.asks()).statistic) {
    case detail::Statistic::quantile: return;
    case detail::Statistic::extreme: targets.push_back({query.target(), WeightedExtremes{}}); return;
    case detail::Statistic::mean:
    case detail::Statistic::mean_square:
      for (const NodePtr& target : detail::asked_targets(scope, query))
        targets.push_back({target, WeightedMoments{}});
      return;
    case detail::Statistic::probability:
    case detail::Statistic::states:
      for (const detail::AskedPart& part : detail::asked_parts(scope, query))
        targets.push_back({part.target, WeightedProportion{}});
      return;
    case detail::Statistic::bins:
      for (const detail::AskedPart& part : detail::asked_parts(scope, query)) {
        const Real value(part.target);
        const Boolean inside = value >= part.bin->low && value < part.bin->high;
        targets.push_back({inside.node(), WeightedProportion{}});
      }
      return;
    case detail::Statistic::of_others: return;  // composed of other questions
  }
}

void WorldWeights::rescale(double to) {
  const double factor = log_unit == to ? 1 : std::exp(log_unit - to);
  log_unit = to;
  if (factor == 1) return;
  all *= factor;
  for (WeightedPart& part : parts) std::visit([&](auto& of) { of *= factor; }, part);
}

WorldWeights& WorldWeights::operator+=(WorldWeights other) {
  if (!(other.all.sum > 0)) return *this;
  if (log_unit < other.log_unit)
    rescale(other.log_unit);
  else
    other.rescale(log_unit);
  all += other.all;
  for (std::size_t i = 0; i < parts.size(); ++i)
    std::visit([&](auto& part) { part += std::get<std::decay_t<decltype(part)>>(other.parts[i]); }, parts[i]);
  return *this;
}

kernels::WeightTable::Parent GroupColumns::states(std::size_t output, const StateTable& table,
                                                  std::size_t place) const {
  const OutputColumn& column = outputs[output];
  const bool is_event = column.pool() == Pool::bits;
  return {{is_event ? workspace.bits(column.bits()) + first / 64 : nullptr,
           is_event ? nullptr : workspace.bytes(column.bytes()) + first, table.radices[place]},
          static_cast<std::int32_t>(table.stride(table.variables[place]))};
}

WeightOutputs::WeightOutputs(const Proposal& proposal, std::vector<NodePtr>& outputs) {
  std::map<Index, std::size_t> found;
  for (const auto& scope : proposal.tables().scopes()) {
    scopes.emplace_back();
    for (const Index variable : scope) {
      const auto [place, is_new] = found.emplace(variable, outputs.size());
      if (is_new) outputs.push_back(column_of(proposal.model(), variable));
      scopes.back().push_back(place->second);
    }
  }
  const auto add = [&](const NodePtr& node) -> std::optional<std::size_t> {
    if (!node) return std::nullopt;
    outputs.push_back(node);
    return outputs.size() - 1;
  };
  log_probability = add(proposal.log_probability());
  log_density = add(proposal.log_density());
  test = add(proposal.test());
}

void WeightOutputs::multiply(const kernels::Kernels& kernels, const GroupColumns& group,
                             const std::vector<StateTable>& tables, double* weights) const {
  for (std::size_t i = 0; i < tables.size(); ++i) {
    std::array<kernels::WeightTable::Parent, 16> parents;
    const auto& scope = scopes[i];
    for (std::size_t k = 0; k < scope.size(); ++k) parents[k] = group.states(scope[k], tables[i], k);
    kernels.weights.multiply_rows({parents.data(), detail::size(scope), tables[i].values.data()}, weights);
  }
}

void WeightOutputs::set_logs(const GroupColumns& group, double* logs) const {
  std::fill_n(logs, group_size, 0.0);
  for (const auto& output : {log_probability, log_density})
    if (output)
      for (std::size_t i = 0; i < group_size; ++i) logs[i] += group.reals(*output)[i];
}

WeightSums weight_sums(const kernels::Kernels& kernels, const GroupNumbers& weights,
                       const std::string& evidence, GroupTruth& positive) {
  const kernels::ProductSums sums = kernels.weights.product_sums(weights.of, weights.of);
  if (std::isnan(sums.sum))
    throw Error(evidence, "probabilities and densities of the evidence that are numbers",
                "a trajectory whose weight is not a number",
                "parameters of a distribution leave their domain");
  kernels.quantities.comparison[at(Op::less)](zeros.of, weights.of, group_size, positive.of);
  Index count = 0;
  for (const std::uint64_t word : positive.of) count += std::popcount(word);
  return {count, sums.sum, sums.square};
}

WeightedProportion weighted_proportion(const kernels::Kernels& kernels, const std::uint64_t* holds,
                                       const GroupNumbers& weights, const GroupTruth& positive,
                                       const WeightSums& all) {
  GroupNumbers of_hits;
  kernels.quantities.select(holds, weights.of, zeros.of, group_size, of_hits.of);
  const kernels::ProductSums hits = kernels.weights.product_sums(of_hits.of, of_hits.of);
  const Proportion counted = kernels.discrete.count(holds, positive.of, group_words);
  WeightedProportion share;
  share.hits = {counted.hits, hits.sum, hits.square};
  if (counted.hits == counted.cases) return share;
  // The group's sums without the hits; rounding must not make them negative.
  share.misses = {counted.cases - counted.hits, (std::max)(0.0, all.sum - hits.sum),
                  (std::max)(0.0, all.squares - hits.square)};
  return share;
}

namespace {

// Adds the squared deviations of a group's values from the mean so far.
void add_deviations(const kernels::Kernels& kernels, const GroupNumbers& values, const GroupNumbers& weights,
                    WeightedMoments& moments, Index count) {
  GroupNumbers square;
  for (std::size_t i = 0; i < group_size; ++i) {
    const double deviation = weights.of[i] * (values.of[i] - moments.plain.mean);
    square.of[i] = deviation * deviation;
  }
  const kernels::ProductSums sums = kernels.weights.product_sums(square.of, square.of);
  for (const double one : square.of) moments.deviations.largest.insert(one);
  moments.deviations.count += static_cast<double>(count);
  moments.deviations.sum += sums.sum;
  moments.deviations.squares += sums.square;
}

}  // namespace

void add_to_moments(const kernels::Kernels& kernels, const double* values, const NodePtr& quantity,
                    const GroupNumbers& weights, const GroupTruth& positive, const WeightSums& all,
                    WeightedMoments& moments) {
  constexpr double few = 32;
  GroupNumbers value, weighted;
  kernels.quantities.select(positive.of, values, zeros.of, group_size, value.of);
  for (std::size_t i = 0; i < group_size; ++i) weighted.of[i] = weights.of[i] * value.of[i];
  const kernels::ProductSums sums = kernels.weights.product_sums(weights.of, weighted.of);
  if (!std::isfinite(sums.sum)) throw detail::UndefinedQuantity(detail::text_at(*quantity, 0));
  WeightedMoments found;
  found.by_value = moments.by_value || all.effective() < few;
  found.count = all.count;
  found.plain = {all.sum, sums.sum / all.sum, 0};
  found.squared = {all.squares, sums.product / all.squares, 0};
  GroupNumbers off;
  for (std::size_t i = 0; i < group_size; ++i) {
    off.of[i] = value.of[i] - found.plain.mean;
    weighted.of[i] = weights.of[i] * off.of[i];
  }
  found.plain.squares = kernels.weights.product_sums(off.of, weighted.of).product;
  for (std::size_t i = 0; i < group_size; ++i)
    weighted.of[i] = weights.of[i] * (value.of[i] - found.squared.mean);
  found.squared.squares = kernels.weights.product_sums(weighted.of, weighted.of).square;
  if (!found.by_value) found.deviations.add(found.squared.squares);
  moments += found;
  if (found.by_value) add_deviations(kernels, value, weights, moments, all.count);
}

void add_group(const kernels::Kernels& kernels, const WeightedTarget& target, WeightedPart& part,
               const double* reals, const std::uint64_t* bits, const GroupNumbers& weights,
               const GroupTruth& positive, const WeightSums& all, Index number) {
  if (auto* share = std::get_if<WeightedProportion>(&part))
    *share += weighted_proportion(kernels, bits, weights, positive, all);
  if (auto* moments = std::get_if<WeightedMoments>(&part))
    add_to_moments(kernels, reals, target.node, weights, positive, all, *moments);
  if (auto* selected = std::get_if<WeightedSelected>(&part))
    if (!selected->update(reals, weights.of, number))
      throw detail::UndefinedQuantity(detail::text_at(*target.node, 0));
  if (auto* own = std::get_if<WeightedOwnQuantile>(&part)) own->update(reals, weights.of);
  if (auto* extremes = std::get_if<WeightedExtremes>(&part))
    if (!extremes->update(reals, weights.of))
      throw detail::UndefinedQuantity(detail::text_at(*target.node, 0));
}

void summarise(std::vector<WeightedPart>& parts) {
  for (WeightedPart& part : parts)
    if (auto* own = std::get_if<WeightedOwnQuantile>(&part)) own->summarise();
}

}  // namespace casus
