// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/manifest.hpp>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include <casus/infer/detail/circumstances.hpp>
#include <casus/infer/detail/points.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/sample/sampler.hpp>
#include <casus/version.hpp>

namespace casus {

namespace {

std::string compiler_text() {
#if defined(__clang__)
  const std::string name =
      fmt::format("Clang {}.{}.{}", __clang_major__, __clang_minor__, __clang_patchlevel__);
#elif defined(__GNUC__)
  const std::string name = fmt::format("GCC {}.{}.{}", __GNUC__, __GNUC_MINOR__, __GNUC_PATCHLEVEL__);
#else
  const std::string name = "another";
#endif
#if defined(__x86_64__)
  return name + ", x86_64";
#elif defined(__aarch64__)
  return name + ", aarch64";
#else
  return name;
#endif
}

Manifest manifest_of(std::uint64_t fingerprint, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options) {
  Manifest manifest{
      .version = fmt::format("{}.{}.{}", CASUS_VERSION_MAJOR, CASUS_VERSION_MINOR, CASUS_VERSION_PATCH),
      .fingerprint = fingerprint,
      .options = options,
      .compiler = compiler_text()};
  for (const Query& query : questions) {
    manifest.questions.push_back(detail::complete_text(query));
    if (query.score())
      throw Error(manifest.questions.back(), "a question without a score of its own, to be recorded", "one");
  }
  for (const Answer& answer : answers) {
    const auto add = [&](const Answer& one) {
      manifest.stops.push_back(one.stopped_at);
      manifest.left_out.push_back(one.left_out);
    };
    if (answer.along.empty())
      add(answer);
    else
      for (const Answer& point : answer.parts) add(point);
  }
  if (std::all_of(manifest.left_out.begin(), manifest.left_out.end(),
                  [](const auto& parts) { return parts.empty(); }))
    manifest.left_out.clear();
  if (std::all_of(manifest.stops.begin(), manifest.stops.end(), [](Index stop) { return stop == 0; }))
    manifest.stops.clear();
  manifest.instruction_set =
      options.instruction_set.empty() ? instruction_sets().front() : options.instruction_set;
  return manifest;
}

// The effect of a time limit on the run of one question.
struct Ending {
  Index stop;
  std::vector<LeftOut> left_out;

  bool operator==(const Ending&) const = default;
  bool operator<(const Ending& other) const {
    return std::tie(stop, left_out) < std::tie(other.stop, other.left_out);
  }
};

// Checks the length of a record, which is empty if no time limit ended any run.
void expect_one_a_question(const char* field, std::size_t count, std::size_t questions) {
  if (count != 0 && count != questions)
    throw Error(field, fmt::format("{}, one for each question", questions), std::to_string(count));
}

std::vector<Ending> endings_of(const Manifest& manifest) {
  const std::size_t count = (std::max)(manifest.stops.size(), manifest.left_out.size());
  std::vector<Ending> all(count);
  for (std::size_t i = 0; i < count; ++i) {
    all[i].stop = i < manifest.stops.size() ? manifest.stops[i] : 0;
    if (i < manifest.left_out.size()) all[i].left_out = manifest.left_out[i];
    std::sort(all[i].left_out.begin(), all[i].left_out.end());
  }
  return all;
}

Options with_ending(Options options, const Ending& ending) {
  options.stop_at = ending.stop;
  options.leave_out = ending.left_out;
  // If the time limit ended nothing in the original run, the repetition has none.
  if (ending == Ending{}) options.seconds = 0;
  return options;
}

// Answers the questions again, once for each distinct ending of their runs.
template <class Subject>
Answers answers_again(const Subject& subject, const std::vector<Query>& questions, const Manifest& manifest,
                      const Options& how) {
  Options options = manifest.options;
  options.threads = how.threads;
  options.batch = how.batch;
  options.instruction_set = how.instruction_set;
  options.progress = how.progress;
  options.stop = how.stop;
  const std::vector<Ending> endings = endings_of(manifest);
  if (endings.empty()) return estimate(subject, questions, with_ending(options, {}));
  return detail::answer_points(questions, [&](const std::vector<Query>& simple) {
    expect_one_a_question("stops", manifest.stops.size(), simple.size());
    expect_one_a_question("left_out", manifest.left_out.size(), simple.size());
    std::vector<std::size_t> sets(simple.size());
    const std::vector<std::vector<std::size_t>> grouped = detail::grouped(simple);
    for (std::size_t set = 0; set < grouped.size(); ++set)
      for (const std::size_t i : grouped[set]) sets[i] = set;
    std::vector<Answer> answers(simple.size());
    for (const Ending& ending : std::set<Ending>(endings.begin(), endings.end())) {
      // With a condition, the method for a question may depend on the other questions of its set.
      std::set<std::size_t> wanted;
      for (std::size_t i = 0; i < simple.size(); ++i)
        if (endings[i] == ending) wanted.insert(sets[i]);
      std::vector<Query> asked;
      std::vector<std::size_t> places;
      for (std::size_t i = 0; i < simple.size(); ++i)
        if (endings[i] == ending || (simple[i].condition() && wanted.contains(sets[i]))) {
          asked.push_back(simple[i]);
          places.push_back(i);
        }
      std::vector<Answer> found = estimate(subject, asked, with_ending(options, ending)).take();
      for (std::size_t i = 0; i < found.size(); ++i) {
        if (endings[places[i]] != ending) continue;
        Answer& one = answers[places[i]] = std::move(found[i]);
        one.set = static_cast<Index>(sets[places[i]]);
        for (Answer& part : one.parts) part.set = one.set;
      }
    }
    return Answers(std::move(answers));
  });
}

}  // namespace

Manifest manifest_of(const Model& model, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options) {
  return manifest_of(fingerprint(model), questions, answers, options);
}
Manifest manifest_of(const Horizon& horizon, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options) {
  Manifest manifest = manifest_of(fingerprint(horizon), questions, answers, options);
  manifest.steps = horizon.steps();
  return manifest;
}

Options options_of_question(const Manifest& manifest, std::size_t number) {
  const std::vector<Ending> endings = endings_of(manifest);
  return with_ending(manifest.options, number < endings.size() ? endings[number] : Ending{});
}

Answers replay(const Model& model, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how) {
  return answers_again(model, questions, manifest, how);
}
Answers replay(const Horizon& horizon, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how) {
  return answers_again(horizon, questions, manifest, how);
}

std::vector<std::string> differences(const Manifest& expected, const Manifest& got) {
  std::vector<std::string> all;
  const auto compare = [&](const char* what, const std::string& a, const std::string& b) {
    if (a != b) all.push_back(Error(what, a, b).what());
  };
  compare("version of casus", expected.version, got.version);
  compare("fingerprint of the model", fmt::format("{:016x}", expected.fingerprint),
          fmt::format("{:016x}", got.fingerprint));
  compare("instruction set", expected.instruction_set, got.instruction_set);
  compare("compiler", expected.compiler, got.compiler);
  return all;
}

}  // namespace casus
