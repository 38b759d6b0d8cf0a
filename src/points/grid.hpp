// SPDX-License-Identifier: Apache-2.0
// A raster over a tile's plane: one number per square cell, NaN where there is none.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "points/context.hpp"

namespace weir::points {

inline constexpr float kEmptyCell = std::numeric_limits<float>::quiet_NaN();

struct Frame {          // where a grid lies
  double x = 0, y = 0;  // of the corner of the first cell
  double cell = 1;
  size_t width = 1, height = 1;

  size_t size() const noexcept { return width * height; }
  size_t column(double at) const noexcept { return index(at - x, width); }
  size_t row(double at) const noexcept { return index(at - y, height); }
  size_t cell_of(double at_x, double at_y) const noexcept {
    return row(at_y) * width + column(at_x);
  }

 private:
  size_t index(double away, size_t count) const noexcept {
    const double place = away / cell;
    if (!(place > 0)) return 0;
    return place < static_cast<double>(count) ? static_cast<size_t>(place) : count - 1;
  }
};

// The frame of the points' box. Error(limit) when it would have more cells than the points and the
// machine can bear: a few stray points far away do that, and the text says so.
Frame frame_of(const double* xyz, uint64_t count, double cell, const char* what);

struct Grid {
  Frame frame;
  std::vector<float> values;

  explicit Grid(const Frame& of, float value = kEmptyCell) : frame(of), values(of.size(), value) {}

  // Between the centres of the four cells around, linearly; flat outside the outer centres. Every
  // cell must have a value.
  double sample(double at_x, double at_y) const noexcept;
};

// Gives every empty cell a smooth value from the cells around it, near or far: the pull-push method
// (Gortler et al. 1996, The Lumigraph). A grid that is all empty becomes 0.
void fill_empty(Grid& grid);

}  // namespace weir::points
