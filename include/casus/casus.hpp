// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

/// Includes the whole library: models, elicitation, sampling, inference, analysis, files, learning
/// and reports. Not included, because few programs need them: casus/eigen.hpp and the study of
/// Belarus in casus/study/.
#include <casus/analyse/contrast.hpp>
#include <casus/analyse/derivative.hpp>
#include <casus/analyse/estimated.hpp>
#include <casus/analyse/score.hpp>
#include <casus/analyse/sensitivity.hpp>
#include <casus/analyse/value_of_information.hpp>
#include <casus/analyse/variance_shares.hpp>
#include <casus/analyse/world_table.hpp>
#include <casus/elicit/classical_model.hpp>
#include <casus/elicit/coherence.hpp>
#include <casus/elicit/counted.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/elicit/pool.hpp>
#include <casus/elicit/range.hpp>
#include <casus/elicit/reference_class.hpp>
#include <casus/elicit/said.hpp>
#include <casus/infer/curve.hpp>
#include <casus/infer/enumerate.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/infer/reference_estimate.hpp>
#include <casus/infer/weights.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/csv.hpp>
#include <casus/io/draws.hpp>
#include <casus/io/fingerprint.hpp>
#include <casus/io/manifest.hpp>
#include <casus/io/model_file.hpp>
#include <casus/io/net.hpp>
#include <casus/io/read_network.hpp>
#include <casus/io/scale.hpp>
#include <casus/io/uai.hpp>
#include <casus/io/xdsl.hpp>
#include <casus/io/xmlbif.hpp>
#include <casus/learn/cases.hpp>
#include <casus/learn/learn.hpp>
#include <casus/learn/spells.hpp>
#include <casus/model/calendar.hpp>
#include <casus/model/changes.hpp>
#include <casus/model/distribution_text.hpp>
#include <casus/model/dot.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/judged_table.hpp>
#include <casus/model/model.hpp>
#include <casus/model/multivariate_normal.hpp>
#include <casus/model/scope.hpp>
#include <casus/model/timeline.hpp>
#include <casus/model/twin.hpp>
#include <casus/report/chart.hpp>
#include <casus/report/explanation.hpp>
#include <casus/report/html.hpp>
#include <casus/report/json.hpp>
#include <casus/report/linked_text.hpp>
#include <casus/report/svg.hpp>
#include <casus/report/text.hpp>
#include <casus/sample/reference.hpp>
#include <casus/sample/sampler.hpp>
#include <casus/sample/tables.hpp>
#include <casus/version.hpp>
