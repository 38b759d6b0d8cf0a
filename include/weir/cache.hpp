// SPDX-License-Identifier: Apache-2.0
// weir/cache.hpp: bytes under keys, within bounds, in C++. See weir/cache.h.
#ifndef WEIR_CACHE_HPP
#define WEIR_CACHE_HPP

#include <string_view>
#include <vector>

#include "weir/cache.h"
#include "weir/runtime.hpp"

namespace weir {

// A cache of the runtime's, by name, or one of its own.
class Cache : public detail::Owner<weir_cache, weir_cache_free> {
 public:
  struct Options {
    uint64_t capacity_bytes = 0;  // 0: 64 MiB
    uint64_t max_entries = 0;     // 0: as many as fit
    uint64_t ttl_ns = 0;          // 0: entries do not expire
    uint32_t flags = 0;           // WEIR_CACHE_SLIDING, WEIR_CACHE_LRU
    uint32_t shard_count = 0;     // 0: by size and processors
    uint64_t soft_ttl_ns = 0;     // from when on entries are stale; 0: never
  };
  struct PutOptions {
    uint64_t ttl_ns = 0;       // 0: the cache's; WEIR_FOREVER: none
    uint64_t extra_bytes = 0;  // memory the value stands for beside its own size
    uint32_t flags = 0;        // WEIR_CACHE_SLIDING
    uint64_t soft_ttl_ns = 0;  // 0: the cache's; WEIR_FOREVER: none
    // What the entry depends on: keys, or names that no entry has. See cache_invalidate.hpp.
    std::vector<std::string_view> names = {};
  };

 private:
  struct Columns {
    explicit Columns(const std::vector<std::string_view>& texts) {
      for (const std::string_view text : texts) {
        data.push_back(text.data());
        sizes.push_back(text.size());
      }
      data.push_back(nullptr);  // so that the arrays of no texts are arrays
      sizes.push_back(0);
    }
    std::vector<const void*> data;
    std::vector<size_t> sizes;
  };

 public:
  // PutOptions as C takes them, for as long as this lives.
  class RawPut {
   public:
    explicit RawPut(const PutOptions& options) : names_(options.names) {
      raw_.struct_size = sizeof raw_;
      raw_.flags = options.flags;
      raw_.ttl_ns = options.ttl_ns;
      raw_.extra_bytes = options.extra_bytes;
      raw_.soft_ttl_ns = options.soft_ttl_ns;
      raw_.names = names_.data.data();
      raw_.name_sizes = names_.sizes.data();
      raw_.name_count = options.names.size();
    }
    RawPut(const RawPut&) = delete;
    RawPut& operator=(const RawPut&) = delete;
    const weir_cache_put_options* get() const noexcept { return &raw_; }

   private:
    Columns names_;
    weir_cache_put_options raw_{};
  };

  // The cache of this name, made with these options if it is not there. "": one of its own.
  Cache(const Runtime& runtime, const std::string& name, const Options& options) {
    weir_cache_options raw{};
    raw.struct_size = sizeof raw;
    raw.flags = options.flags;
    raw.capacity_bytes = options.capacity_bytes;
    raw.max_entries = options.max_entries;
    raw.ttl_ns = options.ttl_ns;
    raw.shard_count = options.shard_count;
    raw.soft_ttl_ns = options.soft_ttl_ns;
    detail::check(weir_runtime_cache(runtime.get(), name.c_str(), &raw, out()));
  }
  // The same with the defaults, or as it is there.
  explicit Cache(const Runtime& runtime, const std::string& name = "") {
    detail::check(weir_runtime_cache(runtime.get(), name.c_str(), nullptr, out()));
  }

  void put(std::string_view key, std::string_view value, const PutOptions& options) {
    const RawPut raw(options);
    detail::check(
        weir_cache_put(get(), key.data(), key.size(), value.data(), value.size(), raw.get()));
  }
  void put(std::string_view key, std::string_view value) {
    detail::check(
        weir_cache_put(get(), key.data(), key.size(), value.data(), value.size(), nullptr));
  }

  // The value, pinned; an empty Buffer on a miss.
  Buffer find(std::string_view key) {
    weir_buffer* value = nullptr;
    detail::check(weir_cache_get(get(), key.data(), key.size(), &value));
    return Buffer(value);
  }
  // A copy of the value; false on a miss.
  bool read(std::string_view key, std::string& value) {
    value.resize(value.capacity());
    for (;;) {
      size_t size = 0;
      const weir_status status =
          weir_cache_read(get(), key.data(), key.size(), value.data(), value.size(), &size);
      if (status == WEIR_E_TOO_SMALL) {
        value.resize(size);
        continue;
      }
      value.resize(detail::check(status) == WEIR_OK ? size : 0);
      return status == WEIR_OK;
    }
  }

  // All of them; throws when one could not be put, after the others were.
  void put_many(const std::vector<std::string_view>& keys,
                const std::vector<std::string_view>& values, const PutOptions& options) {
    if (keys.size() != values.size()) {
      throw Error(WEIR_E_INVALID, "Cache::put_many: " + std::to_string(keys.size()) + " keys and " +
                                      std::to_string(values.size()) + " values");
    }
    const Columns k(keys), v(values);
    const RawPut raw(options);
    detail::check(weir_cache_put_many(get(), k.data.data(), k.sizes.data(), v.data.data(),
                                      v.sizes.data(), keys.size(), raw.get(), nullptr));
  }
  // In the order of the keys; an empty Buffer for each miss.
  std::vector<Buffer> find_many(const std::vector<std::string_view>& keys) {
    const Columns k(keys);
    std::vector<weir_buffer*> raw(keys.size());
    std::vector<Buffer> values;
    values.reserve(keys.size());
    detail::check(
        weir_cache_get_many(get(), k.data.data(), k.sizes.data(), keys.size(), raw.data()));
    for (weir_buffer* value : raw) values.emplace_back(value);
    return values;
  }

  // False when nothing was held under the key.
  bool remove(std::string_view key) {
    return detail::check(weir_cache_remove(get(), key.data(), key.size())) == WEIR_OK;
  }
  // WEIR_CACHE_ALL or WEIR_CACHE_EXPIRED; how many went.
  uint64_t clear(uint32_t what = WEIR_CACHE_ALL) {
    uint64_t count = 0;
    detail::check(weir_cache_clear(get(), what, &count));
    return count;
  }

  weir_cache_stats stats() const {
    weir_cache_stats stats{};
    stats.struct_size = sizeof stats;
    detail::check(weir_cache_get_stats(get(), &stats));
    return stats;
  }
  std::string stats_json() const {
    return detail::take_text([&](weir_buffer** t) { return weir_cache_stats_json(get(), t); });
  }

  // Of a runtime's caches with a name.
  static bool remove_named(const Runtime& runtime, const std::string& name) {
    return detail::check(weir_runtime_remove_cache(runtime.get(), name.c_str())) == WEIR_OK;
  }
  static uint64_t clear_named(const Runtime& runtime, uint32_t what = WEIR_CACHE_ALL) {
    uint64_t count = 0;
    detail::check(weir_runtime_clear_caches(runtime.get(), what, &count));
    return count;
  }
  static std::string named_json(const Runtime& runtime) {
    return detail::take_text(
        [&](weir_buffer** t) { return weir_runtime_caches_json(runtime.get(), t); });
  }
};

}  // namespace weir

#endif  // WEIR_CACHE_HPP
