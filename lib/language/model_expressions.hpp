// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "language/expressions.hpp"

// The expressions of model files extend those of questions (language/expressions.hpp):
//
//     primary     := "table" "(" variable {"," variable} ":" (or | "none") {"," (or | "none")} ")"
//                  | "noisy_or" "(" "leak" or {";" or ":" or} ")"
//                  | "noisy_and" "(" "leak" or {";" or ":" or ["else" or]} ")"
//                  | "part_probability" "(" or "," number ")" | "logit" "(" or ")" | "infinity"
//                  | definition
//     variable    := in timelines: "last" "(" name ")"
namespace casus {

/// Thrown if a text reads a name whose own statement failed; that error is already reported.
struct ReadsUnusable {};

/// State that the texts of a model file share: definitions, names that must not be read, and
/// limits. It must outlive the parsers.
struct ModelLanguage {
  std::map<std::string, Term, std::less<>> definitions = {};
  std::set<std::string, std::less<>> unusable = {};
  std::set<std::string, std::less<>> stated = {};  ///< all names that the file states, including later ones
  OperationBudget operations = {0, "fewer operations and table rows in a file"};
};

/// Parses the expressions of a model file.
class ModelExpressionParser : protected ExpressionParser {
protected:
  ModelExpressionParser(Names& names, const QuestionText& source, ModelLanguage& language);

  ModelLanguage& language_;

private:
  std::optional<double> literal(const Token& token) const override;
  Term reference(const Token& name) override;
  std::optional<Term> special_call(const Token& name) override;
  void check_usable(const Token& name) const override;
  std::vector<std::string> known_names() const override;
  std::vector<std::string> more_functions() const override;
  void explain_unknown(const Token& name, const std::string& expected) const override;

  Real table_of(const Token& name);
  Real noisy(const Token& name);
  Real part_of(const Token& name);
};

}  // namespace casus
