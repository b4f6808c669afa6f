// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "alarm/workload.hpp"

#include <cmath>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <casus/io/bif.hpp>

#include "alarm/baselines.hpp"
#include "floors.hpp"

namespace bench::alarm {

namespace {

/// Relative frequency of an event.
struct Share {
  double hits, cases;
};

/// Reference values for the contestants' marginals: the exact ones, otherwise those of the scalar
/// loop.
class Marginals {
public:
  explicit Marginals(const casus::Model& model) {
    for (const casus::Variable& variable : model.variables())
      for (const std::string& state : variable.states)
        names_.push_back("P(" + variable.name + " = " + state + ")");
  }

  /// Throws if the file has an unexpected content.
  void read(const std::string& folder, const casus::Model& model) {
    std::ifstream file(folder + "/bn_exact.json");
    if (!file) return;
    const nlohmann::json prior = nlohmann::json::parse(file).at("alarm").at("prior");
    for (const casus::Variable& variable : model.variables())
      for (const std::string& state : variable.states)
        exact_.push_back(prior.at(variable.name).at(state).get<double>());
  }

  bool are_exact() const { return !exact_.empty(); }
  void compare_with(std::shared_ptr<const Counts> scalar) { scalar_ = std::move(scalar); }

  std::vector<Check> checks(const std::vector<Share>& shares) const {
    std::vector<Check> all;
    for (std::size_t i = 0; i < shares.size(); ++i)
      all.push_back(are_exact() ? check_share(names_[i], shares[i].hits, shares[i].cases, exact_[i])
                                : compared(i, shares[i]));
    return all;
  }

private:
  /// Checks a share within five standard errors of the difference, with both shares pooled.
  Check compared(std::size_t i, const Share& share) const {
    const auto hits = static_cast<double>(scalar_->of[i]);
    const auto cases = static_cast<double>(scalar_->trajectories);
    const double pooled = (share.hits + hits) / (share.cases + cases), per_case = 1 / share.cases + 1 / cases;
    return {names_[i] + " as in the scalar loop", share.hits / share.cases, hits / cases,
            5 * std::sqrt(pooled * (1 - pooled) * per_case) + 3 * per_case};
  }

  std::vector<std::string> names_;
  std::vector<double> exact_;
  std::shared_ptr<const Counts> scalar_;
};

template <class Baseline>
Contestant baseline(std::string name, const std::shared_ptr<const Tables>& tables,
                    const std::shared_ptr<Counts>& counts,
                    const std::shared_ptr<const Marginals>& marginals) {
  // The sampler keeps a reference to the tables.
  auto sampler = std::make_shared<std::pair<std::shared_ptr<const Tables>, Baseline>>(
      tables, Baseline(*tables, 20260101));
  return {std::move(name),
          [sampler, counts](std::int64_t trajectories) {
            const std::int64_t before = counts->trajectories;
            sampler->second.run(trajectories, *counts);
            return counts->trajectories - before;
          },
          [counts, marginals] {
            std::vector<Share> shares;
            for (const std::int64_t hits : counts->of)
              shares.push_back({static_cast<double>(hits), static_cast<double>(counts->trajectories)});
            return marginals->checks(shares);
          }};
}

}  // namespace

Workload workload(const Settings& settings) {
  const std::string name = "ALARM";
  Workload workload{name};
  if (settings.network.empty() || !std::filesystem::exists(settings.network)) {
    workload.absent = settings.network.empty()
                          ? "pass its file with --network FILE (alarm.bif of bnlearn's repository)"
                          : "there is no file " + settings.network;
    return workload;
  }
  const casus::Network network = casus::read_bif(std::filesystem::path(settings.network));
  constexpr std::size_t variables = 37;
  if (network.variables.size() != variables)
    throw casus::Error(settings.network, "ALARM, of " + std::to_string(variables) + " variables",
                       std::to_string(network.variables.size()) + " variables");
  const auto model = std::make_shared<const casus::Model>(network.model);
  const auto tables = std::make_shared<const Tables>(*model);
  const auto marginals = std::make_shared<Marginals>(*model);
  if (!settings.oracles.empty()) marginals->read(settings.oracles, *model);
  workload.note = marginals->are_exact()
                      ? "Verified against exact marginals."
                      : "Verified against each other: --oracles gives no folder with exact marginals.";
  workload.variables = static_cast<Index>(model->variables().size());
  workload.bytes_per_draw = random_bytes_per_draw(*model);

  std::vector<casus::Query> questions;
  for (const casus::Variable& variable : model->variables())
    questions.push_back(distribution_of(model->category(variable.name)));
  for (const Variant& variant : variants())
    workload.contestants.push_back(
        library(variant, model, questions, [marginals](const std::vector<Mean>& means) {
          std::vector<Share> shares;
          for (const Mean& mean : means) shares.push_back({mean.value() * mean.cases(), mean.cases()});
          return marginals->checks(shares);
        }));
  const std::string scalar = "scalar pcg32, integer cumulative thresholds";
  const std::string columnar = "columnar xoshiro256++, gathered 32-bit thresholds";
  const auto scalar_counts = std::make_shared<Counts>(), columnar_counts = std::make_shared<Counts>();
  marginals->compare_with(scalar_counts);
  workload.contestants.push_back(baseline<Scalar>(scalar, tables, scalar_counts, marginals));
  workload.contestants.push_back(baseline<Columnar>(columnar, tables, columnar_counts, marginals));
  using namespace floors;
  workload.ratios = {
      {name, scalar, alarm_scalar, one_thread, {scalar}},
      {name + ", two threads", "one thread", bench::floors::two_threads, bench::two_threads, {one_thread}},
      {name + ", AVX2", scalar, alarm_scalar * avx2_share, with_avx2, {scalar}},
  };
  return workload;
}

}  // namespace bench::alarm
