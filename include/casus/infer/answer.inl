// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/answer.hpp>

namespace casus {

CASUS_INLINE std::string_view to_text(StopReason reason) noexcept {
  switch (reason) {
    case StopReason::all_drawn: return "all_drawn";
    case StopReason::all_summed: return "all_summed";
    case StopReason::precision_reached: return "precision_reached";
    case StopReason::time_up: return "time_up";
  }
  return {};
}

CASUS_INLINE std::string_view to_text(LeftOut part) noexcept {
  switch (part) {
    case LeftOut::exact_cost: return "exact_cost";
    case LeftOut::exact_sums: return "exact_sums";
    case LeftOut::pilot_of_worlds: return "pilot_of_worlds";
    case LeftOut::pilots: return "pilots";
    case LeftOut::centres: return "centres";
    case LeftOut::levels: return "levels";
    case LeftOut::worlds: return "worlds";
    case LeftOut::answer: return "answer";
  }
  return {};
}

CASUS_INLINE std::string_view to_text(WarningCode code) noexcept {
  switch (code) {
    case WarningCode::one_world: return "one_world";
    case WarningCode::condition_never_met: return "condition_never_met";
    case WarningCode::never_seen: return "never_seen";
    case WarningCode::no_error: return "no_error";
    case WarningCode::few_worlds_for_range: return "few_worlds_for_range";
    case WarningCode::range_borrowed: return "range_borrowed";
    case WarningCode::degenerate_weights: return "degenerate_weights";
    case WarningCode::few_effective_samples: return "few_effective_samples";
    case WarningCode::few_clusters: return "few_clusters";
    case WarningCode::populations_lost: return "populations_lost";
    case WarningCode::rare_state_missed: return "rare_state_missed";
    case WarningCode::event_not_reached: return "event_not_reached";
    case WarningCode::all_alike: return "all_alike";
    case WarningCode::few_contributions: return "few_contributions";
    case WarningCode::heavy_tail: return "heavy_tail";
    case WarningCode::no_mean: return "no_mean";
    case WarningCode::beyond_sample: return "beyond_sample";
    case WarningCode::way_missed: return "way_missed";
    case WarningCode::runs_disagree: return "runs_disagree";
    case WarningCode::no_pair_differed: return "no_pair_differed";
    case WarningCode::conditions_on_the_future: return "conditions_on_the_future";
    case WarningCode::out_of_time: return "out_of_time";
  }
  return {};
}

}  // namespace casus
