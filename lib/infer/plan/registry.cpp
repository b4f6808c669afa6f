// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/registry.hpp"

#include <array>

#include <casus/infer/detail/sampling.hpp>
#include <casus/infer/estimate.hpp>

#include "infer/exact/exact.hpp"
#include "infer/forward/forward.hpp"
#include "infer/sequential/sequential.hpp"
#include "infer/splitting/splitting.hpp"
#include "infer/weighted/weighted.hpp"

namespace casus {

std::span<const MethodEntry* const> registry() {
  static constexpr std::array all{&exact_method, &forward_method, &weighted_method, &splitting_method,
                                  &sequential_method};
  return all;
}

const MethodEntry& method_entry(Method method) {
  for (const MethodEntry* const entry : registry())
    if (entry->id == method) return *entry;
  throw Error("option method", "one of the methods", std::to_string(static_cast<int>(method)));
}

std::vector<MethodName> method_names() {
  std::vector<MethodName> names{{Method::automatic, "automatic", "the method that suits, for each question"}};
  for (const MethodEntry* const entry : registry()) names.push_back({entry->id, entry->name, entry->help});
  return names;
}

std::string_view to_text(Method method) noexcept {
  for (const MethodEntry* const entry : registry())
    if (entry->id == method) return entry->name;
  return "automatic";
}

MethodCost sampling_cost(const Subject& subject, const std::vector<Query>&, const Options& options) {
  return {.trajectories = static_cast<double>(detail::sampling(subject.scope(), options).trajectories())};
}

}  // namespace casus
