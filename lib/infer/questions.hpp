// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>

#include "language/lexer.hpp"

namespace casus {

/// `parse_query` of a text that stands in a file: what is wrong is told where it stands there.
Query read_question(const Model& model, const QuestionText& text);
Query read_question(Horizon& horizon, const QuestionText& text);

}  // namespace casus
