// SPDX-License-Identifier: Apache-2.0
#include "validate/judge.hpp"

#include <algorithm>
#include <chrono>
#include <random>

#include "base/clock.hpp"
#include "base/status.hpp"
#include "cache/hash.hpp"

namespace weir::validate {
namespace {

// A kept text's own weight beside its letters: entry, list, map, report.
constexpr size_t kOverhead = 512;

Report report_of_failure(const char* rule, const char* message) {
  Report report;
  Finding finding;
  finding.rule = rule;
  finding.message = message;
  report.add(std::move(finding));
  return report;
}

uint64_t random_seed() {
  std::random_device device;
  return static_cast<uint64_t>(device()) << 32 | device();
}

}  // namespace

Judge::Judge(std::shared_ptr<Rules> rules, std::shared_ptr<work::Pool> pool, base::LifePtr life,
             Settings settings)
    : rules_(std::move(rules)),
      pool_(std::move(pool)),
      life_(std::move(life)),
      settings_(std::move(settings)),
      most_workers_(settings_.workers == 0 ? pool_->threads()
                                           : std::min(settings_.workers, pool_->threads())),
      seed_(random_seed()) {}

bool Judge::keeps_of(const std::shared_ptr<const Plan>& plan) {
  if (settings_.cache_bytes == 0) return false;
  const std::lock_guard lock(mutex_);
  if (known_ != plan) {
    known_is_pure_ = plan->is_pure(settings_.how);
    known_ = plan;
  }
  return known_is_pure_;
}

std::shared_ptr<const Judge::Kept> Judge::find(Shard& shard, uint64_t hash, std::string_view text,
                                               const Plan* plan) {
  const std::lock_guard lock(shard.mutex);
  const auto found = shard.by_hash.find(hash);
  if (found == shard.by_hash.end()) return nullptr;
  const auto& kept = found->second->second;
  if (kept->plan.get() != plan || kept->text != text) return nullptr;
  shard.order.splice(shard.order.begin(), shard.order, found->second);
  return kept;
}

void Judge::keep(Shard& shard, uint64_t hash, std::string_view text,
                 std::shared_ptr<const Plan> plan, const Report& report) {
  const size_t room = settings_.cache_bytes / kShards;
  const size_t size = text.size() + kOverhead + report.count() * kOverhead;
  if (size > room) return;
  auto kept = std::make_shared<const Kept>(Kept{std::string(text), std::move(plan), report});
  Shard::Order mine, gone;  // made and ended outside the lock
  mine.emplace_front(hash, std::move(kept));
  const std::lock_guard lock(shard.mutex);
  const auto drop = [&](Shard::Order::iterator entry) {
    const Kept& old = *entry->second;
    shard.bytes -= old.text.size() + kOverhead + old.report.count() * kOverhead;
    shard.by_hash.erase(entry->first);
    gone.splice(gone.begin(), shard.order, entry);
  };
  const auto same = shard.by_hash.find(hash);
  if (same != shard.by_hash.end()) drop(same->second);
  while (shard.bytes + size > room) drop(std::prev(shard.order.end()));
  shard.by_hash.emplace(hash, mine.begin());
  shard.order.splice(shard.order.begin(), mine);
  shard.bytes += size;
}

Report Judge::fresh_or_kept(std::string_view text) {
  const std::shared_ptr<const Plan> plan = rules_->plan();
  if (!keeps_of(plan)) {
    bypassed_.fetch_add(1, std::memory_order_relaxed);
    return plan->run(*Json::parse(text), settings_.how);
  }
  const uint64_t hash = cache::hash_key(text.data(), text.size(), seed_);
  Shard& shard = shards_[hash % kShards];
  if (const auto kept = find(shard, hash, text, plan.get())) {
    hits_.fetch_add(1, std::memory_order_relaxed);
    return kept->report;
  }
  misses_.fetch_add(1, std::memory_order_relaxed);
  Report report = plan->run(*Json::parse(text), settings_.how);
  keep(shard, hash, text, plan, report);
  return report;
}

Report Judge::decide(std::string_view text, const std::vector<std::string>& only,
                     work::Control* control) {
  life_->check("judge");
  if (only.empty() && control == nullptr) return fresh_or_kept(text);
  Options how = settings_.how;
  how.only = only;
  how.control = control;
  bypassed_.fetch_add(1, std::memory_order_relaxed);
  return rules_->validate(*Json::parse(text), how);
}

// In a batch every text has its report, also one that could not be judged.
Report Judge::judged(std::string_view text) noexcept {
  try {
    return fresh_or_kept(text);
  } catch (const Error& error) {
    return report_of_failure(error.status() == Status::parse ? "json" : "judge", error.what());
  } catch (const std::exception& error) {
    return report_of_failure("judge", error.what());
  }
}

bool Judge::submit(std::string_view text) {
  life_->check("judge");
  bool call = false;
  {
    const std::lock_guard lock(mutex_);
    if (submitted_ - given_ >= settings_.queue) return false;
    queue_.push_back({submitted_, std::string(text)});
    if (submitted_ == settled_) began_ns_ = base::monotonic_ns();
    ++submitted_;
    // As many workers as there is work for.
    call = active_ < most_workers_ && queue_.size() > active_ * kChunk;
    if (call) ++active_;
  }
  if (!call) return true;
  try {
    pool_->submit([self = shared_from_this()] { self->work(); });
  } catch (...) {
    const std::lock_guard lock(mutex_);
    --active_;
    if (active_ != 0) return true;  // the others will get to it
    queue_.pop_back();
    --submitted_;
    throw;
  }
  return true;
}

void Judge::work() {
  std::array<Item, kChunk> items;
  std::array<Report, kChunk> reports;
  for (;;) {
    size_t count = 0;
    {
      const std::lock_guard lock(mutex_);
      for (; count < kChunk && !queue_.empty(); ++count) {
        items[count] = std::move(queue_.front());
        queue_.pop_front();
      }
      if (count == 0) {
        --active_;
        return;
      }
    }
    for (size_t i = 0; i < count; ++i) reports[i] = judged(items[i].text);
    const std::lock_guard lock(mutex_);
    for (size_t i = 0; i < count; ++i) settle(items[i].index, std::move(reports[i]));
    changed_.notify_all();
  }
}

void Judge::settle(uint64_t index, Report report) {
  if (!report.is_valid()) ++invalid_;
  if (++settled_ == submitted_) ended_ns_ = base::monotonic_ns();
  if (!settings_.ordered) {
    ready_.push_back({index, std::move(report)});
    return;
  }
  early_.emplace(index, std::move(report));
  for (auto first = early_.begin(); first != early_.end() && first->first == due_; ++due_) {
    ready_.push_back({first->first, std::move(first->second)});
    first = early_.erase(first);
  }
}

Status Judge::next(uint64_t timeout_ns, Result& result) {
  life_->check("judge");
  if (timeout_ns != 0 && work::Pool::on_worker()) {
    fail(Status::invalid, "a worker would wait for itself: use a timeout of 0");
  }
  std::unique_lock lock(mutex_);
  const auto over = [&] { return !ready_.empty() || given_ == submitted_ || abandoned_; };
  if (timeout_ns == UINT64_MAX) {
    changed_.wait(lock, over);
  } else if (!changed_.wait_for(
                 lock, std::chrono::nanoseconds(std::min<uint64_t>(timeout_ns, INT64_MAX / 4)),
                 over)) {
    return Status::again;
  }
  if (ready_.empty()) return Status::end;
  result = std::move(ready_.front());
  ready_.pop_front();
  ++given_;
  return Status::ok;
}

void Judge::cancel() {
  life_->check("judge");
  const std::lock_guard lock(mutex_);
  while (!queue_.empty()) {
    settle(queue_.front().index, report_of_failure("judge", "cancelled before it began"));
    queue_.pop_front();
    ++cancelled_;
  }
  changed_.notify_all();
}

void Judge::abandon() {
  if (life_->stale()) return;
  const std::lock_guard lock(mutex_);
  queue_.clear();
  abandoned_ = true;  // who waits in another thread waits for nothing
  changed_.notify_all();
}

}  // namespace weir::validate
