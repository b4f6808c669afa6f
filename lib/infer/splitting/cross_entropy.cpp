// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/cross_entropy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include <casus/detail/index.hpp>

namespace casus::rare {

namespace {

constexpr double own_share = 0.1;

// Log of the ratio of the proposal's density to the standard normal density, for one coordinate.
struct LogRatio {
  double mean, scale, log_scale;

  LogRatio(double its_mean, double its_scale)
      : mean(its_mean), scale(its_scale), log_scale(std::log(its_scale)) {}
  double operator()(double z) const {
    const double distance = (z - mean) / scale;
    return 0.5 * (z * z - distance * distance) - log_scale;
  }
};

}  // namespace

ImportanceSums& ImportanceSums::operator+=(const ImportanceSums& other) noexcept {
  draws += other.draws;
  hits += other.hits;
  sum += other.sum;
  squares += other.squares;
  largest = (std::max)(largest, other.largest);
  return *this;
}

double CrossEntropyProposal::weight(double log_ratio) const {
  return 1 / (own_share + (1 - own_share) * std::exp((std::min)(log_ratio, 700.0)));
}

CrossEntropyProposal::CrossEntropyProposal(const StoredParticles& given_event) {
  std::vector<double> mean, deviation;
  const double count = static_cast<double>(given_event.size());
  for (const auto& column : given_event.z) {
    double sum = 0, squares = 0;
    for (const double value : column) sum += value;
    for (const double value : column) squares += (value - sum / count) * (value - sum / count);
    mean.push_back(sum / count);
    deviation.push_back(std::sqrt(squares / count));
  }
  double least = std::numeric_limits<double>::infinity();
  // Coordinates that the event hardly moves are left as they are: each would add noise to the
  // weights.
  for (const double hardly : {0.0, 0.15, 0.3})
    for (const double wider : {1.0, 1.2, 1.5, 2.0}) {
      CrossEntropyProposal candidate(mean, deviation);
      for (std::size_t c = 0; c < mean.size(); ++c) {
        double& scale = candidate.scale_[c];
        if (std::abs(mean[c]) < hardly && std::abs(scale - 1) < hardly) {
          candidate.mean_[c] = 0;
          scale = 1;
        } else if (scale < 1) {
          scale = std::clamp(scale * wider, 0.05, 1.0);
        }
      }
      const double variance = candidate.forecast(given_event, 1).relative_variance;
      if (variance >= least) continue;
      least = variance;
      mean_ = candidate.mean_;
      scale_ = candidate.scale_;
    }
}

CrossEntropyProposal::Forecast CrossEntropyProposal::forecast(const StoredParticles& given_event,
                                                              double probability) const {
  std::vector<double> log_ratios(given_event.size());
  for (std::size_t c = 0; c < mean_.size(); ++c) {
    const LogRatio ratio(mean_[c], scale_[c]);
    for (std::size_t i = 0; i < log_ratios.size(); ++i) log_ratios[i] += ratio(given_event.z[c][i]);
  }
  double sum = 0, largest = 0;
  for (const double log_ratio : log_ratios) {
    const double own = weight(log_ratio);
    sum += own;
    largest = (std::max)(largest, own);
  }
  return {sum / static_cast<double>(given_event.size()) / probability - 1, largest / sum};
}

ImportanceSums CrossEntropyProposal::draw(const RareEvent& event, Draw where, Particles& particles,
                                          RareEvent::Worker& worker) const {
  alignas(64) double component[group_size], log_ratio[group_size] = {};
  event.fill_uniform(where, "\1component", component, worker);
  event.fill_normal(where, particles, worker);
  for (Index c = 0; c < event.coordinates(); ++c) {
    const double mean = mean_[detail::at(c)], scale = scale_[detail::at(c)];
    if (mean == 0 && scale == 1) continue;
    const LogRatio ratio(mean, scale);
    double* z = particles.column(c);
    for (Index lane = 0; lane < group_size; ++lane) {
      if (component[lane] >= own_share) z[lane] = mean + scale * z[lane];
      log_ratio[lane] += ratio(z[lane]);
    }
  }
  event.evaluate_event(particles, worker);
  ImportanceSums weights;
  weights.draws = group_size;
  for (Index lane = 0; lane < group_size; ++lane) {
    if (particles.importance[detail::at(lane)] < std::numeric_limits<double>::infinity()) continue;
    const double own = weight(log_ratio[lane]);
    ++weights.hits;
    weights.sum += own;
    weights.squares += own * own;
    weights.largest = (std::max)(weights.largest, own);
  }
  return weights;
}

}  // namespace casus::rare
