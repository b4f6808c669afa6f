// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/table_rows.hpp"

#include <algorithm>

#include <hwy/aligned_allocator.h>

#include "sample/kernels.hpp"

namespace casus {

namespace {

using detail::at;

constexpr Index enough_rows = 16;  // for kernels

}  // namespace

// The values of a formula on up to group_size rows at once: a column for each instruction that
// depends on a parent.
class TableRows::Columns {
public:
  Columns(const Formula& formula, const std::vector<Index>& varying, const RowEnvironment& environment)
      : formula_(formula), varying_(varying), environment_(environment),
        rows_((std::min)(environment.step.rows, group_size)), place_(formula.instructions().size(), -1),
        columns_(hwy::AllocateAligned<double>(varying.size() * at(stride()))) {
    for (std::size_t i = 0; i < varying.size(); ++i) place_[at(varying[i])] = static_cast<Index>(i);
  }

  /// `scratch`: the values of the other instructions. Returns the formula's value on a row; rows
  /// are asked for in order.
  double value(Index row, std::vector<double>& scratch) {
    if (place_[at(formula_.result())] < 0) return scratch[at(formula_.result())];
    if (row % group_size == 0) fill(row, scratch);
    return column(formula_.result())[row % group_size];
  }

private:
  // Kernels write whole multiples of 64 lanes.
  Index stride() const { return (rows_ + 63) / 64 * 64; }
  double* column(Index instruction) const { return columns_.get() + place_[at(instruction)] * stride(); }

  void fill(Index first, std::vector<double>& scratch) const {
    static const kernels::QuantityKernels& kernels = kernels::by_name({}).quantities;
    const Index rows = (std::min)(rows_, environment_.step.rows - first);
    for (const Index number : varying_) {
      const Instruction& step = formula_.instructions()[at(number)];
      const auto operand = [&](std::size_t i) -> kernels::Argument {
        const Index of = step.operands[i];
        return place_[at(of)] < 0 ? kernels::Argument{&scratch[at(of)], false} : column(of);
      };
      double* const out = column(number);
      if (step.op == Op::event || step.op == Op::category) {
        fill_states(step.index, first, rows, out);
      } else if (step.op == Op::if_then_else) {
        const kernels::Argument condition = operand(0), if_so = operand(1), otherwise = operand(2);
        for (Index row = 0; row < rows; ++row) out[row] = condition[row] != 0 ? if_so[row] : otherwise[row];
      } else if (const auto compute = kernels.element[at(step.op)]) {
        compute(operand(0), operand(step.operands.size() - 1), rows, out);
      } else {
        for (Index row = 0; row < rows; ++row)
          out[row] = Formula::value_of(step, environment_, [&](std::size_t i) -> const double& {
            const kernels::Argument of = operand(i);
            return of.values[of.varies ? row : 0];
          });
      }
    }
  }

  // Writes the states of a parent.
  void fill_states(Index variable, Index first, Index rows, double* out) const {
    const auto& parents = environment_.step.parents;
    Index period = 1;
    std::size_t parent = parents.size() - 1;
    for (; parents[parent].variable != variable; --parent) period *= parents[parent].states;
    Index state = first / period % parents[parent].states, left = period - first % period;
    for (Index row = 0; row < rows;) {
      const Index count = (std::min)(left, rows - row);
      std::fill_n(out + row, count, static_cast<double>(state));
      row += count;
      left = period;
      state = state + 1 < parents[parent].states ? state + 1 : 0;
    }
  }

  const Formula& formula_;
  const std::vector<Index>& varying_;
  const RowEnvironment& environment_;
  Index rows_;
  std::vector<Index> place_;  // of the column, by instruction; -1: the same value on all rows
  hwy::AlignedFreeUniquePtr<double[]> columns_;
};

TableRows::TableRows(const std::vector<Formula>& formulas,
                     const std::vector<std::vector<std::vector<Index>>>& dependent, const Step& step,
                     const std::vector<double>& parameters, const std::vector<double>& elsewhere)
    : formulas_(formulas), dependent_(dependent),
      states_(step.parents.size()), environment_{step, parameters, elsewhere, states_},
      scratch_(formulas.size()), columns_(formulas.size()) {
  if (step.rows < enough_rows) return;
  for (std::size_t i = 0; i < formulas.size(); ++i)
    if (!formulas[i].is_look_up())
      columns_[i] = std::make_shared<Columns>(formulas[i], dependent[i][0], environment_);
}

// Moves to the states of the next row, and returns the first parent whose state has changed; all
// that follow have changed, too.
std::size_t TableRows::move_states() {
  std::size_t parent = states_.size();
  while (parent-- > 0) {
    if (++states_[parent] < environment_.step.parents[parent].states) break;
    states_[parent] = 0;
  }
  return parent;
}

void TableRows::next(std::vector<double>& values) {
  const std::size_t changed = ++row_ == 0 ? 0 : move_states();
  for (std::size_t i = 0; i < formulas_.size(); ++i) {
    if (row_ == 0) values[i] = formulas_[i].evaluate(environment_, scratch_[i]);
    if (columns_[i])
      values[i] = columns_[i]->value(row_, scratch_[i]);
    else if (row_ > 0)
      values[i] = formulas_[i].evaluate_again(environment_, scratch_[i], dependent_[i][changed]);
  }
}

}  // namespace casus
