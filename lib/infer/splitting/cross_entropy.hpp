// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include "infer/splitting/levels.hpp"

/// Importance sampling in standard normal space from the product of normal laws that is closest, in cross-entropy, to the law given the
/// event (Rubinstein and Kroese, The Cross-Entropy Method, 2004, doi:10.1007/978-1-4757-4321-0). Its means and scales are fitted to
/// particles that Markov chains have drawn given the event (Chan and Kroese, Stat. Comput. 22 (2012) 1031,
/// doi:10.1007/s11222-011-9275-x). One draw in ten is the model's own, which bounds the weights by ten (a defensive mixture; Hesterberg,
/// Technometrics 37 (1995) 185, doi:10.1080/00401706.1995.10484303).
namespace casus::rare {

/// What draws under a proposal come to.
struct Weights {
  Index draws = 0, hits = 0;
  double sum = 0, squares = 0, largest = 0;  ///< of the weights of draws on which the event holds

  Weights& operator+=(const Weights& other) noexcept;
  /// Draws given the event that would err as much.
  double effective_hits() const noexcept { return squares > 0 ? sum * sum / squares : 0; }
  /// The variance of a draw's weight, in units of the squared mean.
  double relative_variance() const noexcept {
    return sum > 0 ? static_cast<double>(draws) * squares / (sum * sum) - 1 : 0;
  }
};

/// A law to draw from instead of the model's own.
class Proposal {
public:
  /// Fitted to particles given the event: of a few laws, with scales the wider the safer, the one whose weights vary least on them.
  explicit Proposal(const Kept& given_event);

  /// Draws one group and weighs those on which the event holds.
  Weights draw(const RareEvent& event, Draw where, Particles& particles, RareEvent::Worker& worker) const;

  /// The variance of a draw's weight as particles given the event foretell it, in units of the squared probability: large where the
  /// proposal leaves out a part of the event. And the share of the heaviest of them in it.
  struct Forecast {
    double relative_variance, largest_share;
  };
  Forecast forecast(const Kept& given_event, double probability) const;

private:
  Proposal(std::vector<double> mean, std::vector<double> scale)
      : mean_(std::move(mean)), scale_(std::move(scale)) {}
  double weight(double log_ratio) const;

  std::vector<double> mean_, scale_;  // by coordinate
};

}  // namespace casus::rare
