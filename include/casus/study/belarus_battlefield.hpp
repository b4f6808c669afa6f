// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include <casus/study/belarus_decision.hpp>

/// The battlefield after an entry: the contingent, its losses, its outcome, and whether Minsk
/// suspends its part.
namespace casus::study::detail {

/// Size of the contingent under an ultimatum: half of its variance is uncertainty, half chance.
struct Size {
  Parameter median;
  double scale;  ///< of the logarithm, within a world
};

/// The contingent, with the levels and spreads on which later steps centre their covariates.
struct Force {
  Quantity contingent;
  Parameter median;
  double size_scale;  ///< of the contingent's logarithm, within a world
};

struct Losses {
  Quantity monthly, refusals;
  Parameter loss_level, mean_shift, refusal_level;
  double loss_scale, refusal_scale;  ///< chance parts, in log odds
};

struct Battlefield {
  Force force;
  Losses losses;
  Event small_contingent, tasks_achieved, defeat, setback, suspension;
  Parameter dead_share;
  Quantity months_engaged, dead, wounded, refused;
};

// 610/2,700/11,900 soldiers in all. The uncertain part of this range is contingent_median, the rest
// is chance. Together they give fewer than 5,000 soldiers with the judged probability
// (p_small_contingent).
template <class Host> Size contingent_size(BasicStatement<Host>& s) {
  const Parameter level = s.range("contingent_median");
  const elicit::Range median = s.judgement("contingent_median").range;
  const elicit::Range all{fixed_number("contingent_low"), median.mid, fixed_number("contingent_high")};
  const double all_scale = elicit::fit_log_normal(all, "contingent").log_scale;
  const double median_scale = elicit::fit_log_normal(median, "contingent_median").log_scale;
  return {level, std::sqrt(all_scale * all_scale - median_scale * median_scale)};
}

inline Force state_contingent(Statement& s, const Decision& decision) {
  const auto [level, size_scale] = contingent_size(s);
  const Quantity meant = s.model.add(
      "contingent_meant",
      LogNormal::median(
          level * table(decision.ultimatum, {{no, fixed_number("contingent_ratio_no_ultimatum")}, {yes, 1}}),
          size_scale),
      {.when = decision.entry,
       .unit = "soldiers",
       .description = "what Minsk would send, before the bounds of what counts and exists"});
  const Quantity contingent = s.model.add(
      "contingent", Deterministic(clamp(meant, fixed_number("battalion"), fixed_number("able_to_fight"))),
      {.when = decision.entry,
       .unit = "soldiers",
       .description = "Belarusian soldiers in Ukraine at the height of it: at least a battalion, at most all "
                      "who are able to fight",
       .source = source_of("contingent")});
  return {contingent, level, size_scale};
}

// q_loss_month and f_refuse apply to the median size. Half of each range's variance is uncertainty
// about this army, half is chance.
inline Losses state_losses(Statement& s, const Decision& decision, const Force& force) {
  const Statement::Level loss = s.partly_known("q_loss_month");
  const Shares shifts = {log_of("loss_odds_holding"), 0.0, log_of("loss_odds_failing")};
  const Parameter mean_shift =
      s.derived("loss_shift_given_entry",
                decision.front_given.entry[0] * shifts[0] + decision.front_given.entry[2] * shifts[2],
                "mean shift of the log odds of loss by the front, given an entry");
  const Real size = log(force.contingent / force.median);
  const Real location =
      logit(loss.level) + by_front(decision.front, shifts) + per_doubling("loss_odds_per_doubling") * size;
  const Quantity losses =
      s.model.add("monthly_losses", LogitNormal(location, loss.chance_scale),
                  {.when = decision.entry,
                   .unit = "share a month",
                   .description = "killed and wounded a month while engaged, share of those sent",
                   .source = source_of("monthly_losses")});
  const double slope = per_doubling("refusal_odds_per_doubling");
  const Details details{.when = decision.entry,
                        .unit = "share",
                        .description = "soldiers who refuse to serve in the first month, share of those sent",
                        .source = source_of("refusals")};
  if (s.options.refusals == Refusals::separate) {
    const Statement::Level refusal = s.partly_known("f_refuse");
    const Quantity refusals = s.model.add(
        "refusals", LogitNormal(logit(refusal.level) + slope * size, refusal.chance_scale), details);
    return {losses, refusals, loss.level, mean_shift, refusal.level, loss.chance_scale, refusal.chance_scale};
  }
  const auto all = elicit::fit_logit_normal(s.judgement("f_refuse").range, "f_refuse");
  const double scale = std::sqrt(1 - fixed_number("unknown_part")) * all.logit_scale;
  const auto loss_distribution =
      elicit::fit_logit_normal(narrowed(s.judgement("q_loss_month").range, fixed_number("unknown_part")));
  const double ratio =
      std::sqrt(fixed_number("unknown_part")) * all.logit_scale / loss_distribution.logit_scale;
  const Parameter level =
      s.derived("f_refuse",
                logistic(all.logit_location + ratio * (logit(loss.level) - loss_distribution.logit_location)),
                "as high among refusals as the losses are among losses");
  const Quantity refusals =
      s.model.add("refusals",
                  Deterministic(logistic(logit(level) + slope * size +
                                         (scale / loss.chance_scale) * (logit(losses) - location))),
                  details);
  return {losses, refusals, loss.level, mean_shift, level, loss.chance_scale, scale};
}

// p_tasks_achieved is the margin given an entry. The covariates are centred on their means in the
// world, which leaves a normal spread by size, losses and refusals, and a shift if there was no
// ultimatum.
inline Event state_tasks(Statement& s, const Decision& decision, const Force& force, const Losses& of,
                         const Parameter& row) {
  const double by_size = per_doubling("tasks_odds_per_doubling_size");
  const double by_losses = per_doubling("tasks_odds_per_doubling_losses");
  const double by_refusals = per_doubling("tasks_odds_per_doubling_refusals");
  const double net = by_size + by_losses * per_doubling("loss_odds_per_doubling") +
                     by_refusals * per_doubling("refusal_odds_per_doubling");
  const double from_losses = by_losses * of.loss_scale, from_refusals = by_refusals * of.refusal_scale;
  const double chance = s.options.refusals == Refusals::separate ? std::hypot(from_losses, from_refusals)
                                                                 : std::abs(from_losses + from_refusals);
  const double scale = std::hypot(net * force.size_scale, chance);
  const auto parts = spread(mixture({decision.ultimatum_given_entry, 1.0 - decision.ultimatum_given_entry},
                                    {0.0, net * std::log(fixed_number("contingent_ratio_no_ultimatum"))}),
                            scale);
  const auto base =
      base_log_odds(s.model, "tasks_base", parts, row, "p_tasks_achieved over size, losses, refusals");
  return s.model.add(
      "tasks_achieved",
      Bernoulli(logistic(base + by_size * log(force.contingent / force.median) +
                         by_losses * (logit(of.monthly) - logit(of.loss_level) - of.mean_shift) +
                         by_refusals * (logit(of.refusals) - logit(of.refusal_level)))),
      {.when = decision.entry,
       .description = "the units fulfil their tasks",
       .criterion = "by 30 November 2023 " + seen_as("tasks_achieved"),
       .source = source_of("tasks_achieved")});
}

// p_defeat_given_entry is the margin given an entry. It contradicts p_tasks_achieved if they sum to
// more than one; p_tasks_achieved then takes precedence.
inline Event state_defeat(Statement& s, const Decision& decision, const Event& tasks,
                          const Parameter& tasks_row) {
  const auto row = s.range("p_defeat_given_entry");
  const auto margin = s.derived("defeat_margin", (min)(row, 0.99 * (1.0 - tasks_row)),
                                "p_defeat_given_entry, at most .99 of what p_tasks_achieved leaves");
  const Shares shifts = {log_of("defeat_odds_holding"), 0.0, log_of("defeat_odds_failing")};
  const auto base = base_log_odds(
      s.model, "defeat_base", mixture(decision.front_given.entry, shifts), margin / (1.0 - tasks_row),
      "defeat_margin over the front, among entries that do not achieve their tasks");
  return s.model.add(
      "defeat", Bernoulli(if_then_else(tasks, 0.0, by_front(decision.front, logistic_each(base, shifts)))),
      {.when = decision.entry,
       .description = "the units are defeated",
       .criterion = "by 30 November 2023 " + seen_as("defeat"),
       .source = source_of("defeat")});
}

// p_suspend_given_setback is the margin given a setback; the Kremlin's veto lowers it if there was
// an ultimatum.
inline Event state_suspension(Statement& s, const Decision& decision, const Event& setback) {
  const auto after = s.range("p_suspend_given_setback");
  const auto otherwise = s.range("p_suspend_no_setback");
  const Real veto = log_of("suspension_odds_ultimatum");
  const auto parts =
      mixture({decision.ultimatum_given_entry, 1.0 - decision.ultimatum_given_entry}, {veto, 0.0});
  const auto base_after = base_log_odds(s.model, "suspension_base_setback", parts, after,
                                        "p_suspend_given_setback over the ultimatum");
  const auto base_otherwise = base_log_odds(s.model, "suspension_base_no_setback", parts, otherwise,
                                            "p_suspend_no_setback over the ultimatum");
  return s.model.add(
      "suspension",
      Bernoulli(table({setback, decision.ultimatum}, {{{no, no}, logistic(base_otherwise)},
                                                      {{no, yes}, logistic(base_otherwise + veto)},
                                                      {{yes, no}, logistic(base_after)},
                                                      {{yes, yes}, logistic(base_after + veto)}})),
      {.when = decision.entry,
       .description = "Minsk suspends its part in the fighting",
       .criterion = "for a month, begun within three months of the first setback or by 30 November 2023 "
                    "without one, Belarusian units undertake no offensive action, by the daily reports of "
                    "Ukraine's General Staff and the Institute for the Study of War",
       .source = source_of("suspension")});
}

// An entry occurs at any time of the year; a suspension ends the fighting after 1 to 4 months.
inline Quantity state_months(Statement& s, const Event& entry, const Event& suspension) {
  const Quantity month = s.model.add("entry_month", Uniform(0, 12),
                                     {.when = entry,
                                      .unit = "months",
                                      .description = "from 1 December 2022 to the entry",
                                      .source = "judgement: any time is as good as another"});
  const Quantity until =
      s.model.add("months_to_suspension",
                  Uniform(fixed_number("suspension_first_month"), fixed_number("suspension_last_month")),
                  {.when = entry,
                   .unit = "months",
                   .description = "from the entry, where there is a suspension",
                   .source = "judgement"});
  return s.model.add("months_engaged",
                     Deterministic(if_then_else(suspension, (min)(until, 12.0 - month), 12.0 - month)),
                     {.when = entry,
                      .unit = "months",
                      .description = "in the fighting by 30 November 2023, to its end or to the suspension",
                      .source = "follows from entry_month and suspension"});
}

inline Quantity state_people(Statement& s, const std::string& name, const std::string& what,
                             const Event& entry, const Real& formula) {
  return s.model.add(
      name, Deterministic(formula),
      {.when = entry,
       .unit = "people",
       .description = what + ", by 30 November 2023",
       .source =
           "follows from contingent, monthly_losses, refusals and months_engaged; no replacements are sent"});
}

inline Battlefield state_battlefield(Statement& s, const Decision& decision) {
  const Force force = state_contingent(s, decision);
  const Event small = s.model.add(
      "small_contingent", Deterministic(force.contingent < 5000),
      {.when = decision.entry,
       .description = "Minsk sends as few as possible",
       .criterion = "at no time by 30 November 2023 are 5,000 or more Belarusian soldiers in Ukraine at "
                    "once, by the lowest estimate of two of Ukraine's General Staff, the UK Ministry of "
                    "Defence and the Institute for the Study of War",
       .source = "article: \"as few of them as possible\"; judged .55/.75/.92, a check on the contingent"});
  const Losses losses = state_losses(s, decision, force);
  const Parameter tasks_row = s.range("p_tasks_achieved");
  const Event tasks = state_tasks(s, decision, force, losses, tasks_row);
  const Event defeat = state_defeat(s, decision, tasks, tasks_row);
  const Event setback = s.model.add(
      "setback", Deterministic(losses.monthly >= 0.10 || losses.refusals >= 1.0 / 6 || defeat),
      {.when = decision.entry,
       .description = "the first negative experience",
       .criterion =
           "by 30 November 2023 a tenth of the contingent is killed or wounded within a month, or a sixth "
           "refuses to serve, or it retreats from a position taken (a defeat includes that), reported by two "
           "of Ukraine's General Staff, independent Belarusian media and a major news agency",
       .source =
           "article: \"after the first negative experience\"; follows from losses, refusals and defeat"});
  const Event suspension = state_suspension(s, decision, setback);
  const Quantity months = state_months(s, decision.entry, suspension);
  const Parameter dead_share = s.range("dead_share");
  const Real casualties = force.contingent * (1.0 - exp(months * log(1.0 - losses.monthly)));
  const Quantity dead = state_people(s, "dead", "soldiers killed", decision.entry, casualties * dead_share);
  const Quantity wounded =
      state_people(s, "wounded", "soldiers wounded", decision.entry, casualties * (1.0 - dead_share));
  const Quantity refused = state_people(s, "refused", "soldiers who refuse to serve", decision.entry,
                                        force.contingent * losses.refusals);
  return {force,      losses,     small,  tasks, defeat,  setback,
          suspension, dead_share, months, dead,  wounded, refused};
}

}  // namespace casus::study::detail
