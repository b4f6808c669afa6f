// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/report/html.hpp>

/// The section of a page in which readers move judgements.
namespace casus::html {

inline constexpr std::string_view what_if_id = "what-if";  ///< of the heading
inline constexpr std::string_view what_if_heading = "What if the judgements were different?";

/// Returns the section, hidden until its script shows it: a reader without scripts sees a page
/// without it. Empty if no judgement can be moved, or if fewer than 100 worlds are there or fit
/// into `room` bytes. `label_of` returns the label of a question, or an empty text. Throws Error if
/// the tables do not have the same judgements and questions.
std::string what_if_section(const std::vector<WhatIfReading>& readings,
                            const std::function<std::string(const std::string& question)>& label_of,
                            std::size_t room);

/// The rules of the section's style.
extern const std::string_view what_if_style;

}  // namespace casus::html
