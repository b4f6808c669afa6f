// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/errors.hpp"

#include <algorithm>
#include <cstdlib>

#include <casus/io/model_file.hpp>

namespace casus {

FileErrors::FileErrors(std::vector<Error> errors) : Error(errors.front()), errors_(std::move(errors)) {
  for (std::size_t i = 0; i < errors_.size() && i < most_shown; ++i)
    message_ += (i > 0 ? "\n" : "") + std::string(errors_[i].what());
  if (errors_.size() > most_shown)
    message_ += "\nand " + std::to_string(errors_.size() - most_shown) + " more";
}

namespace io {

void ErrorList::add(const Error& error) {
  constexpr std::size_t most_errors = 100;
  errors_.push_back(error);
  if (errors_.size() >= most_errors) throw TooManyErrors();
}

std::vector<Error> ErrorList::sorted() const {
  std::vector<Error> all = errors_;
  std::stable_sort(all.begin(), all.end(),
                   [&](const Error& a, const Error& b) { return place(a) < place(b); });
  return all;
}

// Returns the line and column of an error; {0, 0} if it has no position in the file.
std::pair<long, long> ErrorList::place(const Error& error) const {
  const std::string& subject = error.subject();
  if (!subject.starts_with(file_name_ + ':')) return {0, 0};
  const std::string numbers = subject.substr(file_name_.size() + 1);
  const std::size_t colon = numbers.find(':');
  return {std::atol(numbers.c_str()),
          colon == std::string::npos ? 0 : std::atol(numbers.c_str() + colon + 1)};
}

}  // namespace io

}  // namespace casus
