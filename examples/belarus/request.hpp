// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <string>
#include <vector>

#include <casus/elicit/scale.hpp>
#include <casus/infer/options.hpp>
#include <casus/study/belarus.hpp>

#include "common/files.hpp"

/// Options and arguments of the program.
namespace belarus {

struct Request {
  casus::Options options;
  std::vector<std::string> queries;
  std::vector<std::string> given;
  std::vector<std::string> done;
  std::vector<std::string> policies;
  std::string until;  // last month
  bool list = false;
  bool dot = false;
  bool json = false;
  bool explain = false;
  bool claims = false;
  bool calibration = false;
  std::string events;  // file of what was seen since, for the updated study
  bool futures = false;
  casus::Index future = 0;  // number of the one to be told again; 0: none
  program::Pictures pictures;
  std::shared_ptr<const casus::elicit::Scale> scale;    // scale for the words of the article
  std::vector<casus::study::CountedJudgement> counted;  // in the place of judgements

  casus::study::BelarusOptions reading() const {
    casus::study::BelarusOptions own;
    own.counted = counted;
    if (!scale) return own;
    own.inputs = casus::study::Inputs::words;
    own.scale = scale.get();
    return own;
  }
};

inline bool asks_something(const Request& request) {
  return !request.queries.empty() || !request.given.empty() || !request.done.empty();
}

/// Returns the text for standard output.
std::string output(Request request);

}  // namespace belarus
