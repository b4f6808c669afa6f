// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <casus/analyse/score.hpp>
#include <casus/analyse/sensitivity.hpp>
#include <casus/detail/core.hpp>
#include <casus/infer/answer.hpp>

/// Charts as SVG 1.1 documents (UTF-8, 720 units wide), for use as a file or inside an HTML page.
/// Each has a title and a description for screen readers, and a tooltip for every mark. Colours
/// follow the reader's light or dark theme; a page with its own theme sets the custom properties
/// `--casus-back`, `--casus-text`, `--casus-muted`, `--casus-grid` and `--casus-1` to `--casus-6`.
/// Labels that are too long are cut; the tooltip has the full text. Numbers are as precise as in
/// the table of answers. The same answers give the same text.
namespace casus {

/// Shares as numbers of equal squares, such as 96 and 4 of 100, group after group.
struct Squares {
  std::string title;
  struct Group {
    std::string label;
    Index count;
  };
  std::vector<Group> groups;  ///< the first one in the colour of the background's lines
};

/// Boxes with texts in a grid, and arrows between them.
struct Boxes {
  std::string title;
  struct Box {
    std::string name, text;
    Index column, row;  ///< from 0
  };
  std::vector<Box> boxes;
  struct Arrow {
    Index from, to;  ///< numbers of boxes
  };
  std::vector<Arrow> arrows;
};

/// A histogram of the probability integral transform.
struct TransformHistogram {
  std::string title;
  std::vector<score::TransformBar> bars;  ///< of `score::transform_histogram`
  double level = .95;                     ///< of its ranges
};

/// Stated probabilities beside the frequencies of their events.
struct Reliability {
  std::string title;
  std::vector<score::ReliabilityRow> rows;  ///< of `score::reliability`
  double level = .95;                       ///< of its ranges
};

/// Returns a field of squares, ten in a row, with a legend. Throws Error unless there are 1 to 6
/// groups with 1 to 1000 squares in all, none of them negative. Part of the compiled core.
std::string svg_squares(const Squares& squares);

/// Returns boxes in a grid of at most four columns. Throws Error if there are none, if a place is
/// outside of the grid or taken twice, or if an arrow has no box. Part of the compiled core.
std::string svg_boxes(const Boxes& boxes);

/// Returns the histogram, with the range in which all bars of a calibrated model are; bars outside
/// of it have another colour. Throws Error if there are no bars. Part of the compiled core.
std::string svg_transform(const TransformHistogram& histogram);

/// Returns a reliability diagram: for each group of forecasts, the frequency of its events over the
/// stated probability, with its binomial interval, the range of a calibrated model, and the number
/// of forecasts; frequencies of a calibrated model are near the diagonal. Throws Error if there are
/// no rows. Part of the compiled core.
std::string svg_reliability(const Reliability& reliability);

/// Returns curves, each a line over its points, with the Monte Carlo interval of each point as a
/// bar and, for up to two curves, the judgement range as a band. At most six curves, over the same
/// points. Throws Error if there are none or if they do not fit together. Part of the compiled
/// core.
std::string svg_curve(const std::vector<Answer>& curves);

/// Returns a forest plot of answers, or of differences of contrasts, below each other on a common
/// scale: the value as a mark, the Monte Carlo interval as a thick line, the judgement range as a
/// thin one. An answer in parts has one row per part. Throws Error if there are none, or unless
/// they are all probabilities or all of one unit. Part of the compiled core.
std::string svg_forest(const std::vector<Answer>& answers);

/// Returns a bar chart of a distribution or histogram, one bar per state or bin, with its Monte
/// Carlo interval and judgement range. Throws Error if the answer has no parts. Part of the
/// compiled core.
std::string svg_bars(const Answer& answer);

/// Returns a tornado chart: the answer with each parameter fixed at its low and at its high point,
/// the widest swing first; the first `most` parameters. Throws Error if there are none. Part of the
/// compiled core.
std::string svg_tornado(const Sensitivity& sensitivity, std::size_t most = 12);

}  // namespace casus
