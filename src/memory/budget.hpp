// SPDX-License-Identifier: Apache-2.0
// The budget keeps two promises: the sum of live charges never exceeds the limit, not even for a
// moment, and every byte charged is named by a module until its Charge ends. A refusal says what
// was asked, what is held, and by whom. Before it, everyone who registered with reclaimers() is
// asked to give memory back, in the fixed order of memory/reclaim.hpp. Lowering the limit below
// what is held refuses new charges; it takes nothing away.
//
// Threads: Shared. The counts are relaxed atomics: a reader sees each of them true, not all at
// once.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>

#include "memory/module.hpp"
#include "memory/reclaim.hpp"

namespace weir::memory {

class Charge;

class Budget : public std::enable_shared_from_this<Budget> {
 public:
  struct Stats {
    uint64_t limit_bytes, used_bytes, peak_bytes, charge_count, refusal_count;
  };
  struct ModuleStats {
    uint64_t used_bytes, peak_bytes, charge_count;
  };

  explicit Budget(uint64_t limit_bytes) : limit_(limit_bytes) {}
  Budget(const Budget&) = delete;
  Budget& operator=(const Budget&) = delete;

  // Error(no_memory) when `bytes` more would pass the limit, also after reclaiming. `what` names
  // the thing in the text. What is charged leaves `headroom` bytes to those who ask for none.
  Charge charge(Module module, uint64_t bytes, const char* what, uint64_t headroom = 0);

  // The same without reclaiming and without an error: an empty Charge when it does not fit.
  Charge try_charge(Module module, uint64_t bytes) noexcept;

  const std::shared_ptr<Reclaimers>& reclaimers() const noexcept { return reclaimers_; }
  // [[nodiscard]]: hold it as long as what it frees.
  [[nodiscard]] Reclaimers::Registration add_reclaimer(Reclaim step, Reclaimers::Function function);

  void set_limit(uint64_t bytes) noexcept { limit_.store(bytes, std::memory_order_relaxed); }
  Stats stats() const noexcept;
  ModuleStats module_stats(Module module) const noexcept;

 private:
  friend class Charge;

  // One cache line each, so that busy modules do not slow one another.
  struct alignas(64) Line {
    std::atomic<uint64_t> used{0}, peak{0}, charges{0};
    void add(uint64_t bytes) noexcept;
    void remove(uint64_t bytes) noexcept { used.fetch_sub(bytes, std::memory_order_relaxed); }
  };

  struct Attempt;

  bool try_take(uint64_t bytes, uint64_t headroom) noexcept;
  uint64_t missing(uint64_t bytes, uint64_t headroom) const noexcept;
  void give_back(Module module, uint64_t bytes) noexcept;
  [[noreturn]] void refuse(uint64_t bytes, const char* what);
  std::string largest_holders() const;

  alignas(64) std::atomic<uint64_t> used_{0};
  std::atomic<uint64_t> peak_{0};
  std::atomic<uint64_t> limit_;
  std::atomic<uint64_t> refusals_{0};
  std::array<Line, kModuleCount> lines_;
  const std::shared_ptr<Reclaimers> reclaimers_ = Reclaimers::create();
};

// Bytes of the budget, held until this ends. Moves; an empty one holds nothing.
class Charge {
 public:
  Charge() = default;
  Charge(Charge&& other) noexcept { swap(other); }
  Charge& operator=(Charge&& other) noexcept {
    Charge(std::move(other)).swap(*this);
    return *this;
  }
  ~Charge() {
    if (budget_) budget_->give_back(module_, bytes_);
  }
  uint64_t bytes() const noexcept { return bytes_; }

  // The first `bytes` as a charge of their own; at most what there is. The budget sees no change.
  Charge split(uint64_t bytes) noexcept {
    if (bytes > bytes_) bytes = bytes_;
    bytes_ -= bytes;
    return Charge(budget_, module_, bytes);
  }
  // Both as one. Of the same budget and module, or one of them empty.
  void join(Charge&& other) noexcept {
    if (!budget_) return swap(other);
    bytes_ += other.bytes_;
    other.bytes_ = 0;
  }

 private:
  friend class Budget;
  Charge(std::shared_ptr<Budget> budget, Module module, uint64_t bytes) noexcept
      : budget_(std::move(budget)), bytes_(bytes), module_(module) {}
  void swap(Charge& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(bytes_, other.bytes_);
    std::swap(module_, other.module_);
  }

  std::shared_ptr<Budget> budget_;
  uint64_t bytes_ = 0;
  Module module_ = Module::buffers;
};

}  // namespace weir::memory
