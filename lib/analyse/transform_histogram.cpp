// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <algorithm>
#include <string>

#include <boost/math/distributions/binomial.hpp>

#include <casus/analyse/score.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/error.hpp>

namespace casus::score {

std::vector<TransformBar> transform_histogram(const std::vector<Interval>& values, Index bars, double level) {
  const std::string subject = "transform_histogram";
  constexpr Index many = 50, most = 1'000;
  if (values.empty()) throw Error(subject, "at least one outcome", "none");
  for (const Interval& value : values)
    if (!(value.low >= 0 && value.low <= value.high && value.high <= 1))
      throw Error(subject, "probabilities that ascend within [0, 1]",
                  detail::number(value.low) + " and " + detail::number(value.high));
  if (bars == 0) bars = detail::size(values) < many ? 5 : 10;
  if (bars < 1 || bars > most)
    throw Error(subject, "1 to " + std::to_string(most) + " bars", std::to_string(bars));
  if (!(level > 0 && level < 1)) throw Error(subject, "a level in (0, 1)", detail::number(level));
  const double width = 1 / static_cast<double>(bars);
  const boost::math::binomial_distribution<> count(static_cast<double>(values.size()), width);
  const double tail = (1 - level) * width / 2;
  const Interval consistent =
      bars == 1 ? Interval{static_cast<double>(values.size()), static_cast<double>(values.size())}
                : Interval{quantile(count, tail), quantile(complement(count, tail))};
  std::vector<TransformBar> all;
  for (Index i = 0; i < bars; ++i)
    all.push_back({static_cast<double>(i) * width, static_cast<double>(i + 1) * width, 0, consistent, true});
  all.back().high = 1;
  for (const auto& [low, high] : values) {
    if (low == high) {
      const auto bar = static_cast<Index>(low * static_cast<double>(bars));
      all[detail::at((std::min)(bar, bars - 1))].forecasts += 1;
      continue;
    }
    for (TransformBar& bar : all)
      bar.forecasts += (std::max)(0.0, (std::min)(high, bar.high) - (std::max)(low, bar.low)) / (high - low);
  }
  constexpr double rounding = 1e-9;
  for (TransformBar& bar : all)
    bar.is_consistent =
        bar.forecasts >= consistent.low - rounding && bar.forecasts <= consistent.high + rounding;
  return all;
}

}  // namespace casus::score
