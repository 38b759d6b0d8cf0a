// SPDX-License-Identifier: Apache-2.0
// weir/device_memory.hpp: blocks of the device's memory, in C++. See weir/device_memory.h.
#ifndef WEIR_DEVICE_MEMORY_HPP
#define WEIR_DEVICE_MEMORY_HPP

#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include "weir/device_memory.h"
#include "weir/stream.hpp"

namespace weir {

// A block that goes back by itself, and keeps its pool. When it goes back nobody may use it any
// more; give_back() is for a stream that still does.
class DeviceBlock {
 public:
  DeviceBlock() noexcept = default;
  DeviceBlock(std::shared_ptr<weir_device_pool> pool, void* data, size_t size) noexcept
      : pool_(std::move(pool)), data_(data), size_(size) {}
  DeviceBlock(DeviceBlock&& other) noexcept
      : pool_(std::move(other.pool_)),
        data_(std::exchange(other.data_, nullptr)),
        size_(std::exchange(other.size_, 0)) {}
  DeviceBlock& operator=(DeviceBlock&& other) noexcept {
    std::swap(pool_, other.pool_);
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~DeviceBlock() {
    if (data_ != nullptr) weir_device_pool_put(pool_.get(), data_, nullptr);
  }

  // The device's address: the host may only touch it where the host is the device.
  void* data() const noexcept { return data_; }
  size_t size() const noexcept { return size_; }
  // For transfers; the shape's bytes have to fit.
  Array array(uint32_t dtype, std::vector<uint64_t> shape) const {
    return {data_, dtype, std::move(shape), {}, WEIR_SPACE_DEVICE};
  }
  // An array of the host's into this block, its rows one after another, and back out; waited for.
  void write(Stream& stream, const Array& from) { move(stream, from.raw(), true); }
  void read(Stream& stream, const Array& to) const { move(stream, to.raw(), false); }
  // Where waiting is refused, inside a callback, what has not begun is cancelled instead; either
  // way nothing of the copy is left when this returns.
  void move(Stream& stream, const weir_array& host, bool to_device) const {
    constexpr uint32_t kSizes[] = {0, 1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8, 8, 16, 1};
    size_t bytes = host.dtype <= WEIR_BOOL ? kSizes[host.dtype] : 0;
    for (uint32_t at = 0; at < host.ndim; ++at) {
      if (host.shape[at] != 0 && bytes > size_ / host.shape[at]) {
        throw Error(WEIR_E_INVALID, "an array of more than the block's " + std::to_string(size_) +
                                        " bytes was given");
      }
      bytes *= static_cast<size_t>(host.shape[at]);
    }
    if (bytes > size_) throw Error(WEIR_E_INVALID, "the block has no room for one element");
    weir_array there = host;
    there.space = WEIR_SPACE_DEVICE;
    there.data = data_;
    there.strides_bytes = nullptr;
    weir_ticket* ticket = nullptr;
    detail::check(weir_stream_transfer(stream.get(), to_device ? &host : &there,
                                       to_device ? &there : &host, &ticket));
    const weir_status status = weir_ticket_wait(ticket, WEIR_FOREVER);
    const std::string text = status < 0 ? weir_last_error() : "";
    while (weir_ticket_poll(ticket) == WEIR_AGAIN) {
      weir_ticket_cancel(ticket);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    weir_ticket_free(ticket);
    if (status < 0) throw Error(status, text);
  }
  // What the stream was asked so far may still use it.
  void give_back(Stream& stream) {
    detail::check(weir_device_pool_put(pool_.get(), data_, stream.get()));
    data_ = nullptr;
    size_ = 0;
  }

 private:
  std::shared_ptr<weir_device_pool> pool_;
  void* data_ = nullptr;
  size_t size_ = 0;
};

class DevicePool {
 public:
  // 0 is the library's default, for each.
  struct Options {
    uint64_t capacity_bytes = 0;
    uint64_t reserve_bytes = 0;
    uint64_t wait_ns = 0;
  };

  DevicePool(const Runtime& runtime, const Options& options) {
    weir_device_pool_options raw{};
    raw.struct_size = sizeof raw;
    raw.capacity_bytes = options.capacity_bytes;
    raw.reserve_bytes = options.reserve_bytes;
    raw.wait_ns = options.wait_ns;
    weir_device_pool* made = nullptr;
    detail::check(weir_device_pool_create(runtime.get(), &raw, &made));
    pool_ = std::shared_ptr<weir_device_pool>(made, weir_device_pool_free);
  }
  explicit DevicePool(const Runtime& runtime) : DevicePool(runtime, Options{}) {}
  weir_device_pool* get() const noexcept { return pool_.get(); }

  // `priority`: WEIR_PRIORITY_*; `stream`: who writes it first, or NULL.
  DeviceBlock block(size_t size, uint32_t priority = 0, Stream* stream = nullptr) {
    void* data = nullptr;
    detail::check(weir_device_pool_get(get(), size, priority,
                                       stream == nullptr ? nullptr : stream->get(), &data));
    return DeviceBlock(pool_, data, size);
  }
  // How many bytes went back to the device.
  uint64_t trim(uint64_t keep_bytes = 0) {
    uint64_t freed = 0;
    detail::check(weir_device_pool_trim(get(), keep_bytes, &freed));
    return freed;
  }
  weir_device_pool_stats stats() const {
    weir_device_pool_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_device_pool_get_stats(get(), &stats));
    return stats;
  }
  std::string stats_json() const {
    return detail::take_text(
        [&](weir_buffer** json) { return weir_device_pool_stats_json(get(), json); });
  }

 private:
  std::shared_ptr<weir_device_pool> pool_;
};

}  // namespace weir

#endif  // WEIR_DEVICE_MEMORY_HPP
