// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <initializer_list>
#include <memory>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

/// Questions that are asked again and again.
namespace casus {

/// A parameter, and the value at which it is held.
struct HeldParameter {
  Parameter parameter;
  double value;
};

/// Questions about a model or horizon, ready to be answered many times: for other values of the
/// parameters, given other findings. Programs and plans of sums are compiled once, and what is
/// chosen by a pilot run is kept. Copies share what they keep, which is bounded. Safe to use from
/// several threads.
///
/// Answers have the same bits as those of `estimate` about the changed model and questions, in
/// whatever order and from however many threads they are asked; except for exact answers given
/// findings, which are sums over all variables in another order and agree to about 15 digits. Part
/// of the compiled core.
class Prepared {
public:
  /// Prepares questions about a copy of the model. The options hold for each call; their stop token
  /// and progress are of the calls, too. Throws Error if an option is out of its range, or a
  /// question reads another model's variables; other errors come with the answers.
  Prepared(Model model, std::vector<Query> questions, Options options = {});
  /// The same over time. Findings can be about the variables that were asked for before the horizon
  /// was copied: `h.at(war, 3)`.
  Prepared(Horizon horizon, std::vector<Query> questions, Options options = {});

  /// Returns the questions as they were prepared.
  const std::vector<Query>& questions() const noexcept;

  /// Answers the questions. Errors as for `estimate`. The first call compiles them.
  Answers estimate() const;
  /// Answers the questions with parameters held at these values, as `hold` does:
  /// `estimate({{p, 0.3}})`. Also throws Error if a value is not finite, or a parameter is another
  /// model's. Cost: that of drawing, of a copy of the model and, unless the options name a method,
  /// of the pilot runs that choose one for values that were not seen before.
  Answers estimate(const std::vector<HeldParameter>& values) const;
  /// Answers the questions given these findings, too: `given({rain, !late, observed(sky, "grey"),
  /// likelihood(sign, 1, 4)})`. If all questions have exact answers without parameters, findings
  /// about one discrete variable each are entered into a junction tree: the cost is that of the
  /// messages that change. Other findings cost as much as a new question when they are first seen.
  /// Errors as for `estimate`.
  Answers given(const std::vector<Observation>& findings) const;
  /// Both at once.
  Answers estimate(const std::vector<HeldParameter>& values, const std::vector<Observation>& findings) const;

private:
  class State;
  std::shared_ptr<const State> state_;
};

}  // namespace casus
