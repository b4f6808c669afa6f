// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/html/writer.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "report/markup.hpp"

namespace casus::html {

using markup::escaped;

TableCell text(std::string_view text) { return {escaped(text)}; }
TableCell number(std::string_view text) { return {escaped(text), "number"}; }
TableCell words(std::string markup) { return {std::move(markup), "words"}; }

std::string linked_markup(const LinkedText& text) {
  std::string markup;
  for (const LinkedText::Part& part : text.parts()) {
    if (part.link.empty()) {
      markup += escaped(part.text);
      continue;
    }
    if (!part.link.starts_with("https://") && !part.link.starts_with("http://") &&
        !part.link.starts_with("#"))
      throw Error("link", "an address that begins with https://, http:// or #", detail::quoted(part.link));
    markup += "<a href=\"" + escaped(part.link) + "\">" + escaped(part.text) + "</a>";
  }
  return markup;
}

void Writer::paragraphs(std::string_view text, std::string_view classes) {
  while (!text.empty()) {
    const std::size_t end = (std::min)(text.find("\n\n"), text.size());
    if (const std::string_view one = text.substr(0, end); one.find_first_not_of(" \n\t") != one.npos)
      body_ += (classes.empty() ? "<p>" : fmt::format("<p class=\"{}\">", classes)) + escaped(one) + "</p>\n";
    text.remove_prefix((std::min)(end + 2, text.size()));
  }
}

void Writer::table(const Table& table) {
  const std::string id = next_id("table");
  body_ += fmt::format(
      "<div class=\"box{2}\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{0}\">\n<table>\n"
      "<caption id=\"{0}\">{1}</caption>\n<thead><tr>",
      id, escaped(table.caption), table.is_broad ? " broad" : "");
  const auto classes = [](const TableCell& cell) {
    return cell.classes.empty() ? std::string() : fmt::format(" class=\"{}\"", cell.classes);
  };
  for (const TableCell& cell : table.head)
    body_ += fmt::format("<th scope=\"col\"{}>{}</th>", classes(cell), cell.markup);
  body_ += "</tr></thead>\n<tbody>\n";
  for (const auto& row : table.rows) {
    body_ += "<tr>";
    for (std::size_t i = 0; i < row.size(); ++i)
      body_ += i == 0 ? fmt::format("<th scope=\"row\">{}</th>", row[i].markup)
                      : fmt::format("<td{}>{}</td>", classes(row[i]), row[i].markup);
    body_ += "</tr>\n";
  }
  body_ += "</tbody>\n</table>\n</div>\n";
}

void Writer::folded(const std::string& summary, const Table& table, const std::function<void()>& above) {
  body_ += "<details><summary>" + escaped(summary) + "</summary>\n";
  if (above) above();
  this->table(table);
  body_ += "</details>\n";
}

void Writer::figure(const std::string& caption, const std::function<drawing::Drawing(double width)>& draw,
                    const std::function<void()>& below) {
  body_ += "<figure>\n<figcaption>" + escaped(caption) + "</figcaption>\n<div class=\"wide-screen\">\n";
  body_ += drawing::document(draw(drawing::page), false, next_id("chart")) + "</div>\n";
  body_ += "<div class=\"small-screen\">\n" +
           drawing::document(draw(drawing::narrow), false, next_id("chart")) + "</div>\n";
  if (below) below();
  body_ += "</figure>\n";
}

void Writer::wide_figure(const std::string& caption, const drawing::Drawing& drawing,
                         const std::function<void()>& below) {
  const std::string id = next_id("figure");
  body_ += fmt::format(
      "<figure>\n<figcaption id=\"{0}\">{1}</figcaption>\n"
      "<div class=\"box{2}\" role=\"region\" tabindex=\"0\" aria-labelledby=\"{0}\">\n",
      id, escaped(caption), drawing.width > drawing::page ? " broad" : "");
  body_ += drawing::document(drawing, false, next_id("chart")) + "</div>\n";
  if (below) below();
  body_ += "</figure>\n";
}

}  // namespace casus::html
