// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/eigen.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include <casus/io/draws.hpp>
#include <casus/model/model.hpp>

#include "support/message.hpp"

namespace casus {
namespace {

TEST(Eigen, TakesAColumnAsItIs) {
  Model model;
  const Quantity level = model.add("level", Normal(3, 2));
  const Sampler sampler(model, {.seed = 5});
  sampler.draw(0, 1024, [&](const Block& block) {
    const auto values = as_array(block.quantity(level));
    EXPECT_EQ(values.data(), block.quantity(level).data());
    EXPECT_EQ(values.size(), block.trajectories());
    EXPECT_NEAR(values.mean(), 3, 0.4);
  });
}

class Columns : public testing::Test {
protected:
  Model m;
  Parameter p = m.parameter("p", Beta(2, 5));
  Event rain = m.add("rain", Bernoulli(p));
  Category sky = m.add("sky", Categorical({"clear", "grey", "dark"}, {0.5, 0.3, 0.2}));
  Quantity depth = m.add("depth", LogNormal(1, 0.5), {.when = rain});
  Quantity floods = m.add("floods", Poisson(if_then_else(rain, 3.0, 0.1)));

  Eigen::MatrixXd all(const DrawsOptions& options) const {
    return columns(m, {p, rain, sky, depth, floods}, options.trajectories, options);
  }

  // What write_draws writes, without the numbers of worlds and trajectories.
  std::vector<std::vector<double>> written(const DrawsOptions& options) const {
    std::stringstream text;
    write_draws(m, text, DrawsFormat::csv, options);
    std::string line;
    std::getline(text, line);
    EXPECT_EQ(line, "world,trajectory,p,rain,sky,depth,floods\r");
    std::vector<std::vector<double>> rows;
    while (std::getline(text, line)) rows.push_back(numbers(line.substr(0, line.size() - 1)));
    return rows;
  }

  std::vector<double> numbers(const std::string& line) const {
    std::vector<double> row;
    std::istringstream cells(line);
    for (std::string cell; std::getline(cells, cell, ',');) {
      const auto state = std::find(sky.states().begin(), sky.states().end(), cell);
      if (state != sky.states().end())
        row.push_back(static_cast<double>(state - sky.states().begin()));
      else
        row.push_back(cell.empty() ? std::numeric_limits<double>::quiet_NaN() : std::stod(cell));
    }
    return {row.begin() + 2, row.end()};
  }
};

TEST_F(Columns, AreThoseThatAreWritten) {
  DrawsOptions options{.trajectories = 9001, .worlds = 7, .seed = 11};
  for (const bool with_condition : {false, true}) {
    if (with_condition) options.given = floods > 0 && sky != "grey";
    const auto expected = written(options);
    const Eigen::MatrixXd got = all(options);
    ASSERT_EQ(got.rows(), static_cast<Index>(expected.size()));
    ASSERT_EQ(got.cols(), 5);
    EXPECT_EQ(got.rows() < 9001, with_condition);
    for (std::size_t row = 0; row < expected.size(); ++row)
      for (std::size_t column = 0; column < 5; ++column) {
        const double value = got(static_cast<Index>(row), static_cast<Index>(column));
        ASSERT_TRUE(std::isnan(value) ? std::isnan(expected[row][column]) : value == expected[row][column])
            << row << ", " << column;
      }
  }
}

TEST_F(Columns, AreThoseOfTheSampler) {
  const Eigen::MatrixXd got = columns(m, {depth, rain, p}, 1000, {.worlds = 2, .seed = 5});
  const Sampler sampler(m, {5});
  for (Index world = 0; world < 2; ++world)
    sampler.draw(
        world, 500,
        [&](const Block& block) {
          EXPECT_EQ(block.parameters().size(), 1u);
          EXPECT_EQ(block.parameter(p), draw_parameters(m, {5}, world)[0]);
          for (Index i = 0; i < (std::min)(block.trajectories(), 500 - block.first_trajectory()); ++i) {
            const Index row = 500 * world + block.first_trajectory() + i;
            const double value = block.quantity(depth)[detail::at(i)];
            ASSERT_TRUE(std::isnan(value) ? std::isnan(got(row, 0)) : value == got(row, 0));
            ASSERT_EQ(got(row, 1),
                      static_cast<double>(block.event(rain)[detail::at(i / 64)] >> (i % 64) & 1));
            ASSERT_EQ(got(row, 2), block.parameter(p));
          }
        },
        1);
}

TEST_F(Columns, MayBeExpressions) {
  const Eigen::MatrixXd got = columns(
      m, {floods, 2 * floods + p, p, sky == "grey", sky, rain && floods > 1, rain}, 2000, {.worlds = 4});
  for (Index i = 0; i < got.rows(); ++i) {
    ASSERT_EQ(got(i, 1), 2 * got(i, 0) + got(i, 2));
    ASSERT_EQ(got(i, 3), got(i, 4) == 1 ? 1 : 0);
    ASSERT_EQ(got(i, 5), got(i, 6) == 1 && got(i, 0) > 1 ? 1 : 0);
  }
  EXPECT_EQ(m.variables().size(), 4u);
}

TEST_F(Columns, MayBeNoneAndMeetNoCondition) {
  EXPECT_EQ(columns(m, {}, 10).cols(), 0);
  DrawsOptions options;
  options.given = floods < 0;
  const Eigen::MatrixXd none = columns(m, {p, rain}, 1000, options);
  EXPECT_EQ(none.rows(), 0);
  EXPECT_EQ(none.cols(), 2);
}

TEST_F(Columns, RefuseWhatIsWrong) {
  Model other;
  const auto stranger = other.add("stranger", Bernoulli(0.5));
  const auto refuses = [&](const std::vector<ColumnSource>& sources, Index trajectories, const char* text) {
    const std::string got = test::message([&] { columns(m, sources, trajectories); });
    EXPECT_NE(got.find(text), std::string::npos) << got;
  };
  refuses({rain, stranger}, 10,
          "columns[1]: expected variables and parameters of this model, got 'stranger'");
  refuses({depth + 1}, 10, "'depth', which is absent if rain does not hold");
  refuses({rain}, 0, "option trajectories");
  refuses({rain}, -1, "option trajectories");
}

}  // namespace
}  // namespace casus
