// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/xdsl/equation.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>
#include <limits>
#include <optional>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/distribution/family.hpp>
#include <casus/model/formula.hpp>

#include "io/text/number.hpp"
#include "io/text/token.hpp"
#include "model/no_variables.hpp"

// A recursive-descent parser with one function per rule:
//
//     equation    := name "=" selection
//     selection   := comparison ["?" selection ":" selection]
//     comparison  := sum {(">" | "<" | ">=" | "<=" | "=" | "<>") sum}
//     sum         := product {("+" | "-") product}
//     product     := power {("*" | "/") power}
//     power       := sign {"^" sign}                 left-associative, as all operators
//     sign        := "-" sign | primary
//     primary     := number | text | name ["(" [selection {("," | ";") selection}] ")"]
//                    | "(" selection ")"
namespace casus::io {

namespace {

using distribution::Family;

constexpr int most_levels = 100;
/// Limit for one equation; powers count as their products.
constexpr int most_operations = 20'000;
constexpr double largest_power = 64;

bool begins_name(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}
bool is_figure(char c) { return c >= '0' && c <= '9'; }

std::string lower_case(std::string_view text) {
  std::string lower(text);
  for (char& c : lower)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return lower;
}

/// Returns whether an expression is a constant, or a few operations on constants. Operations on
/// constants are folded at once, so no deeper search is needed.
bool is_constant(const Node& node, int depth) {
  if (node.op == Op::constant) return true;
  if (depth == 0 || node.children.empty() || node.op == Op::function) return false;
  return std::all_of(node.children.begin(), node.children.end(),
                     [&](const NodePtr& child) { return is_constant(*child, depth - 1); });
}

std::optional<double> constant(const Real& expression) {
  constexpr int few = 4;
  if (!is_constant(*expression.node(), few)) return {};
  std::vector<double> scratch;
  return Formula(expression.node()).evaluate(NoVariables(), scratch);
}

/// Returns the same expression, but as one number if it is constant, so that distributions with
/// constant parameters are recognised.
Real folded(const Real& expression) {
  const std::optional<double> value = constant(expression);
  return value ? Real(*value) : expression;
}

bool is_same_constant(const Node& a, const Node& b) {
  return a.op == Op::constant && b.op == Op::constant && a.value == b.value;
}

/// Returns the number of a discrete node's state, from 0 on.
Real state_number(const Category& category) {
  std::vector<Real> numbers;
  for (std::size_t state = 0; state < category.states().size(); ++state)
    numbers.emplace_back(static_cast<double>(state));
  return detail::table_node({category}, numbers);
}

/// Returns x to a whole power, by squaring.
Real whole_power(Real x, int power) {
  Real product = 1;
  for (bool is_first = true; power > 0; power /= 2) {
    if (power % 2 != 0) product = std::exchange(is_first, false) ? x : folded(product * x);
    if (power > 1) x = folded(x * x);
  }
  return product;
}

Real power_of(const Real& x, double power) {
  if (power == std::floor(power) && std::abs(power) <= largest_power) {
    const Real product = whole_power(x, static_cast<int>(std::abs(power)));
    return power < 0 ? 1.0 / product : product;
  }
  return pow(x, power);
}

/// A part of an equation.
struct EquationValue {
  enum class Kind { number, truth, category, text, law };
  Kind kind;
  std::size_t begin = 0;
  NodePtr node = nullptr;                          // for a number, truth or category
  std::string text = {};                           // the text in quotes
  std::optional<Distribution<Quantity>> law = {};  // a distribution that is not drawn yet
};

struct EquationToken {
  enum class Kind { number, name, text, symbol, end };
  Kind kind = Kind::end;
  std::string_view text = {};
  std::size_t begin = 0;
  double value = 0;
};

class EquationParser {
public:
  EquationParser(const EquationScope& scope, const XmlText& text) : scope_(scope), text_(text) { advance(); }

  Distribution<Quantity> equation(const std::string& node) {
    const std::string expected = "an equation of this node, such as " + node + " = 2";
    if (token_.kind != EquationToken::Kind::name || token_.text != node) fail(token_.begin, expected, got());
    advance();
    if (!is_symbol("=")) fail(token_.begin, "'=' after " + detail::quoted(node), got());
    advance();
    EquationValue value = selection();
    if (token_.kind != EquationToken::Kind::end) fail(token_.begin, "the end of the equation", got());
    return value.law ? *value.law : Deterministic<Quantity>(number(value));
  }

private:
  using Value = EquationValue;
  using Values = std::vector<EquationValue>;

  // ---- tokens

  [[noreturn]] void fail(std::size_t at, std::string expected, std::string got, std::string hint = {}) const {
    scope_.source.fail(text_.at + at, std::move(expected), std::move(got), std::move(hint));
  }
  std::string got() const {
    if (token_.kind == EquationToken::Kind::end) return "the end of the equation";
    if (token_.kind == EquationToken::Kind::text) return '"' + clipped(token_.text) + '"';
    return shown(token_.text);
  }
  bool is_symbol(std::string_view symbol) const {
    return token_.kind == EquationToken::Kind::symbol && token_.text == symbol;
  }
  void expect(std::string_view symbol, const std::string& expected) {
    if (!is_symbol(symbol)) fail(token_.begin, expected, got());
    advance();
  }

  void take(EquationToken::Kind kind, std::size_t end) {
    token_.kind = kind;
    token_.text = std::string_view(text_.text).substr(token_.begin, end - token_.begin);
    next_ = end;
  }
  void advance() {
    const std::string_view text = text_.text;
    while (next_ < text.size() && is_space(text[next_])) ++next_;
    token_ = {EquationToken::Kind::end, {}, next_};
    if (next_ == text.size()) return;
    const char c = text[next_];
    std::size_t end = next_ + 1;
    if (begins_name(c)) {
      while (end < text.size() && (begins_name(text[end]) || is_figure(text[end]))) ++end;
      take(EquationToken::Kind::name, end);
    } else if (is_figure(c) || (c == '.' && end < text.size() && is_figure(text[end]))) {
      take_number();
    } else if (c == '"') {
      end = text.find('"', end);
      if (end == std::string_view::npos) fail(next_, "a text that ends with \"", shown(text.substr(next_)));
      take(EquationToken::Kind::text, end + 1);
      token_.text = token_.text.substr(1, token_.text.size() - 2);
    } else {
      const std::string_view two = text.substr(next_, 2);
      take(EquationToken::Kind::symbol, two == ">=" || two == "<=" || two == "<>" ? next_ + 2 : end);
    }
  }
  void take_number() {
    const std::string_view text = text_.text;
    std::size_t end = next_;
    const auto skip_figures = [&] {
      while (end < text.size() && is_figure(text[end])) ++end;
    };
    skip_figures();
    if (end < text.size() && text[end] == '.') ++end;
    skip_figures();
    if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
      std::size_t figures = end + 1;
      if (figures < text.size() && (text[figures] == '+' || text[figures] == '-')) ++figures;
      if (figures < text.size() && is_figure(text[figures])) {
        end = figures;
        skip_figures();
      }
    }
    take(EquationToken::Kind::number, end);
    token_.value = finite_number(scope_.source, token_.text, text_.at + token_.begin);
  }

  /// One level of nesting, during the object's lifetime.
  class Level {
  public:
    explicit Level(EquationParser& parser) : parser_(parser) {
      if (++parser_.levels_ > most_levels)
        parser_.fail(parser_.token_.begin, "at most " + std::to_string(most_levels) + " levels of nesting",
                     "more");
    }
    ~Level() { --parser_.levels_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

  private:
    EquationParser& parser_;
  };
  void count(std::size_t at, int operations = 1) {
    operations_ += operations;
    if (operations_ > most_operations)
      fail(at, "at most " + std::to_string(most_operations) + " operations in an equation", "more");
  }

  // ---- values

  template <class Build> auto located(std::size_t at, const Build& build) const {
    try {
      return build();
    } catch (const Error& error) {
      fail(at, error.expected(), error.got(), error.hint());
    }
  }

  Value value_of(const Real& number, std::size_t begin) const {
    return {Value::Kind::number, begin, folded(number).node()};
  }
  Value value_of(const Boolean& truth, std::size_t begin) const {
    return {Value::Kind::truth, begin, truth.node()};
  }
  Value value_of(const Distribution<Quantity>& law, std::size_t begin) const {
    return {Value::Kind::law, begin, nullptr, {}, law};
  }

  /// Returns the value as a number. A distribution is drawn as a quantity of its own; a state
  /// counts as its number, and truth as 1.
  Real number(const Value& value) const {
    switch (value.kind) {
      case Value::Kind::number: return Real(value.node);
      case Value::Kind::truth: return Real(Boolean(value.node));
      case Value::Kind::category: return state_number(Category(value.node));
      case Value::Kind::law: return located(value.begin, [&] { return scope_.draw(*value.law); });
      case Value::Kind::text: break;
    }
    fail(value.begin, "a number",
         '"' + clipped(value.text) + "\", which only a discrete node is compared with");
  }
  Boolean truth(const Value& value) const {
    return value.kind == Value::Kind::truth ? Boolean(value.node) : number(value) != 0.0;
  }
  double known_number(const Value& value, const std::string& expected) const {
    const std::optional<double> known =
        value.kind == Value::Kind::law ? std::nullopt : constant(number(value));
    if (!known) fail(value.begin, expected, "an expression");
    return *known;
  }

  // ---- expressions

  Value selection() {
    const Level level(*this);
    const Value condition = comparison();
    if (!is_symbol("?")) return condition;
    advance();
    const Value then = selection();
    expect(":", "':' and the other value of '?'");
    const Value otherwise = selection();
    return selected(truth(condition), then, otherwise, condition.begin);
  }

  Value comparison() {
    Value left = sum();
    while (is_symbol("<") || is_symbol(">") || is_symbol("<=") || is_symbol(">=") || is_symbol("=") ||
           is_symbol("<>")) {
      const EquationToken symbol = token_;
      count(symbol.begin);
      advance();
      const Value right = sum();
      left = value_of(compared(left, symbol, right), left.begin);
    }
    return left;
  }

  Boolean compared(const Value& left, const EquationToken& symbol, const Value& right) const {
    if (symbol.text == "=") return equal(left, right);
    if (symbol.text == "<>") return !equal(left, right);
    const Real a = number(left), b = number(right);
    if (symbol.text == "<") return a < b;
    if (symbol.text == ">") return a > b;
    return symbol.text == "<=" ? a <= b : a >= b;
  }
  Boolean equal(const Value& left, const Value& right) const {
    if (right.kind == Value::Kind::category && left.kind != Value::Kind::category) return equal(right, left);
    if (left.kind != Value::Kind::category || right.kind == Value::Kind::category)
      return number(left) == number(right);
    return is_state(Category(left.node), right);
  }
  /// Returns whether a category is in a state, given by its name or by its number from 0 on.
  Boolean is_state(const Category& category, const Value& state) const {
    if (state.kind == Value::Kind::text) return located(state.begin, [&] { return category == state.text; });
    const Real other = number(state);
    const std::optional<double> known = constant(other);
    const auto states = static_cast<double>(category.states().size());
    if (known && *known >= 0 && *known < states && *known == std::floor(*known))
      return category == category.states()[static_cast<std::size_t>(*known)];
    return state_number(category) == other;
  }

  Value sum() {
    Value left = product();
    while (is_symbol("+") || is_symbol("-")) {
      const bool plus = is_symbol("+");
      count(token_.begin);
      advance();
      left = added(left, product(), plus);
    }
    return left;
  }
  /// A shifted Normal remains a Normal.
  Value added(const Value& left, const Value& right, bool plus) const {
    const auto is_normal = [](const Value& value) {
      return value.law && value.law->family.is<distribution::Normal>();
    };
    if (is_normal(right) && !left.law) {
      const Real a = number(left), mean(right.law->parameters[0]);
      return value_of(Normal(folded(plus ? a + mean : a - mean), Real(right.law->parameters[1])), left.begin);
    }
    if (is_normal(left) && !right.law) {
      const Real b = number(right), mean(left.law->parameters[0]);
      return value_of(Normal(folded(plus ? mean + b : mean - b), Real(left.law->parameters[1])), left.begin);
    }
    const Real a = number(left), b = number(right);
    return value_of(plus ? a + b : a - b, left.begin);
  }

  Value product() {
    Value left = power();
    while (is_symbol("*") || is_symbol("/")) {
      const bool times = is_symbol("*");
      count(token_.begin);
      advance();
      const Value right = power();
      const Real a = number(left), b = number(right);
      left = value_of(times ? a * b : a / b, left.begin);
    }
    return left;
  }

  Value power() {
    Value base = sign();
    while (is_symbol("^")) {
      const std::size_t at = token_.begin;
      advance();
      base = value_of(raised(base, sign(), at), base.begin);
    }
    return base;
  }
  Real raised(const Value& base, const Value& exponent, std::size_t at) {
    constexpr int products = 16;  // largest number for a whole power
    const Real x = number(base);
    if (exponent.kind == Value::Kind::category) {
      const Category category(exponent.node);
      std::vector<Real> powers;
      for (std::size_t state = 0; state < category.states().size(); ++state) {
        count(at, products);
        powers.push_back(folded(power_of(x, static_cast<double>(state))));
      }
      return detail::table_node({category}, powers);
    }
    count(at, products);
    const Real y = number(exponent);
    const std::optional<double> known = constant(y);
    return known ? power_of(x, *known) : pow(x, y);
  }

  Value sign() {
    if (!is_symbol("-")) return primary();
    const Level level(*this);
    const std::size_t begin = token_.begin;
    count(begin);
    advance();
    return value_of(-number(sign()), begin);
  }

  Value primary() {
    const EquationToken token = token_;
    if (is_symbol("(")) {
      advance();
      const Value value = selection();
      expect(")", "')'");
      return value;
    }
    if (token.kind == EquationToken::Kind::end || token.kind == EquationToken::Kind::symbol)
      fail(token.begin, "a number, a parent or a function", got());
    advance();
    if (token.kind == EquationToken::Kind::number) return value_of(Real(token.value), token.begin);
    if (token.kind == EquationToken::Kind::text)
      return {Value::Kind::text, token.begin, nullptr, std::string(token.text)};
    return is_symbol("(") ? function(token) : reference(token);
  }

  Value reference(const EquationToken& name) const {
    const NodePtr found = scope_.variable(name.text);
    if (!found) fail(name.begin, "a parent of the node", shown(name.text), nearest(name.text, scope_.names));
    if (found->op == Op::category) return {Value::Kind::category, name.begin, found};
    return value_of(Real(found), name.begin);
  }

  // ---- functions

  Values arguments() {
    advance();
    Values all;
    if (!is_symbol(")")) all.push_back(selection());
    while (is_symbol(",") || is_symbol(";")) {
      advance();
      all.push_back(selection());
    }
    expect(")", "',' or ')'");
    return all;
  }

  struct FunctionEntry {
    const char* name;
    std::size_t fewest, most;  // number of arguments
    Value (EquationParser::*build)(const EquationToken& name, const Values& arguments);
  };
  static constexpr std::size_t any_number = std::numeric_limits<std::size_t>::max();

  static const std::vector<FunctionEntry>& functions() {
    using P = EquationParser;
    static const std::vector<FunctionEntry> all = {
        {"Abs", 1, 1, &P::absolute},
        {"And", 1, any_number, &P::conjunction},
        {"Bernoulli", 1, 1, &P::law},
        {"Beta", 2, 2, &P::law},
        {"Binomial", 2, 2, &P::law},
        {"Choose", 2, any_number, &P::choice},
        {"CustomPDF", 4, any_number, &P::custom_density},
        {"Exp", 1, 1, &P::exponential_function},
        {"Exponential", 1, 1, &P::law},
        {"Gamma", 2, 2, &P::law},
        {"If", 3, 3, &P::condition},
        {"Ln", 1, 1, &P::natural_logarithm},
        {"Log", 2, 2, &P::logarithm},
        {"Log10", 1, 1, &P::decimal_logarithm},
        {"Lognormal", 2, 2, &P::law},
        {"Max", 1, any_number, &P::extreme},
        {"Min", 1, any_number, &P::extreme},
        {"Normal", 2, 2, &P::law},
        {"Or", 1, any_number, &P::disjunction},
        {"Poisson", 1, 1, &P::law},
        {"Pow10", 1, 1, &P::power_of_ten},
        {"Sign", 1, 1, &P::signum},
        {"Sqrt", 1, 1, &P::root},
        {"Steps", 3, any_number, &P::steps},
        {"Sum", 1, any_number, &P::total},
        {"SumSq", 1, any_number, &P::total_of_squares},
        {"Switch", 3, any_number, &P::switched},
        {"Triangular", 3, 3, &P::law},
        {"Truncnormal", 4, 4, &P::law},
        {"Uniform", 2, 2, &P::law},
        {"Weibull", 2, 2, &P::law},
        {"Xor", 1, any_number, &P::exclusive},
    };
    return all;
  }

  Value function(const EquationToken& name) {
    count(name.begin);
    const std::string lower = lower_case(name.text);
    for (const FunctionEntry& entry : functions()) {
      if (lower_case(entry.name) != lower) continue;
      const Values given = arguments();
      check_count(name, entry, given.size());
      count(name.begin, static_cast<int>(given.size()));
      return (this->*entry.build)(name, given);
    }
    std::vector<std::string> names;
    for (const FunctionEntry& entry : functions()) names.emplace_back(entry.name);
    fail(name.begin, "a function that is known here (" + detail::joined(names) + ')', shown(name.text),
         nearest(name.text, names));
  }
  void check_count(const EquationToken& name, const FunctionEntry& entry, std::size_t given) const {
    if (given >= entry.fewest && given <= entry.most) return;
    fail(name.begin,
         (entry.most == any_number ? "at least " : "") + plural(entry.fewest, "argument", "arguments") +
             " of " + entry.name,
         std::to_string(given),
         entry.fewest == 2 && given == 1 && entry.name == std::string_view("Log")
             ? "Ln is the natural logarithm, Log10 the decimal one"
             : "");
  }

  Value absolute(const EquationToken& name, const Values& of) {
    return value_of(abs(number(of[0])), name.begin);
  }
  Value exponential_function(const EquationToken& name, const Values& of) {
    return value_of(exp(number(of[0])), name.begin);
  }
  Value natural_logarithm(const EquationToken& name, const Values& of) {
    return value_of(log(number(of[0])), name.begin);
  }
  Value logarithm(const EquationToken& name, const Values& of) {
    return value_of(log(number(of[0])) / folded(log(number(of[1]))), name.begin);
  }
  Value decimal_logarithm(const EquationToken& name, const Values& of) {
    return value_of(log(number(of[0])) / std::log(10.0), name.begin);
  }
  Value power_of_ten(const EquationToken& name, const Values& of) {
    return value_of(pow(10, number(of[0])), name.begin);
  }
  Value root(const EquationToken& name, const Values& of) {
    return value_of(sqrt(number(of[0])), name.begin);
  }
  Value signum(const EquationToken& name, const Values& of) {
    const Real x = number(of[0]);
    return value_of(if_then_else(x > 0.0, 1, if_then_else(x < 0.0, -1, x)), name.begin);
  }
  Value extreme(const EquationToken& name, const Values& of) {
    const bool least = lower_case(name.text) == "min";
    Real best = number(of[0]);
    for (std::size_t i = 1; i < of.size(); ++i) {
      const Real next = number(of[i]);
      best = least ? (min)(best, next) : (max)(best, next);
    }
    return value_of(best, name.begin);
  }
  Value total(const EquationToken& name, const Values& of) {
    Value all = of[0];
    for (std::size_t i = 1; i < of.size(); ++i) all = added(all, of[i], true);
    all.begin = name.begin;
    return all;
  }
  Value total_of_squares(const EquationToken& name, const Values& of) {
    Real all = 0;
    for (std::size_t i = 0; i < of.size(); ++i) {
      const Real x = number(of[i]);
      all = i == 0 ? x * x : all + x * x;
    }
    return value_of(all, name.begin);
  }
  Value conjunction(const EquationToken& name, const Values& of) {
    Boolean all = truth(of[0]);
    for (std::size_t i = 1; i < of.size(); ++i) all = all && truth(of[i]);
    return value_of(all, name.begin);
  }
  Value disjunction(const EquationToken& name, const Values& of) {
    Boolean any = truth(of[0]);
    for (std::size_t i = 1; i < of.size(); ++i) any = any || truth(of[i]);
    return value_of(any, name.begin);
  }
  /// Returns whether an odd number of arguments is true.
  Value exclusive(const EquationToken& name, const Values& of) {
    Boolean odd = truth(of[0]);
    for (std::size_t i = 1; i < of.size(); ++i) {
      odd = Real(odd) != Real(truth(of[i]));
    }
    return value_of(odd, name.begin);
  }

  // ---- selections

  Value condition(const EquationToken& name, const Values& of) {
    return selected(truth(of[0]), of[1], of[2], name.begin);
  }

  /// `Choose(x, first, second, ...)`: selects by a number from 0 on, or by a discrete node's state;
  /// 0 if there is no such value.
  Value choice(const EquationToken& name, const Values& given) {
    Values of = given;
    draw_once(of[0]);
    std::size_t values = of.size() - 1;
    Value chosen = value_of(Real(0), name.begin);
    if (of[0].kind == Value::Kind::category) {
      const std::size_t states = Category(of[0].node).states().size();
      if (values >= states) chosen = of[states];
      values = values >= states ? states - 1 : values;
    }
    for (std::size_t i = values; i-- > 0;)
      chosen = selected(equal(of[0], value_of(Real(static_cast<double>(i)), name.begin)), of[i + 1], chosen,
                        name.begin);
    return chosen;
  }

  /// `Switch(x, a, value, b, value, ..., default)`; the default is 0 if it is omitted.
  Value switched(const EquationToken& name, const Values& given) {
    Values of = given;
    draw_once(of[0]);
    const bool has_default = of.size() % 2 == 0;
    std::size_t cases = (of.size() - 1) / 2;
    Value chosen = has_default ? of.back() : value_of(Real(0), name.begin);
    if (!has_default && of[0].kind == Value::Kind::category && names_all_states(of, cases)) {
      chosen = of[2 * cases];
      --cases;
    }
    for (std::size_t i = cases; i-- > 0;)
      chosen = selected(equal(of[0], of[2 * i + 1]), of[2 * i + 2], chosen, name.begin);
    return chosen;
  }
  /// Draws a distribution as one quantity, because it is compared several times.
  void draw_once(Value& value) const {
    if (value.law) value = value_of(number(value), value.begin);
  }
  bool names_all_states(const Values& of, std::size_t cases) const {
    std::vector<std::string> named;
    for (std::size_t i = 0; i < cases; ++i)
      if (of[2 * i + 1].kind == Value::Kind::text) named.push_back(of[2 * i + 1].text);
    const std::vector<std::string>& states = of[0].node->labels;
    return named.size() == cases && std::all_of(states.begin(), states.end(), [&](const std::string& state) {
             return std::find(named.begin(), named.end(), state) != named.end();
           });
  }

  /// For two distributions of one family: the distribution with selected parameters. For others: a
  /// mixture from which the condition selects one.
  Value selected(const Boolean& when, const Value& then, const Value& otherwise, std::size_t begin) {
    count(begin, 4);
    if (!then.law && !otherwise.law)
      return value_of(if_then_else(when, number(then), number(otherwise)), begin);
    const Distribution<Quantity> a = as_distribution(then), b = as_distribution(otherwise);
    if (a.family == b.family && a.family->role != distribution::Role::mixture) {
      Distribution<Quantity> law = a;
      for (std::size_t i = 0; i < law.parameters.size(); ++i)
        if (!is_same_constant(*a.parameters[i], *b.parameters[i]))
          law.parameters[i] = if_then_else(when, Real(a.parameters[i]), Real(b.parameters[i])).node();
      return value_of(law, begin);
    }
    return located(begin, [&] {
      return value_of(Mixture({{if_then_else(when, 1, 0), guarded(a, when)},
                               {if_then_else(when, 0, 1), guarded(b, !when)}}),
                      begin);
    });
  }
  /// Returns a distribution whose parameters are replaced by valid ones when it is not selected.
  static Distribution<Quantity> guarded(Distribution<Quantity> law, const Boolean& when) {
    const bool is_mixture = law.family->role == distribution::Role::mixture;
    const std::vector<Family> parts = is_mixture ? law.components : std::vector<Family>{law.family};
    std::size_t next = is_mixture ? parts.size() : 0;
    for (const Family part : parts)
      for (std::size_t i = 0; i < part->parameters.size(); ++i, ++next) {
        NodePtr& parameter = law.parameters[next];
        if (parameter->op == Op::constant) continue;
        const bool has_bounds = part.is<distribution::Uniform>() || part.is<distribution::Triangular>() ||
                                part.is<distribution::TruncatedNormal>();  // 0, 1, 2, 3 are valid
        const Real any = has_bounds ? static_cast<double>(i) : 1.0;
        parameter = if_then_else(when, Real(parameter), any).node();
      }
    return law;
  }
  Distribution<Quantity> as_distribution(const Value& value) const {
    return value.law ? *value.law : Deterministic<Quantity>(number(value));
  }

  // ---- distributions

  /// Reads parameters in GeNIe's order: a Gamma has a shape and a scale, a Weibull a scale and a
  /// shape, and an Exponential a rate.
  Value law(const EquationToken& name, const Values& of) {
    std::vector<Real> p;
    for (const Value& value : of) p.push_back(number(value));
    return located(name.begin,
                   [&] { return value_of(distribution_of_name(lower_case(name.text), p), name.begin); });
  }
  static Distribution<Quantity> distribution_of_name(const std::string& name, const std::vector<Real>& p) {
    if (name == "bernoulli") return Binomial(1, p[0]);
    if (name == "beta") return Beta(p[0], p[1]);
    if (name == "binomial") return Binomial(p[0], p[1]);
    if (name == "exponential") return Exponential(p[0]);
    if (name == "gamma") return Gamma(p[0], folded(1.0 / p[1]));
    if (name == "lognormal") return LogNormal(p[0], p[1]);
    if (name == "normal") return Normal(p[0], p[1]);
    if (name == "poisson") return Poisson(p[0]);
    if (name == "triangular") return Triangular(p[0], p[1], p[2]);
    if (name == "truncnormal") return TruncatedNormal(p[0], p[1], p[2], p[3]);
    if (name == "uniform") return Uniform(p[0], p[1]);
    return Weibull(p[1], p[0]);
  }

  /// Returns the numbers of a density: `places` increasing ones, then heights that are not all 0.
  std::pair<std::vector<double>, std::vector<double>> density(const EquationToken& name, const Values& of,
                                                              std::size_t places) const {
    std::vector<double> x, y;
    for (std::size_t i = 0; i < of.size(); ++i) {
      const double value = known_number(of[i], "a number in " + std::string(name.text));
      if (!std::isfinite(value)) fail(of[i].begin, "a finite number", detail::number(value));
      if (i < places && i > 0 && !(value > x.back()))
        fail(of[i].begin, "places that increase",
             detail::number(value) + " after " + detail::number(x.back()));
      if (i >= places && value < 0) fail(of[i].begin, "a density from 0 on", detail::number(value));
      (i < places ? x : y).push_back(value);
    }
    if (std::all_of(y.begin(), y.end(), [](double height) { return height == 0; }))
      fail(name.begin, "a density that is above 0 somewhere", "0 everywhere");
    return {x, y};
  }

  struct Part {
    double weight;
    Distribution<Quantity> law;
  };
  Value mixture(const EquationToken& name, const std::vector<Part>& parts) const {
    double sum = 0;
    for (const Part& part : parts) sum += part.weight;
    std::vector<Component> components;
    for (const Part& part : parts)
      if (part.weight > 0) components.push_back({part.weight / sum, part.law});
    if (components.size() == 1) return value_of(components[0].law, name.begin);
    return located(name.begin, [&] { return value_of(Mixture(components), name.begin); });
  }

  /// `Steps(x0, x1, ..., xn, y1, ..., yn)`: a density proportional to y1 from x0 to x1, and so on.
  Value steps(const EquationToken& name, const Values& of) {
    if (of.size() % 2 == 0)
      fail(name.begin, "one place more than heights in Steps: an odd number of arguments",
           std::to_string(of.size()));
    const auto [x, y] = density(name, of, of.size() / 2 + 1);
    std::vector<Part> parts;
    for (std::size_t i = 0; i < y.size(); ++i)
      parts.push_back({y[i] * (x[i + 1] - x[i]), Uniform(x[i], x[i + 1])});
    return mixture(name, parts);
  }

  /// `CustomPDF(x1, ..., xn, y1, ..., yn)`: a density proportional to the linear interpolation of
  /// (x1, y1), (x2, y2), and so on. It is the sum of one triangle for each point, from the previous
  /// point to the next one.
  Value custom_density(const EquationToken& name, const Values& of) {
    if (of.size() % 2 != 0)
      fail(name.begin, "as many places as heights in CustomPDF: an even number of arguments",
           std::to_string(of.size()));
    const auto [x, y] = density(name, of, of.size() / 2);
    std::vector<Part> parts;
    for (std::size_t i = 0; i < y.size(); ++i) {
      const double low = x[i > 0 ? i - 1 : 0], high = x[(std::min)(i + 1, x.size() - 1)];
      parts.push_back({y[i] * (high - low) / 2, Triangular(low, x[i], high)});
    }
    return mixture(name, parts);
  }

  const EquationScope& scope_;
  const XmlText& text_;
  EquationToken token_;
  std::size_t next_ = 0;
  int levels_ = 0, operations_ = 0;
};

}  // namespace

Distribution<Quantity> read_equation(const EquationScope& scope, const std::string& node,
                                     const XmlText& text) {
  return EquationParser(scope, text).equation(node);
}

}  // namespace casus::io
