// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/svg.hpp>

#include "report/svg/drawing.hpp"

namespace casus {

std::string svg_curve(const std::vector<Answer>& curves) {
  return drawing::document(drawing::curve(curves), true);
}
std::string svg_forest(const std::vector<Answer>& answers) {
  return drawing::document(drawing::forest(answers), true);
}
std::string svg_bars(const Answer& answer) { return drawing::document(drawing::bars(answer), true); }
std::string svg_tornado(const Sensitivity& sensitivity, std::size_t most) {
  return drawing::document(drawing::tornado(sensitivity, most), true);
}

std::string svg_transform(const TransformHistogram& histogram) {
  return drawing::document(drawing::transform(histogram), true);
}
std::string svg_reliability(const Reliability& reliability) {
  return drawing::document(drawing::reliability(reliability), true);
}

std::string svg_squares(const Squares& squares) { return drawing::document(drawing::squares(squares), true); }
std::string svg_boxes(const Boxes& boxes) { return drawing::document(drawing::boxes(boxes), true); }

}  // namespace casus
