// SPDX-License-Identifier: Apache-2.0
// Proves: managed buffers come back bit by bit from wherever they were, the coldest of the lowest
// priority gives way first, what is pinned never does, and a disk that is full, lies or forgets is
// told and loses nothing else (D-027, D-028, D-029, B-105).
#include "memory/managed.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <cstring>
#include <latch>
#include <random>
#include <thread>
#include <vector>

#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"

namespace weir::memory {
namespace {

constexpr size_t kMiB = 1 << 20;

struct Room {
  explicit Room(uint64_t budget_bytes)
      : budget(std::make_shared<Budget>(budget_bytes)),
        store(ManagedStore::create(budget, std::make_shared<base::Log>(),
                                   std::make_shared<base::Life>())) {}
  ManagedPtr make(size_t size, Priority priority = Priority::medium) {
    return store->make(size, 64, priority, true, true);
  }
  const std::shared_ptr<Budget> budget;
  const std::shared_ptr<ManagedStore> store;
};

// Compressible to about a half, and different for each seed.
void fill(void* data, size_t size, uint32_t seed) {
  auto* words = static_cast<uint32_t*>(data);
  std::minstd_rand random(seed + 1);
  for (size_t at = 0; at < size / 4; ++at) {
    words[at] = at % 2 == 0 ? static_cast<uint32_t>(random()) : seed;
  }
}
void fill_noise(void* data, size_t size, uint32_t seed) {
  std::mt19937 random(seed);
  auto* words = static_cast<uint32_t*>(data);
  for (size_t at = 0; at < size / 4; ++at) words[at] = random();
}
bool holds(Managed& buffer, uint32_t seed, decltype(fill)* how = fill) {
  std::vector<char> wanted(buffer.size());
  how(wanted.data(), wanted.size(), seed);
  const bool same = std::memcmp(buffer.pin(), wanted.data(), wanted.size()) == 0;
  buffer.unpin();
  return same;
}
ManagedPtr filled(Room& room, size_t size, uint32_t seed, Priority priority = Priority::medium,
                  decltype(fill)* how = fill) {
  ManagedPtr buffer = room.make(size, priority);
  how(buffer->pin(), size, seed);
  buffer->unpin();
  return buffer;
}
Managed::Where where(const ManagedPtr& buffer) {
  return buffer->state().where;
}
using Where = Managed::Where;

TEST(Managed, CompressedAndBack) {
  Room room(100 * kMiB);
  const ManagedPtr buffer = filled(room, 4 * kMiB, 7);
  EXPECT_EQ(room.budget->stats().used_bytes, 4 * kMiB);
  const uint64_t freed = room.store->compress_idle(1);
  EXPECT_EQ(where(buffer), Where::compressed);
  const ManagedStore::Stats stats = room.store->stats();
  EXPECT_GE(static_cast<double>(stats.compressed_from_bytes),
            kWorthIt * static_cast<double>(stats.compressed_bytes));
  EXPECT_EQ(freed + room.budget->stats().used_bytes, 4 * kMiB);
  EXPECT_TRUE(holds(*buffer, 7));
  EXPECT_EQ(where(buffer), Where::memory);
  EXPECT_EQ(room.budget->stats().used_bytes, 4 * kMiB);
}

TEST(Managed, SpilledAndBackInBothForms) {
  Room room(100 * kMiB);
  const ManagedPtr plain = filled(room, kMiB, 1);
  const ManagedPtr packed = filled(room, kMiB + 4096, 2);
  room.store->compress_idle(1);  // the colder one: plain
  EXPECT_GT(room.store->spill_idle(UINT64_MAX), 0u);
  EXPECT_EQ(where(plain), Where::spilled);
  EXPECT_EQ(where(packed), Where::spilled);
  EXPECT_EQ(room.budget->stats().used_bytes, 0u);
  EXPECT_GT(room.store->stats().spill_file_bytes, kMiB);
  EXPECT_TRUE(holds(*packed, 2));
  EXPECT_TRUE(holds(*plain, 1));
  EXPECT_EQ(room.store->stats().spill_file_bytes, 0u);
  EXPECT_EQ(room.budget->stats().used_bytes, 2 * kMiB + 4096);
}

TEST(Managed, EverySizeAndAlignment) {
  Room room(100 * kMiB);
  for (const size_t size :
       {size_t{0}, size_t{1}, size_t{255}, size_t{256}, size_t{4095}, size_t{4096}, size_t{65535},
        size_t{65536}, size_t{65537}, 3 * kMiB + 1}) {
    for (const size_t alignment : {size_t{1}, size_t{64}, size_t{4096}, 2 * kMiB}) {
      const ManagedPtr buffer = room.store->make(size, alignment, Priority::medium, true, true);
      for (int round = 0; round < 3; ++round) {
        auto* bytes = static_cast<char*>(buffer->pin());
        ASSERT_NE(bytes, nullptr);
        EXPECT_EQ(reinterpret_cast<uintptr_t>(bytes) % alignment, 0u);
        for (size_t at = 0; at < size; ++at) {
          ASSERT_EQ(bytes[at], round == 0 ? 0 : static_cast<char>(at / 64)) << size;
          bytes[at] = static_cast<char>(at / 64);
        }
        buffer->unpin();
        if (round == 0) room.store->compress_idle(UINT64_MAX);
        if (round == 1) room.store->spill_idle(UINT64_MAX);
      }
    }
  }
  EXPECT_EQ(room.budget->stats().used_bytes, 0u);
  EXPECT_EQ(room.store->stats().count, 0u);
}

TEST(Managed, NoiseIsNotKeptCompressed) {
  Room room(100 * kMiB);
  const ManagedPtr noise = filled(room, kMiB, 3, Priority::medium, fill_noise);
  EXPECT_EQ(room.store->compress_idle(UINT64_MAX), 0u);
  EXPECT_EQ(where(noise), Where::memory);
  EXPECT_EQ(room.store->stats().incompressible_count, 1u);
  EXPECT_EQ(room.store->compress_idle(UINT64_MAX), 0u);
  EXPECT_EQ(room.store->stats().incompressible_count, 1u) << "not tried again";
  fill(noise->pin(), kMiB, 3);
  noise->unpin();
  EXPECT_GT(room.store->compress_idle(UINT64_MAX), 0u) << "its bytes are others now";
}

TEST(Managed, TheLowestAndColdestGoesFirst) {
  Room room(100 * kMiB);
  const ManagedPtr critical = filled(room, kMiB, 1, Priority::critical);
  const ManagedPtr old_low = filled(room, kMiB, 2, Priority::low);
  const ManagedPtr high = filled(room, kMiB, 3, Priority::high);
  const ManagedPtr new_low = filled(room, kMiB, 4, Priority::low);
  const ManagedPtr medium = filled(room, kMiB, 5, Priority::medium);
  const std::vector<ManagedPtr> order = {old_low, new_low, medium, high, critical};
  for (const ManagedPtr& next : order) {
    EXPECT_EQ(where(next), Where::memory);
    EXPECT_EQ(room.store->spill_idle(1), kMiB);
    EXPECT_EQ(where(next), Where::spilled);
  }
}

TEST(Managed, WhatIsPinnedStays) {
  Room room(100 * kMiB);
  const ManagedPtr buffer = filled(room, kMiB, 1);
  void* const bytes = buffer->pin();
  EXPECT_EQ(buffer->pin(), bytes) << "pinned twice, the same bytes";
  EXPECT_EQ(room.store->compress_idle(UINT64_MAX) + room.store->spill_idle(UINT64_MAX), 0u);
  buffer->unpin();
  EXPECT_EQ(room.store->spill_idle(UINT64_MAX), 0u);
  buffer->unpin();
  EXPECT_EQ(room.store->spill_idle(UINT64_MAX), kMiB);
}

// Past 70 % of the budget what is cold is compressed as others are made; the newest is spared.
TEST(Managed, CompressingBeginsAtSeventyPercent) {
  Room room(10 * kMiB);
  std::vector<ManagedPtr> buffers;
  for (uint32_t seed = 0; seed < 7; ++seed) buffers.push_back(filled(room, kMiB, seed));
  EXPECT_EQ(room.store->stats().compress_count, 0u);
  buffers.push_back(filled(room, kMiB, 7));
  EXPECT_EQ(where(buffers[0]), Where::compressed);
  EXPECT_EQ(where(buffers[7]), Where::memory);
  EXPECT_LE(room.budget->stats().used_bytes, 7 * kMiB);
  const uint64_t before = room.store->stats().compress_count;
  ManagedStore::Options options;
  options.compress = false;
  room.store->configure(options);
  for (uint32_t seed = 8; seed < 10; ++seed) buffers.push_back(filled(room, kMiB, seed));
  EXPECT_EQ(room.store->stats().compress_count, before) << "it was switched off";
}

// Four times the budget, and everything comes back.
TEST(Managed, MoreThanTheBudget) {
  Room room(8 * kMiB);
  std::vector<ManagedPtr> buffers;
  for (uint32_t seed = 0; seed < 32; ++seed) {
    buffers.push_back(
        filled(room, kMiB, seed, Priority::medium, seed % 4 == 0 ? fill_noise : fill));
  }
  EXPECT_LE(room.budget->stats().peak_bytes, 8 * kMiB);
  EXPECT_GT(room.store->stats().spilled_count, 0u);
  for (uint32_t round = 0; round < 2; ++round) {
    for (uint32_t seed = 0; seed < 32; ++seed) {
      EXPECT_TRUE(holds(*buffers[seed], seed, seed % 4 == 0 ? fill_noise : fill)) << seed;
    }
  }
  buffers.clear();
  EXPECT_EQ(room.budget->stats().used_bytes, 0u);
  EXPECT_EQ(room.store->stats().spill_file_bytes, 0u);
}

// Neither form fits beside the other: the small one goes to the file first.
TEST(Managed, OneThatFillsTheBudget) {
  Room room(10 * kMiB);
  const ManagedPtr buffer = filled(room, 4 * kMiB, 1);
  room.store->compress_idle(1);
  const uint64_t packed = room.budget->stats().used_bytes;
  room.budget->set_limit(4 * kMiB + packed / 2);
  EXPECT_EQ(where(buffer), Where::compressed);
  room.budget->set_limit(4 * kMiB + 3 * kMiB);
  room.budget->set_limit(packed + kMiB);  // even that is too small
  EXPECT_THROW(buffer->pin(), Error);
  room.budget->set_limit(4 * kMiB + packed);
  EXPECT_TRUE(holds(*buffer, 1));
}

constinit std::atomic<int> disk_error{0};
ssize_t full_disk(int, const void*, size_t, off_t) {
  errno = disk_error;
  return -1;
}
constinit std::atomic<int> lies{0};
ssize_t lying_disk(int file, void* data, size_t size, off_t offset) {
  const ssize_t got = pread(file, data, size, offset);
  if (lies == 1 && got > 0) static_cast<char*>(data)[got / 2] ^= 1;
  return lies == 2 ? 0 : got;
}

TEST(Managed, AFullDiskIsThatSpillsAlone) {
  Room room(3 * kMiB);
  const ManagedPtr one = filled(room, kMiB, 1, Priority::medium, fill_noise);
  const ManagedPtr two = filled(room, kMiB, 2, Priority::medium, fill_noise);
  disk_error = ENOSPC;
  room.store->file().set_disk({full_disk, pread});
  EXPECT_THROW(room.make(2 * kMiB), Error);
  EXPECT_GE(room.store->stats().spill_error_count, 1u);
  EXPECT_EQ(room.store->stats().spill_file_bytes, 0u);
  EXPECT_TRUE(holds(*one, 1, fill_noise));
  room.store->file().set_disk(SpillFile::kDisk);
  const ManagedPtr three = room.make(2 * kMiB);
  EXPECT_TRUE(holds(*two, 2, fill_noise)) << "and later spills go well";
}

TEST(Managed, TheLimitOfTheFile) {
  Room room(100 * kMiB);
  ManagedStore::Options options;
  options.spill_limit_bytes = kMiB;
  room.store->configure(options);
  const ManagedPtr one = filled(room, kMiB, 1), two = filled(room, kMiB, 2);
  room.store->spill_idle(UINT64_MAX);
  EXPECT_EQ(room.store->stats().spilled_count, 1u);
  EXPECT_GE(room.store->stats().spill_error_count, 1u);
  options.spill_directory = "/elsewhere";
  EXPECT_THROW(room.store->configure(options), Error) << "something lies in the file";
}

TEST(Managed, ADirectoryThatIsNotThere) {
  Room room(100 * kMiB);
  ManagedStore::Options options;
  options.spill_directory = "/nowhere/at/all";
  room.store->configure(options);
  const ManagedPtr one = filled(room, kMiB, 1);
  EXPECT_EQ(room.store->spill_idle(UINT64_MAX), 0u);
  EXPECT_EQ(where(one), Where::memory);
  options.compress_at = 0;
  EXPECT_THROW(room.store->configure(options), Error);
}

TEST(Managed, ALyingOrCutFileIsTold) {
  Room room(100 * kMiB);
  room.store->file().set_disk({pwrite, lying_disk});
  const ManagedPtr buffer = filled(room, kMiB, 1);
  room.store->spill_idle(UINT64_MAX);
  for (const int how : {1, 2}) {
    lies = how;
    try {
      buffer->pin();
      FAIL() << "wrong bytes were given out";
    } catch (const Error& error) {
      EXPECT_EQ(error.status(), Status::io);
      EXPECT_NE(std::string(error.what()).find(how == 1 ? "checksum" : "ends"), std::string::npos);
    }
    EXPECT_EQ(where(buffer), Where::spilled);
  }
  lies = 0;
  EXPECT_EQ(room.store->stats().restore_error_count, 2u);
  EXPECT_TRUE(holds(*buffer, 1)) << "asking again reads again";
}

// Holes are filled before the file grows.
TEST(Managed, TheFilesSpaceIsUsedAgain) {
  Room room(1000 * kMiB);
  const ManagedPtr keeps = filled(room, kMiB, 0);
  room.store->spill_idle(UINT64_MAX);
  for (uint32_t round = 0; round < 50; ++round) {
    const ManagedPtr one = filled(room, kMiB, 1), two = filled(room, kMiB / 2, 2);
    room.store->spill_idle(UINT64_MAX);
    EXPECT_LE(room.store->stats().spill_file_bytes, 5 * kMiB / 2);
    EXPECT_TRUE(holds(*one, 1));
  }
  EXPECT_TRUE(holds(*keeps, 0));
}

TEST(Managed, WithoutMemoryNothingChanges) {
  Room room(100 * kMiB);
  heap::fail_at(1);
  EXPECT_THROW(room.make(kMiB), Error);
  heap::fail_at(0);
  EXPECT_EQ(room.budget->stats().used_bytes, 0u);
  EXPECT_EQ(room.store->stats().count, 0u);
  const ManagedPtr buffer = filled(room, kMiB, 1);
  heap::fail_at(1);
  EXPECT_EQ(room.store->compress_idle(1), 0u);
  heap::fail_at(0);
  EXPECT_EQ(where(buffer), Where::memory);
  room.store->compress_idle(1);
  heap::fail_at(1);
  EXPECT_THROW(buffer->pin(), Error);
  heap::fail_at(0);
  EXPECT_EQ(where(buffer), Where::compressed);
  EXPECT_TRUE(holds(*buffer, 1));
}

// What is compressed stays in the room that was guessed when there is no memory for an exact one.
TEST(Managed, APackedBlockThatCannotShrink) {
  for (const bool spill : {false, true}) {
    Room room(100 * kMiB);
    const ManagedPtr buffer = filled(room, 60'000, 9);
    heap::fail_at(2);
    EXPECT_GT(room.store->compress_idle(1), 0u);
    heap::fail_at(0);
    EXPECT_EQ(where(buffer), Where::compressed);
    if (spill) room.store->spill_idle(1);
    EXPECT_TRUE(holds(*buffer, 9));
  }
}

// Four threads pin, write and let go, while the budget holds a quarter of it all.
TEST(Managed, ManyThreads) {
  constexpr uint32_t kBuffers = 32, kThreads = 4;
  constexpr size_t kSize = 256 * 1024;
  Room room(kBuffers * kSize / 4 + kThreads * kSize);
  std::vector<ManagedPtr> buffers;
  for (uint32_t at = 0; at < kBuffers; ++at) buffers.push_back(filled(room, kSize, at));
  std::vector<std::thread> threads;
  std::atomic<int> wrong{0};
  for (uint32_t thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&, thread] {
      std::minstd_rand random(thread + 1);
      for (int round = 0; round < 100; ++round) {
        // Each thread has buffers of its own to write, and looks at all.
        const uint32_t at = random() % kBuffers;
        try {
          auto* words = static_cast<uint32_t*>(buffers[at]->pin());
          if (words[1] != at) ++wrong;
          if (at % kThreads == thread) words[0] = static_cast<uint32_t>(round);
          buffers[at]->unpin();
        } catch (const Error& error) {
          if (error.status() != Status::no_memory) ++wrong;
        }
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(wrong, 0);
  EXPECT_LE(room.budget->stats().peak_bytes, room.budget->stats().limit_bytes);
  EXPECT_EQ(room.store->stats().pinned_count, 0u);
  EXPECT_GT(room.store->stats().restore_count, 0u);
}

}  // namespace
}  // namespace weir::memory
