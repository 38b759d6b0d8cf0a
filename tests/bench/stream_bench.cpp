// SPDX-License-Identifier: Apache-2.0
// How near transfers come to plain memcpy of the same bytes, in the same run: one thread's, and two
// threads' that share the pairs out. Medians of interleaved rounds; one line of JSON per case.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <functional>
#include <thread>
#include <vector>

#include "weir.h"

namespace {

using Clock = std::chrono::steady_clock;

void must(weir_status status) {
  if (status == WEIR_OK) return;
  std::fprintf(stderr, "%s\n", weir_last_error());
  std::exit(1);
}

double us_of(const std::function<void()>& work) {
  const auto begun = Clock::now();
  work();
  return std::chrono::duration<double, std::micro>(Clock::now() - begun).count();
}

// Processor time of all threads: what a copy costs however busy the machine is.
double cpu_us_of(const std::function<void()>& work, clockid_t clock = CLOCK_PROCESS_CPUTIME_ID) {
  const auto used = [clock] {
    timespec now;
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) * 1e6 + static_cast<double>(now.tv_nsec) / 1e3;
  };
  const double before = used();
  work();
  return used() - before;
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

struct Pairs {
  Pairs(size_t count, size_t rows) : shape{rows, 3}, bytes(rows * 3 * sizeof(double)) {
    for (size_t i = 0; i < count; ++i) {
      from.emplace_back(rows * 3, static_cast<double>(i));
      to.emplace_back(rows * 3, -1.0);
    }
    for (size_t i = 0; i < count; ++i) {
      src.push_back(
          {sizeof(weir_array), WEIR_F64, 2, WEIR_SPACE_HOST, from[i].data(), shape, nullptr});
      dst.push_back(
          {sizeof(weir_array), WEIR_F64, 2, WEIR_SPACE_HOST, to[i].data(), shape, nullptr});
    }
  }
  void copy(size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) std::memcpy(to[i].data(), from[i].data(), bytes);
  }
  void spoil() {
    for (auto& one : to) std::fill(one.begin(), one.end(), -1.0);
  }
  void check() const {
    if (from != to) {
      std::fprintf(stderr, "the copies differ\n");
      std::exit(1);
    }
  }

  uint64_t shape[2];
  size_t bytes;
  std::vector<std::vector<double>> from, to;
  std::vector<weir_array> src, dst;
};

// A second thread that is there already, so that starting it is not measured.
class Helper {
 public:
  void begin(std::function<void()> work) {
    work_ = std::move(work);
    state_.store(1);
    state_.notify_one();
  }
  void wait() {
    for (uint32_t now = state_.load(); now == 1; now = state_.load()) state_.wait(now);
  }

 private:
  void run(std::stop_token stop) {
    for (;;) {
      for (uint32_t now = state_.load(); now != 1; now = state_.load()) {
        if (stop.stop_requested()) return;
        state_.wait(now);
      }
      work_();
      state_.store(0);
      state_.notify_one();
    }
  }

  std::function<void()> work_;
  std::atomic<uint32_t> state_{0};

 public:
  ~Helper() {
    thread_.request_stop();
    state_.store(2);
    state_.notify_one();
  }

 private:
  std::jthread thread_{[this](std::stop_token stop) { run(stop); }};
};

void bench_batch(weir_stream_pool* pool, const char* name, size_t count, size_t rows) {
  constexpr int kRounds = 15;
  Pairs pairs(count, rows);
  Helper helper;
  std::vector<double> ours, submit, one, two, ours_cpu, one_cpu;
  for (int round = 0; round < kRounds + 2; ++round) {
    weir_ticket* ticket = nullptr;
    double asked = 0;
    pairs.spoil();
    double cpu = 0;
    const double a = us_of([&] {
      cpu = cpu_us_of([&] {
        asked = cpu_us_of(
            [&] {
              must(weir_stream_pool_batch(pool, pairs.src.data(), pairs.dst.data(), count, nullptr,
                                          &ticket));
            },
            CLOCK_THREAD_CPUTIME_ID);
        must(weir_ticket_wait(ticket, WEIR_FOREVER));
      });
    });
    weir_ticket_free(ticket);
    pairs.check();
    pairs.spoil();
    double plain_cpu = 0;
    const double b = us_of([&] { plain_cpu = cpu_us_of([&] { pairs.copy(0, count); }); });
    pairs.spoil();
    const double c = us_of([&] {
      helper.begin([&] { pairs.copy(0, count / 2); });
      pairs.copy(count / 2, count);
      helper.wait();
    });
    if (round < 2) continue;  // warm-up
    ours.push_back(a);
    submit.push_back(asked);
    one.push_back(b);
    ours_cpu.push_back(cpu);
    one_cpu.push_back(plain_cpu);
    two.push_back(c);
  }
  const double best = std::min(median(one), median(two));
  std::printf(
      "{\"bench\":\"stream\",\"case\":\"%s\",\"us\":%.1f,\"submit_cpu_us\":%.1f,"
      "\"memcpy_1_us\":%.1f,\"memcpy_2_us\":%.1f,\"ratio_to_1\":%.3f,\"ratio_to_2\":%.3f,"
      "\"ratio_to_best\":%.3f,\"cpu_us\":%.1f,\"memcpy_cpu_us\":%.1f}\n",
      name, median(ours), median(submit), median(one), median(two), median(one) / median(ours),
      median(two) / median(ours), best / median(ours), median(ours_cpu), median(one_cpu));
}

// The same transfers on one stream and shared between two, beside one and two threads of memcpy:
// what those gain is the machine's own ceiling.
void bench_two_streams(weir_stream_pool* pool, const char* name, size_t count, size_t rows) {
  constexpr int kRounds = 25;
  Pairs pairs(count, rows);
  Helper helper;
  weir_stream* streams[2] = {};
  for (uint32_t i = 0; i < 2; ++i) must(weir_stream_pool_get(pool, i, &streams[i]));
  const auto on = [&](size_t used) {
    return us_of([&] {
      for (size_t i = 0; i < count; ++i) {
        must(weir_stream_transfer(streams[i % used], &pairs.src[i], &pairs.dst[i], nullptr));
      }
      for (size_t i = 0; i < used; ++i) must(weir_stream_synchronize(streams[i], WEIR_FOREVER));
    });
  };
  std::vector<double> one, two, raw_one, raw_two;
  for (int round = 0; round < kRounds + 2; ++round) {
    const double a = on(1);
    const double b = on(2);
    const double c = us_of([&] { pairs.copy(0, count); });
    const double d = us_of([&] {
      helper.begin([&] { pairs.copy(0, count / 2); });
      pairs.copy(count / 2, count);
      helper.wait();
    });
    if (round < 2) continue;  // warm-up
    one.push_back(a);
    two.push_back(b);
    raw_one.push_back(c);
    raw_two.push_back(d);
  }
  pairs.check();
  for (weir_stream* stream : streams) weir_stream_free(stream);
  const auto best = [](const std::vector<double>& times) {
    return *std::min_element(times.begin(), times.end());
  };
  std::printf(
      "{\"bench\":\"stream\",\"case\":\"%s\",\"one_us\":%.1f,\"two_us\":%.1f,\"gain\":%.2f,"
      "\"memcpy_1_us\":%.1f,\"memcpy_2_us\":%.1f,\"memcpy_gain\":%.2f,\"best_gain\":%.2f,"
      "\"memcpy_best_gain\":%.2f}\n",
      name, median(one), median(two), median(one) / median(two), median(raw_one), median(raw_two),
      median(raw_one) / median(raw_two), best(one) / best(two), best(raw_one) / best(raw_two));
}

// A block of the device's memory and back, beside malloc and free: the same stream, and none.
void bench_device_pool(weir_runtime* runtime, weir_stream_pool* streams) {
  constexpr int kPairs = 20'000;
  weir_device_pool* pool = nullptr;
  weir_stream* stream = nullptr;
  must(weir_device_pool_create(runtime, nullptr, &pool));
  must(weir_stream_pool_get(streams, 0, &stream));
  for (const size_t size : {size_t{4096}, size_t{64} << 10, size_t{1} << 20, size_t{64} << 20}) {
    std::vector<double> none, same, plain;
    for (int round = 0; round < 5; ++round) {
      const auto pairs = [&](weir_stream* used) {
        return 1e3 / kPairs * us_of([&] {
                 for (int i = 0; i < kPairs; ++i) {
                   void* block = nullptr;
                   must(weir_device_pool_get(pool, size, WEIR_PRIORITY_HIGH, used, &block));
                   must(weir_device_pool_put(pool, block, used));
                 }
               });
      };
      none.push_back(pairs(nullptr));
      same.push_back(pairs(stream));
      plain.push_back(1e3 / kPairs * us_of([&] {
                        for (int i = 0; i < kPairs; ++i) {
                          void* volatile block = std::malloc(size);
                          std::free(block);
                        }
                      }));
    }
    std::printf(
        "{\"bench\":\"device_pool\",\"bytes\":%zu,\"ns\":%.1f,\"same_stream_ns\":%.1f,"
        "\"malloc_ns\":%.1f}\n",
        size, median(none), median(same), median(plain));
  }
  weir_stream_free(stream);
  weir_device_pool_free(pool);
}

void bench_single(weir_stream_pool* pool, const char* name, size_t rows) {
  constexpr int kRounds = 2000;
  Pairs pairs(1, rows);
  weir_stream* stream = nullptr;
  must(weir_stream_pool_get(pool, 0, &stream));
  std::vector<double> both, submit, plain;
  for (int round = 0; round < kRounds; ++round) {
    weir_ticket* ticket = nullptr;
    double asked = 0;
    both.push_back(us_of([&] {
      asked =
          us_of([&] { must(weir_stream_transfer(stream, &pairs.src[0], &pairs.dst[0], &ticket)); });
      must(weir_ticket_wait(ticket, WEIR_FOREVER));
    }));
    submit.push_back(asked);
    weir_ticket_free(ticket);
    plain.push_back(us_of([&] { pairs.copy(0, 1); }));
  }
  pairs.check();
  weir_stream_free(stream);
  std::printf(
      "{\"bench\":\"stream\",\"case\":\"%s\",\"us\":%.2f,\"submit_us\":%.2f,"
      "\"memcpy_1_us\":%.2f}\n",
      name, median(both), median(submit), median(plain));
}

}  // namespace

int main() {
  weir_runtime* runtime = nullptr;
  weir_stream_pool* pool = nullptr;
  must(weir_runtime_create(nullptr, &runtime));
  must(weir_stream_pool_create(runtime, nullptr, &pool));
  bench_single(pool, "single_12kB_submit_and_wait", 500);
  bench_batch(pool, "batch_1000x12kB", 1000, 500);
  bench_batch(pool, "batch_100x240kB", 100, 10000);
  bench_two_streams(pool, "two_streams_32x1MB", 32, 43690);
  bench_two_streams(pool, "two_streams_16x240kB", 16, 10000);
  bench_device_pool(runtime, pool);
  weir_stream_pool_free(pool);
  weir_runtime_free(runtime);
  return 0;
}
