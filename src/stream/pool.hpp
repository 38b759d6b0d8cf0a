// SPDX-License-Identifier: Apache-2.0
// The pool of streams: hands out streams, spreads transfers and batches over them, and counts.
//
// Promises: what was submitted is done or reported failed, also across a resize and when the pool
// ends; an error is told exactly once to whoever is nearest: the ticket, else the next synchronize
// or wait_all.
//
// Locking: `mutex_` guards the list of streams, shared for using it and exclusive for changing it,
// and is never held while waiting. `configure_mutex_` lets one resize, or the end, happen at a
// time: the end waits for the streams that a resize is waiting for.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <string>
#include <utility>
#include <vector>

#include "stream/stream.hpp"

namespace weir::stream {

struct PoolOptions {
  uint32_t size = 4;
  int32_t default_priority = 0;
  bool profiling = true;
  bool auto_sync = false;
  uint64_t max_batch_bytes = uint64_t{500} << 20;
  uint32_t retries = 3;
};

inline constexpr uint32_t kMaxStreams = 256;
inline constexpr uint32_t kMaxRetries = 1000;

class Pool {
 public:
  struct Parts {
    std::shared_ptr<device::Device> device;
    std::shared_ptr<memory::Budget> budget;
    std::shared_ptr<Link> link = {};      // NULL: one of its own
    std::shared_ptr<work::Pool> workers;  // may be NULL
    base::LifePtr life;
    base::ClockFn clock = base::monotonic_ns;
    Common::Sleep sleep = nullptr;  // NULL: really sleep
    // May be empty. Called once the pool is no more and all it did is over, by whichever thread
    // ended it. Not in a fork's child.
    std::function<void()> ended = {};
  };
  struct Pair {
    Array src;
    Array dst;
  };
  using PairAt = std::function<Pair(size_t index)>;
  using TicketPtr = std::shared_ptr<work::Ticket>;
  using StreamPtr = std::shared_ptr<Stream>;

  // The last pointer may go anywhere, also inside a callback: the end then happens elsewhere.
  static std::shared_ptr<Pool> create(const PoolOptions& options, Parts parts);
  ~Pool() { close(); }
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

  // Error(closed) after the runtime's shutdown, and in a fork's child.
  void check() const;

  // Waits for the streams that go, and for all of them when the priority changes. `change` is given
  // the options as they are, and no other configure() comes between it and what it returns.
  using Change = std::function<PoolOptions(const PoolOptions& now)>;
  void configure(const Change& change);
  void configure(const PoolOptions& options);
  PoolOptions options() const;
  uint32_t size() const;

  StreamPtr get(uint32_t index) const;
  // An idle one, else the one with the shortest queue; among equals, the one after the last given.
  StreamPtr next();

  // `ticket` NULL: nobody will ask, so errors go to the ledgers: the stream's, or the pool's when
  // the pool chose the stream. A pair that does not fit is Error(invalid) at once. With auto_sync
  // the transfer is over when these return.
  void transfer(const StreamPtr& stream, const Pair& pair, TicketPtr* ticket);
  void transfer(const Pair& pair, TicketPtr* ticket);
  // A pair that does not fit is that item's failure; the others are tried.
  void batch(const PairAt& pair_at, size_t count, std::shared_ptr<work::Control> control,
             TicketPtr* ticket);

  // A batch that is asked for again and again: described, checked and grouped once. Error(invalid)
  // names the first pair that does not fit. It holds no pool; runs are of the pool it was made by.
  class Prepared {
   private:
    friend class Pool;
    std::mutex mutex_;  // guards layout_, which a run may have to cut anew
    LayoutPtr layout_;  // NULL: no pairs
    size_t count_ = 0;
  };
  std::shared_ptr<Prepared> prepare(const PairAt& pair_at, size_t count) const;
  void run(Prepared& prepared, std::shared_ptr<work::Control> control, TicketPtr* ticket);

  // A stream that queues what it is asked on a device stream of the caller's own. The same one is
  // given again for the same `native`; it stays until the pool ends. Error(unsupported) on the
  // host.
  StreamPtr wrap(void* native);

  // False when time ran out. Throws what the ledgers hold.
  bool wait_all(uint64_t timeout_ns);
  PoolStats stats() const;

  // Finishes what is queued and takes no more. Idempotent. No configure() after it: the life is
  // over, or the last pointer gone.
  void close();

 private:
  Pool(const PoolOptions& options, Parts parts);
  static void end_here(Pool* pool, const std::function<void()>& ended);
  void apply(const PoolOptions& options);
  std::vector<StreamPtr> streams() const;
  struct Helper;
  std::function<void()> help_with(const std::shared_ptr<Batch>& batch) const;
  bool begin_asking(const char* what) const;
  std::shared_ptr<Batch> make_single(const Pair& pair, work::Ticket::Lost lost) const;
  OneMemory one_memory() const;
  work::Ticket::Lost to_ledger() const;
  void start(LayoutPtr layout, TicketPtr ticket, std::shared_ptr<work::Control> control,
             uint64_t now_ns);
  void spread(const std::shared_ptr<Batch>& batch);
  static void check_pair_count(size_t count);
  std::vector<StreamPtr> all_streams() const;
  static void hand_over(TicketPtr ticket, TicketPtr* out, bool sync);

  const std::shared_ptr<Common> common_;
  const std::shared_ptr<Ledger> ledger_ = std::make_shared<Ledger>();  // of batches
  const std::shared_ptr<Helper> helper_;
  std::atomic<uint64_t> refused_{0};  // pairs of batches that did not fit
  std::atomic<uint32_t> cursor_{0};
  std::mutex configure_mutex_;
  mutable std::shared_mutex mutex_;  // guards what follows
  PoolOptions options_;
  std::vector<StreamPtr> streams_;
  std::vector<std::pair<void*, StreamPtr>> wrapped_;
  TransferStats gone_;  // of streams that a resize took away
  profile::HistogramSum gone_latencies_;
};

// The documents' keys: streams_in_use, bytes_transferred, transfer_stats{...}, stream_stats{...}.
std::string stats_json(const PoolStats& stats);

}  // namespace weir::stream
