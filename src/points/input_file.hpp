// SPDX-License-Identifier: Apache-2.0
// A file that is read at offsets. It is read with pread() and not mapped: when another program cuts
// a mapped file short, touching the lost pages kills the process with SIGBUS, and a library that
// takes no signals could not answer for it. A read that comes up short is an ordinary error
// instead.
//
// Threads: Shared. Reads at offsets do not move anything.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace weir::points {

class InputFile {
 public:
  // Error(not_found), or Error(io) when it cannot be opened or is not a regular file.
  explicit InputFile(std::string path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const noexcept { return path_; }
  uint64_t size() const noexcept { return size_; }  // when it was opened

  // All `size` bytes at `offset`; Error(io) when they are not there any more.
  void read(uint64_t offset, void* destination, size_t size) const;

 private:
  std::string path_;
  int descriptor_;
  uint64_t size_ = 0;
};

}  // namespace weir::points
