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

/// Coordinate of each variable in standard normal space, -1 if it is not drawn: the number of its
/// random stream among the streams of all drawn variables. A twin has the coordinate of its
/// original.
struct Coordinates {
  std::vector<Index> of;             ///< by variable
  std::vector<std::string> streams;  ///< by coordinate
};

/// Importance function of splitting: how close a trajectory comes to an event. It is at least 0 if
/// the event is true and below 0 if it is not; larger is closer. An importance is a distance in
/// units of z = Phi^-1(U), which each variable is a function of, or in standard deviations of the
/// compared expression:
/// - x > c: (x - c) / s, with s the standard deviation of x - c. A condition inside x
///   (if_then_else, an event counted as 1) is first fixed to true and to false. If x is a variable
///   with only discrete parents and c a number, the importance is that of an event with p = P(x >
/// c) in
///   each row of the parents' states;
/// - an event or state drawn from a table of discrete parents: the largest importance over the rows
/// of
///   the table, each a conjunction of the parents being in that row and the margin Phi^-1(p) - z by
///   which the variable then is in the state or misses it;
/// - an event or state of computed probability: its margin at that probability;
/// - a conjunction: the smallest importance if all are met; else minus the Euclidean norm of the
/// unmet
///   importances, because the number of unmet conditions says as much as the distance of the
/// farthest;
/// - conditions with weights, such as the months of a count, that have to reach a total weight: as
///   a conjunction of the nearest conditions that together reach it;
/// - a disjunction: the largest importance; `not`: the importance of the negation, carried inwards.
class ImportanceFunction {
public:
  /// Derives the importance from the event of a question or, if `own` is not null, uses that
  /// expression as the importance.
  ImportanceFunction(const Model& model, std::vector<std::optional<double>> set, const NodePtr& event,
                     const NodePtr& own);

  /// Returns the expressions that the importance reads in addition to z: numbers, which may be NaN
  /// if a quantity is absent.
  const std::vector<NodePtr>& reads() const noexcept { return reads_.all(); }

  /// Returns whether the event's form leaves several ways to it: a disjunction, or several rows of
  /// a table.
  bool has_alternatives() const;

  /// Returns whether the event is impossible, or certain, by the form of the expression alone.
  bool is_impossible() const { return whole_ == certain(false); }
  bool is_certain() const { return whole_ == certain(true); }

  /// Sets the standard deviations of the compared expressions from a sample of `reads()`.
  void calibrate(const std::vector<std::vector<double>>& sample);

  /// Computes the importances of some particles. `z`: their columns by coordinate. `read`: their
  /// columns of `reads()`. `scratch`: kept by the caller between calls.
  void operator()(const std::vector<const double*>& z, const Coordinates& coordinates,
                  const std::vector<const double*>& read, Index lanes, std::vector<double>& scratch,
                  double* out) const;

private:
  struct Part {
    enum class Kind {
      number,
      difference,  ///< sign x read / scale
      agreement,   ///< -|read| / scale
      margin,      ///< sign x (Phi^-1(p) - z)
      all,
      any,
      enough  ///< the total weight of the children that are met is at least `value`
    } kind = Kind::number;
    double value = 0;  ///< of a number; if absent; for a margin that reads nothing, Phi^-1(p)
    double sign = 1;
    Index variable = -1;
    Index read = -1;
    std::vector<Index> children = {};
    std::vector<double> weights = {};  ///< of `enough`, by child
    bool is_strict = false;            ///< of `enough`: more than `value`

    bool suffices(double weight) const { return is_strict ? weight > value : weight >= value; }
  };

  /// States of variables that other parts of a conjunction require or exclude. Ways to the event
  /// that contradict them are left out.
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
  Index combine(Part::Kind kind, const std::vector<Index>& children);
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
  using Weighing = std::vector<std::pair<Index, double>>;  // parts and their weights
  Index enough(double needed, bool is_strict, const Weighing& children);
  Index comparison(Op op, const NodePtr& difference, bool wanted, int splits, const Assumed& assumed);
  void assume(Assumed& assumed, Index variable, Index state) const;
  Assumed relevant(const Assumed& assumed, Index variable) const;
  NodePtr with_known(const NodePtr& node, std::vector<NodePtr> children) const;
  NodePtr without_deterministic(const NodePtr& expression) const;

  const Model& model_;
  std::vector<std::optional<double>> set_;    // by variable: its value, if it is set
  std::vector<std::vector<bool>> ancestors_;  // by variable, including itself
  std::vector<Part> parts_;                   // the first two: impossible, certain
  Index whole_ = -1;
  detail::DistinctExpressions reads_;
  std::vector<double> scales_;  // by number in `reads()`
  // A variable, a state, whether it is wanted in that state, and the assumptions.
  using Known = std::tuple<Index, Index, bool, Assumed>;
  std::map<Known, Index> known_;
  int depth_ = 0;    // of nested expressions
  Index chain_ = 0;  // of variables that depend on one another
  Index calls_ = 0;
};

}  // namespace casus::rare
