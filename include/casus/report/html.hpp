// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/contrast.hpp>
#include <casus/analyse/world_table.hpp>
#include <casus/infer/answer.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>
#include <casus/report/explanation.hpp>
#include <casus/report/linked_text.hpp>
#include <casus/report/svg.hpp>

namespace casus {

/// An answer and its label on a page.
struct Shown {
  Shown(Answer shown, std::string called = {}) : answer(std::move(shown)), label(std::move(called)) {}

  Answer answer;
  std::string label;  ///< in words; the question if empty
};

/// A difference and its label on a page.
struct ShownContrast {
  ShownContrast(Contrast shown, std::string called = {})
      : contrast(std::move(shown)), label(std::move(called)) {}

  Contrast contrast;
  std::string label;
};

/// An entry of a section, such as a statement with its sources or a story with its dates.
struct Item {
  std::string heading;
  struct Line {
    std::string label;  ///< may be empty
    LinkedText text;
  };
  std::vector<Line> lines = {};
};

/// A table of texts. Columns whose headings end in a space are aligned to the right, for numbers.
struct TextTable {
  std::string caption;
  std::vector<std::string> head;
  std::vector<std::vector<LinkedText>> rows;  ///< each as long as the head; first cells are headings
};

/// A section of a page: paragraphs, fields of squares, boxes, pictures of calibration, items and
/// tables of texts, then the answers. Curves are drawn as lines, distributions and histograms as
/// bars, the other answers as forest plots, one for each unit; each chart is accompanied by its
/// numbers as a table.
struct Section {
  std::string heading;
  std::string text = {};  ///< paragraphs, separated by empty lines
  std::vector<Shown> answers = {};
  /// Whether curves share one chart (at most six, of one unit, over the same points).
  bool together = false;
  std::string finding = {};  ///< title of the chart of curves that share one; if empty, their labels
  std::vector<Squares> squares = {};
  std::vector<Boxes> boxes = {};
  std::vector<TransformHistogram> transforms = {};
  std::vector<Reliability> reliabilities = {};
  std::vector<Item> items = {};
  std::vector<TextTable> tables = {};
  std::vector<Explanation> explanations = {};  ///< charts of drivers, after the answers
  LinkedText note = {};                        ///< a last paragraph, in small letters
};

/// A table for the what-if section of a page, under its name: "base", "the critic's numbers".
struct WhatIfReading {
  std::string name;
  WorldTable table;
};

/// Contents of a page; empty members are left out.
struct Report {
  std::string title;
  std::string text = {};              ///< below the title: paragraphs, separated by empty lines
  LinkedText byline = {};             ///< above the text, in small letters: authors, date
  std::vector<LinkedText> lead = {};  ///< below the text, in large letters: paragraphs
  std::vector<Shown> headlines = {};  ///< the main answers, in large figures; none of them in parts
  std::vector<Section> sections = {};
  std::vector<ShownContrast> contrasts = {};
  std::vector<Explanation> explanations = {};
  /// Tables for a section in which the reader moves judgements. The first is the base; buttons
  /// switch to the others, which have the same judgements and questions.
  std::vector<WhatIfReading> what_if = {};
  /// Subject of the questions, for the diagram of the chain and the tables of assumptions: at most
  /// one of the two is set. Must outlive the calls that make the page.
  const Model* model = nullptr;
  const Timeline* timeline = nullptr;
  /// Whether the diagram of the chain and the tables of variables are hidden until the reader opens
  /// them.
  bool folds_chain = false;
  /// Lines such as "Fingerprint of the model", "3f2a...".
  std::vector<std::pair<std::string, std::string>> provenance = {};
  std::string language = "en";  ///< of the caller's own texts (BCP 47)
};

/// Returns the report as one self-contained HTML file (UTF-8, well-formed XML): no network and no
/// font. It follows the reader's light or dark theme and the width of the screen, can be printed,
/// and also describes each chart in words. All text is escaped. The same report gives the same
/// page.
///
/// The page has a script only if there is a what-if section, which is hidden from readers without
/// scripts. There the reader moves judgements, and the script re-weights the worlds that the page
/// contains: as many as fit into a page of 700,000 bytes. The section is left out if there are no
/// judgements to move, or fewer than 100 worlds.
///
/// The row of each uncertain number of the model has the id "number-" and its name, spaces replaced
/// by "-", for links. If the library was built without Graphviz, the diagram of the chain is left
/// out, and the page says so. While Graphviz lays out the chain, the process's locale for numbers
/// is C; it is restored afterwards. Safe to call from several threads; their layouts wait for each
/// other. Throws Error if a headline has parts, if curves that share a chart do not fit together,
/// if a row of a table has more or fewer cells than its head, if a link is of another kind than
/// `LinkedText` allows, or if the tables of the what-if section differ in their judgements or
/// questions. Part of the compiled core.
std::string to_html(const Report& report);

/// A chart of a report as SVG. Its kind is "squares", "boxes", "transform", "reliability", "curve",
/// "curves", "bars", "forest", "contrasts", "tornado" or "chain".
struct SingleChart {
  std::string kind;
  std::string svg;  ///< a document of its own, as described in casus/report/svg.hpp
};

/// Returns the page's charts one by one, in its order; single answers as forest plots. Without the
/// chain if the library was built without Graphviz. Throws Error as `to_html`. Part of the compiled
/// core.
std::vector<SingleChart> to_charts(const Report& report);

/// Returns a report of answers: the first three single ones as headlines, then all. The caller may
/// add the model and other contents.
Report report_of(std::string title, const Answers& answers);

}  // namespace casus
