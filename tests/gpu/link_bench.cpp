// SPDX-License-Identifier: Apache-2.0
// What crossing the link costs: the library's pool beside the bare device table, in one run. A row
// is one JSON line with our time, the floor's and their ratio; results are compared byte by byte.
//
//   link_bench cuda|sim [--quick]
//
// On the simulated device the rows prove the program, not the speed: it is what tests/gpu/run.sh
// runs dry.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <functional>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "device/probe.hpp"
#include "memory/budget.hpp"
#include "sim_device.hpp"
#include "stream/pool.hpp"
#include "work/pool.hpp"
#include "work/wait.hpp"

namespace weir {
namespace {

using device::Device;
using stream::Array;
using stream::Dtype;
using stream::Pool;

int failures = 0;

double milliseconds(const std::function<void()>& work, int rounds) {
  std::vector<double> times;
  for (int i = 0; i < rounds + 2; ++i) {
    const auto begun = std::chrono::steady_clock::now();
    work();
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begun;
    if (i >= 2) times.push_back(took.count());
  }
  std::nth_element(times.begin(), times.begin() + rounds / 2, times.end());
  return times[static_cast<size_t>(rounds / 2)];
}

void row(const char* name, uint64_t bytes, double ours, const char* beside, double theirs) {
  std::printf(
      "{\"row\": \"%s\", \"bytes\": %llu, \"ours_ms\": %.4f, \"beside\": \"%s\", "
      "\"beside_ms\": %.4f, \"ratio\": %.3f, \"ours_gb_s\": %.2f}\n",
      name, static_cast<unsigned long long>(bytes), ours, beside, theirs, theirs / ours,
      static_cast<double>(bytes) / ours / 1e6);
  std::fflush(stdout);
}

struct Bench {
  std::shared_ptr<Device> device;
  std::shared_ptr<memory::Budget> budget = std::make_shared<memory::Budget>(uint64_t{8} << 30);
  std::shared_ptr<work::Pool> workers = std::make_shared<work::Pool>();
  std::shared_ptr<Pool> pool;
  Device::Stream bare;
  int rounds;

  Bench(std::shared_ptr<Device> on, int count) : device(on), bare(on, 0), rounds(count) {
    Pool::Parts parts;
    parts.device = device;
    parts.budget = budget;
    parts.workers = workers;
    parts.life = std::make_shared<base::Life>();
    stream::PoolOptions options;
    options.size = 8;
    pool = Pool::create(options, std::move(parts));
  }

  void wait_bare() {
    while (!bare.synchronize(work::kForever)) {
    }
  }

  // The bytes of device memory, fetched by the table alone.
  bool arrived(const void* there, const void* expected, size_t bytes) {
    const auto staging = device->allocate_staging(bytes);
    bare.copy(staging.get(), device::kHost, there, device::kDevice, bytes);
    wait_bare();
    return std::memcmp(staging.get(), expected, bytes) == 0;
  }
  void check(bool holds, const char* what) {
    if (holds) return;
    std::fprintf(stderr, "%s: wrong bytes arrived\n", what);
    ++failures;
  }
};

// One large array: pinned beside the engine's own speed, pageable beside that too.
void large(Bench& bench, uint64_t bytes) {
  const auto pinned = bench.device->allocate_staging(bytes);
  std::vector<std::byte> pageable(bytes);
  for (uint64_t i = 0; i < bytes; ++i) pageable[i] = static_cast<std::byte>(i * 7 + i / 251);
  std::memcpy(pinned.get(), pageable.data(), bytes);
  const auto there = bench.device->allocate(bytes);
  const double link = milliseconds(
      [&] {
        bench.bare.copy(there.get(), device::kDevice, pinned.get(), device::kHost, bytes);
        bench.wait_bare();
      },
      bench.rounds);
  const auto ours = [&](void* from) {
    return milliseconds(
        [&] {
          Pool::TicketPtr ticket;
          bench.pool->transfer({{Dtype::u8, 1, device::kHost, from, &bytes, nullptr},
                                {Dtype::u8, 1, device::kDevice, there.get(), &bytes, nullptr}},
                               &ticket);
          ticket->wait(work::kForever);
        },
        bench.rounds);
  };
  row("iii large pinned up", bytes, ours(pinned.get()), "one bare copy, pinned", link);
  bench.check(bench.arrived(there.get(), pageable.data(), bytes), "large pinned");
  row("iii large pageable up", bytes, ours(pageable.data()), "one bare copy, pinned", link);
  bench.check(bench.arrived(there.get(), pageable.data(), bytes), "large pageable");
}

// Many small arrays, each malloc'ed by itself, in shuffled order; by a batch, and by a plan.
void many(Bench& bench, const char* name, size_t count, const std::vector<uint64_t>& sizes,
          bool pinned) {
  std::vector<std::shared_ptr<void>> from(count);
  std::vector<std::shared_ptr<void>> there(count);
  uint64_t total = 0;
  for (size_t i = 0; i < count; ++i) {
    from[i] = pinned ? bench.device->allocate_staging(sizes[i])
                     : std::shared_ptr<void>(std::malloc(sizes[i]), std::free);
    std::memset(from[i].get(), static_cast<int>(i % 251 + 1), sizes[i]);
    there[i] = bench.device->allocate(sizes[i]);
    total += sizes[i];
  }
  const auto whole = bench.device->allocate_staging(total);
  const auto slab = bench.device->allocate(total);
  const double link = milliseconds(
      [&] {
        bench.bare.copy(slab.get(), device::kDevice, whole.get(), device::kHost, total);
        bench.wait_bare();
      },
      bench.rounds);
  const auto at = [&](size_t i) {
    return Pool::Pair{{Dtype::u8, 1, device::kHost, from[i].get(), &sizes[i], nullptr},
                      {Dtype::u8, 1, device::kDevice, there[i].get(), &sizes[i], nullptr}};
  };
  const double batch = milliseconds(
      [&] {
        Pool::TicketPtr ticket;
        bench.pool->batch(at, count, nullptr, &ticket);
        ticket->wait(work::kForever);
      },
      bench.rounds);
  const auto plan = bench.pool->prepare(at, count);
  const double run = milliseconds(
      [&] {
        Pool::TicketPtr ticket;
        bench.pool->run(*plan, nullptr, &ticket);
        ticket->wait(work::kForever);
      },
      bench.rounds);
  row((std::string(name) + ", batch").c_str(), total, batch, "the same bytes in one copy", link);
  row((std::string(name) + ", plan").c_str(), total, run, "the same bytes in one copy", link);
  if (pinned) {
    std::vector<device::Copy> copies;
    for (size_t i = 0; i < count; ++i) copies.push_back({there[i].get(), from[i].get(), sizes[i]});
    const double calls = milliseconds(
        [&] {
          bench.bare.copy_many(copies.data(), count, device::kDevice, device::kHost);
          bench.wait_bare();
        },
        bench.rounds);
    row((std::string(name) + ", plan").c_str(), total, run, "the driver's batch call", calls);
  }
  for (size_t i = 0; i < count; i += std::max<size_t>(1, count / 50)) {
    bench.check(bench.arrived(there[i].get(), from[i].get(), sizes[i]), name);
  }
}

int run(const std::string& which, bool quick) {
  std::shared_ptr<Device> device;
  if (which == "sim") {
    device = sim::make_sim({.memory_bytes = size_t{1} << 30, .needs_staging = true}).device;
  } else {
    try {
      device = std::make_shared<Device>(device::open_cuda());
    } catch (const Error& error) {
      std::fprintf(stderr, "skipped: %s\n", error.what());
      return 77;
    }
  }
  std::printf("{\"device\": \"%s\", \"quick\": %s}\n", device->info().name,
              quick ? "true" : "false");
  Bench bench(device, quick ? 3 : 9);
  std::mt19937 random(20261121);
  const size_t ten = quick ? 500 : 100'000;
  std::vector<uint64_t> mixed(ten);
  for (auto& size : mixed) size = 1024 + random() % (63 * 1024);
  many(bench, "i 1000 x 12 kB pageable", 1000, std::vector<uint64_t>(1000, 12'000), false);
  many(bench, "i 1000 x 12 kB pinned", 1000, std::vector<uint64_t>(1000, 12'000), true);
  many(bench, "ii 1-64 KiB pageable", ten, mixed, false);
  large(bench, quick ? uint64_t{32} << 20 : uint64_t{1} << 30);
  return failures == 0 ? 0 : 1;
}

}  // namespace
}  // namespace weir

int main(int argc, char** argv) {
  const std::string which = argc > 1 ? argv[1] : "";
  if (which != "sim" && which != "cuda") {
    std::fprintf(stderr, "link_bench cuda|sim [--quick]\n");
    return 2;
  }
  return weir::run(which, argc > 2 && std::strcmp(argv[2], "--quick") == 0);
}
