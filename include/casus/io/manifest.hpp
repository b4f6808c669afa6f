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

/// Records of the circumstances of answers, from which a reader can reproduce them bit for bit.
namespace casus {

/// Everything that answers depend on, besides the model itself.
struct Manifest {
  std::string version = {};       ///< of casus: "0.1.0"
  std::string model = {};         ///< name of the file that it was read from, as given; may be empty
  std::uint64_t fingerprint = 0;  ///< of the model, or of the timeline with its policies
  Index steps = 0;                ///< of a horizon; 0 for a model without time
  /// Policies added to the timeline, as `add_policy` reads them.
  std::vector<std::string> policies = {};
  std::vector<std::string> questions = {};  ///< as `parse_query` reads them
  /// Of contrasts: the second question of each; otherwise empty.
  std::vector<std::string> against = {};
  /// Options that do not affect answers are not recorded: threads, batch, progress, stop.
  Options options = {};
  /// Size at which a time limit stopped the run of each question, for curves one per point
  /// (`Answer::stopped_at`); empty if no run can have been stopped.
  std::vector<Index> stops = {};
  /// Parts left out for each question because of the time limit (`Answer::left_out`); empty if
  /// nothing was left out.
  std::vector<std::vector<LeftOut>> left_out = {};
  /// Answers do not depend on the instruction set. Those for discrete models with literal tables do
  /// not depend on the compiler or processor either.
  std::string instruction_set = {};
  std::string compiler = {};  ///< "GCC 12.2.0, x86_64"
};

/// Returns the manifest of answers that `estimate` gave. Throws Error if a question has an
/// importance function (`Query::score`), which its text does not contain. This and all functions
/// below are part of the compiled core.
Manifest manifest_of(const Model& model, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options);
Manifest manifest_of(const Horizon& horizon, const std::vector<Query>& questions, const Answers& answers,
                     const Options& options);

/// Returns the manifest's options for repeating the run of one question or curve point, numbered as
/// in `stops`.
Options options_of_question(const Manifest& manifest, std::size_t number);

/// Answers a manifest's questions again: as `estimate` with the manifest's options, except for
/// threads, batch, instruction set, progress and stop token, which are those of `how`. A run that a
/// time limit stopped stops at the same size and leaves out the same parts, however long that
/// takes. Throws Error as `estimate` does, and if the number of stops is not that of the questions.
/// The caller has to check that the model is the same.
Answers replay(const Model& model, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how = {});
Answers replay(const Horizon& horizon, const std::vector<Query>& questions, const Manifest& manifest,
               const Options& how = {});

/// A manifest together with its answers, as JSON: `to_json(Answers)`.
struct Record {
  Manifest manifest;
  std::string answers;  ///< an object with the key `answers`, or the value of that key
};

/// Returns one JSON object: `answers`, and the `manifest` with the keys `casus`, `model`,
/// `fingerprint` (16 hexadecimal digits), `steps`, `policies`, `questions`, `against`, `options`
/// (`method`, `trajectories`, `worlds`, `absolute_precision`, `relative_precision`, `seconds`,
/// `seed`, `generator`, `level`, `range_level`, `exact_budget`, and `worlds_by` if it is "quasi"),
/// `stops`, `left_out`, `instruction_set`, `compiler`; `model`, `steps`, `policies`, `against`,
/// `stops` and `left_out` are omitted if they have no content. `indent` < 0: one line. Throws Error
/// if the answers are not such JSON.
std::string to_json(const Record& record, int indent = 2);

/// Reads a record from JSON. Throws Error, whose subject is `file:line:column` if the text is not
/// JSON, and otherwise the file and the key (`manifest.options.seed`), if a key is missing,
/// unknown, or of another type or range. `file_name` is used in messages only.
Record read_record(std::string_view text, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
Record read_record(const std::filesystem::path& file);

/// Returns the differences between the circumstances of two runs: version, model, instruction set,
/// compiler. One line each, "fingerprint: expected ..., got ...", for the fields that `expected`
/// specifies.
std::vector<std::string> differences(const Manifest& expected, const Manifest& got);
/// Returns the differences between two lists of answers (as in a `Record`), in any bit of a number
/// or character of a text. One line each, "P(fall), value: expected 0.2, got 0.3".
std::vector<std::string> differences(const std::string& expected_answers, const std::string& got_answers);

}  // namespace casus
