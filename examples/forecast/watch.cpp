// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "watch.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <thread>

namespace forecast {

namespace {

// Editors replace a file in two steps, between which there is none.
struct Version {
  bool exists = false;
  std::filesystem::file_time_type time = {};
  std::uintmax_t size = 0;
  bool operator==(const Version&) const = default;
};

Version version_of(const std::string& file) {
  std::error_code error;
  Version version;
  version.time = std::filesystem::last_write_time(file, error);
  if (error) return {};
  version.size = std::filesystem::file_size(file, error);
  if (error) return {};
  version.exists = true;
  return version;
}

// Waits until the file has another version, and stays as it is for a moment.
Version next_version(const std::string& file, const Version& last) {
  constexpr std::chrono::milliseconds pause(50);
  for (Version before;;) {
    std::this_thread::sleep_for(pause);
    const Version now = version_of(file);
    if (now.exists && now != last && now == before) return now;
    before = now;
  }
}

}  // namespace

int watched(const std::string& file, const std::function<void()>& changed,
            const std::function<int()>& answer) {
  Version version = version_of(file);
  for (;;) {
    const int status = answer();
    if (std::ferror(stdout) != 0) return status;
    version = next_version(file, version);
    changed();
  }
}

}  // namespace forecast
