// SPDX-License-Identifier: Apache-2.0
#include "config/watch.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <climits>
#include <optional>
#include <system_error>

namespace weir::config {
namespace {

constexpr uint32_t kEvents = IN_CLOSE_WRITE | IN_MOVED_TO | IN_MOVED_FROM | IN_CREATE | IN_DELETE |
                             IN_ATTRIB | IN_MODIFY | IN_DELETE_SELF | IN_MOVE_SELF;
constexpr int kMostLinks = 40;  // as the kernel

std::string absolute(const std::string& path) {
  if (path.starts_with("/")) return path;
  char here[PATH_MAX];
  if (getcwd(here, sizeof here) == nullptr) return path;
  return std::string(here) + "/" + path;
}

int milliseconds(uint64_t ns) {
  const uint64_t ms = ns / 1'000'000;
  return ms > 3'600'000 ? 3'600'000 : static_cast<int>(ms);
}

}  // namespace

std::set<std::string> directories_on_the_way(const std::string& path) {
  std::set<std::string> directories;
  std::string rest = absolute(path), at;
  for (int links = 0; links < kMostLinks;) {
    const size_t start = rest.find_first_not_of('/');
    if (start == std::string::npos) break;
    const size_t end = rest.find('/', start);
    const std::string part = rest.substr(start, end - start);
    rest = end == std::string::npos ? "" : rest.substr(end);
    const std::string parent = at.empty() ? "/" : at;
    const std::string here = at + "/" + part;
    struct stat info {};
    if (lstat(here.c_str(), &info) != 0) {
      directories.insert(parent);  // where it would appear
      break;
    }
    if (S_ISLNK(info.st_mode)) {
      directories.insert(parent);
      char target[PATH_MAX];
      const ssize_t size = readlink(here.c_str(), target, sizeof target);
      if (size <= 0) break;
      const std::string leads(target, static_cast<size_t>(size));
      rest = leads + rest;
      if (leads.starts_with("/")) at.clear();
      ++links;
      continue;
    }
    if (rest.empty()) directories.insert(parent);
    at = here;
  }
  return directories;
}

Watcher::Watcher(std::shared_ptr<Config> config, Options options)
    : config_(std::move(config)), options_(options) {
  stop_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
  if (stop_ < 0) fail_errno(Status::io, errno, "the files cannot be watched");
  if (options_.events) events_ = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  // Without inotify there is polling; that is said by nothing but its slower answer.
  watch_directories();
  seen_ = signature();
}

std::shared_ptr<Watcher> Watcher::start(std::shared_ptr<Config> config, Options options) {
  std::shared_ptr<Watcher> watcher(new Watcher(std::move(config), options));
  try {
    watcher->thread_ = std::thread([watcher] { watcher->run(); });
  } catch (const std::system_error& error) {
    fail(Status::io, "no thread can be started to watch the files: %s", error.what());
  }
  return watcher;
}

void Watcher::stop() {
  if (!thread_.joinable()) return;
  if (fork_.stale()) {
    // A fork's child: the thread is not here, and may not be waited for.
    new std::thread(std::move(thread_));
    return;
  }
  const uint64_t one = 1;
  while (write(stop_, &one, sizeof one) < 0 && errno == EINTR) continue;
  if (thread_.get_id() == std::this_thread::get_id()) {
    thread_.detach();
  } else {
    thread_.join();
  }
}

Watcher::~Watcher() {
  if (events_ >= 0) close(events_);
  close(stop_);
}

void Watcher::watch_directories() {
  if (events_ < 0) return;
  std::set<std::string> wanted;
  for (const std::string& file : config_->options().files) {
    wanted.merge(directories_on_the_way(file));
  }
  for (auto it = watched_.begin(); it != watched_.end();) {
    if (wanted.contains(it->first)) {
      ++it;
      continue;
    }
    inotify_rm_watch(events_, it->second);
    it = watched_.erase(it);
  }
  for (const std::string& directory : wanted) {
    // Added again even when known: a directory that was replaced is another one.
    const int watch = inotify_add_watch(events_, directory.c_str(), kEvents | IN_ONLYDIR);
    if (watch >= 0) watched_[directory] = watch;
  }
}

// An overflow of the queue is an event like any other: it says "look".
bool Watcher::drain_events() const {
  alignas(inotify_event) char buffer[4096];
  bool any = false;
  while (read(events_, buffer, sizeof buffer) > 0) any = true;
  return any;
}

std::string Watcher::signature() const {
  std::string all;
  for (const std::string& file : config_->options().files) {
    struct stat info {};
    if (stat(file.c_str(), &info) != 0) {
      all += "missing;";
      continue;
    }
    for (const auto number :
         {static_cast<int64_t>(info.st_dev), static_cast<int64_t>(info.st_ino),
          static_cast<int64_t>(info.st_size), static_cast<int64_t>(info.st_mtim.tv_sec),
          static_cast<int64_t>(info.st_mtim.tv_nsec)}) {
      all += std::to_string(number) + ";";
    }
  }
  return all;
}

void Watcher::reload() {
  seen_ = signature();
  try {
    config_->reload();
  } catch (const std::exception& error) {
    // The old snapshot stays; the summary tells. Nobody is here to catch it.
    try {
      config_->note_failure(error.what());
    } catch (const std::exception&) {
    }
  }
  {
    const std::lock_guard lock(mutex_);
    ++reads_;
  }
  read_.notify_all();
}

void Watcher::run() {
  using Clock = std::chrono::steady_clock;
  const std::chrono::nanoseconds patience(options_.patience_ns);
  std::optional<Clock::time_point> dirty_since;
  for (;;) {
    pollfd wait[2] = {{stop_, POLLIN, 0}, {events_, POLLIN, 0}};
    const int timeout = milliseconds(dirty_since ? options_.debounce_ns : options_.poll_ns);
    const int ready = poll(wait, events_ >= 0 ? 2 : 1, std::max(timeout, 1));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0 || (wait[0].revents & POLLIN) != 0) return;
    if (events_ >= 0 && (wait[1].revents & POLLIN) != 0 && drain_events()) {
      if (!dirty_since) dirty_since = Clock::now();
      if (Clock::now() - *dirty_since < patience) continue;
    }
    if (!dirty_since && signature() == seen_) continue;
    dirty_since.reset();
    watch_directories();  // before reading: what changes from here on is an event again
    reload();
    watch_directories();  // a link may lead elsewhere now
    if (events_ >= 0 && signature() != seen_) dirty_since = Clock::now();
  }
}

bool Watcher::wait_for_reads(uint64_t count, uint64_t timeout_ns) const {
  std::unique_lock lock(mutex_);
  return read_.wait_for(lock, std::chrono::nanoseconds(timeout_ns),
                        [&] { return reads_ >= count; });
}

}  // namespace weir::config
