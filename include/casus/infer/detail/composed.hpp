// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <vector>

#include <casus/infer/detail/piloted.hpp>
#include <casus/infer/detail/points.hpp>
#include <casus/infer/detail/spread.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>

namespace casus::detail {

/// Answers questions by `answer(queries, options)`, which cannot answer kinds of question that are
/// computed from answers to others. These are, each of which may require the next: curves, means
/// with constants from a pilot, and variances, which need a centre.
template <class Function>
Answers answer_composed(const std::vector<Query>& queries, const Options& options, const Function& answer) {
  return answer_points(queries, [&](const std::vector<Query>& simple) {
    return answer_piloted(simple, options, [&](const std::vector<Query>& asked, const Options& own) {
      return answer_centred(asked, own, answer);
    });
  });
}

}  // namespace casus::detail
