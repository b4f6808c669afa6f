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
#include <casus/elicit/fit.hpp>
#include <casus/elicit/scale.hpp>
#include <casus/model/model.hpp>

#include "io/toml/fields.hpp"

namespace casus::io {

/// A law from what somebody judged.
struct Judged {
  distribution::Mixture law;
  std::vector<StatedQuantile> stated = {};  ///< the quantiles that were judged, if they were
  std::string warning = {};
};

/// Reads judgements: of words, ranges, quantiles and experts.
class Judgements {
public:
  /// Keys that tell a judgement, one of which a table must have, and those that go with them.
  static const std::vector<std::string>& kinds();
  static const std::vector<std::string>& keys();

  /// `scale` finds a verbal scale by its name, the empty one being that of phrases that do not name theirs; `law` reads a law of constants.
  Judgements(const Fields& fields, std::function<const elicit::Scale&(const std::string&)> scale,
             std::function<distribution::Mixture(const toml::node&)> law)
      : fields_(fields), scale_(std::move(scale)), law_(std::move(law)) {}

  /// The law, or of experts who gave probabilities alone, the probability. `name` is whose it is.
  Judged judged(const toml::table& table, const std::string& name) const;
  std::optional<double> pooled_probability(const toml::table& table) const;

private:
  Judged range(const toml::table& table, const toml::node& node, const std::string& name) const;
  Judged fitted(const toml::table& table, const toml::node& node, const std::string& name) const;
  Judged phrase(const toml::table& table, const toml::node& node) const;
  Judged experts(const toml::table& table, const toml::node& node, const std::string& name) const;
  /// Returns a warning about a law that misses a judged point by more than `elicit::noticeable_miss`; empty
  /// for other laws.
  std::string miss_warning(const toml::node& node, const std::string& name,
                           const distribution::ComponentLaw& law, const std::vector<StatedQuantile>& stated,
                           const elicit::Support& support) const;
  distribution::Mixture certain(const toml::table& expert, const toml::node& node) const;
  double weight(const toml::table& expert) const;
  void known(const toml::table& expert) const;

  const Fields& fields_;
  std::function<const elicit::Scale&(const std::string&)> scale_;
  std::function<distribution::Mixture(const toml::node&)> law_;
};

/// The law of a family with numbers for parameters. Errors as for a variable that is stated with it, about `name`.
distribution::ComponentLaw component_law(distribution::Family family, const std::vector<double>& row);

}  // namespace casus::io
