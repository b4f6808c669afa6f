// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <casus/error.hpp>
#include <casus/fwd.hpp>

namespace casus {

struct CsvOptions {
  char separator = ',';                           ///< ASCII, neither a quote nor a line break
  std::vector<std::string> missing = {"", "NA"};  ///< texts of missing values
};

/// Reads comma-separated values row by row (RFC 4180): a header with the names of the columns, then
/// rows with as many fields. Fields with separators, quotes or line breaks are in double quotes, in
/// which a quote is written twice. Lines end in LF or CRLF. Empty lines are skipped, unless there
/// is only one column. A byte order mark is dropped. Spaces belong to the field.
///
/// Every function throws Error, whose subject is `file:line:column` (columns count characters), for
/// anything else: a quote within an unquoted field, text after a closing quote, a missing closing
/// quote, another number of fields, a column name that is empty or occurs twice, UTF-16, a zero
/// byte, and rows of more than `longest_row` bytes.
///
/// Memory: a buffer of some hundred kilobytes, or of the longest row. Cost: about a nanosecond per
/// byte. Part of the compiled core.
class CsvReader {
public:
  static constexpr std::size_t longest_row = std::size_t{1} << 24;

  /// Reads the header. The stream must outlive the reader; `file_name` is used in messages only.
  CsvReader(std::istream& in, std::string file_name, CsvOptions options = {});

  const std::string& file_name() const noexcept { return file_name_; }
  const std::vector<std::string>& columns() const noexcept { return columns_; }
  /// Returns the number of a column by its name; throws Error, with the nearest name, if there is
  /// none. `find` returns nothing instead.
  Index column(std::string_view name) const;
  std::optional<Index> find(std::string_view name) const;

  /// Reads the next row. Returns false at the end.
  bool next();
  /// Returns the number of rows that were read, without the header.
  Index rows() const noexcept { return rows_; }
  /// Returns the line in which the row begins, from 1.
  Index line() const noexcept { return line_; }

  /// These return the value of a column in the current row. The text is valid until the next row is
  /// read; a missing value is returned as it is written.
  std::string_view text(Index column) const noexcept {
    return fields_[static_cast<std::size_t>(column)].text;
  }
  bool is_missing(Index column) const noexcept;
  /// Throws Error unless the text is a finite number.
  double number(Index column) const;
  /// Throws Error unless the text is a date that exists, as 2022-12-05.
  std::chrono::year_month_day date(Index column) const;

  /// Returns "file:line:column" of a field of the current row; for column 0, of the row.
  std::string position(Index column) const;
  /// Throws Error about a field.
  [[noreturn]] void fail(Index column, std::string expected, std::string got, std::string hint = {}) const;

private:
  struct Field {
    std::size_t begin = 0, end = 0;  // in the buffer, without quotes
    bool has_escapes = false;
    std::string_view text = {};
  };
  enum class Scan { row, blank, end, more };

  Scan scan();
  Scan scan_field(std::size_t& at, bool& is_last);
  bool refill();
  bool read_row();
  void finish_row(std::size_t end);
  std::string position_at(std::size_t at) const;
  [[noreturn]] void fail_at(std::size_t at, std::string expected, std::string got,
                            std::string hint = {}) const;

  std::istream& in_;
  std::string file_name_;
  CsvOptions options_;
  std::vector<std::string> columns_;
  std::string buffer_;
  std::size_t row_ = 0, end_ = 0, size_ = 0;  // beginning and end of the row, and filled size
  bool is_whole_ = false;                     // whether the stream was read to its end
  std::vector<Field> fields_;
  std::size_t count_ = 0;  // of fields in the row
  std::string unescaped_;
  Index rows_ = 0, line_ = 1, next_line_ = 1;
};

}  // namespace casus
