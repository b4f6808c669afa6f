// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <toml++/toml.h>

#include <casus/elicit/scale.hpp>

#include "io/toml/fields.hpp"

namespace casus::io {

/// A verbal scale from a table of the keys that `read_scale` knows. Errors as for it.
elicit::Scale scale_of(const toml::table& table, const Fields& fields);

}  // namespace casus::io
