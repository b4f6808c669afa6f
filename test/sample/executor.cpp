// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "sample/executor.hpp"

#include <bit>
#include <cmath>

#include <gtest/gtest.h>

#include <casus/detail/index.hpp>
#include <casus/sample/reference.hpp>
#include <casus/sample/sampler.hpp>

#include "../support/models.hpp"

namespace casus {
namespace {

// Every variable itself, so that none is left out.
std::vector<NodePtr> all_variables(const Model& model) {
  std::vector<NodePtr> nodes;
  for (const Variable& variable : model.variables()) {
    const NodePtr node = model.find(variable.name);
    nodes.push_back(variable.kind() == Kind::category ? detail::make_state(node, 0) : node);
  }
  return nodes;
}

// Columns of digits, one a variable.
struct GivenDigits {
  hwy::AlignedFreeUniquePtr<std::uint64_t[]> words;
  std::vector<const std::uint64_t*> columns;

  // `make(variable, lane)` is U of a trajectory.
  template <class Make> GivenDigits(std::size_t variables, Index lanes, Make make) {
    words = hwy::AllocateAligned<std::uint64_t>(variables * static_cast<std::size_t>(lanes));
    for (std::size_t v = 0; v < variables; ++v) {
      std::uint64_t* column = words.get() + v * static_cast<std::size_t>(lanes);
      for (Index lane = 0; lane < lanes; ++lane) column[lane] = make(v, lane);
      columns.push_back(column);
    }
  }
};

// Of a variable's column, as the reference tells it.
double value_at(Workspace& workspace, const OutputColumn& output, Index lane) {
  switch (output.pool()) {
    case Pool::bits: return (workspace.bits(output.bits())[lane / 64] >> (lane % 64)) & 1 ? 1 : 0;
    case Pool::bytes: return workspace.bytes(output.bytes())[lane];
    case Pool::reals: break;
  }
  return workspace.reals(output.reals())[lane];
}

// Draws on given digits what `expected(world, lane)` says, bit for bit.
template <class Expected>
void expect_drawn(const Model& model, const Randomness& randomness, const std::vector<Intervention>& under,
                  const GivenDigits& digits, Index groups, Expected expected) {
  const Program program(model, under, all_variables(model));
  for (const kernels::Kernels& kernels : kernels::all()) {
    const Executor executor(program, randomness, kernels);
    Workspace workspace(program.extent(), groups);
    for (const Index number : {0, 2}) {
      const World world(program, randomness, number);
      workspace.enter(world);
      executor.run(world, {digits.columns}, groups, workspace);
      for (Index lane = 0; lane < groups * group_size; ++lane) {
        const std::vector<double> trajectory = expected(world, lane);
        for (std::size_t v = 0; v < trajectory.size(); ++v) {
          const double value = value_at(workspace, program.outputs()[v], lane);
          // Both absent, or the same bits.
          ASSERT_TRUE(std::bit_cast<std::uint64_t>(value) == std::bit_cast<std::uint64_t>(trajectory[v]) ||
                      (std::isnan(value) && std::isnan(trajectory[v])))
              << model.variables()[v].name << " at " << lane << ", " << kernels.name << ": " << value
              << " and " << trajectory[v];
        }
      }
    }
  }
}

// All digits, the least and greatest, and those of which the first decide nothing.
std::uint64_t some_digits(std::size_t variable, Index lane) {
  const std::uint64_t word = random::mix(variable * 7919 + static_cast<std::uint64_t>(lane));
  switch (lane % 16) {
    case 0: return word >> 20;
    case 1: return ~(word >> 20);
    case 2: return lane % 32 == 2 ? 0 : ~std::uint64_t{0};
    default: return word;
  }
}

void expect_the_reference(const Model& model, const std::vector<Intervention>& under) {
  constexpr Index groups = 3;
  const std::size_t variables = model.variables().size();
  const Randomness randomness{5};
  const GivenDigits digits(variables, groups * group_size, some_digits);
  const ReferenceSampler reference(model, randomness, under);
  std::vector<std::uint64_t> own(variables);
  expect_drawn(model, randomness, under, digits, groups, [&](const World& world, Index lane) {
    for (std::size_t v = 0; v < variables; ++v) own[v] = digits.columns[v][lane];
    return reference.trajectory(world.number(), world.parameters(), own);
  });
}

TEST(Executor, DrawsOnGivenDigitsWhatTheReferenceDraws) {
  for (const Model& model : {test::everything(), test::more_distributions(), test::seldom(),
                             test::constant_outside(), test::one_state(), test::roots_and_powers()})
    expect_the_reference(model, {});
  const Model model = test::everything();
  expect_the_reference(model, {set(model.event("entry"), yes), set(model.category("front"), "failing")});
  expect_the_reference(model, {set(model.event("entry"), no), set(model.quantity("n"), 1.5)});
}

// Mixtures whose quantile jumps, and one that bends.
TEST(Executor, DrawsMixturesAsTheReferenceDoes) {
  Model m;
  const auto e = m.add("e", Bernoulli(0.4));
  m.add("apart", Mixture({{0.5, Normal(-100, 1)}, {0.5, Normal(100, 1)}}));
  m.add("with zero", Mixture({{Real(0.5) + 0.2, Deterministic(0)}, {0.3, LogNormal::median(100, 0.5)}}));
  m.add("with a gap", Mixture({{0.25, Uniform(0, 1)}, {0.75, Uniform(5, 6)}}), {.when = e});
  m.add("with counts", Mixture({{0.5, Normal(0, 1)}, {0.5, Poisson(3)}}));
  for (std::size_t i = 1; i < m.variables().size(); ++i)
    EXPECT_TRUE(tables_of(m.variables()[i]).mixture) << m.variables()[i].name;
  expect_the_reference(m, {});
}

// Gamma distributions whose shape is that of a world: in and out of the table's range, with a rate
// that is constant, that of the world or that of the trajectory, and on a domain.
TEST(Executor, DrawsGammasOfAWorldsShapeAsTheReferenceDoes) {
  Model m;
  const Parameter s = m.parameter("s", LogNormal::median(3, 0.7)), rate = m.parameter("rate", Uniform(1, 2));
  const auto e = m.add("e", Bernoulli(0.4));
  const auto x = m.add("x", Uniform(1, 2));
  m.add("plain", Gamma(2 * s, 1));
  m.add("with a rate", Gamma(s, rate));
  m.add("with a rate of its own", Gamma(s + 1, x));
  m.add("sometimes", Gamma(0.5 * s, 2), {.when = e});
  m.add("small", Gamma(0.001 * s, 1));
  m.add("large", Gamma(100'000 * s, 1));
  for (std::size_t i = 2; i < m.variables().size(); ++i)
    EXPECT_TRUE(tables_of(m.variables()[i]).gamma) << m.variables()[i].name;
  expect_the_reference(m, {});
}

// The streams' own words, handed over, are drawn as the streams are.
TEST(Executor, DrawsTheStreamsWhereTheirWordsAreGiven) {
  const Model model = test::seldom();
  constexpr Index groups = 2;
  for (const Generator generator : {Generator::ars5, Generator::pcg32}) {
    const Randomness randomness{9, generator};
    const ReferenceSampler reference(model, randomness);
    const GivenDigits digits(model.variables().size(), groups * group_size, [&](std::size_t v, Index lane) {
      const Variable& variable = model.variables()[v];
      const random::GroupAddress group{random::stream_key(randomness.seed, variable.stream()), 0,
                                       static_cast<std::uint64_t>(lane / group_size)};
      return random::uniform_word({generator, group, lane % group_size}, layout(model, variable));
    });
    const Program program(model, {}, all_variables(model));
    const Executor executor(program, randomness, kernels::by_name(""));
    const World world(program, randomness, 0);
    Workspace streamed(program.extent(), groups), given(program.extent(), groups);
    streamed.enter(world);
    given.enter(world);
    executor.run(world, 0, groups, streamed);
    executor.run(world, {digits.columns}, groups, given);
    for (const OutputColumn& output : program.outputs())
      for (Index lane = 0; lane < groups * group_size; ++lane) {
        const double a = value_at(streamed, output, lane), b = value_at(given, output, lane);
        ASSERT_TRUE(a == b || (std::isnan(a) && std::isnan(b))) << lane;
      }
  }
}

void expect_the_same_without_kernels(const Model& model) {
  constexpr Index groups = 2;
  const Randomness randomness{9};
  kernels::Kernels few = kernels::by_name("");
  for (const Op op : {Op::negate, Op::log, Op::multiply, Op::minimum, Op::maximum, Op::scale_odds, Op::sqrt,
                      Op::pow, Op::abs, Op::floor})
    few.quantities.element[detail::at(op)] = nullptr;
  few.quantities.comparison.fill(nullptr);
  const Program program(model, {}, all_variables(model));
  const World world(program, randomness, 0);
  Workspace fast(program.extent(), groups), slow(program.extent(), groups);
  fast.enter(world);
  slow.enter(world);
  Executor(program, randomness, kernels::by_name("")).run(world, 0, groups, fast);
  Executor(program, randomness, few).run(world, 0, groups, slow);
  for (const OutputColumn& output : program.outputs())
    for (Index lane = 0; lane < groups * group_size; ++lane) {
      const double a = value_at(fast, output, lane), b = value_at(slow, output, lane);
      ASSERT_TRUE(std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) ||
                  (std::isnan(a) && std::isnan(b)))
          << lane;
    }
}

TEST(Executor, ComputesLaneByLaneWhatHasNoKernel) {
  for (const Model& model : {test::everything(), test::roots_and_powers()})
    expect_the_same_without_kernels(model);
}

TEST(Executor, NamesTheVariableThatGivenDigitsTakeOutOfItsDomain) {
  Model model;
  const auto x = model.add("x", Normal(0, 1));
  model.add("broken", Bernoulli(x));
  const GivenDigits digits(2, group_size, [](std::size_t, Index lane) {
    return lane == 300 ? ~std::uint64_t{0} : std::uint64_t{3} << 62;
  });
  const Program program(model, {}, all_variables(model));
  const Executor executor(program, {}, kernels::by_name(""));
  const World world(program, {}, 0);
  Workspace workspace(program.extent(), 1);
  workspace.enter(world);
  try {
    executor.run(world, {digits.columns}, 1, workspace);
    ADD_FAILURE();
  } catch (const Error& error) {
    EXPECT_EQ(error.subject(), "broken (world 0)");
  }
  EXPECT_THROW(ReferenceSampler(model).trajectory(0, {}, std::vector<std::uint64_t>(1)), Error);
}

}  // namespace
}  // namespace casus
