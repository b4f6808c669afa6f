// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/options.hpp>

namespace casus {

namespace detail {

CASUS_INLINE void check(const Options& options) {
  const auto need = [](bool good, const char* name, const char* expected, double got) {
    if (!good) throw Error(std::string("option ") + name, expected, number(got));
  };
  const auto whole = [](Index value) { return static_cast<double>(value); };
  need(options.trajectories >= 1 && options.trajectories <= Index{1} << 53, "trajectories", "1 to 2^53",
       whole(options.trajectories));
  need(options.worlds >= 1 && options.worlds <= 10'000'000, "worlds", "1 to 10000000", whole(options.worlds));
  const auto is_limit = [](double value) { return value >= 0 && std::isfinite(value); };
  need(is_limit(options.absolute_precision), "absolute_precision", "0 or more", options.absolute_precision);
  need(is_limit(options.relative_precision), "relative_precision", "0 or more", options.relative_precision);
  need(is_limit(options.seconds), "seconds", "0 or more", options.seconds);
  need(options.stop_at >= 0, "stop_at", "0 or more", whole(options.stop_at));
  need(options.level > 0 && options.level < 1, "level", "a level in (0, 1)", options.level);
  need(options.range_level > 0 && options.range_level < 1, "range_level", "a level in (0, 1)",
       options.range_level);
  need(options.exact_budget >= 0, "exact_budget", "0 or more operations", options.exact_budget);
  need(options.threads >= 0, "threads", "0 or more", options.threads);
  need(options.batch >= 0 && options.batch <= 1024, "batch", "0 to 1024 groups", whole(options.batch));
}

}  // namespace detail

}  // namespace casus
