// SPDX-License-Identifier: Apache-2.0
// Proves: no file makes the LAS reader crash; what is opened reads back whole, and a copy written
// with the classes it has is the same file.
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/status.hpp"
#include "points/tile.hpp"

namespace {

using namespace weir::points;

void demand(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "las_fuzz: %s\n", what);
  std::abort();
}

// In memory, since a disk takes longer for each new file than the reader does for all of it.
struct Input {
  const int file = memfd_create("weir-las-fuzz", MFD_CLOEXEC);
  const std::string path = "/proc/self/fd/" + std::to_string(file);
  Input() { demand(file >= 0, "the input cannot be made"); }
  ~Input() { close(file); }

  void write(const uint8_t* data, size_t size) const {
    demand(ftruncate(file, 0) == 0 && pwrite(file, data, size, 0) == static_cast<ssize_t>(size),
           "the input is short");
  }
};

// One name per process; the file is gone when the process ends as it should.
struct Output {
  const std::string path = "/tmp/weir-las-fuzz-" + std::to_string(getpid()) + "-copy.las";
  ~Output() { std::remove(path.c_str()); }

  std::vector<uint8_t> read(size_t size) const {
    std::vector<uint8_t> bytes(size + 1);
    std::FILE* file = std::fopen(path.c_str(), "rb");
    demand(file != nullptr, "the copy is not there");
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file));
    std::fclose(file);
    return bytes;
  }
};

void read_all(const Tile& tile) {
  const uint64_t count = tile.header().point_count;
  for (uint32_t field = 1; field <= 8; ++field) {
    std::vector<uint8_t> values(count * Tile::value_bytes(Field{field}) + 1);
    try {
      tile.read(Field{field}, 0, count, values.data(), values.size());
    } catch (const weir::Error& error) {  // a time that is no number
      demand(field == 6 && error.status() == weir::Status::parse, error.what());
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Input in;
  static const Output out;
  in.write(data, size);
  try {
    const Tile tile(std::make_shared<weir::base::Life>(), in.path);
    const uint64_t count = tile.header().point_count;
    read_all(tile);
    std::vector<uint8_t> classes(count + 1);
    tile.read(Field::classification, 0, count, classes.data(), classes.size());
    tile.write(out.path, classes.data(), count, nullptr);
    demand(out.read(size) == std::vector<uint8_t>(data, data + size), "the copy is another file");
  } catch (const weir::Error& error) {
    const bool expected =
        error.status() == weir::Status::parse || error.status() == weir::Status::unsupported;
    demand(expected, error.what());
    demand(std::string(error.what()).rfind(in.path, 0) == 0, "a refusal does not name the file");
  }
  return 0;
}
