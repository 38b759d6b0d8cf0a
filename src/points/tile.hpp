// SPDX-License-Identifier: Apache-2.0
// One LAS file, open for reading. Points are decoded as they are asked for, block by block; nothing
// of them is kept, so a tile holds a file descriptor and little else.
//
// Threads: Frozen. Any number of threads may read.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/life.hpp"
#include "base/log.hpp"
#include "points/input_file.hpp"
#include "points/las_header.hpp"
#include "work/control.hpp"

namespace weir::points {

// The numbers are those of enum weir_point_field.
enum class Field : uint32_t {
  xyz = 1,             // 3 doubles, scaled
  intensity = 2,       // uint16_t
  return_number = 3,   // uint8_t
  return_count = 4,    // uint8_t
  classification = 5,  // uint8_t
  gps_time = 6,        // double
  colour = 7,          // 3 uint16_t
  source_id = 8,       // uint16_t
};

class Tile {
 public:
  // `log`, which may be NULL, hears of what can be read but perhaps not be relied on.
  Tile(base::LifePtr life, std::string path, base::Log* log = nullptr);

  const LasHeader& header() const noexcept { return header_; }
  const Units& units() const noexcept { return units_; }
  uint64_t file_bytes() const noexcept { return file_.size(); }
  uint32_t max_class() const noexcept {
    return point_layout(header_.point_format).extended ? 255 : 31;
  }

  // Status::miss when this point format lacks the field. Error(parse) names the first value that
  // cannot be true (a GPS time that is not a number); what stood before it is in `destination`.
  Status read(Field field, uint64_t first, uint64_t count, void* destination, size_t size) const;

  // A copy of the file, byte for byte but for the classes. The copy appears under `path` whole or
  // not at all. `path` may be the tile's own: the tile goes on reading the old file.
  void write(const std::string& path, const uint8_t* classes, uint64_t count,
             work::Control* control) const;

  // Bytes of one value of a field; 0 for an unknown field.
  static size_t value_bytes(Field field) noexcept;

 private:
  using Records = std::function<void(unsigned char* records, uint64_t first, uint64_t count)>;
  void each_block(uint64_t first, uint64_t count, const Records& body) const;
  void check_range(uint64_t first, uint64_t count) const;

  const base::LifePtr life_;
  const InputFile file_;
  const LasHeader header_;
  const Units units_;
};

}  // namespace weir::points
