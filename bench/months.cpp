// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT

// The study: its speed month by month compared with that of its first year written out as a model,
// and its memory for ten times the number of months: of answers, and of a contrast.

#include <functional>
#include <iostream>
#include <string>
#include <vector>

#include <casus/analyse/contrast.hpp>
#include <casus/infer/curve.hpp>
#include <casus/study/belarus.hpp>

#include "floors.hpp"
#include "support.hpp"

namespace {

using namespace casus;

/// Returns one question about each series at the last month, conditional on its existence.
std::vector<Query> questions(Horizon& h) {
  std::vector<Query> all;
  const Index last = h.steps() - 1;
  for (Index series = 0; series < static_cast<Index>(h.names().size()); ++series) {
    const Kind kind = h.kind(series);
    Query query = kind == Kind::event      ? P(h.at(h.series<Event>(series), last))
                  : kind == Kind::category ? distribution_of(h.at(h.series<Category>(series), last))
                                           : E(h.at(h.series<Quantity>(series), last));
    if (const auto guard = h.timeline().series()[static_cast<std::size_t>(series)].guard)
      query = query.given(h.at(h.series<Event>(*guard), last));
    all.push_back(query);
  }
  return all;
}

}  // namespace

int main(int argc, char** argv) {
  const auto settings = bench::settings(argc, argv, "The study: speed and memory.");
  const auto months = study::belarus();
  const auto year = months.timeline.unrolled(12);
  Options options{.method = Method::forward, .threads = 1};
  if (settings.smoke) {
    options.trajectories = 10'000;
    options.worlds = 10;
  }
  // First, before anything else allocates memory.
  const auto memory_of = [&](Index steps, const std::function<void(Horizon&, const Options&)>& ask) {
    return bench::peak_kibibytes([&] {
      Horizon h(months.timeline, steps);
      Options few = options;
      few.trajectories = settings.smoke ? 10'000 : 100'000;
      few.worlds = 10;
      ask(h, few);
    });
  };
  const auto answer = [](Horizon& h, const Options& few) { estimate(h, questions(h), few); };
  const auto compare = [&](Horizon& h, const Options& few) {
    const Query change = P(h.by(months.regime_change, h.steps() - 1));
    contrast(h, change.under(set(h.at(months.entry, 2), yes)), change.under(set(h.at(months.entry, 2), no)),
             few);
  };
  const double short_memory = memory_of(24, answer), long_memory = memory_of(240, answer);
  const double short_contrast = memory_of(24, compare), long_contrast = memory_of(240, compare);

  Horizon h(months.timeline, study::belarus_months);
  const std::vector<Query> by_month = questions(h), by_year = bench::questions(year.model());
  const std::vector<Query> curves{curve(h, [&](Index t) { return P(h.by(months.entry, t)); }),
                                  curve(h, [&](Index t) { return P(h.by(months.regime_change, t)); })};
  bench::Table table({"work", "worlds", "million trajectories/s", "quartiles", "ns per variable"});
  nlohmann::ordered_json json = nlohmann::ordered_json::array();
  const auto add = [&](const std::string& name, Index worlds, double variables,
                       const std::function<Answers(const Options&)>& work) {
    Options own = options;
    own.worlds = settings.smoke ? (std::min)(worlds, Index{10}) : worlds;
    double trajectories = 0;
    const bench::Spread seconds =
        time_pieces(settings, [&] { trajectories = static_cast<double>(work(own)[0].samples); });
    const double nanoseconds = 1e9 * seconds.median / trajectories / variables;
    table.row({name, std::to_string(own.worlds), bench::figure(trajectories / seconds.median / 1e6),
               bench::figure(trajectories / seconds.high / 1e6) + " to " +
                   bench::figure(trajectories / seconds.low / 1e6),
               bench::figure(nanoseconds)});
    json.push_back({{"name", name},
                    {"worlds", own.worlds},
                    {"trajectories_per_second", trajectories / seconds.median},
                    {"nanoseconds_a_variable", nanoseconds}});
    return nanoseconds;
  };
  const auto series = static_cast<double>(h.names().size() * static_cast<std::size_t>(h.steps()));
  const auto variables = static_cast<double>(year.model().variables().size());
  double of_month = 0, of_year = 0;
  for (const Index worlds : {Index{1000}, Index{1}}) {
    of_month = add("24 months, a question about each series", worlds, series,
                   [&](const Options& own) { return estimate(h, by_month, own); });
    add("24 months, two curves", worlds, series,
        [&](const Options& own) { return estimate(h, curves, own); });
    of_year = add("12 months as a model, a question about each variable", worlds, variables,
                  [&](const Options& own) { return estimate(year.model(), by_year, own); });
  }
  const double ratio = of_month / of_year, growth = long_memory / short_memory;
  if (settings.json) {
    std::cout << nlohmann::ordered_json{{"months", json},
                                        {"variable_month_against_variable", ratio},
                                        {"memory_kib", {short_memory, long_memory}},
                                        {"contrast_memory_kib", {short_contrast, long_contrast}}}
                     .dump(2)
              << std::endl;
    return 0;
  }
  std::cout << table.text() << "\na variable and month takes " << bench::figure(ratio)
            << " times as long as a variable of the model written out (floor: at most "
            << bench::floors::month_against_variable
            << ")\nmemory for 240 months compared with 24: " << bench::figure(long_memory / 1024)
            << " against " << bench::figure(short_memory / 1024) << " MiB, " << bench::figure(growth)
            << " times (floor: at most " << bench::floors::memory_growth
            << ")\nthe same of a contrast: " << bench::figure(long_contrast / 1024) << " against "
            << bench::figure(short_contrast / 1024) << " MiB, "
            << bench::figure(long_contrast / short_contrast) << " times (floor: the same)\n";
  return 0;
}
