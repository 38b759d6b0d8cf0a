// SPDX-License-Identifier: Apache-2.0
#include "stream/pool.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <thread>
#include <utility>

#include "base/callback.hpp"
#include "base/limits.hpp"
#include "work/wait.hpp"

namespace weir::stream {
namespace {

void really_sleep(uint64_t ns) {
  std::this_thread::sleep_for(std::chrono::nanoseconds(ns));
}

std::shared_ptr<Common> make_common(Pool::Parts parts) {
  auto common = std::make_shared<Common>();
  common->device = std::move(parts.device);
  common->budget = std::move(parts.budget);
  common->link =
      parts.link ? std::move(parts.link) : std::make_shared<Link>(common->device, common->budget);
  common->workers = std::move(parts.workers);
  common->life = std::move(parts.life);
  common->processors = base::usable_cpus();
  common->clock = parts.clock;
  common->sleep = parts.sleep != nullptr ? parts.sleep : really_sleep;
  return common;
}

void check_options(const PoolOptions& options) {
  if (options.size == 0 || options.size > kMaxStreams) {
    fail(Status::invalid, "size is %u: a pool has 1 to %u streams", options.size, kMaxStreams);
  }
  if (options.retries > kMaxRetries) {
    fail(Status::invalid, "retries is %u: at most %u more tries are made", options.retries,
         kMaxRetries);
  }
  if (options.default_priority < -20 || options.default_priority > 19) {
    fail(Status::invalid, "default_priority is %d: it goes from -20 (first) to 19 (last)",
         options.default_priority);
  }
}

}  // namespace

// The hands of a thread that waits for a batch: one at a time, the others just wait.
struct Pool::Helper {
  // The right to use the hand; false when another thread has it.
  class Turn {
   public:
    Turn(Helper& helper, const std::shared_ptr<Batch>& batch) : helper_(helper) {
      const std::lock_guard lock(helper_.mutex_);
      if (helper_.begun_ != helper_.ended_) return;
      ++helper_.begun_;
      helper_.ticket_ = batch->ticket.get();
      mine_ = true;
    }
    ~Turn() {
      if (!mine_) return;
      const std::lock_guard lock(helper_.mutex_);
      ++helper_.ended_;
      helper_.ticket_ = nullptr;
      helper_.over_.notify_all();
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    explicit operator bool() const noexcept { return mine_; }

   private:
    Helper& helper_;
    bool mine_ = false;
  };

  explicit Helper(std::shared_ptr<Common> of) : common(std::move(of)), hand(*common) {}

  // Waits for the turn that there is now. Once the streams are done with a batch, whoever still
  // copies a part of it has begun; who begins later finds nothing left.
  bool wait(uint64_t timeout_ns) {
    std::unique_lock lock(mutex_);
    const auto reached = [this, goal = begun_] { return ended_ >= goal; };
    // As in Stream::wait_idle().
    const auto quiet = [this] { return ticket_ == nullptr || ticket_->quiet(); };
    if (reached()) return true;
    if (timeout_ns == 0) return quiet();
    work::NoWaiting::check("waiting for a stream pool");
    return work::wait_for(over_, lock, timeout_ns, reached) || quiet();
  }

  const std::shared_ptr<Common> common;
  Hand hand;

 private:
  std::mutex mutex_;  // guards what follows; never held while copying
  std::condition_variable over_;
  uint64_t begun_ = 0;
  uint64_t ended_ = 0;
  const work::Ticket* ticket_ = nullptr;  // of the turn that there is
};

std::shared_ptr<Pool> Pool::create(const PoolOptions& options, Parts parts) {
  check_options(options);
  std::function<void()> ended = std::move(parts.ended);
  std::unique_ptr<Pool> pool(new Pool(options, std::move(parts)));
  auto end = [ended = std::move(ended)](Pool* gone) {
    if (gone->common_->life->stale()) return;  // threads and locks are the parent's
    if (!work::NoWaiting::active()) return end_here(gone, ended);
    if (!base::contained([&] { std::thread(end_here, gone, ended).detach(); })) {
      // No thread to be had: the pool's own sleep until the process ends.
      if (ended) ended();
    }
  };
  return std::shared_ptr<Pool>(pool.release(), std::move(end));
}

void Pool::end_here(Pool* pool, const std::function<void()>& ended) {
  delete pool;
  if (ended) ended();
}

Pool::Pool(const PoolOptions& options, Parts parts)
    : common_(make_common(std::move(parts))), helper_(std::make_shared<Helper>(common_)) {
  apply(options);
  for (uint32_t i = 0; i < options.size; ++i) {
    streams_.push_back(std::make_shared<Stream>(common_, i, options.default_priority));
  }
}

void Pool::apply(const PoolOptions& options) {
  options_ = options;
  common_->retries.store(options.retries, std::memory_order_relaxed);
  common_->profiling.store(options.profiling, std::memory_order_relaxed);
  common_->window.set_limit(options.max_batch_bytes);
}

void Pool::check() const {
  common_->life->check("stream pool");
}

void Pool::configure(const PoolOptions& options) {
  configure([&options](const PoolOptions&) { return options; });
}

void Pool::configure(const Change& change) {
  check();
  work::NoWaiting::check("configuring a stream pool");
  const std::lock_guard one_at_a_time(configure_mutex_);
  const PoolOptions options = change(this->options());  // checks again: the end may have passed
  check_options(options);
  const std::vector<StreamPtr> before = streams();
  const size_t kept = std::min<size_t>(before.size(), options.size);
  const auto middle = before.begin() + static_cast<std::ptrdiff_t>(kept);
  const std::vector<StreamPtr> staying(before.begin(), middle);
  const std::vector<StreamPtr> going(middle, before.end());
  std::vector<StreamPtr> after = staying;
  for (auto i = static_cast<uint32_t>(kept); i < options.size; ++i) {
    after.push_back(std::make_shared<Stream>(common_, i, options.default_priority));
  }
  {
    const std::unique_lock lock(mutex_);
    apply(options);
    streams_.swap(after);
  }
  for (const StreamPtr& stream : going) {
    stream->close();
    stream->ledger().move_to(*ledger_);
    const std::unique_lock lock(mutex_);
    gone_.add(stream->stats().transfers);
    stream->add_latencies_to(gone_latencies_);
  }
  for (const StreamPtr& stream : staying) stream->restart(options.default_priority);
}

PoolOptions Pool::options() const {
  check();
  const std::shared_lock lock(mutex_);
  return options_;
}

uint32_t Pool::size() const {
  check();
  const std::shared_lock lock(mutex_);
  return static_cast<uint32_t>(streams_.size());
}

std::vector<Pool::StreamPtr> Pool::streams() const {
  const std::shared_lock lock(mutex_);
  return streams_;
}

std::vector<Pool::StreamPtr> Pool::all_streams() const {
  const std::shared_lock lock(mutex_);
  std::vector<StreamPtr> all = streams_;
  for (const auto& [native, stream] : wrapped_) all.push_back(stream);
  return all;
}

Pool::StreamPtr Pool::wrap(void* native) {
  check();
  std::shared_ptr<device::Device::Stream> theirs =
      device::Device::Stream::wrap(common_->device, native);
  const std::unique_lock lock(mutex_);
  for (const auto& [known, stream] : wrapped_) {
    if (known == native) return stream;
  }
  const auto index = static_cast<uint32_t>(kMaxStreams + wrapped_.size());
  auto stream = std::make_shared<Stream>(common_, index, options_.default_priority, theirs);
  wrapped_.emplace_back(native, stream);
  return stream;
}

Pool::StreamPtr Pool::get(uint32_t index) const {
  check();
  const std::shared_lock lock(mutex_);
  if (index >= streams_.size()) {
    fail(Status::invalid, "stream %u is out of range: this pool has streams 0 to %zu", index,
         streams_.size() - 1);
  }
  return streams_[index];
}

Pool::StreamPtr Pool::next() {
  check();
  const std::shared_lock lock(mutex_);
  const size_t size = streams_.size();
  const uint32_t start = cursor_.fetch_add(1, std::memory_order_relaxed);
  const StreamPtr* best = nullptr;
  uint64_t shortest = ~uint64_t{0};
  for (size_t i = 0; i < size && shortest > 0; ++i) {
    const StreamPtr& stream = streams_[(start + i) % size];
    const uint64_t pending = stream->pending();
    if (pending < shortest) {
      shortest = pending;
      best = &stream;
    }
  }
  return *best;
}

void Pool::hand_over(TicketPtr ticket, TicketPtr* out, bool sync) {
  if (out == nullptr && sync) {
    ticket->wait(work::kForever);  // throws what went wrong
  } else if (out == nullptr) {
    ticket->abandon();
  } else {
    if (sync) {
      try {
        ticket->wait(work::kForever);
      } catch (const std::exception&) {
        // It is on the ticket, for whoever holds it.
      }
    }
    *out = std::move(ticket);
  }
}

// Tells whether the call has to wait for what it asks.
bool Pool::begin_asking(const char* what) const {
  const bool sync = options().auto_sync;
  if (sync) work::NoWaiting::check(what);
  return sync;
}

work::Ticket::Lost Pool::to_ledger() const {
  return
      [ledger = ledger_](Status status, const std::string& text) { ledger->record(status, text); };
}

OneMemory Pool::one_memory() const {
  return [this] { return common_->device->is_host(); };
}

std::shared_ptr<Batch> Pool::make_single(const Pair& pair, work::Ticket::Lost lost) const {
  Plan plan;
  plan.transfers.reserve(1);
  add_transfer(plan, 0, pair.src, pair.dst, one_memory());
  auto layout = std::make_shared<const Layout>(std::move(plan), 1, common_->window.limit());
  return std::make_shared<Batch>(std::move(layout), work::Ticket::create(1, std::move(lost)),
                                 nullptr, common_->clock());
}

void Pool::transfer(const StreamPtr& stream, const Pair& pair, TicketPtr* out) {
  const bool sync = begin_asking("a transfer of a pool that synchronizes by itself");
  // A stream that is gone by then has nobody left to synchronize it: its pool tells.
  const auto batch = make_single(pair, [weak = std::weak_ptr(stream), ledger = ledger_](
                                           Status status, const std::string& text) {
    const StreamPtr live = weak.lock();
    (live ? live->ledger() : *ledger).record(status, text);
  });
  stream->submit(batch);
  hand_over(batch->ticket, out, sync);
}

void Pool::transfer(const Pair& pair, TicketPtr* out) {
  const bool sync = begin_asking("a transfer of a pool that synchronizes by itself");
  const auto batch = make_single(pair, to_ledger());
  // A stream that a resize took away a moment ago refuses; after a shutdown next() throws.
  while (!next()->try_submit(batch)) {
  }
  hand_over(batch->ticket, out, sync);
}

void Pool::batch(const PairAt& pair_at, size_t count, std::shared_ptr<work::Control> control,
                 TicketPtr* out) {
  const bool sync = begin_asking("a batch of a pool that synchronizes by itself");
  check_pair_count(count);
  if (control) control->begin(count);
  const uint64_t now_ns = common_->clock();
  const TicketPtr ticket = work::Ticket::create(count, to_ledger());
  const OneMemory one = one_memory();
  Plan plan;
  plan.transfers.reserve(count);
  size_t refused = 0;
  for (size_t i = 0; i < count; ++i) {
    const Pair pair = pair_at(i);
    try {
      add_transfer(plan, static_cast<uint32_t>(i), pair.src, pair.dst, one);
    } catch (const Error& error) {
      ticket->item_failed(i, error.status(), error.what());
      ++refused;
    }
  }
  refused_.fetch_add(refused, std::memory_order_relaxed);
  if (control && refused > 0) control->advance(refused);
  ticket->settle(refused);  // before anything is asked: from there on nothing may fail this call
  if (!plan.transfers.empty()) {
    auto layout =
        std::make_shared<const Layout>(std::move(plan), streams().size(), common_->window.limit());
    start(std::move(layout), ticket, std::move(control), now_ns);
  }
  hand_over(ticket, out, sync);
}

void Pool::check_pair_count(size_t count) {
  if (count > UINT32_MAX) fail(Status::limit, "a batch has at most %u pairs", UINT32_MAX);
}

void Pool::start(LayoutPtr layout, TicketPtr ticket, std::shared_ptr<work::Control> control,
                 uint64_t now_ns) {
  const auto batch =
      std::make_shared<Batch>(std::move(layout), std::move(ticket), std::move(control), now_ns);
  if (batch->plan().by_host) batch->ticket->set_help(help_with(batch));
  spread(batch);
}

// A thread that waits anyway may as well copy. It need not be woken up, so small batches gain most.
std::function<void()> Pool::help_with(const std::shared_ptr<Batch>& batch) const {
  return [helper = helper_, weak = std::weak_ptr(batch)] {
    const std::shared_ptr<Batch> live = weak.lock();
    if (!live) return;
    const Helper::Turn turn(*helper, live);
    if (!turn) return;
    const work::NoWaiting scope("work that a waiting thread lends a hand to");
    Mover mover(*helper->common, 0);
    helper->hand.work_off(*live, mover);
  };
}

// To as many streams as there are chunks, the least busy first. One stream is enough to get it all
// done: those that are gone, or get no thread or memory, only make it slower.
void Pool::spread(const std::shared_ptr<Batch>& batch) {
  std::vector<StreamPtr> order = streams();
  const size_t turn = cursor_.fetch_add(1, std::memory_order_relaxed) % order.size();
  std::rotate(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(turn), order.end());
  std::stable_sort(order.begin(), order.end(), [](const StreamPtr& a, const StreamPtr& b) {
    return a->pending() < b->pending();
  });
  // Copies on the host are the processor's work: more streams than processors only get in its way.
  const size_t useful = batch->plan().by_host ? common_->processors : order.size();
  order.resize(std::min({order.size(), batch->layout().chunk_count(), useful}));
  bool taken = false;
  for (const StreamPtr& stream : order) {
    try {
      taken = stream->try_submit(batch) || taken;
    } catch (const std::exception&) {
      if (!taken && &stream == &order.back()) throw;
    }
  }
  while (!taken) taken = next()->try_submit(batch);
}

bool Pool::wait_all(uint64_t timeout_ns) {
  check();
  const uint64_t begun_ns = base::monotonic_ns();
  const std::vector<StreamPtr> all = all_streams();
  const auto left_ns = [&] {
    if (timeout_ns == work::kForever) return timeout_ns;
    const uint64_t spent_ns = base::monotonic_ns() - begun_ns;
    return timeout_ns > spent_ns ? timeout_ns - spent_ns : 0;
  };
  for (const StreamPtr& stream : all) {
    if (!stream->wait_idle(left_ns())) return false;
  }
  if (!helper_->wait(left_ns())) return false;
  for (const StreamPtr& stream : all) stream->ledger().move_to(*ledger_);
  ledger_->settle();
  return true;
}

PoolStats Pool::stats() const {
  check();
  PoolStats stats;
  const std::shared_lock lock(mutex_);
  stats.size = static_cast<uint32_t>(streams_.size());
  stats.profiling = options_.profiling;
  stats.transfers = gone_;
  stats.transfers.add(helper_->hand.stats());
  stats.transfers.failures += refused_.load(std::memory_order_relaxed);
  stats.streams.reserve(streams_.size() + wrapped_.size());
  profile::HistogramSum latencies = gone_latencies_;
  helper_->hand.add_latencies_to(latencies);
  const auto add = [&](const StreamPtr& stream) {
    stream->add_latencies_to(latencies);
    StreamStats one = stream->stats();
    if (one.queue_depth > 0) ++stats.streams_in_use;
    stats.queue_depth += one.queue_depth;
    stats.transfers.add(one.transfers);
    stats.streams.push_back(std::move(one));
  };
  for (const StreamPtr& stream : streams_) add(stream);
  for (const auto& [native, stream] : wrapped_) add(stream);
  stats.latency = Percentiles::of(latencies);
  stats.in_flight_peak_bytes = common_->window.peak();
  stats.splits = common_->splits.load(std::memory_order_relaxed);
  stats.active_ns = common_->active.total_ns(common_->clock());
  return stats;
}

void Pool::close() {
  const std::lock_guard no_configure(configure_mutex_);
  for (const StreamPtr& stream : all_streams()) stream->close();
  helper_->wait(work::kForever);
}

}  // namespace weir::stream
