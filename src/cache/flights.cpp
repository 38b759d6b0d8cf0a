// SPDX-License-Identifier: Apache-2.0
#include "cache/flights.hpp"

#include "work/wait.hpp"

namespace weir::cache {

uint64_t this_thread() noexcept {
  static constinit std::atomic<uint64_t> last{kNobody};
  static constinit thread_local uint64_t mine = kNobody;
  if (mine == kNobody) mine = ++last;
  return mine;
}

Waits::Scope::Scope(Waits& waits, uint64_t who, uint64_t whom) : waits_(waits), who_(who) {
  if (who == kNobody) return;
  const std::lock_guard lock(waits.mutex_);
  for (uint64_t next = whom; next != kNobody;) {
    if (next == who) {
      fail(
          Status::invalid,
          "this thread computes, or is waited for by the one that computes, the value of this very "
          "key: it would wait for itself for ever");
    }
    const auto found = waits.waiting_.find(next);
    next = found == waits.waiting_.end() ? kNobody : found->second;
  }
  waits.waiting_[who] = whom;
}

Waits::Scope::~Scope() {
  if (who_ == kNobody) return;
  const std::lock_guard lock(waits_.mutex_);
  waits_.waiting_.erase(who_);
}

FlightPtr Flights::begin(std::string_view key, uint64_t owner) {
  auto flight = std::make_shared<Flight>(key, owner);
  flights_.emplace(flight->key, flight);
  count_.store(flights_.size());
  return flight;
}

Flight::Stage Flights::wait(Flight& flight, uint64_t timeout_ns) {
  std::unique_lock lock(mutex_);
  work::wait_for(flight.changed, lock, timeout_ns, [&] {
    return flight.stage == Flight::Stage::over || flight.stage == Flight::Stage::given_up;
  });
  return flight.stage;
}

bool Flights::settle(Flight& flight) {
  const std::lock_guard lock(mutex_);
  if (flight.stage != Flight::Stage::going) return false;
  flight.stage = Flight::Stage::settling;
  return true;
}

void Flights::end(const FlightPtr& flight, Flight::Stage stage, Status outcome, std::string text,
                  memory::BufferPtr value) noexcept {
  const std::lock_guard lock(mutex_);
  flight->stage = stage;
  flight->outcome = outcome;
  flight->text = std::move(text);
  flight->value = std::move(value);
  const auto found = flights_.find(flight->key);
  if (found != flights_.end() && found->second == flight) {
    flights_.erase(found);
    count_.store(flights_.size());
  }
  flight->changed.notify_all();
}

void Flights::doom_one(std::string_view key) noexcept {
  const std::lock_guard lock(mutex_);
  const auto found = flights_.find(key);
  if (found == flights_.end()) return;
  found->second->doomed.store(true);
  flights_.erase(found);
  count_.store(flights_.size());
}

void Flights::doom_all() noexcept {
  if (count_.load() == 0) return;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, flight] : flights_) flight->doomed.store(true);
  flights_.clear();
  count_.store(0);
}

}  // namespace weir::cache
