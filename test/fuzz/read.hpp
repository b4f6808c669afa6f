// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include <casus/error.hpp>
#include <casus/io/bif.hpp>
#include <casus/io/model_file.hpp>
#include <casus/io/uai.hpp>
#include <casus/io/xmlbif.hpp>

namespace casus::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

/// Of a network with equations, or in time, the writer of model files writes what reads back to the same.
inline int write_as_model(const Network& network) {
  std::string text;
  try {
    text = network.timeline ? write_model(*network.timeline, network.steps) : write_model(network.model);
  } catch (const Error&) {
    return 0;  // more than a model file may hold
  }
  const ModelFile again = read_model(text, "model");
  require((again.timeline ? write_model(*again.timeline, again.steps) : write_model(again.model)) == text);
  return 0;
}

/// What holds of every text: it is refused with an Error that says where, or it is a network, which all writers can write and which then reads
/// back to the same.
template <class Read> int read_and_write(const std::uint8_t* data, std::size_t size, const Read& read) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  Network network;
  try {
    network = read(text, "file");
  } catch (const Error& error) {
    require(error.subject().starts_with("file:"));
    return 0;
  }
  if (network.timeline || !network.quantities.empty()) return write_as_model(network);
  require(network.variables.size() == network.model.variables().size());
  const std::string bif = to_bif(network), uai = to_uai(network);
  const Network again = read_bif(bif, "bif");
  require(again.warnings.empty() && to_bif(again) == bif);
  require(to_uai(read_uai(uai, "uai")) == uai);
  std::string xmlbif;
  try {
    xmlbif = to_xmlbif(network);
  } catch (const Error&) {
    return 0;  // spaces at the ends of a name
  }
  require(to_uai(read_xmlbif(xmlbif, "xmlbif")) == uai);
  return 0;
}

}  // namespace casus::fuzz
