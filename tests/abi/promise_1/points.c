/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/points.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_points[];

PROMISE(WEIR_UNIT_ASSUMED == 0);
PROMISE(WEIR_UNIT_GEO_KEYS == 1);
PROMISE(WEIR_UNIT_WKT == 2);
PROMISE(WEIR_UNIT_ANGULAR == 3);
PROMISE(WEIR_POINT_XYZ == 1);
PROMISE(WEIR_POINT_INTENSITY == 2);
PROMISE(WEIR_POINT_RETURN_NUMBER == 3);
PROMISE(WEIR_POINT_RETURN_COUNT == 4);
PROMISE(WEIR_POINT_CLASSIFICATION == 5);
PROMISE(WEIR_POINT_GPS_TIME == 6);
PROMISE(WEIR_POINT_COLOR == 7);
PROMISE(WEIR_POINT_SOURCE_ID == 8);
PROMISE(sizeof(weir_tile_info) >= 152);
PROMISE_FIELD(weir_tile_info, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_tile_info, version_minor, 4, uint32_t);
PROMISE_FIELD(weir_tile_info, point_format, 8, uint32_t);
PROMISE_FIELD(weir_tile_info, record_bytes, 12, uint32_t);
PROMISE_FIELD(weir_tile_info, point_count, 16, uint64_t);
PROMISE_FIELD(weir_tile_info, file_bytes, 24, uint64_t);
PROMISE_FIELD(weir_tile_info, scale, 32, double[3]);
PROMISE_FIELD(weir_tile_info, offset, 56, double[3]);
PROMISE_FIELD(weir_tile_info, minimum, 80, double[3]);
PROMISE_FIELD(weir_tile_info, maximum, 104, double[3]);
PROMISE_FIELD(weir_tile_info, units_per_metre, 128, double);
PROMISE_FIELD(weir_tile_info, z_units_per_metre, 136, double);
PROMISE_FIELD(weir_tile_info, unit_source, 144, uint32_t);
PROMISE_FIELD(weir_tile_info, max_class, 148, uint32_t);

PROMISE(sizeof(weir_synthetic_options) >= 32);
PROMISE_FIELD(weir_synthetic_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_synthetic_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_synthetic_options, seed, 8, uint64_t);
PROMISE_FIELD(weir_synthetic_options, point_count, 16, uint64_t);
PROMISE_FIELD(weir_synthetic_options, density_per_m2, 24, double);

weir_status weir_tile_open(weir_runtime* runtime, const char* path, weir_tile** tile_out);
weir_status weir_tile_get_info(const weir_tile* tile, weir_tile_info* info_out);
weir_status weir_tile_read(const weir_tile* tile, uint32_t field, uint64_t first, uint64_t count,
                           void* values, size_t values_size);
weir_status weir_tile_write(const weir_tile* tile, const char* path, const uint8_t* classes,
                            uint64_t class_count, weir_control* control);
weir_status weir_synthetic_write(const char* path, const weir_synthetic_options* options,
                                 weir_control* control);
void weir_tile_free(weir_tile* tile);

const promise_fn promise_points[] = {
    (promise_fn)weir_tile_open,  (promise_fn)weir_tile_get_info,   (promise_fn)weir_tile_read,
    (promise_fn)weir_tile_write, (promise_fn)weir_synthetic_write, (promise_fn)weir_tile_free,
};
