// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/svg/drawing.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include <fmt/format.h>

#include <casus/detail/text.hpp>

#include "report/layout.hpp"
#include "report/markup.hpp"

namespace casus::drawing {

using markup::escaped;

namespace {

// Returns a coordinate with one decimal, which is finer than can be seen.
std::string at(double value) {
  std::string text = layout::fixed(value, 1);
  if (text.ends_with(".0")) text.resize(text.size() - 2);
  return text;
}

struct Colour {
  std::string_view name, light, dark;
};

// The contrast of text with the background is at least 4.5 in both themes, and so is that of the
// series.
constexpr Colour colours[] = {
    {"back", "#ffffff", "#14171c"}, {"text", "#1f2328", "#e6e8eb"}, {"muted", "#57606a", "#a8b0ba"},
    {"grid", "#d0d7de", "#3a414b"}, {"1", "#0b5cad", "#6cb6ff"},    {"2", "#b34700", "#ffa657"},
    {"3", "#00703c", "#56d364"},    {"4", "#7a3fb5", "#d2a8ff"},    {"5", "#a1105b", "#ff9bce"},
    {"6", "#5c5c00", "#e3d26f"},
};

// Readers without custom properties take the first of the two values.
std::string coloured(bool dark) {
  std::string rules;
  const auto rule = [&](const std::string& selector, std::string_view property, const Colour& colour) {
    const std::string_view value = dark ? colour.dark : colour.light;
    rules += fmt::format(".casus-chart {}{{{}:{};{}:var(--casus-{},{})}}\n", selector, property, value,
                         property, colour.name, value);
  };
  rule(".back", "fill", colours[0]);
  rule(".node", "fill", colours[0]);
  rule(".node", "stroke", colours[1]);
  rule(".muted-line", "stroke", colours[2]);
  rule(".muted-tip", "fill", colours[2]);
  rule("text", "fill", colours[1]);
  rule(".ink", "stroke", colours[1]);
  rule("text.muted", "fill", colours[2]);
  rule(".grid", "stroke", colours[3]);
  rule(".rest", "fill", colours[3]);
  for (std::size_t i = 0; i < most_series; ++i) {
    const std::string number = std::to_string(i + 1);
    rule(".f" + number, "fill", colours[4 + i]);
    rule(".s" + number, "stroke", colours[4 + i]);
  }
  return rules;
}

}  // namespace

std::string properties(bool dark) {
  std::string all;
  for (const Colour& colour : colours)
    all += fmt::format("--casus-{}:{};", colour.name, dark ? colour.dark : colour.light);
  return all;
}

std::string style() {
  return fmt::format(".casus-chart text{{font:{}px system-ui,'Segoe UI',Roboto,'Noto Sans',sans-serif}}\n",
                     text_size) +
         ".casus-chart text.head{font-weight:600}\n.casus-chart .course{fill:none;stroke-width:2}\n"
         ".casus-chart path{fill:none}\n.casus-chart .arrow{stroke-width:1.2}\n.casus-chart "
         ".guard{stroke-dasharray:1.5 3}\n.casus-chart .thin{stroke-width:1.5}\n.casus-chart "
         ".thick{stroke-width:5}\n"
         ".casus-chart .band{fill-opacity:.18}\n.casus-chart .bar{fill-opacity:.75}\n"
         ".casus-chart .s2{stroke-dasharray:7 3}\n.casus-chart .s3{stroke-dasharray:2 2}\n"
         ".casus-chart .s4{stroke-dasharray:9 3 2 3}\n.casus-chart .s5{stroke-dasharray:12 4}\n"
         ".casus-chart .s6{stroke-dasharray:4 4}\n.casus-chart .thin,.casus-chart "
         ".thick{stroke-dasharray:none}\n" +
         coloured(false) + "@media screen and (prefers-color-scheme:dark){\n" + coloured(true) + "}\n";
}

void Canvas::line(double x1, double y1, double x2, double y2, std::string_view classes) {
  body += fmt::format("<line class=\"{}\" x1=\"{}\" y1=\"{}\" x2=\"{}\" y2=\"{}\"/>\n", classes, at(x1),
                      at(y1), at(x2), at(y2));
}

void Canvas::ticks(double x, const std::vector<std::pair<double, double>>& ends, std::string_view classes) {
  body += fmt::format("<path class=\"{}\" d=\"", classes);
  for (const auto& [from, to] : ends) body += fmt::format("M{0} {1}V{2}", at(x), at(from), at(to));
  body += "\"/>\n";
}

void Canvas::rectangle(double x, double y, double width, double height, std::string_view classes) {
  body += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\"/>\n", classes, at(x),
                      at(y), at(width), at(height));
}

void Canvas::rounded(double x, double y, double width, double height, double radius,
                     std::string_view classes) {
  body += fmt::format("<rect class=\"{}\" x=\"{}\" y=\"{}\" width=\"{}\" height=\"{}\" rx=\"{}\"/>\n",
                      classes, at(x), at(y), at(width), at(height), at(radius));
}

void Canvas::path(const std::vector<std::pair<double, double>>& points, bool closed,
                  std::string_view classes) {
  if (points.empty()) return;
  body += fmt::format("<path class=\"{}\" d=\"", classes);
  for (std::size_t i = 0; i < points.size(); ++i)
    body += (i == 0 ? "M" : " L") + at(points[i].first) + ' ' + at(points[i].second);
  body += closed ? "Z\"/>\n" : "\"/>\n";
}

void Canvas::mark(double x, double y, std::size_t series) {
  const std::string classes = "mark f" + std::to_string(series + 1);
  constexpr double r = 3.5;
  switch (series % most_series) {
    case 0:
      body += fmt::format("<circle class=\"{}\" cx=\"{}\" cy=\"{}\" r=\"{}\"/>\n", classes, at(x), at(y), r);
      return;
    case 1: rectangle(x - 3.2, y - 3.2, 6.4, 6.4, classes); return;
    case 2: path({{x, y - 4.5}, {x + 4.5, y}, {x, y + 4.5}, {x - 4.5, y}}, true, classes); return;
    case 3: path({{x, y - 4.5}, {x + 4.2, y + 3.5}, {x - 4.2, y + 3.5}}, true, classes); return;
    case 4: path({{x, y + 4.5}, {x + 4.2, y - 3.5}, {x - 4.2, y - 3.5}}, true, classes); return;
    default: rectangle(x - 1.7, y - 4.5, 3.4, 9, classes);
  }
}

void Canvas::text(double x, double y, std::string_view text, double room, Anchor anchor,
                  std::string_view classes) {
  if (text.empty()) return;
  const double size = classes == "head" ? 1.1 * text_size : text_size;  // bold letters are wider
  const std::string shown = markup::clipped(text, size, room);
  body += "<text";
  if (!classes.empty()) body += fmt::format(" class=\"{}\"", classes);
  body += fmt::format(" x=\"{}\" y=\"{}\"", at(x), at(y));
  if (anchor != Anchor::start)
    body += anchor == Anchor::middle ? " text-anchor=\"middle\"" : " text-anchor=\"end\"";
  body += '>';
  if (shown != text) body += "<title>" + escaped(text) + "</title>";
  body += escaped(shown) + "</text>\n";
}

double Canvas::paragraph(double x, double top, const std::string& text, double room,
                         std::string_view classes) {
  const double size = classes == "head" ? 1.1 * text_size : text_size;
  for (const std::string& line : markup::lines(text, size, room, 3)) {
    this->text(x, top + 12, line, room, Anchor::start, classes);
    top += 18;
  }
  return top;
}

double Canvas::legend(double x, double top, const std::vector<Key>& keys, double room) {
  constexpr double sample = 24, apart = 18;
  double left = x;
  for (const Key& key : keys) {
    const double own = sample + 6 + markup::text_width(key.text, text_size);
    if (left > x && left + own > x + room) {
      left = x;
      top += 18;
    }
    const std::string series = std::to_string(key.series + 1);
    const double middle = top + 8;
    switch (key.mark) {
      case Key::Mark::interval:
        line(left, middle, left + sample, middle, "thick s" + series);
        mark(left + sample / 2, middle, key.series);
        break;
      case Key::Mark::range:
        line(left, middle, left + sample, middle, "thin ink");
        line(left, middle - 4, left, middle + 4, "thin ink");
        line(left + sample, middle - 4, left + sample, middle + 4, "thin ink");
        break;
      case Key::Mark::bar: rectangle(left, middle - 5, sample, 10, "bar f" + series); break;
      case Key::Mark::band: rectangle(left, middle - 6, sample, 12, "band f" + series); break;
      case Key::Mark::whisker:
        line(left + sample / 2, middle - 7, left + sample / 2, middle + 7, "thin s" + series);
        break;
      case Key::Mark::reference: line(left, middle, left + sample, middle, "course s3"); break;
    }
    text(left + sample + 6, top + 12, key.text, x + room - left - sample - 6, Anchor::start, "muted");
    left += own + apart;
  }
  return keys.empty() ? top : top + 18;
}

void Canvas::begin(std::string_view alternative_text) {
  body += "<g><title>" + escaped(alternative_text) + "</title>\n";
}
void Canvas::end() { body += "</g>\n"; }

std::string document(const Drawing& drawing, bool has_style, const std::string& id) {
  // Charts on one page need different names: a hash of their content (FNV-1a).
  std::uint64_t hash = 14695981039346656037u;
  for (const std::string* part : {&drawing.title, &drawing.description, &drawing.body})
    for (const char c : *part) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  const std::string name = id.empty() ? fmt::format("casus-{:016x}", hash) : id;
  std::string text = fmt::format(
      "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"casus-chart\" role=\"img\" width=\"{0}\" "
      "height=\"{1}\" "
      "viewBox=\"0 0 {0} {1}\" aria-labelledby=\"{2}-title\" aria-describedby=\"{2}-desc\">\n"
      "<title id=\"{2}-title\">{3}</title>\n<desc id=\"{2}-desc\">{4}</desc>\n",
      at(drawing.width), at(drawing.height), name, escaped(drawing.title), escaped(drawing.description));
  if (has_style) text += "<style>\n" + style() + "</style>\n";
  return text +
         fmt::format("<rect class=\"back\" width=\"{}\" height=\"{}\"/>\n", at(drawing.width),
                     at(drawing.height)) +
         drawing.body + "</svg>\n";
}

void Axis::see(double value) {
  constexpr double furthest = 1e300;  // so that differences are finite
  if (!std::isfinite(value)) return;
  low_ = (std::min)(low_, (std::max)(value, -furthest));
  high_ = (std::max)(high_, (std::min)(value, furthest));
}

void Axis::round(int most_steps, bool from_zero, bool is_share) {
  if (!(low_ <= high_)) low_ = high_ = 0;
  const double magnitude = (std::max)(std::abs(low_), std::abs(high_));
  if (from_zero || (std::min)(std::abs(low_), std::abs(high_)) <= high_ - low_) {
    low_ = (std::min)(low_, 0.0);
    high_ = (std::max)(high_, 0.0);
  }
  if (const double least = 1e-9 * magnitude; !(high_ - low_ > least)) {
    const double half = magnitude > 0 ? 0.05 * magnitude : 0.5;
    low_ -= low_ == 0 ? 0 : half;
    high_ += half;
  }
  const double wanted = (high_ - low_) / most_steps;
  const double power = std::pow(10, std::floor(std::log10(wanted)));
  step_ = 10 * power;
  for (const double step : {5.0, 2.0, 1.0})
    if (step * power >= wanted * (1 - 1e-9)) step_ = step * power;
  low_ = std::floor(low_ / step_ + 1e-9) * step_;
  high_ = std::ceil(high_ / step_ - 1e-9) * step_;
  if (is_share) high_ = (std::min)(high_, 100.0);
}

std::vector<double> Axis::ticks() const {
  std::vector<double> values;
  const double first = std::ceil(low_ / step_ - 1e-6);
  for (int i = 0; i < 20 && (first + i) * step_ <= high_ + 1e-6 * step_; ++i)
    values.push_back((first + i) * step_);
  return values;
}

std::string Axis::tick_text(double value) const {
  if (value == 0) return "0";
  if (layout::is_extreme((std::max)(std::abs(low_), std::abs(high_)))) return detail::rounded(value);
  return layout::fixed(value, layout::decimals_for(step_ * (1 + 1e-9), 1));
}

double Axis::place(double value) const { return std::clamp((value - low_) / (high_ - low_), 0.0, 1.0); }

}  // namespace casus::drawing
