// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/elicit/pool.hpp>
#include <casus/elicit/range.hpp>
#include <casus/elicit/said.hpp>
#include <casus/model/correlation.hpp>
#include <casus/model/timeline.hpp>
#include <casus/study/belarus_inputs.hpp>
#include <casus/study/belarus_words.hpp>

/// Common parts of the steps of the Belarus study's model: its options, and the conversion of
/// judgements to parameters.
namespace casus::study {

/// Effect of a failing Russian front on Minsk's readiness to enter. None of the cited authors
/// states it; a scenario, not a finding.
enum class FailingFront {
  deters,   ///< Minsk dares less: odds 1.3, 1, .65 if the front is holding, strained, failing
  compels,  ///< Minsk dares less to refuse: the reverse
};

/// Whether the causes of regime change are separate, or one cause in different forms.
enum class Overlap {
  judged,  ///< a parameter between the two, uniform on (0, 1)
  none,    ///< separate: their hazards add up (noisy-or)
  full,    ///< one cause: the largest counts
};

/// Whether refusals and losses are separate, or both due to one low morale.
enum class Refusals {
  separate,
  as_losses,  ///< refusals have the same quantile as losses, in level and by chance
};

/// How far judgements that share a cause move together: harsher repression with and without an
/// entry, mass protest likewise, and the front with the Kremlin's demand.
enum class Dependence {
  /// The first two pairs are one judgement each, so that an entry never makes either less likely;
  /// front and demand are correlated by a half.
  judged,
  none,  ///< all of them independent
  full,  ///< all of them as high or low as each other
};

/// A distribution from counts that takes the place of a judgement.
struct CountedJudgement {
  std::string name;  ///< of the judgement
  distribution::Mixture law;
  std::string sentence;  ///< what was counted, and where
};

struct BelarusOptions {
  Inputs inputs = Inputs::researched;
  FailingFront failing_front = FailingFront::deters;
  Overlap overlap = Overlap::judged;
  Refusals refusals = Refusals::separate;
  Dependence dependence = Dependence::judged;
  /// Factor on the width of each judged range, in log odds or logarithms. Experts' ranges of 90 %
  /// contain the truth in half to two thirds of the cases (Teigen and Jorgensen 2005,
  /// Speirs-Bridge and others 2010), which calls for 1.3 to 1.5.
  double widened = 1;
  /// Scale by which the article's words are read, if the inputs use them. Must live until the model
  /// is built.
  const elicit::Scale* scale = &static_cast<const elicit::Scale&>(elicit::scale::capphrase);
  /// Take the place of judgements, whatever the inputs. `belarus` throws Error for a name that is
  /// no judgement with a parameter of its own, or is there twice.
  std::vector<CountedJudgement> counted = {};
};

namespace detail {

/// Returns the 5, 50 and 95 % points moved towards the middle so that `part` of the variance
/// remains.
inline elicit::Range narrowed(const elicit::Range& range, double part) {
  const auto logit = [](double p) { return std::log(p / (1 - p)); };
  const auto moved = [&](double p) {
    return 1 / (1 + std::exp(-(logit(range.mid) + std::sqrt(part) * (logit(p) - logit(range.mid)))));
  };
  return {moved(range.low), range.mid, moved(range.high)};
}

/// One value for each state of the front, or for each row of a table.
using Shares = std::vector<Real>;

/// The timeline under construction, and its inputs.
struct Statement {
  Timeline model;
  BelarusOptions options;
  std::vector<std::string_view> by_counts = {};  // judgements that counts took the place of

  // The judgement in force: the replacement by the inputs, if there is one.
  const Judgement& judgement(std::string_view name) const {
    if (const Judgement* replaced = find_judgement(replacements(options.inputs), name)) return *replaced;
    if (const Judgement* found = find_judgement(researched_judgements(), name)) return *found;
    throw Error(std::string(name), "a judgement of the study", "an unknown name");
  }

  static ParameterDetails details(const Judgement& j, const elicit::Range& stated) {
    std::string description(j.description);
    if (stated.low != j.range.low) {
      const auto text = [](double x) { return casus::detail::number(x); };
      description += "; what is not known of the judged " + text(j.range.low) + '/' + text(j.range.mid) +
                     '/' + text(j.range.high) + ", the rest being chance";
    }
    return {.unit = std::string(j.unit),
            .source = std::string(j.source),
            .mark = j.mark,
            .description = std::move(description),
            .basis = j.basis,
            .stated = {{.05, stated.low}, {.5, stated.mid}, {.95, stated.high}}};
  }

  bool reads_words() const {
    return options.inputs == Inputs::words || options.inputs == Inputs::experts ||
           options.inputs == Inputs::literal;
  }

  // The article's statement about a judgement, if the inputs use words and the scale has such
  // words.
  struct Said {
    const Claim* claim;
    distribution::Mixture law;
  };
  std::optional<Said> said(std::string_view name) const {
    if (!reads_words()) return std::nullopt;
    if (options.inputs == Inputs::literal && name != "p_ultimatum") return std::nullopt;
    for (const Claim& claim : article_claims())
      if (claim.judgement == name)
        if (auto law = judged_distribution(claim, *options.scale)) return Said{&claim, std::move(*law)};
    return std::nullopt;
  }

  // Adds a parameter with the distribution of an expert's words.
  Parameter in_words(const std::string& name, const Said& words, const distribution::Mixture& law) {
    const std::string phrase = phrase_of(*words.claim, *options.scale)->text;
    return model.parameter(name, stated(law),
                           {.source = "article: " + std::string(words.claim->quote) + " (" +
                                      std::string(words.claim->speaker) + "); " + options.scale->name() +
                                      (words.claim->is_complement ? ", complement of " : ", ") + phrase,
                            .mark = Verification::computed,
                            .description = name + ", as the words are read"});
  }

  Parameter range(std::string_view name) {
    const Judgement& j = judgement(name);
    for (const CountedJudgement& one : options.counted)
      if (one.name == name) {
        by_counts.push_back(j.name);
        return model.parameter(one.name, casus::stated(one.law),
                               {.unit = std::string(j.unit),
                                .source = one.sentence,
                                .mark = Verification::computed,
                                .description = std::string(j.description),
                                .basis = Basis::counted});
      }
    const std::optional<Said> words = said(name);
    if (!words) return fitted(j, j.range);
    if (options.inputs != Inputs::experts) return in_words(std::string(name), *words, words->law);
    const auto judged = elicit::fit_logit_normal(j.range, name);
    return in_words(std::string(name), *words,
                    elicit::pool({elicit::Expert(judged), elicit::Expert(words->law)}));
  }

  // `stated` is the judged range, or its uncertain part.
  Parameter fitted(const Judgement& j, const elicit::Range& stated) {
    const std::string name(j.name);
    if (j.scale == Scale::share) {
      const auto law = elicit::fit_logit_normal(stated, name);
      return model.parameter(name, LogitNormal(law.logit_location, options.widened * law.logit_scale),
                             details(j, stated));
    }
    if (j.scale == Scale::amount) {
      const auto law = elicit::fit_log_normal(stated, name);
      return model.parameter(name, LogNormal(law.log_location, options.widened * law.log_scale),
                             details(j, stated));
    }
    // The same least-squares line as for the other two, on the numbers themselves.
    const auto line = elicit::detail::fit_line(stated.low, stated.mid, stated.high);
    return model.parameter(name, Normal(line.location, options.widened * line.scale), details(j, stated));
  }

  // Throws Error unless each of the counts took the place of a judgement.
  void check_counted() const {
    for (const CountedJudgement& one : options.counted) {
      const auto times = std::count(by_counts.begin(), by_counts.end(), one.name);
      const auto stated =
          std::count_if(options.counted.begin(), options.counted.end(),
                        [&](const CountedJudgement& other) { return other.name == one.name; });
      if (times == 1 && stated == 1) continue;
      throw Error(one.name, "a judgement of the study with a parameter of its own, once",
                  stated > 1                                          ? "a second statement"
                  : find_judgement(researched_judgements(), one.name) ? "a judgement that follows from others"
                                                                      : "an unknown name");
    }
  }

  // Adds a parameter that is as high in its range as `other` is in its own: one judgement.
  Parameter as_high_as(const Parameter& other, std::string_view name) {
    const Parameter own = range(name);
    correlate(model, {other, own}, 1, "judgement: as high in its range as the other in its own");
    return own;
  }

  // A level that is only partly uncertain: the rest of the judged range is chance, with standard
  // deviation `chance_scale`.
  struct Level {
    Parameter level;
    double chance_scale;
  };
  Level partly_known(std::string_view name) {
    const Judgement& j = judgement(name);
    const double part = fixed_number("unknown_part");
    const double all = elicit::fit_logit_normal(j.range, name).logit_scale;
    return {fitted(j, narrowed(j.range, part)), std::sqrt(1 - part) * all};
  }

  Parameter derived(const std::string& name, const Real& formula, const std::string& what) {
    return model.parameter(
        name, Deterministic(formula),
        {.source = "derived: " + what, .mark = Verification::computed, .description = what});
  }
};

/// Fixed numbers on the scale of log odds: of a ratio, of a probability, of a ratio per doubling.
inline Real log_of(std::string_view ratio) { return std::log(fixed_number(ratio)); }
inline double per_doubling(std::string_view ratio) {
  return std::log(fixed_number(ratio)) / 0.6931471805599453;
}

inline Real by_front(const Category& front, const Shares& values) {
  return table(front, {{"holding", values[0]}, {"strained", values[1]}, {"failing", values[2]}});
}

inline constexpr double months_a_year = 12;

/// Returns the constant monthly hazard of an event with probability p within a year.
inline Real yearly_hazard(const Real& p) { return -log(1.0 - p) / months_a_year; }
/// Returns the probability of an event within a month at a given hazard.
inline Real within_month(const Real& hazard) { return 1.0 - exp(-hazard); }
/// Returns the mean number of months within a year of a state that holds in the first month and
/// ends each month with probability 1 - goes_on.
inline Real mean_months(const Real& goes_on) {
  return (1.0 - exp(months_a_year * log(goes_on))) / (1.0 - goes_on);
}

}  // namespace detail
}  // namespace casus::study
