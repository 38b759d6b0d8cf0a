// SPDX-License-Identifier: Apache-2.0
// include/weir/classify.h
#include "weir/classify.h"

#include "api/options.hpp"
#include "api/points.hpp"
#include "api/ticket.hpp"
#include "points/picture.hpp"

using namespace weir;
using namespace weir::api;

namespace {

constexpr bool same(points::Class ours, uint32_t theirs) {
  return static_cast<uint32_t>(ours) == theirs;
}

static_assert(same(points::Class::unclassified, WEIR_CLASS_UNCLASSIFIED) &&
              same(points::Class::ground, WEIR_CLASS_GROUND) &&
              same(points::Class::low_vegetation, WEIR_CLASS_LOW_VEGETATION) &&
              same(points::Class::medium_vegetation, WEIR_CLASS_MEDIUM_VEGETATION) &&
              same(points::Class::high_vegetation, WEIR_CLASS_HIGH_VEGETATION) &&
              same(points::Class::building, WEIR_CLASS_BUILDING) &&
              same(points::Class::noise, WEIR_CLASS_NOISE));

points::ClassifyOptions read(const weir_classify_options* options) {
  const weir_classify_options theirs = read_options(options);
  no_flags(theirs.flags);
  points::ClassifyOptions ours;
  ours.alone = option_or(theirs.alone_m, ours.alone);
  ours.below = option_or(theirs.below_m, ours.below);
  ours.medium_from = option_or(theirs.medium_from_m, ours.medium_from);
  ours.high_from = option_or(theirs.high_from_m, ours.high_from);
  ours.building_from = option_or(theirs.building_from_m, ours.building_from);
  ours.building_roughness = option_or(theirs.building_roughness_m, ours.building_roughness);
  ours.building_area = option_or(theirs.building_area_m2, ours.building_area);
  return ours;
}

}  // namespace

weir_status weir_features_classify(const weir_features* features,
                                   const weir_classify_options* options, weir_control* control,
                                   uint8_t* classes, uint64_t class_count) {
  return guard(__func__, [&] {
    const auto set = use(features, "features");
    const auto watched = use_control(control);
    const points::Context context = set->resources.open("set of features", watched.get());
    if (class_count != set->features.size()) {
      fail(Status::invalid, "class_count is %llu, and there are %llu points",
           static_cast<unsigned long long>(class_count),
           static_cast<unsigned long long>(set->features.size()));
    }
    if (class_count != 0) require(classes, "classes");
    points::classify(context, set->features, read(options), classes);
    return Status::ok;
  });
}

const char* weir_class_name(uint32_t point_class) {
  return points::class_name(point_class);
}

weir_status weir_picture_write(weir_runtime* runtime, const char* path, const double* xyz,
                               const uint8_t* classes, uint64_t point_count,
                               const weir_picture_options* options, weir_control* control) {
  return guard(__func__, [&] {
    const points::Resources resources = resources_of(*open(runtime));
    require(path, "path");
    if (point_count != 0) {
      require(xyz, "xyz");
      require(classes, "classes");
    }
    const weir_picture_options theirs = read_options(options);
    points::PictureOptions ours;
    if (theirs.longest_side_px != 0) ours.longest_side_px = theirs.longest_side_px;
    ours.units_per_metre = option_or(theirs.units_per_metre, 1);
    ours.z_units_per_metre = option_or(theirs.z_units_per_metre, ours.units_per_metre);
    const auto watched = use_control(control);
    points::write_picture(resources.open("runtime", watched.get()), path, xyz, classes, point_count,
                          ours);
    return Status::ok;
  });
}
