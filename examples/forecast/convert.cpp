// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <casus/io/model_file.hpp>
#include <casus/io/network.hpp>
#include <casus/io/read_network.hpp>

#include "common/terminal.hpp"
#include "forecast/request.hpp"

namespace forecast {

using program::BadOption;

namespace {

std::string written(const Input& input, const std::string& option, const std::string& extension) {
  const casus::ModelFile& file = input.file;
  if (extension == ".toml") return write_model(file);
  if (file.timeline)
    throw BadOption(option + ": expected a model without time for " + extension + ", got the timeline of " +
                    input.name);
  if (input.network) return write_network(*input.network, extension);
  casus::Network network;
  network.name = file.title;
  network.model = file.model;
  return write_network(network, extension);
}

}  // namespace

std::string file_extensions(Files files) {
  std::string all = ".toml";
  for (const casus::NetworkFormat& format : casus::network_formats())
    if (files == Files::read || format.can_be_written)
      for (const std::string& extension : format.extensions) all += ", " + extension;
  return all;
}

void check_target(const std::string& option, const std::string& target, const Request& request) {
  std::error_code none;
  if (request.file != "-" && std::filesystem::equivalent(target, request.file, none))
    throw BadOption(option + ": expected another file than the one that is read, got " + target);
}

void write(const Input& input, const std::string& option, const std::string& file, const Request& request) {
  const std::filesystem::path target = file;
  check_target(option, file, request);
  std::string text;
  try {
    text = written(input, option, target.extension().string());
  } catch (const casus::UnknownNetworkFormat&) {
    throw BadOption(option + ": expected a file " + file_extensions(Files::written) + ", got '" +
                    target.extension().string() + "'");
  } catch (const casus::Error& error) {
    throw BadOption(option + ": " + std::string(error.what()));
  }
  std::ofstream out(target, std::ios::binary);
  if (!out || !out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
    throw std::runtime_error(file + ": " + std::strerror(errno));
}

void convert(const Input& input, const Request& request) {
  write(input, "--convert", request.convert, request);
}

}  // namespace forecast
