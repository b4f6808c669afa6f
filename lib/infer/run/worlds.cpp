// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/options.hpp>

namespace casus::detail {

Randomness randomness_of_worlds(const Options& options, const Model& model, Index worlds) {
  Randomness randomness = options.randomness();
  if (worlds_per_replicate(options, worlds) > 1 && !model.worlds())
    randomness.points = quasi_worlds(model, randomness, worlds);
  return randomness;
}

}  // namespace casus::detail
