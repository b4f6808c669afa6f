// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a network in the Interchange Format for Bayesian Networks (Cozman's BIF 0.15 and the dialects that other programs
/// write). `file_name` is for messages alone.
///
/// - Rows `(state, state) p, p;` are bound by the parents' labels, in any order; `*` stands for every state of a parent, and
///   `default p, p;` for every combination that no row names. Where several rows meet one combination, the one with the
///   fewest `*` counts.
/// - `table` lists the child's states slowest and the last parent's fastest.
/// - Variables and tables may stand in any order. Names are words without `{ } ( ) , ; |` and spaces, or stand in double
///   quotes. Commas and `|` between numbers are optional. Comments (`//` to the end of the line, and `/* */`, which nest)
///   may stand anywhere; properties are skipped. Bytes that are not UTF-8 are read as Latin-1.
/// - Parents follow `|`, a comma or nothing: the format ignores separators of names, and JavaBayes writes none there.
/// - `property function max;` and few rows state the whole table of a leaky noisy-max: one row for the leak, and one for each other
///   state of each parent with all other parents as in it.
/// - Rows whose sum is off 1 by at most 1e-4, or by as much as rounding to the digits given explains (at most 0.01), are divided by
///   their sum; one warning says how many and by how much.
///
/// Throws Error, whose subject is `file:line:column`, where the text is anything else, where a row is missing or stated
/// twice, where the variables depend on each other in a circle, and where rows are combined by another function than max.
/// Cost of reading: about 20 ns a byte. Part of the compiled core.
Network read_bif(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_bif(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_bif(const std::filesystem::path& file);

/// A network in BIF: its variables in the order in which they were declared, those added to its model since behind, one row a combination of
/// the parents' states, as bnlearn writes them. Names that are no words of the language (with spaces, commas or brackets) stand in double quotes, which not every program reads.
/// Every number reads back to the same double. Throws Error for a network in time, and, naming the variable, where one is a quantity or count, rests on an
/// uncertain parameter, or shares its chance with a twin: no file of a network holds that. Rows that a guard keeps from being met, and that the model
/// leaves out, are written as certainty of the first state. In the network's name, double quotes and control characters become spaces. Part of
/// the compiled core.
std::string to_bif(const Network& network);
/// The same of a model, whose variables are events and categories.
std::string to_bif(const Model& model, const std::string& name = {});

}  // namespace casus
