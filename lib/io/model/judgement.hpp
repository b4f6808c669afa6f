// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <toml++/toml.h>

#include <casus/distribution/mixture.hpp>
#include <casus/elicit/counted.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/elicit/scale.hpp>
#include <casus/model/model.hpp>

#include "io/toml/fields.hpp"

namespace casus::io {

/// A distribution that was elicited.
struct Judged {
  distribution::Mixture law;
  std::vector<StatedQuantile> stated = {};  ///< the judged quantiles, if any
  std::string warning = {};
  std::string counted = {};  ///< describes the counts, if there are any
};

/// Reads judgements: counts, verbal phrases, ranges, quantiles, and several experts.
class JudgementReader {
public:
  /// The keys that state a judgement (a table needs one of them), and all keys of judgements.
  static const std::vector<std::string>& kinds();
  static const std::vector<std::string>& keys();

  /// `scale` finds a verbal scale by its name; an empty name means the default scale. `law` reads a
  /// distribution with constant parameters. `classes` counts the reference classes of the file.
  JudgementReader(const Fields& fields, std::function<const elicit::Scale&(const std::string&)> scale,
                  std::function<distribution::Mixture(const toml::node&)> law, std::size_t& classes)
      : fields_(fields), scale_(std::move(scale)), distribution_(std::move(law)), classes_(classes) {}

  /// Returns the distribution of a judgement, or the pooled probability if all experts gave
  /// probabilities only. `name`: the judged parameter.
  Judged judged(const toml::table& table, const std::string& name) const;
  /// Returns the counts of states, if a table has them in place of events.
  std::optional<std::vector<double>> counts_of_states(const toml::table& table) const;
  /// Returns the number of cases that a judgement beside counts is worth, if it is stated.
  std::optional<double> worth(const toml::table& table) const;
  std::optional<double> pooled_probability(const toml::table& table) const;

private:
  Judged stated(const toml::table& table, const std::string& name) const;
  Judged counted(const toml::table& table, const toml::node& node, const std::string& name) const;
  Judged counted_classes(const toml::table& table, const toml::array& classes, const std::string& name) const;
  bool has_cases(const toml::node& node) const;
  elicit::CountedShare cases(const toml::node& node) const;
  elicit::CountedRate exposed(const toml::node& node) const;
  Judged range(const toml::table& table, const toml::node& node, const std::string& name) const;
  Judged fitted(const toml::table& table, const toml::node& node, const std::string& name) const;
  Judged phrase(const toml::table& table, const toml::node& node) const;
  Judged experts(const toml::table& table, const toml::node& node, const std::string& name) const;
  /// Returns a warning about a distribution that misses a judged point by more than
  /// `elicit::noticeable_miss`; empty for other distributions.
  std::string miss_warning(const toml::node& node, const std::string& name,
                           const distribution::ComponentDistribution& law,
                           const std::vector<StatedQuantile>& stated, const elicit::Support& support) const;
  distribution::Mixture certain(const toml::table& expert, const toml::node& node) const;
  double weight(const toml::table& expert) const;
  void known(const toml::table& expert) const;

  const Fields& fields_;
  std::function<const elicit::Scale&(const std::string&)> scale_;
  std::function<distribution::Mixture(const toml::node&)> distribution_;
  std::size_t& classes_;
};

/// Returns the distribution of a family with constant parameters. Throws Error, about `law`, if the
/// family cannot be part of a mixture.
distribution::ComponentDistribution component_distribution(distribution::Family family,
                                                           const std::vector<double>& row);

}  // namespace casus::io
