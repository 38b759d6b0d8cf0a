// SPDX-License-Identifier: Apache-2.0
// Proves: a runtime has no threads before they are needed, makes each part once, and ends cleanly
// whoever ends it, from wherever, while everybody else is calling it.
#include "runtime/runtime.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <latch>
#include <thread>
#include <vector>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/buffer.hpp"

namespace weir::runtime {
namespace {

using memory::Buffer;
using memory::Module;

size_t thread_count() {
  size_t count = 0;
  for ([[maybe_unused]] const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    ++count;
  }
  return count;
}

Options two_workers() {
  Options options;
  options.worker_count = 2;
  return options;
}

template <class Body>
Status status_of(Body&& body) {
  try {
    body();
  } catch (const Error& error) {
    return error.status();
  }
  return Status::ok;
}

TEST(Runtime, HasNoThreadsBeforeTheFirstTask) {
  std::thread([] {}).join();  // the thread sanitizer starts one of its own with the first
  const size_t before = thread_count();
  const auto runtime = Runtime::create(two_workers());
  const auto workers = runtime->workers();
  EXPECT_EQ(thread_count(), before);
  std::latch ran(1);
  workers->submit([&ran] { ran.count_down(); });
  ran.wait();
  EXPECT_EQ(thread_count(), before + 2);
  runtime->shutdown();
  EXPECT_EQ(thread_count(), before);
}

TEST(Runtime, MakesAPartOnceHoweverManyAsk) {
  const auto runtime = Runtime::create(two_workers());
  std::vector<std::shared_ptr<work::Pool>> got(16);
  std::latch start(16);
  std::vector<std::thread> threads;
  for (auto& mine : got) {
    threads.emplace_back([&] {
      start.arrive_and_wait();
      mine = runtime->workers();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : got) EXPECT_EQ(mine, got[0]);
}

TEST(Runtime, TakesItsDefaultsFromTheMachine) {
  const auto runtime = Runtime::create({});
  EXPECT_EQ(runtime->budget().stats().limit_bytes, runtime->memory_limit().bytes / 2);
  EXPECT_EQ(runtime->options().worker_count, base::usable_cpus());
}

TEST(Runtime, ShutdownFinishesWhatIsInFlight) {
  const auto runtime = Runtime::create(two_workers());
  std::atomic<int> ran{0};
  std::latch begun(1);
  const auto workers = runtime->workers();
  workers->submit([&] {
    begun.count_down();
    ++ran;
  });
  for (int i = 0; i < 100; ++i) workers->submit([&ran] { ++ran; });
  begun.wait();
  runtime->shutdown();
  EXPECT_EQ(ran.load(), 101);
  EXPECT_EQ(status_of([&] { runtime->workers(); }), Status::closed);
  EXPECT_EQ(status_of([&] { workers->submit([] {}); }), Status::closed);
  EXPECT_EQ(status_of([&] { runtime->check(); }), Status::closed);
}

// A pool with one copy that is not over until the callback that watches it is let go. The callback
// drops `in_callback` first.
class HeldPool {
 public:
  explicit HeldPool(Runtime& runtime) : pool(runtime.make_stream_pool({})) {
    control_->on_progress([this](uint64_t, uint64_t) {
      in_callback.reset();
      entered_.count_down();
      let_go_.wait();
      over_ = true;
      return true;
    });
  }
  ~HeldPool() { control_->on_progress({}); }

  void begin() {
    const auto pair = [this](size_t) {
      return stream::Pool::Pair{{stream::Dtype::f64, 1, device::kHost, from_, shape_, nullptr},
                                {stream::Dtype::f64, 1, device::kHost, to_, shape_, nullptr}};
    };
    pool->batch(pair, 1, control_, nullptr);
  }
  void wait_until_it_copies() { entered_.wait(); }
  void let_go() { let_go_.count_down(); }
  bool over() const { return over_; }

  std::shared_ptr<stream::Pool> pool;
  std::shared_ptr<stream::Pool> in_callback;

 private:
  double from_[2] = {1, 2}, to_[2] = {};
  const uint64_t shape_[1] = {2};
  std::latch entered_{1};
  std::latch let_go_{1};
  std::atomic<bool> over_{false};
  std::shared_ptr<work::Control> control_ = std::make_shared<work::Control>();
};

// As late as can be: the shutdown has begun, and had its chance not to wait.
void let_go_late(Runtime& runtime, HeldPool& held) {
  while (!runtime.life()->over()) std::this_thread::yield();
  for (int i = 0; i < 1000; ++i) std::this_thread::yield();
  held.let_go();
}

TEST(Runtime, ShutdownWaitsForAPoolThatAnotherThreadIsFreeing) {
  const auto runtime = Runtime::create(two_workers());
  HeldPool held(*runtime);
  held.begin();
  held.wait_until_it_copies();
  const std::weak_ptr<stream::Pool> watch = held.pool;
  std::thread freeing([&] { held.pool.reset(); });
  while (!watch.expired()) std::this_thread::yield();
  std::thread letting_go([&] { let_go_late(*runtime, held); });
  runtime->shutdown();
  EXPECT_TRUE(held.over());
  freeing.join();
  letting_go.join();
}

TEST(Runtime, ShutdownWaitsForAPoolThatWasFreedInsideItsCallback) {
  const auto runtime = Runtime::create(two_workers());
  HeldPool held(*runtime);
  held.in_callback = held.pool;
  held.begin();
  held.pool.reset();
  held.wait_until_it_copies();
  std::thread letting_go([&] { let_go_late(*runtime, held); });
  runtime->shutdown();
  EXPECT_TRUE(held.over());
  letting_go.join();
}

TEST(Runtime, ShutdownDoesNotWaitForPoolsThatAreOverOrStillHeld) {
  const auto runtime = Runtime::create(two_workers());
  const auto held = runtime->make_stream_pool({});
  runtime->make_stream_pool({});
  runtime->shutdown();
  EXPECT_EQ(status_of([&] { held->check(); }), Status::closed);
}

TEST(Runtime, AWorkerCannotShutItDown) {
  const auto runtime = Runtime::create(two_workers());
  Status status = Status::ok;
  std::latch ran(1);
  runtime->workers()->submit([&] {
    status = status_of([&] { runtime->shutdown(); });
    ran.count_down();
  });
  ran.wait();
  EXPECT_EQ(status, Status::invalid);
  EXPECT_FALSE(runtime->life()->over());
}

// The last pointer goes in a worker: the ending is left to a thread of its own.
TEST(Runtime, AWorkerMayHoldTheLastPointer) {
  auto runtime = Runtime::create(two_workers());
  const base::LifePtr life = runtime->life();
  const std::weak_ptr<memory::Budget> budget = runtime->shared_budget();
  const auto workers = runtime->workers();
  std::latch let_go(1);
  workers->submit([mine = std::move(runtime), &let_go]() mutable {
    let_go.wait();
    mine.reset();
  });
  let_go.count_down();
  while (!budget.expired()) std::this_thread::yield();
  EXPECT_TRUE(life->over());
}

TEST(Runtime, BuffersOutliveIt) {
  auto runtime = Runtime::create({});
  const auto buffer = Buffer::create(runtime->budget(), Module::buffers, 100, 64);
  const std::weak_ptr<Runtime> watch = runtime;
  runtime.reset();
  EXPECT_TRUE(watch.expired());
  static_cast<char*>(buffer->data())[99] = 'x';
}

// 64 threads call and shut down at once: every call answers ok or closed, and after any shutdown
// has returned, nothing but closed.
TEST(Runtime, ManyThreadsRaceShutdown) {
  for (int round = 0; round < 20; ++round) {
    const auto runtime = Runtime::create(two_workers());
    std::atomic<int> wrong{0};
    std::latch start(64);
    std::vector<std::thread> threads;
    for (int t = 0; t < 64; ++t) {
      threads.emplace_back([&, t] {
        start.arrive_and_wait();
        if (t % 8 == 0) {
          runtime->shutdown();
          if (status_of([&] { runtime->workers(); }) != Status::closed) ++wrong;
        } else {
          const Status status = status_of([&] {
            runtime->workers()->submit([] {});
            runtime->check();
            Buffer::create(runtime->budget(), Module::buffers, 64, 64);
          });
          if (status != Status::ok && status != Status::closed) ++wrong;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong.load(), 0);
    EXPECT_EQ(runtime->budget().stats().used_bytes, 0u);
  }
}

}  // namespace
}  // namespace weir::runtime
