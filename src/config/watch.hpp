// SPDX-License-Identifier: Apache-2.0
// Watching a configuration's files: a thread that reads them again when they may have changed.
//
// Watching a file itself goes blind at the first atomic rename, and never sees a Kubernetes link
// swap. So every directory on the way is watched, those of symbolic links too; an event only says
// "look", and what the files then hold decides. File systems without events (NFS, overlays) and
// lost events are covered by looking at sizes and times at a low rate.
//
// Threads: start and stop are for one thread at a time; the watcher calls Config::reload() from its
// own.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "base/fork.hpp"
#include "config/config.hpp"

namespace weir::config {

// Every directory whose change may change what `path` leads to: of the file, and of each link.
std::set<std::string> directories_on_the_way(const std::string& path);

class Watcher : public std::enable_shared_from_this<Watcher> {
 public:
  struct Options {
    uint64_t debounce_ns = 50'000'000;     // quiet for this long before the files are read
    uint64_t patience_ns = 1'000'000'000;  // or this long after the first event, if they never end
    uint64_t poll_ns = 5'000'000'000;      // looks without an event
    bool events = true;                    // false: polling alone, as where there is no inotify
  };

  // Error(io) when there is no room for another watch or thread.
  static std::shared_ptr<Watcher> start(std::shared_ptr<Config> config, Options options);
  // Ends the thread. From inside a listener it returns at once, and the thread ends after it.
  void stop();
  ~Watcher();
  Watcher(const Watcher&) = delete;
  Watcher& operator=(const Watcher&) = delete;

  // How often the files were read again, whatever came of it; waits for the n-th time.
  bool wait_for_reads(uint64_t count, uint64_t timeout_ns) const;

 private:
  Watcher(std::shared_ptr<Config> config, Options options);
  void run();
  void watch_directories();
  bool drain_events() const;  // true when there was one
  std::string signature() const;
  void reload();

  std::shared_ptr<Config> config_;
  const Options options_;
  int events_ = -1, stop_ = -1;
  std::map<std::string, int> watched_;
  std::string seen_;  // signature of the files as they were last read

  mutable std::mutex mutex_;
  mutable std::condition_variable read_;
  uint64_t reads_ = 0;
  std::thread thread_;  // holds this object until it ends
  const base::ForkGuard fork_;
};

}  // namespace weir::config
