// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include <toml++/toml.h>

#include <casus/elicit/classical_model.hpp>

#include "io/toml/fields.hpp"

namespace casus::io {

/// Panels of experts who answered seed questions.
class Panels {
public:
  explicit Panels(const Fields& fields) : fields_(fields) {}

  /// The keys of a panel, and those of a parameter that a panel judged.
  static const std::vector<std::string>& keys();
  static const std::vector<std::string>& parameter_keys();

  void read(const toml::table& table);

  /// A parameter as the panel's experts judged it. `judged` throws ReadsUnusable if the panel could
  /// not be read.
  struct PanelJudgement {
    distribution::Mixture law;
    std::string sentence;
    bool has_few_seeds;
  };
  PanelJudgement judged(const toml::table& parameter, const std::string& name);

private:
  struct Stated {
    elicit::ExpertPanel panel;
    elicit::ClassicalOptions options;
  };

  elicit::PanelQuestion question(const toml::table& table, const toml::node& answers) const;

  const Fields& fields_;
  std::map<std::string, Stated> panels_;
  std::set<std::string> unusable_;  // names of panels with errors
  std::size_t judged_ = 0;
};

}  // namespace casus::io
