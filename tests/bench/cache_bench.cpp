// SPDX-License-Identifier: Apache-2.0
// What a cache costs: 16-byte keys, 64-byte values copied out, 100,000 entries, in turns with what
// a program would write by hand: a list, a hash map and a mutex. `hit`: Zipf(0.99) over 80,000 keys
// that are there. `mixed`: over a million, with a put after each miss. One line of JSON per case;
// times per call and thread, the median of the rounds; `ratio` is weir's to the peer's.
#include <algorithm>
#include <cmath>
#include <cstring>
#include <list>
#include <mutex>
#include <random>
#include <string>
#include <thread>
#include <unordered_map>

#include "bench.hpp"

namespace {

constexpr uint32_t kEntries = 100'000;
constexpr int kRounds = 7;

struct Key {
  uint64_t low, high;
  bool operator==(const Key& other) const { return low == other.low && high == other.high; }
};
struct Value {
  char bytes[64];
};
struct Hash {
  size_t operator()(const Key& key) const {
    return (key.low ^ (key.high << 1)) * 0x9E3779B97F4A7C15u;
  }
};

// The peer.
class ByHand {
 public:
  bool get(const Key& key, Value& value) {
    const std::lock_guard lock(mutex_);
    const auto found = map_.find(key);
    if (found == map_.end()) return false;
    list_.splice(list_.begin(), list_, found->second);
    value = found->second->second;
    return true;
  }
  void put(const Key& key, const Value& value) {
    const std::lock_guard lock(mutex_);
    const auto found = map_.find(key);
    if (found != map_.end()) {  // another thread was faster
      found->second->second = value;
      return;
    }
    if (map_.size() >= kEntries) {
      map_.erase(list_.back().first);
      list_.pop_back();
    }
    list_.emplace_front(key, value);
    map_[key] = list_.begin();
  }

 private:
  std::mutex mutex_;
  std::list<std::pair<Key, Value>> list_;
  std::unordered_map<Key, std::list<std::pair<Key, Value>>::iterator, Hash> map_;
};

class Weir {
 public:
  Weir() {
    bench::must(weir_runtime_create(nullptr, &runtime_));
    weir_cache_options options{};
    options.struct_size = sizeof options;
    options.max_entries = kEntries;
    bench::must(weir_runtime_cache(runtime_, nullptr, &options, &cache_));
  }
  ~Weir() {
    weir_cache_free(cache_);
    weir_runtime_free(runtime_);
  }
  bool get(const Key& key, Value& value) {
    size_t size = 0;
    const weir_status status =
        weir_cache_read(cache_, &key, sizeof key, &value, sizeof value, &size);
    bench::must(status);
    return status == WEIR_OK;
  }
  void put(const Key& key, const Value& value) {
    bench::must(weir_cache_put(cache_, &key, sizeof key, &value, sizeof value, nullptr));
  }

 private:
  weir_runtime* runtime_ = nullptr;
  weir_cache* cache_ = nullptr;
};

std::vector<uint32_t> zipf(uint32_t keys, size_t count) {
  std::vector<double> sums(keys);
  double sum = 0;
  for (uint32_t key = 0; key < keys; ++key) sums[key] = sum += 1 / std::pow(key + 1, 0.99);
  std::mt19937_64 random(1);
  std::uniform_real_distribution<double> draw(0, sum);
  std::vector<uint32_t> drawn(count);
  for (uint32_t& key : drawn) {
    const auto found = std::lower_bound(sums.begin(), sums.end(), draw(random));
    // Which key is frequent has nothing to do with its number.
    key = static_cast<uint32_t>(static_cast<uint64_t>(found - sums.begin()) * 2654435761u % keys);
  }
  return drawn;
}

// ns a call and thread; `hits` is a share.
template <class Cache>
double round_ns(Cache& cache, const std::vector<uint32_t>& keys, int threads, double& hits) {
  std::vector<std::thread> others;
  std::vector<size_t> found(static_cast<size_t>(threads));
  const auto work = [&](size_t thread) {
    Value value{};
    size_t at = thread * keys.size() / 7;
    for (size_t i = 0; i < keys.size(); ++i, ++at) {
      const Key key{keys[at % keys.size()], 7};
      if (cache.get(key, value)) {
        ++found[thread];
      } else {
        cache.put(key, value);
      }
    }
  };
  const uint64_t started = bench::now_ns();
  for (size_t t = 1; t < static_cast<size_t>(threads); ++t) others.emplace_back(work, t);
  work(0);
  for (std::thread& other : others) other.join();
  const auto taken = static_cast<double>(bench::now_ns() - started);
  hits = static_cast<double>(found[0]) / static_cast<double>(keys.size());
  return taken / static_cast<double>(keys.size());
}

void row(const char* name, const std::vector<uint32_t>& keys, int threads) {
  Weir weir;
  ByHand by_hand;
  std::vector<double> ours, theirs;
  double our_hits = 0, their_hits = 0;
  round_ns(weir, keys, 1, our_hits), round_ns(by_hand, keys, 1, their_hits);  // to fill them
  for (int round = 0; round < kRounds; ++round) {
    ours.push_back(round_ns(weir, keys, threads, our_hits));
    theirs.push_back(round_ns(by_hand, keys, threads, their_hits));
  }
  const double ns = bench::median(ours), peer_ns = bench::median(theirs);
  std::printf(
      "{\"bench\": \"cache\", \"name\": \"%s\", \"threads\": %d, \"ns\": %.1f, \"hits\": %.4f, "
      "\"peer\": \"list, map and mutex\", \"peer_ns\": %.1f, \"peer_hits\": %.4f, \"ratio\": "
      "%.2f}\n",
      name, threads, ns, our_hits, peer_ns, their_hits, ns / peer_ns);
  std::fflush(stdout);
}

}  // namespace

int main() {
  const auto present = zipf(80'000, 1 << 19), many = zipf(1'000'000, 1 << 19);
  for (const int threads : {1, 2}) {
    row("hit", present, threads);
    row("mixed", many, threads);
  }
  return 0;
}
