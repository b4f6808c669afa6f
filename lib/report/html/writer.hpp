// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/report/linked_text.hpp>

#include "report/svg/drawing.hpp"

/// Writes the elements of pages. Names that end in `markup` contain markup; all other text is
/// escaped.
namespace casus::html {

/// A cell of a table.
struct TableCell {
  std::string markup;
  std::string_view classes = {};
};
TableCell text(std::string_view text);
TableCell number(std::string_view text);
/// A cell of running text, which gets more room.
TableCell words(std::string markup);

/// Returns text with its links as markup. Throws Error if a link is neither http(s) nor a place on
/// the page.
std::string linked_markup(const LinkedText& text);

struct Table {
  std::string caption;
  std::vector<TableCell> head;               ///< headings of the columns
  std::vector<std::vector<TableCell>> rows;  ///< the first cell of each is its heading
  bool is_broad = false;                     ///< wider than the text if there is room
};

class Writer {
public:
  void raw(std::string_view markup) { body_ += markup; }
  /// Writes the paragraphs of a text, which are separated by empty lines.
  void paragraphs(std::string_view text, std::string_view classes = {});
  /// Writes a table in a box of its own, which scrolls if the table is too wide.
  void table(const Table& table);
  /// Writes a table that is hidden until the reader opens it; `above` writes the part before it.
  void folded(const std::string& summary, const Table& table, const std::function<void()>& above = {});
  /// Writes a chart, once for wide and once for narrow screens. `below` writes the rest of the
  /// figure.
  void figure(const std::string& caption, const std::function<drawing::Drawing(double width)>& draw,
              const std::function<void()>& below = {});
  /// Writes a drawing that keeps its width, in a box that scrolls.
  void wide_figure(const std::string& caption, const drawing::Drawing& drawing,
                   const std::function<void()>& below);

  std::string take() { return std::move(body_); }

private:
  std::string next_id(const char* kind) { return std::string(kind) + '-' + std::to_string(++ids_); }

  std::string body_;
  int ids_ = 0;
};

}  // namespace casus::html
