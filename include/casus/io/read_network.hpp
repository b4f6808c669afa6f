// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/error.hpp>
#include <casus/io/network.hpp>

namespace casus {

/// A format of network files. Part of the compiled core.
struct NetworkFormat {
  std::string name;                     ///< "XMLBIF"
  std::vector<std::string> extensions;  ///< of its files, the usual one first: ".xmlbif", ".bifxml"
  bool can_be_written;
};

/// Returns the known formats. Part of the compiled core.
std::vector<NetworkFormat> network_formats();

/// Thrown if a text or a file's name matches none of the known formats of networks. It may be of
/// another format that the caller knows.
class UnknownNetworkFormat : public Error {
public:
  UnknownNetworkFormat(std::string file, std::string expected, std::string got, std::string hint = {})
      : Error(in_file(std::move(file), std::move(expected), std::move(got), std::move(hint))) {}
};

/// Reads a network in any of the known formats, chosen by the file's extension, or for other
/// extensions (.xml, .txt, none) by the first word of the text. Throws UnknownNetworkFormat, which
/// lists the known formats, if neither determines the format, and the errors of the format's own
/// reader. Part of the compiled core.
Network read_network(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error if it cannot be read.
Network read_network(std::istream& in, const std::string& file_name);
/// The same from a file, whose name appears in messages as given.
Network read_network(const std::filesystem::path& file);

/// Returns a network in the format of files with this extension: ".bif". Throws
/// UnknownNetworkFormat, which lists the formats that can be written, if there is none, and the
/// errors of the format's own writer. Part of the compiled core.
std::string write_network(const Network& network, const std::string& extension);

}  // namespace casus
