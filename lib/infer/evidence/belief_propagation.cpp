// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "infer/evidence/belief_propagation.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include <casus/detail/index.hpp>

namespace casus {

namespace {

using Message = std::vector<double>;

// Scales a message to a largest value of 1; returns false if no value is positive.
bool normalise(Message& message) {
  const double greatest = *std::max_element(message.begin(), message.end());
  if (!(greatest > 0)) return false;
  for (double& value : message) value /= greatest;
  return true;
}

class Propagation {
public:
  Propagation(std::size_t variables, const std::vector<TabledFactor>& factors)
      : factors_(factors), messages_(factors.size()), touching_(variables) {
    for (std::size_t f = 0; f < factors.size(); ++f)
      for (std::size_t k = 0; k < factors[f].variables.size(); ++k) {
        messages_[f].emplace_back(detail::at(factors[f].table->radices[k]), 1.0);
        touching_[detail::at(factors[f].variables[k])].push_back({f, k});
      }
  }

  // Sweeps from the last factor to the first and back until little changes. Returns false if the
  // evidence proves impossible.
  bool run() {
    constexpr int most_sweeps = 12;
    constexpr double little = 1e-3;
    for (int sweep = 0; sweep < most_sweeps; ++sweep) {
      double change = 0;
      for (std::size_t f = factors_.size(); f-- > 0;)
        if (!update(f, change)) return false;
      for (std::size_t f = 0; f < factors_.size(); ++f)
        if (!update(f, change)) return false;
      if (change < little) break;
    }
    return true;
  }

  // Returns the product of the messages to a variable from all factors except its own table.
  Message from_below(std::size_t variable) const {
    Message product;
    for (const auto& [f, k] : touching_[variable]) {
      if (factors_[f].own == static_cast<Index>(variable)) continue;
      if (product.empty()) product.assign(messages_[f][k].size(), 1.0);
      for (std::size_t s = 0; s < product.size(); ++s) product[s] *= messages_[f][k][s];
    }
    if (!product.empty() && !normalise(product)) product.clear();
    return product;
  }

  // Returns the message to a variable from its own table, as probabilities.
  Message from_above(std::size_t variable) const {
    Message own;
    for (const auto& [f, k] : touching_[variable])
      if (factors_[f].own == static_cast<Index>(variable)) own = messages_[f][k];
    const double sum = std::accumulate(own.begin(), own.end(), 0.0);
    for (double& value : own) value /= sum;
    return own;
  }

private:
  struct Place {
    std::size_t factor, position;
  };

  // Returns the message from a variable to a factor: the product of the messages to the variable
  // from all other factors.
  Message towards(std::size_t factor, std::size_t position) const {
    Message product(messages_[factor][position].size(), 1.0);
    const Index variable = factors_[factor].variables[position];
    for (const Place& place : touching_[detail::at(variable)]) {
      if (place.factor == factor) continue;
      const Message& incoming = messages_[place.factor][place.position];
      for (std::size_t s = 0; s < product.size(); ++s) product[s] *= incoming[s];
    }
    return product;
  }

  bool update(std::size_t factor, double& change) {
    const StateTable& table = *factors_[factor].table;
    const std::size_t arity = table.radices.size();
    std::vector<Message> incoming, outgoing;
    for (std::size_t k = 0; k < arity; ++k) {
      incoming.push_back(towards(factor, k));
      outgoing.emplace_back(incoming[k].size(), 0.0);
      if (!normalise(incoming[k])) return false;
    }
    for_each_combination(table, [&](std::size_t number, const std::vector<Index>& states) {
      const double value = table.values[number];
      if (!(value > 0)) return;  // also skips NaN, in rows that are never met
      for (std::size_t k = 0; k < arity; ++k) {
        double product = value;
        for (std::size_t other = 0; other < arity; ++other)
          if (other != k) product *= incoming[other][detail::at(states[other])];
        outgoing[k][detail::at(states[k])] += product;
      }
    });
    for (std::size_t k = 0; k < arity; ++k) {
      if (!normalise(outgoing[k])) return false;
      for (std::size_t s = 0; s < outgoing[k].size(); ++s)
        change = (std::max)(change, std::abs(outgoing[k][s] - messages_[factor][k][s]));
    }
    messages_[factor] = std::move(outgoing);
    return true;
  }

  const std::vector<TabledFactor>& factors_;
  std::vector<std::vector<Message>> messages_;  // from each factor to each of its variables
  std::vector<std::vector<Place>> touching_;    // by variable
};

}  // namespace

double Belief::mean() const { return std::inner_product(below.begin(), below.end(), above.begin(), 0.0); }

std::vector<Belief> belief_propagation(std::size_t variables, const std::vector<TabledFactor>& factors) {
  std::vector<Belief> all(variables);
  Propagation propagation(variables, factors);
  if (!propagation.run()) return all;
  for (std::size_t variable = 0; variable < all.size(); ++variable)
    all[variable] = {propagation.from_below(variable), propagation.from_above(variable)};
  return all;
}

}  // namespace casus
