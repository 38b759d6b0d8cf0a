// SPDX-License-Identifier: Apache-2.0
// Features to ASPRS classes, by rules that are in common use:
//   noise (7)       stands alone, or lies below the ground (the radius rule of PDAL's
//   filters.outlier
//                   and LAStools' lasnoise)
//   ground (2)      what the ground filter found (SMRF, see ground.hpp)
//   building (6)    smooth, high, not upright, in a connected patch of enough area (LAStools'
//                   lasclassify: at least 2 m up and planar within 0.1 m; connected patches of
//                   enough area as in Rottensteiner and Briese 2002)
//   vegetation      the rest above the ground: low (3) to 0.5 m, medium (4) to 1.5 m, high (5)
//                   beyond (the heights of IGN's LiDAR HD)
//   unclassified (1) what no rule speaks about
#pragma once

#include <cstdint>

#include "points/features.hpp"

namespace weir::points {

struct ClassifyOptions {                  // metres and square metres
  double alone = Features::kAloneMetres;  // the fifth neighbour is farther than this: noise
  double below = 1.5;                     // deeper under the ground than this: noise
  double medium_from = 0.5, high_from = 1.5;
  double building_from = 2;
  double building_roughness = 0.15;
  double building_area = 16;
};

enum class Class : uint8_t {
  unclassified = 1,
  ground = 2,
  low_vegetation = 3,
  medium_vegetation = 4,
  high_vegetation = 5,
  building = 6,
  noise = 7,
};

// Of the ASPRS list; "other" for what has no name there.
const char* class_name(unsigned value) noexcept;

// One class per point. With Lod::minimal only ground, noise and unclassified can be told.
void classify(const Context& context, const Features& features, const ClassifyOptions& options,
              uint8_t* classes);

}  // namespace weir::points
