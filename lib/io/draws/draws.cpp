// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/draws.hpp>

#include <algorithm>
#include <memory>
#include <ostream>
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

void check(const DrawsOptions& options) {
  const auto need = [](Index value, Index most, const char* name, const char* expected) {
    if (value < 1 || value > most)
      throw Error(std::string("option ") + name, expected, detail::number(static_cast<double>(value)));
  };
  need(options.trajectories, Index{1} << 53, "trajectories", "1 to 2^53");
  need(options.worlds, 10'000'000, "worlds", "1 to 10000000");
}

// Returns the number of groups that are drawn together: few enough to keep their columns small.
Index batch_of(const DrawsTable& table) {
  return std::clamp(Index{256} / detail::size(table.columns), Index{1}, Index{8});
}

// Draws a model. A condition, if any, is added as an event, which changes no other draw.
class Drawing {
public:
  Drawing(const Model& model, const DrawsTable& table, const DrawsOptions& options)
      : model_(model), table_(table), options_(options) {
    if (options.given)
      condition_ = model_.add(io::free_name(model, "condition"), Deterministic(*options.given));
  }

  DrawsWritten write(std::ostream& out, DrawsFormat format) {
    const Sampler sampler(model_, options_.randomness(), options_.under, options_.instruction_set);
    const std::unique_ptr<DrawsWriter> writer = writer_for(out, format);
    const Index worlds = model_.parameters().empty() ? 1 : (std::min)(options_.worlds, options_.trajectories);
    const Index each = (options_.trajectories + worlds - 1) / worlds;
    for (Index world = 0; world < worlds && done_.drawn < options_.trajectories; ++world) {
      const std::vector<double> parameters = draw_parameters(model_, options_.randomness(), world);
      const Index wanted = (std::min)(each, options_.trajectories - done_.drawn);
      sampler.draw(
          world, wanted, [&](const Block& block) { write(*writer, block, parameters, wanted); },
          batch_of(table_));
    }
    writer->finish(done_.written);
    done_.columns = table_.columns;
    return done_;
  }

private:
  std::unique_ptr<DrawsWriter> writer_for(std::ostream& out, DrawsFormat format) const {
    if (format == DrawsFormat::csv) return io::csv_writer(table_, out);
    return io::npy_writer(table_, out, options_.trajectories, condition_.has_value());
  }

  void write(DrawsWriter& writer, const Block& block, const std::vector<double>& parameters, Index wanted) {
    if (options_.stop.stop_requested()) throw Cancelled();
    const DrawsCells cells(table_, block, parameters);
    const std::uint64_t* const met = condition_ ? block.event(*condition_).data() : nullptr;
    const Index rows = (std::min)(block.trajectories(), wanted - block.first_trajectory());
    for (Index row = 0; row < rows; ++row) {
      if (met && (met[row / 64] >> (row % 64) & 1) == 0) continue;
      writer.row(cells, row);
      ++done_.written;
    }
    done_.drawn += rows;
    if (options_.progress)
      options_.progress(static_cast<double>(done_.drawn) / static_cast<double>(options_.trajectories));
  }

  Model model_;
  const DrawsTable& table_;
  const DrawsOptions& options_;
  std::optional<Event> condition_;
  DrawsWritten done_;
};

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
  throw Error(file.string(), "a file .csv or .npy for draws", detail::quoted(extension));
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
  check(options);
  const DrawsTable table = io::table_of(model);
  return Drawing(model, table, options).write(out, format);
}

DrawsWritten write_draws(const Horizon& horizon, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options) {
  check(options);
  const UnrolledQuestions unrolled(horizon, horizon.steps());
  const DrawsTable table = io::table_of(horizon, unrolled);
  DrawsOptions own = options;
  own.under = unrolled.translated(options.under);
  if (options.given) own.given = Boolean(unrolled.translated(options.given->node()));
  return Drawing(unrolled.model(), table, own).write(out, format);
}

DrawsWritten write_draws(const Model& model, const std::filesystem::path& file, const DrawsOptions& options) {
  return write_file(model, file, options);
}
DrawsWritten write_draws(const Horizon& horizon, const std::filesystem::path& file,
                         const DrawsOptions& options) {
  return write_file(horizon, file, options);
}

}  // namespace casus
