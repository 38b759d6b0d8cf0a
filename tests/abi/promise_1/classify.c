/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/classify.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_classify[];

PROMISE(WEIR_CLASS_UNCLASSIFIED == 1);
PROMISE(WEIR_CLASS_GROUND == 2);
PROMISE(WEIR_CLASS_LOW_VEGETATION == 3);
PROMISE(WEIR_CLASS_MEDIUM_VEGETATION == 4);
PROMISE(WEIR_CLASS_HIGH_VEGETATION == 5);
PROMISE(WEIR_CLASS_BUILDING == 6);
PROMISE(WEIR_CLASS_NOISE == 7);

PROMISE(sizeof(weir_classify_options) >= 64);
PROMISE_FIELD(weir_classify_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_classify_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_classify_options, alone_m, 8, double);
PROMISE_FIELD(weir_classify_options, below_m, 16, double);
PROMISE_FIELD(weir_classify_options, medium_from_m, 24, double);
PROMISE_FIELD(weir_classify_options, high_from_m, 32, double);
PROMISE_FIELD(weir_classify_options, building_from_m, 40, double);
PROMISE_FIELD(weir_classify_options, building_roughness_m, 48, double);
PROMISE_FIELD(weir_classify_options, building_area_m2, 56, double);
PROMISE(sizeof(weir_picture_options) >= 24);
PROMISE_FIELD(weir_picture_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_picture_options, longest_side_px, 4, uint32_t);
PROMISE_FIELD(weir_picture_options, units_per_metre, 8, double);
PROMISE_FIELD(weir_picture_options, z_units_per_metre, 16, double);

weir_status weir_features_classify(const weir_features* features,
                                   const weir_classify_options* options, weir_control* control,
                                   uint8_t* classes, uint64_t class_count);
const char* weir_class_name(uint32_t point_class);
weir_status weir_picture_write(weir_runtime* runtime, const char* path, const double* xyz,
                               const uint8_t* classes, uint64_t point_count,
                               const weir_picture_options* options, weir_control* control);

const promise_fn promise_classify[] = {
    (promise_fn)weir_features_classify,
    (promise_fn)weir_class_name,
    (promise_fn)weir_picture_write,
};
