// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>

#include <casus/error.hpp>
#include <casus/io/network.hpp>

namespace casus {

/// Thrown where a text is in none of the known formats of networks. It may be in another format that
/// the caller knows.
class UnknownNetworkFormat : public Error {
public:
  using Error::Error;
};

/// Reads a network in whichever of the known formats it is: BIF (.bif), XMLBIF (.xmlbif, .bifxml),
/// UAI (.uai), Hugin NET (.net) or XDSL (.xdsl). Under another extension (.xml, .txt, none) it is told
/// by what it begins with. Throws UnknownNetworkFormat, which lists what is known, where that says
/// nothing either, and whatever the format's own reader throws. Part of the compiled core.
Network read_network(std::string_view text, const std::string& file_name);
/// The same from a stream. Throws Error where it cannot be read.
Network read_network(std::istream& in, const std::string& file_name);
/// The same from a file, named in messages as it is here.
Network read_network(const std::filesystem::path& file);

}  // namespace casus
