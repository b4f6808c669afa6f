// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace casus::elicit {

/// A judged probability of an event, or of a state, by name; "not x" is the opposite of x. Names are compared as they are written.
struct JudgedProbability {
  std::string of;
  double value;            ///< in [0, 1]
  std::string given = {};  ///< the condition; none where empty
};

/// An event that cannot happen without another: "entry and defeat" is a part of "entry".
struct Part {
  std::string part, whole;
};

/// Judgements that speak about each other.
struct Judgements {
  std::vector<JudgedProbability> probabilities;
  std::vector<Part> parts = {};
  std::vector<std::vector<std::string>> states = {};  ///< sets of which exactly one happens
  /// Values that have to be equal may differ by this share of their distance from 0 or 1, whichever is nearer: people round.
  double tolerance = 0.05;
};

/// A contradiction between judgements.
struct Finding {
  enum class Kind {
    said_twice,  ///< the same probability with two values
    complement,  ///< an event and its opposite do not sum to one
    states,      ///< states do not sum to one
    part,        ///< a part is more probable than the whole
    outside,  ///< a margin does not lie between its conditionals, or where what is known of them lets it lie
    total,    ///< a margin is not the mean of its conditionals
    both_directions  ///< P(a | b) P(b) is not P(b | a) P(a)
  };
  Kind kind;
  std::vector<std::size_t> judgements;  ///< which ones, as numbers of `probabilities`
  std::string sentence;                 ///< what contradicts what, and what would not
  double off;                           ///< by how much, as a probability
};

/// What contradicts what: every finding, in the order of the kinds. Empty where the judgements can all hold, as far as these rules see: they look
/// at one condition at a time, and do not search for a joint distribution. A condition with its opposite ("b", "not b") and a
/// set of states divide what happens; margins are compared with conditionals on each such division.
///
/// Throws Error for a value outside of [0, 1], a name that is empty or its own condition, a tolerance outside of [0, 1), and for a part, whole or
/// state of which nothing was judged (with the nearest known name). Cost: the square of the number of judgements. Part of the
/// compiled core.
std::vector<Finding> findings(const Judgements& judgements);

}  // namespace casus::elicit
