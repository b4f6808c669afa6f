// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <span>

#include <casus/detail/core.hpp>
#include <casus/distribution/count_table.hpp>
#include <casus/distribution/gamma_table.hpp>
#include <casus/distribution/mixture_table.hpp>
#include <casus/distribution/quantile_table.hpp>
#include <casus/distribution/wide_counts.hpp>
#include <casus/model/model.hpp>

namespace casus {

/// The tables from which a variable is drawn if its exact quantile function is slow. At most one is
/// not null.
struct DrawTables {
  std::shared_ptr<const distribution::QuantileTable> quantiles = nullptr;  ///< of a quantity
  std::shared_ptr<const distribution::CountTable> counts = nullptr;        ///< of a count
  std::shared_ptr<const distribution::WideCounts> wide_counts =
      nullptr;  ///< of a count with too many values for a CountTable
  std::shared_ptr<const distribution::MixtureTable> mixture =
      nullptr;  ///< of a mixture for which a QuantileTable is too coarse
  std::shared_ptr<const distribution::GammaTable> gamma =
      nullptr;  ///< of a gamma distribution whose shape depends on parameters alone
};

/// Returns the tables of a variable. The first call makes them, for all copies of the variable, and
/// for variables of any model whose distribution has the same family and the same bits of its
/// constant parameters: the process keeps the tables used last, up to 32 MiB of them. A parameter
/// that is an expression of constants counts as a constant. Safe to call from several threads.
/// Cost: milliseconds if the tables are made (tens of milliseconds for a mixture), then negligible.
const DrawTables& tables_of(const Variable& variable);

/// Returns the u-quantile of a quantity or count, u in (0, 1), given its tables and the parameters
/// of its distribution.
inline double drawn_value(const Variable& variable, const DrawTables& tables, std::span<const double> row,
                          double u) noexcept {
  if (tables.quantiles) return tables.quantiles->finished((*tables.quantiles)(u), row);
  if (tables.wide_counts) return (*tables.wide_counts)(u);
  if (tables.mixture) return (*tables.mixture)(u);
  if (tables.gamma) return (*tables.gamma)(row[0], u) / row[1];
  return tables.counts ? (*tables.counts)(u) : distribution::quantile(variable.distribution.shape(), row, u);
}

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/sample/tables.inl>
#endif
