// SPDX-License-Identifier: Apache-2.0
// What the handles of weir/points.h are.
#pragma once

#include "api/handle.hpp"
#include "points/tile.hpp"
#include "weir/points.h"

struct weir_tile : weir::api::Handle<const weir::points::Tile, weir::api::tag("tile")> {
  static constexpr const char* kName = "weir_tile";
  using Handle::Handle;
};
