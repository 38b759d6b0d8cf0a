// SPDX-License-Identifier: Apache-2.0
#include "points/ground.hpp"

#include <algorithm>
#include <cmath>

namespace weir::points {
namespace {

constexpr size_t kRowGrain = 16;
constexpr size_t kPointGrain = 1u << 14;
constexpr double kPitSlope =
    5;  // SMRF's 500 %: a cell this much lower than all around is a mistake

// One step of erosion (`Pick` takes the least) or dilation (the greatest): over the cell and its
// four neighbours, or over all eight. In turns, they make octagons.
template <class Pick>
void step(const Context& context, const Grid& from, Grid& to, bool eight, Pick pick) {
  const size_t width = from.frame.width, height = from.frame.height;
  context.parallel(height, kRowGrain, [&](size_t begin, size_t end) {
    std::vector<float> column(width);  // the pick of three rows
    for (size_t y = begin; y < end; ++y) {
      const float* middle = &from.values[y * width];
      const float* above = y > 0 ? middle - width : middle;
      const float* below = y + 1 < height ? middle + width : middle;
      for (size_t x = 0; x < width; ++x) column[x] = pick(pick(above[x], below[x]), middle[x]);
      const float* side = eight ? column.data() : middle;
      float* out = &to.values[y * width];
      if (width == 1) {
        out[0] = column[0];
        continue;
      }
      out[0] = pick(column[0], side[1]);
      for (size_t x = 1; x + 1 < width; ++x)
        out[x] = pick(pick(side[x - 1], side[x + 1]), column[x]);
      out[width - 1] = pick(column[width - 1], side[width - 2]);
    }
  });
}

float least(float a, float b) noexcept {
  return a < b ? a : b;
}
float greatest(float a, float b) noexcept {
  return a > b ? a : b;
}

bool eight_at(size_t radius) noexcept {
  return radius % 2 == 0;
}

Grid lowest_points(const Context& context, const double* xyz, uint64_t count,
                   const std::vector<uint8_t>& skip, const Frame& frame) {
  Grid lowest(frame);
  for (uint64_t i = 0; i < count; ++i) {
    if (skip[i]) continue;
    float& value = lowest.values[frame.cell_of(xyz[3 * i], xyz[3 * i + 1])];
    const auto z = static_cast<float>(xyz[3 * i + 2]);
    if (!(value <= z)) value = z;  // also when it is empty
  }
  // A lone pit would pull the surface down all around it: take it out before the openings see it.
  Grid closed = lowest, other = lowest;
  fill_empty(closed);
  step(context, closed, other, true, greatest);
  step(context, other, closed, true, least);
  const auto deep = static_cast<float>(kPitSlope * frame.cell);
  for (size_t i = 0; i < lowest.values.size(); ++i) {
    if (closed.values[i] - lowest.values[i] > deep) lowest.values[i] = kEmptyCell;
  }
  return lowest;
}

// Empties the cells that openings of growing radius take away faster than the slope allows.
void remove_objects(const Context& context, Grid& lowest, const GroundOptions& options) {
  Grid surface = lowest;  // opened with the radius before
  fill_empty(surface);
  Grid eroded = surface, opened = surface, other = surface;
  const auto most = static_cast<size_t>(std::ceil(options.window / options.cell));
  for (size_t radius = 1; radius <= most; ++radius) {
    step(context, eroded, other, eight_at(radius), least);
    eroded.values.swap(other.values);
    opened.values = eroded.values;
    for (size_t back = radius; back > 0; --back) {
      step(context, opened, other, eight_at(back), greatest);
      opened.values.swap(other.values);
    }
    const auto rise =
        static_cast<float>(options.slope * options.cell * static_cast<double>(radius));
    for (size_t i = 0; i < surface.values.size(); ++i) {
      if (surface.values[i] - opened.values[i] > rise) lowest.values[i] = kEmptyCell;
    }
    surface.values.swap(opened.values);
  }
}

Grid slope_of(const Grid& surface) {
  Grid slope(surface.frame, 0);
  const size_t width = surface.frame.width, height = surface.frame.height;
  for (size_t y = 0; y < height; ++y) {
    for (size_t x = 0; x < width; ++x) {
      const size_t left = x > 0 ? x - 1 : x, right = std::min(x + 1, width - 1);
      const size_t low = y > 0 ? y - 1 : y, high = std::min(y + 1, height - 1);
      const auto run = [&](size_t from, size_t to) {
        return static_cast<float>(surface.frame.cell *
                                  static_cast<double>(std::max<size_t>(to - from, 1)));
      };
      const float dx =
          (surface.values[y * width + right] - surface.values[y * width + left]) / run(left, right);
      const float dy =
          (surface.values[high * width + x] - surface.values[low * width + x]) / run(low, high);
      slope.values[y * width + x] = std::sqrt(dx * dx + dy * dy);
    }
  }
  return slope;
}

Grid mean_of_ground(const double* xyz, const std::vector<uint8_t>& is_ground, const Grid& near) {
  const Frame& frame = near.frame;
  std::vector<double> sums(frame.size());
  std::vector<uint32_t> counts(frame.size());
  for (size_t i = 0; i < is_ground.size(); ++i) {
    if (!is_ground[i]) continue;
    const size_t cell = frame.cell_of(xyz[3 * i], xyz[3 * i + 1]);
    sums[cell] += xyz[3 * i + 2];
    ++counts[cell];
  }
  Grid mean(frame);
  bool any = false;
  for (size_t i = 0; i < sums.size(); ++i) {
    if (counts[i] == 0) continue;
    mean.values[i] = static_cast<float>(sums[i] / counts[i]);
    any = true;
  }
  if (!any) return near;
  fill_empty(mean);
  return mean;
}

}  // namespace

Ground find_ground(const Context& context, const double* xyz, uint64_t count,
                   const std::vector<uint8_t>& skip, const GroundOptions& options) {
  const Frame frame = frame_of(xyz, count, options.cell, "the ground grid");
  const memory::Charge charge = context.charge(frame.size() * 7 * sizeof(float), "the ground grid");
  Grid surface = lowest_points(context, xyz, count, skip, frame);
  remove_objects(context, surface, options);
  fill_empty(surface);
  const Grid slope = slope_of(surface);

  std::vector<uint8_t> is_ground(count);
  context.parallel(count, kPointGrain, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const double* p = xyz + 3 * i;
      const double away = std::abs(p[2] - surface.sample(p[0], p[1]));
      const double near = options.threshold + options.slope_factor * slope.sample(p[0], p[1]);
      is_ground[i] = away <= near;
    }
  });
  Grid mean = mean_of_ground(xyz, is_ground, surface);
  return {std::move(is_ground), std::move(mean)};
}

}  // namespace weir::points
