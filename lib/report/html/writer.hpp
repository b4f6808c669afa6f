// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "report/svg/drawing.hpp"

/// What pages are made of. Names that end in `markup` are markup already; all other text is escaped.
namespace casus::html {

/// A cell of a table.
struct Cell {
  std::string markup;
  std::string_view classes = {};
};
Cell text(std::string_view text);
Cell number(std::string_view text);
/// What is read as a sentence, with room for it.
Cell words(std::string markup);

struct Table {
  std::string caption;
  std::vector<Cell> head;               ///< over the columns
  std::vector<std::vector<Cell>> rows;  ///< the first cell of each is its heading
  bool is_broad = false;                ///< wider than the text where there is room
};

class Writer {
public:
  void raw(std::string_view markup) { body_ += markup; }
  /// Of texts with empty lines between them.
  void paragraphs(std::string_view text, std::string_view classes = {});
  /// In a box of its own, which scrolls where the table is too wide.
  void table(const Table& table);
  /// The same, to be opened.
  void folded(const std::string& summary, const Table& table);
  /// A chart, for wide screens and for narrow ones; `below` writes what belongs to the figure.
  void figure(const std::string& caption, const std::function<drawing::Drawing(double width)>& draw,
              const std::function<void()>& below = {});
  /// A drawing of its own width, in a box that scrolls.
  void wide_figure(const std::string& caption, const drawing::Drawing& drawing,
                   const std::function<void()>& below);

  std::string take() { return std::move(body_); }

private:
  std::string next_id(const char* kind) { return std::string(kind) + '-' + std::to_string(++ids_); }

  std::string body_;
  int ids_ = 0;
};

}  // namespace casus::html
