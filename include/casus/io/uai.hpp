// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a Bayesian network in the format of the UAI inference evaluations: BAYES, the number of
/// variables, the number of states of each, the number of tables, the scope of each (its child
/// last), then for each table the number of its entries and the entries, the last variable of the
/// scope fastest. `#` begins a comment to the end of the line. `file_name` is used in messages
/// only.
///
/// The format has no names: variables become x0, x1, ... and their states 0, 1, ... Rows whose sum
/// differs from 1 by rounding are divided by their sum, as described for `read_bif`; one warning
/// reports their number and the largest difference.
///
/// Throws Error, whose subject is `file:line:column`, if the text is anything else: a Markov
/// network, which is not a product of conditional tables; a variable that is the child of no table
/// or of two; and if a limit of a Network is exceeded. Cost of reading: about 20 ns per byte. Part
/// of the compiled core.
Network read_uai(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error if it cannot be read.
Network read_uai(std::istream& in, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
Network read_uai(const std::filesystem::path& file);

/// Returns a network in the UAI format, its variables in the order of declaration, followed by
/// those added to its model since. The names of variables and states are lost, because the format
/// has none. Every number reads back to the same double. Throws Error for a network in time, and,
/// naming the variable, if one is a quantity or count, depends on an uncertain parameter, or shares
/// its uniform numbers with a twin: a network file cannot contain these. Rows that a guard makes
/// unreachable, which the model leaves out, are written with probability 1 for the first state.
/// Part of the compiled core.
std::string to_uai(const Network& network);
/// The same for a model, whose variables must be events and categories.
std::string to_uai(const Model& model);

}  // namespace casus
