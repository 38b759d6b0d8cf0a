// SPDX-License-Identifier: Apache-2.0
// What of a runtime has to do with memory: the budget, the pools of blocks, the monitors.
#include <algorithm>
#include <cstdlib>

#include "base/size_text.hpp"
#include "base/status.hpp"
#include "memory/budget.hpp"
#include "memory/managed.hpp"
#include "monitor/pressure.hpp"
#include "runtime/runtime.hpp"

namespace weir::runtime {
namespace {

// For CRITICAL requests to a pool, where nobody asked for more or less.
constexpr uint64_t kMostReserve = uint64_t{64} << 20;

struct Chosen {
  uint64_t bytes;
  std::string source;
};

Chosen choose_budget(uint64_t asked, const base::MemoryLimit& limit) {
  if (asked != 0) return {asked, "options"};
  const char* text = std::getenv("WEIR_MEMORY_LIMIT");
  // Half: the program around us needs memory too.
  if (text == nullptr || *text == '\0') return {limit.bytes / 2, "half of " + limit.source};
  const auto bytes = base::parse_size(text, limit.bytes);
  if (!bytes || *bytes == 0) {
    fail(Status::invalid,
         "the environment variable WEIR_MEMORY_LIMIT is \"%s\": set it to a size above zero, such "
         "as 512MiB, 4GB or 50%%",
         text);
  }
  return {*bytes, "WEIR_MEMORY_LIMIT"};
}

}  // namespace

void Runtime::set_memory_budget(uint64_t bytes) {
  Chosen chosen = choose_budget(bytes, memory_limit_);
  const std::lock_guard lock(budget_mutex_);
  budget_->set_limit(chosen.bytes);
  budget_source_.swap(chosen.source);
}

std::string Runtime::budget_source() const {
  const std::lock_guard lock(budget_mutex_);
  return budget_source_;
}

std::shared_ptr<memory::Pool> Runtime::make_memory_pool(memory::Pool::Options options) {
  check();
  options.reserve_required = options.reserve_bytes != 0;
  if (!options.reserve_required) {
    options.reserve_bytes =
        std::min({budget_->stats().limit_bytes / 32, kMostReserve, options.capacity_bytes});
  }
  return memory::Pool::create(budget_, log_, options, life_);
}

std::shared_ptr<memory::Pool> Runtime::memory_pool() {
  return memory_pool_.get(*life_, [&] { return make_memory_pool({}); });
}

std::shared_ptr<memory::ManagedStore> Runtime::managed() {
  return managed_.get(*life_, [&] { return memory::ManagedStore::create(budget_, log_, life_); });
}

std::shared_ptr<monitor::Pressure> Runtime::keep(std::shared_ptr<monitor::Pressure> pressure) {
  const std::lock_guard lock(pressures_mutex_);
  check();  // the shutdown may have passed: nothing is kept after it
  std::erase_if(pressures_, [](const auto& each) { return each.expired(); });
  pressures_.push_back(pressure->weak_from_this());
  return pressure;
}

void Runtime::end_pressures() {
  std::vector<std::weak_ptr<monitor::Pressure>> ended;
  {
    const std::lock_guard lock(pressures_mutex_);
    ended.swap(pressures_);
  }
  for (const auto& each : ended) {
    if (const auto pressure = each.lock()) pressure->stop();
  }
}

}  // namespace weir::runtime
