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

namespace casus::coverage {

/// A question that an interval may easily be wrong about: tails, atoms, what is rare, evidence that few trajectories agree with. Truths are
/// by closed forms.
struct Attack {
  std::string name;
  std::shared_ptr<const Model> model;
  Query query;
  double truth;  ///< NaN where there is none: then each answer has to say that it has no error
  std::shared_ptr<const Horizon> horizon = nullptr;
  Index trajectories = 100 * group_size;
};

std::vector<Attack> attacks();

}  // namespace casus::coverage
