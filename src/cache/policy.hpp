// SPDX-License-Identifier: Apache-2.0
// Who leaves when there is no room: one structure with four settings, between which a duel decides
// (duel.hpp). Newcomers enter `small`, a FIFO. What leaves it at the tail goes to `main`, a clock
// with marks of two bits, while there is room; in a full cache it has to be worth it: by marks that
// it earned in `small`, or in a contest of estimated frequency against those the clock's hand would
// take. A key that left not long ago goes to `main` at once. A hit writes one mark and moves
// nothing, so a scan of keys that nobody reads twice passes through `small` and disturbs nobody.
//
// Everything is weighed in bytes and counted in entries; either bound may bind. Leaving is told to
// the caller's `drop`, which gets the node unlinked. The newest node never leaves.
//
// Threads: Confined to the lock of its owner. Node has hash, newer, older, marks, queue and
// weight().
#pragma once

#include <cstddef>
#include <cstdint>

#include "cache/hash.hpp"
#include "cache/sketch.hpp"

namespace weir::cache {

struct Setting {
  double small;          // the share of the cache that `small` may fill
  uint8_t marks_needed;  // to enter `main` without a contest; 9: no number of marks
  bool ghost;            // remember who left
  bool contest;          // let frequencies decide
};

inline constexpr Setting kSettings[] = {
    {0.02, 2, true, false},
    {0.01, 9, false, true},
    {0.20, 9, false, true},
    {0.20, 1, true, false},
};
inline constexpr size_t kSettingCount = sizeof kSettings / sizeof kSettings[0];

struct Bounds {
  uint64_t bytes, entries;
};

enum class Queue : uint8_t { small, main, none };

template <class Node>
class Policy {
 public:
  static constexpr uint8_t kMostMarks = 3;

  // `always_count`: feed the sketch under every setting, because the setting may change.
  Policy(const Setting& setting, bool always_count)
      : setting_(setting), counting_(always_count || setting.contest) {}

  void use(const Setting& setting) noexcept { setting_ = setting; }
  uint64_t bytes() const noexcept { return small().bytes + main().bytes; }
  uint64_t entries() const noexcept { return small().count + main().count; }
  size_t memory() const noexcept { return sketch_.bytes() + ghost_.bytes(); }

  static void hit(Node* node) noexcept {
    if (node->marks < kMostMarks) ++node->marks;
  }

  // Least recently used first, instead of all that: the node moves to the front.
  void touch(Node* node) noexcept {
    List& list = list_of(node);
    list.unlink(node);
    list.push(node);
  }

  template <class Drop>
  void insert(Node* node, const Bounds& bounds, bool lru, Drop&& drop) {
    node->marks = 0;
    const uint64_t key = rehash(node->hash);
    if (!lru && counting_) {
      if (entries() >= room_) sketch_.grow(room_ = entries() * 2 + 8);
      sketch_.add(key);
    }
    const bool known = !lru && setting_.ghost && ghost_.take(key);
    push(lru || known ? Queue::main : Queue::small, node);
    newest_ = node;
    settle(bounds, lru, drop);
  }

  // A node takes the place of another with the same key.
  void replace(Node* old, Node* node) noexcept {
    List& list = list_of(old);
    node->marks = old->marks;
    node->queue = old->queue;
    node->newer = old->newer;
    node->older = old->older;
    list.join(node);
    list.bytes += node->weight();
    list.bytes -= old->weight();
    newest_ = node;
  }

  void erase(Node* node) noexcept {
    list_of(node).unlink(node);
    node->queue = Queue::none;
    if (newest_ == node) newest_ = nullptr;
  }

  // Lets nodes go until the bounds are kept. `spare` stays, whatever it weighs.
  template <class Drop>
  void settle(const Bounds& bounds, bool lru, Drop&& drop) {
    if (lru) {
      while (over(bounds) && main().count > 1) leave(main().tail, drop);
      if (over(bounds) && main().tail != nullptr && main().tail != newest_)
        leave(main().tail, drop);
      return;
    }
    for (;;) {
      const bool full = over(bounds);
      const bool crowded = small().count > 1 &&
                           (static_cast<double>(small().bytes) >
                                setting_.small * static_cast<double>(bounds.bytes) ||
                            (small().count > setting_.small * static_cast<double>(bounds.entries)));
      if (!full && !crowded) return;
      Node* const oldest = small().tail;
      if (crowded || !has_victim()) {
        if (oldest == nullptr || (oldest == newest_ && small().count == 1)) return;
        if (oldest == newest_) {  // it replaced another in its place
          touch(oldest);
          continue;
        }
        graduate(oldest, full, bounds, drop);
      } else {
        leave(victim(), drop);
      }
    }
  }

  // The next to go, for those who need memory and not room; NULL when the cache is empty.
  template <class Drop>
  bool shed(bool lru, Drop&& drop) {
    Node* node = lru ? main().tail : main().count != 0 ? victim() : small().tail;
    if (node == nullptr) return false;
    leave(node, drop);
    return true;
  }

  void reset() noexcept {
    lists_[0] = lists_[1] = List{};
    newest_ = nullptr;
  }

 private:
  struct List {
    Node* head = nullptr;  // the newest
    Node* tail = nullptr;
    uint64_t bytes = 0, count = 0;

    void push(Node* node) noexcept {
      node->newer = nullptr;
      node->older = head;
      join(node);
      bytes += node->weight();
      ++count;
    }
    // Its neighbours, or the list, learn of a node that knows its place.
    void join(Node* node) noexcept {
      if (node->newer != nullptr) {
        node->newer->older = node;
      } else {
        head = node;
      }
      if (node->older != nullptr) {
        node->older->newer = node;
      } else {
        tail = node;
      }
    }
    void unlink(Node* node) noexcept {
      if (node->newer != nullptr) {
        node->newer->older = node->older;
      } else {
        head = node->older;
      }
      if (node->older != nullptr) {
        node->older->newer = node->newer;
      } else {
        tail = node->newer;
      }
      bytes -= node->weight();
      --count;
    }
  };

  List& small() noexcept { return lists_[0]; }
  List& main() noexcept { return lists_[1]; }
  const List& small() const noexcept { return lists_[0]; }
  const List& main() const noexcept { return lists_[1]; }
  List& list_of(const Node* node) noexcept { return lists_[static_cast<size_t>(node->queue)]; }
  void push(Queue queue, Node* node) noexcept {
    node->queue = queue;
    list_of(node).push(node);
  }
  bool over(const Bounds& bounds) const noexcept {
    return bytes() > bounds.bytes || entries() > bounds.entries;
  }

  uint32_t worth(const Node* node) const noexcept {
    const uint32_t sum = sketch_.estimate(rehash(node->hash)) + node->marks;
    return sum > 15 ? 15 : sum;
  }
  void count_marks(const Node* node) noexcept {
    if (!counting_) return;
    for (uint8_t mark = 0; mark < node->marks; ++mark) sketch_.add(rehash(node->hash));
  }

  // The ghost is of the cache's size when somebody first leaves, and follows it from afar.
  void remember(const Node* node) noexcept {
    const uint64_t now = entries() + 1;
    if (ghost_.size() == 0 || now > 2 * ghost_.size() || 4 * now < ghost_.size()) {
      ghost_.resize(now);
    }
    ghost_.add(rehash(node->hash));
  }
  bool has_victim() const noexcept {
    return main().count > 1 || (main().count == 1 && main().tail != newest_);
  }

  // Turns the clock's hand until it is at a node without marks; those it passes lose one.
  Node* victim() noexcept {
    for (;;) {
      Node* const node = main().tail;
      if (node->marks == 0 && (node != newest_ || main().count == 1)) return node;
      main().unlink(node);
      if (node->marks != 0) {
        if (counting_) sketch_.add(rehash(node->hash));
        --node->marks;
      }
      main().push(node);
    }
  }

  template <class Drop>
  void leave(Node* node, Drop&& drop) {
    erase(node);
    drop(node);
  }

  template <class Drop>
  void graduate(Node* node, bool full, const Bounds& bounds, Drop&& drop) {
    bool stays = true;
    if (full && node->marks >= setting_.marks_needed) {
      while (over(bounds) && has_victim()) leave(victim(), drop);
      stays = !over(bounds);
    } else if (full) {
      stays = setting_.contest && has_victim();
      const uint32_t mine = stays ? worth(node) : 0;
      while (stays && over(bounds)) {
        Node* const other = victim();
        // Now and then one of some worth gets in unasked, so that no frequency rules for ever.
        stays = mine > worth(other) || (mine > 5 && chance());
        if (stays) leave(other, drop);
        if (!has_victim()) break;
      }
      stays = stays && !over(bounds);
    }
    count_marks(node);
    node->marks = 0;
    erase(node);
    if (stays) {
      push(Queue::main, node);
    } else {
      if (setting_.ghost) remember(node);
      drop(node);
    }
  }

  bool chance() noexcept {
    random_ ^= random_ << 13;
    random_ ^= random_ >> 7;
    random_ ^= random_ << 17;
    return (random_ & 127) == 0;
  }

  Setting setting_;
  const bool counting_;
  // By number: with a conditional reference to one of two members, gcc 12.2 loses stores at -O2.
  List lists_[2];
  Node* newest_ = nullptr;
  Sketch sketch_;
  Ghost ghost_;
  uint64_t room_ = 0;
  uint64_t random_ = 88172645463325252u;
};

}  // namespace weir::cache
