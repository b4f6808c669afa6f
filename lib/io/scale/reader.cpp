// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/scale.hpp>

#include <istream>
#include <utility>
#include <vector>

#include <toml++/toml.h>

#include <casus/detail/text.hpp>
#include <casus/error.hpp>

#include "io/scale/reader.hpp"
#include "io/text/source.hpp"
#include "io/toml/source.hpp"

namespace casus {

namespace {

using elicit::Phrase;
using elicit::Scale;

class ScaleReader {
public:
  explicit ScaleReader(const io::Fields& fields) : fields_(fields) {}

  Scale scale(const toml::table& file) const {
    fields_.only(file, {"name", "source", "phrase"}, "the file");
    const toml::node& stated_name = fields_.required(file, "name");
    const std::string name = fields_.text(stated_name);
    if (name.empty()) fields_.fail(stated_name, "a name", "an empty text");
    const std::string source = fields_.text_or_none(file, "source");
    const toml::node& phrases = fields_.required(file, "phrase");
    const toml::array* list = phrases.as_array();
    if (!list || !list->is_array_of_tables())
      fields_.fail(phrases, "phrases, each under [[phrase]]", io::described(phrases));
    // Checked after each phrase, so that an error is reported at the phrase that causes it.
    std::vector<Phrase> read;
    for (const toml::node& node : *list) {
      read.push_back(phrase(*node.as_table()));
      checked(node, name, source, read);
    }
    return checked(phrases, name, source, read);
  }

private:
  Scale checked(const toml::node& at, const std::string& name, const std::string& source,
                const std::vector<Phrase>& phrases) const {
    try {
      return Scale(name, source, phrases);
    } catch (const Error& error) {
      fields_.fail(at, error.expected(), error.got(), error.hint());
    }
  }

  Phrase phrase(const toml::table& table) const {
    fields_.only(table, {"text", "synonyms", "band", "open", "readings"}, "a phrase");
    Phrase phrase{fields_.text(fields_.required(table, "text"))};
    if (const toml::node* synonyms = table.get("synonyms")) phrase.synonyms = fields_.texts(*synonyms);
    const toml::node* readings = table.get("readings");
    const toml::node* band = table.get("band");
    if (!readings == !band)
      fields_.fail(table, "either a band or readings for " + detail::quoted(phrase.text),
                   band ? "both" : "neither");
    if (band) {
      const auto ends = fields_.numbers(*band, 2, "two probabilities");
      phrase.low = ends[0];
      phrase.high = ends[1];
    }
    if (readings)
      for (const StatedQuantile& reading : fields_.quantiles(*readings))
        phrase.readings.push_back({reading.probability, reading.value});
    if (readings && phrase.readings.empty()) fields_.fail(*readings, "at least two readings", "none");
    if (const toml::node* open = table.get("open")) {
      if (!band) fields_.fail(*open, "no open ends of readings", io::described(*open));
      for (const toml::node& end : fields_.list(*open, "a list of ends")) {
        const std::string which = fields_.text(end);
        if (which != "low" && which != "high") fields_.fail(end, "\"low\" or \"high\"", io::shown(which));
        (which == "low" ? phrase.open_low : phrase.open_high) = true;
      }
    }
    return phrase;
  }

  const io::Fields& fields_;
};

}  // namespace

namespace io {

Scale scale_of(const toml::table& table, const Fields& fields) { return ScaleReader(fields).scale(table); }

}  // namespace io

Scale read_scale(std::string_view text, const std::string& file_name) {
  const io::TomlSource source(text, file_name);
  return ScaleReader(io::Fields(source)).scale(source.parsed());
}

Scale read_scale(std::istream& in, const std::string& file_name) {
  return read_scale(io::read_all(in, file_name), file_name);
}

Scale read_scale(const std::filesystem::path& file) { return read_scale(io::read_all(file), file.string()); }

}  // namespace casus
