// SPDX-License-Identifier: Apache-2.0
#include "base/json_write.hpp"
#include "cache/cache.hpp"

namespace weir::cache {

namespace {

void write(base::JsonWriter& json, const std::string& name, const Stats& stats) {
  const bool bounded = stats.max_entries != UINT64_MAX;
  json.begin_object();
  json.key("name").value(name);
  json.key("policy").value(stats.lru ? "lru" : "adaptive");
  json.key("hits").value(stats.hits).key("misses").value(stats.misses);
  json.key("hit_rate").value(stats.hit_rate());
  json.key("puts").value(stats.puts);
  json.key("evictions").value(stats.evictions);
  json.key("evicted_bytes").value(stats.evicted_bytes);
  json.key("expirations").value(stats.expirations);
  json.key("removals").value(stats.removals);
  json.key("invalidations").value(stats.invalidations);
  json.key("loads").value(stats.loads).key("load_failures").value(stats.load_failures);
  json.key("waits").value(stats.waits).key("stale_hits").value(stats.stale_hits);
  json.key("store_failures").value(stats.store_failures);
  json.key("size").value(stats.entries);
  json.key("max_size");
  bounded ? json.value(stats.max_entries) : json.null();
  json.key("memory_usage_bytes").value(stats.bytes);
  json.key("capacity_bytes").value(stats.capacity_bytes);
  json.key("pinned_bytes").value(stats.pinned_bytes);
  json.key("expired_entries").value(stats.expired_entries);
  json.key("ttl_seconds");
  stats.ttl_ns != 0 ? json.value(static_cast<double>(stats.ttl_ns) / 1e9) : json.null();
  json.key("utilization_percent").value(100 * stats.utilization());
  json.key("average_access_time_ms").value(stats.mean_get_ns() / 1e6);
  json.key("shards").value(stats.shards);
  json.key("policy_switches").value(stats.policy_switches);
  json.end_object();
}

}  // namespace

std::string stats_json(const std::string& name, const Stats& stats) {
  base::JsonWriter json;
  write(json, name, stats);
  return json.take();
}

std::string caches_json(const std::vector<std::shared_ptr<Cache>>& caches) {
  base::JsonWriter json;
  json.begin_object();
  uint64_t entries = 0, most = 0, bytes = 0, most_bytes = 0;
  bool bounded = true;
  for (const auto& cache : caches) {
    const Stats stats = cache->stats();
    json.key(cache->name());
    write(json, cache->name(), stats);
    entries += stats.entries;
    bytes += stats.bytes;
    most_bytes += stats.capacity_bytes;
    if (stats.max_entries == UINT64_MAX) {
      bounded = false;
    } else {
      most += stats.max_entries;
    }
  }
  const auto share = [](uint64_t part, uint64_t whole) {
    return whole == 0 ? 0.0 : 100 * static_cast<double>(part) / static_cast<double>(whole);
  };
  const double by_bytes = share(bytes, most_bytes);
  const double by_count = bounded ? share(entries, most) : 0;
  json.key("_global").begin_object();
  json.key("total_caches").value(uint64_t{caches.size()});
  json.key("total_entries").value(entries);
  json.key("total_max_entries");
  bounded ? json.value(most) : json.null();
  json.key("total_bytes").value(bytes);
  json.key("total_capacity_bytes").value(most_bytes);
  json.key("global_utilization_percent").value(by_count > by_bytes ? by_count : by_bytes);
  json.end_object().end_object();
  return json.take();
}

}  // namespace weir::cache
