// SPDX-License-Identifier: Apache-2.0
// What a buffer costs: weir_buffer_create and _free, against malloc and free, and against
// mimalloc's own calls, in one run and interleaved, so that the machine's mood falls on all alike.
// Every variant writes one byte per page, as a user would. One line of JSON per case: the median of
// the rounds, in nanoseconds per pair.
#include <dlfcn.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <thread>
#include <vector>

#include "weir.h"

namespace {

constexpr int kRounds = 15;

// By name, out of the library that libweir brings along: linking mimalloc into this program would
// make it the program's malloc, and the comparison one with itself.
using MiMalloc = void* (*)(size_t size, size_t alignment);
using MiFree = void (*)(void* block);
MiMalloc mi_malloc_aligned_of_weir;
MiFree mi_free_of_weir;

void touch(void* data, size_t size) {
  auto* bytes = static_cast<volatile char*>(data);
  for (size_t at = 0; at < size; at += 4096) bytes[at] = 1;
}

struct Variant {
  const char* name;
  bool (*pair)(weir_runtime* runtime, size_t size);
};

const Variant kVariants[] = {
    {"malloc",
     [](weir_runtime*, size_t size) {
       void* block = std::malloc(size);
       if (block != nullptr) touch(block, size);
       std::free(block);
       return block != nullptr;
     }},
    {"aligned_alloc_64",
     [](weir_runtime*, size_t size) {
       void* block = std::aligned_alloc(64, size);
       if (block != nullptr) touch(block, size);
       std::free(block);
       return block != nullptr;
     }},
    {"mi_malloc_aligned_64",
     [](weir_runtime*, size_t size) {
       void* block = mi_malloc_aligned_of_weir(size, 64);
       if (block != nullptr) touch(block, size);
       mi_free_of_weir(block);
       return block != nullptr;
     }},
    {"weir_buffer",
     [](weir_runtime* runtime, size_t size) {
       weir_buffer* buffer = nullptr;
       if (weir_buffer_create(runtime, size, 0, &buffer) != WEIR_OK) return false;
       touch(weir_buffer_data(buffer), size);
       weir_buffer_free(buffer);
       return true;
     }},
};

double nanoseconds_per_pair(const Variant& variant, weir_runtime* runtime, size_t size, int threads,
                            int pairs) {
  std::vector<std::thread> others;
  const auto work = [&] {
    for (int i = 0; i < pairs; ++i) {
      if (!variant.pair(runtime, size)) std::abort();
    }
  };
  const auto begin = std::chrono::steady_clock::now();
  for (int t = 1; t < threads; ++t) others.emplace_back(work);
  work();
  for (std::thread& other : others) other.join();
  const std::chrono::duration<double, std::nano> taken = std::chrono::steady_clock::now() - begin;
  return taken.count() / pairs;
}

}  // namespace

int main() {
  weir_runtime* runtime = nullptr;
  if (weir_runtime_create(nullptr, &runtime) != WEIR_OK) {
    std::fprintf(stderr, "%s\n", weir_last_error());
    return 1;
  }
  mi_malloc_aligned_of_weir = reinterpret_cast<MiMalloc>(dlsym(RTLD_DEFAULT, "mi_malloc_aligned"));
  mi_free_of_weir = reinterpret_cast<MiFree>(dlsym(RTLD_DEFAULT, "mi_free"));
  if (mi_malloc_aligned_of_weir == nullptr || mi_free_of_weir == nullptr) {
    std::fprintf(stderr, "this build of the library has no mimalloc\n");
    return 77;
  }
  for (int threads : {1, 2}) {
    for (size_t size : {size_t{64}, size_t{4096}, size_t{1} << 20}) {
      const int pairs = size <= 4096 ? 100'000 : 2'000;
      std::vector<std::vector<double>> rounds(std::size(kVariants));
      for (int round = 0; round < kRounds; ++round) {
        for (size_t v = 0; v < std::size(kVariants); ++v) {
          rounds[v].push_back(nanoseconds_per_pair(kVariants[v], runtime, size, threads, pairs));
        }
      }
      for (size_t v = 0; v < std::size(kVariants); ++v) {
        std::sort(rounds[v].begin(), rounds[v].end());
        std::printf(
            "{\"bench\": \"memory\", \"what\": \"%s\", \"bytes\": %zu, \"threads\": %d, "
            "\"ns_per_pair\": %.1f, \"best_ns\": %.1f}\n",
            kVariants[v].name, size, threads, rounds[v][kRounds / 2], rounds[v][0]);
      }
    }
  }
  weir_runtime_free(runtime);
  return 0;
}
