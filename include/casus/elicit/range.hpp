// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <string>
#include <string_view>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/distribution/log_normal.hpp>
#include <casus/distribution/logit_normal.hpp>
#include <casus/error.hpp>

/// Distributions from judgements in ranges.
namespace casus::elicit {

/// A judgement by its 5, 50 and 95 % quantiles.
struct Range {
  double low;
  double mid;
  double high;
};

namespace detail {

struct Line {
  double location;
  double scale;
};

/// Returns the least-squares line y = location + scale z through the transformed points at the
/// standard normal quantiles z = -q, 0, q, with q = Phi^-1(0.95). As these sum to 0, location is
/// the mean of the y, and scale = sum(z y) / sum(z^2) = q (y_high - y_low) / (2 q^2).
Line fit_line(double low, double mid, double high);

/// Throws Error if the points of a range are distinct doubles but their transformed points are not.
void check_line(const Line& line, std::string_view subject);

void check_range(const Range& range, double below, double above, const char* domain,
                 std::string_view subject);

}  // namespace detail

/// Returns the logit-normal distribution nearest to a range of a probability or share, by least
/// squares on the log odds. Its own 5, 50 and 95 % quantiles differ from the range if that is
/// skewed on the scale of log odds: show both. Throws Error about `subject` unless
/// 0 < low < mid < high < 1.
distribution::LogitNormal fit_logit_normal(const Range& range, std::string_view subject = "range");

/// Returns the log-normal distribution nearest to a range of a positive quantity, by least squares
/// on the logarithms. Throws Error about `subject` unless 0 < low < mid < high < infinity.
distribution::LogNormal fit_log_normal(const Range& range, std::string_view subject = "range");

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/range.inl>
#endif
