// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/model/timeline.hpp>

#include "language/token_reader.hpp"

namespace casus {

/// Resolves the names in a text: the variables and parameters of a scope. Over time, references to
/// series are written as calls, such as at(war, 3).
class Names {
public:
  /// The scope must outlive this.
  explicit Names(const Scope& scope) : scope_(scope) {}
  virtual ~Names() = default;
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;

  /// Returns the variable or parameter with that name; null if there is none, or if it is not
  /// referred to by its name.
  NodePtr find(std::string_view name) const;
  /// Returns whether a variable or parameter has this name, even if it is not
  /// referred to by name.
  bool is_taken(std::string_view name) const;
  Kind kind(const Node& variable) const { return scope_.variable(variable.index).kind; }
  /// Returns the event that a variable exists. Throws the errors of `Scope::exists`.
  Boolean exists(const NodePtr& variable) const { return scope_.exists(variable); }
  /// Returns the name of a category that has this state, or an empty one.
  std::string category_with(std::string_view state) const;
  /// Names of variables and of parameters, for messages.
  virtual std::vector<std::string> variables() const;
  std::vector<std::string> parameters() const;

  /// Names of the functions that refer to series.
  virtual const std::vector<std::string>& functions() const;
  /// Reads the arguments of such a function, after its opening parenthesis. Returns null if the
  /// first one does not name a series.
  virtual NodePtr reference(const Token& function, TokenReader& text);
  /// Throws Error if the name is that of a series, which only such functions can refer to.
  virtual void check_alone(const Token& name, const TokenReader& text) const;

protected:
  const Scope& scope_;
};

/// Resolves the names in distributions and policies of a timeline: the name of a series is its
/// value in the current step, and `last(war)` its value in the previous step.
class TimelineNames final : public Names {
public:
  /// The timeline must outlive this.
  explicit TimelineNames(const Timeline& timeline) : Names(timeline.scope()), timeline_(timeline) {}

  const std::vector<std::string>& functions() const override;
  NodePtr reference(const Token& function, TokenReader& text) override;

private:
  const Timeline& timeline_;
};

}  // namespace casus
