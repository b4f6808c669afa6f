// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/scales.hpp"

#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/text.hpp>
#include <casus/elicit/scales.hpp>

#include "io/limits.hpp"
#include "io/scale/reader.hpp"
#include "io/text/source.hpp"

namespace casus::io {

void Scales::read(const toml::table& table) {
  elicit::Scale scale = scale_of(table, fields_);
  if (own_.contains(scale.name())) fields_.fail(table, "a name that is not taken", shown(scale.name()));
  own_.emplace(scale.name(), std::move(scale));
}

const elicit::Scale& Scales::find(const std::string& stated) const {
  const std::string& name = stated.empty() ? default_ : stated;
  if (name.empty())
    throw Error("scale", "a scale that the phrase is one of", "none",
                "scale = \"icd203\", beside it or at the head of the file");
  if (const auto found = own_.find(name); found != own_.end()) return found->second;
  std::vector<std::string> names;
  for (const auto& [own, scale] : own_) names.push_back(own);
  for (const elicit::Scale* scale : elicit::scale::all()) {
    if (scale->name() == name) return *scale;
    names.push_back(scale->name());
  }
  throw Error("scale", "one of " + detail::joined(names), shown(name),
              detail::nearest_hint(std::string_view(name).substr(0, longest_name), names));
}

}  // namespace casus::io
