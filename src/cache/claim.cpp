// SPDX-License-Identifier: Apache-2.0
#include "cache/claim.hpp"

#include "base/clock.hpp"
#include "work/wait.hpp"

namespace weir::cache {
namespace {

using Stage = Flight::Stage;

Asked answer_of(const Flight& flight) {
  if (static_cast<int32_t>(flight.outcome) < 0) throw Error(flight.outcome, flight.text);
  return {flight.outcome, flight.value, nullptr};
}

// What is left of a time that began at `start`.
uint64_t left_of(uint64_t whole, uint64_t start) {
  if (whole == kForever) return whole;
  const uint64_t gone = base::monotonic_ns() - start;
  return gone < whole ? whole - gone : 0;
}

}  // namespace

Claim::~Claim() {
  if (settled_ || cache_->life_->stale()) return;
  cache_->flights_.end(flight_, Stage::given_up, Status::cancelled, {}, nullptr);
}

void Claim::settle(Status outcome, const void* value, size_t value_size, PutOptions options,
                   Taken& taken) {
  cache_->check();
  if (value == nullptr && value_size != 0) {
    fail(Status::invalid, "value is NULL, of %zu bytes", value_size);
  }
  const bool error = static_cast<int32_t>(outcome) < 0;
  if (outcome != Status::ok && outcome != Status::miss && !error) {
    fail(Status::invalid, "outcome is %d: write WEIR_OK, WEIR_MISS or an error",
         static_cast<int>(outcome));
  }
  std::string text = error ? std::string(static_cast<const char*>(value), value_size) : "";
  if (!cache_->flights_.settle(*flight_)) fail(Status::invalid, "the claim is settled already");
  settled_ = true;
  (error ? cache_->tally_.load_failures : cache_->tally_.loads)
      .fetch_add(1, std::memory_order_relaxed);

  memory::BufferPtr kept;
  std::exception_ptr failed;
  try {
    options.status = outcome;
    if (outcome == Status::ok || options.ttl_ns != 0) {
      cache_->keep(flight_->key.data(), flight_->key.size(), value, value_size, options, taken,
                   {&flight_->doomed, outcome == Status::ok ? &kept : nullptr});
    }
  } catch (const Error& why) {
    failed = std::current_exception();
    cache_->tell_not_kept(why.what());
  } catch (const std::bad_alloc&) {
    failed = std::current_exception();
    cache_->tell_not_kept("there is no memory");
  }
  if (outcome == Status::ok && kept == nullptr) {
    try {
      if (options.value_free != nullptr) fail(Status::no_memory, "the cache could not keep it");
      kept = memory::Buffer::copy(value, value_size);
    } catch (const std::exception&) {  // those who wait hear it, and may ask again
      outcome = Status::no_memory;
      text = "the value was computed, and there is no memory to hand it on";
    }
  }
  cache_->flights_.end(flight_, Stage::over, outcome, std::move(text), std::move(kept));
  if (failed) std::rethrow_exception(failed);
}

Asked Claim::answer() const {
  return answer_of(*flight_);
}

Asked Cache::ask(const void* key, size_t key_size, const AskOptions& options) {
  check_key(key, key_size);
  const std::string_view name(static_cast<const char*>(key), key_size);
  const uint64_t hash = hash_of(key, key_size);
  const uint64_t me = options.unbound ? kNobody : this_thread();
  const uint64_t start = base::monotonic_ns();
  for (Asking how = Asking::all;; how = Asking::quietly) {
    Asked there = look(hash, key, key_size, how);
    if (there.stale) {
      if (FlightPtr flight = flights_.begin_only(name, kNobody)) {
        tally_.stale_hits.fetch_add(1, std::memory_order_relaxed);
        there.claim = std::make_shared<Claim>(shared_from_this(), std::move(flight));
      }
    }
    if (there.found) return there;
    bool mine = false;
    const FlightPtr flight = flights_.join(
        name, me, [&] { return shard_of(hash).has(hash, key, key_size); }, mine);
    if (flight == nullptr) continue;  // another thread has settled it meanwhile
    if (mine) {
      there.status = Status::miss;
      try {
        there.claim = std::make_shared<Claim>(shared_from_this(), flight);
      } catch (...) {
        flights_.end(flight, Stage::given_up, Status::cancelled, {}, nullptr);
        throw;
      }
      return there;
    }
    work::NoWaiting::check("waiting for a value that another thread computes");
    Stage stage;
    {
      const Waits::Scope waiting(*waits_, me, flight->owner.load());
      stage = flights_.wait(*flight, left_of(options.wait_ns, start));
    }
    if (stage == Stage::given_up) continue;
    if (stage != Stage::over) return {Status::again, nullptr, nullptr};
    tally_.waits.fetch_add(1, std::memory_order_relaxed);
    return answer_of(*flight);
  }
}

namespace {

void run(Claim& claim, const Compute& compute) {
  Taken nothing(nullptr, 0, {});
  const auto settle = [&](Status outcome, const std::string& text) {
    claim.settle(outcome, text.data(), text.size(), {}, nothing);
  };
  Status answer = Status::callback;
  std::string text = "the function that computes the value threw";
  if (!base::contained([&] { answer = compute(claim); })) answer = Status::callback;
  if (claim.settled()) return;
  if (answer == Status::ok) {
    answer = Status::callback;
    text = "the function that computes the value returned WEIR_OK without weir_claim_settle()";
  } else if (answer != Status::miss && static_cast<int32_t>(answer) > 0) {
    text = "the function that computes the value returned " +
           std::string(status_name(static_cast<int32_t>(answer)));
    answer = Status::callback;
  } else if (answer != Status::callback) {
    text = "computing the value failed";
  }
  settle(answer, answer == Status::miss ? "" : text);
}

}  // namespace

Asked get_or_compute(const std::shared_ptr<Cache>& cache, const void* key, size_t key_size,
                     const AskOptions& options, Compute compute) {
  Asked asked = cache->ask(key, key_size, options);
  if (asked.claim == nullptr) return asked;
  if (asked.found) {  // stale
    cache->in_background([claim = std::exchange(asked.claim, nullptr), compute] {
      claim->bind();
      try {
        run(*claim, compute);
        claim->answer();
      } catch (const std::exception& why) {
        claim->cache().tell("refreshing a value failed, and the old one stays", why.what());
      }
    });
    return asked;
  }
  try {
    run(*asked.claim, compute);
  } catch (const std::exception&) {  // the claim has the outcome, and the log what went wrong
  }
  try {
    return asked.claim->answer();
  } catch (const Error& why) {
    cache->tell("computing a value failed", why.what());
    throw;
  }
}

}  // namespace weir::cache
