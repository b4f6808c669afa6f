// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace casus::elicit {

/// A judged probability of an event or a state, by name; "not x" is the complement of x. Names are
/// compared verbatim.
struct JudgedProbability {
  std::string of;
  double value;            ///< in [0, 1]
  std::string given = {};  ///< the condition; empty if there is none
};

/// An event that cannot happen without another: "entry and defeat" is a part of "entry".
struct Part {
  std::string part, whole;
};

/// A set of related judgements.
struct Judgements {
  std::vector<JudgedProbability> probabilities;
  std::vector<Part> parts = {};
  std::vector<std::vector<std::string>> states = {};  ///< sets of states of which exactly one happens
  /// Relative tolerance for values that should be equal, as a fraction of their distance from 0 or
  /// 1, whichever is nearer: people round.
  double tolerance = 0.05;
};

/// A contradiction between judgements.
struct Finding {
  enum class Kind {
    said_twice,  ///< the same probability has two values
    complement,  ///< an event and its complement do not sum to 1
    states,      ///< states do not sum to 1
    part,        ///< a part is more probable than the whole
    outside,     ///< a margin is outside the range of its conditionals, or outside the bounds that they imply
    total,       ///< a margin is not the mean of its conditionals
    both_directions  ///< P(a | b) P(b) differs from P(b | a) P(a)
  };
  Kind kind;
  std::vector<std::size_t> judgements;  ///< the judgements involved, as indices into `probabilities`
  std::string sentence;                 ///< describes the contradiction, and the values that would resolve it
  double off;                           ///< size of the discrepancy, as a probability
};

/// Returns all contradictions, in the order of their kinds. If there are none, the judgements are
/// coherent as far as these rules can see: they look at one condition at a time, and do not search
/// for a joint distribution. A condition with its complement ("b", "not b"), and each set of
/// states, is a partition; margins are compared with conditionals on each partition.
///
/// Throws Error if a value is outside [0, 1], a name is empty or is its own condition, the
/// tolerance is outside [0, 1), a set has fewer than two states, or a part, whole or state was not
/// judged (with the nearest known name). Cost: quadratic in the number of judgements. Part of the
/// compiled core.
std::vector<Finding> findings(const Judgements& judgements);

}  // namespace casus::elicit
