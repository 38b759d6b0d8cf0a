// SPDX-License-Identifier: Apache-2.0
// Buffers that yield: while nobody has one pinned, its bytes may be compressed, then spilled to a
// file, and come back as they were when it is pinned again. Who gives way first: LOW before MEDIUM
// before HIGH before CRITICAL, and of one priority whoever was let go of longest ago.
//
// When the budget is fuller than `compress_at`, what is idle is compressed as buffers are made,
// pinned and let go of; the one let go of last is spared. The rest is the reclaimers': the budget
// asks for compressing, then for spilling, before it refuses anybody.
//
// A buffer's bytes are in one place at a time. `busy` means that a thread is moving them, outside
// the lock; who pins meanwhile waits for it. What cannot be moved stays where it is.
//
// Locking: the store's `mutex_` guards the lists and every buffer's fields. Nothing is charged,
// allocated, compressed or written under it.
#pragma once

#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>

#include "base/life.hpp"
#include "base/log.hpp"
#include "memory/charge.hpp"
#include "memory/compress.hpp"
#include "memory/priority.hpp"
#include "memory/reclaim.hpp"
#include "memory/spill_file.hpp"

namespace weir::memory {

class Budget;
class Managed;
using ManagedPtr = std::shared_ptr<Managed>;

class ManagedStore : public std::enable_shared_from_this<ManagedStore> {
 public:
  struct Options {
    bool compress = true, spill = true;
    double compress_at = 0.70;  // of the budget
    std::string spill_directory;
    uint64_t spill_limit_bytes = 0;
  };
  struct Stats {
    uint64_t count, pinned_count;
    uint64_t total_bytes;     // of all buffers, wherever they are
    uint64_t resident_bytes;  // as they are
    uint64_t compressed_count, compressed_bytes, compressed_from_bytes;
    uint64_t spilled_count, spilled_bytes, spill_file_bytes;
    uint64_t compress_count, incompressible_count, spill_count, spill_error_count;
    uint64_t restore_count, restore_error_count;
  };

  static std::shared_ptr<ManagedStore> create(std::shared_ptr<Budget> budget,
                                              std::shared_ptr<base::Log> log, base::LifePtr life);
  ~ManagedStore();
  ManagedStore(const ManagedStore&) = delete;
  ManagedStore& operator=(const ManagedStore&) = delete;

  void configure(const Options& options);
  // All zero. Error(no_memory); Error(invalid) for an alignment that is none.
  ManagedPtr make(size_t size, size_t alignment, Priority priority, bool compress, bool spill);
  Stats stats() const;
  std::string json() const;

  // For tests.
  SpillFile& file() noexcept { return file_; }
  uint64_t compress_idle(uint64_t wanted) noexcept;
  uint64_t spill_idle(uint64_t wanted) noexcept;

 private:
  friend class Managed;
  // Idle buffers of one priority: those that may still be compressed, and those that may not.
  struct List {
    Managed *oldest = nullptr, *newest = nullptr;
  };
  struct Lists {
    List fresh, settled;
  };

  ManagedStore(std::shared_ptr<Budget> budget, std::shared_ptr<base::Log> log, base::LifePtr life);
  void link(Managed& buffer, bool is_new) noexcept;
  void unlink(Managed& buffer) noexcept;
  ManagedPtr coldest(bool to_spill, const Managed* spared) noexcept;
  uint64_t compress_one(Managed& buffer, bool& no_room) noexcept;
  uint64_t spill_one(Managed& buffer) noexcept;
  void write_out(Managed& buffer);
  void forget_place(const Managed& buffer) noexcept;
  void settle(Managed& buffer) noexcept;
  void restore(Managed& buffer);
  void keep_below() noexcept;
  uint64_t run(bool spill, uint64_t wanted, const Managed* spared) noexcept;

  const std::shared_ptr<Budget> budget_;
  const std::shared_ptr<base::Log> log_;
  const base::LifePtr life_;
  SpillFile file_;
  mutable std::mutex mutex_;
  std::condition_variable moved_;
  Options options_;
  std::array<Lists, kPriorities> idle_;
  uint64_t ticks_ = 0;
  Stats stats_{};
  const Managed* newest_ = nullptr;  // who was let go of last; never followed
  Reclaimers::Registration when_compressing_, when_spilling_;  // end first
};

class Managed : public std::enable_shared_from_this<Managed> {
  struct Secret {};
  friend class ManagedStore;

 public:
  enum class Where : uint32_t { memory, compressed, spilled };
  struct State {
    Where where;
    uint32_t pin_count;
    uint64_t stored_bytes;
  };

  Managed(Secret, std::shared_ptr<ManagedStore> store, size_t size, size_t alignment,
          Priority priority, bool compress, bool spill)
      : store_(std::move(store)),
        size_(size),
        alignment_(alignment),
        priority_(priority),
        may_compress_(compress),
        may_spill_(spill) {}
  ~Managed();
  Managed(const Managed&) = delete;
  Managed& operator=(const Managed&) = delete;

  // The bytes, which stay where they are until as many unpin(). Error(no_memory) when there is no
  // room for them, Error(io) when they cannot be read again: they are not lost by asking.
  void* pin();
  void unpin() noexcept;

  size_t size() const noexcept { return size_; }
  State state() const;
  void check() const {
    if (store_->life_->stale()) store_->life_->check("managed buffer");
  }

 private:
  static constexpr size_t kMapped = size_t{1} << 16;  // from here on: whole pages of its own
  static constexpr size_t kSmallestSpilled = 4096;
  static constexpr size_t kLargest = size_t{1} << 46;

  // What a block of this size costs the budget.
  static uint64_t charged(size_t size) noexcept;

  // Bytes in memory, all zero when they are taken.
  struct Block {
    void* start = nullptr;
    size_t size = 0;
    bool mapped = false;
    static Block take(size_t size, size_t alignment);
    void shrink(size_t size) noexcept;
    void release() noexcept;
  };

  const std::shared_ptr<ManagedStore> store_;
  const size_t size_, alignment_;
  const Priority priority_;
  const bool may_compress_, may_spill_;

  // The store's to guard.
  Where where_ = Where::memory;
  bool busy_ = false, linked_ = false, settled_ = false, incompressible_ = false;
  uint32_t pins_ = 0;
  uint64_t idle_since_ = 0;
  Codec codec_ = Codec::none;
  size_t packed_size_ = 0;  // of what is compressed; its block may be larger
  Block block_;
  SpillFile::Place place_;
  Charge charge_;
  Managed *older_ = nullptr, *newer_ = nullptr;
};

}  // namespace weir::memory
