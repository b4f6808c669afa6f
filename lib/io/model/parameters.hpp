// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <vector>

#include <toml++/toml.h>

#include "io/model/expressions.hpp"
#include "io/model/judgement.hpp"
#include "io/model/panels.hpp"
#include "io/model/reading.hpp"
#include "io/model/scales.hpp"

namespace casus::io {

/// Reads uncertain parameters, from distributions or judgements.
class ParameterReader {
public:
  ParameterReader(Reading& reading, Expressions& expressions, const Scales& scales, Panels& panels)
      : reading_(reading), fields_(reading.fields), expressions_(expressions), scales_(scales),
        panels_(panels) {}

  /// Returns the keys of an entry.
  static std::vector<std::string> keys();
  void read(const toml::table& entry, const std::string& name);

private:
  ParameterDetails details_of(const toml::table& entry);
  const toml::node& stated_in(const toml::table& entry, const std::string& name) const;
  void from_distribution(const toml::table& entry, const toml::node& stated, const std::string& name,
                         const ParameterDetails& details);
  void from_judgement(const toml::table& entry, const toml::node& stated, const std::string& name,
                      ParameterDetails details);
  void from_panel(const toml::table& entry, const toml::node& stated, const std::string& name,
                  ParameterDetails details);
  static void describe(ParameterDetails& details, const std::string& sentence);
  void from_counts(const toml::table& entry, const toml::node& stated, const std::string& name,
                   ParameterDetails details);
  /// `name` must outlive the result.
  JudgementReader reader_for(const toml::table& entry, const std::string& name);
  template <class Distribution>
  void add(const toml::node& at, const std::string& name, const Distribution& law,
           const ParameterDetails& details);
  void check_parameters_only(const toml::node& at, const std::string& name, const NodePtr& expression) const;
  distribution::Mixture constant_distribution(const toml::node& node, const std::string& name);
  template <class Mark, std::size_t count>
  Mark one_of(const toml::node& node, const std::array<Mark, count>& marks) const;

  Reading& reading_;
  const Fields& fields_;
  Expressions& expressions_;
  const Scales& scales_;
  Panels& panels_;
};

}  // namespace casus::io
