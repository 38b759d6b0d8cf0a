// SPDX-License-Identifier: Apache-2.0
#include "stream/mover.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstring>

#include "stream/copy.hpp"
#include "work/wait.hpp"

namespace weir::stream {
namespace {

constexpr uint64_t kFirstPauseNs = 1'000'000;
constexpr uint64_t kLongestPauseNs = 100'000'000;

// More than the whole budget.
class NeverFits : public Error {
  using Error::Error;
};

// Worth another try: the device said so, or memory was short, which others may give back.
bool passing(const std::exception& error) {
  const auto* device = dynamic_cast<const device::DeviceError*>(&error);
  if (device != nullptr) return device->transient() || device->out_of_memory();
  if (dynamic_cast<const NeverFits*>(&error) != nullptr) return false;
  const auto* ours = dynamic_cast<const Error*>(&error);
  return ours == nullptr || ours->status() == Status::no_memory;
}

// What is not our own Error is a lack of memory for our own lists.
Status status_of(const std::exception& error) {
  const auto* ours = dynamic_cast<const Error*>(&error);
  return ours != nullptr ? ours->status() : Status::no_memory;
}

bool lost(const std::exception& error) {
  const auto* device = dynamic_cast<const device::DeviceError*>(&error);
  return device != nullptr && device->lost();
}

}  // namespace

bool Mover::by_host(const Transfer& transfer) const {
  return common_.device->is_host() ||
         (transfer.src_space == device::kHost && transfer.dst_space == device::kHost);
}

void Mover::move(const Batch& batch, const Batch::Chunk& chunk, const Outcome& outcome) {
  batch_ = &batch;
  const Plan& plan = batch.plan();
  Items others;
  for (const Transfer* first = chunk.first; first != chunk.last; ++first) {
    if (batch.cancelled()) return;
    if (first->bytes == 0) {
      outcome(*first, Status::ok, {});
    } else if (by_host(*first)) {
      move_on_host(plan, *first, outcome);
    } else if (first->staged) {
      move_overlapping(plan, *first, outcome);
    } else {
      others.push_back(first);
    }
  }
  if (others.empty() || batch.cancelled()) return;
  move_by_device(plan, others.data(), others.size(), outcome);
}

// False when no try is left, or nobody wants one.
bool Mover::pause_before_retry(uint32_t attempt) {
  if (attempt >= common_.retries.load(std::memory_order_relaxed)) return false;
  if (batch_->cancelled() || common_.life->over()) return false;
  ++retries_;
  common_.sleep(std::min(kFirstPauseNs << std::min(attempt, 10u), kLongestPauseNs));
  return true;
}

void Mover::check_budget(uint64_t bytes, const char* what) const {
  const uint64_t limit = common_.budget->stats().limit_bytes;
  if (bytes <= limit) return;
  throw NeverFits(Status::no_memory,
                  format_text("%s needs %" PRIu64 " bytes, more than the whole budget of %" PRIu64
                              ": raise the budget",
                              what, bytes, limit));
}

// Runs `work` until it is done, fails for good, or has used up its tries.
template <class Work>
void Mover::with_retries(Work&& work) {
  for (uint32_t attempt = 0;; ++attempt) {
    try {
      return work();
    } catch (const std::exception& error) {
      drain();
      if (!passing(error) || !pause_before_retry(attempt)) throw;
    }
  }
}

void Mover::move_on_host(const Plan& plan, const Transfer& transfer, const Outcome& outcome) {
  try {
    with_retries([&] {
      if (pays_for_copy(transfer)) check_budget(transfer.bytes, kOverlapCopy);
      copy_on_host(transfer, plan.dims_of(transfer), common_.workers.get(), *common_.budget);
    });
  } catch (const std::exception& error) {
    return outcome(transfer, status_of(error), error.what());
  }
  outcome(transfer, Status::ok, {});
}

// All at once; when that fails, each half by itself, so that less is in flight and each transfer
// gets an outcome of its own. Copies done twice give the same bytes.
void Mover::move_by_device(const Plan& plan, const Transfer* const* items, size_t count,
                           const Outcome& outcome) {
  const auto work = [&] {
    queue_all(plan, items, count);
    finish();
  };
  try {
    if (count == 1) {
      with_retries(work);
    } else {
      work();
    }
  } catch (const std::exception& error) {
    drain();
    if (count > 1 && !lost(error)) {
      ++retries_;
      move_by_device(plan, items, count / 2, outcome);
      move_by_device(plan, items + count / 2, count - count / 2, outcome);
      return;
    }
    for (size_t i = 0; i < count; ++i) outcome(*items[i], status_of(error), error.what());
    return;
  }
  for (size_t i = 0; i < count; ++i) outcome(*items[i], Status::ok, {});
}

void Mover::prepare() {
  common_.device->check_lost();
  if (!stream_) stream_ = std::make_unique<device::Device::Stream>(common_.device, priority_);
}

void Mover::queue_all(const Plan& plan, const Transfer* const* items, size_t count) {
  prepare();
  for (size_t i = 0; i < count; ++i) {
    const Transfer& transfer = *items[i];
    for_each_run(transfer, plan.dims_of(transfer),
                 [&](std::byte* dst, const std::byte* src, uint64_t bytes) {
                   queue_piece(transfer, dst, src, bytes);
                 });
  }
}

void Mover::queue_piece(const Transfer& transfer, std::byte* dst, const std::byte* src,
                        uint64_t bytes) {
  const bool crosses = transfer.src_space != transfer.dst_space;
  if (!crosses || common_.device->info().needs_staging == 0) {
    stream_->copy(dst, transfer.dst_space, src, transfer.src_space, bytes);
    return;
  }
  while (bytes > 0) {
    if (slot_used_ == kSlotBytes) finish();
    const uint64_t part = std::min(bytes, kSlotBytes - slot_used_);
    queue_staged(transfer, dst, src, part);
    dst += part;
    src += part;
    bytes -= part;
  }
}

void Mover::queue_staged(const Transfer& transfer, std::byte* dst, const std::byte* src,
                         uint64_t bytes) {
  if (!slot_) {
    constexpr const char* kWhat = "a stream's staging slot";
    check_budget(kSlotBytes, kWhat);
    memory::Charge charge = common_.budget->charge(memory::Module::stream, kSlotBytes, kWhat);
    slot_ = common_.device->allocate_staging(kSlotBytes);
    slot_charge_ = std::move(charge);
  }
  std::byte* const at = static_cast<std::byte*>(slot_.get()) + slot_used_;
  slot_used_ += bytes;
  if (transfer.src_space == device::kHost) {
    std::memcpy(at, src, bytes);
    stream_->copy(dst, device::kDevice, at, device::kHost, bytes);
  } else {
    stream_->copy(at, device::kHost, src, device::kDevice, bytes);
    arrivals_.push_back({dst, at, bytes});
  }
}

// Within the device, through a second place on the device. Writing the destination spoils the
// source, so once that has begun only the second half may be tried again.
void Mover::move_overlapping(const Plan& plan, const Transfer& transfer, const Outcome& outcome) {
  const Dim* dims = plan.dims_of(transfer);
  try {
    std::shared_ptr<void> block;
    with_retries([&] {
      prepare();
      block = common_.device->allocate(transfer.bytes);
      uint64_t at = 0;
      for_each_run(transfer, dims, [&](std::byte*, const std::byte* src, uint64_t bytes) {
        stream_->copy(static_cast<std::byte*>(block.get()) + at, device::kDevice, src,
                      device::kDevice, bytes);
        at += bytes;
      });
      finish();
    });
    with_retries([&] {
      uint64_t at = 0;
      for_each_run(transfer, dims, [&](std::byte* dst, const std::byte*, uint64_t bytes) {
        stream_->copy(dst, device::kDevice, static_cast<std::byte*>(block.get()) + at,
                      device::kDevice, bytes);
        at += bytes;
      });
      finish();
    });
  } catch (const std::exception& error) {
    return outcome(transfer, status_of(error), error.what());
  }
  outcome(transfer, Status::ok, {});
}

void Mover::finish() {
  while (!stream_->synchronize(work::kForever)) {
  }
  for (const Arrival& arrival : arrivals_) std::memcpy(arrival.dst, arrival.slot, arrival.bytes);
  arrivals_.clear();
  slot_used_ = 0;
}

// After a failure: whatever is still queued ends before its memory is used again.
void Mover::drain() noexcept {
  arrivals_.clear();
  try {
    if (stream_) stream_->synchronize(work::kForever);
  } catch (const std::exception&) {
    // The failure that led here is the one to tell.
  }
  slot_used_ = 0;
}

}  // namespace weir::stream
