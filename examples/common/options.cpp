// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include "common/options.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <system_error>
#include <type_traits>

#include <casus/detail/charconv.hpp>
#include <casus/infer/estimate.hpp>

namespace program {

namespace {

std::optional<double> real_number(const std::string& text) {
  const char* const end = text.data() + text.size();
  double value = 0;
  const auto read = casus::detail::from_chars(text.data(), end, value);
  return read.ec == std::errc() && read.ptr == end ? std::optional(value) : std::nullopt;
}

// Counts can be long, so forms such as 1e8 are accepted.
std::uint64_t whole_number(const std::string& name, const std::string& text, std::uint64_t least,
                           std::uint64_t greatest) {
  const char* const end = text.data() + text.size();
  std::uint64_t value = 0;
  const auto whole = std::from_chars(text.data(), end, value);
  bool good = whole.ec == std::errc() && whole.ptr == end;
  if (!good) {
    const std::optional<double> real = real_number(text);
    good = real && *real >= 0 && *real <= 0x1p53 && *real == std::floor(*real);
    if (good) value = static_cast<std::uint64_t>(*real);
  }
  if (!good || value < least || value > greatest)
    throw CLI::ValidationError(name, "expected a whole number of " + std::to_string(least) + " to " +
                                         std::to_string(greatest) + ", got '" + text + "'");
  return value;
}

double positive(const std::string& name, const std::string& text) {
  const std::optional<double> value = real_number(text);
  if (!value || !(*value > 0 && std::isfinite(*value)))
    throw CLI::ValidationError(name, "expected a positive number, got '" + text + "'");
  return *value;
}

// Sets an absolute precision, "0.001", or a relative one, "1%".
void set_precision(casus::Options& options, const std::string& text) {
  const bool relative = !text.empty() && text.back() == '%';
  const double value = positive("--precision", relative ? text.substr(0, text.size() - 1) : text);
  (relative ? options.relative_precision : options.absolute_precision) = relative ? value / 100 : value;
}

casus::Method method(const std::string& text) {
  std::string names;
  for (const casus::MethodName& one : casus::method_names()) {
    if (text == one.name) return one.id;
    names += (names.empty() ? "" : ", ") + std::string(one.name);
  }
  throw CLI::ValidationError("--method", "expected one of " + names + "; got '" + text + "'");
}

double level(const std::string& name, const std::string& text) {
  const std::optional<double> value = real_number(text);
  if (!value || !(*value > 0 && *value < 1))
    throw CLI::ValidationError(name, "expected a level in (0, 1) such as 0.95, got '" + text + "'");
  return *value;
}

}  // namespace

void state_run_options(CLI::App& app, casus::Options& options) {
  const auto whole = [&app](const std::string& name, std::uint64_t least, std::uint64_t greatest,
                            auto& target, const std::string& description) {
    app.add_option_function<std::string>(
           name,
           [name, least, greatest, &target](const std::string& text) {
             target = static_cast<std::decay_t<decltype(target)>>(whole_number(name, text, least, greatest));
           },
           description)
        ->type_name("N");
  };
  whole("--trajectories", 1, std::uint64_t{1} << 53, options.trajectories,
        "Number of trajectories in all worlds together [1000000]");
  whole("--worlds", 1, 10'000'000, options.worlds, "Draws of the uncertain parameters [1000]");
  app.add_flag_callback(
      "--quasi", [&options] { options.worlds_by = casus::WorldDraws::quasi; },
      "Draw the uncertain parameters as scrambled Sobol' points, for smaller errors");
  whole("--seed", 0, std::numeric_limits<std::uint64_t>::max(), options.seed,
        "The same seed gives the same answers [1]");
  whole("--threads", 0, 4096, options.threads, "Maximum number of threads; 0: all of the machine [0]");
  app.add_option_function<std::string>(
         "--level", [&](const std::string& text) { options.level = level("--level", text); },
         "Level of the Monte Carlo intervals [0.95]")
      ->type_name("P");

  const auto text = [&app](const std::string& name, const std::string& type, const std::string& description,
                           const std::function<void(const std::string&)>& read) {
    app.add_option_function<std::string>(name, read, description)->type_name(type);
  };
  text("--precision", "H", "Stop when no interval's half-width exceeds H, or H% of its value",
       [&](const std::string& read) { set_precision(options, read); });
  text("--time", "SECONDS", "Stop after about this time",
       [&](const std::string& read) { options.seconds = positive("--time", read); });
  std::string methods = "Method of inference:";
  for (const casus::MethodName& one : casus::method_names())
    methods += "\n" + std::string(one.name) + ": " + std::string(one.help);
  text("--method", "METHOD", methods, [&](const std::string& read) { options.method = method(read); });
}

std::optional<std::string> parse(CLI::App& app, const std::string& name, int argc, char** argv) {
  app.set_version_flag("--version", version_text(name), "Print the version");
  app.set_help_flag("-h,--help", "Print this help");
  try {
    app.parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    return app.help();
  } catch (const CLI::CallForVersion&) {
    return version_text(name) + '\n';
  } catch (const CLI::ParseError& error) {
    throw BadOption(error.what() + (" (" + name) + " --help lists the options)");
  }
  return std::nullopt;
}

void settle(const CLI::App& app, casus::Options& options) {
  const bool stops = options.absolute_precision > 0 || options.relative_precision > 0 || options.seconds > 0;
  if (stops && app.count("--trajectories") == 0) options.trajectories = std::int64_t{1} << 40;
}

void state_texts(CLI::App& app, const std::string& name, std::vector<std::string>& target,
                 const std::string& type, const std::string& description) {
  app.add_option(name, target, description)
      ->type_name(type)
      ->expected(1)
      ->allow_extra_args(false)
      ->take_all();
}

}  // namespace program
