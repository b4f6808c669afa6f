// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <pugixml.hpp>

namespace casus::test {

/// Parses well-formed XML, such as a chart or a page.
inline pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  const auto result = document.load_buffer(text.data(), text.size(), pugi::parse_full, pugi::encoding_utf8);
  EXPECT_TRUE(result) << result.description() << " at " << result.offset << ": "
                      << text.substr(static_cast<std::size_t>(result.offset), 80);
  return document;
}

/// Returns the nodes that an XPath expression finds. The document must outlive them.
inline std::vector<pugi::xml_node> found(const pugi::xml_document& document, const std::string& path) {
  std::vector<pugi::xml_node> nodes;
  for (const auto& node : document.select_nodes(path.c_str())) nodes.push_back(node.node());
  return nodes;
}

}  // namespace casus::test
