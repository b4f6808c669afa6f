// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>

namespace casus {

struct DrawTables;

namespace detail {

/// Holds the tables from which samplers draw a variable (casus/sample/tables.hpp). They take
/// milliseconds to build, so they are built when the variable is first drawn, once for all its
/// copies.
struct TableSlot {
  std::once_flag once;
  std::shared_ptr<const DrawTables> tables;
};

}  // namespace detail
}  // namespace casus
