// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>

#include <casus/infer/options.hpp>
#include <casus/report/chart.hpp>
#include <casus/study/belarus_monthly.hpp>

namespace belarus {

/// The study's page by the month, up to a step: its curves, what an entry changes, what follows a setback, the readings that disagree, and
/// how the judged rows are met.
void print_monthly_page(std::ostream& out, casus::Index steps, const casus::Options& options,
                        const casus::study::BelarusOptions& reading, const casus::Terminal& terminal);

}  // namespace belarus
