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

/// A name as model files have it: plain, or in double quotes where it is not an identifier.
std::string written_name(std::string_view name);

/// What variables are called where that is not their own name.
struct WrittenNames {
  std::map<Index, std::string> others = {};
};

/// Expressions as texts that read back to the same operations. What several of them share, or would nest too deep, stands under a name
/// of its own.
class ExpressionWriter {
public:
  /// `names` must outlive this; `is_taken` says which names definitions must not have. `of` is whose expressions they are.
  ExpressionWriter(const WrittenNames& names, std::string of,
                   std::function<bool(const std::string&)> is_taken)
      : names_(names), of_(std::move(of)), is_taken_(std::move(is_taken)) {}

  /// Decides what has a name of its own. Throws Error where an expression cannot be written.
  void plan(const std::vector<NodePtr>& roots);

  /// "t1 = ...", each behind what it reads.
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
