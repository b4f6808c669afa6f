// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace casus {

/// Type of sizes, counts and positions: signed, as in Eigen, and 64 bits wide on every platform
/// because it also counts trajectories.
using Index = std::int64_t;

class Error;
class Scope;
class Model;
class Real;
class Boolean;
class Event;
class Category;
class Quantity;
class Parameter;
struct Intervention;
class Query;
struct Answer;
class Answers;

}  // namespace casus
