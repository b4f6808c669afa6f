// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a Bayesian network in XDSL, the format of GeNIe and SMILE. `file_name` is for messages alone.
///
/// - `cpt`: probabilities, the child's states fastest and those of the first parent slowest.
/// - `deterministic`: the resulting state for each combination of the parents' states, the last parent's fastest.
/// - `noisymax`: a table is made of it. P(child at state k or a later one | parents) is the product, over the parents and the leak, of the
///   sums of their columns from k on: the last state is that of no effect (F. J. Diez, Parameter adjustment in Bayes networks,
///   UAI 1993, 99-105, arXiv:1303.1465). Columns stand in the order of the `strengths`, each parent's last one for its state of no effect, as
///   SMILE's manual states (Canonical nodes, Noisy-MAX).
/// - Nodes stand in any order. Extensions (names, colours, places), properties and cases are skipped, and so is everything else in a node.
///   Bytes that are not UTF-8 are read as Latin-1, whatever the file says of its encoding.
/// - Rows that are off 1 by rounding are divided by their sum, as `read_bif` says; one warning says how many and by how much.
///
/// Throws Error, whose subject is `file:line:column`, where the text is anything else: nodes of other kinds (equations, decisions, utilities,
/// noisy adders) and networks in time, by name; what goes beyond the limits of a Network. Cost of reading: about 20 ns a byte.
/// Part of the compiled core.
Network read_xdsl(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_xdsl(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_xdsl(const std::filesystem::path& file);

}  // namespace casus
