// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/report/posterior.hpp>

#include <cmath>
#include <string>

#include "report/layout.hpp"

namespace casus {

namespace {

using namespace layout;

std::string number_with_error(const PosteriorNumber& number) {
  if (!(number.standard_error > 0)) return significant(number.value, 4);
  return layout::with_error(number.value, number.standard_error);
}

std::string range_text(const Interval& range) {
  return significant(range.low, 3) + " to " + significant(range.high, 3);
}

}  // namespace

std::string to_text(const Posterior& posterior) {
  Columns parameters({"parameter", "before", "5 to 95 %", "after", "5 to 95 %"});
  for (const UpdatedParameter& one : posterior.parameters())
    parameters.add({one.unit.empty() ? one.name : one.name + ", " + one.unit, significant(one.mean_before, 3),
                    range_text(one.range_before), number_with_error(one.mean), range_text(one.range)});
  std::string all = parameters.text() + '\n';
  if (posterior.stages().size() > 1) {
    Columns stages({"step", "log evidence", "of the step", "effective draws"});
    double before = 0;
    for (const PosteriorStage& stage : posterior.stages()) {
      stages.add({stage.step < 0 ? "constants" : stage.label, number_with_error(stage.log_evidence),
                  fixed(stage.log_evidence.value - before, 2), significant(stage.effective, 3)});
      before = stage.log_evidence.value;
    }
    all += stages.text() + '\n';
  }
  all += wrapped("Log evidence " + number_with_error(posterior.log_evidence()) + "; " +
                     significant(posterior.effective(), 3) + " effective draws. " + posterior.method() + '.',
                 0, 2);
  for (const Warning& warning : posterior.warnings()) all += wrapped("warning: " + warning.text, 0, 2);
  return all;
}

}  // namespace casus
