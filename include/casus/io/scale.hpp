// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/elicit/scale.hpp>

namespace casus {

/// Reads a verbal scale from TOML (version 1.0, UTF-8). Phrases are listed from the least to the
/// most probable, with probabilities in [0, 1]:
///
///     name = "house"
///     source = "the desk's style guide"        # optional
///
///     [[phrase]]
///     text = "doubtful"
///     synonyms = ["hardly"]                    # optional
///     band = [0.05, 0.30]
///     open = ["low"]                           # optional: ends ("low", "high") that belong to the
///                                              # neighbouring phrase
///
///     [[phrase]]
///     text = "likely"
///     band = [0.30, 0.90]
///
/// If readings were measured, each phrase has `readings = [[0.05, 0.1], [0.5, 0.2], [0.95, 0.4]]`
/// in place of a band: pairs of a cumulative probability and the corresponding quantile of the
/// readings.
///
/// Throws Error, whose subject is `file:line:column`, if the text is anything else: not TOML; a key
/// that is unknown (with the nearest known one), missing or of another type; and anything that a
/// Scale refuses. `file_name` is used in messages only. Part of the compiled core.
elicit::Scale read_scale(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error if it cannot be read.
elicit::Scale read_scale(std::istream& in, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
elicit::Scale read_scale(const std::filesystem::path& file);

}  // namespace casus
