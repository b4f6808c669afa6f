// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <set>
#include <span>
#include <unordered_map>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/model/expression.hpp>
#include <casus/model/operations.hpp>

namespace casus {

/// One instruction of a Formula: an operation on the results of earlier instructions.
struct Instruction {
  Op op;
  bool is_boolean = false;
  double value = 0;
  Index index = -1;                  ///< of the variable or parameter read
  Index state = 0;                   ///< the state compared with, in `state`
  Index parents = 0;                 ///< number of operands that are parents, in a `table`
  std::vector<Index> radices = {};   ///< number of states of each parent, in a `table`
  std::vector<Index> operands = {};  ///< numbers of earlier instructions
  const ColumnFunction* function = nullptr;
  /// The arithmetic of `op`, if its result depends only on the values of its operands.
  double (*element)(double a, double b, double c) noexcept = nullptr;
};

/// An expression as a list of instructions: each node once, operands before the operations that use
/// them. It is the one definition of an expression's value: the reference sampler and the tables of
/// the compiled sampler evaluate it, and the vector kernels must agree with it.
class Formula {
public:
  Formula() = default;
  explicit Formula(const NodePtr& root);

  const std::vector<Instruction>& instructions() const noexcept { return instructions_; }
  Index result() const noexcept { return result_; }
  /// Returns the expression that an instruction computes.
  const NodePtr& node(Index instruction) const { return keep_[static_cast<std::size_t>(instruction)]; }

  /// Return the numbers of the variables, quantities or parameters that the formula reads,
  /// ascending.
  std::vector<Index> variables() const { return read({Op::quantity, Op::event, Op::category}); }
  std::vector<Index> quantities() const { return read({Op::quantity}); }
  std::vector<Index> parameters() const { return read({Op::parameter}); }

  /// Returns the value of the formula; truth values are 0 and 1. `environment` has
  /// `double variable(Index)` (an event as 0 or 1, a category as the number of its state) and
  /// `double parameter(Index)`. `scratch` is working space that the caller keeps, so that
  /// evaluation allocates nothing after the first call (apart from user-defined functions). Cost:
  /// one operation per instruction; a table of literals and parameters takes a single look-up.
  template <class Environment>
  double evaluate(const Environment& environment, std::vector<double>& scratch) const {
    if (is_look_up_) return looked_up(environment);
    scratch.resize(instructions_.size());
    for (std::size_t i = 0; i < instructions_.size(); ++i) scratch[i] = value(i, environment, scratch);
    return scratch[static_cast<std::size_t>(result_)];
  }

  /// The same after an evaluation with the same scratch: computes only these instructions again,
  /// in their order; nothing that the others depend on may have changed since.
  template <class Environment>
  double evaluate_again(const Environment& environment, std::vector<double>& scratch,
                        const std::vector<Index>& instructions) const {
    if (is_look_up_) return looked_up(environment);
    for (const Index i : instructions) {
      const auto number = static_cast<std::size_t>(i);
      scratch[number] = value(number, environment, scratch);
    }
    return scratch[static_cast<std::size_t>(result_)];
  }

  /// Returns whether the formula is a table whose values are literals and parameters.
  bool is_look_up() const noexcept { return is_look_up_; }

  /// Returns the value of one instruction. `operand(i)` returns a reference to the value of its
  /// operand number i.
  template <class Environment, class Operand>
  static double value_of(const Instruction& step, const Environment& environment, const Operand& operand) {
    if (step.element) {
      const std::size_t count = step.operands.size();
      return step.element(operand(0), count > 1 ? operand(1) : 0.0, count > 2 ? operand(2) : 0.0);
    }
    switch (step.op) {
      case Op::constant: return step.value;
      case Op::parameter: return environment.parameter(step.index);
      case Op::quantity:
      case Op::event:
      case Op::category: return environment.variable(step.index);
      case Op::state: return operand(0) == static_cast<double>(step.state) ? 1 : 0;
      case Op::table: {
        std::size_t row = 0;
        for (std::size_t i = 0; i < step.radices.size(); ++i)
          row = row * static_cast<std::size_t>(step.radices[i]) + static_cast<std::size_t>(operand(i));
        return operand(static_cast<std::size_t>(step.parents) + row);
      }
      case Op::noisy_or: {
        double none = 1.0 - operand(0);
        for (std::size_t i = 1; i < step.operands.size(); i += 2)
          none = none * (operand(i) != 0 ? 1.0 - operand(i + 1) : 1.0);
        return 1.0 - none;
      }
      case Op::noisy_and: {
        double all = 1.0 - operand(0);
        for (std::size_t i = 1; i < step.operands.size(); i += 3)
          all = all * (operand(i) != 0 ? 1.0 - operand(i + 1) : operand(i + 2));
        return all;
      }
      case Op::function: {
        std::vector<std::span<const double>> inputs;
        for (std::size_t i = 0; i < step.operands.size(); ++i) inputs.emplace_back(&operand(i), 1);
        double result = std::numeric_limits<double>::quiet_NaN();
        (*step.function)(inputs, std::span<double>(&result, 1));
        return result;
      }
      default: return std::numeric_limits<double>::quiet_NaN();
    }
  }

private:
  template <class Environment>
  double value(std::size_t number, const Environment& environment, const std::vector<double>& done) const {
    const Instruction& step = instructions_[number];
    return value_of(step, environment, [&](std::size_t i) -> const double& {
      return done[static_cast<std::size_t>(step.operands[i])];
    });
  }

  template <class Environment> double looked_up(const Environment& environment) const {
    const Instruction& table = instructions_.back();
    std::size_t row = 0;
    for (std::size_t i = 0; i < table.radices.size(); ++i) {
      const Index parent = instructions_[static_cast<std::size_t>(table.operands[i])].index;
      row = row * static_cast<std::size_t>(table.radices[i]) +
            static_cast<std::size_t>(environment.variable(parent));
    }
    const Instruction& value = instructions_[static_cast<std::size_t>(
        table.operands[static_cast<std::size_t>(table.parents) + row])];
    return value.op == Op::constant ? value.value : environment.parameter(value.index);
  }

  std::vector<Index> read(std::initializer_list<Op> ops) const;

  Index flatten(const NodePtr& root);

  void append(const NodePtr& node);

  std::vector<Instruction> instructions_;
  std::unordered_map<const Node*, Index> numbers_;
  std::vector<NodePtr> keep_;  // by instruction; keeps the addresses in `numbers_` unique
  Index result_ = -1;
  bool is_look_up_ = false;
};

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/model/formula.inl>
#endif
