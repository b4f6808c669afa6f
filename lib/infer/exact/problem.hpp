// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/infer/query.hpp>

#include "infer/exact/eliminate.hpp"
#include "infer/exact/elimination.hpp"
#include "infer/exact/messages.hpp"

namespace casus::elimination {

/// Returns the expressions that a question reads.
std::vector<NodePtr> roots_of(const Query& query);

/// A condition and some targets, solved by one elimination.
class Problem {
public:
  /// `also`: another condition. `parameters`: the parameters of some world. `inputs`: variables
  /// with likelihoods that `messages` sets.
  Problem(const Model& model, const Query& circumstances, const std::optional<Boolean>& also,
          const std::vector<NodePtr>& targets, const std::vector<double>& parameters, const StopToken& stop,
          const std::vector<NodePtr>& inputs = {});

  bool varies() const { return elimination_ && elimination_->varies(); }
  bool varies(std::size_t target) const { return elimination_ && elimination_->varies(target); }
  Index size() const { return elimination_ ? elimination_->size() : 0; }
  ExactCost cost() const;
  void prepare(const StopToken& stop);
  WorldResults operator()(const std::vector<std::vector<double>>& worlds, const StopToken& stop) const;

  /// Returns the sums for values of the inputs; null if the condition is impossible, or if a factor
  /// reads parameters. The problem must be prepared.
  std::unique_ptr<Elimination::Messages> messages(const StopToken& stop) const;

private:
  FactorNetwork network_;
  std::optional<Elimination> elimination_;
  std::size_t targets_ = 0;
};

}  // namespace casus::elimination
