// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>

#include <casus/infer/options.hpp>
#include <casus/study/belarus.hpp>

namespace belarus {

/// Writes the study's page: eight parts of UTF-8 text, 80 columns wide. Each figure is given with
/// its judgement range and its Monte Carlo error. The options set the numbers of trajectories and
/// worlds for the model, which is drawn three times: unchanged, with an entry and without one. The
/// other readings of part 5 use half the trajectories and the same worlds. `reading` is the page's
/// own reading.
void print_page(std::ostream& out, const casus::Options& options,
                const casus::study::BelarusOptions& reading = {});

}  // namespace belarus
