// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "learn/missing_information.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <Eigen/Eigenvalues>

#include <casus/detail/index.hpp>

namespace casus::detail {

namespace {

constexpr int half_of_key = 32;
constexpr std::uint64_t low_half = 0xffff'ffff;

std::uint64_t key_of(Index row, Index column) {
  return static_cast<std::uint64_t>(row) << half_of_key | static_cast<std::uint64_t>(column);
}

/// Returns the inverse of I - missing. Directions about which the cases say nothing, or in which
/// the likelihood is not yet at its maximum, get a great variance.
Eigen::MatrixXd inverse_of_rest(const Eigen::MatrixXd& missing) {
  const Eigen::MatrixXd identity = Eigen::MatrixXd::Identity(missing.rows(), missing.cols());
  const Eigen::LLT<Eigen::MatrixXd> root(identity - missing);
  if (root.info() == Eigen::Success) return root.solve(identity);
  constexpr double least = 1e-6;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(identity - missing);
  return parts.eigenvectors() * parts.eigenvalues().cwiseMax(least).cwiseInverse().asDiagonal() *
         parts.eigenvectors().transpose();
}

}  // namespace

MissingInformation::Row MissingInformation::row_of(std::size_t place) {
  const TableFamily& family =
      *std::prev(std::upper_bound(families_.begin(), families_.end(), static_cast<Index>(place),
                                  [](Index at, const TableFamily& one) { return at < one.first; }));
  const std::size_t within = place - at(family.first);
  const std::size_t begin = place - within % at(family.states);
  const auto [found, is_new] = rows_by_place_.emplace(begin, rows_.size());
  if (!is_new) return rows_[found->second];
  const auto first = probabilities_.begin() + static_cast<std::ptrdiff_t>(begin);
  Row row{begin, family.states, begin, size_};
  row.reference += at(std::max_element(first, first + family.states) - first);
  for (std::size_t i = begin; i < begin + at(row.states); ++i) {
    const bool is_free = i != row.reference && probabilities_[i] > 0;
    coordinates_[i] = is_free ? row.first + row.size++ : -1;
  }
  size_ += row.size;
  owners_.resize(at(size_), rows_.size());
  if (is_together_ && size_ > most_together) {
    is_together_ = false;
    std::erase_if(matrix_, [&](const auto& entry) {
      return owners_[static_cast<std::size_t>(entry.first >> half_of_key)] !=
             owners_[static_cast<std::size_t>(entry.first & low_half)];
    });
  }
  rows_.push_back(row);
  return rows_.back();
}

Index MissingInformation::coordinate(std::size_t place) const { return coordinates_.at(place); }

// The derivatives of the score: of N(j) / p(j) - N(reference) / p(reference), for each state j.
void MissingInformation::add(const Row& row, std::size_t place, const Row& by, Index coordinate,
                             double derivative) {
  if (derivative == 0 || (!is_together_ && row.place != by.place)) return;
  const double share = derivative / probabilities_[place];
  if (place == row.reference) {
    for (Index i = row.first; i < row.first + row.size; ++i) matrix_[key_of(i, coordinate)] -= share;
  } else if (const Index own = coordinates_.at(place); own >= 0) {
    matrix_[key_of(own, coordinate)] += share;
  }
}

double MissingInformation::total(const Row& row) const {
  double sum = 0;
  for (std::size_t i = row.place; i < row.place + at(row.states); ++i) sum += concentrations_[i];
  return sum;
}

// In coordinates in which the covariance of complete cases is the identity.
std::vector<double> MissingInformation::factors_of(const std::vector<const Row*>& rows,
                                                   const std::vector<Entry>& entries) const {
  Index size = 0;
  std::vector<Index> begins;
  for (const Row* row : rows) {
    begins.push_back(size);
    size += row->size;
  }
  Eigen::MatrixXd missing = Eigen::MatrixXd::Zero(size, size);
  for (const Entry& entry : entries) missing(entry.row, entry.column) += entry.value;
  std::vector<Eigen::MatrixXd> complete, roots;
  for (const Row* row : rows) {
    Eigen::VectorXd p(row->size);
    for (std::size_t i = row->place; i < row->place + at(row->states); ++i)
      if (const Index own = coordinates_.at(i); own >= 0) p(own - row->first) = probabilities_[i];
    complete.emplace_back((Eigen::MatrixXd(p.asDiagonal()) - p * p.transpose()) / total(*row));
    roots.emplace_back(complete.back().llt().matrixL());
  }
  for (std::size_t i = 0; i < rows.size(); ++i) {
    missing.middleRows(begins[i], rows[i]->size) =
        (roots[i].transpose() * missing.middleRows(begins[i], rows[i]->size)).eval();
    missing.middleCols(begins[i], rows[i]->size) =
        (missing.middleCols(begins[i], rows[i]->size) * roots[i]).eval();
  }
  missing = ((missing + missing.transpose()) / 2).eval();
  const Eigen::MatrixXd inverse = inverse_of_rest(missing);
  std::vector<double> factors;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const Index count = rows[i]->size;
    const Eigen::MatrixXd covariance =
        roots[i] * inverse.block(begins[i], begins[i], count, count) * roots[i].transpose();
    // The variance of the reference is that of the sum of the others.
    double factor = covariance.sum() / complete[i].sum();
    for (Index k = 0; k < count; ++k) factor = (std::max)(factor, covariance(k, k) / complete[i](k, k));
    factors.push_back((std::max)(1.0, factor));
  }
  return factors;
}

std::vector<std::pair<MissingInformation::Row, double>> MissingInformation::factors() const {
  std::vector<std::pair<Row, double>> all;
  std::vector<const Row*> rows;
  for (const Row& row : rows_)
    if (row.size > 0) rows.push_back(&row);
  if (is_together_) {
    std::vector<Entry> entries;
    for (const auto& [key, value] : matrix_)
      entries.push_back({static_cast<Index>(key >> half_of_key), static_cast<Index>(key & low_half), value});
    const std::vector<double> found = factors_of(rows, entries);
    for (std::size_t i = 0; i < rows.size(); ++i) all.emplace_back(*rows[i], found[i]);
    return all;
  }
  for (const Row* row : rows) {
    std::vector<Entry> entries;
    for (Index i = 0; i < row->size; ++i)
      for (Index k = 0; k < row->size; ++k)
        if (const auto found = matrix_.find(key_of(row->first + i, row->first + k)); found != matrix_.end())
          entries.push_back({i, k, found->second});
    all.emplace_back(*row, factors_of({row}, entries)[0]);
  }
  return all;
}

}  // namespace casus::detail
