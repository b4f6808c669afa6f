// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/plan/possible_range.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <unordered_set>
#include <utility>

#include <casus/detail/elementary.hpp>
#include <casus/detail/index.hpp>

namespace casus {

namespace {

using detail::at;
using Fill = PossibleRange::Fill;
using Operands = std::vector<const PossibleRange*>;
using Reads = std::vector<std::size_t>;

constexpr double endless = std::numeric_limits<double>::infinity();
// Largest number of values that are listed.
constexpr std::size_t most_values = 1024;
constexpr std::size_t most_combinations = most_values * 64;

void sort_distinct(std::vector<double>& values) {
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
}

/// An end of a range.
struct RangeEnd {
  double at;
  bool is_exact, is_open;
};
RangeEnd low_of(const PossibleRange& range) { return {range.low, range.low_is_exact, range.low_is_open}; }
RangeEnd high_of(const PossibleRange& range) { return {range.high, range.high_is_exact, range.high_is_open}; }

PossibleRange between(const RangeEnd& low, const RangeEnd& high) {
  PossibleRange range;
  range.low = low.at;
  range.high = high.at;
  range.low_is_exact = low.is_exact;
  range.high_is_exact = high.is_exact;
  range.low_is_open = low.is_open;
  range.high_is_open = high.is_open;
  return range;
}

/// Lists the values of an operation on listed values, if there are few. Values that are not finite
/// are left to the sampler, which refuses them.
template <class Operation>
void list_values(PossibleRange& range, const PossibleRange& a, const PossibleRange& b,
                 const Operation& operation) {
  if (a.values.empty() || b.values.empty() || a.values.size() * b.values.size() > most_combinations) return;
  std::vector<double> values;
  for (const double x : a.values)
    for (const double y : b.values) values.push_back(operation(x, y) + 0.0);
  if (!std::all_of(values.begin(), values.end(), [](double value) { return std::isfinite(value); })) return;
  sort_distinct(values);
  if (values.size() > most_values) return;
  const bool is_exact = a.fill == Fill::listed && b.fill == Fill::listed;
  if (is_exact) {
    range = PossibleRange::listed(std::move(values), true);
    return;
  }
  range.low_is_exact = range.low_is_exact && range.low == values.front();
  range.high_is_exact = range.high_is_exact && range.high == values.back();
  range.low = values.front();
  range.high = values.back();
  range.low_is_open = range.high_is_open = false;
  range.values = std::move(values);
}

bool is_dense_or_single(const PossibleRange& range) { return range.fill == Fill::dense || range.is_single(); }

// Sets the fill for a continuous function of both operands: dense if neither has gaps.
void fill_continuous(PossibleRange& range, const PossibleRange& a, const PossibleRange& b) {
  if (is_dense_or_single(a) && is_dense_or_single(b) && !range.is_single()) range.fill = Fill::dense;
}

bool is_whole(const PossibleRange& range) {
  return range.fill == Fill::whole || (range.is_single() && std::floor(range.low) == range.low);
}

RangeEnd sum(const RangeEnd& a, const RangeEnd& b) {
  const double value = a.at + b.at;
  if (std::isnan(value)) return {value, false, false};
  const auto carries = [](const RangeEnd& end) { return std::isinf(end.at) && end.is_exact; };
  return {value + 0.0, (a.is_exact && b.is_exact) || carries(a) || carries(b), a.is_open || b.is_open};
}

PossibleRange add(const PossibleRange& a, const PossibleRange& b) {
  RangeEnd low = sum(low_of(a), low_of(b)), high = sum(high_of(a), high_of(b));
  if (std::isnan(low.at)) low.at = -endless;
  if (std::isnan(high.at)) high.at = endless;
  PossibleRange range = between(low, high);
  fill_continuous(range, a, b);
  if (is_whole(a) && is_whole(b)) range.fill = Fill::whole;
  list_values(range, a, b, [](double x, double y) { return x + y; });
  return range;
}

PossibleRange negate(const PossibleRange& a) {
  RangeEnd low = high_of(a), high = low_of(a);
  low.at = 0.0 - low.at;
  high.at = 0.0 - high.at;
  PossibleRange range = between(low, high);
  range.fill = a.fill;
  for (auto value = a.values.rbegin(); value != a.values.rend(); ++value)
    range.values.push_back(0.0 - *value);
  return range;
}

// 0 times infinity is 0, because a value at infinity is never taken.
double product(double a, double b) { return a == 0 || b == 0 ? 0 : a * b; }

// The extreme of a product lies in a corner, because the product is linear in each factor.
PossibleRange multiply(const PossibleRange& a, const PossibleRange& b) {
  RangeEnd low{endless, false, false}, high{-endless, false, false};
  for (const RangeEnd& x : {low_of(a), high_of(a)})
    for (const RangeEnd& y : {low_of(b), high_of(b)}) {
      const double corner = product(x.at, y.at);
      const bool is_exact = x.is_exact && y.is_exact;
      if (corner < low.at || (corner == low.at && is_exact)) low = {corner, is_exact, false};
      if (corner > high.at || (corner == high.at && is_exact)) high = {corner, is_exact, false};
    }
  if (a.low >= 0 && b.low >= 0) {
    low.is_open = low.at > 0 ? a.low_is_open || b.low_is_open : a.is_above(0) && b.is_above(0);
    high.is_open = high.at > 0 && (a.high_is_open || b.high_is_open);
  }
  PossibleRange range = between(low, high);
  fill_continuous(range, a, b);
  list_values(range, a, b, [](double x, double y) { return x * y; });
  return range;
}

/// Range of an even function, which increases with the size of its operand.
template <class Function> PossibleRange even(const PossibleRange& a, const Function& function) {
  const RangeEnd at_low{function(a.low), a.low_is_exact, a.low_is_open};
  const RangeEnd at_high{function(a.high), a.high_is_exact, a.high_is_open};
  RangeEnd low = at_low, high = at_high;
  if (a.high <= 0)
    std::swap(low, high);
  else if (a.low < 0) {
    const bool has_all_counts = a.fill == Fill::whole && a.low_is_exact && a.high_is_exact;
    low = {function(0.0), a.fill == Fill::dense || has_all_counts, false};
    high = at_low.at > at_high.at ? at_low : at_high;
    if (at_low.at == at_high.at)
      high = {at_low.at, at_low.is_exact || at_high.is_exact, at_low.is_open && at_high.is_open};
  }
  PossibleRange range = between(low, high);
  if (a.fill == Fill::dense) range.fill = Fill::dense;
  std::vector<double> values;
  for (const double value : a.values) values.push_back(function(value));
  if (values.empty()) return range;
  sort_distinct(values);
  return PossibleRange::listed(std::move(values), a.fill == Fill::listed);
}

PossibleRange square(const PossibleRange& a) {
  return even(a, [](double x) { return product(x, x); });
}

PossibleRange absolute(const PossibleRange& a) {
  if (a.low >= 0) return a;
  if (a.high <= 0) return negate(a);
  PossibleRange range = even(a, [](double x) { return std::abs(x); });
  if (a.fill == Fill::whole) range.fill = Fill::whole;
  return range;
}

// Values just above the lower end are rounded down to the same number as that end; those just below
// a whole upper end are not.
PossibleRange rounded_down(const PossibleRange& a) {
  if (a.fill == Fill::whole) return a;
  const RangeEnd low{std::floor(a.low), a.low_is_exact, std::isinf(a.low) && a.low_is_open};
  const bool is_reached = std::isinf(a.high) || std::floor(a.high) < a.high;
  const RangeEnd high{std::floor(a.high), a.high_is_exact && is_reached,
                      std::isinf(a.high) && a.high_is_open};
  if (a.values.empty()) return between(low, high);
  std::vector<double> values;
  for (const double value : a.values) values.push_back(std::floor(value) + 0.0);
  sort_distinct(values);
  return PossibleRange::listed(std::move(values), a.fill == Fill::listed);
}

// The quotient is undefined if the divisor may be 0, and unbounded if the divisor may be
// arbitrarily near 0.
PossibleRange divide(const PossibleRange& a, const PossibleRange& b) {
  const bool is_positive = b.is_above(0), is_negative = b.is_below(0);
  if (!is_positive && !is_negative) {
    const bool may_be_zero =
        b.values.empty() ? b.fill != Fill::dense : std::binary_search(b.values.begin(), b.values.end(), 0.0);
    if (may_be_zero) return PossibleRange::undefined();
    if (b.low == 0 || b.high == 0) return PossibleRange::undefined();
    PossibleRange range;
    range.low_is_exact = range.high_is_exact = b.fill == Fill::dense && (a.low < 0 || a.high > 0);
    if (b.values.empty()) return range;
    list_values(range, a, b, [](double x, double y) { return x / y; });
    return range;
  }
  const double at_zero = is_positive ? endless : -endless;
  RangeEnd low{endless, false, false}, high{-endless, false, false};
  for (const RangeEnd& x : {low_of(a), high_of(a)})
    for (const RangeEnd& y : {low_of(b), high_of(b)}) {
      const double corner = y.at == 0                              ? product(x.at, at_zero)
                            : std::isinf(x.at) && std::isinf(y.at) ? 0
                                                                   : x.at / y.at;
      const bool is_exact = x.is_exact && y.is_exact;
      if (corner < low.at || (corner == low.at && is_exact)) low = {corner + 0.0, is_exact, false};
      if (corner > high.at || (corner == high.at && is_exact)) high = {corner + 0.0, is_exact, false};
    }
  if (a.is_above(0) && is_positive) low.is_open = low.at == 0;
  PossibleRange range = between(low, high);
  fill_continuous(range, a, b);
  list_values(range, a, b, [](double x, double y) { return x / y; });
  return range;
}

// Each end is the smaller of the two ends; the upper one is exact only if the other operand can be
// as large.
PossibleRange minimum(const PossibleRange& a, const PossibleRange& b) {
  const auto at_low = [](const PossibleRange& first, const PossibleRange& second) {
    return RangeEnd{first.low, first.low_is_exact || (second.low == first.low && second.low_is_exact),
                    first.low_is_open && (second.low > first.low || second.low_is_open)};
  };
  const auto at_high = [](const PossibleRange& first, const PossibleRange& second) {
    return RangeEnd{first.high, first.high_is_exact && (second.high_is_exact || second.low >= first.high),
                    first.high_is_open && (second.high > first.high || second.high_is_open)};
  };
  PossibleRange range =
      between(a.low <= b.low ? at_low(a, b) : at_low(b, a), a.high <= b.high ? at_high(a, b) : at_high(b, a));
  if (a.fill == Fill::whole && is_whole(b) && b.high_is_exact) range.fill = Fill::whole;
  list_values(range, a, b, [](double x, double y) { return y < x ? y : x; });
  return range;
}

template <class Function> PossibleRange increasing(const PossibleRange& a, const Function& function) {
  // Infinity is never taken, so its image is not taken either.
  const auto mapped = [&](const RangeEnd& end) {
    return RangeEnd{function(end.at), end.is_exact, end.is_open || std::isinf(end.at)};
  };
  PossibleRange range = between(mapped(low_of(a)), mapped(high_of(a)));
  if (a.fill == Fill::dense) range.fill = Fill::dense;
  if (a.values.empty()) return range;
  std::vector<double> values;
  for (const double value : a.values) values.push_back(function(value));
  sort_distinct(values);
  return PossibleRange::listed(std::move(values), a.fill == Fill::listed);
}

PossibleRange logarithm(const PossibleRange& a) {
  if (!a.is_above(0)) return PossibleRange::undefined();
  return increasing(a, [](double x) { return detail::scalar::log(x); });
}

template <class Function> PossibleRange decreasing(const PossibleRange& a, const Function& function) {
  return increasing(negate(a), [&](double x) { return function(0.0 - x); });
}

PossibleRange square_root(const PossibleRange& a) {
  if (!(a.low >= 0)) return PossibleRange::undefined();
  return increasing(a, [](double x) { return detail::scalar::square_root(x); });
}

// Powers of a number that may be negative, with a whole exponent.
PossibleRange whole_power(const PossibleRange& a, double exponent) {
  const auto raised = [&](double x) { return detail::scalar::pow(x, exponent); };
  const bool is_even = std::fmod(exponent, 2) == 0;
  if (exponent > 0) return is_even ? even(a, raised) : increasing(a, raised);
  if (!a.is_below(0)) return PossibleRange::undefined();
  return is_even ? increasing(a, raised) : PossibleRange::all_numbers();
}

// Powers of a number that is not negative. A power is monotone in the base and in the exponent, so
// its extremes lie in corners.
PossibleRange power_of_nonnegative(const PossibleRange& a, const PossibleRange& b) {
  RangeEnd low{endless, false, false}, high{-endless, false, false};
  for (const RangeEnd& x : {low_of(a), high_of(a)})
    for (const RangeEnd& y : {low_of(b), high_of(b)}) {
      const double corner = detail::scalar::pow(x.at, y.at);
      if (corner < low.at) low = {corner, false, false};
      if (corner > high.at) high = {corner, false, false};
    }
  PossibleRange range = between(low, high);
  list_values(range, a, b, [](double x, double y) { return detail::scalar::pow(x, y); });
  return range;
}

PossibleRange power(const PossibleRange& a, const PossibleRange& b) {
  if (b.is_single() && std::isfinite(b.low)) {
    const double exponent = b.low;
    const auto raised = [&](double x) { return detail::scalar::pow(x, exponent); };
    if (exponent == 0) return PossibleRange::single(1);
    if (exponent > 0 ? a.low >= 0 : a.is_above(0))
      return exponent > 0 ? increasing(a, raised) : decreasing(a, raised);
    return std::floor(exponent) == exponent ? whole_power(a, exponent) : PossibleRange::undefined();
  }
  if (a.is_above(0) || (a.low >= 0 && b.low >= 0)) return power_of_nonnegative(a, b);
  PossibleRange range;
  list_values(range, a, b, [](double x, double y) { return detail::scalar::pow(x, y); });
  return range.values.empty() ? PossibleRange::undefined() : range;
}

PossibleRange scale_odds(const PossibleRange& p, const PossibleRange& ratio) {
  PossibleRange range;
  if (!(p.low >= 0 && p.high <= 1 && ratio.low >= 0)) return PossibleRange::undefined();
  const auto scaled = [](const RangeEnd& chance, const RangeEnd& factor) {
    const double value = chance.at == 0 || factor.at == 0 ? 0
                         : std::isinf(factor.at)          ? 1
                                                          : detail::scalar::scale_odds(chance.at, factor.at);
    return RangeEnd{value, chance.is_exact && factor.is_exact, false};
  };
  range = between(scaled(low_of(p), low_of(ratio)), scaled(high_of(p), high_of(ratio)));
  range.low_is_open = p.is_above(0) && ratio.is_above(0) && range.low == 0;
  range.high_is_open = p.is_below(1) && range.high == 1;
  fill_continuous(range, p, ratio);
  return range;
}

// ---- truth values

PossibleRange unknown_truth() { return PossibleRange::truth(true, true, false, false); }

PossibleRange less(const PossibleRange& a, const PossibleRange& b) {
  if (a.high < b.low || (a.high == b.low && (a.high_is_open || b.low_is_open)))
    return PossibleRange::single(1);
  if (a.low >= b.high) return PossibleRange::single(0);
  return PossibleRange::truth(true, true, a.high > b.low && a.high_is_exact && b.low_is_exact,
                              a.low_is_exact && b.high_is_exact);
}

PossibleRange logical_not(const PossibleRange& a) {
  return PossibleRange::truth(a.high == 1, a.low == 0, a.high_is_exact, a.low_is_exact);
}

PossibleRange equal(const PossibleRange& a, const PossibleRange& b) {
  if (a.is_single() && b.is_single()) return PossibleRange::single(a.low == b.low ? 1 : 0);
  if (a.high < b.low || b.high < a.low) return PossibleRange::single(0);
  std::vector<double> both;
  std::set_intersection(a.values.begin(), a.values.end(), b.values.begin(), b.values.end(),
                        std::back_inserter(both));
  const bool are_listed = !a.values.empty() && !b.values.empty();
  if (are_listed && both.empty()) return PossibleRange::single(0);
  const bool is_exact = a.fill == Fill::listed && b.fill == Fill::listed;
  return PossibleRange::truth(true, true, is_exact, is_exact);
}

PossibleRange is_state(const PossibleRange& category, double state) {
  const auto& states = category.values;
  const bool can_be = states.empty() || std::binary_search(states.begin(), states.end(), state);
  const bool can_be_other = states.empty() || states.size() > (can_be ? 1 : 0);
  const bool is_exact = category.fill == Fill::listed;
  return PossibleRange::truth(can_be_other, can_be, is_exact, is_exact);
}

PossibleRange logical_and(const PossibleRange& a, const PossibleRange& b) {
  const bool can_be_true = a.high == 1 && b.high == 1, can_be_false = a.low == 0 || b.low == 0;
  return PossibleRange::truth(can_be_false, can_be_true,
                              (a.low == 0 && a.low_is_exact) || (b.low == 0 && b.low_is_exact),
                              a.high_is_exact && b.high_is_exact);
}

// ---- choices

PossibleRange if_then_else(const Node& node, const Operands& of, Reads& reads) {
  const PossibleRange& condition = *of[0];
  PossibleRange range = PossibleRange::none();
  if (!condition.is_single()) reads.push_back(0);
  if (condition.high == 1) {
    range.unite(*of[1], condition.high_is_exact);
    reads.push_back(1);
  }
  if (condition.low == 0) {
    range.unite(*of[2], condition.low_is_exact);
    if (condition.high == 0 || node.children[1] != node.children[2]) reads.push_back(2);
  }
  return range;
}

PossibleRange table(const Node& node, const Operands& of, Reads& reads) {
  const std::size_t parents = at(node.parents);
  std::vector<std::size_t> radices, place(parents);
  bool is_exact = true;
  for (std::size_t i = 0; i < parents; ++i) {
    const Node& parent = *node.children[i];
    radices.push_back(parent.op == Op::category ? parent.labels.size() : 2);
    reads.push_back(i);
    is_exact = is_exact && of[i]->fill == Fill::listed;
    if (of[i]->values.empty()) return PossibleRange::undefined();
  }
  PossibleRange range = PossibleRange::none();
  std::unordered_set<const Node*> rows;  // one row counts at a time: a part of several rows is read once
  for (;;) {
    std::size_t row = 0;
    for (std::size_t i = 0; i < parents; ++i)
      row = row * radices[i] + static_cast<std::size_t>(of[i]->values[place[i]]);
    range.unite(*of[parents + row], is_exact);
    rows.insert(node.children[parents + row].get());
    if (rows.size() + parents > reads.size()) reads.push_back(parents + row);
    std::size_t i = parents;
    while (i > 0 && ++place[i - 1] == of[i - 1]->values.size()) place[--i] = 0;
    if (i == 0) return range;
  }
}

bool is_share(const PossibleRange& range) { return range.low >= 0 && range.high <= 1; }

/// Factor contributed by one cause or condition: one value if it is true, another if it is false.
struct CauseFactor {
  double low = 0, high = 1;
};

CauseFactor factor_of(const PossibleRange& holds, double low_if, double high_if, double low_else,
                      double high_else) {
  if (holds.low == 1) return {low_if, high_if};
  if (holds.high == 0) return {low_else, high_else};
  return {(std::min)(low_if, low_else), (std::max)(high_if, high_else)};
}

// Computes bounds only, without a statement on exactness.
PossibleRange noisy(bool is_or, const Operands& of) {
  const PossibleRange& leak = *of[0];
  if (!is_share(leak)) return PossibleRange::undefined();
  double low = 1 - leak.high, high = 1 - leak.low;
  for (std::size_t i = 1; i < of.size(); i += is_or ? 2 : 3) {
    const PossibleRange& strength = *of[i + 1];
    const PossibleRange otherwise = is_or ? PossibleRange::single(1) : *of[i + 2];
    if (!is_share(strength) || !is_share(otherwise)) return PossibleRange::undefined();
    const CauseFactor factor =
        factor_of(*of[i], 1 - strength.high, 1 - strength.low, otherwise.low, otherwise.high);
    low *= factor.low;
    high *= factor.high;
  }
  PossibleRange range;
  range.low = is_or ? 1 - high : low;
  range.high = is_or ? 1 - low : high;
  return range;
}

PossibleRange computed(const Node& node, const Operands& of) {
  const PossibleRange& a = *of[0];
  switch (node.op) {
    case Op::state: return is_state(a, static_cast<double>(node.state));
    case Op::indicator: return a;
    case Op::negate: return negate(a);
    case Op::exp: return increasing(a, [](double x) { return detail::scalar::exp(x); });
    case Op::log: return logarithm(a);
    case Op::sqrt: return square_root(a);
    case Op::pow: return power(a, *of[1]);
    case Op::abs: return absolute(a);
    case Op::floor: return rounded_down(a);
    case Op::logistic: return increasing(a, [](double x) { return detail::scalar::logistic(x); });
    case Op::add: return add(a, *of[1]);
    case Op::subtract: return add(a, negate(*of[1]));
    case Op::multiply: return multiply(a, *of[1]);
    case Op::divide: return divide(a, *of[1]);
    case Op::minimum: return minimum(a, *of[1]);
    case Op::maximum: return negate(minimum(negate(a), negate(*of[1])));
    case Op::scale_odds: return scale_odds(a, *of[1]);
    case Op::less: return less(a, *of[1]);
    case Op::less_equal: return logical_not(less(*of[1], a));
    case Op::equal: return equal(a, *of[1]);
    case Op::logical_and: return logical_and(a, *of[1]);
    case Op::logical_or: return logical_not(logical_and(logical_not(a), logical_not(*of[1])));
    case Op::logical_not: return logical_not(a);
    case Op::noisy_or:
    case Op::noisy_and: return noisy(node.op == Op::noisy_or, of);
    default: return PossibleRange::undefined();
  }
}

void read_all(std::size_t count, Reads& reads) {
  for (std::size_t i = 0; i < count; ++i) reads.push_back(i);
}

}  // namespace

PossibleRange PossibleRange::none() {
  PossibleRange range;
  range.low = endless;
  range.high = -endless;
  return range;
}

PossibleRange PossibleRange::undefined() {
  PossibleRange range;
  range.may_be_undefined = true;
  return range;
}

PossibleRange PossibleRange::single(double value) { return listed({value}, true); }

PossibleRange PossibleRange::listed(std::vector<double> values, bool is_exact) {
  PossibleRange range;
  range.low = values.front();
  range.high = values.back();
  range.low_is_exact = range.high_is_exact = is_exact || values.size() == 1;
  range.fill = range.low_is_exact ? Fill::listed : Fill::unknown;
  range.values = std::move(values);
  return range;
}

PossibleRange PossibleRange::interval(double low, double high) {
  PossibleRange range;
  range.low = low;
  range.high = high;
  range.low_is_exact = range.high_is_exact = range.low_is_open = range.high_is_open = true;
  range.fill = Fill::dense;
  return range;
}

PossibleRange PossibleRange::counts(double low, double high) {
  PossibleRange range;
  range.low = low;
  range.high = high;
  range.low_is_exact = range.high_is_exact = true;
  range.fill = Fill::whole;
  return range;
}

PossibleRange PossibleRange::truth(bool can_be_false, bool can_be_true, bool false_is_exact,
                                   bool true_is_exact) {
  if (!can_be_false) return single(1);
  if (!can_be_true) return single(0);
  PossibleRange range = listed({0, 1}, false_is_exact && true_is_exact);
  range.low_is_exact = false_is_exact;
  range.high_is_exact = true_is_exact;
  return range;
}

void PossibleRange::unite(PossibleRange other, bool is_possible) {
  if (other.is_empty()) return;
  if (!is_possible) {
    other.low_is_exact = other.high_is_exact = false;
    other.fill = Fill::unknown;
  }
  if (is_empty()) {
    *this = std::move(other);
    return;
  }
  const bool overlap = other.low <= high && low <= other.high;
  if (!(fill == Fill::listed && other.fill == Fill::listed && is_possible) &&
      !(fill == Fill::dense && other.fill == Fill::dense && overlap))
    fill = Fill::unknown;
  const auto joined = [](const RangeEnd& own, const RangeEnd& more, bool is_farther) {
    if (own.at == more.at)
      return RangeEnd{own.at, own.is_exact || more.is_exact, own.is_open && more.is_open};
    return is_farther ? more : own;
  };
  const PossibleRange ends = between(joined(low_of(*this), low_of(other), other.low < low),
                                     joined(high_of(*this), high_of(other), other.high > high));
  low = ends.low;
  high = ends.high;
  low_is_exact = ends.low_is_exact;
  high_is_exact = ends.high_is_exact;
  low_is_open = ends.low_is_open;
  high_is_open = ends.high_is_open;
  may_be_undefined = may_be_undefined || other.may_be_undefined;
  if (values.empty() || other.values.empty()) {
    values.clear();
    if (fill == Fill::listed) fill = Fill::unknown;
    return;
  }
  values.insert(values.end(), other.values.begin(), other.values.end());
  sort_distinct(values);
  if (values.size() <= most_values) return;
  values.clear();
  if (fill == Fill::listed) fill = Fill::unknown;
}

bool Restriction::admits(double value) const noexcept {
  return (low_is_open ? value > low : value >= low) && (high_is_open ? value < high : value <= high) &&
         std::find(excluded.begin(), excluded.end(), value) == excluded.end();
}

Restriction& Restriction::operator+=(const Restriction& other) {
  if (other.low > low || (other.low == low && other.low_is_open)) {
    low = other.low;
    low_is_open = other.low_is_open;
  }
  if (other.high < high || (other.high == high && other.high_is_open)) {
    high = other.high;
    high_is_open = other.high_is_open;
  }
  is_observed = is_observed || other.is_observed;
  excluded.insert(excluded.end(), other.excluded.begin(), other.excluded.end());
  return *this;
}

namespace {

RestrictedRange restricted_values(const PossibleRange& range, const Restriction& to) {
  std::vector<double> left;
  std::copy_if(range.values.begin(), range.values.end(), std::back_inserter(left),
               [&](double value) { return to.admits(value); });
  if (left.empty()) return {PossibleRange::none(), false};
  const bool is_listed = range.fill == Fill::listed;
  const bool has_low = range.low_is_exact && left.front() == range.low;
  const bool has_high = range.high_is_exact && left.back() == range.high;
  RestrictedRange result{PossibleRange::listed(std::move(left), is_listed), is_listed || has_low || has_high};
  result.range.low_is_exact = result.range.low_is_exact || has_low;
  result.range.high_is_exact = result.range.high_is_exact || has_high;
  return result;
}

RestrictedRange restricted_counts(const PossibleRange& range, const Restriction& to) {
  double low = (std::max)(range.low, std::ceil(to.low));
  double high = (std::min)(range.high, std::floor(to.high));
  // An open end and each excluded value move an end by one at most.
  for (std::size_t i = 0; i <= to.excluded.size(); ++i) {
    if (!to.admits(low)) ++low;
    if (!to.admits(high)) --high;
  }
  if (!(low <= high)) return {PossibleRange::none(), false};
  const bool is_counts = range.low_is_exact && range.high_is_exact;
  PossibleRange result = PossibleRange::counts(low, high);
  result.low_is_exact = result.high_is_exact = is_counts;
  if (!to.excluded.empty()) result.fill = Fill::unknown;
  if (low == high) result = PossibleRange::single(low);
  return {std::move(result), is_counts};
}

RestrictedRange restricted_interval(const PossibleRange& range, const Restriction& to) {
  PossibleRange result = range;
  const bool cuts_low = to.low > range.low, cuts_high = to.high < range.high;
  if (cuts_low) {
    result.low = to.low;
    result.low_is_open = to.low_is_open || range.fill == Fill::dense;
  }
  if (cuts_high) {
    result.high = to.high;
    result.high_is_open = to.high_is_open || range.fill == Fill::dense;
  }
  if (result.is_empty()) return {PossibleRange::none(), false};
  const bool are_ends_exact = range.low_is_exact && range.high_is_exact;
  if (range.fill == Fill::dense) {
    const bool is_inside = range.low < result.low && result.high < range.high;
    const bool is_possible = are_ends_exact && (result.low < result.high || (to.is_observed && is_inside));
    result.low_is_exact = (cuts_low ? are_ends_exact : range.low_is_exact) && result.low < result.high;
    result.high_is_exact = (cuts_high ? are_ends_exact : range.high_is_exact) && result.low < result.high;
    return {std::move(result), is_possible};
  }
  // Any value between the ends may be impossible.
  result.low_is_exact = range.low_is_exact && to.admits(range.low);
  result.high_is_exact = range.high_is_exact && to.admits(range.high);
  const bool is_possible = result.low_is_exact || result.high_is_exact;
  return {std::move(result), is_possible};
}

}  // namespace

namespace {

PossibleRange range_of_operation(const Node& node, const Operands& operands, Reads& reads) {
  if (node.op == Op::if_then_else || node.op == Op::table) {
    const std::size_t deciding = node.op == Op::table ? at(node.parents) : 1;
    const bool is_unknown =
        std::any_of(operands.begin(), operands.begin() + static_cast<std::ptrdiff_t>(deciding),
                    [](const PossibleRange* one) { return one->may_be_undefined; });
    if (!is_unknown)
      return node.op == Op::table ? table(node, operands, reads) : if_then_else(node, operands, reads);
  }
  if (node.op == Op::multiply && detail::same_expression(node.children[0], node.children[1])) {
    reads.push_back(0);
    return operands[0]->may_be_undefined ? *operands[0] : square(*operands[0]);
  }
  read_all(operands.size(), reads);
  for (const PossibleRange* one : operands) {
    if (one->is_empty()) return PossibleRange::none();
    if (one->may_be_undefined) return node.is_boolean ? unknown_truth() : PossibleRange::undefined();
  }
  return computed(node, operands);
}

// A single possible value is exact, even if its parts depend on each other.
PossibleRange simplified(PossibleRange range) {
  const bool is_known = range.is_single() && std::isfinite(range.low) && !range.may_be_undefined;
  return is_known ? PossibleRange::single(range.low) : range;
}

}  // namespace

RestrictedRange restricted(const PossibleRange& range, const Restriction& to) {
  if (range.is_empty() || range.may_be_undefined) return {range, false};
  if (!range.values.empty()) return restricted_values(range, to);
  if (range.fill == Fill::whole) return restricted_counts(range, to);
  RestrictedRange result = restricted_interval(range, to);
  result.range = simplified(std::move(result.range));
  return result;
}

PossibleRange range_of(const Node& node, const Operands& operands, Reads& reads) {
  return simplified(range_of_operation(node, operands, reads));
}

namespace {

using distribution::Family;

// Returns whether a probability is certainly neither 0 nor 1.
bool is_uncertain(const PossibleRange& p) { return p.is_above(0) && p.is_below(1); }
// Returns whether a probability is certainly above 0 for some values of the inputs.
bool can_surely_be_positive(const PossibleRange& p) {
  return p.is_above(0) || (p.high > 0 && p.high_is_exact);
}

PossibleRange event_range(const PossibleRange& p, Reads& reads) {
  if (is_uncertain(p)) return PossibleRange::truth(true, true, true, true);
  reads.push_back(0);
  return PossibleRange::truth(!(p.low >= 1), p.high > 0, p.is_below(1) || (p.low < 1 && p.low_is_exact),
                              can_surely_be_positive(p));
}

PossibleRange any_state(std::size_t count) {
  std::vector<double> states;
  for (std::size_t i = 0; i < count; ++i) states.push_back(static_cast<double>(i));
  return PossibleRange::listed(std::move(states), false);
}

PossibleRange category_range(const Operands& shares, Reads& reads) {
  std::vector<double> states;
  bool is_exact = true;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    if (shares[i]->high > 0) {
      states.push_back(static_cast<double>(i));
      is_exact = is_exact && can_surely_be_positive(*shares[i]);
    }
    if (!shares[i]->is_above(0)) reads.push_back(i);
  }
  if (states.empty()) return any_state(shares.size());
  return PossibleRange::listed(std::move(states), is_exact);
}

// Returns the lowest or highest value that an end of a distribution's support can have.
RangeEnd end_of(const distribution::End& end, const Operands& parameters, bool is_low, Reads& reads) {
  if (!end.parameter) return {end.value, true, false};
  reads.push_back(*end.parameter);
  const PossibleRange& range = *parameters[*end.parameter];
  return is_low ? low_of(range) : high_of(range);
}

bool is_dense_or_single(const distribution::End& end, const Operands& parameters) {
  return !end.parameter || is_dense_or_single(*parameters[*end.parameter]);
}

// Returns the range from the least lower bound to the greatest upper bound that the parameters
// allow.
PossibleRange bounded_range(const distribution::Ends& ends, const Operands& parameters, Reads& reads) {
  if (!ends.low.parameter && !ends.high.parameter)
    return PossibleRange::interval(ends.low.value, ends.high.value);
  PossibleRange range =
      between(end_of(ends.low, parameters, true, reads), end_of(ends.high, parameters, false, reads));
  range.low_is_open = range.high_is_open = true;
  if (is_dense_or_single(ends.low, parameters) && is_dense_or_single(ends.high, parameters))
    range.fill = Fill::dense;
  return range;
}

// Returns the range of counts between these ends; it is unknown which of them are possible.
PossibleRange counts_between(const distribution::Ends& ends, const Operands& parameters, Reads& reads) {
  PossibleRange range = PossibleRange::counts(end_of(ends.low, parameters, true, reads).at,
                                              end_of(ends.high, parameters, false, reads).at);
  range.low_is_exact = range.high_is_exact = false;
  range.fill = Fill::unknown;
  return range;
}

// `trials`: range of the number of trials; `p`: range of the success probability.
PossibleRange binomial_range(const Operands& parameters, Reads& reads) {
  const PossibleRange &trials = *parameters[0], &p = *parameters[1];
  reads.push_back(0);
  if (!is_uncertain(p)) reads.push_back(1);
  if (p.high <= 0) return PossibleRange::single(0);
  PossibleRange range = PossibleRange::counts(p.low >= 1 ? trials.low : 0, trials.high);
  range.low_is_exact = p.is_below(1) || (p.low < 1 ? p.low_is_exact : trials.low_is_exact);
  range.high_is_exact = trials.high_is_exact && can_surely_be_positive(p);
  if (!is_uncertain(p) || !range.high_is_exact) range.fill = Fill::unknown;
  return range;
}

// Returns the range of counts that are certainly unbounded if `is_always`; otherwise 0 may be the
// only possible count.
PossibleRange unbounded_counts(bool is_always, bool is_somewhere, std::size_t parameter, Reads& reads) {
  PossibleRange range = PossibleRange::counts(0, endless);
  if (is_always) return range;
  reads.push_back(parameter);
  range.high_is_exact = is_somewhere;
  range.fill = Fill::unknown;
  return range;
}

PossibleRange poisson_range(const PossibleRange& mean, Reads& reads) {
  if (mean.high <= 0) return PossibleRange::single(0);
  return unbounded_counts(mean.is_above(0), can_surely_be_positive(mean), 0, reads);
}

PossibleRange waiting_range(const PossibleRange& p, std::size_t parameter, Reads& reads) {
  if (p.low >= 1) return PossibleRange::single(0);
  return unbounded_counts(p.is_below(1), p.low_is_exact, parameter, reads);
}

PossibleRange mixture_range(const distribution::Shape& shape, const Operands& parameters, Reads& reads) {
  PossibleRange range = PossibleRange::none();
  const std::size_t count = shape.components.size();
  std::size_t offset = count;
  for (std::size_t i = 0; i < count; ++i) {
    const Family family = shape.components[i];
    const std::size_t length = family->parameters.size();
    const auto first = parameters.begin() + static_cast<std::ptrdiff_t>(offset);
    const PossibleRange& weight = *parameters[i];
    if (!weight.is_above(0)) reads.push_back(i);
    if (weight.high > 0) {
      Reads own;
      range.unite(range_of(distribution::Shape(family),
                           Operands(first, first + static_cast<std::ptrdiff_t>(length)), own),
                  can_surely_be_positive(weight));
      for (const std::size_t number : own) reads.push_back(offset + number);
    }
    offset += length;
  }
  return range;
}

}  // namespace

PossibleRange range_of(const distribution::Shape& shape, const Operands& parameters, Reads& reads) {
  using distribution::Role;
  const distribution::Family family = shape.family;
  if (family->role == Role::mixture) return mixture_range(shape, parameters, reads);
  if (family->role == Role::values) {
    const std::vector<double>& values = shape.empirical->values();
    if (values.size() <= most_values) return PossibleRange::listed(values, true);
    return between({values.front(), true, false}, {values.back(), true, false});
  }
  for (const PossibleRange* one : parameters)
    if (one->is_empty() || one->may_be_undefined) {
      read_all(parameters.size(), reads);
      if (family->role == Role::event) return unknown_truth();
      return family->role == Role::category ? any_state(parameters.size()) : PossibleRange::undefined();
    }
  switch (family->role) {
    case Role::event: return event_range(*parameters[0], reads);
    case Role::category: return category_range(parameters, reads);
    case Role::formula: reads.push_back(0); return *parameters[0];
    case Role::number:
      if (family.is<distribution::Poisson>()) return poisson_range(*parameters[0], reads);
      if (family.is<distribution::Binomial>()) return binomial_range(parameters, reads);
      if (family.is<distribution::NegativeBinomial>()) return waiting_range(*parameters[1], 1, reads);
      if (family.is<distribution::Geometric>()) return waiting_range(*parameters[0], 0, reads);
      if (family->is_count) return counts_between(family->ends, parameters, reads);
      return bounded_range(family->ends, parameters, reads);
    case Role::values:
    case Role::mixture: break;
  }
  return PossibleRange::undefined();
}

}  // namespace casus
