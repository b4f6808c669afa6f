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
/// - `equation`: a quantity, whose law the equation names, or of which it is a formula (GeNIe's manual, "Writing equations in GeNIe"). A
///   discrete parent counts as the number of its state, from 0 on, and is compared with its name. `If`, `?:`, `Switch` and `Choose` select among
///   laws too. Laws keep GeNIe's parameters: `Normal` and `Lognormal` a deviation, `Exponential` a rate, `Gamma` a shape and a scale, `Weibull` a
///   scale and a shape; `Steps` and `CustomPDF` are mixtures with the same density. What is drawn in the midst of an equation of x is a quantity
///   of its own, "x.draw1"; only a Normal that is shifted needs none. Functions that the library's formulas have not (rounding, sines,
///   factorials) are refused. Powers whose exponents are neither whole constants nor states are those of positive numbers.
/// - A table whose parent is an equation reads its interval: the category "x.interval" of the equation's discretization. An interval begins with
///   the end of the one before it; the first and the last also hold what is beyond the equation's bounds.
/// - Bounds of an equation change nothing: no law is cut off there. A warning lists them, and is another one where the file asks GeNIe to reject
///   samples beyond them.
/// - `dynamic`: a network in time is a timeline of as many slices as `numslices` says (10 where it does not), whose series are its plate nodes. Nodes
///   outside of the plate stay the same; of anchors only the first slice knows. Arcs from k slices before need tables of each order
///   from 1 to k; where k is above 1, series "x.lag1", ... hand on values, and events "slice.from1", ... say how many slices there are. A terminal,
///   which reads the last slice, is a series that reads each slice as if it were the last; a warning says so. Equations stand outside of the
///   plate alone.
/// - Nodes stand in any order. Extensions (names, colours, places), properties and cases are skipped, and so is everything else in a node.
///   Bytes that are not UTF-8 are read as Latin-1, whatever the file says of its encoding.
/// - Rows that are off 1 by rounding are divided by their sum, as `read_bif` says; one warning says how many and by how much.
///
/// Throws Error, whose subject is `file:line:column`, where the text is anything else: nodes of other kinds (decisions, utilities, noisy
/// adders), by name; what goes beyond the limits of a Network, 1,200 slices, order 100, and 20,000 operations in one equation. Cost of reading: about 20 ns a byte.
/// Part of the compiled core.
Network read_xdsl(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_xdsl(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_xdsl(const std::filesystem::path& file);

}  // namespace casus
