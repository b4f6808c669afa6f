// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/model/horizon.hpp>

#include "language/names.hpp"

namespace casus {

/// Resolves the names in a question over time: constants by name, series by functions such as
/// at(war, 3) and by(war, 3).
class HorizonNames final : public Names {
public:
  /// References without a step are read for `step`. The horizon must outlive this.
  HorizonNames(Horizon& horizon, Index step) : Names(horizon.asked()), horizon_(horizon), step_(step) {}

  /// From now on, a reference without a step is an error.
  void demand_steps() noexcept { demands_steps_ = true; }
  /// Returns whether a reference left its step out.
  bool leaves_step_out() const noexcept { return leaves_step_out_; }

  std::vector<std::string> variables() const override;
  const std::vector<std::string>& functions() const override;
  NodePtr reference(const Token& function, TokenReader& text) override;
  void check_alone(const Token& name, const TokenReader& text) const override;

  Horizon& horizon() noexcept { return horizon_; }
  /// Reads the name of a series of any kind, or of events.
  Index any_series(TokenReader& text) const;
  Series<Event> event_series(TokenReader& text) const;
  Series<Quantity> quantity_series(TokenReader& text) const;
  NodePtr at_step(Index series, Index step);
  /// Reads a comma and a step, by its number or label; without a comma, returns the default step.
  Index step(const Token& function, TokenReader& text);
  Index step_named(TokenReader& text) const;

private:
  NodePtr within(const Series<Event>& series, TokenReader& text);

  Horizon& horizon_;
  Index step_;
  bool leaves_step_out_ = false, demands_steps_ = false;
};

}  // namespace casus
