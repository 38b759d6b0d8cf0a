// SPDX-License-Identifier: Apache-2.0
// Who can give memory back, asked in one fixed order before anyone is refused. A budget owns one
// of these; every room that keeps memory it could do without registers a function:
//
//   registration_ = budget.reclaimers().add(Reclaim::idle_pool_blocks, "idle blocks of a pool",
//                                           [this](uint64_t wanted) { return trim(wanted); });
//
// What a reclaimer must keep to:
//   - It may be called by any thread, by several at once, from inside any room's charge(), with
//     whatever locks that room holds then. So either it takes its locks with try_lock(), or its
//     room never charges while it holds them.
//   - It ends charges worth `wanted` bytes if it can, more if that is cheaper, and returns how many
//     bytes it ended. Nothing that somebody holds or has pinned is ever touched.
//   - It may charge for what it needs meanwhile. Such a charge asks nobody: it fits or is refused.
//   - It does not wait for work of another thread that charges. An exception is nothing freed.
//
// A Registration's end waits until no other thread is inside its function, so that what the
// function uses may go next; hold no lock then that the function takes. In a fork's child it waits
// for nobody.
//
// Threads: Shared.
#pragma once

#include <array>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "base/fork.hpp"

namespace weir::memory {

// The order: from what costs nobody anything to what costs work to make again. Documented in
// include/weir/memory.h; nothing is ever put between two of them without saying so there.
enum class Reclaim : uint8_t {
  expired_cache_entries,
  idle_pool_blocks,
  cold_cache_values_compressed,
  idle_buffers_compressed,
  idle_buffers_spilled,
  cold_cache_entries_evicted,
  count,
};

inline constexpr size_t kReclaimCount = static_cast<size_t>(Reclaim::count);

constexpr const char* reclaim_name(Reclaim step) noexcept {
  constexpr const char* kNames[] = {"expired cache entries",        "idle pool blocks",
                                    "cold cache values compressed", "idle buffers compressed",
                                    "idle buffers spilled",         "cold cache entries evicted"};
  return step < Reclaim::count ? kNames[static_cast<size_t>(step)] : "unknown";
}

class Reclaimers {
 public:
  using Function = std::function<uint64_t(uint64_t wanted_bytes)>;
  // How many bytes are still to be freed; 0 ends the pass. Asked again before each reclaimer.
  using Missing = std::function<uint64_t()>;

  struct StepStats {
    uint64_t call_count, freed_bytes;
  };

  class Registration {
   public:
    Registration() = default;
    Registration(Registration&& other) noexcept { swap(other); }
    Registration& operator=(Registration&& other) noexcept {
      Registration(std::move(other)).swap(*this);
      return *this;
    }
    ~Registration();

   private:
    friend class Reclaimers;
    struct Entry;
    void swap(Registration& other) noexcept {
      reclaimers_.swap(other.reclaimers_);
      entry_.swap(other.entry_);
    }
    std::shared_ptr<Reclaimers> reclaimers_;
    std::shared_ptr<Entry> entry_;
  };

  static std::shared_ptr<Reclaimers> create() { return std::make_shared<Reclaimers>(Secret{}); }
  Reclaimers(const Reclaimers&) = delete;
  Reclaimers& operator=(const Reclaimers&) = delete;

  // Within a step, those who came first are asked first.
  [[nodiscard]] static Registration add(const std::shared_ptr<Reclaimers>& to, Reclaim step,
                                        Function function);

  // Asks one after another until nothing is missing; returns what they say they freed. When all
  // were asked in vain, waits for those that are still at it in other threads (up to a second).
  // In a thread that is already inside a reclaimer of these it does nothing.
  uint64_t run(const Missing& missing) noexcept;

  // The same for one step alone.
  uint64_t run_step(Reclaim step, const Missing& missing) noexcept;

  StepStats step_stats(Reclaim step) const noexcept;

 private:
  struct Secret {};
  using Entry = Registration::Entry;
  using EntryPtr = std::shared_ptr<Entry>;

 public:
  explicit Reclaimers(Secret) {}

 private:
  uint64_t ask(Entry& entry, uint64_t wanted) noexcept;
  EntryPtr begin_next(size_t step, uint64_t& after) noexcept;
  void wait_for_others(const Missing& missing) noexcept;
  void end(const EntryPtr& entry) noexcept;
  bool inside() const noexcept;

  const base::ForkGuard process_;
  mutable std::mutex mutex_;  // guards all below; never held while a reclaimer runs
  std::condition_variable left_;
  std::array<std::vector<EntryPtr>, kReclaimCount> steps_;
  std::array<StepStats, kReclaimCount> stats_{};
  uint64_t next_number_ = 1;
  uint64_t calls_begun_ = 0, calls_over_ = 0;
};

}  // namespace weir::memory
