// SPDX-License-Identifier: Apache-2.0
// Where the roofs are: cells of a grid whose high points are mostly smooth, joined to patches, of
// which the small ones are dropped; then one cell further, for the edges.
#pragma once

#include <cstdint>
#include <vector>

#include "points/classify.hpp"
#include "points/grid.hpp"

namespace weir::points {

class Roofs {
 public:
  // `open[i]` is 1 for points that are neither ground nor noise.
  Roofs(const Context& context, const Features& features, const std::vector<uint8_t>& open,
        const ClassifyOptions& options);

  // Whether a high point belongs to the roof it stands over.
  bool covers(const double* at) const noexcept;

 private:
  void find_cells(const Features& features, const std::vector<uint8_t>& open,
                  const ClassifyOptions& options);
  void drop_small(double least_area);
  void grow();

  Grid height_;  // of the roof in each cell, in the tile's z; empty where there is none
};

}  // namespace weir::points
