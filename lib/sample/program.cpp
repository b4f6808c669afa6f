// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/program.hpp"

#include <cmath>
#include <map>
#include <utility>

namespace casus {

using distribution::Family;

namespace {

std::size_t at(Index index) { return static_cast<std::size_t>(index); }

}  // namespace

// Turns formulas into vector operations of one step. What depends on parameters alone becomes a number of the world.
class Program::Lowering {
public:
  Lowering(Program& program, Step& step) : program_(program), step_(step) {}

  Operand lower(const Formula& formula) {
    const auto& instructions = formula.instructions();
    const std::vector<bool> varies = varying(formula);
    std::vector<Operand> places(instructions.size());
    for (std::size_t i = 0; i < instructions.size(); ++i) {
      const Instruction& step = instructions[i];
      if (!varies[i]) continue;
      std::vector<Operand> operands;
      for (const Index operand : step.operands)
        operands.push_back(varies[at(operand)] ? places[at(operand)] : world_value(formula.node(operand)));
      places[i] = operation(step, formula, operands);
    }
    const Index result = formula.result();
    return varies[at(result)] ? places[at(result)] : world_value(formula.node(result));
  }

private:
  static std::vector<bool> varying(const Formula& formula) {
    std::vector<bool> varies;
    for (const Instruction& step : formula.instructions()) {
      bool any = step.op == Op::quantity || step.op == Op::event || step.op == Op::category;
      for (const Index operand : step.operands) any = any || varies[at(operand)];
      varies.push_back(any);
    }
    return varies;
  }

  Operand world_value(const NodePtr& node) {
    const auto [found, is_new] =
        world_values_.emplace(node.get(), static_cast<Index>(program_.world_formulas_.size()));
    if (is_new) program_.world_formulas_.emplace_back(node);
    return {Operand::Where::world, found->second};
  }
  Operand constant(double value) { return world_value(keep(detail::make_constant(value, false))); }
  NodePtr keep(NodePtr node) {
    kept_.push_back(node);
    return node;
  }

  Operand emit(Op op, std::vector<Operand> operands) {
    const Index scratch = next_scratch_++;
    program_.scratch_registers_ = (std::max)(program_.scratch_registers_, next_scratch_);
    step_.operations.push_back({op, std::move(operands), scratch});
    return {Operand::Where::scratch, scratch};
  }

  Operand state_column(Index variable, Index state) const {
    return {Operand::Where::column, program_.column(variable) + state};
  }

  // Where a discrete parent is in a state.
  Operand in_state(const Instruction& parent, Index state) {
    if (parent.op == Op::category) return state_column(parent.index, state);
    const Operand holds = state_column(parent.index, 0);
    return state == 1 ? holds : emit(Op::logical_not, {holds});
  }

  Operand operation(const Instruction& step, const Formula& formula, const std::vector<Operand>& operands) {
    switch (step.op) {
      case Op::quantity:
      case Op::event: return state_column(step.index, 0);
      case Op::category: return {};  // read through `state` and `table` alone
      case Op::state: return state_column(formula.instructions()[at(step.operands[0])].index, step.state);
      case Op::indicator: return emit(Op::if_then_else, {operands[0], constant(1), constant(0)});
      case Op::table: return table(step, formula, operands);
      case Op::noisy_or: return noisy_or(operands);
      case Op::noisy_and: return noisy_and(operands);
      case Op::function: {
        const Operand result = emit(step.op, operands);
        step_.operations.back().function = step.function;
        return result;
      }
      default: return emit(step.op, operands);
    }
  }

  // The first row, overwritten row by row where the parents are in that row's states.
  Operand table(const Instruction& step, const Formula& formula, const std::vector<Operand>& operands) {
    Index rows = 1;
    for (const Index radix : step.radices) rows *= radix;
    Operand result = operands[at(step.parents)];
    for (Index row = 1; row < rows; ++row) {
      Index rest = row;
      Operand here;
      for (Index i = step.parents - 1; i >= 0; --i) {
        const Index radix = step.radices[at(i)];
        const Operand matches = in_state(formula.instructions()[at(step.operands[at(i)])], rest % radix);
        here = here.index < 0 ? matches : emit(Op::logical_and, {here, matches});
        rest /= radix;
      }
      result = emit(Op::if_then_else, {here, operands[at(step.parents + row)], result});
    }
    return result;
  }

  Operand noisy_or(const std::vector<Operand>& operands) {
    Operand none = emit(Op::subtract, {constant(1), operands[0]});
    for (std::size_t i = 1; i < operands.size(); i += 2) {
      const Operand not_by_it = emit(Op::subtract, {constant(1), operands[i + 1]});
      none = emit(Op::multiply, {none, emit(Op::if_then_else, {operands[i], not_by_it, constant(1)})});
    }
    return emit(Op::subtract, {constant(1), none});
  }

  Operand noisy_and(const std::vector<Operand>& operands) {
    Operand all = emit(Op::subtract, {constant(1), operands[0]});
    for (std::size_t i = 1; i < operands.size(); i += 3) {
      const Operand not_inhibited = emit(Op::subtract, {constant(1), operands[i + 1]});
      all = emit(Op::multiply, {all, emit(Op::if_then_else, {operands[i], not_inhibited, operands[i + 2]})});
    }
    return all;
  }

  Program& program_;
  Step& step_;
  std::map<const Node*, Index> world_values_;
  std::vector<NodePtr> kept_;
  Index next_scratch_ = 0;
};

Program::Program(const Model& model, std::vector<Intervention> under, std::vector<NodePtr> outputs)
    : model_(model), under_(std::move(under)), expressions_(std::move(outputs)),
      columns_(model.variables().size(), -1) {
  const auto set = resolved(model, under_);
  for (const NodePtr& expression : expressions_) model.check_owned("output", *expression);
  const auto drawn = needed(model, set, expressions_);
  for (std::size_t variable = 0; variable < drawn.size(); ++variable)
    if (drawn[variable]) add_variable(static_cast<Index>(variable), set[variable]);
  for (const NodePtr& expression : expressions_) add_output(expression);
}

Index Program::new_column(bool is_discrete, Index count) {
  Index& next = is_discrete ? bit_columns_ : real_columns_;
  return std::exchange(next, next + count);
}

void Program::add_variable(Index number, const std::optional<double>& value) {
  const Variable& variable = model_.variables()[at(number)];
  const Family family = variable.distribution.family;
  Step step{};
  step.variable = number;
  step.name = variable.name;
  if (variable.guard) step.guard = column(*variable.guard);
  step.is_discrete = variable.is_discrete();
  step.states = static_cast<Index>(variable.distribution.states.size());
  step.absent = variable.absent;
  step.column = new_column(
      step.is_discrete, variable.kind() == Kind::category ? static_cast<Index>(variable.states.size()) : 1);
  columns_[at(number)] = step.column;
  if (value) {
    step.does = Step::Does::set;
    step.value = *value;
  } else if (family == Family::deterministic) {
    step.does = Step::Does::compute;
  } else if (layout(model_, variable) == Layout::bits) {
    step.does = Step::Does::draw_table;
    const TableShape shape = table_shape(model_, variable);
    for (const Index parent : shape.parents) {
      const Variable& of = model_.variables()[at(parent)];
      step.parents.push_back(
          {parent, column(parent), static_cast<Index>(of.states.size()), of.kind() == Kind::event});
    }
    step.rows = shape.rows;
    step.thresholds = family == Family::bernoulli ? 1 : step.states - 1;
    step.table = tables_++;
  } else {
    step.does = step.is_discrete ? Step::Does::draw_discrete : Step::Does::draw_quantity;
  }
  if (step.does != Step::Does::set && step.does != Step::Does::draw_table) {
    Lowering lowering(*this, step);
    for (const Formula& formula : variable.parameters) step.arguments.push_back(lowering.lower(formula));
  }
  steps_.push_back(std::move(step));
}

void Program::add_output(const NodePtr& expression) {
  const bool is_boolean = expression->is_boolean;
  if (expression->op == Op::event || expression->op == Op::quantity) {
    outputs_.push_back({is_boolean, column(expression->index)});
    return;
  }
  if (expression->op == Op::state) {
    outputs_.push_back({true, column(expression->children[0]->index) + expression->state});
    return;
  }
  Step step{};
  step.does = Step::Does::compute;
  step.name = "the question";
  step.is_discrete = is_boolean;
  step.column = new_column(is_boolean, 1);
  Lowering lowering(*this, step);
  step.arguments.push_back(lowering.lower(Formula(expression)));
  outputs_.push_back({is_boolean, step.column});
  steps_.push_back(std::move(step));
}

namespace {

// A formula of discrete variables and parameters, for one row of a table.
struct RowEnvironment {
  const Step& step;
  const std::vector<double>& parameters;
  Index row;

  double variable(Index index) const {
    Index rest = row;
    for (std::size_t i = step.parents.size(); i-- > 0;) {
      if (step.parents[i].variable == index) return static_cast<double>(rest % step.parents[i].states);
      rest /= step.parents[i].states;
    }
    return std::numeric_limits<double>::quiet_NaN();
  }
  double parameter(Index index) const { return parameters[at(index)]; }
};

bool are_probabilities(const std::vector<double>& values, bool is_category) {
  double sum = 0;
  for (const double value : values) {
    if (!(value >= 0 && value <= 1)) return false;
    sum += value;
  }
  return !is_category || std::abs(sum - 1) <= 1e-9;
}

void probabilities_of_row(const Program& program, const Step& step, const std::vector<double>& parameters,
                          Index row, std::vector<double>& scratch, std::vector<double>& values) {
  values.clear();
  for (const Formula& formula : program.model().variables()[at(step.variable)].parameters)
    values.push_back(formula.evaluate(RowEnvironment{step, parameters, row}, scratch));
}

}  // namespace

World::World(const Program& program, const Randomness& randomness, Index world_number)
    : number(world_number), parameters(draw_parameters(program.model(), randomness, world_number)),
      tables(at(program.tables())) {
  std::vector<double> scratch, probabilities;
  for (const Formula& formula : program.world_formulas())
    values.push_back(formula.evaluate(detail::WorldEnvironment{parameters}, scratch));
  for (const Step& step : program.steps()) {
    if (step.does != Step::Does::draw_table) continue;
    kernels::Thresholds& table = tables[at(step.table)];
    table.values.resize(at(step.rows * step.thresholds));
    for (Index row = 0; row < step.rows; ++row) {
      probabilities_of_row(program, step, parameters, row, scratch, probabilities);
      if (!are_probabilities(probabilities, step.states > 0)) {
        table.bad_rows.resize(at(step.rows));
        table.bad_rows[at(row)] = 1;
        continue;
      }
      double cumulative = 0;
      for (Index t = 0; t < step.thresholds; ++t)
        table.values[at(row * step.thresholds + t)] = random::threshold(cumulative += probabilities[at(t)]);
    }
    table.spread(step.rows, step.thresholds);
  }
}

}  // namespace casus
