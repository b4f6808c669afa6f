// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <casus/detail/core.hpp>
#include <casus/detail/text.hpp>
#include <casus/distribution/mixture.hpp>
#include <casus/error.hpp>

namespace casus::elicit {

/// A point of a distribution: `value` is not exceeded with the probability.
struct Quantile {
  double probability;
  double value;
};

/// A phrase of a verbal scale, and which probabilities it stands for, in [0, 1].
struct Phrase {
  std::string text;                        ///< as the scale writes it
  std::vector<std::string> synonyms = {};  ///< what the scale, or its language, takes for the same
  double low = 0;  ///< the band's ends; of a measured phrase, the readings' outer points
  double high = 1;
  bool open_low = false;  ///< the end itself belongs to the phrase beside
  bool open_high = false;
  std::vector<Quantile> readings = {};  ///< of a measured phrase: how people read it
};

/// The words in which a scale tells a probability or a range of them.
struct Wording {
  std::vector<std::string> phrases;  ///< from the least probable to the most
  bool
      held;  ///< do the phrases together stand for all that was asked? Where they do not, they are the nearest
  std::string text;  ///< "unlikely", "very unlikely to unlikely", "between remote chance and highly unlikely"
};

/// A verbal scale: phrases, and the probabilities that each stands for. Either every phrase has a band (bands may overlap, as in
/// nested scales, and leave gaps) or every phrase has measured readings. Immutable.
///
/// A phrase is found in any case, whatever the white space around and between its words.
class Scale {
public:
  /// `name` is short, for messages and options; `source` says where the scale is stated, with its licence where it has one.
  /// Throws Error, about the phrase, unless there is one at least, none stands twice (synonyms included), bands lie in
  /// [0, 1] with low < high (or are one point), stand in order (by low, then by high; measured ones by their median) and differ; readings
  /// ascend, between two and more at probabilities in (0, 1), in [0, 1], and do not all agree.
  Scale(std::string name, std::string source, std::vector<Phrase> phrases);

  const std::string& name() const noexcept { return name_; }
  const std::string& source() const noexcept { return source_; }
  const std::vector<Phrase>& phrases() const noexcept { return phrases_; }
  /// Were the phrases' readings measured? Otherwise each has a band.
  bool is_measured() const noexcept { return measured_; }
  /// Do bands lie inside of others, so that a probability has several words?
  bool is_nested() const noexcept { return nested_; }

  /// The phrase of these words, or null.
  const Phrase* find(std::string_view words) const;

  /// All that `find` knows, synonyms after their phrase.
  std::vector<std::string> vocabulary() const;

  /// The words for a probability. Of bands: the one that it lies in; both where it is the common end of two; the narrowest where bands
  /// are nested; in a gap the nearest on either side, not `held`. Of measured phrases: those whose median is the
  /// nearest, `held` where it lies between the readings' outer points. Throws Error unless it is in [0, 1].
  Wording words(double probability) const { return words(probability, probability); }

  /// The words for a range of probabilities: of bands, all that it meets (of nested ones the narrowest that holds it, or from the
  /// words for its low end to those for its high one), and where one of its ends lies in a gap the next one beyond. Of measured
  /// phrases: all whose median lies in it, or else those nearest to its middle. Throws Error unless 0 <= low <= high <= 1.
  Wording words(double low, double high) const;

  /// The words of a phrase as the library compares them: lower case, single spaces.
  static std::string normalised(std::string_view words);

  /// The value that half of the readings of a measured phrase do not exceed, interpolated between those that are known.
  static double median(const Phrase& phrase);

private:
  void check(std::size_t i);

  void check_spelling(std::size_t i) const;

  static void check_readings(Phrase& phrase, const std::string& subject);

  void check_order(const Phrase& before, const Phrase& phrase, const std::string& subject);

  static bool holds(const Phrase& phrase, double p);

  static Wording wording(std::vector<std::string> phrases, bool held, std::string text = {});

  /// Bands side by side.
  Wording band_words(double low, double high) const;
  static bool meets_point(const Phrase& phrase, double low, double high);

  Wording gap_words(double low) const;

  /// The narrowest band that holds the range.
  const Phrase* narrowest(double low, double high) const;
  Wording nested_words(double low, double high) const;
  /// The phrases nearest to what no band holds.
  Wording nearest_words(double low, double high) const;

  Wording measured_words(double low, double high) const;

  std::string name_, source_;
  std::vector<Phrase> phrases_;
  bool measured_ = false;
  bool nested_ = false;
};

}  // namespace casus::elicit

#ifndef CASUS_CORE
#include <casus/elicit/scale.inl>
#endif
