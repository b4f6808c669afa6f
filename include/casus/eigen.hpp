// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// Columns as Eigen arrays and matrices. Not part of casus/casus.hpp, whose columns are spans.
#include <algorithm>
#include <cstdint>
#include <new>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <Eigen/Core>

#include <casus/analyse/jackknife.hpp>
#include <casus/detail/index.hpp>
#include <casus/io/draws.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/sampler.hpp>

namespace casus {

/// Returns a column, such as that of `Block::quantity`, as an Eigen array. The array is a map of
/// the column, not a copy, and is valid as long as the column.
inline Eigen::Map<const Eigen::ArrayXd> as_array(std::span<const double> column) {
  return {column.data(), static_cast<Eigen::Index>(column.size())};
}

/// A variable, parameter or expression whose values form a column of numbers.
class ColumnSource {
public:
  ColumnSource(const Real& number) : node_(number.node()) {}
  ColumnSource(const Boolean& truth) : node_(truth.node()) {}
  ColumnSource(const Category& category) : node_(category.node()) {}
  const NodePtr& node() const noexcept { return node_; }

private:
  NodePtr node_;
};

namespace detail {

/// A model that draws the values of all columns. Expressions are added as variables, which changes
/// no other draw.
class ShownModel {
public:
  ShownModel(const Model& model, const std::vector<ColumnSource>& sources) : model_(model) {
    for (const ColumnSource& source : sources) {
      const std::string name = "columns[" + std::to_string(shown_.size()) + ']';
      model.check_owned(name, *source.node());
      shown_.push_back(is_reference(*source.node()) ? source.node() : added(name, source.node()));
    }
  }

  const Model& model() const noexcept { return model_; }
  /// The variable or parameter of each column.
  const std::vector<NodePtr>& shown() const noexcept { return shown_; }

private:
  NodePtr added(std::string name, const NodePtr& expression) {
    while (model_.find(name) || model_.find_parameter(name)) name += '_';
    if (expression->is_boolean) return model_.add(name, Deterministic(Boolean(expression))).node();
    return model_.add(name, Deterministic(Real(expression))).node();
  }

  Model model_;
  std::vector<NodePtr> shown_;
};

/// Calls put(value); value(i) is the number of a variable or parameter in the block's trajectory i.
template <class Put> void with_values(const Block& block, const NodePtr& node, const Put& put) {
  if (node->op == Op::parameter) {
    put([value = block.parameter(Parameter(node))](Index) { return value; });
  } else if (node->op == Op::event) {
    put([bits = block.event(Event(node)).data()](Index i) {
      return static_cast<double>(bits[i / 64] >> (i % 64) & 1);
    });
  } else if (node->op == Op::category) {
    put([states = block.category(Category(node)).data()](Index i) { return static_cast<double>(states[i]); });
  } else {
    put([values = block.quantity(Quantity(node)).data()](Index i) { return values[i]; });
  }
}

/// Returns the numbers, below `rows`, of the trajectories that meet a condition.
inline std::vector<Index> numbers_met(std::span<const std::uint64_t> met, Index rows) {
  std::vector<Index> numbers;
  for (Index i = 0; i < rows; ++i)
    if ((met[at(i / 64)] >> (i % 64) & 1) != 0) numbers.push_back(i);
  return numbers;
}

}  // namespace detail

/// Returns trajectories as a matrix, one per row, with a column for each source:
/// `columns(m, {p, entry, troops, 2 * troops}, 10'000)`. Events and other truth values are 0 or 1,
/// categories are the numbers of their states, absent quantities NaN; a parameter is constant
/// within a world. Rows are those of `write_draws` with the same options, in the same order and
/// with the same bits; `trajectories` replaces `options.trajectories`. With a condition, only
/// trajectories that meet it are returned. Cost: 8 bytes per number.
///
/// Throws Error as `write_draws` does, if a source belongs to another model, and if an expression
/// reads a quantity that may be absent. For programs that link the compiled core.
inline Eigen::MatrixXd columns(const Model& model, const std::vector<ColumnSource>& sources,
                               Index trajectories, const DrawsOptions& options = {}) {
  const detail::ShownModel drawn(model, sources);
  DrawsOptions own = options;
  own.trajectories = trajectories;
  Eigen::MatrixXd matrix(0, static_cast<Eigen::Index>(sources.size()));
  Index filled = 0;
  detail::draw_blocks(
      drawn.model(), own, [&](const Block& block, Index rows, std::span<const std::uint64_t> met) {
        // Once, after the options were checked. Eigen counts rows in 32 bits on 32-bit platforms.
        if (!std::in_range<Eigen::Index>(trajectories)) throw std::bad_alloc();
        matrix.conservativeResize(static_cast<Eigen::Index>(trajectories), Eigen::NoChange);
        const std::vector<Index> chosen = detail::numbers_met(met, met.empty() ? 0 : rows);
        const Index count = met.empty() ? rows : detail::size(chosen);
        for (Eigen::Index column = 0; column < matrix.cols(); ++column) {
          double* const out = matrix.col(column).data() + filled;
          detail::with_values(block, drawn.shown()[detail::at(column)], [&](const auto& value) {
            if (met.empty())
              for (Index i = 0; i < count; ++i) out[i] = value(i);
            else
              for (Index i = 0; i < count; ++i) out[i] = value(chosen[detail::at(i)]);
          });
        }
        filled += count;
      });
  matrix.conservativeResize(static_cast<Eigen::Index>(filled), Eigen::NoChange);
  return matrix;
}

}  // namespace casus
