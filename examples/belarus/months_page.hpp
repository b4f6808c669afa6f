// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>

#include <casus/infer/options.hpp>
#include <casus/report/chart.hpp>
#include <casus/study/belarus_monthly.hpp>

namespace belarus {

/// Writes the page of the monthly study up to a step: its curves, the effect of an entry, the
/// consequences of a setback, the disputed readings, and the match with the judged rows.
void print_monthly_page(std::ostream& out, casus::Index steps, const casus::Options& options,
                        const casus::study::BelarusOptions& reading, const casus::Terminal& terminal);

}  // namespace belarus
