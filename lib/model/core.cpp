// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
// Compiled once for all users of the compiled library: see casus/detail/core.hpp.
#include <casus/model/calendar.inl>
#include <casus/model/changes.inl>
#include <casus/model/conditional.inl>
#include <casus/model/dot.inl>
#include <casus/model/expression.inl>
#include <casus/model/formula.inl>
#include <casus/model/horizon.inl>
#include <casus/model/judged_table.inl>
#include <casus/model/model.inl>
#include <casus/model/node.inl>
#include <casus/model/scope.inl>
#include <casus/model/text.inl>
#include <casus/model/timeline.inl>
#include <casus/model/twin.inl>
#include <casus/model/twin_horizon.inl>
