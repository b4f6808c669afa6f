// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
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

/// The known formats. Part of the compiled core.
std::vector<NetworkFormat> network_formats();

/// Thrown where a text or a file's name is of none of the known formats of networks. It may be of
/// another format that the caller knows.
class UnknownNetworkFormat : public Error {
public:
  using Error::Error;
};

/// Reads a network in whichever of the known formats it is, told by the file's extension, and under
/// another extension (.xml, .txt, none) by its first word. Throws UnknownNetworkFormat, which lists the
/// known formats, if that does not tell it either, and what the format's own reader throws. Part of the
/// compiled core.
Network read_network(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_network(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_network(const std::filesystem::path& file);

/// Returns a network in the format of files with this extension: ".bif". Throws UnknownNetworkFormat,
/// which lists what can be written, where there is none, and whatever the format's own writer throws.
/// Part of the compiled core.
std::string write_network(const Network& network, const std::string& extension);

}  // namespace casus
