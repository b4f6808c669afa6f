// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/io/network.hpp>

namespace casus {

/// Reads a Bayesian network in XDSL, the format of GeNIe and SMILE. `file_name` is used in messages
/// only.
///
/// - `cpt`: probabilities, the child's states fastest and those of the first parent slowest.
/// - `deterministic`: the resulting state for each combination of the parents' states, the last
///   parent's fastest.
/// - `noisymax`: converted to a table. P(child at state k or a later one | parents) is the product,
///   over the parents and the leak, of the sums of their columns from k on: the last state is that
///   of no effect (F. J. Diez, Parameter adjustment in Bayes networks, UAI 1993, 99-105,
///   arXiv:1303.1465). Columns are in the order of the `strengths`, each parent's last one for its
///   state of no effect, as SMILE's manual states (Canonical nodes, Noisy-MAX).
/// - `equation`: a quantity, with the distribution that its equation names, or with a formula of
///   its parents (GeNIe's manual, "Writing equations in GeNIe"). A discrete parent counts as the
///   number of its state, from 0 on, and can be compared with the state's name. `If`, `?:`,
///   `Switch` and `Choose` also select among distributions. Parameters are GeNIe's: `Normal` and
///   `Lognormal` have a standard deviation, `Exponential` a rate, `Gamma` a shape and a scale,
///   `Weibull` a scale and a shape; `Steps` and `CustomPDF` become mixtures of the same density.
///   (The order of the parameters of `Gamma`, `Weibull`, `Truncnormal`, `Steps` and `CustomPDF` is
///   remembered, not verified.) A distribution inside a longer equation of x is drawn as a quantity
///   of its own, "x.draw1"; a shifted Normal needs none. Functions without a counterpart in the
///   library's formulas (rounding, sines, factorials) are refused. A power whose exponent is
///   neither a whole constant nor a state requires a positive base.
/// - A table whose parent is an equation reads the interval that contains the equation's value, by
///   the equation's discretization: the category "x.interval". An interval includes its lower end;
///   the first one has no lower end and the last one no upper end.
/// - Bounds of equations do not truncate distributions. A warning lists them as a condition, and
///   mentions if the file asks GeNIe to reject samples beyond them.
/// - `dynamic`: a network in time becomes a timeline of `numslices` slices (10 if there is no such
///   number). Its series are the plate nodes; nodes outside the plate are constant, and anchors are
///   parents in the first slice only. A node with arcs from k slices earlier needs a table of each
///   order from 1 to k; if k is above 1, series "x.lag1", ... pass values on, and events
///   "slice.from1", ... count slices. A terminal becomes a series that reads each slice as if it
///   were the last one; a warning reports this. Equations in the plate are refused.
/// - Nodes may be in any order. Extensions (names, colours, places), properties, cases and
///   everything else in a node are skipped. Bytes that are not UTF-8 are read as Latin-1,
///   regardless of the encoding that the file declares.
/// - Rows whose sum differs from 1 by rounding are divided by their sum, as described for
///   `read_bif`; one warning reports their number and the largest difference.
///
/// Throws Error, whose subject is `file:line:column`, if the text is anything else: nodes of other
/// kinds (decisions, utilities, noisy adders), by name; and beyond the limits of a Network, 1,200
/// slices, order 100, and 20,000 operations in one equation. Cost of reading: about 20 ns per byte
/// of tables, and a millisecond for each distribution with constant parameters that is tabulated.
/// Part of the compiled core.
Network read_xdsl(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error if it cannot be read.
Network read_xdsl(std::istream& in, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
Network read_xdsl(const std::filesystem::path& file);

}  // namespace casus
