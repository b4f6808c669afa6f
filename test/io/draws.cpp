// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/draws.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include <casus/infer/parse.hpp>
#include <casus/io/model_file.hpp>
#include <casus/sample/reference.hpp>
#include <casus/sample/sampler.hpp>

#include "../support/message.hpp"
#include "../support/models.hpp"
#include "../support/timelines.hpp"

namespace casus {
namespace {

// Values by column and row, as the reference sampler has them: an event is 0 or 1, a category its number, absent is NaN.
using Columns = std::map<std::string, std::vector<double>>;

bool same_bits(double a, double b) {
  return (std::isnan(a) && std::isnan(b)) || std::memcmp(&a, &b, sizeof a) == 0;
}

Columns drawn(const Model& model, const DrawsOptions& options) {
  const ReferenceSampler reference(model, options.randomness(), options.under);
  const Index worlds = model.parameters().empty() ? 1 : options.worlds;
  const Index each = (options.trajectories + worlds - 1) / worlds;
  Columns columns;
  for (Index i = 0; i < options.trajectories; ++i) {
    const auto parameters = reference.parameters(i / each);
    const auto values = reference.trajectory(i / each, parameters, i % each);
    columns["world"].push_back(static_cast<double>(i / each));
    columns["trajectory"].push_back(static_cast<double>(i % each));
    for (std::size_t k = 0; k < parameters.size(); ++k)
      columns[model.parameters()[k].name].push_back(parameters[k]);
    for (std::size_t k = 0; k < values.size(); ++k) columns[model.variables()[k].name].push_back(values[k]);
  }
  return columns;
}

// Lines of cells (RFC 4180).
std::vector<std::vector<std::string>> cells_of(const std::string& text) {
  std::vector<std::vector<std::string>> lines;
  bool quoted = false, begins = true;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (begins) lines.emplace_back(1);
    begins = false;
    std::string& cell = lines.back().back();
    if (quoted && text[i] == '"' && text[i + 1] == '"')
      cell += text[i++];
    else if (text[i] == '"')
      quoted = !quoted;
    else if (!quoted && text[i] == ',')
      lines.back().emplace_back();
    else if (!quoted && text.substr(i, 2) == "\r\n")
      begins = ++i > 0;
    else
      cell += text[i];
  }
  return lines;
}

Columns read_csv(const std::string& text, const DrawsWritten& written) {
  const auto lines = cells_of(text);
  Columns columns;
  for (std::size_t column = 0; column < lines[0].size(); ++column) {
    EXPECT_EQ(lines[0][column], written.columns[column].name);
    auto& values = columns[lines[0][column]];
    for (std::size_t row = 1; row < lines.size(); ++row) {
      EXPECT_EQ(lines[row].size(), lines[0].size());
      const std::string& cell = lines[row][column];
      double value = std::numeric_limits<double>::quiet_NaN();
      const char* const end = cell.data() + cell.size();
      if (const auto& states = written.columns[column].states; !states.empty()) {
        value = static_cast<double>(std::find(states.begin(), states.end(), cell) - states.begin());
      } else if (!cell.empty()) {
        EXPECT_EQ(std::from_chars(cell.data(), end, value).ptr, end) << cell;
      }
      values.push_back(value);
    }
  }
  return columns;
}

template <class Value> Value bits_at(const std::string& bytes, std::size_t& at) {
  Value value{};
  std::memcpy(&value, bytes.data() + at, sizeof value);
  at += sizeof value;
  return value;
}

Columns read_npy(const std::string& bytes, const DrawsWritten& written) {
  EXPECT_EQ(bytes.substr(0, 8), std::string("\x93NUMPY\x01\x00", 8));
  const std::size_t length =
      static_cast<unsigned char>(bytes[8]) + 256u * static_cast<unsigned char>(bytes[9]);
  EXPECT_EQ((10 + length) % 64, 0u);
  const std::string header = bytes.substr(10, length);
  EXPECT_EQ(header.back(), '\n');
  EXPECT_NE(header.find("'fortran_order': False, 'shape': (" + std::to_string(written.written) + ",), }"),
            std::string::npos)
      << header;
  Columns columns;
  std::size_t at = 10 + length;
  for (Index row = 0; row < written.written; ++row) {
    std::size_t place = 0;
    for (const DrawsColumn& column : written.columns) {
      const std::string begin = "('" + column.name + "', '";
      place = header.find(begin, place);
      if (place == std::string::npos) {
        ADD_FAILURE() << begin << " in " << header;
        return columns;
      }
      const std::string type = header.substr(place + begin.size(), 3);
      columns[column.name].push_back(type == "|b1" || type == "|u1"
                                         ? static_cast<double>(bits_at<std::uint8_t>(bytes, at))
                                     : type == "<i8" ? static_cast<double>(bits_at<std::int64_t>(bytes, at))
                                                     : bits_at<double>(bytes, at));
    }
  }
  EXPECT_EQ(at, bytes.size());
  return columns;
}

void expect_same(const Columns& read, const Columns& expected) {
  ASSERT_EQ(read.size(), expected.size());
  for (const auto& [name, values] : expected) {
    ASSERT_TRUE(read.contains(name)) << name;
    ASSERT_EQ(read.at(name).size(), values.size()) << name;
    for (std::size_t i = 0; i < values.size(); ++i)
      ASSERT_TRUE(same_bits(read.at(name)[i], values[i]))
          << name << " at " << i << ": " << read.at(name)[i] << " and " << values[i];
  }
}

// What is written in both formats, read back.
template <class Subject>
std::pair<Columns, Columns> written(const Subject& subject, const DrawsOptions& options) {
  std::stringstream csv, npy;
  const DrawsWritten of_csv = write_draws(subject, csv, DrawsFormat::csv, options);
  const DrawsWritten of_npy = write_draws(subject, npy, DrawsFormat::npy, options);
  EXPECT_EQ(of_csv.written, of_npy.written);
  return {read_csv(csv.str(), of_csv), read_npy(npy.str(), of_npy)};
}

TEST(Draws, AreThoseOfTheSampler) {
  for (const Model& model : {test::everything(), test::more_distributions()}) {
    DrawsOptions options{.trajectories = 3000, .worlds = 7, .seed = 11};
    const auto [csv, npy] = written(model, options);
    const Columns expected = drawn(model, options);
    expect_same(csv, expected);
    expect_same(npy, expected);
  }
}

TEST(Draws, OfOneWorldSpanManyBlocksAndHonourWhatIsDone) {
  Model m;
  const auto rain = m.add("rain", Bernoulli(0.2));
  const auto depth = m.add("depth", LogNormal(1, 0.5), {.when = rain, .unit = "mm"});
  m.add("sky", Categorical({"clear, blue", "grey", "none"}, {0.5, 0.3, 0.2}));
  m.add("floods", Poisson(if_then_else(rain, 3.0, 0.1)));
  for (const auto& under : {std::vector<Intervention>{}, {set(rain, yes), set(depth, 1e-300)}}) {
    DrawsOptions options{.trajectories = 9001, .seed = 3, .generator = Generator::pcg32, .under = under};
    const auto [csv, npy] = written(m, options);
    const Columns expected = drawn(m, options);
    expect_same(csv, expected);
    expect_same(npy, expected);
  }
}

TEST(Draws, ThatDoNotMeetTheConditionAreLeftOut) {
  const Model model = test::everything();
  DrawsOptions options{.trajectories = 5000, .worlds = 10};
  options.given = model.event("entry") && model.quantity("troops") > 2000;
  const auto [csv, npy] = written(model, options);
  Columns expected;
  const Columns all = drawn(model, options);
  for (std::size_t i = 0; i < 5000; ++i)
    if (all.at("entry")[i] != 0 && all.at("troops")[i] > 2000)
      for (const auto& [name, values] : all) expected[name].push_back(values[i]);
  ASSERT_GT(expected.at("entry").size(), 100u);
  ASSERT_LT(expected.at("entry").size(), 4000u);
  expect_same(csv, expected);
  expect_same(npy, expected);
}

TEST(Draws, ThatAllMissTheConditionLeaveNames) {
  Model m;
  const auto x = m.add("x", Bernoulli(0));
  DrawsOptions options{.trajectories = 100};
  options.given = x;
  std::stringstream csv, npy;
  EXPECT_EQ(write_draws(m, csv, DrawsFormat::csv, options).written, 0);
  EXPECT_EQ(csv.str(), "world,trajectory,x\r\n");
  const DrawsWritten done = write_draws(m, npy, DrawsFormat::npy, options);
  EXPECT_EQ(done.drawn, 100);
  EXPECT_TRUE(read_npy(npy.str(), done).empty());
}

// Each step's columns under its label, of what was declared and not of what was asked.
TEST(Draws, OverTimeAreThoseOfTheModelUnrolled) {
  for (const bool with_policy : {false, true}) {
    const test::Everything t(with_policy);
    Horizon horizon(t.timeline, 4);
    const Unrolled unrolled = t.timeline.unrolled(4);
    DrawsOptions options{.trajectories = 2000, .worlds = 4, .seed = 5};
    options.under = {set(horizon.at(t.war, 2), yes)};
    options.given = horizon.ever(t.retreat);
    const auto [csv, npy] = written(horizon, options);

    DrawsOptions same = options;
    same.under = {set(unrolled.at(t.war, 2), yes)};
    const Columns all = drawn(unrolled.model(), same);
    Columns expected;
    for (std::size_t i = 0; i < 2000; ++i) {
      bool retreats = false;
      for (Index step = 0; step < 4; ++step)
        retreats = retreats || all.at(unrolled.at(t.retreat, step).name())[i] != 0;
      if (!retreats) continue;
      for (const char* name : {"world", "trajectory", "slope", "risk", "mobilised", "reserve"})
        expected[name].push_back(all.at(name)[i]);
      for (const StatedSeries& series : t.timeline.series())
        for (Index step = 0; step < 4; ++step) {
          const std::string label = step < 2 ? t.timeline.label(step) : std::to_string(step);
          const auto number = &series - t.timeline.series().data();
          expected[series.name + '[' + label + ']'].push_back(all.at(unrolled.node(number, step)->name)[i]);
        }
    }
    ASSERT_GT(expected.at("world").size(), 100u);
    expect_same(csv, expected);
    expect_same(npy, expected);
  }
}

TEST(Draws, HaveNamesOfTheirOwn) {
  Model m;
  m.add("world", Bernoulli(0.5));
  std::stringstream out;
  const DrawsWritten done = write_draws(m, out, DrawsFormat::csv, {.trajectories = 1});
  EXPECT_TRUE(out.str().starts_with("world_,trajectory,world\r\n")) << out.str();
  EXPECT_EQ(done.columns[2].name, "world");
  EXPECT_EQ(done.columns[2].holds, DrawsColumn::Holds::event);
}

// Takes what it is given, and remembers the longest piece.
class Sink : public std::streambuf {
public:
  std::streamsize longest = 0, all = 0;

protected:
  std::streamsize xsputn(const char*, std::streamsize count) override {
    longest = (std::max)(longest, count);
    all += count;
    return count;
  }
  int overflow(int c) override { return c; }
};

// Contract 5.
TEST(Draws, MemoryDoesNotGrowWithTrajectories) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "sanitizers keep freed memory";
#endif
  const auto peak = [] {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return usage.ru_maxrss;  // KiB
  };
  Model m;
  const auto rain = m.add("rain", Bernoulli(0.2));
  m.add("depth", LogNormal(1, 0.5), {.when = rain});
  for (const DrawsFormat format : {DrawsFormat::csv, DrawsFormat::npy}) {
    long before = 0;
    for (const Index trajectories : {20'000, 3'000'000}) {
      Sink sink;
      std::ostream out(&sink);
      before = peak();
      write_draws(m, out, format, {.trajectories = trajectories});
      EXPECT_GT(sink.all, 5 * trajectories);
      EXPECT_LT(sink.longest, 1 << 17);
    }
    EXPECT_LT(peak() - before, 1024);
  }
}

TEST(Draws, RefuseWhatIsWrong) {
  const Model model = test::everything();
  Model other;
  const auto stranger = other.add("stranger", Bernoulli(0.5));
  std::stringstream out;
  const auto refuses = [&](const DrawsOptions& options, const std::string& message) {
    const std::string got = test::message([&] { write_draws(model, out, DrawsFormat::npy, options); });
    EXPECT_NE(got.find(message), std::string::npos) << got;
  };
  refuses({.trajectories = 0}, "option trajectories: expected 1 to 2^53, got 0");
  refuses({.worlds = 0}, "option worlds: expected 1 to");
  refuses({.under = {set(stranger, yes)}}, "stranger");
  refuses({.given = stranger}, "'stranger' of another");
  refuses({.given = model.quantity("troops") > 3}, "troops");
  refuses({.instruction_set = "abacus"}, "abacus");
  std::ostream closed(nullptr);
  EXPECT_THROW(write_draws(model, closed, DrawsFormat::csv), Error);
  Sink sink;  // cannot go back
  std::ostream pipe(&sink);
  const std::string got = test::message([&] {
    write_draws(model, pipe, DrawsFormat::npy, {.trajectories = 10, .given = model.event("entry")});
  });
  EXPECT_NE(got.find("a stream that can seek"), std::string::npos) << got;
}

TEST(Draws, StopWhereTheyAreToldTo) {
  std::stop_source source;
  std::vector<double> shares;
  DrawsOptions options{.trajectories = 1'000'000, .worlds = 10};
  options.stop = source.get_token();
  options.progress = [&](double share) {
    shares.push_back(share);
    source.request_stop();
  };
  std::stringstream out;
  EXPECT_THROW(write_draws(test::everything(), out, DrawsFormat::csv, options), Cancelled);
  EXPECT_EQ(shares.size(), 1u);
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// A folder of a test's own, gone with it.
class OwnFolder {
public:
  OwnFolder() { std::filesystem::create_directory(path); }
  ~OwnFolder() { std::filesystem::remove_all(path); }
  OwnFolder(const OwnFolder&) = delete;
  OwnFolder& operator=(const OwnFolder&) = delete;
  const std::filesystem::path path = testing::TempDir() + "casus_draws_" + std::to_string(getpid());
};

TEST(Draws, GoToFilesThatAreWholeOrNotThere) {
  const OwnFolder folder;
  const Model model = test::everything();
  const auto count = [&] { return std::distance(std::filesystem::directory_iterator(folder.path), {}); };
  DrawsOptions options{.trajectories = 600, .worlds = 2};
  std::stringstream csv;
  write_draws(model, csv, DrawsFormat::csv, options);
  write_draws(model, folder.path / "d.csv", options);
  EXPECT_EQ(content(folder.path / "d.csv"), csv.str());
  EXPECT_EQ(count(), 1);

  options.given = model.event("entry");
  const DrawsWritten done = write_draws(model, folder.path / "d.npy", options);
  const auto columns = nlohmann::json::parse(content(folder.path / "d.npy.json")).at("columns");
  ASSERT_EQ(columns.size(), done.columns.size());
  EXPECT_EQ(read_npy(content(folder.path / "d.npy"), done).size(), columns.size());
  EXPECT_EQ(columns[0].at("name"), "world");
  const auto front =
      std::find_if(columns.begin(), columns.end(), [](const auto& one) { return one.at("name") == "front"; });
  EXPECT_EQ(front->at("holds"), "category");
  EXPECT_EQ(front->at("states"), nlohmann::json({"holding", "strained", "failing"}));
  EXPECT_EQ(count(), 3);

  // What is there stays when something goes wrong.
  options.given = model.quantity("troops") > 3;
  EXPECT_THROW(write_draws(model, folder.path / "d.csv", options), Error);
  EXPECT_EQ(content(folder.path / "d.csv"), csv.str());
  EXPECT_THROW(write_draws(model, folder.path / "new.npy", options), Error);
  EXPECT_EQ(count(), 3);
  EXPECT_NE(test::message([&] { write_draws(model, folder.path / "d.txt", {}); }).find("'.txt'"),
            std::string::npos);
  EXPECT_NE(test::message([&] { write_draws(model, folder.path / "nosuch" / "d.csv", {}); }).find("d.csv"),
            std::string::npos);
}

// The python3 that has NumPy, or nothing.
std::string python_with_numpy() {
  for (const std::string python : {"python3", "/usr/bin/python3"})
    if (std::system((python + " -c 'import numpy' >/dev/null 2>&1").c_str()) == 0) return python;
  return {};
}

TEST(Draws, AreReadByNumPy) {
  const std::string python = python_with_numpy();
  if (python.empty()) GTEST_SKIP() << "no python3 with NumPy here";
  const OwnFolder folder;
  Model m;
  const auto p = m.parameter("p", Beta(2, 5));
  const auto rain = m.add("it's \xc3\xa9t\xc3\xa9 \\", Bernoulli(p));
  m.add("depth", LogNormal(1, 0.5), {.when = rain});
  m.add("front", Categorical({"holding", "failing"}, {0.7, 0.3}));
  m.add("raids", Poisson(4));
  DrawsOptions options{.trajectories = 3000, .worlds = 5};
  write_draws(m, folder.path / "d.csv", options);
  write_draws(m, folder.path / "d.npy", options);
  std::ofstream(folder.path / "check.py") << R"(
import csv, json, sys
import numpy as np
folder = sys.argv[1]
draws = np.load(folder + '/d.npy')
assert draws.shape == (3000,)
assert draws.dtype.names == ('world', 'trajectory', 'p', "it's \u00e9t\u00e9 \\", 'depth', 'front', 'raids'), draws.dtype
assert draws['depth'].dtype == float and draws["it's \u00e9t\u00e9 \\"].dtype == bool
states = {c['name']: c.get('states') for c in json.load(open(folder + '/d.npy.json'))['columns']}
rows = list(csv.DictReader(open(folder + '/d.csv', newline='', encoding='utf-8')))
assert len(rows) == 3000
for row, draw in zip(rows, draws):
    for name in draws.dtype.names:
        if states[name]:
            assert row[name] == states[name][draw[name]]
        elif row[name] == '':
            assert np.isnan(draw[name])
        else:
            assert float(row[name]) == draw[name]
)";
  const std::string line =
      python + " '" + (folder.path / "check.py").string() + "' '" + folder.path.string() + "'";
  EXPECT_EQ(std::system(line.c_str()), 0);
}

}  // namespace
}  // namespace casus
