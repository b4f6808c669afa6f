// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/sequential/news.hpp"

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

News::News(const Horizon& horizon, const Query& query)
    : horizon_(horizon), query_(query), constants_(detail::size(horizon.timeline().constants().variables())),
      pending_(detail::at(horizon.steps() + 1)), seen_(detail::at(horizon.steps() + 1)) {
  const auto asked = detail::size(horizon.asked().variables());
  for (Index i = constants_; i < asked; ++i)
    now_.emplace(i, now_of(horizon.timeline(), horizon.place(i).series));
  if (query.condition()) take_apart(query.condition()->node(), true);
  for (const Evidence& evidence : query.evidence()) take(evidence);
}

bool News::Made::operator==(const Made& other) const {
  return step == other.step && evidence == other.evidence &&
         std::equal(conditions.begin(), conditions.end(), other.conditions.begin(), other.conditions.end(),
                    detail::same_expression);
}

std::size_t News::MadeHash::operator()(const Made& made) const {
  std::size_t hash = std::hash<std::string>()(made.step);
  for (const NodePtr& condition : made.conditions) hash = detail::combined_hash(hash, condition->hash());
  return detail::combined_hash(hash, detail::CircumstancesHash()(made.evidence));
}

void News::take_apart(const NodePtr& condition, bool holds) {
  detail::for_each_assertion(condition, holds, [&](const NodePtr& part, bool part_holds) {
    if (part->op == Op::logical_and || part->op == Op::logical_or)
      if ((part->op == Op::logical_and) == part_holds) return true;
    take(part, part_holds);
    return false;
  });
}

void News::take(const NodePtr& condition, bool holds) {
  const NodePtr part = holds ? condition : (!Boolean(condition)).node();
  std::set<Index> steps;
  for (const Index variable : Formula(condition).variables())
    if (const Index step = horizon_.place(variable).step; step >= 0) steps.insert(step);
  if (steps.size() > 1) {
    tests_.push_back(part);
    return;
  }
  reads_.push_back(part);
  pending(steps.empty() ? -1 : *steps.begin()).add(detail::Substituted(now_)(part));
}

void News::take(const Evidence& evidence) {
  const Index number = evidence.variable->index;
  const Horizon::Place& place = horizon_.place(number);
  const Scope& asked = horizon_.asked();
  if (const auto& guard = asked.variable(number).guard; guard && !evidence.is_virtual())
    take_apart(asked.variable(*guard).node, true);
  std::vector<bool> looked_at(horizon_.timeline().series().size());
  if (!evidence.is_virtual() && place.series >= 0 && !horizon_.is_declared(place.series) &&
      is_discrete(place.series, looked_at))
    return take_apart((Real(evidence.variable) == Real(evidence.value)).node(), true);
  reads_.push_back(evidence.variable);
  Evidence own = evidence;
  own.variable = detail::Substituted(now_)(evidence.variable);
  pending(place.step).evidence.push_back(std::move(own));
}

// Returns whether a series that a question adds, such as a count, takes each of its values with
// positive probability, because everything that it is computed from is discrete. `looked_at`:
// series already visited.
bool News::is_discrete(Index series, std::vector<bool>& looked_at) const {
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

Redrawing News::redrawing() {
  return {reads_, [this](Index step, const std::string& key,
                         const std::function<std::shared_ptr<const Slice>()>& slice) {
            return change(step, key, slice);
          }};
}

const Redrawn* News::change(Index step, const std::string& key,
                            const std::function<std::shared_ptr<const Slice>()>& slice) {
  const Pending& what = pending(step);
  if (what.empty()) return nullptr;
  auto& seen = made_[{key, what.conditions.all(), {.evidence = what.evidence}}];
  if (!seen) seen = see(step, what, slice());
  for (const NodePtr& condition : seen->before) {
    const auto variables = Formula(condition).variables();
    const bool is_constant = std::all_of(variables.begin(), variables.end(),
                                         [&](Index variable) { return variable < constants_; });
    pending(is_constant ? -1 : step - 1).add(condition);
  }
  if (seen->is_nothing) return nullptr;
  seen_[index(step)] = seen.get();
  return &seen->redrawn;
}

// Errors name the question, or the variable and its step.
Proposal News::proposal(Index step, const Pending& what, const Slice& slice) const {
  detail::Substitution places;
  for (std::size_t i = 0; i < slice.now.size(); ++i)
    if (slice.now[i]) places.emplace(horizon_.timeline().series()[i].now, slice.now[i]);
  detail::Substituted here(places);
  Query query = P(yes).under(slice.under);
  for (const NodePtr& condition : what.conditions.all()) query = query.given(Boolean(here(condition)));
  for (Evidence evidence : what.evidence) {
    evidence.variable = here(evidence.variable);
    query = query.given(evidence);
  }
  try {
    return {slice.model, query, slice.first_drawn};
  } catch (const Error& error) {
    const std::string date = step < 0 ? "" : '[' + std::to_string(step) + ']';
    throw Error(error.subject() == to_text(query) ? to_text(query_) : error.subject() + date,
                error.expected(), error.got(), error.hint());
  }
}

std::unique_ptr<const News::Seen> News::see(Index step, const Pending& what,
                                            std::shared_ptr<const Slice> slice) const {
  Proposal proposal = this->proposal(step, what, *slice);
  detail::Substitution places;
  for (std::size_t i = 0; i < slice->last.size(); ++i)
    if (slice->last[i])
      places.emplace(slice->last[i]->index, now_of(horizon_.timeline(), static_cast<Index>(i)));
  std::vector<NodePtr> before;
  if (step >= 0)
    proposal.leave_out_tests([&](const NodePtr& test) {
      const auto variables = Formula(test).variables();
      if (variables.empty() || variables.back() >= slice->first_drawn) return false;
      before.push_back(detail::Substituted(places)(test));
      return true;
    });
  Redrawn redrawn{slice, &proposal.model(), proposal.settings(), {}};
  const WeightOutputs outputs(proposal, redrawn.outputs);
  const bool is_nothing =
      redrawn.outputs.empty() && proposal.tables().empty() && redrawn.under.size() == slice->under.size();
  return std::make_unique<const Seen>(Seen{std::move(slice), std::move(proposal), std::move(redrawn), outputs,
                                           made_.size() - 1, std::move(before), is_nothing});
}

const News::Seen* News::at(Index step) const { return seen_[index(step)]; }

bool News::has_probability() const {
  return std::all_of(made_.begin(), made_.end(),
                     [](const auto& seen) { return seen.second->proposal.has_probability(); });
}

std::vector<ScaledTables> News::tables(std::span<const double> parameters) const {
  std::vector<ScaledTables> all(made_.size());
  for (const auto& [key, seen] : made_) all[seen->number] = seen->proposal.tables().evaluate(parameters);
  return all;
}

}  // namespace casus
