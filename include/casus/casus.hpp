// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// Everything, in the order in which data runs: what is believed, how worlds are drawn, what is asked, how it is told.
#include <casus/analyse/contrast.hpp>
#include <casus/analyse/derivative.hpp>
#include <casus/analyse/estimated.hpp>
#include <casus/analyse/score.hpp>
#include <casus/analyse/sensitivity.hpp>
#include <casus/analyse/value_of_information.hpp>
#include <casus/analyse/variance_shares.hpp>
#include <casus/elicit/coherence.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/elicit/pool.hpp>
#include <casus/elicit/range.hpp>
#include <casus/elicit/said.hpp>
#include <casus/infer/curve.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/infer/weights.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/model_file.hpp>
#include <casus/io/scale.hpp>
#include <casus/model/calendar.hpp>
#include <casus/model/dot.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/judged_table.hpp>
#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>
#include <casus/model/twin.hpp>
#include <casus/report/chart.hpp>
#include <casus/report/explanation.hpp>
#include <casus/report/json.hpp>
#include <casus/report/text.hpp>
#include <casus/sample/reference.hpp>
#include <casus/sample/sampler.hpp>
#include <casus/study/belarus.hpp>
#include <casus/study/belarus_outcomes.hpp>
#include <casus/version.hpp>
