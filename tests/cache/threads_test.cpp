// SPDX-License-Identifier: Apache-2.0
// Proves: under threads, a get gives a value that some order of the overlapping calls explains
// (each key's history of writes, reads and removals is checked for linearizability, evictions
// apart); values are never torn; the bound holds at every look; and the lock excludes.
#include <gtest/gtest.h>

#include <cstring>
#include <random>
#include <thread>
#include <vector>

#include "base/clock.hpp"
#include "room.hpp"

namespace weir::cache {
namespace {

void in_threads(int count, const std::function<void(int)>& body) {
  std::vector<std::thread> threads;
  for (int t = 0; t < count; ++t) threads.emplace_back(body, t);
  for (std::thread& thread : threads) thread.join();
}

template <class Number>
std::string_view bytes_of(const Number& number) {
  return {reinterpret_cast<const char*>(&number), sizeof number};
}

TEST(Lock, Excludes) {
  Lock lock;
  uint64_t count = 0;
  in_threads(4, [&](int) {
    for (int i = 0; i < 20'000; ++i) {
      const std::lock_guard guard(lock);
      ++count;
    }
  });
  EXPECT_EQ(count, 80'000u);
  ASSERT_TRUE(lock.try_lock());
  EXPECT_FALSE(lock.try_lock());
  lock.unlock();
}

// One call on one key, with its moment of beginning and of end. `value` 0: a miss or a removal.
struct Call {
  uint64_t begin, end, value;
  bool is_write;
};

// Does one order exist, respecting real time, in which each read gives the last write? A read of v
// is wrong when v was surely overwritten before it began: another write began after v's write ended
// and ended before the read began. Or when it was read before its write began. A miss is always
// explained here: an eviction may come at any time. Every write has a value of its own.
std::string explain(const std::vector<Call>& calls) {
  for (const Call& read : calls) {
    if (read.is_write || read.value == 0) continue;
    const Call* source = nullptr;
    for (const Call& write : calls) {
      if (write.is_write && write.value == read.value) source = &write;
    }
    if (source == nullptr) return "a value nobody wrote: " + std::to_string(read.value);
    if (source->begin > read.end) return "a value from the future";
    for (const Call& write : calls) {
      if (write.is_write && write.begin > source->end && write.end < read.begin) {
        return "a value that was overwritten before";
      }
    }
    // Two reads one after the other may not see writes in an order that real time forbids.
    for (const Call& later : calls) {
      if (later.is_write || later.value == 0 || later.begin < read.end) continue;
      for (const Call& write : calls) {
        if (write.is_write && write.value == later.value && write.end < source->begin) {
          return "values in an order that no order explains";
        }
      }
    }
  }
  return "";
}

TEST(Explain, RefusesWhatIsWrong) {
  const Call one{1, 2, 11, true}, two{3, 4, 22, true};
  EXPECT_EQ(explain({one, two, {5, 6, 22, false}}), "");
  EXPECT_EQ(explain({one, {2, 5, 22, true}, {3, 4, 11, false}}), "");
  EXPECT_NE(explain({one, two, {5, 6, 11, false}}), "");
  EXPECT_NE(explain({one, {5, 6, 33, false}}), "");
  EXPECT_NE(explain({{1, 2, 11, false}, {3, 4, 11, true}}), "");
}

TEST(Threads, HistoriesAreLinearizable) {
  constexpr int kThreads = 4, kKeys = 3;
  for (uint32_t round = 0; round < 8; ++round) {
    Options options;
    options.capacity_bytes = 16 << 10;
    options.shard_count = round % 2 == 0 ? 1 : 4;
    Room room(options);
    std::vector<std::vector<std::vector<Call>>> history(kThreads,
                                                        std::vector<std::vector<Call>>(kKeys));
    in_threads(kThreads, [&](int t) {
      std::mt19937_64 random(round * 100 + static_cast<uint32_t>(t));
      for (uint64_t i = 0; i < 300; ++i) {
        const int key = static_cast<int>(random() % kKeys);
        Call call{base::monotonic_ns(), 0, 0, false};
        switch (random() % 4) {
          case 0:
            call.is_write = true;
            call.value = static_cast<uint64_t>(t) * 1'000'000 + i + 1;
            room.put(bytes_of(key), &call.value, sizeof call.value);
            break;
          case 1:
            call.is_write = true;  // of nothing
            room.cache->remove(&key, sizeof key);
            break;
          case 2: {
            size_t size = 0;
            if (room.cache->read(&key, sizeof key, &call.value, sizeof call.value, size)) {
              ASSERT_EQ(size, sizeof call.value);
            }
            break;
          }
          default:
            if (const auto value = room.cache->get(&key, sizeof key)) {
              std::memcpy(&call.value, value->data(), sizeof call.value);
            }
        }
        call.end = base::monotonic_ns();
        history[static_cast<size_t>(t)][static_cast<size_t>(key)].push_back(call);
      }
    });
    for (size_t key = 0; key < kKeys; ++key) {
      std::vector<Call> calls;
      for (const auto& thread : history) {
        calls.insert(calls.end(), thread[key].begin(), thread[key].end());
      }
      ASSERT_EQ(explain(calls), "") << "round " << round << ", key " << key;
    }
  }
}

TEST(Threads, NothingIsTornAndTheBoundHolds) {
  Options options;
  options.capacity_bytes = 64 << 10;
  options.shard_count = 2;
  Room room(options);
  std::atomic<bool> over{false};
  std::thread watcher([&] {
    while (!over.load()) {
      const Stats stats = room.cache->stats();
      ASSERT_LE(stats.bytes, options.capacity_bytes);
    }
  });
  in_threads(4, [&](int t) {
    std::mt19937_64 random(static_cast<uint32_t>(t) + 20);
    std::vector<memory::BufferPtr> pins;
    std::string into(4000, '\0');
    for (int i = 0; i < 6000; ++i) {
      const uint32_t key = static_cast<uint32_t>(random() % 60);
      if (random() % 3 == 0) {
        const std::string value(random() % 3000, static_cast<char>('a' + random() % 26));
        room.put(bytes_of(key), value.data(), value.size(), {random() % 4, false, 0, nullptr});
        if (i % 100 == 0) ++held_time;
        continue;
      }
      size_t size = 0;
      if (room.cache->read(&key, sizeof key, into.data(), into.size(), size) && size != 0) {
        for (size_t at = 0; at < size; ++at) ASSERT_EQ(into[at], into[0]);
      }
      if (auto pin = room.cache->get(&key, sizeof key)) pins.push_back(std::move(pin));
      if (pins.size() > 3) {
        for (const auto& pin : pins) {
          const char* const bytes = static_cast<const char*>(pin->data());
          for (size_t at = 0; at < pin->size(); ++at) ASSERT_EQ(bytes[at], bytes[0]);
        }
        pins.clear();
      }
    }
  });
  over = true;
  watcher.join();
  room.cache->clear(false);
  EXPECT_EQ(room.cache->stats().bytes, 0u);
}

}  // namespace
}  // namespace weir::cache
