// SPDX-License-Identifier: Apache-2.0
#include "points/roofs.hpp"

#include <algorithm>
#include <cmath>

namespace weir::points {
namespace {

constexpr double kPointsPerCell = 4;     // on average: enough to tell most of them from one
constexpr double kSteepest = 0.5;        // verticality of a roof of 60 degrees
constexpr double kSmoothShare = 0.5;     // of the high points in a cell of roof
constexpr float kSameRoofMetres = 1.5f;  // up and down, within a cell or to the next

// From the cells that have points: tiles may be full of gaps.
double cell_size(const double* xyz, uint64_t count) {
  const Frame frame = frame_of(xyz, count, 2, "the roof grid");
  std::vector<uint8_t> used(frame.size());
  for (uint64_t i = 0; i < count; ++i) used[frame.cell_of(xyz[3 * i], xyz[3 * i + 1])] = 1;
  const auto area = static_cast<double>(std::count(used.begin(), used.end(), 1)) * 4;
  return std::clamp(std::sqrt(kPointsPerCell * area / static_cast<double>(count)), 0.5, 5.0);
}

// The up to eight cells around one.
template <class Visit>
void each_around(const Frame& frame, size_t cell, Visit&& visit) {
  const size_t x = cell % frame.width, y = cell / frame.width;
  for (size_t row = y > 0 ? y - 1 : 0; row <= std::min(y + 1, frame.height - 1); ++row) {
    for (size_t column = x > 0 ? x - 1 : 0; column <= std::min(x + 1, frame.width - 1); ++column) {
      if (row != y || column != x) visit(row * frame.width + column);
    }
  }
}

}  // namespace

Roofs::Roofs(const Context& context, const Features& features, const std::vector<uint8_t>& open,
             const ClassifyOptions& options)
    : height_(frame_of(features.xyz().data(), features.size(),
                       cell_size(features.xyz().data(), features.size()), "the roof grid")) {
  const memory::Charge charge = context.charge(height_.frame.size() * 32, "the roof grid");
  find_cells(features, open, options);
  drop_small(options.building_area);
  grow();
}

void Roofs::find_cells(const Features& features, const std::vector<uint8_t>& open,
                       const ClassifyOptions& options) {
  const auto& height = features.column(Feature::height);
  const auto& roughness = features.column(Feature::roughness);
  const auto& verticality = features.column(Feature::verticality);
  std::vector<uint32_t> high(height_.frame.size()), smooth(height_.frame.size());
  std::vector<double> sum(height_.frame.size());
  for (uint64_t i = 0; i < features.size(); ++i) {
    if (!open[i] || height[i] < options.building_from) continue;
    const double* at = &features.xyz()[3 * i];
    const size_t cell = height_.frame.cell_of(at[0], at[1]);
    ++high[cell];
    if (roughness[i] > options.building_roughness || verticality[i] > kSteepest) continue;
    ++smooth[cell];
    sum[cell] += at[2];
  }
  for (size_t cell = 0; cell < high.size(); ++cell) {
    if (smooth[cell] == 0 || smooth[cell] < kSmoothShare * high[cell]) continue;
    height_.values[cell] = static_cast<float>(sum[cell] / smooth[cell]);
  }
}

// A patch: cells that touch, also at corners, without a step between them.
void Roofs::drop_small(double least_area) {
  const Frame& frame = height_.frame;
  const double cell_area = frame.cell * frame.cell;
  std::vector<uint8_t> seen(frame.size());
  std::vector<size_t> patch;
  for (size_t first = 0; first < frame.size(); ++first) {
    if (seen[first] || std::isnan(height_.values[first])) continue;
    patch.assign(1, first);
    seen[first] = 1;
    for (size_t at = 0; at < patch.size(); ++at) {
      each_around(frame, patch[at], [&](size_t next) {
        const float step = std::abs(height_.values[next] - height_.values[patch[at]]);
        if (seen[next] || !(step <= kSameRoofMetres)) return;
        seen[next] = 1;
        patch.push_back(next);
      });
    }
    if (static_cast<double>(patch.size()) * cell_area >= least_area) continue;
    for (const size_t cell : patch) height_.values[cell] = kEmptyCell;
  }
}

void Roofs::grow() {
  const Grid before = height_;
  for (size_t cell = 0; cell < before.values.size(); ++cell) {
    if (!std::isnan(before.values[cell])) continue;
    float sum = 0;
    int count = 0;
    each_around(before.frame, cell, [&](size_t next) {
      if (std::isnan(before.values[next])) return;
      sum += before.values[next];
      ++count;
    });
    if (count != 0) height_.values[cell] = sum / static_cast<float>(count);
  }
}

bool Roofs::covers(const double* at) const noexcept {
  const float roof = height_.values[height_.frame.cell_of(at[0], at[1])];
  return std::abs(static_cast<float>(at[2]) - roof) <= kSameRoofMetres;
}

}  // namespace weir::points
