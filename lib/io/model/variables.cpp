// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/variables.hpp"

#include <string_view>

#include <casus/detail/text.hpp>

#include "io/limits.hpp"
#include "io/text/source.hpp"

namespace casus::io {

namespace {

Event guard(const Reading& reading, const toml::node& node) {
  const std::string name = reading.fields.text(node);
  if (reading.language.unusable.contains(name)) throw ReadsUnusable();
  const Scope& scope = reading.scope();
  const NodePtr found = scope.find(name);
  if (found && found->op == Op::event) return Event(found);
  std::vector<std::string> events;
  for (const Declaration& variable : scope.variables())
    if (variable.kind == Kind::event) events.push_back(variable.name());
  const bool is_known = found || scope.find_parameter(name) || reading.language.definitions.contains(name);
  const std::string got = is_known                                 ? ", which is not an event"
                          : reading.language.stated.contains(name) ? ", which is not stated before it"
                                                                   : "";
  reading.fields.fail(
      node, "the name of an event", shown(name) + got,
      got.empty() ? detail::nearest_hint(std::string_view(name).substr(0, longest_name), events) : "");
}

}  // namespace

StatedDetails read_details(Reading& reading, const toml::table& entry) {
  const Fields& fields = reading.fields;
  Details details;
  reading.errors.attempt([&] { details.unit = fields.text_or_none(entry, "unit"); });
  reading.errors.attempt([&] { details.description = fields.text_or_none(entry, "description"); });
  reading.errors.attempt([&] { details.criterion = fields.text_or_none(entry, "criterion"); });
  reading.errors.attempt([&] { details.source = fields.text_or_none(entry, "source"); });
  reading.errors.attempt([&] {
    if (const toml::node* absent = entry.get("absent")) details.absent_state = fields.text(*absent);
    if (details.absent_state.size() > longest_name)
      fields.fail(*entry.get("absent"), "a state", shown(details.absent_state));
  });
  const bool has_guard = reading.errors.attempt([&] {
    if (const toml::node* when = entry.get("when")) details.when = guard(reading, *when);
  });
  return {details, has_guard};
}

std::vector<std::string> VariableReader::keys() {
  return {"name", "law", "where", "when", "absent", "unit", "description", "criterion", "source"};
}

void VariableReader::read(const toml::table& entry, const std::string& name) {
  const StatedDetails own = read_details(reading_, entry);
  expressions_.read_definitions(entry, false);
  const toml::node& node = fields_.required(entry, "law");
  const ConditionalDistribution stated = distributions_.law(node, nullptr, false);
  expressions_.charge(node, stated);
  if (!own.is_complete) throw ReadsUnusable();
  fields_.located(node, name, [&] {
    switch (stated.kind) {
      case Kind::event: add(name, Distribution<Event>{stated}, own.details); break;
      case Kind::category: add(name, Distribution<Category>{stated}, own.details); break;
      case Kind::quantity:
      case Kind::count: add(name, Distribution<Quantity>{stated}, own.details);
    }
    return true;
  });
}

template <class Handle>
void VariableReader::add(const std::string& name, const Distribution<Handle>& stated,
                         const Details& details) {
  if (reading_.result.timeline)
    reading_.result.timeline->add(name, stated, details);
  else
    reading_.result.model.add(name, stated, details);
}

}  // namespace casus::io
