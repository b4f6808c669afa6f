// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/splitting/levels.hpp"

/// Importance sampling in standard normal space from the product of normal distributions that is
/// closest, in cross-entropy, to the distribution given the event (Rubinstein and Kroese, The
/// Cross-Entropy Method, 2004, doi:10.1007/978-1-4757-4321-0). Its means and scales are fitted to
/// particles drawn by Markov chains given the event (Chan and Kroese, Stat. Comput. 22 (2012) 1031,
/// doi:10.1007/s11222-011-9275-x). One draw in ten comes from the model itself, which bounds the
/// weights by ten (a defensive mixture; Hesterberg, Technometrics 37 (1995) 185,
/// doi:10.1080/00401706.1995.10484303).
namespace casus::rare {

/// Sums over draws from a proposal.
struct ImportanceSums {
  Index draws = 0, hits = 0;
  double sum = 0, squares = 0, largest = 0;  ///< of the weights of draws that meet the event

  ImportanceSums& operator+=(const ImportanceSums& other) noexcept;
  /// Returns the number of unweighted draws given the event that have the same error.
  double effective_hits() const noexcept { return squares > 0 ? sum * sum / squares : 0; }
  /// Returns the variance of a draw's weight, divided by the squared mean.
  double relative_variance() const noexcept {
    return sum > 0 ? static_cast<double>(draws) * squares / (sum * sum) - 1 : 0;
  }
};

/// A distribution to draw from instead of that of the model.
class CrossEntropyProposal {
public:
  /// Fits the proposal to particles given the event. There are several candidates, of which the
  /// wider ones are safer; the one whose weights vary least on the particles is chosen.
  explicit CrossEntropyProposal(const StoredParticles& given_event);

  /// Draws one group and weights the draws that meet the event.
  ImportanceSums draw(const RareEvent& event, Draw where, Particles& particles,
                      RareEvent::Worker& worker) const;

  /// Variance of a draw's weight as predicted by particles given the event, divided by the squared
  /// probability (large if the proposal leaves out a part of the event), and the share of the
  /// heaviest particle in it.
  struct Forecast {
    double relative_variance, largest_share;
  };
  Forecast forecast(const StoredParticles& given_event, double probability) const;

private:
  CrossEntropyProposal(std::vector<double> mean, std::vector<double> scale)
      : mean_(std::move(mean)), scale_(std::move(scale)) {}
  double weight(double log_ratio) const;

  std::vector<double> mean_, scale_;  // by coordinate
};

}  // namespace casus::rare
