// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include <casus/analyse/sensitivity.hpp>
#include <casus/study/belarus_outcomes.hpp>

#include "futures.hpp"
#include "head.hpp"
#include "request.hpp"
#include "sheet.hpp"

/// Everything that the page and the report show, computed once.
namespace belarus {

/// A consequence, in the arms of the study; empty questions are not asked.
struct Consequence {
  std::string label;
  enum class Shown { probability, amount } shown;
  std::string out, forced, unforced;
  bool cannot_out = false;  ///< impossible without an entry
};

/// A way to read the inputs, and the three figures that compare the readings.
struct Reading {
  std::string label;
  bool informs = true;  ///< whether a figure differs from the study's own by a tenth or more
  Answer entry, change_out, change_in;
};

/// The scores of the study against those of simpler forecasters.
struct Scoreboard {
  struct Row {
    const study::Resolution* resolution;
    double said;  ///< NaN if the run has no value
    double brier, logarithmic;
  };
  struct Measured {
    const study::MeasuredQuantity* quantity;
    double median, low, high;  ///< 5, 50 and 95 % points
    double crps, crps_unchanged;
    double place;  ///< share of futures below the value
  };
  std::vector<Row> rows;
  std::vector<Measured> quantities;
  /// Mean Brier (single category) and logarithmic scores: of all rows by the study, by always 0 and
  /// by always one half; of the rows with a base rate by the study and by the base rates.
  double brier = 0, logarithmic = 0, brier_never = 0, logarithmic_never = 0, brier_half = 0,
         logarithmic_half = 0;
  std::size_t with_base_rate = 0;
  double brier_of_these = 0, logarithmic_of_these = 0, brier_base_rates = 0, logarithmic_base_rates = 0;
};

class Findings {
public:
  /// Runs the page's questions about the months up to `steps`; stories and scores are about the
  /// study's own 24 months.
  Findings(const Request& request, Index steps);

  const Belarus& study() const { return study_; }
  Index year() const { return year_; }
  Index last() const { return sheet_.last(); }
  const Sheet& sheet() const { return sheet_; }
  Head head() const;
  const std::vector<Consequence>& consequences() const { return consequences_; }
  /// Triggers and modes of a downfall: labels and the names of series.
  static const std::vector<std::pair<std::string, std::string>>& triggers();
  static const std::vector<std::pair<std::string, std::string>>& modes();
  static std::string fall_question(const std::string& series, const std::string& arm) {
    return "P(ever(" + series + ")" + arm + ")";
  }
  const std::vector<Reading>& readings() const { return readings_; }
  /// The drivers of an entry, with readable names.
  const casus::Sensitivity& drivers() const { return drivers_; }
  const Scoreboard& scoreboard() const { return scoreboard_; }
  const Futures& futures() const { return futures_; }
  const Options& options() const { return options_; }
  /// The largest half-width of the Monte Carlo intervals of the shown probabilities.
  double largest_half_width() const;

private:
  void ask_consequences();
  void advance(double share, double& done);
  void run_readings();
  void run_drivers();

  BelarusOptions reading_;
  Belarus study_;
  Options options_;
  std::mutex progress_;
  double main_done_ = 0, others_done_ = 0;  // shares of the work
  Index year_;
  Sheet sheet_;
  std::vector<Consequence> consequences_;
  std::vector<Reading> readings_;
  casus::Sensitivity drivers_;
  Futures futures_;
  Scoreboard scoreboard_;
};

/// Adds the questions of the scoreboard to a sheet about the study's own months.
void ask_outcomes(Sheet& sheet);
/// Returns the scoreboard of a sheet that has answered these questions. `futures`: the study's pool,
/// for the quantities.
Scoreboard scoreboard(const Sheet& sheet, const Futures& futures);
/// Answers the questions first.
Scoreboard scoreboard(const Belarus& study, const Futures& futures, const Options& options);

/// Returns the name of an uncertain number in words; its own name if the study has none.
std::string name_in_words(const std::string& parameter);

/// Returns the calibration table: each judgement beside the answer of the model.
struct Calibrated {
  const study::CalibrationRow* row;
  Answer answer;
  double difference() const { return answer.value / row->judged - 1; }
};
std::vector<Calibrated> calibrated(const Belarus& study, const Options& options);

/// A claim's answers, in the order of its questions.
struct AnsweredClaim {
  const study::ArticleClaim* claim;
  std::vector<Answer> answers;
};
std::vector<AnsweredClaim> answered_claims(const Belarus& study, const Options& options);

/// Returns an answer of a claim or of the calibration as text: "4 % (1 to 11)".
std::string figure_of(const Answer& answer);

/// Returns the mean scores in a paragraph.
std::string score_text(const Scoreboard& scoreboard);

/// The same parts as text for a terminal.
std::string text_of(const std::vector<AnsweredClaim>& claims);
std::string text_of(const std::vector<Calibrated>& rows, const Scoreboard& scoreboard);
std::string page_of(const Findings& findings, bool utf8);

/// Writes the report of the findings.
void write_study(const Request& request, Index steps);

}  // namespace belarus
