// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include <casus/model/timeline.hpp>

#include "same_bits.hpp"

/// Comparison of models: the same operations in the same order on variables of the same names, and
/// the same bits.
namespace casus::test {

class SameExpressions {
public:
  /// `tolerance`: relative difference of numbers that is allowed.
  explicit SameExpressions(double tolerance = 0) : tolerance_(tolerance) {}

  bool operator()(const NodePtr& first, const NodePtr& second) {
    std::vector<std::pair<NodePtr, NodePtr>> left{{first, second}};
    while (!left.empty()) {
      const auto [a, b] = std::move(left.back());
      left.pop_back();
      if (!compared_.insert({a.get(), b.get()}).second) continue;
      if (a->op != b->op || a->is_boolean != b->is_boolean || !same_number(a->value, b->value) ||
          a->name != b->name || a->labels != b->labels || a->state != b->state || a->parents != b->parents ||
          a->children.size() != b->children.size())
        return false;
      for (std::size_t i = 0; i < a->children.size(); ++i) left.emplace_back(a->children[i], b->children[i]);
    }
    return true;
  }

private:
  bool same_number(double a, double b) const {
    return same_bits(a, b) || std::abs(a - b) <= tolerance_ * std::abs(a);
  }

  double tolerance_;
  std::set<std::pair<const Node*, const Node*>> compared_;
};

inline void expect_same(const ConditionalDistribution& a, const ConditionalDistribution& b,
                        const std::string& of, double tolerance = 0) {
  EXPECT_EQ(a.family, b.family) << of;
  EXPECT_EQ(a.kind, b.kind) << of;
  EXPECT_EQ(a.states, b.states) << of;
  EXPECT_EQ(a.components, b.components) << of;
  ASSERT_EQ(a.parameters.size(), b.parameters.size()) << of;
  SameExpressions same(tolerance);
  for (std::size_t i = 0; i < a.parameters.size(); ++i)
    EXPECT_TRUE(same(a.parameters[i], b.parameters[i])) << of << ", parameter " << i;
  ASSERT_EQ(!a.empirical, !b.empirical) << of;
  if (!a.empirical) return;
  EXPECT_EQ(a.empirical->values(), b.empirical->values()) << of;
  EXPECT_EQ(a.empirical->cumulative(), b.empirical->cumulative()) << of;
  EXPECT_EQ(a.empirical->probabilities(), b.empirical->probabilities()) << of;
}

inline void expect_same(const Details& a, const Details& b, const std::string& of) {
  ASSERT_EQ(a.when.has_value(), b.when.has_value()) << of;
  if (a.when) {
    EXPECT_EQ(a.when->name(), b.when->name()) << of;
  }
  EXPECT_EQ(a.unit, b.unit) << of;
  EXPECT_EQ(a.description, b.description) << of;
  EXPECT_EQ(a.criterion, b.criterion) << of;
  EXPECT_EQ(a.source, b.source) << of;
  EXPECT_EQ(a.absent_state, b.absent_state) << of;
}

inline void expect_same(const Model& a, const Model& b, double tolerance = 0) {
  ASSERT_EQ(a.parameters().size(), b.parameters().size());
  for (std::size_t i = 0; i < a.parameters().size(); ++i) {
    const UncertainParameter &p = a.parameters()[i], &q = b.parameters()[i];
    ASSERT_EQ(p.name, q.name);
    expect_same(p.distribution, q.distribution, p.name, tolerance);
    EXPECT_EQ(p.details.unit, q.details.unit) << p.name;
    EXPECT_EQ(p.details.source, q.details.source) << p.name;
    EXPECT_EQ(p.details.mark, q.details.mark) << p.name;
    EXPECT_EQ(p.details.description, q.details.description) << p.name;
    ASSERT_EQ(p.details.stated.size(), q.details.stated.size()) << p.name;
    for (std::size_t k = 0; k < p.details.stated.size(); ++k) {
      EXPECT_TRUE(same_bits(p.details.stated[k].probability, q.details.stated[k].probability)) << p.name;
      EXPECT_TRUE(same_bits(p.details.stated[k].value, q.details.stated[k].value)) << p.name;
    }
  }
  ASSERT_EQ(a.correlations().size(), b.correlations().size());
  for (std::size_t i = 0; i < a.correlations().size(); ++i) {
    const RankCorrelation &c = a.correlations()[i], &d = b.correlations()[i];
    EXPECT_EQ(c.between, d.between) << i;
    EXPECT_TRUE(same_bits(c.rank, d.rank)) << i;
    EXPECT_EQ(c.same_source, d.same_source) << i;
    EXPECT_EQ(c.source, d.source) << i;
  }
  ASSERT_EQ(a.variables().size(), b.variables().size());
  for (std::size_t i = 0; i < a.variables().size(); ++i) {
    const Variable &v = a.variables()[i], &w = b.variables()[i];
    ASSERT_EQ(v.name, w.name);
    expect_same(v.distribution, w.distribution, v.name, tolerance);
    expect_same(v.details, w.details, v.name);
    EXPECT_EQ(v.states, w.states) << v.name;
    EXPECT_EQ(v.guard, w.guard) << v.name;
    EXPECT_EQ(v.absent, w.absent) << v.name;
  }
}

inline void expect_same(const Timeline& a, const Timeline& b, double tolerance = 0) {
  EXPECT_EQ(a.unit(), b.unit());
  EXPECT_EQ(a.labels(), b.labels());
  expect_same(a.constants(), b.constants(), tolerance);
  ASSERT_EQ(a.varying_numbers().size(), b.varying_numbers().size());
  for (std::size_t i = 0; i < a.varying_numbers().size(); ++i) {
    EXPECT_EQ(a.varying_numbers()[i].values, b.varying_numbers()[i].values);
  }
  ASSERT_EQ(a.series().size(), b.series().size());
  for (std::size_t i = 0; i < a.series().size(); ++i) {
    const StatedSeries &s = a.series()[i], &t = b.series()[i];
    EXPECT_EQ(s.name, t.name);
    EXPECT_EQ(s.guard, t.guard);
    expect_same(s.details, t.details, s.name);
    ASSERT_EQ(s.first.has_value(), t.first.has_value());
    ASSERT_EQ(s.step.has_value(), t.step.has_value());
    if (s.first) expect_same(*s.first, *t.first, s.name + ", first", tolerance);
    if (s.step) expect_same(*s.step, *t.step, s.name + ", step", tolerance);
    ASSERT_EQ(s.policies.size(), t.policies.size());
    for (std::size_t k = 0; k < s.policies.size(); ++k) {
      EXPECT_TRUE(SameExpressions()(s.policies[k].when.node(), t.policies[k].when.node())) << s.name;
      EXPECT_TRUE(same_bits(s.policies[k].value, t.policies[k].value)) << s.name;
      EXPECT_EQ(s.policies[k].reads_last, t.policies[k].reads_last) << s.name;
    }
  }
}

}  // namespace casus::test
