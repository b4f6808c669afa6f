// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/splitting/levels.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include <casus/detail/index.hpp>

namespace casus::rare {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double share_kept = 0.1;
constexpr double wanted_acceptance = 0.44;
// Number of groups of particles at a level: each of the 512 chains makes this number of steps, and
// all its states count.
constexpr Index steps = 8;
// Smallest number of particles that a pilot continues from, and the number of times that it draws
// more if there are fewer.
constexpr std::size_t fewest = 8;
constexpr int most_patience = 4;

// Returns the address of the random numbers for a step at a level.
Draw place(std::uint32_t run, std::size_t level, Index step) {
  return {run, static_cast<std::uint64_t>(level) * steps + static_cast<std::uint64_t>(step)};
}

// Draws a group of particles from the stored ones, each equally often up to a difference of one
// (systematic resampling).
Particles resampled(const RareEvent& event, const StoredParticles& from, Draw draw,
                    RareEvent::Worker& worker) {
  Particles seeds(event.coordinates());
  alignas(64) double uniform[group_size];
  event.fill_uniform(draw, "\1resample", uniform, worker);
  const double count = static_cast<double>(from.size());
  for (Index lane = 0; lane < group_size; ++lane) {
    const double place = (static_cast<double>(lane) + uniform[0]) / static_cast<double>(group_size) * count;
    const std::size_t chosen = (std::min)(static_cast<std::size_t>(place), from.size() - 1);
    for (Index c = 0; c < event.coordinates(); ++c) seeds.column(c)[lane] = from.z[detail::at(c)][chosen];
    seeds.importance[detail::at(lane)] = from.importance[chosen];
  }
  return seeds;
}

// Moves each particle by one step of its chain within a level. Returns the share that moved.
double move(const RareEvent& event, const Level& level, Draw draw, Particles& particles, Particles& proposed,
            RareEvent::Worker& worker) {
  event.fill_normal(draw, proposed, worker);
  for (Index c = 0; c < event.coordinates(); ++c) {
    const double b = (std::min)(1.0, level.step * level.spread[detail::at(c)]);
    const double keep = std::sqrt(1 - b * b);
    const double* from = particles.column(c);
    double* to = proposed.column(c);
    for (Index lane = 0; lane < group_size; ++lane) to[lane] = keep * from[lane] + b * to[lane];
  }
  event.evaluate(proposed, worker);
  Index moved = 0;
  for (Index lane = 0; lane < group_size; ++lane) {
    const auto i = detail::at(lane);
    if (!(proposed.importance[i] >= level.importance)) continue;
    ++moved;
    particles.importance[i] = proposed.importance[i];
    for (Index c = 0; c < event.coordinates(); ++c) particles.column(c)[lane] = proposed.column(c)[lane];
  }
  return static_cast<double>(moved) / static_cast<double>(group_size);
}

void keep_from(double least, const Particles& particles, StoredParticles& stored) {
  for (Index lane = 0; lane < group_size; ++lane)
    if (particles.importance[detail::at(lane)] >= least) stored.add(particles, lane);
}

std::vector<double> spreads(const StoredParticles& stored) {
  std::vector<double> all;
  for (const auto& column : stored.z) {
    double count = 0, mean = 0, squares = 0;
    for (const double value : column) {
      const double delta = value - mean;
      mean += delta / ++count;
      squares += delta * (value - mean);
    }
    all.push_back((std::max)(std::sqrt(squares / count), 1e-3));
  }
  return all;
}

// Runs a pilot, which adapts levels and steps as it climbs.
class Climb {
public:
  Climb(RareEvent& event, std::uint32_t run, Index most_samples)
      : event_(event), run_(run), most_samples_(most_samples), worker_(event), pool_(event.coordinates()) {}

  Schedule operator()() {
    draw_first();
    for (int patience = 0;;) {
      const double holds = share_from(infinity);
      const double next = next_level();
      if (holds >= share_kept || next == infinity) return arrived(holds);
      schedule_.ran_out = schedule_.samples >= most_samples_;
      if (schedule_.ran_out || schedule_.probability < least_probability) return schedule_;
      if (!std::isnan(next)) {
        patience = 0;
        enter(next);
      } else if (++patience > most_patience) {
        return holds > 0 ? arrived(holds) : schedule_;
      } else {
        look_again();
      }
    }
  }

private:
  Draw next_place() { return {run_, step_++}; }

  void draw_first() {
    std::vector<Particles> first;
    for (Index i = 0; i < steps; ++i) {
      first.emplace_back(event_.coordinates());
      event_.fill_normal(next_place(), first.back(), worker_);
    }
    event_.calibrate(first, worker_);
    for (Particles& particles : first) add(particles, true);
  }

  // Draws more independent particles, or more steps of the same chains.
  void look_again() {
    if (!schedule_.levels.empty()) return walk(schedule_.levels.back());
    for (Index i = 0; i < steps; ++i) {
      Particles particles(event_.coordinates());
      event_.fill_normal(next_place(), particles, worker_);
      add(particles, true);
    }
  }

  void add(Particles& particles, bool evaluates) {
    if (evaluates) event_.evaluate(particles, worker_);
    schedule_.samples += group_size;
    keep_from(-infinity, particles, pool_);
  }

  double share_from(double least) const {
    const auto& importances = pool_.importance;
    const auto count =
        std::count_if(importances.begin(), importances.end(), [&](double s) { return s >= least; });
    return static_cast<double>(count) / static_cast<double>(importances.size());
  }

  // Returns the importance that about a tenth of the particles reach, or a higher one if too many
  // share it; NaN if too few are above the present level.
  double next_level() const {
    std::vector<double> sorted = pool_.importance;
    std::sort(sorted.begin(), sorted.end());
    const double now = schedule_.levels.empty() ? -infinity : schedule_.levels.back().importance;
    const double quantile =
        sorted[static_cast<std::size_t>((1 - share_kept) * static_cast<double>(sorted.size()))];
    const auto above = [&](double importance) {
      return std::upper_bound(sorted.begin(), sorted.end(), importance);
    };
    const auto reach = [&](auto place) { return static_cast<std::size_t>(sorted.end() - place); };
    auto from = quantile > now ? std::lower_bound(sorted.begin(), sorted.end(), quantile) : above(now);
    if (2 * reach(from) > sorted.size()) from = above(*from);
    return reach(from) < fewest ? std::numeric_limits<double>::quiet_NaN() : *from;
  }

  StoredParticles stored_from(double least) const {
    StoredParticles stored(event_.coordinates());
    for (std::size_t i = 0; i < pool_.size(); ++i) {
      if (!(pool_.importance[i] >= least)) continue;
      for (std::size_t c = 0; c < stored.z.size(); ++c) stored.z[c].push_back(pool_.z[c][i]);
      stored.importance.push_back(pool_.importance[i]);
    }
    return stored;
  }

  // Moves the particles that have reached a higher level within its set. Returns the level, with
  // adapted steps.
  Level entered(double importance) {
    const StoredParticles survivors = stored_from(importance);
    Level level{importance, step_size_, spreads(survivors), share_from(importance)};
    chains_ = resampled(event_, survivors, next_place(), worker_);
    pool_ = StoredParticles(event_.coordinates());
    walk(level);
    return level;
  }

  void enter(double importance) {
    schedule_.levels.push_back(entered(importance));
    schedule_.probability *= schedule_.levels.back().share;
  }

  void walk(Level& level) {
    Particles proposed(event_.coordinates());
    for (Index i = 0; i < steps; ++i) {
      const double moved = move(event_, level, next_place(), *chains_, proposed, worker_);
      add(*chains_, false);
      level.step = std::clamp(level.step * std::exp(1.5 * (moved - wanted_acceptance)), 1e-4, 10.0);
    }
    step_size_ = level.step;
  }

  Schedule arrived(double holds) {
    schedule_.reaches_event = true;
    schedule_.last_share = holds;
    schedule_.probability *= holds;
    if (schedule_.levels.empty()) return schedule_;  // not rare: fresh draws are enough
    schedule_.on_event = entered(infinity);
    schedule_.event = std::move(pool_);
    return schedule_;
  }

  RareEvent& event_;
  std::uint32_t run_;
  Index most_samples_;
  RareEvent::Worker worker_;
  Schedule schedule_;
  StoredParticles pool_;
  std::optional<Particles> chains_;
  double step_size_ = 0.6;
  std::uint64_t step_ = 0;
};

}  // namespace

void StoredParticles::add(const Particles& from, Index lane) {
  for (std::size_t c = 0; c < z.size(); ++c) z[c].push_back(from.column(static_cast<Index>(c))[lane]);
  importance.push_back(from.importance[detail::at(lane)]);
}

double Schedule::population_variance() const {
  // The first draws are independent. The states of a chain are correlated: they count as about a
  // quarter of their number.
  double particles = static_cast<double>(steps * group_size), all = 0;
  const auto add = [&](double share) {
    all += (1 - share) / (share * particles);
    particles = static_cast<double>(steps * group_size) / 4;
  };
  for (const Level& level : levels) add(level.share);
  add(last_share);
  return all;
}

Index Schedule::population_samples() const { return steps * group_size * (1 + detail::size(levels)); }

Schedule climb(RareEvent& event, std::uint32_t run, Index most_samples) {
  return Climb(event, run, most_samples)();
}

namespace {

// Returns the particles of a population that met the event; empty if the population died out.
EventPopulation climbed(const RareEvent& event, const Schedule& schedule, std::uint32_t run,
                        RareEvent::Worker& worker) {
  const auto& levels = schedule.levels;
  double probability = 1;
  Particles moving(event.coordinates()), proposed(event.coordinates());
  StoredParticles stored(event.coordinates());
  for (std::size_t i = 0; i <= levels.size(); ++i) {
    const double next = i < levels.size() ? levels[i].importance : infinity;
    if (i > 0) {
      moving = resampled(event, stored, place(run, i, 0), worker);
      stored = StoredParticles(event.coordinates());
    }
    for (Index step = 0; step < steps; ++step) {
      if (i > 0) {
        move(event, levels[i - 1], place(run, i, step), moving, proposed, worker);
      } else {
        event.fill_normal(place(run, i, step), moving, worker);
        event.evaluate(moving, worker);
      }
      keep_from(next, moving, stored);
    }
    if (stored.size() == 0) return {{0, 0}, std::move(stored)};
    probability *= static_cast<double>(stored.size()) / static_cast<double>(steps * group_size);
  }
  const auto hits = detail::size(stored);
  return {{probability, hits}, std::move(stored)};
}

}  // namespace

LevelEstimate estimate_by_levels(const RareEvent& event, const Schedule& schedule, std::uint32_t run,
                                 RareEvent::Worker& worker) {
  if (!schedule.levels.empty()) return climbed(event, schedule, run, worker).estimate;
  Index hits = 0;
  for (Index step = 0; step < steps; ++step) hits += event.count(place(run, 0, step), worker);
  return {static_cast<double>(hits) / static_cast<double>(steps * group_size), hits};
}

EventPopulation population_by_levels(const RareEvent& event, const Schedule& schedule, std::uint32_t run,
                                     RareEvent::Worker& worker) {
  EventPopulation population = climbed(event, schedule, run, worker);
  if (schedule.levels.empty() || population.estimate.hits == 0) return population;
  const std::size_t last = schedule.levels.size() + 1;
  Particles moving = resampled(event, population.on_event, place(run, last, 0), worker),
            proposed(event.coordinates());
  population.on_event = StoredParticles(event.coordinates());
  for (Index step = 0; step < steps; ++step) {
    move(event, schedule.on_event, place(run, last, step), moving, proposed, worker);
    keep_from(infinity, moving, population.on_event);
  }
  return population;
}

}  // namespace casus::rare
