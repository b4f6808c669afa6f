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

/// Fingerprints of models: numbers by which a repeated run can check that it uses the same model.
namespace casus {

namespace detail {

/// Returns the name under which an operation is hashed: its spelling, or a name of its own.
/// Together with the number of operands it identifies the operation.
std::string_view lasting_name(Op op) noexcept;

/// Returns the name under which a kind is hashed.
std::string_view lasting_name(Kind kind) noexcept;

/// Hash of the components of a model, in order.
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
  // Returns the hash of an expression. Parts may be shared; each is visited once. Names are those
  // of variables and parameters as declared; the way in which an expression is written does not
  // matter.
  std::uint64_t of(const NodePtr& root);

  State state_;
  std::unordered_map<const Node*, std::uint64_t> nodes_;
};

void add_parameters(Fingerprint& print, const Model& model);

void add_variables(Fingerprint& print, const Model& model);

// Returns the fingerprint of a timeline's first `count` series, over `steps` steps.
std::uint64_t fingerprint_of(const Timeline& timeline, std::size_t count, Index steps);

}  // namespace detail

/// Returns a number that is equal for models with the same variables and parameters in the same
/// order, with the same distributions and rank correlations; notes, sources and units do not
/// matter, nor whether correlations were stated in pairs. A user's own function counts by its name.
/// Cost: visits the model once.
std::uint64_t fingerprint(const Model& model);

/// The same for a timeline over `steps` steps.
std::uint64_t fingerprint(const Timeline& timeline, Index steps);
/// The same for a horizon's timeline, regardless of the questions that were asked of it.
std::uint64_t fingerprint(const Horizon& horizon);

}  // namespace casus

#ifndef CASUS_CORE
#include <casus/io/fingerprint.inl>
#endif
