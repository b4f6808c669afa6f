// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The claims and the calibration, as text for a terminal.

#include <cmath>
#include <sstream>

#include <casus/study/belarus_outcomes.hpp>

#include "findings.hpp"
#include "wording.hpp"

namespace belarus {

namespace {

std::string marks_of(const study::ArticleClaim& claim) {
  const study::Judgement* judged = study::find_judgement(study::researched_judgements(), claim.judgement);
  if (!judged) return {};
  return "context " + std::string(to_text(judged->mark)) + ", number " + std::string(to_text(judged->basis)) +
         " (" + std::string(claim.judgement) + ")";
}

std::string voice_text(const study::Voice& voice) {
  std::string text(voice.who);
  if (!voice.date.empty()) text += ", " + std::string(voice.date);
  text += ": " + std::string(voice.words) + " [" + std::string(voice.where);
  text += "; " + std::string(to_text(voice.mark)) + "]";
  return text;
}

// An amount or a share, as the answer has it, without a range.
std::string plain_figure(double value, const Answer& answer) {
  if (std::isnan(value)) return "-";
  const bool is_share = answer.unit.empty() || answer.unit.starts_with("share");
  return is_share ? with_decimals(100 * value, 100 * value < 10 ? 1 : 0) : rounded_amount(value);
}

void print_scores(std::ostream& out, const Scoreboard& board) {
  heading(out, "What came, to November 2024, to score by");
  out << left("event", 44) << right("said %", 8) << right("came", 6) << right("base %", 8)
      << right("Brier", 7) << right("log", 6) << '\n';
  for (const Scoreboard::Row& row : board.rows) {
    const study::Resolution& one = *row.resolution;
    out << left(std::string(one.event), 44) << right(per_cent_of(row.said), 8)
        << right(one.happened ? "yes" : "no", 6)
        << right(one.base_rate ? with_decimals(100 * *one.base_rate, 1) : "-", 8)
        << right(with_decimals(row.brier, 3), 7) << right(with_decimals(row.logarithmic, 2), 6) << '\n';
    paragraph(out,
              std::string(one.date) + ": " + std::string(one.source) + " [" + std::string(to_text(one.mark)) +
                  "]" + (one.note.empty() ? "." : "; " + std::string(one.note) + "."),
              4);
  }
  out << '\n';
  paragraph(out,
            "Brier score of a single category, (said - came)^2; log score in nats. " + score_text(board));
  out << '\n'
      << left("quantity", 42) << right("5 %", 7) << right("50 %", 7) << right("95 %", 7) << right("came", 7)
      << right("CRPS", 7) << '\n';
  for (const Scoreboard::Measured& one : board.quantities)
    out << left(std::string(one.quantity->label), 42) << right(rounded_amount(one.low), 7)
        << right(rounded_amount(one.median), 7) << right(rounded_amount(one.high), 7)
        << right(one.quantity->value < 100 ? with_decimals(one.quantity->value, 1)
                                           : with_decimals(one.quantity->value, 0),
                 7)
        << right(with_decimals(one.crps, one.crps < 20 ? 1 : 0), 7) << '\n';
  for (const Scoreboard::Measured& one : board.quantities)
    paragraph(out,
              std::string(one.quantity->label) + ": " + per_cent_of(one.place) +
                  " % of futures lie below; a forecast of no change scores " +
                  with_decimals(one.crps_unchanged, one.crps_unchanged < 20 ? 1 : 0) + "; " +
                  std::string(one.quantity->note) + " [" + std::string(one.quantity->source) + ", " +
                  std::string(to_text(one.quantity->mark)) + "].",
              4);
}

}  // namespace

std::string score_text(const Scoreboard& board) {
  const auto score = [](double value) { return with_decimals(value, 3); };
  const auto logarithm = [](double value) {
    return std::isinf(value) ? std::string("infinite") : with_decimals(value, 2);
  };
  return "Mean of " + std::to_string(board.rows.size()) + ": " + score(board.brier) + " (log " +
         logarithm(board.logarithmic) + "); whoever had said 0 to all, " + score(board.brier_never) +
         " (log " + logarithm(board.logarithmic_never) + "); whoever had said one half, " +
         score(board.brier_half) + " (log " + logarithm(board.logarithmic_half) + "). On the " +
         std::to_string(board.with_base_rate) + " with a base rate, " + score(board.brier_of_these) +
         " (log " + with_decimals(board.logarithmic_of_these, 3) + ") against " +
         score(board.brier_base_rates) + " (" + with_decimals(board.logarithmic_base_rates, 3) +
         ") of the base rates. The events are links of one chain, and one chain calibrates nobody.";
}

std::string text_of(const std::vector<AnsweredClaim>& claims) {
  std::ostringstream out;
  out << "THE ARTICLE'S CLAIMS, ONE BY ONE\n";
  paragraph(
      out,
      "Each with the part of the model that stands for it, the answer with its judgement range in "
      "brackets (the middle 90 %), the voices for and against it, and two marks: how far the context was "
      "checked, and whether the number itself was counted or judged. Where the model holds what the "
      "article says, an answer near it confirms nothing.");
  for (const AnsweredClaim& one : claims) {
    const study::ArticleClaim& claim = *one.claim;
    out << '\n';
    labelled(out, right(std::to_string(claim.number), 2) + ". says", 11,
             std::string(claim.words) + " (" + std::string(claim.speaker) + ")");
    labelled(out, "    model", 11, std::string(claim.variable) + ".");
    for (std::size_t i = 0; i < claim.questions.size(); ++i)
      labelled(out, i == 0 ? "    answer" : "", 11,
               claim.questions[i].label + ": " + figure_of(one.answers[i]));
    for (std::size_t i = 0; i < claim.voices.size(); ++i) {
      labelled(out, i == 0 ? "    voices" : "", 11, voice_text(claim.voices[i]));
      if (!claim.voices[i].link.empty()) out << std::string(13, ' ') << claim.voices[i].link << '\n';
    }
    labelled(out, "    marks", 11, marks_of(claim));
  }
  return out.str();
}

std::string text_of(const std::vector<Calibrated>& rows, const Scoreboard& scoreboard) {
  std::ostringstream out;
  out << "WHAT WAS JUDGED, AND WHAT THE MODEL IMPLIES\n";
  paragraph(
      out,
      "Each judgement by the year beside the answer of the model by the month to the question that asks "
      "for it: means, in % or in the unit of the amount. Four hazards were centred for this; no other "
      "number was moved.");
  out << '\n'
      << left("judgement", 44) << right("judged", 11) << right("model", 11) << right("difference", 13)
      << '\n';
  std::ostringstream findings;
  for (const Calibrated& one : rows) {
    out << left(one.row->label, 44) << right(plain_figure(one.row->judged, one.answer), 11)
        << right(plain_figure(one.answer.value, one.answer), 11)
        << right(difference_text(one.difference()), 13) << '\n';
    if (!one.row->finding.empty()) paragraph(findings, one.row->label + ": " + one.row->finding + ".", 2, 2);
  }
  if (!findings.str().empty()) out << "\nWhere they part by more than a tenth:\n" << findings.str();
  print_scores(out, scoreboard);
  return out.str();
}

}  // namespace belarus
