// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/judgement.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <casus/detail/text.hpp>
#include <casus/elicit/fit.hpp>
#include <casus/elicit/pool.hpp>
#include <casus/elicit/range.hpp>
#include <casus/elicit/reference_class.hpp>
#include <casus/elicit/said.hpp>

#include "io/text/source.hpp"

namespace casus::io {

namespace {

namespace d = distribution;
using d::Family;

// Root mean square miss of the judged quantiles, in probability, above which a warning is given.
constexpr double noticeable_misfit = 0.02;

std::vector<std::string> names_of(std::span<const Family> families) {
  std::vector<std::string> names;
  for (const Family family : families) names.emplace_back(family->name);
  return names;
}

std::vector<elicit::Quantile> quantiles_of(const std::vector<StatedQuantile>& stated) {
  std::vector<elicit::Quantile> judged;
  for (const StatedQuantile& one : stated) judged.push_back({one.probability, one.value});
  return judged;
}

std::string percent(double probability) { return detail::rounded(100 * probability, 2) + " %"; }

/// Returns the text of a mixture that meets every judged point: uniform between adjacent points,
/// and beyond the outermost points over the width of the adjacent interval.
std::string mixture_text(const std::vector<StatedQuantile>& judged, const elicit::Support& support) {
  const StatedQuantile &first = judged.front(), &last = judged.back();
  const double low = 2 * first.value - judged[1].value,
               high = 2 * last.value - judged[judged.size() - 2].value;
  std::vector<StatedQuantile> points = judged;
  points.insert(points.begin(), {0, (std::max)(low, support.low)});
  points.push_back({1, (std::min)(high, support.high)});
  const auto text = [](double number) { return detail::rounded(number, 10); };
  std::vector<std::string> parts;
  for (std::size_t i = 1; i < points.size(); ++i)
    parts.push_back(text(points[i].probability - points[i - 1].probability) + ": Uniform(" +
                    text(points[i - 1].value) + ", " + text(points[i].value) + ')');
  return "Mixture(" + detail::joined(parts) + ')';
}

/// Returns advice for a distribution that misses its judged points: a family of the same support
/// that comes close to them, if there is one, and a mixture that meets them.
std::string remedy(const std::vector<StatedQuantile>& judged, const elicit::Support& support) {
  const std::vector<elicit::Quantile> given = quantiles_of(judged);
  try {
    for (const elicit::FittedDistribution& other : elicit::fit(given, {.support = support}).fits) {
      const double off = std::abs(elicit::largest_miss(other.law, given).off);
      if (off <= elicit::noticeable_miss)
        return "a " + std::string(other.family->name) + " fitted to quantiles comes within " + percent(off) +
               ", law = \"" + mixture_text(judged, support) + "\" meets all";
    }
  } catch (const Error&) {
    // No family can be fitted.
  }
  return "no unimodal family does better; law = \"" + mixture_text(judged, support) + "\" meets all";
}

}  // namespace

d::ComponentDistribution component_distribution(Family family, const std::vector<double>& row) {
  if (d::is_mixed(family)) return {family, row};
  std::vector<Family> mixed;
  for (const Family one : d::all_families)
    if (d::is_mixed(one)) mixed.push_back(one);
  throw Error("law", "one of " + detail::joined(names_of(mixed)), std::string(family->name));
}

const std::vector<std::string>& JudgementReader::kinds() {
  static const std::vector<std::string> all = {"judged", "quantiles", "said", "expert", "counted"};
  return all;
}

const std::vector<std::string>& JudgementReader::keys() {
  static const std::vector<std::string> all = {"judged",  "quantiles", "said",        "expert",
                                               "counted", "as",        "support",     "widening",
                                               "scale",   "pool",      "extremising", "worth"};
  return all;
}

Judged JudgementReader::judged(const toml::table& table, const std::string& name) const {
  const auto only_with = [&](const char* key, std::initializer_list<std::string_view> kinds) {
    const toml::node* found = table.get(key);
    if (!found) return;
    for (const std::string_view kind : kinds)
      if (table.get(kind)) return;
    fields_.fail(*found, detail::quoted(key) + " together with " + std::string(*kinds.begin()) + " only",
                 described(*found));
  };
  only_with("as", {"judged", "quantiles"});
  only_with("support", {"quantiles"});
  only_with("widening", {"quantiles"});
  only_with("scale", {"said"});
  only_with("pool", {"expert"});
  only_with("extremising", {"expert"});
  only_with("worth", {"counted"});
  if (const toml::node* node = table.get("counted")) return counted(table, *node, name);
  return this->stated(table, name);
}

// Reads a judgement other than counts.
Judged JudgementReader::stated(const toml::table& table, const std::string& name) const {
  if (const toml::node* node = table.get("judged")) return range(table, *node, name);
  if (const toml::node* node = table.get("quantiles")) return fitted(table, *node, name);
  if (const toml::node* node = table.get("said")) return phrase(table, *node);
  if (const toml::node* node = table.get("expert")) return experts(table, *node, name);
  if (const toml::node* node = table.get("law")) return {distribution_(*node), {}, {}};
  fields_.fail(table, "a law, judged, quantiles, said, expert or counted", "none of them");
}

std::optional<std::vector<double>> JudgementReader::counts_of_states(const toml::table& table) const {
  const toml::array* list = table["counted"].as_array();
  if (!list || list->empty() || !list->front().is_number()) return {};
  std::vector<double> counts;
  for (const toml::node& one : *list) counts.push_back(fields_.number(one));
  return counts;
}

std::optional<double> JudgementReader::worth(const toml::table& table) const {
  const toml::node* node = table.get("worth");
  if (!node) return {};
  const double cases = fields_.number(*node);
  if (!(cases > 0 && std::isfinite(cases)))
    fields_.fail(*node, "a positive number of cases", described(*node));
  return cases;
}

// Returns whether counts are of cases; if not, they are of events during an exposure.
bool JudgementReader::has_cases(const toml::node& node) const {
  const toml::table* counts = node.as_table();
  if (!counts)
    fields_.fail(node, "counts such as { events = 3, of = 41 } or { events = 3, exposure = 120.5 }",
                 described(node));
  fields_.only(*counts, {"events", "of", "exposure", "weight"}, "counts");
  if (counts->get("of") && counts->get("exposure"))
    fields_.fail(*counts->get("exposure"), "'of' or 'exposure'", "both");
  if (!counts->get("of") && !counts->get("exposure")) fields_.fail(node, "'of' or 'exposure'", "neither");
  return counts->get("of") != nullptr;
}

elicit::CountedShare JudgementReader::cases(const toml::node& node) const {
  if (!has_cases(node)) fields_.fail(node, "'of', as for the first class", "'exposure'");
  const toml::table& counts = *node.as_table();
  return {fields_.number(fields_.required(counts, "events")), fields_.number(fields_.required(counts, "of")),
          weight(counts)};
}

elicit::CountedRate JudgementReader::exposed(const toml::node& node) const {
  if (has_cases(node)) fields_.fail(node, "'exposure', as for the first class", "'of'");
  const toml::table& counts = *node.as_table();
  return {fields_.number(fields_.required(counts, "events")),
          fields_.number(fields_.required(counts, "exposure")), weight(counts)};
}

Judged JudgementReader::counted(const toml::table& table, const toml::node& node,
                                const std::string& name) const {
  if (const toml::array* classes = node.as_array()) return counted_classes(table, *classes, name);
  const bool has_prior =
      table.get("law") || std::any_of(kinds().begin(), kinds().end(),
                                      [&](const auto& kind) { return kind != "counted" && table.get(kind); });
  Judged read;
  if (has_prior) read = stated(table, name);
  const elicit::CountPrior prior(std::move(read.law), worth(table));
  if (prior.worth && !has_prior)
    fields_.fail(*table.get("worth"), "'worth' beside a judgement", "only counts");
  const elicit::Counted found = [&] {
    if (has_cases(node)) {
      const elicit::CountedShare counts = cases(node);
      return fields_.located(node, name, [&] { return elicit::counted(counts, prior, name); });
    }
    const elicit::CountedRate counts = exposed(node);
    return fields_.located(node, name, [&] { return elicit::counted(counts, prior, name); });
  }();
  return {found.law, {}, read.warning, found.sentence};
}

Judged JudgementReader::counted_classes(const toml::table& table, const toml::array& classes,
                                        const std::string& name) const {
  constexpr std::size_t most_classes = 200;
  if (classes.empty() || classes.size() > most_classes)
    fields_.fail(classes, "2 to 200 reference classes, or the counts of states",
                 std::to_string(classes.size()));
  // Each takes milliseconds.
  constexpr std::size_t most_in_file = 1'000;
  if ((classes_ += classes.size()) > most_in_file)
    fields_.fail(classes, "at most " + std::to_string(most_in_file) + " reference classes in a file", "more");
  for (const std::string& kind : kinds())
    if (const toml::node* other = table.get(kind); other && kind != "counted")
      fields_.fail(*other, "reference classes without a judgement beside them", described(*other));
  for (const char* key : {"law", "worth"})
    if (const toml::node* other = table.get(key))
      fields_.fail(*other, "reference classes without a judgement beside them", described(*other));
  elicit::Counted found;
  if (has_cases(classes.front())) {
    std::vector<elicit::CountedShare> all;
    for (const toml::node& one : classes) all.push_back(cases(one));
    found = fields_.located(classes, name, [&] { return elicit::reference_class(all, name).predicted; });
  } else {
    std::vector<elicit::CountedRate> all;
    for (const toml::node& one : classes) all.push_back(exposed(one));
    found = fields_.located(classes, name, [&] { return elicit::reference_class(all, name).predicted; });
  }
  return {found.law, {}, {}, found.sentence};
}

// Fits a distribution to 5, 50 and 95 % points.
Judged JudgementReader::range(const toml::table& table, const toml::node& node,
                              const std::string& name) const {
  const auto points = fields_.numbers(node, 3, "three numbers: the 5, 50 and 95 % points");
  const toml::node* stated_family = table.get("as");
  if (!stated_family) fields_.fail(node, "'as' beside it, LogitNormal, LogNormal or Normal", "none");
  const toml::node& as = *stated_family;
  const std::string family = fields_.text(as);
  const elicit::Range range{points[0], points[1], points[2]};
  std::vector<StatedQuantile> stated = {{.05, range.low}, {.5, range.mid}, {.95, range.high}};
  const auto judged = [&](const d::ComponentDistribution& law, const elicit::Support& support) {
    return Judged{{{{1.0, law}}}, stated, miss_warning(node, name, law, stated, support)};
  };
  return fields_.located(node, name, [&]() -> Judged {
    if (family == "LogitNormal") return judged(elicit::fit_logit_normal(range, name), elicit::share);
    if (family == "LogNormal") return judged(elicit::fit_log_normal(range, name), elicit::positive);
    if (family != "Normal")
      fields_.fail(as, "LogitNormal, LogNormal or Normal", shown(family),
                   "other families are fitted to quantiles = [[0.05, ...], ...]");
    constexpr double infinity = detail::infinity;
    elicit::detail::check_range(range, -infinity, infinity, "a finite number", name);
    const auto line = elicit::detail::fit_line(range.low, range.mid, range.high);
    elicit::detail::check_line(line, name);
    return judged(d::Normal{line.location, line.scale}, elicit::real_line);
  });
}

std::string JudgementReader::miss_warning(const toml::node& node, const std::string& name,
                                          const distribution::ComponentDistribution& law,
                                          const std::vector<StatedQuantile>& stated,
                                          const elicit::Support& support) const {
  const elicit::Miss miss = elicit::largest_miss(law, quantiles_of(stated));
  if (std::abs(miss.off) <= elicit::noticeable_miss) return {};
  const StatedQuantile& missed = stated[miss.quantile];
  return fields_.source().position(node) + ": the law fitted to " + name + " has " +
         percent(missed.probability + miss.off) + " below " + detail::number(missed.value) +
         ", which was judged to be its " + percent(missed.probability) +
         " point (shown if off by more than " + percent(elicit::noticeable_miss) + "); " +
         remedy(stated, support);
}

Judged JudgementReader::fitted(const toml::table& table, const toml::node& node,
                               const std::string& name) const {
  const std::vector<StatedQuantile> stated = fields_.quantiles(node);
  elicit::FitOptions options;
  if (const toml::node* support = table.get("support")) {
    const auto ends = fields_.numbers(*support, 2, "two ends, such as [0, 1] or [0, inf]");
    options.support = {ends[0], ends[1]};
  }
  if (const toml::node* widening = table.get("widening")) options.widening = fields_.number(*widening);
  if (stated.size() > 100) fields_.fail(node, "at most 100 quantiles", std::to_string(stated.size()));
  const std::vector<elicit::Quantile> given = quantiles_of(stated);
  const toml::node* as = table.get("as");
  const auto family = [&]() -> std::optional<Family> {
    if (!as) return {};
    const std::string wanted = fields_.text(*as);
    const std::vector<Family> fitted = elicit::fitted_families();
    for (const Family one : fitted)
      if (one->name == wanted) return one;
    const std::vector<std::string> known = names_of(fitted);
    fields_.fail(*as, "one of " + detail::joined(known), shown(wanted),
                 detail::nearest_hint(std::string_view(wanted).substr(0, 255), known));
  }();
  if (family && elicit::is_location_scale(*family)) options.families.push_back(*family);
  const elicit::Elicited elicited =
      fields_.located(node, name, [&] { return elicit::fit(given, options, name); });
  const elicit::FittedDistribution& law =
      family ? fields_.located(*as, name,
                               [&]() -> const elicit::FittedDistribution& { return elicited.as(*family); })
             : elicited.best();
  Judged read{{{{1.0, law.law}}}, stated, {}};
  if (law.misfit > noticeable_misfit)
    read.warning = fields_.source().position(node) + ": the law fitted to " + name +
                   " misses its quantiles by " + detail::rounded(law.misfit, 2) +
                   " in probability (root mean square); " + remedy(stated, options.support);
  return read;
}

Judged JudgementReader::phrase(const toml::table& table, const toml::node& node) const {
  const std::string words = fields_.text(node);
  const toml::node* stated = table.get("scale");
  const elicit::Scale& scale = fields_.located(
      stated ? *stated : node, "scale",
      [&]() -> const elicit::Scale& { return scale_(stated ? fields_.text(*stated) : std::string()); });
  if (words.size() > 255) fields_.fail(node, "a phrase of at most 255 bytes", std::to_string(words.size()));
  return {fields_.located(node, "", [&] { return elicit::said(words, scale); }), {}, {}};
}

void JudgementReader::known(const toml::table& expert) const {
  std::vector<std::string> known = {"name", "weight", "law", "probability"};
  known.insert(known.end(), keys().begin(), keys().end());
  fields_.only(expert, known, "an expert");
}

double JudgementReader::weight(const toml::table& expert) const {
  const toml::node* stated = expert.get("weight");
  return stated ? fields_.number(*stated) : 1;
}

Judged JudgementReader::experts(const toml::table& table, const toml::node& node,
                                const std::string& name) const {
  const toml::node* pool = table.get("pool");
  const std::string kind = pool ? fields_.text(*pool) : "linear";
  if (kind != "linear" && kind != "logarithmic")
    fields_.fail(*pool, "a linear or logarithmic pool of laws", shown(kind),
                 kind == "median" ? "only probabilities have a median: expert = [{ probability = 0.1 }]"
                                  : detail::nearest_hint(kind.substr(0, 255), {"linear", "logarithmic"}));
  if (const toml::node* extremising = table.get("extremising"))
    fields_.fail(*extremising, "extremising only of probabilities", described(*extremising));
  std::vector<elicit::Expert> all;
  Judged read;
  for (const toml::node& one : fields_.list(node, "a list of experts")) {
    const toml::table* expert = one.as_table();
    if (!expert) fields_.fail(one, "an expert, such as { said = \"unlikely\" }", described(one));
    known(*expert);
    if (const toml::node* inner = expert->get("expert"))
      fields_.fail(*inner, "an expert's own judgement", "experts");
    if (const toml::node* p = expert->get("probability")) {
      all.emplace_back(certain(*expert, *p), weight(*expert));
      continue;
    }
    Judged own = judged(*expert, name);
    if (read.warning.empty()) read.warning = own.warning;
    all.emplace_back(std::move(own.law), weight(*expert));
  }
  read.law = fields_.located(node, "pool", [&] {
    return kind == "linear" ? elicit::pool(all) : elicit::logarithmic_pool_of_distributions(all);
  });
  return read;
}

// Reads an expert with a single probability, among experts with distributions, as a point mass.
d::Mixture JudgementReader::certain(const toml::table& expert, const toml::node& node) const {
  for (const auto& [key, value] : expert)
    if (key != "name" && key != "weight" && key != "probability")
      fields_.fail(value, "only a probability", shown(key.str()));
  const double p = fields_.number(node);
  if (!(p >= 0 && p <= 1)) fields_.fail(node, "a probability in [0, 1]", described(node));
  return {{{1.0, d::Point{p}}}};
}

std::optional<double> JudgementReader::pooled_probability(const toml::table& table) const {
  const toml::node* node = table.get("expert");
  if (!node || !node->is_array() || node->as_array()->empty()) return {};
  for (const toml::node& one : *node->as_array())
    if (!one.is_table() || !one.as_table()->get("probability")) return {};
  std::vector<double> probabilities, weights;
  for (const toml::node& one : *node->as_array()) {
    const toml::table* expert = one.as_table();
    if (!expert) fields_.fail(one, "an expert, such as { probability = 0.1 }", described(one));
    known(*expert);
    for (const auto& [key, value] : *expert)
      if (key != "name" && key != "weight" && key != "probability")
        fields_.fail(value, "only a probability, as for the first expert", shown(key.str()));
    probabilities.push_back(fields_.number(fields_.required(*expert, "probability")));
    weights.push_back(weight(*expert));
  }
  std::string pool = "linear";
  const toml::node* stated = table.get("pool");
  if (stated) pool = fields_.text(*stated);
  if (pool != "linear" && pool != "logarithmic" && pool != "median")
    fields_.fail(*stated, "linear, logarithmic or median", shown(pool),
                 detail::nearest_hint(pool.substr(0, 255), {"linear", "logarithmic", "median"}));
  double p = fields_.located(*node, "pool", [&] {
    return pool == "linear"        ? elicit::linear_pool(probabilities, weights)
           : pool == "logarithmic" ? elicit::logarithmic_pool(probabilities, weights)
                                   : elicit::median_pool(probabilities, weights);
  });
  if (const toml::node* extremising = table.get("extremising")) {
    const toml::table* how = extremising->as_table();
    if (!how) fields_.fail(*extremising, "{ base_rate = ..., factor = ... }", described(*extremising));
    for (const auto& [key, value] : *how)
      if (key != "base_rate" && key != "factor")
        fields_.fail(value, "base_rate and factor", shown(key.str()));
    const elicit::Extremising by{fields_.number(fields_.required(*how, "base_rate")),
                                 fields_.number(fields_.required(*how, "factor"))};
    p = fields_.located(*extremising, "extremising",
                        [&] { return elicit::extremised((std::clamp)(p, 0.0, 1.0), by); });
  }
  return p;
}

}  // namespace casus::io
