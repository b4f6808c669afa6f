// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/model/multivariate_normal.hpp>

#include <cstddef>
#include <utility>

#include <Eigen/Cholesky>
#include <Eigen/Core>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

namespace casus {

namespace {

/// Conditional distributions of jointly normal numbers, each given its predecessors. The mean is
/// the number's own mean plus a linear combination of the predecessors' deviations from their
/// means.
class JointNormal {
public:
  JointNormal(std::span<const std::string> names, std::span<const Real> means,
              std::span<const double> covariance) {
    const auto count = [](std::size_t size) { return detail::number(static_cast<double>(size)); };
    const std::size_t size = names.size();
    if (names.empty()) throw Error("multivariate normal", "at least one name", "none");
    if (means.size() != size)
      throw Error(names[0], count(size) + " means, one per name", count(means.size()));
    if (covariance.size() != size * size)
      throw Error(names[0], count(size * size) + " covariances, " + count(size) + " per name",
                  count(covariance.size()));
    using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
    const auto rows = static_cast<Eigen::Index>(size);
    const Eigen::Map<const Matrix> all(covariance.data(), rows, rows);
    const bool is_symmetric = all.allFinite() && all.isApprox(all.transpose(), 1e-12);
    const Eigen::LLT<Eigen::MatrixXd> llt(all);
    root_ = llt.matrixL();
    if (!is_symmetric || llt.info() != Eigen::Success || !(root_.diagonal().minCoeff() > 0))
      throw Error(
          names[0], "a symmetric, positive definite matrix of covariances",
          is_symmetric ? "one that is not positive definite" : "one that is not symmetric, or not finite");
    const Eigen::MatrixXd scaled = root_ * root_.diagonal().cwiseInverse().asDiagonal();
    factors_ = Eigen::MatrixXd::Identity(rows, rows) -
               scaled.triangularView<Eigen::UnitLower>().solve(Eigen::MatrixXd::Identity(rows, rows));
  }

  template <class Handle>
  Normal law(std::size_t number, std::span<const Real> means, const std::vector<Handle>& before) const {
    Real mean = means[number];
    const auto row = static_cast<Eigen::Index>(number);
    for (std::size_t i = 0; i < before.size(); ++i)
      if (const double factor = factors_(row, static_cast<Eigen::Index>(i)); factor != 0)
        mean = mean + factor * (before[i] - means[i]);
    return Normal(mean, root_(row, row));
  }

private:
  Eigen::MatrixXd root_, factors_;
};

}  // namespace

std::vector<Quantity> add_multivariate_normal(Model& model, std::span<const std::string> names,
                                              std::span<const Real> means, std::span<const double> covariance,
                                              const Details& details) {
  const JointNormal joint(names, means, covariance);
  Model with = model;
  std::vector<Quantity> added;
  for (std::size_t i = 0; i < names.size(); ++i)
    added.push_back(with.add(names[i], joint.law(i, means, added), details));
  model = std::move(with);
  return added;
}

std::vector<Parameter> add_multivariate_normal_parameters(Model& model, std::span<const std::string> names,
                                                          std::span<const Real> means,
                                                          std::span<const double> covariance,
                                                          const ParameterDetails& details) {
  const JointNormal joint(names, means, covariance);
  Model with = model;
  std::vector<Parameter> added;
  for (std::size_t i = 0; i < names.size(); ++i)
    added.push_back(with.parameter(names[i], joint.law(i, means, added), details));
  model = std::move(with);
  return added;
}

}  // namespace casus
