// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/infer/estimate.hpp>

#include <casus/infer/detail/twins.hpp>

#include "infer/methods.hpp"

namespace casus {

Answers estimate(const Model& model, const std::vector<Query>& queries, const Options& options) {
  detail::check(options);
  return detail::answer_with_twins(model, queries, [&](const Model& one, const std::vector<Query>& asked) {
    return forward(one, asked, options);
  });
}

}  // namespace casus
