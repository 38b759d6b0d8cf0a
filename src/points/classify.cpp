// SPDX-License-Identifier: Apache-2.0
#include "points/classify.hpp"

#include <iterator>
#include <vector>

#include "base/status.hpp"
#include "points/roofs.hpp"

namespace weir::points {
namespace {

void check(const ClassifyOptions& options) {
  const struct {
    double value;
    const char* name;
  } all[] = {
      {options.alone, "alone_m"},
      {options.below, "below_m"},
      {options.medium_from, "medium_from_m"},
      {options.high_from, "high_from_m"},
      {options.building_from, "building_from_m"},
      {options.building_roughness, "building_roughness_m"},
      {options.building_area, "building_area_m2"},
  };
  for (const auto& [value, name] : all) {
    if (!(value > 0)) fail(Status::invalid, "%s is %g: it has to be above 0", name, value);
  }
  if (options.high_from < options.medium_from) {
    fail(Status::invalid, "high_from_m is %g, below medium_from_m, which is %g", options.high_from,
         options.medium_from);
  }
}

Class vegetation(double height, const ClassifyOptions& options) noexcept {
  if (height < options.medium_from) return Class::low_vegetation;
  return height < options.high_from ? Class::medium_vegetation : Class::high_vegetation;
}

}  // namespace

const char* class_name(unsigned value) noexcept {
  constexpr const char* kNames[] = {
      "never classified",  "unclassified",    "ground",         "low vegetation",
      "medium vegetation", "high vegetation", "building",       "noise",
      "model key point",   "water",           "rail",           "road",
      "overlap",           "wire guard",      "wire conductor", "tower",
      "wire connector",    "bridge",          "high noise"};
  return value < std::size(kNames) ? kNames[value] : "other";
}

void classify(const Context& context, const Features& features, const ClassifyOptions& options,
              uint8_t* classes) {
  check(options);
  const uint64_t count = features.size();
  const auto& height = features.column(Feature::height);
  context.begin(count);
  std::vector<uint8_t> open(count);  // to the rules for what stands on the ground
  for (uint64_t i = 0; i < count; ++i) {
    Class value = Class::unclassified;
    if (features.is_ground()[i])
      value = Class::ground;
    else if (features.near()[i] > options.alone || height[i] < -options.below)
      value = Class::noise;
    open[i] = value == Class::unclassified;
    classes[i] = static_cast<uint8_t>(value);
  }
  if (features.lod() == Lod::minimal || count == 0) return context.advance(count);

  const Roofs roofs(context, features, open, options);
  context.parallel(count, 1u << 14, [&](size_t begin, size_t end) {
    for (size_t i = begin; i < end; ++i) {
      if (!open[i]) continue;
      const bool roof = height[i] >= options.building_from && roofs.covers(&features.xyz()[3 * i]);
      classes[i] = static_cast<uint8_t>(roof ? Class::building : vegetation(height[i], options));
    }
    context.advance(end - begin);
  });
}

}  // namespace weir::points
