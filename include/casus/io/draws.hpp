// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <casus/detail/stop_token.hpp>
#include <casus/model/horizon.hpp>
#include <casus/model/model.hpp>
#include <casus/sample/sampler.hpp>
#include <casus/sample/world.hpp>

/// Export of trajectories to other programs.
namespace casus {

/// Selection of the draws to write.
struct DrawsOptions {
  Index trajectories = 10'000;  ///< in all worlds together, exactly: the first ones of each world
  /// Draws of the parameters, at most one per trajectory; 1 without parameters.
  Index worlds = 1000;
  std::uint64_t seed = Randomness().seed;
  Generator generator = Randomness().generator;
  std::vector<Intervention> under = {};  ///< interventions
  /// Condition: only trajectories that meet it are written. Their number is known only after all
  /// have been drawn.
  std::optional<Boolean> given = {};
  std::string instruction_set = {};           ///< one of instruction_sets(); empty: the best one
  std::function<void(double)> progress = {};  ///< called from time to time with the share done
  StopToken stop = {};                        ///< after a stop request, writing throws Cancelled

  /// Returns the seed and generator, as a sampler takes them.
  Randomness randomness() const noexcept { return {seed, generator}; }
};

enum class DrawsFormat { csv, npy };

/// A column and the kind of values it contains.
struct DrawsColumn {
  enum class Holds { world, trajectory, parameter, event, category, quantity };
  std::string name;
  Holds holds;
  std::string unit = {};
  std::vector<std::string> states = {};  ///< of a category, in the order of their numbers
};

struct DrawsWritten {
  Index drawn = 0, written = 0;  ///< trajectories
  std::vector<DrawsColumn> columns;
};

/// Writes trajectories, one per row and bit for bit as `Sampler` draws them: the numbers of the
/// world and of the trajectory, then the parameters, then the variables, by name. Memory does not
/// depend on the number of trajectories.
///
/// CSV (RFC 4180) has a header line with the names; events are 0 or 1, categories the name of their
/// state, quantities the shortest text that reads back to the same number, or empty if absent. NPY
/// (version 1.0) is one structured array, so that `numpy.load(file)["fall"]` is a column: events
/// are booleans, categories the number of their state (uint8), quantities doubles, NaN if absent,
/// the numbers of world and trajectory int64. NumPy reads headers of more than 10,000 characters
/// (some 300 columns) only with an explicit limit: `numpy.load(file, max_header_size=1000000)`.
///
/// Throws Error as `Sampler` does, if the condition reads a quantity that may be absent at that
/// point, and if the stream fails. After an error or a cancelled run the output written so far is
/// unusable. With a condition, NPY requires a seekable stream, because the number of rows is in the
/// header. Part of the compiled core.
DrawsWritten write_draws(const Model& model, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options = {});

/// The same for a model over time, unrolled: the constants, then each declared series at each step,
/// named "war[Dec 2022]" by the step's label, or "war[0]" by its number if the steps have no
/// labels. The condition and the interventions are in terms of the horizon. Memory grows with the
/// number of steps.
DrawsWritten write_draws(const Horizon& horizon, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options = {});

/// The same to a file, .csv or .npy. The file is replaced only if everything was written; otherwise
/// it stays as it was. A second file, named like an .npy with ".json" appended, describes the
/// columns, with the names of states. Throws Error if a file cannot be written.
DrawsWritten write_draws(const Model& model, const std::filesystem::path& file,
                         const DrawsOptions& options = {});
DrawsWritten write_draws(const Horizon& horizon, const std::filesystem::path& file,
                         const DrawsOptions& options = {});

namespace detail {

/// Receives draws: the first `rows` trajectories of a block. Those with a bit in `met` meet the
/// condition; `met` is empty if there is none.
using ReceiveDraws = std::function<void(const Block& block, Index rows, std::span<const std::uint64_t> met)>;

/// Draws the trajectories that `write_draws` writes, in the same order, with the same errors. Part
/// of the compiled core.
void draw_blocks(const Model& model, const DrawsOptions& options, const ReceiveDraws& receive);

}  // namespace detail

}  // namespace casus
