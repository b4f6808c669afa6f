// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <utility>

#include <casus/study/belarus_war.hpp>

/// The battlefield: the contingent, its losses and refusals, whether it fights on, and its outcome.
namespace casus::study::detail {

/// The constant part of an operation's fortune, in standard deviations.
struct Fortune {
  Quantity size, losses, refusals;

  explicit Fortune(Statement& s)
      : size(draw(s, "fortune_size", "how large a contingent is sent")),
        losses(draw(s, "fortune_losses", "losses of the operation")),
        refusals(s.options.refusals == Refusals::separate
                     ? draw(s, "fortune_refusals", "refusals of the operation")
                     : losses) {}

private:
  static Quantity draw(Statement& s, const char* name, const char* what) {
    return s.model.add(name, Normal(0, 1),
                       {.unit = "standard deviations",
                        .description = std::string("chance in ") + what,
                        .source = "judgement"});
  }
};

/// Size of the contingent under an ultimatum: half of its variance is uncertainty, half chance.
struct Size {
  Parameter median;
  double scale;  ///< of the logarithm, within a world
};

// 610/2,700/11,900 soldiers in all. The uncertain part of this range is contingent_median, the rest
// is chance. Together they give fewer than 5,000 soldiers with the judged probability
// (p_small_contingent). Without an ultimatum fewer are sent.
inline Size state_contingent(Statement& s, const AllSeries& x, const Fortune& fortune) {
  const Parameter level = s.range("contingent_median");
  const elicit::Range median = s.judgement("contingent_median").range;
  const elicit::Range all{fixed_number("contingent_low"), median.mid, fixed_number("contingent_high")};
  const double all_scale = elicit::fit_log_normal(all, "contingent").log_scale;
  const double median_scale = elicit::fit_log_normal(median, "contingent_median").log_scale;
  const Size size{level, std::sqrt(all_scale * all_scale - median_scale * median_scale)};
  const Real meant = size.median *
                     if_then_else(x.forced.now(), 1.0, fixed_number("contingent_ratio_no_ultimatum")) *
                     exp(size.scale * fortune.size);
  const Real sent = clamp(meant, fixed_number("battalion"), fixed_number("able_to_fight"));
  s.model.first(x.contingent, Deterministic(sent));
  s.model.step(x.contingent, Deterministic(if_then_else(x.entry.last(), x.contingent.last(), sent)));
  return size;
}

/// How an operation of the median size goes on average, while it fights.
struct Campaign {
  Parameter loss_level, refusal_level;
  Real later_refusals;  ///< share that refuses in a later month
};

// After the entry the contingent fights until Minsk suspends its part; it may resume it.
// p_suspend_given_setback is the probability of a suspension within the three months from a setback
// on, and p_suspend_no_setback that within a year without one; the Kremlin's veto lowers both if it
// had forced the entry. A defeat may come first: `defeat_hazard`, the mean hazard of one, raises
// the hazard after a setback so that the judged share suspends all the same.
inline void state_fighting(Statement& s, const AllSeries& x, const Parameter& forced_share,
                           const Real& defeat_hazard) {
  constexpr double setback_months = 3;
  const double veto = fixed_number("suspension_odds_ultimatum");
  const Real mean = 1.0 - forced_share + veto * forced_share;
  const Real after = -log(1.0 - s.range("p_suspend_given_setback")) / (setback_months * mean) *
                     (1.0 + setback_months / 2 * defeat_hazard) * fixed_number("centring_suspension");
  const Real otherwise = yearly_hazard(s.range("p_suspend_no_setback")) / mean;
  const Boolean shaken = x.since_setback.last() >= 1 && x.since_setback.last() <= setback_months;
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
inline Campaign state_losses(Statement& s, const AllSeries& x, const Size& size, const Fortune& fortune) {
  const Statement::Level loss = s.partly_known("q_loss_month");
  const Statement::Level refusal = s.partly_known("f_refuse");
  const double month = std::sqrt(fixed_number("month_part")),
               rest = std::sqrt(1 - fixed_number("month_part"));
  const Real larger = log(x.contingent.now() / size.median);
  const Shares by_state{log_of("loss_odds_holding"), 0.0, log_of("loss_odds_failing")};
  s.model.each(x.loss_rate, LogitNormal(logit(loss.level) + by_front(x.front.now(), by_state) +
                                            per_doubling("loss_odds_per_doubling") * larger +
                                            rest * loss.chance_scale * fortune.losses,
                                        month * loss.chance_scale));

  const Real first = logit(refusal.level) + per_doubling("refusal_odds_per_doubling") * larger +
                     rest * refusal.chance_scale * fortune.refusals;
  const Parameter later = s.range("refusal_ratio_later"), after_setback = s.range("refusal_ratio_setback");
  s.model.first(x.refusal_rate, LogitNormal(first, month * refusal.chance_scale));
  s.model.step(x.refusal_rate, LogitNormal(first + if_then_else(x.entry.last(), log(later), 0.0) +
                                               if_then_else(x.setback.last(), log(after_setback), 0.0),
                                           month * refusal.chance_scale));
  s.model.each(x.losses, Deterministic(if_then_else(x.fighting.now(), x.loss_rate.now(), 0.0)));
  s.model.each(x.refusals, Deterministic(if_then_else(x.fighting.now(), x.refusal_rate.now(), 0.0)));

  const Parameter dead_share = s.range("dead_share");
  const auto people = [&](const Series<Quantity>& series, const Real& share) {
    s.model.first(series, Deterministic(x.contingent.now() * share));
    s.model.step(series,
                 Deterministic(if_then_else(x.entry.last(), x.strength.last(), x.contingent.now()) * share));
  };
  people(x.dead, x.losses.now() * dead_share);
  people(x.wounded, x.losses.now() * (1.0 - dead_share));
  people(x.refused, (1.0 - x.losses.now()) * x.refusals.now());
  people(x.strength, (1.0 - x.losses.now()) * (1.0 - x.refusals.now()));
  return {loss.level, refusal.level, logistic(logit(refusal.level) + log(later))};
}

/// Returns the mean over the year from an entry on of a hazard that is proportional to a power of
/// the share lost, along the expected course of the operation. Each month is weighted by the
/// probability that nothing is decided before it.
inline Real mean_over_operation(const Campaign& campaign, const Real& decided, double power) {
  const double at_first = fixed_number("lost_at_first");
  Real left = 1.0, sum = 0.0, weights = 0.0;
  for (int month = 0; month < static_cast<int>(months_a_year); ++month) {
    left = left * (1.0 - campaign.loss_level) *
           (1.0 - (month == 0 ? Real(campaign.refusal_level) : campaign.later_refusals));
    const Real weight = exp(-month * decided);
    sum = sum + weight * exp(power * log(1.0 - left + at_first));
    weights = weights + weight;
  }
  return sum / weights;
}

// p_tasks_achieved and p_defeat_given_entry are probabilities for the year from the entry on: two
// competing hazards. Both depend on the size of the force and on the share of it that is lost to
// fire and refusals: the larger the share, the sooner the defeat and the rarer the tasks. Both are
// lower while the contingent pauses. The two rows contradict each other if they sum to more than
// one; p_tasks_achieved then takes precedence.
inline void state_outcome(Statement& s, const AllSeries& x, const Size& size, const Russia& russia,
                          const Campaign& campaign, const Parameter& tasks_row, const Parameter& defeat,
                          const Parameter& decided) {
  const auto lost = [&](double power) {
    const Real share = 1.0 - x.strength.now() / x.contingent.now() + fixed_number("lost_at_first");
    return exp(power * log(share)) / mean_over_operation(campaign, decided, power);
  };
  const auto by_size = [&](const char* ratio) {
    // Centred over the sizes that chance produces.
    const double slope = per_doubling(ratio);
    return exp(slope * log(x.contingent.now() / size.median)) *
           std::exp(-slope * slope * size.scale * size.scale / 2);
  };
  const auto paused = [&](const char* ratio) {
    return if_then_else(x.fighting.now(), 1.0, fixed_number(ratio));
  };
  const Shares odds = centred({fixed_number("defeat_odds_holding"), 1.0, fixed_number("defeat_odds_failing")},
                              russia.front_share);
  const Real part = decided / (tasks_row + defeat);
  const Real tasks = within_month(part * tasks_row * fixed_number("centring_tasks") *
                                  paused("tasks_ratio_suspended") * by_size("tasks_odds_per_doubling_size") *
                                  lost(per_doubling("tasks_odds_per_doubling_lost")));
  const Real beaten =
      within_month(part * defeat * fixed_number("centring_defeat") * paused("defeat_ratio_suspended") *
                   by_front(x.front.now(), odds) * by_size("defeat_odds_per_doubling_size") *
                   lost(per_doubling("defeat_odds_per_doubling_lost")));
  s.model.first(x.tasks_achieved, Bernoulli(tasks));
  s.model.step(x.tasks_achieved, Bernoulli(if_then_else(x.tasks_achieved.last(), 1.0,
                                                        if_then_else(x.over.last(), 0.0, tasks))));
  s.model.first(x.defeat, Bernoulli(if_then_else(x.tasks_achieved.now(), 0.0, beaten)));
  s.model.step(x.defeat,
               Bernoulli(if_then_else(x.defeat.last(), 1.0,
                                      if_then_else(x.over.last() || x.tasks_achieved.now(), 0.0, beaten))));
  const Boolean heavy = x.losses.now() >= 0.10 || x.refusals.now() >= 1.0 / 6;
  s.model.first(x.setback, Deterministic(heavy || x.defeat.now()));
  s.model.step(x.setback, Deterministic(heavy || (x.defeat.now() && !x.defeat.last())));
  s.model.first(x.since_setback, Deterministic(Real(x.setback.now())));
  s.model.step(x.since_setback,
               Deterministic(if_then_else(x.since_setback.last() >= 1, x.since_setback.last() + 1.0,
                                          Real(x.setback.now()))));
}

inline void state_battlefield(Statement& s, const AllSeries& x, const Fortune& fortune, const Russia& russia,
                              const Decision& decision) {
  const Size size = state_contingent(s, x, fortune);
  const Parameter tasks_row = s.range("p_tasks_achieved");
  const Parameter defeat_row = s.range("p_defeat_given_entry");
  const Parameter defeat = s.derived("defeat_margin", (min)(defeat_row, 0.99 * (1.0 - tasks_row)),
                                     "p_defeat_given_entry, at most .99 of what p_tasks_achieved leaves");
  const Parameter decided =
      s.derived("decided_hazard", yearly_hazard(tasks_row + defeat),
                "monthly hazard of tasks achieved or defeat, at which both rows are met");
  state_fighting(s, x, decision.forced_share, decided);
  const Campaign campaign = state_losses(s, x, size, fortune);
  state_outcome(s, x, size, russia, campaign, tasks_row, defeat, decided);
}

}  // namespace casus::study::detail
