// SPDX-License-Identifier: Apache-2.0
// Proves: a cache agrees with a model over random histories of puts, gets, removals and time; its
// bytes never pass its capacity and are all charged; times to live are kept to the nanosecond of a
// held clock; pinned values stay; and when memory is out, nothing is lost and nothing leaks.
#include "cache/cache.hpp"

#include <gtest/gtest.h>

#include <map>
#include <random>
#include <vector>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"
#include "room.hpp"

namespace weir::cache {
namespace {

Options of(uint64_t capacity_bytes, uint64_t max_entries = UINT64_MAX, uint64_t ttl_ns = 0) {
  Options options;
  options.capacity_bytes = capacity_bytes;
  options.max_entries = max_entries;
  options.ttl_ns = ttl_ns;
  return options;
}

Status status_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    return error.status();
  } catch (const std::bad_alloc&) {
    return Status::no_memory;
  }
  return Status::ok;
}

// What a get may give: nothing, or the last value put that has not expired and was not removed.
TEST(Cache, AgreesWithAModel) {
  for (const bool lru : {false, true}) {
    for (const uint64_t most : {uint64_t{40}, UINT64_MAX}) {
      Options options = of(20'000, most);
      options.lru = lru;
      Room room(options);
      struct Held {
        std::string value;
        uint64_t expires;
      };
      std::map<std::string, Held> model;
      std::mt19937_64 random(lru ? 8 : 9);
      size_t hits = 0;
      for (int step = 0; step < 30'000; ++step) {
        const std::string key = "key" + std::to_string(random() % 100);
        const auto held = model.find(key);
        const bool there = held != model.end() && held_clock() < held->second.expires;
        switch (random() % 8) {
          case 0:
          case 1: {
            const std::string value(random() % 600, static_cast<char>('a' + random() % 26));
            const uint64_t ttl = random() % 3 == 0 ? 1 + random() % 5000 : 0;
            room.put(key, value, {ttl, false, 0, nullptr});
            model[key] = {value, ttl == 0 ? UINT64_MAX : held_clock() + ttl};
            ASSERT_EQ(room.get(key), value) << "what was put is there";
            break;
          }
          case 2: {
            const bool removed = room.remove(key);
            ASSERT_TRUE(!removed || there);
            model.erase(key);
            break;
          }
          case 3:
            held_time += random() % 500;
            break;
          default: {
            const std::string value = room.get(key);
            if (value == "(miss)") break;
            ++hits;
            ASSERT_TRUE(there) << "step " << step << ": gone, and given out";
            ASSERT_EQ(value, held->second.value) << "step " << step;
          }
        }
        const Stats stats = room.cache->stats();
        ASSERT_LE(stats.bytes, 20'000u);
        ASSERT_LE(stats.entries, most);
        ASSERT_GE(room.budget->stats().used_bytes, stats.bytes);
      }
      EXPECT_GT(hits, 3000u);
      const Stats stats = room.cache->stats();
      EXPECT_GT(stats.evictions, 0u);
      EXPECT_GT(stats.expirations, 0u);
      const auto budget = room.budget;
      room.cache.reset();
      EXPECT_EQ(budget->stats().used_bytes, 0u) << "all charges ended";
    }
  }
}

TEST(Cache, TimesToLiveAreKept) {
  Room room(of(100'000, UINT64_MAX, 1000));
  room.put("fixed", "1");
  room.put("long", "2", {5000, false, 0, nullptr});
  room.put("sliding", "3", {1000, true, 0, nullptr});
  room.put("for ever", "4", {kForever, false, 0, nullptr});
  held_time += 999;
  EXPECT_TRUE(room.has("fixed") && room.has("long") && room.has("sliding"));
  EXPECT_EQ(room.cache->stats().expired_entries, 0u);
  held_time += 1;
  EXPECT_FALSE(room.has("fixed")) << "at the moment itself it is over";
  EXPECT_TRUE(room.has("sliding")) << "its time began anew";
  held_time += 1000;
  EXPECT_EQ(room.cache->stats().expired_entries, 1u) << "sliding, which nobody asked for since";
  EXPECT_EQ(room.cache->clear(true), 1u);
  EXPECT_TRUE(room.has("long"));
  held_time += 1'000'000;
  EXPECT_TRUE(room.has("for ever"));
  EXPECT_FALSE(room.has("long"));
  room.put("fixed", "5");
  EXPECT_EQ(room.get("fixed"), "5") << "a new time with a new value (E-009)";
}

TEST(Cache, WhatExpiredGoesInTheCourseOfPuts) {
  Room room(of(1'000'000));
  for (int i = 0; i < 500; ++i) room.put("old" + std::to_string(i), "x", {10, false, 0, nullptr});
  held_time += 10;
  EXPECT_EQ(room.cache->stats().expired_entries, 500u);
  for (int i = 0; i < 1000; ++i) room.put("new" + std::to_string(i % 50), "y");
  EXPECT_EQ(room.cache->stats().expired_entries, 0u);
  EXPECT_EQ(room.cache->stats().entries, 50u);
}

TEST(Cache, PinnedValuesStayAndCount) {
  Room room(of(8000));
  room.put("a", std::string(1000, 'a'));
  auto pin = room.cache->get("a", 1);
  EXPECT_EQ(reinterpret_cast<uintptr_t>(pin->data()) % 16, 0u);
  room.put("a", std::string(500, 'b'));
  for (int i = 0; i < 200; ++i) {
    room.put("fill" + std::to_string(i), std::string(300, 'f'));
    ASSERT_LE(room.cache->stats().bytes, 8000u);
    ASSERT_GE(room.cache->stats().pinned_bytes, 1000u);
  }
  room.cache->clear(false);
  EXPECT_EQ(std::string(static_cast<const char*>(pin->data()), pin->size()),
            std::string(1000, 'a'));
  EXPECT_GE(room.cache->stats().bytes, 1000u);
  EXPECT_GE(room.budget->stats().used_bytes, 1000u);
  const auto budget = room.budget;
  room.cache.reset();
  EXPECT_EQ(static_cast<const char*>(pin->data())[999], 'a') << "longer than the cache's handle";
  pin.reset();
  EXPECT_EQ(budget->stats().used_bytes, 0u);
}

TEST(Cache, PinnedBuffersMayFillIt) {
  Room room(of(3000));
  std::vector<memory::BufferPtr> pins;
  Status status = Status::ok;
  for (int i = 0; i < 10 && status == Status::ok; ++i) {
    const std::string key(1, static_cast<char>('a' + i));
    status = status_of([&] { room.put(key, std::string(700, 'x')); });
    if (status == Status::ok) pins.push_back(room.cache->get(key.data(), 1));
  }
  EXPECT_EQ(status, Status::no_memory);
  EXPECT_LE(room.cache->stats().bytes, 3000u);
  pins.clear();
  room.put("again", std::string(700, 'y'));
  EXPECT_TRUE(room.has("again"));
}

TEST(Cache, ReadsIntoTheCallersMemory) {
  Room room(of(100'000));
  for (const size_t size : {size_t{0}, size_t{5}, size_t{5000}}) {
    const std::string value(size, 'v');
    room.put("k", value);
    std::string into(6000, '.');
    size_t told = 99;
    ASSERT_TRUE(room.cache->read("k", 1, into.data(), into.size(), told));
    EXPECT_EQ(told, size);
    EXPECT_EQ(into.substr(0, size), value);
    EXPECT_EQ(into[size], '.');
    if (size == 0) continue;
    ASSERT_TRUE(room.cache->read("k", 1, into.data(), size - 1, told));
    EXPECT_EQ(told, size);
  }
  size_t told = 99;
  EXPECT_FALSE(room.cache->read("nothing", 7, nullptr, 0, told));
}

TEST(Cache, WhatIsTooLargeIsRefused) {
  Options options = of(64 << 10);
  options.shard_count = 4;
  Room room(options);
  room.put("small", "1");
  EXPECT_EQ(status_of([&] { room.put("large", std::string(20'000, 'x')); }), Status::limit);
  EXPECT_EQ(status_of([&] { room.put("heavy", "x", {0, false, 20'000, nullptr}); }), Status::limit);
  EXPECT_EQ(status_of([&] {
              room.put("max", "x", {0, false, UINT64_MAX, nullptr});
            }),
            Status::limit);
  EXPECT_TRUE(room.has("small"));
  for (const uint32_t count : {3u, 2048u}) {
    options.shard_count = count;
    EXPECT_EQ(status_of([&] { Room bad(options); }), Status::invalid) << count;
  }
  EXPECT_EQ(status_of([&] { Room bad(of(100)); }), Status::invalid);
}

std::vector<int> ended;
void end_number(void* object) {
  ended.push_back(*static_cast<int*>(object));
  if (*static_cast<int*>(object) == 99) throw 1;  // goes nowhere
}

TEST(Cache, AnObjectEndsOnce) {
  static int numbers[200];
  for (int i = 0; i < 200; ++i) numbers[i] = i;
  ended.clear();
  const PutOptions options{0, false, 100, end_number};
  {
    Room room(of(4000));
    const auto put = [&](const std::string& key, int* number) {
      room.put(key, &number, sizeof number, options);
    };
    for (int i = 0; i < 100; ++i) put("key" + std::to_string(i), &numbers[i]);
    EXPECT_GT(ended.size(), 50u) << "evicted";
    const auto pin = room.cache->get("key99", 5);
    EXPECT_EQ(*static_cast<int**>(pin->data()), &numbers[99]);
    put("key99", &numbers[100]);
    EXPECT_EQ(std::count(ended.begin(), ended.end(), 99), 0) << "while pinned";
    EXPECT_EQ(status_of([&] { put(std::string(10'000, 'k'), &numbers[101]); }), Status::limit);
    EXPECT_EQ(ended.back(), 101) << "also when the put fails";
    EXPECT_EQ(status_of([&] { room.put(std::string("a"), &numbers[102], 4, options); }),
              Status::invalid);
    for (uint64_t k = 1; k < 3; ++k) {
      memory::heap::fail_at(k);
      status_of([&] { put("new" + std::to_string(k), &numbers[102 + k]); });
      memory::heap::fail_at(0);
    }
  }
  std::sort(ended.begin(), ended.end());
  EXPECT_EQ(std::unique(ended.begin(), ended.end()), ended.end());
  EXPECT_EQ(ended.size(), 104u);
}

TEST(Cache, KeysAreBytes) {
  Room room(of(100'000));
  const std::string zero("a\0b", 3), longer("a\0c", 3);
  room.put("", "empty");
  room.put(zero, "zero");
  room.put(std::string(10'000, 'k'), "long");
  EXPECT_EQ(room.get(""), "empty");
  EXPECT_EQ(room.get(zero), "zero");
  EXPECT_FALSE(room.has(longer));
  EXPECT_EQ(room.get(std::string(10'000, 'k')), "long");
}

TEST(Cache, TheBudgetIsTheLimitWhenItIsSmaller) {
  Room room(of(1 << 20), 100'000);
  for (int i = 0; i < 5000; ++i) room.put("key" + std::to_string(i), std::string(100, 'x'));
  EXPECT_TRUE(room.has("key4999"));
  EXPECT_LE(room.budget->stats().used_bytes, 100'000u);
  EXPECT_GT(room.cache->stats().entries, 300u);
  EXPECT_EQ(status_of([&] { room.put("huge", std::string(200'000, 'x')); }), Status::no_memory);
  EXPECT_TRUE(room.cache->stats().entries > 0);
}

TEST(Cache, ShrinksForOthers) {
  Room room(of(1 << 20));
  for (int i = 0; i < 3000; ++i) {
    room.put("key" + std::to_string(i), std::string(200, 'x'),
             {i < 1000 ? 10u : 0u, false, 0, nullptr});
  }
  const uint64_t before = room.budget->stats().used_bytes;
  held_time += 10;
  const uint64_t expired = room.cache->shrink(UINT64_MAX, true);
  EXPECT_GT(expired, 0u);
  EXPECT_EQ(room.budget->stats().used_bytes, before - expired);
  EXPECT_EQ(room.cache->stats().entries, 2000u);
  const uint64_t freed = room.cache->shrink(100'000, false);
  EXPECT_GE(freed, 100'000u);
  EXPECT_EQ(room.budget->stats().used_bytes, before - expired - freed);
  EXPECT_GT(room.cache->stats().entries, 500u) << "not more than was asked for";
}

TEST(Cache, GivesWayToOthersInTheBudget) {
  Room room(of(1 << 20), 600'000);
  for (int i = 0; i < 4000; ++i) room.put("key" + std::to_string(i), std::string(100, 'x'));
  EXPECT_GT(room.budget->stats().used_bytes, 500'000u);
  for (int i = 0; i < 3; ++i) {
    const auto charge = room.budget->charge(memory::Module::buffers, 400'000, "somebody");
    EXPECT_LE(room.budget->stats().used_bytes, 600'000u);
    EXPECT_GT(room.cache->stats().entries, 300u);
    room.put("newcomer", std::string(5000, 'y'));
    EXPECT_TRUE(room.has("newcomer"));
  }
  const auto all = room.budget->charge(memory::Module::buffers, 599'000, "somebody");
  EXPECT_EQ(status_of([&] { room.put("key", std::string(5000, 'z')); }), Status::no_memory);
}

TEST(Cache, NoFailedAllocationIsNoticed) {
  Room room(of(100'000));
  room.put("there", "before");
  for (uint64_t k = 1; k < 4; ++k) {
    memory::heap::fail_at(k);
    const Status status = status_of([&] { room.put("there", "after"); });
    memory::heap::fail_at(0);
    EXPECT_EQ(room.get("there"), status == Status::ok ? "after" : "before");
    room.put("there", "before");
  }
}

TEST(Cache, EndsWithItsLife) {
  Room room(of(100'000));
  room.put("a", "1");
  const auto pin = room.cache->get("a", 1);
  room.life->close();
  EXPECT_EQ(status_of([&] { room.put("b", "2"); }), Status::closed);
  EXPECT_EQ(status_of([&] { room.get("a"); }), Status::closed);
  EXPECT_EQ(status_of([&] { (void)room.cache->stats(); }), Status::closed);
  EXPECT_EQ(*static_cast<const char*>(pin->data()), '1');
}

TEST(Cache, ChurnDoesNotGrow) {
  Room room(of(200'000));
  std::mt19937_64 random(10);
  for (int i = 0; i < 400'000; ++i) {
    room.put(std::to_string(random()), std::string(random() % 100, 'c'),
             {1 + random() % 9, false, 0, nullptr});
    if (i % 64 == 0) ++held_time;
  }
  EXPECT_LE(room.budget->stats().used_bytes, 200'000u);
  EXPECT_GT(room.cache->stats().entries, 300u);
}

}  // namespace
}  // namespace weir::cache
