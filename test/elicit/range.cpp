// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <cmath>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/detail/distributions.hpp>
#include <casus/elicit/range.hpp>

#include "../support/message.hpp"

namespace {

using casus::test::message;

using casus::Error;
using casus::elicit::fit_log_normal;
using casus::elicit::fit_logit_normal;
using casus::elicit::Range;

using casus::detail::infinity;

struct FittedRange {
  const char* name;
  Range given;
  double location, scale;  ///< to three decimals
  Range fitted;            ///< to three significant digits
};

// The judgements of the Belarus study, fitted independently (its table of causal steps, rows 1 to
// 14).
const std::vector<FittedRange> fitted_ranges = {
    {"p_ultimatum", {0.05, 0.15, 0.40}, -1.695, 0.772, {0.0491, 0.155, 0.395}},
    {"p_entry_given_ultimatum", {0.05, 0.20, 0.50}, -1.444, 0.895, {0.0514, 0.191, 0.507}},
    {"p_entry_no_ultimatum", {0.0005, 0.005, 0.02}, -5.595, 1.127, {0.000581, 0.0037, 0.0232}},
    {"p_entry_12m_total", {0.008, 0.04, 0.12}, -3.330, 0.860, {0.00863, 0.0345, 0.128}},
    {"p_small_contingent", {0.55, 0.75, 0.92}, 1.247, 0.681, {0.532, 0.777, 0.914}},
    {"f_refuse", {0.02, 0.10, 0.30}, -2.312, 0.925, {0.0212, 0.0901, 0.312}},
    {"q_loss_month", {0.04, 0.13, 0.35}, -1.899, 0.778, {0.04, 0.13, 0.35}},
    {"p_tasks_achieved", {0.01, 0.04, 0.15}, -3.169, 0.870, {0.00996, 0.0403, 0.149}},
    {"p_defeat_given_entry", {0.65, 0.88, 0.98}, 2.168, 0.995, {0.63, 0.897, 0.978}},
    {"p_suspend_given_setback", {0.12, 0.38, 0.68}, -0.576, 0.835, {0.125, 0.36, 0.689}},
    {"s_oppose_participation", {0.80, 0.89, 0.97}, 2.318, 0.635, {0.781, 0.91, 0.967}},
    {"p_gdp_minus4_given_entry", {0.25, 0.55, 0.85}, 0.279, 0.861, {0.243, 0.569, 0.845}},
    {"p_massprotest_12m_noentry", {0.003, 0.015, 0.05}, -4.312, 0.870, {0.0032, 0.0132, 0.0531}},
    {"p_massprotest_12m_entry", {0.03, 0.10, 0.30}, -2.174, 0.799, {0.0297, 0.102, 0.298}},
    {"p_harsher_entry", {0.60, 0.82, 0.96}, 1.700, 0.843, {0.578, 0.846, 0.956}},
    {"p_harsher_noentry", {0.40, 0.65, 0.86}, 0.676, 0.675, {0.393, 0.663, 0.857}},
    {"p_russia_bleak_12m", {0.03, 0.12, 0.35}, -2.029, 0.868, {0.0305, 0.116, 0.354}},
    {"h_regime_base", {0.01, 0.03, 0.08}, -3.505, 0.654, {0.0101, 0.0292, 0.0811}},
    {"p_regime12_given_defeat", {0.04, 0.13, 0.32}, -1.944, 0.737, {0.0408, 0.125, 0.325}},
    {"p_regime12_given_campaign", {0.08, 0.25, 0.50}, -1.180, 0.742, {0.0831, 0.235, 0.51}},
    {"h_regime_patron_lost", {0.08, 0.21, 0.42}, -1.363, 0.644, {0.0814, 0.204, 0.425}},
    {"p_democratic_given_change", {0.15, 0.40, 0.70}, -0.431, 0.785, {0.152, 0.394, 0.703}}};

TEST(FitLogitNormal, GivesTheTableOfTheStudy) {
  EXPECT_EQ(fitted_ranges.size(), 22u);
  for (const FittedRange& row : fitted_ranges) {
    const auto law = fit_logit_normal(row.given, row.name);
    EXPECT_NEAR(law.logit_location, row.location, 5.0001e-4) << row.name;
    EXPECT_NEAR(law.logit_scale, row.scale, 5.0001e-4) << row.name;
    for (const auto& [level, point] :
         {std::pair{0.05, row.fitted.low}, std::pair{0.5, row.fitted.mid}, std::pair{0.95, row.fitted.high}})
      EXPECT_NEAR(law.quantile(level) / point, 1, 5.001e-3) << row.name << ' ' << level;
  }
}

TEST(FitLogitNormal, KeepsAQuantileOfALogitNormal) {
  const casus::distribution::LogitNormal law{-1.3, 0.7};
  const auto fitted = fit_logit_normal({law.quantile(0.05), law.quantile(0.5), law.quantile(0.95)});
  EXPECT_NEAR(fitted.logit_location, -1.3, 1e-13);
  EXPECT_NEAR(fitted.logit_scale, 0.7, 1e-13);
}

TEST(FitLogNormal, KeepsAQuantileOfALogNormal) {
  const casus::distribution::LogNormal law{7.9, 0.9};
  const auto fitted = fit_log_normal({law.quantile(0.05), law.quantile(0.5), law.quantile(0.95)});
  EXPECT_NEAR(fitted.log_location, 7.9, 1e-13);
  EXPECT_NEAR(fitted.log_scale, 0.9, 1e-13);
}

TEST(FitLogNormal, GivesTheSizeOfTheContingent) {  // row 3b: median 2,700, sigma 0.9
  const auto law = fit_log_normal({610, 2'700, 11'900});
  EXPECT_NEAR(std::exp(law.log_location), 2'700, 10);
  EXPECT_NEAR(law.log_scale, 0.9, 0.005);
}

// No other line comes nearer to the three points.
TEST(FitLogNormal, IsTheLeastSquaresLine) {
  const Range range{2, 5, 40};
  const auto law = fit_log_normal(range, "losses");
  const auto squares = [&](double location, double scale) {
    const double q = 1.6448536269514722;
    const double a = std::log(range.low) - (location - q * scale), b = std::log(range.mid) - location,
                 c = std::log(range.high) - (location + q * scale);
    return a * a + b * b + c * c;
  };
  for (const double step : {-1e-3, 1e-3}) {
    EXPECT_LT(squares(law.log_location, law.log_scale), squares(law.log_location + step, law.log_scale));
    EXPECT_LT(squares(law.log_location, law.log_scale), squares(law.log_location, law.log_scale + step));
  }
}

TEST(Fit, RefusesWhatIsNoRange) {
  const double nan = std::nan("");
  const auto logit = [](double low, double mid, double high) {
    return message([&] { fit_logit_normal({low, mid, high}, "p_entry"); });
  };
  const auto log = [](double low, double mid, double high) {
    return message([&] { fit_log_normal({low, mid, high}); });
  };
  EXPECT_EQ(logit(0.2, 0.1, 0.3), "p_entry: expected a middle value above the low one (0.2), got 0.1");
  EXPECT_EQ(logit(0.2, 0.2, 0.3), "p_entry: expected a middle value above the low one (0.2), got 0.2");
  EXPECT_EQ(logit(0.1, 0.4, 0.3), "p_entry: expected a high value above the middle one (0.4), got 0.3");
  EXPECT_EQ(logit(0.1, 0.3, 0.3), "p_entry: expected a high value above the middle one (0.3), got 0.3");
  EXPECT_EQ(logit(0, 0.3, 0.4), "p_entry: expected a number strictly between 0 and 1, got 0");
  EXPECT_EQ(logit(0.1, 0.3, 1), "p_entry: expected a number strictly between 0 and 1, got 1");
  EXPECT_EQ(logit(0.1, nan, 0.9), "p_entry: expected a number strictly between 0 and 1, got not a number");
  EXPECT_EQ(log(-1, 2, 3), "range: expected a positive finite number, got -1");
  EXPECT_EQ(log(1, 2, infinity), "range: expected a positive finite number, got infinity");
  EXPECT_EQ(log(1, 5, 4), "range: expected a high value above the middle one (5), got 4");
  const double next = std::nextafter(1e300, infinity), after = std::nextafter(next, infinity);
  EXPECT_EQ(log(1e300, next, after), "range: expected a range wide enough to fit, got one of no width");
}

}  // namespace
