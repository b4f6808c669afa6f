// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <casus/detail/elementary.hpp>
#include <casus/distribution/list.hpp>
#include <casus/model/formula.hpp>
#include <casus/model/table_slot.hpp>
#include <casus/sample/tables.hpp>

namespace casus {

namespace detail {

/// Returns the value of an expression of constants, such as Real(2) * 3: the number that a sampler
/// computes for it. Nothing if the expression reads a variable or a parameter, or calls a function
/// of the user, which may not always return the same.
inline std::optional<double> constant_value(const NodePtr& node) {
  if (node->op == Op::constant) return node->value;
  struct Nothing {
    double variable(Index) const { return std::numeric_limits<double>::quiet_NaN(); }
    double parameter(Index) const { return std::numeric_limits<double>::quiet_NaN(); }
  };
  const Formula formula(node);
  for (const Instruction& step : formula.instructions())
    if (step.op == Op::parameter || step.op == Op::quantity || step.op == Op::event ||
        step.op == Op::category || step.op == Op::function)
      return std::nullopt;
  std::vector<double> scratch;
  return formula.evaluate(Nothing{}, scratch);
}

using Literals = std::vector<std::optional<double>>;

inline DrawTables made_tables(const ConditionalDistribution& law, const Literals& literals) {
  const distribution::Shape shape = law.shape();
  DrawTables tables;
  tables.quantiles = distribution::QuantileTable::make(shape, literals);
  tables.counts = distribution::CountTable::make(shape, literals);
  if (law.kind == Kind::count && !tables.counts)
    tables.wide_counts = distribution::WideCounts::make(shape, literals);
  if (law.kind == Kind::quantity && !tables.quantiles)
    tables.mixture = distribution::MixtureTable::make(shape, literals);
  return tables;
}

/// Returns about how many bytes the tables occupy.
inline std::size_t bytes_of(const DrawTables& tables) {
  constexpr std::size_t of_entry = 512, of_quantiles = 8 * scalar::table_pieces * sizeof(double);
  std::size_t bytes = of_entry;
  if (tables.quantiles || tables.wide_counts) bytes += of_quantiles;
  if (tables.mixture) bytes += of_quantiles + tables.mixture->bytes_of_cuts();
  if (tables.counts)
    bytes += (tables.counts->steps().size() + tables.counts->guide().size()) * sizeof(double);
  return bytes;
}

/// The tables made last, by family and constant parameters, so that equal distributions of all
/// models share them. Those used least recently are forgotten as soon as all together occupy more
/// than `most_bytes`; variables that use them keep theirs. Safe to use from several threads: one
/// makes a table, the others that need it wait.
class TableCache {
public:
  static constexpr std::size_t most_bytes = std::size_t{32} << 20;

  static TableCache& of_process() {
    static TableCache cache;
    return cache;
  }

  std::shared_ptr<const DrawTables> tables(const ConditionalDistribution& law, const Literals& literals) {
    const auto entry = entry_of(law, literals);
    bool is_new = false;
    std::call_once(entry->once, [&] {
      entry->tables = std::make_shared<const DrawTables>(made_tables(law, literals));
      is_new = true;
    });
    if (is_new) count(entry);
    return entry->tables;
  }

private:
  // The entries of families, whose addresses tell them apart (a user's two families may have one
  // name), and of each parameter whether it is constant, and its bits.
  using Key =
      std::pair<std::vector<const distribution::FamilyEntry*>, std::vector<std::pair<bool, std::uint64_t>>>;
  struct Entry : TableSlot {
    Key key;
    std::size_t bytes = 0;
  };
  using Entries = std::list<std::shared_ptr<Entry>>;

  std::shared_ptr<Entry> entry_of(const ConditionalDistribution& law, const Literals& literals) {
    Key key;
    key.first.push_back(law.family.operator->());
    for (const distribution::Family component : law.components) key.first.push_back(component.operator->());
    for (const std::optional<double>& literal : literals)
      key.second.emplace_back(literal.has_value(), std::bit_cast<std::uint64_t>(literal.value_or(0.0)));
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(key);
    if (found != by_key_.end()) {
      entries_.splice(entries_.begin(), entries_, found->second);
      return entries_.front();
    }
    auto entry = std::make_shared<Entry>();
    entry->key = std::move(key);
    entries_.push_front(entry);
    by_key_.emplace(entry->key, entries_.begin());
    return entry;
  }

  void count(const std::shared_ptr<Entry>& entry) {
    const std::lock_guard lock(mutex_);
    const auto found = by_key_.find(entry->key);
    if (found == by_key_.end() || *found->second != entry) return;  // forgotten meanwhile
    bytes_ += entry->bytes = bytes_of(*entry->tables);
    while (bytes_ > most_bytes) {
      bytes_ -= entries_.back()->bytes;
      by_key_.erase(entries_.back()->key);
      entries_.pop_back();
    }
  }

  std::mutex mutex_;
  Entries entries_;  // the one used last comes first
  std::map<Key, Entries::iterator> by_key_;
  std::size_t bytes_ = 0;
};

/// Returns whether the tables of a distribution are shared by all models: those of the library's
/// own families that have some. A user's family may be in a library that is unloaded.
inline bool shares_tables(const ConditionalDistribution& law) {
  const auto is_own = [](distribution::Family family) {
    const auto is_it = [&](distribution::Family one) { return one.operator->() == family.operator->(); };
    const auto truncated = distribution::truncated_families();
    return std::any_of(distribution::all_families.begin(), distribution::all_families.end(), is_it) ||
           std::any_of(truncated.begin(), truncated.end(), is_it);
  };
  const bool is_mixture = law.family->role == distribution::Role::mixture;
  if (!is_mixture &&
      (!distribution::is_component(law.family) || (law.family->kernel && !law.family->is_count)))
    return false;
  return is_own(law.family) && std::all_of(law.components.begin(), law.components.end(), is_own);
}

/// Returns whether the shape of a gamma distribution differs between worlds, but not between the
/// trajectories of a world.
inline bool has_shape_of_world(const ConditionalDistribution& law, const Literals& literals) {
  return law.family.is<distribution::Gamma>() && !literals[0] &&
         Formula(law.parameters[0]).variables().empty();
}

/// Returns the tables of a distribution, which are made if no model has used them lately.
inline std::shared_ptr<const DrawTables> tables_of_law(const ConditionalDistribution& law) {
  Literals literals;
  for (const NodePtr& parameter : law.parameters) literals.push_back(constant_value(parameter));
  if (has_shape_of_world(law, literals)) {
    DrawTables tables;
    tables.gamma = distribution::GammaTable::of_process();
    return std::make_shared<const DrawTables>(std::move(tables));
  }
  if (shares_tables(law)) return TableCache::of_process().tables(law, literals);
  return std::make_shared<const DrawTables>(made_tables(law, literals));
}

}  // namespace detail

CASUS_INLINE const DrawTables& tables_of(const Variable& variable) {
  static const DrawTables none;
  if (!variable.tables) return none;
  detail::TableSlot& slot = *variable.tables;
  std::call_once(slot.once, [&] { slot.tables = detail::tables_of_law(variable.distribution); });
  return *slot.tables;
}

}  // namespace casus
