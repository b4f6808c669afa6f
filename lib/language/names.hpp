// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <casus/model/timeline.hpp>

#include "language/token_reader.hpp"

namespace casus {

/// What the names in a text stand for: the variables and parameters of a model. Over time references to series are written as calls, such
/// as at(war, 3).
class Names {
public:
  /// The model must outlive this.
  explicit Names(const Model& model) : model_(model) {}
  virtual ~Names() = default;
  Names(const Names&) = delete;
  Names& operator=(const Names&) = delete;

  /// Returns the variable or parameter of that name, or null if there is none that a name alone stands for.
  NodePtr find(std::string_view name) const;
  /// Whether the name is that of a variable or parameter, also of one that is not written by its name.
  bool is_taken(std::string_view name) const;
  Kind kind(const Node& variable) const;
  /// The event that a variable exists. Throws Error as `Model::exists`.
  Boolean exists(const NodePtr& variable) const { return model_.exists(variable); }
  /// Returns the name of a category that has this state, or an empty one.
  std::string category_with(std::string_view state) const;
  /// What a name may be, for messages.
  virtual std::vector<std::string> variables() const;
  std::vector<std::string> parameters() const;

  /// The functions that references are written with.
  virtual const std::vector<std::string>& functions() const;
  /// Reads the arguments of such a function, behind its parenthesis. Returns null if the first of them names no series.
  virtual NodePtr reference(const Token& function, TokenReader& text);
  /// Throws Error if the name is that of a series, which such functions alone read.
  virtual void check_alone(const Token& name, const TokenReader& text) const;

protected:
  const Model& model_;
};

/// The names in the laws and policies of a timeline: series by their values in this step, and `last(war)`, their values in the step before.
class TimelineNames final : public Names {
public:
  /// The timeline must outlive this.
  explicit TimelineNames(const Timeline& timeline) : Names(timeline.placeholders()) {}

  const std::vector<std::string>& functions() const override;
  NodePtr reference(const Token& function, TokenReader& text) override;
};

}  // namespace casus
