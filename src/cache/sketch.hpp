// SPDX-License-Identifier: Apache-2.0
// What the policy remembers of keys that are not there.
//
// Sketch: how often a key was seen, about: four counters of 4 bits each, of which the least counts,
// all halved when ten times as many were counted as the cache has entries. Ghost: whether a key
// left not long ago: buckets of eight fingerprints, the oldest of which goes first. Both forget;
// neither invents much.
//
// Threads: Confined to the lock of their owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <vector>

#include "base/wide.hpp"

namespace weir::cache {

class Sketch {
 public:
  // Makes room for about so many entries, and loses nothing that is known. When the heap has no
  // more it stays as it is, and tells less apart.
  void grow(size_t entries) noexcept {
    size_t words = words_.empty() ? 8 : words_.size();
    while (words < entries) words *= 2;
    sample_ = 10 * (entries < 8 ? 8 : entries);
    if (words == words_.size()) return;
    try {
      std::vector<uint64_t> larger(words, 0);
      // A key's words in the larger table are those whose low bits are the old place.
      for (size_t at = 0; at < words && !words_.empty(); ++at) {
        larger[at] = words_[at & (words_.size() - 1)];
      }
      words_.swap(larger);
    } catch (const std::bad_alloc&) {
    }
  }
  size_t bytes() const noexcept { return words_.size() * 8; }

  uint32_t estimate(uint64_t hash) const noexcept {
    if (words_.empty()) return 0;
    uint32_t least = 15;
    for (uint32_t row = 0; row < 4; ++row) {
      const Place at = place(hash, row);
      const auto count = static_cast<uint32_t>(words_[at.word] >> at.shift) & 15u;
      if (count < least) least = count;
    }
    return least;
  }

  void add(uint64_t hash) noexcept {
    if (words_.empty()) return;
    bool grew = false;
    for (uint32_t row = 0; row < 4; ++row) {
      const Place at = place(hash, row);
      if (((words_[at.word] >> at.shift) & 15u) == 15u) continue;
      words_[at.word] += uint64_t{1} << at.shift;
      grew = true;
    }
    if (grew && ++added_ >= sample_) halve();
  }

 private:
  struct Place {
    size_t word;
    uint32_t shift;
  };
  Place place(uint64_t hash, uint32_t row) const noexcept {
    static constexpr uint64_t kSeeds[4] = {0xc3a5c85c97cb3127u, 0xb492b66fbe98f273u,
                                           0x9ae16a3b2f90404fu, 0xcbf29ce484222325u};
    uint64_t mixed = (hash + kSeeds[row]) * kSeeds[row];
    mixed += mixed >> 32;
    return {mixed & (words_.size() - 1), static_cast<uint32_t>(((hash >> 60) & 3) * 4 + row) * 4};
  }
  void halve() noexcept {
    uint64_t odd = 0;
    for (uint64_t& word : words_) {
      odd += static_cast<uint64_t>(__builtin_popcountll(word & 0x1111111111111111u));
      word = (word >> 1) & 0x7777777777777777u;
    }
    added_ = (added_ - odd / 4) / 2;
  }

  std::vector<uint64_t> words_;
  uint64_t sample_ = 0, added_ = 0;
};

class Ghost {
 public:
  // Forgets all, and remembers about so many from now on; none when the heap has no more.
  void resize(size_t entries) noexcept {
    try {
      std::vector<uint32_t>((entries / kDepth + 1) * kDepth, 0).swap(prints_);
    } catch (const std::bad_alloc&) {
    }
  }
  size_t bytes() const noexcept { return prints_.size() * 4; }
  size_t size() const noexcept { return prints_.size(); }

  void add(uint64_t hash) noexcept {
    if (prints_.empty()) return;
    uint32_t* const bucket = bucket_of(hash);
    std::memmove(bucket + 1, bucket, (kDepth - 1) * sizeof *bucket);
    bucket[0] = print_of(hash);
  }

  // Whether the key is remembered; it is not any more afterwards.
  bool take(uint64_t hash) noexcept {
    if (prints_.empty()) return false;
    uint32_t* const bucket = bucket_of(hash);
    const uint32_t print = print_of(hash);
    for (size_t at = 0; at < kDepth; ++at) {
      if (bucket[at] != print) continue;
      std::memmove(bucket + at, bucket + at + 1, (kDepth - 1 - at) * sizeof *bucket);
      bucket[kDepth - 1] = 0;
      return true;
    }
    return false;
  }

 private:
  static constexpr size_t kDepth = 8;
  static uint32_t print_of(uint64_t hash) noexcept { return static_cast<uint32_t>(hash) | 1u; }
  uint32_t* bucket_of(uint64_t hash) noexcept {
    const auto buckets = static_cast<base::Wide>(prints_.size() / kDepth);
    return &prints_[static_cast<size_t>((buckets * hash) >> 64) * kDepth];
  }

  std::vector<uint32_t> prints_;
};

}  // namespace weir::cache
