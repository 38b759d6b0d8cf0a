// SPDX-License-Identifier: Apache-2.0
// include/weir/cache.h
#include "weir/cache.h"

#include <vector>

#include "api/buffer.hpp"
#include "api/cache.hpp"
#include "api/options.hpp"
#include "api/runtime.hpp"
#include "base/json_write.hpp"

using namespace weir;
using namespace weir::api;

static_assert(WEIR_CACHE_DEFAULT_BYTES == cache::Options{}.capacity_bytes);
static_assert(cache::kForever == UINT64_MAX);

cache::PutOptions weir::api::put_options(const weir_cache_put_options* options) {
  if (options == nullptr) return {};
  const weir_cache_put_options theirs = read_options(options);
  if ((theirs.flags & ~uint32_t{WEIR_CACHE_SLIDING}) != 0) {
    fail(Status::invalid, "flags is %u: write WEIR_CACHE_SLIDING or 0", theirs.flags);
  }
  cache::PutOptions ours;
  ours.ttl_ns = theirs.ttl_ns;
  ours.sliding = (theirs.flags & WEIR_CACHE_SLIDING) != 0;
  ours.extra_bytes = theirs.extra_bytes;
  ours.value_free = theirs.value_free;
  ours.soft_ttl_ns = theirs.soft_ttl_ns;
  if (theirs.name_count == 0) return ours;
  if (theirs.names == nullptr || theirs.name_sizes == nullptr) {
    fail(Status::invalid, "the array of names, or of their sizes, is NULL");
  }
  if (theirs.name_count > cache::Cache::kMostNames) {
    fail(Status::limit, "name_count is %llu: %zu names are the most",
         static_cast<unsigned long long>(theirs.name_count), cache::Cache::kMostNames);
  }
  for (uint64_t at = 0; at < theirs.name_count; ++at) {
    if (theirs.names[at] == nullptr && theirs.name_sizes[at] != 0) {
      fail(Status::invalid, "name %llu is NULL, of %zu bytes", static_cast<unsigned long long>(at),
           theirs.name_sizes[at]);
    }
    ours.names.emplace_back(static_cast<const char*>(theirs.names[at]), theirs.name_sizes[at]);
  }
  return ours;
}

namespace {

cache::Options cache_options(const weir_cache_options* options) {
  const weir_cache_options theirs = read_options(options);
  if ((theirs.flags & ~uint32_t{WEIR_CACHE_SLIDING | WEIR_CACHE_LRU}) != 0) {
    fail(Status::invalid, "flags is %u: combine WEIR_CACHE_SLIDING and WEIR_CACHE_LRU only",
         theirs.flags);
  }
  if (theirs.reserved != 0) fail(Status::invalid, "reserved is %u: write 0", theirs.reserved);
  cache::Options ours;
  if (theirs.capacity_bytes != 0) ours.capacity_bytes = theirs.capacity_bytes;
  if (theirs.max_entries != 0) ours.max_entries = theirs.max_entries;
  ours.ttl_ns = theirs.ttl_ns;
  ours.soft_ttl_ns = theirs.soft_ttl_ns;
  ours.sliding = (theirs.flags & WEIR_CACHE_SLIDING) != 0;
  ours.lru = (theirs.flags & WEIR_CACHE_LRU) != 0;
  ours.shard_count = theirs.shard_count;
  return ours;
}

bool expired_only(uint32_t what) {
  if (what != WEIR_CACHE_ALL && what != WEIR_CACHE_EXPIRED) {
    fail(Status::invalid, "what is %u: write WEIR_CACHE_ALL or WEIR_CACHE_EXPIRED", what);
  }
  return what == WEIR_CACHE_EXPIRED;
}

// Arrays of keys or values, and their sizes.
void require_items(const void* const* items, const size_t* sizes, size_t count, const char* what) {
  if (count == 0) return;
  if (items == nullptr || sizes == nullptr) {
    fail(Status::invalid, "the array of %s, or of their sizes, is NULL", what);
  }
}

}  // namespace

weir_status weir_runtime_cache(weir_runtime* runtime, const char* name,
                               const weir_cache_options* options, weir_cache** cache_out) {
  return guard(__func__, [&] {
    clear_output(cache_out, "cache_out");
    const auto opened = open(runtime);
    auto found =
        opened->cache(name == nullptr ? "" : name, cache_options(options), options != nullptr);
    return give(cache_out, keep_with(opened, std::move(found)));
  });
}

weir_status weir_runtime_remove_cache(weir_runtime* runtime, const char* name) {
  return guard(__func__, [&] {
    const auto opened = open(runtime);
    require(name, "name");
    return opened->remove_cache(name) ? Status::ok : Status::miss;
  });
}

weir_status weir_runtime_clear_caches(weir_runtime* runtime, uint32_t what, uint64_t* count_out) {
  return guard(__func__, [&] {
    const auto opened = open(runtime);
    const bool expired = expired_only(what);
    uint64_t count = 0;
    for (const auto& cache : opened->caches()) count += cache->clear(expired);
    if (count_out != nullptr) *count_out = count;
    return Status::ok;
  });
}

weir_status weir_runtime_caches_json(weir_runtime* runtime, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, cache::caches_json(open(runtime)->caches()));
  });
}

weir_status weir_cache_put(weir_cache* cache, const void* key, size_t key_size, const void* value,
                           size_t value_size, const weir_cache_put_options* options) {
  return guard(__func__, [&] {
    const cache::PutOptions ours = put_options(options);
    cache::Taken taken(value, value_size, ours);
    use(cache, "cache")->put(key, key_size, value, value_size, ours, taken);
    return Status::ok;
  });
}

weir_status weir_cache_get(weir_cache* cache, const void* key, size_t key_size,
                           weir_buffer** value_out) {
  return guard(__func__, [&] {
    clear_output(value_out, "value_out");
    auto value = use(cache, "cache")->get(key, key_size);
    return value == nullptr ? Status::miss : give(value_out, std::move(value));
  });
}

weir_status weir_cache_read(weir_cache* cache, const void* key, size_t key_size, void* value,
                            size_t value_size, size_t* value_size_out) {
  return guard(__func__, [&] {
    require(value_size_out, "value_size_out");
    if (value_size != 0) require(value, "value");
    size_t size = 0;
    if (!use(cache, "cache")->read(key, key_size, value, value_size, size)) return Status::miss;
    *value_size_out = size;
    if (size <= value_size) return Status::ok;
    fail(Status::too_small, "the value has %zu bytes, and there is room for %zu", size, value_size);
  });
}

weir_status weir_cache_put_many(weir_cache* cache, const void* const* keys, const size_t* key_sizes,
                                const void* const* values, const size_t* value_sizes, size_t count,
                                const weir_cache_put_options* options, weir_status* statuses_out) {
  const char* const function = __func__;
  return guard(function, [&] {
    const auto& used = use(cache, "cache");
    used->check();
    require_items(keys, key_sizes, count, "keys");
    require_items(values, value_sizes, count, "values");
    const cache::PutOptions ours = put_options(options);
    if (ours.value_free != nullptr) fail(Status::invalid, "value_free is not for many at once");
    cache::Taken nothing(nullptr, 0, ours);
    size_t failures = 0;
    for (size_t at = 0; at < count; ++at) {
      const weir_status status = guard(function, [&] {
        used->put(keys[at], key_sizes[at], values[at], value_sizes[at], ours, nothing);
        return Status::ok;
      });
      failures += status < 0;
      if (statuses_out != nullptr) statuses_out[at] = status;
    }
    if (failures == 0) return Status::ok;
    const std::string last = weir_last_error();
    fail(Status::partial, "%zu of %zu items were not put; the last one: %s", failures, count,
         last.c_str());
  });
}

weir_status weir_cache_get_many(weir_cache* cache, const void* const* keys, const size_t* key_sizes,
                                size_t count, weir_buffer** values_out) {
  return guard(__func__, [&] {
    const auto& used = use(cache, "cache");
    used->check();
    require_items(keys, key_sizes, count, "keys");
    if (count != 0) require(values_out, "values_out");
    for (size_t at = 0; at < count; ++at) values_out[at] = nullptr;
    bool any = false;
    try {
      for (size_t at = 0; at < count; ++at) {
        auto value = used->get(keys[at], key_sizes[at]);
        if (value == nullptr) continue;
        give(&values_out[at], std::move(value));
        any = true;
      }
    } catch (...) {
      for (size_t at = 0; at < count; ++at) release(std::exchange(values_out[at], nullptr));
      throw;
    }
    return any ? Status::ok : Status::miss;
  });
}

weir_status weir_cache_remove(weir_cache* cache, const void* key, size_t key_size) {
  return guard(__func__, [&] {
    return use(cache, "cache")->remove(key, key_size) ? Status::ok : Status::miss;
  });
}

weir_status weir_cache_clear(weir_cache* cache, uint32_t what, uint64_t* count_out) {
  return guard(__func__, [&] {
    const auto& used = use(cache, "cache");
    const uint64_t count = used->clear(expired_only(what));
    if (count_out != nullptr) *count_out = count;
    return Status::ok;
  });
}

weir_status weir_cache_get_stats(const weir_cache* cache, weir_cache_stats* stats_out) {
  return guard(__func__, [&] {
    const cache::Stats now = use(cache, "cache")->stats();
    weir_cache_stats stats{};
    stats.shard_count = now.shards;
    stats.capacity_bytes = now.capacity_bytes;
    stats.max_entries = now.max_entries;
    stats.ttl_ns = now.ttl_ns;
    stats.entry_count = now.entries;
    stats.expired_count = now.expired_entries;
    stats.used_bytes = now.bytes;
    stats.pinned_bytes = now.pinned_bytes;
    stats.hit_count = now.hits;
    stats.miss_count = now.misses;
    stats.put_count = now.puts;
    stats.eviction_count = now.evictions;
    stats.evicted_bytes = now.evicted_bytes;
    stats.expiration_count = now.expirations;
    stats.removal_count = now.removals;
    stats.load_count = now.loads;
    stats.load_failure_count = now.load_failures;
    stats.wait_count = now.waits;
    stats.stale_hit_count = now.stale_hits;
    stats.store_failure_count = now.store_failures;
    stats.invalidation_count = now.invalidations;
    write_struct(stats_out, stats, "stats_out");
    return Status::ok;
  });
}

weir_status weir_cache_stats_json(const weir_cache* cache, weir_buffer** json_out) {
  return guard(__func__, [&] {
    clear_output(json_out, "json_out");
    return give_text(json_out, use(cache, "cache")->stats_json());
  });
}

void weir_cache_free(weir_cache* cache) {
  release(cache);
}
