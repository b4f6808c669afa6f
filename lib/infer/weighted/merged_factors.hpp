// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

#include "infer/evidence/rolling_proposal.hpp"
#include "infer/evidence/weighing.hpp"

namespace casus {

/// States of a category, one for each trajectory of a group.
struct alignas(64) GroupStates {
  std::uint8_t of[group_size];
};

/// The table factors of a proposal over time, merged over neighbouring steps, as `WeightTables`
/// does within one model: a look-up in a larger table takes as long as one in a small table. States
/// that a later step's look-up needs are copied to slots in the meantime.
class MergedFactors {
public:
  /// Merges the tables of the first steps, up to `steps` - 1. Keeps a reference to `all`.
  MergedFactors(const RollingProposal& proposal, const RollingProposal::Steps& all, Index steps);

  /// Where a state is read: from an output of the step, or from a slot.
  struct Source {
    bool is_event, is_slot;
    std::size_t number;
    Index states;  ///< number of states
  };
  struct Copy {
    std::size_t output, slot;
    bool is_event;
  };
  struct LookUp {
    std::size_t table;
    std::vector<Source> sources;
  };
  /// Work to be done when a step has been drawn: copies, then look-ups.
  struct Work {
    std::vector<Copy> copies;
    std::vector<LookUp> look_ups;
  };
  const Work& at(Index step) const { return work_[detail::at(step + 1)]; }
  /// Numbers of slots for events and for categories.
  std::size_t event_slots() const noexcept { return taken_until_[1].size(); }
  std::size_t category_slots() const noexcept { return taken_until_[0].size(); }

  /// Tables in a world; `log_unit` is that of the product of all look-ups of a trajectory.
  /// `exponents`: a bound of the binary exponents of that product.
  struct Tables {
    std::vector<std::vector<double>> of;
    double log_unit = 0;
    int exponents = 0;
  };
  Tables evaluate(std::span<const double> parameters) const;

private:
  using Variable = std::pair<Index, Index>;  // step, and number in its model

  // A table of a step as a factor of a merged table.
  struct Part {
    std::size_t step_proposal, table;
    std::vector<Index> variables;  // by variable of the table: place in the merged table, or -1 - its state

    bool operator<(const Part& other) const {
      return std::tie(step_proposal, table, variables) <
             std::tie(other.step_proposal, other.table, other.variables);
    }
  };
  // A merged table; equal ones are computed once.
  struct Pattern {
    std::vector<Index> radices;
    std::vector<Part> parts;

    bool operator<(const Pattern& other) const {
      return std::tie(radices, parts) < std::tie(other.radices, other.parts);
    }
  };
  // A merged table that still grows.
  struct Open {
    std::vector<Variable> variables;
    std::vector<Index> steps;  // by variable: the first step that has it as an output
    std::vector<std::size_t> outputs;
    Pattern pattern;
    Index rows = 1;
    Index last;
  };

  void add(const RollingProposal& proposal, Index step, std::size_t table);
  void close(const Open& one);

  const RollingProposal::Steps& all_;
  std::vector<Open> open_;
  std::map<Pattern, std::size_t> patterns_;
  std::vector<std::size_t> uses_;                  // by pattern: number of look-ups
  std::vector<Work> work_;                         // by step, from -1 on
  std::array<std::vector<Index>, 2> taken_until_;  // slots of categories, and of events: last step of use
};

}  // namespace casus
