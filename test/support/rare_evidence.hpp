// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <utility>
#include <vector>

namespace casus::test {

/// Evidence of probability 1e-5 to 1e-8 for ALARM and insurance (bnlearn's repository). The exact
/// values are from variable elimination on the tables, with each row scaled to sum to one.
struct RareEvidence {
  const char* network;
  std::vector<std::pair<const char*, const char*>> seen;
  double probability;
  std::pair<const char*, const char*> target;
  double posterior;
  double effective;  ///< required effective sample size, as a share of the draws
};

inline std::vector<RareEvidence> rare_evidence() {
  return {{"alarm",
           {{"MINVOL", "HIGH"}, {"PRESS", "LOW"}, {"PAP", "LOW"}, {"HISTORY", "TRUE"}, {"BP", "HIGH"}},
           1.7365023991634e-5,
           {"LVFAILURE", "TRUE"},
           0.4716170655176,
           0.1},
          {"alarm",
           {{"BP", "LOW"},
            {"HRBP", "HIGH"},
            {"CVP", "HIGH"},
            {"PCWP", "HIGH"},
            {"HISTORY", "TRUE"},
            {"PAP", "HIGH"},
            {"PRESS", "ZERO"},
            {"EXPCO2", "ZERO"}},
           3.9432317323307e-8,
           {"LVFAILURE", "TRUE"},
           0.2356583931228,
           0},
          {"insurance",
           {{"Age", "Senior"}, {"RiskAversion", "Psychopath"}, {"Theft", "True"}, {"MedCost", "Million"}},
           2.4448955388376e-7,
           {"Cushioning", "Poor"},
           0.6062123691288,
           0.1},
          {"insurance",
           {{"Theft", "True"}, {"PropCost", "Thousand"}, {"DrivHist", "Many"}, {"Age", "Senior"}},
           1.3807327787643e-6,
           {"SeniorTrain", "True"},
           0.1110141570145,
           0.1},
          {"insurance",
           {{"Theft", "True"},
            {"MedCost", "Million"},
            {"DrivHist", "Many"},
            {"Age", "Adolescent"},
            {"GoodStudent", "True"}},
           7.7048875701897e-7,
           {"Antilock", "True"},
           0.2477803028611,
           0.1}};
}

}  // namespace casus::test
