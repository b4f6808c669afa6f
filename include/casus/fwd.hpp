// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>

namespace casus {

/// Sizes, counts and positions are signed, as in Eigen.
using Index = std::ptrdiff_t;

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
