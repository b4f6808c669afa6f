// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <functional>
#include <set>
#include <string>
#include <vector>

#include <casus/model/model.hpp>
#include <casus/model/timeline.hpp>

#include "io/limits.hpp"
#include "io/network/draft.hpp"
#include "io/text/xml.hpp"

/// The variables for the nodes of XDSL outside of time: the whole network, or the constants of a
/// dynamic network.
namespace casus::io {

/// Properties of a node that the draft does not have; the numbering is the same.
struct XdslNode {
  /// Role in a dynamic network. Plate nodes exist in each slice; constants are read in each slice,
  /// an anchor in the first slice, and a terminal reads the last one.
  enum class Time { constant, anchor, plate, terminal };

  pugi::xml_node element;
  Time time = Time::constant;
  bool is_equation = false;
  /// Upper ends of the intervals of an equation's discretization; the draft has their names as
  /// states.
  std::vector<double> ends = {};

  bool is_outside() const noexcept { return time == Time::constant || time == Time::anchor; }
};

/// Evaluates `build`; reports an error that it throws at the element's position.
template <class Build>
auto at_element(const XmlFile& file, const pugi::xml_node& element, const Build& build) {
  try {
    return build();
  } catch (const Error& error) {
    file.fail(element, error.expected(), error.got(), error.hint());
  }
}

/// Throws Error if the generated name of a variable is too long.
void check_length(const std::string& name);

/// Limits the cost of checking a file's distributions.
class XdslChecks {
public:
  explicit XdslChecks(const XmlFile& file) : file_(file) {}
  /// Throws Error if checking this and all previous distributions takes too long.
  void charge(const Scope& scope, const ConditionalDistribution& law, const pugi::xml_node& at);

private:
  const XmlFile& file_;
  double left_ = most_checks;
};

class XdslVariables {
public:
  XdslVariables(const XmlFile& file, const Draft& draft, const std::vector<XdslNode>& nodes,
                XdslChecks& checks, Model& model);
  XdslVariables(const XmlFile& file, const Draft& draft, const std::vector<XdslNode>& nodes,
                XdslChecks& checks, Timeline& timeline);

  /// Adds a node; all its parents must have been added.
  void add(std::size_t node);
  const NodePtr& variable(std::size_t node) const { return variables_[node]; }
  /// Returns the variable that tables read: for an equation, its interval.
  Discrete discrete(std::size_t node) const;

private:
  XdslVariables(const XmlFile& file, const Draft& draft, const std::vector<XdslNode>& nodes,
                XdslChecks& checks);
  const Model& model() const { return timeline_ ? timeline_->constants() : *model_; }
  template <class Handle> NodePtr added(std::string name, const Distribution<Handle>& law) {
    check_length(name);
    return timeline_ ? timeline_->add(std::move(name), law).node() : model_->add(std::move(name), law).node();
  }
  void add_equation(std::size_t node);
  void add_interval(std::size_t node);
  NodePtr parent(std::size_t node, std::string_view name) const;

  const XmlFile& file_;
  const Draft& draft_;
  const std::vector<XdslNode>& nodes_;
  XdslChecks& checks_;
  Model* model_ = nullptr;
  Timeline* timeline_ = nullptr;
  std::vector<NodePtr> variables_, intervals_;  // by node
  std::set<std::size_t> read_as_states_;        // equations that tables read
};

}  // namespace casus::io
