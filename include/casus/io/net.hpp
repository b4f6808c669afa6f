// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a Bayesian network in Hugin's NET language. `file_name` is for messages alone.
///
/// - `node X { states = ("a" "b"); ... }` (also `discrete node`) and `potential (X | P1 P2) { data = ((...)(...)); ... }`, each potential
///   behind the nodes that it names. The child's states are fastest and those of the first parent slowest; parentheses may be
///   left out, but those that are there must enclose whole rows. `%` begins a comment; other attributes are skipped.
/// - Tables of whole numbers, and those with numbers above 1, are counts: rows are divided by their sum, and one warning says how many. Rows
///   of probabilities that are off 1 by rounding are divided by their sum too, as `read_bif` says, with a warning of their own.
/// - Bytes that are not UTF-8 are read as Latin-1.
///
/// Throws Error, whose subject is `file:line:column`, where the text is anything else: continuous, decision, utility and function nodes,
/// classes, and tables that are given by expressions, by name; what goes beyond the limits of a Network. Cost of reading: about 20 ns
/// a byte. Part of the compiled core.
Network read_net(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_net(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_net(const std::filesystem::path& file);

}  // namespace casus
