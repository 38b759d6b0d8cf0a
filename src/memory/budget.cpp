// SPDX-License-Identifier: Apache-2.0
#include "memory/budget.hpp"

#include <algorithm>
#include <cinttypes>

#include "base/status.hpp"

namespace weir::memory {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;

void raise(std::atomic<uint64_t>& peak, uint64_t value) noexcept {
  uint64_t seen = peak.load(kRelaxed);
  while (seen < value && !peak.compare_exchange_weak(seen, value, kRelaxed)) {
  }
}

}  // namespace

void Budget::Line::add(uint64_t bytes) noexcept {
  raise(peak, used.fetch_add(bytes, kRelaxed) + bytes);
  charges.fetch_add(1, kRelaxed);
}

bool Budget::try_take(uint64_t bytes, uint64_t headroom) noexcept {
  // Compare, then exchange: adding first and taking back would let other threads see a full budget
  // that is not full, and be refused for nothing.
  uint64_t used = used_.load(kRelaxed);
  do {
    const uint64_t limit = limit_.load(kRelaxed);
    if (bytes > limit || headroom > limit - bytes || used > limit - bytes - headroom) return false;
  } while (!used_.compare_exchange_weak(used, used + bytes, kRelaxed));
  raise(peak_, used + bytes);
  return true;
}

// How much has to be freed for try_take() to succeed: never 0 while freeing could help. A request
// that the budget could never hold is not worth emptying every cache for.
uint64_t Budget::missing(uint64_t bytes, uint64_t headroom) const noexcept {
  const uint64_t limit = limit_.load(kRelaxed), used = used_.load(kRelaxed);
  if (bytes > limit || headroom > limit - bytes) return 0;
  const uint64_t room = limit - bytes - headroom;
  return used > room ? used - room : 1;
}

// Freed bytes may be taken by others before we get to them, so each round of the pass tries.
struct Budget::Attempt {
  Budget& budget;
  const uint64_t bytes, headroom;
  bool taken = false;

  uint64_t operator()() noexcept {
    if (!taken) taken = budget.try_take(bytes, headroom);
    return taken ? 0 : budget.missing(bytes, headroom);
  }
};

Charge Budget::charge(Module module, uint64_t bytes, const char* what, uint64_t headroom) {
  if (!try_take(bytes, headroom)) {
    Attempt attempt{*this, bytes, headroom};
    reclaimers_->run(std::ref(attempt));  // by reference: a copy on the heap could fail
    if (attempt() != 0 || !attempt.taken) refuse(bytes, what);
  }
  return taken(module, bytes);
}

Charge Budget::try_charge(Module module, uint64_t bytes) noexcept {
  if (!try_take(bytes, 0)) return {};
  return taken(module, bytes);
}

Charge Budget::taken(Module module, uint64_t bytes) noexcept {
  Scope* const scope = scopes_.current();
  lines_[static_cast<size_t>(module)].add(bytes);
  Scope::add(scope, bytes);
  return Charge(shared_from_this(), module, scope, bytes);
}

void Charge::end() noexcept {
  budget_->give_back(module_, scope_, bytes_);
}

void Charge::join(Charge&& other) noexcept {
  if (!budget_) return swap(other);
  if (scope_ != other.scope_) {
    Scope::remove(other.scope_, other.bytes_);
    Scope::add(scope_, other.bytes_, false);
  }
  bytes_ += other.bytes_;
  other.bytes_ = 0;
}

Reclaimers::Registration Budget::add_reclaimer(Reclaim step, Reclaimers::Function function) {
  return Reclaimers::add(reclaimers_, step, std::move(function));
}

void Budget::give_back(Module module, Scope* scope, uint64_t bytes) noexcept {
  Scope::remove(scope, bytes);
  lines_[static_cast<size_t>(module)].remove(bytes);
  used_.fetch_sub(bytes, kRelaxed);
}

// Whoever could give memory back was asked before.
void Budget::refuse(uint64_t bytes, const char* what) {
  refusals_.fetch_add(1, kRelaxed);
  fail(Status::no_memory,
       "%s needs %" PRIu64 " bytes; %" PRIu64 " of the budget's %" PRIu64
       " are in use (%s): free "
       "something or raise the budget",
       what, bytes, used_.load(kRelaxed), limit_.load(kRelaxed), largest_holders().c_str());
}

std::string Budget::largest_holders() const {
  std::array<std::pair<uint64_t, Module>, kModuleCount> held;
  for (size_t i = 0; i < kModuleCount; ++i) {
    held[i] = {lines_[i].used.load(kRelaxed), static_cast<Module>(i)};
  }
  std::stable_sort(held.begin(), held.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  std::string text;
  for (size_t i = 0; i < 3 && held[i].first != 0; ++i) {
    text += format_text("%s%s %" PRIu64, text.empty() ? "" : ", ", module_name(held[i].second),
                        held[i].first);
  }
  return text.empty() ? "nothing is held" : text;
}

Budget::Stats Budget::stats() const noexcept {
  Stats stats{limit_.load(kRelaxed), used_.load(kRelaxed), peak_.load(kRelaxed), 0,
              refusals_.load(kRelaxed)};
  for (const Line& line : lines_) stats.charge_count += line.charges.load(kRelaxed);
  return stats;
}

Budget::ModuleStats Budget::module_stats(Module module) const noexcept {
  const Line& line = lines_[static_cast<size_t>(module)];
  return {line.used.load(kRelaxed), line.peak.load(kRelaxed), line.charges.load(kRelaxed)};
}

}  // namespace weir::memory
