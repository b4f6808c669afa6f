// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "common/files.hpp"

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <stdexcept>
#include <system_error>
#include <vector>

namespace program {

namespace {

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw std::runtime_error(path + ": expected a file that can be written, got: " + what);
}

[[noreturn]] void fail_folder(const std::string& path, const std::string& what) {
  throw std::runtime_error(path + ": expected a folder that can be made, got: " + what);
}

// A temporary path in the same folder, so that a file is replaced completely or not at all.
std::string path_beside(const std::string& path) { return path + ".part" + std::to_string(getpid()); }

// "03-curve.svg"
std::string chart_path(const std::string& folder, int number, const std::string& kind) {
  const std::string digits = std::to_string(number);
  return (std::filesystem::path(folder) / ((digits.size() < 2 ? "0" : "") + digits + '-' + kind + ".svg"))
      .string();
}

}  // namespace

void state_picture_options(CLI::App& app, Pictures& pictures) {
  app.add_option("--report", pictures.report,
                 "Write the answers as a page with charts (HTML) instead of text")
      ->type_name("FILE");
  app.add_option("--charts", pictures.charts,
                 "Write the charts as separate files (SVG) into a folder, instead of text")
      ->type_name("DIR");
}

void write_file(const std::string& path, const std::string& text) {
  const std::string beside = path_beside(path);
  std::FILE* const file = std::fopen(beside.c_str(), "wb");
  if (!file) fail(path, std::strerror(errno));
  const bool is_written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const int error = errno;
  if ((std::fclose(file) != 0) || !is_written) {
    const int reason = is_written ? errno : error;
    std::remove(beside.c_str());
    fail(path, std::strerror(reason));
  }
  if (std::rename(beside.c_str(), path.c_str()) != 0) {
    const int reason = errno;
    std::remove(beside.c_str());
    fail(path, std::strerror(reason));
  }
}

void check_writable(const std::string& path) {
  if (std::filesystem::is_directory(path)) fail(path, std::strerror(EISDIR));
  const std::string beside = path_beside(path);
  std::FILE* const file = std::fopen(beside.c_str(), "wb");
  if (!file) fail(path, std::strerror(errno));
  std::fclose(file);
  std::remove(beside.c_str());
}

void check_writable(const Pictures& pictures) {
  if (!pictures.report.empty()) check_writable(pictures.report);
  if (std::filesystem::exists(pictures.charts) && !std::filesystem::is_directory(pictures.charts))
    fail_folder(pictures.charts, "a file");
}

void add_what_if(casus::Report& report, const casus::Options& options) {
  std::vector<casus::Answer> answers;
  const auto add = [&](const std::vector<casus::Shown>& all) {
    for (const casus::Shown& shown : all) {
      const bool is_new = std::none_of(answers.begin(), answers.end(), [&](const casus::Answer& other) {
        return other.question == shown.answer.question;
      });
      if (is_new) answers.push_back(shown.answer);
    }
  };
  add(report.headlines);
  for (const casus::Section& section : report.sections) add(section.answers);
  if (!report.timeline && !report.model) return;
  const casus::Model& model = report.timeline ? report.timeline->constants() : *report.model;
  report.what_if = {{"as published", world_table(model, answers, {.run = options})}};
}

void write_pictures(const Pictures& pictures, const casus::Report& report) {
  if (!pictures.report.empty()) write_file(pictures.report, to_html(report));
  if (pictures.charts.empty()) return;
  std::error_code error;
  std::filesystem::create_directories(pictures.charts, error);
  if (!std::filesystem::is_directory(pictures.charts))
    fail_folder(pictures.charts, error ? error.message() : "a file");
  int number = 0;
  for (const casus::SingleChart& chart : to_charts(report))
    write_file(chart_path(pictures.charts, ++number, chart.kind), chart.svg);
}

}  // namespace program
