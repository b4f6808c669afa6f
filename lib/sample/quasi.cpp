// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#include <casus/sample/quasi.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <string>
#include <unordered_map>

#include <boost/random/sobol.hpp>

#include <casus/detail/index.hpp>
#include <casus/random/lane.hpp>

namespace casus {

namespace {

using detail::at;

constexpr int sobol_digits = 32, world_digits = 64;
constexpr std::size_t most_coordinates = 3'667;  // of Boost's table

/// Returns the streams from which parameters are drawn, in the order of the model.
std::vector<std::string> streams_of(const Model& model) {
  std::vector<std::string> streams;
  std::unordered_map<std::string, bool> is_known;
  const auto add = [&](const std::string& stream) {
    if (is_known.emplace(stream, true).second && streams.size() < most_coordinates) streams.push_back(stream);
  };
  for (const UncertainParameter& parameter : model.parameters()) {
    if (parameter.distribution.is_formula()) continue;
    if (parameter.sources.empty()) add(parameter.stream());
    for (const WeightedStream& source : parameter.sources) add(source.stream);
  }
  return streams;
}

/// Returns the direction numbers of each coordinate, the first binary digit in the highest bit:
/// neighbours in the sequence, which is in the order of Gray's code, differ by one of them.
std::vector<std::vector<std::uint32_t>> direction_numbers(std::size_t coordinates, int count) {
  using Engine = boost::random::sobol_engine<std::uint_least32_t, sobol_digits>;
  Engine engine(coordinates);
  const auto point = [&](std::uint32_t number) {
    std::vector<std::uint32_t> values(coordinates);
    if (number == 0) return values;  // the engine begins with the first point other than zero
    engine.seed(number - 1);
    for (std::uint32_t& value : values) value = static_cast<std::uint32_t>(engine());
    return values;
  };
  std::vector<std::vector<std::uint32_t>> numbers(coordinates);
  for (int digit = 0; digit < count; ++digit) {
    const std::uint32_t power = std::uint32_t{1} << digit;
    const auto before = point(power - 1), after = point(power);
    for (std::size_t i = 0; i < coordinates; ++i) numbers[i].push_back(before[i] ^ after[i]);
  }
  return numbers;
}

/// A random lower-triangular binary matrix with ones on its diagonal, and a digital shift. The rows
/// after those of the direction numbers' digits are random, too.
class Scrambling {
public:
  Scrambling(Generator generator, std::uint64_t key, Index replicate) {
    const auto word = [&](Index lane) {
      return random::uniform_word({generator, {key, static_cast<std::uint32_t>(replicate), 0}, lane});
    };
    for (int row = 0; row < world_digits; row += 2) {
      const std::uint64_t both = word(row / 2);
      rows_[at(row)] = static_cast<std::uint32_t>(both);
      rows_[at(row + 1)] = static_cast<std::uint32_t>(both >> sobol_digits);
    }
    for (int row = 0; row < sobol_digits; ++row) {
      const std::uint32_t diagonal = std::uint32_t{1} << (sobol_digits - 1 - row);
      rows_[at(row)] &= ~(2 * diagonal - 1);  // the digits before its own
      rows_[at(row)] |= diagonal;
    }
    shift_ = word(world_digits / 2);
  }

  std::uint64_t shift() const noexcept { return shift_; }
  std::uint64_t operator()(std::uint32_t number) const noexcept {
    std::uint64_t product = 0;
    for (const std::uint32_t row : rows_) product = product << 1 | (std::popcount(row & number) & 1u);
    return product;
  }

private:
  std::array<std::uint32_t, world_digits> rows_;
  std::uint64_t shift_;
};

class ScrambledSobol final : public WorldPoints {
public:
  ScrambledSobol(const std::vector<std::string>& streams, const Randomness& randomness,
                 const WorldReplicates& size)
      : size_(size), digits_(std::countr_zero(static_cast<std::uint64_t>(size.points))) {
    if (streams.empty()) return;
    const auto numbers = direction_numbers(streams.size(), digits_);
    const std::uint64_t seed = random::stream_key(randomness.seed, "scrambled Sobol' points");
    for (std::size_t i = 0; i < streams.size(); ++i) {
      places_.emplace(streams[i], words_.size());
      const std::uint64_t key = random::stream_key(seed, streams[i]);
      for (Index replicate = 0; replicate < size.replicates; ++replicate) {
        const Scrambling scrambled(randomness.generator, key, replicate);
        words_.push_back(scrambled.shift());
        for (const std::uint32_t number : numbers[i]) words_.push_back(scrambled(number));
      }
    }
  }

  std::optional<std::uint64_t> digits(const std::string& stream, Index world) const override {
    const auto found = places_.find(stream);
    if (found == places_.end() || world >= size_.worlds()) return std::nullopt;
    const std::uint64_t* const words =
        words_.data() + found->second + at(world / size_.points * (digits_ + 1));
    std::uint64_t value = words[0];
    for (std::uint64_t left = at(world % size_.points); left != 0; left &= left - 1)
      value ^= words[1 + std::countr_zero(left)];
    return value;
  }

private:
  WorldReplicates size_;
  int digits_;
  std::unordered_map<std::string, std::size_t> places_;
  std::vector<std::uint64_t> words_;  // by stream and replicate: the shift, then the scrambled numbers
};

}  // namespace

std::shared_ptr<const WorldPoints> quasi_worlds(const Model& model, const Randomness& randomness,
                                                Index worlds) {
  return std::make_shared<ScrambledSobol>(streams_of(model), randomness, world_replicates(worlds));
}

}  // namespace casus
