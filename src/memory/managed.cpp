// SPDX-License-Identifier: Apache-2.0
// One buffer: pinned, let go of, and brought back.
#include "memory/managed.hpp"

#include <cstring>
#include <utility>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::memory {

Managed::Block Managed::Block::take(size_t size, size_t alignment) {
  Block block;
  block.mapped = size >= kMapped;
  block.start = block.mapped ? heap::map(size, alignment) : heap::allocate(size, alignment);
  block.size = size;
  if (!block.mapped) std::memset(block.start, 0, size);
  return block;
}

void Managed::Block::shrink(size_t smaller) noexcept {
  if (mapped) {
    heap::unmap_tail(start, size, smaller);
    size = smaller;
    return;
  }
  Block exact;
  try {
    exact.start = heap::allocate(smaller, heap::kDefaultAlignment);
  } catch (const Error&) {
    return;  // as it is, then; `size` says what is charged
  }
  exact.size = smaller;
  std::memcpy(exact.start, start, smaller);
  release();
  *this = exact;
}

void Managed::Block::release() noexcept {
  if (start == nullptr) return;
  mapped ? heap::unmap(start, size) : heap::release(start);
  start = nullptr;
}

uint64_t Managed::charged(size_t size) noexcept {
  return size >= kMapped ? heap::round_to_pages(size) : size;
}

Managed::~Managed() {
  if (store_->life_->stale()) return;  // its lock means nothing here
  {
    const std::lock_guard lock(store_->mutex_);
    store_->unlink(*this);
    if (store_->newest_ == this) store_->newest_ = nullptr;
    if (block_.start == nullptr && where_ != Where::spilled) return;  // it was never made
    store_->forget_place(*this);
    --store_->stats_.count;
    store_->stats_.total_bytes -= size_;
  }
  block_.release();
  if (where_ == Where::spilled) store_->file_.give_back(place_);
}

Managed::State Managed::state() const {
  const std::lock_guard lock(store_->mutex_);
  return {where_, pins_, where_ == Where::spilled ? place_.size : block_.size};
}

void* Managed::pin() {
  check();
  ManagedStore& store = *store_;
  {
    std::unique_lock lock(store.mutex_);
    store.moved_.wait(lock, [this] { return !busy_; });
    if (where_ == Where::memory) {
      if (pins_++ == 0) {
        store.unlink(*this);
        ++store.stats_.pinned_count;
      }
      return block_.start;
    }
    store.unlink(*this);
    busy_ = true;
  }
  try {
    store.restore(*this);
  } catch (...) {
    const std::lock_guard lock(store.mutex_);
    ++store.stats_.restore_error_count;
    store.settle(*this);
    throw;
  }
  void* const start = block_.start;  // pinned: it stays
  store.keep_below();
  return start;
}

void Managed::unpin() noexcept {
  if (store_->life_->stale()) return;
  {
    const std::lock_guard lock(store_->mutex_);
    if (--pins_ != 0) return;
    --store_->stats_.pinned_count;
    incompressible_ = false;  // its bytes may be others now
    store_->link(*this, true);
  }
  store_->keep_below();
}

// A busy buffer that is not in memory: it is, pinned once, when this returns.
void ManagedStore::restore(Managed& buffer) {
  const bool packed_in_file =
      buffer.where_ == Managed::Where::spilled && buffer.codec_ != Codec::none;
  uint64_t wanted = Managed::charged(buffer.size_);
  if (packed_in_file) wanted += Managed::charged(buffer.place_.size);
  Charge charge;
  try {
    charge = budget_->charge(Module::managed, wanted, "a managed buffer");
  } catch (const Error&) {
    // Both forms of it do not fit at once: out with the small one first, then.
    if (buffer.where_ != Managed::Where::compressed || !buffer.may_spill_) throw;
    write_out(buffer);
    buffer.charge_ = Charge();
    return restore(buffer);
  }
  struct Release {
    Managed::Block block;
    ~Release() { block.release(); }
  };
  Release fresh{Managed::Block::take(buffer.size_, buffer.alignment_)};
  if (buffer.where_ == Managed::Where::compressed) {
    decompress(buffer.codec_, buffer.block_.start, buffer.packed_size_, fresh.block.start,
               buffer.size_);
  } else if (!packed_in_file) {
    file_.read(buffer.place_, fresh.block.start);
  } else {
    const Release packed{Managed::Block::take(buffer.place_.size, heap::kDefaultAlignment)};
    file_.read(buffer.place_, packed.block.start);
    decompress(buffer.codec_, packed.block.start, buffer.place_.size, fresh.block.start,
               buffer.size_);
  }
  charge = charge.split(Managed::charged(buffer.size_));
  const bool was_spilled = buffer.where_ == Managed::Where::spilled;
  const SpillFile::Place place = buffer.place_;
  {
    const std::lock_guard lock(mutex_);
    forget_place(buffer);
    std::swap(fresh.block, buffer.block_);
    std::swap(charge, buffer.charge_);
    buffer.where_ = Managed::Where::memory;
    buffer.codec_ = Codec::none;
    buffer.busy_ = false;
    buffer.pins_ = 1;
    stats_.resident_bytes += buffer.size_;
    ++stats_.pinned_count;
    ++stats_.restore_count;
    moved_.notify_all();
  }
  if (was_spilled) file_.give_back(place);
}

}  // namespace weir::memory
