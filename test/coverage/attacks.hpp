// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>
#include <casus/random/generator.hpp>

namespace casus::coverage {

/// A question whose interval is easily wrong: heavy tails, atoms, rare states, evidence that agrees
/// with few trajectories. The truths are closed forms.
struct Attack {
  std::string name;
  std::shared_ptr<const Model> model;
  Query query;
  double truth;  ///< NaN if it does not exist; then each answer must carry a code
  std::shared_ptr<const Horizon> horizon = nullptr;
  Index trajectories = 100 * group_size;
};

std::vector<Attack> attacks();

}  // namespace casus::coverage
