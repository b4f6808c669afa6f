// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <casus/analyse/sensitivity.hpp>
#include <casus/infer/answer.hpp>

/// Charts as SVG 1.1 documents (UTF-8, 720 units wide), which stand alone as a file or inside an HTML page. Each has a title and a
/// description for those who hear it, and tells of every mark where the pointer rests. Colours follow the reader's light or dark
/// theme; a page that has its own sets the custom properties `--casus-back`, `--casus-text`, `--casus-muted`, `--casus-grid` and
/// `--casus-1` to `--casus-6`. Labels too long for their place are cut, and told in full. Numbers are as precise as in the table of
/// answers. The same answers make the same text.
namespace casus {

/// Curves, each a line over its points, with the Monte Carlo interval of each point as a bar and, of up to two curves, the judgement
/// range as a band. At most six curves, over the same points. Throws Error where there is none, or they do not fit together. Part of
/// the compiled core.
std::string svg_curve(const std::vector<Answer>& curves);

/// Answers, or differences of contrasts, below each other on a common scale: the value as a mark, the Monte Carlo interval as a thick
/// line, the judgement range as a thin one. Of an answer in parts each part is a row. Throws Error where there is none, or they
/// are not all probabilities or all of one unit. Part of the compiled core.
std::string svg_forest(const std::vector<Answer>& answers);

/// A distribution or histogram, a bar a state or bin, with its Monte Carlo interval and judgement range. Throws Error where the
/// answer has no parts. Part of the compiled core.
std::string svg_bars(const Answer& answer);

/// What the answer becomes where each parameter is held at its low and at its high point, the widest swing first; the first `most`
/// parameters. Throws Error where there is none. Part of the compiled core.
std::string svg_tornado(const Sensitivity& sensitivity, std::size_t most = 12);

}  // namespace casus
