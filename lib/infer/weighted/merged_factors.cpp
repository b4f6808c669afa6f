// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/weighted/merged_factors.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <span>

#include <casus/detail/index.hpp>

#include "infer/evidence/powers.hpp"

namespace casus {

namespace {

// As in `WeightTables`.
constexpr Index most_merged_rows = 1024, most_merged_rows_of_worlds = 128;
constexpr std::size_t most_open = 4, most_parents = 16;

}  // namespace

MergedFactors::MergedFactors(const RollingProposal& proposal, const RollingProposal::Steps& all, Index steps)
    : all_(all), work_(detail::at(steps + 1)) {
  for (Index step = -1; step < steps; ++step) {
    const RollingProposal::StepProposal* const own = all.at(step);
    if (!own) continue;
    for (std::size_t table = 0; table < own->outputs.scopes.size(); ++table) add(proposal, step, table);
  }
  // Copies of a step are made before its look-ups, whatever the order of the merged tables.
  for (const Open& one : open_) close(one);
  open_.clear();
  uses_.resize(patterns_.size());
  for (const Work& work : work_)
    for (const LookUp& one : work.look_ups) ++uses_[one.table];
}

// Adds a table to the merged table that grows least by it, or to a new one.
void MergedFactors::add(const RollingProposal& proposal, Index step, std::size_t table) {
  const RollingProposal::StepProposal& own = *all_.at(step);
  const std::vector<Index>& scope = own.proposal.tables().scopes()[table];
  const Model& model = own.slice->model;
  const auto states_of = [&](Index variable) {
    return detail::size(model.variables()[detail::at(variable)].states);
  };
  std::vector<Variable> variables;
  std::vector<std::optional<Index>> fixed;
  for (const Index variable : scope) {
    variables.push_back(proposal.place(step, variable));
    fixed.push_back(proposal.fixed(variables.back()));
  }
  const Index most =
      proposal.horizon().constants().parameters().empty() ? most_merged_rows : most_merged_rows_of_worlds;
  const auto growth = [&](const Open& one) {
    Index by = 1;
    for (std::size_t i = 0; i < scope.size() && by <= most; ++i)
      if (!fixed[i] &&
          std::find(one.variables.begin(), one.variables.end(), variables[i]) == one.variables.end())
        by *= states_of(scope[i]);
    return by;
  };
  Open* best = nullptr;
  Index least = most + 1;
  for (Open& one : open_) {
    const Index by = growth(one);
    if (by >= least || one.rows * by > most || one.variables.size() + scope.size() > most_parents) continue;
    least = by;
    best = &one;
  }
  if (!best) {
    if (open_.size() == most_open) {
      const auto oldest = std::min_element(open_.begin(), open_.end(),
                                           [](const Open& a, const Open& b) { return a.last < b.last; });
      close(*oldest);
      open_.erase(oldest);
    }
    best = &open_.emplace_back();
  }
  Part part{own.number, table, {}};
  for (std::size_t i = 0; i < scope.size(); ++i) {
    if (fixed[i]) {
      part.variables.push_back(-1 - *fixed[i]);
      continue;
    }
    const auto found = std::find(best->variables.begin(), best->variables.end(), variables[i]);
    part.variables.push_back(static_cast<Index>(found - best->variables.begin()));
    if (found != best->variables.end()) continue;
    best->variables.push_back(variables[i]);
    best->steps.push_back(step);
    best->outputs.push_back(own.outputs.scopes[table][i]);
    best->pattern.radices.push_back(states_of(scope[i]));
    best->rows *= best->pattern.radices.back();
  }
  best->pattern.parts.push_back(std::move(part));
  best->last = step;
}

// Places the look-up at the last step of a merged table, and the copies of states before it.
void MergedFactors::close(const Open& one) {
  LookUp look_up{patterns_.try_emplace(one.pattern, patterns_.size()).first->second, {}};
  for (std::size_t i = 0; i < one.variables.size(); ++i) {
    const RollingProposal::StepProposal& first = *all_.at(one.steps[i]);
    const auto& scopes = first.proposal.tables().scopes();
    bool is_event = false;
    for (std::size_t table = 0; table < scopes.size(); ++table)
      for (std::size_t k = 0; k < scopes[table].size(); ++k)
        if (first.outputs.scopes[table][k] == one.outputs[i])
          is_event = first.slice->model.variables()[detail::at(scopes[table][k])].kind() == Kind::event;
    Source source{is_event, one.steps[i] < one.last, one.outputs[i], one.pattern.radices[i]};
    if (source.is_slot) {
      // A slot is taken from the copy on until the look-up.
      std::vector<Index>& slots = taken_until_[is_event ? 1 : 0];
      const auto slot = static_cast<std::size_t>(
          std::find_if(slots.begin(), slots.end(), [&](Index until) { return until < one.steps[i]; }) -
          slots.begin());
      if (slot == slots.size()) slots.emplace_back();
      slots[slot] = one.last;
      work_[detail::at(one.steps[i] + 1)].copies.push_back({one.outputs[i], slot, is_event});
      source.number = slot;
    }
    look_up.sources.push_back(source);
  }
  work_[detail::at(one.last + 1)].look_ups.push_back(std::move(look_up));
}

MergedFactors::Tables MergedFactors::evaluate(std::span<const double> parameters) const {
  const std::vector<ScaledTables> parts = all_.tables(parameters);
  Tables found;
  found.of.resize(patterns_.size());
  for (const auto& [pattern, number] : patterns_) {
    std::vector<double>& product = found.of[number];
    Index rows = 1;
    for (const Index radix : pattern.radices) rows *= radix;
    product.assign(detail::at(rows), 1.0);
    int taken_out = 0;
    for (const Part& part : pattern.parts) {
      const StateTable& table = parts[part.step_proposal].of[part.table];
      // Distance in the table between neighbouring states of each variable of the product.
      std::vector<Index> strides(pattern.radices.size(), 0);
      Index first = 0;
      for (std::size_t i = 0; i < part.variables.size(); ++i) {
        const Index stride = table.stride(table.variables[i]), place = part.variables[i];
        if (place < 0)
          first += (-1 - place) * stride;
        else
          strides[detail::at(place)] += stride;
      }
      std::vector<double> by(product.size());
      std::vector<Index> states(pattern.radices.size());
      Index row = first;
      for (double& value : by) {
        value = table.values[detail::at(row)];
        for (std::size_t i = states.size(); i-- > 0;) {
          row += strides[i];
          if (++states[i] < pattern.radices[i]) break;
          row -= pattern.radices[i] * strides[i];
          states[i] = 0;
        }
      }
      taken_out += powers::take_out_of_product(product, by);
      for (std::size_t i = 0; i < by.size(); ++i) product[i] *= by[i];
    }
    int most = 0;
    for (const double value : product)
      if (value > 0 && std::isfinite(value)) most = (std::max)(most, std::abs(std::ilogb(value)));
    found.exponents += static_cast<int>(uses_[number]) * most;
    found.log_unit += static_cast<double>(uses_[number]) * taken_out * std::log(2.0);
  }
  for (Index step = -1; step + 1 < detail::size(work_); ++step)
    if (const RollingProposal::StepProposal* const own = all_.at(step))
      found.log_unit += parts[own->number].log_unit;
  return found;
}

}  // namespace casus
