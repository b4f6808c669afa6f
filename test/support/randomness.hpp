// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <boost/math/distributions/binomial.hpp>
#include <boost/math/distributions/chi_squared.hpp>
#include <boost/math/distributions/poisson.hpp>

/// Tests of random words, of one stream and of pairs of neighbouring streams. Each test counts
/// something whose distribution is known if all bits are independent and fair. Counts of parts are
/// added by `+=`; the sum is equal to the count of the whole.
namespace casus::test {

/// The result of a test.
struct Finding {
  std::string test;
  double bytes;  ///< number of bytes tested
  double value, expected;
  double p;  ///< two-sided p-value
};

// ---- p-values, two-sided

inline double two_sided(double at_most, double at_least) {
  return (std::min)(1.0, 2 * (std::min)(at_most, at_least));
}

inline Finding chi_squared_finding(std::string test, double bytes, double value, double degrees) {
  const boost::math::chi_squared_distribution<double> law(degrees);
  return {std::move(test), bytes, value, degrees, two_sided(cdf(law, value), cdf(complement(law, value)))};
}

/// Tests counts against `probability(i)` of cell i. Cells with an expected count below ten are
/// merged with their neighbours.
template <class Counts, class Probability>
Finding chi_squared(std::string test, double bytes, const Counts& counts, const Probability& probability) {
  double total = 0;
  for (const auto count : counts) total += static_cast<double>(count);
  double sum = 0, seen = 0, expected = 0, left = total;
  int cells = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    seen += static_cast<double>(counts[i]);
    expected += total * probability(i);
    if ((expected < 10 || left - expected < 10) && i + 1 < counts.size()) continue;
    sum += (seen - expected) * (seen - expected) / expected;
    left -= expected;
    seen = expected = 0;
    ++cells;
  }
  return chi_squared_finding(std::move(test), bytes, sum, (std::max)(1, cells - 1));
}

inline Finding binomial(std::string test, double bytes, double successes, double trials, double probability) {
  const boost::math::binomial_distribution<double> law(trials, probability);
  const double above = successes > 0 ? cdf(complement(law, successes - 1)) : 1;
  return {std::move(test), bytes, successes, trials * probability, two_sided(cdf(law, successes), above)};
}

inline Finding poisson(std::string test, double bytes, double count, double expected) {
  // Chernoff's bound, because the distribution's own functions would overflow.
  if (count > expected && count * (1 + std::log(expected / count)) - expected < -700)
    return {std::move(test), bytes, count, expected, 0};
  const boost::math::poisson_distribution<double> law(expected);
  const double above = count > 0 ? cdf(complement(law, count - 1)) : 1;
  return {std::move(test), bytes, count, expected, two_sided(cdf(law, count), above)};
}

// ---- counts

/// Frequencies of the bytes at each position of a 16-byte block.
class ByteFrequencies {
public:
  void update(const std::uint8_t* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; i += 16)
      for (std::size_t place = 0; place < 16; ++place) ++counts_[place][bytes[i + place]];
    bytes_ += static_cast<double>(count);
  }
  ByteFrequencies& operator+=(const ByteFrequencies& other) {
    for (std::size_t place = 0; place < 16; ++place)
      for (std::size_t byte = 0; byte < 256; ++byte) counts_[place][byte] += other.counts_[place][byte];
    bytes_ += other.bytes_;
    return *this;
  }
  /// Returns the most extreme of the sixteen positions, with its p-value corrected for the choice.
  Finding finding() const {
    Finding worst{"", bytes_, 0, 0, 2};
    for (const auto& place : counts_) {
      const Finding one =
          chi_squared("bytes at each place of a block", bytes_, place, [](auto) { return 1 / 256.0; });
      if (one.p < worst.p) worst = one;
    }
    worst.p = -std::expm1(16 * std::log1p(-(std::min)(worst.p, 1 - 1e-15)));
    return worst;
  }

private:
  std::array<std::array<std::uint32_t, 256>, 16> counts_{};
  double bytes_ = 0;
};

/// Frequencies of pairs of bytes.
class PairFrequencies {
public:
  PairFrequencies() : counts_(65'536) {}
  /// Counts consecutive bytes of a stream, in pairs that do not overlap.
  void update(const std::uint8_t* bytes, std::size_t count) {
    for (std::size_t i = 0; i < count; i += 2) ++counts_[std::size_t{bytes[i]} << 8 | bytes[i + 1]];
    bytes_ += static_cast<double>(count);
  }
  /// Counts the pairs of a stream's byte and its neighbour's at the same position.
  void update(const std::uint8_t* x, const std::uint8_t* y, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) ++counts_[std::size_t{x[i]} << 8 | y[i]];
    bytes_ += static_cast<double>(count);
  }
  PairFrequencies& operator+=(const PairFrequencies& other) {
    for (std::size_t i = 0; i < counts_.size(); ++i) counts_[i] += other.counts_[i];
    bytes_ += other.bytes_;
    return *this;
  }
  Finding finding(std::string test) const {
    return chi_squared(std::move(test), bytes_, counts_, [](auto) { return 1 / 65'536.0; });
  }

private:
  std::vector<std::uint32_t> counts_;
  double bytes_ = 0;
};

/// Numbers of set bits in 64-bit words: the words of a stream, or the differences (exclusive or) of
/// two streams.
class PopulationCounts {
public:
  /// Uses four tables in turn, so that no addition waits for the previous one.
  void add(std::size_t i, std::uint64_t word) {
    ++counts_[i % 4][static_cast<std::size_t>(std::popcount(word))];
  }
  PopulationCounts& operator+=(const PopulationCounts& other) {
    for (std::size_t table = 0; table < 4; ++table)
      for (std::size_t bits = 0; bits <= 64; ++bits) counts_[table][bits] += other.counts_[table][bits];
    return *this;
  }
  Finding finding(std::string test) const {
    std::array<std::uint64_t, 65> sums{};
    double words = 0;
    for (const auto& table : counts_)
      for (std::size_t bits = 0; bits <= 64; ++bits) {
        sums[bits] += table[bits];
        words += static_cast<double>(table[bits]);
      }
    const boost::math::binomial_distribution<double> law(64, 0.5);
    return chi_squared(std::move(test), 8 * words, sums,
                       [&](std::size_t bits) { return pdf(law, static_cast<double>(bits)); });
  }

private:
  std::array<std::array<std::uint64_t, 65>, 4> counts_{};
};

/// Ranks over GF(2) of 64 by 64 bit matrices. Marsaglia and Tsay, Linear Algebra Appl. 67 (1985)
/// 147, doi:10.1016/0024-3795(85)90192-2.
class MatrixRanks {
public:
  void update(std::array<std::uint64_t, 64> rows) {
    std::size_t rank = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      if (rows[i] == 0) continue;
      ++rank;
      const std::uint64_t row = rows[i], lowest = row & (~row + 1);
      for (std::size_t j = i + 1; j < 64; ++j) rows[j] ^= (rows[j] & lowest) != 0 ? row : 0;
    }
    ++missing_[(std::min)(std::size_t{3}, 64 - rank)];
  }
  MatrixRanks& operator+=(const MatrixRanks& other) {
    for (std::size_t i = 0; i < 4; ++i) missing_[i] += other.missing_[i];
    return *this;
  }
  Finding finding() const {
    std::array<double, 4> probability{};
    double matrices = 0, rest = 1;
    for (std::size_t lack = 0; lack < 3; ++lack) {
      double p = std::ldexp(1.0, -static_cast<int>(lack * lack));
      const int rank = 64 - static_cast<int>(lack);
      for (int i = 0; i < rank; ++i)
        p *= std::pow(1 - std::ldexp(1.0, i - 64), 2) / (1 - std::ldexp(1.0, i - rank));
      probability[lack] = p;
      rest -= p;
    }
    probability[3] = rest;
    for (const std::uint64_t count : missing_) matrices += static_cast<double>(count);
    return chi_squared("ranks of 64 x 64 bits, half a stream's", 512 * matrices, missing_,
                       [&](std::size_t i) { return probability[i]; });
  }

private:
  std::array<std::uint64_t, 4> missing_{};  ///< by 64 minus the rank; the last is for 3 and more
};

/// Birthday tests on samples of 2^15 words from many neighbours: equal words of 64 bits, and equal
/// spacings of their first 41 bits, of which m^3 / 4n = 4 are expected (Marsaglia and Tsang, J.
/// Stat. Softw. 7(3) (2002), doi:10.18637/jss.v007.i03).
class Birthdays {
public:
  static constexpr std::size_t words = 32'768;

  void update(std::vector<std::uint64_t> sample) {
    std::sort(sample.begin(), sample.end());
    for (std::size_t i = 1; i < sample.size(); ++i) equal_words_ += sample[i] == sample[i - 1] ? 1 : 0;
    for (std::uint64_t& word : sample) word >>= 64 - 41;
    for (std::size_t i = sample.size() - 1; i > 0; --i) sample[i] -= sample[i - 1];
    std::sort(sample.begin(), sample.end());
    for (std::size_t i = 1; i < sample.size(); ++i) equal_spacings_ += sample[i] == sample[i - 1] ? 1 : 0;
    ++samples_;
  }
  Birthdays& operator+=(const Birthdays& other) {
    equal_words_ += other.equal_words_;
    equal_spacings_ += other.equal_spacings_;
    samples_ += other.samples_;
    return *this;
  }
  std::array<Finding, 2> findings() const {
    const double bytes = 8.0 * words * samples_;
    const double pairs = 0.5 * words * (words - 1);
    return {poisson("words that are equal, in samples", bytes, equal_words_, samples_ * pairs * 0x1p-64),
            poisson("birthday spacings, in samples", bytes, equal_spacings_, samples_ * 4)};
  }

private:
  double equal_words_ = 0, equal_spacings_ = 0, samples_ = 0;
};

/// Zero bytes among sums (exclusive or) over many blocks. With few rounds, AES makes all of them
/// zero if one byte of the counter takes all its values (the Square attack; Daemen, Knudsen and
/// Rijmen, FSE 1997, doi:10.1007/BFb0052343).
class ZeroBytes {
public:
  void update(const std::uint32_t* sums, std::size_t words, double bytes) {
    const auto* const each = reinterpret_cast<const std::uint8_t*>(sums);
    zeros_ += static_cast<double>(std::count(each, each + 4 * words, std::uint8_t{0}));
    sums_ += 4 * static_cast<double>(words);
    bytes_ += bytes;
  }
  ZeroBytes& operator+=(const ZeroBytes& other) {
    zeros_ += other.zeros_;
    sums_ += other.sums_;
    bytes_ += other.bytes_;
    return *this;
  }
  bool empty() const { return sums_ == 0; }
  Finding finding(std::string test) const {
    return binomial(std::move(test), bytes_, zeros_, sums_, 1 / 256.0);
  }

private:
  double zeros_ = 0, sums_ = 0, bytes_ = 0;
};

/// Pairs among 256 consecutive blocks that agree in all four bytes from one column of the state
/// before the last round (which moves bytes, but does not mix them). With four rounds of AES no
/// pair agrees if the counters of the blocks differ in one byte: the impossible differential of
/// Biham and Keller (1999), as in Cheon et al., ICISC 2001, doi:10.1007/3-540-45861-1_4. By chance
/// one pair in 2^32 agrees.
class ColumnCollisions {
public:
  static constexpr std::size_t blocks = 256;

  void update(const std::uint32_t* section) {
    std::array<std::uint32_t, blocks> values;
    for (std::size_t column = 0; column < 4; ++column) {
      for (std::size_t i = 0; i < blocks; ++i) {
        const std::uint32_t* const block = section + 4 * i;
        values[i] = (block[column] & 0xFF) | (block[(column + 3) % 4] & 0xFF00) |
                    (block[(column + 2) % 4] & 0xFF0000) | (block[(column + 1) % 4] & 0xFF000000);
      }
      for (std::size_t i = 0; i < blocks; ++i) {
        std::uint64_t& seen = seen_[values[i] >> 6 & 0x3FF];
        const std::uint64_t bit = std::uint64_t{1} << (values[i] & 63);
        // Possibly an earlier value; this is rare.
        if ((seen & bit) != 0) {
          unsigned pairs = 0;
          for (std::size_t j = 0; j < i; ++j) pairs += values[j] == values[i] ? 1 : 0;
          pairs_ += pairs;
        }
        seen |= bit;
      }
      for (const std::uint32_t value : values) seen_[value >> 6 & 0x3FF] = 0;
    }
    ++sections_;
  }
  ColumnCollisions& operator+=(const ColumnCollisions& other) {
    pairs_ += other.pairs_;
    sections_ += other.sections_;
    return *this;
  }
  Finding finding() const {
    return poisson("blocks of a section that agree in a column", 16.0 * blocks * sections_, pairs_,
                   sections_ * 4 * (0.5 * blocks * (blocks - 1)) * 0x1p-32);
  }

private:
  std::array<std::uint64_t, 1024> seen_{};
  double pairs_ = 0, sections_ = 0;
};

/// All tests of streams and their neighbours.
class StreamStatistics {
public:
  /// Adds a piece of a stream, and the piece of its neighbour at the same positions. `words`: a
  /// multiple of 16, at least 64. Pairs of bytes are counted within a stream in every second piece,
  /// and between the streams in the others.
  void update(const std::uint32_t* x, const std::uint32_t* y, std::size_t words) {
    const auto* const own = reinterpret_cast<const std::uint8_t*>(x);
    const auto* const other = reinterpret_cast<const std::uint8_t*>(y);
    bytes_.update(own, 4 * words);
    if (pieces_ % 2 == 0)
      serial_.update(own, 4 * words);
    else
      between_.update(own, other, 4 * words);
    const auto word = [](const std::uint8_t* from) {
      std::uint64_t bits;
      std::memcpy(&bits, from, 8);
      return bits;
    };
    for (std::size_t i = 0; i < words / 2 - 2; ++i) {
      const std::uint64_t here = word(own + 8 * i);
      set_.add(i, here);
      next_block_.add(i, here ^ word(own + 8 * i + 16));
      same_place_.add(i, here ^ word(other + 8 * i));
      word_on_.add(i, here ^ word(other + 8 * i + 4));
      block_on_.add(i, here ^ word(other + 8 * i + 16));
    }
    std::array<std::uint64_t, 64> rows;
    std::memcpy(rows.data(), own, 256);
    std::memcpy(rows.data() + 32, other, 256);
    ranks_.update(rows);
    ++pieces_;
  }

  /// Adds the second section of a group: 256 blocks whose numbers differ only in the low byte.
  void update_section(const std::uint32_t* words) {
    std::array<std::uint32_t, 4> sum{};
    for (std::size_t i = 0; i < 1024; ++i) sum[i % 4] ^= words[i];
    section_sums_.update(sum.data(), 4, 4096);
    collisions_.update(words);
  }

  /// Adds words from many neighbours.
  void update_birthdays(std::vector<std::uint64_t> sample) { birthdays_.update(std::move(sample)); }

  /// Adds the sums of 256 neighbours whose coordinates differ in the low byte, from which `bytes`
  /// bytes were read. `chain`: number of the 65,536 neighbours to which they belong; negative if
  /// there are none.
  void update_sums(const std::vector<std::uint32_t>& sums, double bytes, std::int64_t chain = -1) {
    sums_of_256_.update(sums.data(), sums.size(), bytes);
    if (chain < 0) return;
    add(chain, {sums, 1, bytes});
  }

  StreamStatistics& operator+=(const StreamStatistics& other) {
    bytes_ += other.bytes_;
    serial_ += other.serial_;
    between_ += other.between_;
    set_ += other.set_;
    next_block_ += other.next_block_;
    same_place_ += other.same_place_;
    word_on_ += other.word_on_;
    block_on_ += other.block_on_;
    ranks_ += other.ranks_;
    birthdays_ += other.birthdays_;
    section_sums_ += other.section_sums_;
    sums_of_256_ += other.sums_of_256_;
    sums_of_65536_ += other.sums_of_65536_;
    collisions_ += other.collisions_;
    for (const auto& [chain, part] : other.parts_) add(chain, part);
    return *this;
  }

  std::vector<Finding> findings() const {
    const auto [equal_words, spacings] = birthdays_.findings();
    std::vector<Finding> all = {bytes_.finding(),
                                serial_.finding("pairs of bytes"),
                                set_.finding("bits set in 64"),
                                next_block_.finding("bits that differ from the next block's"),
                                section_sums_.finding("zero bytes in the sum of a section"),
                                collisions_.finding(),
                                between_.finding("byte and the neighbour's"),
                                same_place_.finding("bits that differ from the neighbour's"),
                                word_on_.finding("the same, a word on"),
                                block_on_.finding("the same, a block on"),
                                ranks_.finding(),
                                equal_words,
                                spacings,
                                sums_of_256_.finding("zero bytes in the sum of 256 neighbours")};
    if (!sums_of_65536_.empty())
      all.push_back(sums_of_65536_.finding("zero bytes in the sum of 65,536 neighbours"));
    return all;
  }

private:
  struct Part {
    std::vector<std::uint32_t> sums;
    int count;
    double bytes;
  };

  void add(std::int64_t chain, const Part& part) {
    const auto [place, is_new] = parts_.try_emplace(chain, part);
    Part& whole = place->second;
    if (!is_new) {
      for (std::size_t i = 0; i < part.sums.size(); ++i) whole.sums[i] ^= part.sums[i];
      whole.count += part.count;
      whole.bytes += part.bytes;
    }
    if (whole.count < 256) return;
    sums_of_65536_.update(whole.sums.data(), whole.sums.size(), whole.bytes);
    parts_.erase(place);
  }

  ByteFrequencies bytes_;
  PairFrequencies serial_, between_;
  PopulationCounts set_, next_block_, same_place_, word_on_, block_on_;
  MatrixRanks ranks_;
  Birthdays birthdays_;
  ZeroBytes section_sums_, sums_of_256_, sums_of_65536_;
  ColumnCollisions collisions_;
  std::map<std::int64_t, Part> parts_;  ///< incomplete sums over 65,536 neighbours
  std::int64_t pieces_ = 0;
};

}  // namespace casus::test
