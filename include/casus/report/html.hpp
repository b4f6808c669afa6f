// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/answer.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>
#include <casus/report/explanation.hpp>

namespace casus {

/// An answer, and what it is called on a page.
struct Shown {
  Shown(Answer shown, std::string called = {}) : answer(std::move(shown)), label(std::move(called)) {}

  Answer answer;
  std::string label;  ///< in words; the question where empty
};

/// The same of a difference.
struct ShownContrast {
  ShownContrast(Contrast shown, std::string called = {})
      : contrast(std::move(shown)), label(std::move(called)) {}

  Contrast contrast;
  std::string label;
};

/// A part of a page: paragraphs, then the answers. Curves are drawn as lines, distributions and histograms as bars, the others as a
/// forest of all that have one unit; each chart stands with its numbers as a table.
struct Section {
  std::string heading;
  std::string text = {};  ///< paragraphs, with empty lines between them
  std::vector<Shown> answers = {};
  bool together =
      false;  ///< curves in one chart (six at most, of one unit, over the same points), not each in its own
};

/// What a page shows; what is empty is left out.
struct Report {
  std::string title;
  std::string text = {};  ///< what stands below the title: paragraphs, with empty lines between them
  std::vector<Shown> headlines = {};  ///< the main answers, in large figures; none of them in parts
  std::vector<Section> sections = {};
  std::vector<ShownContrast> contrasts = {};
  std::vector<Explanation> explanations = {};
  /// What was asked, for the picture of the chain and the tables of what is believed: one of the two, and not deleted before the page is
  /// made.
  const Model* model = nullptr;
  const Timeline* timeline = nullptr;
  std::vector<std::pair<std::string, std::string>> provenance =
      {};                       ///< lines such as "Fingerprint of the model", "3f2a..."
  std::string language = "en";  ///< of the caller's own texts (BCP 47)
};

/// The report as one HTML file (UTF-8, well-formed XML) that needs nothing else: no network, no script, no font. It follows the reader's
/// light or dark theme and the width of the screen, can be printed, and tells each picture in words, too. All text is escaped.
/// The same report makes the same page. The picture of the chain is left out, which the page says, where the library was built without
/// Graphviz; while that lays the chain out, the process's locale of numbers is C, and then as it was. Safe from several threads, which
/// wait for each other there. Throws Error where a headline has parts or curves that are to stand together do not fit. Part of the
/// compiled core.
std::string to_html(const Report& report);

/// A chart of a report: "curve", "curves", "bars", "forest", "contrasts", "tornado" or "chain"; and the picture.
struct SingleChart {
  std::string kind;
  std::string svg;  ///< a document of its own, as casus/report/svg.hpp says
};

/// The page's charts singly, in its order; single answers as forests. Without the chain where the library was built without Graphviz.
/// Throws Error as `to_html`. Part of the compiled core.
std::vector<SingleChart> to_charts(const Report& report);

/// A report of answers and what they were asked of: the first few as headlines, then all. The caller may add to it.
Report report_of(std::string title, const Answers& answers);

}  // namespace casus
