// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "layout.hpp"
#include "sheet.hpp"

/// Part 6: the article's claims, one by one.
namespace belarus {

class Claims {
public:
  Claims(const Belarus& s, Sheet& sheet) : sheet_(sheet) {
    const auto in = set(s.entry, true), out = set(s.entry, false);
    const auto ask = [&](const Query& query) { return sheet.ask(query); };
    claim("The Kremlin \"may put Lukashenko in a situation 'where he will simply have no choice'\".",
          "an ultimatum within the year, " + judged("p_ultimatum") + "; the harder the front, the likelier",
          {{"", ask(P(s.ultimatum))},
           {"where the front is failing", ask(P(s.ultimatum).given(s.front == "failing"))}});
    claim("Belarus has \"a small army, mainly equipped with Soviet-era weapons\".",
          "killed and wounded a month, as comparable formations, " + judged("q_loss_month"),
          {{"mean", ask(E(s.monthly_losses).given(s.entry)), 100, " %", false}});
    claim("\"The morale of the troops is not high either\"; most \"do not want to fight\".",
          "the share that refuses in the first month, " + judged("f_refuse"),
          {{"mean", ask(E(s.refusals).given(s.entry)), 100, " %", false}});
    claim("The units have \"no chance ... to fulfill their tasks\".",
          "tasks achieved, " + judged("p_tasks_achieved"), {{"", ask(P(s.tasks_achieved).given(s.entry))}});
    claim("... nor \"to avoid defeat\".",
          "defeat, " + judged("p_defeat_given_entry") + "; never with tasks achieved",
          {{"", ask(P(s.defeat).given(s.entry))}});
    claim(
        "Minsk \"will try to send as few of them as possible\".",
        "a contingent of median " + judged("contingent_median") + " soldiers, smaller where nobody forces it",
        {{"fewer than 5,000", ask(P(s.small_contingent).given(s.entry))},
         {"soldiers, mean", ask(E(s.contingent).given(s.entry)), 1, "", false}});
    claim("\"After the first negative experience\" Minsk \"might even suspend\" its part.",
          "suspension after a setback, " + judged("p_suspend_given_setback") +
              "; less under the Kremlin's veto",
          {{"", ask(P(s.suspension).given(s.setback))},
           {"after an ultimatum", ask(P(s.suspension).given(s.setback && s.ultimatum))}});
    claim(
        "Participation \"may quickly shake up the Belarusian regime and lead to its downfall\" (some "
        "observers).",
        "regime change within a year of entry and defeat, " + judged("p_regime12_given_defeat") +
            "; with no cause, " + judged("h_regime_base"),
        {{"if it goes in", ask(P(s.regime_change).under(in))},
         {"if it stays out", ask(P(s.regime_change).under(out))},
         {"after a defeat", ask(P(s.regime_change).given(s.defeat))}});
    claim("\"Anti-war sentiments are strong in Belarusian society\".",
          "adults against sending troops, " + judged("s_oppose_participation"),
          {{"mean", ask(E(s.anti_war_sentiment)), 100, " %", false}});
    claim("\"Economic hardships may cause protests from the currently apolitical part of the population\".",
          "odds of a mass protest in hardship times " + judged("protest_ratio_hardship"),
          {{"hardship if it goes in", ask(P(s.hardship).under(in))},
           {"mass protest then", ask(P(s.mass_protest).given(s.hardship).under(in))},
           {"and without hardship", ask(P(s.mass_protest).given(!s.hardship).under(in))}});
    claim("\"Mass protests are unlikely in the short term\".",
          "within a year " + judged("p_massprotest_12m_entry") + " with an entry and " +
              judged("p_massprotest_12m_noentry") + " without; of these in three months " +
              judged("early_share_entry") + " and " + judged("early_share_noentry"),
          {{"in three months, if it goes in", ask(P(s.mass_protest_3m).under(in))},
           {"if it stays out", ask(P(s.mass_protest_3m).under(out))}});
    claim("The regime \"will probably become even harsher in suppressing any discontent\".",
          "harsher repression with an entry, " + judged("p_harsher_entry") + "; without, " +
              judged("p_harsher_noentry"),
          {{"if it goes in", ask(P(s.harsher_repression).under(in))},
           {"if it stays out", ask(P(s.harsher_repression).under(out))}});
    claim("Russia is \"the main guarantor of Lukashenko's power\".",
          "patron lost when Russia is very bleak, " + judged("p_patron_lost_bleak") + ", otherwise " +
              judged("p_patron_lost_otherwise") + "; regime change then, " + judged("h_regime_patron_lost"),
          {{"patron lost", ask(P(s.patron_lost))},
           {"regime change then", ask(P(s.regime_change).given(s.patron_lost))}});
    claim("When Russia \"finds itself in a very bleak situation\", chances of change increase.",
          "very bleak within the year, " + judged("p_russia_bleak_12m") + "; regime hazard times " +
              judged("hazard_ratio_bleak") + " even with the patron kept",
          {{"very bleak", ask(P(s.russia_bleak))},
           {"regime change then", ask(P(s.regime_change).under(set(s.russia_bleak, true)))},
           {"otherwise", ask(P(s.regime_change).under(set(s.russia_bleak, false)))}});
  }

  void print(std::ostream& out) const {
    heading(out, "6. The article says, the model holds, the answer");
    paragraph(out,
              "What the model holds are judged 5 / 50 / 95 % points. Where it holds what the article says, "
              "an answer near it is no confirmation; what the chain adds is how the parts fit together.");
    int count = 0;
    for (const Claim& c : claims_) {
      out << '\n';
      labelled(out, right(std::to_string(++count), 2) + ". says", 11, c.says);
      labelled(out, "    holds", 11, c.holds + '.');
      for (std::size_t i = 0; i < c.figures.size(); ++i) {
        const Shown& f = c.figures[i];
        labelled(out, i == 0 ? "    answer" : "", 11,
                 (f.label.empty() ? "" : f.label + ": ") + in_text(sheet_[f.answer], f.times, f.unit) +
                     (f.in_words ? "; " + words(sheet_[f.answer]) : "") + '.');
      }
    }
  }

private:
  struct Shown {
    std::string label;
    std::size_t answer;
    double times = 100;
    std::string unit = " %";
    bool in_words = true;
  };
  struct Claim {
    std::string says, holds;
    std::vector<Shown> figures;
  };
  void claim(const std::string& says, const std::string& holds, std::vector<Shown> figures) {
    claims_.push_back({says, holds, std::move(figures)});
  }
  const Sheet& sheet_;
  std::vector<Claim> claims_;
};

}  // namespace belarus
