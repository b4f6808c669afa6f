// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "alarm/baselines.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace bench::alarm {

namespace {

// The states of a row of a table, as an environment of formulas.
struct Row {
  const std::vector<casus::Index>& parents;
  const std::vector<double>& states;
  double variable(casus::Index index) const {
    return states[static_cast<std::size_t>(std::find(parents.begin(), parents.end(), index) -
                                           parents.begin())];
  }
  static double parameter(casus::Index) { return std::nan(""); }
};

}  // namespace

Tables::Tables(const casus::Model& model) {
  std::vector<double> scratch;
  for (const casus::Variable& variable : model.variables()) {
    const auto count = static_cast<std::int32_t>(variable.states.size());
    if (variable.kind() != casus::Kind::category || count < 2 || count > 4)
      throw casus::Error(variable.name, "a category of two to four states", std::to_string(count));
    variables.push_back({count, static_cast<std::int32_t>(thresholds.size()),
                         static_cast<std::int32_t>(parents.size()), 0, counts});
    counts += count;
    const std::vector<casus::Index> read = model.parents(static_cast<casus::Index>(variables.size()) - 1);
    std::int32_t stride = count - 1;
    for (std::size_t i = read.size(); i-- > 0;) {
      const auto parent = static_cast<std::int32_t>(read[i]);
      parents.push_back({parent, stride});
      stride *= variables[static_cast<std::size_t>(parent)].states;
      ++variables.back().parents;
    }
    const std::int32_t rows = stride / (count - 1);
    std::vector<double> states(read.size());
    for (std::int32_t row = 0; row < rows; ++row) {
      std::int32_t rest = row;
      for (std::size_t i = states.size(); i-- > 0;) {
        const std::int32_t radix = variables[static_cast<std::size_t>(read[i])].states;
        states[i] = rest % radix;
        rest /= radix;
      }
      double sum = 0;
      for (std::size_t state = 0; state + 1 < static_cast<std::size_t>(count); ++state) {
        sum += variable.parameters[state].evaluate(Row{read, states}, scratch);
        // A probability of 1 is too low by 2^-32.
        thresholds.push_back(static_cast<std::uint32_t>((std::min)(sum * 0x1p32 + 0.5, 0x1p32 - 1)));
      }
    }
  }
}

Scalar::Scalar(const Tables& tables, std::uint64_t seed) : tables_(tables), engine_(seed) {}

void Scalar::run(std::int64_t trajectories, Counts& counts) {
  pcg32 engine = engine_;
  const std::uint32_t* const thresholds = tables_.thresholds.data();
  const Tables::Parent* const parents = tables_.parents.data();
  std::vector<std::int32_t> states(tables_.variables.size());
  std::vector<std::int64_t> of(static_cast<std::size_t>(tables_.counts));
  for (std::int64_t i = 0; i < trajectories; ++i) {
    std::int32_t* state = states.data();
    for (const Tables::Variable& variable : tables_.variables) {
      const std::uint32_t* row = thresholds + variable.first_threshold;
      const Tables::Parent* parent = parents + variable.first_parent;
      for (std::int32_t k = 0; k < variable.parents; ++k, ++parent)
        row += states[static_cast<std::size_t>(parent->variable)] * parent->stride;
      const std::uint32_t bits = engine();
      std::int32_t drawn = bits >= row[0] ? 1 : 0;
      for (std::int32_t k = 1; k + 1 < variable.states; ++k) drawn += bits >= row[k] ? 1 : 0;
      *state++ = drawn;
      ++of[static_cast<std::size_t>(variable.first_count + drawn)];
    }
  }
  engine_ = engine;
  counts.trajectories += trajectories;
  counts.of.resize(of.size());
  for (std::size_t i = 0; i < of.size(); ++i) counts.of[i] += of[i];
}

Columnar::Columnar(const Tables& tables, std::uint64_t seed) : tables_(tables), generator_(seed) {}

void Columnar::run(std::int64_t trajectories, Counts& counts) {
  constexpr std::size_t lanes = XoshiroLanes::lanes;
  XoshiroLanes generator = generator_;
  struct alignas(64) Column {
    std::int32_t of[width];
  };
  std::vector<Column> states(tables_.variables.size());
  counts.of.resize(static_cast<std::size_t>(tables_.counts));
  const std::int64_t blocks =
      (trajectories + static_cast<std::int64_t>(width) - 1) / static_cast<std::int64_t>(width);
  for (std::int64_t block = 0; block < blocks; ++block) {
    for (std::size_t number = 0; number < states.size(); ++number) {
      const Tables::Variable& variable = tables_.variables[number];
      // Separate columns, which cannot overlap with a table, so that the compiler can gather.
      Column rows, bits, drawn;
      std::fill_n(rows.of, width, variable.first_threshold);
      for (std::int32_t k = 0; k < variable.parents; ++k) {
        const Tables::Parent parent = tables_.parents[static_cast<std::size_t>(variable.first_parent + k)];
        const Column& column = states[static_cast<std::size_t>(parent.variable)];
        for (std::size_t lane = 0; lane < width; ++lane) rows.of[lane] += column.of[lane] * parent.stride;
      }
      for (std::size_t first = 0; first < width; first += 2 * lanes)
        generator.next([&](std::size_t lane, std::uint64_t random) {
          bits.of[first + lane] = static_cast<std::int32_t>(random);
          bits.of[first + lanes + lane] = static_cast<std::int32_t>(random >> 32);
        });
      std::fill_n(drawn.of, width, 0);
      const std::uint32_t* table = tables_.thresholds.data();
      std::int64_t* const of = counts.of.data() + variable.first_count;
      std::int32_t not_before = width;
      for (std::int32_t k = 0; k + 1 < variable.states; ++k, ++table) {
        std::int32_t behind = 0;
        for (std::size_t lane = 0; lane < width; ++lane) {
          const auto is_behind =
              static_cast<std::int32_t>(static_cast<std::uint32_t>(bits.of[lane]) >= table[rows.of[lane]]);
          drawn.of[lane] += is_behind;
          behind += is_behind;
        }
        of[k] += not_before - behind;
        not_before = behind;
      }
      of[variable.states - 1] += not_before;
      states[number] = drawn;
    }
  }
  generator_ = generator;
  counts.trajectories += blocks * static_cast<std::int64_t>(width);
}

}  // namespace bench::alarm
