// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "io/model/correlations.hpp"

#include <optional>
#include <string>
#include <utility>

#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>
#include <casus/model/correlation.hpp>

#include "io/limits.hpp"
#include "language/model_expressions.hpp"
#include "model/correlation.hpp"

namespace casus::io {

namespace {

class CorrelationReader {
public:
  explicit CorrelationReader(Reading& reading) : reading_(reading), fields_(reading.fields) {}

  void read(const std::vector<const toml::table*>& entries) {
    bool are_complete = true;
    for (const toml::table* entry : entries) {
      if (!reading_.has_only(*entry, {"between", "rank", "same_source", "source"}, "a correlation")) {
        are_complete = false;
        continue;
      }
      are_complete = reading_.errors.attempt([&] { add(*entry); }) && are_complete;
    }
    // Pairs that are not stated have the correlation 0, so that the rest alone may be wrong.
    if (are_complete && !entries.empty()) reading_.errors.attempt([&] { state(); });
  }

private:
  const Model& model() const {
    return reading_.result.timeline ? reading_.result.timeline->constants() : reading_.result.model;
  }

  void add(const toml::table& entry) {
    const toml::node& between = fields_.required(entry, "between");
    RankCorrelation statement{{}, 0, is_same_source(entry), fields_.text_or_none(entry, "source")};
    const std::vector<std::string> names = fields_.texts(between);
    pairs_ += names.size() * names.size() / 2;
    if (pairs_ > most_correlated_pairs)
      fields_.fail(between, "at most " + std::to_string(most_correlated_pairs) + " pairs in all correlations",
                   "more");
    for (std::size_t i = 0; i < names.size(); ++i)
      statement.between.push_back(parameter(*between.as_array()->get(i), names[i]));
    const toml::node* rank = entry.get("rank");
    if (!rank && !statement.same_source)
      fields_.fail(entry, "the key 'rank', or same_source = true", "neither");
    statement.rank = rank ? fields_.number(*rank) : same_source_rank;
    if (!(statement.rank >= -1 && statement.rank <= 1))
      fields_.fail(*rank, "a rank correlation from -1 to 1", described(*rank));
    fields_.located(between, "correlation", [&] {
      check_statement(model(), statement);
      return true;
    });
    statements_.push_back(std::move(statement));
    places_.push_back(rank ? rank : &between);
  }

  bool is_same_source(const toml::table& entry) const {
    const toml::node* node = entry.get("same_source");
    if (!node) return false;
    const std::optional<bool> value = node->value_exact<bool>();
    if (!value) fields_.fail(*node, "true or false", described(*node));
    return *value;
  }

  Index parameter(const toml::node& at, const std::string& name) const {
    if (const NodePtr found = reading_.scope().find_parameter(name)) return found->index;
    if (reading_.language.unusable.contains(name)) throw ReadsUnusable();
    if (reading_.scope().find(name)) fields_.fail(at, "a parameter", "the variable " + detail::quoted(name));
    std::vector<std::string> known;
    for (const UncertainParameter& one : model().parameters()) known.push_back(one.name);
    fields_.fail(at, "a parameter", shown(name),
                 detail::nearest_hint(std::string_view(name).substr(0, longest_name), known));
  }

  void state() {
    try {
      if (reading_.result.timeline)
        state_correlations(*reading_.result.timeline, statements_);
      else
        state_correlations(reading_.result.model, statements_);
    } catch (const Error& error) {
      fields_.located(*places_[last_wrong()], "", [&]() -> bool { throw error; });
    }
  }

  // Returns the number of the last statement without which the others are valid; if there is none,
  // of the last one.
  std::size_t last_wrong() const {
    constexpr std::size_t most_tried = 20, most_pairs_tried = 500;
    for (std::size_t i = statements_.size();
         i-- > 0 && statements_.size() <= most_tried && pairs_ <= most_pairs_tried;) {
      std::vector<RankCorrelation> others = statements_;
      others.erase(others.begin() + static_cast<Index>(i));
      Model without = model();
      try {
        state_correlations(without, others);
        return i;
      } catch (const Error&) {
      }
    }
    return statements_.size() - 1;
  }

  Reading& reading_;
  const Fields& fields_;
  std::vector<RankCorrelation> statements_;
  std::vector<const toml::node*> places_;
  std::size_t pairs_ = 0;
};

}  // namespace

void read_correlations(const std::vector<const toml::table*>& entries, Reading& reading) {
  CorrelationReader(reading).read(entries);
}

}  // namespace casus::io
