// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "analyse/world_fit.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>

#include <Eigen/QR>

#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>
#include <casus/infer/interval.hpp>

namespace casus {

namespace {

// Degrees of the polynomials that a number of worlds supports.
std::vector<Eigen::Index> degrees_for(double effective) {
  if (effective < 40) return {1};
  if (effective < 80) return {1, 2, 3};
  if (effective < 200) return {2, 3, 5, 7};
  return {3, 5, 7};
}

}  // namespace

WorldFit::WorldFit(const Eigen::VectorXd& values, const Eigen::VectorXd& weights,
                   std::span<const double> input)
    : values_(values), roots_(weights.cwiseSqrt()), input_(input.begin(), input.end()), order_(input.size()),
      effective_(1 / weights.squaredNorm()) {
  std::iota(order_.begin(), order_.end(), Eigen::Index{0});
  std::stable_sort(order_.begin(), order_.end(), [&](Eigen::Index a, Eigen::Index b) {
    return input_[detail::at(a)] < input_[detail::at(b)];
  });
  const auto count = static_cast<double>(order_.size());
  for (std::size_t first = 0; first < order_.size();) {
    const double tied = input_[detail::at(order_[first])];
    std::size_t last = first;
    while (last < order_.size() && input_[detail::at(order_[last])] == tied) ++last;
    const double rank = static_cast<double>(first + last) / 2 / count;
    sorted_.push_back(tied);
    scores_.push_back(detail::scalar::normal_quantile(rank, 1 - rank));
    first = last;
  }
  double least = std::numeric_limits<double>::infinity();
  Design best;
  // The first are preferred: no outlier determines its own fit.
  std::vector<Scale> scales{Scale::plain, Scale::score, Scale::logarithm, Scale::log_odds};
  if (has_outliers()) std::swap(scales[0], scales[1]);
  for (const Scale scale : scales) {
    if (!is_suitable(scale)) continue;
    for (const Eigen::Index degree : degrees_for(effective_)) {
      const Design design{scale, degree};
      // A coefficient that fits nothing removes one squared error by chance, the best of many more.
      constexpr double by_chance = 10;
      const double clear = 1 - (std::min)(effective_ < 80 ? 0.25 : 0.04, by_chance / effective_);
      if (const double error = fit(design); error < clear * least) {
        least = error;
        best = design;
      }
    }
  }
  add_steps(fit(best));
}

bool WorldFit::has_outliers() const {
  constexpr double alike = 1.5;
  if (roots_.maxCoeff() > alike * roots_.minCoeff()) return true;  // of large weight, if not of input
  const Eigen::Map<const Eigen::ArrayXd> all(input_.data(), detail::size(input_));
  const double spread = std::sqrt((all - all.mean()).square().mean());
  constexpr double far = 5;  // standard deviations
  return (all - all.mean()).abs().maxCoeff() > far * spread;
}

bool WorldFit::is_suitable(Scale scale) const {
  if (scale == Scale::logarithm) return sorted_.front() > 0;
  if (scale == Scale::log_odds) return sorted_.front() > 0 && sorted_.back() < 1;
  return true;
}

double WorldFit::score(double input) const {
  const auto above = std::lower_bound(sorted_.begin(), sorted_.end(), input);
  if (above == sorted_.begin()) return scores_.front();
  if (above == sorted_.end()) return scores_.back();
  const auto i = static_cast<std::size_t>(above - sorted_.begin());
  const double share = (input - sorted_[i - 1]) / (sorted_[i] - sorted_[i - 1]);
  return scores_[i - 1] + share * (scores_[i] - scores_[i - 1]);
}

double WorldFit::scaled(Scale scale, double input) const {
  switch (scale) {
    case Scale::plain: return input;
    case Scale::logarithm: return std::log(input);
    case Scale::log_odds: return std::log(input / (1 - input));
    case Scale::score: return score(input);
  }
  return input;
}

// Chebyshev polynomials of the scaled input, which is mapped to [-1, 1], and the steps.
Eigen::RowVectorXd WorldFit::row(const Design& design, double input) const {
  Eigen::RowVectorXd row(design.degree + 1 + detail::size(design.steps));
  const double span = highest_ - lowest_;
  const double t = span > 0 ? (2 * scaled(design.scale, input) - lowest_ - highest_) / span : 0;
  row(0) = 1;
  for (Eigen::Index power = 1; power <= design.degree; ++power)
    row(power) = power == 1 ? t : 2 * t * row(power - 1) - row(power - 2);
  for (std::size_t i = 0; i < design.steps.size(); ++i)
    row(design.degree + 1 + detail::size(design.steps) - 1 - static_cast<Eigen::Index>(i)) =
        input > design.steps[i] ? 1 : 0;
  return row;
}

double WorldFit::fit(const Design& design) {
  design_ = design;
  lowest_ = scaled(design.scale, sorted_.front());
  highest_ = scaled(design.scale, sorted_.back());
  const Eigen::Index count = values_.size();
  Eigen::MatrixXd rows(count, design.degree + 1 + detail::size(design.steps));
  for (Eigen::Index i = 0; i < count; ++i) rows.row(i) = roots_(i) * row(design, input_[detail::at(i)]);
  Eigen::ColPivHouseholderQR<Eigen::MatrixXd> decomposed(rows);
  constexpr double negligible = 1e-9;
  decomposed.setThreshold(negligible);
  const Eigen::Index rank = (std::max)(Eigen::Index{1}, decomposed.rank());
  q_ = decomposed.householderQ() * Eigen::MatrixXd::Identity(count, rank);
  triangle_ = decomposed.matrixR().topLeftCorner(rank, rank).triangularView<Eigen::Upper>();
  pivots_ = decomposed.colsPermutation().indices();
  const Eigen::VectorXd weighted = roots_.cwiseProduct(values_);
  const Eigen::VectorXd left = weighted - q_ * (q_.transpose() * weighted);
  residuals_ = left.cwiseQuotient(roots_);
  leverages_ = q_.rowwise().squaredNorm().cwiseMin(1.0);
  // A value that determines its own fit says nothing about the fit.
  constexpr double least = 1e-6;
  return left.cwiseQuotient((1 - leverages_.array()).max(least).matrix()).squaredNorm();
}

// Adds the best step if it is one; returns whether it did.
bool WorldFit::add_step(double& error) {
  constexpr std::size_t fewest = 3;  // worlds on either side
  const Eigen::VectorXd left = roots_.cwiseProduct(residuals_);
  const double squares = left.squaredNorm();
  double sum = 0, weight = 0, most = 0;
  std::optional<double> where;
  Eigen::RowVectorXd along = Eigen::RowVectorXd::Zero(q_.cols());
  for (std::size_t i = order_.size(); i-- > fewest;) {
    const Eigen::Index world = order_[i];
    sum += roots_(world) * left(world);
    weight += roots_(world) * roots_(world);
    along += roots_(world) * q_.row(world);
    const double here = input_[detail::at(world)], below = input_[detail::at(order_[i - 1])];
    if (order_.size() - i < fewest || below == here) continue;
    const double open = weight - along.squaredNorm();
    constexpr double determined = 0.02;
    if (!(open > determined * weight * (1 - weight))) continue;
    if (const double gain = sum * sum / open; gain > most) {
      most = gain;
      where = below + (here - below) / 2;
    }
  }
  // The greatest of all gains, in units of the variance, is about 2 log(worlds) by chance.
  const double by_chance = 30 + 2 * std::log(effective_);
  if (!where || !(most * effective_ > by_chance * (squares - most))) return false;
  const Design before = design_;
  Design design = design_;
  design.steps.push_back(*where);
  const double with_step = fit(design);
  if (with_step < error) {
    error = with_step;
    return true;
  }
  fit(before);
  return false;
}

void WorldFit::add_steps(double error) {
  constexpr int most_steps = 3;
  if (effective_ < 40) return;
  for (int i = 0; i < most_steps && add_step(error); ++i) {
  }
  if (design_.steps.empty() || design_.degree <= 3) return;
  // A polynomial of high degree may have approximated the steps.
  Design fewer = design_;
  const Design all = design_;
  fewer.degree = 3;
  if (fit(fewer) > error) fit(all);
}

Eigen::VectorXd WorldFit::factors_at(double point) const {
  const Eigen::RowVectorXd here = row(design_, point);
  Eigen::VectorXd chosen(q_.cols());
  for (Eigen::Index i = 0; i < q_.cols(); ++i) chosen(i) = here(pivots_(i));
  const Eigen::VectorXd solved = triangle_.transpose().triangularView<Eigen::Lower>().solve(chosen);
  return roots_.cwiseProduct(q_ * solved);
}

double widening(const Eigen::ArrayXd& squares) {
  const double sum = squares.sum();
  if (!(sum > 0)) return 1;
  constexpr double level = 0.95;
  const double degrees = (std::max)(1.0, 1 / (squares / sum).square().sum());
  return detail::student_point(level, degrees) / detail::normal_point(level);
}

double without_rounding(double error, double value) {
  constexpr double rounding = 1e-12;
  return error <= rounding * std::abs(value) ? 0 : error;
}

}  // namespace casus
