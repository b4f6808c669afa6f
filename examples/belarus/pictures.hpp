// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include "request.hpp"

namespace belarus {

/// Writes the study's page with pictures, and its charts, as `request.pictures` says: by the month up to a step, and of one year.
void write_monthly_pictures(const Request& request, casus::Index steps);
void write_yearly_pictures(const Request& request);

}  // namespace belarus
