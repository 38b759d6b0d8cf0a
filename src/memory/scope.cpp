// SPDX-License-Identifier: Apache-2.0
#include "memory/scope.hpp"

#include <algorithm>
#include <cstring>
#include <vector>

#include "base/status.hpp"

namespace weir::memory {
namespace {

constexpr auto kRelaxed = std::memory_order_relaxed;
constinit std::atomic<uint64_t> next_number{1};
constinit std::atomic<uint32_t> entered_anywhere{0};  // so that those without scopes pay one load

struct Inside {
  uint64_t number;
  Scope* scope;
};

// What the calling thread is inside of, innermost last.
std::vector<Inside>& inside() {
  thread_local std::vector<Inside> list;
  return list;
}

}  // namespace

void Scope::add(Scope* scope, uint64_t bytes, bool as_new) noexcept {
  for (; scope != nullptr; scope = scope->around_) {
    const uint64_t used = scope->used_.fetch_add(bytes, kRelaxed) + bytes;
    uint64_t seen = scope->peak_.load(kRelaxed);
    while (seen < used && !scope->peak_.compare_exchange_weak(seen, used, kRelaxed)) {
    }
    if (as_new) scope->charges_.fetch_add(1, kRelaxed);
  }
}

void Scope::remove(Scope* scope, uint64_t bytes) noexcept {
  for (; scope != nullptr; scope = scope->around_) scope->used_.fetch_sub(bytes, kRelaxed);
}

Scopes::Scopes() : number_(next_number.fetch_add(1, kRelaxed)) {}
Scopes::~Scopes() = default;

Scope* Scopes::find_or_make(Scope* around, const char* name) {
  const std::string path = around == nullptr ? name : around->path() + "/" + name;
  const std::lock_guard lock(mutex_);
  const uint32_t count = count_.load(kRelaxed);
  for (uint32_t at = 0; at < count; ++at) {
    if (all_[at]->path() == path) return all_[at].get();
  }
  if (count == kMost) {
    fail(Status::limit,
         "the memory scope \"%s\" would be one more than %u: take names that come back, not one "
         "for each item",
         path.c_str(), kMost);
  }
  all_[count] = std::make_unique<Scope>(path, around);
  count_.store(count + 1, std::memory_order_release);
  return all_[count].get();
}

void Scopes::enter(const char* name) {
  if (*name == '\0' || std::strchr(name, '/') != nullptr) {
    fail(Status::invalid,
         "the memory scope's name is \"%s\": it may not be empty and has no slash, which stands "
         "between a scope and one inside it",
         name);
  }
  std::vector<Inside>& list = inside();
  list.reserve(list.size() + 1);
  list.push_back({number_, find_or_make(current(), name)});
  entered_anywhere.store(1, kRelaxed);
}

void Scopes::leave() {
  std::vector<Inside>& list = inside();
  const auto last = std::find_if(list.rbegin(), list.rend(),
                                 [this](const Inside& each) { return each.number == number_; });
  if (last == list.rend()) {
    fail(Status::invalid, "this thread is inside no memory scope of this runtime: enter one first");
  }
  list.erase(std::next(last).base());
}

Scope* Scopes::current() const noexcept {
  if (entered_anywhere.load(kRelaxed) == 0) return nullptr;
  const std::vector<Inside>& list = inside();
  for (auto each = list.rbegin(); each != list.rend(); ++each) {
    if (each->number == number_) return each->scope;
  }
  return nullptr;
}

const Scope* Scopes::at(uint32_t index) const noexcept {
  return index < count_.load(std::memory_order_acquire) ? all_[index].get() : nullptr;
}

}  // namespace weir::memory
