// SPDX-License-Identifier: Apache-2.0
// A tile for the eye: the shaded height of its surface and the classes of its highest points, one
// above (or beside) the other, with a legend. The same points give the same bytes.
#pragma once

#include <cstdint>
#include <string>

#include "points/context.hpp"

namespace weir::points {

struct PictureOptions {
  uint32_t longest_side_px = 1200;  // of each of the two maps
  double units_per_metre = 1, z_units_per_metre = 1;
};

// As write_picture(), in memory. Without points, a picture that says so.
std::vector<uint8_t> make_picture(const Context& context, const double* xyz, const uint8_t* classes,
                                  uint64_t count, const PictureOptions& options);

void write_picture(const Context& context, const std::string& path, const double* xyz,
                   const uint8_t* classes, uint64_t count, const PictureOptions& options);

}  // namespace weir::points
