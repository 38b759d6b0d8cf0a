// SPDX-License-Identifier: Apache-2.0
// Proves: what is invalidated is gone, with all that depends on it, and nothing else is; a model
// agrees over random histories; the whole cache goes in no time and gives its memory back by and
// by; whoever watches hears of every entry once; and no name is kept once its entries are gone.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>
#include <thread>

#include "cache/claim.hpp"
#include "room.hpp"

namespace weir::cache {
namespace {

PutOptions on(std::vector<std::string_view> names) {
  PutOptions options;
  options.names = std::move(names);
  return options;
}
uint64_t invalidate(Room& room, const std::string& name) {
  return room.cache->invalidate(name.data(), name.size());
}

TEST(Invalidate, ByKeyTagAndDetour) {
  Room room({});
  room.put("project 7", "p");
  room.put("statistics", "s", on({"project 7", "tag"}));
  room.put("page", "g", on({"statistics"}));
  room.put("front", "f", on({"page", "other"}));
  room.put("alone", "a", on({"other"}));
  EXPECT_EQ(invalidate(room, "nobody"), 0u);
  EXPECT_EQ(invalidate(room, "tag"), 3u);
  EXPECT_TRUE(room.has("project 7") && room.has("alone"));
  EXPECT_FALSE(room.has("statistics") || room.has("page") || room.has("front"));
  EXPECT_EQ(invalidate(room, "other"), 1u);
  EXPECT_EQ(invalidate(room, "project 7"), 1u);
  EXPECT_EQ(room.cache->stats().invalidations, 5u);
  EXPECT_EQ(room.cache->stats().bytes, 0u);
}

TEST(Invalidate, ACircleEnds) {
  Room room({});
  room.put("a", "1", on({"b"}));
  room.put("b", "2", on({"a", "a"}));
  room.put("self", "3", on({"self"}));
  EXPECT_EQ(invalidate(room, "a"), 2u);
  EXPECT_EQ(invalidate(room, "self"), 1u);
}

TEST(Invalidate, PrefixAndChoice) {
  Options options;
  options.shard_count = 4;
  Room room(options);
  for (int i = 0; i < 100; ++i) room.put("user:" + std::to_string(i), std::to_string(i));
  room.put("page", "p", on({"user:7"}));
  EXPECT_EQ(room.cache->invalidate_prefix("user:1", 6), 11u);
  EXPECT_EQ(room.cache->invalidate_if([&](const void*, size_t, const void* value, size_t size) {
    room.get("user:2");  // it may use the cache
    return std::string_view(static_cast<const char*>(value), size) == "7";
  }),
            2u);
  EXPECT_FALSE(room.has("page"));
  EXPECT_THROW(room.cache->invalidate_if([](const void*, size_t, const void*, size_t) -> bool {
    throw Error(Status::callback, "on purpose");
  }),
               Error);
  EXPECT_EQ(room.cache->stats().pinned_bytes, 0u);
  EXPECT_EQ(room.cache->invalidate_prefix("", 0), 88u);
  EXPECT_EQ(room.cache->stats().bytes, 0u);
}

TEST(Invalidate, AllInNoTimeAndTheMemoryByAndBy) {
  Options options;
  options.shard_count = 1;  // each is swept by its own puts
  Room room(options);
  for (int i = 0; i < 1000; ++i) room.put("old " + std::to_string(i), "value");
  room.cache->invalidate_all();
  room.put("new", "value");
  for (int i = 0; i < 1000; ++i) EXPECT_FALSE(room.has("old " + std::to_string(i)));
  EXPECT_TRUE(room.has("new"));
  room.cache->clear(false);
  for (int i = 0; i < 1000; ++i) room.put("old " + std::to_string(i), "value");
  room.cache->invalidate_all();
  for (int i = 0; i < 1000; ++i) room.put("new", "value");  // puts sweep
  EXPECT_EQ(room.cache->stats().entries, 1u);
  room.cache->invalidate_all();
  EXPECT_EQ(room.cache->clear(true), 1u);
}

// A put, an invalidation, or a removal at random; the model knows who depends on whom.
TEST(Invalidate, AgreesWithAModel) {
  Options options;
  options.shard_count = 2;
  Room room(options);
  std::mt19937 random(7);
  const auto key = [](uint32_t n) { return "k" + std::to_string(n); };
  std::map<std::string, std::set<std::string>> model;
  for (int step = 0; step < 20'000; ++step) {
    const std::string name = key(random() % 40);
    switch (random() % 4) {
      case 0: {
        std::vector<std::string> names(random() % 3);
        for (std::string& each : names) each = key(random() % 40);
        room.put(name, name, on({names.begin(), names.end()}));
        model[name] = {names.begin(), names.end()};
        break;
      }
      case 1: {
        std::vector<std::string> wrong{name};
        uint64_t gone = model.erase(name);
        while (!wrong.empty()) {
          const std::string next = wrong.back();
          wrong.pop_back();
          for (auto at = model.begin(); at != model.end();) {
            if (at->second.count(next) == 0) {
              ++at;
              continue;
            }
            wrong.push_back(at->first);
            at = model.erase(at);
            ++gone;
          }
        }
        ASSERT_EQ(invalidate(room, name), gone) << step;
        break;
      }
      case 2:
        ASSERT_EQ(room.remove(name), model.erase(name) == 1) << step;
        break;
      default:
        ASSERT_EQ(room.has(name), model.count(name) == 1) << step;
    }
  }
  ASSERT_EQ(room.cache->stats().entries, model.size());
}

TEST(Invalidate, WhatIsBeingComputedIsNotKept) {
  Room room({});
  const Asked mine = room.cache->ask("page", 4, {kForever, true});
  invalidate(room, "project 7");
  Taken nothing(nullptr, 0, {});
  mine.claim->settle(Status::ok, "from the old", 12, on({"project 7"}), nothing);
  EXPECT_FALSE(room.has("page"));
}

// A writer writes a number and a page made from it, an invalidator has the pages made anew: nobody
// sees, after an invalidation, a page that was put before it.
TEST(Invalidate, UnderThreadsNothingWrongStays) {
  Options options;
  options.shard_count = 4;
  Room room(options);
  std::atomic<uint64_t> round{0};
  std::atomic<bool> over{false};
  std::vector<std::thread> makers;
  for (int t = 0; t < 3; ++t) {
    makers.emplace_back([&, t] {
      const std::string key = "page " + std::to_string(t);
      while (!over) {
        get_or_compute(room.cache, key.data(), key.size(), {}, [&](Claim& claim) {
          const std::string made = std::to_string(round.load());
          Taken nothing(nullptr, 0, {});
          claim.settle(Status::ok, made.data(), made.size(), on({"number"}), nothing);
          return Status::ok;
        });
      }
    });
  }
  for (int i = 0; i < 2000; ++i) {
    const uint64_t now = ++round;
    invalidate(room, "number");
    for (int t = 0; t < 3; ++t) {
      const std::string seen = room.get("page " + std::to_string(t));
      if (seen == "(miss)") continue;
      ASSERT_GE(std::stoull(seen), now);
    }
  }
  over = true;
  for (std::thread& maker : makers) maker.join();
}

TEST(Events, EveryEntryThatLeavesIsToldOnce) {
  Options options;
  options.max_entries = 2;
  options.lru = true;
  Room room(options);
  Events& events = room.cache->events();
  const auto next = [&] {
    Events::Event event;
    if (!events.next(event)) return std::string("none");
    return std::to_string(static_cast<int>(event.kind)) + " " + event.key + " " +
           std::to_string(event.value_size);
  };
  room.put("early", "unseen");
  room.remove("early");
  events.watch(31, nullptr, {});
  PutOptions second;
  second.ttl_ns = 1'000'000'000;
  room.put("a", "1");
  room.put("a", "22");
  room.put("b", "333");
  room.put("c", "4444");
  room.remove("b");
  room.put("d", "55555", second);
  held_time += 1'000'000'000;
  EXPECT_FALSE(room.has("d"));
  invalidate(room, "c");
  EXPECT_EQ(next(), "8 a 1");
  EXPECT_EQ(next(), "1 a 2");
  EXPECT_EQ(next(), "4 b 3");
  EXPECT_EQ(next(), "2 d 5");
  EXPECT_EQ(next(), "16 c 4");
  EXPECT_EQ(next(), "none");
  for (size_t i = 0; i < Events::kMostKept + 5; ++i) {
    room.put("k", "v");
    room.remove("k");
  }
  EXPECT_EQ(next(), "32  5");
  EXPECT_EQ(next(), "4 k 1");
}

TEST(Events, AFunctionMayUseTheCache) {
  Room room({});
  struct Seen {
    Room& room;
    int count = 0;
  } seen{room};
  int ended = 0;
  room.cache->events().watch(
      31,
      [](void* user, uint32_t, const void*, size_t, uint64_t) {
        auto& here = *static_cast<Seen*>(user);
        ++here.count;
        here.room.put("log", std::to_string(here.count), on({}));
        throw std::bad_alloc();
      },
      base::User(&seen, [&](void*) { ++ended; }));
  room.put("a", "1");
  room.remove("a");
  EXPECT_EQ(seen.count, 1);
  EXPECT_EQ(room.get("log"), "1");
  room.cache->events().watch(0, nullptr, {});
  EXPECT_EQ(ended, 1);
  room.remove("log");
  EXPECT_EQ(seen.count, 1);
}

}  // namespace
}  // namespace weir::cache
