// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <casus/study/belarus_battlefield.hpp>
#include <casus/study/belarus_monthly_war.hpp>

/// The battlefield by the month: the contingent, its losses, whether it fights on, and its outcome.
namespace casus::study::detail {

/// The constant part of an operation's fortune, in standard deviations.
struct MonthlyFortune {
  Quantity size, losses, refusals;

  explicit MonthlyFortune(MonthlyStatement& s)
      : size(draw(s, "fortune_size", "how large a contingent is sent")),
        losses(draw(s, "fortune_losses", "losses of the operation")),
        refusals(s.options.refusals == Refusals::separate
                     ? draw(s, "fortune_refusals", "refusals of the operation")
                     : losses) {}

private:
  static Quantity draw(MonthlyStatement& s, const char* name, const char* what) {
    return s.model.add(name, Normal(0, 1),
                       {.unit = "standard deviations",
                        .description = std::string("chance in ") + what,
                        .source = "judgement"});
  }
};

// Half of the variance of the size is uncertainty, half chance; without an ultimatum fewer are
// sent.
inline Size state_monthly_contingent(MonthlyStatement& s, const MonthlySeries& x,
                                     const MonthlyFortune& fortune) {
  const Size size = contingent_size(s);
  const Real meant = size.median *
                     if_then_else(x.forced.now(), 1.0, fixed_number("contingent_ratio_no_ultimatum")) *
                     exp(size.scale * fortune.size);
  const Real sent = clamp(meant, fixed_number("battalion"), fixed_number("able_to_fight"));
  s.model.first(x.contingent, Deterministic(sent));
  s.model.step(x.contingent, Deterministic(if_then_else(x.entry.last(), x.contingent.last(), sent)));
  return size;
}

// After the entry the contingent fights until Minsk suspends its part; it may resume it.
// p_suspend_given_setback is the probability of a suspension within the three months from a setback
// on, p_suspend_no_setback that of one within a year without a setback; the Kremlin's veto lowers
// both if it had forced the entry. Either probability assumes that no defeat comes first.
inline void state_fighting(MonthlyStatement& s, const MonthlySeries& x, const Parameter& forced_share) {
  constexpr double setback_months = 3;
  const double veto = fixed_number("suspension_odds_ultimatum");
  const Real mean = 1.0 - forced_share + veto * forced_share;
  const Real after = -log(1.0 - s.range("p_suspend_given_setback")) / (setback_months * mean);
  const Real otherwise = yearly_hazard(s.range("p_suspend_no_setback")) / mean;
  const Boolean shaken =
      x.since_setback.last() == "0" || x.since_setback.last() == "1" || x.since_setback.last() == "2";
  const Real stops =
      within_month(if_then_else(shaken, after, otherwise) * if_then_else(x.forced.last(), veto, 1.0));
  const Parameter back = s.range("p_return");
  s.model.first(x.fighting, Deterministic(Boolean(yes)));
  s.model.step(x.fighting,
               Bernoulli(if_then_else(
                   x.over.last(), 0.0,
                   if_then_else(!x.entry.last(), 1.0, if_then_else(x.fighting.last(), 1.0 - stops, back)))));
  s.model.first(x.suspension, Deterministic(Boolean(no)));
  s.model.step(x.suspension, Deterministic(x.fighting.last() && !x.fighting.now() && !x.over.last()));
  s.model.first(x.resumption, Deterministic(Boolean(no)));
  s.model.step(x.resumption, Deterministic(x.entry.last() && x.fighting.now() && !x.fighting.last()));
}

// q_loss_month and f_refuse apply to the median size, the latter to the first month. Half of each
// range's variance is uncertainty about this army, half is chance. Part of the chance is that of
// the month, the rest that of the operation.
inline void state_monthly_losses(MonthlyStatement& s, const MonthlySeries& x, const Size& size,
                                 const MonthlyFortune& fortune) {
  const auto loss = s.partly_known("q_loss_month");
  const auto refusal = s.partly_known("f_refuse");
  const double month = std::sqrt(monthly_number("month_part")),
               rest = std::sqrt(1 - monthly_number("month_part"));
  const Real larger = log(x.contingent.now() / size.median);
  const Shares by_state{log_of("loss_odds_holding"), 0.0, log_of("loss_odds_failing")};
  const Real loss_location = logit(loss.level) + by_front(x.front.now(), by_state) +
                             per_doubling("loss_odds_per_doubling") * larger +
                             rest * loss.chance_scale * fortune.losses;
  s.model.each(x.losses, LogitNormal(loss_location, month * loss.chance_scale));

  const Real first = logit(refusal.level) + per_doubling("refusal_odds_per_doubling") * larger +
                     rest * refusal.chance_scale * fortune.refusals;
  const Parameter later = s.range("refusal_ratio_later"), after_setback = s.range("refusal_ratio_setback");
  s.model.first(x.refusals, LogitNormal(first, month * refusal.chance_scale));
  s.model.step(x.refusals, LogitNormal(first + if_then_else(x.entry.last(), log(later), 0.0) +
                                           if_then_else(x.setback.last(), log(after_setback), 0.0),
                                       month * refusal.chance_scale));

  const Parameter dead_share = s.range("dead_share");
  const auto people = [&](const Series<Quantity>& series, const Real& share) {
    s.model.first(series, Deterministic(x.contingent.now() * share));
    s.model.step(series,
                 Deterministic(if_then_else(x.entry.last(), x.strength.last(), x.contingent.now()) * share));
  };
  people(x.dead, x.losses.now() * dead_share);
  people(x.wounded, x.losses.now() * (1.0 - dead_share));
  people(x.refused, (1.0 - x.losses.now()) * x.refusals.now());
  const Real left = if_then_else(x.fighting.now(), (1.0 - x.losses.now()) * (1.0 - x.refusals.now()), 1.0);
  s.model.first(x.strength, Deterministic(x.contingent.now() * left));
  s.model.step(x.strength,
               Deterministic(if_then_else(x.entry.last(), x.strength.last(), x.contingent.now()) * left));
}

// p_tasks_achieved and p_defeat_given_entry are probabilities for the year from the entry on: two
// competing hazards, whether the troops fight or pause, because a pausing army may be driven out or
// hold its gains. The two contradict each other if they sum to more than one; p_tasks_achieved then
// takes precedence.
inline void state_monthly_outcome(MonthlyStatement& s, const MonthlySeries& x, const Size& size,
                                  const MonthlyFortune& fortune, const MonthlyRussia& russia) {
  const Parameter tasks_row = s.range("p_tasks_achieved");
  const Parameter defeat_row = s.range("p_defeat_given_entry");
  const Parameter defeat = s.derived("defeat_margin", (min)(defeat_row, 0.99 * (1.0 - tasks_row)),
                                     "p_defeat_given_entry, at most .99 of what p_tasks_achieved leaves");
  const Parameter decided =
      s.derived("decided_hazard", yearly_hazard(tasks_row + defeat),
                "monthly hazard of tasks achieved or defeat, at which both rows are met");
  const Real tasks_hazard = decided * tasks_row / (tasks_row + defeat),
             defeat_hazard = decided * defeat / (tasks_row + defeat);
  // A larger force achieves more; centred over the sizes that chance produces.
  const double slope = per_doubling("tasks_odds_per_doubling_size");
  const double mean = std::exp(slope * slope * size.scale * size.scale / 2);
  const Real tasks = within_month(tasks_hazard * exp(slope * size.scale * fortune.size) / mean);
  const Shares odds = centred({fixed_number("defeat_odds_holding"), 1.0, fixed_number("defeat_odds_failing")},
                              russia.front_share);
  const Real beaten = within_month(defeat_hazard * by_front(x.front.now(), odds));
  s.model.first(x.tasks_achieved, Bernoulli(tasks));
  s.model.step(x.tasks_achieved, Bernoulli(if_then_else(x.tasks_achieved.last(), 1.0,
                                                        if_then_else(x.over.last(), 0.0, tasks))));
  s.model.first(x.defeat, Bernoulli(if_then_else(x.tasks_achieved.now(), 0.0, beaten)));
  s.model.step(x.defeat,
               Bernoulli(if_then_else(x.defeat.last(), 1.0,
                                      if_then_else(x.over.last() || x.tasks_achieved.now(), 0.0, beaten))));
  const Boolean heavy = if_then_else(x.fighting.now(), x.losses.now(), 0.0) >= 0.10 ||
                        if_then_else(x.fighting.now(), x.refusals.now(), 0.0) >= 1.0 / 6;
  s.model.first(x.setback, Deterministic(heavy || x.defeat.now()));
  s.model.step(x.setback, Deterministic(heavy || (x.defeat.now() && !x.defeat.last())));

  const std::vector<std::string> states{"none", "0", "1", "2", "later"};
  s.model.first(x.since_setback,
                Categorical(states, {Real(!x.setback.now()), Real(x.setback.now()), 0.0, 0.0, 0.0}));
  const Boolean never = x.since_setback.last() == "none";
  s.model.step(
      x.since_setback,
      Categorical(states, {Real(never && !x.setback.now()), Real(never && x.setback.now()),
                           Real(x.since_setback.last() == "0"), Real(x.since_setback.last() == "1"),
                           Real(x.since_setback.last() == "2" || x.since_setback.last() == "later")}));
}

}  // namespace casus::study::detail
