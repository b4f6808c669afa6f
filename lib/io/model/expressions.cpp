// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/expressions.hpp"

#include <cmath>
#include <numeric>
#include <utility>

namespace casus::io {

namespace {

// Normalises stated probabilities if the rounding of their digits explains a sum other than 1.
// Leaves others unchanged: computed probabilities, sums that a model accepts, and sums that are
// off by more than rounding, which the model then refuses.
void normalise_stated(std::vector<Real>& probabilities, RowSums& sums) {
  std::vector<double> row;
  for (const Real& probability : probabilities) {
    const Node& node = *probability.node();
    if (node.op != Op::constant || node.is_boolean || !(node.value >= 0 && node.value <= 1)) return;
    row.push_back(node.value);
  }
  constexpr double allowed = 1e-9;  // tolerance of a model
  if (std::abs(std::accumulate(row.begin(), row.end(), 0.0) - 1) <= allowed) return;
  if (!sums.normalise(row)) return;
  for (std::size_t i = 0; i < row.size(); ++i) probabilities[i] = Real(row[i]);
}

}  // namespace

Expressions::Expressions(Reading& reading) : reading_(reading) {
  constexpr Index most_operations = 1'000'000;
  reading_.language.operations.left = most_operations;
}

Real Expressions::number(const toml::node& node, bool reads_last) {
  if (node.is_string()) return parsed(node, reads_last, casus::read_number);
  if (!node.is_number()) reading_.fields.fail(node, "a number, or an expression in quotes", described(node));
  return Real(reading_.fields.number(node));
}

DistributionContext Expressions::context(Names& names) {
  return {names, reading_.language, reading_.distributions,
          [this](std::vector<Real>& row) { normalise(row); },
          [this](std::vector<Real>& weights) { normalise_stated(weights, weight_sums_); }};
}

void Expressions::normalise(std::vector<Real>& probabilities) { normalise_stated(probabilities, row_sums_); }

std::function<std::string(std::size_t)> Expressions::position(const toml::node& node) const {
  return [this, &node](std::size_t at) { return reading_.source.position(node, at); };
}

void Expressions::read_definitions(const toml::table& entry, bool reads_last) {
  const toml::node* where = entry.get("where");
  if (!where) return;
  for (const toml::node& one :
       reading_.fields.list(*where, "a list of definitions such as \"odds = p / (1 - p)\"")) {
    std::string text;
    if (!reading_.errors.attempt([&] { text = reading_.fields.text(one); })) continue;
    const bool done = reading_.errors.attempt([&] {
      auto [name, term] = parsed(one, reads_last, read_definition);
      own_definitions_.push_back(name);
      reading_.language.definitions.emplace(std::move(name), std::move(term));
    });
    if (done) continue;
    std::string name = text.substr(0, text.find_first_of(" =\t\n"));
    if (reading_.language.unusable.insert(name).second) own_unusable_.push_back(name);
  }
}

void Expressions::forget_definitions() {
  for (const std::string& name : own_definitions_) reading_.language.definitions.erase(name);
  for (const std::string& name : own_unusable_) reading_.language.unusable.erase(name);
  own_definitions_.clear();
  own_unusable_.clear();
}

void Expressions::charge(const toml::node& at, const ConditionalDistribution& law) {
  checks_left_ -= operations_of_checks(reading_.scope(), law);
  if (checks_left_ < 0)
    reading_.fields.fail(at, "fewer operations and combinations of parents' states in a file",
                         "more than can be checked");
}

std::vector<std::string> Expressions::warnings() const {
  std::vector<std::string> all = row_sums_.warnings();
  for (std::string& warning : weight_sums_.warnings("weights of mixtures")) all.push_back(std::move(warning));
  return all;
}

}  // namespace casus::io
