// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <pthread.h>

#include <cstddef>
#include <exception>
#include <new>

namespace casus::test {

/// Calls a function in a thread with a stack as small as that of musl or macOS. Exceptions are
/// passed on.
template <class Function> void with_small_stack(const Function& function) {
#if defined(__SANITIZE_ADDRESS__)
  constexpr std::size_t stack = 2u << 20;  // frames are larger
#else
  constexpr std::size_t stack = 512u << 10;
#endif
  struct Call {
    const Function& function;
    std::exception_ptr error;
  } call{function, nullptr};
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, stack);
  pthread_t thread;
  const int failed = pthread_create(
      &thread, &attributes,
      [](void* of) -> void* {
        auto& own = *static_cast<Call*>(of);
        try {
          own.function();
        } catch (...) {
          own.error = std::current_exception();
        }
        return nullptr;
      },
      &call);
  pthread_attr_destroy(&attributes);
  if (failed != 0) throw std::bad_alloc();
  pthread_join(thread, nullptr);
  if (call.error) std::rethrow_exception(call.error);
}

}  // namespace casus::test
