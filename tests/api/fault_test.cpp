// SPDX-License-Identifier: Apache-2.0
// Proves: whichever allocation fails, the public call that needed it says WEIR_E_NO_MEMORY, nothing
// leaks, and what was taken is freed once.
//
// The library's objects are linked into this program, so that its `operator new` and its heap are
// ours to break: first one, then the other, at the 1st, 2nd, ... allocation until the scenario
// passes.
#include <gtest/gtest.h>

#include <cstdlib>
#include <new>

#include "memory/heap.hpp"
#include "weir.h"

namespace {

constinit thread_local uint64_t news_to_failure = 0;  // 0: never
constinit thread_local int64_t live_news = 0;

void* take(size_t size, size_t alignment) {
  if (news_to_failure != 0 && --news_to_failure == 0) return nullptr;
  void* block = nullptr;
  if (posix_memalign(&block, alignment, size == 0 ? 1 : size) != 0) return nullptr;
  ++live_news;
  return block;
}

void give(void* block) {
  if (block != nullptr) --live_news;
  std::free(block);
}

void* take_or_throw(size_t size, size_t alignment) {
  void* block = take(size, alignment);
  if (block == nullptr) throw std::bad_alloc();
  return block;
}

}  // namespace

void* operator new(size_t size) {
  return take_or_throw(size, 16);
}
void* operator new[](size_t size) {
  return take_or_throw(size, 16);
}
void* operator new(size_t size, std::align_val_t alignment) {
  return take_or_throw(size, static_cast<size_t>(alignment));
}
void* operator new(size_t size, const std::nothrow_t&) noexcept {
  return take(size, 16);
}
void* operator new[](size_t size, const std::nothrow_t&) noexcept {
  return take(size, 16);
}
void operator delete(void* block) noexcept {
  give(block);
}
void operator delete[](void* block) noexcept {
  give(block);
}
void operator delete(void* block, size_t) noexcept {
  give(block);
}
void operator delete[](void* block, size_t) noexcept {
  give(block);
}
void operator delete(void* block, std::align_val_t) noexcept {
  give(block);
}
void operator delete(void* block, size_t, std::align_val_t) noexcept {
  give(block);
}
void operator delete(void* block, const std::nothrow_t&) noexcept {
  give(block);
}
void operator delete[](void* block, const std::nothrow_t&) noexcept {
  give(block);
}

namespace {

struct Outcome {
  weir_status status = WEIR_OK;
  int users_freed = 0;
  uint64_t used_bytes_at_the_end = 0;
};

// Stops at the first call that does not answer WEIR_OK, then frees what there is.
Outcome run_scenario() {
  Outcome outcome;
  weir_runtime *runtime = nullptr, *shared = nullptr;
  weir_buffer *large = nullptr, *small = nullptr, *text = nullptr, *info = nullptr;
  weir_runtime_options options{};
  options.struct_size = sizeof options;
  options.memory_budget_bytes = 1 << 20;
  const auto step = [&outcome](auto&& call) {
    if (outcome.status == WEIR_OK) outcome.status = call();
  };
  bool took_user = false;
  step([&] { return weir_runtime_create(&options, &runtime); });
  step([&] { return weir_runtime_default(&shared); });
  step([&] { return weir_buffer_create(runtime, 100'000, 0, &large); });
  step([&] { return weir_buffer_create(runtime, 10, 4096, &small); });
  step([&] { return weir_buffer_copy("a text that is long enough", 26, &text); });
  step([&] {
    took_user = true;
    return weir_runtime_set_log(runtime, WEIR_LEVEL_DEBUG, nullptr, &outcome.users_freed,
                                [](void* user) { ++*static_cast<int*>(user); });
  });
  step([&] { return weir_runtime_info(runtime, &info); });
  weir_buffer_free(text);
  weir_buffer_free(small);
  weir_buffer_free(large);
  weir_buffer_free(info);
  if (runtime != nullptr) {
    weir_memory_stats stats{};
    stats.struct_size = sizeof stats;
    EXPECT_EQ(weir_runtime_memory_stats(runtime, &stats), WEIR_OK);
    outcome.used_bytes_at_the_end = stats.used_bytes;
  }
  weir_runtime_free(shared);
  weir_runtime_free(runtime);
  EXPECT_EQ(outcome.users_freed, took_user ? 1 : 0);
  return outcome;
}

using Break = void (*)(uint64_t k);

// How many failing runs there were before the scenario passed.
uint64_t break_one_by_one(Break break_at) {
  EXPECT_EQ(run_scenario().status, WEIR_OK);  // what is made once and kept for ever is made now
  const int64_t live_before = live_news;
  for (uint64_t k = 1; k < 10'000; ++k) {
    break_at(k);
    const Outcome outcome = run_scenario();
    break_at(0);
    EXPECT_EQ(live_news, live_before) << "leak when allocation " << k << " fails";
    EXPECT_EQ(outcome.used_bytes_at_the_end, 0u) << k;
    if (outcome.status == WEIR_OK) return k - 1;
    EXPECT_EQ(outcome.status, WEIR_E_NO_MEMORY) << k << ": " << weir_last_error();
  }
  ADD_FAILURE() << "the scenario never passes";
  return 0;
}

TEST(Fault, EveryFailedNewIsNoMemory) {
  EXPECT_GT(break_one_by_one([](uint64_t k) { news_to_failure = k; }), 20u);
}

TEST(Fault, EveryFailedBlockOfTheHeapIsNoMemory) {
  EXPECT_EQ(break_one_by_one([](uint64_t k) { weir::memory::heap::fail_at(k); }), 3u);
}

}  // namespace
