// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <map>
#include <string>

#include <toml++/toml.h>

#include <casus/elicit/scale.hpp>

#include "io/toml/fields.hpp"

namespace casus::io {

/// The verbal scales that a model file may name: its own and the library's.
class Scales {
public:
  explicit Scales(const Fields& fields) : fields_(fields) {}

  /// Reads a scale that the file defines.
  void read(const toml::table& table);
  /// Sets the scale of phrases that do not name one.
  void set_default(std::string name) { default_ = std::move(name); }
  /// Returns the scale of this name; the default one if the name is empty. Throws Error if there is
  /// none.
  const elicit::Scale& find(const std::string& stated) const;

private:
  const Fields& fields_;
  std::map<std::string, elicit::Scale> own_;
  std::string default_;
};

}  // namespace casus::io
