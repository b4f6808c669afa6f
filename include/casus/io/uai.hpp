// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a Bayesian network in the format of the UAI inference evaluations: BAYES, the number of variables, how many states each has, the
/// number of tables, each one's scope (its child last), then for each table how many numbers it has and these, the last variable of the scope
/// fastest. From `#` to the end of a line is a comment. `file_name` is for messages alone.
///
/// The format has no names: variables become x0, x1, ... and their states 0, 1, ... Rows that are off 1 by rounding are divided by their
/// sum, as `read_bif` says; one warning says how many and by how much.
///
/// Throws Error, whose subject is `file:line:column`, where the text is anything else: a Markov network, which is no product of conditional
/// tables; a variable that is the child of no table or of two; what goes beyond the limits of a Network. Cost of reading: about
/// 20 ns a byte. Part of the compiled core.
Network read_uai(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_uai(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_uai(const std::filesystem::path& file);

/// A network in the UAI format, its variables in the order in which they were declared, those added to its model since behind. The names of
/// variables and states are lost, for the format has none.
/// Every number reads back to the same double. Throws Error for a network in time, and, naming the variable, where one is a quantity or count, rests on an
/// uncertain parameter, or shares its chance with a twin: no file of a network holds that. Rows that a guard keeps from being met, and that the model
/// leaves out, are written as certainty of the first state. Part of the compiled core.
std::string to_uai(const Network& network);
/// The same of a model, whose variables are events and categories.
std::string to_uai(const Model& model);

}  // namespace casus
