// SPDX-License-Identifier: Apache-2.0
// A configuration in layers: defaults below files in their order, below the environment, below what
// the program says. What is published is a snapshot that never changes; readers hold it as long as
// they like, writers make the next one beside it and put one pointer in its place.
//
// A change is read, merged, checked and asked about before anyone sees it: whatever fails leaves
// the old snapshot, and says why. Locking: `writer_` is held while a snapshot is made and
// published, also while listeners are asked; `mutex_` only to copy or to set pointers.
//
// Threads: Shared.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/fork.hpp"
#include "base/json.hpp"
#include "base/status.hpp"
#include "config/environment.hpp"
#include "config/layer.hpp"

namespace weir::config {

struct Snapshot {
  std::shared_ptr<const base::Json> merged;
  std::string text;  // the same, compact: what two snapshots are compared by
  std::vector<LayerPtr> layers;
  std::vector<std::string> notes;  // of variables that were left out
  uint64_t generation = 0;
};
using SnapshotPtr = std::shared_ptr<const Snapshot>;

// How a change went. `rejected` leaves everything as it was.
struct Outcome {
  Status status = Status::ok;
  std::string why;
};

enum class Stage : uint32_t { prepare = 1, publish = 2 };

class Config {
 public:
  // Says what is wrong with a configuration; nothing when it is right.
  using Check = std::function<std::string(const base::Json& merged)>;
  // Asked before a change (false: it is vetoed) and told after it. `changes` is a JSON array.
  using Listener = std::function<bool(Stage stage, const Snapshot& before, const Snapshot& after,
                                      const std::string& changes)>;
  struct Options {
    std::string defaults = "{}";
    std::vector<std::string> files;
    bool files_optional = false;  // one that is missing says nothing
    std::string prefix;           // of environment variables; empty: none
    EnvironmentMap variables;
    std::string shape;  // JSON with a value of the right type at each place known beforehand, or ""
    MergeRules rules;
    std::vector<std::string> secrets;  // pointers
    Check check;
    size_t history = 8;
    std::function<Variables()> environment = process_variables;
  };

  // Error when something cannot be read or is wrong from the start; why_not says what `check` said.
  static std::shared_ptr<Config> create(Options options, Outcome& outcome);

  SnapshotPtr snapshot() const;
  uint64_t generation() const noexcept { return generation_.load(std::memory_order_acquire); }

  // The program's own layer grows by a JSON object: all of it, or nothing. A null takes a value
  // away.
  Outcome update(const std::string& patch);
  // Files and environment are read again. Error when a file cannot be read; the old snapshot stays.
  Outcome reload();
  // An earlier snapshot is published again, as a new generation.
  Outcome rollback(uint64_t generation);

  void add_listener(Listener listener);
  // True when a generation past `seen` is there; false when the time ran out.
  bool wait_past(uint64_t seen, uint64_t timeout_ns) const;

  // provenance.cpp
  std::string explain(const base::JsonPointer& pointer) const;
  std::string summary() const;
  void save(const char* path, bool with_secrets) const;

  // Error(closed) in a fork's child, whose locks may never open.
  void check_process() const { fork_.check("configuration"); }

  const Options& options() const noexcept { return options_; }
  void note_failure(const std::string& why);  // for the summary: the last change that failed

 private:
  explicit Config(Options options) : options_(std::move(options)) {}

  std::vector<LayerPtr> read_files() const;
  Outcome publish(std::vector<LayerPtr> files, LayerPtr program);
  Outcome publish_snapshot(std::shared_ptr<Snapshot> next);
  bool is_secret(const std::string& pointer) const;

  const base::ForkGuard fork_;
  const Options options_;
  LayerPtr defaults_, shape_;

  std::mutex writer_;
  std::atomic<std::thread::id> writing_{};  // whose listener must not change what is being changed
  std::vector<LayerPtr> files_;
  LayerPtr program_;

  mutable std::mutex mutex_;
  mutable std::condition_variable published_;
  SnapshotPtr current_;
  std::deque<SnapshotPtr> history_;
  std::vector<std::shared_ptr<const Listener>> listeners_;
  std::string last_failure_;
  std::atomic<uint64_t> generation_{0};
};

// What differs between two configurations: [{"path", "change", "before", "after"}, ...].
std::string difference(const std::string& before, const std::string& after);

}  // namespace weir::config
