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

class Preparation;

/// The subject of a call: a model, or a timeline over a number of steps.
class Subject {
public:
  /// The model or horizon must outlive the subject.
  /// `preparation`: what earlier calls about this subject have kept, whatever the values of its
  /// parameters were.
  Subject(const Model& model, const Preparation* preparation = nullptr)
      : model_(model), scope_(model.scope()), preparation_(preparation) {}
  /// `stop`: stop token of the call, which unrolling checks.
  Subject(const Horizon& horizon, StopToken stop = {}, const Preparation* preparation = nullptr)
      : model_(horizon.constants()), scope_(horizon.asked()), horizon_(&horizon), stop_(std::move(stop)),
        preparation_(preparation) {}

  /// Scope of the questions: the variables that they name, and the parameters.
  const Scope& scope() const noexcept { return scope_; }
  /// Returns the model; over time, the model of the constants and parameters.
  const Model& model() const noexcept { return model_; }
  /// Returns the horizon; null for a model without time.
  const Horizon* horizon() const noexcept { return horizon_; }
  /// Returns the stop token of the call.
  const StopToken& stop() const noexcept { return stop_; }
  /// Returns what prepared calls have kept; null if the call was not prepared.
  const Preparation* preparation() const noexcept { return preparation_; }
  bool has_parameters() const noexcept { return !model_.parameters().empty(); }

  /// Returns the unrolled model of a horizon, for methods without support for time. It is computed
  /// at the first call, which is not thread-safe. Throws Error, before any memory is allocated, if
  /// the model would have too many variables, and Cancelled if a stop is requested.
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
                "ask about fewer steps, or use a method that draws step by step: forward or sequential");
  }

  const Model& model_;
  const Scope& scope_;
  const Horizon* horizon_ = nullptr;
  StopToken stop_;
  const Preparation* preparation_ = nullptr;
  mutable std::shared_ptr<const UnrolledQuestions> unrolled_;
};

/// Translates a question about a horizon into one about its unrolled model.
inline Query translated(const UnrolledQuestions& unrolled, const Query& query) {
  return query.translated([&](const NodePtr& node) { return unrolled.translated(node); });
}

inline std::vector<Query> translated(const UnrolledQuestions& unrolled, const std::vector<Query>& queries) {
  std::vector<Query> all;
  for (const Query& query : queries) all.push_back(translated(unrolled, query));
  return all;
}

}  // namespace casus
