// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/svg/chain.hpp"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <fmt/format.h>

#include <casus/detail/index.hpp>

#include "report/markup.hpp"
#include "report/statement.hpp"
#include "report/svg/placement.hpp"

namespace casus::drawing {

namespace {

using placement::CanvasPoint;
using placement::NodeSize;
using placement::Placement;

constexpr double label_line_height = 14;

std::string alternative_text_of(const std::string& name, Kind kind, const Details& details) {
  std::string text = name + " (" + std::string(statement::kind_text(kind)) + ")";
  return details.description.empty() ? text : text + ": " + details.description;
}

// Breaks a long name into two lines, after the underscore nearest to its middle.
std::vector<std::string> broken(const std::string& name) {
  constexpr std::size_t short_enough = 10;
  std::size_t best = std::string::npos, longest = name.size();
  for (std::size_t at = name.find('_'); at != std::string::npos; at = name.find('_', at + 1))
    if (const std::size_t own = (std::max)(at + 1, name.size() - at - 1); own < longest) {
      best = at;
      longest = own;
    }
  if (name.size() <= short_enough || best == std::string::npos) return {name};
  return {name.substr(0, best + 1), name.substr(best + 1)};
}

class ChainChart {
public:
  explicit ChainChart(const Chain& chain) : chain_(chain) {
    for (const Chain::Node& node : chain.nodes) {
      labels_.push_back(broken(node.name));
      double widest = 0;
      for (const std::string& line : labels_.back())
        widest = (std::max)(widest, markup::text_width(line, text_size));
      sizes_.push_back({(std::min)(widest, 200.0) + (node.remembers ? 34 : 18),
                        label_line_height * static_cast<double>(labels_.back().size()) + 8});
    }
  }

  std::optional<Drawing> drawing() {
    std::vector<placement::Arrow> arrows;
    for (const Chain::Arrow& arrow : chain_.arrows)
      arrows.push_back({arrow.from, arrow.to, arrow.acts != Chain::Acts::later});
    const auto placed = placement::placed(sizes_, arrows);
    if (!placed) return std::nullopt;
    top_ = legend((std::max)(placed->page.width, 300.0)) + 10;
    for (std::size_t i = 0; i < arrows.size(); ++i) arrow(chain_.arrows[i], placed->courses[i]);
    for (std::size_t i = 0; i < chain_.nodes.size(); ++i) node(i, placed->centres[i]);
    return Drawing{"The chain: dependencies of the variables", description(), std::move(canvas_.body),
                   top_ + placed->page.height + margin, (std::max)(placed->page.width, 300.0) + 2 * margin};
  }

private:
  std::string description() const {
    std::vector<std::string> causes(chain_.nodes.size());
    for (const Chain::Arrow& arrow : chain_.arrows) {
      std::string& text = causes[detail::at(arrow.to)];
      text += (text.empty() ? "" : ", ") + chain_.nodes[detail::at(arrow.from)].name;
      if (arrow.acts == Chain::Acts::later) text += " (the " + chain_.unit + " before)";
    }
    std::string text = fmt::format("Graph of {} variables.", chain_.nodes.size());
    for (std::size_t i = 0; i < causes.size(); ++i)
      text += ' ' + chain_.nodes[i].name +
              (causes[i].empty() ? " depends on nothing before it." : " depends on " + causes[i] + '.');
    return text;
  }

  CanvasPoint on_page(CanvasPoint point) const { return {point.x + margin, point.y + top_}; }

  static const char* classes(Chain::Acts acts) {
    switch (acts) {
      case Chain::Acts::now: return "arrow muted-line";
      case Chain::Acts::as_guard: return "arrow guard s4";
      case Chain::Acts::later: return "arrow s2";
    }
    return "";
  }

  // Draws the legend, shapes before arrows, and returns its lower end.
  double legend(double room) {
    double left = margin, top = margin;
    const auto next = [&](double sample, const std::string& text) {
      const double own = sample + 6 + markup::text_width(text, text_size);
      if (left > margin && left + own > margin + room) {
        left = margin;
        top += 20;
      }
      canvas_.text(left + sample + 6, top + 12, text, room, Anchor::start, "muted");
      const double at = left;
      left += own + 18;
      return at;
    };
    for (const auto& [kind, text] : {std::pair{Kind::event, "event"}, std::pair{Kind::category, "category"},
                                     std::pair{Kind::quantity, "quantity or count"}}) {
      const bool is_there =
          std::any_of(chain_.nodes.begin(), chain_.nodes.end(),
                      [&, wanted = kind](const auto& node) { return shape_of(node.kind) == wanted; });
      if (!is_there) continue;
      const double at = next(28, text);
      shape(kind, at, top + 1, {28, 14});
    }
    const auto has = [&](Chain::Acts acts) {
      return std::any_of(chain_.arrows.begin(), chain_.arrows.end(),
                         [&](const auto& arrow) { return arrow.acts == acts; });
    };
    const auto sample = [&](Chain::Acts acts, const std::string& text) {
      const double at = next(32, text);
      curve({{at, top + 8}, {at + 10, top + 8}, {at + 18, top + 8}, {at + 26, top + 8}, {at + 32, top + 8}},
            classes(acts));
    };
    if (has(Chain::Acts::now)) sample(Chain::Acts::now, "affects");
    if (has(Chain::Acts::as_guard)) sample(Chain::Acts::as_guard, "exists only if it is true");
    if (has(Chain::Acts::later)) sample(Chain::Acts::later, "affects, a " + chain_.unit + " later");
    if (std::any_of(chain_.nodes.begin(), chain_.nodes.end(),
                    [](const auto& node) { return node.remembers; })) {
      const double at = next(16, "depends on itself, a " + chain_.unit + " before");
      memory(at + 8, top + 8);
    }
    return top + 20;
  }

  static Kind shape_of(Kind kind) { return kind == Kind::count ? Kind::quantity : kind; }

  // Draws events round, categories with cut corners, and quantities square.
  void shape(Kind kind, double x, double y, NodeSize size) {
    const double w = size.width, h = size.height;
    if (shape_of(kind) == Kind::category) {
      const double cut = 6;
      canvas_.path({{x + cut, y},
                    {x + w - cut, y},
                    {x + w, y + cut},
                    {x + w, y + h - cut},
                    {x + w - cut, y + h},
                    {x + cut, y + h},
                    {x, y + h - cut},
                    {x, y + cut}},
                   true, "node");
      return;
    }
    canvas_.rounded(x, y, w, h, kind == Kind::event ? (std::min)(h / 2, 13.0) : 1, "node");
  }

  void node(std::size_t number, CanvasPoint centre) {
    const Chain::Node& of = chain_.nodes[number];
    const NodeSize size = sizes_[number];
    const CanvasPoint middle = on_page(centre);
    canvas_.begin(of.alternative_text);
    shape(of.kind, middle.x - size.width / 2, middle.y - size.height / 2, size);
    const auto& lines = labels_[number];
    const double x = middle.x - (of.remembers ? 8 : 0);
    double base = middle.y + 4 - label_line_height * static_cast<double>(lines.size() - 1) / 2;
    for (const std::string& line : lines) {
      canvas_.text(x, base, line, 200, Anchor::middle);
      base += label_line_height;
    }
    if (of.remembers) memory(middle.x + size.width / 2 - 13, middle.y);
    canvas_.end();
  }

  // Draws an arrow that returns to its start.
  void memory(double x, double y) {
    canvas_.raw(fmt::format("<path class=\"arrow s2\" d=\"M{:.1f} {:.1f}a4.5 4.5 0 1 1 -3.2 -1.3\"/>\n",
                            x + 3.2, y - 3.2));
    canvas_.path({{x - 1.5, y - 7.5}, {x + 3, y - 4.5}, {x - 1.5, y - 1.5}}, true, "f2");
  }

  void curve(const std::vector<CanvasPoint>& points, const char* classes) {
    if (points.size() < 2) return;
    const std::size_t curves = (points.size() - 1) / 3;
    std::string d = fmt::format("M{:.1f} {:.1f}", points[0].x, points[0].y);
    for (std::size_t i = 0; i < curves; ++i)
      d += fmt::format("C{:.1f} {:.1f} {:.1f} {:.1f} {:.1f} {:.1f}", points[3 * i + 1].x, points[3 * i + 1].y,
                       points[3 * i + 2].x, points[3 * i + 2].y, points[3 * i + 3].x, points[3 * i + 3].y);
    canvas_.raw(fmt::format("<path class=\"{}\" d=\"{}\"/>\n", classes, d));
    const CanvasPoint tip = points.back(), base = points[3 * curves];
    const double length = std::hypot(tip.x - base.x, tip.y - base.y);
    if (length < 1e-6) return;
    const double across = 3.2 / length;
    const CanvasPoint side{-(tip.y - base.y) * across, (tip.x - base.x) * across};
    const std::string_view all(classes);
    canvas_.path({{tip.x, tip.y}, {base.x + side.x, base.y + side.y}, {base.x - side.x, base.y - side.y}},
                 true,
                 all.ends_with("s4")   ? "f4"
                 : all.ends_with("s2") ? "f2"
                                       : "muted-tip");
  }

  void arrow(const Chain::Arrow& arrow, const std::vector<CanvasPoint>& course) {
    std::vector<CanvasPoint> points;
    for (const CanvasPoint& point : course) points.push_back(on_page(point));
    curve(points, classes(arrow.acts));
  }

  const Chain& chain_;
  std::vector<std::vector<std::string>> labels_;
  std::vector<NodeSize> sizes_;
  double top_ = 0;
  Canvas canvas_;
};

}  // namespace

Chain chain_of(const Model& model) {
  Chain chain;
  const auto& variables = model.variables();
  for (std::size_t i = 0; i < variables.size(); ++i) {
    const Variable& variable = variables[i];
    chain.nodes.push_back({variable.name,
                           alternative_text_of(variable.name, variable.kind(), variable.details),
                           variable.kind()});
    for (const Index parent : model.parents(static_cast<Index>(i)))
      chain.arrows.push_back({parent, static_cast<Index>(i),
                              variable.guard == parent ? Chain::Acts::as_guard : Chain::Acts::now});
  }
  return chain;
}

Chain chain_of(const Timeline& timeline) {
  Chain chain;
  chain.unit = timeline.unit();
  const Model& constants = timeline.constants();
  const auto& series = timeline.series();
  std::set<Index> read;
  std::vector<std::set<Index>> now(series.size()), last(series.size()), of_constants(series.size());
  for (std::size_t i = 0; i < series.size(); ++i)
    for (const bool is_first : {true, false}) {
      const Timeline::Reads reads = timeline.reads(static_cast<Index>(i), is_first);
      now[i].insert(reads.now.begin(), reads.now.end());
      last[i].insert(reads.last.begin(), reads.last.end());
      of_constants[i].insert(reads.constants.begin(), reads.constants.end());
      read.insert(reads.constants.begin(), reads.constants.end());
    }
  // Constants come before the series, and only if a series reads them, directly or through others.
  for (auto one = read.rbegin(); one != read.rend(); ++one)
    for (const Index parent : constants.parents(*one)) read.insert(parent);
  std::vector<Index> places(constants.variables().size(), -1);
  for (const Index one : read) {
    const Variable& variable = constants.variables()[detail::at(one)];
    places[detail::at(one)] = detail::size(chain.nodes);
    chain.nodes.push_back({variable.name,
                           alternative_text_of(variable.name, variable.kind(), variable.details),
                           variable.kind()});
    for (const Index parent : constants.parents(one))
      chain.arrows.push_back({places[detail::at(parent)], places[detail::at(one)],
                              variable.guard == parent ? Chain::Acts::as_guard : Chain::Acts::now});
  }
  const auto before = detail::size(chain.nodes);
  for (std::size_t i = 0; i < series.size(); ++i) {
    const auto own = static_cast<Index>(i);
    const Kind kind = timeline.kind(own);
    chain.nodes.push_back({series[i].name, alternative_text_of(series[i].name, kind, series[i].details), kind,
                           last[i].contains(own)});
    for (const Index one : of_constants[i])
      chain.arrows.push_back({places[detail::at(one)], before + own, Chain::Acts::now});
    for (const Index one : now[i])
      chain.arrows.push_back(
          {before + one, before + own, series[i].guard == one ? Chain::Acts::as_guard : Chain::Acts::now});
    for (const Index one : last[i])
      if (one != own) chain.arrows.push_back({before + one, before + own, Chain::Acts::later});
  }
  return chain;
}

std::optional<Drawing> chain(const Chain& chain) {
  if (chain.nodes.empty()) return std::nullopt;
  return ChainChart(chain).drawing();
}

}  // namespace casus::drawing
