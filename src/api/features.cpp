// SPDX-License-Identifier: Apache-2.0
// include/weir/features.h
#include "weir/features.h"

#include "api/options.hpp"
#include "api/points.hpp"
#include "api/ticket.hpp"

using namespace weir;
using namespace weir::api;

namespace {

using points::Feature;
using points::Lod;

template <class Ours>
constexpr bool same(Ours ours, uint32_t theirs) {
  return static_cast<uint32_t>(ours) == theirs;
}

static_assert(same(Feature::height, WEIR_FEATURE_HEIGHT) &&
              same(Feature::density, WEIR_FEATURE_DENSITY) &&
              same(Feature::linearity, WEIR_FEATURE_LINEARITY) &&
              same(Feature::planarity, WEIR_FEATURE_PLANARITY) &&
              same(Feature::sphericity, WEIR_FEATURE_SPHERICITY) &&
              same(Feature::verticality, WEIR_FEATURE_VERTICALITY) &&
              same(Feature::roughness, WEIR_FEATURE_ROUGHNESS) &&
              same(Feature::curvature, WEIR_FEATURE_CURVATURE) &&
              same(Feature::anisotropy, WEIR_FEATURE_ANISOTROPY) &&
              same(Feature::omnivariance, WEIR_FEATURE_OMNIVARIANCE) &&
              same(Feature::eigenentropy, WEIR_FEATURE_EIGENENTROPY));
static_assert(same(Lod::automatic, WEIR_LOD_DEFAULT) && same(Lod::lod2, WEIR_LOD_LOD2) &&
              same(Lod::lod3, WEIR_LOD_LOD3) && same(Lod::asprs, WEIR_LOD_ASPRS) &&
              same(Lod::minimal, WEIR_LOD_MINIMAL) && same(Lod::full, WEIR_LOD_FULL));

points::FeatureOptions read(const weir_features_options* options) {
  const weir_features_options theirs = read_options(options);
  no_flags(theirs.flags);
  points::FeatureOptions ours;
  ours.lod = static_cast<Lod>(theirs.lod);
  if (theirs.neighbor_count != 0) ours.neighbour_count = theirs.neighbor_count;
  ours.units_per_metre = option_or(theirs.units_per_metre, 1);
  ours.z_units_per_metre = option_or(theirs.z_units_per_metre, ours.units_per_metre);
  ours.ground.cell = option_or(theirs.ground_cell_m, ours.ground.cell);
  ours.ground.slope = option_or(theirs.ground_slope, ours.ground.slope);
  ours.ground.window = option_or(theirs.ground_window_m, ours.ground.window);
  ours.ground.threshold = option_or(theirs.ground_threshold_m, ours.ground.threshold);
  return ours;
}

constexpr float kNoValues[1] = {0};

}  // namespace

weir_status weir_neighbors_create(weir_runtime* runtime, const double* xyz, uint64_t point_count,
                                  weir_control* control, weir_neighbors** neighbors_out) {
  return guard(__func__, [&] {
    clear_output(neighbors_out, "neighbors_out");
    const auto opened = open(runtime);  // held: control's function may free the handle
    points::Resources resources = resources_of(*opened);
    if (point_count != 0) require(xyz, "xyz");
    const auto watched = use_control(control);
    const points::Context context = resources.open("runtime", watched.get());
    points::Neighbours tree = points::Neighbours::create(context, xyz, point_count);
    auto index =
        std::make_shared<NeighbourIndex>(NeighbourIndex{std::move(resources), std::move(tree)});
    return give(neighbors_out, keep_with(opened, std::move(index)));
  });
}

weir_status weir_neighbors_nearest(const weir_neighbors* neighbors, const double* queries_xyz,
                                   uint64_t query_count, uint32_t k, weir_control* control,
                                   uint64_t* indices, double* distances) {
  return guard(__func__, [&] {
    const auto index = use(neighbors, "neighbors");
    const auto watched = use_control(control);
    const points::Context context = index->resources.open("index of neighbours", watched.get());
    if (query_count != 0) {
      require(queries_xyz, "queries_xyz");
      require(indices, "indices");
    }
    index->tree.nearest(context, queries_xyz, query_count, k, indices, distances);
    return Status::ok;
  });
}

void weir_neighbors_free(weir_neighbors* neighbors) {
  release(neighbors);
}

weir_status weir_features_create(weir_runtime* runtime, const double* xyz, uint64_t point_count,
                                 const weir_features_options* options, weir_control* control,
                                 weir_features** features_out) {
  return guard(__func__, [&] {
    clear_output(features_out, "features_out");
    const auto opened = open(runtime);  // held: control's function may free the handle
    points::Resources resources = resources_of(*opened);
    if (point_count != 0) require(xyz, "xyz");
    const points::FeatureOptions ours = read(options);
    const auto watched = use_control(control);
    const points::Context context = resources.open("runtime", watched.get());
    points::Features features(context, xyz, point_count, ours);
    auto set = std::make_shared<FeatureSet>(FeatureSet{std::move(resources), std::move(features)});
    return give(features_out, keep_with(opened, std::move(set)));
  });
}

weir_status weir_features_column(const weir_features* features, uint32_t feature,
                                 const float** values_out, uint64_t* count_out) {
  return guard(__func__, [&] {
    const points::Features& ours = use(features, "features")->features;
    require(values_out, "values_out");
    require(count_out, "count_out");
    if (points::feature_name(feature) == nullptr) {
      fail(Status::invalid, "feature %u is not a WEIR_FEATURE_*", feature);
    }
    if (!points::makes(ours.lod(), Feature{feature})) return Status::miss;
    const auto& column = ours.column(Feature{feature});
    *values_out = column.empty() ? kNoValues : column.data();
    *count_out = ours.size();
    return Status::ok;
  });
}

void weir_features_free(weir_features* features) {
  release(features);
}

const char* weir_feature_name(uint32_t feature) {
  return points::feature_name(feature);
}

weir_status weir_lod_from_name(const char* name, uint32_t* lod_out) {
  return guard(__func__, [&] {
    require(name, "name");
    require(lod_out, "lod_out");
    const Lod lod = points::lod_from_name(name);
    if (lod == Lod::automatic) return Status::miss;
    *lod_out = static_cast<uint32_t>(lod);
    return Status::ok;
  });
}
