// SPDX-License-Identifier: Apache-2.0
// Who gives way, and how what is idle leaves memory.
#include <algorithm>
#include <cinttypes>

#include "base/callback.hpp"
#include "base/json_write.hpp"
#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/heap.hpp"
#include "memory/managed.hpp"

namespace weir::memory {
namespace {

constexpr size_t kSmallestCompressed = 256;
constexpr size_t kGuessSlack = 16384;
constexpr int kMostFailures = 4;  // of spilling, in one pass

bool power_of_two(uint64_t number) noexcept {
  return (number & (number - 1)) == 0;
}

}  // namespace

std::shared_ptr<ManagedStore> ManagedStore::create(std::shared_ptr<Budget> budget,
                                                   std::shared_ptr<base::Log> log,
                                                   base::LifePtr life) {
  std::shared_ptr<ManagedStore> store(
      new ManagedStore(std::move(budget), std::move(log), std::move(life)));
  // What a pass lets go of may be the last that holds the store.
  const auto runner = [weak = std::weak_ptr<ManagedStore>(store)](bool spill) {
    return [weak, spill](uint64_t wanted) -> uint64_t {
      const auto self = weak.lock();
      return self ? self->run(spill, wanted, nullptr) : 0;
    };
  };
  store->when_compressing_ =
      store->budget_->add_reclaimer(Reclaim::idle_buffers_compressed, runner(false));
  store->when_spilling_ =
      store->budget_->add_reclaimer(Reclaim::idle_buffers_spilled, runner(true));
  return store;
}

ManagedStore::ManagedStore(std::shared_ptr<Budget> budget, std::shared_ptr<base::Log> log,
                           base::LifePtr life)
    : budget_(std::move(budget)), log_(std::move(log)), life_(std::move(life)) {}

ManagedStore::~ManagedStore() = default;

void ManagedStore::configure(const Options& options) {
  if (!(options.compress_at > 0 && options.compress_at <= 1)) {
    fail(Status::invalid, "compress_at is %g: give a share of the budget above 0 and up to 1",
         options.compress_at);
  }
  Options copy = options;
  file_.configure(options.spill_directory, options.spill_limit_bytes);
  const std::lock_guard lock(mutex_);
  std::swap(options_, copy);
}

ManagedPtr ManagedStore::make(size_t size, size_t alignment, Priority priority, bool compress,
                              bool spill) {
  heap::check_alignment(alignment);
  if (size > Managed::kLargest) {
    fail(Status::no_memory, "a managed buffer of %zu bytes: no machine has them", size);
  }
  keep_below();
  const auto buffer = std::make_shared<Managed>(
      Managed::Secret{}, shared_from_this(), size, alignment, priority,
      compress && size >= kSmallestCompressed, spill && size >= Managed::kSmallestSpilled);
  Charge charge = budget_->charge(Module::managed, Managed::charged(size), "a managed buffer");
  Managed::Block block = Managed::Block::take(size, alignment);
  const std::lock_guard lock(mutex_);
  buffer->block_ = block;
  buffer->charge_ = std::move(charge);
  ++stats_.count;
  stats_.total_bytes += size;
  stats_.resident_bytes += size;
  link(*buffer, true);
  return buffer;
}

// Under the lock, as all that follows until the next such line.
void ManagedStore::link(Managed& buffer, bool is_new) noexcept {
  if (is_new) {
    buffer.idle_since_ = ++ticks_;
    newest_ = &buffer;
  }
  if (buffer.where_ == Managed::Where::spilled) return;
  buffer.settled_ = buffer.where_ == Managed::Where::compressed || buffer.incompressible_ ||
                    !buffer.may_compress_;
  Lists& lists = idle_[static_cast<size_t>(buffer.priority_)];
  List& list = buffer.settled_ ? lists.settled : lists.fresh;
  // Where its age puts it: at an end, but for the few that could not be moved.
  Managed* after = list.newest;
  while (after != nullptr && after->idle_since_ > buffer.idle_since_) after = after->older_;
  buffer.older_ = after;
  buffer.newer_ = after != nullptr ? after->newer_ : list.oldest;
  (buffer.newer_ != nullptr ? buffer.newer_->older_ : list.newest) = &buffer;
  (after != nullptr ? after->newer_ : list.oldest) = &buffer;
  buffer.linked_ = true;
}

void ManagedStore::unlink(Managed& buffer) noexcept {
  if (!buffer.linked_) return;
  Lists& lists = idle_[static_cast<size_t>(buffer.priority_)];
  List& list = buffer.settled_ ? lists.settled : lists.fresh;
  (buffer.older_ != nullptr ? buffer.older_->newer_ : list.oldest) = buffer.newer_;
  (buffer.newer_ != nullptr ? buffer.newer_->older_ : list.newest) = buffer.older_;
  buffer.older_ = buffer.newer_ = nullptr;
  buffer.linked_ = false;
}

// The one to go next, out of the lists and busy; NULL when there is none.
ManagedPtr ManagedStore::coldest(bool to_spill, const Managed* spared) noexcept {
  if (to_spill ? !options_.spill : !options_.compress) return nullptr;
  for (size_t at = kPriorities; at-- > 0;) {
    const auto first_of = [&](const List& list) {
      Managed* each = list.oldest;
      while (each != nullptr && (each == spared || (to_spill && !each->may_spill_))) {
        each = each->newer_;
      }
      return each;
    };
    for (;;) {
      Managed* found = first_of(idle_[at].fresh);
      if (to_spill) {
        Managed* const settled = first_of(idle_[at].settled);
        if (found == nullptr || (settled != nullptr && settled->idle_since_ < found->idle_since_)) {
          found = settled;
        }
      }
      if (found == nullptr) break;
      unlink(*found);
      ManagedPtr held = found->weak_from_this().lock();
      if (!held) continue;  // it is ending in another thread, and needs no list any more
      held->busy_ = true;
      return held;
    }
  }
  return nullptr;
}

// Not under the lock any more.
uint64_t ManagedStore::run(bool spill, uint64_t wanted, const Managed* spared) noexcept {
  uint64_t freed = 0;
  for (int failures = 0; freed < wanted && failures < kMostFailures;) {
    ManagedPtr buffer;
    {
      const std::lock_guard lock(mutex_);
      buffer = coldest(spill, spared);
    }
    if (!buffer) break;
    bool no_room = false;
    const uint64_t by_this = spill ? spill_one(*buffer) : compress_one(*buffer, no_room);
    if (no_room) break;
    if (spill && by_this == 0) ++failures;
    freed += by_this;
  }
  return freed;
}

uint64_t ManagedStore::compress_idle(uint64_t wanted) noexcept {
  return run(false, wanted, nullptr);
}
uint64_t ManagedStore::spill_idle(uint64_t wanted) noexcept {
  return run(true, wanted, nullptr);
}

void ManagedStore::keep_below() noexcept {
  const Budget::Stats budget = budget_->stats();
  const Managed* spared = nullptr;
  uint64_t bound = 0;
  {
    const std::lock_guard lock(mutex_);
    bound = static_cast<uint64_t>(static_cast<double>(budget.limit_bytes) * options_.compress_at);
    spared = newest_;
  }
  if (budget.used_bytes > bound) run(false, budget.used_bytes - bound, spared);
}

// A busy buffer is done with: it is idle again, or spilled, and who waits may look.
void ManagedStore::settle(Managed& buffer) noexcept {
  buffer.busy_ = false;
  link(buffer, false);
  moved_.notify_all();
}

uint64_t ManagedStore::compress_one(Managed& buffer, bool& no_room) noexcept {
  const Choice choice = choose_codec(buffer.block_.start, buffer.size_);
  const Codec codec = choice.codec;
  Managed::Block packed;
  Charge charge;
  size_t size = 0;
  // As much room as the sample promises, and a quarter: near the limit of the budget there may be
  // no more. If that was too little, as much as is still worth it.
  const auto most = static_cast<size_t>(static_cast<double>(buffer.size_) / kWorthIt);
  const size_t guess = std::min(most, choice.guess + choice.guess / 4 + kGuessSlack);
  for (const size_t room : {guess, most}) {
    if (codec == Codec::none || size != 0 || no_room || room == packed.size) continue;
    packed.release();
    charge = Charge();
    charge = budget_->try_charge(Module::managed, Managed::charged(room));
    no_room = charge.bytes() == 0 || !base::contained([&] {
                packed = Managed::Block::take(room, heap::kDefaultAlignment);
              });
    if (!no_room) size = compress(codec, buffer.block_.start, buffer.size_, packed.start, room);
  }
  uint64_t freed = 0;
  if (size == 0) {
    packed.release();
  } else {
    packed.shrink(size);
    charge = charge.split(Managed::charged(packed.size));  // the rest ends here
    freed = buffer.charge_.bytes() - std::min(buffer.charge_.bytes(), charge.bytes());
    std::swap(packed, buffer.block_);
    std::swap(charge, buffer.charge_);
    packed.release();
  }
  {
    const std::lock_guard lock(mutex_);
    if (size != 0) {
      buffer.where_ = Managed::Where::compressed;
      buffer.codec_ = codec;
      buffer.packed_size_ = size;
      stats_.resident_bytes -= buffer.size_;
      ++stats_.compress_count;
      ++stats_.compressed_count;
      stats_.compressed_bytes += buffer.block_.size;
      stats_.compressed_from_bytes += buffer.size_;
    } else if (!no_room) {
      buffer.incompressible_ = true;
      ++stats_.incompressible_count;
    }
    settle(buffer);
  }
  return freed;
}

// Its bytes as they are, compressed or not. The buffer stays busy.
void ManagedStore::write_out(Managed& buffer) {
  const bool packed = buffer.where_ == Managed::Where::compressed;
  const SpillFile::Place place =
      file_.write(buffer.block_.start, packed ? buffer.packed_size_ : buffer.size_);
  Managed::Block left;
  const std::lock_guard lock(mutex_);
  forget_place(buffer);
  std::swap(left, buffer.block_);
  left.release();
  buffer.place_ = place;
  if (!packed) buffer.codec_ = Codec::none;
  buffer.where_ = Managed::Where::spilled;
  ++stats_.spill_count;
  ++stats_.spilled_count;
  stats_.spilled_bytes += buffer.size_;
}

// The statistics of where it is, taken back. Under the lock.
void ManagedStore::forget_place(const Managed& buffer) noexcept {
  switch (buffer.where_) {
    case Managed::Where::memory:
      stats_.resident_bytes -= buffer.size_;
      break;
    case Managed::Where::compressed:
      --stats_.compressed_count;
      stats_.compressed_bytes -= buffer.block_.size;
      stats_.compressed_from_bytes -= buffer.size_;
      break;
    case Managed::Where::spilled:
      --stats_.spilled_count;
      stats_.spilled_bytes -= buffer.size_;
      break;
  }
}

uint64_t ManagedStore::spill_one(Managed& buffer) noexcept {
  const uint64_t bytes = buffer.charge_.bytes();
  std::string why;
  const bool written = base::contained([&] {
    try {
      write_out(buffer);
    } catch (const Error& error) {
      why = error.what();
      throw;
    }
  });
  Charge ended;
  if (written) std::swap(ended, buffer.charge_);
  uint64_t errors = 0;
  {
    const std::lock_guard lock(mutex_);
    if (!written) {
      errors = ++stats_.spill_error_count;
      buffer.idle_since_ = ++ticks_;  // others have their turn first
    }
    settle(buffer);
  }
  if (!written && log_ && power_of_two(errors)) {
    base::contained([&] {
      log_->write(base::Level::warning,
                  "an idle buffer stays in memory (failure %" PRIu64 " of spilling): %s", errors,
                  why.c_str());
    });
  }
  return written ? bytes : 0;
}

ManagedStore::Stats ManagedStore::stats() const {
  Stats now;
  {
    const std::lock_guard lock(mutex_);
    now = stats_;
  }
  now.spill_file_bytes = file_.used_bytes();
  return now;
}

std::string ManagedStore::json() const {
  const Stats now = stats();
  Options options;
  {
    const std::lock_guard lock(mutex_);
    options = options_;
  }
  base::JsonWriter json;
  json.begin_object();
  json.key("count").value(now.count);
  json.key("pinned_count").value(now.pinned_count);
  json.key("total_bytes").value(now.total_bytes);
  json.key("resident_bytes").value(now.resident_bytes);
  json.key("compressed_count").value(now.compressed_count);
  json.key("compressed_bytes").value(now.compressed_bytes);
  json.key("compressed_from_bytes").value(now.compressed_from_bytes);
  json.key("spilled_count").value(now.spilled_count);
  json.key("spilled_bytes").value(now.spilled_bytes);
  json.key("spill_file_bytes").value(now.spill_file_bytes);
  json.key("compress_count").value(now.compress_count);
  json.key("incompressible_count").value(now.incompressible_count);
  json.key("spill_count").value(now.spill_count);
  json.key("spill_error_count").value(now.spill_error_count);
  json.key("restore_count").value(now.restore_count);
  json.key("restore_error_count").value(now.restore_error_count);
  json.key("compress").value(options.compress);
  json.key("spill").value(options.spill);
  json.key("compress_at").value(options.compress_at);
  json.key("spill_directory").value(options.spill_directory);
  json.key("spill_limit_bytes").value(options.spill_limit_bytes);
  json.end_object();
  return json.take();
}

}  // namespace weir::memory
