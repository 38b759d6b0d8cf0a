// SPDX-License-Identifier: Apache-2.0
#include "stream/lane.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

#include "base/callback.hpp"
#include "base/clock.hpp"
#include "memory/budget.hpp"
#include "work/wait.hpp"

namespace weir::stream {
namespace {

constexpr uint64_t kListBytes = Lane::kMostPieces * sizeof(device::Copy);

// A small budget gets small parts: eight of them are a quarter of it.
uint64_t choose_part_bytes(uint64_t budget_bytes) {
  return std::clamp(std::bit_floor(budget_bytes / 32), Lane::kLeastPartBytes, Lane::kMostPartBytes);
}

}  // namespace

Lane::Lane(std::shared_ptr<device::Device> device, std::shared_ptr<memory::Budget> budget)
    : device_(std::move(device)),
      budget_(std::move(budget)),
      part_bytes_(choose_part_bytes(budget_->stats().limit_bytes)),
      reclaimer_(
          memory::Reclaimers::add(device_->reclaimers(), memory::Reclaim::idle_pool_blocks,
                                  [this](uint64_t wanted) { return give_stages_back(wanted); })) {}

uint64_t Lane::give_stages_back(uint64_t wanted) noexcept {
  std::array<std::shared_ptr<void>, kParts> given;
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return 0;
  uint64_t freed = 0;
  for (size_t i = 0; i < kParts && freed < wanted; ++i) {
    if (parts_[i].taken_ || !parts_[i].stage_) continue;
    given[i].swap(parts_[i].stage_);
    freed += part_bytes_;
  }
  return freed;
}

Lane::Part* Lane::try_enter(int32_t priority) {
  const std::lock_guard lock(mutex_);
  if (!waiting_.empty() && waiting_.begin()->first <= priority) return nullptr;
  Part* const free = free_part();
  if (free != nullptr) free->taken_ = true;
  return free;
}

// One that has its memory already, if there is one: another's may not be to be had.
Lane::Part* Lane::free_part() noexcept {
  Part* free = nullptr;
  for (Part& part : parts_) {
    if (part.taken_) continue;
    if (part.slot_) return &part;
    if (free == nullptr) free = &part;
  }
  return free;
}

Lane::Part* Lane::enter(int32_t priority) {
  std::unique_lock lock(mutex_);
  const auto me = waiting_.emplace(priority, next_turn_++).first;
  Part* free = nullptr;
  left_.wait(lock, [&] {
    if (waiting_.begin() != me) return false;
    free = free_part();
    return free != nullptr;
  });
  free->taken_ = true;
  waiting_.erase(me);
  lock.unlock();
  left_.notify_all();  // the next in turn may find another part free
  return free;
}

size_t Lane::waiting() const {
  const std::lock_guard lock(mutex_);
  return waiting_.size();
}

void Lane::leave(Part* part) noexcept {
  {
    const std::lock_guard lock(mutex_);
    part->taken_ = false;
    part->no_stage_ = false;
  }
  left_.notify_all();
}

std::byte* Lane::slot(Part& part) {
  if (!part.slot_) {
    const uint64_t bytes = part_bytes_ + kListBytes;
    memory::Charge charge =
        budget_->charge(memory::Module::stream, bytes, "a part of the staging ring");
    part.slot_ = device_->allocate_staging(bytes);
    part.charge_ = std::move(charge);
  }
  return static_cast<std::byte*>(part.slot_.get());
}

device::Copy* Lane::list(Part& part) {
  return reinterpret_cast<device::Copy*>(slot(part) + part_bytes_);
}

std::byte* Lane::stage(Part& part) {
  if (!part.stage_ && !part.no_stage_) {
    try {
      part.stage_ = device_->allocate(part_bytes_);
    } catch (const device::DeviceError& error) {
      if (!error.out_of_memory()) throw;
      part.no_stage_ = true;
    }
  }
  return static_cast<std::byte*>(part.stage_.get());
}

device::Device::Stream& Lane::stream() {
  if (!stream_) stream_ = std::make_unique<device::Device::Stream>(device_, 0);
  return *stream_;
}

void Lane::queue(Part& part, device::Device::Stream* instead, bool timed, const Work& work) {
  const auto make = [this](auto& event, bool with_time) {
    if (!event) event = std::make_unique<device::Device::Event>(device_, with_time);
  };
  make(part.done_, false);
  part.timed_ = timed && device_->can_time();
  if (part.timed_) {
    make(part.begun_, true);
    make(part.ended_, true);
  }
  const std::lock_guard lock(queue_mutex_);
  device::Device::Stream& on = instead != nullptr ? *instead : stream();
  try {
    if (part.timed_) on.record(*part.begun_);
    work(on);
    if (part.timed_) on.record(*part.ended_);
  } catch (...) {
    part.timed_ = false;
    base::contained([&] { on.record(*part.done_); });
    throw;
  }
  on.record(*part.done_);
}

uint64_t Lane::wait(Part& part) {
  if (!part.done_) return 0;
  // Both events of a timed part come before its end, and an event takes over what failed before it:
  // each is asked.
  if (part.timed_) {
    while (!part.begun_->wait(work::kForever)) {
    }
    while (!part.ended_->wait(work::kForever)) {
    }
  }
  while (!part.done_->wait(work::kForever)) {
  }
  return part.timed_ ? part.ended_->since_ns(*part.begun_) : 0;
}

uint64_t Lane::time(Part& part, const Work& work) {
  uint64_t best = ~uint64_t{0};
  for (int round = 0; round < 3; ++round) {
    const uint64_t begun_ns = base::monotonic_ns();
    queue(part, nullptr, false, work);
    wait(part);
    best = std::min(best, base::monotonic_ns() - begun_ns);
  }
  return best;
}

// Some pieces each by itself, against the same packed, sent as one and taken apart over there.
uint64_t Lane::measure(Part& part) {
  constexpr size_t kPieces = 32;
  std::byte* const near = slot(part);
  std::byte* const far = stage(part);
  device::Copy* const pieces = list(part);
  if (far == nullptr || !device_->can_copy_pieces()) return 0;
  for (uint64_t bytes = uint64_t{4} << 10; bytes * kPieces * 2 <= part_bytes_; bytes *= 2) {
    for (size_t i = 0; i < kPieces; ++i) pieces[i] = {far + i * bytes, near + i * bytes, bytes};
    const uint64_t apart = time(part, [&](device::Device::Stream& on) {
      on.copy_many(pieces, kPieces, device::kDevice, device::kHost);
    });
    const uint64_t half = part_bytes_ / 2;
    for (size_t i = 0; i < kPieces; ++i) {
      pieces[i] = {far + half + i * bytes, far + i * bytes, bytes};
    }
    const uint64_t together = time(part, [&](device::Device::Stream& on) {
      std::memcpy(near, near + half, bytes * kPieces);
      on.copy(far, device::kDevice, near, device::kHost, bytes * kPieces);
      on.copy_pieces(pieces, kPieces);
    });
    if (apart <= together) return bytes;
  }
  return part_bytes_;
}

uint64_t Lane::worth_a_copy(int32_t priority) {
  const std::lock_guard lock(measure_mutex_);
  if (worth_a_copy_ != 0) return worth_a_copy_;
  Part* const part = enter(priority);
  uint64_t measured = 0;
  base::contained([&] { measured = measure(*part); });
  base::contained([&] { wait(*part); });
  leave(part);
  constexpr uint64_t kUsual = uint64_t{64} << 10;
  worth_a_copy_ = measured != 0 ? measured : kUsual;
  return worth_a_copy_;
}

}  // namespace weir::stream
