// SPDX-License-Identifier: Apache-2.0
#include "points/input_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "base/status.hpp"

namespace weir::points {

InputFile::InputFile(std::string path) : path_(std::move(path)) {
  // O_NONBLOCK: opening a pipe by mistake must answer, not wait for a writer.
  descriptor_ = open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    const int error = errno;
    fail_errno(error == ENOENT || error == ENOTDIR ? Status::not_found : Status::io, error,
               "%s: cannot be opened", path_.c_str());
  }
  struct stat about;
  const bool known = fstat(descriptor_, &about) == 0;
  if (!known || !S_ISREG(about.st_mode)) {
    const int error = errno;
    close(descriptor_);
    if (!known) fail_errno(Status::io, error, "%s: cannot be examined", path_.c_str());
    fail(Status::io, "%s: is not a regular file", path_.c_str());
  }
  size_ = static_cast<uint64_t>(about.st_size);
}

InputFile::~InputFile() {
  close(descriptor_);
}

void InputFile::read(uint64_t offset, void* destination, size_t size) const {
  auto* to = static_cast<char*>(destination);
  while (size > 0) {
    const ssize_t got = pread(descriptor_, to, size, static_cast<off_t>(offset));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) {
      fail_errno(Status::io, errno, "%s: cannot be read at byte %llu", path_.c_str(),
                 static_cast<unsigned long long>(offset));
    }
    if (got == 0) {
      fail(Status::io,
           "%s: ends at byte %llu now, and had %llu bytes when it was opened: it was cut short "
           "meanwhile",
           path_.c_str(), static_cast<unsigned long long>(offset),
           static_cast<unsigned long long>(size_));
    }
    to += got;
    offset += static_cast<uint64_t>(got);
    size -= static_cast<size_t>(got);
  }
}

}  // namespace weir::points
