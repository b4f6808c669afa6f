// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/infer/interval.hpp>

#include "layout.hpp"
#include "sheet.hpp"

/// Parts 4 and 5: the weight of the evidence, the disputed readings, and a sceptic's questions.
namespace belarus {

// The judged probability is conditional on the evidence. If the likelihood ratio L is the same in
// every world, Bayes' rule over worlds and entry together implies that the odds of the mean were
// odds / L before, too, so the figures for a given L are exact for the model. Without the evidence,
// the weights of the worlds also change: the evidence has multiplied the weight of a world by L p +
// 1 - p, with its own p before the evidence (constant except for the entry). This factor is divided
// out.
inline void print_evidence(std::ostream& out, const Worlds& worlds, const Options& options) {
  heading(out, "4. What the buildup and its explanation are worth");
  const auto judged_entry = worlds["entry_total"];
  const Spread after = spread_of(judged_entry, options.range_level);
  paragraph(out,
            "Who judged the chances of an ultimatum and of an entry knew of both, so they are in the "
            "headline already, and using them again would count them twice. Backwards, then: what the "
            "probability would have been had they not been seen. A likelihood ratio says how many times "
            "likelier the evidence is if Belarus enters than if it does not. As judged, exact in each of " +
                grouped(static_cast<Index>(worlds.size())) + " worlds: " + spread_text(after) + ".");
  out << '\n'
      << left("entry had it not been seen, %", 36) << right("at L of", 20) << right("low", 8)
      << right("mid", 8) << right("high", 8) << '\n';
  const auto fixed_ratio = [&](const std::string& label, std::string_view name) {
    const elicit::Range r = study::find_judgement(study::researched_judgements(), name)->range;
    out << left(label, 36)
        << right(casus::detail::number(r.low) + " / " + casus::detail::number(r.mid) + " / " +
                     casus::detail::number(r.high),
                 20);
    for (const double ratio : {r.low, r.mid, r.high})
      out << right(number(100 * with_odds(after.mean, 1 / ratio)), 8);
    out << '\n';
  };
  fixed_ratio("the buildup in the south", "buildup_ratio");
  fixed_ratio("\"to protect the borders\"", "explanation_ratio");
  const auto without = [&](std::string_view name, const std::vector<double>& ratio) {
    const auto before = worlds[name];
    std::vector<double> weights;
    for (std::size_t w = 0; w < before.size(); ++w)
      weights.push_back(1 / (ratio[w] * before[w] + 1 - before[w]));
    return spread_of(before, weights, options.range_level);
  };
  const auto buildup = worlds["buildup_ratio"], explanation = worlds["explanation_ratio"];
  std::vector<double> both;
  for (std::size_t w = 0; w < buildup.size(); ++w) both.push_back(buildup[w] * explanation[w]);
  const Spread none = without("entry_before_both", both);
  paragraph(out, "With the ratios themselves uncertain: without the buildup " +
                     spread_text(without("entry_before_buildup", buildup)) + ", without the explanation " +
                     spread_text(without("entry_before_explanation", explanation)) + ", with neither " +
                     spread_text(none) + ". Together they moved the figure by " +
                     number(100 * (after.mean - none.mean)) +
                     " points: units gathered before four alarms that came to nothing, too, and a government "
                     "that means to enter and one that does not would both call it defence.");
}

// Words of the people quoted in the article about the study's judgements, as the scales read them:
// the 5 and 95 % points.
inline void print_words(std::ostream& out, const std::vector<const elicit::Scale*>& scales) {
  const auto ends = [](double low, double high) {
    return significant(100 * low, 2) + ".." + significant(100 * high, 2);
  };
  out << left("%, 5..95 % points", 24) << right("researched", 13);
  for (const elicit::Scale* scale : scales) out << right(scale->name(), 14);
  out << '\n';
  for (const study::Claim& claim : study::article_claims()) {
    out << left(std::string(claim.judgement), 24);
    const study::Judgement* judged = study::find_judgement(study::researched_judgements(), claim.judgement);
    out << right(judged ? ends(judged->range.low, judged->range.high) : "-", 13);
    for (const elicit::Scale* scale : scales) {
      const auto law = judged_distribution(claim, *scale);
      out << right(law ? ends(law->quantile(0.05), law->quantile(0.95)) : "-", 14);
    }
    out << '\n';
  }
}

class Readings {
public:
  /// In addition to the page's own reading.
  explicit Readings(const BelarusOptions& own) : own_(own) {
    const bool in_words = own.inputs == study::Inputs::words;
    own_label_ = in_words ? "words, " + own.scale->name() : "as researched";
    if (in_words) add("as researched", {});
    add("base rates alone", {.inputs = study::Inputs::base_rates});
    add("causes separate", with([](BelarusOptions& o) { o.overlap = study::Overlap::none; }));
    add("causes all one", with([](BelarusOptions& o) { o.overlap = study::Overlap::full; }));
    const std::size_t first_words = readings_.size();
    if (in_words) scales_.push_back(own.scale);
    for (const elicit::Scale* scale : std::initializer_list<const elicit::Scale*>{
             &static_cast<const elicit::Scale&>(elicit::scale::capphrase),
             &static_cast<const elicit::Scale&>(elicit::scale::icd203),
             &static_cast<const elicit::Scale&>(elicit::scale::phia)}) {
      if (in_words && scale->name() == own.scale->name()) continue;
      scales_.push_back(scale);
      add("words, " + scale->name(), {.inputs = study::Inputs::words, .scale = scale});
    }
    add("experts pooled", {.inputs = study::Inputs::experts});
    for (std::size_t i = 0; i < readings_.size(); ++i) (i < first_words ? others_ : words_).push_back(i);
    compels_ =
        add("front compels", with([](BelarusOptions& o) { o.failing_front = study::FailingFront::compels; }));
    one_morale_ =
        add("one low morale", with([](BelarusOptions& o) { o.refusals = study::Refusals::as_losses; }));
  }

  std::size_t size() const { return readings_.size(); }

  static std::vector<Query> queries(const Belarus& s) {
    const auto parameter = [&](const std::string& name) {
      return E(Parameter(s.model.find_parameter(name)));
    };
    std::vector<Query> asked{parameter("entry_total"),
                             P(s.mass_protest_3m),
                             P(s.regime_change),
                             P(s.tasks_achieved),
                             P(s.setback),
                             P(s.suspension),
                             parameter("entry_given_front[0]"),
                             parameter("entry_given_front[1]"),
                             parameter("entry_given_front[2]")};
    for (Query& query : asked) query = query.under(set(s.entry, true));
    return asked;
  }

  void run(std::size_t i, const Options& options) {
    Reading& r = readings_[i];
    const Belarus s = study::belarus(r.options);
    r.answers = estimate(s.model, queries(s), options);
  }

  /// Writes the part; `own` are the answers to `queries` for the unchanged model.
  void print(std::ostream& out, const std::vector<Answer>& own) const {
    heading(out, "5. Readings that disagree");
    std::vector<std::size_t> all = others_;
    all.insert(all.end(), words_.begin(), words_.end());
    table(out, own, {"entry", "protest, 3 months", "regime change"}, {0, 1, 2}, all);
    paragraph(out,
              "The last two columns with an entry done; entry is exact in each world. Readings other than "
              "the first are drawn with " +
                  grouped(readings_[0].answers[0].samples) +
                  " trajectories; all share their random numbers, so their differences are surer than the ± "
                  "of each. \"Base rates alone\" puts counts of like cases in the place of ranges wherever "
                  "there are any. \"Words\" does so with what the article's people say in words of "
                  "probability, as a scale reads them: CAPphrase as 5,174 readers did (Kucharski, "
                  "doi:10.5281/zenodo.18750055, CC-BY 4.0; a survey of words, later than the cut-off and no "
                  "news of the war), ICD 203 and the UK's yardstick as they say that words are meant. "
                  "\"Experts pooled\" believes in each world either the study's range or the person "
                  "quoted, one as likely as the other, CAPphrase's way.");
    out << '\n';
    print_words(out, scales_);
    paragraph(out,
              "A dash: the scale has no such word, and the researched range stays. The words on defeat are "
              "the complement of \"no chance to avoid\"; protest is within three months of an entry.");
    out << '\n';
    paragraph(out,
              "A failing front cuts both ways: the Kremlin asks more, and Minsk dares less, or dares less to "
              "refuse. Nobody cited says which; a scenario, not a finding. Entry as a whole is judged and "
              "stays the same; where it comes from does not. P(entry) by the state of the front:");
    table(out, own, {"holding", "strained", "failing"}, {6, 7, 8}, {compels_});
    out << '\n';
    paragraph(out, "What if refusals and losses are one thing, low morale? With an entry done:");
    table(out, own, {"tasks achieved", "setback", "suspension"}, {3, 4, 5}, {one_morale_});
  }

private:
  struct Reading {
    std::string label;
    BelarusOptions options;
    Answers answers;
  };
  // Returns the page's own reading with one change.
  template <class Change> BelarusOptions with(const Change& change) const {
    BelarusOptions options = own_;
    change(options);
    return options;
  }
  std::size_t add(const std::string& label, const BelarusOptions& options) {
    readings_.push_back({label, options, {}});
    return readings_.size() - 1;
  }

  void table(std::ostream& out, const std::vector<Answer>& own, const std::vector<std::string>& titles,
             const std::vector<std::size_t>& shown, const std::vector<std::size_t>& rows) const {
    out << left("%", 17);
    for (const std::string& title : titles) out << right(title, cell_columns);
    out << '\n' << left(own_label_, 17);
    for (const std::size_t column : shown) out << cell(own[column], 100);
    out << '\n';
    for (const std::size_t row : rows) {
      out << left(readings_[row].label, 17);
      for (const std::size_t column : shown) out << cell(readings_[row].answers[column], 100);
      out << '\n';
    }
  }

  BelarusOptions own_;
  std::string own_label_;
  std::vector<Reading> readings_;
  std::vector<const elicit::Scale*> scales_;
  std::vector<std::size_t> others_, words_;  // numbers of readings
  std::size_t compels_ = 0, one_morale_ = 0;
};

// A sceptic's questions. The figures come from the answers, the worlds, and the table of counts.
class Sceptic {
public:
  Sceptic(const Belarus& s, Sheet& sheet)
      : entry_(sheet.ask(P(s.entry))), ultimatum_(sheet.ask(P(s.entry).given(s.ultimatum))),
        change_(sheet.ask(P(s.regime_change))) {
    for (const auto& [label, event] :
         std::vector<std::pair<std::string, Boolean>>{{"a lasting protest", s.lasting_protest},
                                                      {"the patron lost", s.patron_lost},
                                                      {"a defeat", s.defeat},
                                                      {"Russia very bleak", s.russia_bleak},
                                                      {"hardship", s.hardship}})
      causes_.emplace_back(label, sheet.ask(P(s.regime_change).given(event)));
  }

  void print(std::ostream& out, const Sheet& sheet, const Worlds& worlds, const Options& options) const {
    out << '\n';
    paragraph(out, "Why this base rate and not that one? Here are the others, with exact intervals:");
    for (const study::ReferenceClass& c : study::reference_classes()) {
      const Interval i = casus::clopper_pearson_interval(c.cases, c.of, options.level);
      paragraph(out,
                std::string(c.what) + ": " + std::to_string(c.cases) + " of " + grouped(c.of) + ' ' +
                    std::string(c.unit) + ", " + percent(static_cast<double>(c.cases) / c.of) + " (" +
                    short_number(100 * i.low) + " to " + short_number(100 * i.high) + "; " +
                    std::string(c.note) + ")",
                2, 4);
    }
    paragraph(out,
              "Belarus is ally and neighbour at once, in a war under way for nine months: no class fits, and "
              "the joins in the nearest one are a coalition of the willing in 1991. So the study judges the "
              "two ways to an entry, and shows the count beside it.");
    out << '\n';
    const auto u = worlds["p_ultimatum"], with = worlds["p_entry_given_ultimatum"],
               without = worlds["p_entry_no_ultimatum"];
    const auto entry_range = [&](const char* known) {
      const auto middle = [&](std::string_view name) {
        return study::find_judgement(study::researched_judgements(), name)->range.mid;
      };
      std::vector<double> totals;
      for (std::size_t w = 0; w < u.size(); ++w) {
        const auto pick = [&](std::string_view name, double drawn) {
          return name == known ? middle(name) : drawn;
        };
        const double a = pick("p_ultimatum", u[w]);
        totals.push_back(a * pick("p_entry_given_ultimatum", with[w]) +
                         (1 - a) * pick("p_entry_no_ultimatum", without[w]));
      }
      const Spread s = spread_of(totals, options.range_level);
      return short_number(100 * s.low) + " to " + short_number(100 * s.high) + " %";
    };
    paragraph(out, "How much of entry's range is one judgement? The range is " + entry_range("") +
                       ". If one number were known to be at its middle: the ultimatum, " +
                       entry_range("p_ultimatum") + "; entry given it, " +
                       entry_range("p_entry_given_ultimatum") + "; entry without it, " +
                       entry_range("p_entry_no_ultimatum") + ".");
    out << '\n';
    const double p = sheet[entry_].value, more = p + 0.10;
    paragraph(out, "What would change the answer by ten points? For entry, evidence " +
                       number(more / (1 - more) * (1 - p) / p) +
                       " times likelier before an entry than otherwise; the buildup is judged at " +
                       judged("buildup_ratio") +
                       ". An ultimatum seen would do: " + in_text(sheet[ultimatum_]) +
                       ". For regime change, now " + in_text(sheet[change_]) + ", where one sees");
    for (const auto& [label, index] : causes_) paragraph(out, label + ": " + in_text(sheet[index]), 2, 4);
    out << '\n';
    paragraph(out,
              "What can the model not say? In which order setback, suspension, defeat and protest come, and "
              "whether one forestalls the next. What Ukraine, NATO and Belarus's own generals do about an "
              "entry. Whether a weak regime is likelier to be pushed in. Anything about attacks by Russian "
              "forces from Belarusian soil: they need no entry. Whether the people quoted know what they "
              "speak of; what it holds of them, it takes from the article.");
  }

private:
  std::size_t entry_, ultimatum_, change_;
  std::vector<std::pair<std::string, std::size_t>> causes_;
};

}  // namespace belarus
