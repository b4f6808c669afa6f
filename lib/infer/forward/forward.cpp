// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/forward/forward.hpp"

#include <optional>
#include <string>

#include <casus/infer/detail/forward_run.hpp>
#include <casus/infer/detail/stopping.hpp>

#include "infer/run/tally.hpp"

namespace casus {

namespace {

using detail::Sampling;

class CompiledBackend {
public:
  explicit CompiledBackend(const Subject& subject) : subject_(subject) {}

  std::vector<detail::WorldTally> run(const std::vector<Intervention>& under,
                                      const std::vector<detail::TallyRequest>& requests, Sampling sampling,
                                      const Options& options, const detail::ShareDone& report) const {
    return draw_tallies(subject_, under, requests, sampling, options, report);
  }

private:
  const Subject& subject_;
};

Answers run(const Subject& subject, const std::vector<Query>& queries, const Options& options,
            Sampling sampling) {
  CompiledBackend backend(subject);
  return detail::ForwardRun<CompiledBackend>(subject.scope(), queries, options, sampling, backend).answers();
}

std::optional<std::string> why_not_forward(const Subject& subject, const std::vector<Query>& set) {
  const ParameterDraws* const worlds = subject.model().worlds();
  if (worlds && !worlds->log_weights.empty()) return "its worlds have weights";
  if (!set[0].evidence().empty()) return "evidence that is not an event can only be weighted";
  return {};
}

}  // namespace

Answers forward(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  return detail::answer_until_precise(subject.scope(), options, [&](const Options& own, Sampling sampling) {
    return run(subject, queries, own, sampling);
  });
}

Answers forward_pilot(const Subject& subject, const std::vector<Query>& queries, const Options& options) {
  return run(subject, queries, options, detail::pilot_sampling(subject.scope()));
}

const MethodEntry forward_method{
    Method::forward,
    "forward",
    "trajectories drawn from the model; only the ones that meet the condition count",
    why_not_forward,
    sampling_cost,
    forward};

}  // namespace casus
