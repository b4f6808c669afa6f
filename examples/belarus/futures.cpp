// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "futures.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <sstream>

#include <casus/sample/sampler.hpp>
#include <casus/study/belarus_outcomes.hpp>

#include "wording.hpp"

namespace belarus {

namespace {

using casus::Block;
using casus::Category;
using casus::Event;
using casus::Quantity;
using casus::Series;

constexpr Index months = study::belarus_months, end = months - 1;
constexpr Index most_worlds = 200;

// The strata, by the state at the end or events in any month; the first that applies counts.
enum Stratum : std::size_t {
  falls,
  protests,
  patron_goes,
  bleak,
  demanded,
  in_hardship,
  quiet,
  beaten_and_falls,
  beaten,
  not_beaten,
  strata
};
constexpr std::array<const char*, strata> stratum_names{
    "Belarus stays out, and the regime falls",
    "Belarus stays out; a mass protest, and the regime stands",
    "Belarus stays out; the patron is lost, and the regime stands",
    "Belarus stays out; Russia ends up in a very bleak situation",
    "Belarus stays out, though the Kremlin makes its demand",
    "Belarus stays out; output falls again in 2023 or 2024",
    "Belarus stays out, and none of this happens",
    "Belarus enters, is beaten, and the regime falls",
    "Belarus enters, is beaten, and the regime stands",
    "Belarus enters, and is not beaten",
};

// Reads one trajectory of the unrolled model from a block.
class Course {
public:
  Course(const casus::Unrolled& unrolled, const Block& block, Index row)
      : unrolled_(unrolled), block_(block), row_(static_cast<std::size_t>(row)) {}

  bool holds(const Series<Event>& series, Index month) const {
    return (block_.event(unrolled_.at(series, month))[row_ / 64] >> (row_ % 64) & 1) != 0;
  }
  double value(const Series<Quantity>& series, Index month) const {
    return block_.quantity(unrolled_.at(series, month))[row_];
  }
  std::size_t state(const Series<Category>& series, Index month) const {
    return block_.category(unrolled_.at(series, month))[row_];
  }
  bool ever(const Series<Event>& series, Index first = 0) const {
    for (Index month = first; month < months; ++month)
      if (holds(series, month)) return true;
    return false;
  }
  // Whether it holds in a month, but not in the one before.
  bool begins(const Series<Event>& series, Index month) const {
    return holds(series, month) && (month == 0 || !holds(series, month - 1));
  }
  bool ends(const Series<Event>& series, Index month) const {
    return month > 0 && !holds(series, month) && holds(series, month - 1);
  }

private:
  const casus::Unrolled& unrolled_;
  const Block& block_;
  std::size_t row_;
};

Stratum stratum_of(const Belarus& s, const Course& one) {
  if (one.holds(s.entry, end)) {
    if (!one.holds(s.defeat, end)) return not_beaten;
    return one.holds(s.regime_change, end) ? beaten_and_falls : beaten;
  }
  if (one.holds(s.regime_change, end)) return falls;
  if (one.ever(s.mass_protest)) return protests;
  if (one.holds(s.patron_lost, end)) return patron_goes;
  if (one.holds(s.russia_bleak, end)) return bleak;
  if (one.ever(s.ultimatum)) return demanded;
  return one.ever(s.hardship, year_end) ? in_hardship : quiet;
}

std::string soldiers(double count) { return rounded_amount(count); }
std::string share_of(double share) { return per_cent_of(share) + " %"; }
std::string change_of(double points) { return (points > 0 ? "+" : "") + with_decimals(points, 1) + " %"; }

// Tells a trajectory as dated lines: the most important ones, in order.
class Story {
public:
  Story(const Belarus& s, const Course& one) : s_(s), one_(one) {
    for (Index month = 0; month < months && !is_over_; ++month) tell(month);
    if (!is_over_) close();
  }

  std::vector<std::pair<std::string, std::string>> lines() const {
    constexpr std::size_t most = 5, least = 4;
    std::vector<Happening> chosen = happenings_;
    std::stable_sort(chosen.begin(), chosen.end(),
                     [](const Happening& a, const Happening& b) { return a.weight > b.weight; });
    // The important lines; if they are few, others fill up the story.
    std::vector<Index> dates;
    std::vector<Happening> kept;
    for (const Happening& one : chosen) {
      const bool is_new = std::find(dates.begin(), dates.end(), one.month) == dates.end();
      if (is_new && dates.size() >= (one.weight >= matters ? most : least)) continue;
      if (!is_new && one.weight < matters) continue;
      if (is_new) dates.push_back(one.month);
      kept.push_back(one);
    }
    std::sort(kept.begin(), kept.end(),
              [](const Happening& a, const Happening& b) { return a.order < b.order; });
    std::vector<std::pair<std::string, std::string>> told;
    Index last = -1;
    for (const Happening& one : kept) {
      if (one.month == last)
        told.back().second += "; " + one.text;
      else
        told.emplace_back(month_name(one.month), one.text);
      last = one.month;
    }
    for (auto& [month, text] : told) text = sentence(text) + '.';
    return told;
  }

private:
  static constexpr int matters = 5, always = 100;
  struct Happening {
    Index month;
    int weight;
    std::string text;
    std::size_t order;
  };
  void add(Index month, int weight, const std::string& text) {
    happenings_.push_back({month, weight, text, happenings_.size()});
  }

  void tell(Index month) {
    tell_war(month);
    if (one_.holds(s_.entry, month)) tell_battle(month);
    tell_country(month);
    if (!one_.holds(s_.falls, month)) return;
    is_over_ = true;
    add(month, always,
        "the regime falls " + mode(month) + trigger(month) + "; " + aftermath(month) + " follows");
  }

  void tell_war(Index month) {
    const bool is_failing = one_.state(s_.front, month) == 2;
    if (is_failing && !was_failing_)
      add(month, front_breaks_ == 0 ? 4 : 2, "Russia's front loses more than 3,000 km2 in the month");
    if (is_failing && !was_failing_) ++front_breaks_;
    if (!is_failing && was_failing_ && one_.state(s_.front, month) == 0)
      add(month, 1, "Russia's front holds again");
    was_failing_ = is_failing;
    if (one_.begins(s_.russia_worn, month))
      add(month, 3, "the war has worn Russia down: a second mobilisation, or 250,000 killed and wounded");
    if (one_.begins(s_.russia_bleak, month)) add(month, 8, "Russia finds itself in a very bleak situation");
    const bool is_in = one_.holds(s_.entry, month);
    if (one_.begins(s_.ultimatum, month) && !is_in)
      add(month, 9, "the Kremlin makes its help depend on Belarusian troops");
    if (one_.ends(s_.ultimatum, month) && !is_in) add(month, 6, "Moscow lets its demand rest");
  }

  void tell_battle(Index month) {
    dead_ += one_.value(s_.dead, month);
    if (one_.begins(s_.entry, month))
      add(month, 20,
          soldiers(one_.value(s_.contingent, month)) + " Belarusian soldiers enter Ukraine" +
              (one_.holds(s_.forced, month) ? ", forced by the Kremlin's demand" : ", unasked"));
    if (one_.holds(s_.setback, month) && !had_setback_) {
      had_setback_ = true;
      add(month, 10,
          "a setback: " + share_of(one_.value(s_.losses, month)) + " killed or wounded, " +
              share_of(one_.value(s_.refusals, month)) + " refuse to serve");
    }
    if (one_.holds(s_.suspension, month)) add(month, 12, "Minsk suspends its part in the fighting");
    if (one_.holds(s_.resumption, month)) add(month, 7, "its troops fight again");
    if (one_.begins(s_.defeat, month))
      add(month, 18,
          "the contingent is beaten: " + soldiers(dead_) + " dead so far, " +
              soldiers(one_.value(s_.strength, month)) + " soldiers left");
    if (one_.begins(s_.tasks_achieved, month))
      add(month, 18, "its troops hold what had been named as their aim");
  }

  void tell_country(Index month) {
    if (one_.begins(s_.mass_protest, month)) add(month, 13, "50,000 people or more protest on one day");
    if (one_.begins(s_.campaign, month)) add(month, 11, "they come back week after week: a campaign");
    if (one_.ends(s_.campaign, month)) add(month, 7, "the campaign of protest is over");
    if (one_.begins(s_.capital_offence, month))
      add(month, 5, "a further offence becomes punishable by death");
    if (one_.begins(s_.prisoners_up, month))
      add(month, 4,
          "political prisoners are up by a tenth, to " + soldiers(one_.value(s_.political_prisoners, month)));
    if (one_.begins(s_.patron_lost, month)) add(month, 14, "Moscow no longer keeps Lukashenko in power");
    if (one_.begins(s_.hardship, month) && month > 0)
      add(month, 4, "hardship: output of twelve months " + change_of(one_.value(s_.output_change, month)));
    if (one_.ends(s_.hardship, month)) add(month, 1, "output of twelve months is less than 4 % down again");
    if (month == year_end)
      add(month, 1, "output of twelve months " + change_of(one_.value(s_.output_change, month)));
  }

  void close() {
    std::string text = "Lukashenko in office";
    text += one_.holds(s_.entry, end) ? (one_.holds(s_.fighting, end) ? ", his troops still fighting"
                                                                      : ", his troops no longer fighting")
                                      : ", his troops at home";
    text += "; " + soldiers(one_.value(s_.political_prisoners, end)) + " political prisoners";
    if (one_.holds(s_.entry, end)) text += ", " + soldiers(dead_) + " soldiers dead";
    add(end, always, text);
  }

  std::string mode(Index month) const {
    constexpr std::array<const char*, 4> ways{"by a coup", "by an uprising",
                                              "with its leader's death or illness", "in another way"};
    return ways.at(one_.state(s_.mode, month));
  }
  std::string trigger(Index month) const {
    constexpr std::array<const char*, 6> causes{"",
                                                ", beside a bleak Russia",
                                                ", in hardship",
                                                " after the defeat",
                                                " in the campaign of protest",
                                                " after the loss of its patron"};
    return causes.at(one_.state(s_.trigger, month));
  }
  std::string aftermath(Index month) const {
    constexpr std::array<const char*, 3> all{"reform", "another autocracy", "absorption by Russia"};
    return all.at(one_.state(s_.aftermath, month));
  }

  const Belarus& s_;
  const Course& one_;
  std::vector<Happening> happenings_;
  bool is_over_ = false, was_failing_ = false, had_setback_ = false;
  int front_breaks_ = 0;
  double dead_ = 0;
};

}  // namespace

Futures futures(const Belarus& study, const Options& options) {
  const casus::Unrolled unrolled = study.timeline.unrolled(months);
  const casus::Sampler sampler(unrolled.model(), options.randomness());
  const Index worlds = (std::min)(options.worlds, most_worlds);
  Futures found;
  found.seed = options.seed;
  found.quantities.resize(study::belarus_quantities().size());
  std::vector<Series<Quantity>> measured;
  for (const study::MeasuredQuantity& one : study::belarus_quantities())
    measured.push_back(one.series == "output_change" ? study.output_change : study.political_prisoners);
  std::array<Index, strata> counts{};
  for (std::size_t i = 0; i < strata; ++i) found.all.push_back({stratum_names[i], i >= beaten_and_falls});
  // The strata look for their futures from different worlds on.
  const auto has_begun = [&](Stratum stratum, Index world) {
    return world * static_cast<Index>(strata) >= static_cast<Index>(stratum) * worlds;
  };
  constexpr std::size_t least_lines = 4;
  std::array<bool, strata> is_settled{};
  const auto tell = [&](Stratum stratum, const Block& block, Index row, const Course& one) {
    Future& future = found.all[stratum];
    const bool begun = has_begun(stratum, block.world()), has_one = future.story.size() >= least_lines;
    if (is_settled[stratum] || (has_one && !begun)) return;
    const auto story = Story(study, one).lines();
    if (future.world >= 0 && story.size() < least_lines) return;
    is_settled[stratum] = begun && story.size() >= least_lines;
    future.world = block.world();
    future.trajectory = block.first_trajectory() + row;
    future.story = story;
  };
  for (Index world = 0; world < worlds; ++world)
    sampler.draw(world, 1, [&](const Block& block) {
      for (Index row = 0; row < block.trajectories(); ++row) {
        const Course one(unrolled, block, row);
        const Stratum stratum = stratum_of(study, one);
        ++counts[stratum];
        tell(stratum, block, row, one);
      }
      for (std::size_t i = 0; i < measured.size(); ++i) {
        const auto values = block.quantity(unrolled.at(measured[i], study::belarus_quantities()[i].step));
        found.quantities[i].insert(found.quantities[i].end(), values.begin(), values.end());
      }
      found.drawn += block.trajectories();
    });
  for (std::size_t i = 0; i < strata; ++i)
    found.all[i].share = static_cast<double>(counts[i]) / static_cast<double>(found.drawn);
  return found;
}

std::string text_of(const Futures& all, std::size_t number) {
  const Future& one = all.all.at(number - 1);
  std::ostringstream out;
  paragraph(
      out, std::to_string(number) + ". " + one.stratum + ": " + per_cent_of(one.share) + " % of all futures.",
      0, 3);
  if (one.world < 0) {
    paragraph(out, "None of " + grouped(all.drawn) + " futures is of this kind.", 3);
    return out.str();
  }
  for (const auto& [month, text] : one.story) labelled(out, "   " + month, 13, text);
  paragraph(out,
            "(seed " + std::to_string(all.seed) + ", world " + std::to_string(one.world) + ", trajectory " +
                std::to_string(one.trajectory) + ")",
            3);
  return out.str();
}

std::string text_of(const Futures& all) {
  std::ostringstream out;
  out << "TEN FUTURES OF BELARUS, DEC 2022 TO NOV 2024\n";
  paragraph(
      out,
      "One from each of ten strata, seven without an entry and three with one; a future belongs to the "
      "first stratum of its kind that applies. " +
          grouped(all.drawn) +
          " futures were drawn; each story is the first of its stratum with four lines to tell, from another "
          "world of the judgements than the others where it can be, and tells its own series.");
  for (std::size_t number = 1; number <= all.all.size(); ++number) out << '\n' << text_of(all, number);
  out << '\n';
  paragraph(out,
            "belarus --replay-future 7 tells the seventh again; --seed and --worlds change all of them.");
  return out.str();
}

}  // namespace belarus
