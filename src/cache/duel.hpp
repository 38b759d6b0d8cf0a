// SPDX-License-Identifier: Apache-2.0
// Which of the policy's settings fits the work at hand, found out while it runs. For each setting
// there is a small cache of keys alone, its shadow, which sees a sample of the accesses: those
// whose key's hash is below a threshold, so that a key is seen always or never. Every few thousand
// of them the shadows' hits are compared; the real cache follows one that leads by more than the
// noise. A change of setting moves nothing in the real cache: queues drift to their new shares.
//
// Threads: Shared. Samples come in batches; a batch that finds the duel busy is dropped.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

#include "cache/lock.hpp"
#include "cache/policy.hpp"
#include "cache/table.hpp"

namespace weir::cache {

class Duel {
 public:
  struct Sample {
    uint64_t hash, weight;
  };

  explicit Duel(const Bounds& whole) : whole_(whole) {}
  Duel(const Duel&) = delete;
  Duel& operator=(const Duel&) = delete;

  // Which setting to use now.
  uint32_t choice() const noexcept { return choice_.load(std::memory_order_relaxed); }
  // Whether accesses to this key are for feed().
  bool wants(uint64_t hash) const noexcept {
    return hash < threshold_.load(std::memory_order_relaxed);
  }
  // Begins once it is known about how heavy entries are.
  bool begun() const noexcept { return begun_.load(std::memory_order_relaxed); }
  void begin(uint64_t mean_weight) noexcept;
  void feed(const Sample* samples, size_t count) noexcept;

  uint64_t switches() const noexcept { return switches_.load(std::memory_order_relaxed); }

 private:
  struct Node {
    uint64_t hash;
    Node* newer;
    Node* older;
    uint32_t heft;
    uint8_t marks;
    Queue queue;
    uint64_t weight() const noexcept { return heft; }
  };
  struct Shadow {
    Shadow(const Setting& setting, const Bounds& share) : policy(setting, false), bounds(share) {}
    bool access(uint64_t hash, uint32_t weight);
    Policy<Node> policy;
    Bounds bounds;
    Table<Node> table;
    std::deque<Node> nodes;
    std::vector<Node*> spare;
    uint64_t hits = 0;
    double score = 0;
  };

  void plan(uint64_t mean_weight);
  void judge();

  const Bounds whole_;
  std::atomic<uint64_t> threshold_{0};
  std::atomic<uint32_t> choice_{0};
  std::atomic<bool> begun_{false};
  std::atomic<uint64_t> switches_{0};
  Lock lock_;  // guards all below
  std::vector<std::unique_ptr<Shadow>> shadows_;
  uint64_t seen_ = 0, epoch_ = 0, weight_seen_ = 0, planned_weight_ = 0;
};

}  // namespace weir::cache
