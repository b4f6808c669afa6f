// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

namespace casus {

/// What a call asks about: a model, or a timeline over so many steps.
class Subject {
public:
  /// Both must outlive it.
  Subject(const Model& model) : model_(model), scope_(model.scope()) {}
  /// `stop`: stop token of the call, which unrolling checks.
  Subject(const Horizon& horizon, StopToken stop = {})
      : model_(horizon.constants()), scope_(horizon.asked()), horizon_(&horizon), stop_(std::move(stop)) {}

  /// The variables that questions name, and the parameters.
  const Scope& scope() const noexcept { return scope_; }
  /// Returns the model; over time, that of the constants and parameters.
  const Model& model() const noexcept { return model_; }
  /// Null of a model without time.
  const Horizon* horizon() const noexcept { return horizon_; }
  bool has_parameters() const noexcept { return !model_.parameters().empty(); }

  /// Returns, over time, the unrolled model, for methods without support for time. Computed at the first
  /// call; not to be called by several threads. Throws Error, before any memory is allocated, if it would
  /// have too many variables, and Cancelled if a stop is requested.
  const UnrolledQuestions& unrolled() const {
    if (!unrolled_) check_size();
    if (!unrolled_)
      unrolled_ = std::make_shared<const UnrolledQuestions>(*horizon_, horizon_->steps(), stop_);
    return *unrolled_;
  }

private:
  void check_size() const {
    constexpr double most = 100'000;
    const double series = static_cast<double>(horizon_->timeline().series().size()),
                 steps = static_cast<double>(horizon_->steps());
    if (series * steps <= most) return;
    throw Error("a timeline of " + detail::rounded(steps) + " steps",
                "at most " + detail::rounded(most) + " variables, to be unrolled",
                detail::rounded(series * steps),
                "ask of fewer steps, or use a method that takes them one by one: forward or sequential");
  }

  const Model& model_;
  const Scope& scope_;
  const Horizon* horizon_ = nullptr;
  StopToken stop_;
  mutable std::shared_ptr<const UnrolledQuestions> unrolled_;
};

/// A horizon's question, of its model unrolled.
inline Query translated(const UnrolledQuestions& unrolled, const Query& query) {
  return query.translated([&](const NodePtr& node) { return unrolled.translated(node); });
}

inline std::vector<Query> translated(const UnrolledQuestions& unrolled, const std::vector<Query>& queries) {
  std::vector<Query> all;
  for (const Query& query : queries) all.push_back(translated(unrolled, query));
  return all;
}

}  // namespace casus
