// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <span>
#include <vector>

#include <Eigen/Core>

#include <casus/fwd.hpp>

namespace casus {

/// Weighted least-squares fit of the answers of worlds to one input: a polynomial, of a degree up
/// to 7, in the input, its logarithm, its log-odds or the normal scores of its ranks, with up to
/// three steps for regimes. Leave-one-out prediction errors choose among these (Allen,
/// Technometrics 16 (1974) 125, doi:10.1080/00401706.1974.10489157), and a step has to reduce the
/// squares by far more than the best of all steps does by chance. Cost: linear in the worlds but
/// for a sort.
class WorldFit {
public:
  /// The weights are positive and sum to one. At least two worlds.
  WorldFit(const Eigen::VectorXd& values, const Eigen::VectorXd& weights, std::span<const double> input);

  const Eigen::VectorXd& residuals() const noexcept { return residuals_; }
  /// Influence of each value on its own fit, in [0, 1]; the sum is the number of coefficients.
  const Eigen::VectorXd& leverages() const noexcept { return leverages_; }
  Eigen::Index coefficients() const noexcept { return q_.cols(); }
  /// Returns the factor of each value in the fit at a point, which is their sum.
  Eigen::VectorXd factors_at(double point) const;
  /// Returns the order of the worlds by the input; ties in the order of the worlds.
  const std::vector<Eigen::Index>& order() const noexcept { return order_; }

private:
  enum class Scale { plain, logarithm, log_odds, score };
  struct Design {
    Scale scale = Scale::plain;
    Eigen::Index degree = 0;
    std::vector<double> steps = {};  // a step function for each: 1 above it
  };

  bool has_outliers() const;
  bool is_suitable(Scale scale) const;
  double scaled(Scale scale, double input) const;
  double score(double input) const;
  Eigen::RowVectorXd row(const Design& design, double input) const;
  /// Returns the sum of squared leave-one-out errors.
  double fit(const Design& design);
  void add_steps(double error);
  bool add_step(double& error);

  Eigen::VectorXd values_, roots_;  // roots of the weights
  std::vector<double> input_;
  std::vector<double> sorted_, scores_;  // the distinct inputs, and the normal scores of their ranks
  std::vector<Eigen::Index> order_;
  double effective_;

  Design design_;
  double lowest_ = 0, highest_ = 0;  // of the scaled input
  Eigen::MatrixXd q_, triangle_;     // of the pivoted decomposition, as many columns as the rank
  Eigen::VectorXi pivots_;
  Eigen::VectorXd residuals_, leverages_;
};

/// Returns the factor by which an error from these contributions to its square has to be widened
/// because few of them make up most of it: Student's t instead of the normal distribution, with
/// the degrees of freedom of `ClusterRatio`.
double widening(const Eigen::ArrayXd& squares);

/// Returns 0 in place of an error that is no more than rounding.
double without_rounding(double error, double value);

}  // namespace casus
