// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/detail/stop_token.hpp>

#include "infer/answer/scaled.hpp"
#include "infer/exact/network.hpp"
#include "infer/exact/order.hpp"

namespace casus::elimination {

/// What is estimated before any table is made, for one world.
struct Cost {
  double operations =
      0;  ///< entries of tables gone through, once to collect and twice more where something is asked
  double largest_table = 0;
};

/// What some worlds come to, in their order.
struct Outcome {
  std::vector<Scaled> weights;              ///< the probability of what was seen
  std::vector<std::vector<double>> values;  ///< of each target, where that is positive
};

/// Variable elimination in a tree of buckets (Zhang and Poole, AAAI 1994; Dechter, Artificial Intelligence 113 (1999) 41,
/// doi:10.1016/S0004-3702(99)00059-4): each variable in turn is summed out of the product of the tables that hold it. Everything asked
/// comes from one sweep back through the same tree, which is the derivative of the sum by what each probe reads (Darwiche, Journal of the
/// ACM 50 (2003) 280, doi:10.1145/765568.765570); it takes the place of the second half of a junction tree's propagation
/// (Lauritzen and Spiegelhalter, J. R. Stat. Soc. B 50 (1988) 157).
///
/// The innermost dimension of all tables that depend on parameters is a few worlds; the others are made once. Combinations of
/// states whose product is zero already are not gone through any further.
///
/// Tables hold doubles, each with a power of two of its own. Where a number leaves the range of doubles all the same, as the product of
/// hundreds of findings may, the sums are done again with numbers that have one each (`Scaled`), some ten times as slowly.
class Elimination {
public:
  /// Worlds that are done together, where parameters matter and tables are not too large for it.
  static constexpr Index most_lanes = 16;

  /// Keeps a reference to the network, which is finished and possible. Throws TooLarge if no order can be
  /// found, and Cancelled if a stop is requested.
  Elimination(const Network& network, std::vector<std::vector<Term>> targets, const StopToken& stop);
  Elimination(const Elimination&) = delete;
  Elimination& operator=(const Elimination&) = delete;

  const Cost& cost() const noexcept { return cost_; }
  /// Whether anything depends on the parameters.
  bool varies() const noexcept { return varies_; }
  /// Whether a target's value does.
  bool varies(std::size_t target) const;
  /// Variables that are summed out.
  Index size() const noexcept { return detail::size(buckets_); }

  /// Does what is the same in all worlds; to be called once, first. Throws Cancelled where it is asked to stop.
  void prepare(const StopToken& stop);
  /// The worlds of these parameters; without parameters one, without a number. Safe to call from several threads.
  Outcome operator()(const std::vector<std::vector<double>>& worlds, const StopToken& stop) const;

private:
  struct Table {
    std::vector<Index>
        scope;  ///< the variable to be eliminated first is the last, and its states are neighbours
    std::vector<Index> strides;  ///< of the scope
    Index entries = 1;
    bool varies = false;
    bool is_probe = false;
    bool is_active = false;  ///< a probe, or made of one
    Index values = 0, gradients = 0;
  };
  struct Input {
    Index table;
    Index depth;  ///< how many loops its place depends on
  };
  struct Move {
    Index input, stride;
  };
  struct Loop {
    Index states;
    Index out_stride;
    std::vector<Move> moves;
  };
  struct Bucket {
    Index width = 1;            ///< states of its variable
    std::vector<Loop> loops;    ///< over the other variables
    std::vector<Input> inputs;  ///< by depth
    Index out = 0;              ///< number of a table
    bool varies = false, is_active = false;
  };
  template <class Number> struct Workspace;
  template <Index lanes, class Number> class Sweep;

  Index add_table(std::vector<Index> scope);
  std::vector<Index> strides_in(Index table, const std::vector<Index>& scope) const;
  void add_bucket(Index variable, const std::vector<Index>& tables);
  void plan(const StopToken& stop);
  void place();
  template <class Number> Workspace<Number> workspace(Index lanes) const;
  Workspace<Scaled> scaled_workspace(const StopToken& stop) const;
  template <class Number> void write_constants(Workspace<Number>& workspace, const StopToken& stop) const;
  template <class Number>
  void write(std::size_t factor, const std::vector<double>& parameters, Number* out, Index lanes,
             Scratch& scratch) const;
  std::int64_t exponent(const Workspace<double>& workspace, Index table, Index lane, Index lanes) const;
  template <Index lanes, class Number>
  bool run(const std::vector<std::vector<double>>& worlds, std::size_t first, Workspace<Number>& workspace,
           const StopToken& stop, Outcome& outcome) const;
  template <class Number>
  const Number& root_value(const Workspace<Number>& workspace, Index root, Index lane, Index lanes) const;
  template <class Number> Scaled weight(const Workspace<Number>& workspace, Index lane, Index lanes) const;
  template <class Number>
  std::optional<double> value(const std::vector<Term>& terms, const std::vector<double>& parameters,
                              Workspace<Number>& workspace, Index lane, Index lanes) const;

  const Network& network_;
  std::vector<std::vector<Term>> targets_;
  std::vector<Index> order_,
      position_;  ///< position of each variable in the order; -1 of those with one state
  std::vector<Table> tables_;
  std::vector<Index> factor_tables_, probe_tables_;
  std::vector<Bucket> buckets_;
  std::vector<Index> producer_, consumer_;  ///< buckets, by table; -1 where there is none
  std::vector<Index> roots_;                ///< tables without variables
  std::vector<Index> root_of_;              ///< the one at the end of each bucket's way
  std::unique_ptr<double[]> constant_;      ///< values of tables that do not vary
  std::vector<std::int64_t> constant_exponents_;
  bool leaves_range_ = false;                     ///< doubles do not hold the constant part
  std::vector<std::vector<Index>> probe_places_;  ///< of the entries of each probe
  Index constant_size_ = 0, varying_size_ = 0, gradient_size_ = 0;
  Index widest_ = 1, most_inputs_ = 1, deepest_ = 0;
  bool varies_ = false;
  Cost cost_;
};

}  // namespace casus::elimination
