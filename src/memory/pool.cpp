// SPDX-License-Identifier: Apache-2.0
#include "memory/pool.hpp"

#include <algorithm>
#include <cinttypes>
#include <cstring>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::memory {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constexpr uint32_t kHandful = 16;
constexpr unsigned char kSpoil = 0xDE;
constexpr size_t kSpoilMost = 4096;  // at each end of a large block

constinit std::atomic<uint64_t> next_number{1};

}  // namespace

std::shared_ptr<Pool> Pool::create(std::shared_ptr<Budget> budget, std::shared_ptr<base::Log> log,
                                   const Options& options, base::LifePtr life) {
  if (!life) life = std::make_shared<base::Life>();
  std::shared_ptr<Pool> pool(new Pool(std::move(budget), std::move(log), options, std::move(life)));
  pool->reclaimer_ = pool->spans_.budget()->add_reclaimer(
      Reclaim::idle_pool_blocks,
      [raw = pool.get()](uint64_t wanted) { return raw->reclaim(wanted); });
  return pool;
}

Pool::Pool(std::shared_ptr<Budget> budget, std::shared_ptr<base::Log> log, const Options& options,
           base::LifePtr life)
    : life_(std::move(life)),
      number_(next_number.fetch_add(1, kRelaxed)),
      options_(options),
      log_(std::move(log)),
      spans_(std::move(budget), options),
      slabs_(spans_) {
  BiasedLock::prepare();
}

Pool::~Pool() {
  if (life_->stale()) return;  // its locks mean nothing here, and its memory is the parent's
  reclaimer_ = {};
  flush_caches();
}

ThreadCache* Pool::enlist() {
  const std::lock_guard lock(caches_mutex_);
  if (!unlisted_.empty()) {
    ThreadCache* cache = unlisted_.back();
    unlisted_.pop_back();
    return cache;
  }
  caches_.reserve(caches_.size() + 1);
  unlisted_.reserve(caches_.size() + 1);  // so that retire() cannot fail
  caches_.push_back(std::make_unique<ThreadCache>());
  return caches_.back().get();
}

void Pool::retire(ThreadCache* cache) noexcept {
  if (life_->stale()) return;
  const std::lock_guard lock(caches_mutex_);
  cache->lock.claim();
  empty(*cache);
  cache->lock.unclaim();
  unlisted_.push_back(cache);
}

// Under the cache's lock.
void Pool::empty(ThreadCache& cache) noexcept {
  for (uint32_t index = 0; index < kSmallClasses; ++index) {
    Magazine& magazine = cache.magazines[index];
    if (magazine.count == 0) continue;
    slabs_.give(index, magazine.entries.get(), magazine.count);
    magazine.count = 0;
  }
}

void Pool::flush_caches() noexcept {
  const std::lock_guard lock(caches_mutex_);
  for (const auto& cache : caches_) {
    cache->lock.claim();
    empty(*cache);
    cache->lock.unclaim();
  }
}

uint64_t Pool::trim(uint64_t keep_bytes) noexcept {
  flush_caches();
  const uint64_t old = spans_.trim_old();
  return old + spans_.trim(keep_bytes);
}

uint64_t Pool::reclaim(uint64_t wanted) noexcept {
  uint64_t freed = 0;
  const auto trim_spans = [&] {
    while (freed < wanted) {
      const uint64_t idle = spans_.stats().idle_bytes, more = wanted - freed;
      if (idle == 0) return;
      freed += spans_.trim(idle > more ? idle - more : 0);
    }
  };
  trim_spans();
  if (freed < wanted) {
    flush_caches();
    trim_spans();
  }
  return freed;
}

void Pool::count(uint32_t index, bool get, bool reuse) noexcept {
  Shared& shared = shared_[index];
  (get ? shared.gets : shared.puts).fetch_add(1, kRelaxed);
  if (reuse) shared.reuses.fetch_add(1, kRelaxed);
}

// The usual path, some ten nanoseconds: everything else is out of its way.
inline void* Pool::get_own(uint32_t index, Priority priority) noexcept {
  ThreadCache* cache = own_cache(number_);
  if (cache == nullptr || !cache->lock.enter()) return nullptr;
  Magazine& magazine = cache->magazines[index];
  if (magazine.count == 0) {
    cache->lock.leave();
    return nullptr;
  }
  const Entry entry = magazine.entries[--magazine.count];
  const bool reuse = entry.state->load(kRelaxed) != block_state::kFresh;
  if (options_.debug && !accept(entry, class_size(index))) [[unlikely]] {
    cache->lock.leave();
    return nullptr;
  }
  entry.state->store(block_state::kOut | static_cast<uint8_t>(priority), kRelaxed);
  magazine.gets.add(1);
  magazine.reuses.add(reuse);
  cache->lock.leave();
  return entry.block;
}

void* Pool::get(size_t size, Priority priority, size_t alignment) {
  if (alignment <= 16) [[likely]] {
    const uint32_t index = class_of(size);
    if (index < kSmallClasses) [[likely]] {
      if (void* block = get_own(index, priority)) [[likely]] {
        return block;
      }
    }
  }
  return get_slow(size, priority, alignment);
}

void* Pool::get_slow(size_t size, Priority priority, size_t alignment) {
  heap::check_alignment(alignment);
  if (size > kLargestBlock) {
    refusals_.fetch_add(1, kRelaxed);
    fail(Status::no_memory, "a pool block of %zu bytes: no machine has them", size);
  }
  try {
    const uint32_t index = class_of(size, alignment);
    if (index < kSmallClasses && alignment <= kSpanAlignment) {
      if (void* block = get_own(index, priority)) return block;
      return get_small(index, priority);
    }
    return get_large(size, priority, alignment);
  } catch (...) {
    refusals_.fetch_add(1, kRelaxed);
    throw;
  }
}

// A handful from the slabs: one for the caller, the others for the thread's magazine.
void* Pool::get_small(uint32_t index, Priority priority) {
  Entry handful[kHandful];
  const size_t size = class_size(index);
  ThreadCache* cache = own_cache(number_);
  if (cache == nullptr) cache = make_cache(shared_from_this());
  const uint32_t wanted =
      cache == nullptr ? 1 : std::min(kHandful, Magazine::capacity(size) / 2 + 1);
  for (;;) {
    uint32_t taken = slabs_.take(index, priority, handful, wanted);
    Entry entry{};
    while (taken != 0 && entry.block == nullptr) {
      entry = handful[--taken];
      if (options_.debug && !accept(entry, size)) entry.block = nullptr;
    }
    uint32_t kept = 0;
    if (taken != 0 && cache->lock.enter()) {
      Magazine& magazine = cache->magazines[index];
      magazine.open(size);
      kept = std::min(taken, magazine.limit - magazine.count);
      for (uint32_t i = 0; i < kept; ++i) magazine.entries[magazine.count++] = handful[i];
      cache->lock.leave();
    }
    slabs_.give(index, handful + kept, taken - kept);
    if (entry.block == nullptr) continue;  // all of them spoilt: the next handful
    count(index, true, entry.state->load(kRelaxed) != block_state::kFresh);
    entry.state->store(block_state::kOut | static_cast<uint8_t>(priority), kRelaxed);
    return entry.block;
  }
}

void* Pool::get_large(size_t size, Priority priority, size_t alignment) {
  for (;;) {
    // Small, but aligned to more than slabs are: a span as well.
    const size_t rounded = std::max(size, kSpanAlignment);
    Span* span = alignment > kSpanAlignment ? spans_.take_odd(rounded, alignment, priority)
                                            : spans_.take(rounded, priority, Span::Use::large);
    const bool reuse = span->state.load(kRelaxed) != block_state::kFresh;
    if (options_.debug && !accept({span->start, &span->state}, span->bytes)) continue;
    span->state.store(block_state::kOut | static_cast<uint8_t>(priority), kRelaxed);
    large_gets_.fetch_add(1, kRelaxed);
    large_reuses_.fetch_add(reuse, kRelaxed);
    large_used_[static_cast<size_t>(priority)].fetch_add(span->bytes, kRelaxed);
    return span->start;
  }
}

void Pool::put(void* block) {
  Span* span = spans_.find(block);
  if (span == nullptr) [[unlikely]] {
    refuse(block, nullptr);
  }
  if (span->use.load(kRelaxed) != Span::Use::slab) return put_large(span, block);
  const uint32_t at = span->index_of(block);
  if (at == span->block_count) [[unlikely]] {
    refuse(block, span);
  }
  BlockState& state = span->states[at];
  if ((state.load(kRelaxed) & block_state::kOut) == 0) [[unlikely]] {
    refuse(block, span);
  }
  ThreadCache* cache = own_cache(number_);
  if (options_.debug || cache == nullptr || !cache->lock.enter()) {
    return put_small(span->block_class, {block, &state});
  }
  Magazine& magazine = cache->magazines[span->block_class];
  if (magazine.count >= magazine.limit) [[unlikely]] {
    cache->lock.leave();
    return put_small(span->block_class, {block, &state});
  }
  state.store(block_state::kFree, kRelaxed);
  magazine.entries[magazine.count++] = {block, &state};
  magazine.puts.add(1);
  cache->lock.leave();
}

void Pool::put_large(Span* span, void* block) {
  // The exchange decides between two threads that give one block back at once.
  if (span->use.load(kRelaxed) != Span::Use::large || span->start != block ||
      (span->state.exchange(block_state::kFree, kRelaxed) & block_state::kOut) == 0) {
    refuse(block, span);
  }
  if (options_.debug) spoil(block, span->bytes);
  large_puts_.fetch_add(1, kRelaxed);
  large_used_[static_cast<size_t>(span->priority)].fetch_sub(span->bytes, kRelaxed);
  spans_.give(span);
}

// Debug mode, a magazine that is full or shut, or none.
void Pool::put_small(uint32_t index, const Entry& entry) {
  if (options_.debug) {
    // Two threads may be at it: only one of them finds the block out.
    if ((entry.state->exchange(block_state::kFree, kRelaxed) & block_state::kOut) == 0) {
      refuse(entry.block, spans_.find(entry.block));
    }
    spoil(entry.block, class_size(index));
  } else {
    entry.state->store(block_state::kFree, kRelaxed);
  }
  ThreadCache* cache = own_cache(number_);
  if (cache == nullptr || !cache->lock.enter()) {
    count(index, false, false);
    slabs_.give(index, &entry, 1);
    return;
  }
  Magazine& magazine = cache->magazines[index];
  magazine.open(class_size(index));
  Entry handful[kHandful + 1];
  uint32_t leaving = 0;
  if (magazine.count >= magazine.limit) {
    // The older half goes back, and what is warm stays.
    leaving = std::min((magazine.count + 1) / 2, kHandful);
    std::copy_n(magazine.entries.get(), leaving, handful);
    std::copy(magazine.entries.get() + leaving, magazine.entries.get() + magazine.count,
              magazine.entries.get());
    magazine.count -= leaving;
  }
  if (magazine.limit == 0) {
    handful[leaving++] = entry;  // no memory for a magazine
  } else {
    magazine.entries[magazine.count++] = entry;
  }
  magazine.puts.add(1);
  cache->lock.leave();
  slabs_.give(index, handful, leaving);
}

size_t Pool::size_of(const void* block) const noexcept {
  const Span* span = spans_.find(block);
  if (span == nullptr) return 0;
  const Span::Use use = span->use.load(kRelaxed);
  if (use == Span::Use::large) return span->start == block ? span->bytes : 0;
  if (use != Span::Use::slab) return 0;
  return span->index_of(block) == span->block_count ? 0 : span->block_size;
}

void Pool::refuse(const void* block, const Span* span) {
  misuses_.fetch_add(1, kRelaxed);
  if (span == nullptr) {
    fail(Status::invalid, "%p is not a block of this pool: give it back where it came from", block);
  }
  const Span::Use use = span->use.load(kRelaxed);
  const size_t size = use == Span::Use::slab ? span->block_size : span->bytes;
  const auto into = static_cast<size_t>(static_cast<const char*>(block) - span->start) %
                    std::max<size_t>(size, 1);
  if ((use == Span::Use::slab || use == Span::Use::large) && into != 0) {
    fail(Status::invalid, "%p points %zu bytes into a block of %zu: give back the block's start",
         block, into, size);
  }
  fail(Status::invalid, "the block at %p was given back already", block);
}

void Pool::spoil(void* block, size_t size) const noexcept {
  auto* bytes = static_cast<unsigned char*>(block);
  const size_t part = std::min(size, kSpoilMost);
  std::memset(bytes, kSpoil, part);
  std::memset(bytes + size - part, kSpoil, part);
}

bool Pool::is_spoilt(const void* block, size_t size) const noexcept {
  const auto* bytes = static_cast<const unsigned char*>(block);
  const auto whole = [](const unsigned char* at, size_t n) {
    return std::all_of(at, at + n, [](unsigned char byte) { return byte == kSpoil; });
  };
  const size_t part = std::min(size, kSpoilMost);
  return whole(bytes, part) && whole(bytes + size - part, part);
}

// In debug mode: false when somebody wrote to the block after it was given back. It is set aside,
// for whoever wrote once may write again.
bool Pool::accept(Entry entry, size_t size) noexcept {
  if (entry.state->load(kRelaxed) == block_state::kFresh || is_spoilt(entry.block, size)) {
    return true;
  }
  entry.state->store(block_state::kSpoilt, kRelaxed);
  misuses_.fetch_add(1, kRelaxed);
  if (log_) {
    try {
      log_->write(base::Level::error,
                  "the block of %zu bytes at %p was written to after it was given back: it is set "
                  "aside",
                  size, entry.block);
    } catch (const std::exception&) {
      // Without memory for the line the count alone tells it.
    }
  }
  return false;
}

}  // namespace weir::memory
