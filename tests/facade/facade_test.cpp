// SPDX-License-Identifier: Apache-2.0
// Proves: the facade says in C++ what the C interface says, frees what it holds, and lets no
// exception of the caller's code unwind through the library.
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <cstring>
#include <future>

#include "weir.hpp"

namespace {

using namespace weir;

weir_status status_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const Error& error) {
    EXPECT_STRNE(error.what(), "");
    return error.status();
  }
  return WEIR_OK;
}

TEST(Facade, ErrorsCarryStatusAndText) {
  try {
    Json::parse("{\"a\": 1,}");
    FAIL() << "parsed";
  } catch (const Error& error) {
    EXPECT_EQ(error.status(), WEIR_E_PARSE);
    EXPECT_STREQ(error.status_name(), "WEIR_E_PARSE");
    EXPECT_NE(std::string(error.what()).find("line 1"), std::string::npos) << error.what();
  }
}

TEST(Facade, JsonIsReadWithDefaults) {
  const Json json = Json::parse(R"({"a": {"b": [1, 2.5, "x"]}, "t": true})");
  EXPECT_EQ(json.get_int64("/a/b/0", 9), 1);
  EXPECT_EQ(json.get_double("/a/b/1", 9), 2.5);
  EXPECT_EQ(json.get_string("/a/b/2", "y"), "x");
  EXPECT_TRUE(json.get_bool("/t", false));
  EXPECT_EQ(json.get_int64("/nothing", 9), 9);
  EXPECT_EQ(json.get_string("/nothing", "y"), "y");
  EXPECT_EQ(json.count("/a/b"), 3u);
  EXPECT_EQ(json.key("", 1), "t");
  EXPECT_TRUE(json.has("/a"));
  EXPECT_FALSE(json.has("/z"));
  EXPECT_EQ(json.write("/a"), "{\"b\":[1,2.5,\"x\"]}");
  EXPECT_EQ(status_of([&] { json.get_int64("/t", 0); }), WEIR_E_INVALID);
}

TEST(Facade, ValuesAreComputedOnce) {
  Runtime runtime;
  Cache cache(runtime, "computed");
  int computed = 0;
  const auto length = [&](std::string_view key) {
    ++computed;
    if (key.empty()) throw std::runtime_error("nothing to measure");
    return std::to_string(key.size());
  };
  for (int round = 0; round < 2; ++round) {
    const Buffer value = get_or_compute(cache, "abc", length);
    EXPECT_EQ(std::string_view(static_cast<const char*>(value.data()), value.size()), "3");
    EXPECT_EQ(status_of([&] { get_or_compute(cache, "", length); }), WEIR_E_CALLBACK);
  }
  EXPECT_EQ(computed, 3);
  Claimed mine = claim(cache, "k");
  ASSERT_TRUE(mine.claim);
  EXPECT_EQ(status_of([&] { claim(cache, "k"); }), WEIR_E_INVALID);
  mine.claim.settle_error(WEIR_E_IO, "gone", 1'000'000'000'000);
  EXPECT_EQ(status_of([&] { claim(cache, "k"); }), WEIR_E_IO);
  Claimed none = claim(cache, "none", {1, true});
  none.claim.settle_miss(1'000'000'000'000);
  none = claim(cache, "none");
  EXPECT_EQ(none.status, WEIR_MISS);
  EXPECT_FALSE(none.claim);
}

TEST(Facade, CachesKeepWhatTheyAreGiven) {
  Runtime runtime;
  Cache cache(runtime, "facade", {0, 10, 0, WEIR_CACHE_LRU, 0});
  std::string value;
  EXPECT_FALSE(cache.read("a", value));
  EXPECT_FALSE(cache.find("a"));
  cache.put("a", std::string(1000, 'x'));
  EXPECT_TRUE(cache.read("a", value));
  EXPECT_EQ(value, std::string(1000, 'x'));
  cache.put("a", "");
  EXPECT_TRUE(cache.read("a", value));
  EXPECT_EQ(value, "");
  cache.put("b", "2", {WEIR_FOREVER, 0, 0});
  cache.put_many({"c", "d"}, {"3", "4"}, {});
  const std::vector<Buffer> found = cache.find_many({"d", "?", "c"});
  EXPECT_EQ(found[0].text(), "4");
  EXPECT_FALSE(found[1]);
  EXPECT_EQ(found[2].text(), "3");
  EXPECT_EQ(Cache(runtime, "facade").stats().entry_count, 4u);
  EXPECT_NE(cache.stats_json().find("\"policy\":\"lru\""), std::string::npos);
  EXPECT_NE(Cache::named_json(runtime).find("\"total_entries\":4"), std::string::npos);
  EXPECT_TRUE(cache.remove("b"));
  EXPECT_FALSE(cache.remove("b"));
  EXPECT_EQ(cache.clear(WEIR_CACHE_EXPIRED), 0u);
  EXPECT_EQ(Cache::clear_named(runtime), 3u);
  EXPECT_TRUE(Cache::remove_named(runtime, "facade"));
  EXPECT_EQ(status_of([&] { cache.put_many({"a"}, {}, {}); }), WEIR_E_INVALID);
  EXPECT_EQ(status_of([&] { cache.put("large", std::string(1 << 27, 'x')); }), WEIR_E_LIMIT);
}

TEST(Facade, BuffersYieldAndComeBack) {
  Runtime::Options options;
  options.memory_budget_bytes = 4 << 20;
  Runtime runtime(options);
  Managed::configure(runtime, {0, 0.5, 0, "/tmp"});
  std::vector<Managed> all;
  for (int number = 0; number < 8; ++number) {
    all.emplace_back(runtime, 1 << 20, WEIR_PRIORITY_LOW, WEIR_MANAGED_NO_COMPRESS);
    std::memset(all.back().pin().data(), number, 1 << 20);
  }
  EXPECT_EQ(all[0].state().place, uint32_t{WEIR_MANAGED_SPILLED});
  EXPECT_EQ(all[0].size(), size_t{1} << 20);
  EXPECT_GT(Managed::stats(runtime).spilled_count, 0u);
  for (int number = 0; number < 8; ++number) {
    const Buffer pinned = all[number].pin();
    EXPECT_EQ(static_cast<const char*>(pinned.data())[4711], number);
  }
  EXPECT_EQ(Json::parse(Managed::stats_json(runtime)).get_int64("/count", 0), 8);
  EXPECT_EQ(status_of([&] { Managed(runtime, 1, 9); }), WEIR_E_INVALID);
}

TEST(Facade, PressureAndScopes) {
  Runtime::Options options;
  options.memory_budget_bytes = 16 << 20;
  Runtime runtime(options);
  Buffer held;
  {
    const MemoryScope scope(runtime, "held");
    held = Buffer(runtime, 16 << 20);
  }
  weir_memory_scope scope;
  EXPECT_TRUE(runtime.memory_scope(0, scope));
  EXPECT_STREQ(scope.path, "held");
  EXPECT_FALSE(runtime.memory_scope(1, scope));
  Pressure pressure(runtime, {0, 0.995, 0.996, 0.997, 0.998, 1'000'000});
  EXPECT_EQ(pressure.stats().level, uint32_t{WEIR_PRESSURE_CRITICAL});
  EXPECT_EQ(pressure.wait(WEIR_PRESSURE_NORMAL, 0), uint32_t{WEIR_PRESSURE_CRITICAL});
  std::promise<uint32_t> heard;
  Pressure other(runtime, {WEIR_PRESSURE_WATCH_ONLY, 0.995, 0.996, 0.997, 0.998, 1'000'000});
  other.start([&](uint32_t level, const std::string& text) {
    EXPECT_NE(text.find("% full"), std::string::npos);
    heard.set_value(level);
    throw std::runtime_error("goes nowhere");
  });
  EXPECT_EQ(heard.get_future().get(), uint32_t{WEIR_PRESSURE_CRITICAL});
  other.stop();
  pressure.start();
  EXPECT_EQ(pressure.stats().is_watched, 1u);
  pressure.stop();
  EXPECT_GE(pressure.optimize(), 0u);
  EXPECT_NE(pressure.json().find("history"), std::string::npos);
  EXPECT_EQ(status_of([&] { Pressure(runtime, {0, 2, 0, 0, 0, 0}); }), WEIR_E_INVALID);
  EXPECT_EQ(status_of([&] { MemoryScope(runtime, "a/b"); }), WEIR_E_INVALID);
}

TEST(Facade, APoolsBlocksGoBackByThemselves) {
  Runtime runtime;
  MemoryPool pool(runtime);
  {
    const Buffer block = pool.block(100000, WEIR_PRIORITY_HIGH, WEIR_BLOCK_ZEROED, 4096);
    EXPECT_EQ(block.size(), 100000u);
    EXPECT_EQ(pool.stats().used_count, 1u);
  }
  void* bare = pool.get_block(100000);
  EXPECT_EQ(pool.stats().reuse_count, 1u);
  pool.put(bare);
  EXPECT_EQ(status_of([&] { pool.put(bare); }), WEIR_E_INVALID);
  const uint64_t shape[2] = {3, 5};
  weir_array array = {sizeof array, WEIR_F64, 2, WEIR_SPACE_HOST, nullptr, shape, nullptr};
  const Buffer owner = pool.array(array);
  EXPECT_EQ(array.data, owner.data());
  EXPECT_EQ(owner.size(), 3 * 5 * sizeof(double));
  EXPECT_GT(pool.trim(), 0u);
  EXPECT_NE(MemoryPool::of(runtime).stats_json().find("\"get_count\":0"), std::string::npos);
}

TEST(Facade, RulesInCppRunAndMayThrow) {
  Rules rules;
  rules.add_required("name");
  rules.add_custom("even", [](const JsonView& config, std::string& message) {
    message = "n has to be even";
    return config.get_int64("/n", 0) % 2 == 0;
  });
  rules.add_custom("thrower", [](const JsonView& config, std::string&) -> bool {
    if (config.has("/boom")) throw std::runtime_error("the rule itself broke");
    return true;
  });
  EXPECT_FALSE(rules.check(Json::parse(R"({"name": "x", "n": 1})")));
  EXPECT_TRUE(rules.check(Json::parse(R"({"name": "x", "n": 2})")));

  const Report report = rules.validate(Json::parse(R"({"n": 1, "boom": 1})"));
  EXPECT_FALSE(report.valid());
  EXPECT_EQ(report.count(WEIR_LEVEL_ERROR), 3u);
  EXPECT_NE(report.summary().find("the rule itself broke"), std::string::npos);
  EXPECT_EQ(Json::parse(report.json()).get_bool("/valid", true), false);
}

TEST(Facade, WhatACallbackHoldsIsFreedOnce) {
  auto token = std::make_shared<int>(1);
  {
    Rules rules;
    rules.add_custom("holder", [token](const JsonView&, std::string&) { return *token == 1; });
    EXPECT_EQ(token.use_count(), 2);
    // A registration that fails frees it too.
    Rules moved = std::move(rules);
    EXPECT_EQ(status_of([&] {
                rules.add_custom("late", [token](const JsonView&, std::string&) { return true; });
              }),
              WEIR_E_INVALID);
    EXPECT_EQ(token.use_count(), 2);
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Facade, TransfersMoveArraysAndNameTheBadPair) {
  Runtime runtime;
  StreamPool pool(runtime, {2});
  EXPECT_EQ(pool.size(), 2u);
  std::array<double, 6> src{1, 2, 3, 4, 5, 6}, dst{}, turned{};
  Array from, to, transposed;
  from.data = src.data();
  to.data = dst.data();
  from.shape = to.shape = {2, 3};
  pool.transfer(from, to).wait();
  EXPECT_EQ(src, dst);

  transposed.data = turned.data();  // 2 x 3, written as a 3 x 2 in C order
  transposed.shape = {2, 3};
  transposed.strides_bytes = {8, 16};
  pool.stream(1).transfer(from, transposed).wait();
  EXPECT_EQ(turned, (std::array<double, 6>{1, 4, 2, 5, 3, 6}));

  Array wrong = to;
  wrong.shape = {3, 3};
  std::array<double, 9> nine{};
  wrong.data = nine.data();
  dst.fill(0);
  const Ticket ticket = pool.batch({from, from}, {wrong, to});
  EXPECT_EQ(status_of([&] { ticket.wait(); }), WEIR_E_PARTIAL);
  EXPECT_EQ(ticket.item_count(), 2u);
  EXPECT_EQ(ticket.item_status(0), WEIR_E_INVALID);
  EXPECT_NE(ticket.item_error(0), "");
  EXPECT_EQ(ticket.item_status(1), WEIR_OK);
  EXPECT_EQ(src, dst);
  EXPECT_GE(Json::parse(pool.stats_json()).get_int64("/transfer_stats/count", 0), 3);
  EXPECT_EQ(status_of([&] { pool.batch({from}, {}); }), WEIR_E_INVALID);
}

TEST(Facade, ArraysGoThroughTheDevicesMemory) {
  Runtime runtime;
  StreamPool streams(runtime, {});
  Stream stream = streams.next();
  DevicePool pool(runtime, {16u << 20, 0, 0});
  std::vector<float> from = {1, 2, 3}, to(3);
  const Array host{from.data(), WEIR_F32, {3}, {}, WEIR_SPACE_HOST};
  DeviceBlock block = pool.block(12, WEIR_PRIORITY_HIGH, &stream);
  block.write(stream, host);
  block.read(stream, {to.data(), WEIR_F32, {3}, {}, WEIR_SPACE_HOST});
  EXPECT_EQ(from, to);
  stream.transfer(block.array(WEIR_F32, {3}), host);
  block.give_back(stream);
  EXPECT_EQ(block.data(), nullptr);
  stream.synchronize();
  DeviceBlock other = pool.block(8);
  EXPECT_EQ(status_of([&] { other.write(stream, host); }), WEIR_E_INVALID);
  other = DeviceBlock();
  EXPECT_EQ(pool.stats().get_count, 2u);
  EXPECT_NE(pool.stats_json().find("\"put_count\":2"), std::string::npos);
  EXPECT_EQ(status_of([&] { pool.block(20u << 20); }), WEIR_E_NO_MEMORY);
  pool.trim();
}

TEST(Facade, PlansRunAgainAndStreamsWaitForTickets) {
  Runtime runtime(Runtime::Options{0, 0, WEIR_DEVICE_HOST});
  StreamPool pool(runtime, {2});
  std::array<double, 4> src{1, 2, 3, 4}, dst{}, last{};
  Array from, to, end;
  from.data = src.data();
  to.data = dst.data();
  end.data = last.data();
  from.shape = to.shape = end.shape = {4};
  Plan plan(pool, {from}, {to});
  plan.run().wait();
  EXPECT_EQ(src, dst);
  src[0] = 9;
  Stream first = pool.stream(0), second = pool.stream(1);
  first.transfer(from, to);
  second.wait_for(first.record());
  second.transfer(to, end).wait();
  EXPECT_EQ(src, last);
  to.shape = {3};
  EXPECT_EQ(status_of([&] { Plan(pool, {from}, {to}); }), WEIR_E_INVALID);
  EXPECT_EQ(status_of([&] { Plan(pool, {from}, {}); }), WEIR_E_INVALID);
  EXPECT_EQ(status_of([&] { pool.wrap(&src); }), WEIR_E_UNSUPPORTED);
}

struct Odd : RuleCallback {
  explicit Odd(std::shared_ptr<int> held) : token(std::move(held)) {}
  bool check(const JsonView& config, FindingSink& sink) override {
    if (config.has("/boom")) throw std::runtime_error("on purpose");
    if (config.get_int64("/n", 0) % 2 == 1) return true;
    sink.message("n has to be odd");
    sink.hint("add one");
    sink.field("n");
    return false;
  }
  std::shared_ptr<int> token;
};

TEST(Facade, CallbackClassesAreTakenAndEndedOnce) {
  auto token = std::make_shared<int>(1);
  {
    Rules rules;
    rules.add_custom("odd", new Odd(token));
    EXPECT_EQ(status_of([&] { rules.add_custom("", static_cast<RuleCallback*>(nullptr)); }),
              WEIR_E_INVALID);
    const Report even = rules.validate(Json::parse(R"({"n": 2})"));
    ASSERT_EQ(even.count(), 1u);
    EXPECT_STREQ(even.finding(0).hint, "add one");
    EXPECT_STREQ(even.finding(0).pointer, "/n");
    const Report broken = rules.validate(Json::parse(R"({"boom": 1})"));
    EXPECT_NE(std::string(broken.finding(0).message).find("on purpose"), std::string::npos);
  }
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Facade, CompletionsAndWhatIsKept) {
  struct Done : DoneCallback {
    explicit Done(std::vector<weir_status>* list) : heard(list) {}
    void done(weir_status status) override {
      heard->push_back(status);
      throw 1;  // goes nowhere
    }
    std::vector<weir_status>* heard;
  };
  Runtime runtime;
  StreamPool pool(runtime, {1});
  std::array<double, 2> src{1, 2}, dst{};
  Array from, to, wrong;
  from.data = src.data();
  to.data = wrong.data = dst.data();
  from.shape = to.shape = {2};
  wrong.shape = {1};
  std::vector<weir_status> heard;
  auto token = std::make_shared<int>(1);
  Ticket ticket = pool.transfer(from, to);
  ticket.keep(token);
  ticket.wait();
  ticket.on_done(new Done(&heard));
  ticket.on_done([&](weir_status status) { heard.push_back(status); });
  EXPECT_EQ(heard, (std::vector<weir_status>{WEIR_OK, WEIR_OK}));
  EXPECT_EQ(ticket.poll(), WEIR_OK);
  EXPECT_EQ(ticket.error(), "");
  pool.wait_all();
  EXPECT_EQ(token.use_count(), 1);
  // What only keeps is no look at the outcome: the failure is still told.
  {
    Ticket dropped = pool.batch({from}, {wrong});
    dropped.keep(token);
  }
  EXPECT_NE(status_of([&] { pool.wait_all(); }), WEIR_OK);
  EXPECT_EQ(token.use_count(), 1);
}

TEST(Facade, ProgressMayCancelAndThrow) {
  Runtime runtime;
  StreamPool pool(runtime, {1});
  std::array<double, 4> src{}, dst{};
  std::vector<Array> from(4), to(4);
  for (size_t i = 0; i < 4; ++i) {
    from[i].data = &src[i];
    to[i].data = &dst[i];
    from[i].shape = to[i].shape = {1};
  }
  Control control;
  uint64_t done = 0, total = 0;
  control.on_progress([&](uint64_t now, uint64_t all) {
    done = now;
    total = all;
    return false;
  });
  pool.batch(from, to, &control).wait();
  EXPECT_EQ(done, 4u);
  EXPECT_EQ(total, 4u);
  control.on_progress([](uint64_t, uint64_t) -> bool { throw std::runtime_error("mine"); });
  try {
    pool.batch(from, to, &control).wait();
  } catch (const Error&) {
  }
  EXPECT_THROW(control.rethrow(), std::runtime_error);
  control.rethrow();  // once
}

TEST(Facade, TheLogIsHeardAndPulled) {
  struct Log : LogCallback {
    explicit Log(std::vector<std::string>* list) : lines(list) {}
    void log(uint32_t, const std::string& text) override { lines->push_back(text); }
    std::vector<std::string>* lines;
  };
  std::vector<std::string> lines;
  Runtime runtime;
  runtime.set_log(WEIR_LEVEL_WARNING, new Log(&lines));
  const StreamPool first = StreamPool::of(runtime, {2}), second = StreamPool::of(runtime, {3});
  ASSERT_EQ(lines.size(), 1u);
  uint32_t level = 0;
  std::string text;
  EXPECT_TRUE(runtime.next_log(level, text));
  EXPECT_EQ(text, lines[0]);
  EXPECT_FALSE(runtime.next_log(level, text));
  weir_memory_module module;
  EXPECT_TRUE(runtime.memory_module(0, module));
  EXPECT_FALSE(runtime.memory_module(1000, module));
  EXPECT_EQ(runtime.devices().size(), runtime.device_count());
}

TEST(Facade, PhasesAndMetricsOneByOne) {
  Runtime runtime;
  Profiler profiler(runtime);
  profiler.start_phase("a");
  const uint64_t here = profiler.current();
  profiler.start_phase_under(here, "b");
  profiler.record_metric("m", 2);
  EXPECT_TRUE(profiler.end_phase());
  EXPECT_TRUE(profiler.end_phase("a"));
  std::string name;
  weir_phase_stats phase;
  weir_metric_stats metric;
  EXPECT_EQ(profiler.phase_count(), 2u);
  EXPECT_TRUE(profiler.phase_at(1, name, phase));
  EXPECT_EQ(name, "a/b");
  EXPECT_FALSE(profiler.phase_at(2, name, phase));
  EXPECT_TRUE(profiler.metric_at("a/b", 0, name, metric));
  EXPECT_EQ(name, "m");
  EXPECT_FALSE(profiler.metric_at("a/b", 1, name, metric));
  EXPECT_TRUE(profiler.metric_stats("m", metric));
  EXPECT_EQ(metric.last, 2);
  EXPECT_TRUE(profiler.metric_stats("a/b", "m", metric));
  EXPECT_FALSE(profiler.metric_stats("a", "m", metric));
}

// Errors of the call itself are not the ticket's: their text is the thread's last error.
TEST(Facade, AWaitThatIsRefusedSaysWhy) {
  const Ticket none;
  EXPECT_EQ(status_of([&] { none.wait(); }), WEIR_E_INVALID);  // and the text is not empty
  EXPECT_EQ(status_of([&] { none.done(); }), WEIR_E_INVALID);
}

TEST(Facade, PhasesEndWithTheirScopeAlsoWhenItThrows) {
  Runtime runtime;
  Profiler profiler(runtime);
  try {
    const Phase outer(profiler, "outer");
    profiler.start_phase("left open");
    profiler.record_metric("error", 1);
    throw std::runtime_error("out");
  } catch (const std::runtime_error&) {
  }
  const weir_profile_summary summary = profiler.summary();
  EXPECT_EQ(summary.open_count, 0u);
  EXPECT_EQ(summary.phase_count, 2u);
  weir_phase_stats stats;
  EXPECT_TRUE(profiler.phase_stats("outer/left open", stats));
  EXPECT_FALSE(profiler.phase_stats("nothing", stats));
  EXPECT_FALSE(profiler.end_phase());
}

TEST(Facade, AfterShutdownEverythingSaysClosed) {
  Runtime runtime;
  StreamPool pool(runtime, {});
  runtime.shutdown();
  runtime.shutdown();
  EXPECT_EQ(status_of([&] { pool.next(); }), WEIR_E_CLOSED);
  EXPECT_EQ(status_of([&] { Buffer(runtime, 64); }), WEIR_E_CLOSED);
}

TEST(Facade, OrderOfFreeingDoesNotMatter) {
  Buffer buffer;
  {
    Runtime runtime;
    buffer = Buffer(runtime, 1 << 20);
    EXPECT_GE(runtime.memory_stats().used_bytes, buffer.size());
  }
  static_cast<char*>(buffer.data())[buffer.size() - 1] = 1;
  buffer.reset();
  buffer.reset();
  EXPECT_FALSE(buffer);
}

}  // namespace
