// SPDX-License-Identifier: Apache-2.0
#include "points/features.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/status.hpp"
#include "points/symmetric3.hpp"

namespace weir::points {
namespace {

constexpr uint64_t kGrain = 512;
constexpr double kLeastRadius = 1e-3;  // so that points on one spot have a density

constexpr uint32_t bit(Feature feature) {
  return 1u << static_cast<uint32_t>(feature);
}

constexpr uint32_t kMinimal = bit(Feature::height) | bit(Feature::density);
constexpr uint32_t kLod2 =
    kMinimal | bit(Feature::planarity) | bit(Feature::verticality) | bit(Feature::roughness);
constexpr uint32_t kAsprs = kLod2 | bit(Feature::linearity) | bit(Feature::sphericity);
constexpr uint32_t kLod3 = kAsprs | bit(Feature::curvature) | bit(Feature::anisotropy);
constexpr uint32_t kFull = kLod3 | bit(Feature::omnivariance) | bit(Feature::eigenentropy);

uint32_t features_of(Lod lod) noexcept {
  switch (lod) {
    case Lod::automatic:
    case Lod::lod2:
      return kLod2;
    case Lod::lod3:
      return kLod3;
    case Lod::asprs:
      return kAsprs;
    case Lod::minimal:
      return kMinimal;
    case Lod::full:
      return kFull;
  }
  return 0;
}

void check(const FeatureOptions& options) {
  const auto positive = [](double value, const char* name) {
    if (!(value > 0) || !std::isfinite(value)) {
      fail(Status::invalid, "%s is %g: it has to be above 0", name, value);
    }
  };
  if (features_of(options.lod) == 0) {
    fail(Status::invalid, "lod is %u: it is not a WEIR_LOD_*", static_cast<uint32_t>(options.lod));
  }
  if (options.neighbour_count < 3 || options.neighbour_count > Neighbours::kMaxNearest) {
    fail(Status::invalid, "neighbor_count is %u: 3 to %u neighbours make a shape",
         options.neighbour_count, Neighbours::kMaxNearest);
  }
  positive(options.units_per_metre, "units_per_metre");
  positive(options.z_units_per_metre, "z_units_per_metre");
  positive(options.ground.cell, "ground_cell_m");
  positive(options.ground.slope, "ground_slope");
  positive(options.ground.window, "ground_window_m");
  positive(options.ground.threshold, "ground_threshold_m");
  if (options.ground.window / options.ground.cell > 1000) {
    fail(Status::invalid, "ground_window_m is %g: at most 1000 cells of %g m",
         options.ground.window, options.ground.cell);
  }
}

}  // namespace

bool makes(Lod lod, Feature feature) noexcept {
  return (features_of(lod) & bit(feature)) != 0;
}

const char* feature_name(uint32_t feature) noexcept {
  static constexpr const char* kNames[kFeatureCount] = {
      "height",    "density",   "linearity",  "planarity",    "sphericity",  "verticality",
      "roughness", "curvature", "anisotropy", "omnivariance", "eigenentropy"};
  return feature >= 1 && feature <= kFeatureCount ? kNames[feature - 1] : nullptr;
}

Lod lod_from_name(std::string_view name) noexcept {
  if (name == "LOD2") return Lod::lod2;
  if (name == "LOD3") return Lod::lod3;
  if (name == "ASPRS") return Lod::asprs;
  if (name == "MINIMAL") return Lod::minimal;
  if (name == "FULL") return Lod::full;
  return Lod::automatic;
}

Features::Features(const Context& context, const double* xyz, uint64_t count,
                   const FeatureOptions& options)
    : count_(count), lod_(options.lod == Lod::automatic ? Lod::lod2 : options.lod) {
  check(options);
  uint64_t bytes_per_point = 3 * sizeof(double) + sizeof(float) + 1;
  for (uint32_t feature = 1; feature <= kFeatureCount; ++feature) {
    if (makes(lod_, Feature{feature})) bytes_per_point += sizeof(float);
  }
  charge_ = context.charge(count * bytes_per_point, "features");
  for (uint32_t feature = 1; feature <= kFeatureCount; ++feature) {
    if (makes(lod_, Feature{feature})) columns_[feature - 1].resize(count);
  }
  xyz_.resize(3 * count);
  near_.resize(count);
  context.begin(2 * count);  // around each point, then below each

  to_metres(context, xyz, options);
  look_around(context, options.neighbour_count);
  std::vector<uint8_t> alone(count);
  for (uint64_t i = 0; i < count; ++i) alone[i] = near_[i] > kAloneMetres;
  Ground ground = find_ground(context, xyz_.data(), count, alone, options.ground);
  is_ground_ = std::move(ground.is_ground);
  context.parallel(count, 1u << 14, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      const double* p = &xyz_[3 * i];
      set(Feature::height, static_cast<uint32_t>(i), p[2] - ground.surface.sample(p[0], p[1]));
    }
    context.advance(end - begin);
  });
}

// Near the origin, so that nothing is lost to large coordinates.
void Features::to_metres(const Context& context, const double* xyz, const FeatureOptions& options) {
  const double per_metre[3] = {options.units_per_metre, options.units_per_metre,
                               options.z_units_per_metre};
  double least[3] = {0, 0, 0};
  for (uint64_t i = 0; i < count_; ++i) {
    for (size_t axis = 0; axis < 3; ++axis) {
      const double value = xyz[3 * i + axis];
      if (!std::isfinite(value)) {
        fail(Status::invalid, "coordinate %zu of point %llu is %g: it has to be a finite number",
             axis, static_cast<unsigned long long>(i), value);
      }
      least[axis] = i == 0 ? value : std::min(least[axis], value);
    }
  }
  context.parallel(count_, 1u << 15, [&](size_t begin, size_t end) {
    for (size_t i = 3 * begin; i < 3 * end; ++i)
      xyz_[i] = (xyz[i] - least[i % 3]) / per_metre[i % 3];
  });
}

// In the order of the tree's leaves, so that each search starts with the answer of a near one.
void Features::look_around(const Context& context, uint32_t neighbour_count) {
  const Neighbours tree(context, xyz_.data(), count_);
  const uint32_t k = std::max(neighbour_count, kNearCount + 1);
  context.parallel(count_, kGrain, [&](size_t begin, size_t end) {
    std::vector<Neighbour> around(k);
    uint32_t found = 0;
    for (size_t place = begin; place < end; ++place) {
      double at[3];
      tree.point_at(place, at);
      found = found < k ? tree.search(at, k, around.data())
                        : tree.search(at, k, around.data(), tree.limit_by(at, k, around.data()));
      const uint32_t point = tree.index_at(place);
      near_[point] = found > kNearCount
                         ? static_cast<float>(std::sqrt(around[kNearCount].squared_distance))
                         : std::numeric_limits<float>::infinity();
      const uint32_t used = std::min(found, neighbour_count);
      const double radius = std::max(std::sqrt(around[used - 1].squared_distance), kLeastRadius);
      set(Feature::density, point, used / (std::numbers::pi * radius * radius));
      if (lod_ != Lod::minimal) describe(tree, point, around.data(), used);
    }
    context.advance(end - begin);
  });
}

void Features::describe(const Neighbours& tree, uint32_t point, const Neighbour* around,
                        uint32_t count) {
  double mean[3] = {0, 0, 0}, at[3];
  for (uint32_t i = 0; i < count; ++i) {
    tree.point_at(around[i].place, at);
    for (int axis = 0; axis < 3; ++axis) mean[axis] += at[axis];
  }
  for (double& value : mean) value /= count;
  double xx = 0, xy = 0, xz = 0, yy = 0, yz = 0, zz = 0;
  for (uint32_t i = 0; i < count; ++i) {
    tree.point_at(around[i].place, at);
    const double x = at[0] - mean[0], y = at[1] - mean[1], z = at[2] - mean[2];
    xx += x * x;
    xy += x * y;
    xz += x * z;
    yy += y * y;
    yz += y * z;
    zz += z * z;
  }
  const double n = count;
  const Eigen3 eigen = eigen3(xx / n, xy / n, xz / n, yy / n, yz / n, zz / n);
  const double l1 = eigen.values[0], l2 = eigen.values[1], l3 = eigen.values[2];
  if (!(l1 > 0)) return;  // all on one spot: they have no shape, every feature stays 0
  const double sum = l1 + l2 + l3;
  const auto entropy = [&](double value) {
    return value > 0 ? -value / sum * std::log(value / sum) : 0.0;
  };
  set(Feature::linearity, point, (l1 - l2) / l1);
  set(Feature::planarity, point, (l2 - l3) / l1);
  set(Feature::sphericity, point, l3 / l1);
  set(Feature::verticality, point, 1 - std::abs(eigen.vectors[2][2]));
  set(Feature::roughness, point, std::sqrt(l3));
  set(Feature::curvature, point, l3 / sum);
  set(Feature::anisotropy, point, (l1 - l3) / l1);
  set(Feature::omnivariance, point, std::cbrt(l1 * l2 * l3));
  if (has(Feature::eigenentropy)) {
    set(Feature::eigenentropy, point, entropy(l1) + entropy(l2) + entropy(l3));
  }
}

void Features::set(Feature feature, uint32_t point, double value) noexcept {
  std::vector<float>& column = columns_[static_cast<size_t>(feature) - 1];
  if (!column.empty()) column[point] = static_cast<float>(value);
}

}  // namespace weir::points
