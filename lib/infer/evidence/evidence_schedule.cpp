// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/evidence_schedule.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <casus/detail/index.hpp>

namespace casus {

namespace {

std::size_t index(Index step) { return detail::at(step + 1); }

// Returns the value of a series, of any kind, in this step.
NodePtr now_of(const Timeline& timeline, Index series) {
  return timeline.scope().variable(timeline.series()[static_cast<std::size_t>(series)].now).node;
}

}  // namespace

EvidenceSchedule::EvidenceSchedule(const Horizon& horizon, const Query& query, IsRead is_read)
    : horizon_(horizon), query_(query), is_read_(std::move(is_read)),
      constants_(detail::size(horizon.timeline().constants().variables())),
      stated_(detail::at(horizon.steps() + 1)), at_step_(detail::at(horizon.steps() + 1)) {
  const auto asked = detail::size(horizon.asked().variables());
  for (Index i = constants_; i < asked; ++i)
    now_.emplace(i, now_of(horizon.timeline(), horizon.place(i).series));
  if (query.condition()) decompose(query.condition()->node(), true);
  for (const Evidence& evidence : query.evidence()) add(evidence);
}

bool EvidenceSchedule::ModelKey::operator==(const ModelKey& other) const {
  return step == other.step && read == other.read && evidence == other.evidence &&
         std::equal(conditions.begin(), conditions.end(), other.conditions.begin(), other.conditions.end(),
                    detail::same_expression);
}

std::size_t EvidenceSchedule::ModelKeyHash::operator()(const ModelKey& key) const {
  std::size_t hash = std::hash<std::string>()(key.step);
  for (const NodePtr& condition : key.conditions) hash = detail::combined_hash(hash, condition->hash());
  return detail::combined_hash(hash, detail::CircumstancesHash()(key.evidence));
}

void EvidenceSchedule::decompose(const NodePtr& condition, bool holds) {
  detail::for_each_assertion(condition, holds, [&](const NodePtr& part, bool part_holds) {
    if (part->op == Op::logical_and || part->op == Op::logical_or)
      if ((part->op == Op::logical_and) == part_holds) return true;
    add(part, part_holds);
    return false;
  });
}

void EvidenceSchedule::add(const NodePtr& condition, bool holds) {
  const NodePtr part = holds ? condition : (!Boolean(condition)).node();
  std::set<Index> steps;
  for (const Index variable : Formula(condition).variables())
    if (const Index step = horizon_.place(variable).step; step >= 0) steps.insert(step);
  if (steps.size() > 1) {
    tests_.push_back(part);
    return;
  }
  reads_.push_back(part);
  stated(steps.empty() ? -1 : *steps.begin()).add(detail::Substituted(now_)(part));
}

void EvidenceSchedule::add(const Evidence& evidence) {
  const Index number = evidence.variable->index;
  const Horizon::Place& place = horizon_.place(number);
  const Scope& asked = horizon_.asked();
  if (const auto& guard = asked.variable(number).guard; guard && !evidence.is_virtual())
    decompose(asked.variable(*guard).node, true);
  std::vector<bool> looked_at(horizon_.timeline().series().size());
  if (!evidence.is_virtual() && place.series >= 0 && !horizon_.is_declared(place.series) &&
      is_discrete(place.series, looked_at))
    return decompose((Real(evidence.variable) == Real(evidence.value)).node(), true);
  reads_.push_back(evidence.variable);
  Evidence own = evidence;
  own.variable = detail::Substituted(now_)(evidence.variable);
  stated(place.step).evidence.push_back(std::move(own));
}

// Returns whether a series that a question adds, such as a count, takes each of its values with
// positive probability, because everything that it is computed from is discrete. `looked_at`:
// series already visited.
bool EvidenceSchedule::is_discrete(Index series, std::vector<bool>& looked_at) const {
  if (looked_at[detail::at(series)]) return true;
  looked_at[detail::at(series)] = true;
  const Timeline& timeline = horizon_.timeline();
  if (timeline.kind(series) != Kind::quantity) return true;
  const StatedSeries& of = timeline.series()[detail::at(series)];
  for (const auto& law : {of.first, of.step})
    if (law && law->family->role != distribution::Role::formula) return false;
  for (const bool is_first : {true, false}) {
    const Timeline::Reads reads = timeline.reads(series, is_first);
    for (const auto& others : {reads.now, reads.last})
      for (const Index other : others)
        if (!is_discrete(other, looked_at)) return false;
    for (const Index constant : reads.constants)
      if (!horizon_.asked().variable(constant).is_discrete()) return false;
  }
  return true;
}

void EvidenceSchedule::prepare(const StepModels& models,
                               const std::function<std::shared_ptr<const TwoSliceModel>(Index step)>& slice) {
  for (Index step = models.last(); step >= -1; --step)
    override_step(step, models.key(step), [&] { return slice(step); });
}

// Returns whether signals about values at a step may be averaged.
bool EvidenceSchedule::averages(Index step, const StatedEvidence& stated_here) const {
  return is_read_ && step >= 0 &&
         std::any_of(stated_here.evidence.begin(), stated_here.evidence.end(),
                     [](const Evidence& evidence) { return evidence.is_virtual(); });
}

std::vector<Index> EvidenceSchedule::read_at(Index step) const {
  std::vector<Index> all;
  for (Index series = 0; series < detail::size(horizon_.timeline().series()); ++series)
    if (is_read_(series, step)) all.push_back(series);
  return all;
}

StepOverrides EvidenceSchedule::overrides() {
  return {reads_, [this](Index step, const std::string& key,
                         const std::function<std::shared_ptr<const TwoSliceModel>()>& slice) {
            return override_step(step, key, slice);
          }};
}

const StepOverride* EvidenceSchedule::override_step(
    Index step, const std::string& key, const std::function<std::shared_ptr<const TwoSliceModel>()>& slice) {
  const StatedEvidence& stated_here = stated(step);
  if (stated_here.empty()) return nullptr;
  auto& evidence_here = compiled_[{key,
                                   stated_here.conditions.all(),
                                   {.evidence = stated_here.evidence},
                                   averages(step, stated_here) ? read_at(step) : std::vector<Index>()}];
  if (!evidence_here) evidence_here = compile(step, stated_here, slice());
  for (const NodePtr& condition : evidence_here->about_last) {
    const auto variables = Formula(condition).variables();
    const bool is_constant = std::all_of(variables.begin(), variables.end(),
                                         [&](Index variable) { return variable < constants_; });
    stated(is_constant ? -1 : step - 1).add(condition);
  }
  if (evidence_here->is_empty) return nullptr;
  at_step_[index(step)] = evidence_here.get();
  return &evidence_here->step_override;
}

// Errors name the question, or the variable and its step.
Proposal EvidenceSchedule::proposal(Index step, const StatedEvidence& stated_here,
                                    const TwoSliceModel& slice) const {
  detail::Substitution places;
  for (std::size_t i = 0; i < slice.now.size(); ++i)
    if (slice.now[i]) places.emplace(horizon_.timeline().series()[i].now, slice.now[i]);
  detail::Substituted here(places);
  Query query = P(yes).under(slice.under);
  for (const NodePtr& condition : stated_here.conditions.all()) query = query.given(Boolean(here(condition)));
  for (Evidence evidence : stated_here.evidence) {
    evidence.variable = here(evidence.variable);
    query = query.given(evidence);
  }
  std::vector<NodePtr> read;
  const bool averages = this->averages(step, stated_here);
  if (averages)
    for (const Index series : read_at(step))
      if (const NodePtr& now = slice.now[detail::at(series)])
        read.push_back(now->op == Op::category ? detail::make_state(now, 0) : now);
  try {
    return {slice.model, query, slice.first_drawn, averages ? &read : nullptr};
  } catch (const Error& error) {
    const std::string date = step < 0 ? "" : '[' + std::to_string(step) + ']';
    throw Error(error.subject() == to_text(query) ? to_text(query_) : error.subject() + date,
                error.expected(), error.got(), error.hint());
  }
}

std::unique_ptr<const EvidenceSchedule::StepEvidence> EvidenceSchedule::compile(
    Index step, const StatedEvidence& stated_here, std::shared_ptr<const TwoSliceModel> slice) const {
  Proposal proposal = this->proposal(step, stated_here, *slice);
  detail::Substitution places;
  for (std::size_t i = 0; i < slice->last.size(); ++i)
    if (slice->last[i])
      places.emplace(slice->last[i]->index, now_of(horizon_.timeline(), static_cast<Index>(i)));
  std::vector<NodePtr> about_last;
  if (step >= 0)
    proposal.leave_out_tests([&](const NodePtr& test) {
      const auto variables = Formula(test).variables();
      if (variables.empty() || variables.back() >= slice->first_drawn) return false;
      about_last.push_back(detail::Substituted(places)(test));
      return true;
    });
  StepOverride step_override{slice, &proposal.model(), proposal.settings(), {}};
  const WeightOutputs outputs(proposal, step_override.outputs);
  const bool is_empty = step_override.outputs.empty() && proposal.tables().empty() &&
                        step_override.under.size() == slice->under.size();
  return std::make_unique<const StepEvidence>(
      StepEvidence{std::move(slice), std::move(proposal), std::move(step_override), outputs,
                   compiled_.size() - 1, std::move(about_last), is_empty});
}

const EvidenceSchedule::StepEvidence* EvidenceSchedule::at(Index step) const { return at_step_[index(step)]; }

bool EvidenceSchedule::has_probability() const {
  return std::all_of(compiled_.begin(), compiled_.end(), [](const auto& evidence_here) {
    return evidence_here.second->proposal.has_probability();
  });
}

std::vector<ScaledTables> EvidenceSchedule::tables(std::span<const double> parameters) const {
  std::vector<ScaledTables> all(compiled_.size());
  for (const auto& [key, evidence_here] : compiled_)
    all[evidence_here->number] = evidence_here->proposal.tables().evaluate(parameters);
  return all;
}

}  // namespace casus
