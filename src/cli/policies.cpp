// SPDX-License-Identifier: Apache-2.0
#include "cli/policies.hpp"

#include <algorithm>
#include <queue>
#include <utility>
#include <vector>

namespace weir::cli {
namespace {

constexpr uint32_t kNone = 0xFFFFFFFF;

// Doubly linked lists over the numbers of keys; a key is in one of them at most.
struct Links {
  explicit Links(uint32_t keys) : newer(keys, kNone), older(keys, kNone) {}
  std::vector<uint32_t> newer, older;
};

class List {
 public:
  explicit List(Links& links) : links_(links) {}
  void push(uint32_t key) {
    links_.newer[key] = kNone;
    links_.older[key] = head_;
    (head_ != kNone ? links_.newer[head_] : tail_) = key;
    head_ = key;
    ++size_;
  }
  void erase(uint32_t key) {
    const uint32_t newer = links_.newer[key], older = links_.older[key];
    (newer != kNone ? links_.older[newer] : head_) = older;
    (older != kNone ? links_.newer[older] : tail_) = newer;
    --size_;
  }
  uint32_t pop() {
    const uint32_t key = tail_;
    erase(key);
    return key;
  }
  uint32_t tail() const { return tail_; }
  uint32_t size() const { return size_; }

 private:
  Links& links_;
  uint32_t head_ = kNone, tail_ = kNone, size_ = 0;
};

// Four rows of four counters an entry, up to 15 each, halved when ten times the size was counted.
class Frequencies {
 public:
  explicit Frequencies(uint32_t size) : most_(uint64_t{10} * size) {
    size_t words = 8;
    while (words < size) words *= 2;
    counts_.resize(16 * words);
  }
  uint32_t of(uint32_t key) const {
    uint32_t least = 15;
    for (uint32_t row = 0; row < 4; ++row) {
      least = std::min<uint32_t>(least, counts_[place(key, row)]);
    }
    return least;
  }
  void add(uint32_t key) {
    bool grew = false;
    for (uint32_t row = 0; row < 4; ++row) {
      uint8_t& count = counts_[place(key, row)];
      if (count == 15) continue;
      ++count;
      grew = true;
    }
    if (!grew || ++added_ < most_) return;
    uint64_t odd = 0;
    for (uint8_t& count : counts_) {
      odd += count & 1u;
      count /= 2;
    }
    added_ = (added_ - odd / 4) / 2;
  }

 private:
  size_t place(uint32_t key, uint32_t row) const {
    uint64_t mixed = (key + 1) * (0x9E3779B97F4A7C15u + 2 * uint64_t{row} * 0xC2B2AE3D27D4EB4Fu);
    mixed ^= mixed >> 29;
    mixed *= 0xBF58476D1CE4E5B9u;
    return row * (counts_.size() / 4) + (mixed >> 32) % (counts_.size() / 4);
  }
  std::vector<uint8_t> counts_;
  uint64_t added_ = 0, most_;
};

}  // namespace

uint64_t hits_lru(const Trace& trace, uint32_t size) {
  Links links(trace.key_count);
  List list(links);
  std::vector<bool> in(trace.key_count);
  uint64_t hits = 0;
  for (const uint32_t key : trace.accesses) {
    if (in[key]) {
      ++hits;
      list.erase(key);
    } else if (list.size() >= size) {
      in[list.pop()] = false;
    }
    in[key] = true;
    list.push(key);
  }
  return hits;
}

uint64_t hits_arc(const Trace& trace, uint32_t size) {
  enum : uint8_t { kOut, kOnce, kOften, kGhostOnce, kGhostOften };
  Links links(trace.key_count);
  List once(links), often(links), ghost_once(links), ghost_often(links);
  std::vector<uint8_t> state(trace.key_count, kOut);
  double target = 0;
  uint64_t hits = 0;
  const auto move = [&](uint32_t key, List& to, uint8_t where) {
    state[key] = where;
    to.push(key);
  };
  const auto replace = [&](bool in_ghost_often) {
    if (once.size() != 0 && (once.size() > target || (in_ghost_often && once.size() == target))) {
      move(once.pop(), ghost_once, kGhostOnce);
    } else {
      move(often.pop(), ghost_often, kGhostOften);
    }
  };
  for (const uint32_t key : trace.accesses) {
    switch (state[key]) {
      case kOnce:
      case kOften:
        ++hits;
        (state[key] == kOnce ? once : often).erase(key);
        move(key, often, kOften);
        continue;
      case kGhostOnce:
        target = std::min<double>(
            size,
            target + std::max(1.0, static_cast<double>(ghost_often.size()) / ghost_once.size()));
        replace(false);
        ghost_once.erase(key);
        move(key, often, kOften);
        continue;
      case kGhostOften:
        target = std::max<double>(
            0, target - std::max(1.0, static_cast<double>(ghost_once.size()) / ghost_often.size()));
        replace(true);
        ghost_often.erase(key);
        move(key, often, kOften);
        continue;
      default:
        break;
    }
    const uint32_t recent = once.size() + ghost_once.size();
    const uint32_t all = recent + often.size() + ghost_often.size();
    if (recent == size) {
      if (once.size() < size) {
        state[ghost_once.pop()] = kOut;
        replace(false);
      } else {
        state[once.pop()] = kOut;
      }
    } else if (all >= size) {
      if (all == 2 * size) state[ghost_often.pop()] = kOut;
      if (once.size() + often.size() >= size) replace(false);
    }
    move(key, once, kOnce);
  }
  return hits;
}

uint64_t hits_s3fifo(const Trace& trace, uint32_t size) {
  const uint32_t small_size = std::max(1u, size / 10), main_size = size - small_size;
  Links links(trace.key_count);
  List small(links), main(links);
  enum : uint8_t { kOut, kSmall, kMain };
  std::vector<uint8_t> state(trace.key_count, kOut), marks(trace.key_count);
  std::vector<uint64_t> left(trace.key_count);  // when it went to the ghost; 0: it did not
  uint64_t hits = 0, leavers = 0;
  const auto evict_main = [&] {
    for (;;) {
      const uint32_t key = main.pop();
      if (marks[key] == 0) {
        state[key] = kOut;
        return;
      }
      --marks[key];
      main.push(key);
    }
  };
  const auto evict_small = [&] {
    while (small.size() != 0) {
      const uint32_t key = small.pop();
      if (marks[key] < 2) {
        state[key] = kOut;
        left[key] = ++leavers;
        return;
      }
      marks[key] = 0;
      state[key] = kMain;
      main.push(key);
      if (main.size() > main_size) return evict_main();
    }
    if (main.size() != 0) evict_main();
  };
  for (const uint32_t key : trace.accesses) {
    if (state[key] != kOut) {
      ++hits;
      if (marks[key] < 3) ++marks[key];
      continue;
    }
    const bool ghost = left[key] != 0 && leavers - left[key] < main_size;
    left[key] = 0;
    while (small.size() + main.size() >= size) {
      small.size() >= small_size || main.size() == 0 ? evict_small() : evict_main();
    }
    marks[key] = 0;
    state[key] = ghost ? kMain : kSmall;
    (ghost ? main : small).push(key);
  }
  return hits;
}

uint64_t hits_wtinylfu(const Trace& trace, uint32_t size) {
  const uint32_t window_size = std::max(1u, size / 100), main_size = size - window_size;
  const uint32_t kept_size = main_size * 4 / 5;
  Links links(trace.key_count);
  List window(links), trial(links), kept(links);
  enum : uint8_t { kOut, kWindow, kTrial, kKept };
  std::vector<uint8_t> state(trace.key_count, kOut);
  Frequencies frequencies(size);
  uint64_t hits = 0;
  for (const uint32_t key : trace.accesses) {
    frequencies.add(key);
    if (state[key] != kOut) ++hits;
    if (state[key] == kWindow) {
      window.erase(key);
      window.push(key);
    } else if (state[key] == kTrial || state[key] == kKept) {
      (state[key] == kTrial ? trial : kept).erase(key);
      state[key] = kKept;
      kept.push(key);
      while (kept.size() > kept_size) {
        const uint32_t back = kept.pop();
        state[back] = kTrial;
        trial.push(back);
      }
    } else {
      state[key] = kWindow;
      window.push(key);
      if (window.size() <= window_size) continue;
      const uint32_t candidate = window.pop();
      state[candidate] = kOut;
      if (trial.size() + kept.size() >= main_size) {
        List& from = trial.size() != 0 ? trial : kept;
        if (from.size() == 0 || frequencies.of(candidate) <= frequencies.of(from.tail())) continue;
        state[from.pop()] = kOut;
      }
      state[candidate] = kTrial;
      trial.push(candidate);
    }
  }
  return hits;
}

uint64_t hits_optimum(const Trace& trace, uint32_t size) {
  const size_t count = trace.accesses.size();
  std::vector<uint32_t> next(count), last(trace.key_count, kNone);
  for (size_t at = count; at-- > 0;) {
    next[at] = last[trace.accesses[at]];
    last[trace.accesses[at]] = static_cast<uint32_t>(at);
  }
  std::vector<uint32_t> wanted(trace.key_count);  // when a key that is in is wanted next
  std::vector<bool> in(trace.key_count);
  std::priority_queue<std::pair<uint32_t, uint32_t>> latest;
  uint32_t held = 0;
  uint64_t hits = 0;
  for (size_t at = 0; at < count; ++at) {
    const uint32_t key = trace.accesses[at];
    if (in[key]) {
      ++hits;
    } else {
      if (next[at] == kNone) continue;
      if (held >= size) {
        while (!in[latest.top().second] || wanted[latest.top().second] != latest.top().first) {
          latest.pop();
        }
        if (latest.top().first <= next[at]) continue;
        in[latest.top().second] = false;
        latest.pop();
        --held;
      }
      in[key] = true;
      ++held;
    }
    wanted[key] = next[at];
    latest.emplace(next[at], key);
  }
  return hits;
}

}  // namespace weir::cli
