// SPDX-License-Identifier: Apache-2.0
#include "points/grid.hpp"

#include <algorithm>
#include <cmath>

#include "base/status.hpp"

namespace weir::points {
namespace {

constexpr double kMostCells = 64e6;

size_t cells_over(double extent, double cell) {
  return static_cast<size_t>(std::floor(extent / cell)) + 1;
}

// Half the size, each cell the mean of those of its four that have a value.
Grid pull(const Grid& fine) {
  Frame frame = fine.frame;
  frame.cell *= 2;
  frame.width = (frame.width + 1) / 2;
  frame.height = (frame.height + 1) / 2;
  Grid coarse(frame);
  for (size_t row = 0; row < frame.height; ++row) {
    for (size_t column = 0; column < frame.width; ++column) {
      float sum = 0;
      int count = 0;
      for (size_t y = 2 * row; y < std::min(2 * row + 2, fine.frame.height); ++y) {
        for (size_t x = 2 * column; x < std::min(2 * column + 2, fine.frame.width); ++x) {
          const float value = fine.values[y * fine.frame.width + x];
          if (std::isnan(value)) continue;
          sum += value;
          ++count;
        }
      }
      if (count != 0) coarse.values[row * frame.width + column] = sum / static_cast<float>(count);
    }
  }
  return coarse;
}

}  // namespace

Frame frame_of(const double* xyz, uint64_t count, double cell, const char* what) {
  Frame frame;
  frame.cell = cell;
  if (count == 0) return frame;
  double high_x = xyz[0], high_y = xyz[1];
  frame.x = xyz[0];
  frame.y = xyz[1];
  for (uint64_t i = 1; i < count; ++i) {
    frame.x = std::min(frame.x, xyz[3 * i]);
    frame.y = std::min(frame.y, xyz[3 * i + 1]);
    high_x = std::max(high_x, xyz[3 * i]);
    high_y = std::max(high_y, xyz[3 * i + 1]);
  }
  const double across = (high_x - frame.x) / cell + 1, along = (high_y - frame.y) / cell + 1;
  if (!(across * along <= kMostCells)) {
    fail(Status::limit,
         "the points span %.6g m by %.6g m, and %s with cells of %g m would have %.3g cells, over "
         "the limit of %.3g: remove stray points far from the others, or take larger cells",
         high_x - frame.x, high_y - frame.y, what, cell, across * along, kMostCells);
  }
  frame.width = cells_over(high_x - frame.x, cell);
  frame.height = cells_over(high_y - frame.y, cell);
  return frame;
}

double Grid::sample(double at_x, double at_y) const noexcept {
  const double last_x = static_cast<double>(frame.width - 1);
  const double last_y = static_cast<double>(frame.height - 1);
  const double x = std::clamp((at_x - frame.x) / frame.cell - 0.5, 0.0, last_x);
  const double y = std::clamp((at_y - frame.y) / frame.cell - 0.5, 0.0, last_y);
  const auto left = static_cast<size_t>(x), low = static_cast<size_t>(y);
  const size_t right = std::min(left + 1, frame.width - 1);
  const size_t high = std::min(low + 1, frame.height - 1);
  const double u = x - static_cast<double>(left), v = y - static_cast<double>(low);
  const auto at = [&](size_t row, size_t column) {
    return static_cast<double>(values[row * frame.width + column]);
  };
  return (at(low, left) * (1 - u) + at(low, right) * u) * (1 - v) +
         (at(high, left) * (1 - u) + at(high, right) * u) * v;
}

void fill_empty(Grid& grid) {
  if (std::none_of(grid.values.begin(), grid.values.end(), [](float v) { return std::isnan(v); })) {
    return;
  }
  if (grid.values.size() == 1) {
    grid.values[0] = 0;
    return;
  }
  Grid coarse = pull(grid);
  fill_empty(coarse);
  const Frame& frame = grid.frame;
  for (size_t row = 0; row < frame.height; ++row) {
    for (size_t column = 0; column < frame.width; ++column) {
      float& value = grid.values[row * frame.width + column];
      if (!std::isnan(value)) continue;
      value = static_cast<float>(
          coarse.sample(frame.x + (static_cast<double>(column) + 0.5) * frame.cell,
                        frame.y + (static_cast<double>(row) + 0.5) * frame.cell));
    }
  }
}

}  // namespace weir::points
