// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a network in the Interchange Format for Bayesian Networks (Cozman's BIF 0.15 and the
/// dialects that other programs write). `file_name` is used in messages only.
///
/// - Rows `(state, state) p, p;` are matched by the parents' labels, in any order; `*` matches
///   every state of a parent, and `default p, p;` every combination that no row names. If several
///   rows match one combination, the one with the fewest `*` counts.
/// - `table` lists the child's states slowest and the last parent's fastest.
/// - Variables and tables may be in any order. Names are words without `{ } ( ) , ; |` and spaces,
///   or in double quotes. Commas and `|` between numbers are optional. Comments (`//` to the end of
///   the line, and `/* */`, which nest) are allowed anywhere; properties are skipped. Bytes that
///   are not UTF-8 are read as Latin-1.
/// - Parents follow `|`, a comma or nothing: the format ignores separators of names, and JavaBayes
///   writes none there.
/// - `property function max;` with a few rows specifies the whole table of a leaky noisy-max: one
///   row for the leak, and one for each other state of each parent while all other parents are as
///   in the leak's row.
/// - Rows whose sum differs from 1 by at most 1e-4, or by an amount that rounding to the given
///   digits explains (at most 0.01), are divided by their sum; one warning reports their number and
///   the largest difference.
///
/// Throws Error, whose subject is `file:line:column`, if the text is anything else, if a row is
/// missing or given twice, if the variables depend on each other in a circle, and if rows are
/// combined by a function other than max. Cost of reading: about 20 ns per byte. Part of the
/// compiled core.
Network read_bif(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error if it cannot be read.
Network read_bif(std::istream& in, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
Network read_bif(const std::filesystem::path& file);

/// Returns a network in BIF: its variables in the order of declaration, followed by those added to
/// its model since, with one row for each combination of the parents' states, as bnlearn writes
/// them. Names that are not words of the language (with spaces, commas or brackets) are written in
/// double quotes, which not every program reads. Every number reads back to the same double. Throws
/// Error for a network in time, and, naming the variable, if one is a quantity or count, depends on
/// an uncertain parameter, or shares its uniform numbers with a twin: a network file cannot contain
/// these. Rows that a guard makes unreachable, which the model leaves out, are written with
/// probability 1 for the first state. In the network's name, double quotes and control characters
/// become spaces. Part of the compiled core.
std::string to_bif(const Network& network);
/// The same for a model, whose variables must be events and categories.
std::string to_bif(const Model& model, const std::string& name = {});

}  // namespace casus
