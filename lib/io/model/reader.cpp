// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/model_file.hpp>

#include <istream>
#include <utility>

#include <toml++/toml.h>

#include <casus/detail/text.hpp>

#include "io/limits.hpp"
#include "io/model/correlations.hpp"
#include "io/model/expressions.hpp"
#include "io/model/panels.hpp"
#include "io/model/parameters.hpp"
#include "io/model/questions.hpp"
#include "io/model/reading.hpp"
#include "io/model/scales.hpp"
#include "io/model/stated_distributions.hpp"
#include "io/model/timeline.hpp"
#include "io/model/variables.hpp"
#include "io/text/source.hpp"

namespace casus {

namespace io {

namespace {

constexpr std::size_t most_series = 1'000, most_scales = 1'000;

class ModelReader {
public:
  ModelReader(std::string_view text, const std::string& file_name,
              std::span<const distribution::Family> distributions)
      : text_(text), file_name_(file_name), reading_(text, file_name, distributions) {}

  ModelFile read() {
    if (text_.size() > longest_model_file)
      throw FileErrors({Error::in_file(file_name_, "at most " + std::to_string(longest_model_file) + " bytes",
                                       std::to_string(text_.size()))});
    toml::table file;
    try {
      file = reading_.source.parsed();
    } catch (const Error& error) {
      throw FileErrors({error});
    }
    try {
      read_file(file);
    } catch (const TooManyErrors&) {
    }
    if (!errors_.empty()) throw FileErrors(errors_.sorted());
    for (const std::string& warning : expressions_.warnings())
      reading_.result.warnings.push_back(file_name_ + ": " + warning);
    return std::move(reading_.result);
  }

private:
  void read_file(const toml::table& file) {
    reading_.has_only(file,
                      {"title", "description", "scale", "questions", "verbal_scale", "panel", "parameter",
                       "correlation", "variable", "timeline", "varying", "series"},
                      "the file");
    read_head(file);
    const auto parameters = entries(file, "parameter", most_statements);
    const auto correlations = entries(file, "correlation", most_correlations);
    const auto variables = entries(file, "variable", most_statements);
    const auto varying = entries(file, "varying", most_statements);
    const auto series = entries(file, "series", most_series);
    const std::size_t statements = parameters.size() + variables.size() + varying.size();
    if (statements > most_statements) {
      errors_.add(Error::in_file(
          file_name_,
          "at most " + std::to_string(most_statements) + " parameters, variables and varying numbers",
          std::to_string(statements)));
      return;
    }
    for (const auto* list : {&parameters, &variables, &varying, &series}) note_names(*list);
    read_timeline(file, !varying.empty() || !series.empty());
    read_entries(parameters, "a parameter", ParameterReader::keys(), &parameters_, &ParameterReader::read);
    read_correlations(correlations, reading_);
    read_entries(variables, "a variable", VariableReader::keys(), &variables_, &VariableReader::read);
    read_entries(varying, "a varying number", {"name", "values"}, &timeline_, &TimelineReader::read_varying);
    read_entries(series, "a series", TimelineReader::series_keys(), &timeline_,
                 &TimelineReader::declare_series);
    timeline_.state_series();
    read_questions(file, reading_, expressions_, !has_nameless_);
  }

  void read_head(const toml::table& file) {
    errors_.attempt([&] { reading_.result.title = fields_.text_or_none(file, "title"); });
    errors_.attempt([&] { reading_.result.description = fields_.text_or_none(file, "description"); });
    for (const toml::table* scale : entries(file, "verbal_scale", most_scales))
      errors_.attempt([&] { scales_.read(*scale); });
    for (const toml::table* panel : entries(file, "panel", most_scales))
      errors_.attempt([&] { panels_.read(*panel); });
    errors_.attempt([&] { scales_.set_default(fields_.text_or_none(file, "scale")); });
  }

  /// Remembers the names of entries, so that a message can point out that one is stated further
  /// down.
  void note_names(const std::vector<const toml::table*>& list) {
    for (const toml::table* entry : list)
      if (const toml::node* name = entry->get("name"); name && name->is_string())
        reading_.language.stated.insert(*name->value_exact<std::string>());
  }

  /// Reads the timeline, if any. `is_needed`: whether there are entries that belong to one.
  void read_timeline(const toml::table& file, bool is_needed) {
    if (const toml::node* timeline = file.get("timeline")) {
      errors_.attempt([&] { timeline_.read(*timeline); });
      is_needed = true;
    } else {
      for (const char* key : {"varying", "series"})
        if (const toml::node* node = file.get(key))
          errors_.attempt([&] { fields_.fail(*node, "a [timeline] that it belongs to", "none"); });
    }
    // If it is wrong or missing, an empty timeline is used to check the rest.
    if (is_needed && !reading_.result.timeline) reading_.result.timeline.emplace();
  }

  /// Returns the tables under a key.
  std::vector<const toml::table*> entries(const toml::table& file, const char* key, std::size_t most) {
    std::vector<const toml::table*> found;
    const toml::node* node = file.get(key);
    if (!node) return found;
    errors_.attempt([&] {
      const std::string expected = "tables, each under [[" + std::string(key) + "]]";
      const toml::array& list = fields_.list(*node, expected);
      if (list.size() > most)
        fields_.fail(*node, "at most " + std::to_string(most) + " of " + key, std::to_string(list.size()));
      for (const toml::node& one : list) {
        if (!one.is_table()) fields_.fail(one, expected, described(one));
        found.push_back(one.as_table());
      }
    });
    return found;
  }

  template <class Reader>
  void read_entries(const std::vector<const toml::table*>& list, const std::string& what,
                    const std::vector<std::string>& keys, Reader* reader,
                    void (Reader::*method)(const toml::table& entry, const std::string& name)) {
    for (const toml::table* entry : list)
      read_entry(*entry, what, keys, [&](const std::string& name) { (reader->*method)(*entry, name); });
  }

  /// Reads a named entry. If it has errors, no other text may refer to it.
  template <class Step>
  void read_entry(const toml::table& entry, const std::string& what, const std::vector<std::string>& keys,
                  const Step& step) {
    bool usable = reading_.has_only(entry, keys, what);
    std::string name;
    const bool has_name = errors_.attempt([&] { name = name_of(entry); });
    if (!has_name) {
      has_nameless_ = true;
      return;
    }
    const std::size_t before = errors_.size();
    const bool done = errors_.attempt([&] { step(name); });
    usable = usable && done && errors_.size() == before;
    if (!usable) reading_.language.unusable.insert(name);
    expressions_.forget_definitions();
  }

  std::string name_of(const toml::table& entry) const {
    const toml::node& node = fields_.required(entry, "name");
    const std::string name = fields_.text(node);
    if (name.size() > longest_name)
      fields_.fail(node, "a name of at most " + std::to_string(longest_name) + " bytes",
                   std::to_string(name.size()));
    if (name.empty()) fields_.fail(node, "a name", "an empty text");
    for (const char c : name)
      if (c == '"' || static_cast<unsigned char>(c) < 0x20)
        fields_.fail(node, "a name without double quotes and control characters", shown(name));
    const Scope& scope = reading_.scope();
    if (scope.find(name) || scope.find_parameter(name) || reading_.language.definitions.contains(name) ||
        reading_.language.unusable.contains(name))
      fields_.fail(node, "a name that is not taken", shown(name));
    return name;
  }

  std::string_view text_;
  const std::string& file_name_;
  Reading reading_;
  const Fields& fields_ = reading_.fields;
  ErrorList& errors_ = reading_.errors;
  Expressions expressions_{reading_};
  Scales scales_{fields_};
  StatedDistributions distributions_{reading_, expressions_};
  Panels panels_{fields_};
  ParameterReader parameters_{reading_, expressions_, scales_, panels_};
  VariableReader variables_{reading_, expressions_, distributions_};
  TimelineReader timeline_{reading_, expressions_, distributions_};
  bool has_nameless_ = false;
};

}  // namespace

}  // namespace io

ModelFile read_model(std::string_view text, const std::string& file_name,
                     std::span<const distribution::Family> distributions) {
  return io::ModelReader(text, file_name, distributions).read();
}

ModelFile read_model(std::istream& in, const std::string& file_name,
                     std::span<const distribution::Family> distributions) {
  return read_model(io::read_all(in, file_name), file_name, distributions);
}

ModelFile read_model(const std::filesystem::path& file, std::span<const distribution::Family> distributions) {
  return read_model(io::read_all(file), file.string(), distributions);
}

}  // namespace casus
