// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include <casus/elicit/said.hpp>
#include <casus/io/scale.hpp>

namespace casus {
namespace {

std::string scale_complaint(const std::string& text) {
  try {
    read_scale(text, "house.toml");
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

const std::string house = R"(# how the desk writes
name = "house"
source = "style guide"

[[phrase]]
text = "doubtful"
synonyms = ["hardly", "Hardly ever"]
band = [0, 0.30]
open = ["high"]

[[phrase]]
text = "likely"
band = [0.30, 0.9]
)";

TEST(ReadScale, ReadsBands) {
  const elicit::Scale scale = read_scale(house, "house.toml");
  EXPECT_EQ(scale.name(), "house");
  EXPECT_EQ(scale.source(), "style guide");
  ASSERT_EQ(scale.phrases().size(), 2u);
  EXPECT_EQ(scale.find("hardly EVER"), scale.find("doubtful"));
  EXPECT_EQ(scale.words(.3).text, "likely");
  EXPECT_DOUBLE_EQ(elicit::said("hardly", scale).mean(), .15);

  std::istringstream stream(house);
  EXPECT_EQ(read_scale(stream, "house.toml").phrases().size(), 2u);
}

// The parser of TOML knows little of characters beyond ASCII behind a line break that a backslash takes away.
TEST(ReadScale, ReadsTextsOverSeveralLines) {
  std::string text = house;
  const std::string source = "\"style guide\"";
  text.replace(
      text.find(source), source.size(),
      "\"\"\"style \\\n  guide, \\  \n\n \u0423\u043a\u0440 \\\n\uff37\U0001f600 \\\n\\\"\\\\\u00e9\"\"\"");
  EXPECT_EQ(read_scale(text, "house.toml").source(),
            "style guide, \u0423\u043a\u0440 \uff37\U0001f600 \"\\\u00e9");
}

TEST(ReadScale, ReadsReadings) {
  const elicit::Scale scale = read_scale(R"(name = "survey"
[[phrase]]
text = "perhaps"
readings = [[0.05, 0.1], [0.5, 0.3], [0.95, 0.6]]
)",
                                         "survey.toml");
  EXPECT_TRUE(scale.is_measured());
  EXPECT_DOUBLE_EQ(elicit::said("perhaps", scale).quantile(.5), .3);
}

TEST(ReadScale, ReadsFiles) {
  const auto file = std::filesystem::temp_directory_path() / "casus_test_scale.toml";
  std::ofstream(file) << house;
  EXPECT_EQ(read_scale(file).name(), "house");
  std::filesystem::remove(file);
  try {
    read_scale(file);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.what(), file.string() + ": expected a file that can be read, got none");
  }
}

TEST(ReadScale, RefusesWithPosition) {
  const auto with = [](const std::string& before, const std::string& after) {
    std::string text = house;
    return scale_complaint(text.replace(text.find(before), before.size(), after));
  };
  EXPECT_EQ(with("source", "sorce"),
            "house.toml:3:1: expected a key of the file (name, source, phrase), got 'sorce'; did you mean "
            "'source'?");
  EXPECT_EQ(
      with("synonyms", "synonym"),
      "house.toml:7:1: expected a key of a phrase (text, synonyms, band, open, readings), got 'synonym'; did "
      "you mean 'synonyms'?");
  EXPECT_EQ(with("name = \"house\"\n", ""), "house.toml:1:1: expected the key 'name', got none");
  EXPECT_EQ(with("\"house\"", "7"), "house.toml:2:8: expected a text in quotes, got 7");
  EXPECT_EQ(with("\"house\"", "\"\""), "house.toml:2:8: expected a name, got an empty text");
  EXPECT_EQ(with("text = \"likely\"\n", ""), "house.toml:11:1: expected the key 'text', got none");
  EXPECT_EQ(with("[0, 0.30]", "[0, 1.3]"), "house.toml:5:1: expected probabilities in [0, 1], got 1.3");
  EXPECT_EQ(with("[0, 0.30]", "[0, nan]"), "house.toml:8:12: expected a number, got not a number");
  EXPECT_EQ(with("[0, 0.30]", "[0, 0.1, 0.2]"), "house.toml:8:8: expected two probabilities, got 3 of them");
  EXPECT_EQ(with("[0, 0.30]", "0.30"), "house.toml:8:8: expected two probabilities, got 0.3");
  EXPECT_EQ(with("0.30]\nopen", "\"x\"]\nopen"), "house.toml:8:12: expected a number, got a text");
  EXPECT_EQ(with("[\"high\"]", "[\"hi\"]"), "house.toml:9:9: expected \"low\" or \"high\", got 'hi'");
  EXPECT_EQ(with("\"likely\"", "\"HARDLY\""),
            "house.toml:11:1: expected each phrase once, got 'HARDLY' twice");
  EXPECT_EQ(
      with("[0.30, 0.9]", "[0, 0.2]"),
      "house.toml:11:1: expected a phrase that stands for more than the one before it, 'doubtful', got one "
      "from 0 to 0.2");
  EXPECT_EQ(with("band = [0.30, 0.9]", "readings = [[0.1, 0.2], [0.2, 0.3]]"),
            "house.toml:11:1: expected a band, as the first phrase has, got readings");
  EXPECT_EQ(with("band = [0.30, 0.9]", ""),
            "house.toml:11:1: expected either a band or readings for 'likely', got neither");
  EXPECT_EQ(with("[[phrase]]\ntext = \"doubtful\"", "[phrase]\ntext = \"doubtful\"").substr(0, 12),
            "house.toml:1");
  EXPECT_EQ(scale_complaint("name = \"a\"\nphrase = 3\n"),
            "house.toml:2:10: expected phrases, each under [[phrase]], got 3");
  EXPECT_EQ(scale_complaint("name = \"a\"\nphrase = []\n").substr(0, 16), "house.toml:2:10:");
  EXPECT_EQ(scale_complaint("name = \"a\nb\"\n").substr(0, 36), "house.toml:1:10: expected TOML, got ");
}

}  // namespace
}  // namespace casus
