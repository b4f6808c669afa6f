// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/timeline.hpp>

#include "report/html/writer.hpp"

namespace casus::html {

/// What a page shows of the model itself: one of the two, or none.
struct Model {
  const casus::Model* model;
  const Timeline* timeline;

  bool has_chain() const;
  bool has_parameters() const;
  void chain(Writer& out) const;
  void parameters(Writer& out) const;
  void variables(Writer& out) const;
};

}  // namespace casus::html
