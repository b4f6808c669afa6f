// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <compare>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <casus/model/model.hpp>

namespace casus::rare {

/// The coordinate of each variable in standard normal space, -1 where it is not drawn: the number of its stream among those of all
/// drawn variables. A twin has the coordinate of its original.
struct Coordinates {
  std::vector<Index> of;             ///< by variable
  std::vector<std::string> streams;  ///< by coordinate
};

/// How close a trajectory comes to an event: at least 0 where it holds, below 0 where it does not, larger is closer. Each variable
/// is a function of z = Phi^-1(U), and a score is a distance in units of z or in standard deviations of what is compared:
/// - x > c: x - c, over the standard deviation of x - c; a condition inside of x (if_then_else, an event counted as 1) is settled
///   both ways first; where x is a variable with discrete parents alone and c a number, as for an event, with p = P(x > c) by rows;
/// - an event or state drawn by a table of discrete parents: over the rows of the table the largest of the parents' scores to be
///   in that row and the margin Phi^-1(p) - z by which the variable then happens or misses;
/// - an event or state of computed probability: its margin at that probability;
/// - a conjunction: the least score where all are met; else minus the Euclidean distance, of those that are not met, for how many
///   are missing tells as much as how far the farthest is;
/// - conditions that each weigh something, such as the months of a count, weigh enough: likewise, of as many of the nearest as that
///   takes;
/// - a disjunction: the largest; `not`: of the negation, carried inwards.
class Score {
public:
  /// Of a question's event; or, where `own` is not null, that expression as it is.
  Score(const Model& model, std::vector<std::optional<double>> set, const NodePtr& event, const NodePtr& own);

  /// What it reads of a trajectory besides z: numbers, which may be NaN where something is absent.
  const std::vector<NodePtr>& reads() const noexcept { return reads_.all(); }

  /// Whether the event's form leaves several ways to it: a disjunction, or several rows of a table.
  bool has_alternatives() const;

  /// Returns whether the event is impossible, or certain, by the form of the expression alone.
  bool is_impossible() const { return whole_ == certain(false); }
  bool is_certain() const { return whole_ == certain(true); }

  /// Takes the standard deviations of what is compared from a sample of what it reads.
  void calibrate(const std::vector<std::vector<double>>& sample);

  /// The scores of some particles. `z` are their columns by coordinate, `read` those of what it reads; `scratch` is kept by the
  /// caller.
  void operator()(const std::vector<const double*>& z, const Coordinates& coordinates,
                  const std::vector<const double*>& read, Index lanes, std::vector<double>& scratch,
                  double* out) const;

private:
  struct Part {
    enum class Does {
      number,
      difference,  ///< sign x read / scale
      agreement,   ///< -|read| / scale
      margin,      ///< sign x (Phi^-1(p) - z)
      all,
      any,
      enough  ///< those of the children that are met weigh at least `value`
    } does = Does::number;
    double value = 0;  ///< of a number; of what is absent; of a margin where nothing is read Phi^-1(p)
    double sign = 1;
    Index variable = -1;
    Index read = -1;
    std::vector<Index> children = {};
    std::vector<double> weights = {};  ///< of `enough`, by child
    bool is_strict = false;            ///< of `enough`: more than `value`

    bool suffices(double weight) const { return is_strict ? weight > value : weight >= value; }
  };

  /// States of variables that other parts of a conjunction require or exclude. Ways to the event that
  /// contradict them are left out.
  class Assumed {
  public:
    void insert(Index variable, Index state, bool holds) { states_.try_emplace({variable, state}, holds); }
    /// Returns whether a variable is in a state; nothing if that is not implied.
    std::optional<bool> find(Index variable, Index state) const;
    /// Returns the assumptions about variables with `is_kept(variable)`.
    template <class IsKept> Assumed kept(const IsKept& is_kept) const {
      Assumed found;
      for (const auto& [key, holds] : states_)
        if (is_kept(key.first)) found.states_.emplace(key, holds);
      return found;
    }
    bool operator<(const Assumed& other) const { return states_ < other.states_; }

  private:
    std::map<std::pair<Index, Index>, bool> states_;  // by variable and state
  };

  Index add(Part part);
  Index combine(Part::Does does, const std::vector<Index>& children);
  static constexpr Index certain(bool holds) { return holds ? 1 : 0; }
  Index read(const NodePtr& expression);
  Index opaque(const NodePtr& node, bool wanted);
  Index of(const NodePtr& node, bool wanted, const Assumed& assumed);
  Index conjunction(const std::vector<NodePtr>& nodes, bool wanted, const Assumed& assumed);
  Index is_in(Index variable, Index state, bool wanted, const Assumed& assumed);
  Index drawn_in(Index variable, Index state, bool wanted, const Assumed& assumed);
  Index by_table(Index variable, Index state, bool wanted, const Assumed& assumed);
  template <class Ends> Index over_rows(Index variable, const Assumed& assumed, Ends ends);
  std::optional<Index> by_quantile(Op op, const Node& difference, bool wanted, const Assumed& assumed);
  Index by_formula(Index variable, Index state, bool wanted);
  Index margin(Index variable, double point, double sign);
  std::optional<Index> by_count(Op op, const NodePtr& difference, bool wanted, const Assumed& assumed);
  using Weighing = std::vector<std::pair<Index, double>>;  // parts, and what each weighs
  Index enough(double needed, bool is_strict, const Weighing& children);
  Index comparison(Op op, const NodePtr& difference, bool wanted, int splits, const Assumed& assumed);
  void assume(Assumed& assumed, Index variable, Index state) const;
  Assumed relevant(const Assumed& assumed, Index variable) const;
  NodePtr with_known(const NodePtr& node, std::vector<NodePtr> children) const;
  NodePtr without_deterministic(const NodePtr& expression) const;

  const Model& model_;
  std::vector<std::optional<double>> set_;    // by variable, what it is set to
  std::vector<std::vector<bool>> ancestors_;  // by variable, itself among them
  std::vector<Part> parts_;                   // the first two: what cannot be, what always is
  Index whole_ = -1;
  detail::DistinctExpressions reads_;
  std::vector<double> scales_;  // by what is read
  // A variable, whether it is wanted in a state, and what is assumed.
  using Known = std::tuple<Index, Index, bool, Assumed>;
  std::map<Known, Index> known_;
  int depth_ = 0;    // of nested expressions
  Index chain_ = 0;  // of variables that depend on one another
  Index calls_ = 0;
};

}  // namespace casus::rare
