// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/xdsl.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/model/text.hpp>

#include "io/limits.hpp"
#include "io/network/draft.hpp"
#include "io/text/number.hpp"
#include "io/text/xml.hpp"
#include "io/xdsl/tables.hpp"
#include "io/xdsl/timeline.hpp"
#include "io/xdsl/variables.hpp"

namespace casus {

namespace {

using io::is;
using io::XdslNode;
using io::XmlText;
using Element = pugi::xml_node;

class XdslReader {
public:
  XdslReader(std::string_view text, const std::string& file_name) : file_(text, file_name) {}

  Network network() {
    const Element root = file_.root("smile");
    Element nodes, dynamic;
    for (const Element& element : io::XmlFile::elements(root)) {
      Element& section = is(element, "dynamic") ? dynamic : nodes;
      if (is(element, "nodes") || is(element, "dynamic")) {
        if (section) file_.fail(element, "one <" + std::string(element.name()) + '>', "a second one");
        section = element;
      } else if (!is(element, "extensions") && !is(element, "property") && !is(element, "cases")) {
        file_.fail_unknown(element, {"nodes", "dynamic", "extensions", "property", "cases"});
      }
    }
    if (!nodes) file_.fail(root, "<nodes>", "none");
    for (const Element& element : io::XmlFile::elements(nodes)) declare(element);
    if (nodes_.empty()) file_.fail(nodes, "a node", "none");
    for (std::size_t node = 0; node < nodes_.size(); ++node) define(node);
    Network network = built(dynamic);
    warn(root, network);
    return network;
  }

private:
  // ---- nodes

  void declare(const Element& element) {
    static const std::vector<std::string> known = {"cpt", "deterministic", "noisymax", "equation"};
    if (std::find(known.begin(), known.end(), element.name()) == known.end()) {
      const std::string what = unsupported(element);
      file_.fail(element, "a node of chance (" + detail::joined(known) + ')',
                 '<' + io::clipped(element.name()) + '>',
                 what.empty() ? io::nearest(element.name(), known) : what);
    }
    const XmlText id = file_.attribute(element, "id");
    const std::size_t node = draft_.declare(id.text, id.at);
    nodes_.push_back({element, time_of(element), is(element, "equation")});
    if (nodes_[node].is_equation) return add_intervals(node);
    for (const Element& state : io::XmlFile::elements(element)) {
      if (!is(state, "state")) continue;
      const XmlText name = file_.attribute(state, "id");
      draft_.add_state(node, name.text, name.at);
    }
    draft_.check_states(node, file_.position(element));
  }

  XdslNode::Time time_of(const Element& element) const {
    if (!element.attribute("dynamic")) return XdslNode::Time::constant;
    const XmlText stated = file_.attribute(element, "dynamic");
    if (stated.text == "anchor") return XdslNode::Time::anchor;
    if (stated.text != "plate" && stated.text != "terminal")
      file_.source().fail(stated.at, "one of anchor, plate, terminal", io::shown(stated.text),
                          io::nearest(stated.text, {"anchor", "plate", "terminal"}));
    if (is(element, "equation"))
      file_.source().fail(stated.at, "a discrete node in time (cpt, deterministic or noisymax)",
                          "an equation");
    return stated.text == "plate" ? XdslNode::Time::plate : XdslNode::Time::terminal;
  }

  /// Returns a hint for a construct of influence diagrams, which a Bayesian network cannot have.
  static std::string unsupported(const Element& element) {
    static const std::array<std::pair<const char*, const char*>, 5> known = {
        {{"decision",
          "a decision is not a chance node: set it with `do` in a question, instead of an influence diagram"},
         {"utility", "a utility is not a chance node: state it as a quantity of a model file (.toml)"},
         {"mau", "a utility is not a chance node: state it as a quantity of a model file (.toml)"},
         {"demorgan", "a DeMorgan node: have GeNIe change its type to general"},
         {"noisyadder", "a noisy adder: have GeNIe change its type to general"}}};
    for (const auto& [name, what] : known)
      if (is(element, name)) return what;
    return {};
  }

  /// Reads the discretization of an equation, which tables use.
  void add_intervals(std::size_t node) {
    const Element& element = nodes_[node].element;
    if (!element.child("discretization")) return;
    const std::vector<Element> intervals = io::XmlFile::elements(io::part(file_, element, "discretization"));
    std::vector<double>& ends = nodes_[node].ends;
    for (const Element& interval : intervals) {
      if (!is(interval, "interval")) file_.fail_unknown(interval, {"interval"});
      const XmlText end = file_.attribute(interval, "upper");
      ends.push_back(io::bound(file_.source(), end.text, end.at));
      if (ends.size() > 1 && !(ends.back() > ends[ends.size() - 2]))
        file_.source().fail(end.at, "intervals that follow on each other", io::shown(end.text));
    }
    for (std::size_t i = 0; i < ends.size(); ++i) {
      const bool is_named = !std::string_view(intervals[i].attribute("label").value()).empty();
      const XmlText name = is_named ? file_.attribute(intervals[i], "label")
                                    : XmlText{interval_name(ends, i), file_.position(intervals[i])};
      draft_.add_state(node, name.text, name.at);
    }
  }
  static std::string interval_name(const std::vector<double>& ends, std::size_t i) {
    if (ends.size() == 1) return "all";
    if (i == 0) return "below " + detail::number(ends[0]);
    if (i + 1 == ends.size()) return detail::number(ends[i - 1]) + " or more";
    return detail::number(ends[i - 1]) + " to " + detail::number(ends[i]);
  }

  void define(std::size_t node) {
    const Element& element = nodes_[node].element;
    const bool is_equation = nodes_[node].is_equation;
    draft_.open_table(node, file_.position(element));
    if (element.child("parents"))
      file_.for_each_word(io::part(file_, element, "parents"), [&](std::string_view word, std::size_t at) {
        const std::size_t parent = draft_.known(word, at);
        if (is_equation) return draft_.add_argument(node, parent, at);
        if (draft_.node(parent).states.empty())
          file_.source().fail(at, "a parent with states", "the equation " + io::shown(word),
                              "have GeNIe discretize it");
        draft_.add_parent(node, parent, at);
      });
    if (!is_equation) io::XdslTables(file_, draft_).read(node, element);
  }

  // ---- the whole

  Network built(const Element& dynamic) {
    const std::string name = file_.root("smile").attribute("id").value();
    const auto has = [&](const auto& what) { return std::any_of(nodes_.begin(), nodes_.end(), what); };
    const bool in_time = has([](const XdslNode& node) { return node.time != XdslNode::Time::constant; });
    if (!in_time && dynamic)
      for (const Element& definition : io::XmlFile::elements(dynamic))
        file_.fail(definition, "a node of the plate (dynamic=\"plate\")", "a definition where there is none");
    if (!in_time && !has([](const XdslNode& node) { return node.is_equation; })) return draft_.finish(name);
    const std::vector<std::size_t> order = io::in_order(draft_.nodes(), [&](std::size_t node) {
      return file_.source().position(file_.position(nodes_[node].element));
    });
    Network network = in_time ? over_time(dynamic, order) : of_equations(order);
    draft_.describe(network, name);
    return network;
  }

  Network of_equations(const std::vector<std::size_t>& order) {
    Network network;
    io::XdslChecks checks(file_);
    io::XdslVariables variables(file_, draft_, nodes_, checks, network.model);
    for (const std::size_t node : order) variables.add(node);
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      if (nodes_[node].is_equation)
        network.quantities.emplace_back(variables.variable(node));
      else
        network.variables.emplace_back(variables.variable(node));
    }
    return network;
  }

  Network over_time(const Element& dynamic, const std::vector<std::size_t>& order) {
    constexpr Index slices = 10;  // GeNIe's default
    Network network;
    network.steps = dynamic ? slices_of(dynamic) : slices;
    io::XdslTimeline reader(file_, draft_, nodes_);
    reader.read(dynamic);
    network.timeline = reader.timeline(order);
    return network;
  }

  Index slices_of(const Element& dynamic) const {
    const XmlText stated = file_.attribute(dynamic, "numslices");
    const std::string expected = "a number of slices, 1 to " + std::to_string(io::most_steps);
    const std::size_t slices = io::whole_number(file_.source(), stated.text, stated.at, expected);
    if (slices < 1 || slices > detail::at(io::most_steps))
      file_.source().fail(stated.at, expected, io::shown(stated.text));
    return static_cast<Index>(slices);
  }

  // ---- warnings

  void warn(const Element& root, Network& network) const {
    const std::string at = file_.source().file_name() + ": ";
    const std::string bounds = bounds_text();
    if (!bounds.empty())
      network.warnings.push_back(at +
                                 (std::string_view(root.attribute("rejectoutliers").value()) == "true"
                                      ? "GeNIe leaves out samples in which a value is beyond its bounds; "
                                        "here none is left out unless it is given that "
                                      : "bounds of equations are those of GeNIe's discretization, and values "
                                        "beyond them are kept: ") +
                                 bounds);
    std::vector<std::string> terminals;
    for (std::size_t node = 0; node < nodes_.size(); ++node)
      if (nodes_[node].time == XdslNode::Time::terminal) terminals.push_back(draft_.node(node).name);
    if (!terminals.empty())
      network.warnings.push_back(at +
                                 "terminal nodes are series that read each slice as if it were the last; "
                                 "ask for them in the last: " +
                                 listed(terminals, ", "));
  }

  /// Returns the finite bounds of equations: "x >= 0 and x <= 1".
  std::string bounds_text() const {
    std::vector<std::string> bounds;
    for (std::size_t node = 0; node < nodes_.size(); ++node) {
      if (!nodes_[node].is_equation) continue;
      const Element definition = nodes_[node].element.child("definition");
      const std::string name = detail::name_text(draft_.node(node).name);
      for (const auto& [attribute, sign] : {std::pair("lower", " >= "), std::pair("upper", " <= ")}) {
        if (!definition.attribute(attribute)) continue;
        const XmlText stated = file_.attribute(definition, attribute);
        const double bound = io::bound(file_.source(), stated.text, stated.at);
        if (std::isfinite(bound)) bounds.push_back(name + sign + detail::number(bound));
      }
    }
    return listed(bounds, " and ");
  }
  static std::string listed(std::vector<std::string> parts, std::string_view separator) {
    constexpr std::size_t most = 20;
    const bool is_long = parts.size() > most;
    if (is_long) parts.resize(most);
    return detail::joined(parts, separator) + (is_long ? " ..." : "");
  }

  io::XmlFile file_;
  io::Draft draft_{file_.source(), "node"};
  std::vector<XdslNode> nodes_;  // by number in the draft
};

}  // namespace

Network read_xdsl(std::string_view text, const std::string& file_name) {
  return XdslReader(text, file_name).network();
}

Network read_xdsl(std::istream& in, const std::string& file_name) {
  return read_xdsl(io::read_all(in, file_name), file_name);
}

Network read_xdsl(const std::filesystem::path& file) { return read_xdsl(io::read_all(file), file.string()); }

}  // namespace casus
