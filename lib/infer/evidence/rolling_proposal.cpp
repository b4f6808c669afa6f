// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/rolling_proposal.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <tuple>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/model/changes.hpp>

#include "infer/evidence/belief_propagation.hpp"

namespace casus {

namespace {

using detail::at;

std::size_t place_of(Index step) { return at(step + 1); }

// Orders tilts, to find equal ones.
struct TiltsLess {
  bool operator()(const std::vector<Proposal::Tilt>& a, const std::vector<Proposal::Tilt>& b) const {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](const Proposal::Tilt& one, const Proposal::Tilt& other) {
                                          return std::tie(one.variable, one.mixed, one.message) <
                                                 std::tie(other.variable, other.mixed, other.message);
                                        });
  }
};

// Equal tilts of several steps, as one object.
class DistinctTilts {
public:
  std::shared_ptr<const std::vector<Proposal::Tilt>> operator()(std::vector<Proposal::Tilt> tilts) {
    if (tilts.empty()) return nullptr;
    auto& found = all_[tilts];
    if (!found) found = std::make_shared<const std::vector<Proposal::Tilt>>(std::move(tilts));
    return found;
  }

private:
  std::map<std::vector<Proposal::Tilt>, std::shared_ptr<const std::vector<Proposal::Tilt>>, TiltsLess> all_;
};

// Rounds a message to powers of a base, such that the log weight varies by about `variance` more.
// An error of d in the log of the factor of a state of probability q adds q (1 - q) d^2 to it, and
// rounding to multiples of w makes d^2 equal to w^2 / 12 on average. Bases are powers of two of one
// another, so that steps with nearly equal messages have equal ones.
void round_message(std::vector<double>& message, const Belief& belief, double variance) {
  constexpr double coarsest = 0.7, finest = 0.01;
  for (std::size_t state = 0; state < message.size(); ++state) {
    const double q = belief.above.empty() ? 0.5 : belief.posterior(state);
    double wanted = std::sqrt(12 * variance / (std::max)(q * (1 - q), 1e-300));
    if (!(wanted >= finest)) wanted = finest;
    double width = coarsest;
    while (width > wanted) width /= 2;
    message[state] = (std::min)(1.0, std::exp(width * std::round(std::log(message[state]) / width)));
  }
}

}  // namespace

// The model and evidence of a step; steps may share one.
struct RollingProposal::Step {
  std::shared_ptr<const TwoSliceModel> slice;
  Proposal proposal;
  bool has_evidence;
  std::vector<bool> is_twin = twinned(slice->model);
  std::vector<HiddenGroup> groups = {};  // those within the step
  std::vector<Index> linked = {};        // evidence of the groups that depend on earlier steps
};

struct RollingProposal::Shared {
  const Horizon& horizon;
  const Query& query;
  std::vector<NodePtr> targets;
  std::set<std::pair<Index, Index>> asked;  // series and step that targets and tests read
  EvidenceSchedule evidence;
  std::optional<StepModels> models;
  Index constants;
  std::map<std::string, std::shared_ptr<const TwoSliceModel>> slices;  // by key
  std::vector<std::unique_ptr<const Step>> all;
  std::vector<const Step*> by_step;  // from -1 on

  Shared(const Horizon& horizon_of, const Query& query_of, const std::vector<NodePtr>& targets_of)
      : horizon(horizon_of), query(query_of), targets(targets_of),
        evidence(horizon_of, query_of, [this](Index series, Index step) { return is_read(series, step); }),
        constants(detail::size(horizon_of.constants().variables())) {
    std::vector<NodePtr> expressions = evidence.tests();
    expressions.insert(expressions.end(), targets.begin(), targets.end());
    for (const NodePtr& expression : expressions)
      for (const Index variable : Formula(expression).variables())
        asked.emplace(horizon.place(variable).series, horizon.place(variable).step);
    models.emplace(horizon, query.interventions(), expressions, evidence.reads());
    evidence.prepare(*models, [this](Index step) { return slice(step); });
    make_steps();
  }

  Index last() const { return models->last(); }
  const Step& step(Index number) const { return *by_step[place_of(number)]; }
  // Returns the variable of a series in the model of a step.
  Index now(Index step_number, Index series) const { return step(step_number).slice->now[at(series)]->index; }
  // Returns the series whose last value a variable of a step's model is.
  Index series_of_last(const TwoSliceModel& of, Index variable) const {
    for (std::size_t i = 0; i < of.last.size(); ++i)
      if (of.last[i] && of.last[i]->index == variable) return static_cast<Index>(i);
    return -1;
  }

private:
  bool is_read(Index series, Index step_number) const {
    return (models->carried()[at(series)] && step_number < last()) || asked.contains({series, step_number});
  }

  std::shared_ptr<const TwoSliceModel> slice(Index step_number) {
    auto& found = slices[models->key(step_number)];
    if (!found) found = models->slice(step_number);
    return found;
  }

  // Returns the values of quantities that are known before a step, by variable of its model.
  std::map<Index, double> known_before(const TwoSliceModel& of) const {
    std::map<Index, double> values;
    if (by_step.empty()) return values;
    const auto constant = by_step.front()->proposal.known(), before = by_step.back()->proposal.known();
    for (std::size_t i = 0; i < constant.size(); ++i)
      if (constant[i] && !horizon.constants().variables()[i].is_discrete())
        values.emplace(static_cast<Index>(i), *constant[i]);
    for (std::size_t i = 0; i < of.last.size(); ++i) {
      if (!of.last[i] || of.model.variables()[at(of.last[i]->index)].is_discrete()) continue;
      const NodePtr& then = by_step.back()->slice->now[i];
      if (const auto& value = before[at(then->index)]) values.emplace(of.last[i]->index, *value);
    }
    return values;
  }

  void make_steps() {
    using Key =
        std::tuple<const TwoSliceModel*, const EvidenceSchedule::StepEvidence*, std::map<Index, double>>;
    std::map<Key, const Step*> made;
    for (Index number = -1; number <= last(); ++number) {
      const EvidenceSchedule::StepEvidence* const own = evidence.at(number);
      const auto of = own ? own->slice : slice(number);
      std::map<Index, double> known;
      if (own && !own->proposal.groups().empty()) known = known_before(*of);
      const Step*& found = made[{of.get(), own, known}];
      if (!found) {
        all.push_back(make_step(of, own, known));
        found = all.back().get();
      }
      by_step.push_back(found);
    }
  }

  static std::unique_ptr<const Step> make_step(const std::shared_ptr<const TwoSliceModel>& of,
                                               const EvidenceSchedule::StepEvidence* own,
                                               const std::map<Index, double>& known) {
    auto made = std::make_unique<Step>(Step{
        of,
        own ? own->proposal.knowing(known) : Proposal(of->model, P(yes).under(of->under), of->first_drawn),
        own != nullptr});
    if (!own) return made;
    for (HiddenGroup& group : made->proposal.groups()) {
      const bool is_linked = !group.hidden.empty() && group.hidden.front() < of->first_drawn;
      if (is_linked)
        made->linked.insert(made->linked.end(), group.evidence.begin(), group.evidence.end());
      else
        made->groups.push_back(std::move(group));
    }
    return made;
  }
};

// The relevant variables of a step's model, and what it reads of the step before and of constants.
struct RollingProposal::Relevant {
  std::vector<bool> of;
  std::vector<Index> last;  // series
  std::vector<Index> constants;
};

struct RollingProposal::Relevance {
  std::map<std::pair<const Step*, std::vector<Index>>, Relevant> all;
  std::vector<const Relevant*> by_step;  // from -1 on

  const std::vector<bool>& at(Index step) const { return by_step[place_of(step)]->of; }
  bool is_empty() const {
    return std::none_of(by_step.begin(), by_step.end(), [](const Relevant* one) {
      return std::any_of(one->of.begin(), one->of.end(), [](bool is) { return is; });
    });
  }
};

// Evidence about quantities of several steps, with all that it depends on: pairs of a step and a
// variable of its model.
struct RollingProposal::LinkedGroup {
  using Members = std::set<std::pair<Index, Index>>;
  Members evidence, hidden, causes, formulas, known;
  Index rows = 1;  // combinations of the states of the causes; if groups were merged, of some of them

  bool overlaps(const LinkedGroup& other) const {
    return std::any_of(hidden.begin(), hidden.end(),
                       [&](const auto& one) { return other.hidden.contains(one); });
  }
  void merge(LinkedGroup other) {
    evidence.merge(other.evidence);
    hidden.merge(other.hidden);
    // At least that many: causes may be common to both.
    rows = (std::max)(rows, other.rows);
    causes.merge(other.causes);
    formulas.merge(other.formulas);
    known.merge(other.known);
  }
};

// Numbers of the variables of all steps, for belief propagation.
class RollingProposal::Numbers {
public:
  explicit Numbers(const Shared& shared) : shared_(shared), count_(shared.constants) {
    for (Index step = 0; step <= shared.last(); ++step) {
      const TwoSliceModel& slice = *shared.step(step).slice;
      begin_.push_back(count_ - slice.first_drawn);
      count_ += detail::size(slice.model.variables()) - slice.first_drawn;
    }
  }

  std::size_t count() const { return at(count_); }
  // Returns the number of a variable of a step's model, which may stand for one of the step before.
  Index operator()(Index step, Index variable) const {
    if (variable < shared_.constants) return variable;
    const TwoSliceModel& slice = *shared_.step(step).slice;
    if (variable >= slice.first_drawn) return begin_[at(step)] + variable;
    return begin_[at(step - 1)] + shared_.now(step - 1, shared_.series_of_last(slice, variable));
  }
  std::vector<Index> operator()(Index step, const std::vector<Index>& variables) const {
    std::vector<Index> all;
    for (const Index variable : variables) all.push_back((*this)(step, variable));
    return all;
  }
  // Returns the number of a variable of `Horizon::asked()`.
  Index asked(Index variable) const {
    const Horizon::Place& place = shared_.horizon.place(variable);
    return place.series < 0 ? variable : (*this)(place.step, shared_.now(place.step, place.series));
  }

private:
  const Shared& shared_;
  Index count_;
  std::vector<Index> begin_;  // by step: number of its first variable, less that in its model
};

RollingProposal::RollingProposal(const Horizon& horizon, const Query& query,
                                 const std::vector<NodePtr>& targets)
    : shared_(std::make_shared<const Shared>(horizon, query, targets)), tilts_(shared_->by_step.size()) {}

const Horizon& RollingProposal::horizon() const noexcept { return shared_->horizon; }
const std::vector<Intervention>& RollingProposal::settings() const noexcept {
  return shared_->query.interventions();
}
const std::vector<NodePtr>& RollingProposal::tests() const noexcept { return shared_->evidence.tests(); }

std::pair<Index, Index> RollingProposal::place(Index step, Index variable) const {
  const TwoSliceModel& slice = *shared_->step(step).slice;
  if (step < 0 || variable >= slice.first_drawn) return {step, variable};
  if (variable < shared_->constants) return {-1, variable};
  return {step - 1, shared_->now(step - 1, shared_->series_of_last(slice, variable))};
}

std::optional<Index> RollingProposal::fixed(const std::pair<Index, Index>& place) const {
  return shared_->step(place.first).proposal.fixed()[at(place.second)];
}

std::vector<NodePtr> RollingProposal::reads() const {
  std::vector<NodePtr> all = shared_->evidence.reads();
  if (is_mixed_) all.insert(all.end(), shared_->targets.begin(), shared_->targets.end());
  return all;
}

bool RollingProposal::has_open_tests() const {
  const auto reads_quantities = [](const NodePtr& test) { return !Formula(test).quantities().empty(); };
  return std::any_of(tests().begin(), tests().end(), reads_quantities) ||
         std::any_of(shared_->all.begin(), shared_->all.end(),
                     [](const auto& step) { return step->proposal.has_open_tests(); });
}

bool RollingProposal::has_probability() const { return shared_->evidence.has_probability(); }

std::string RollingProposal::names() const {
  std::vector<std::string> names;
  for (Index number = -1; number <= shared_->last(); ++number) {
    const Step& step = shared_->step(number);
    const std::string date = number < 0 ? "" : '[' + std::to_string(number) + ']';
    for (const Index variable : step.proposal.observed())
      names.push_back(step.slice->model.variables()[at(variable)].name + date);
  }
  return detail::joined(names);
}

RollingProposal::Relevance RollingProposal::relevance(const std::vector<NodePtr>& targets) const {
  const Shared& shared = *shared_;
  std::map<Index, std::set<Index>> asked;  // series by step; constants at -1
  for (const auto& read_from : {std::cref(tests()), std::cref(targets)})
    for (const NodePtr& expression : read_from.get())
      for (const Index variable : Formula(expression).variables()) {
        const Horizon::Place& place = shared.horizon.place(variable);
        asked[place.step].insert(place.series < 0 ? variable : place.series);
      }
  Relevance found;
  found.by_step.resize(shared.by_step.size());
  std::vector<Index> later;  // series that the step after reads
  for (Index number = shared.last(); number >= -1; --number) {
    const Step& step = shared.step(number);
    std::set<Index>& read = asked[number];
    read.insert(later.begin(), later.end());
    const auto [entry, is_new] = found.all.try_emplace({&step, {read.begin(), read.end()}});
    Relevant& here = entry->second;
    found.by_step[place_of(number)] = &here;
    if (is_new) {
      std::vector<Index> variables;
      for (const Index one : read) variables.push_back(number < 0 ? one : step.slice->now[at(one)]->index);
      here.of = step.proposal.relevant({}, variables);
      for (Index i = 0; number >= 0 && i < shared.constants; ++i)
        if (here.of[at(i)]) here.constants.push_back(i);
      for (std::size_t i = 0; i < step.slice->last.size(); ++i)
        if (const NodePtr& last = step.slice->last[i]; last && here.of[at(last->index)])
          here.last.push_back(static_cast<Index>(i));
      // Variables of earlier steps are relevant there.
      std::fill_n(here.of.begin(), step.slice->first_drawn, false);
    }
    asked[-1].insert(here.constants.begin(), here.constants.end());
    later = number > 0 ? here.last : std::vector<Index>();
    if (number >= 0) asked.erase(number);
  }
  return found;
}

std::vector<Belief> RollingProposal::beliefs(const Randomness& randomness, const Relevance& relevance,
                                             const Numbers& numbers) const {
  const Shared& shared = *shared_;
  std::map<std::pair<const Step*, const Relevant*>, std::vector<TabledFactor>> made;
  std::map<std::pair<std::size_t, Index>, std::shared_ptr<const StateTable>> known_states;
  std::vector<TabledFactor> all;
  const bool links = has_links();
  for (Index number = -1; number <= shared.last(); ++number) {
    const Step& step = shared.step(number);
    const Relevant* const relevant = relevance.by_step[place_of(number)];
    const auto [entry, is_new] = made.try_emplace({&step, relevant});
    if (is_new)
      entry->second =
          step.proposal.factors(randomness, relevant->of, links ? std::vector<HiddenGroup>() : step.groups);
    for (const TabledFactor& factor : entry->second)
      all.emplace_back(factor.table, numbers(number, factor.variables),
                       factor.own < 0 ? factor.own : numbers(number, factor.own));
    // The tables of the next step do not know the states that are fixed in this one.
    const FixedStates& fixed = step.proposal.fixed();
    for (std::size_t i = at(step.slice->first_drawn); i < fixed.size(); ++i) {
      if (!fixed[i]) continue;
      auto& table = known_states[{step.slice->model.variables()[i].states.size(), *fixed[i]}];
      if (!table) {
        StateTable own(step.slice->model, {static_cast<Index>(i)});
        for (std::size_t state = 0; state < own.values.size(); ++state)
          own.values[state] = static_cast<Index>(state) == *fixed[i] ? 1 : 0;
        table = std::make_shared<const StateTable>(std::move(own));
      }
      all.emplace_back(table, std::vector<Index>{numbers(number, static_cast<Index>(i))}, Index{-1});
    }
  }
  if (links) {
    const auto worlds = some_worlds(shared.horizon.constants(), randomness);
    for (const LinkedGroup& group : linked_groups())
      if (auto one = factor(group, numbers, worlds)) all.push_back(*std::move(one));
  }
  if (!tests().empty()) {
    const Model stand_ins = with_stand_ins(shared.horizon.constants(), shared.horizon.asked());
    for (const NodePtr& test : tests())
      if (auto table = truth_table(stand_ins, test)) {
        std::vector<Index> variables;
        for (const Index variable : table->variables) variables.push_back(numbers.asked(variable));
        all.emplace_back(std::make_shared<const StateTable>(*std::move(table)), std::move(variables),
                         Index{-1});
      }
  }
  return belief_propagation(numbers.count(), all);
}

RollingProposal::Adapted RollingProposal::adapted(const Randomness& randomness,
                                                  const std::vector<double>& least) const {
  constexpr double lost = 0.003;  // of the effective draws, by rounded messages
  const Shared& shared = *shared_;
  const Relevance relevance = this->relevance({});
  if (relevance.is_empty()) return {};
  const Numbers numbers(shared);
  const std::vector<Belief> beliefs = this->beliefs(randomness, relevance, numbers);
  Adapted all;
  const auto for_each_relevant = [&](const auto& visit) {
    for (Index number = -1; number <= shared.last(); ++number) {
      const std::vector<bool>& relevant = relevance.at(number);
      for (std::size_t i = 0; i < relevant.size(); ++i)
        if (relevant[i])
          visit(number, static_cast<Index>(i), beliefs[at(numbers(number, static_cast<Index>(i)))]);
    }
  };
  for_each_relevant([&](Index, Index, const Belief& belief) {
    for (std::size_t s = 0; !belief.below.empty() && s < belief.above.size(); ++s)
      all.states.emplace_back(belief.above[s], belief.posterior(s));
  });
  auto moved = std::make_shared<Moved>();
  const bool links = has_links();
  for (const auto& step : shared.all)
    if (auto own = links ? std::nullopt : step->proposal.moved(step->groups))
      moved->emplace(step.get(), *std::move(own));
  all.moves_quantities = !moved->empty();
  RollingProposal base = *this;
  if (all.moves_quantities) base.moved_ = std::move(moved);
  for (const double part : least) {
    std::vector<std::vector<Proposal::Tilt>> tilts(shared.by_step.size());
    const auto tilt = [&](Index number, Index variable, const Belief& belief) {
      const Step& step = shared.step(number);
      const bool can = !step.is_twin[at(variable)] && step.proposal.can_be_tilted(variable);
      return can ? Proposal::tilt_towards(variable, belief, part) : std::nullopt;
    };
    double count = 0;
    for_each_relevant([&](Index number, Index variable, const Belief& belief) {
      count += tilt(number, variable, belief) ? 1 : 0;
    });
    if (count == 0) break;
    for_each_relevant([&](Index number, Index variable, const Belief& belief) {
      auto one = tilt(number, variable, belief);
      if (!one) return;
      round_message(one->message, belief, lost / count);
      tilts[place_of(number)].push_back(*std::move(one));
    });
    RollingProposal changed = base;
    DistinctTilts distinct;
    for (std::size_t i = 0; i < tilts.size(); ++i) changed.tilts_[i] = distinct(std::move(tilts[i]));
    all.proposals.push_back(std::move(changed));
  }
  if (all.proposals.empty() && all.moves_quantities) all.proposals.push_back(std::move(base));
  return all;
}

std::optional<RollingProposal::WithRareStates> RollingProposal::with_rare_states(
    const Randomness& randomness, const std::vector<NodePtr>& targets) const {
  constexpr double rare = 0.01;
  const Shared& shared = *shared_;
  const Relevance relevance = this->relevance(targets);
  std::map<std::pair<const Step*, const Relevant*>, std::vector<std::vector<double>>> made;
  std::vector<std::pair<Index, Index>> variables;  // step and variable
  std::vector<std::vector<double>> rarity;
  for (Index number = -1; number <= shared.last(); ++number) {
    const Step& step = shared.step(number);
    const Relevant* const relevant = relevance.by_step[place_of(number)];
    const auto [entry, is_new] = made.try_emplace({&step, relevant});
    if (is_new) entry->second = step.proposal.rarities(randomness, relevant->of);
    const std::vector<bool> is_twin = twinned(step.slice->model, relevant->of);
    for (std::size_t i = 0; i < entry->second.size(); ++i) {
      const std::vector<double>& own = entry->second[i];
      if (own.empty() || *std::min_element(own.begin(), own.end()) >= rare) continue;
      if (is_twin[i]) return std::nullopt;
      variables.emplace_back(number, static_cast<Index>(i));
      rarity.push_back(own);
    }
  }
  const Proposal::RareMixture mixture = Proposal::rare_mixture(rarity);
  if (mixture.variables.empty()) return std::nullopt;
  WithRareStates found{*this, {}};
  found.proposal.is_mixed_ = true;
  std::vector<std::vector<Proposal::Tilt>> tilts(tilts_.size());
  for (std::size_t i = 0; i < tilts.size(); ++i)
    if (tilts_[i]) tilts[i] = *tilts_[i];
  for (const Index entry : mixture.variables) {
    const Index variable = variables[at(entry)].second;
    std::vector<Proposal::Tilt>& here = tilts[place_of(variables[at(entry)].first)];
    const auto own = std::find_if(here.begin(), here.end(),
                                  [&](const Proposal::Tilt& one) { return one.variable == variable; });
    if (own != here.end())
      own->mixed = mixture.share;
    else
      here.push_back({variable, std::vector<double>(rarity[at(entry)].size(), 1.0), mixture.share});
  }
  DistinctTilts distinct;
  for (std::size_t i = 0; i < tilts.size(); ++i) found.proposal.tilts_[i] = distinct(std::move(tilts[i]));
  for (const auto& [entry, state] : mixture.states) {
    const auto& [number, variable] = variables[at(entry)];
    found.states[number].emplace_back(variable, state);
  }
  return found;
}

bool RollingProposal::has_links() const {
  return std::any_of(shared_->all.begin(), shared_->all.end(),
                     [](const auto& step) { return !step->linked.empty(); });
}

// Follows evidence back through the steps, as `hidden_groups` does in one model. Groups that are
// too large to be used are left out.
std::vector<RollingProposal::LinkedGroup> RollingProposal::linked_groups() const {
  const Shared& shared = *shared_;
  std::vector<LinkedGroup> groups;
  const auto followed = [&](Index step, Index evidence) -> std::optional<LinkedGroup> {
    LinkedGroup group;
    group.evidence.emplace(step, evidence);
    std::vector<std::pair<Index, Index>> left{{step, evidence}};
    while (!left.empty()) {
      const auto [number, variable] = left.back();
      left.pop_back();
      for (const Index read : shared.step(number).slice->model.parents(variable)) {
        const std::pair<Index, Index> place = this->place(number, read);
        const Index parent = place.second;
        const Step& own = shared.step(place.first);
        if (own.proposal.known()[at(parent)] || own.proposal.fixed()[at(parent)]) {
          group.known.insert(place);
          continue;
        }
        const Variable& of = own.slice->model.variables()[at(parent)];
        const bool is_formula = of.distribution.is_formula();
        if (is_tabular(own.slice->model, parent)) {
          if (group.causes.insert(place).second) group.rows *= detail::size(of.states);
        } else if ((of.is_discrete() && !is_formula) || of.guard) {
          return std::nullopt;
        } else if ((is_formula ? group.formulas : group.hidden).insert(place).second) {
          left.push_back(place);
        }
        if (group.rows * (1 + detail::size(group.hidden)) > most_likelihoods) return std::nullopt;
      }
    }
    return group;
  };
  for (Index number = -1; number <= shared.last(); ++number) {
    const Step& step = shared.step(number);
    std::vector<Index> evidence = step.linked;
    for (const HiddenGroup& group : step.groups)
      evidence.insert(evidence.end(), group.evidence.begin(), group.evidence.end());
    for (const Index one : evidence) {
      auto group = followed(number, one);
      if (!group) continue;
      std::erase_if(groups, [&](const LinkedGroup& other) {
        if (!group->overlaps(other)) return false;
        group->merge(other);
        return true;
      });
      groups.push_back(*std::move(group));
    }
  }
  for (LinkedGroup& group : groups)
    std::erase_if(group.evidence, [&](const auto& one) {
      return std::any_of(groups.begin(), groups.end(),
                         [&](const LinkedGroup& other) { return other.hidden.contains(one); });
    });
  std::erase_if(groups, [](const LinkedGroup& group) { return group.evidence.empty(); });
  return groups;
}

// Makes a model of the group alone, in which causes and known values have placeholder
// distributions, and returns the likelihoods by cause.
std::optional<TabledFactor> RollingProposal::factor(const LinkedGroup& group, const Numbers& numbers,
                                                    const std::vector<std::vector<double>>& worlds) const {
  const Shared& shared = *shared_;
  const Timeline& timeline = shared.horizon.timeline();
  const std::size_t series_count = timeline.series().size();
  std::map<Index, std::vector<int>> members;  // by step and series: 1 if it is drawn, 2 if its value is given
  const auto add = [&](const LinkedGroup::Members& all, int as) {
    for (const auto& member : all) {
      const Index step = member.first, variable = member.second;
      if (step < 0) continue;
      const std::vector<NodePtr>& now = shared.step(step).slice->now;
      const auto found = std::find_if(now.begin(), now.end(),
                                      [&](const NodePtr& one) { return one && one->index == variable; });
      if (found == now.end()) return false;
      auto& here = members.try_emplace(step, series_count, 0).first->second;
      int& one = here[static_cast<std::size_t>(found - now.begin())];
      if (one == 0) one = as;
    }
    return true;
  };
  if (!add(group.evidence, 1) || !add(group.hidden, 1) || !add(group.formulas, 1) || !add(group.causes, 2) ||
      !add(group.known, 2) || members.empty())
    return std::nullopt;
  Model model = timeline.constants();
  std::map<std::pair<Index, Index>, Index> own_numbers;  // of members in that model
  std::vector<NodePtr> last;
  for (Index step = members.begin()->first; step <= members.rbegin()->first; ++step) {
    std::vector<int>& here = members.try_emplace(step, series_count, 0).first->second;
    for (bool changed = true; std::exchange(changed, false);)
      for (std::size_t i = 0; i < series_count; ++i)
        if (const auto& guard = timeline.series()[i].guard; guard && here[i] != 0 && here[at(*guard)] == 0) {
          here[at(*guard)] = 2;
          changed = true;
        }
    std::vector<bool> wanted(series_count), given(series_count);
    for (std::size_t i = 0; i < series_count; ++i) {
      wanted[i] = here[i] != 0;
      given[i] = here[i] == 2;
    }
    if (step > 0) last.resize(series_count);
    last = timeline.state_step(model, step, last, wanted, given, [&](const std::string& name) {
      return name + '[' + std::to_string(step) + ']';
    });
    for (std::size_t i = 0; i < series_count; ++i)
      if (last[i])
        own_numbers.emplace(std::pair(step, shared.now(step, static_cast<Index>(i))), last[i]->index);
  }
  const auto number_of = [&](const std::pair<Index, Index>& one) {
    return one.first < 0 ? one.second : own_numbers.at(one);
  };
  HiddenGroup own;
  DecomposedEvidence evidence;
  std::vector<std::optional<double>> known(model.variables().size());
  evidence.values.resize(known.size());
  std::map<Index, Index> network;  // numbers of the causes in the network of all steps
  for (const auto& one : group.causes) network.emplace(number_of(one), numbers(one.first, one.second));
  for (const auto& [cause, number] : network) own.causes.push_back(cause);
  for (const auto& one : group.hidden) own.hidden.push_back(number_of(one));
  std::sort(own.hidden.begin(), own.hidden.end());
  for (const auto& one : group.known) {
    const Proposal& of = shared.step(one.first).proposal;
    const auto& fixed = of.fixed()[at(one.second)];
    known[at(number_of(one))] = fixed ? static_cast<double>(*fixed) : of.known()[at(one.second)];
  }
  for (const auto& one : group.evidence) {
    const Proposal& of = shared.step(one.first).proposal;
    const Index number = number_of(one);
    own.evidence.push_back(number);
    known[at(number)] = evidence.values[at(number)] = of.known()[at(one.second)];
    if (const auto bounds = of.evidence().bounds.find(one.second); bounds != of.evidence().bounds.end())
      evidence.bounds.emplace(number, bounds->second);
    if (const auto signal = of.evidence().averaged.find(one.second); signal != of.evidence().averaged.end())
      evidence.averaged.emplace(number, signal->second);
  }
  auto table = likelihoods_by_cause(model, own, known, evidence, worlds);
  if (!table) return std::nullopt;
  std::vector<Index> variables;
  for (const auto& [cause, number] : network) variables.push_back(number);
  return TabledFactor(std::make_shared<const StateTable>(*std::move(table)), std::move(variables), Index{-1});
}

bool RollingProposal::may_move_linked() const {
  constexpr Index most_rows = 256;  // as in `Proposal::moved`
  if (!shared_->horizon.constants().parameters().empty() || !has_links()) return false;
  const std::vector<LinkedGroup> groups = linked_groups();
  return std::any_of(groups.begin(), groups.end(), [](const LinkedGroup& group) {
    return !group.hidden.empty() && group.rows * detail::size(group.hidden) <= most_rows;
  });
}

namespace {

// Returns a constant in place of an expression without variables and parameters.
NodePtr folded(const NodePtr& constant) {
  struct Nothing {
    static double variable(Index) { return 0; }
    static double parameter(Index) { return 0; }
  };
  const Formula formula(constant);
  std::vector<double> scratch;
  if (!formula.parameters().empty()) return constant;
  return detail::make_constant(formula.evaluate(Nothing{}, scratch), constant->is_boolean);
}

}  // namespace

// Carries the values of deterministic series that are constant from step to step.
bool RollingProposal::is_constant_without(const NodePtr& number, const RareByStep& rare) const {
  const Shared& shared = *shared_;
  const Scope& asked = shared.horizon.asked();
  const std::vector<Index> read = Formula(number).variables();
  static const RareStates none;
  const auto rare_at = [&](Index step) -> const RareStates& {
    const auto found = rare.find(step);
    return found == rare.end() ? none : found->second;
  };
  Replaced of_asked, constants,
      before;  // values of asked variables; of constants; of the last step, by series
  RareStates excluded_asked = rare_at(-1), excluded_before;
  const auto value = [](const Model& model, const NodePtr& variable, const RareStates& excluded,
                        const Replaced& known) -> NodePtr {
    if (variable->op == Op::category) return nullptr;
    const NodePtr plain = simplified(model, variable, excluded, {}, known);
    return Formula(plain).variables().empty() ? folded(plain) : nullptr;
  };
  const Model& of_constants = shared.step(-1).slice->model;
  for (const Declaration& constant : of_constants.scope().variables())
    if (const NodePtr found = value(of_constants, constant.node, rare_at(-1), constants))
      constants.emplace(constant.node->index, found);
  of_asked = constants;
  const Index last = StepModels::ready(shared.horizon, number);
  for (Index step = 0; step <= last; ++step) {
    const TwoSliceModel& slice = *shared.step(step).slice;
    Replaced known = constants, now;
    RareStates excluded = rare_at(step);
    excluded.insert(excluded.end(), rare_at(-1).begin(), rare_at(-1).end());
    for (std::size_t i = 0; i < slice.last.size(); ++i) {
      if (!slice.last[i]) continue;
      if (const auto found = before.find(static_cast<Index>(i)); found != before.end())
        known.emplace(slice.last[i]->index, found->second);
      for (const auto& [series, state] : excluded_before)
        if (series == static_cast<Index>(i)) excluded.emplace_back(slice.last[i]->index, state);
    }
    excluded_before.clear();
    for (std::size_t i = 0; i < slice.now.size(); ++i) {
      if (!slice.now[i]) continue;
      if (const NodePtr found = value(slice.model, slice.now[i], excluded, known))
        now.emplace(static_cast<Index>(i), found);
      for (const auto& [variable, state] : rare_at(step))
        if (variable == slice.now[i]->index) excluded_before.emplace_back(static_cast<Index>(i), state);
    }
    for (const Index variable : read) {
      const Horizon::Place& place = shared.horizon.place(variable);
      if (place.series < 0 || place.step != step) continue;
      if (const auto found = now.find(place.series); found != now.end())
        of_asked.emplace(variable, found->second);
      for (const auto& [series, state] : excluded_before)
        if (series == place.series) excluded_asked.emplace_back(variable, state);
    }
    before = std::move(now);
  }
  const Model stand_ins = with_stand_ins(shared.horizon.constants(), asked);
  return Formula(simplified(stand_ins, number, excluded_asked, {}, of_asked)).variables().empty();
}

double RollingProposal::most_weight(const Randomness& randomness) const {
  const Steps steps = this->steps();
  const auto tables = steps.tables(draw_parameters(shared_->horizon.constants(), randomness, 0));
  double log = 0;
  for (const StepProposal* step : steps.by_step) {
    if (!step) continue;
    const ScaledTables& scaled = tables[step->number];
    log += scaled.log_unit;
    for (const StateTable& table : scaled.of)
      log += std::log((std::max)(0.0, *std::max_element(table.values.begin(), table.values.end())));
  }
  return std::exp(log);
}

RollingProposal::StepProposal::StepProposal(std::shared_ptr<const TwoSliceModel> slice_of, Proposal own,
                                            std::size_t number_of)
    : slice(std::move(slice_of)),
      proposal(std::move(own)), step_override{slice, &proposal.model(), proposal.settings(), {}},
      outputs(proposal, step_override.outputs), number(number_of) {}

RollingProposal::Steps RollingProposal::steps() const {
  Steps steps;
  std::map<std::pair<const Step*, const std::vector<Proposal::Tilt>*>, const StepProposal*> made;
  for (std::size_t i = 0; i < tilts_.size(); ++i) {
    const Step* const step = shared_->by_step[i];
    const auto moved = moved_ ? moved_->find(step) : Moved::const_iterator();
    const bool is_moved = moved_ && moved != moved_->end();
    if (!step->has_evidence && !is_moved && !tilts_[i]) {
      steps.by_step.push_back(nullptr);
      continue;
    }
    const StepProposal*& found = made[{step, tilts_[i].get()}];
    if (!found) {
      const Proposal& base = is_moved ? moved->second : step->proposal;
      steps.all.push_back(std::make_unique<const StepProposal>(
          step->slice, base.tilted(tilts_[i] ? *tilts_[i] : std::vector<Proposal::Tilt>()),
          steps.all.size()));
      found = steps.all.back().get();
    }
    steps.by_step.push_back(found);
  }
  return steps;
}

std::vector<ScaledTables> RollingProposal::Steps::tables(std::span<const double> parameters) const {
  std::vector<ScaledTables> found;
  for (const auto& step : all) found.push_back(step->proposal.tables().evaluate(parameters));
  return found;
}

}  // namespace casus
