// SPDX-License-Identifier: Apache-2.0
// The budget keeps two promises: the sum of live charges never exceeds the limit, not even for a
// moment, and every byte charged is named by a module, and by the scope its thread was in, until
// its Charge ends. A refusal says what was asked, what is held, and by whom. Before it, everyone
// who registered with reclaimers() is asked to give memory back, in the fixed order of
// memory/reclaim.hpp. Lowering the limit below what is held refuses new charges; it takes nothing
// away.
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

#include "memory/charge.hpp"
#include "memory/module.hpp"
#include "memory/reclaim.hpp"
#include "memory/scope.hpp"

namespace weir::memory {

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

  // What the program calls the things that memory is for.
  Scopes& scopes() noexcept { return scopes_; }
  const Scopes& scopes() const noexcept { return scopes_; }

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
  Charge taken(Module module, uint64_t bytes) noexcept;
  void give_back(Module module, Scope* scope, uint64_t bytes) noexcept;
  [[noreturn]] void refuse(uint64_t bytes, const char* what);
  std::string largest_holders() const;

  alignas(64) std::atomic<uint64_t> used_{0};
  std::atomic<uint64_t> peak_{0};
  std::atomic<uint64_t> limit_;
  std::atomic<uint64_t> refusals_{0};
  std::array<Line, kModuleCount> lines_;
  Scopes scopes_;
  const std::shared_ptr<Reclaimers> reclaimers_ = Reclaimers::create();
};

}  // namespace weir::memory
