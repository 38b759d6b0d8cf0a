// SPDX-License-Identifier: Apache-2.0
// What a point's surroundings look like: the shape of its nearest neighbours by the eigenvalues
// l1 >= l2 >= l3 of their covariance (Demantke et al. 2011; Weinmann et al. 2015), and where it
// stands above the ground. All lengths are metres.
//
// Threads: Frozen once made.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "points/context.hpp"
#include "points/ground.hpp"
#include "points/neighbours.hpp"

namespace weir::points {

// The numbers are those of enum weir_feature.
enum class Feature : uint32_t {
  height = 1,         // above the ground
  density = 2,        // points per square metre: k over the disc that reaches the farthest
  linearity = 3,      // (l1 - l2) / l1
  planarity = 4,      // (l2 - l3) / l1
  sphericity = 5,     // l3 / l1
  verticality = 6,    // 1 - |z of the normal|
  roughness = 7,      // sqrt(l3): how far the neighbours stray from their plane
  curvature = 8,      // l3 / (l1 + l2 + l3), the surface variation
  anisotropy = 9,     // (l1 - l3) / l1
  omnivariance = 10,  // (l1 l2 l3) ^ (1/3)
  eigenentropy = 11,  // -sum e ln e of the normed eigenvalues
};
inline constexpr uint32_t kFeatureCount = 11;

enum class Lod : uint32_t { automatic = 0, lod2 = 1, lod3 = 2, asprs = 3, minimal = 4, full = 5 };

// Whether this level of detail makes the feature.
bool makes(Lod lod, Feature feature) noexcept;
const char* feature_name(uint32_t feature) noexcept;  // NULL for an unknown one
Lod lod_from_name(std::string_view name) noexcept;    // automatic for an unknown one

struct FeatureOptions {
  Lod lod = Lod::lod2;
  uint32_t neighbour_count = 16;
  double units_per_metre = 1, z_units_per_metre = 1;
  GroundOptions ground;
};

class Features {
 public:
  static constexpr uint32_t kNearCount = 5;  // see near()

  Features(const Context& context, const double* xyz, uint64_t count,
           const FeatureOptions& options);

  uint64_t size() const noexcept { return count_; }
  Lod lod() const noexcept { return lod_; }
  bool has(Feature feature) const noexcept { return !column(feature).empty(); }
  const std::vector<float>& column(Feature feature) const noexcept {
    return columns_[static_cast<size_t>(feature) - 1];
  }

  // For the classifier: metres from the least corner, the distance to the fifth neighbour, and who
  // is ground.
  const std::vector<double>& xyz() const noexcept { return xyz_; }
  const std::vector<float>& near() const noexcept { return near_; }
  const std::vector<uint8_t>& is_ground() const noexcept { return is_ground_; }

  // A point with fewer than kNearCount others this near stands alone: it does not shape the ground.
  static constexpr double kAloneMetres = 5;

 private:
  void to_metres(const Context& context, const double* xyz, const FeatureOptions& options);
  void look_around(const Context& context, uint32_t neighbour_count);
  void describe(const Neighbours& tree, uint32_t point, const Neighbour* around, uint32_t count);
  void set(Feature feature, uint32_t point, double value) noexcept;

  const uint64_t count_;
  const Lod lod_;
  memory::Charge charge_;
  std::array<std::vector<float>, kFeatureCount> columns_;
  std::vector<double> xyz_;
  std::vector<float> near_;
  std::vector<uint8_t> is_ground_;
};

}  // namespace weir::points
