// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <memory>
#include <mutex>
#include <typeinfo>
#include <utility>
#include <vector>

#include <casus/infer/query.hpp>

namespace casus {

class Subject;

/// What prepared calls keep for the next ones: compiled programs and plans of exact sums, which do
/// not depend on the values of parameters, and the methods chosen for some values. What is kept
/// follows from its key and from the subject as it was prepared, so the order of the calls changes
/// nothing. Safe to use from several threads.
class Preparation {
public:
  /// Identifies something kept, together with its type.
  struct Key {
    std::vector<Query> questions = {};
    std::vector<Intervention> under = {};
    std::vector<NodePtr> expressions = {};
    std::vector<std::vector<std::size_t>> readings = {};
    std::vector<double> numbers = {};  ///< of the options, as far as they matter
  };

  /// Keeps a reference to the subject.
  explicit Preparation(const Subject& subject) : subject_(subject) {}

  /// Returns the subject as it was prepared.
  const Subject& subject() const noexcept { return subject_; }

  /// Returns what is kept under a key, or keeps what `make()` returns, a std::shared_ptr<const
  /// Kept>. At most 64 things are kept; the one that was not used for longest gives way.
  template <class Kept, class Make> std::shared_ptr<const Kept> get(const Key& key, const Make& make) const {
    if (auto found = find(typeid(Kept), key)) return std::static_pointer_cast<const Kept>(std::move(found));
    std::shared_ptr<const Kept> made = make();
    keep(typeid(Kept), key, made);
    return made;
  }

private:
  struct Entry {
    const std::type_info* type;
    Key key;
    std::shared_ptr<const void> kept;
  };
  std::shared_ptr<const void> find(const std::type_info& type, const Key& key) const;
  void keep(const std::type_info& type, const Key& key, std::shared_ptr<const void> kept) const;

  const Subject& subject_;
  mutable std::mutex mutex_;
  mutable std::vector<Entry> entries_;  // the last one used comes first
};

}  // namespace casus
