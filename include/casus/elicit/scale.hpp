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

/// A quantile of a distribution: `value` is not exceeded with probability `probability`.
struct Quantile {
  double probability;
  double value;
};

/// A phrase of a verbal scale, and the probabilities that it stands for, in [0, 1].
struct Phrase {
  std::string text;                        ///< as written in the scale
  std::vector<std::string> synonyms = {};  ///< phrases that the scale, or its language, treats as equivalent
  double low = 0;                          ///< ends of the band; of a measured phrase, the outermost readings
  double high = 1;
  bool open_low = false;  ///< whether the end itself belongs to the neighbouring phrase
  bool open_high = false;
  std::vector<Quantile> readings = {};  ///< of a measured phrase: quantiles of people's interpretations of it
};

/// The phrases with which a scale expresses a probability or a range of probabilities.
struct Wording {
  std::vector<std::string> phrases;  ///< from the least probable to the most
  bool held;         ///< whether the phrases cover the whole range asked about; if not, they are the nearest
  std::string text;  ///< "unlikely", "very unlikely to unlikely", "between remote chance and highly unlikely"
};

/// A verbal scale: phrases, and the probabilities that each stands for. Either every phrase has a
/// band (bands may overlap, as in nested scales, and leave gaps) or every phrase has measured
/// readings. Immutable.
///
/// Phrases are matched regardless of case and of white space around and between their words.
class Scale {
public:
  /// `name` is short, for messages and options; `source` cites the definition of the scale, with
  /// its licence if it has one.
  ///
  /// Throws Error, with the phrase, unless there is at least one phrase and none occurs twice,
  /// including synonyms. Bands must be in [0, 1], with low < high or a single point; be in order
  /// (by low, then by high) and differ. Measured phrases must be in order of their medians; each
  /// needs at least two readings in [0, 1], not all equal, which do not decrease, at increasing
  /// probabilities in (0, 1).
  Scale(std::string name, std::string source, std::vector<Phrase> phrases);

  const std::string& name() const noexcept { return name_; }
  const std::string& source() const noexcept { return source_; }
  const std::vector<Phrase>& phrases() const noexcept { return phrases_; }
  /// Returns whether the phrases' readings were measured. Otherwise each phrase has a band.
  bool is_measured() const noexcept { return measured_; }
  /// Returns whether bands overlap, so that a probability can have several phrases.
  bool is_nested() const noexcept { return nested_; }

  /// Returns the phrase with these words, or null.
  const Phrase* find(std::string_view words) const;

  /// Returns everything that `find` matches, synonyms after their phrase.
  std::vector<std::string> vocabulary() const;

  /// Returns the phrases for a probability. For bands: the phrase whose band contains it; both
  /// phrases at a common end of two bands; the narrowest if bands are nested; in a gap, the nearest
  /// on either side, not `held`. For measured phrases: those whose median is nearest, `held` if the
  /// probability lies between the outermost readings. Throws Error unless the probability is in
  /// [0, 1].
  Wording words(double probability) const { return words(probability, probability); }

  /// Returns the phrases for a range of probabilities. For bands: all that the range meets; if they
  /// are nested, the narrowest that contains the range, or from the phrase for its low end to the
  /// phrase for its high end. If an end lies in a gap, the next phrase beyond is included. For
  /// measured phrases: all whose median is in the range, or else those nearest to its middle.
  /// Throws Error unless 0 <= low <= high <= 1.
  Wording words(double low, double high) const;

  /// Returns the form in which phrases are compared: lower case, single spaces.
  static std::string normalised(std::string_view words);

  /// Returns the median of a measured phrase, interpolated between the known readings.
  static double median(const Phrase& phrase);

private:
  void check(std::size_t i);

  void check_spelling(std::size_t i) const;

  static void check_readings(Phrase& phrase, const std::string& subject);

  void check_order(const Phrase& before, const Phrase& phrase, const std::string& subject);

  static bool holds(const Phrase& phrase, double p);

  static Wording wording(std::vector<std::string> phrases, bool held, std::string text = {});

  /// For scales whose bands do not overlap.
  Wording band_words(double low, double high) const;
  static bool meets_point(const Phrase& phrase, double low, double high);

  Wording gap_words(double low) const;

  /// Returns the phrase with the narrowest band that contains the range, or null.
  const Phrase* narrowest(double low, double high) const;
  Wording nested_words(double low, double high) const;
  /// Returns the phrases nearest to a range that no band covers.
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
