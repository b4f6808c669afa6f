// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <toml++/toml.h>

#include <casus/elicit/scale.hpp>

#include "io/toml/fields.hpp"

namespace casus::io {

/// Returns the verbal scale in a table with the keys of `read_scale`. Throws Error in the same
/// cases.
elicit::Scale scale_of(const toml::table& table, const Fields& fields);

}  // namespace casus::io
