// SPDX-License-Identifier: Apache-2.0
// Finds a thing by its name under its parent, in one probe on the hot path. Open addressing, a
// power of two, at most half full; entries are never removed one by one.
//
// A Cell has: `const void* parent`, `uint64_t hash`, `std::string_view name`.
#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>
#include <vector>

#include "base/wide.hpp"

namespace weir::profile {

// Eight bytes at a time, folded through a 128-bit product. Quality enough for a table.
inline uint64_t hash_name(const void* parent, std::string_view name) noexcept {
  constexpr uint64_t kA = 0xA0761D6478BD642Full, kB = 0xE7037ED1A0B428DBull;
  const auto fold = [](uint64_t a, uint64_t b) {
    const auto product = static_cast<base::Wide>(a) * b;
    return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
  };
  uint64_t hash = reinterpret_cast<uintptr_t>(parent) * kB ^ name.size();
  const char* at = name.data();
  size_t left = name.size();
  for (; left >= 8; at += 8, left -= 8) {
    uint64_t word;
    std::memcpy(&word, at, 8);
    hash = fold(hash ^ word, kA);
  }
  uint64_t word = 0;
  if (left >= 4) {
    uint32_t low, high;
    std::memcpy(&low, at, 4);
    std::memcpy(&high, at + left - 4, 4);
    word = uint64_t{high} << 32 | low;
  } else if (left > 0) {
    word = static_cast<unsigned char>(at[0]) |
           uint64_t{static_cast<unsigned char>(at[left / 2])} << 8 |
           uint64_t{static_cast<unsigned char>(at[left - 1])} << 16;
  }
  return fold(hash ^ word, kB);
}

// Names are short, and a call of memcmp() would cost as much as the comparing.
inline bool same_name(std::string_view a, std::string_view b) noexcept {
  if (a.size() != b.size()) return false;
  const char *x = a.data(), *y = b.data();
  const auto differ = [&](size_t at, auto word) {
    auto other = word;
    std::memcpy(&word, x + at, sizeof word);
    std::memcpy(&other, y + at, sizeof other);
    return word != other;
  };
  size_t at = 0;
  for (; at + 8 <= a.size(); at += 8) {
    if (differ(at, uint64_t{})) return false;
  }
  if (at + 4 <= a.size()) {
    if (differ(at, uint32_t{})) return false;
    at += 4;
  }
  for (; at < a.size(); ++at) {
    if (x[at] != y[at]) return false;
  }
  return true;
}

template <class Cell>
class NameTable {
 public:
  Cell* find(const void* parent, std::string_view name, uint64_t hash) const noexcept {
    if (slots_.empty()) return nullptr;
    for (size_t at = hash & mask_;; at = (at + 1) & mask_) {
      const Slot& slot = slots_[at];
      if (slot.cell == nullptr) return nullptr;
      if (slot.hash == hash && slot.cell->parent == parent && same_name(slot.cell->name, name)) {
        return slot.cell;
      }
    }
  }

  void insert(Cell* cell) {
    if (2 * (size_ + 1) > slots_.size()) grow();
    place({cell->hash, cell});
    ++size_;
  }

  void clear() noexcept {
    slots_.clear();
    size_ = mask_ = 0;
  }

 private:
  struct Slot {
    uint64_t hash = 0;
    Cell* cell = nullptr;
  };

  void place(Slot slot) noexcept {
    size_t at = slot.hash & mask_;
    while (slots_[at].cell != nullptr) at = (at + 1) & mask_;
    slots_[at] = slot;
  }

  void grow() {
    std::vector<Slot> old(slots_.empty() ? 16 : 2 * slots_.size());
    old.swap(slots_);
    mask_ = slots_.size() - 1;
    for (const Slot& slot : old) {
      if (slot.cell != nullptr) place(slot);
    }
  }

  std::vector<Slot> slots_;
  size_t mask_ = 0, size_ = 0;
};

}  // namespace weir::profile
