// SPDX-License-Identifier: Apache-2.0
// include/weir/device_memory.h
#include "weir/device_memory.h"

#include "api/buffer.hpp"
#include "api/options.hpp"
#include "api/priority.hpp"
#include "api/runtime.hpp"
#include "api/stream.hpp"
#include "stream/device_pool.hpp"

using namespace weir;
using namespace weir::api;
using stream::DevicePool;

struct weir_device_pool : Handle<DevicePool, tag("dpol")> {
  static constexpr const char* kName = "weir_device_pool";
  using Handle::Handle;
};

namespace {

const std::shared_ptr<DevicePool>& open_pool(const weir_device_pool* handle) {
  const auto& pool = use(handle, "pool");
  pool->check();
  return pool;
}

DevicePool::StreamPtr stream_or_none(const weir_stream* handle) {
  return handle == nullptr ? nullptr : use(handle, "stream")->stream;
}

}  // namespace

weir_status weir_device_pool_create(weir_runtime* runtime, const weir_device_pool_options* options,
                                    weir_device_pool** pool_out) {
  return guard(__func__, [&] {
    clear_output(pool_out, "pool_out");
    const weir_device_pool_options theirs = read_options(options);
    no_flags(theirs.flags);
    DevicePool::Options ours;
    ours.capacity_bytes = theirs.capacity_bytes;
    ours.reserve_bytes = theirs.reserve_bytes;
    if (theirs.wait_ns != 0) ours.wait_ns = theirs.wait_ns;
    const auto opened = open(runtime);
    return give(pool_out, keep_with(opened, opened->make_device_pool(ours)));
  });
}

weir_status weir_device_pool_get(weir_device_pool* pool, size_t size_bytes, uint32_t priority,
                                 weir_stream* stream, void** block_out) {
  return guard(__func__, [&] {
    require(block_out, "block_out");
    *block_out = nullptr;
    const std::shared_ptr<DevicePool> used = open_pool(pool);
    *block_out = used->get(size_bytes, read_priority(priority), stream_or_none(stream));
    return Status::ok;
  });
}

weir_status weir_device_pool_put(weir_device_pool* pool, void* block, weir_stream* stream) {
  return guard(__func__, [&] {
    const auto& used = use(pool, "pool");
    if (used->stale()) used->check();  // which says so
    used->put(block, stream_or_none(stream));
    return Status::ok;
  });
}

weir_status weir_device_pool_trim(weir_device_pool* pool, uint64_t keep_bytes,
                                  uint64_t* freed_bytes_out) {
  return guard(__func__, [&] {
    const uint64_t freed = open_pool(pool)->trim(keep_bytes);
    if (freed_bytes_out != nullptr) *freed_bytes_out = freed;
    return Status::ok;
  });
}

weir_status weir_device_pool_get_stats(const weir_device_pool* pool,
                                       weir_device_pool_stats* stats_out) {
  return guard(__func__, [&] {
    const auto& used = open_pool(pool);
    require(stats_out, "stats_out");
    const DevicePool::Stats now = used->stats();
    weir_device_pool_stats stats{};
    stats.kind = now.kind;
    stats.capacity_bytes = now.capacity_bytes;
    stats.reserve_bytes = now.reserve_bytes;
    stats.device_free_bytes = now.device_free_bytes;
    stats.held_bytes = now.held_bytes;
    stats.peak_bytes = now.peak_bytes;
    stats.used_bytes = now.used_bytes;
    stats.used_count = now.used_count;
    stats.critical_bytes = now.priority_bytes[0];
    stats.high_bytes = now.priority_bytes[1];
    stats.medium_bytes = now.priority_bytes[2];
    stats.low_bytes = now.priority_bytes[3];
    stats.pending_bytes = now.pending_bytes;
    stats.free_bytes = now.free_bytes;
    stats.idle_bytes = now.idle_bytes;
    stats.largest_free_bytes = now.largest_free_bytes;
    stats.get_count = now.get_count;
    stats.put_count = now.put_count;
    stats.reuse_count = now.reuse_count;
    stats.search_count = now.search_count;
    stats.trim_count = now.trim_count;
    stats.wait_count = now.wait_count;
    stats.reclaim_count = now.reclaim_count;
    stats.emergency_count = now.emergency_count;
    stats.refusal_count = now.refusal_count;
    stats.misuse_count = now.misuse_count;
    stats.hint_bytes = now.hint_bytes;
    stats.reuse_rate = now.reuse_rate();
    stats.fragmentation = now.fragmentation();
    stats.waste = now.waste();
    write_struct(stats_out, stats, "stats_out");
    return Status::ok;
  });
}

weir_status weir_device_pool_stats_json(const weir_device_pool* pool, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, open_pool(pool)->stats_json());
  });
}

void weir_device_pool_free(weir_device_pool* pool) {
  release(pool);
}
