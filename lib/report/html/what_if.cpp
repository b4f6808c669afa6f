// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/html/what_if.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <casus/detail/index.hpp>
#include <casus/error.hpp>

#include "report/cells.hpp"
#include "report/html/what_if_script.hpp"
#include "report/layout.hpp"
#include "report/markup.hpp"

namespace casus::html {

namespace {

using Json = nlohmann::ordered_json;

constexpr Index least_worlds = 100;

// ---- numbers by world

/// Columns of numbers, one for each world, as text. A number is a code of one to three digits to
/// the base 64. Whole numbers up to 2^18 apart are exact, among them all counts. Other numbers are
/// rounded to 2^18 equally spaced points from the least to the greatest: each is off by at most 1 /
/// 524,286 of that range, and their mean by far less. Weights that differ by a factor of more than
/// a thousand are spaced by their logarithms.
class WorldColumns {
public:
  explicit WorldColumns(Index worlds) : worlds_(worlds) {}

  /// Returns the number of the column with these values; equal columns are stored once.
  std::size_t add(std::vector<double> values, bool is_weight = false) {
    values.resize(detail::at(worlds_));
    const auto [place, is_new] = numbers_.try_emplace(std::move(values), columns_.size());
    if (is_new) columns_.push_back(encoded(place->first, is_weight));
    return place->second;
  }

  const Json& json() const noexcept { return columns_; }

private:
  static constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  static constexpr double most_codes = 64 * 64 * 64;

  static Json coded(const std::vector<double>& codes, double low, double step) {
    const double most = *std::max_element(codes.begin(), codes.end());
    const int count = most < 64 ? 1 : most < 64 * 64 ? 2 : 3;
    std::string text;
    for (const double code : codes) {
      const auto number = static_cast<unsigned>(code);
      for (int digit = count; digit-- > 0;) text += digits[(number >> (6 * digit)) % 64];
    }
    return Json{{"low", low}, {"step", step}, {"digits", count}, {"codes", text}};
  }

  static Json encoded(const std::vector<double>& values, bool is_weight) {
    const auto [least, greatest] = std::minmax_element(values.begin(), values.end());
    const double low = *least, high = *greatest;
    if (low == high) {
      Json constant = Json::object();
      constant["at"] = low;
      return constant;
    }
    const bool are_whole =
        std::all_of(values.begin(), values.end(), [](double value) { return value == std::floor(value); });
    if (!(are_whole && high - low < most_codes) && is_weight && high > 1000 * least_positive(values))
      return logarithmic(values, high);
    const double step = are_whole && high - low < most_codes ? 1 : (high - low) / (most_codes - 1);
    std::vector<double> codes;
    for (const double value : values) codes.push_back(std::round((value - low) / step));
    return coded(codes, low, step);
  }

  static double least_positive(const std::vector<double>& values) {
    double least = values[0];
    for (const double value : values)
      if (value > 0 && !(least > 0 && least <= value)) least = value;
    return least;
  }

  // Code 0 is zero.
  static Json logarithmic(const std::vector<double>& values, double high) {
    const double low = std::log(least_positive(values)), step = (std::log(high) - low) / (most_codes - 2);
    std::vector<double> codes;
    for (const double value : values)
      codes.push_back(value > 0 ? 1 + std::round((std::log(value) - low) / step) : 0);
    Json column = coded(codes, low, step);
    column["log"] = true;
    return column;
  }

  Index worlds_;
  std::map<std::vector<double>, std::size_t> numbers_;
  Json columns_ = Json::array();
};

// ---- one table as JSON

class TableWriter {
public:
  TableWriter(const WhatIfReading& reading, const std::function<std::string(const std::string&)>& label_of,
              Index worlds)
      : reading_(reading), label_of_(label_of), worlds_((std::min)(worlds, reading.table.worlds)),
        columns_(worlds_) {}

  Json json() {
    Json judgements = Json::array(), answers = Json::array();
    for (const MovableJudgement& one : reading_.table.judgements) judgements.push_back(judgement(one));
    for (const Answer& one : reading_.table.answers) answers.push_back(answer(one));
    return Json{{"name", reading_.name},
                {"worlds", worlds_},
                {"judgements", std::move(judgements)},
                {"answers", std::move(answers)},
                {"columns", columns_.json()}};
  }

private:
  Json judgement(const MovableJudgement& one) {
    Json json{{"name", one.parameter},  {"about", one.description},
              {"unit", one.unit},       {"share", one.is_share},
              {"medians", one.medians}, {"z", columns_.add(one.scores.empty() ? one.deviates : one.scores)}};
    if (!one.precisions.empty()) json["precisions"] = one.precisions;
    return json;
  }

  Json answer(const Answer& one) {
    const std::string label = label_of_(one.question);
    Json rows = Json::array();
    if (one.parts.empty()) rows.push_back(row(one, cells(one), ""));
    for (const Answer& part : one.parts)
      rows.push_back(row(part, cells_of_part(one, part), one.along.empty() ? part.label : part.question));
    return Json{{"label", label.empty() ? one.question : label},
                {"along", one.along},
                {"share", is_probability(one) && one.unit.empty()},
                {"unit", one.unit},
                {"level", one.parts.empty() ? one.range_level : one.parts[0].range_level},
                {"rows", std::move(rows)}};
  }

  Json row(const Answer& one, const Cells& published, const std::string& label) {
    Json json{{"label", label},
              {"value", one.value},  // null if it is not a number
              {"text", published.value},
              {"range", published.range}};
    if (one.range) json["ends"] = {one.range->low, one.range->high};
    if (!one.by_world) return json;
    const std::size_t count = detail::at(worlds_);
    std::vector<double> values(count), weights(count), noise(count), cases(count);
    bool is_counted = true;
    for (const WorldAnswer& world : *one.by_world) {
      if (world.world >= worlds_) continue;
      const std::size_t number = detail::at(world.world);
      is_counted = is_counted && std::isfinite(world.trajectories);
      values[number] = world.value;
      weights[number] = world.weight;
      noise[number] = world.noise_variance;
      cases[number] = world.trajectories;
    }
    if (is_counted) {
      for (std::size_t i = 0; i < count; ++i) values[i] = whole(values[i] * (cases[i] = whole(cases[i])));
      json["n"] = columns_.add(cases);
    } else {
      json["s"] = columns_.add(noise);
    }
    json["v"] = columns_.add(values);
    json["w"] = columns_.add(weights, true);
    return json;
  }

  // Returns the whole number that a count is, up to rounding.
  static double whole(double count) {
    constexpr double rounding = 1e-6;
    const double nearest = std::round(count);
    return std::abs(count - nearest) < rounding ? nearest : count;
  }

  const WhatIfReading& reading_;
  const std::function<std::string(const std::string&)>& label_of_;
  Index worlds_;
  WorldColumns columns_;
};

// ---- the section

void check_same(const WhatIfReading& first, const WhatIfReading& other) {
  const auto names = [](const WorldTable& table) {
    std::vector<std::string> all;
    for (const MovableJudgement& one : table.judgements) all.push_back(one.parameter);
    for (const Answer& one : table.answers) {
      all.push_back(one.question);
      all.push_back(std::to_string(one.parts.size()));
    }
    return all;
  };
  if (names(first.table) != names(other.table))
    throw Error("what-if analysis", "tables with the same judgements and questions",
                "others in " + detail::quoted(other.name));
}

// Returns the data as JSON without characters that have a meaning in markup.
std::string data_text(const std::vector<WhatIfReading>& readings,
                      const std::function<std::string(const std::string&)>& label_of, Index worlds) {
  Json json = Json::array();
  for (const WhatIfReading& reading : readings) json.push_back(TableWriter(reading, label_of, worlds).json());
  std::string text;
  for (const char c : json.dump(-1, ' ', true, Json::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&')
      text += fmt::format("\\u{:04x}", static_cast<int>(c));
    else
      text += c;
  }
  return text;
}

std::string introduction(Index stored, Index drawn, bool is_correlated) {
  std::string text = fmt::format(
      "<p>Move a judgement, and see how the answers would follow. The sliders are the judgements that the "
      "first answers depend on most. Each is set to the median of the judgement; its width remains as it "
      "is{}.</p>\n"
      "<p class=\"note\">Nothing is simulated again. The {} worlds of the page, each with values of its own "
      "for the uncertain numbers, are weighted anew. The further a judgement is moved, the fewer of them "
      "count: if their effective number falls below 50, the answers are greyed out. The rest of the page "
      "remains as it is. The address of the page contains the positions, so that they can be sent.</p>\n",
      is_correlated ? ", and so do the other judgements, whatever their correlations with it" : "",
      layout::grouped(stored));
  if (stored < drawn)
    text += fmt::format(
        "<p class=\"note\">The page contains {} of the {} worlds that were drawn, so that the answers here "
        "differ slightly from the others even if no judgement is moved.</p>\n",
        layout::grouped(stored), layout::grouped(drawn));
  return text;
}

}  // namespace

std::string what_if_section(const std::vector<WhatIfReading>& readings,
                            const std::function<std::string(const std::string& question)>& label_of,
                            std::size_t room) {
  if (readings.empty()) return {};
  Index worlds = readings[0].table.worlds;
  for (const WhatIfReading& reading : readings) {
    check_same(readings[0], reading);
    worlds = (std::min)(worlds, reading.table.worlds);
  }
  const WorldTable& base = readings[0].table;
  if (base.judgements.empty() || base.answers.empty()) return {};
  const Index drawn = worlds;
  const bool is_correlated = std::any_of(base.judgements.begin(), base.judgements.end(),
                                         [](const MovableJudgement& one) { return !one.scores.empty(); });
  constexpr std::size_t markup = 3000;
  const std::size_t other = what_if_script.size() + what_if_style.size() + markup;
  std::string data;
  // Text that does not depend on the number of worlds makes the first estimate too small; a second
  // pass suffices.
  for (int pass = 0; pass < 8; ++pass) {
    if (worlds < least_worlds) return {};
    data = data_text(readings, label_of, worlds);
    if (data.size() + other <= room) break;
    const double share =
        room > other ? static_cast<double>(room - other) / static_cast<double>(data.size()) : 0;
    worlds = static_cast<Index>(0.99 * share * static_cast<double>(worlds));
    data.clear();
  }
  if (data.empty()) return {};
  return fmt::format(
             "<section id=\"{0}-section\" aria-labelledby=\"{0}\" hidden=\"hidden\">\n<h2 "
             "id=\"{0}\">{1}</h2>\n",
             what_if_id, what_if_heading) +
         introduction(worlds, drawn, is_correlated) +
         fmt::format("<div id=\"{0}-panel\"></div>\n<script type=\"application/json\" id=\"{0}-data\">",
                     what_if_id) +
         data + "</script>\n<script>//<![CDATA[\n" + std::string(what_if_script) +
         "//]]></script>\n</section>\n";
}

const std::string_view what_if_style = R"([hidden]{display:none}
.what-if{font-family:system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif;font-size:.95rem}
.what-if-sliders{display:grid;grid-template-columns:repeat(auto-fill,minmax(min(100%,20rem),1fr));
gap:1.1rem 1.6rem;margin:1rem 0}
.what-if label,.what-if output{font-weight:600;overflow-wrap:anywhere;min-width:0}
.what-if-slider .line{display:flex;justify-content:space-between;gap:.1rem .8rem}
.what-if input[type=range]{display:block;width:100%;margin:.5rem 0 0;min-height:1.6rem;
accent-color:var(--casus-1)}
.what-if-ticks{position:relative;height:.45rem;margin:0 .5rem}
.what-if-ticks i{position:absolute;top:0;height:100%;border-left:2px solid var(--casus-muted)}
.what-if-ticks .at-5{left:8.88%}
.what-if-ticks .at-50{left:50%}
.what-if-ticks .at-95{left:91.12%}
.what-if-points{display:grid;grid-template-columns:1fr 1fr 1fr;font-size:.8rem;color:var(--casus-muted)}
.what-if-points span:nth-child(2){text-align:center}
.what-if-points span:nth-child(3){text-align:right}
.what-if .about{display:block;font-size:.8rem;color:var(--casus-muted)}
.what-if output{white-space:nowrap;flex:none}
.what-if button,.what-if select,.what-if input[type=number]{font:inherit;color:var(--casus-text);
background:var(--casus-back);border:1px solid var(--casus-muted);border-radius:.3rem;
padding:.3rem .7rem;max-width:100%}
.what-if input[type=number]{width:6.5rem}
.what-if button[aria-pressed=true]{background:var(--casus-1);color:var(--casus-back);
border-color:var(--casus-1)}
.what-if :focus-visible{outline:3px solid var(--casus-1);outline-offset:2px}
.what-if-row{display:flex;flex-wrap:wrap;gap:.5rem;margin:.8rem 0;align-items:center}
.what-if-summary{border-left:4px solid var(--casus-1);padding:.3rem 0 .3rem .8rem}
.what-if td .small{color:var(--casus-muted);font-weight:400}
.what-if td.now{font-weight:600}
.what-if .unsure{opacity:.4}
.what-if-chart svg{display:block;width:100%;height:auto}
.casus-chart .published{fill:none;stroke-width:1.5;stroke-dasharray:5 4}
.unseen{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
@media print{.what-if form,.what-if-row{display:none}}
)";

}  // namespace casus::html
