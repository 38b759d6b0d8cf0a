// SPDX-License-Identifier: Apache-2.0
// A file that appears whole or not at all: it is written beside its place under a name of its own,
// and takes its place when finish() has brought every byte to the disk. Until then, and when
// anything fails, whatever stood there before stays.
//
// Threads: Confined.
#pragma once

#include <cstddef>
#include <string>

namespace weir::base {

class OutputFile {
 public:
  // Error(not_found) when the folder is not there; Error(io) when it cannot be written.
  // The mode is what open() takes, less the process's umask.
  explicit OutputFile(std::string path, unsigned mode = 0666);
  ~OutputFile();  // takes an unfinished file away
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(const void* data, size_t size);
  void finish();

 private:
  [[noreturn]] void failed(const char* doing, int error) const;

  const std::string path_;
  std::string temporary_;
  int descriptor_ = -1;
};

}  // namespace weir::base
