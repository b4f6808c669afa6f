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

/// The trajectories themselves, for other programs.
namespace casus {

/// Which draws are written.
struct DrawsOptions {
  Index trajectories = 10'000;  ///< all worlds together, exactly so many: the first ones of each world
  Index worlds =
      1000;  ///< draws of the parameters, at most one a trajectory; without parameters there is one
  std::uint64_t seed = Randomness().seed;
  Generator generator = Randomness().generator;
  std::vector<Intervention> under = {};  ///< what is done
  /// Only trajectories in which this is seen are written: how many these are is known when all are drawn.
  std::optional<Boolean> given = {};
  std::string instruction_set = {};           ///< one of instruction_sets(); empty: the best
  std::function<void(double)> progress = {};  ///< called now and then with the share done
  StopToken stop = {};                        ///< when asked to stop, writing throws Cancelled

  /// Returns the seed and generator, as a sampler takes them.
  Randomness randomness() const noexcept { return {seed, generator}; }
};

enum class DrawsFormat { csv, npy };

/// What a column holds.
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

/// Writes trajectories, one a row, the world's and the trajectory's number first, then the parameters, then the variables, by name: what
/// `Sampler` draws, bit for bit. Memory does not depend on how many there are.
///
/// CSV (RFC 4180) has a line of names; events are 0 or 1, categories their state's name, quantities the shortest text that reads
/// back to the same number, or empty where they are absent. NPY (version 1.0) is one structured array, so that
/// `numpy.load(file)["fall"]` is a column: events are booleans, categories the number of their state (uint8), quantities doubles, NaN
/// where they are absent, the numbers of world and trajectory int64. NumPy reads headers of more than 10,000 characters (some
/// 300 columns) where it is told to: `numpy.load(file, max_header_size=1000000)`.
///
/// Throws Error as `Sampler` does, where the condition reads a quantity where it may be absent, and where the stream fails: then, and
/// where a run is cancelled, what was written so far is of no use. A condition takes, of NPY, a stream that can go
/// back, for the number of rows stands first. Part of the compiled core.
DrawsWritten write_draws(const Model& model, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options = {});

/// The same of a model over time, unrolled: what stays the same, then each declared series at each step, called "war[Dec 2022]" by the
/// step's label, or "war[0]" by its number where the steps have no labels of their own. What is given and done is
/// the horizon's. Memory grows with the number of steps.
DrawsWritten write_draws(const Horizon& horizon, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options = {});

/// The same to a file, .csv or .npy, which is there when all went well and else is as it was; beside an .npy a file
/// with ".json" behind its name says what the columns hold, with the names of states. Throws Error where it cannot be written.
DrawsWritten write_draws(const Model& model, const std::filesystem::path& file,
                         const DrawsOptions& options = {});
DrawsWritten write_draws(const Horizon& horizon, const std::filesystem::path& file,
                         const DrawsOptions& options = {});

namespace detail {

/// Receives draws: the first `rows` trajectories of a block. Those with a bit in `met` meet the
/// condition; `met` is empty if there is none.
using ReceiveDraws = std::function<void(const Block& block, Index rows, std::span<const std::uint64_t> met)>;

/// Draws the trajectories that `write_draws` writes, in the same order. Errors as there. Part of the compiled core.
void draw_blocks(const Model& model, const DrawsOptions& options, const ReceiveDraws& receive);

}  // namespace detail

}  // namespace casus
