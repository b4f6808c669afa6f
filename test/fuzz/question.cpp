// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// Whatever a question says, it is read or refused with an Error that says where: of a model, and of one over time. What is read has a
// text that reads back to the same text.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <casus/error.hpp>
#include <casus/infer/parse.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

namespace {

struct Plain {
  casus::Model model;
  Plain() {
    using namespace casus;
    const auto rain = model.add("rain", Bernoulli(0.2));
    const auto front = model.add("front", Categorical({"holding", "failing"}, {0.7, 0.3}));
    const auto depth = model.add("depth", Normal(1, 2), {.when = rain, .unit = "mm"});
    model.add("late warning", Bernoulli(if_then_else(front == "failing", 0.5, 0.1)));
    model.add("days", Poisson(3));
    model.parameter("p", Beta(1, 2));
  }
};

casus::Timeline months() {
  using namespace casus;
  Timeline timeline("month", {"Dec 2022", "Jan 2023", "Feb 2023"});
  const auto war = timeline.event("war"), weak = timeline.event("weak");
  const auto front = timeline.category("front", {"holding", "failing"});
  const auto dead = timeline.quantity("dead");
  timeline.each(war, Bernoulli(0.3));
  timeline.each(weak, Bernoulli(0.1));
  timeline.each(front, Categorical({"holding", "failing"}, {0.7, 0.3}));
  timeline.each(dead, Exponential(1));
  return timeline;
}

// Whether it was read. Only Error may come out.
template <class Read> bool reads(const Read& read) {
  try {
    read();
    return true;
  } catch (const casus::Error&) {
    return false;
  }
}

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const Plain plain;
  static const casus::Timeline timeline = months();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::string told;
  if (reads([&] { told = to_text(parse_query(plain.model, text)); }))
    require(to_text(parse_query(plain.model, told)) == told);
  reads([&] { parse_condition(plain.model, text); });
  reads([&] { parse_interventions(plain.model, text); });
  casus::Horizon horizon(timeline, 3);
  reads([&] { parse_query(horizon, text); });
  reads([&] { parse_condition(horizon, text); });
  reads([&] { parse_interventions(horizon, text); });
  casus::Timeline changed = timeline;
  reads([&] { add_policy(changed, text); });
  return 0;
}
