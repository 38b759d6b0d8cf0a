// SPDX-License-Identifier: Apache-2.0
// Proves: whichever allocation fails, the public call that needed it says WEIR_E_NO_MEMORY, nothing
// leaks, and what was taken is freed once.
//
// The library's objects are linked into this program, so that its `operator new` and its heap are
// ours to break: first one, then the other, at the 1st, 2nd, ... allocation until the scenario
// passes.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <new>
#include <string_view>
#include <thread>
#include <vector>

#include "memory/heap.hpp"
#include "weir.h"

namespace {

constinit thread_local uint64_t news_to_failure = 0;  // in this thread; 0: never
constinit std::atomic<int64_t> live_news{0};          // in all threads
constinit thread_local bool spared = false;           // this thread's never fail by what follows
constinit std::atomic<bool> break_others{false};

void* take(size_t size, size_t alignment) {
  if (news_to_failure != 0 && --news_to_failure == 0) return nullptr;
  if (break_others && !spared) return nullptr;
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

// The calls of one scenario: after the first that fails no other is made.
struct Steps {
  weir_status status = WEIR_OK;
  template <class Call>
  void operator()(Call&& call) {
    if (status == WEIR_OK) status = call();
  }
};

weir_runtime_options small_runtime() {
  weir_runtime_options options{};
  options.struct_size = sizeof options;
  options.memory_budget_bytes = 64 << 20;
  options.worker_count = 1;
  options.device = WEIR_DEVICE_HOST;
  return options;
}

// Nothing may be held any more, whatever failed.
void end_runtime(weir_runtime* runtime) {
  if (runtime == nullptr) return;
  weir_memory_stats stats{};
  stats.struct_size = sizeof stats;
  EXPECT_EQ(weir_runtime_memory_stats(runtime, &stats), WEIR_OK);
  EXPECT_EQ(stats.used_bytes, 0u);
  weir_runtime_free(runtime);
}

weir_status memory_and_runtime() {
  Steps step;
  const weir_runtime_options options = small_runtime();
  weir_runtime *runtime = nullptr, *shared = nullptr;
  weir_buffer *large = nullptr, *small = nullptr, *text = nullptr, *info = nullptr;
  int users_taken = 0, users_freed = 0;
  step([&] { return weir_runtime_create(&options, &runtime); });
  step([&] { return weir_runtime_default(&shared); });
  step([&] { return weir_buffer_create(runtime, 100'000, 0, &large); });
  step([&] { return weir_buffer_create(runtime, 10, 4096, &small); });
  step([&] { return weir_buffer_copy("a text that is long enough", 26, &text); });
  step([&] {
    ++users_taken;
    return weir_runtime_set_log(runtime, WEIR_LEVEL_DEBUG, nullptr, &users_freed,
                                [](void* user) { ++*static_cast<int*>(user); });
  });
  step([&] { return weir_runtime_info(runtime, &info); });
  for (weir_buffer* buffer : {large, small, text, info}) weir_buffer_free(buffer);
  weir_runtime_free(shared);
  end_runtime(runtime);
  EXPECT_EQ(users_freed, users_taken);
  return step.status;
}

int objects_put = 0, objects_ended = 0;

weir_status caching() {
  Steps step;
  const weir_runtime_options options = small_runtime();
  weir_runtime* runtime = nullptr;
  weir_cache *named = nullptr, *own = nullptr;
  weir_claim* claim = nullptr;
  weir_buffer *none = nullptr, *made = nullptr;
  weir_buffer *pinned = nullptr, *json = nullptr, *all = nullptr;
  weir_buffer* many[2] = {nullptr, nullptr};
  const void* const keys[2] = {"a", "b"};
  const size_t sizes[2] = {1, 1};
  weir_cache_options small{};
  small.struct_size = sizeof small;
  small.capacity_bytes = 5000;
  weir_cache_put_options object{};
  object.struct_size = sizeof object;
  object.value_free = [](void*) { ++objects_ended; };
  void* const pointer = &small;
  step([&] { return weir_runtime_create(&options, &runtime); });
  step([&] { return weir_runtime_cache(runtime, "named", nullptr, &named); });
  step([&] { return weir_runtime_cache(runtime, nullptr, &small, &own); });
  step([&] { return weir_cache_put(named, "key", 3, "value", 5, nullptr); });
  step([&] { return weir_cache_get(named, "key", 3, &pinned); });
  step([&] {
    ++objects_put;
    return weir_cache_put(own, "object", 6, &pointer, sizeof pointer, &object);
  });
  for (uint32_t key = 0; key < 100; ++key) {  // so that the policy is at work
    step([&] { return weir_cache_put(own, &key, sizeof key, "value", 5, nullptr); });
  }
  step([&] { return weir_cache_put_many(named, keys, sizes, keys, sizes, 2, nullptr, nullptr); });
  step([&] { return weir_cache_get_many(named, keys, sizes, 2, many); });
  step([&] {
    const weir_status status = weir_cache_claim(named, "claimed", 7, nullptr, &none, &claim);
    return status == WEIR_MISS ? WEIR_OK : status;
  });
  step([&] { return weir_claim_settle(claim, WEIR_OK, "value", 5, nullptr); });
  step([&] { return weir_cache_stats_json(own, &json); });
  step([&] { return weir_runtime_caches_json(runtime, &all); });
  // The last, because it hands the value on where the cache could not keep it.
  step([&] {
    return weir_cache_get_or_compute(
        named, "computed", 8, nullptr,
        [](void*, weir_claim* mine, const void*, size_t) {
          return weir_claim_settle(mine, WEIR_OK, "value", 5, nullptr);
        },
        nullptr, nullptr, &made);
  });
  if (step.status == WEIR_E_PARTIAL) step.status = WEIR_E_NO_MEMORY;  // of a batch
  for (weir_buffer* buffer : {pinned, json, all, many[0], many[1]}) weir_buffer_free(buffer);
  weir_claim_free(claim);
  weir_buffer_free(made);
  weir_cache_free(named);
  weir_cache_free(own);
  if (runtime != nullptr) weir_runtime_remove_cache(runtime, "named");
  EXPECT_EQ(objects_ended, objects_put);
  end_runtime(runtime);
  return step.status;
}

weir_status profiling() {
  Steps step;
  const weir_runtime_options options = small_runtime();
  weir_runtime* runtime = nullptr;
  weir_profiler* profiler = nullptr;
  weir_buffer* report = nullptr;
  step([&] { return weir_runtime_create(&options, &runtime); });
  step([&] { return weir_profiler_create(runtime, nullptr, &profiler); });
  step([&] { return weir_profiler_start_phase(profiler, "outer"); });
  step([&] { return weir_profiler_start_phase(profiler, "inner"); });
  step([&] { return weir_profiler_record_metric(profiler, "metric", 1.0); });
  step([&] { return weir_profiler_end_phase(profiler, nullptr); });
  step([&] { return weir_profiler_end_phase(profiler, nullptr); });
  step([&] { return weir_profiler_report(profiler, WEIR_REPORT_JSON, &report); });
  weir_buffer_free(report);
  weir_profiler_free(profiler);
  weir_runtime_free(runtime);  // a thread's log of a profiler that ended goes with the thread
  return step.status;
}

weir_status validating() {
  Steps step;
  constexpr std::string_view kText = R"({"batch_size": -1, "name": "x", "deep": [{"a": 1.5}]})";
  weir_json* json = nullptr;
  weir_rules* rules = nullptr;
  weir_report* report = nullptr;
  weir_buffer *written = nullptr, *summary = nullptr;
  step([&] { return weir_json_parse(kText.data(), kText.size(), &json); });
  step([&] { return weir_json_write(json, "", WEIR_JSON_PRETTY, &written); });
  step([&] { return weir_rules_create(&rules); });
  step([&] { return weir_rules_add_range(rules, "batch_size", 1, 100, nullptr); });
  step([&] { return weir_rules_add_required(rules, "missing", nullptr); });
  step([&] {
    const weir_status status = weir_rules_validate(rules, json, nullptr, &report);
    return status == WEIR_REJECTED ? WEIR_OK : status;
  });
  EXPECT_EQ(weir_report_count(report, 0), report != nullptr ? 2u : 0u);
  step([&] { return weir_report_json(report, &summary); });
  weir_buffer_free(summary);
  weir_buffer_free(written);
  weir_report_free(report);
  weir_rules_free(rules);
  weir_json_free(json);
  return step.status;
}

weir_status streaming() {
  Steps step;
  const weir_runtime_options options = small_runtime();
  double source[64] = {1}, target[64] = {0};
  const uint64_t shape[1] = {64};
  const weir_array from = {sizeof from, WEIR_F64, 1, 0, source, shape, nullptr};
  const weir_array to = {sizeof to, WEIR_F64, 1, 0, target, shape, nullptr};
  weir_runtime* runtime = nullptr;
  weir_stream_pool* pool = nullptr;
  weir_ticket *one = nullptr, *many = nullptr;
  step([&] { return weir_runtime_create(&options, &runtime); });
  step([&] { return weir_runtime_stream_pool(runtime, nullptr, &pool); });
  step([&] { return weir_stream_pool_transfer(pool, &from, &to, &one); });
  step([&] { return weir_ticket_wait(one, WEIR_FOREVER); });
  step([&] { return weir_stream_pool_batch(pool, &from, &to, 1, nullptr, &many); });
  step([&] { return weir_ticket_wait(many, WEIR_FOREVER); });
  weir_ticket_free(one);
  weir_ticket_free(many);
  if (pool != nullptr) {
    EXPECT_EQ(weir_stream_pool_wait_all(pool, WEIR_FOREVER), WEIR_OK);
  }
  weir_stream_pool_free(pool);
  end_runtime(runtime);
  return step.status;
}

// Pairs to copy, more than one stream's chunk of them.
struct Pairs {
  static constexpr size_t kCount = 200;
  explicit Pairs(bool misfit) : source(kCount, 1), target(kCount, 0) {
    for (size_t i = 0; i < kCount; ++i) {
      from.push_back({sizeof(weir_array), WEIR_F64, 1, 0, &source[i], one, nullptr});
      to.push_back({sizeof(weir_array), WEIR_F64, 1, 0, &target[i], one, nullptr});
    }
    if (misfit) from.back().shape = two;
  }
  size_t arrived() const {
    return static_cast<size_t>(std::count(target.begin(), target.end(), 1.0));
  }
  static constexpr uint64_t one[1] = {1}, two[1] = {2};
  std::vector<double> source, target;
  std::vector<weir_array> from, to;
};

// Breaks one call at its 1st, 2nd, ... allocation: each time it fails nothing was copied, and each
// time it goes well everything is.
using Ask = weir_status (*)(weir_stream_pool* pool, const Pairs& pairs, weir_ticket** ticket_out);
void expect_all_or_nothing(Ask ask, size_t all, bool misfit = false) {
  for (uint64_t k = 1;; ++k) {
    ASSERT_LT(k, 1000u);
    const weir_runtime_options options = small_runtime();
    weir_runtime* runtime = nullptr;
    weir_stream_pool* pool = nullptr;
    ASSERT_EQ(weir_runtime_create(&options, &runtime), WEIR_OK);
    ASSERT_EQ(weir_stream_pool_create(runtime, nullptr, &pool), WEIR_OK);
    const Pairs pairs(misfit);
    weir_ticket* ticket = nullptr;
    news_to_failure = k;
    const weir_status status = ask(pool, pairs, &ticket);
    const bool never_failed = news_to_failure != 0;
    news_to_failure = 0;
    EXPECT_EQ(weir_stream_pool_wait_all(pool, WEIR_FOREVER), WEIR_OK);
    EXPECT_EQ(ticket != nullptr, status == WEIR_OK);
    EXPECT_EQ(pairs.arrived(), status == WEIR_OK ? all : 0u) << "allocation " << k;
    EXPECT_TRUE(status == WEIR_OK || status == WEIR_E_NO_MEMORY) << status;
    weir_ticket_free(ticket);
    weir_stream_pool_free(pool);
    weir_runtime_free(runtime);
    if (never_failed) return;
  }
}

using Break = void (*)(uint64_t k);
void break_new(uint64_t k) {
  news_to_failure = k;
}
void break_heap(uint64_t k) {
  weir::memory::heap::fail_at(k);
}

char said[512];

// In a thread of its own, so that what a thread keeps until it ends is counted as given back.
weir_status run(weir_status (*scenario)(), Break break_at, uint64_t k) {
  weir_status status = WEIR_OK;
  std::thread([&] {
    break_at(k);
    status = scenario();
    break_at(0);
    std::snprintf(said, sizeof said, "%s", weir_last_error());
  }).join();
  return status;
}

// How many failing runs there were before the scenario passed.
uint64_t break_one_by_one(weir_status (*scenario)(), Break break_at) {
  EXPECT_EQ(run(scenario, break_at, 0), WEIR_OK) << said;  // what is kept for ever is made now
  const int64_t live_before = live_news;
  for (uint64_t k = 1; k < 10'000 && !testing::Test::HasFailure(); ++k) {
    const weir_status status = run(scenario, break_at, k);
    EXPECT_EQ(live_news, live_before) << "leak when allocation " << k << " fails";
    if (status == WEIR_OK) return k - 1;
    EXPECT_EQ(status, WEIR_E_NO_MEMORY) << "allocation " << k << ": " << said;
  }
  ADD_FAILURE() << "the scenario never passes";
  return 0;
}

TEST(Fault, MemoryAndRuntime) {
  EXPECT_GT(break_one_by_one(memory_and_runtime, break_new), 20u);
  EXPECT_EQ(break_one_by_one(memory_and_runtime, break_heap), 3u);
}

// Fewer than it takes: without its sketches and shadows a cache only chooses less well.
TEST(Fault, Caching) {
  EXPECT_GT(break_one_by_one(caching, break_new), 8u);
  EXPECT_GT(break_one_by_one(caching, break_heap), 50u);
}

weir_status pooling() {
  Steps step;
  const weir_runtime_options options = small_runtime();
  const uint64_t shape[2] = {300, 300};
  weir_array array = {sizeof array, WEIR_F32, 2, 0, nullptr, shape, nullptr};
  weir_runtime* runtime = nullptr;
  weir_memory_pool* pool = nullptr;
  weir_buffer *block = nullptr, *json = nullptr;
  void *small = nullptr, *large = nullptr;
  step([&] { return weir_runtime_create(&options, &runtime); });
  step([&] { return weir_memory_pool_create(runtime, nullptr, &pool); });
  step([&] { return weir_memory_pool_get(pool, 100, 0, &small); });
  step([&] { return weir_memory_pool_get(pool, 100000, 0, &large); });
  step([&] { return weir_memory_pool_get_array(pool, &array, nullptr, &block); });
  step([&] { return weir_memory_pool_stats_json(pool, &json); });
  weir_buffer_free(json);
  weir_buffer_free(block);
  if (small != nullptr) {
    EXPECT_EQ(weir_memory_pool_put(pool, small), WEIR_OK);
  }
  if (large != nullptr) {
    EXPECT_EQ(weir_memory_pool_put(pool, large), WEIR_OK);
  }
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
  return step.status;
}

// Some allocations are not needed (a thread goes without a magazine, a buffer stays as it is), so a
// run that passes is not the last one: that is the one which no failure reached.
int sweep(weir_status (*scenario)(), uint64_t most) {
  EXPECT_EQ(run(scenario, break_new, 0), WEIR_OK) << said;
  const int64_t live_before = live_news;
  int failed = 0;
  for (uint64_t k = 1; k < most && !testing::Test::HasFailure(); ++k) {
    for (const Break break_at : {break_new, break_heap}) {
      const weir_status status = run(scenario, break_at, k);
      EXPECT_TRUE(status == WEIR_OK || status == WEIR_E_NO_MEMORY) << status << said;
      EXPECT_EQ(live_news, live_before) << "leak when allocation " << k << " fails";
      failed += status != WEIR_OK;
    }
  }
  return failed;
}

TEST(Fault, Pooling) {
  EXPECT_GT(sweep(pooling, 200), 20);
}

// Buffers that yield, scopes, and a monitor that relieves. Whatever fails, the bytes are the same.
weir_status yielding() {
  Steps step;
  weir_runtime_options options = small_runtime();
  options.memory_budget_bytes = 1 << 20;
  weir_pressure_stats stats{};
  stats.struct_size = sizeof stats;
  weir_runtime* runtime = nullptr;
  weir_pressure* pressure = nullptr;
  weir_managed* all[4] = {};
  weir_buffer *json = nullptr, *managed_json = nullptr;
  constexpr size_t kSize = 300'000;
  step([&] { return weir_runtime_create(&options, &runtime); });
  step([&] { return weir_runtime_enter_memory_scope(runtime, "a scope with a long enough name"); });
  const bool inside = step.status == WEIR_OK;
  for (int number = 0; number < 4; ++number) {
    step([&] { return weir_managed_create(runtime, kSize, nullptr, &all[number]); });
    step([&] {
      weir_buffer* pinned = nullptr;
      const weir_status status = weir_managed_pin(all[number], &pinned);
      if (status == WEIR_OK) std::memset(weir_buffer_data(pinned), number + 1, kSize);
      weir_buffer_free(pinned);
      return status;
    });
  }
  step([&] { return weir_pressure_create(runtime, nullptr, &pressure); });
  step([&] { return weir_pressure_get_stats(pressure, &stats); });
  step([&] {
    const weir_status status = weir_pressure_wait(pressure, WEIR_PRESSURE_NORMAL, 0, &stats);
    return status == WEIR_AGAIN ? WEIR_OK : status;
  });
  step([&] { return weir_pressure_start(pressure, nullptr, nullptr, nullptr); });
  step([&] { return weir_pressure_stop(pressure); });
  step([&] { return weir_pressure_optimize(pressure, WEIR_PRESSURE_CRITICAL, nullptr); });
  step([&] { return weir_pressure_json(pressure, &json); });
  step([&] { return weir_runtime_managed_json(runtime, &managed_json); });
  for (int number = 0; number < 4; ++number) {
    step([&] {
      weir_buffer* pinned = nullptr;
      const weir_status status = weir_managed_pin(all[number], &pinned);
      if (status == WEIR_OK) {
        const auto* bytes = static_cast<const char*>(weir_buffer_data(pinned));
        EXPECT_EQ(std::count(bytes, bytes + kSize, static_cast<char>(number + 1)),
                  static_cast<ptrdiff_t>(kSize));
      }
      weir_buffer_free(pinned);
      return status;
    });
  }
  if (inside) {
    EXPECT_EQ(weir_runtime_leave_memory_scope(runtime), WEIR_OK);
  }
  weir_buffer_free(json);
  weir_buffer_free(managed_json);
  for (weir_managed* each : all) weir_managed_free(each);
  weir_pressure_free(pressure);
  end_runtime(runtime);
  return step.status;
}

TEST(Fault, Yielding) {
  EXPECT_GT(sweep(yielding, 120), 20);
}

weir_status device_pooling() {
  Steps step;
  const weir_runtime_options options = small_runtime();
  weir_runtime* runtime = nullptr;
  weir_device_pool* pool = nullptr;
  void *one = nullptr, *two = nullptr;
  step([&] { return weir_runtime_create(&options, &runtime); });
  weir_stream_pool* streams = nullptr;
  weir_stream* stream = nullptr;
  step([&] { return weir_stream_pool_create(runtime, nullptr, &streams); });
  step([&] { return weir_stream_pool_get(streams, 0, &stream); });
  step([&] { return weir_device_pool_create(runtime, nullptr, &pool); });
  step([&] { return weir_device_pool_get(pool, 1000, 0, stream, &one); });
  step([&] { return weir_device_pool_get(pool, 50000, 0, nullptr, &two); });
  // A block whose coming back cannot be noted is still out, and goes back without a stream.
  step([&] { return weir_device_pool_put(pool, one, stream); });
  if (step.status != WEIR_OK) weir_device_pool_put(pool, one, nullptr);
  weir_device_pool_put(pool, two, nullptr);
  weir_device_pool_free(pool);
  weir_stream_free(stream);
  weir_stream_pool_free(streams);
  weir_runtime_free(runtime);
  return step.status;
}

TEST(Fault, DevicePooling) {
  EXPECT_GT(sweep(device_pooling, 120), 20);
}

TEST(Fault, Profiling) {
  EXPECT_GT(break_one_by_one(profiling, break_new), 20u);
}

TEST(Fault, Validating) {
  EXPECT_GT(break_one_by_one(validating, break_new), 20u);
}

TEST(Fault, Streaming) {
  EXPECT_GT(break_one_by_one(streaming, break_new), 20u);
}

TEST(Fault, ATransferThatFailsHasCopiedNothing) {
  expect_all_or_nothing(
      [](weir_stream_pool* pool, const Pairs& pairs, weir_ticket** ticket_out) {
        return weir_stream_pool_transfer(pool, &pairs.from[0], &pairs.to[0], ticket_out);
      },
      1);
  expect_all_or_nothing(
      [](weir_stream_pool* pool, const Pairs& pairs, weir_ticket** ticket_out) {
        weir_stream* stream = nullptr;
        weir_status status = weir_stream_pool_next(pool, &stream);
        if (status != WEIR_OK) return status;
        status = weir_stream_transfer(stream, &pairs.from[0], &pairs.to[0], ticket_out);
        weir_stream_free(stream);
        return status;
      },
      1);
}

TEST(Fault, ABatchThatFailsHasCopiedNothing) {
  expect_all_or_nothing(
      [](weir_stream_pool* pool, const Pairs& pairs, weir_ticket** ticket_out) {
        return weir_stream_pool_batch(pool, pairs.from.data(), pairs.to.data(), Pairs::kCount,
                                      nullptr, ticket_out);
      },
      Pairs::kCount);
}

// No memory at all on the stream's thread, neither for a copy that succeeds nor for the words of
// one that fails.
TEST(Fault, AStreamWithoutMemoryGoesOn) {
  spared = true;
  const weir_runtime_options options = small_runtime();
  weir_runtime* runtime = nullptr;
  weir_stream_pool* pool = nullptr;
  weir_stream_pool_options one{};
  one.struct_size = sizeof one;
  one.size = 1;
  ASSERT_EQ(weir_runtime_create(&options, &runtime), WEIR_OK);
  ASSERT_EQ(weir_stream_pool_create(runtime, &one, &pool), WEIR_OK);
  const Pairs pairs(false);
  ASSERT_EQ(weir_stream_pool_transfer(pool, &pairs.from[0], &pairs.to[0], nullptr), WEIR_OK);
  ASSERT_EQ(weir_stream_pool_wait_all(pool, WEIR_FOREVER), WEIR_OK);  // its thread is there
  break_others = true;
  const weir_status asked = weir_stream_pool_transfer(pool, &pairs.from[1], &pairs.to[1], nullptr);
  weir_stream* stream = nullptr;
  const weir_status given = weir_stream_pool_get(pool, 0, &stream);
  weir_stream_synchronize(stream, WEIR_FOREVER);
  break_others = false;
  EXPECT_EQ(asked, WEIR_OK);
  EXPECT_EQ(given, WEIR_OK);
  ASSERT_EQ(weir_stream_transfer(stream, &pairs.from[2], &pairs.to[2], nullptr), WEIR_OK);
  weir_stream_synchronize(stream, WEIR_FOREVER);
  EXPECT_EQ(pairs.target[2], 1.0);
  weir_stream_pool_stats stats{};
  stats.struct_size = sizeof stats;
  EXPECT_EQ(weir_stream_pool_get_stats(pool, &stats), WEIR_OK);
  EXPECT_EQ(stats.transfer_count + stats.failure_count, 3u) << "each is one or the other";
  weir_stream_free(stream);
  weir_stream_pool_free(pool);
  weir_runtime_free(runtime);
  spared = false;
}

TEST(Fault, ABatchWithAMisfitThatFailsHasCopiedNothing) {
  expect_all_or_nothing(
      [](weir_stream_pool* pool, const Pairs& pairs, weir_ticket** ticket_out) {
        return weir_stream_pool_batch(pool, pairs.from.data(), pairs.to.data(), Pairs::kCount,
                                      nullptr, ticket_out);
      },
      Pairs::kCount - 1, true);
}

}  // namespace
