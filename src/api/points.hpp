// SPDX-License-Identifier: Apache-2.0
// What the handles of weir/points.h and weir/features.h are.
#pragma once

#include "api/handle.hpp"
#include "api/runtime.hpp"
#include "points/classify.hpp"
#include "points/features.hpp"
#include "points/neighbours.hpp"
#include "points/tile.hpp"
#include "weir/classify.h"
#include "weir/features.h"
#include "weir/points.h"

namespace weir::api {

// A thing made of points and what it works with.
struct NeighbourIndex {
  points::Resources resources;
  points::Neighbours tree;
};

struct FeatureSet {
  points::Resources resources;
  points::Features features;
};

inline points::Resources resources_of(runtime::Runtime& runtime) {
  return {runtime.life(), runtime.workers(), runtime.shared_budget()};
}

// Zero means the default, in every option that is a number with a unit.
inline double option_or(double theirs, double ours) {
  return theirs == 0 ? ours : theirs;
}

}  // namespace weir::api

struct weir_tile : weir::api::Handle<const weir::points::Tile, weir::api::tag("tile")> {
  static constexpr const char* kName = "weir_tile";
  using Handle::Handle;
};

struct weir_neighbors : weir::api::Handle<const weir::api::NeighbourIndex, weir::api::tag("nghb")> {
  static constexpr const char* kName = "weir_neighbors";
  using Handle::Handle;
};

struct weir_features : weir::api::Handle<const weir::api::FeatureSet, weir::api::tag("feat")> {
  static constexpr const char* kName = "weir_features";
  using Handle::Handle;
};
