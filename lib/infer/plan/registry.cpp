// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/registry.hpp"

#include <vector>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/estimate.hpp>

#include "infer/exact/exact.hpp"
#include "infer/forward/forward.hpp"
#include "infer/sequential/sequential.hpp"
#include "infer/splitting/splitting.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {

namespace {

// Returns the entry of a method; null for `automatic` and for numbers that are not a method. The
// switch has no default, so compilers warn about a method without an entry.
const MethodEntry* method_row(Method method) noexcept {
  switch (method) {
    case Method::automatic: break;
    case Method::exact: return &exact_method;
    case Method::forward: return &forward_method;
    case Method::weighted: return &weighted_method;
    case Method::splitting: return &splitting_method;
    case Method::sequential: return &sequential_method;
  }
  return nullptr;
}

std::vector<const MethodEntry*> method_rows() {
  std::vector<const MethodEntry*> all;
  int method = static_cast<int>(Method::automatic) + 1;
  while (const MethodEntry* const entry = method_row(static_cast<Method>(method))) {
    all.push_back(entry);
    ++method;
  }
  return all;
}

}  // namespace

std::span<const MethodEntry* const> registry() {
  static const std::vector<const MethodEntry*> rows = method_rows();
  return rows;
}

const MethodEntry& method_entry(Method method) {
  if (const MethodEntry* const entry = method_row(method)) return *entry;
  throw Error("option method", "one of the methods", std::to_string(static_cast<int>(method)));
}

std::vector<MethodName> method_names() {
  std::vector<MethodName> names{
      {Method::automatic, "automatic", "the most suitable method for each question"}};
  for (const MethodEntry* const entry : registry()) names.push_back({entry->id, entry->name, entry->help});
  return names;
}

std::string_view to_text(Method method) noexcept {
  const MethodEntry* const entry = method_row(method);
  return entry ? entry->name : "automatic";
}

MethodCost sampling_cost(const Subject& subject, const std::vector<Query>&, const Options& options) {
  return {.trajectories = static_cast<double>(detail::sampling(subject.scope(), options).trajectories())};
}

}  // namespace casus
