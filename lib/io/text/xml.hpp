// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <pugixml.hpp>

#include "io/text/source.hpp"

namespace casus::io {

/// The text of an element or attribute, and its position.
struct XmlText {
  std::string text;
  std::size_t at = 0;
};

/// Returns whether an element has this name.
inline bool is(const pugi::xml_node& element, std::string_view name) { return element.name() == name; }

/// An XML file with the positions of its parts. After an entity, the columns within the same text
/// count the characters of the expanded text.
class XmlFile {
public:
  /// Throws Error if the text is not XML.
  XmlFile(std::string_view text, const std::string& file_name);
  XmlFile(const XmlFile&) = delete;
  XmlFile& operator=(const XmlFile&) = delete;

  const Source& source() const noexcept { return source_; }
  /// Returns the outermost element. Throws Error if it has another name.
  pugi::xml_node root(const char* name) const;
  /// Returns the child elements; comments and other nodes are left out.
  static std::vector<pugi::xml_node> elements(const pugi::xml_node& parent);

  /// Returns the position of the `<` of an element.
  std::size_t position(const pugi::xml_node& element) const;
  [[noreturn]] void fail(const pugi::xml_node& at, std::string expected, std::string got,
                         std::string hint = {}) const;
  /// Throws Error because an element is not one of the known ones.
  [[noreturn]] void fail_unknown(const pugi::xml_node& element, const std::vector<std::string>& known) const;

  /// Returns the text of an element, without the spaces around it. Throws Error if it contains
  /// elements.
  XmlText text(const pugi::xml_node& element) const;
  /// Returns an attribute. Throws Error if there is none of this name.
  XmlText attribute(const pugi::xml_node& element, const char* name) const;
  /// Returns the words of an element's text.
  std::vector<XmlText> words(const pugi::xml_node& element) const;
  /// Calls `visit(word, position)` for each word of an element's text.
  template <class Visit> void for_each_word(const pugi::xml_node& element, Visit visit) const {
    for (const pugi::xml_node& part : element.children()) {
      check_is_text(part);
      const std::string_view text = part.value();
      const std::size_t begin = offset(part.value());
      for (std::size_t at = 0; (at = text.find_first_not_of(spaces, at)) < text.size();) {
        const std::size_t end = (std::min)(text.find_first_of(spaces, at), text.size());
        visit(text.substr(at, end - at), begin + at);
        at = end;
      }
    }
  }

private:
  static constexpr const char* spaces = " \t\r\n\f\v";

  void check_is_text(const pugi::xml_node& part) const;
  std::size_t offset(const char* part) const;

  Source source_;
  std::vector<char> buffer_;  // parsed in place, so that pointers into it are positions
  pugi::xml_document document_;
};

/// Returns a text with the special characters of XML written as entities.
std::string xml_text(std::string_view text);

}  // namespace casus::io
