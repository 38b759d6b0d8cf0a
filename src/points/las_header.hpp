// SPDX-License-Identifier: Apache-2.0
// What the front of a LAS file says, believed only after it was checked against itself and against
// the file's size (ASPRS LAS specifications 1.2 R0, 1.3 R11 and 1.4 R15). What cannot be true is an
// Error that names the file, the field and the byte it stands at.
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "points/input_file.hpp"

namespace weir::points {

enum class UnitSource : uint32_t { assumed = 0, geo_keys = 1, wkt = 2, angular = 3 };

struct Units {
  UnitSource source = UnitSource::assumed;
  double per_metre = 1;    // horizontal; 0 when angular
  double z_per_metre = 1;  // vertical
};

struct LasHeader {
  uint32_t version_minor;  // of 1.x
  uint32_t point_format;
  uint32_t record_bytes;
  uint32_t header_bytes;
  uint32_t global_encoding;
  uint32_t vlr_count;
  uint64_t points_offset;
  uint64_t point_count;
  uint64_t evlr_offset;
  uint32_t evlr_count;
  std::array<double, 3> scale, offset, minimum, maximum;

  uint64_t points_end() const noexcept { return points_offset + point_count * record_bytes; }
};

// Where the fields of a point format stand in a record; 0 means the format lacks the field.
struct PointLayout {
  uint32_t record_bytes;  // the least a record of this format has
  uint32_t classification, gps_time, colour, source_id;
  bool extended;  // formats 6-10: whole-byte classes, four-bit returns
};

inline constexpr uint32_t kMaxPointFormat = 10;
const PointLayout& point_layout(uint32_t point_format) noexcept;

LasHeader read_header(const InputFile& file);

// What doubles cannot hold of this tile: where the offset is so large that steps of the scale are
// lost beside it. Empty when all is well.
std::string precision_lost(const LasHeader& header);

// Walks the variable-length records, which also proves that they fit, and takes the units from the
// coordinate system if they tell one.
Units read_units(const InputFile& file, const LasHeader& header);

}  // namespace weir::points
