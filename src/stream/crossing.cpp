// SPDX-License-Identifier: Apache-2.0
#include "stream/crossing.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/callback.hpp"

namespace weir::stream {
namespace {

// Up to here as many copies are queued as there are pieces; above, the device takes them apart.
constexpr size_t kFewPieces = 4;
// Packing this much is shared out to the worker pool.
constexpr uint64_t kSharedBytes = uint64_t{2} << 20;

}  // namespace

void Crossing::copy_bytes(std::byte* dst, const std::byte* src, uint64_t bytes) const {
  if (bytes < kSharedBytes || !common_.workers || common_.workers->threads() < 2) {
    std::memcpy(dst, src, bytes);
    return;
  }
  constexpr size_t kGrain = size_t{512} << 10;
  common_.workers->parallel_for(bytes, kGrain, [&](size_t begin, size_t end) {
    std::memcpy(dst + begin, src + begin, end - begin);
  });
}

// Who holds parts must not wait for one.
void Crossing::begin() {
  if (part_ != nullptr) return;
  while ((part_ = lane_.try_enter(priority_)) == nullptr) {
    if (flying_.empty()) {
      part_ = lane_.enter(priority_);
      break;
    }
    end_oldest();
  }
}

// Where memory is too short for another part, what flies comes down first and its part is used
// again: less at a time, but on it goes. Without any in flight there is nothing to come down.
void Crossing::take_slot() {
  while (slot_ == nullptr) {
    try {
      slot_ = lane_.slot(*part_);
    } catch (const Error& error) {
      const auto* device = dynamic_cast<const device::DeviceError*>(&error);
      const bool is_short =
          device != nullptr ? device->out_of_memory() : error.status() == Status::no_memory;
      if (!is_short || flying_.empty() || !direct_.empty()) throw;
      common_.splits.fetch_add(1, std::memory_order_relaxed);
      lane_.leave(std::exchange(part_, nullptr));
      end_oldest();
      begin();
    }
  }
}

void Crossing::add(std::byte* dst, const std::byte* src, uint64_t bytes, bool direct,
                   bool in_order) {
  while (bytes > 0) {
    if (part_ != nullptr && (bytes_ == lane_.part_bytes() || in_order != in_order_ ||
                             packed_.size() == Lane::kMostPieces)) {
      flush();
    }
    begin();
    in_order_ = in_order;
    const uint64_t part = std::min(bytes, lane_.part_bytes() - bytes_);
    if (direct) {
      add_direct(dst, src, part);
    } else {
      add_packed(dst, src, part);
    }
    bytes_ += part;
    dst += part;
    src += part;
    bytes -= part;
  }
}

void Crossing::add_direct(std::byte* dst, const std::byte* src, uint64_t bytes) {
  direct_.push_back({dst, src, bytes});
}

void Crossing::add_packed(std::byte* dst, const std::byte* src, uint64_t bytes) {
  take_slot();
  std::byte* const at = slot_ + packed_bytes_;
  device::Copy* const last = packed_.empty() ? nullptr : &packed_.back();
  if (to_device_) {
    copy_bytes(at, src, bytes);
    // What lies side by side over there is one piece: the slot's side always does.
    if (last != nullptr && static_cast<std::byte*>(last->dst) + last->bytes == dst) {
      last->bytes += bytes;
    } else {
      packed_.push_back({dst, at, bytes});
    }
  } else {
    if (last != nullptr && static_cast<const std::byte*>(last->src) + last->bytes == src) {
      last->bytes += bytes;
    } else {
      packed_.push_back({at, src, bytes});
    }
    arrivals_.push_back({dst, at, bytes});
  }
  packed_bytes_ += bytes;
}

void Crossing::queue_packed(device::Device::Stream& on, Lane::Part& part) {
  const device::Space dst_space = to_device_ ? device::kDevice : device::kHost;
  const device::Space src_space = to_device_ ? device::kHost : device::kDevice;
  if (in_order_) {
    for (const device::Copy& one : packed_) {
      on.copy(one.dst, dst_space, one.src, src_space, one.bytes);
    }
    return;
  }
  const bool many = packed_.size() > kFewPieces && common_.device->can_copy_pieces();
  std::byte* const stage = many && to_device_ ? lane_.stage(part) : nullptr;
  if (!many || (to_device_ && stage == nullptr)) {
    on.copy_many(packed_.data(), packed_.size(), dst_space, src_space);
    return;
  }
  device::Copy* const list = lane_.list(part);
  if (to_device_) on.copy(stage, dst_space, slot_, src_space, packed_bytes_);
  for (size_t i = 0; i < packed_.size(); ++i) {
    list[i] = packed_[i];
    // From where it will be by then.
    if (to_device_) list[i].src = stage + (static_cast<const std::byte*>(list[i].src) - slot_);
  }
  on.copy_pieces(list, packed_.size());
}

void Crossing::flush() {
  if (part_ == nullptr) return;
  Lane::Part& part = *part_;
  flying_.push_back({part_, {}});
  flying_.back().arrivals.swap(arrivals_);
  part_ = nullptr;
  const bool timed = common_.profiling.load(std::memory_order_relaxed);
  lane_.queue(part, instead_, timed, [&](device::Device::Stream& on) {
    const device::Space dst_space = to_device_ ? device::kDevice : device::kHost;
    const device::Space src_space = to_device_ ? device::kHost : device::kDevice;
    if (in_order_) {
      for (const device::Copy& one : direct_) {
        on.copy(one.dst, dst_space, one.src, src_space, one.bytes);
      }
    } else if (!direct_.empty()) {
      on.copy_many(direct_.data(), direct_.size(), dst_space, src_space);
    }
    if (!packed_.empty()) queue_packed(on, part);
  });
  slot_ = nullptr;
  bytes_ = packed_bytes_ = 0;
  direct_.clear();
  packed_.clear();
}

void Crossing::end_oldest() {
  Flight& oldest = flying_.front();
  device_ns_ += lane_.wait(*oldest.part);
  for (const Arrival& arrival : oldest.arrivals) {
    copy_bytes(arrival.dst, arrival.slot, arrival.bytes);
  }
  lane_.leave(oldest.part);
  flying_.pop_front();
}

void Crossing::finish() {
  flush();
  while (!flying_.empty()) end_oldest();
}

void Crossing::drain() noexcept {
  for (const Flight& flight : flying_) {
    // The failure that led here is the one to tell.
    base::contained([&] { lane_.wait(*flight.part); });
    lane_.leave(flight.part);
  }
  flying_.clear();
  if (part_ != nullptr) lane_.leave(part_);
  part_ = nullptr;
  slot_ = nullptr;
  bytes_ = packed_bytes_ = 0;
  direct_.clear();
  packed_.clear();
  arrivals_.clear();
}

}  // namespace weir::stream
