// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/elicit/scale.hpp>

namespace casus {

/// Reads a verbal scale from TOML (version 1.0, UTF-8). Phrases stand from the least probable to the most, probabilities in [0, 1]:
///
///     name = "house"
///     source = "the desk's style guide"        # optional
///
///     [[phrase]]
///     text = "doubtful"
///     synonyms = ["hardly"]                    # optional
///     band = [0.05, 0.30]
///     open = ["low"]                           # optional: ends that belong to the phrase beside: "low", "high"
///
///     [[phrase]]
///     text = "likely"
///     band = [0.30, 0.90]
///
/// Where readings were measured, each phrase has `readings = [[0.05, 0.1], [0.5, 0.2], [0.95, 0.4]]` in place of a band: the
/// probability, and the value that it of all readings does not exceed.
///
/// Throws Error, whose subject is `file:line:column`, where the text is anything else: no TOML, a key that is not known (with the nearest
/// known one), missing or of another type, and whatever a Scale refuses. `file_name` is for messages alone. Part of
/// the compiled core.
elicit::Scale read_scale(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
elicit::Scale read_scale(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
elicit::Scale read_scale(const std::filesystem::path& file);

}  // namespace casus
