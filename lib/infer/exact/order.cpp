// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/exact/order.hpp"

#include <algorithm>
#include <bit>
#include <optional>

#include <casus/detail/index.hpp>
#include <casus/error.hpp>

namespace casus::elimination {

void Graph::join(const std::vector<Index>& vertices) {
  for (const Index a : vertices)
    for (const Index b : vertices)
      if (a != b) row(a)[b / 64] |= std::uint64_t{1} << (b % 64);
}

namespace {

// No budget allows this many entries. An order that reaches them is abandoned, because the largest
// tables take longest to plan.
constexpr double hopeless = 1e15;

enum class EliminationRule { weight, fill, weighted_fill };

// SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195): numbers that break ties.
std::uint64_t mixed(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15u;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
  return x ^ (x >> 31);
}

// Work of a search, in 64-bit words of the rows visited.
class Effort {
public:
  explicit Effort(const StopToken& stop) : stop_(stop) {}

  // Returns false if the limit is exceeded.
  bool spend(double words) {
    all_ += words;
    unchecked_ += words;
    if (unchecked_ > often) {
      unchecked_ = 0;
      if (stop_.stop_requested()) throw Cancelled();
    }
    return all_ <= most;
  }

private:
  static constexpr double often = 1e6, most = 4e9;

  const StopToken& stop_;
  double all_ = 0, unchecked_ = 0;
};

// One greedy elimination of a copy of the graph.
class Greedy {
public:
  Greedy(const Graph& graph, EliminationRule rule, std::uint64_t seed, Effort& effort)
      : graph_(graph), rule_(rule), seed_(seed), effort_(effort), left_(graph.size(), true),
        scores_(graph.size()) {
    for (Index vertex = 0; vertex < graph_.size(); ++vertex) scores_[vertex] = score(vertex);
  }

  // Returns nothing if the order has `most` entries or more, or if the limit of the effort is
  // exceeded.
  std::optional<Order> operator()(double most) {
    Order order;
    for (Index step = 0; step < graph_.size(); ++step) {
      if (gives_up_ || !effort_.spend(static_cast<double>(graph_.size()) / 8)) return {};
      const Index vertex = best();
      order.entries += table(vertex);
      if (order.entries >= most) return {};
      order.vertices.push_back(vertex);
      eliminate(vertex);
    }
    return order;
  }

private:
  template <class Visit> void neighbours(Index vertex, Visit&& visit) const {
    const std::uint64_t* const row = graph_.row(vertex);
    for (std::size_t word = 0; word < graph_.words(); ++word)
      for (std::uint64_t bits = row[word]; bits != 0; bits &= bits - 1)
        visit(static_cast<Index>(word * 64) + std::countr_zero(bits));
  }

  double table(Index vertex) const {
    double entries = graph_.states(vertex);
    neighbours(vertex, [&](Index other) { entries *= graph_.states(other); });
    return entries;
  }

  // Returns twice the number of edges that are missing between the vertex's neighbours; for
  // `weighted_fill`, counts the pairs of states of each edge.
  double fill(Index vertex) const {
    const std::uint64_t* const own = graph_.row(vertex);
    double missing = 0;
    neighbours(vertex, [&](Index other) {
      const std::uint64_t* const row = graph_.row(other);
      for (std::size_t word = 0; word < graph_.words(); ++word) {
        std::uint64_t lacks = own[word] & ~row[word];
        if (static_cast<Index>(word) == other / 64) lacks &= ~(std::uint64_t{1} << (other % 64));
        if (rule_ == EliminationRule::fill) {
          missing += std::popcount(lacks);
          continue;
        }
        for (; lacks != 0; lacks &= lacks - 1)
          missing +=
              graph_.states(other) * graph_.states(static_cast<Index>(word * 64) + std::countr_zero(lacks));
      }
    });
    return missing;
  }

  double score(Index vertex) {
    if (gives_up_) return 0;
    const double words = static_cast<double>(graph_.words()), near = degree(vertex);
    const double of_fill = near * (rule_ == EliminationRule::weighted_fill ? words + near : words);
    gives_up_ = !effort_.spend(rule_ == EliminationRule::weight ? words + near : words + of_fill);
    return rule_ == EliminationRule::weight ? table(vertex) : fill(vertex);
  }

  double degree(Index vertex) const {
    const std::uint64_t* const row = graph_.row(vertex);
    Index count = 0;
    for (std::size_t word = 0; word < graph_.words(); ++word) count += std::popcount(row[word]);
    return static_cast<double>(count);
  }

  Index best() const {
    Index found = -1;
    for (Index vertex = 0; vertex < graph_.size(); ++vertex) {
      if (!left_[vertex]) continue;
      if (found < 0 || scores_[vertex] < scores_[found] ||
          (seed_ != 0 && scores_[vertex] == scores_[found] && tie(vertex) < tie(found)))
        found = vertex;
    }
    return found;
  }
  std::uint64_t tie(Index vertex) const { return mixed(seed_ + static_cast<std::uint64_t>(vertex)); }

  void eliminate(Index vertex) {
    left_[vertex] = false;
    std::vector<Index> joined;
    neighbours(vertex, [&](Index other) { joined.push_back(other); });
    const bool fills = rule_ == EliminationRule::weight || scores_[vertex] > 0;
    graph_.join(joined);
    for (const Index other : joined) graph_.row(other)[vertex / 64] &= ~(std::uint64_t{1} << (vertex % 64));
    std::vector<std::uint64_t> changed(graph_.words());
    for (const Index other : joined) {
      changed[other / 64] |= std::uint64_t{1} << (other % 64);
      if (rule_ == EliminationRule::weight || !fills) continue;
      for (std::size_t word = 0; word < changed.size(); ++word) changed[word] |= graph_.row(other)[word];
    }
    for (std::size_t word = 0; word < changed.size(); ++word)
      for (std::uint64_t bits = changed[word]; bits != 0; bits &= bits - 1) {
        const Index other = static_cast<Index>(word * 64) + std::countr_zero(bits);
        scores_[other] = score(other);
      }
  }

  Graph graph_;
  EliminationRule rule_;
  std::uint64_t seed_;
  Effort& effort_;
  bool gives_up_ = false;
  std::vector<bool> left_;
  std::vector<double> scores_;
};

}  // namespace

std::optional<Order> best_order(const Graph& graph, const StopToken& stop) {
  Effort effort(stop);
  Order best;
  best.entries = hopeless;
  const auto attempt = [&](EliminationRule rule, std::uint64_t seed) {
    if (auto order = Greedy(graph, rule, seed, effort)(best.entries)) best = std::move(*order);
  };
  // Another order costs some ten nanoseconds per pair of vertices, which is as much as visiting a
  // few entries.
  const double attempt_cost = static_cast<double>(graph.size()) * static_cast<double>(graph.size());
  attempt(EliminationRule::weighted_fill, 0);
  for (const EliminationRule rule : {EliminationRule::weight, EliminationRule::fill})
    if (best.entries > attempt_cost) attempt(rule, 0);
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    if (best.entries < 20 * static_cast<double>(seed) * attempt_cost) break;
    attempt(seed % 3 == 0   ? EliminationRule::fill
            : seed % 3 == 1 ? EliminationRule::weighted_fill
                            : EliminationRule::weight,
            seed * 1000003);
  }
  if (detail::size(best.vertices) < graph.size()) return std::nullopt;
  return best;
}

}  // namespace casus::elimination
