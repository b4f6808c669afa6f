// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/read_network.hpp>

#include <algorithm>
#include <vector>

#include <casus/io/bif.hpp>
#include <casus/io/net.hpp>
#include <casus/io/uai.hpp>
#include <casus/io/xdsl.hpp>
#include <casus/io/xmlbif.hpp>

#include "io/text/source.hpp"

namespace casus {

namespace {

struct Format {
  const char* name;
  std::vector<std::string> extensions;   // the usual one first
  std::vector<std::string> first_words;  // in lower case; of XML, the outermost element
  Network (*read)(std::string_view, const std::string&);
  std::string (*write)(const Network&) = nullptr;  // null if the format is read-only
};

const std::vector<Format>& formats() {
  static const std::vector<Format> known = {
      {"BIF", {".bif"}, {"network", "variable", "probability"}, read_bif, to_bif},
      {"XMLBIF", {".xmlbif", ".bifxml"}, {"<bif"}, read_xmlbif, to_xmlbif},
      {"UAI", {".uai"}, {"bayes", "markov"}, read_uai, to_uai},
      {"Hugin NET", {".net"}, {"net", "node", "discrete", "continuous", "potential", "class"}, read_net},
      {"XDSL", {".xdsl"}, {"<smile"}, read_xdsl},
  };
  return known;
}

/// Lists all readable or all writable formats: "BIF (.bif), UAI (.uai)".
std::string listed(bool (*counts)(const Format&)) {
  std::vector<std::string> all;
  for (const Format& format : formats())
    if (counts(format)) all.push_back(format.name + (" (" + detail::joined(format.extensions)) + ')');
  return detail::joined(all);
}

std::string lower(std::string_view text) {
  std::string changed(text);
  for (char& c : changed)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  return changed;
}

std::string_view rest_after(std::string_view text, std::string_view end) {
  const std::size_t at = text.find(end);
  return at == std::string_view::npos ? std::string_view() : text.substr(at + end.size());
}

/// Returns the first word of a text in lower case; for XML, the outermost element with its `<`.
/// Skips the comments of all formats.
std::string first_word(std::string_view text) {
  constexpr const char* spaces = " \t\r\n\f\v";
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf", doctype = "<!DOCTYPE";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  for (;;) {
    text.remove_prefix((std::min)(text.find_first_not_of(spaces), text.size()));
    if (text.starts_with("<?")) {
      text = rest_after(text, "?>");
    } else if (text.starts_with("<!--")) {
      text = rest_after(text, "-->");
    } else if (text.starts_with("/*")) {
      text = rest_after(text, "*/");
    } else if (text.starts_with("//") || text.starts_with('%') || text.starts_with('#')) {
      text = rest_after(text, "\n");
    } else {
      break;
    }
  }
  std::string mark;
  if (text.starts_with(doctype)) {
    mark = "<";
    text.remove_prefix(doctype.size());
    text.remove_prefix((std::min)(text.find_first_not_of(spaces), text.size()));
  } else if (text.starts_with('<')) {
    mark = "<";
    text.remove_prefix(1);
  }
  return mark + lower(text.substr(0, text.find_first_of(" \t\r\n\f\v{(<>/[")));
}

const Format* known_by(std::vector<std::string> Format::*marks, const std::string& mark) {
  for (const Format& format : formats())
    if (std::find((format.*marks).begin(), (format.*marks).end(), mark) != (format.*marks).end())
      return &format;
  return nullptr;
}

}  // namespace

std::vector<NetworkFormat> network_formats() {
  std::vector<NetworkFormat> all;
  for (const Format& format : formats())
    all.push_back({format.name, format.extensions, format.write != nullptr});
  return all;
}

Network read_network(std::string_view text, const std::string& file_name) {
  io::check_encoding(text, file_name);
  const std::string extension = lower(std::filesystem::path(file_name).extension().string());
  // DSL files begin with the same word as Hugin's.
  if (extension == ".dsl")
    throw Error::in_file(file_name, "a network in a format that is read", "GeNIe's older format DSL",
                         "have GeNIe save it as .xdsl");
  if (const Format* format = known_by(&Format::extensions, extension)) return format->read(text, file_name);
  const std::string word = first_word(text);
  if (const Format* format = known_by(&Format::first_words, word)) return format->read(text, file_name);
  throw UnknownNetworkFormat(
      file_name, "a network in a known format: " + listed([](const Format&) { return true; }),
      (extension.empty() ? "no extension" : "the extension " + io::shown(extension)) +
          (word.empty() ? " and no first word" : " and a text that begins with " + io::shown(word)));
}

Network read_network(std::istream& in, const std::string& file_name) {
  return read_network(io::read_all(in, file_name), file_name);
}

Network read_network(const std::filesystem::path& file) {
  return read_network(io::read_all(file), file.string());
}

std::string write_network(const Network& network, const std::string& extension) {
  const Format* const format = known_by(&Format::extensions, lower(extension));
  if (format && format->write) return format->write(network);
  throw UnknownNetworkFormat(
      "file format",
      "one that can be written: " + listed([](const Format& one) { return one.write != nullptr; }),
      format ? std::string(format->name) + ", which is read only" : "the extension " + io::shown(extension));
}

}  // namespace casus
