// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/draws.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <fstream>
#include <memory>
#include <ostream>
#include <set>
#include <span>
#include <string_view>
#include <system_error>
#include <utility>

#include <nlohmann/json.hpp>

#include <casus/detail/charconv.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/utf8.hpp>
#include <casus/sample/sampler.hpp>

namespace casus {

namespace {

using Holds = DrawsColumn::Holds;

std::string free_name(const Model& model, std::string name) {
  while (model.find(name) || model.find_parameter(name)) name += '_';
  return name;
}

// Columns of a model, and the variables that those of variables show.
struct Table {
  std::vector<DrawsColumn> columns;
  std::vector<NodePtr> shown;  // by column; of parameters, what stands for them; null of numbers

  // Names that are taken are told apart by what is put behind them.
  void add(std::string name, Holds holds, const std::string& unit, const NodePtr& node = {}) {
    while (!names_.insert(name).second) name += '_';
    columns.push_back({std::move(name), holds, unit});
    if (holds == Holds::category) columns.back().states = node->labels;
    shown.push_back(node);
  }
  void add(std::string name, const Variable& variable, const NodePtr& node) {
    const Holds holds = variable.kind() == Kind::event      ? Holds::event
                        : variable.kind() == Kind::category ? Holds::category
                                                            : Holds::quantity;
    add(std::move(name), holds, variable.details.unit, node);
  }
  // Numbers come first, but it is they who give way to the model's names.
  void add_coordinates(const Model& model) {
    add(free_name(model, "world"), Holds::world, "");
    add(free_name(model, "trajectory"), Holds::trajectory, "");
    for (const UncertainParameter& parameter : model.parameters())
      add(parameter.name, Holds::parameter, parameter.details.unit);
  }

private:
  std::set<std::string> names_;
};

Table table_of(const Model& model) {
  Table table;
  table.add_coordinates(model);
  for (const Variable& variable : model.variables())
    table.add(variable.name, variable, model.find(variable.name));
  return table;
}

Table table_of(const Horizon& horizon, const UnrolledQuestions& unrolled) {
  const Timeline& timeline = horizon.timeline();
  const Model constants = timeline.constants();
  Table table;
  table.add_coordinates(constants);
  for (const Variable& variable : constants.variables())
    table.add(variable.name, variable, unrolled.model().find(variable.name));
  for (Index step = 0; step < horizon.steps(); ++step)
    for (std::size_t i = 0; i < timeline.series().size(); ++i) {
      if (!horizon.is_declared(static_cast<Index>(i))) continue;
      const bool has_label = detail::at(step) < timeline.labels().size();
      const NodePtr node = unrolled.node(static_cast<Index>(i), step);
      table.add(
          timeline.series()[i].name + '[' + (has_label ? timeline.label(step) : std::to_string(step)) + ']',
          unrolled.model().variables()[detail::at(node->index)], node);
    }
  return table;
}

// A block's columns as the table shows them.
struct Cells {
  Index world, first_trajectory;
  const std::vector<double>& parameters;
  // By column, null but where it is of that kind.
  std::vector<const std::uint64_t*> bits;
  std::vector<const std::uint8_t*> bytes;
  std::vector<const double*> reals;

  Cells(const Table& table, const Block& block, const std::vector<double>& of_world)
      : world(block.world()), first_trajectory(block.first_trajectory()), parameters(of_world) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      const Holds holds = table.columns[i].holds;
      const NodePtr& node = table.shown[i];
      bits.push_back(holds == Holds::event ? block.event(Event(node)).data() : nullptr);
      bytes.push_back(holds == Holds::category ? block.category(Category(node)).data() : nullptr);
      reals.push_back(holds == Holds::quantity ? block.quantity(Quantity(node)).data() : nullptr);
    }
  }
  bool event(std::size_t column, Index row) const { return (bits[column][row / 64] >> (row % 64) & 1) != 0; }
};

// Bytes on their way to a stream, in large pieces.
class Buffer {
public:
  explicit Buffer(std::ostream& out) : out_(out) { bytes_.reserve(2 * full); }

  void add(std::string_view bytes) {
    bytes_ += bytes;
    if (bytes_.size() >= full) flush();
  }
  void add(char byte) { add(std::string_view(&byte, 1)); }
  template <class Value> void add_bits(const Value& value) {
    std::array<char, sizeof value> bytes;
    std::memcpy(bytes.data(), &value, sizeof value);
    add(std::string_view(bytes.data(), bytes.size()));
  }
  void flush() {
    if (!out_.write(bytes_.data(), static_cast<std::streamsize>(bytes_.size())))
      throw Error("draws", "a stream that takes them", "one that fails");
    bytes_.clear();
  }

private:
  static constexpr std::size_t full = 1 << 16;
  std::ostream& out_;
  std::string bytes_;
};

class Writer {
public:
  virtual ~Writer() = default;
  virtual void row(const Cells& cells, Index row) = 0;
  virtual void finish(Index rows) = 0;
};

std::string csv_cell(const std::string& text) {
  if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
  std::string quoted = "\"";
  for (const char c : text) quoted += c == '"' ? std::string("\"\"") : std::string(1, c);
  return quoted + '"';
}

class Csv : public Writer {
public:
  Csv(const Table& table, std::ostream& out) : table_(table), out_(out) {
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      out_.add((i == 0 ? "" : ",") + csv_cell(table.columns[i].name));
      states_.emplace_back();
      for (const std::string& state : table.columns[i].states) states_.back().push_back(csv_cell(state));
    }
    out_.add("\r\n");
  }

  void row(const Cells& cells, Index row) override {
    std::size_t parameter = 0;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (i > 0) out_.add(',');
      switch (table_.columns[i].holds) {
        case Holds::world: add(cells.world); break;
        case Holds::trajectory: add(cells.first_trajectory + row); break;
        case Holds::parameter: add(cells.parameters[parameter++]); break;
        case Holds::event: out_.add(cells.event(i, row) ? '1' : '0'); break;
        case Holds::category: out_.add(states_[i][cells.bytes[i][row]]); break;
        case Holds::quantity: add(cells.reals[i][row]); break;
      }
    }
    out_.add("\r\n");
  }
  void finish(Index) override { out_.flush(); }

private:
  void add(Index value) {
    std::array<char, 24> text{};
    add(text, std::to_chars(text.data(), text.data() + text.size(), value));
  }
  void add(double value) {
    if (std::isnan(value)) return;
    std::array<char, 40> text{};
    add(text, detail::to_chars(text.data(), text.data() + text.size(), value));
  }
  template <class Text> void add(const Text& text, std::to_chars_result end) {
    out_.add(std::string_view(text.data(), detail::at(end.ptr - text.data())));
  }

  const Table& table_;
  Buffer out_;
  std::vector<std::vector<std::string>> states_;
};

// A Python literal in ASCII; what is not UTF-8 is taken byte by byte.
std::string python_text(const std::string& text) {
  constexpr const char* digits = "0123456789abcdef";
  const bool utf8 = detail::is_utf8(text);
  std::string quoted = "'";
  const auto escape = [&](char kind, char32_t code, int length) {
    quoted += '\\';
    quoted += kind;
    for (int shift = 4 * (length - 1); shift >= 0; shift -= 4) quoted += digits[code >> shift & 15];
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto first = static_cast<unsigned char>(text[i]);
    if (first >= 0x20 && first < 0x7f) {
      if (first == '\'' || first == '\\') quoted += '\\';
      quoted += text[i];
    } else if (first < 0x80 || !utf8) {
      escape('x', first, 2);
    } else {
      const auto [code, bytes] = detail::first_character(std::string_view(text).substr(i));
      escape('U', code, 8);
      i += bytes - 1;
    }
  }
  return quoted + '\'';
}

// Numpy Enhancement Proposal 1: magic, version, the header's length, the header, and the rows.
class Npy : public Writer {
public:
  /// `rows` is the most there can be.
  Npy(const Table& table, std::ostream& stream, Index rows, bool may_be_fewer)
      : table_(table), stream_(stream), out_(stream), most_(rows) {
    if (may_be_fewer && (start_ = stream.tellp()) == std::ostream::pos_type(-1))
      throw Error("draws", "a stream that can go back, for their number stands first", "one that cannot");
    out_.add(header(rows));
  }

  void row(const Cells& cells, Index row) override {
    std::size_t parameter = 0;
    for (std::size_t i = 0; i < table_.columns.size(); ++i) switch (table_.columns[i].holds) {
        case Holds::world: out_.add_bits(std::int64_t{cells.world}); break;
        case Holds::trajectory: out_.add_bits(std::int64_t{cells.first_trajectory + row}); break;
        case Holds::parameter: out_.add_bits(cells.parameters[parameter++]); break;
        case Holds::event: out_.add(cells.event(i, row) ? '\1' : '\0'); break;
        case Holds::category: out_.add_bits(cells.bytes[i][row]); break;
        case Holds::quantity: out_.add_bits(cells.reals[i][row]); break;
      }
  }
  void finish(Index rows) override {
    out_.flush();
    if (rows == most_) return;
    const std::ostream::pos_type end = stream_.tellp();
    if (stream_.seekp(start_)) out_.add(header(rows));
    out_.flush();
    stream_.seekp(end);
  }

private:
  static const char* type(Holds holds) {
    constexpr bool little = std::endian::native == std::endian::little;
    switch (holds) {
      case Holds::world:
      case Holds::trajectory: return little ? "<i8" : ">i8";
      case Holds::event: return "|b1";
      case Holds::category: return "|u1";
      case Holds::parameter:
      case Holds::quantity: break;
    }
    return little ? "<f8" : ">f8";
  }

  std::string dictionary(Index rows) const {
    std::string types;
    for (const DrawsColumn& column : table_.columns)
      types += (types.empty() ? "(" : ", (") + python_text(column.name) + ", '" + type(column.holds) + "')";
    return "{'descr': [" + types + "], 'fortran_order': False, 'shape': (" + std::to_string(rows) + ",), }";
  }
  // As long for any number of rows up to the most.
  std::string header(Index rows) const {
    constexpr std::size_t before = 10, alignment = 64, most_length = 0xffff;
    const std::size_t whole = (before + dictionary(most_).size() + alignment) / alignment * alignment;
    const std::size_t length = whole - before;
    if (length > most_length)
      throw Error("draws", "columns that a header of NPY 1.0 can name",
                  std::to_string(table_.columns.size()) + " columns", "CSV holds any number");
    std::string text = dictionary(rows);
    text.resize(length - 1, ' ');
    return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(length & 0xff) +
           static_cast<char>(length >> 8) + text + '\n';
  }

  const Table& table_;
  std::ostream& stream_;
  Buffer out_;
  Index most_;
  std::ostream::pos_type start_ = 0;
};

void check(const DrawsOptions& options) {
  const auto need = [](Index value, Index most, const char* name, const char* expected) {
    if (value < 1 || value > most)
      throw Error(std::string("option ") + name, expected, detail::number(static_cast<double>(value)));
  };
  need(options.trajectories, Index{1} << 53, "trajectories", "1 to 2^53");
  need(options.worlds, 10'000'000, "worlds", "1 to 10000000");
}

// So many groups are drawn together that their columns stay small.
Index batch_of(const Table& table) {
  return std::clamp(Index{256} / detail::size(table.columns), Index{1}, Index{8});
}

// The model, with the condition as one more event where there is one: that changes no other draw.
class Drawing {
public:
  Drawing(const Model& model, const Table& table, const DrawsOptions& options)
      : model_(model), table_(table), options_(options) {
    if (options.given) condition_ = model_.add(free_name(model, "condition"), Deterministic(*options.given));
  }

  DrawsWritten write(std::ostream& out, DrawsFormat format) {
    const Sampler sampler(model_, options_.randomness, options_.under, options_.instruction_set);
    const std::unique_ptr<Writer> writer = writer_for(out, format);
    const Index worlds = model_.parameters().empty() ? 1 : (std::min)(options_.worlds, options_.trajectories);
    const Index each = (options_.trajectories + worlds - 1) / worlds;
    for (Index world = 0; world < worlds && done_.drawn < options_.trajectories; ++world) {
      const std::vector<double> parameters = draw_parameters(model_, options_.randomness, world);
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
  std::unique_ptr<Writer> writer_for(std::ostream& out, DrawsFormat format) const {
    if (format == DrawsFormat::csv) return std::make_unique<Csv>(table_, out);
    return std::make_unique<Npy>(table_, out, options_.trajectories, condition_.has_value());
  }

  void write(Writer& writer, const Block& block, const std::vector<double>& parameters, Index wanted) {
    if (options_.stop.stop_requested()) throw Cancelled();
    const Cells cells(table_, block, parameters);
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
  const Table& table_;
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

// A file that is there under its name when it is whole. What is no plain file (a pipe) is written as it is.
class Output {
public:
  explicit Output(std::filesystem::path file) : file_(std::move(file)), part_(file_) {
    std::error_code none;
    if (!std::filesystem::exists(file_, none) || std::filesystem::is_regular_file(file_, none))
      part_ += ".part";
    errno = 0;
    out_.open(part_, std::ios::binary | std::ios::trunc);
    if (!out_) fail();
  }
  ~Output() {
    std::error_code none;
    if (part_ != file_ && !part_.empty()) std::filesystem::remove(part_, none);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  std::ostream& stream() noexcept { return out_; }
  void keep() {
    errno = 0;
    out_.close();
    if (!out_) fail();
    std::error_code error;
    if (part_ != file_) std::filesystem::rename(part_, file_, error);
    if (error) throw Error(file_.string(), "a file that can be written", error.message());
    part_.clear();
  }

private:
  [[noreturn]] void fail() const {
    throw Error(file_.string(), "a file that can be written",
                errno == 0 ? std::string("a failure") : std::generic_category().message(errno));
  }

  std::filesystem::path file_, part_;
  std::ofstream out_;
};

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
  Output out(file);
  DrawsWritten written = write_draws(subject, out.stream(), format, options);
  if (format == DrawsFormat::npy) {
    std::filesystem::path beside = file;
    beside += ".json";
    Output columns(beside);
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
  const Table table = table_of(model);
  return Drawing(model, table, options).write(out, format);
}

DrawsWritten write_draws(const Horizon& horizon, std::ostream& out, DrawsFormat format,
                         const DrawsOptions& options) {
  check(options);
  const UnrolledQuestions unrolled(horizon, horizon.steps());
  const Table table = table_of(horizon, unrolled);
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
