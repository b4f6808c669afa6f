// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/weighted/run_weights.hpp"

#include <casus/detail/index.hpp>

namespace casus {

namespace {

constexpr double lowest = -std::numeric_limits<double>::infinity();

double unit_of(const ItemWeights& sums) { return sums.sums.log_unit > lowest ? sums.sums.log_unit : 0; }

// Returns the greatest of some numbers on trajectories that meet the tests.
double greatest_met(const kernels::Kernels& kernels, const std::uint64_t* met, const GroupNumbers& numbers) {
  static const GroupNumbers never = [] {
    GroupNumbers column;
    std::fill_n(column.of, group_size, lowest);
    return column;
  }();
  GroupNumbers left = numbers;
  if (met) kernels.quantities.select(met, left.of, never.of, group_size, left.of);
  double greatest = lowest;
  for (const double one : left.of) greatest = one > greatest ? one : greatest;
  return greatest;
}

}  // namespace

void weights_from_logs(const kernels::Kernels& kernels, ItemWeights& sums, const std::uint64_t* met,
                       GroupNumbers& logs) {
  constexpr double far = 300;  // squares of exp(far) are still finite
  const double greatest = greatest_met(kernels, met, logs);
  if (greatest - far > sums.sums.log_unit) sums.rescale(greatest);
  const double unit = unit_of(sums);
  // For trajectories that do not meet the tests, whose final weight is 0.
  constexpr double largest_exponent = 600;
  for (double& one : logs.of) one = (std::min)(one - unit, largest_exponent);
  kernels.quantities.element[detail::at(Op::exp)](logs.of, logs.of, group_size, logs.of);
}

void drop_unmet(const kernels::Kernels& kernels, ItemWeights& sums, const std::uint64_t* met,
                GroupNumbers& weight) {
  static constexpr GroupNumbers zeros{};
  GroupNumbers unmet;
  kernels.quantities.select(met, zeros.of, weight.of, group_size, unmet.of);
  if (const double greatest = kernels.weights.greatest(unmet.of); greatest > 0)
    sums.log_unmet = (std::max)(sums.log_unmet, unit_of(sums) + std::log(greatest));
  kernels.quantities.select(met, weight.of, zeros.of, group_size, weight.of);
}

}  // namespace casus
