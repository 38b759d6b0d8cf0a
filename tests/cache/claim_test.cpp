// SPDX-License-Identifier: Apache-2.0
// Proves: one computation a key over threads, whose outcome all who waited get; a claim given up
// goes to one of them; a thread that would wait for itself is told so, also over a detour; stale
// values are given out while one refreshes; and nothing computed before a put, a removal or a clear
// is kept after it. The clock is held; threads meet at latches.
#include "cache/claim.hpp"

#include <gtest/gtest.h>

#include <latch>
#include <thread>
#include <vector>

#include "room.hpp"

namespace weir::cache {
namespace {

std::string text_of(const memory::BufferPtr& buffer) {
  if (buffer == nullptr) return "(none)";
  return {static_cast<const char*>(buffer->data()), buffer->size()};
}

Asked ask(Room& room, const std::string& key, const AskOptions& options = {}) {
  return room.cache->ask(key.data(), key.size(), options);
}

void settle(Claim& claim, Status outcome, const std::string& value, PutOptions options = {}) {
  Taken taken(value.data(), value.size(), options);
  claim.settle(outcome, value.data(), value.size(), options, taken);
}

Status status_of(const std::function<void()>& body, std::string* text = nullptr) {
  try {
    body();
    return Status::ok;
  } catch (const Error& error) {
    if (text != nullptr) *text = error.what();
    return error.status();
  }
}

TEST(Claim, OneComputesAndTheOthersGetItsValue) {
  Room room({});
  constexpr int kThreads = 8, kKeys = 50;
  std::atomic<int> computed{0};
  std::latch together(kThreads);
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (int t = 0; t < kThreads; ++t) {
    threads.emplace_back([&] {
      together.arrive_and_wait();
      for (int k = 0; k < kKeys; ++k) {
        const std::string key = "key " + std::to_string(k);
        const Asked asked = get_or_compute(room.cache, key.data(), key.size(), {}, [&](Claim& c) {
          ++computed;
          std::this_thread::yield();
          settle(c, Status::ok, "value of " + key);
          return Status::ok;
        });
        wrong += text_of(asked.value) != "value of " + key;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(computed, kKeys);
  EXPECT_EQ(wrong, 0);
  EXPECT_EQ(room.cache->stats().loads, uint64_t{kKeys});
}

TEST(Claim, AnErrorGoesToAllAndIsRememberedOnlyWhenAsked) {
  Room room({});
  Asked mine = ask(room, "k");
  ASSERT_NE(mine.claim, nullptr);
  EXPECT_EQ(ask(room, "k", {1, true}).status, Status::again);
  settle(*mine.claim, Status::io, "the disk is gone");
  std::string text;
  EXPECT_EQ(status_of([&] { mine.claim->answer(); }, &text), Status::io);
  EXPECT_EQ(text, "the disk is gone");
  mine = ask(room, "k");
  ASSERT_NE(mine.claim, nullptr) << "an error was remembered unasked";
  PutOptions for_a_second;
  for_a_second.ttl_ns = 1'000'000'000;
  settle(*mine.claim, Status::io, "still gone", for_a_second);
  EXPECT_EQ(status_of([&] { ask(room, "k"); }, &text), Status::io);
  EXPECT_EQ(text, "still gone");
  EXPECT_EQ(room.get("k"), "(miss)") << "an error is no value";
  held_time += 1'000'000'000;
  EXPECT_NE(ask(room, "k").claim, nullptr);
  EXPECT_EQ(room.cache->stats().load_failures, 2u);
}

TEST(Claim, NothingIsRememberedAsNothing) {
  Room room({});
  PutOptions for_a_second;
  for_a_second.ttl_ns = 1'000'000'000;
  settle(*ask(room, "k").claim, Status::miss, "", for_a_second);
  const Asked known = ask(room, "k");
  EXPECT_EQ(known.status, Status::miss);
  EXPECT_EQ(known.claim, nullptr);
  EXPECT_EQ(room.get("k"), "(miss)");
  room.put("k", "now there is");
  EXPECT_EQ(text_of(ask(room, "k").value), "now there is");
}

TEST(Claim, GivenUpItGoesToOneWhoWaits) {
  Room room({});
  Asked mine = ask(room, "k", {kForever, true});
  std::latch asked(1);
  std::thread other([&] {
    asked.count_down();
    Asked next = ask(room, "k");
    ASSERT_NE(next.claim, nullptr);
    settle(*next.claim, Status::ok, "by the other");
  });
  asked.wait();
  mine.claim.reset();
  other.join();
  EXPECT_EQ(room.get("k"), "by the other");
}

TEST(Claim, WaitingForOneselfIsTold) {
  Room room({});
  const Asked mine = ask(room, "k");
  std::string text;
  EXPECT_EQ(status_of([&] { ask(room, "k"); }, &text), Status::invalid);
  EXPECT_NE(text.find("wait for itself"), std::string::npos) << text;
  EXPECT_NE(ask(room, "other").claim, nullptr);
}

// A computes "a" and asks for "b"; B computes "b" and asks for "a", in another cache: whoever asks
// second is told, computes its own, and both end.
TEST(Claim, WaitingForOneselfOverADetourIsTold) {
  Room first({});
  auto waits = std::make_shared<Waits>();
  const auto make = [&] {
    return Cache::create("shared", {}, {first.budget, first.life, nullptr, nullptr, waits});
  };
  const auto one = make(), two = make();
  std::latch both(2);
  std::atomic<int> told{0};
  const auto thread = [&](const std::shared_ptr<Cache>& mine, const std::shared_ptr<Cache>& other) {
    Asked claim = mine->ask("k", 1, {});
    both.arrive_and_wait();
    const Status status = status_of([&] {
      const Asked there = other->ask("k", 1, {});
      if (there.claim != nullptr) settle(*there.claim, Status::ok, "again");
    });
    told += status == Status::invalid;
    settle(*claim.claim, Status::ok, "value");
  };
  std::thread a(thread, one, two), b(thread, two, one);
  a.join();
  b.join();
  EXPECT_EQ(told, 1);
}

TEST(Claim, WhatIsStaleIsGivenOutAndRefreshedByOne) {
  Options options;
  options.ttl_ns = 100;
  options.soft_ttl_ns = 10;
  Room room(options);
  room.put("k", "old");
  EXPECT_EQ(ask(room, "k").claim, nullptr);
  held_time += 10;
  Asked first = ask(room, "k"), second = ask(room, "k");
  EXPECT_EQ(text_of(first.value), "old");
  EXPECT_EQ(text_of(second.value), "old");
  ASSERT_NE(first.claim, nullptr);
  EXPECT_EQ(second.claim, nullptr) << "two refresh at once";
  settle(*first.claim, Status::ok, "new");
  const Asked fresh = ask(room, "k");
  EXPECT_EQ(text_of(fresh.value), "new");
  EXPECT_EQ(fresh.claim, nullptr);
  EXPECT_EQ(room.cache->stats().stale_hits, 1u);
  held_time += 100;
  EXPECT_EQ(ask(room, "k").value, nullptr) << "past its time it is not stale but gone";
}

TEST(Claim, ARefreshThatFailsLeavesTheOldValue) {
  Options options;
  options.soft_ttl_ns = 10;
  Room room(options);
  room.put("k", "old");
  held_time += 10;
  const Asked asked =
      get_or_compute(room.cache, "k", 1, {}, [](Claim&) -> Status { throw std::bad_alloc(); });
  EXPECT_EQ(text_of(asked.value), "old");
  EXPECT_EQ(room.get("k"), "old");
  EXPECT_EQ(room.cache->stats().load_failures, 1u);
}

TEST(Claim, WhatIsOlderThanAChangeIsNotKept) {
  Room room({});
  const std::pair<const char*, std::function<void()>> changes[] = {
      {"put", [&] { room.put("k", "put meanwhile"); }},
      {"remove", [&] { room.remove("k"); }},
      {"clear", [&] { room.cache->clear(false); }},
  };
  for (const auto& [name, change] : changes) {
    room.cache->clear(false);
    Asked old = ask(room, "k", {kForever, true});
    change();
    const std::string after = room.get("k");
    if (after == "(miss)") {
      Asked anew = ask(room, "k");
      ASSERT_NE(anew.claim, nullptr)
          << name << ": who asks after the change waits for what is older";
      anew.claim.reset();
    }
    settle(*old.claim, Status::ok, "computed before");
    EXPECT_EQ(text_of(old.claim->answer().value), "computed before") << name;
    EXPECT_EQ(room.get("k"), after) << name;
  }
}

// E-070, E-071: the value is computed and given though there is no room.
TEST(Claim, AValueWithoutRoomIsGivenAllTheSame) {
  Options options;
  options.capacity_bytes = 4096;
  Room room(options);
  const std::string large(10000, 'x');
  const Asked asked = get_or_compute(room.cache, "k", 1, {}, [&](Claim& claim) {
    EXPECT_EQ(status_of([&] { settle(claim, Status::ok, large); }), Status::limit);
    return Status::ok;
  });
  EXPECT_EQ(text_of(asked.value), large);
  EXPECT_EQ(room.get("k"), "(miss)");
  EXPECT_EQ(room.cache->stats().store_failures, 1u);
}

TEST(Claim, SettledTwiceIsTold) {
  Room room({});
  const Asked mine = ask(room, "k");
  settle(*mine.claim, Status::ok, "once");
  EXPECT_EQ(status_of([&] { settle(*mine.claim, Status::ok, "twice"); }), Status::invalid);
  EXPECT_EQ(status_of([&] { settle(*ask(room, "o").claim, Status::again, ""); }), Status::invalid);
  EXPECT_EQ(room.get("k"), "once");
}

}  // namespace
}  // namespace weir::cache
