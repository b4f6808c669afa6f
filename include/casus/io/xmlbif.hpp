// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a network in XMLBIF 0.3 or 0.2 (Cozman's interchange format in XML, as JavaBayes, Weka and
/// aGrUM write it). `file_name` is used in messages only.
///
/// - A TABLE lists the child's states fastest and those of the first GIVEN slowest: the opposite of
///   a `table` in BIF. Some files in circulation list several parents in an order that differs from
///   that of their numbers; such a file cannot be recognised.
/// - Version 0.2 specifies tables in PROBABILITY, which is BIF 0.15 in XML: a TABLE lists the
///   child's states slowest, or instead each ENTRY (a VALUE for each GIVEN, and a TABLE) specifies
///   a row, and DEFAULT the others.
/// - States are OUTCOMEs or VALUEs, in the file's order; variables and definitions may be in any
///   order; comments are allowed anywhere, properties are skipped. Bytes that are not UTF-8 are
///   read as Latin-1, regardless of the encoding that the file declares.
/// - Rows whose sum differs from 1 by rounding are divided by their sum, as described for
///   `read_bif`; one warning reports their number and the largest difference.
///
/// Throws Error, whose subject is `file:line:column`, if the text is anything else: variables that
/// are decisions or utilities, and unknown elements, by name; and if a limit of a Network is
/// exceeded. Cost of reading: about 20 ns per byte. Part of the compiled core.
Network read_xmlbif(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error if it cannot be read.
Network read_xmlbif(std::istream& in, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
Network read_xmlbif(const std::filesystem::path& file);

/// Returns a network in XMLBIF 0.3, its variables in the order of declaration, followed by those
/// added to its model since. Every number reads back to the same double. Throws Error for a network
/// in time, and, naming the variable, if one is a quantity or count, depends on an uncertain
/// parameter, or shares its uniform numbers with a twin: a network file cannot contain these. Rows
/// that a guard makes unreachable, which the model leaves out, are written with probability 1 for
/// the first state. In the network's name, double quotes and control characters become spaces.
/// Names with spaces at their ends are refused too, because readers drop these. Part of the
/// compiled core.
std::string to_xmlbif(const Network& network);
/// The same for a model, whose variables must be events and categories.
std::string to_xmlbif(const Model& model, const std::string& name = {});

}  // namespace casus
