/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/features.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_features[];

PROMISE(WEIR_FEATURE_HEIGHT == 1);
PROMISE(WEIR_FEATURE_DENSITY == 2);
PROMISE(WEIR_FEATURE_LINEARITY == 3);
PROMISE(WEIR_FEATURE_PLANARITY == 4);
PROMISE(WEIR_FEATURE_SPHERICITY == 5);
PROMISE(WEIR_FEATURE_VERTICALITY == 6);
PROMISE(WEIR_FEATURE_ROUGHNESS == 7);
PROMISE(WEIR_FEATURE_CURVATURE == 8);
PROMISE(WEIR_FEATURE_ANISOTROPY == 9);
PROMISE(WEIR_FEATURE_OMNIVARIANCE == 10);
PROMISE(WEIR_FEATURE_EIGENENTROPY == 11);
PROMISE(WEIR_LOD_DEFAULT == 0);
PROMISE(WEIR_LOD_LOD2 == 1);
PROMISE(WEIR_LOD_LOD3 == 2);
PROMISE(WEIR_LOD_ASPRS == 3);
PROMISE(WEIR_LOD_MINIMAL == 4);
PROMISE(WEIR_LOD_FULL == 5);
PROMISE(sizeof(WEIR_NO_POINT) == 8);

PROMISE(sizeof(weir_features_options) >= 64);
PROMISE_FIELD(weir_features_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_features_options, lod, 4, uint32_t);
PROMISE_FIELD(weir_features_options, neighbor_count, 8, uint32_t);
PROMISE_FIELD(weir_features_options, flags, 12, uint32_t);
PROMISE_FIELD(weir_features_options, units_per_metre, 16, double);
PROMISE_FIELD(weir_features_options, z_units_per_metre, 24, double);
PROMISE_FIELD(weir_features_options, ground_cell_m, 32, double);
PROMISE_FIELD(weir_features_options, ground_slope, 40, double);
PROMISE_FIELD(weir_features_options, ground_window_m, 48, double);
PROMISE_FIELD(weir_features_options, ground_threshold_m, 56, double);

weir_status weir_neighbors_create(weir_runtime* runtime, const double* xyz, uint64_t point_count,
                                  weir_control* control, weir_neighbors** neighbors_out);
weir_status weir_neighbors_nearest(const weir_neighbors* neighbors, const double* queries_xyz,
                                   uint64_t query_count, uint32_t k, weir_control* control,
                                   uint64_t* indices, double* distances);
void weir_neighbors_free(weir_neighbors* neighbors);
weir_status weir_features_create(weir_runtime* runtime, const double* xyz, uint64_t point_count,
                                 const weir_features_options* options, weir_control* control,
                                 weir_features** features_out);
weir_status weir_features_column(const weir_features* features, uint32_t feature,
                                 const float** values_out, uint64_t* count_out);
void weir_features_free(weir_features* features);
const char* weir_feature_name(uint32_t feature);
weir_status weir_lod_from_name(const char* name, uint32_t* lod_out);

const promise_fn promise_features[] = {
    (promise_fn)weir_neighbors_create, (promise_fn)weir_neighbors_nearest,
    (promise_fn)weir_neighbors_free,   (promise_fn)weir_features_create,
    (promise_fn)weir_features_column,  (promise_fn)weir_features_free,
    (promise_fn)weir_feature_name,     (promise_fn)weir_lod_from_name,
};
