// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/kernels.hpp"

// As in the files of kernels: this macro affects the list of targets.
#define HWY_WANT_AVX3_DL 1
#include <bit>

#include <hwy/targets.h>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "sample/kernels/dispatch.hpp"

namespace casus::kernels {

ArsKeys::ArsKeys(std::uint64_t stream_key) noexcept {
  static_assert(std::endian::native == std::endian::little, "kernels read these words as bytes");
  const random::Words128 first = random::ars_stream_key(stream_key);
  for (std::size_t round = 0; round < 6; ++round) {
    const random::Words128 key = random::ars_key(first, round);
    for (std::size_t i = 0; i < 4; ++i) of[round][i] = key[i];
  }
}

const std::vector<Kernels>& all() {
  static const std::vector<Kernels> tables = [] {
    std::vector<Kernels> found;
    for (const std::int64_t target : hwy::SupportedAndGeneratedTargets())
      found.push_back({hwy::TargetName(target), discrete_kernels(target), quantity_kernels(target),
                       selection_kernels(target), weight_kernels(target)});
    return found;
  }();
  return tables;
}

const Kernels& by_name(const std::string& name) {
  if (name.empty()) return all().front();
  std::vector<std::string> names;
  for (const Kernels& kernels : all()) {
    if (kernels.name == name) return kernels;
    names.emplace_back(kernels.name);
  }
  throw Error("instruction set", "one of " + detail::joined(names), detail::quoted(name));
}

}  // namespace casus::kernels
