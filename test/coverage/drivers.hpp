// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <functional>
#include <string>
#include <vector>

#include <casus/analyse/estimated.hpp>
#include <casus/infer/options.hpp>

namespace casus::coverage {

/// Figures of an analysis, drivers of an answer or values of information, with their true values.
struct Analysed {
  struct Figure {
    std::string name;
    Estimated estimated;
    double truth;
  };
  struct Run {
    std::vector<Figure> figures;
    bool is_coded = false;  ///< a warning says that the errors may be far off
  };
  std::string name;
  std::function<Run(const Options&)> run;
};

std::vector<Analysed> analyses();

}  // namespace casus::coverage
