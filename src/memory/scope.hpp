// SPDX-License-Identifier: Apache-2.0
// Who memory is for, in the program's own words: while a thread is inside a scope, what it charges
// counts for that scope and for every scope around it, until the charge ends, wherever that is.
// Scopes are found by their path, such as "load/parse", so entering one again goes on counting.
//
// Threads: Shared; enter() and leave() concern the calling thread.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>

namespace weir::memory {

class Scope {
 public:
  Scope(std::string path, Scope* around) : path_(std::move(path)), around_(around) {}

  const std::string& path() const noexcept { return path_; }
  Scope* around() const noexcept { return around_; }
  uint64_t used() const noexcept { return used_.load(std::memory_order_relaxed); }
  uint64_t peak() const noexcept { return peak_.load(std::memory_order_relaxed); }
  uint64_t charges() const noexcept { return charges_.load(std::memory_order_relaxed); }

  // For this scope and those around it; `scope` may be NULL.
  static void add(Scope* scope, uint64_t bytes, bool as_new = true) noexcept;
  static void remove(Scope* scope, uint64_t bytes) noexcept;

 private:
  const std::string path_;
  Scope* const around_;
  alignas(64) std::atomic<uint64_t> used_{0};
  std::atomic<uint64_t> peak_{0}, charges_{0};
};

// The scopes of one budget.
class Scopes {
 public:
  static constexpr uint32_t kMost = 1024;  // what programs make up names for has to end somewhere

  Scopes();
  ~Scopes();
  Scopes(const Scopes&) = delete;
  Scopes& operator=(const Scopes&) = delete;

  // Error(invalid) for an empty name or one with a slash, Error(limit) past kMost scopes.
  void enter(const char* name);
  // Error(invalid) when this thread is inside none.
  void leave();
  // The innermost one that the calling thread is inside of, or NULL.
  Scope* current() const noexcept;
  // In the order they were first entered; NULL past the last.
  const Scope* at(uint32_t index) const noexcept;

 private:
  Scope* find_or_make(Scope* around, const char* name);

  const uint64_t number_;     // never used twice: what is left in a thread finds nobody else's
  mutable std::mutex mutex_;  // for making one; those that are there may be read without it
  std::atomic<uint32_t> count_{0};
  std::array<std::unique_ptr<Scope>, kMost> all_;
};

}  // namespace weir::memory
