// SPDX-License-Identifier: Apache-2.0
// One who judges texts by a set of rules: here and now, or many at once on the workers, and keeps
// verdicts, so that a text that comes again costs a look.
//
// A verdict is kept under its whole text and the very plan that gave it, which the entry holds:
// when the rules change there is another plan, and what was kept no longer fits. Verdicts of rules
// that look at anything but the configuration (the disk, a function nobody called pure, a clock)
// are never kept. So a kept verdict is the one that a fresh run gives.
//
// Locking: `mutex_` guards the queue and the results; each shard of the cache has its own. No rule
// runs under any of them.
#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/life.hpp"
#include "validate/rules.hpp"
#include "work/pool.hpp"

namespace weir::validate {

class Judge : public std::enable_shared_from_this<Judge> {
 public:
  struct Settings {
    Options how;
    bool ordered = false;            // results come as texts were given, not as they are ready
    unsigned workers = 0;            // at most; 0: all of the pool
    size_t queue = 4096;             // texts whose results were not taken yet
    size_t cache_bytes = 16u << 20;  // 0: keep nothing
  };
  struct Result {
    uint64_t index = 0;
    Report report;
  };

  Judge(std::shared_ptr<Rules> rules, std::shared_ptr<work::Pool> pool, base::LifePtr life,
        Settings settings);

  // Error(parse) for what is no JSON. With names or a control nothing is kept.
  Report decide(std::string_view text, const std::vector<std::string>& only,
                work::Control* control);
  // False when so many results were not taken that there is no room for one more.
  bool submit(std::string_view text);
  // ok, again when time ran out, end when there is nothing to wait for.
  Status next(uint64_t timeout_ns, Result& result);
  // What has not begun never will: its result says so.
  void cancel();
  std::string stats_json() const;
  // Nobody will take results any more.
  void abandon();

 private:
  static constexpr size_t kShards = 16;
  static constexpr size_t kChunk = 8;  // texts that a worker takes at once

  struct Kept {
    std::string text;
    std::shared_ptr<const Plan> plan;
    Report report;
  };
  struct Shard {
    using Order = std::list<std::pair<uint64_t, std::shared_ptr<const Kept>>>;
    mutable std::mutex mutex;
    Order order;  // the one used last in front
    std::unordered_map<uint64_t, Order::iterator> by_hash;
    size_t bytes = 0;
  };
  struct Item {
    uint64_t index;
    std::string text;
  };

  Report fresh_or_kept(std::string_view text);
  Report judged(std::string_view text) noexcept;
  std::shared_ptr<const Kept> find(Shard& shard, uint64_t hash, std::string_view text,
                                   const Plan* plan);
  void keep(Shard& shard, uint64_t hash, std::string_view text, std::shared_ptr<const Plan> plan,
            const Report& report);
  bool keeps_of(const std::shared_ptr<const Plan>& plan);
  void work();
  void settle(uint64_t index, Report report);

  const std::shared_ptr<Rules> rules_;
  const std::shared_ptr<work::Pool> pool_;
  const base::LifePtr life_;
  const Settings settings_;
  const unsigned most_workers_;
  const uint64_t seed_;

  std::array<Shard, kShards> shards_;
  std::atomic<uint64_t> hits_{0}, misses_{0}, bypassed_{0};

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::shared_ptr<const Plan> known_;  // the plan of which we know whether it is pure
  bool known_is_pure_ = false;
  std::deque<Item> queue_;
  std::deque<Result> ready_;
  std::map<uint64_t, Report> early_;  // when ordered: results that others have to come before
  unsigned active_ = 0;
  bool abandoned_ = false;
  uint64_t submitted_ = 0, settled_ = 0, given_ = 0, invalid_ = 0, cancelled_ = 0, due_ = 0;
  uint64_t began_ns_ = 0, ended_ns_ = 0;
};

}  // namespace weir::validate
