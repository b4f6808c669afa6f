// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>

namespace forecast {

/// Calls `answer` now, and again after each change of a file, until the program is ended or output
/// is no longer possible. `changed` is called before each but the first. `answer` reports its own
/// errors, so that the next version of the file can mend them. Returns the last status.
int watched(const std::string& file, const std::function<void()>& changed,
            const std::function<int()>& answer);

}  // namespace forecast
