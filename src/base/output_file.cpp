// SPDX-License-Identifier: Apache-2.0
#include "base/output_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <utility>

#include "base/status.hpp"

namespace weir::base {
namespace {

// A rename puts a file in the place of anything but a folder: of a device or a pipe as well, which
// is never meant. Follows links, so that /dev/stdout is seen for what it is.
void refuse_what_is_no_file(const std::string& path) {
  struct stat there;
  if (stat(path.c_str(), &there) != 0 || S_ISREG(there.st_mode)) return;
  fail(Status::io, "%s: cannot be made: there is a %s of that name, which stays", path.c_str(),
       S_ISDIR(there.st_mode) ? "folder" : "device or pipe");
}

}  // namespace

OutputFile::OutputFile(std::string path, unsigned mode) : path_(std::move(path)) {
  refuse_what_is_no_file(path_);
  // O_EXCL decides between writers; the process and a count keep them from meeting in the first
  // place. mkstemp() would do so too, but makes files that nobody else may read.
  static constinit std::atomic<unsigned> counter{0};
  for (int attempt = 0; attempt < 100 && descriptor_ < 0; ++attempt) {
    temporary_ = format_text("%s.%ld-%u.part", path_.c_str(), static_cast<long>(getpid()),
                             counter.fetch_add(1, std::memory_order_relaxed));
    descriptor_ = open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (descriptor_ < 0 && errno != EEXIST) break;
  }
  if (descriptor_ < 0) {
    const int error = errno;
    fail_errno(error == ENOENT || error == ENOTDIR ? Status::not_found : Status::io, error,
               "%s: cannot be made", path_.c_str());
  }
}

OutputFile::~OutputFile() {
  if (descriptor_ < 0) return;
  close(descriptor_);
  unlink(temporary_.c_str());
}

void OutputFile::failed(const char* doing, int error) const {
  fail_errno(Status::io, error, "%s: cannot be %s; nothing was changed", path_.c_str(), doing);
}

void OutputFile::write(const void* data, size_t size) {
  const auto* from = static_cast<const char*>(data);
  while (size > 0) {
    const ssize_t put = ::write(descriptor_, from, size);
    if (put < 0 && errno == EINTR) continue;
    if (put < 0) failed("written", errno);
    from += put;
    size -= static_cast<size_t>(put);
  }
}

void OutputFile::finish() {
  if (fsync(descriptor_) != 0) failed("brought to the disk", errno);
  if (std::rename(temporary_.c_str(), path_.c_str()) != 0) failed("put in its place", errno);
  close(descriptor_);
  descriptor_ = -1;
}

}  // namespace weir::base
