// SPDX-License-Identifier: Apache-2.0
// The process's resident memory, read so that a block mapped, touched and unmapped inside a phase
// is seen: Linux keeps a high-water mark, and writing "5" to /proc/self/clear_refs resets it.
//
// The mark is cheapest in getrusage() (half a microsecond; VmHWM in /proc/self/status takes ten),
// but there it is never below what this process had reached when it called exec(), its floor. A
// value above the floor is the mark. The floor itself is not told anywhere; it is at most the
// lowest value seen, so a new lowest one is checked against VmHWM, and when that is lower the floor
// is found.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>

#include "profile/peak.hpp"

namespace weir::profile {
namespace {

uint64_t rusage_peak_bytes() noexcept {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss) * 1024;
}

// A line such as "VmHWM: 12345 kB" of /proc/self/status; 0 when it is not there.
uint64_t status_bytes(const char* line) noexcept {
  const int file = open("/proc/self/status", O_RDONLY | O_CLOEXEC);
  if (file < 0) return 0;
  char text[4096];
  const ssize_t size = read(file, text, sizeof text - 1);
  close(file);
  if (size <= 0) return 0;
  text[size] = '\0';
  const char* at = std::strstr(text, line);
  unsigned long long kilobytes = 0;
  return at != nullptr && std::sscanf(at + std::strlen(line), "%llu", &kilobytes) == 1
             ? kilobytes * 1024
             : 0;
}

class ProcessMemory {
 public:
  ProcessMemory() noexcept {
    clear_refs_ = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC);
    struct stat identity {};
    if (clear_refs_ >= 0 && fstat(clear_refs_, &identity) == 0) {
      device_ = identity.st_dev;
      inode_ = identity.st_ino;
    }
    resets_ = reset();
    mark();
  }
  ~ProcessMemory() {
    if (clear_refs_ >= 0) close(clear_refs_);
  }
  ProcessMemory(const ProcessMemory&) = delete;
  ProcessMemory& operator=(const ProcessMemory&) = delete;

  static PeakTracker::Reading take(void* self) noexcept {
    return static_cast<ProcessMemory*>(self)->take();
  }

 private:
  // A host that closes descriptors it does not know may have reused the number: look before
  // writing.
  bool reset() const noexcept {
    struct stat identity {};
    return clear_refs_ >= 0 && fstat(clear_refs_, &identity) == 0 && identity.st_dev == device_ &&
           identity.st_ino == inode_ && pwrite(clear_refs_, "5", 1, 0) == 1;
  }

  PeakTracker::Reading take() noexcept {
    const uint64_t highest = mark();
    if (resets_ && reset()) return {{highest, true}, 0};  // the next starts at the present use
    // Without a reset the mark only rises. When it rose since the last reading, it is the true
    // peak in between; else the peak was below it, and all there is are samples.
    const uint64_t now = status_bytes("VmRSS:");
    const bool rose = highest > last_mark_ && last_mark_ != 0;
    last_mark_ = highest;
    resets_ = false;
    return {{rose ? highest : now, rose}, now};
  }

  uint64_t mark() noexcept {
    const uint64_t told = rusage_peak_bytes();
    if (told > lowest_ || (told == lowest_ && !floor_found_)) return told;
    // The kernel adds the two up in ways that may differ by some pages for each processor.
    constexpr uint64_t kSlack = 2u << 20;
    const uint64_t exact = status_bytes("VmHWM:");
    lowest_ = told;
    floor_found_ = exact != 0 && exact + kSlack < told;
    return floor_found_ ? exact : told;
  }

  int clear_refs_ = -1;
  dev_t device_ = 0;
  ino_t inode_ = 0;
  bool resets_ = false;
  bool floor_found_ = false;
  uint64_t lowest_ = UINT64_MAX, last_mark_ = 0;
};

constinit std::atomic<PeakTracker*> current{nullptr};

}  // namespace

// One for the process, because the kernel's mark is; left to the end of the process, because
// threads may end after everything else. A child of fork() makes its own: /proc/self and the mutex
// of the old one are the parent's.
PeakTracker& process_memory() {
  PeakTracker* tracker = current.load(std::memory_order_acquire);
  while (tracker == nullptr || tracker->stale()) {
    auto* source = new ProcessMemory;
    auto* fresh = new PeakTracker(&ProcessMemory::take, source);
    if (current.compare_exchange_strong(tracker, fresh, std::memory_order_acq_rel)) return *fresh;
    delete fresh;
    delete source;
  }
  return *tracker;
}

}  // namespace weir::profile
