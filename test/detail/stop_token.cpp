// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/detail/stop_token.hpp>

#include <optional>
#include <thread>

#include <gtest/gtest.h>

namespace casus::detail {
namespace {

// The replacement does what the standard's does, where there is one.
template <class T> class StopTokens : public testing::Test {};
struct Library {
  using Token = StopToken;
  using Source = StopSource;
  using Callback = StopCallback;
};
struct Portable {
  using Token = portable::StopToken;
  using Source = portable::StopSource;
  using Callback = portable::StopCallback;
};
using Kinds = testing::Types<Library, Portable>;
TYPED_TEST_SUITE(StopTokens, Kinds);

TYPED_TEST(StopTokens, SayWhetherTheirSourceWasAsked) {
  EXPECT_FALSE(typename TypeParam::Token().stop_requested());
  typename TypeParam::Source source;
  const auto token = source.get_token();
  EXPECT_FALSE(token.stop_requested());
  EXPECT_TRUE(source.request_stop());
  EXPECT_FALSE(source.request_stop());
  EXPECT_TRUE(token.stop_requested());
  EXPECT_TRUE(source.stop_requested());
}

TYPED_TEST(StopTokens, CallBackOnce) {
  typename TypeParam::Source source;
  int first = 0, removed = 0, late = 0;
  const typename TypeParam::Callback never(typename TypeParam::Token(), [&] { ++first; });
  const typename TypeParam::Callback called(source.get_token(), [&] { ++first; });
  std::optional<typename TypeParam::Callback> gone;
  gone.emplace(source.get_token(), [&] { ++removed; });
  gone.reset();
  source.request_stop();
  source.request_stop();
  const typename TypeParam::Callback after(source.get_token(), [&] { ++late; });
  EXPECT_EQ(first, 1);
  EXPECT_EQ(removed, 0);
  EXPECT_EQ(late, 1);
}

TYPED_TEST(StopTokens, AreForwardedAcrossThreads) {
  typename TypeParam::Source outer, inner;
  const typename TypeParam::Callback forwarded(outer.get_token(), [&] { inner.request_stop(); });
  const auto token = inner.get_token();
  std::thread waits([&] {
    while (!token.stop_requested()) std::this_thread::yield();
  });
  outer.request_stop();
  waits.join();
  EXPECT_TRUE(token.stop_requested());
}

}  // namespace
}  // namespace casus::detail
