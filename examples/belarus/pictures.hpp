// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include "request.hpp"

namespace belarus {

/// Write the study's page with charts, and the separate charts, to `request.pictures`: monthly up
/// to a step, or for one year.
void write_monthly_pictures(const Request& request, casus::Index steps);
void write_yearly_pictures(const Request& request);

}  // namespace belarus
