// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/error.hpp>

namespace casus::test {

/// What the library says when it refuses this; "no error" where it does not.
template <class Call> std::string message(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace casus::test
