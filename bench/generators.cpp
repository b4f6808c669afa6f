// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Raw random bits: the rate at which each generator fills memory that stays in the cache. This is
// an upper limit for a sampler that reads all of the bits.
#include <cstdint>
#include <iostream>
#include <string>
#include <utility>
#include <vector>

#include "generators/baselines.hpp"
#include "sample/kernels.hpp"
#include "support.hpp"

namespace {

using namespace casus;

// 16 KiB: a third to a half of a first-level cache.
constexpr Index groups = 4, words_of_a_group = 1024, words = groups * words_of_a_group;
// Kernels work on columns that are aligned to 64 bytes.
struct alignas(64) Words {
  std::uint32_t of[words];
};

const random::GroupAddress address{random::stream_key(1, "generators"), 0, 0};

/// Fills in a group's stream by the library's kernels. Groups follow each other, as in a run.
struct Stream {
  const kernels::Kernels& kernels;
  Generator generator;
  random::GroupAddress at = address;

  void fill(Words& out) {
    kernels.discrete.fill_words(generator, at, groups, random::first_own_word, words_of_a_group, out.of);
    at.group += groups;
  }
};

/// Checks a stream against its definition.
bench::Check checked(const std::string& name, const Stream& of) {
  Stream stream = of;
  stream.at = address;
  static Words drawn;
  stream.fill(drawn);
  double equal = 0;
  for (Index i = 0; i < words; ++i) {
    random::GroupAddress at = address;
    at.group += static_cast<std::uint64_t>(i / words_of_a_group);
    const Index position = random::first_own_word + i % words_of_a_group;
    equal += drawn.of[i] == random::stream_word(stream.generator, at, position) ? 1 : 0;
  }
  return {name + ": words as defined", equal, static_cast<double>(words), 0};
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "Raw random bits, in gigabytes per second.");
  static Words out;
  bench::Table table({"generator", "gigabytes/s", "quartiles"});
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  std::uint64_t seen = 0;  // keeps the work from being optimised away
  const auto add = [&](const std::string& name, const std::function<void()>& fill) {
    const bench::Spread seconds = time_pieces(settings, [&] {
      fill();
      seen += out.of[seen % words];
    });
    const auto speed = [](double s) { return 4e-9 * static_cast<double>(words) / s; };
    table.row({name, bench::figure(speed(seconds.median)),
               bench::figure(speed(seconds.high)) + " to " + bench::figure(speed(seconds.low))});
    json.push_back({{"generator", name},
                    {"gigabytes_per_second", speed(seconds.median)},
                    {"spread", {speed(seconds.high), speed(seconds.low)}}});
  };

  std::vector<bench::Check> checks;
  const std::vector<std::pair<std::string, Generator>> generators = {{"the default", Options{}.generator},
                                                                     {"pcg32", Generator::pcg32}};
  for (const auto& [name, generator] : generators)
    for (const kernels::Kernels& kernels : kernels::all()) {
      const std::string full = "casus, " + name + ", " + kernels.name;
      Stream stream{kernels, generator};
      checks.push_back(checked(full, stream));
      add(full, [&] { stream.fill(out); });
    }
  bench::XoshiroLanes lanes(1);
  add("xoshiro256++, sixteen lanes, vectorized by the compiler",
      [&] { bench::generators::fill(lanes, out.of); });
  pcg32 scalar(1);
  add("pcg32, one word at a time", [&] { bench::generators::fill(scalar, out.of); });
  if (const auto message = bench::wrong(checks)) return bench::complain("wrong result: " + *message);
  if (settings.json)
    std::cout << nlohmann::ordered_json{{"generators", json}}.dump(2) << std::endl;
  else
    std::cout << table.text() << (seen == 0 ? " " : "") << std::flush;
  return 0;
}
