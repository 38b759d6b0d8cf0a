// SPDX-License-Identifier: Apache-2.0
#include "stream/mover.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstring>

#include "base/callback.hpp"
#include "memory/budget.hpp"
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
  return (transfer.src_space == device::kHost && transfer.dst_space == device::kHost) ||
         common_.device->is_host();  // which opens a device that nobody has needed yet
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
    common_.device->check_lost();
    for (size_t i = 0; i < count; ++i) {
      if (items[i]->src_space == items[i]->dst_space) copy_within(plan, *items[i]);
    }
    // One direction, then the other: who holds parts of one lane does not wait at the other.
    cross_all(plan, items, count, true);
    cross_all(plan, items, count, false);
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
      if (passing(error)) common_.splits.fetch_add(1, std::memory_order_relaxed);
      move_by_device(plan, items, count / 2, outcome);
      move_by_device(plan, items + count / 2, count - count / 2, outcome);
      return;
    }
    for (size_t i = 0; i < count; ++i) outcome(*items[i], status_of(error), error.what());
    return;
  }
  for (size_t i = 0; i < count; ++i) outcome(*items[i], Status::ok, {});
}

device::Device::Stream& Mover::own_stream() {
  common_.device->check_lost();
  if (!stream_) stream_ = std::make_shared<device::Device::Stream>(common_.device, priority_);
  return *stream_;
}

uint64_t Mover::device_ns() const noexcept {
  return (to_device_ ? to_device_->device_ns() : 0) +
         (from_device_ ? from_device_->device_ns() : 0);
}

// Strided by one call where the device can; else run by run.
void Mover::copy_within(const Plan& plan, const Transfer& transfer) {
  device::Device::Stream& stream = own_stream();
  const Dim* dims = plan.dims_of(transfer);
  if (transfer.dim_count > 0 && transfer.dim_count <= device::kMostCopyDims && !transfer.ordered &&
      common_.device->can_copy_dims()) {
    return stream.copy_dims(transfer.dst, transfer.src, dims, transfer.dim_count, transfer.run);
  }
  for_each_run(transfer, dims, [&](std::byte* dst, const std::byte* src, uint64_t bytes) {
    stream.copy(dst, device::kDevice, src, device::kDevice, bytes);
  });
}

// Reachable host memory needs no packing; whether a copy of its own pays is a matter of size when
// there are many.
bool Mover::goes_directly(const Plan& plan, const Transfer& transfer, bool few, Lane& lane) {
  const bool to_device = transfer.dst_space == device::kDevice;
  const std::byte* low = to_device ? transfer.src : transfer.dst;
  const std::byte* high = low + transfer.run;
  for (size_t d = 0; d < transfer.dim_count; ++d) {
    const Dim& dim = plan.dims_of(transfer)[d];
    const int64_t stride = to_device ? dim.src_stride : dim.dst_stride;
    const int64_t reach = stride * static_cast<int64_t>(dim.extent - 1);
    (reach < 0 ? low : high) += reach;
  }
  if (!common_.device->reachable(low, static_cast<size_t>(high - low))) return false;
  return (few && transfer.dim_count == 0) || transfer.run >= lane.worth_a_copy(priority_);
}

void Mover::cross_all(const Plan& plan, const Transfer* const* items, size_t count,
                      bool to_device) {
  constexpr size_t kFew = 16;
  Lane& lane = to_device ? common_.link->to_device : common_.link->from_device;
  std::unique_ptr<Crossing>& crossing = to_device ? to_device_ : from_device_;
  for (size_t i = 0; i < count; ++i) {
    const Transfer& transfer = *items[i];
    if (transfer.src_space == transfer.dst_space) continue;
    if ((transfer.dst_space == device::kDevice) != to_device) continue;
    if (!crossing) {
      check_budget(lane.part_bytes(), "a part of the staging ring");
      crossing = std::make_unique<Crossing>(common_, lane, to_device, priority_);
      crossing->use(wrapped_ ? stream_.get() : nullptr);
    }
    const bool direct = goes_directly(plan, transfer, count <= kFew, lane);
    for_each_run(transfer, plan.dims_of(transfer),
                 [&](std::byte* dst, const std::byte* src, uint64_t bytes) {
                   crossing->add(dst, src, bytes, direct, transfer.ordered);
                 });
  }
  if (crossing) crossing->finish();
}

// Within the device, through a second place on the device. Writing the destination spoils the
// source, so once that has begun only the second half may be tried again.
void Mover::move_overlapping(const Plan& plan, const Transfer& transfer, const Outcome& outcome) {
  const Dim* dims = plan.dims_of(transfer);
  try {
    std::shared_ptr<void> block;
    with_retries([&] {
      device::Device::Stream& stream = own_stream();
      block = common_.device->allocate(transfer.bytes);
      uint64_t at = 0;
      for_each_run(transfer, dims, [&](std::byte*, const std::byte* src, uint64_t bytes) {
        stream.copy(static_cast<std::byte*>(block.get()) + at, device::kDevice, src,
                    device::kDevice, bytes);
        at += bytes;
      });
      finish();
    });
    with_retries([&] {
      device::Device::Stream& stream = own_stream();
      uint64_t at = 0;
      for_each_run(transfer, dims, [&](std::byte* dst, const std::byte*, uint64_t bytes) {
        stream.copy(dst, device::kDevice, static_cast<std::byte*>(block.get()) + at,
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
  if (!stream_) return;
  while (!stream_->synchronize(work::kForever)) {
  }
}

// After a failure: whatever is still queued ends before its memory is used again.
void Mover::drain() noexcept {
  if (to_device_) to_device_->drain();
  if (from_device_) from_device_->drain();
  base::contained([&] { finish(); });  // the failure that led here is the one to tell
}

}  // namespace weir::stream
