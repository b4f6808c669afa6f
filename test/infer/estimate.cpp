// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/estimate.hpp>

#include <sys/resource.h>

#include <cmath>
#include <cstring>
#include <span>
#include <stdexcept>
#include <thread>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

#include <casus/infer/enumerate.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/sample/sampler.hpp>

#include "../support/models.hpp"
#include "../support/same_bits.hpp"

namespace casus {
namespace {

// Forward sampling is what is looked at here, also where another method would be chosen.
Answers sampled(const Model& model, const std::vector<Query>& queries, Options options = {}) {
  options.method = Method::forward;
  return estimate(model, queries, options);
}

std::vector<Query> many_questions(const Model& m) {
  const Event entry = m.event("entry"), change = m.event("change"), rain = m.event("rain");
  const Quantity troops = m.quantity("troops"), n = m.quantity("n"), k = m.quantity("k");
  return {P(entry),
          P(change && !rain).given(entry),
          P(change).under(set(entry, no)),
          P(change).given(rain).under(set(entry, yes)),
          E(troops).given(entry),
          E(troops).under(set(entry, yes)),
          E(m.quantity("sum")),
          E(n * n - k),
          quantile(n, 0.1),
          quantile(troops, 0.5).given(entry),
          quantile(k, 0.9),
          distribution_of(m.category("tone")),
          distribution_of(m.category("mix")).given(!rain),
          histogram(m.quantity("t"), {-1, -0.5, 0, 0.5, 1}),
          P(entry && troops < 2000),
          P(m.event("check") || k > 3),
          P(rain && !rain),
          P(entry).given(rain && !rain)};
}

// What a user's function throws is the caller's, type and all, whichever thread it happened on.
TEST(Estimate, LetsAUsersExceptionThrough) {
  struct Mine : std::runtime_error {
    using std::runtime_error::runtime_error;
  };
  Model model;
  const auto x = model.add("x", Normal(0, 1));
  const auto picky = function("picky", {x}, [](auto inputs, std::span<double> result) {
    for (std::size_t i = 0; i < result.size(); ++i) {
      if (inputs[0][i] > 3.5) throw Mine("too much");
      result[i] = inputs[0][i];
    }
  });
  const auto y = model.add("y", Deterministic(picky));
  for (const int threads : {1, 2}) {
    Options options;
    options.threads = threads;
    options.trajectories = 200'000;
    EXPECT_THROW(sampled(model, {E(y)}, options), Mine);
    EXPECT_THROW(sampled(model, {P(picky > 0)}, options), Mine);
    EXPECT_THROW(reference_estimate(model, {E(y)}, options), Mine);
  }
}

TEST(Estimate, ReportsAUsersFunctionThatIsNotANumber) {
  Model model;
  const auto rain = model.add("rain", Bernoulli(0.5));
  const auto x = model.add("x", Normal(0, 1), {.when = rain});
  const auto root = [](auto inputs, std::span<double> result) {
    for (std::size_t i = 0; i < result.size(); ++i) result[i] = std::sqrt(inputs[0][i]);
  };
  // Where the guard does not hold its NaN is nobody's business.
  const auto size = model.add("size", Deterministic(function("root", {x * x}, root)), {.when = rain});
  const auto answers = sampled(model, {E(size).given(rain)});
  EXPECT_NEAR(answers[0].value, std::sqrt(2 / 3.14159265358979), 0.02);
  model.add("y", Deterministic(function("root", {x}, root)), {.when = rain});
  try {
    sampled(model, {E(model.quantity("y")).given(rain)});
    FAIL() << "not refused";
  } catch (const Error& error) {
    EXPECT_EQ(error.subject().substr(0, 1), "y");
    EXPECT_EQ(error.got(), "not a number");
  }
}

// Contracts 1 and 3: threads, batch, instruction set and the sampler itself change no bit of any answer.
TEST(Estimate, EqualsTheReferenceWhateverTheThreadsBatchAndInstructionSet) {
  const Model model = test::everything();
  const auto questions = many_questions(model);
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  constexpr Index trajectories = 20 * 512;  // sanitizers make it slower by two orders of magnitude
#else
  constexpr Index trajectories = 80 * 512;
#endif
  Options options{.trajectories = trajectories, .worlds = 20, .seed = 5};
  const Answers reference = reference_estimate(model, questions, options);
  for (const std::string& instruction_set : instruction_sets())
    for (const Index batch : {1, 3, 8})
      for (const int threads : {1, 2, 3}) {
        options.instruction_set = instruction_set;
        options.batch = batch;
        options.threads = threads;
        test::expect_same_bits(sampled(model, questions, options), reference);
      }
}

TEST(Estimate, EqualsTheReferenceInOneWorldOfManyUnits) {
  const Model model = test::random_discrete(3);
  const std::vector<Query> questions{P(model.event("v0"))};
  Options options{.trajectories = 100000, .seed = 9, .generator = Generator::pcg32};
  test::expect_same_bits(sampled(model, questions, options), reference_estimate(model, questions, options));
}

TEST(Estimate, DiscreteModelsAgreeWithEnumeration) {
  for (unsigned seed = 1; seed <= 25; ++seed) {
    const Model model = test::random_discrete(seed);
    std::vector<Query> questions;
    std::vector<Event> events;
    for (const Variable& variable : model.variables())
      if (variable.kind() == Kind::event) events.push_back(model.event(variable.name));
    for (const Event& a : events)
      for (const Event& b : events) {
        questions.push_back(P(a && b));
        questions.push_back(P(a).given(b || a));
        questions.push_back(P(a).under(set(b, yes)));
        questions.push_back(E(2 * a - 3 * b));
      }
    const Enumeration exact(model);
    const Answers answers = sampled(model, questions, {.trajectories = 200000, .seed = seed});
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const double truth = exact(questions[i]);
      if (answers[i].is_bound) {
        EXPECT_LE(truth, answers[i].value) << answers[i].question;
      } else if (!std::isnan(answers[i].value)) {
        EXPECT_NEAR(answers[i].value, truth, 5 * answers[i].standard_error + 1e-12) << answers[i].question;
      }
    }
  }
}

TEST(Estimate, AnswersOfOneSetAreCoherent) {
  const Model model = test::everything();
  const Event entry = model.event("entry"), rain = model.event("rain");
  const Answers answers =
      sampled(model,
              {P(rain).given(entry), P(!rain).given(entry), P(rain && model.event("defeat")).given(entry),
               distribution_of(model.category("front")).given(entry), P(rain)},
              {.trajectories = 50000, .worlds = 50});
  EXPECT_DOUBLE_EQ(answers[0].value + answers[1].value, 1);
  EXPECT_LE(answers[2].value, answers[0].value);
  double sum = 0;
  for (const Answer& part : answers[3].parts) sum += part.value;
  EXPECT_DOUBLE_EQ(sum, 1);
  for (std::size_t i = 1; i < 4; ++i) EXPECT_EQ(answers[i].set, answers[0].set);
  EXPECT_NE(answers[4].set, answers[0].set);
}

TEST(Estimate, TheStateNoneIsLeftOutWhereTheGuardIsKnownToHold) {
  const Model model = test::everything();
  const Category tone = model.category("tone");
  const Event entry = model.event("entry");
  const Answers answers = sampled(model,
                                  {distribution_of(tone), distribution_of(tone).given(model.event("defeat")),
                                   distribution_of(tone).under(set(entry, yes))},
                                  {.trajectories = 20000, .worlds = 20});
  EXPECT_EQ(answers[0].parts.size(), 3u);
  EXPECT_EQ(answers[0].parts.back().question, "tone = none");
  EXPECT_EQ(answers[1].parts.size(), 2u);  // a defeat is guarded by the entry
  EXPECT_EQ(answers[2].parts.size(), 2u);
}

TEST(Estimate, NothingSeenIsNeverZero) {
  Model model;
  const Event rare = model.add("rare", Bernoulli(1e-9));
  const Event never = model.add("never", Bernoulli(0));
  const Event coin = model.add("coin", Bernoulli(0.5));
  const Answers answers =
      sampled(model, {P(rare), P(coin).given(rare), P(coin).given(never), P(!rare)}, {.trajectories = 10000});
  EXPECT_TRUE(answers[0].is_bound);
  EXPECT_NEAR(answers[0].value, -std::log(0.025) / 10240, 1e-6);
  ASSERT_EQ(answers[0].warnings.size(), 1u);
  EXPECT_NE(answers[0].warnings[0].text.find("upper bound"), std::string::npos);
  for (const std::size_t i : {1, 2}) {
    EXPECT_TRUE(std::isnan(answers[i].value));
    ASSERT_EQ(answers[i].warnings.size(), 1u);
    EXPECT_NE(answers[i].warnings[0].text.find("never met"), std::string::npos);
  }
  EXPECT_EQ(answers[3].value, 1);
  EXPECT_LT(answers[3].interval.low, 1);
}

TEST(Estimate, TrajectoriesAreTheTotalRoundedUpToGroupsInEachWorld) {
  const Model with = test::everything(), without = test::random_discrete(1);
  const Answers a = sampled(with, {P(with.event("rain"))}, {.trajectories = 10000, .worlds = 7});
  EXPECT_EQ(a[0].worlds, 7);
  EXPECT_EQ(a[0].samples, 7 * 3 * 512);
  const Answers b = sampled(without, {P(without.event("v0"))}, {.trajectories = 1000, .worlds = 7});
  EXPECT_EQ(b[0].worlds, 1);
  EXPECT_EQ(b[0].samples, 1024);
}

// Contract 1: the first trajectories of each world do not change when more are asked for.
TEST(Estimate, MoreTrajectoriesAddToTheFirst) {
  const Model model = test::everything();
  const Event rain = model.event("rain");
  const Answers few = sampled(model, {P(rain)}, {.trajectories = 512 * 10, .worlds = 10});
  const Answers more = sampled(model, {P(rain)}, {.trajectories = 1024 * 10, .worlds = 10});
  const Sampler sampler(model, {1});
  double first = 0, both = 0;
  for (Index world = 0; world < 10; ++world)
    sampler.draw(world, 1024, [&](const Block& block) {
      for (std::size_t w = 0; w < 16; ++w) {
        const double count = std::popcount(block.event(rain)[w]);
        first += w < 8 ? count : 0;
        both += count;
      }
    });
  EXPECT_DOUBLE_EQ(few[0].value, first / 5120);
  EXPECT_DOUBLE_EQ(more[0].value, both / 10240);
}

// Contract 5. The first run brings what a run needs at all; fifty times the trajectories must not need more.
TEST(Estimate, MemoryDoesNotGrowWithTrajectories) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers keep freed memory";
#endif
  const Model model = test::everything();
  const std::vector<Query> questions{P(model.event("change")), E(model.quantity("t")),
                                     quantile(model.quantity("u"), 0.5)};
  const auto peak = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;  // KiB
  };
  Options options{.trajectories = 200'000, .worlds = 20};
  sampled(model, questions, options);
  const long before = peak();
  options.trajectories = 10'000'000;
  sampled(model, questions, options);
  EXPECT_LT(peak() - before, 4096);
}

TEST(Estimate, ProgressGrowsToOneAndAStopCancels) {
  const Model model = test::everything();
  const std::vector<Query> questions{P(model.event("change")), quantile(model.quantity("u"), 0.5)};
  std::vector<double> shares;
  const auto caller = std::this_thread::get_id();
  bool elsewhere = false;
  Options options{.trajectories = 2'000'000, .worlds = 300, .progress = [&](double share) {
                    shares.push_back(share);
                    elsewhere = elsewhere || std::this_thread::get_id() != caller;
                  }};
  sampled(model, questions, options);
  ASSERT_GE(shares.size(), 3u);
  for (std::size_t i = 1; i < shares.size(); ++i) EXPECT_GE(shares[i], shares[i - 1]);
  EXPECT_EQ(shares.back(), 1);
  EXPECT_FALSE(elsewhere);

  std::stop_source source;
  options.stop = source.get_token();
  options.progress = [&](double) { source.request_stop(); };
  options.trajectories = 1'000'000'000'000;
  EXPECT_THROW(sampled(model, questions, options), Cancelled);
}

TEST(Estimate, ManyCallersAtOnceGetTheSameAnswers) {
  const Model model = test::everything();
  const auto questions = many_questions(model);
  const Options options{.trajectories = 20000, .worlds = 20, .threads = 2};
  const Answers alone = sampled(model, questions, options);
  std::vector<Answers> together(6);
  std::vector<std::thread> threads;
  for (Answers& answers : together)
    threads.emplace_back([&] { answers = sampled(model, questions, options); });
  for (std::thread& thread : threads) thread.join();
  for (const Answers& answers : together) test::expect_same_bits(answers, alone);
}

// Contract 6.
TEST(Estimate, PrintsNothing) {
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const Model model = test::everything();
  sampled(model, many_questions(model), {.trajectories = 5000, .worlds = 5, .threads = 64});
  EXPECT_EQ(testing::internal::GetCapturedStdout(), "");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

// Failures while drawing name the variable; the reference says the same.
TEST(Estimate, ADrawThatLeavesItsDomainIsReported) {
  const auto message = [](const Model& model, const Query& query, bool reference) -> std::string {
    const Options options{.trajectories = 5000, .worlds = 5};
    try {
      reference ? reference_estimate(model, {query}, options) : sampled(model, {query}, options);
    } catch (const Error& error) {
      return error.what();
    }
    return "nothing thrown";
  };
  struct Case {
    const char* part;
    std::function<Query(Model&)> build;
  };
  const std::vector<Case> cases{
      {"a (world ", [](Model& m) { return P(m.add("a", Bernoulli(m.parameter("x", Normal(0, 1))))); }},
      {"b (world ", [](Model& m) { return P(m.add("b", Bernoulli(m.add("y", Normal(0, 1))))); }},
      {"root (world ",
       [](Model& m) { return E(m.add("root", Deterministic(log(m.add("y", Normal(0, 1)))))); }},
      {"wide (world ", [](Model& m) { return E(m.add("wide", Normal(0, m.add("y", Normal(0, 1))))); }},
      {"probabilities that sum to 1",
       [](Model& m) {
         const auto y = m.add("y", Normal(0, 1));
         return distribution_of(m.add("c", Categorical({"l", "r"}, {logistic(y), logistic(y)})));
       }},
      {"probabilities that sum to 1", [](Model& m) {
         const auto x = m.parameter("x", Beta(1, 1));
         return distribution_of(m.add("c", Categorical({"l", "r"}, {x, x})));
       }}};
  for (const Case& row : cases)
    for (const bool reference : {false, true}) {
      Model model;
      const Query query = row.build(model);
      EXPECT_NE(message(model, query, reference).find(row.part), std::string::npos)
          << message(model, query, reference);
    }
  // What no question needs is not drawn, and so cannot fail.
  Model model;
  const Event fine = model.add("fine", Bernoulli(0.5));
  model.add("a", Bernoulli(model.parameter("x", Normal(0, 1))));
  EXPECT_EQ(message(model, P(fine), false), "nothing thrown");
}

TEST(Estimate, ConditionsThatCannotBeMetAreRefused) {
  const Model model = test::everything();
  const Event entry = model.event("entry"), rain = model.event("rain");
  const Category front = model.category("front");
  for (const Query& query :
       {P(rain).given(no), P(rain).given(entry && 1 > Real(2)), P(rain).given(entry).under(set(entry, no)),
        P(rain).given(rain && front == "failing").under(set(front, "holding")),
        P(rain).given(!(entry || front == "holding")).under({set(front, "holding"), set(entry, no)})}) {
    try {
      sampled(model, {query}, {.trajectories = 1000});
      ADD_FAILURE() << to_text(query);
    } catch (const Error& error) {
      EXPECT_NE(std::string(error.what()).find("can be met"), std::string::npos) << error.what();
      EXPECT_EQ(error.subject(), to_text(query));
    }
  }
  // What chance decides is not refused, only found never met.
  EXPECT_TRUE(std::isnan(sampled(model, {P(rain).given(rain && !rain)}, {.trajectories = 1000})[0].value));
  // A guarded variable may be absent, whatever it is set to.
  EXPECT_NO_THROW(sampled(model,
                          {P(rain).given(!model.event("defeat")).under(set(model.event("defeat"), yes))},
                          {.trajectories = 20000, .worlds = 10}));
}

TEST(Estimate, AConditionOnTheValueOfAQuantityNamesTheObservation) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const auto wet = m.add("wet", Bernoulli(logistic(x)));
  const Answer answer = estimate(m, P(wet).given(x == 3 && !(x < 0)), {.trajectories = 4000});
  ASSERT_FALSE(answer.warnings.empty());
  EXPECT_EQ(answer.warnings[0].code, WarningCode::condition_never_met);
  EXPECT_NE(answer.warnings[0].text.find("x = 3 has probability 0"), std::string::npos)
      << answer.warnings[0].text;
}

// Where a formula is overruled, its event tells nothing of what the formula reads, whoever names the event.
TEST(Estimate, AnOverruledFormulaTellsNothing) {
  Model model;
  const Event entry = model.add("entry", Bernoulli(0.5));
  const Quantity troops = model.add("troops", LogNormal(7, 1), {.when = entry});
  const Category tone = model.add("tone", Categorical({"low", "high"}, {0.3, 0.7}), {.when = entry});
  const Event win = model.add("win", Deterministic(entry && troops > 1000));
  const Event parade = model.add("parade", Bernoulli(0.9), {.when = win});
  EXPECT_NO_THROW(sampled(model, {E(troops).given(parade)}, {.trajectories = 1000}));
  EXPECT_EQ(sampled(model, {distribution_of(tone).given(parade)}, {.trajectories = 1000})[0].parts.size(),
            2u);
  for (const Event& seen : {win, parade}) {
    EXPECT_THROW(sampled(model, {E(troops).given(seen).under(set(win, yes))}, {.trajectories = 1000}), Error);
    const Answers answers =
        sampled(model, {distribution_of(tone).given(seen).under(set(win, yes))}, {.trajectories = 10000});
    ASSERT_EQ(answers[0].parts.size(), 3u);
    double sum = 0;
    for (const Answer& part : answers[0].parts) sum += part.value;
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

// A list in braces stays a list, of one question too.
template <class Asked> constexpr bool answers_lists_in_braces() {
  using One = decltype(estimate(std::declval<const Asked&>(), {std::declval<const Query&>()}));
  using Two = decltype(estimate(std::declval<const Asked&>(), {std::declval<Query>(), std::declval<Query>()},
                                {.seed = 7}));
  using Single = decltype(estimate(std::declval<const Asked&>(), std::declval<Query>(), {.seed = 7}));
  return std::is_same_v<One, Answers> && std::is_same_v<Two, Answers> && std::is_same_v<Single, Answer>;
}
static_assert(answers_lists_in_braces<Model>() && answers_lists_in_braces<Horizon>());

TEST(Estimate, AnswersASingleQuestionAsTheFirstOfAList) {
  Model m;
  const auto x = m.add("x", Normal(0, 1));
  const Options options{.method = Method::forward, .trajectories = 10'000, .seed = 7};
  test::expect_same_bits(estimate(m, P(x > 1), options), estimate(m, {P(x > 1)}, options)[0]);
  Timeline timeline;
  const auto war = timeline.event("war");
  timeline.each(war, Bernoulli(0.25));
  Horizon h(timeline, 3);
  EXPECT_NEAR(estimate(h, P(h.by(war, 1))).value, 1 - 0.75 * 0.75, 1e-12);
}

TEST(Estimate, OptionsGiveSeedAndGeneratorToASampler) {
  EXPECT_EQ(Options().randomness().seed, Randomness().seed);
  EXPECT_EQ(Options().randomness().generator, Randomness().generator);
  const Options options{.seed = 7, .generator = Generator::pcg32};
  EXPECT_EQ(options.randomness().seed, 7u);
  EXPECT_EQ(options.randomness().generator, Generator::pcg32);
  EXPECT_EQ(estimate(Model(), {}, options).size(), 0u);
}

TEST(Estimate, OptionsOutOfRangeAreRefused) {
  const Model model = test::random_discrete(1);
  const std::vector<Query> questions{P(model.event("v0"))};
  for (const Options& options :
       {Options{.trajectories = 0}, Options{.worlds = 0}, Options{.level = 1}, Options{.level = std::nan("")},
        Options{.range_level = 0}, Options{.threads = -1}, Options{.batch = -1},
        Options{.instruction_set = "no"}}) {
    EXPECT_THROW(sampled(model, questions, options), Error);
  }
}

}  // namespace
}  // namespace casus
