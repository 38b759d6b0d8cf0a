// SPDX-License-Identifier: Apache-2.0
// include/weir/points.h: tiles.
#include "weir/points.h"

#include "api/options.hpp"
#include "api/points.hpp"
#include "api/runtime.hpp"
#include "api/ticket.hpp"
#include "points/synthetic.hpp"

using namespace weir;
using namespace weir::api;

namespace {

using points::Field;
using points::UnitSource;

template <class Ours>
constexpr bool same(Ours ours, uint32_t theirs) {
  return static_cast<uint32_t>(ours) == theirs;
}

static_assert(same(Field::xyz, WEIR_POINT_XYZ) && same(Field::intensity, WEIR_POINT_INTENSITY) &&
              same(Field::return_number, WEIR_POINT_RETURN_NUMBER) &&
              same(Field::return_count, WEIR_POINT_RETURN_COUNT) &&
              same(Field::classification, WEIR_POINT_CLASSIFICATION) &&
              same(Field::gps_time, WEIR_POINT_GPS_TIME) && same(Field::colour, WEIR_POINT_COLOR) &&
              same(Field::source_id, WEIR_POINT_SOURCE_ID));
static_assert(same(UnitSource::assumed, WEIR_UNIT_ASSUMED) &&
              same(UnitSource::geo_keys, WEIR_UNIT_GEO_KEYS) &&
              same(UnitSource::wkt, WEIR_UNIT_WKT) && same(UnitSource::angular, WEIR_UNIT_ANGULAR));

}  // namespace

weir_status weir_tile_open(weir_runtime* runtime, const char* path, weir_tile** tile_out) {
  return guard(__func__, [&] {
    clear_output(tile_out, "tile_out");
    const auto opened = open(runtime);
    require(path, "path");
    auto tile = std::make_shared<points::Tile>(opened->life(), path, opened->log().get());
    return give(tile_out, keep_with(opened, std::move(tile)));
  });
}

weir_status weir_tile_get_info(const weir_tile* tile, weir_tile_info* info_out) {
  return guard(__func__, [&] {
    const points::Tile& ours = *use(tile, "tile");
    const points::LasHeader& header = ours.header();
    weir_tile_info info{};
    info.version_minor = header.version_minor;
    info.point_format = header.point_format;
    info.record_bytes = header.record_bytes;
    info.point_count = header.point_count;
    info.file_bytes = ours.file_bytes();
    for (size_t axis = 0; axis < 3; ++axis) {
      info.scale[axis] = header.scale[axis];
      info.offset[axis] = header.offset[axis];
      info.minimum[axis] = header.minimum[axis];
      info.maximum[axis] = header.maximum[axis];
    }
    info.units_per_metre = ours.units().per_metre;
    info.z_units_per_metre = ours.units().z_per_metre;
    info.unit_source = static_cast<uint32_t>(ours.units().source);
    info.max_class = ours.max_class();
    write_struct(info_out, info, "info_out");
    return Status::ok;
  });
}

weir_status weir_tile_read(const weir_tile* tile, uint32_t field, uint64_t first, uint64_t count,
                           void* values, size_t values_size) {
  return guard(__func__, [&] {
    const auto ours = use(tile, "tile");
    if (count != 0) require(values, "values");
    return ours->read(static_cast<Field>(field), first, count, values, values_size);
  });
}

weir_status weir_tile_write(const weir_tile* tile, const char* path, const uint8_t* classes,
                            uint64_t class_count, weir_control* control) {
  return guard(__func__, [&] {
    const auto ours = use(tile, "tile");
    const auto watched = use_control(control);
    require(path, "path");
    if (class_count != 0) require(classes, "classes");
    ours->write(path, classes, class_count, watched.get());
    return Status::ok;
  });
}

weir_status weir_synthetic_write(const char* path, const weir_synthetic_options* options,
                                 weir_control* control) {
  return guard(__func__, [&] {
    require(path, "path");
    const weir_synthetic_options theirs = read_options(options);
    no_flags(theirs.flags);
    points::SyntheticOptions ours;
    ours.seed = theirs.seed;
    if (theirs.point_count != 0) ours.point_count = theirs.point_count;
    ours.density = option_or(theirs.density_per_m2, ours.density);
    const auto watched = use_control(control);
    points::write_synthetic(path, ours, watched.get());
    return Status::ok;
  });
}

void weir_tile_free(weir_tile* tile) {
  release(tile);
}
