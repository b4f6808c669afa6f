// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <map>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/infer/estimate.hpp>
#include <casus/infer/parse.hpp>
#include <casus/study/belarus.hpp>
#include <casus/study/belarus_claims.hpp>

/// Questions about the study, as texts, that are answered together.
namespace belarus {

using casus::Answer;
using casus::Answers;
using casus::Horizon;
using casus::Index;
using casus::Options;
using casus::study::Belarus;
using casus::study::BelarusOptions;
namespace study = casus::study;

inline constexpr Index year_end = 11;      // number of the twelfth month
inline constexpr Index most_months = 240;  // of a longer horizon

/// Returns the name of a month, "Dec 2022" for 0, also beyond the study's own horizon.
inline const std::string& month_name(Index month) {
  static const std::vector<std::string> names = casus::month_labels(study::belarus_first_month, most_months);
  return names.at(static_cast<std::size_t>(month));
}

/// The arms of the study: an entry under a demand, one without, and none.
inline const std::string arm_in(study::belarus_arm_forced), arm_unforced(study::belarus_arm_unforced),
    arm_out(study::belarus_arm_out);

/// The page compares its figures with each other, so that all of them use the same trajectories.
inline Options together(Options options) {
  if (options.method == casus::Method::automatic) options.method = casus::Method::forward;
  return options;
}

/// Returns the options of a smaller run, without progress. A world takes 512 trajectories or more,
/// so that it has fewer worlds, too.
inline Options fewer(Options options, Index times) {
  constexpr Index group = 512, least_worlds = 20;
  options.trajectories = (std::max)(options.trajectories / times, Index{1});
  options.worlds = (std::min)(options.worlds, (std::max)(options.trajectories / group, least_worlds));
  options.progress = {};
  return together(options);
}

/// Returns the name of a verbal scale, as its authors write it.
inline std::string name_of(const casus::elicit::Scale& scale) {
  static const std::map<std::string, std::string> names{{"capphrase", "CAPphrase"},
                                                        {"icd203", "ICD 203"},
                                                        {"phia", "the UK's yardstick"},
                                                        {"nato", "NATO"},
                                                        {"ipcc", "the IPCC"},
                                                        {"efsa", "EFSA"},
                                                        {"kent", "Kent"}};
  const auto found = names.find(scale.name());
  return found == names.end() ? scale.name() : found->second;
}

class Sheet {
public:
  Sheet(const Belarus& study, Index steps) : Sheet(study.timeline, steps) {}
  Sheet(const casus::Timeline& timeline, Index steps) : horizon_(timeline, steps) {}

  /// Adds a question; returns its text.
  const std::string& ask(const std::string& question) {
    const auto [found, is_new] = places_.emplace(question, queries_.size());
    if (is_new) queries_.push_back(parse_query(horizon_, question));
    return found->first;
  }
  void run(const Options& options) { answers_ = estimate(horizon_, queries_, together(options)); }

  /// Returns the answer to a question that was asked.
  const Answer& operator[](const std::string& question) const {
    const auto found = places_.find(question);
    if (found == places_.end()) throw std::logic_error("not asked: " + question);
    return answers_[found->second];
  }
  const Answer& point(const std::string& curve, Index month) const {
    return (*this)[curve].parts.at(static_cast<std::size_t>(month));
  }
  Horizon& horizon() { return horizon_; }
  Index last() const { return horizon_.steps() - 1; }
  const Answers& answers() const { return answers_; }

private:
  Horizon horizon_;
  std::map<std::string, std::size_t> places_;
  std::vector<casus::Query> queries_;
  Answers answers_;
};

}  // namespace belarus
