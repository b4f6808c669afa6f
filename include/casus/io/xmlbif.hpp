// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a network in XMLBIF 0.3 or 0.2 (Cozman's interchange format in XML, as JavaBayes, Weka and aGrUM write it). `file_name` is for messages
/// alone.
///
/// - A TABLE lists the child's states fastest and those of the first GIVEN slowest: the opposite of a `table` in BIF. Some files in
///   circulation list several parents in another order than their numbers; nothing in such a file tells.
/// - Version 0.2 states tables in PROBABILITY, which is BIF 0.15 in XML: a TABLE lists the child's states slowest, and in its place
///   each ENTRY (a VALUE for each GIVEN, and a TABLE) states a row, and DEFAULT the others.
/// - States are OUTCOMEs or VALUEs, in the file's order; variables and definitions stand in any order; comments anywhere, properties are
///   skipped. Bytes that are not UTF-8 are read as Latin-1, whatever the file says of its encoding.
/// - Rows that are off 1 by rounding are divided by their sum, as `read_bif` says; one warning says how many and by how much.
///
/// Throws Error, whose subject is `file:line:column`, where the text is anything else: variables that are decisions or utilities, and
/// elements that are not known, by name; what goes beyond the limits of a Network. Cost of reading: about 20 ns a byte. Part of the compiled
/// core.
Network read_xmlbif(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_xmlbif(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_xmlbif(const std::filesystem::path& file);

/// A network in XMLBIF 0.3, its variables in the order in which they were declared, those added to its model since behind.
/// Every number reads back to the same double. Throws Error for a network in time, and, naming the variable, where one is a quantity or count, rests on an
/// uncertain parameter, or shares its chance with a twin: no file of a network holds that. Rows that a guard keeps from being met, and that the model
/// leaves out, are written as certainty of the first state. In the network's name, double quotes and control characters become spaces. Part of
/// the compiled core.
/// Names with spaces at their ends are refused too: readers take these for layout.
std::string to_xmlbif(const Network& network);
/// The same of a model, whose variables are events and categories.
std::string to_xmlbif(const Model& model, const std::string& name = {});

}  // namespace casus
