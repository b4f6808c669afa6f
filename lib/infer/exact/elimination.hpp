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

/// Cost of an elimination in one world, estimated before any table is computed.
struct Cost {
  double operations = 0;  ///< visited entries: one pass to collect, and two more if a target needs them
  double largest_table = 0;
};

/// Results of some worlds, in their order.
struct WorldResults {
  std::vector<Scaled> weights;              ///< probabilities of the evidence
  std::vector<std::vector<double>> values;  ///< by target and world; 0 if the evidence is impossible
};

/// Variable elimination in a tree of buckets (Zhang and Poole, AAAI 1994; Dechter, Artificial
/// Intelligence 113 (1999) 41, doi:10.1016/S0004-3702(99)00059-4): each variable in turn is summed
/// out of the product of the tables that contain it. All targets are computed by one sweep back
/// through the same tree, which differentiates the sum with respect to the entries of each probe
/// (Darwiche, Journal of the ACM 50 (2003) 280, doi:10.1145/765568.765570). This sweep replaces the
/// second half of the propagation in a junction tree (Lauritzen and Spiegelhalter, J. R. Stat. Soc.
/// B 50 (1988) 157).
///
/// The innermost dimension of all tables that depend on parameters is a few worlds; the other
/// tables are computed once. Combinations of states whose product is already zero are skipped.
///
/// The entries of a table are doubles with a common power of two. If a number leaves the range of
/// doubles nevertheless, as the product of hundreds of findings may, the sums are repeated with
/// numbers that have one power of two each (`Scaled`), which is about ten times slower.
class Elimination {
public:
  /// Number of worlds that are processed together if parameters matter and the tables are not too
  /// large for that.
  static constexpr Index most_lanes = 16;

  /// Keeps a reference to the network, which must be finished and not impossible. Throws TooLarge
  /// if no order is found, and Cancelled if a stop is requested.
  Elimination(const FactorNetwork& network, std::vector<std::vector<ExpectationTerm>> targets,
              const StopToken& stop);
  Elimination(const Elimination&) = delete;
  Elimination& operator=(const Elimination&) = delete;

  const Cost& cost() const noexcept { return cost_; }
  /// Returns whether anything depends on the parameters.
  bool varies() const noexcept { return varies_; }
  /// Returns whether the value of a target depends on the parameters.
  bool varies(std::size_t target) const;
  /// Returns the number of variables that are summed out.
  Index size() const noexcept { return detail::size(buckets_); }

  /// Computes everything that is the same in all worlds; must be called once, before the sums.
  /// Throws Cancelled if a stop is requested.
  void prepare(const StopToken& stop);
  /// Returns the results in the worlds with these parameters; a single result if nothing depends on
  /// the parameters. Thread-safe.
  WorldResults operator()(const std::vector<std::vector<double>>& worlds, const StopToken& stop) const;

  class Messages;

private:
  struct Table {
    std::vector<Index> scope;    ///< the last variable is eliminated first, and its states are adjacent
    std::vector<Index> strides;  ///< one for each variable of the scope
    Index entries = 1;
    bool varies = false;
    bool is_probe = false;
    bool is_active = false;  ///< a probe, or computed from one
    Index values = 0, gradients = 0;
  };
  struct Input {
    Index table;
    Index depth;  ///< number of the innermost loop that its position depends on, from 1; 0: none
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
    std::vector<Input> inputs;  ///< sorted by depth
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
           const StopToken& stop, WorldResults& outcome) const;
  template <class Number>
  const Number& root_value(const Workspace<Number>& workspace, Index root, Index lane, Index lanes) const;
  template <class Number> Scaled weight(const Workspace<Number>& workspace, Index lane, Index lanes) const;
  template <class Number>
  std::optional<double> value(const std::vector<ExpectationTerm>& terms,
                              const std::vector<double>& parameters, Workspace<Number>& workspace, Index lane,
                              Index lanes) const;

  const FactorNetwork& network_;
  std::vector<std::vector<ExpectationTerm>> targets_;
  std::vector<Index> order_,
      position_;  ///< position of each variable in the order; -1 if it has one state
  std::vector<Table> tables_;
  std::vector<Index> factor_tables_, probe_tables_;
  std::vector<Bucket> buckets_;
  std::vector<Index> producer_, consumer_;  ///< buckets, by table; -1 if none
  std::vector<Index> roots_;                ///< tables without variables
  std::vector<Index> root_of_;              ///< the root that the output of each bucket ends in
  std::unique_ptr<double[]> constant_;      ///< values of tables that do not vary
  std::vector<std::int64_t> constant_exponents_;
  bool leaves_range_ = false;                     ///< doubles cannot represent the constant part
  std::vector<std::vector<Index>> probe_places_;  ///< positions of the entries of each probe
  Index constant_size_ = 0, varying_size_ = 0, gradient_size_ = 0;
  Index widest_ = 1, most_inputs_ = 1, deepest_ = 0;
  bool varies_ = false;
  Cost cost_;
};

}  // namespace casus::elimination
