// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>

#include <casus/detail/core.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/timeline.hpp>
#include <casus/random/generator.hpp>

/// A number that tells models apart: whoever repeats an answer can see whether it is the same model.
namespace casus {

namespace detail {

/// Returns the name by which an operation is hashed: its spelling, or a name of its own. With the
/// number of operands it tells operations apart.
std::string_view lasting_name(Op op) noexcept;

/// Returns the name by which a kind is hashed.
std::string_view lasting_name(Kind kind) noexcept;

/// Takes in what a model is made of, in order.
class Fingerprint {
  class State {
  public:
    void add(std::uint64_t value) noexcept { state_ = random::mix(state_ ^ value) + 0x9E3779B97F4A7C15; }
    void add(double value) noexcept { add(std::bit_cast<std::uint64_t>(value)); }
    void add(std::string_view text) noexcept;
    std::uint64_t value() const noexcept { return random::mix(state_); }

  private:
    std::uint64_t state_ = 0;
  };

public:
  void add(std::uint64_t value) noexcept { state_.add(value); }
  void add(double value) noexcept { state_.add(value); }
  void add(std::string_view text) noexcept { state_.add(text); }
  void add(const NodePtr& node) { add(of(node)); }
  void add(distribution::Family family);
  void add(const ConditionalDistribution& law);
  std::uint64_t value() const noexcept { return state_.value(); }

private:
  // Of an expression; its parts may be shared, and each is gone through once. Names are those of variables and parameters as they were
  // stated, never how an expression is written.
  std::uint64_t of(const NodePtr& root);

  State state_;
  std::unordered_map<const Node*, std::uint64_t> nodes_;
};

void add_parameters(Fingerprint& print, const Model& model);

void add_variables(Fingerprint& print, const Model& model);

// Of a timeline's first so many series, over so many steps.
std::uint64_t fingerprint_of(const Timeline& timeline, std::size_t count, Index steps);

}  // namespace detail

/// The same for models with the same variables and parameters in the same order, with the same distributions; other notes, sources and
/// units change nothing. A user's own function counts by its name. Cost: goes through the model once.
std::uint64_t fingerprint(const Model& model);

/// The same of a timeline, over so many steps.
std::uint64_t fingerprint(const Timeline& timeline, Index steps);
/// The same of a horizon's timeline, whatever has been asked of it.
std::uint64_t fingerprint(const Horizon& horizon);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/io/fingerprint.inl>
#endif
