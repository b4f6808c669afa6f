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
#include <casus/elicit/scale.hpp>
#include <casus/model/model.hpp>

#include "io/toml_source.hpp"

namespace casus::io {

/// What stands in a table of a TOML file: each throws Error, where it stands, if it is of another type.
class Fields {
public:
  explicit Fields(const TomlSource& source) : source_(source) {}

  [[noreturn]] void fail(const toml::node& at, std::string expected, std::string got,
                         std::string hint = {}) const;
  /// What `build` returns; an error that it throws without a place is moved to where its cause stands, and keeps its subject where that
  /// is more than `name`.
  template <class Build> auto located(const toml::node& at, std::string_view name, const Build& build) const {
    try {
      return build();
    } catch (const Error& error) {
      if (error.subject().starts_with(source_.file_name() + ':')) throw;
      std::string hint = error.subject() == name ? std::string() : "in " + error.subject();
      if (!error.hint().empty()) hint = hint.empty() ? error.hint() : hint + "; " + error.hint();
      fail(at, error.expected(), error.got(), std::move(hint));
    }
  }

  std::string text(const toml::node& node) const;
  double number(const toml::node& node) const;
  const toml::array& list(const toml::node& node, const std::string& expected) const;
  /// So many numbers.
  std::vector<double> numbers(const toml::node& node, std::size_t count, const std::string& expected) const;
  std::vector<std::string> texts(const toml::node& node) const;
  /// A text that need not be there.
  std::string text_or_none(const toml::table& table, std::string_view key) const;
  const toml::node& required(const toml::table& table, std::string_view key) const;
  std::vector<StatedQuantile> quantiles(const toml::node& node) const;
  const TomlSource& source() const { return source_; }

private:
  const TomlSource& source_;
};

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
  double weight(const toml::table& expert) const;
  void known(const toml::table& expert) const;

  const Fields& fields_;
  std::function<const elicit::Scale&(const std::string&)> scale_;
  std::function<distribution::Mixture(const toml::node&)> law_;
};

/// The law of a family with numbers for parameters. Errors as for a variable that is stated with it, about `name`.
distribution::ComponentLaw component_law(distribution::Family family, const std::vector<double>& row);

}  // namespace casus::io
