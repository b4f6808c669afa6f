// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <iosfwd>

#include <casus/infer/options.hpp>
#include <casus/study/belarus.hpp>

namespace belarus {

/// Writes the study's page: eight parts of UTF-8 text, 80 columns wide. Each figure stands beside its
/// judgement range and its Monte Carlo error. The options say how many trajectories and worlds the model is
/// drawn with (once as it is, once with an entry done and once with none); the other readings of part 5 get
/// half as many trajectories and the same worlds. `reading` is the page's own.
void print_page(std::ostream& out, const casus::Options& options,
                const casus::study::BelarusOptions& reading = {});

}  // namespace belarus
