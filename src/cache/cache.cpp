// SPDX-License-Identifier: Apache-2.0
#include "cache/cache.hpp"

#include <algorithm>

#include "base/limits.hpp"
#include "base/status.hpp"
#include "memory/budget.hpp"

namespace weir::cache {
namespace {

// Shards part the work of threads; the policy knows more in one. So a small cache has one, and the
// largest entry, which has to fit one shard, is never made small.
uint32_t shards_for(const Options& options) {
  if (options.shard_count != 0) return options.shard_count;
  const uint64_t by_size =
      std::min(options.capacity_bytes / (uint64_t{4} << 20), options.max_entries / 4096);
  const uint64_t most = std::min<uint64_t>(uint64_t{4} * base::usable_cpus(), 64);
  uint32_t count = 1;
  while (count * 2 <= by_size && count < most) count *= 2;
  return count;
}

Options checked(Options options) {
  if (options.shard_count > Cache::kMostShards ||
      (options.shard_count & (options.shard_count - 1)) != 0) {
    fail(Status::invalid, "shard_count is %u: it must be a power of two up to %u, or 0",
         options.shard_count, Cache::kMostShards);
  }
  options.shard_count = shards_for(options);
  if (options.max_entries < options.shard_count) {
    fail(Status::invalid, "max_entries is %llu: %u shards need one each",
         static_cast<unsigned long long>(options.max_entries), options.shard_count);
  }
  if (options.capacity_bytes / options.shard_count < 256) {
    fail(Status::invalid,
         "capacity_bytes is %llu: %u shard(s) need 256 each, or no entry could ever fit",
         static_cast<unsigned long long>(options.capacity_bytes), options.shard_count);
  }
  return options;
}

// A moment so long from now, and never a special one.
uint64_t after(uint64_t now, uint64_t time) {
  return time > UINT64_MAX - 1 - now ? UINT64_MAX - 1 : now + time;
}

// The time of one call in so many is taken.
constexpr uint64_t kTimed = 63;

}  // namespace

std::shared_ptr<Cache> Cache::create(std::string name, const Options& options, Parts parts) {
  // In a fork's child its locks may be held for ever: there it is left alone.
  return std::shared_ptr<Cache>(new Cache(std::move(name), checked(options), std::move(parts)),
                                [](Cache* cache) {
                                  if (!cache->life_->stale()) delete cache;
                                });
}

Cache::Cache(std::string name, const Options& options, Parts parts)
    : name_(std::move(name)),
      life_(std::move(parts.life)),
      log_(std::move(parts.log)),
      workers_(std::move(parts.workers)),
      waits_(parts.waits != nullptr ? std::move(parts.waits) : std::make_shared<Waits>()),
      seed_(fold(base::monotonic_ns() ^ kFirstPrime,
                 reinterpret_cast<uintptr_t>(this) ^ kSecondPrime)),
      common_(options, std::move(parts.budget)) {
  const uint32_t count = options.shard_count;
  shard_mask_ = count - 1;
  shard_bytes_ = options.capacity_bytes / count;
  shards_.reserve(count);
  for (uint32_t at = 0; at < count; ++at) {
    const uint64_t rest = at < options.max_entries % count ? 1 : 0;
    shards_.push_back(
        std::make_unique<Shard>(common_, Bounds{shard_bytes_, options.max_entries / count + rest}));
  }
  when_expired_ =
      common_.budget->add_reclaimer(memory::Reclaim::expired_cache_entries,
                                    [this](uint64_t wanted) { return shrink(wanted, true); });
  when_cold_ =
      common_.budget->add_reclaimer(memory::Reclaim::cold_cache_entries_evicted,
                                    [this](uint64_t wanted) { return shrink(wanted, false); });
}

void Cache::check_key(const void* key, size_t size) const {
  check();
  if (key == nullptr && size != 0) fail(Status::invalid, "key is NULL, of %zu bytes", size);
  if (size > kMostKeyBytes) {
    fail(Status::limit, "the key has %zu bytes: %zu are the most", size, kMostKeyBytes);
  }
}

void Cache::put(const void* key, size_t key_size, const void* value, size_t value_size,
                const PutOptions& options, Taken& taken) {
  check_key(key, key_size);
  flights_.doom(key, key_size);
  keep(key, key_size, value, value_size, options, taken, {});
}

void Cache::keep(const void* key, size_t key_size, const void* value, size_t value_size,
                 const PutOptions& options, Taken& taken, const How& how) {
  if (value == nullptr && value_size != 0) {
    fail(Status::invalid, "value is NULL, of %zu bytes", value_size);
  }
  const uint64_t ttl = options.ttl_ns != 0 ? options.ttl_ns : common_.options.ttl_ns;
  const bool mortal = ttl != 0 && ttl != kForever;
  const uint64_t soft =
      options.soft_ttl_ns != 0 ? options.soft_ttl_ns : common_.options.soft_ttl_ns;
  const bool staling = soft != 0 && soft != kForever && options.status == Status::ok;
  Extras extras;
  if (staling) extras.soft_ns = after(common_.options.clock(), soft);
  if (mortal) {
    extras.expires_ns = after(common_.options.clock(), ttl);
    if (options.sliding || common_.options.sliding) extras.ttl_ns = ttl;
  }
  extras.extra_bytes = options.extra_bytes;
  extras.value_free = options.value_free;
  extras.status = options.status;
  extras.link_count = static_cast<uint32_t>(options.names.size());
  const bool has_extras = mortal || staling || options.extra_bytes != 0 ||
                          options.value_free != nullptr || options.status != Status::ok ||
                          !options.names.empty();
  const Extras* const rare = has_extras ? &extras : nullptr;
  // Both sums stay below 2^64: a value lies in memory, and extra_bytes is looked at by itself.
  if (options.extra_bytes > shard_bytes_ || value_size > shard_bytes_ ||
      Entry::weight_of(rare, static_cast<uint32_t>(key_size), value_size) > shard_bytes_) {
    fail(Status::limit,
         "the entry, of %zu and %zu bytes, is larger than what one of the cache's %u shard(s) "
         "holds, %llu bytes: raise capacity_bytes or lower shard_count",
         key_size, value_size, shard_mask_ + 1, static_cast<unsigned long long>(shard_bytes_));
  }
  const uint64_t hash = hash_of(key, key_size);
  Entry* const entry =
      Entry::create(hash, key, static_cast<uint32_t>(key_size), value, value_size, rare);
  for (size_t at = 0; at < options.names.size(); ++at) {
    entry->links()[at].name = hash_of(options.names[at].data(), options.names[at].size());
  }
  taken.given();
  if (how.pinned == nullptr) {
    shard_of(hash).put(entry, how.unless);
    return;
  }
  entry->refs.store(2, std::memory_order_relaxed);  // nobody else sees it yet
  try {
    shard_of(hash).put(entry, how.unless);
  } catch (...) {
    unpin(entry);
    throw;
  }
  *how.pinned = pinned(entry);
}

void Cache::tell(const char* what, const char* why) const noexcept {
  if (log_ == nullptr || !log_->enabled(base::Level::warning)) return;
  base::contained([&] {
    log_->write(base::Level::warning, "the cache \"%s\": %s: %s", name_.c_str(), what, why);
  });
}

void Cache::tell_not_kept(const char* why) noexcept {
  tally_.store_failures.fetch_add(1, std::memory_order_relaxed);
  tell("a computed value was not kept", why);
}

void Cache::in_background(std::function<void()> task) {
  if (workers_ == nullptr) return task();
  workers_->submit(std::move(task));
}

template <class Use>
bool Cache::get_timed(uint64_t hash, const void* key, size_t key_size, Use&& use) {
  Shard& shard = shard_of(hash);
  if (((hash >> 8) & kTimed) != 0) return shard.get(hash, key, key_size, Asking::values, use);
  const uint64_t start = base::monotonic_ns();
  const bool found = shard.get(hash, key, key_size, Asking::values, use);
  shard.count_time(base::monotonic_ns() - start);
  return found;
}

memory::BufferPtr Cache::get(const void* key, size_t key_size) {
  check_key(key, key_size);
  const uint64_t hash = hash_of(key, key_size);
  Entry* pin = nullptr;
  get_timed(hash, key, key_size, [&](Entry& entry) {
    entry.refs.fetch_add(1, std::memory_order_relaxed);
    pin = &entry;
  });
  return pin == nullptr ? nullptr : pinned(pin);
}

Asked Cache::look(uint64_t hash, const void* key, size_t key_size, Asking how) {
  Asked there;
  Entry* pin = nullptr;
  there.found = shard_of(hash).get(hash, key, key_size, how, [&](Entry& entry) {
    entry.refs.fetch_add(1, std::memory_order_relaxed);
    pin = &entry;
    there.stale = entry.stale(entry.has_extras ? common_.options.clock() : 0);
  });
  if (!there.found) return there;
  there.status = pin->status();
  there.value = pinned(pin);
  if (there.status == Status::ok) return there;
  const memory::BufferPtr text = std::move(there.value);
  if (there.status != Status::miss) {
    throw Error(there.status, {static_cast<const char*>(text->data()), text->size()});
  }
  return there;
}

memory::BufferPtr Cache::pinned(Entry* pin) {
  memory::Buffer::Deleter unpin_it;
  try {
    unpin_it = [self = shared_from_this(), pin] { self->unpin(pin); };
  } catch (...) {
    unpin(pin);
    throw;
  }
  // Where this throws it has run the deleter.
  return memory::Buffer::adopt(pin->value(), static_cast<size_t>(pin->value_size),
                               std::move(unpin_it));
}

bool Cache::read(const void* key, size_t key_size, void* room, size_t room_size,
                 size_t& value_size) {
  check_key(key, key_size);
  const uint64_t hash = hash_of(key, key_size);
  constexpr uint64_t kCopiedInside = 2048;  // a longer copy would keep others waiting
  Entry* pin = nullptr;
  const bool found = get_timed(hash, key, key_size, [&](Entry& entry) {
    value_size = static_cast<size_t>(entry.value_size);
    if (value_size > room_size || value_size == 0) return;
    if (entry.value_size <= kCopiedInside) {
      std::memcpy(room, entry.value(), value_size);
    } else {
      entry.refs.fetch_add(1, std::memory_order_relaxed);
      pin = &entry;
    }
  });
  if (pin != nullptr) {
    std::memcpy(room, pin->value(), value_size);
    unpin(pin);
  }
  return found;
}

void Cache::unpin(Entry* entry) noexcept {
  if (entry->drop()) shard_of(entry->hash).release(entry);
}

bool Cache::remove(const void* key, size_t key_size) {
  check_key(key, key_size);
  flights_.doom(key, key_size);
  const uint64_t hash = hash_of(key, key_size);
  return shard_of(hash).remove(hash, key, key_size);
}

uint64_t Cache::clear(bool expired_only) {
  check();
  if (!expired_only) flights_.doom_all();
  uint64_t count = 0;
  for (const auto& shard : shards_) count += shard->clear(expired_only);
  return count;
}

uint64_t Cache::shrink(uint64_t wanted, bool expired_only) {
  if (life_->stale()) return 0;
  uint64_t freed = 0;
  for (const auto& shard : shards_) {
    if (freed >= wanted) break;
    freed += shard->shrink(wanted - freed, expired_only);
  }
  return freed;
}

Stats Cache::stats() const {
  check();
  const Options& options = common_.options;
  Stats stats{};
  stats.capacity_bytes = options.capacity_bytes;
  stats.max_entries = options.max_entries;
  stats.ttl_ns = options.ttl_ns;
  stats.shards = options.shard_count;
  stats.lru = options.lru;
  stats.loads = tally_.loads.load(std::memory_order_relaxed);
  stats.load_failures = tally_.load_failures.load(std::memory_order_relaxed);
  stats.waits = tally_.waits.load(std::memory_order_relaxed);
  stats.stale_hits = tally_.stale_hits.load(std::memory_order_relaxed);
  stats.store_failures = tally_.store_failures.load(std::memory_order_relaxed);
  stats.policy_switches = common_.duel.switches();
  for (const auto& shard : shards_) shard->add_to(stats);
  return stats;
}

std::string Cache::stats_json() const {
  return cache::stats_json(name_, stats());
}

}  // namespace weir::cache
