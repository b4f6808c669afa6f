// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "forecast/input.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string_view>
#include <utility>

#include <casus/io/read_network.hpp>

#include "common/terminal.hpp"

namespace forecast {

using program::BadOption;

namespace {

std::string text_of(const std::string& path) {
  std::string text;
  if (path == "-") {
    text.assign(std::istreambuf_iterator<char>(std::cin), {});
    if (std::cin.bad()) throw BadOption("standard input: expected readable input, got an error");
    return text;
  }
  if (std::filesystem::is_directory(path)) throw BadOption(path + ": expected a file, got a folder");
  std::ifstream in(path, std::ios::binary);
  if (!in) throw BadOption(path + ": expected a file that can be read, got: " + std::strerror(errno));
  text.assign(std::istreambuf_iterator<char>(in), {});
  if (in.bad()) throw BadOption(path + ": expected a file that can be read, got: " + std::strerror(errno));
  return text;
}

// After comments, TOML starts with a table or with a key and `=`; none of the network formats does.
bool looks_like_toml(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto skip = [&](const char* all) {
    text.remove_prefix((std::min)(text.find_first_not_of(all), text.size()));
  };
  for (skip(" \t\r\n"); text.starts_with('#'); skip(" \t\r\n"))
    text.remove_prefix((std::min)(text.find('\n'), text.size()));
  if (text.starts_with('[')) return true;
  text.remove_prefix((std::min)(text.find_first_of(" \t\r\n=<{("), text.size()));
  skip(" \t");
  return text.starts_with('=');
}

}  // namespace

Input read_input(const std::string& path) {
  const std::string text = text_of(path);
  Input input{path == "-" ? "standard input" : path, {}};
  if (std::filesystem::path(path).extension() == ".toml" || looks_like_toml(text)) {
    input.file = casus::read_model(text, input.name);
    return input;
  }
  try {
    input.network = casus::read_network(text, input.name);
  } catch (const casus::UnknownNetworkFormat& error) {
    throw BadOption(
        casus::Error(error.subject(), "a model file (.toml) or " + error.expected(), error.got()).what());
  } catch (const casus::Error& error) {
    throw BadOption(error.what());
  }
  input.file.title = input.network->name;
  input.file.model = input.network->model;
  input.file.warnings = input.network->warnings;
  if (!input.network->timeline) return input;
  input.file.timeline = std::move(input.network->timeline);
  input.file.steps = input.network->steps;
  input.network.reset();
  return input;
}

}  // namespace forecast
