// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <casus/model/model.hpp>

namespace casus {

/// Returns a name as model files write it: plain, or in double quotes if it is not an identifier.
std::string written_name(std::string_view name);

/// Names of variables that are not written by their own name.
struct WrittenNames {
  std::map<Index, std::string> others = {};
};

/// Writes expressions as texts that read back to the same operations. A subexpression that several
/// of them share, or that would nest too deeply, becomes a definition with a name of its own.
class ExpressionWriter {
public:
  /// `names` must outlive this. `of` is the owner of the expressions, for messages. `is_taken`
  /// returns whether a name is not available for definitions.
  ExpressionWriter(const WrittenNames& names, std::string of,
                   std::function<bool(const std::string&)> is_taken)
      : names_(names), of_(std::move(of)), is_taken_(std::move(is_taken)) {}

  /// Decides which subexpressions become definitions. Throws Error if an expression cannot be
  /// written.
  void plan(const std::vector<NodePtr>& roots);

  /// "t1 = ...", each after the definitions that it reads.
  const std::vector<std::string>& definitions() const { return definitions_; }
  bool is_defined(const Node& node) const { return named_.contains(&node); }
  std::string text(const Node& node) const;
  /// Writes a distribution whose parameters were among the roots.
  std::string text(const ConditionalDistribution& law) const;

private:
  struct Language;
  [[noreturn]] void refuse(const Node& function) const;

  const WrittenNames& names_;
  std::string of_;
  std::function<bool(const std::string&)> is_taken_;
  std::unordered_map<const Node*, std::string> named_;
  std::vector<std::string> definitions_;
};

}  // namespace casus
