// SPDX-License-Identifier: Apache-2.0
// weir/memory_pool.hpp: blocks of memory that are used again, in C++. See weir/memory_pool.h.
#ifndef WEIR_MEMORY_POOL_HPP
#define WEIR_MEMORY_POOL_HPP

#include "weir/memory_pool.h"
#include "weir/runtime.hpp"

namespace weir {

class MemoryPool : public detail::Owner<weir_memory_pool, weir_memory_pool_free> {
 public:
  // 0 is the library's default, for each.
  struct Options {
    uint32_t flags = 0;  // WEIR_MEMORY_POOL_*
    uint64_t capacity_bytes = 0;
    uint64_t reserve_bytes = 0;
    uint64_t idle_ns = 0;
  };

  // The pool that the runtime's parts share.
  static MemoryPool of(const Runtime& runtime) {
    MemoryPool pool;
    detail::check(weir_runtime_memory_pool(runtime.get(), pool.out()));
    return pool;
  }
  explicit MemoryPool(const Runtime& runtime, const Options& options) {
    weir_memory_pool_options raw{};
    raw.struct_size = sizeof raw;
    raw.flags = options.flags;
    raw.capacity_bytes = options.capacity_bytes;
    raw.reserve_bytes = options.reserve_bytes;
    raw.idle_ns = options.idle_ns;
    detail::check(weir_memory_pool_create(runtime.get(), &raw, out()));
  }
  explicit MemoryPool(const Runtime& runtime) : MemoryPool(runtime, Options{}) {}

  // A bare block, for put() of this very pool. The quickest way, and nobody's net.
  void* get_block(size_t size, uint32_t priority = 0) {
    void* block = nullptr;
    detail::check(weir_memory_pool_get(get(), size, priority, &block));
    return block;
  }
  void put(void* block) { detail::check(weir_memory_pool_put(get(), block)); }

  // A block that goes back by itself. `priority`: WEIR_PRIORITY_*; `flags`: WEIR_BLOCK_*.
  Buffer block(size_t size, uint32_t priority = 0, uint32_t flags = 0, uint32_t alignment = 0) {
    const uint64_t shape[1] = {size};
    weir_array array{};
    array.struct_size = sizeof array;
    array.dtype = WEIR_U8;
    array.ndim = 1;
    array.shape = shape;
    return this->array(array, priority, flags, alignment);
  }
  // The memory of an array: fill in dtype, ndim and shape, its data comes back set.
  Buffer array(weir_array& array, uint32_t priority = 0, uint32_t flags = 0,
               uint32_t alignment = 0) {
    const weir_block_options options = {sizeof options, flags, priority, alignment};
    weir_buffer* raw = nullptr;
    detail::check(weir_memory_pool_get_array(get(), &array, &options, &raw));
    return Buffer(raw);
  }

  // How many bytes went back to the machine.
  uint64_t trim(uint64_t keep_bytes = 0) {
    uint64_t freed = 0;
    detail::check(weir_memory_pool_trim(get(), keep_bytes, &freed));
    return freed;
  }

  weir_memory_pool_stats stats() const {
    weir_memory_pool_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_memory_pool_get_stats(get(), &stats));
    return stats;
  }
  std::string stats_json() const {
    return detail::take_text(
        [&](weir_buffer** json) { return weir_memory_pool_stats_json(get(), json); });
  }

 private:
  MemoryPool() noexcept = default;
};

}  // namespace weir

#endif  // WEIR_MEMORY_POOL_HPP
