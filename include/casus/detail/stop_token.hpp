// SPDX-FileCopyrightText: 2026 The casus authors
// SPDX-License-Identifier: MIT
#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>
#include <version>

#if defined(__cpp_lib_jthread)
#include <stop_token>
#endif

namespace casus {

namespace detail::portable {

// Replaces the parts of <stop_token> that casus uses, if the standard library lacks them.
class StopState {
public:
  bool requested() const noexcept { return is_requested_; }
  bool request() {
    if (is_requested_.exchange(true)) return false;
    // Waits while a callback is being removed.
    const std::lock_guard lock(mutex_);
    for (const auto& [owner, callback] : callbacks_) (*callback)();
    return true;
  }
  void add(const void* owner, const std::function<void()>& callback) {
    const std::lock_guard lock(mutex_);
    if (is_requested_)
      callback();
    else
      callbacks_.emplace_back(owner, &callback);
  }
  void remove(const void* owner) {
    const std::lock_guard lock(mutex_);
    std::erase_if(callbacks_, [&](const auto& one) { return one.first == owner; });
  }

private:
  std::atomic<bool> is_requested_ = false;
  std::mutex mutex_;
  std::vector<std::pair<const void*, const std::function<void()>*>> callbacks_;
};

/// Works as `std::stop_token`.
class StopToken {
public:
  StopToken() = default;
  bool stop_requested() const noexcept { return state_ && state_->requested(); }

private:
  friend class StopSource;
  friend class StopCallback;
  explicit StopToken(std::shared_ptr<StopState> state) : state_(std::move(state)) {}
  std::shared_ptr<StopState> state_;
};

/// Works as `std::stop_source`.
class StopSource {
public:
  StopToken get_token() const { return StopToken(state_); }
  bool request_stop() const { return state_->request(); }
  bool stop_requested() const noexcept { return state_->requested(); }

private:
  std::shared_ptr<StopState> state_ = std::make_shared<StopState>();
};

/// Works as `std::stop_callback`, for a function that does not add or remove callbacks of the same
/// source.
class StopCallback {
public:
  StopCallback(StopToken token, std::function<void()> callback)
      : token_(std::move(token)), callback_(std::move(callback)) {
    if (token_.state_) token_.state_->add(this, callback_);
  }
  ~StopCallback() {
    if (token_.state_) token_.state_->remove(this);
  }
  StopCallback(const StopCallback&) = delete;
  StopCallback& operator=(const StopCallback&) = delete;

private:
  StopToken token_;
  std::function<void()> callback_;
};

}  // namespace detail::portable

#if defined(__cpp_lib_jthread)

/// Token by which a run checks whether a stop has been requested.
using StopToken = std::stop_token;
/// Source by which a caller requests runs to stop.
using StopSource = std::stop_source;
namespace detail {
using StopCallback = std::stop_callback<std::function<void()>>;
}

#else

using detail::portable::StopSource;
using detail::portable::StopToken;
namespace detail {
using portable::StopCallback;
}

#endif

}  // namespace casus
