// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace casus {

/// Running text of a page, in which parts may be links.
class LinkedText {
public:
  struct Part {
    std::string text;
    std::string link;  ///< empty if the part is not a link
  };

  LinkedText() = default;
  LinkedText(std::string text) { add(std::move(text)); }
  LinkedText(const char* text) { add(std::string(text)); }

  /// Appends text. `link`: an address that begins with "https://" or "http://", or "#" and the name
  /// of a place on the page; empty if the text is not a link. Other links make `to_html` throw.
  LinkedText& add(std::string text, std::string link = {}) {
    if (!text.empty()) parts_.push_back({std::move(text), std::move(link)});
    return *this;
  }
  LinkedText& append(const LinkedText& other) {
    parts_.insert(parts_.end(), other.parts_.begin(), other.parts_.end());
    return *this;
  }

  const std::vector<Part>& parts() const noexcept { return parts_; }
  bool empty() const noexcept { return parts_.empty(); }

private:
  std::vector<Part> parts_;
};

}  // namespace casus
