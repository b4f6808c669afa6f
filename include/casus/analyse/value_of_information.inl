// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/analyse/value_of_information.hpp>

namespace casus {

CASUS_INLINE Watched::Watched(const Category& category) : name(category.node()->name) {
  for (std::size_t state = 0; state < category.node()->labels.size(); ++state)
    outcomes.push_back({category.node()->labels[state],
                        Boolean(detail::make_state(category.node(), static_cast<Index>(state)))});
}

}  // namespace casus
