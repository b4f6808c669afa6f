// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <casus/elicit/scale.hpp>

namespace casus {

namespace elicit {

CASUS_INLINE Scale::Scale(std::string name, std::string source, std::vector<Phrase> phrases)
    : name_(std::move(name)), source_(std::move(source)), phrases_(std::move(phrases)) {
  if (name_.empty()) throw Error("scale", "a name", "none");
  if (phrases_.empty()) throw Error("scale " + name_, "at least one phrase", "none");
  measured_ = !phrases_.front().readings.empty();
  for (std::size_t i = 0; i < phrases_.size(); ++i) check(i);
}

CASUS_INLINE const Phrase* Scale::find(std::string_view words) const {
  const std::string wanted = normalised(words);
  for (const Phrase& phrase : phrases_) {
    if (normalised(phrase.text) == wanted) return &phrase;
    for (const std::string& synonym : phrase.synonyms)
      if (normalised(synonym) == wanted) return &phrase;
  }
  return nullptr;
}

CASUS_INLINE std::vector<std::string> Scale::vocabulary() const {
  std::vector<std::string> all;
  for (const Phrase& phrase : phrases_) {
    all.push_back(phrase.text);
    all.insert(all.end(), phrase.synonyms.begin(), phrase.synonyms.end());
  }
  return all;
}

CASUS_INLINE Wording Scale::words(double low, double high) const {
  const std::string subject = "words on scale " + name_;
  for (const double end : {low, high})
    if (!(end >= 0 && end <= 1)) throw Error(subject, "a probability in [0, 1]", casus::detail::number(end));
  if (!(low <= high))
    throw Error(subject,
                "a range whose high end is at least its low one (" + casus::detail::number(low) + ")",
                casus::detail::number(high));
  if (measured_) return measured_words(low, high);
  return nested_ ? nested_words(low, high) : band_words(low, high);
}

CASUS_INLINE std::string Scale::normalised(std::string_view words) {
  std::string text;
  for (const char c : words) {
    const bool blank = c == ' ' || (c >= '\t' && c <= '\r');
    if (blank && !text.empty() && text.back() != ' ') text += ' ';
    if (!blank) text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  if (!text.empty() && text.back() == ' ') text.pop_back();
  return text;
}

CASUS_INLINE double Scale::median(const Phrase& phrase) {
  const auto above = std::find_if(phrase.readings.begin(), phrase.readings.end(),
                                  [](const Quantile& reading) { return reading.probability >= 0.5; });
  if (above == phrase.readings.end()) return phrase.readings.back().value;
  if (above == phrase.readings.begin() || above->probability == 0.5) return above->value;
  const Quantile& below = *(above - 1);
  return below.value +
         (above->value - below.value) * (0.5 - below.probability) / (above->probability - below.probability);
}

CASUS_INLINE void Scale::check(std::size_t i) {
  Phrase& phrase = phrases_[i];
  const auto subject = [&] { return "scale " + name_ + ", " + casus::detail::quoted(phrase.text); };
  if (normalised(phrase.text).empty()) throw Error("scale " + name_, "a phrase", "one without words");
  for (const std::string& synonym : phrase.synonyms)
    if (normalised(synonym).empty()) throw Error(subject(), "synonyms", "one without words");
  check_spelling(i);
  if (phrase.readings.empty() == measured_)
    throw Error(subject(),
                measured_ ? "readings, as the first phrase has" : "a band, as the first phrase has",
                measured_ ? "a band" : "readings");
  if (measured_) check_readings(phrase, subject());
  for (const double end : {phrase.low, phrase.high})
    if (!(end >= 0 && end <= 1))
      throw Error(subject(), "probabilities in [0, 1]", casus::detail::number(end));
  const bool is_point = phrase.low == phrase.high && !phrase.open_low && !phrase.open_high;
  if (!(phrase.low < phrase.high || is_point))
    throw Error(subject(), "a high end above the low one (" + casus::detail::number(phrase.low) + ")",
                casus::detail::number(phrase.high));
  if (i > 0) check_order(phrases_[i - 1], phrase, subject());
}

CASUS_INLINE void Scale::check_spelling(std::size_t i) const {
  std::vector<std::string> own{phrases_[i].text};
  own.insert(own.end(), phrases_[i].synonyms.begin(), phrases_[i].synonyms.end());
  std::vector<std::string> before;
  for (std::size_t k = 0; k < i; ++k) {
    before.push_back(normalised(phrases_[k].text));
    for (const std::string& synonym : phrases_[k].synonyms) before.push_back(normalised(synonym));
  }
  for (const std::string& words : own) {
    const std::string spelt = normalised(words);
    if (std::find(before.begin(), before.end(), spelt) != before.end())
      throw Error("scale " + name_, "each phrase once", casus::detail::quoted(words) + " twice");
    before.push_back(spelt);
  }
}

CASUS_INLINE void Scale::check_readings(Phrase& phrase, const std::string& subject) {
  const std::vector<Quantile>& readings = phrase.readings;
  if (readings.size() < 2) throw Error(subject, "at least two readings", "one");
  for (std::size_t k = 0; k < readings.size(); ++k) {
    const auto [probability, value] = readings[k];
    if (!(probability > 0 && probability < 1))
      throw Error(subject, "readings at probabilities in (0, 1)", casus::detail::number(probability));
    if (!(value >= 0 && value <= 1)) throw Error(subject, "readings in [0, 1]", casus::detail::number(value));
    if (k == 0) continue;
    if (!(probability > readings[k - 1].probability))
      throw Error(subject, "readings at increasing probabilities", casus::detail::number(probability));
    if (!(value >= readings[k - 1].value))
      throw Error(subject, "readings that do not decrease", casus::detail::number(value));
  }
  if (readings.front().value == readings.back().value)
    throw Error(subject, "readings that differ",
                casus::detail::number(readings.front().value) + " throughout");
  phrase.low = readings.front().value;
  phrase.high = readings.back().value;
}

CASUS_INLINE void Scale::check_order(const Phrase& before, const Phrase& phrase, const std::string& subject) {
  if (measured_) {
    if (median(phrase) < median(before))
      throw Error(
          subject,
          "a median of at least that of the phrase before (" + casus::detail::number(median(before)) + ")",
          casus::detail::number(median(phrase)));
    return;
  }
  if (phrase.low == before.low && phrase.high == before.high)
    throw Error(subject, "a band of its own", "that of " + casus::detail::quoted(before.text),
                "two phrases of one band are synonyms");
  if (phrase.low < before.low || (phrase.low == before.low && phrase.high < before.high))
    throw Error(
        subject,
        "a phrase that stands for more than the one before it, " + casus::detail::quoted(before.text),
        "one from " + casus::detail::number(phrase.low) + " to " + casus::detail::number(phrase.high));
  for (const Phrase& other : phrases_) {
    if (&other == &phrase) break;
    nested_ = nested_ || phrase.low < other.high;
  }
}

CASUS_INLINE bool Scale::holds(const Phrase& phrase, double p) {
  return (phrase.open_low ? phrase.low < p : phrase.low <= p) &&
         (phrase.open_high ? p < phrase.high : p <= phrase.high);
}

CASUS_INLINE Wording Scale::wording(std::vector<std::string> phrases, bool held, std::string text) {
  if (text.empty()) {
    text = phrases.front();
    if (phrases.size() > 1) text += " to " + phrases.back();
  }
  return {std::move(phrases), held, std::move(text)};
}

CASUS_INLINE Wording Scale::band_words(double low, double high) const {
  // The first and last phrases that the range meets. A range of positive width must share more than
  // an end point with a band.
  const auto meets = [&](const Phrase& phrase) {
    if (low == high || phrase.low == phrase.high) return meets_point(phrase, low, high);
    return phrase.low < high && low < phrase.high;
  };
  std::size_t first = 0, end = phrases_.size();
  while (first < end && !meets(phrases_[first])) ++first;
  if (first == end) return gap_words(low);
  while (!meets(phrases_[end - 1])) --end;
  // If an end is covered by no phrase, the next phrase beyond it is added. The phrases do not cover
  // the range then, nor if there is a gap between them.
  bool held = true;
  if (low < phrases_[first].low) {
    held = false;
    if (first > 0) --first;
  }
  if (high > phrases_[end - 1].high) {
    held = false;
    if (end < phrases_.size()) ++end;
  }
  std::vector<std::string> texts;
  for (std::size_t i = first; i < end; ++i) {
    texts.push_back(phrases_[i].text);
    held = held && (i == first || phrases_[i - 1].high == phrases_[i].low);
  }
  return wording(std::move(texts), held);
}

CASUS_INLINE bool Scale::meets_point(const Phrase& phrase, double low, double high) {
  return phrase.low == phrase.high ? low <= phrase.low && phrase.low <= high : holds(phrase, low);
}

CASUS_INLINE Wording Scale::gap_words(double low) const {
  std::size_t above = 0;
  while (above < phrases_.size() && phrases_[above].high <= low) ++above;
  if (above == 0) return wording({phrases_.front().text}, false, "less than " + phrases_.front().text);
  if (above == phrases_.size())
    return wording({phrases_.back().text}, false, "more than " + phrases_.back().text);
  return wording({phrases_[above - 1].text, phrases_[above].text}, false,
                 "between " + phrases_[above - 1].text + " and " + phrases_[above].text);
}

CASUS_INLINE const Phrase* Scale::narrowest(double low, double high) const {
  const Phrase* best = nullptr;
  for (const Phrase& phrase : phrases_)
    if (holds(phrase, low) && holds(phrase, high) &&
        (!best || phrase.high - phrase.low < best->high - best->low))
      best = &phrase;
  return best;
}

CASUS_INLINE Wording Scale::nested_words(double low, double high) const {
  if (const Phrase* all = narrowest(low, high)) return wording({all->text}, true);
  const Phrase* first = narrowest(low, low);
  const Phrase* last = narrowest(high, high);
  if (!first || !last || low == high) return nearest_words(low, high);
  // Are there phrases for everything in between?
  double reached = first->high;
  for (const Phrase& phrase : phrases_)  // in the order of their low ends
    if (phrase.low <= reached) reached = (std::max)(reached, phrase.high);
  return wording({first->text, last->text}, reached >= high);
}

CASUS_INLINE Wording Scale::nearest_words(double low, double high) const {
  const Phrase* below = nullptr;
  const Phrase* above = nullptr;
  for (const Phrase& phrase : phrases_) {
    if (phrase.high <= high && (!below || phrase.high > below->high)) below = &phrase;
    if (phrase.low >= low && (!above || phrase.low < above->low)) above = &phrase;
  }
  if (!below) return wording({above->text}, false, "less than " + above->text);
  if (!above) return wording({below->text}, false, "more than " + below->text);
  return wording({below->text, above->text}, false, "between " + below->text + " and " + above->text);
}

CASUS_INLINE Wording Scale::measured_words(double low, double high) const {
  std::vector<std::string> texts;
  bool held = true;
  if (low < high)
    for (const Phrase& phrase : phrases_)
      if (low <= median(phrase) && median(phrase) <= high) texts.push_back(phrase.text);
  if (texts.empty()) {
    const double middle = low + (high - low) / 2;
    double nearest = 2;
    for (const Phrase& phrase : phrases_) nearest = (std::min)(nearest, std::abs(median(phrase) - middle));
    for (const Phrase& phrase : phrases_) {
      if (std::abs(median(phrase) - middle) > nearest + 1e-12) continue;
      texts.push_back(phrase.text);
      held = held && phrase.low <= low && high <= phrase.high;
    }
    return wording(texts, held, casus::detail::joined(texts, " or "));
  }
  return wording(std::move(texts), held);
}

}  // namespace elicit
}  // namespace casus
