// SPDX-License-Identifier: Apache-2.0
// A file without a name, for bytes that shall not stay in memory. What is written comes back as it
// was or not at all: its checksum stays here, not in the file. Space that was given back is used
// again, and cut off at the file's end; the file is made with the first write and ends with this.
//
// Threads: Shared. `mutex_` guards the map of free space; nothing is read or written under it.
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <map>
#include <mutex>
#include <string>

#include "base/checksum.hpp"

namespace weir::memory {

class SpillFile {
 public:
  // The system calls, so that tests can have disks that are full or lie.
  struct Disk {
    ssize_t (*write)(int file, const void* data, size_t size, off_t offset);
    ssize_t (*read)(int file, void* data, size_t size, off_t offset);
  };
  static const Disk kDisk;

  struct Place {
    uint64_t offset = 0, size = 0;
    base::Checksum sum;
  };

  SpillFile() = default;
  ~SpillFile();
  SpillFile(const SpillFile&) = delete;
  SpillFile& operator=(const SpillFile&) = delete;

  // Where the file is made, if it is not there yet; "": the first of $TMPDIR, /var/tmp and /tmp
  // that works. No more than `limit_bytes` are in it at once; 0: as much as the disk takes.
  void configure(const std::string& directory, uint64_t limit_bytes);
  void set_disk(const Disk& disk) noexcept { disk_ = disk; }

  // Error(io), and nothing is kept: the disk is full, or the limit was reached.
  Place write(const void* data, size_t size);
  // Error(io): the disk says no, the file is shorter, or the bytes are not those that were written.
  void read(const Place& place, void* to) const;
  void give_back(const Place& place) noexcept;

  uint64_t used_bytes() const noexcept;

 private:
  int file();
  uint64_t claim(uint64_t size);

  mutable std::mutex mutex_;
  std::string directory_;
  uint64_t limit_ = 0;
  int file_ = -1;
  uint64_t end_ = 0, used_ = 0;
  std::map<uint64_t, uint64_t> free_;  // offset -> size; neighbours are joined
  Disk disk_ = kDisk;
};

}  // namespace weir::memory
