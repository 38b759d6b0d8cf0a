// SPDX-License-Identifier: Apache-2.0
// An index of nodes by their hash: open addressing over eight-byte words, 16 bits of the hash above
// 48 bits of the address, so that a miss is told from the words alone. At most 5 of 8 words are
// taken. Node has a member `hash`.
//
// Threads: Confined to the lock of its owner.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <utility>

namespace weir::cache {

template <class Node>
class Table {
 public:
  // The node with this hash for which `same` is true; NULL when there is none.
  template <class Same>
  Node* find(uint64_t hash, Same&& same) const {
    if (size_ == 0) return nullptr;
    const uint64_t tag = hash & kTag;
    for (size_t at = place(hash);; at = next(at)) {
      const uint64_t word = words_[at];
      if (word == 0) return nullptr;
      if ((word & kTag) == tag && node_of(word)->hash == hash && same(*node_of(word))) {
        return node_of(word);
      }
    }
  }

  // Makes room for one more. It may throw; insert() does not.
  void reserve_one() {
    if (size_ == 0 || (count_ + 1) * 8 > size_ * 5) grow(size_ == 0 ? 16 : size_ * 2);
  }
  // What reserve_one() would take from the heap now, in bytes.
  size_t growth_bytes() const noexcept {
    return size_ == 0 ? 16 * 8 : (count_ + 1) * 8 > size_ * 5 ? size_ * 8 : 0;
  }
  void insert(Node* node) noexcept {
    put(words_.get(), size_, node);
    ++count_;
  }

  // Another node in the place of one with the same hash.
  void replace(Node* old, Node* node) noexcept { words_[where(old)] = word_of(node); }

  void erase(Node* node) noexcept {
    size_t hole = where(node);
    // Move back what would not be found past the hole.
    for (size_t at = next(hole);; at = next(at)) {
      if (words_[at] == 0) break;
      const size_t home = place(node_of(words_[at])->hash);
      if (((at - home) & (size_ - 1)) >= ((at - hole) & (size_ - 1))) {
        words_[hole] = words_[at];
        hole = at;
      }
    }
    words_[hole] = 0;
    --count_;
  }

  // The node in one of the words, or NULL: for sweeps that go round.
  Node* at(size_t word) const noexcept {
    const uint64_t value = words_[word & (size_ - 1)];
    return value == 0 ? nullptr : node_of(value);
  }
  size_t word_count() const noexcept { return size_; }
  size_t count() const noexcept { return count_; }
  size_t bytes() const noexcept { return size_ * 8; }
  void prefetch(uint64_t hash) const noexcept {
    if (size_ != 0) __builtin_prefetch(&words_[place(hash)]);
  }

  // Forgets all nodes and gives the memory back.
  void reset() noexcept {
    words_.reset();
    size_ = count_ = 0;
  }

 private:
  static_assert(sizeof(void*) == 8, "the words hold 48 bits of an address");
  static constexpr uint64_t kTag = uint64_t{0xFFFF} << 48;

  static Node* node_of(uint64_t word) noexcept {
    return reinterpret_cast<Node*>(static_cast<uintptr_t>(word & ~kTag));
  }
  static uint64_t word_of(Node* node) noexcept {
    return (node->hash & kTag) | reinterpret_cast<uintptr_t>(node);
  }
  size_t place(uint64_t hash) const noexcept { return hash & (size_ - 1); }
  size_t next(size_t at) const noexcept { return (at + 1) & (size_ - 1); }
  size_t where(Node* node) const noexcept {
    const uint64_t word = word_of(node);
    size_t at = place(node->hash);
    while (words_[at] != word) at = next(at);
    return at;
  }
  static void put(uint64_t* words, size_t size, Node* node) noexcept {
    size_t at = node->hash & (size - 1);
    while (words[at] != 0) at = (at + 1) & (size - 1);
    words[at] = word_of(node);
  }
  void grow(size_t size) {
    std::unique_ptr<uint64_t[]> words(new uint64_t[size]());
    for (size_t at = 0; at < size_; ++at) {
      if (words_[at] != 0) put(words.get(), size, node_of(words_[at]));
    }
    words_ = std::move(words);
    size_ = size;
  }

  std::unique_ptr<uint64_t[]> words_;
  size_t size_ = 0;  // a power of two, or nothing yet
  size_t count_ = 0;
};

}  // namespace weir::cache
