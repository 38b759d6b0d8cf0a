// SPDX-License-Identifier: Apache-2.0
// weir/points.hpp: LiDAR tiles in, classified tiles out, in C++. See weir/points.h.
#ifndef WEIR_POINTS_HPP
#define WEIR_POINTS_HPP

#include <vector>

#include "weir/points.h"
#include "weir/runtime.hpp"
#include "weir/ticket.hpp"

namespace weir {

// A LAS file, open for reading.
class Tile : public detail::Owner<weir_tile, weir_tile_free> {
 public:
  Tile(const Runtime& runtime, const std::string& path) {
    detail::check(weir_tile_open(runtime.get(), path.c_str(), out()));
  }

  weir_tile_info info() const {
    weir_tile_info info{};
    info.struct_size = sizeof info;
    detail::check(weir_tile_get_info(get(), &info));
    return info;
  }

  // One field (WEIR_POINT_*) of `count` points from `first` on, into memory that is yours. False
  // when the tile's point format lacks the field.
  bool read(uint32_t field, uint64_t first, uint64_t count, void* values,
            size_t values_size) const {
    return detail::check(weir_tile_read(get(), field, first, count, values, values_size)) ==
           WEIR_OK;
  }
};

}  // namespace weir

#endif  // WEIR_POINTS_HPP
