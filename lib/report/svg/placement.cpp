// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "report/svg/placement.hpp"

#ifdef CASUS_HAS_GRAPHVIZ

#include <memory>
#include <mutex>
#include <string>

#include <fmt/format.h>
#include <gvc.h>

#include <casus/detail/index.hpp>

namespace casus::placement {

namespace {

constexpr double points_per_inch = 72;

std::mutex& graphviz() {
  static std::mutex mutex;
  return mutex;
}

// Sets an attribute of a graph item. Graphviz takes attributes as writable text, and sizes in
// inches.
void set(void* item, std::string name, std::string value) {
  std::string otherwise;
  agsafeset(item, name.data(), value.data(), otherwise.data());
}
std::string inches(double points) { return fmt::format("{:.4f}", points / points_per_inch); }

// Suppresses Graphviz's messages during its lifetime.
class Silence {
public:
  Silence() : before_(agseterr(AGMAX)) {}
  ~Silence() { agseterr(before_); }
  Silence(const Silence&) = delete;
  Silence& operator=(const Silence&) = delete;

private:
  agerrlevel_t before_;
};

// Returns the only context: each context that is created leaks some memory.
GVC_t* context() {
  static GVC_t* const one = gvContext();
  return one;
}

class DotLayout {
public:
  DotLayout() : context_(context()) {
    std::string name = "chain";
    graph_ = agopen(name.data(), Agdirected, nullptr);
  }
  ~DotLayout() {
    if (is_laid_out_) gvFreeLayout(context_, graph_);
    if (graph_) agclose(graph_);
  }
  DotLayout(const DotLayout&) = delete;
  DotLayout& operator=(const DotLayout&) = delete;

  bool lay_out(const std::vector<NodeSize>& sizes, const std::vector<Arrow>& arrows) {
    if (!context_ || !graph_) return false;
    for (const auto& [name, value] : {std::pair{"ranksep", "0.34"}, {"nodesep", "0.16"}, {"rankdir", "LR"}})
      declare(AGRAPH, name, value);
    for (const auto& [name, value] : {std::pair{"shape", "box"}, {"fixedsize", "true"}, {"label", ""}})
      declare(AGNODE, name, value);
    for (std::size_t i = 0; i < sizes.size(); ++i) {
      std::string name = std::to_string(i);
      nodes_.push_back(agnode(graph_, name.data(), 1));
      set(nodes_.back(), "width", inches(sizes[i].width));
      set(nodes_.back(), "height", inches(sizes[i].height));
    }
    for (std::size_t i = 0; i < arrows.size(); ++i) {
      std::string name = std::to_string(i);
      edges_.push_back(agedge(graph_, node(arrows[i].from), node(arrows[i].to), name.data(), 1));
      if (!arrows[i].orders) set(edges_.back(), "constraint", "false");
    }
    is_laid_out_ = gvLayout(context_, graph_, "dot") == 0;
    return is_laid_out_;
  }

  Placement placement() const {
    const boxf box = GD_bb(graph_);
    const auto point = [&](const pointf& p) { return CanvasPoint{p.x - box.LL.x, box.UR.y - p.y}; };
    Placement found{{box.UR.x - box.LL.x, box.UR.y - box.LL.y}, {}, {}};
    for (Agnode_t* const one : nodes_) found.centres.push_back(point(ND_coord(one)));
    for (Agedge_t* const edge : edges_) {
      std::vector<CanvasPoint> course;
      if (const splines* const all = ED_spl(edge); all && all->size > 0) {
        const bezier& first = all->list[0];
        for (decltype(first.size) i = 0; i < first.size; ++i) course.push_back(point(first.list[i]));
        if (first.eflag) course.push_back(point(first.ep));
      }
      found.courses.push_back(std::move(course));
    }
    return found;
  }

private:
  void declare(int kind, std::string name, std::string value) {
    agattr(graph_, kind, name.data(), value.data());
  }
  Agnode_t* node(Index number) const { return nodes_[detail::at(number)]; }

  GVC_t* context_ = nullptr;
  Agraph_t* graph_ = nullptr;
  bool is_laid_out_ = false;
  std::vector<Agnode_t*> nodes_;
  std::vector<Agedge_t*> edges_;
};

}  // namespace

std::optional<Placement> placed(const std::vector<NodeSize>& nodes, const std::vector<Arrow>& arrows) {
  const std::lock_guard lock(graphviz());
  const Silence silence;
  DotLayout layout;
  if (!layout.lay_out(nodes, arrows)) return std::nullopt;
  return layout.placement();
}

}  // namespace casus::placement

#else

namespace casus::placement {

std::optional<Placement> placed(const std::vector<NodeSize>&, const std::vector<Arrow>&) {
  return std::nullopt;
}

}  // namespace casus::placement

#endif
