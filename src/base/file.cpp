// SPDX-License-Identifier: Apache-2.0
#include "base/file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/status.hpp"

namespace weir::base {
namespace {

class File {
 public:
  explicit File(const char* path) : fd_(open(path, O_RDONLY | O_CLOEXEC)) {
    if (fd_ < 0) {
      fail_errno(errno == ENOENT || errno == ENOTDIR ? Status::not_found : Status::io, errno,
                 "cannot open %s", path);
    }
  }
  ~File() { close(fd_); }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int fd() const { return fd_; }

 private:
  int fd_;
};

}  // namespace

std::string read_whole_file(const char* path, size_t max_bytes) {
  const File file(path);
  struct stat info;
  // The size is a first guess: files in /proc say 0, and a file may grow while it is read.
  const bool sized = fstat(file.fd(), &info) == 0 && info.st_size > 0;
  size_t guess = sized ? static_cast<size_t>(info.st_size) : 4095;
  guess = std::min(guess, max_bytes) + 1;  // one more, to see the end at once
  std::string text;
  size_t size = 0;
  for (;;) {
    if (size == text.size()) text.resize(size == 0 ? guess : size * 2);
    const ssize_t got = read(file.fd(), text.data() + size, text.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_errno(Status::io, errno, "cannot read %s", path);
    if (got == 0) break;
    size += static_cast<size_t>(got);
    if (size > max_bytes) {
      fail(Status::limit, "%s has more than the limit of %zu bytes", path, max_bytes);
    }
  }
  text.resize(size);
  return text;
}

}  // namespace weir::base
