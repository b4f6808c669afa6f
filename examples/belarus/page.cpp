// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "page.hpp"

#include <algorithm>
#include <functional>
#include <ostream>
#include <vector>

#include "claims.hpp"
#include "consequences.hpp"
#include "hindsight.hpp"
#include "question.hpp"
#include "readings.hpp"
#include "sheet.hpp"
#include "sources.hpp"

namespace belarus {

namespace {

/// The caller's progress, over several runs.
class Share {
public:
  explicit Share(const Options& options) : progress_(options.progress) {}
  Options next(Options options, double share) {
    const double before = done_;
    done_ += share;
    if (progress_)
      options.progress = [this, before, share](double part) {
        progress_((std::min)(1.0, before + share * part));
      };
    return options;
  }

private:
  std::function<void(double)> progress_;
  double done_ = 0;
};

}  // namespace

void print_page(std::ostream& out, const casus::Options& asked, const BelarusOptions& reading) {
  // The page compares its figures with each other, so all of them use the same trajectories.
  Options options = asked;
  if (options.method == casus::Method::automatic) options.method = casus::Method::forward;
  const Belarus s = study::belarus(reading);
  Sheet sheet;
  const Question question(s, sheet);
  const Chain chain(s, sheet);
  const Consequences consequences(s, sheet);
  const Sceptic sceptic(s, sheet);
  const Claims claims(s, sheet);
  const Calibration calibration(s, sheet);
  const Hindsight hindsight(s, sheet);
  const std::size_t entry = sheet.ask(P(s.entry));
  std::vector<std::size_t> own;
  for (const Query& query : Readings::queries(s)) own.push_back(sheet.ask(query));

  Share share(options);
  sheet.run(s.model, share.next(options, 0.5));
  const Worlds worlds(s.model, options);
  Readings readings(reading);
  Options less = options;
  less.trajectories = (std::max)(options.trajectories / 2, Index{1});
  for (std::size_t i = 0; i < readings.size(); ++i)
    readings.run(i, share.next(less, 0.5 / static_cast<double>(readings.size())));

  if (reading.inputs == study::Inputs::words)
    paragraph(out,
              "Read in the article's words, on the scale " + reading.scale->name() +
                  ": where the scale has a word for what the article's people say, that takes the place of "
                  "the researched range (part 5 shows which).\n");
  question.print(out, sheet, options);
  chain.print(out, sheet);
  consequences.print(out);
  print_evidence(out, worlds, options);
  std::vector<Answer> as_read;
  for (const std::size_t index : own) as_read.push_back(sheet[index]);
  readings.print(out, as_read);
  sceptic.print(out, sheet, worlds, options);
  claims.print(out);
  print_sources(out, s);
  calibration.print(out, sheet, worlds);
  print_method(out, sheet[entry], options);
  hindsight.print(out, sheet);
}

}  // namespace belarus
