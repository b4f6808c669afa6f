// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a Bayesian network in Hugin's NET language. `file_name` is used in messages only.
///
/// - `node X { states = ("a" "b"); ... }` (also `discrete node`) and `potential (X | P1 P2) { data
///   = ((...)(...)); ... }`, each potential after the nodes that it names. The child's states are
///   fastest and those of the first parent slowest; parentheses are optional, but must enclose
///   whole rows if present. `%` begins a comment; other attributes are skipped.
/// - Tables of whole numbers, and those with numbers above 1, are counts: rows are divided by their
///   sum, and one warning reports their number. Rows of probabilities whose sum differs from 1 by
///   rounding are divided by their sum too, as described for `read_bif`, with a warning of their
///   own.
/// - Bytes that are not UTF-8 are read as Latin-1.
///
/// Throws Error, whose subject is `file:line:column`, if the text is anything else: continuous,
/// decision, utility and function nodes, classes, and tables given by expressions, by name; and if
/// a limit of a Network is exceeded. Cost of reading: about 20 ns per byte. Part of the compiled
/// core.
Network read_net(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error if it cannot be read.
Network read_net(std::istream& in, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
Network read_net(const std::filesystem::path& file);

}  // namespace casus
