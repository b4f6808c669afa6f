// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/detail/utf8.hpp>

#include <string>

#include <gtest/gtest.h>

namespace casus::detail {
namespace {

TEST(Utf8, ReadsTheFirstAndLastCharacterOfEachLength) {
  const auto reads = [](const std::string& text, char32_t code) {
    const Character read = first_character(text + "x");
    return read.code == code && read.bytes == text.size();
  };
  EXPECT_TRUE(reads(std::string(1, '\0'), 0));
  EXPECT_TRUE(reads("\x7f", 0x7f));
  EXPECT_TRUE(reads("\xc2\x80", 0x80));
  EXPECT_TRUE(reads("\xdf\xbf", 0x7ff));
  EXPECT_TRUE(reads("\xe0\xa0\x80", 0x800));
  EXPECT_TRUE(reads("\xef\xbf\xbf", 0xffff));
  EXPECT_TRUE(reads("\xf0\x90\x80\x80", 0x10000));
  EXPECT_TRUE(reads("\xf4\x8f\xbf\xbf", 0x10ffff));
}

TEST(Utf8, KnowsWhatIsNone) {
  for (const std::string text :
       {"\x80", "\xc1\xbf", "\xe0\x9f\xbf", "\xed\xa0\x80", "\xf0\x8f\xbf\xbf", "\xf4\x90\x80\x80",
        "\xf5\x80\x80\x80", "\xff", "\xc3", "\xe2\x82", "\xc3x"}) {
    EXPECT_EQ(first_character(text).bytes, 0u) << text;
    EXPECT_FALSE(is_utf8("a" + text)) << text;
  }
  EXPECT_EQ(first_character("").bytes, 0u);
  EXPECT_TRUE(is_utf8(""));
  EXPECT_TRUE(is_utf8("naïve 5 € 𝄞"));
}

TEST(Utf8, CountsAndCutsWholeCharacters) {
  EXPECT_EQ(count_characters("aé€𝄞"), 4u);
  EXPECT_EQ(whole_characters("aé€𝄞", 10), 10u);
  EXPECT_EQ(whole_characters("aé€𝄞", 9), 6u);
  EXPECT_EQ(whole_characters("aé€𝄞", 2), 1u);
  EXPECT_EQ(whole_characters("é", 1), 0u);
  EXPECT_EQ(end_of_character("aé€", 1), 3u);
  EXPECT_EQ(end_of_character("aé€", 3), 6u);
}

}  // namespace
}  // namespace casus::detail
