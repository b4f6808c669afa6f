// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <string>

#include <casus/error.hpp>

namespace casus::test {

/// Returns the message of the Error that a call throws; "no error" if it throws none.
template <class Call> std::string message(const Call& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace casus::test
