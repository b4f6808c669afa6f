// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/io/csv.hpp>

#include <algorithm>
#include <cmath>
#include <istream>
#include <utility>

#include <casus/detail/charconv.hpp>
#include <casus/detail/index.hpp>
#include <casus/detail/text.hpp>

#include "io/text/source.hpp"

namespace casus {

CsvReader::CsvReader(std::istream& in, std::string file_name, CsvOptions options)
    : in_(in), file_name_(std::move(file_name)), options_(std::move(options)) {
  const auto code = static_cast<unsigned char>(options_.separator);
  if (code >= 0x80 || code == '"' || code == '\n' || code == '\r' || code == 0)
    throw Error("separator", "an ASCII character other than a quote or line break",
                std::to_string(static_cast<int>(code)));
  refill();
  io::check_encoding(std::string_view(buffer_).substr(0, size_), file_name_);
  if (std::string_view(buffer_).substr(0, size_).starts_with("\xef\xbb\xbf")) row_ = end_ = 3;
  if (!read_row())
    throw Error::in_file(file_name_, "a header with the names of the columns", "an empty file");
  for (std::size_t i = 0; i < count_; ++i) {
    const std::string name(fields_[i].text);
    if (name.empty()) fail(static_cast<Index>(i), "the name of a column", "an empty text");
    if (find(name)) fail(static_cast<Index>(i), "each column once", io::shown(name) + " again");
    columns_.push_back(name);
  }
}

std::optional<Index> CsvReader::find(std::string_view name) const {
  const auto found = std::find(columns_.begin(), columns_.end(), name);
  if (found == columns_.end()) return std::nullopt;
  return found - columns_.begin();
}

Index CsvReader::column(std::string_view name) const {
  if (const auto found = find(name)) return *found;
  throw Error::in_file(file_name_ + ":1", "a column " + io::shown(name), "none", io::nearest(name, columns_));
}

bool CsvReader::next() {
  if (!read_row()) return false;
  if (count_ != columns_.size())
    fail_at(count_ < columns_.size() ? fields_[count_ - 1].end : fields_[columns_.size()].begin,
            io::plural(columns_.size(), "field", "fields") + ", as in the header", std::to_string(count_));
  ++rows_;
  return true;
}

bool CsvReader::is_missing(Index column) const noexcept {
  return std::find(options_.missing.begin(), options_.missing.end(), text(column)) != options_.missing.end();
}

double CsvReader::number(Index column) const {
  const std::string_view digits = text(column);
  double value = 0;
  const auto [end, error] = detail::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size() || !std::isfinite(value))
    fail(column, "a number", io::shown(digits));
  return value;
}

std::chrono::year_month_day CsvReader::date(Index column) const {
  const std::string_view written = text(column);
  bool is_date = written.size() == 10 && written[4] == '-' && written[7] == '-';
  const auto digits = [&](std::size_t from, std::size_t count) {
    int value = 0;
    for (const char c : written.substr(from, count)) {
      is_date = is_date && c >= '0' && c <= '9';
      value = 10 * value + (c - '0');
    }
    return value;
  };
  if (is_date) {
    const std::chrono::year_month_day date{std::chrono::year(digits(0, 4)),
                                           std::chrono::month(static_cast<unsigned>(digits(5, 2))),
                                           std::chrono::day(static_cast<unsigned>(digits(8, 2)))};
    if (is_date && date.ok()) return date;
  }
  fail(column, "a date that exists, such as 2022-12-05", io::shown(written));
}

std::string CsvReader::position(Index column) const {
  return position_at(column == 0 ? row_ : fields_[detail::at(column)].begin);
}

void CsvReader::fail(Index column, std::string expected, std::string got, std::string hint) const {
  throw Error::in_file(position(column), std::move(expected), std::move(got), std::move(hint));
}

void CsvReader::fail_at(std::size_t at, std::string expected, std::string got, std::string hint) const {
  throw Error::in_file(position_at(at), std::move(expected), std::move(got), std::move(hint));
}

/// Returns the position of a byte of the row. The row begins in line `line_`.
std::string CsvReader::position_at(std::size_t at) const {
  std::size_t begin = row_;
  Index line = line_;
  for (std::size_t i = row_; i < at; ++i)
    if (buffer_[i] == '\n') {
      begin = i + 1;
      ++line;
    }
  const auto column = 1 + std::count_if(buffer_.begin() + static_cast<std::ptrdiff_t>(begin),
                                        buffer_.begin() + static_cast<std::ptrdiff_t>(at), [](char c) {
                                          return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
                                        });
  return file_name_ + ':' + std::to_string(line) + ':' + std::to_string(column);
}

/// Moves the row to the beginning of the buffer, and reads more after it. Returns false at the end.
bool CsvReader::refill() {
  constexpr std::size_t least_size = std::size_t{1} << 17;
  if (is_whole_) return false;
  if (size_ - row_ > longest_row)
    fail_at(row_, "rows of at most " + std::to_string(longest_row) + " bytes", "a longer one",
            "a closing quote may be missing");
  buffer_.erase(0, row_);
  end_ -= row_;
  size_ -= row_;
  row_ = 0;
  buffer_.resize((std::clamp)(2 * size_, least_size, longest_row + 1));
  in_.read(buffer_.data() + size_, static_cast<std::streamsize>(buffer_.size() - size_));
  size_ += static_cast<std::size_t>(in_.gcount());
  is_whole_ = !in_;
  if (in_.bad()) throw Error::in_file(file_name_, "a file that can be read", "an error");
  return true;
}

bool CsvReader::read_row() {
  for (;;) {
    row_ = end_;
    line_ = next_line_;
    Scan found = scan();
    while (found == Scan::more && refill()) found = scan();
    if (found == Scan::end) return false;
    if (found == Scan::row) return true;
  }
}

/// Scans the row that begins at `row_`, from its beginning.
CsvReader::Scan CsvReader::scan() {
  count_ = 0;
  std::size_t at = row_;
  if (at == size_) return is_whole_ ? Scan::end : Scan::more;
  for (bool is_last = false; !is_last;)
    if (scan_field(at, is_last) == Scan::more) return Scan::more;
  finish_row(at);
  return count_ == 1 && fields_[0].begin == row_ && fields_[0].text.empty() && columns_.size() != 1
             ? Scan::blank
             : Scan::row;
}

CsvReader::Scan CsvReader::scan_field(std::size_t& at, bool& is_last) {
  if (fields_.size() == count_) fields_.emplace_back();
  Field& field = fields_[count_++];
  const char* const text = buffer_.data();
  field.has_escapes = false;
  const bool is_quoted = at < size_ && text[at] == '"';
  field.begin = at += is_quoted;
  if (is_quoted) {
    for (;;) {
      while (at < size_ && text[at] != '"') ++at;
      if (at + 1 >= size_ && !is_whole_) return Scan::more;
      if (at >= size_) fail_at(field.begin - 1, "a closing quote", "the end of the file");
      if (at + 1 == size_ || text[at + 1] != '"') break;
      field.has_escapes = true;
      at += 2;
    }
    field.end = at++;
  } else {
    while (at < size_ && text[at] != options_.separator && text[at] != '\n' && text[at] != '\r') {
      if (text[at] == '"') fail_at(at, "quotes around the whole field", "a quote within it");
      ++at;
    }
    field.end = at;
  }
  if (at == size_) {
    if (!is_whole_) return Scan::more;
    is_last = true;
  } else if (text[at] == options_.separator) {
    ++at;
  } else if (text[at] == '\n') {
    is_last = true;
    ++at;
  } else if (text[at] == '\r') {
    if (at + 1 == size_ && !is_whole_) return Scan::more;
    if (at + 1 == size_ || text[at + 1] != '\n')
      fail_at(at, "a line that ends in LF or CRLF", "CR without LF");
    is_last = true;
    at += 2;
  } else {
    fail_at(at, "a separator or the end of the line after a closing quote", io::shown({text + at, 1}));
  }
  return Scan::row;
}

/// Sets the texts of the fields, now that the buffer stays as it is, and counts lines.
void CsvReader::finish_row(std::size_t end) {
  const std::size_t zero = std::string_view(buffer_).substr(row_, end - row_).find('\0');
  if (zero != std::string_view::npos) fail_at(row_ + zero, "text", "a zero byte");
  unescaped_.clear();
  unescaped_.reserve(end - row_);  // so that views of it remain valid
  for (std::size_t i = 0; i < count_; ++i) {
    Field& field = fields_[i];
    field.text = std::string_view(buffer_).substr(field.begin, field.end - field.begin);
    if (!field.has_escapes) continue;
    const std::size_t begin = unescaped_.size();
    for (std::size_t k = 0; k < field.text.size(); ++k) {
      unescaped_ += field.text[k];
      k += field.text[k] == '"';
    }
    field.text = std::string_view(unescaped_).substr(begin);
  }
  end_ = end;
  next_line_ = line_ + std::count(buffer_.begin() + static_cast<std::ptrdiff_t>(row_),
                                  buffer_.begin() + static_cast<std::ptrdiff_t>(end), '\n');
}

}  // namespace casus
