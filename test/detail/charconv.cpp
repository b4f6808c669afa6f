// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/detail/charconv.hpp>

#include <bit>
#include <clocale>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace casus::detail {
namespace {

// The replacement, and what the library uses here, which is the standard's where there is one.
template <class... Digits> std::string by_portable(double value, Digits... digits) {
  std::array<char, 64> text{};
  return {text.data(), portable::to_chars(text.data(), text.data() + text.size(), value, digits...).ptr};
}
template <class... Digits> std::string by_standard(double value, Digits... digits) {
  std::array<char, 64> text{};
  return {text.data(), to_chars(text.data(), text.data() + text.size(), value, digits...).ptr};
}

std::vector<double> special_values() {
  using Limits = std::numeric_limits<double>;
  std::vector<double> values = {0.0,    -0.0,   1,    0.1,    123456,  1234567, 1e5,  1e15, 1e16,  1e17,
                                1e21,   1e22,   1e23, 0.0001, 0.00001, 1.5e-5,  5e-5, 100,  99999, 999999.5,
                                9.5e-5, 0.3e-3, 2.5,  0.5,    1e100,   1e-100,  1e99, 1e-99};
  for (const double value : {Limits::max(), Limits::min(), Limits::denorm_min(), Limits::epsilon(),
                             Limits::infinity(), -Limits::infinity()})
    values.push_back(value);
  // Below a power of two doubles are closer.
  for (int power = -1074; power < 1024; ++power) values.push_back(std::ldexp(1.0, power));
  return values;
}

void check_written(double value) {
  EXPECT_EQ(by_portable(value), by_standard(value));
  for (const int digits : {1, 2, 3, 6, 15, 17})
    EXPECT_EQ(by_portable(value, digits), by_standard(value, digits)) << digits;
}

void check_read(const std::string& text) {
  double got = -77, expected = -77;
  const char* const end = text.data() + text.size();
  const auto by_hand = portable::from_chars(text.data(), end, got);
  const auto standard = from_chars(text.data(), end, expected);
  EXPECT_EQ(by_hand.ptr - text.data(), standard.ptr - text.data()) << text;
  EXPECT_EQ(by_hand.ec, standard.ec) << text;
  if (std::isnan(expected))
    EXPECT_TRUE(std::isnan(got)) << text;
  else
    EXPECT_EQ(std::bit_cast<std::uint64_t>(got), std::bit_cast<std::uint64_t>(expected)) << text;
}

TEST(Charconv, ReplacementWritesAsTheStandard) {
  for (const double value : special_values()) check_written(value);
  std::mt19937_64 engine(7);
  for (int i = 0; i < 3000; ++i) {
    const double bits = std::bit_cast<double>(engine());
    if (!std::isnan(bits)) check_written(bits);
    check_written(static_cast<double>(engine() >> 11) * 0x1p-53);
    check_written(
        std::round(std::ldexp(static_cast<double>(engine() >> 11), static_cast<int>(engine() % 20))));
    check_written(static_cast<double>(engine() % 100000) / 1000);
  }
}

TEST(Charconv, ReplacementReadsAsTheStandard) {
  for (const double value : special_values()) check_read(by_standard(value));
  for (const std::string text : {"",
                                 "-",
                                 "+1",
                                 ".",
                                 ".5",
                                 "5.",
                                 "-.5e3",
                                 "1e",
                                 "1e+",
                                 "1e5x",
                                 "1E-5",
                                 "0x10",
                                 " 1",
                                 "1.2.3",
                                 "--1",
                                 "00012.50",
                                 "1e0005",
                                 "inf",
                                 "-Infinity",
                                 "INFINITE",
                                 "nan",
                                 "nan(a_1)",
                                 "nan(",
                                 "NaN(-)",
                                 "infx",
                                 "e5",
                                 "-e5",
                                 "1e400",
                                 "-1e400",
                                 "1e-400",
                                 "0e999999999999999999",
                                 "1e-99999999999999999999",
                                 "2.4703282292062327e-324",
                                 "2.4703282292062328e-324",
                                 "1.7976931348623158e308",
                                 "1.7976931348623159e308",
                                 "9007199254740993",
                                 "9007199254740992.99999999999999999999999999999",
                                 "0.1000000000000000055511151231257827"})
    check_read(text);
  std::mt19937_64 engine(11);
  for (int i = 0; i < 3000; ++i) {
    const double value = std::bit_cast<double>(engine());
    check_read(by_standard(value));
    std::string digits = std::to_string(engine()) + '.' + std::to_string(engine());
    check_read(digits + 'e' + std::to_string(static_cast<int>(engine() % 700) - 350));
  }
}

TEST(Charconv, ReplacementKnowsNoLocale) {
  const std::string before = std::setlocale(LC_ALL, nullptr);
  for (const char* name : {"de_DE.UTF-8", "fr_FR.UTF-8"})
    if (std::setlocale(LC_ALL, name)) break;
  EXPECT_EQ(by_portable(1234.5), "1234.5");
  EXPECT_EQ(by_portable(1234.56, 5), "1234.6");
  double value = 0;
  const std::string text = "12.25";
  portable::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_EQ(value, 12.25);
  std::setlocale(LC_ALL, before.c_str());
}

TEST(Charconv, SaysWhereThereIsNoRoom) {
  std::array<char, 4> small{};
  const auto written = portable::to_chars(small.data(), small.data() + small.size(), 1234.5);
  EXPECT_EQ(written.ec, std::errc::value_too_large);
  EXPECT_EQ(written.ptr, small.data() + small.size());
}

}  // namespace
}  // namespace casus::detail
