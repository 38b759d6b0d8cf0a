// SPDX-License-Identifier: Apache-2.0
// weir/stream.hpp: arrays moved by pooled streams, in C++. See weir/stream.h.
#ifndef WEIR_STREAM_HPP
#define WEIR_STREAM_HPP

#include <vector>

#include "weir/event.h"
#include "weir/runtime.hpp"
#include "weir/stream.h"
#include "weir/ticket.hpp"

namespace weir {

// An array that something else owns: where it begins, what it holds, how far apart. The data must
// stay until the transfer's ticket is done.
struct Array {
  void* data = nullptr;
  uint32_t dtype = WEIR_F64;
  std::vector<uint64_t> shape;
  std::vector<int64_t> strides_bytes;  // empty: rows one after another, as in C
  uint32_t space = WEIR_SPACE_HOST;

  weir_array raw() const noexcept {
    weir_array array{};
    array.struct_size = sizeof array;
    array.dtype = dtype;
    array.ndim = static_cast<uint32_t>(shape.size());
    array.space = space;
    array.data = data;
    array.shape = shape.data();
    array.strides_bytes = strides_bytes.empty() ? nullptr : strides_bytes.data();
    return array;
  }
};

namespace detail {

// The two sides of a batch, as the C functions want them.
class Pairs {
 public:
  Pairs(const char* who, const std::vector<Array>& src, const std::vector<Array>& dst) {
    if (src.size() != dst.size()) {
      throw Error(WEIR_E_INVALID, std::string(who) + ": " + std::to_string(src.size()) +
                                      " sources for " + std::to_string(dst.size()) +
                                      " destinations");
    }
    for (const Array& array : src) src_.push_back(array.raw());
    for (const Array& array : dst) dst_.push_back(array.raw());
  }
  const weir_array* src() const noexcept { return src_.data(); }
  const weir_array* dst() const noexcept { return dst_.data(); }
  size_t size() const noexcept { return src_.size(); }

 private:
  std::vector<weir_array> src_, dst_;
};

}  // namespace detail

class Stream : public detail::Owner<weir_stream, weir_stream_free> {
 public:
  using Owner::Owner;

  Ticket transfer(const Array& src, const Array& dst) {
    const weir_array from = src.raw(), to = dst.raw();
    weir_ticket* raw = nullptr;
    detail::check(weir_stream_transfer(get(), &from, &to, &raw));
    return Ticket(raw);
  }
  bool synchronize(uint64_t timeout_ns = WEIR_FOREVER) {
    return detail::check(weir_stream_synchronize(get(), timeout_ns)) != WEIR_AGAIN;
  }
  // Done when all that was asked before is over, however it ended.
  Ticket record() {
    weir_ticket* raw = nullptr;
    detail::check(weir_stream_record(get(), &raw));
    return Ticket(raw);
  }
  // What is asked from now on begins when the ticket is done.
  void wait_for(const Ticket& ticket) {
    detail::check(weir_stream_wait_ticket(get(), ticket.get()));
  }
  weir_stream_stats stats() const {
    weir_stream_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_stream_get_stats(get(), &stats));
    return stats;
  }
  // The text of its last failure, whoever was told; empty when none.
  std::string last_error() const {
    return detail::take_text(
        [&](weir_buffer** text) { return weir_stream_last_error(get(), text); });
  }
  uint32_t index() const {
    uint32_t index = 0;
    detail::check(weir_stream_index(get(), &index));
    return index;
  }
};

class StreamPool : public detail::Owner<weir_stream_pool, weir_stream_pool_free> {
 public:
  struct Options {
    uint32_t size = 0;  // streams; 0: 4
    uint32_t flags = 0;
    int32_t default_priority = 0;
    uint64_t max_batch_bytes = 0;
    uint32_t retries = 0;

    weir_stream_pool_options raw() const noexcept {
      weir_stream_pool_options options{};
      options.struct_size = sizeof options;
      options.flags = flags;
      options.size = size;
      options.default_priority = default_priority;
      options.max_batch_bytes = max_batch_bytes;
      options.retries = retries;
      return options;
    }
  };

  StreamPool(const Runtime& runtime, const Options& options) {
    const weir_stream_pool_options raw = options.raw();
    detail::check(weir_stream_pool_create(runtime.get(), &raw, out()));
  }
  // The runtime's own, which everything in the program shares. The first call makes it.
  static StreamPool of(const Runtime& runtime) { return of(runtime, Options{}); }
  static StreamPool of(const Runtime& runtime, const Options& options) {
    const weir_stream_pool_options raw = options.raw();
    StreamPool pool;
    detail::check(weir_runtime_stream_pool(runtime.get(), &raw, pool.out()));
    return pool;
  }

  void configure(const Options& options) {
    const weir_stream_pool_options raw = options.raw();
    detail::check(weir_stream_pool_configure(get(), &raw));
  }
  uint32_t size() const {
    uint32_t size = 0;
    detail::check(weir_stream_pool_size(get(), &size));
    return size;
  }
  Stream stream(uint32_t index) {
    weir_stream* raw = nullptr;
    detail::check(weir_stream_pool_get(get(), index, &raw));
    return Stream(raw);
  }
  Stream next() {
    weir_stream* raw = nullptr;
    detail::check(weir_stream_pool_next(get(), &raw));
    return Stream(raw);
  }
  // A stream over a cudaStream_t of the caller's own.
  Stream wrap(void* native_stream) {
    weir_stream* raw = nullptr;
    detail::check(weir_stream_pool_wrap(get(), native_stream, &raw));
    return Stream(raw);
  }
  Ticket transfer(const Array& src, const Array& dst) {
    const weir_array from = src.raw(), to = dst.raw();
    weir_ticket* raw = nullptr;
    detail::check(weir_stream_pool_transfer(get(), &from, &to, &raw));
    return Ticket(raw);
  }
  // src[i] goes to dst[i]. Every pair is tried; Ticket::item_status() tells each one's fate.
  Ticket batch(const std::vector<Array>& src, const std::vector<Array>& dst,
               Control* control = nullptr) {
    const detail::Pairs pairs("StreamPool::batch", src, dst);
    weir_ticket* raw = nullptr;
    detail::check(weir_stream_pool_batch(get(), pairs.src(), pairs.dst(), pairs.size(),
                                         control == nullptr ? nullptr : control->get(), &raw));
    return Ticket(raw);
  }
  bool wait_all(uint64_t timeout_ns = WEIR_FOREVER) {
    return detail::check(weir_stream_pool_wait_all(get(), timeout_ns)) != WEIR_AGAIN;
  }
  weir_stream_pool_stats stats() const {
    weir_stream_pool_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_stream_pool_get_stats(get(), &stats));
    return stats;
  }
  std::string stats_json() const {
    return detail::take_text(
        [&](weir_buffer** text) { return weir_stream_pool_stats_json(get(), text); });
  }

 private:
  StreamPool() = default;
};

}  // namespace weir

#endif  // WEIR_STREAM_HPP
