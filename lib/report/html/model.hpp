// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/model/timeline.hpp>

#include "report/html/writer.hpp"

namespace casus::html {

/// The parts of a page about the model. At most one of the members is not null.
struct ModelParts {
  const casus::Model* model;
  const Timeline* timeline;

  bool has_chain() const;
  bool has_parameters() const;
  void chain(Writer& out) const;
  void parameters(Writer& out) const;
  /// `is_folded`: hidden until the reader opens it.
  void variables(Writer& out, bool is_folded) const;
};

}  // namespace casus::html
