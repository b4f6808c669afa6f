// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Quality of the random bits: raw words for external test suites, and built-in tests over many
// bytes.
#include <array>
#include <atomic>
#include <cmath>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "../test/support/streams.hpp"
#include "sample/kernels.hpp"
#include "support.hpp"

namespace {

using namespace casus;
using test::Coordinates;
using test::Pairing;

struct Arguments {
  bool stream = false, soak = false, control = false, smoke = false;
  Generator generator = Generator::ars5;
  std::string order = "run", bytes = "2^34", instruction_set;
  std::uint64_t seed = 1;
  int threads = 2;
};

const std::map<std::string, Generator> generators = {{"ars5", Generator::ars5}, {"pcg32", Generator::pcg32}};

/// Returns a function that fills in streams by the library's kernels.
test::Fill library(const Arguments& arguments) {
  const kernels::Kernels& kernels = kernels::by_name(arguments.instruction_set);
  return [&kernels, generator = arguments.generator](const random::GroupAddress& at, Index groups,
                                                     Index first_word, Index words, std::uint32_t* out) {
    kernels.discrete.fill_words(generator, at, groups, first_word, words, out);
  };
}

// ---- raw words

struct alignas(64) Line {
  std::uint32_t words[16];
};

/// An endless sequence of words, written in pieces. Words that a kernel reads together are in one
/// buffer.
class WordStream {
public:
  explicit WordStream(const Arguments& arguments) : fill_(library(arguments)) {
    start_.seed = arguments.seed;
  }

  /// Writes until the reader closes the pipe.
  void write(const std::string& order) {
    for (std::uint64_t round = 0;; ++round) {
      piece_.clear();
      if (order == "run")
        batch(round);
      else
        interleaved(order, round);
      if (std::fwrite(piece_.data(), 4, piece_.size(), stdout) != piece_.size()) return;
    }
  }

private:
  // An event, a category and a quantity, in batches of eight groups; 64 batches per world.
  void batch(std::uint64_t round) {
    constexpr std::uint64_t batches = 64, groups = 8;
    Coordinates at = start_;
    at.world = static_cast<std::uint32_t>(round / batches);
    at.group = round % batches * groups;
    const std::array<std::pair<Index, Index>, 3> read = {
        {{0, test::TaskSize::front_words},
         {0, group_size / 4},
         {random::first_own_word, test::TaskSize::own_words}}};
    for (const auto& [first, words] : read) {
      const std::uint32_t* const from = filled(at, groups, first, words);
      piece_.insert(piece_.end(), from, from + groups * static_cast<std::uint64_t>(words));
      ++at.variable;
    }
  }

  // One word of each of eight neighbours, then the next word of each.
  void interleaved(const std::string& order, std::uint64_t round) {
    constexpr std::uint64_t neighbours = 8;
    Pairing pairing{};
    for (const auto& [each, name] : test::pairings)
      if (order == name) pairing = each;
    for (const auto& [first, words] : {std::pair{Index{0}, test::TaskSize::front_words},
                                       std::pair{Index{random::first_own_word}, test::TaskSize::own_words}}) {
      const std::size_t begin = piece_.size();
      piece_.resize(begin + neighbours * static_cast<std::size_t>(words));
      for (std::uint64_t n = 0; n < neighbours; ++n) {
        const std::uint32_t* const from =
            filled(neighbour(pairing, start_, round * neighbours + n), 1, first, words);
        for (std::size_t i = 0; i < static_cast<std::size_t>(words); ++i)
          piece_[begin + neighbours * i + n] = from[i];
      }
    }
  }

  const std::uint32_t* filled(const Coordinates& at, Index groups, Index first, Index words) {
    lines_.resize(static_cast<std::size_t>(groups * words / 16));
    fill_(at.address(), groups, first, words, lines_.front().words);
    return lines_.front().words;
  }

  test::Fill fill_;
  Coordinates start_;
  std::vector<Line> lines_;
  std::vector<std::uint32_t> piece_;
};

// ---- tests over many bytes

/// Set by a signal; the tests then cover the bytes read so far.
std::atomic<bool> stopped = false;
static_assert(std::atomic<bool>::is_always_lock_free);

using Results = std::array<test::StreamStatistics, test::pairings.size()>;

/// Reads about `bytes` bytes, cycling through the pairings.
std::unique_ptr<Results> soak(const test::Fill& fill, std::uint64_t seed, double bytes, test::TaskSize size,
                              int threads) {
  constexpr std::uint64_t in_turn = 8;
  const double bytes_of_a_round =
      static_cast<double>(test::pairings.size()) * in_turn / 2 * (size.bytes(0) + size.bytes(1));
  const auto rounds = static_cast<std::uint64_t>(std::ceil(bytes / bytes_of_a_round));
  std::atomic<std::uint64_t> next = 0;
  std::vector<std::unique_ptr<Results>> results;
  std::vector<std::thread> workers;
  for (int i = 0; i < threads; ++i) {
    results.push_back(std::make_unique<Results>());
    workers.emplace_back([&, mine = results.back().get()] {
      test::TaskRunner runner(fill, seed, size);
      for (std::uint64_t task; !stopped && (task = next++) < rounds * in_turn * test::pairings.size();) {
        const std::uint64_t turn = task / in_turn;
        const std::size_t which = turn % test::pairings.size();
        runner.run(test::pairings[which].first, turn / test::pairings.size() * in_turn + task % in_turn,
                   (*mine)[which]);
      }
    });
  }
  for (std::thread& worker : workers) worker.join();
  for (std::size_t i = 1; i < results.size(); ++i)
    for (std::size_t p = 0; p < test::pairings.size(); ++p) (*results[0])[p] += (*results[i])[p];
  return std::move(results[0]);
}

/// A test result, the kind of neighbours it concerns, and whether it fails at the level for all
/// tests together.
struct Verdict {
  std::string neighbours;
  test::Finding finding;
  bool failed;
};

std::vector<Verdict> verdicts(const Results& results) {
  constexpr double level = 1e-6;
  std::vector<Verdict> all;
  test::StreamStatistics together;
  const auto add = [&](const char* name, const test::StreamStatistics& statistics) {
    for (test::Finding& finding : statistics.findings()) all.push_back({name, std::move(finding), false});
  };
  for (std::size_t i = 0; i < results.size(); ++i) {
    add(test::pairings[i].second, results[i]);
    together += results[i];
  }
  add("all", together);
  for (Verdict& verdict : all)
    verdict.failed = !(verdict.finding.p >= level / static_cast<double>(all.size()));
  return all;
}

double bytes_read(const std::vector<Verdict>& verdicts) {
  double most = 0;
  for (const Verdict& verdict : verdicts) most = (std::max)(most, verdict.finding.bytes);
  return most;
}

std::string power_of_two(double bytes) { return fmt::format("2^{:.2f}", std::log2(bytes)); }

int run_soak(const Arguments& arguments, double bytes, test::TaskSize size) {
  const bench::Stopwatch watch;
  const auto all = verdicts(*soak(library(arguments), arguments.seed, bytes, size, arguments.threads));
  const double seconds = watch.seconds();
  bench::Table table({"neighbours", "test", "bytes", "value", "expected", "p", ""});
  int failed = 0;
  for (const auto& [neighbours, finding, bad] : all) {
    table.row({neighbours, finding.test, power_of_two(finding.bytes), fmt::format("{:.9g}", finding.value),
               fmt::format("{:.9g}", finding.expected), fmt::format("{:.3g}", finding.p),
               bad ? "FAILED" : ""});
    failed += bad ? 1 : 0;
  }
  const double read = bytes_read(all);
  std::cout << table.text()
            << fmt::format(
                   "{} of {} tests failed (one soak in a million fails by chance). "
                   "Seed {}; {} bytes{}; {:.2f} GB/s.\n",
                   failed, all.size(), arguments.seed, power_of_two(read),
                   stopped ? ", then interrupted" : "", read / seconds / 1e9)
            << std::flush;
  return failed == 0 ? 0 : 1;
}

/// Generators with known defects, and the number of bytes that suffices to detect them.
struct Control {
  const char* name;
  test::Fill fill;
  double bytes;
};

int run_controls(const Arguments& arguments) {
  std::vector<Control> controls = {{"ARS, two rounds", test::fill_ars<2>, 0x1p27},
                                   {"ARS, three rounds", test::fill_ars<3>, 0x1p27},
                                   {"pcg32, seeded in sequence", test::fill_pcg32_in_sequence, 0x1p28}};
  if (!arguments.smoke) controls.push_back({"ARS, four rounds", test::fill_ars<4>, 0x1p33});
  bench::Table table({"generator", "test that it fails", "of neighbouring", "smallest p", "bytes"});
  int status = 0;
  for (const Control& control : controls) {
    const auto all =
        verdicts(*soak(control.fill, arguments.seed, control.bytes, test::small_task, arguments.threads));
    std::map<std::string, std::pair<std::string, double>> failed;
    for (const auto& [neighbours, finding, bad] : all) {
      if (!bad) continue;
      auto& [where, p] = failed.try_emplace(finding.test, "", 1.0).first->second;
      where += (where.empty() ? "" : ", ") + neighbours;
      p = (std::min)(p, finding.p);
    }
    for (const auto& [name, found] : failed)
      table.row({control.name, name, found.first, fmt::format("{:.3g}", found.second),
                 power_of_two(bytes_read(all))});
    if (failed.empty())
      status = bench::complain(std::string(control.name) + ": expected a failed test, got none");
  }
  std::cout << table.text() << std::flush;
  return status;
}

/// Parses a number, or a power such as "2^38".
double parse_bytes(const std::string& text) {
  std::size_t end = 0;
  double value = std::stod(text, &end);
  if (value == 2 && text[end] == '^') {
    const std::string exponent = text.substr(end + 1);
    value = std::exp2(std::stod(exponent, &end));
    end += text.size() - exponent.size();
  }
  if (end != text.size() || !(value > 0) || value > 0x1p48)
    throw std::invalid_argument("not a number of bytes");
  return value;
}

}  // namespace

int main(int argc, char** argv) {
  Arguments arguments;
  CLI::App app("Raw random words for external test suites (--stream), and tests over many bytes (--soak).");
  app.add_flag("--stream", arguments.stream, "Write raw words to standard output until the reader closes it");
  app.add_flag("--soak", arguments.soak, "Test the streams, each by itself and with its neighbours");
  app.add_flag("--control", arguments.control, "Show that generators with known defects fail");
  app.add_flag("--smoke", arguments.smoke, "A small soak and small controls");
  app.add_option("--generator", arguments.generator, "ars5 or pcg32")
      ->transform(CLI::CheckedTransformer(generators));
  app.add_option("--order", arguments.order,
                 "Order of --stream: as in a run, or eight neighbours interleaved word by word")
      ->check(CLI::IsMember({"run", "groups", "worlds", "variables", "months", "seeds"}))
      ->capture_default_str();
  app.add_option("--bytes", arguments.bytes, "Number of bytes for --soak")
      ->check([](const std::string& text) {
        try {
          parse_bytes(text);
        } catch (const std::logic_error&) {
          return "expected a number of bytes such as 2^38, got \"" + text + '"';
        }
        return std::string();
      })
      ->capture_default_str();
  app.add_option("--seed", arguments.seed, "Seed of all streams")->capture_default_str();
  app.add_option("--threads", arguments.threads, "Number of threads that test")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--instruction-set", arguments.instruction_set,
                 "Instruction set of the library [the best available]");
  CLI11_PARSE(app, argc, argv);

  try {
    if (arguments.stream) {
#ifdef SIGPIPE
      std::signal(SIGPIPE, SIG_IGN);
#endif
      WordStream(arguments).write(arguments.order);
      return 0;
    }
    const auto stop = [](int) { stopped = true; };
    std::signal(SIGINT, stop);
    std::signal(SIGTERM, stop);
    int status = 0;
    if (arguments.smoke) status |= run_soak(arguments, 0x1p26, test::small_task);
    if (arguments.soak) status |= run_soak(arguments, parse_bytes(arguments.bytes), test::large_task);
    if (arguments.control || arguments.smoke) status |= run_controls(arguments);
    if (!arguments.smoke && !arguments.soak && !arguments.control) std::cout << app.help();
    return status;
  } catch (const std::exception& error) {
    return bench::complain(error.what());
  }
}
