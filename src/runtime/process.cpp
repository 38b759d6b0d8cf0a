// SPDX-License-Identifier: Apache-2.0
#include <atomic>

#include "base/fork.hpp"
#include "runtime/runtime.hpp"

namespace weir::runtime {
namespace {

// One per process: a fork's child finds its parent's slot, whose lock another thread may have held,
// and makes a slot of its own without touching that lock. Slots are never freed.
struct Slot {
  explicit Slot(Slot* slot_of_parent) : parent(slot_of_parent) {}
  const base::ForkGuard process;
  Slot* const parent;  // so that leak checkers see it is kept on purpose
  std::mutex mutex;
  std::shared_ptr<Runtime> runtime;
};

constinit std::atomic<Slot*> current_slot{nullptr};

Slot& own_slot() {
  Slot* slot = current_slot.load(std::memory_order_acquire);
  while (slot == nullptr || slot->process.stale()) {
    auto fresh = std::make_unique<Slot>(slot);
    if (current_slot.compare_exchange_weak(slot, fresh.get(), std::memory_order_acq_rel)) {
      slot = fresh.release();
    }
  }
  return *slot;
}

}  // namespace

std::shared_ptr<Runtime> process_runtime() {
  Slot& slot = own_slot();
  std::shared_ptr<Runtime> ended;  // freed outside the lock: its shutdown may still be under way
  std::lock_guard lock(slot.mutex);
  if (!slot.runtime || slot.runtime->life()->over()) {
    auto fresh = Runtime::create(Options{});
    ended = std::exchange(slot.runtime, std::move(fresh));
  }
  return slot.runtime;
}

}  // namespace weir::runtime
