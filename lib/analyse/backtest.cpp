// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/analyse/backtest.hpp>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/infer/estimate.hpp>
#include <casus/infer/posterior.hpp>
#include <casus/model/changes.hpp>

namespace casus {

namespace {

using detail::at;

constexpr int quantile_count = 19;

// Returns the labels of a category.
const std::vector<std::string>& states_of(const Horizon& horizon, Index series) {
  const Timeline& timeline = horizon.timeline();
  return timeline.scope().variable(timeline.series()[at(series)].now).states();
}

// Returns the number of a column's series, after a check of its values.
Index series_of(const Horizon& horizon, const HistoryColumn& column) {
  const auto found = horizon.find(column.series);
  if (!found)
    throw Error("history", "a series of the timeline", detail::quoted(column.series),
                detail::nearest_hint(column.series, horizon.names()));
  const Kind kind = horizon.kind(*found);
  for (std::size_t step = 0; step < column.values.size(); ++step) {
    const auto& value = column.values[step];
    if (!value) continue;
    const std::string subject = column.series + '[' + std::to_string(step) + ']';
    if (kind == Kind::quantity || kind == Kind::count) {
      if (!std::isfinite(*value)) throw Error(subject, "a finite value", detail::number(*value));
      continue;
    }
    const double most = kind == Kind::event ? 1 : static_cast<double>(states_of(horizon, *found).size()) - 1;
    if (!(*value >= 0 && *value <= most && *value == std::floor(*value)))
      throw Error(subject, "the number of a state, 0 to " + detail::number(most), detail::number(*value));
  }
  return *found;
}

NodePtr value_at(Horizon& horizon, Index series, Index step) {
  switch (horizon.kind(series)) {
    case Kind::event: return horizon.at(horizon.series<Event>(series), step).node();
    case Kind::category: return horizon.at(horizon.series<Category>(series), step).node();
    case Kind::quantity:
    case Kind::count: break;
  }
  return horizon.at(horizon.series<Quantity>(series), step).node();
}

class Rolling {
public:
  Rolling(Horizon& horizon, const std::vector<HistoryColumn>& history, const BacktestOptions& options)
      : horizon_(horizon), history_(history), options_(options) {
    for (const HistoryColumn& column : history) {
      series_.push_back(series_of(horizon, column));
      steps_ = (std::max)(steps_, detail::size(column.values));
    }
    if (options.ahead < 1)
      throw Error("backtest", "forecasts of at least one step", std::to_string(options.ahead));
    if (options.first_origin < 0)
      throw Error("backtest", "a first origin from 0 on", std::to_string(options.first_origin));
    if (steps_ > horizon.steps())
      throw Error("history", "at most the " + std::to_string(horizon.steps()) + " steps of the horizon",
                  std::to_string(steps_));
    if (options.first_origin + options.ahead >= steps_)
      throw Error("history",
                  "more than " + std::to_string(options.first_origin + options.ahead) +
                      " steps, for a forecast and what came of it",
                  std::to_string(steps_));
  }

  Backtest operator()() {
    Backtest all;
    const Index origins = steps_ - options_.ahead - options_.first_origin;
    for (Index i = 0; i < origins; ++i) {
      forecast(options_.first_origin + i, all);
      if (options_.run.progress)
        options_.run.progress(static_cast<double>(i + 1) / static_cast<double>(origins));
    }
    sum_up(all);
    return all;
  }

private:
  Kind kind(std::size_t column) const { return horizon_.kind(series_[column]); }

  std::optional<double> value(std::size_t column, Index step) const {
    const auto& values = history_[column].values;
    return step < detail::size(values) ? values[at(step)] : std::nullopt;
  }

  NodePtr node(std::size_t column, Index step) { return value_at(horizon_, series_[column], step); }

  // A forecast, and its questions' place among the answers.
  struct Asked {
    std::size_t column, first;
    Index step;
    double value;
  };

  void forecast(Index origin, Backtest& all) {
    std::vector<Query> queries;
    std::vector<Asked> asked;
    for (Index step = origin + 1; step <= origin + options_.ahead; ++step)
      for (std::size_t column = 0; column < series_.size(); ++column)
        if (const auto came = value(column, step)) {
          asked.push_back({column, queries.size(), step, *came});
          ask(column, step, *came, queries);
        }
    if (queries.empty()) return;
    Options options = options_.run;
    options.progress = {};
    const std::vector<Observation> seen = observed(horizon_, history_, origin);
    const Answers without = estimate(horizon_, queries, options), with = answered(queries, seen, options);
    for (const Asked& one : asked) add(one, origin, with, without, all);
  }

  Answers answered(const std::vector<Query>& queries, const std::vector<Observation>& seen,
                   const Options& options) const {
    const auto& parameters = horizon_.constants().parameters();
    const bool learns = std::any_of(parameters.begin(), parameters.end(), [](const UncertainParameter& one) {
      return !one.distribution.is_formula();
    });
    if (!seen.empty() && learns)
      return estimate(horizon_, posterior(horizon_, seen, options), queries, options);
    std::vector<Query> given;
    for (const Query& query : queries) given.push_back(query.given(seen));
    return estimate(horizon_, given, options);
  }

  void ask(std::size_t column, Index step, double came, std::vector<Query>& queries) {
    const NodePtr variable = node(column, step);
    switch (kind(column)) {
      case Kind::event: queries.push_back(P(Event(variable))); return;
      case Kind::category: queries.push_back(distribution_of(Category(variable))); return;
      case Kind::quantity:
      case Kind::count: break;
    }
    const Quantity quantity(variable);
    const auto where_it_exists = [&](const Query& query) {
      const Scope& scope = horizon_.asked();
      return scope.variable(variable->index).guard ? query.given(scope.exists(variable)) : query;
    };
    for (int i = 1; i <= quantile_count; ++i)
      queries.push_back(where_it_exists(quantile(quantity, i / (quantile_count + 1.0))));
    queries.push_back(where_it_exists(P(quantity < came)));
    queries.push_back(where_it_exists(P(quantity <= came)));
  }

  static double share(const Answer& answer) {
    return answer.is_bound ? (answer.is_lower_bound ? 1 : 0) : std::clamp(answer.value, 0.0, 1.0);
  }

  void add(const Asked& of, Index origin, const Answers& with, const Answers& without, Backtest& all) const {
    BacktestForecast one{history_[of.column].series, origin, of.step, of.value};
    const auto scored = [&](const Answers& answers, bool is_final) {
      const Answer& answer = answers[of.first];
      if (kind(of.column) == Kind::event) {
        const bool happened = of.value != 0;
        if (is_final) one.forecast = happened ? share(answer) : 1 - share(answer);
        return score::brier(share(answer), happened);
      }
      if (kind(of.column) == Kind::category) {
        double squares = 0;
        for (std::size_t i = 0; i < answer.parts.size(); ++i) {
          const double p = share(answer.parts[i]), is = static_cast<double>(i) == of.value ? 1 : 0;
          if (is_final && is == 1) one.forecast = p;
          squares += (p - is) * (p - is);
        }
        return squares;
      }
      // Twice the mean loss of the quantiles (Laio and Tamea, Hydrology and Earth System Sciences
      // 11 (2007) 1267-1277, doi:10.5194/hess-11-1267-2007).
      double loss = 0;
      for (int i = 0; i < quantile_count; ++i) {
        const double p = (i + 1) / (quantile_count + 1.0);
        const double at_p = answers[of.first + static_cast<std::size_t>(i)].value;
        loss += 2 * (of.value < at_p ? 1 - p : p) * std::abs(of.value - at_p) / quantile_count;
      }
      if (is_final) {
        one.forecast = answers[of.first + quantile_count / 2].value;
        const double less = share(answers[of.first + quantile_count]),
                     up_to = share(answers[of.first + quantile_count + 1]);
        one.below = (less + up_to) / 2;
        one.tie = (std::max)(0.0, up_to - less);
      }
      return loss;
    };
    one.score = scored(with, true);
    one.score_without_news = scored(without, false);
    if (!std::isfinite(one.score) || !std::isfinite(one.score_without_news)) return;  // it has no answer
    if (kind(of.column) == Kind::event) {
      const bool happened = of.value != 0;
      all.events.push_back({happened ? one.forecast : 1 - one.forecast, happened,
                            one.series + '[' + horizon_.label(of.step) + ']'});
    }
    all.forecasts.push_back(std::move(one));
  }

  void sum_up(Backtest& all) const {
    std::map<std::string, std::vector<const BacktestForecast*>> groups;
    std::vector<std::string> names;
    for (const BacktestForecast& one : all.forecasts) {
      const Kind of = kind_of(one.series);
      const std::string name =
          of == Kind::event || of == Kind::category ? "events and categories" : one.series;
      if (groups[name].empty()) names.push_back(name);
      groups[name].push_back(&one);
    }
    for (const std::string& name : names) {
      const auto& group = groups[name];
      const double count = static_cast<double>(group.size());
      BacktestScores scores{name, detail::size(group)};
      for (const BacktestForecast* one : group) {
        scores.score += one->score / count;
        scores.score_without_news += one->score_without_news / count;
      }
      scores.gain.value = scores.score - scores.score_without_news;
      double squares = 0;
      for (const BacktestForecast* one : group)
        squares += std::pow(one->score - one->score_without_news - scores.gain.value, 2);
      if (count > 1) scores.gain.standard_error = std::sqrt(squares / (count * (count - 1)));
      all.scores.push_back(std::move(scores));
    }
  }
  Kind kind_of(const std::string& series) const { return horizon_.kind(*horizon_.find(series)); }

  Horizon& horizon_;
  const std::vector<HistoryColumn>& history_;
  const BacktestOptions& options_;
  std::vector<Index> series_;  // by column
  Index steps_ = 0;
};

}  // namespace

std::vector<Observation> observed(Horizon& horizon, const std::vector<HistoryColumn>& history, Index last) {
  std::vector<Index> series;
  for (const HistoryColumn& column : history) series.push_back(series_of(horizon, column));
  std::vector<Observation> all;
  for (Index step = 0; step <= last; ++step)
    for (std::size_t i = 0; i < history.size(); ++i) {
      if (step >= detail::size(history[i].values)) continue;
      const std::optional<double>& value = history[i].values[at(step)];
      if (!value) continue;
      const NodePtr variable = value_at(horizon, series[i], step);
      switch (horizon.kind(series[i])) {
        case Kind::event: all.emplace_back(observed(Event(variable), *value != 0)); break;
        case Kind::category:
          all.emplace_back(Boolean(detail::make_state(variable, static_cast<Index>(*value))));
          break;
        case Kind::quantity:
        case Kind::count: all.emplace_back(observed(Quantity(variable), *value)); break;
      }
    }
  return all;
}

Backtest backtest(Horizon& horizon, const std::vector<HistoryColumn>& history,
                  const BacktestOptions& options) {
  return Rolling(horizon, history, options)();
}

}  // namespace casus
