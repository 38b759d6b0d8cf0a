/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: neighbours and features from C, on a lattice whose answers are known, and every misuse
 * gets its answer. */
#include <math.h>

#include "check.h"

enum { SIDE = 20, COUNT = SIDE * SIDE };

static weir_runtime* runtime;
static double xyz[3 * COUNT];

static void make_lattice(void) {
  int i;
  for (i = 0; i < COUNT; ++i) {
    xyz[3 * i] = i % SIDE;
    xyz[3 * i + 1] = i / SIDE;
    xyz[3 * i + 2] = 7;
  }
}

static void the_nearest_are_found(void) {
  weir_neighbors* index = NULL;
  uint64_t nearest[6];
  double away[6];
  CHECK_OK(weir_neighbors_create(runtime, xyz, COUNT, NULL, &index));
  CHECK_OK(weir_neighbors_nearest(index, xyz + 3 * 105, 1, 6, NULL, nearest, away));
  CHECK(nearest[0] == 105 && away[0] == 0);
  CHECK(nearest[1] == 85 && nearest[2] == 104 && nearest[3] == 106 && nearest[4] == 125);
  CHECK(nearest[5] == 84 && fabs(away[5] - sqrt(2)) < 1e-15);
  CHECK_OK(weir_neighbors_nearest(index, xyz, 1, 6, NULL, nearest, NULL));
  CHECK_OK(weir_neighbors_nearest(index, NULL, 0, 6, NULL, NULL, NULL));
  CHECK_ERROR(weir_neighbors_nearest(index, xyz, 1, 0, NULL, nearest, NULL), WEIR_E_INVALID,
              "k is 0");
  CHECK_ERROR(weir_neighbors_nearest(index, xyz, 1, 6, NULL, NULL, NULL), WEIR_E_INVALID,
              "indices is NULL");
  CHECK_ERROR(weir_neighbors_nearest(index, NULL, 1, 6, NULL, nearest, NULL), WEIR_E_INVALID,
              "queries_xyz is NULL");
  weir_neighbors_free(index);
  CHECK_OK(weir_neighbors_create(runtime, NULL, 0, NULL, &index));
  CHECK_OK(weir_neighbors_nearest(index, xyz, 1, 1, NULL, nearest, away));
  CHECK(nearest[0] == WEIR_NO_POINT && isinf(away[0]));
  weir_neighbors_free(index);
}

static void a_point_that_is_no_number_is_named(void) {
  weir_neighbors* index = (weir_neighbors*)&index;
  weir_features* features = (weir_features*)&features;
  xyz[3 * 77 + 1] = NAN;
  CHECK_ERROR(weir_neighbors_create(runtime, xyz, COUNT, NULL, &index), WEIR_E_INVALID, "point 77");
  CHECK_ERROR(weir_features_create(runtime, xyz, COUNT, NULL, NULL, &features), WEIR_E_INVALID,
              "point 77");
  CHECK(index == NULL && features == NULL);
  make_lattice();
}

static void features_come_in_columns(void) {
  weir_features* features = NULL;
  weir_features_options options = {0};
  const float* values = NULL;
  uint64_t count = 0;
  uint32_t feature;
  options.struct_size = sizeof options;
  CHECK_OK(weir_features_create(runtime, xyz, COUNT, NULL, NULL, &features)); /* LOD2 */
  CHECK_OK(weir_features_column(features, WEIR_FEATURE_HEIGHT, &values, &count));
  CHECK(count == COUNT && fabsf(values[50]) < 1e-5f);
  CHECK_STATUS(weir_features_column(features, WEIR_FEATURE_CURVATURE, &values, &count), WEIR_MISS);
  CHECK_ERROR(weir_features_column(features, 12, &values, &count), WEIR_E_INVALID, "feature 12");
  CHECK_ERROR(weir_features_column(features, 0, &values, &count), WEIR_E_INVALID, "feature 0");
  CHECK_ERROR(weir_features_column(features, 1, NULL, &count), WEIR_E_INVALID, "values_out");
  weir_features_free(features);

  options.lod = WEIR_LOD_FULL;
  options.neighbor_count = 9;
  CHECK_OK(weir_features_create(runtime, xyz, COUNT, &options, NULL, &features));
  for (feature = 1; weir_feature_name(feature) != NULL; ++feature) {
    CHECK_OK(weir_features_column(features, feature, &values, &count));
    CHECK(count == COUNT && isfinite(values[0]));
  }
  CHECK(feature == 12);
  CHECK_OK(weir_features_column(features, WEIR_FEATURE_PLANARITY, &values, &count));
  CHECK_NEAR(values[5 * SIDE + 5], 1.0f, 1e-5f);
  weir_features_free(features);

  options.neighbor_count = 2;
  CHECK_ERROR(weir_features_create(runtime, xyz, COUNT, &options, NULL, &features), WEIR_E_INVALID,
              "neighbor_count is 2");
  options.neighbor_count = 0;
  options.flags = 1;
  CHECK_ERROR(weir_features_create(runtime, xyz, COUNT, &options, NULL, &features), WEIR_E_INVALID,
              "flags");
  options.struct_size = 0;
  CHECK_ERROR(weir_features_create(runtime, xyz, COUNT, &options, NULL, &features), WEIR_E_INVALID,
              "struct_size");
}

static void no_points_have_features_too(void) {
  weir_features* features = NULL;
  const float* values = NULL;
  uint64_t count = 1;
  CHECK_OK(weir_features_create(runtime, NULL, 0, NULL, NULL, &features));
  CHECK_OK(weir_features_column(features, WEIR_FEATURE_HEIGHT, &values, &count));
  CHECK(count == 0 && values != NULL);
  weir_features_free(features);
}

static void levels_of_detail_have_names(void) {
  uint32_t lod = 99;
  CHECK_OK(weir_lod_from_name("ASPRS", &lod));
  CHECK(lod == WEIR_LOD_ASPRS);
  CHECK_STATUS(weir_lod_from_name("LOD9", &lod), WEIR_MISS);
  CHECK(lod == WEIR_LOD_ASPRS);
  CHECK_ERROR(weir_lod_from_name(NULL, &lod), WEIR_E_INVALID, "name is NULL");
  CHECK(weir_feature_name(0) == NULL && strcmp(weir_feature_name(4), "planarity") == 0);
}

static void work_stops_when_asked_and_with_the_runtime(void) {
  weir_control* control = NULL;
  weir_runtime* other = NULL;
  weir_features* features = NULL;
  weir_neighbors* index = NULL;
  uint64_t nearest = 0;
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_control_cancel(control));
  CHECK_STATUS(weir_features_create(runtime, xyz, COUNT, NULL, control, &features),
               WEIR_E_CANCELLED);
  CHECK(features == NULL);
  weir_control_free(control);
  CHECK_OK(weir_runtime_create(NULL, &other));
  CHECK_OK(weir_neighbors_create(other, xyz, COUNT, NULL, &index));
  CHECK_OK(weir_runtime_shutdown(other));
  CHECK_STATUS(weir_neighbors_nearest(index, xyz, 1, 1, NULL, &nearest, NULL), WEIR_E_CLOSED);
  weir_runtime_free(other);
  weir_neighbors_free(index);
}

int main(void) {
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  make_lattice();
  the_nearest_are_found();
  a_point_that_is_no_number_is_named();
  features_come_in_columns();
  no_points_have_features_too();
  levels_of_detail_have_names();
  work_stops_when_asked_and_with_the_runtime();
  weir_neighbors_free(NULL);
  weir_features_free(NULL);
  weir_runtime_free(runtime);
  return 0;
}
