// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace casus {

/// Sizes, counts and positions are signed, as in Eigen, and have 64 bits on every platform, since trajectories are counted by it.
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
