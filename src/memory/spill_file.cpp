// SPDX-License-Identifier: Apache-2.0
#include "memory/spill_file.hpp"

#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <cerrno>
#include <cinttypes>
#include <cstdlib>

#include "base/status.hpp"

namespace weir::memory {
namespace {

constexpr uint64_t kPage = 4096;

uint64_t rounded(uint64_t size) noexcept {
  return (size + kPage - 1) / kPage * kPage;
}

// Reading and writing are where a thread may be cancelled; not in the middle of these.
class NotCancelled {
 public:
  NotCancelled() noexcept { pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
  ~NotCancelled() { pthread_setcancelstate(before_, nullptr); }
  NotCancelled(const NotCancelled&) = delete;
  NotCancelled& operator=(const NotCancelled&) = delete;

 private:
  int before_ = 0;
};

// A file that no other program can open; -1 with errno.
int open_nameless(const std::string& directory) {
  int file = open(directory.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
  if (file >= 0 || (errno != EOPNOTSUPP && errno != EISDIR && errno != EINVAL)) return file;
  std::string name = directory + "/weir-spill-XXXXXX";
  file = mkostemp(name.data(), O_CLOEXEC);
  if (file >= 0) unlink(name.c_str());
  return file;
}

}  // namespace

const SpillFile::Disk SpillFile::kDisk = {pwrite, pread};

SpillFile::~SpillFile() {
  if (file_ >= 0) close(file_);
}

void SpillFile::configure(const std::string& directory, uint64_t limit_bytes) {
  const std::lock_guard lock(mutex_);
  if (file_ < 0 || used_ == 0) {
    if (file_ >= 0 && directory != directory_) {
      close(file_);
      file_ = -1;
      end_ = 0;
      free_.clear();
    }
    directory_ = directory;
  } else if (directory != directory_) {
    fail(Status::invalid,
         "the spill directory cannot change while %" PRIu64 " bytes lie in the file in \"%s\"",
         used_, directory_.c_str());
  }
  limit_ = limit_bytes;
}

// Under the mutex.
int SpillFile::file() {
  if (file_ >= 0) return file_;
  const char* temporary = std::getenv("TMPDIR");
  std::string tried;
  const std::string choices[] = {directory_, temporary != nullptr ? temporary : "", "/var/tmp",
                                 "/tmp"};
  int error = ENOENT;
  for (const std::string& choice : choices) {
    if (choice.empty()) continue;
    file_ = open_nameless(choice);
    if (file_ >= 0) return file_;
    if (tried.empty()) error = errno;
    tried += (tried.empty() ? "" : ", ") + choice;
    if (&choice == &choices[0]) break;  // what was asked for, or nothing
  }
  fail_errno(Status::io, error, "no spill file can be made in %s", tried.c_str());
}

// Room in the file: the first that is large enough, or at its end. Under the mutex.
uint64_t SpillFile::claim(uint64_t size) {
  if (limit_ != 0 && (size > limit_ || used_ > limit_ - size)) {
    fail(Status::io,
         "the spill file has %" PRIu64 " of its %" PRIu64 " bytes, and %" PRIu64
         " more are wanted: raise spill_limit_bytes",
         used_, limit_, size);
  }
  for (auto hole = free_.begin(); hole != free_.end(); ++hole) {
    if (hole->second < size) continue;
    const uint64_t offset = hole->first, rest = hole->second - size;
    if (rest == 0) {
      free_.erase(hole);
    } else {
      auto node = free_.extract(hole);  // no allocation: nothing can fail from here on
      node.key() = offset + size;
      node.mapped() = rest;
      free_.insert(std::move(node));
    }
    used_ += size;
    return offset;
  }
  const uint64_t offset = end_;
  end_ += size;
  used_ += size;
  return offset;
}

SpillFile::Place SpillFile::write(const void* data, size_t size) {
  const NotCancelled whole;
  Place place{0, size, base::checksum(data, size)};
  int to = -1;
  {
    const std::lock_guard lock(mutex_);
    to = file();
    place.offset = claim(rounded(size));
  }
  const auto* bytes = static_cast<const char*>(data);
  for (size_t done = 0; done < size;) {
    const ssize_t wrote =
        disk_.write(to, bytes + done, size - done, static_cast<off_t>(place.offset + done));
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote <= 0) {
      const int error = wrote < 0 ? errno : ENOSPC;
      give_back(place);
      fail_errno(Status::io, error, "%zu bytes cannot be spilled", size);
    }
    done += static_cast<size_t>(wrote);
  }
  return place;
}

void SpillFile::read(const Place& place, void* to) const {
  const NotCancelled whole;
  auto* bytes = static_cast<char*>(to);
  int from = -1;
  {
    const std::lock_guard lock(mutex_);
    from = file_;
  }
  for (uint64_t done = 0; done < place.size;) {
    const ssize_t got =
        disk_.read(from, bytes + done, place.size - done, static_cast<off_t>(place.offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0)
      fail_errno(Status::io, errno, "%" PRIu64 " spilled bytes cannot be read", place.size);
    if (got == 0) {
      fail(Status::io, "the spill file ends %" PRIu64 " bytes early: something has cut it",
           place.size - done);
    }
    done += static_cast<uint64_t>(got);
  }
  if (base::checksum(to, place.size) != place.sum) {
    fail(Status::io,
         "the checksum of %" PRIu64
         " spilled bytes is wrong: the disk, or another program, has "
         "changed them",
         place.size);
  }
}

void SpillFile::give_back(const Place& place) noexcept {
  const uint64_t size = rounded(place.size);
  if (size == 0) return;
  const std::lock_guard lock(mutex_);
  used_ -= size;
  try {
    auto at = free_.emplace(place.offset, size).first;
    if (const auto next = std::next(at);
        next != free_.end() && at->first + at->second == next->first) {
      at->second += next->second;
      free_.erase(next);
    }
    if (at != free_.begin()) {
      const auto before = std::prev(at);
      if (before->first + before->second == at->first) {
        before->second += at->second;
        free_.erase(at);
        at = before;
      }
    }
    if (at->first + at->second != end_) return;
    end_ = at->first;
    free_.erase(at);
  } catch (const std::bad_alloc&) {
    if (used_ != 0) return;  // the room is not used again until the file is empty
  }
  if (used_ == 0) {
    free_.clear();
    end_ = 0;
  }
  // Holes stay: punching one waits for the disk to write what nobody wants any more.
  if (ftruncate(file_, static_cast<off_t>(end_)) != 0) return;  // it is cut the next time
}

uint64_t SpillFile::used_bytes() const noexcept {
  const std::lock_guard lock(mutex_);
  return used_;
}

}  // namespace weir::memory
