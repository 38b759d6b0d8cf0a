// SPDX-License-Identifier: Apache-2.0
// include/weir/memory_pool.h
#include "weir/memory_pool.h"

#include <cinttypes>
#include <cstring>

#include "api/array.hpp"
#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/priority.hpp"
#include "api/runtime.hpp"
#include "memory/pool.hpp"

using namespace weir;
using namespace weir::api;
using memory::Pool;

struct weir_memory_pool : Handle<Pool, tag("mpol")> {
  static constexpr const char* kName = "weir_memory_pool";
  using Handle::Handle;
};

namespace {

const std::shared_ptr<Pool>& open_pool(const weir_memory_pool* handle) {
  const auto& pool = use(handle, "pool");
  pool->check();
  return pool;
}

// The bytes of an array whose rows lie one after another.
size_t size_of(const stream::Array& array) {
  const uint32_t item = stream::dtype_size(array.dtype);
  if (item == 0) {
    fail(Status::invalid, "array->dtype is %u: use one of enum weir_dtype",
         static_cast<unsigned>(array.dtype));
  }
  if (array.ndim > stream::kMaxDims) {
    fail(Status::invalid, "array->ndim is %u: at most %u", array.ndim, stream::kMaxDims);
  }
  if (array.ndim != 0 && array.shape == nullptr) fail(Status::invalid, "array->shape is NULL");
  if (array.strides != nullptr) {
    fail(Status::invalid, "array->strides_bytes is set: a new array's rows lie one after another");
  }
  if (array.space != device::kHost) {
    fail(Status::invalid, "array->space is %u: a memory pool's blocks lie in WEIR_SPACE_HOST",
         static_cast<unsigned>(array.space));
  }
  size_t size = item;
  bool empty = false, too_large = false;
  for (uint32_t at = 0; at < array.ndim; ++at) {
    empty |= array.shape[at] == 0;
    too_large |= __builtin_mul_overflow(size, array.shape[at], &size);
  }
  if (empty) return 0;
  if (too_large) {
    fail(Status::no_memory, "an array %s has more bytes than there are addresses",
         stream::describe(array).c_str());
  }
  return size;
}

}  // namespace

weir_status weir_runtime_memory_pool(weir_runtime* runtime, weir_memory_pool** pool_out) {
  return guard(__func__, [&] {
    clear_output(pool_out, "pool_out");
    const auto opened = open(runtime);
    return give(pool_out, keep_with(opened, opened->memory_pool()));
  });
}

weir_status weir_memory_pool_create(weir_runtime* runtime, const weir_memory_pool_options* options,
                                    weir_memory_pool** pool_out) {
  return guard(__func__, [&] {
    clear_output(pool_out, "pool_out");
    const auto opened = open(runtime);
    const weir_memory_pool_options theirs = read_options(options);
    if ((theirs.flags & ~uint32_t{WEIR_MEMORY_POOL_DEBUG}) != 0) {
      fail(Status::invalid, "flags is %u: use WEIR_MEMORY_POOL_* or 0", theirs.flags);
    }
    if (theirs.capacity_bytes != 0 && theirs.reserve_bytes > theirs.capacity_bytes) {
      fail(Status::invalid, "reserve_bytes is %" PRIu64 ", above capacity_bytes, which is %" PRIu64,
           theirs.reserve_bytes, theirs.capacity_bytes);
    }
    Pool::Options ours;
    ours.debug = (theirs.flags & WEIR_MEMORY_POOL_DEBUG) != 0;
    if (theirs.capacity_bytes != 0) ours.capacity_bytes = theirs.capacity_bytes;
    if (theirs.idle_ns != 0) ours.low_idle_ns = theirs.idle_ns;
    ours.reserve_bytes = theirs.reserve_bytes;
    return give(pool_out, keep_with(opened, opened->make_memory_pool(ours)));
  });
}

weir_status weir_memory_pool_get(weir_memory_pool* pool, size_t size_bytes, uint32_t priority,
                                 void** block_out) {
  return guard(__func__, [&] {
    require(block_out, "block_out");
    *block_out = nullptr;
    *block_out = open_pool(pool)->get(size_bytes, read_priority(priority));
    return Status::ok;
  });
}

weir_status weir_memory_pool_put(weir_memory_pool* pool, void* block) {
  return guard(__func__, [&] {
    Pool& used = *use(pool, "pool");
    if (used.stale()) used.check();
    if (block != nullptr) used.put(block);
    return Status::ok;
  });
}

weir_status weir_memory_pool_get_array(weir_memory_pool* pool, weir_array* array,
                                       const weir_block_options* options, weir_buffer** block_out) {
  return guard(__func__, [&] {
    clear_output(block_out, "block_out");
    const std::shared_ptr<Pool> opened = open_pool(pool);
    const weir_block_options theirs = read_options(options);
    if ((theirs.flags & ~uint32_t{WEIR_BLOCK_ZEROED}) != 0) {
      fail(Status::invalid, "flags is %u: use WEIR_BLOCK_* or 0", theirs.flags);
    }
    const size_t size = size_of(Arrays(array, 1, "array").at(0));
    const size_t alignment = theirs.alignment_bytes == 0 ? 64 : theirs.alignment_bytes;
    memory::BufferPtr block = memory::Buffer::from_pool(
        opened->shared_from_this(), read_priority(theirs.priority), size, alignment);
    if ((theirs.flags & WEIR_BLOCK_ZEROED) != 0) std::memset(block->data(), 0, size);
    void* const data = block->data();
    give(block_out, std::move(block));
    array->data = data;
    return Status::ok;
  });
}

weir_status weir_memory_pool_trim(weir_memory_pool* pool, uint64_t keep_bytes,
                                  uint64_t* freed_bytes_out) {
  return guard(__func__, [&] {
    const uint64_t freed = open_pool(pool)->trim(keep_bytes);
    if (freed_bytes_out != nullptr) *freed_bytes_out = freed;
    return Status::ok;
  });
}

weir_status weir_memory_pool_get_stats(const weir_memory_pool* pool,
                                       weir_memory_pool_stats* stats_out) {
  return guard(__func__, [&] {
    const auto& opened = open_pool(pool);
    require(stats_out, "stats_out");
    const Pool::Stats now = opened->stats();
    weir_memory_pool_stats stats{};
    stats.flags = opened->debug() ? WEIR_MEMORY_POOL_DEBUG : 0;
    stats.capacity_bytes = now.capacity_bytes;
    stats.held_bytes = now.spans.held_bytes;
    stats.peak_bytes = now.spans.peak_bytes;
    stats.used_bytes = now.used_bytes;
    stats.used_count = now.used_count;
    stats.idle_bytes = now.spans.idle_bytes;
    stats.largest_idle_bytes = now.spans.largest_idle_bytes;
    stats.keep_bytes = now.spans.keep_bytes;
    stats.reserve_bytes = now.spans.reserve_bytes;
    stats.get_count = now.get_count;
    stats.put_count = now.put_count;
    stats.reuse_count = now.reuse_count;
    stats.cleanup_count = now.spans.cleanup_count;
    stats.emergency_count = now.spans.emergency_count;
    stats.refusal_count = now.refusal_count;
    stats.misuse_count = now.misuse_count;
    stats.reuse_rate = now.reuse_rate();
    stats.fragmentation = now.fragmentation();
    write_struct(stats_out, stats, "stats_out");
    return Status::ok;
  });
}

weir_status weir_memory_pool_stats_json(const weir_memory_pool* pool, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, open_pool(pool)->stats_json());
  });
}

void weir_memory_pool_free(weir_memory_pool* pool) {
  release(pool);
}
