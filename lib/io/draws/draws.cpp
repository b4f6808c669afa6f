// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/draws.hpp>

#include <algorithm>
#include <memory>
#include <ostream>
#include <span>
#include <utility>

#include <nlohmann/json.hpp>

#include <casus/detail/index.hpp>
#include <casus/sample/sampler.hpp>

#include "io/draws/output.hpp"
#include "io/draws/table.hpp"
#include "io/draws/writer.hpp"

namespace casus {

namespace {

using io::DrawsCells;
using io::DrawsTable;
using io::DrawsWriter;
using io::Holds;
using io::OutputFile;

void check_options(const DrawsOptions& options) {
  const auto need = [](Index value, Index most, const char* name, const char* expected) {
    if (value < 1 || value > most)
      throw Error(std::string("option ") + name, expected, detail::number(static_cast<double>(value)));
  };
  need(options.trajectories, Index{1} << 53, "trajectories", "1 to 2^53");
  need(options.worlds, 10'000'000, "worlds", "1 to 10000000");
}

// Returns the number of groups that are drawn together: few enough to keep their columns small.
Index batch_of(const Model& model) {
  return std::clamp(Index{256} / (detail::size(model.variables()) + 1), Index{1}, Index{8});
}

// Draws a model. A condition, if any, is added as an event, which changes no other draw.
class ModelDraws {
public:
  ModelDraws(const Model& model, const DrawsOptions& options)
      : model_(model), options_(options), condition_(add_condition()),
        sampler_(model_, options.randomness(), options.under, options.instruction_set) {}

  void run(const detail::ReceiveDraws& receive) {
    const Index worlds = model_.parameters().empty() ? 1 : (std::min)(options_.worlds, options_.trajectories);
    const Index each = (options_.trajectories + worlds - 1) / worlds;
    for (Index world = 0; world < worlds && drawn_ < options_.trajectories; ++world) {
      const Index wanted = (std::min)(each, options_.trajectories - drawn_);
      sampler_.draw(
          world, wanted, [&](const Block& block) { hand_out(block, wanted, receive); }, batch_of(model_));
    }
  }

private:
  std::optional<Event> add_condition() {
    if (!options_.given) return {};
    return model_.add(io::free_name(model_, "condition"), Deterministic(*options_.given));
  }

  void hand_out(const Block& block, Index wanted, const detail::ReceiveDraws& receive) {
    if (options_.stop.stop_requested()) throw Cancelled();
    const Index rows = (std::min)(block.trajectories(), wanted - block.first_trajectory());
    receive(block, rows, condition_ ? block.event(*condition_) : std::span<const std::uint64_t>());
    drawn_ += rows;
    if (options_.progress)
      options_.progress(static_cast<double>(drawn_) / static_cast<double>(options_.trajectories));
  }

  Model model_;
  const DrawsOptions& options_;
  const std::optional<Event> condition_;
  const Sampler sampler_;
  Index drawn_ = 0;
};

std::unique_ptr<DrawsWriter> writer_for(const DrawsTable& table, std::ostream& out, DrawsFormat format,
                                        const DrawsOptions& options) {
  if (format == DrawsFormat::csv) return io::csv_writer(table, out);
  return io::npy_writer(table, out, options.trajectories, options.given.has_value());
}

DrawsWritten write(const Model& model, const DrawsTable& table, std::ostream& out, DrawsFormat format,
                   const DrawsOptions& options) {
  ModelDraws draws(model, options);
  const std::unique_ptr<DrawsWriter> writer = writer_for(table, out, format, options);
  DrawsWritten done{options.trajectories, 0, table.columns};
  draws.run([&](const Block& block, Index rows, std::span<const std::uint64_t> met) {
    const DrawsCells cells(table, block);
    for (Index row = 0; row < rows; ++row) {
      if (!met.empty() && (met[detail::at(row / 64)] >> (row % 64) & 1) == 0) continue;
      writer->row(cells, row);
      ++done.written;
    }
  });
  writer->finish(done.written);
  return done;
}

const char* holds_text(Holds holds) {
  switch (holds) {
    case Holds::world: return "world";
    case Holds::trajectory: return "trajectory";
    case Holds::parameter: return "parameter";
    case Holds::event: return "event";
    case Holds::category: return "category";
    case Holds::quantity: break;
  }
  return "quantity";
}

std::string columns_text(const std::vector<DrawsColumn>& columns) {
  using Json = nlohmann::ordered_json;
  Json list = Json::array();
  for (const DrawsColumn& column : columns) {
    Json one = {{"name", column.name}, {"holds", holds_text(column.holds)}};
    if (!column.unit.empty()) one["unit"] = column.unit;
    if (!column.states.empty()) one["states"] = column.states;
    list.push_back(std::move(one));
  }
  return Json({{"columns", std::move(list)}}).dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

DrawsFormat format_of(const std::filesystem::path& file) {
  const std::string extension = file.extension().string();
  if (extension == ".csv") return DrawsFormat::csv;
  if (extension == ".npy") return DrawsFormat::npy;
  throw Error::in_file(file.string(), "a file .csv or .npy for draws", detail::quoted(extension));
}

template <class Subject>
DrawsWritten write_file(const Subject& subject, const std::filesystem::path& file,
                        const DrawsOptions& options) {
  const DrawsFormat format = format_of(file);
  OutputFile out(file);
  DrawsWritten written = write_draws(subject, out.stream(), format, options);
  if (format == DrawsFormat::npy) {
    std::filesystem::path beside = file;
    beside += ".json";
    OutputFile columns(beside);
    columns.stream() << columns_text(written.columns);
    columns.keep();
  }
  out.keep();
  return written;
}

}  // namespace

DrawsWritten write_draws(const Model& model, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options) {
  check_options(options);
  const DrawsTable table = io::table_of(model);
  return write(model, table, out, format, options);
}

DrawsWritten write_draws(const Horizon& horizon, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options) {
  check_options(options);
  const UnrolledQuestions unrolled(horizon, horizon.steps());
  const DrawsTable table = io::table_of(horizon, unrolled);
  DrawsOptions own = options;
  own.under = unrolled.translated(options.under);
  if (options.given) own.given = Boolean(unrolled.translated(options.given->node()));
  return write(unrolled.model(), table, out, format, own);
}

DrawsWritten write_draws(const Model& model, const std::filesystem::path& file, const DrawsOptions& options) {
  return write_file(model, file, options);
}
DrawsWritten write_draws(const Horizon& horizon, const std::filesystem::path& file,
                         const DrawsOptions& options) {
  return write_file(horizon, file, options);
}

void detail::draw_blocks(const Model& model, const DrawsOptions& options, const ReceiveDraws& receive) {
  check_options(options);
  ModelDraws(model, options).run(receive);
}

}  // namespace casus
