// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <casus/infer/answer.hpp>
#include <casus/infer/options.hpp>
#include <casus/infer/query.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>

/// What answers came from, so that whoever doubts them can have them again, bit for bit.
namespace casus {

/// All that answers depend on, besides the model itself.
struct Manifest {
  std::string version = {};                 ///< of casus: "0.1.0"
  std::string model = {};                   ///< the file that it was read from, as it was named; may be empty
  std::uint64_t fingerprint = 0;            ///< of the model, or of the timeline with its policies
  Index steps = 0;                          ///< of a horizon; 0 of a model without time
  std::vector<std::string> policies = {};   ///< that were added to the timeline, as `add_policy` reads them
  std::vector<std::string> questions = {};  ///< as `parse_query` reads them
  std::vector<std::string> against = {};    ///< of contrasts: the second question of each; else empty
  /// What answers do not depend on is not recorded: threads, batch, progress, stop.
  Options options = {};
  /// Where a time stopped the run of each question, curves point by point (`Answer::stopped_at`); empty where none may have.
  std::vector<Index> stops = {};
  /// Parts left out for each question because of the time limit (`Answer::left_out`); empty if nothing was
  /// left out.
  std::vector<std::vector<LeftOut>> left_out = {};
  /// Answers do not depend on it, nor do those to discrete models with literal tables on the compiler and processor.
  std::string instruction_set = {};
  std::string compiler = {};  ///< "GCC 12.2.0, x86_64"
};

/// Of answers that `estimate` gave. Throws Error where a question has a score of its own, which its text does not hold. Part of the
/// compiled core, as is all that follows.
Manifest manifest_of(const Model& model, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options);
Manifest manifest_of(const Horizon& horizon, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options);

/// Returns the manifest's options for repeating the run of one question or curve point, numbered as in
/// `stops`.
Options options_of_question(const Manifest& manifest, std::size_t number);

/// Answers a manifest's questions again: as `estimate` with the manifest's options, except for threads,
/// batch, instruction set, progress and stop token, which are those of `how`. A run that a time limit stopped
/// stops at the same size and leaves out the same parts, however long that takes. Throws Error as `estimate`
/// does, and if the number of stops is not that of the questions. The caller has to check that the model is
/// the same.
Answers replay(const Model& model, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how = {});
Answers replay(const Horizon& horizon, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how = {});

/// A manifest beside its answers, as JSON: `to_json(Answers)`.
struct Record {
  Manifest manifest;
  std::string answers;  ///< an object with the key `answers`, or what stands behind that key
};

/// Returns one JSON object: `answers`, and the `manifest` with the keys `casus`, `model`, `fingerprint` (16
/// hexadecimal digits), `steps`, `policies`, `questions`, `against`, `options` (`method`, `trajectories`,
/// `worlds`, `absolute_precision`, `relative_precision`, `seconds`, `seed`, `generator`, `level`,
/// `range_level`, `exact_budget`), `stops`, `left_out`, `instruction_set`, `compiler`; `model`, `steps`,
/// `policies`, `against`, `stops` and `left_out` are omitted if they have no content. `indent` < 0: one line.
/// Throws Error if the answers are not such JSON.
std::string to_json(const Record& record, int indent = 2);

/// Reads that. Throws Error, whose subject is `file:line:column` where the text is no JSON, and else the file and the key
/// (`manifest.options.seed`), where a key is missing, unknown or of another type or range. `file_name` is for messages alone.
Record read_record(std::string_view text, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Record read_record(const std::filesystem::path& file);

/// Where two manifests differ in the circumstances of their runs: version, model, instruction set, compiler. One line each, "fingerprint:
/// expected ..., got ...", where the first says what is expected.
std::vector<std::string> differences(const Manifest& expected, const Manifest& got);
/// Where two lists of answers (as in a `Record`) differ, in any bit of a number or character of a text. One line each, "P(fall),
/// value: expected 0.2, got 0.3".
std::vector<std::string> differences(const std::string& expected_answers, const std::string& got_answers);

}  // namespace casus
