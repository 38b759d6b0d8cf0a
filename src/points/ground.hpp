// SPDX-License-Identifier: Apache-2.0
// Which points are ground: the simple morphological filter, SMRF (Pingel, Clarke and McBride 2013,
// An improved simple morphological filter for the terrain classification of airborne LIDAR data,
// ISPRS J. 77), which opens the surface of lowest points with growing windows (the idea of Zhang et
// al. 2003) and calls what rises faster than the slope allows an object.
//
// Ours differs in three places: the windows are octagons, because an octagon of radius r+1 is that
// of radius r grown by one step, which makes the erosions incremental; gaps are filled by pull-push
// instead of springs; and points that stand alone are left out before the lowest are looked for.
#pragma once

#include <cstdint>
#include <vector>

#include "points/grid.hpp"

namespace weir::points {

struct GroundOptions {         // lengths in metres
  double cell = 1;             // of the grid
  double slope = 0.15;         // rise over run that ground may have
  double window = 18;          // half the width of the largest object
  double threshold = 0.5;      // a ground point lies this near to the surface
  double slope_factor = 1.25;  // and nearer or farther by this times the surface's slope
};

struct Ground {
  std::vector<uint8_t> is_ground;  // per point
  Grid surface;                    // the mean of the ground points, filled everywhere
};

// `skip[i]` is 1 for points that must not shape the surface; they may still lie on it. Coordinates
// in metres.
Ground find_ground(const Context& context, const double* xyz, uint64_t count,
                   const std::vector<uint8_t>& skip, const GroundOptions& options);

}  // namespace weir::points
