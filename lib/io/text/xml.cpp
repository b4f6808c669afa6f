// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/text/xml.hpp"

#include <algorithm>
#include <functional>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>

namespace casus::io {

XmlFile::XmlFile(std::string_view text, const std::string& file_name)
    : source_(text, file_name), buffer_(source_.text().begin(), source_.text().end()) {
  // Line ends are kept for the sake of positions; readers remove the spaces at both ends.
  constexpr unsigned options = pugi::parse_cdata | pugi::parse_escapes;
  const pugi::xml_parse_result result =
      document_.load_buffer_inplace(buffer_.data(), buffer_.size(), options, pugi::encoding_utf8);
  if (result) return;
  const auto at = (std::min)(detail::at((std::max)(result.offset, std::ptrdiff_t{0})), source_.text().size());
  std::string what = result.description();
  if (!what.empty() && what[0] >= 'A' && what[0] <= 'Z') what[0] = static_cast<char>(what[0] + 32);
  source_.fail(at, "XML", what);
}

pugi::xml_node XmlFile::root(const char* name) const {
  const pugi::xml_node root = document_.document_element();
  if (std::string_view(root.name()) != name)
    fail(root, "the element <" + std::string(name) + '>', '<' + clipped(root.name()) + '>');
  return root;
}

std::vector<pugi::xml_node> XmlFile::elements(const pugi::xml_node& parent) {
  std::vector<pugi::xml_node> found;
  for (const pugi::xml_node& child : parent.children())
    if (child.type() == pugi::node_element) found.push_back(child);
  return found;
}

std::size_t XmlFile::offset(const char* part) const {
  const bool inside =
      std::less_equal<>()(buffer_.data(), part) && std::less_equal<>()(part, buffer_.data() + buffer_.size());
  return inside ? detail::at(part - buffer_.data()) : 0;
}

std::size_t XmlFile::position(const pugi::xml_node& element) const {
  const std::size_t name = offset(element.name());
  return name == 0 ? 0 : name - 1;
}

void XmlFile::fail(const pugi::xml_node& at, std::string expected, std::string got, std::string hint) const {
  source_.fail(position(at), std::move(expected), std::move(got), std::move(hint));
}

void XmlFile::fail_unknown(const pugi::xml_node& element, const std::vector<std::string>& known) const {
  fail(element,
       "an element that is known in <" + clipped(element.parent().name()) + "> (" + detail::joined(known) +
           ')',
       '<' + clipped(element.name()) + '>', nearest(element.name(), known));
}

void XmlFile::check_is_text(const pugi::xml_node& part) const {
  if (part.type() == pugi::node_element)
    fail(part, "only text in <" + clipped(part.parent().name()) + '>', '<' + clipped(part.name()) + '>');
}

XmlText XmlFile::text(const pugi::xml_node& element) const {
  XmlText text{{}, position(element)};
  bool begun = false;
  for (const pugi::xml_node& part : element.children()) {
    check_is_text(part);
    const std::string_view value = part.value();
    const std::size_t first = begun ? 0 : value.find_first_not_of(spaces);
    if (first >= value.size()) continue;
    if (!begun) text.at = offset(part.value()) + first;
    begun = true;
    text.text += value.substr(first);
  }
  text.text.erase(text.text.find_last_not_of(spaces) + 1);
  return text;
}

XmlText XmlFile::attribute(const pugi::xml_node& element, const char* name) const {
  const pugi::xml_attribute found = element.attribute(name);
  if (!found)
    fail(element, "the attribute '" + std::string(name) + "' of <" + clipped(element.name()) + '>', "none");
  const std::size_t at = offset(found.value());
  return {found.value(), at == 0 ? position(element) : at};
}

std::vector<XmlText> XmlFile::words(const pugi::xml_node& element) const {
  std::vector<XmlText> all;
  for_each_word(element, [&](std::string_view word, std::size_t at) {
    all.push_back({std::string(word), at});
  });
  return all;
}

std::string xml_text(std::string_view text) {
  std::string escaped;
  for (const char c : text) switch (c) {
      case '&': escaped += "&amp;"; break;
      case '<': escaped += "&lt;"; break;
      case '>': escaped += "&gt;"; break;
      default: escaped += c;
    }
  return escaped;
}

}  // namespace casus::io
