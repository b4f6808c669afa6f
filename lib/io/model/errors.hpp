// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <casus/error.hpp>

#include "language/model_expressions.hpp"

namespace casus::io {

/// Thrown when a file has too many errors to read the rest of it.
struct TooManyErrors {};

/// The errors of one file, collected so that they are reported together.
class ErrorList {
public:
  /// `file_name` must outlive this.
  explicit ErrorList(const std::string& file_name) : file_name_(file_name) {}

  /// Throws TooManyErrors if the list is full.
  void add(const Error& error);
  /// Runs `step` and returns whether it succeeds. Adds an Error that it throws. After ReadsUnusable
  /// no error is added, because its cause was added before.
  template <class Step> bool attempt(const Step& step) {
    try {
      step();
      return true;
    } catch (const Error& error) {
      add(error);
    } catch (const ReadsUnusable&) {
    }
    return false;
  }

  bool empty() const noexcept { return errors_.empty(); }
  std::size_t size() const noexcept { return errors_.size(); }
  /// Sorted by line and column.
  std::vector<Error> sorted() const;

private:
  std::pair<long, long> place(const Error& error) const;

  const std::string& file_name_;
  std::vector<Error> errors_;
};

}  // namespace casus::io
