// SPDX-License-Identifier: Apache-2.0
#include "cache/duel.hpp"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <new>

namespace weir::cache {
namespace {

// A shadow has this many entries, or this share of the real cache's, whichever is more. Fewer see
// too little of short traces; more were no better on the traces of tests/bench/README.md.
constexpr double kLeastShadow = 256;
constexpr double kLeastShare = 0.02;
constexpr double kEpochs = 4;     // an epoch is so many times a shadow's entries
constexpr double kMemory = 0.75;  // of a score, from one epoch to the next
constexpr double kNoise = 0.002;  // a lead of two hits in a thousand means something

}  // namespace

bool Duel::Shadow::access(uint64_t hash, uint32_t weight) {
  if (Node* node = table.find(hash, [](const Node&) { return true; })) {
    Policy<Node>::hit(node);
    return true;
  }
  table.reserve_one();
  if (spare.empty()) {
    nodes.emplace_back();
    spare.push_back(&nodes.back());
    spare.reserve(nodes.size());
  }
  Node* const node = spare.back();
  spare.pop_back();
  *node = {hash, nullptr, nullptr, weight, 0, Queue::none};
  table.insert(node);
  policy.insert(node, bounds, false, [&](Node* gone) {
    table.erase(gone);
    spare.push_back(gone);
  });
  return false;
}

void Duel::plan(uint64_t mean_weight) {
  mean_weight = std::max<uint64_t>(mean_weight, 1);
  const double entries = static_cast<double>(
      std::max<uint64_t>(std::min(whole_.entries, whole_.bytes / mean_weight), 1));
  const double rate = std::min(1.0, std::max(kLeastShare, kLeastShadow / entries));
  const auto share = [rate](uint64_t bound) {
    return std::max<uint64_t>(static_cast<uint64_t>(static_cast<double>(bound) * rate), 1);
  };
  std::vector<std::unique_ptr<Shadow>> shadows;
  for (const Setting& setting : kSettings) {
    shadows.push_back(
        std::make_unique<Shadow>(setting, Bounds{share(whole_.bytes), share(whole_.entries)}));
  }
  shadows_.swap(shadows);
  seen_ = weight_seen_ = 0;
  planned_weight_ = mean_weight;
  epoch_ = std::max<uint64_t>(64, static_cast<uint64_t>(kEpochs * entries * rate));
  threshold_.store(rate >= 1 ? UINT64_MAX : static_cast<uint64_t>(std::ldexp(rate, 64)),
                   std::memory_order_relaxed);
}

void Duel::begin(uint64_t mean_weight) noexcept {
  if (!lock_.try_lock()) return;
  const std::lock_guard lock(lock_, std::adopt_lock);
  if (begun()) return;
  begun_.store(true, std::memory_order_relaxed);
  try {
    plan(mean_weight);
  } catch (const std::bad_alloc&) {  // then the first setting rules
  }
}

void Duel::feed(const Sample* samples, size_t count) noexcept {
  if (!lock_.try_lock()) return;
  const std::lock_guard lock(lock_, std::adopt_lock);
  try {
    for (size_t at = 0; at < count; ++at) {
      const auto weight = static_cast<uint32_t>(std::min<uint64_t>(samples[at].weight, UINT32_MAX));
      for (auto& shadow : shadows_) shadow->hits += shadow->access(samples[at].hash, weight);
      weight_seen_ += weight;
      if (++seen_ >= epoch_) judge();
    }
  } catch (const std::bad_alloc&) {
    shadows_.clear();
    threshold_.store(0, std::memory_order_relaxed);
  }
}

void Duel::judge() {
  for (auto& shadow : shadows_) {
    shadow->score = kMemory * shadow->score +
                    (1 - kMemory) * static_cast<double>(shadow->hits) / static_cast<double>(seen_);
    shadow->hits = 0;
  }
  const uint32_t current = choice();
  uint32_t best = current;
  for (uint32_t at = 0; at < shadows_.size(); ++at) {
    const double lead = shadows_[at]->score - shadows_[best]->score;
    if (lead > (best == current ? kNoise : 0)) best = at;
  }
  if (best != current) {
    choice_.store(best, std::memory_order_relaxed);
    switches_.fetch_add(1, std::memory_order_relaxed);
  }
  // Entries of quite another weight: another number of them fits, so another share is to be seen.
  const uint64_t mean = weight_seen_ / seen_;
  seen_ = weight_seen_ = 0;
  if (mean > planned_weight_ * 4 || mean * 4 < planned_weight_) plan(mean);
}

}  // namespace weir::cache
