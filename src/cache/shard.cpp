// SPDX-License-Identifier: Apache-2.0
#include "cache/shard.hpp"

#include <algorithm>

#include "base/status.hpp"
#include "memory/budget.hpp"

namespace weir::cache {
namespace {

// The budget is asked for this much at once, so that a put seldom asks; and so much is given back
// at once, so that others need not wait for much to leave.
uint64_t charge_step(uint64_t capacity) {
  return std::clamp<uint64_t>(capacity / 64, 4096, uint64_t{64} << 10);
}

}  // namespace

Shard::~Shard() {
  common_.events.watch(0, nullptr, {});
  clear(false);
}

Entry* Shard::find_live(uint64_t hash, const void* key, size_t key_size,
                        Garbage& garbage) noexcept {
  Entry* const entry =
      table_.find(hash, [&](const Entry& other) { return other.has_key(key, key_size); });
  if (entry == nullptr) return entry;
  const bool mortal = entry->has_extras && entry->extras().expires_ns != 0;
  if (!mortal && !outdated(*entry)) return entry;
  const uint64_t now = mortal ? common_.options.clock() : 0;
  if (!over(*entry, now)) {
    if (entry->extras().ttl_ns != 0) entry->extras().expires_ns = now + entry->extras().ttl_ns;
    return entry;
  }
  count_over(*entry);
  forget(entry, garbage, why_over(*entry));
  return nullptr;
}

bool Shard::has(uint64_t hash, const void* key, size_t key_size) const {
  const std::lock_guard lock(lock_);
  const Entry* const entry =
      table_.find(hash, [&](const Entry& other) { return other.has_key(key, key_size); });
  return entry != nullptr && !outdated(*entry) &&
         (!entry->has_extras || !entry->expired(common_.options.clock()));
}

void Shard::seen(Entry* entry, Batch& batch) noexcept {
  if (common_.options.lru) {
    policy_.touch(entry);
    return;
  }
  Policy<Entry>::hit(entry);
  if (common_.duel.wants(entry->hash)) sample(entry, batch);
}

void Shard::sample(const Entry* entry, Batch& batch) noexcept {
  samples_[sample_count_++] = {entry->hash, entry->weight()};
  if (sample_count_ < kBatch) return;
  std::copy_n(samples_, kBatch, batch.samples);
  batch.count = kBatch;
  sample_count_ = 0;
}

// The policy has let go of it already.
void Shard::unlink(Entry* entry, Garbage& garbage, Left why) noexcept {
  if (entry->link_count() != 0) labels_.take(entry->links(), entry->link_count());
  if (entry->has_extras && entry->extras().expires_ns != 0) --mortal_count_;
  // Whoever pins it needs the lock; so with one reference it is ours alone.
  if (entry->refs.load(std::memory_order_acquire) != 1) {
    entry->held = true;
    held_.fetch_add(entry->weight(), std::memory_order_relaxed);
  }
  garbage.add(entry, why);
}

void Shard::forget(Entry* entry, Garbage& garbage, Left why) noexcept {
  policy_.erase(entry);
  table_.erase(entry);
  unlink(entry, garbage, why);
}

// Called by the policy, which has unlinked the entry from its queues.
void Shard::evict(Entry* entry, Garbage& garbage) noexcept {
  ++counts_.evictions;
  counts_.evicted_bytes += entry->weight();
  table_.erase(entry);
  unlink(entry, garbage, Left::evicted);
}

// Looks at a few words at each put, so that what nobody asks for any more goes in time.
void Shard::sweep(Garbage& garbage) noexcept {
  const uint32_t generation = common_.generation.load(std::memory_order_relaxed);
  if (generation != generation_) {
    generation_ = generation;
    sweep_left_ = table_.word_count();
  }
  if (mortal_count_ == 0 && sweep_left_ == 0) return;
  const uint64_t now = common_.options.clock();
  for (int look = 0; look < 4; ++look) {
    sweep_left_ -= sweep_left_ != 0;
    Entry* const entry = table_.at(hand_++);
    if (entry == nullptr || !over(*entry, now)) continue;
    count_over(*entry);
    forget(entry, garbage, why_over(*entry));
    --hand_;  // another may have moved to this place
    sweep_left_ += sweep_left_ != 0;
  }
}

void Shard::settle(uint64_t most_bytes, Garbage& garbage) noexcept {
  // Pinned entries that left still count: they are memory that this cache is the cause of.
  while (used() > most_bytes || policy_.entries() > bounds_.entries) {
    const uint64_t before = policy_.entries();
    const uint64_t kept = held();
    policy_.settle({most_bytes > kept ? most_bytes - kept : 0, bounds_.entries},
                   common_.options.lru, [&](Entry* gone) { evict(gone, garbage); });
    if (policy_.entries() == before) return;
  }
}

// Makes sure that the budget pays for so many bytes in all, as far as it can. Lets the lock go when
// the budget has to be asked, and then says false: look again.
bool Shard::charged_for(uint64_t bytes, uint64_t weight, std::unique_lock<Lock>& lock,
                        bool& no_more) {
  if (bytes <= charged_ || no_more) return true;
  const uint64_t missing = bytes - charged_;
  const uint64_t room = bounds_.bytes - std::min(bounds_.bytes, charged_);
  const uint64_t step = std::max(missing, std::min(charge_step(bounds_.bytes), room));
  // To grow, this cache does not make others shrink; to hold the entry at all, it does.
  const bool at_any_price = weight > charged_;
  charges_.reserve(charges_.size() + 1);
  lock.unlock();
  memory::Budget& budget = *common_.budget;
  memory::Charge charge = budget.try_charge(memory::Module::cache, step);
  if (charge.bytes() == 0 && at_any_price) {
    charge = budget.charge(memory::Module::cache, missing, "a cache");
  }
  lock.lock();
  no_more = charge.bytes() == 0;
  if (no_more) return false;
  charges_.reserve(charges_.size() + 1);
  charged_ += charge.bytes();
  charges_.push_back(std::move(charge));
  return false;
}

bool Shard::put(Entry* entry, const std::atomic<bool>* unless) {
  Garbage garbage(*this);
  Batch batch(common_.duel);
  bool no_more = false, taken = false;
  std::unique_lock lock(lock_);
  try {
    const uint64_t weight = entry->weight();
    do {
      table_.reserve_one();
    } while (!charged_for(std::min(used() + weight, std::max(bounds_.bytes, held() + weight)),
                          weight, lock, no_more));
    if (unless != nullptr && unless->load()) {
      garbage.add(entry, Left::unsaid);
      return false;
    }
    if (entry->link_count() != 0) labels_.add(entry->links(), entry->link_count());
    entry->generation = common_.generation.load(std::memory_order_relaxed);
    const uint64_t most = no_more ? std::min(charged_, bounds_.bytes) : bounds_.bytes;
    const uint32_t choice = common_.duel.choice();
    if (choice != setting_) policy_.use(kSettings[setting_ = choice]);
    ++counts_.puts;
    Entry* const old = table_.find(entry->hash, [&](const Entry& other) {
      return other.has_key(entry->key(), entry->key_size);
    });
    if (entry->has_extras && entry->extras().expires_ns != 0) ++mortal_count_;
    const uint64_t kept = held();
    const Bounds now{most > kept ? most - kept : 0, bounds_.entries};
    if (old != nullptr) {
      table_.replace(old, entry);
      policy_.replace(old, entry);
      unlink(old, garbage, outdated(*old) ? Left::invalidated : Left::replaced);
      seen(entry, batch);
    } else {
      table_.insert(entry);
      policy_.insert(entry, now, common_.options.lru, [&](Entry* gone) { evict(gone, garbage); });
      if (!common_.options.lru && common_.duel.wants(entry->hash)) sample(entry, batch);
    }
    taken = true;
    settle(most, garbage);
    if (used() > most) {  // only pinned entries are left, and leaving did not free them
      forget(entry, garbage, Left::unsaid);
      fail(Status::no_memory,
           "the entry needs %llu bytes, and pinned buffers hold %llu of the %llu that this part of "
           "the cache may fill: free them",
           static_cast<unsigned long long>(weight), static_cast<unsigned long long>(held()),
           static_cast<unsigned long long>(most));
    }
    sweep(garbage);
    if (!common_.options.lru && !common_.duel.begun() &&
        (policy_.entries() >= 64 || counts_.evictions != 0)) {
      common_.duel.begin(policy_.bytes() / std::max<uint64_t>(policy_.entries(), 1));
    }
    return true;
  } catch (...) {
    if (!taken) {
      if (entry->link_count() != 0) labels_.take(entry->links(), entry->link_count());
      garbage.add(entry, Left::unsaid);
    }
    if (lock.owns_lock()) lock.unlock();
    throw;
  }
}

bool Shard::remove(uint64_t hash, const void* key, size_t key_size) {
  Garbage garbage(*this);
  const std::lock_guard lock(lock_);
  Entry* const entry = find_live(hash, key, key_size, garbage);
  if (entry == nullptr) return false;
  ++counts_.removals;
  forget(entry, garbage, Left::removed);
  return true;
}

uint64_t Shard::clear(bool expired_only) {
  std::vector<memory::Charge> ended;
  Garbage garbage(*this);
  const std::lock_guard lock(lock_);
  uint64_t count = 0;
  if (expired_only) {
    const uint64_t now = common_.options.clock();
    for (size_t word = 0; word < table_.word_count();) {
      Entry* const entry = table_.at(word);
      if (entry == nullptr || !over(*entry, now)) {
        ++word;
        continue;
      }
      ++count;
      count_over(*entry);
      forget(entry, garbage,
             why_over(*entry));  // and look at the same word again: another may have moved there
    }
  } else {
    for (size_t word = 0; word < table_.word_count(); ++word) {
      if (Entry* const entry = table_.at(word)) unlink(entry, garbage, Left::removed);
    }
    count = table_.count();
    counts_.removals += count;
    table_.reset();
    policy_.reset();
  }
  end_charges(ended);
  return count;
}

uint64_t Shard::shrink(uint64_t wanted, bool expired_only) {
  if (expired_only) {
    const uint64_t before = charged();
    clear(true);
    const uint64_t after = charged();
    return before > after ? before - after : 0;
  }
  std::vector<memory::Charge> ended;
  Garbage garbage(*this);
  const std::lock_guard lock(lock_);
  // What is charged and not used goes first; then entries, until the steps they were charged in are
  // free.
  uint64_t freed = end_charges(ended);
  while (freed < wanted &&
         policy_.shed(common_.options.lru, [&](Entry* gone) { evict(gone, garbage); })) {
    if (charges_.empty() || charged_ - charges_.back().bytes() >= used()) {
      freed += end_charges(ended);
    }
  }
  return freed;
}

// Moves the charges that are not needed to `ended`, whose end gives them back after the garbage.
uint64_t Shard::end_charges(std::vector<memory::Charge>& ended) noexcept {
  uint64_t freed = 0;
  while (!charges_.empty() && charged_ - charges_.back().bytes() >= used()) {
    const uint64_t bytes = charges_.back().bytes();
    try {
      ended.push_back(std::move(charges_.back()));
    } catch (const std::bad_alloc&) {
      break;
    }
    charges_.pop_back();
    charged_ -= bytes;
    freed += bytes;
  }
  return freed;
}

void Shard::add_to(Stats& stats) const {
  const std::lock_guard lock(lock_);
  stats.entries += policy_.entries();
  stats.bytes += used();
  stats.pinned_bytes += held();
  stats.hits += counts_.hits;
  stats.misses += counts_.misses;
  stats.puts += counts_.puts;
  stats.evictions += counts_.evictions;
  stats.evicted_bytes += counts_.evicted_bytes;
  stats.expirations += counts_.expirations;
  stats.invalidations += counts_.invalidations;
  stats.removals += counts_.removals;
  stats.timed_gets += timed_gets_.load(std::memory_order_relaxed);
  stats.timed_ns += timed_ns_.load(std::memory_order_relaxed);
  if (mortal_count_ == 0) return;
  const uint64_t now = common_.options.clock();
  for (size_t word = 0; word < table_.word_count(); ++word) {
    const Entry* const entry = table_.at(word);
    stats.expired_entries += entry != nullptr && entry->expired(now);
  }
}

}  // namespace weir::cache
