// SPDX-License-Identifier: Apache-2.0
// Bytes of a budget, held until this ends. Moves; an empty one holds nothing. Here and not with the
// budget, so that whoever only keeps a charge does not depend on what a budget is made of.
//
// Threads: Confined; it may end in another thread than the one that made it.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace weir::memory {

enum class Module : uint8_t;  // memory/module.hpp
class Budget;
class Scope;

class Charge {
 public:
  Charge() = default;
  Charge(Charge&& other) noexcept { swap(other); }
  Charge& operator=(Charge&& other) noexcept {
    Charge(std::move(other)).swap(*this);
    return *this;
  }
  ~Charge() {
    if (budget_) end();
  }
  uint64_t bytes() const noexcept { return bytes_; }

  // The first `bytes` as a charge of their own; at most what there is. The budget sees no change.
  Charge split(uint64_t bytes) noexcept {
    if (bytes > bytes_) bytes = bytes_;
    bytes_ -= bytes;
    return Charge(budget_, module_, scope_, bytes);
  }
  // Both as one. Of the same budget and module, or one of them empty; the other's bytes move to
  // the scope of this.
  void join(Charge&& other) noexcept;

 private:
  friend class Budget;
  Charge(std::shared_ptr<Budget> budget, Module module, Scope* scope, uint64_t bytes) noexcept
      : budget_(std::move(budget)), scope_(scope), bytes_(bytes), module_(module) {}
  void end() noexcept;
  void swap(Charge& other) noexcept {
    std::swap(budget_, other.budget_);
    std::swap(scope_, other.scope_);
    std::swap(bytes_, other.bytes_);
    std::swap(module_, other.module_);
  }

  std::shared_ptr<Budget> budget_;
  Scope* scope_ = nullptr;  // lives as long as the budget; NULL outside of all scopes
  uint64_t bytes_ = 0;
  Module module_{};
};

}  // namespace weir::memory
