// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/program.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <set>
#include <stdexcept>
#include <utility>

#include <casus/detail/index.hpp>

#include <casus/sample/tables.hpp>

#include "sample/table_rows.hpp"

namespace casus {

using distribution::Family;

namespace {

using detail::at;

}  // namespace

Pool pool_of(Kind kind) {
  switch (kind) {
    case Kind::event: return Pool::bits;
    case Kind::category: return Pool::bytes;
    case Kind::quantity:
    case Kind::count: break;
  }
  return Pool::reals;
}

Index OutputColumn::in(Pool pool) const {
  if (pool != pool_) throw std::logic_error("an output's column is read as if it were of another pool");
  return column_;
}

// Lowers formulas to vector operations of one step. A subexpression of parameters alone becomes a
// world value. A part that takes long and that several variables read is computed once, by a step
// of its own, before the first of them.
class Program::Lowering {
public:
  /// Returns whether an operation takes much longer than reading its result from a column.
  static bool takes_long(const Node& node) {
    switch (node.op) {
      case Op::divide:
      case Op::exp:
      case Op::log:
      case Op::logistic:
      case Op::pow:
      case Op::sqrt: return true;
      default: return false;
    }
  }

  /// Returns, by instruction, whether it depends on a variable.
  static std::vector<bool> varying(const Formula& formula) {
    std::vector<bool> varies;
    for (const Instruction& step : formula.instructions()) {
      bool any = step.op == Op::quantity || step.op == Op::event || step.op == Op::category;
      for (const Index operand : step.operands) any = any || varies[at(operand)];
      varies.push_back(any);
    }
    return varies;
  }

  /// `guard`: number of the variable's guard, or -1; nothing if the step shares no parts.
  Lowering(Program& program, Step& step, std::optional<Index> guard = {})
      : program_(program), step_(step), guard_(guard) {}

  Operand lower(const Formula& formula) {
    const auto& instructions = formula.instructions();
    const std::vector<bool> varies = varying(formula);
    const std::vector<bool> shares = shared(formula, varies);
    const std::vector<bool> wanted = needed_here(formula, shares);
    std::vector<Operand> places(instructions.size());
    for (std::size_t i = 0; i < instructions.size(); ++i) {
      const Instruction& step = instructions[i];
      if (!varies[i] || !wanted[i]) continue;
      if (shares[i]) {
        places[i] = shared_part(formula.node(static_cast<Index>(i)));
        continue;
      }
      std::vector<Operand> operands;
      for (const Index operand : step.operands)
        operands.push_back(varies[at(operand)] ? places[at(operand)] : world_value(formula.node(operand)));
      places[i] = operation(step, formula, operands);
    }
    const Index result = formula.result();
    return varies[at(result)] ? places[at(result)] : world_value(formula.node(result));
  }

  // Called after all formulas of the step are lowered. Until then, each operation has a register of
  // its own. A register is then reused after the last operation that reads it, so a formula takes
  // only the number of registers that it needs at once, however long it is.
  void share_registers() {
    auto& operations = step_.operations;
    std::vector<std::size_t> last(operations.size());
    for (std::size_t i = 0; i < operations.size(); ++i) {
      last[i] = i;
      for (const Operand& of : operations[i].operands)
        if (of.where == Operand::Where::scratch) last[at(of.index)] = i;
    }
    for (const Operand& of : step_.arguments)
      if (of.where == Operand::Where::scratch) last[at(of.index)] = operations.size();
    std::vector<Index> place(operations.size()), unused;
    Index used = 0;
    for (std::size_t i = 0; i < operations.size(); ++i) {
      std::vector<Index> done;
      for (Operand& of : operations[i].operands) {
        if (of.where != Operand::Where::scratch) continue;
        const std::size_t read = at(of.index);
        of.index = place[read];
        if (last[read] != i) continue;
        done.push_back(place[read]);
        last[read] = operations.size();  // once, even if the operation names it repeatedly
      }
      if (unused.empty()) unused.push_back(used++);
      place[i] = operations[i].scratch = unused.back();
      unused.pop_back();
      // The output of an operation must not overlap its operands.
      unused.insert(unused.end(), done.begin(), done.end());
      if (last[i] == i) unused.push_back(place[i]);
    }
    for (Operand& of : step_.arguments)
      if (of.where == Operand::Where::scratch) of.index = place[at(of.index)];
    program_.scratch_registers_ = (std::max)(program_.scratch_registers_, used);
  }

private:
  // Returns which instructions are parts that other variables read, too; not the whole of a part
  // itself.
  std::vector<bool> shared(const Formula& formula, const std::vector<bool>& varies) const {
    std::vector<bool> shares(varies.size());
    for (std::size_t i = 0; guard_ && i < varies.size(); ++i) {
      const NodePtr& node = formula.node(static_cast<Index>(i));
      if (!varies[i] || !takes_long(*node) || node == part_) continue;
      const auto found = program_.readers_.find(node);
      if (found == program_.readers_.end()) continue;
      const auto readers = found->second.find(*guard_);
      shares[i] = readers != found->second.end() && readers->second > 1;
    }
    return shares;
  }

  static std::vector<bool> needed_here(const Formula& formula, const std::vector<bool>& shares) {
    std::vector<bool> wanted(shares.size());
    wanted[at(formula.result())] = true;
    for (std::size_t i = wanted.size(); i-- > 0;)
      if (wanted[i] && !shares[i])
        for (const Index operand : formula.instructions()[i].operands) wanted[at(operand)] = true;
    return wanted;
  }

  Operand shared_part(const NodePtr& node) {
    std::map<Index, Operand>& known = program_.shared_[node];
    if (const auto found = known.find(step_.domain); found != known.end()) return found->second;
    Step step{};
    step.opcode = Step::Opcode::compute;
    step.name = "a part of '" + step_.name + "'";
    step.pool = Pool::reals;
    step.guard = step_.guard;
    step.domain = step_.domain;
    const Index column = program_.new_column(Pool::reals);
    (step.domain >= 0 ? step.compact : step.column) = column;
    Lowering lowering(program_, step, guard_);
    lowering.part_ = node;
    step.arguments.push_back(lowering.lower(Formula(node)));
    lowering.share_registers();
    program_.steps_.push_back(std::move(step));
    return known[step_.domain] = {Operand::Where::reals, column};
  }

  Operand world_value(const NodePtr& node) {
    const auto [found, is_new] =
        program_.numbers_of_world_values_.emplace(node, detail::size(program_.world_formulas_));
    if (is_new) program_.world_formulas_.emplace_back(node);
    return {Operand::Where::world, program_.persistent_.world_values + found->second};
  }
  Operand constant(double value) { return world_value(detail::make_constant(value, false)); }

  Operand emit(VectorOperation operation) {
    operation.scratch = next_scratch_++;
    step_.operations.push_back(std::move(operation));
    return {Operand::Where::scratch, next_scratch_ - 1};
  }
  Operand emit(Op op, std::vector<Operand> operands) {
    VectorOperation operation;
    operation.op = op;
    operation.operands = std::move(operands);
    return emit(std::move(operation));
  }
  Operand read(VectorOperation::Opcode opcode, Index column, Index state = 0) {
    VectorOperation operation;
    operation.opcode = opcode;
    operation.column = column;
    operation.state = state;
    return emit(std::move(operation));
  }

  const Step& step_of(Index variable) const { return program_.steps_[at(program_.step_of_[at(variable)])]; }

  // Each variable is gathered once, even if a formula reads it repeatedly.
  Operand variable(Index number, Index state) {
    const auto key = std::pair(number, state);
    if (const auto found = read_.find(key); found != read_.end()) return found->second;
    return read_[key] = fetch(number, state);
  }

  Operand fetch(Index number, Index state) {
    using Opcode = VectorOperation::Opcode;
    const bool gathers = step_.domain >= 0;
    switch (step_of(number).pool) {
      case Pool::bits: {
        const Index column = step_of(number).column;
        if (gathers && column == *step_.guard) return holds_here();
        return gathers ? read(Opcode::gather_bits, column) : Operand{Operand::Where::bits, column};
      }
      case Pool::bytes:
        return read(gathers ? Opcode::gather_states : Opcode::test_state, step_of(number).column, state);
      case Pool::reals: break;
    }
    if (gathers && step_of(number).domain == step_.domain)
      return {Operand::Where::reals, step_of(number).compact};
    const Index column = program_.whole_column(number);
    return gathers ? read(Opcode::gather_reals, column) : Operand{Operand::Where::reals, column};
  }

  // Returns the event that defines the step's domain: true on all of its trajectories.
  Operand holds_here() {
    if (!holds_here_) holds_here_ = constant(1);
    return *holds_here_;
  }

  // Returns whether a discrete parent is in a state.
  Operand in_state(const Instruction& parent, Index state) {
    if (parent.op == Op::category) return variable(parent.index, state);
    const Operand holds = variable(parent.index, 0);
    return state == 1 ? holds : emit(Op::logical_not, {holds});
  }

  Operand operation(const Instruction& step, const Formula& formula, const std::vector<Operand>& operands) {
    switch (step.op) {
      case Op::quantity:
      case Op::event: return variable(step.index, 0);
      case Op::category: return {};  // only read by Op::state and Op::table
      case Op::state: return variable(formula.instructions()[at(step.operands[0])].index, step.state);
      case Op::indicator: return emit(Op::if_then_else, {operands[0], constant(1), constant(0)});
      case Op::table: return table(step, formula, operands);
      case Op::noisy_or: return noisy_or(operands);
      case Op::noisy_and: return noisy_and(operands);
      case Op::if_then_else:
        if (holds_here_ && operands[0] == *holds_here_) return operands[1];
        return emit(step.op, operands);
      case Op::function: {
        const Operand result = emit(step.op, operands);
        step_.operations.back().function = step.function;
        return result;
      }
      default: return emit(step.op, operands);
    }
  }

  // Starts with the first row, and overwrites it row by row with a selection on the parents'
  // states.
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
  std::optional<Index> guard_;
  NodePtr part_;  // that the step computes for several variables, if any
  std::map<std::pair<Index, Index>, Operand> read_;
  std::optional<Operand> holds_here_;
  Index next_scratch_ = 0;
};

Program::Program(const Model& model, std::vector<Intervention> under, std::vector<NodePtr> outputs,
                 const std::vector<std::vector<std::size_t>>& readings, PersistentColumns persistent)
    : model_(model), under_(std::move(under)), expressions_(std::move(outputs)),
      persistent_(std::move(persistent)), step_of_(model.variables().size(), -1),
      columns_(persistent_.columns) {
  const auto set = resolved(model, under_);
  for (const NodePtr& expression : expressions_) model.check_owned("output", *expression);
  std::vector<bool> filled;
  for (const PersistentColumns::Place& place : persistent_.variables) filled.push_back(place.is_filled);
  const auto drawn = needed(model, set, expressions_, filled);
  count_parts(drawn, set);
  for (std::size_t variable = 0; variable < drawn.size(); ++variable)
    if (drawn[variable]) add_variable(static_cast<Index>(variable), set[variable]);
  for (const NodePtr& expression : expressions_) add_output(expression);
  add_readings(readings);
  share_columns();
}

// Counts the variables that read each part of a formula that takes long, by guard.
void Program::count_parts(const std::vector<bool>& drawn, const std::vector<std::optional<double>>& set) {
  constexpr std::size_t longest = 1000;  // comparing parts takes as long as they are
  for (std::size_t number = 0; number < drawn.size(); ++number) {
    const Variable& variable = model_.variables()[number];
    if (!drawn[number] || is_filled(static_cast<Index>(number)) || set[number] || has_table(model_, variable))
      continue;
    detail::ByExpression<bool> own;
    for (const Formula& formula : variable.parameters) {
      if (formula.instructions().size() > longest) continue;
      const std::vector<bool> varies = Lowering::varying(formula);
      for (std::size_t i = 0; i < varies.size(); ++i) {
        const NodePtr& node = formula.node(static_cast<Index>(i));
        if (varies[i] && Lowering::takes_long(*node)) own.emplace(node, true);
      }
    }
    for (const auto& [node, is_read] : own) ++readers_[node][variable.guard.value_or(-1)];
  }
}

// Returns the domain of an event. The step that lists its trajectories is inserted on first use.
Index Program::domain_of(Index guard_column) {
  for (std::size_t i = 0; i < domains_.size(); ++i)
    if (domains_[i] == guard_column) return static_cast<Index>(i);
  domains_.push_back(guard_column);
  Step step{};
  step.opcode = Step::Opcode::list;
  step.guard = guard_column;
  step.domain = domains() - 1;
  steps_.push_back(std::move(step));
  return domains() - 1;
}

// Returns the column of the event outside of which the variable's formulas are constant. A domain
// pays off only if a quantity is already compacted on it: the other inputs have to be compacted
// first.
std::optional<Index> Program::constant_outside(const Variable& variable) const {
  std::set<Index> read;
  for (const Formula& formula : variable.parameters)
    for (const Index number : formula.variables()) read.insert(number);
  const auto step_of = [&](Index number) -> const Step& { return steps_[at(step_of_[at(number)])]; };
  std::optional<Index> event;
  for (const Index number : read)
    if (step_of(number).compact >= 0) event = step_of(number).guard;
  if (!event) return std::nullopt;
  for (const Index number : read) {
    const Step& step = step_of(number);
    const bool is_event = step.pool == Pool::bits && step.column == *event;
    const bool is_drawn_outside = step.is_constant_outside && step.opcode != Step::Opcode::compute;
    if (!is_event && (step.guard != event || is_drawn_outside)) return std::nullopt;
  }
  return event;
}

// A quantity on a domain gets a column of the whole block only if some step reads it there.
Index Program::whole_column(Index variable) {
  Step& step = steps_[at(step_of_[at(variable)])];
  if (step.column < 0) step.column = new_column(step.pool);
  return step.column;
}

void Program::add_variable(Index number, const std::optional<double>& value) {
  const Variable& variable = model_.variables()[at(number)];
  const Family family = variable.distribution.family;
  Step step{};
  step.variable = number;
  step.name = variable.name;
  step.stream = variable.stream();
  if (is_filled(number)) {
    step.opcode = Step::Opcode::persistent;
    step.pool = pool_of(variable.kind());
    step.column = persistent_column(number);
    step_of_[at(number)] = detail::size(steps_);
    steps_.push_back(std::move(step));
    return;
  }
  if (variable.guard) step.guard = whole_column(*variable.guard);
  step.pool = pool_of(variable.kind());
  step.states = detail::size(variable.distribution.states);
  step.absent = variable.absent;
  bool reads_quantities = step.pool == Pool::reals;
  for (const Formula& formula : variable.parameters)
    reads_quantities = reads_quantities || !formula.quantities().empty();
  if (value) {
    step.opcode = Step::Opcode::set;
    step.value = *value;
  } else if (family->role == distribution::Role::formula) {
    step.opcode = Step::Opcode::compute;
  } else if (has_table(model_, variable)) {
    step.opcode = Step::Opcode::draw_table;
  } else {
    step.opcode = step.pool == Pool::reals ? Step::Opcode::draw_quantity : Step::Opcode::draw_discrete;
  }
  const bool evaluates = step.opcode != Step::Opcode::set && step.opcode != Step::Opcode::draw_table;
  if (step.guard && evaluates && (reads_quantities || step.opcode == Step::Opcode::draw_discrete)) {
    step.domain = domain_of(*step.guard);
  } else if (step.opcode == Step::Opcode::compute ||
             (step.opcode == Step::Opcode::draw_discrete && step.pool == Pool::bits)) {
    if (const auto event = step.guard ? std::nullopt : constant_outside(variable)) {
      step.guard = event;
      step.is_constant_outside = true;
      step.domain = domain_of(*event);
    }
  }
  if (step.domain >= 0 && step.pool == Pool::reals)
    step.compact = new_column(Pool::reals);
  else if (persistent_column(number) < 0)
    step.column = new_column(step.pool);
  if (persistent_column(number) >= 0) step.column = persistent_column(number);
  if (evaluates) {
    Lowering lowering(*this, step, variable.guard.value_or(-1));
    for (const Formula& formula : variable.parameters) step.arguments.push_back(lowering.lower(formula));
    lowering.share_registers();
  }
  if (step.opcode == Step::Opcode::draw_table) add_table(step, variable);
  if (step.opcode == Step::Opcode::draw_discrete &&
      step.is_constant_outside) {  // a single row, computed for each world
    step.layout = layout(model_, variable);
    step.table = detail::size(tables_);
    tables_.push_back(nullptr);
  }
  step_of_[at(number)] = detail::size(steps_);
  steps_.push_back(std::move(step));
}

namespace {

std::vector<std::vector<Index>> dependent_in(const Formula& formula,
                                             const std::vector<Step::Parent>& parents) {
  std::vector<std::vector<Index>> dependent(parents.size());
  std::vector<Index> last;  // by instruction: the last parent that it depends on
  for (const Instruction& instruction : formula.instructions()) {
    Index own = -1;
    if (instruction.op == Op::event || instruction.op == Op::category || instruction.op == Op::quantity)
      for (std::size_t i = 0; i < parents.size(); ++i)
        if (parents[i].variable == instruction.index) own = static_cast<Index>(i);
    for (const Index operand : instruction.operands) own = (std::max)(own, last[at(operand)]);
    for (Index parent = 0; parent <= own; ++parent) dependent[at(parent)].push_back(detail::size(last));
    last.push_back(own);
  }
  return dependent;
}

}  // namespace

void Program::add_table(Step& step, const Variable& variable) {
  const TableShape shape = table_shape(model_, variable);
  for (const Index parent : shape.parents) {
    const Step& of = steps_[at(step_of_[at(parent)])];
    step.parents.push_back({parent, of.pool, of.column, detail::size(model_.variables()[at(parent)].states)});
  }
  for (const Formula& formula : variable.parameters)
    step.dependent.push_back(dependent_in(formula, step.parents));
  step.rows = shape.rows;
  // A category with one state gets a threshold above all digits: kernels need at least one.
  step.thresholds = step.pool == Pool::bits ? 1 : (std::max)(step.states - 1, Index{1});
  step.layout = layout(model_, variable);
  step.table = detail::size(tables_);
  bool fixed = true;
  for (const Formula& formula : variable.parameters) fixed = fixed && formula.parameters().empty();
  tables_.push_back(fixed ? std::make_unique<const kernels::Thresholds>(thresholds(*this, step, {}, {}))
                          : nullptr);
}

void Program::add_output(const NodePtr& expression) {
  const auto of_variable = [&](Index variable, Index state) {
    const Index column = whole_column(variable);
    const Index step = step_of_[at(variable)];
    outputs_.emplace_back(steps_[at(step)].pool, column, state,
                          detail::size(model_.variables()[at(variable)].states));
    output_steps_.push_back(step);
  };
  if (expression->op == Op::event || expression->op == Op::quantity) return of_variable(expression->index, 0);
  if (expression->op == Op::state) return of_variable(expression->children[0]->index, expression->state);
  Step step{};
  step.opcode = Step::Opcode::compute;
  step.name = "the question";
  step.pool = expression->is_boolean ? Pool::bits : Pool::reals;
  step.column = new_column(step.pool);
  const Formula formula(expression);
  Lowering lowering(*this, step);
  step.arguments.push_back(lowering.lower(formula));
  lowering.share_registers();
  outputs_.emplace_back(step.pool, step.column);
  // Inserted after the last variable that it reads rather than at the end, so that their columns
  // become free early.
  Index after = -1;
  for (const Index variable : formula.variables()) after = (std::max)(after, step_of_[at(variable)]);
  output_steps_.push_back(after);
  deferred_.push_back({after, std::move(step)});
}

// Inserts outputs and readings after the steps that they depend on.
void Program::add_readings(const std::vector<std::vector<std::size_t>>& readings) {
  for (std::size_t i = 0; i < readings.size(); ++i) {
    Step step{};
    step.opcode = Step::Opcode::read;
    step.reading = static_cast<Index>(i);
    Index after = -1;
    for (const std::size_t output : readings[i]) {
      step.outputs.push_back(outputs_[output]);
      after = (std::max)(after, output_steps_[output]);
    }
    deferred_.push_back({after, std::move(step)});
  }
  // The sort is stable, so outputs come before their readings.
  std::stable_sort(deferred_.begin(), deferred_.end(),
                   [](const Deferred& a, const Deferred& b) { return a.after < b.after; });
  std::vector<Step> all;
  all.reserve(steps_.size() + deferred_.size());
  auto next = deferred_.begin();
  for (Index i = -1; i < detail::size(steps_); ++i) {
    if (i >= 0) all.push_back(std::move(steps_[at(i)]));
    for (; next != deferred_.end() && next->after == i; ++next) all.push_back(std::move(next->step));
  }
  steps_ = std::move(all);
  deferred_.clear();
  has_readings_ = !readings.empty();
}

namespace {

// Calls visit(pool, number) for each column that a step names; the number is passed by reference.
template <class Visit> void for_each_column(Step& step, Visit visit) {
  if (step.guard) visit(Pool::bits, *step.guard);
  if (step.column >= 0) visit(step.pool, step.column);
  if (step.compact >= 0) visit(Pool::reals, step.compact);
  for (Step::Parent& parent : step.parents) visit(parent.pool, parent.column);
  for (OutputColumn& output : step.outputs) output.renumber(visit);
  const auto operand = [&](Operand& of) {
    if (of.where == Operand::Where::bits) visit(Pool::bits, of.index);
    if (of.where == Operand::Where::reals) visit(Pool::reals, of.index);
  };
  for (Operand& of : step.arguments) operand(of);
  for (VectorOperation& operation : step.operations) {
    for (Operand& of : operation.operands) operand(of);
    using Opcode = VectorOperation::Opcode;
    if (operation.opcode == Opcode::gather_bits) visit(Pool::bits, operation.column);
    if (operation.opcode == Opcode::gather_reals) visit(Pool::reals, operation.column);
    if (operation.opcode == Opcode::gather_states || operation.opcode == Opcode::test_state)
      visit(Pool::bytes, operation.column);
  }
}

}  // namespace

// Until here each column has a number of its own. Reuses a column after its last reader, except
// that columns of outputs are kept to the end, and persistent columns stay in place.
void Program::share_columns() {
  std::array<std::vector<std::size_t>, 3> last;
  for (std::size_t pool = 0; pool < 3; ++pool) last[pool].resize(at(columns_[pool]));
  const auto end = steps_.size();
  for (std::size_t i = 0; i < end; ++i)
    for_each_column(steps_[i], [&](Pool pool, Index& column) { last[at(pool)][at(column)] = i; });
  if (!has_readings_)
    for (const OutputColumn& output : outputs_) last[at(output.pool())][at(output.in(output.pool()))] = end;

  std::array<std::vector<Index>, 3> place, unused;
  std::array<Index, 3> used{};
  for (std::size_t pool = 0; pool < 3; ++pool) {
    place[pool].assign(at(columns_[pool]), -1);
    used[pool] = persistent_.columns[pool];
    for (Index column = 0; column < used[pool]; ++column) {
      place[pool][at(column)] = column;
      last[pool][at(column)] = end;  // never free
    }
  }
  for (std::size_t i = 0; i < end; ++i) {
    std::vector<std::pair<std::size_t, Index>> done;
    for_each_column(steps_[i], [&](Pool which, Index& column) {
      const auto pool = at(which);
      Index& assigned = place[pool][at(column)];
      if (assigned < 0) {
        if (unused[pool].empty()) unused[pool].push_back(used[pool]++);
        assigned = unused[pool].back();
        unused[pool].pop_back();
      }
      if (last[pool][at(column)] == i) {
        done.emplace_back(pool, assigned);
        last[pool][at(column)] = end;  // once, even if the step names it repeatedly
      }
      column = assigned;
    });
    // Only after the step is complete: its outputs must not overlap its inputs.
    for (const auto& [pool, column] : done) unused[pool].push_back(column);
  }
  for (OutputColumn& output : outputs_)
    output.renumber([&](Pool pool, Index& column) { column = place[at(pool)][at(column)]; });
  columns_ = used;
}

namespace {

bool are_probabilities(const std::vector<double>& values, bool is_category) {
  double sum = 0;
  for (const double value : values) {
    if (!(value >= 0 && value <= 1)) return false;
    sum += value;
  }
  return !is_category || std::abs(sum - 1) <= 1e-9;
}

}  // namespace

kernels::Thresholds thresholds(const Program& program, const Step& step,
                               const std::vector<double>& parameters, const std::vector<double>& elsewhere) {
  const Variable& variable = program.model().variables()[at(step.variable)];
  kernels::Thresholds table;
  table.values.resize(at(step.rows * step.thresholds));
  std::vector<double> probabilities(variable.parameters.size());
  TableRows rows(variable.parameters, step.dependent, step, parameters, elsewhere);
  for (Index row = 0; row < step.rows; ++row) {
    rows.next(probabilities);
    if (!are_probabilities(probabilities, step.states > 0)) {
      table.bad_rows.resize(at(step.rows));
      table.bad_rows[at(row)] = 1;
      continue;
    }
    if (step.states == 1) probabilities[0] = 1;  // can be below 1 because of rounding
    double cumulative = 0;
    for (Index t = 0; t < step.thresholds; ++t)
      table.values[at(row * step.thresholds + t)] =
          kernels::limit(random::threshold(cumulative += probabilities[at(t)]));
  }
  table.arrange(step.layout, step.rows, step.thresholds);
  return table;
}

World::World(const Program& program, const Randomness& randomness, Index number)
    : World(program, number, draw_parameters(program.model(), randomness, number)) {}

World::World(const Program& program, Index number, std::vector<double> parameters)
    : number_(number), first_value_(program.first_world_value()), parameters_(std::move(parameters)) {
  std::vector<double> scratch;
  for (const Formula& formula : program.world_formulas())
    values_.push_back(formula.evaluate(detail::WorldEnvironment{parameters_}, scratch));
  for (const Variable& variable : program.model().variables())
    elsewhere_.push_back(variable.kind() == Kind::event      ? 0
                         : variable.kind() == Kind::category ? static_cast<double>(variable.absent)
                                                             : std::numeric_limits<double>::quiet_NaN());
  for (const Step& step : program.steps()) {
    if (!step.is_constant_outside || step.opcode != Step::Opcode::compute) continue;
    const Formula& formula = program.model().variables()[at(step.variable)].parameters[0];
    elsewhere_[at(step.variable)] =
        formula.evaluate(RowEnvironment{step, parameters_, elsewhere_, {}}, scratch);
  }
  tables_.reserve(program.tables().size());
  for (const auto& table : program.tables()) tables_.push_back(table.get());
  for (const Step& step : program.steps()) {
    if (step.table < 0 || tables_[at(step.table)]) continue;
    own_.push_back(
        std::make_unique<const kernels::Thresholds>(thresholds(program, step, parameters_, elsewhere_)));
    tables_[at(step.table)] = own_.back().get();
  }
  for (const Step& step : program.steps())
    if (step.opcode == Step::Opcode::draw_quantity)
      add_gamma(program.model().variables()[at(step.variable)], step.variable, scratch);
}

void World::add_gamma(const Variable& variable, Index number, std::vector<double>& scratch) {
  using distribution::GammaTable;
  using namespace kernels;
  const GammaTable* const table = tables_of(variable).gamma.get();
  if (!table) return;
  const auto mixture =
      table->at(variable.parameters[0].evaluate(detail::WorldEnvironment{parameters_}, scratch));
  if (!mixture) return;
  static const QuantityKernels& kernels = by_name({}).quantities;
  constexpr std::size_t half = GammaTable::size / 2;
  constexpr std::size_t nearest = nearest_pieces * detail::scalar::shaped_stride;
  auto coefficients = hwy::AllocateAligned<double>(2 * nearest_size);
  for (const std::size_t upper : {0, 1})
    kernels.mix_rows(mixture->rows + (upper + 1) * half - nearest, GammaTable::size, mixture->factors.data(),
                     GammaTable::degrees, Index{nearest}, coefficients.get() + upper * nearest_size);
  gammas_.emplace(number, std::move(coefficients));
}

}  // namespace casus
