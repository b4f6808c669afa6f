// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>

#include <casus/io/bif.hpp>
#include <casus/io/model_file.hpp>
#include <casus/io/uai.hpp>
#include <casus/io/xmlbif.hpp>

#include "common/terminal.hpp"
#include "forecast/request.hpp"

namespace forecast {

using program::BadOption;

namespace {

std::string written(const Input& input, const std::string& extension) {
  const casus::ModelFile& file = input.file;
  if (extension == ".toml") return write_model(file);
  const bool bif = extension == ".bif", xml = extension == ".xmlbif" || extension == ".bifxml";
  if (!bif && !xml && extension != ".uai")
    throw BadOption("--convert: expected a file .toml, .bif, .xmlbif, .bifxml or .uai, got '" + extension +
                    "'");
  if (file.timeline)
    throw BadOption("--convert: expected a model without time for " + extension + ", got the timeline of " +
                    input.name);
  if (bif) return input.network ? to_bif(*input.network) : casus::to_bif(file.model, file.title);
  if (xml) return input.network ? to_xmlbif(*input.network) : casus::to_xmlbif(file.model, file.title);
  return input.network ? to_uai(*input.network) : casus::to_uai(file.model);
}

}  // namespace

void check_target(const std::string& option, const std::string& target, const Request& request) {
  std::error_code none;
  if (request.file != "-" && std::filesystem::equivalent(target, request.file, none))
    throw BadOption(option + ": expected another file than the one that is read, got " + target);
}

void convert(const Input& input, const Request& request) {
  const std::filesystem::path target = request.convert;
  check_target("--convert", request.convert, request);
  std::string text;
  try {
    text = written(input, target.extension().string());
  } catch (const casus::Error& error) {
    throw BadOption("--convert: " + std::string(error.what()));
  }
  std::ofstream out(target, std::ios::binary);
  if (!out || !out.write(text.data(), static_cast<std::streamsize>(text.size())).flush())
    throw std::runtime_error(request.convert + ": " + std::strerror(errno));
}

}  // namespace forecast
