// SPDX-License-Identifier: Apache-2.0
// What a pool's blocks cost: get and put against the program's malloc and free (whichever that is:
// preload another to see it), mimalloc by its own names, and std::pmr's pool, interleaved. Then two
// threads that free each other's blocks, and what a long run of mixed sizes leaves in memory beside
// what is in use. One line of JSON per case.
#include <dlfcn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cmath>
#include <cstring>
#include <memory_resource>
#include <random>
#include <thread>

#include "bench.hpp"

namespace {

weir_memory_pool* pool;
std::pmr::synchronized_pool_resource resource;
void* (*mi_malloc_of_weir)(size_t size);
void (*mi_free_of_weir)(void* block);

// Each takes and gives back as its library does; the size is what std::pmr wants to hear again.
struct Way {
  const char* name;
  void* (*take)(size_t size);
  void (*give)(void* block, size_t size);
};
const Way kWays[] = {
    {"weir",
     [](size_t size) {
       void* block = nullptr;
       bench::must(weir_memory_pool_get(pool, size, 0, &block));
       return block;
     },
     [](void* block, size_t) { bench::must(weir_memory_pool_put(pool, block)); }},
    {"malloc", [](size_t size) { return std::malloc(size); },
     [](void* block, size_t) { std::free(block); }},
    {"mimalloc", [](size_t size) { return mi_malloc_of_weir(size); },
     [](void* block, size_t) { mi_free_of_weir(block); }},
    {"std::pmr", [](size_t size) { return resource.allocate(size, 16); },
     [](void* block, size_t size) { resource.deallocate(block, size, 16); }},
};

void touch(void* block, size_t size) {
  auto* bytes = static_cast<volatile char*>(block);
  for (size_t at = 0; at < size; at += 4096) bytes[at] = 1;
}

void pairs() {
  for (const size_t size :
       {size_t{32}, size_t{256}, size_t{4096}, size_t{32768}, size_t{1} << 20, size_t{64} << 20}) {
    std::vector<std::vector<double>> times(std::size(kWays));
    for (int round = 0; round < 51; ++round) {
      for (size_t way = 0; way < std::size(kWays); ++way) {
        auto pair = [&] {
          void* block = kWays[way].take(size);
          *static_cast<volatile char*>(block) = 1;
          kWays[way].give(block, size);
        };
        times[way].push_back(bench::batch_ns(pair, size > 100000 ? 20 : 2000));
      }
    }
    for (size_t way = 0; way < std::size(kWays); ++way) {
      std::printf(
          "{\"bench\": \"pool\", \"case\": \"pair\", \"size\": %zu, \"way\": \"%s\", "
          "\"ns\": %.1f, \"ns_min\": %.1f}\n",
          size, kWays[way].name, bench::median(times[way]),
          *std::min_element(times[way].begin(), times[way].end()));
    }
  }
}

// As larson does it: blocks made here are freed there.
void exchange(const Way& way) {
  constexpr int kSlots = 1024, kRounds = 300000;
  static std::atomic<void*> slots[kSlots];
  const auto work = [&](unsigned seed) {
    std::minstd_rand random(seed);
    for (int i = 0; i < kRounds; ++i) {
      auto* size = static_cast<size_t*>(way.take(sizeof(size_t) + random() % 2048));
      *size = 1;
      if (void* old = slots[random() % kSlots].exchange(size)) way.give(old, 1);
    }
  };
  const uint64_t started = bench::now_ns();
  std::thread one(work, 1), two(work, 2);
  one.join();
  two.join();
  std::printf("{\"bench\": \"pool\", \"case\": \"two threads\", \"way\": \"%s\", \"ns\": %.1f}\n",
              way.name, static_cast<double>(bench::now_ns() - started) / (2.0 * kRounds));
  for (auto& slot : slots) {
    if (void* old = slot.exchange(nullptr)) way.give(old, 1);
  }
}

uint64_t resident() {
  unsigned long long all = 0, in = 0;
  FILE* file = std::fopen("/proc/self/statm", "r");
  if (file == nullptr || std::fscanf(file, "%llu %llu", &all, &in) != 2) std::abort();
  std::fclose(file);
  return in * static_cast<uint64_t>(sysconf(_SC_PAGESIZE));
}

// Sizes from 16 bytes to 256 KiB, evenly over their logarithm; what is live wanders between 100 and
// 200 MB. In a process of its own, so that one way's memory is not another's.
void fragmentation(const Way& way, uint64_t operations) {
  std::fflush(stdout);
  const pid_t child = fork();
  if (child != 0) {
    int status = 0;
    waitpid(child, &status, 0);
    if (status != 0) std::exit(1);
    return;
  }
  weir_runtime* runtime = nullptr;  // the parent's are no good here
  bench::must(weir_runtime_create(nullptr, &runtime));
  bench::must(weir_memory_pool_create(runtime, nullptr, &pool));
  std::mt19937_64 random(7);
  std::vector<std::pair<void*, size_t>> live;
  live.reserve(1 << 20);
  const uint64_t before = resident();
  uint64_t bytes = 0, most = 0, most_resident = 0, target = 200'000'000;
  const uint64_t started = bench::now_ns();
  for (uint64_t i = 0; i < operations; ++i) {
    if (i % (operations / 20) == 0) target = 100'000'000 + random() % 100'000'000;
    if (bytes < target && random() % 4 != 0) {
      const size_t size =
          static_cast<size_t>(16.0 * std::exp2(static_cast<double>(random() % 14000) / 1000.0));
      void* block = way.take(size);
      touch(block, size);
      live.emplace_back(block, size);
      bytes += size;
    } else if (!live.empty()) {
      std::swap(live[random() % live.size()], live.back());
      way.give(live.back().first, live.back().second);
      bytes -= live.back().second;
      live.pop_back();
    }
    most = std::max(most, bytes);
    if (i % 4096 == 0) most_resident = std::max(most_resident, resident() - before);
  }
  std::printf(
      "{\"bench\": \"pool\", \"case\": \"mixed sizes\", \"way\": \"%s\", \"ns\": %.1f, "
      "\"peak_live_mb\": %.1f, \"peak_resident_mb\": %.1f, \"peak_ratio\": %.3f, "
      "\"end_ratio\": %.3f}\n",
      way.name, static_cast<double>(bench::now_ns() - started) / static_cast<double>(operations),
      static_cast<double>(most) / 1e6, static_cast<double>(most_resident) / 1e6,
      static_cast<double>(most_resident) / static_cast<double>(most),
      static_cast<double>(resident() - before) / static_cast<double>(bytes));
  std::fflush(stdout);
  _exit(0);
}

}  // namespace

int main(int count, char** words) {
  const uint64_t operations = count > 1 ? std::strtoull(words[1], nullptr, 10) : 2'000'000;
  void* mimalloc = dlopen("libmimalloc.so.2", RTLD_NOW | RTLD_LOCAL);
  if (mimalloc == nullptr) return 1;
  mi_malloc_of_weir = reinterpret_cast<void* (*)(size_t)>(dlsym(mimalloc, "mi_malloc"));
  mi_free_of_weir = reinterpret_cast<void (*)(void*)>(dlsym(mimalloc, "mi_free"));
  for (const Way& way : kWays) fragmentation(way, operations);
  weir_runtime* runtime = nullptr;
  bench::must(weir_runtime_create(nullptr, &runtime));
  bench::must(weir_memory_pool_create(runtime, nullptr, &pool));
  // Not std::pmr: it has to be told the size, which who swaps blocks does not know.
  for (size_t way = 0; way < 3; ++way) exchange(kWays[way]);
  pairs();
  weir_memory_pool_free(pool);
  weir_runtime_free(runtime);
  return 0;
}
