// SPDX-License-Identifier: Apache-2.0
// Computations under way, one for each key: who computes, and who waits for it. A thread that would
// wait for itself, by whatever detour over other threads and caches, is told so instead.
//
// A flight is doomed when its key is put, removed or invalidated meanwhile: those who wait get its
// value, for they asked before; those who ask from then on do not, and the cache does not keep it.
//
// Threads: Shared. One mutex for a cache's flights, one for a runtime's waits; the second may be
// taken under the first, and no lock of a shard under the second.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/status.hpp"
#include "memory/buffer.hpp"

namespace weir::cache {

// The owner of a flight that may end in any thread; it is not watched.
inline constexpr uint64_t kNobody = 0;
// A number that no other thread has, nor ever will have.
uint64_t this_thread() noexcept;

// Which thread waits for which, over all caches that share one of these.
class Waits {
 public:
  // While one of these lives, `who` waits for `whom`. Error(invalid) when that would never end.
  class Scope {
   public:
    Scope(Waits& waits, uint64_t who, uint64_t whom);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    Waits& waits_;
    const uint64_t who_;
  };

 private:
  std::mutex mutex_;  // guards waiting_
  std::unordered_map<uint64_t, uint64_t> waiting_;
};

struct Flight {
  enum class Stage : uint8_t { going, settling, over, given_up };
  Flight(std::string_view flown, uint64_t by) : key(flown), owner(by) {}

  const std::string key;
  std::atomic<uint64_t> owner;
  std::atomic<bool> doomed{false};
  // Guarded by the mutex of its Flights until it is over; then it stays as it is.
  Stage stage = Stage::going;
  Status outcome = Status::internal;
  std::string text;
  memory::BufferPtr value;
  std::condition_variable changed;
};
using FlightPtr = std::shared_ptr<Flight>;

class Flights {
 public:
  // The flight of a key; `mine` when this call began it. NULL when there is none and `there()` says
  // that the key holds something by now.
  template <class There>
  FlightPtr join(std::string_view key, uint64_t owner, There&& there, bool& mine) {
    const std::lock_guard lock(mutex_);
    const auto found = flights_.find(key);
    mine = found == flights_.end();
    if (!mine) return found->second;
    if (there()) return nullptr;
    return begin(key, owner);
  }
  // NULL when the key has one already.
  FlightPtr begin_only(std::string_view key, uint64_t owner) {
    const std::lock_guard lock(mutex_);
    return flights_.find(key) == flights_.end() ? begin(key, owner) : nullptr;
  }

  // Where it stands when the time is over.
  Flight::Stage wait(Flight& flight, uint64_t timeout_ns);

  // The owner's side: true for the first who settles it; then end() has to follow.
  bool settle(Flight& flight);
  void end(const FlightPtr& flight, Flight::Stage stage, Status outcome, std::string text,
           memory::BufferPtr value) noexcept;

  // What is under way is older than what happens now. Free while nothing is.
  void doom(const void* key, size_t size) noexcept {
    if (count_.load() != 0) doom_one({static_cast<const char*>(key), size});
  }
  void doom_all() noexcept;

 private:
  struct Hash : std::hash<std::string_view> {
    using is_transparent = void;
  };
  FlightPtr begin(std::string_view key, uint64_t owner);
  void doom_one(std::string_view key) noexcept;

  std::atomic<uint64_t> count_{0};  // of flights_
  std::mutex mutex_;                // guards what follows
  std::unordered_map<std::string, FlightPtr, Hash, std::equal_to<>> flights_;
};

}  // namespace weir::cache
