// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/scale.hpp>

#include <algorithm>
#include <cmath>
#include <istream>
#include <tuple>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "io/scale.hpp"
#include "io/source.hpp"
#include "io/toml_source.hpp"

namespace casus {

namespace {

using elicit::Phrase;
using elicit::Scale;

class Reader {
public:
  explicit Reader(const std::string& file_name) : file_name_(file_name) {}

  Scale scale(const toml::table& file) const {
    known(file, {"name", "source", "phrase"}, "the file");
    const std::string name = text(required(file, "name", file.source()));
    if (name.empty()) fail(*file.get("name"), "a name", "an empty text");
    std::string source;
    if (const toml::node* stated = file.get("source")) source = text(*stated);
    const toml::node& phrases = required(file, "phrase", file.source());
    const toml::array* list = phrases.as_array();
    if (!list || !list->is_array_of_tables())
      fail(phrases, "phrases, each under [[phrase]]", io::described(phrases));
    // One phrase more at a time, so that what is wrong is told where it stands.
    std::vector<Phrase> read;
    for (const toml::node& node : *list) {
      read.push_back(phrase(*node.as_table()));
      checked(node, name, source, read);
    }
    return checked(phrases, name, source, read);
  }

  [[noreturn]] void fail(const toml::source_region& at, std::string expected, std::string got,
                         std::string hint = {}) const {
    throw Error(file_name_ + ':' + std::to_string(at.begin.line) + ':' + std::to_string(at.begin.column),
                std::move(expected), std::move(got), std::move(hint));
  }

private:
  [[noreturn]] void fail(const toml::node& at, std::string expected, std::string got) const {
    fail(at.source(), std::move(expected), std::move(got));
  }

  Scale checked(const toml::node& at, const std::string& name, const std::string& source,
                const std::vector<Phrase>& phrases) const {
    try {
      return Scale(name, source, phrases);
    } catch (const Error& error) {
      fail(at.source(), error.expected(), error.got(), error.hint());
    }
  }

  void known(const toml::table& table, const std::vector<std::string>& keys, std::string_view of) const {
    for (const auto& [key, value] : table) {
      if (std::find(keys.begin(), keys.end(), std::string(key.str())) != keys.end()) continue;
      fail(key.source(), "a key of " + std::string(of) + " (" + detail::joined(keys) + ")",
           io::shown(key.str()), detail::nearest_hint(key.str(), keys));
    }
  }

  const toml::node& required(const toml::table& table, std::string_view key,
                             const toml::source_region& at) const {
    if (const toml::node* found = table.get(key)) return *found;
    fail(at, "the key " + detail::quoted(key), "none");
  }

  std::string text(const toml::node& node) const {
    if (!node.is_string()) fail(node, "a text in quotes", io::described(node));
    return *node.value_exact<std::string>();
  }
  double number(const toml::node& node) const {
    if (!node.is_number()) fail(node, "a number", io::described(node));
    const double value = io::number_of(node);
    if (std::isnan(value)) fail(node, "a number", io::described(node));
    return value;
  }
  const toml::array& list(const toml::node& node, const char* expected) const {
    if (!node.is_array()) fail(node, expected, io::described(node));
    return *node.as_array();
  }
  std::pair<double, double> pair(const toml::node& node, const char* expected) const {
    const toml::array& ends = list(node, expected);
    if (ends.size() != 2) fail(node, expected, std::to_string(ends.size()) + " of them");
    return {number(ends[0]), number(ends[1])};
  }

  Phrase phrase(const toml::table& table) const {
    known(table, {"text", "synonyms", "band", "open", "readings"}, "a phrase");
    Phrase phrase{text(required(table, "text", table.source()))};
    if (const toml::node* synonyms = table.get("synonyms"))
      for (const toml::node& synonym : list(*synonyms, "a list of texts"))
        phrase.synonyms.push_back(text(synonym));
    const toml::node* readings = table.get("readings");
    const toml::node* band = table.get("band");
    if (!readings == !band)
      fail(table, "either a band or readings for " + detail::quoted(phrase.text), band ? "both" : "neither");
    if (band) std::tie(phrase.low, phrase.high) = pair(*band, "two probabilities");
    if (readings)
      for (const toml::node& reading : list(*readings, "a list of readings")) {
        const auto [probability, value] = pair(reading, "a probability and the value there");
        phrase.readings.push_back({probability, value});
      }
    if (readings && phrase.readings.empty()) fail(*readings, "at least two readings", "none");
    if (const toml::node* open = table.get("open")) {
      if (!band) fail(*open, "no open ends of readings", io::described(*open));
      for (const toml::node& end : list(*open, "a list of ends")) {
        const std::string which = text(end);
        if (which != "low" && which != "high") fail(end, "\"low\" or \"high\"", io::shown(which));
        (which == "low" ? phrase.open_low : phrase.open_high) = true;
      }
    }
    return phrase;
  }

  const std::string& file_name_;
};

}  // namespace

namespace io {

Scale scale_of(const toml::table& table, const std::string& file_name) {
  return Reader(file_name).scale(table);
}

}  // namespace io

Scale read_scale(std::string_view text, const std::string& file_name) {
  return Reader(file_name).scale(io::TomlSource(text, file_name).parsed());
}

Scale read_scale(std::istream& in, const std::string& file_name) {
  return read_scale(io::read_all(in, file_name), file_name);
}

Scale read_scale(const std::filesystem::path& file) { return read_scale(io::read_all(file), file.string()); }

}  // namespace casus
