// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/sequential/population.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include <casus/detail/index.hpp>

namespace casus {

namespace {

using detail::at;

constexpr double no_weight = -std::numeric_limits<double>::infinity();  // as a logarithm

}  // namespace

Population::Population(const RollingProgram& program, const kernels::Kernels& kernels, Index groups,
                       const std::vector<Kept>& kept)
    : program_(program), kernels_(kernels), workspace_(program.extent(), groups), kept_(kept),
      weights_(at(groups)), logs_(at(groups)), by_ancestor_(at(groups)), reals_(kept.size()),
      bits_(kept.size()), drawn_(at(groups * group_size)), buffer_(at(groups * group_size) * sizeof(double)) {
  std::vector<Index> steps{-1};
  for (std::size_t i = 0; i < kept.size(); ++i) {
    steps.push_back(kept[i].step);
    if (kept[i].is_real)
      reals_[i] = hwy::AllocateAligned<double>(at(groups * group_size));
    else
      bits_[i] = hwy::AllocateAligned<std::uint64_t>(at(groups * group_words));
  }
  std::sort(steps.begin(), steps.end());
  steps.erase(std::unique(steps.begin(), steps.end()), steps.end());
  for (const Index step : steps) lines_.push_back({step, std::vector<std::uint16_t>(drawn_.size())});
}

void Population::start() {
  for (GroupNumbers& group : weights_) std::fill_n(group.of, group_size, 1.0);
  log_unit_ = 0;
  resampled_ = 0;
  remember(-1);
}

void Population::remember(Index step) {
  for (Line& line : lines_)
    if (line.step == step) std::iota(line.ancestors.begin(), line.ancestors.end(), std::uint16_t{0});
}

// Uses the greatest density as unit: products of densities may be too large or too small for a
// double.
void Population::multiply_by_logs() {
  double greatest = no_weight;
  for (std::size_t g = 0; g < weights_.size(); ++g)
    for (std::size_t i = 0; i < group_size; ++i)
      if (weights_[g].of[i] > 0 && logs_[g].of[i] > greatest) greatest = logs_[g].of[i];
  if (greatest == no_weight) greatest = 0;
  GroupNumbers densities;
  for (std::size_t g = 0; g < weights_.size(); ++g) {
    for (std::size_t i = 0; i < group_size; ++i) densities.of[i] = logs_[g].of[i] - greatest;
    kernels_.quantities.element[at(Op::exp)](densities.of, densities.of, group_size, densities.of);
    for (std::size_t i = 0; i < group_size; ++i)
      weights_[g].of[i] = weights_[g].of[i] > 0 ? weights_[g].of[i] * densities.of[i] : weights_[g].of[i];
  }
  log_unit_ += greatest;
}

WeightSums Population::sums(const std::string& evidence) {
  rescale();
  WeightSums all;
  GroupTruth positive;
  for (const GroupNumbers& group : weights_) all += weight_sums(kernels_, group, evidence, positive);
  return all;
}

void Population::resample(const WeightSums& sums, const Randomness& randomness, Index step, Index world,
                          Index number) {
  const std::uint64_t key =
      random::stream_key(random::stream_key(randomness.seed, "resampling"), std::to_string(step));
  const random::LaneAddress address{
      randomness.generator, {key, static_cast<std::uint32_t>(world), static_cast<std::uint64_t>(number)}, 0};
  draw_ancestors(sums.sum, random::unit(random::uniform_word(address)));
  const double mean = sums.sum / static_cast<double>(size());
  for (GroupNumbers& group : weights_) std::fill_n(group.of, group_size, mean);
  for (const RollingProgram::Lasting& column : program_.lasting()) {
    if (column.from > step) continue;
    switch (column.pool) {
      case Pool::bits: permute_bits(workspace_.bits(column.column)); break;
      case Pool::bytes: permute(workspace_.bytes(column.column)); break;
      case Pool::reals: permute(workspace_.reals(column.column)); break;
    }
  }
  for (std::size_t i = 0; i < kept_.size(); ++i)
    if (kept_[i].step <= step) {
      if (kept_[i].is_real)
        permute(reals_[i].get());
      else
        permute_bits(bits_[i].get());
    }
  for (Line& line : lines_)
    if (line.step <= step) permute(line.ancestors.data());
  ++resampled_;
}

// Scales by powers of two, so nothing is rounded.
void Population::rescale() {
  constexpr double small = 1e-60, large = 1e60;
  double greatest = 0;
  for (const GroupNumbers& group : weights_)
    greatest = (std::max)(greatest, kernels_.weights.greatest(group.of));
  if (!(greatest > 0 && std::isfinite(greatest)) || (greatest > small && greatest < large)) return;
  const int exponent = std::ilogb(greatest);
  for (GroupNumbers& group : weights_)
    for (double& weight : group.of) weight = std::scalbn(weight, -exponent);
  log_unit_ += exponent * std::log(2.0);
}

// Chooses the particle at each of equally spaced points along the cumulative sum of the weights,
// one point per particle.
void Population::draw_ancestors(double total, double uniform) {
  const auto weight = [&](std::size_t i) { return weights_[i / group_size].of[i % group_size]; };
  const std::size_t count = drawn_.size();
  // Points beyond the end of the sum, due to rounding, must not choose a particle of weight zero.
  std::size_t last = count - 1;
  while (last > 0 && !(weight(last) > 0)) --last;
  const double distance = total / static_cast<double>(count);
  std::size_t particle = 0;
  double sum = weight(0);
  for (std::size_t i = 0; i < count; ++i) {
    const double point = (static_cast<double>(i) + uniform) * distance;
    while (sum <= point && particle < last) sum += weight(++particle);
    drawn_[i] = static_cast<std::uint32_t>(particle);
  }
}

template <class T> void Population::permute(T* column) {
  T* const copy = reinterpret_cast<T*>(buffer_.data());
  std::copy_n(column, drawn_.size(), copy);
  for (std::size_t i = 0; i < drawn_.size(); ++i) column[i] = copy[drawn_[i]];
}

void Population::permute_bits(std::uint64_t* column) {
  auto* const copy = reinterpret_cast<std::uint64_t*>(buffer_.data());
  const std::size_t words = drawn_.size() / 64;
  std::copy_n(column, words, copy);
  for (std::size_t word = 0; word < words; ++word) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      const std::uint32_t from = drawn_[word * 64 + i];
      bits |= ((copy[from / 64] >> (from % 64)) & 1) << i;
    }
    column[word] = bits;
  }
}

const std::vector<GroupNumbers>& Population::weights_by_ancestor(Index step) {
  const auto line =
      std::find_if(lines_.begin(), lines_.end(), [&](const Line& one) { return one.step == step; });
  // The first descendant with a positive weight represents its ancestor.
  constexpr std::uint32_t none = ~std::uint32_t{0};
  std::fill(drawn_.begin(), drawn_.end(), none);
  for (GroupNumbers& group : by_ancestor_) std::fill_n(group.of, group_size, 0.0);
  for (std::size_t i = 0; i < drawn_.size(); ++i) {
    const double weight = weights_[i / group_size].of[i % group_size];
    if (!(weight > 0)) continue;
    std::uint32_t& first = drawn_[line->ancestors[i]];
    if (first == none) first = static_cast<std::uint32_t>(i);
    by_ancestor_[first / group_size].of[first % group_size] += weight;
  }
  return by_ancestor_;
}

}  // namespace casus
