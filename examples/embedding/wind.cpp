// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

#include <algorithm>
#include <cmath>
#include <functional>
#include <map>

#include "programs.hpp"

// A source that uses both namespaces: `map` is written casus::map.
namespace embedding {

casus::Answers wind() {
  using namespace std;
  using namespace casus;

  Model m;
  const auto speed = m.add("speed", Weibull(2, 8), {.unit = "m/s"});
  const Real power = pow(speed, 3) / 1000;
  const Real limited = min(power, 1.0);
  const Real curve = casus::map(
      "curve", [](double v) { return v < 3 ? 0 : v * v * v / 1000; }, speed);
  return estimate(m, {E(power), E(limited), E(curve), E(sqrt(speed)), E(floor(speed / 4)), E(abs(speed - 8))},
                  {.trajectories = 200'000, .seed = 7});
}

}  // namespace embedding
