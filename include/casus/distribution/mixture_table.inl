// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <limits>
#include <queue>
#include <tuple>
#include <utility>
#include <variant>

#include <casus/distribution/mixture_table.hpp>
#include <casus/distribution/quantile_table.inl>

namespace casus::distribution {

/// An interval of tail probabilities of one half: [start, start + width].
struct MixtureTable::Stretch {
  double start, width;
  bool upper;

  double tail(double place) const { return start + width * ((place + 1) / 2); }
};

CASUS_INLINE MixtureTable::MixtureTable(Mixture law)
    : law_(std::move(law)), low_(law_.support().first), high_(law_.support().second),
      pieces_(2 * half, Piece{{std::numeric_limits<double>::quiet_NaN(), 0, 0, 0}}) {
  pieces_[half - 1] = {{law_.quantile(0.5), 0, 0, 0}};
  pieces_[2 * half - 1] = {{law_.upper_quantile(0.5), 0, 0, 0}};
  cut_finer();
}

/// Returns the pieces of a stretch, whose places range from 0 to `width_of_place`, or nothing if
/// they would be inaccurate.
CASUS_INLINE std::optional<MixtureTable::Leaf> MixtureTable::fitted(const Stretch& stretch,
                                                                    double width_of_place) const {
  constexpr double stretched = 0.41421356237309505;  // cos(3 pi / 8) / cos(pi / 8)
  Leaf leaf;
  QuantileTable::Part part{0, 0, {}};
  const auto fill = [&](std::size_t i) {
    const double tail = stretch.tail(QuantileTable::Part::point(static_cast<int>(i)));
    part.values[i] = stretch.upper ? law_.upper_quantile(tail) : law_.quantile(tail);
    return std::isfinite(part.values[i]);
  };
  if (!fill(0) || !fill(part.values.size() - 1)) return std::nullopt;
  if (part.values.front() == part.values.back()) {
    // As it never decreases, the quantile is constant: a single value or a count.
    leaf.fill({{part.values.front(), 0, 0, 0}});
    return leaf;
  }
  for (std::size_t i = 1; i + 1 < part.values.size(); ++i)
    if (!fill(i)) return std::nullopt;
  const double width = width_of_place / cuts;
  for (int i = 0; i < cuts; ++i) {
    double place[4], value[4];
    for (const int k : {0, 1, 2, 3}) {
      const double share =
          std::array{0.0, 0.5 - stretched / 2, 0.5 + stretched / 2, 1.0}[static_cast<std::size_t>(k)];
      place[k] = share * width;
      value[k] = part.value(2 * (i + share) / cuts - 1);
    }
    detail::scalar::interpolate(place, value, leaf[static_cast<std::size_t>(i)].coefficients);
  }
  return is_fine(leaf, stretch, width) ? std::optional(leaf) : std::nullopt;
}

/// Checks the error in the middle of each piece, and that no piece turns back.
CASUS_INLINE bool MixtureTable::is_fine(const Leaf& pieces, const Stretch& stretch, double width) const {
  const double sign = stretch.upper ? -1 : 1;
  for (int i = 0; i < cuts; ++i) {
    const auto& c = pieces[static_cast<std::size_t>(i)].coefficients;
    const double place = width / 2;
    const double value = within(std::fma(std::fma(std::fma(c[3], place, c[2]), place, c[1]), place, c[0]));
    const double tail = stretch.tail(2 * (i + 0.5) / cuts - 1);
    const double error = std::abs((stretch.upper ? law_.survival(value) : law_.cdf(value)) - tail);
    const double rounding = QuantileTable::least_error + law_.density(value) * std::abs(value) * 0x1p-51;
    if (!(error <= greatest_error * tail + rounding)) return false;
    const auto slope = [&](double at) { return sign * std::fma(std::fma(3 * c[3], at, 2 * c[2]), at, c[1]); };
    const double turn = c[3] != 0 ? -c[2] / (3 * c[3]) : 0;
    if (!(slope(0) >= 0 && slope(width) >= 0 && slope(std::clamp(turn, 0.0, width)) >= 0)) return false;
  }
  return true;
}

/// Fills in the pieces of all parts, the most probable first.
CASUS_INLINE void MixtureTable::cut_finer() {
  struct Open {
    Stretch stretch;
    std::size_t node;  ///< number of its node
    bool operator<(const Open& other) const noexcept { return stretch.width < other.stretch.width; }
  };
  std::priority_queue<Open> open;
  // Returns a new node, whose four parts remain to be filled in.
  const auto opened = [&](const Stretch& stretch) {
    nodes_.emplace_back();
    open.push({stretch, nodes_.size() - 1});
    return Cut{Cut::Kind::node, static_cast<std::uint32_t>(nodes_.size() - 1)};
  };
  for (std::size_t i = 0; i < roots_.size(); ++i) {
    const int octave = static_cast<int>(i / parts % octaves), number = static_cast<int>(i % parts);
    const bool upper = i >= roots_.size() / 2;
    const Stretch stretch{std::ldexp(1 + number / 4.0, octave - 53), std::ldexp(0.25, octave - 53), upper};
    if (stretch.width < least_probability) {
      exact_share_ += stretch.width;
      continue;
    }
    if (const auto leaf = fitted(stretch, 1.0 / parts)) {
      std::copy(leaf->begin(), leaf->end(),
                pieces_.begin() + static_cast<std::ptrdiff_t>(
                                      (upper ? half : 0) + static_cast<std::size_t>(octave * parts + number) *
                                                               static_cast<std::size_t>(cuts)));
      continue;
    }
    finer_share_ += stretch.width;
    roots_[i] = opened(stretch);
  }
  while (!open.empty()) {
    const auto [stretch, number] = open.top();
    open.pop();
    for (std::size_t i = 0; i < 4; ++i) {
      const double width = stretch.width / 4;
      const Stretch quarter{stretch.start + static_cast<double>(i) * width, width, stretch.upper};
      Cut cut;
      if (width >= least_probability && leaves_.size() < most_leaves) {
        if (const auto leaf = fitted(quarter, 1.0)) {
          leaves_.push_back(*leaf);
          cut = {Cut::Kind::leaf, static_cast<std::uint32_t>(leaves_.size() - 1)};
        } else {
          cut = opened(quarter);
        }
      } else {
        exact_share_ += width;
      }
      nodes_[number][i] = cut;
    }
  }
}

CASUS_INLINE double MixtureTable::finer(double u) const noexcept {
  const double other = 1 - u;
  const bool upper = !(u < other);
  const auto bits = std::bit_cast<std::uint64_t>(upper ? other : u);
  const std::size_t octave = static_cast<std::size_t>(bits >> 52) - (1023 - 53);
  if (octave >= octaves) return law_.quantile(u);
  // The digits that follow, from the highest bit on: two for the part, two for each cut, four for
  // the piece; the rest is the place in it.
  std::uint64_t digits = bits << 12;
  const auto next = [&](int count) {
    const auto value = static_cast<std::size_t>(digits >> (64 - count));
    digits <<= count;
    return value;
  };
  Cut cut = roots_[((upper ? octaves : 0) + octave) * 4 + next(2)];
  while (cut.kind == Cut::Kind::node) cut = nodes_[cut.number][next(2)];
  if (cut.kind == Cut::Kind::exact) return law_.quantile(u);
  const Piece& piece = leaves_[cut.number][next(4)];
  const double place = static_cast<double>(digits >> 11) * (0x1p-53 / cuts);
  const auto& c = piece.coefficients;
  return within(std::fma(std::fma(std::fma(c[3], place, c[2]), place, c[1]), place, c[0]));
}

CASUS_INLINE std::shared_ptr<const MixtureTable> MixtureTable::make(
    const Shape& shape, std::span<const std::optional<double>> parameters) {
  if (shape.family->role != Role::mixture || is_count(shape) || shape.components.size() > most_components)
    return nullptr;
  std::vector<double> row;
  for (const auto& literal : parameters) {
    if (!literal) return nullptr;
    row.push_back(*literal);
  }
  if (!valid(shape, row)) return nullptr;
  const std::shared_ptr<const MixtureTable> table(
      new MixtureTable(std::get<Mixture>(make_distribution(shape, row))));
  constexpr double rarely_exact = 1.0 / 64;
  return table->exact_share() <= rarely_exact ? table : nullptr;
}

}  // namespace casus::distribution
