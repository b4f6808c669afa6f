// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <casus/io/network.hpp>

#include "io/network/draft.hpp"
#include "io/text/xml.hpp"
#include "io/xdsl/variables.hpp"

/// The dynamic networks of XDSL as timelines.
namespace casus::io {

/// Reads the definitions of plate nodes for later slices, and makes a timeline of all nodes.
///
/// For a node with arcs of order k (from k slices before) the file has k + 1 tables: that of the
/// node for slice 0, and one of each order from 1 to k, of which the last applies to all later
/// slices. The parents of a table of order k are the node's own without anchors, followed by those
/// named by the definitions of orders 1 to k, in this order (SMILE's manual, "Temporal
/// definitions"; the manual's tutorial 6).
class XdslTimeline {
public:
  /// `draft`: has the tables of slice 0.
  XdslTimeline(const XmlFile& file, Draft& draft, const std::vector<XdslNode>& nodes)
      : file_(file), draft_(draft), nodes_(nodes), definitions_(nodes.size()), checks_(file) {}

  /// Reads <dynamic>.
  void read(const pugi::xml_node& dynamic);
  /// `order`: order of the nodes, parents first.
  Timeline timeline(const std::vector<std::size_t>& order);

private:
  using Element = pugi::xml_node;

  /// The table of an order above 0.
  struct Definition {
    Element element;
    std::vector<std::size_t> parents = {};  // nodes, read as many slices before as the order
    std::size_t table = 0;                  // its number in the draft
  };
  /// A node's value `lag` slices before.
  struct Past {
    std::size_t node, lag;
  };

  void collect(const Element& element);
  void read_tables(std::size_t node);
  std::size_t past(std::size_t node, std::size_t lag, std::size_t at);

  void declare(Timeline& timeline, std::size_t node);
  void declare_past(Timeline& timeline);
  void declare_clocks(Timeline& timeline);
  void state(Timeline& timeline, const XdslVariables& variables, std::size_t node);
  std::vector<Real> columns(const XdslVariables& variables, std::size_t table) const;
  NodePtr value(const XdslVariables& variables, std::size_t number) const;

  const XmlFile& file_;
  Draft& draft_;
  const std::vector<XdslNode>& nodes_;
  std::vector<std::vector<Definition>> definitions_;                         // by node; order 1 first
  std::map<std::pair<std::size_t, std::size_t>, std::size_t> past_numbers_;  // in the draft, by node and lag
  std::vector<Past> pasts_;  // by number in the draft, after the nodes; tables have entries of lag 0
  std::map<std::size_t, Series<Category>> series_;                               // by node
  std::map<std::pair<std::size_t, std::size_t>, Series<Category>> past_series_;  // by node and lag, from 1 on
  std::vector<Series<Event>> clocks_;  // whether a slice's number is at least 1, 2, ...
  XdslChecks checks_;
};

}  // namespace casus::io
