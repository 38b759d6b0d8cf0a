/* SPDX-License-Identifier: Apache-2.0 */
/* Classifies one LiDAR tile: points [TILE.las]. Without a tile, it makes one. */
#include <stdio.h>
#include <stdlib.h>

#include "weir.h"

static void must(weir_status status) {
  if (status < 0) {
    fprintf(stderr, "%s\n", weir_last_error());
    exit(1);
  }
}

int main(int argc, char** argv) {
  const char* path = argc > 1 ? argv[1] : "points_example.las";
  weir_runtime* runtime = NULL;
  weir_tile* tile = NULL;
  weir_features* features = NULL;
  weir_tile_info info = {0};
  weir_features_options options = {0};
  uint64_t counts[256] = {0}, i;
  double* xyz;
  uint8_t* classes;

  must(weir_runtime_create(NULL, &runtime));
  if (argc == 1) must(weir_synthetic_write(path, NULL, NULL));
  must(weir_tile_open(runtime, path, &tile));
  info.struct_size = sizeof info;
  must(weir_tile_get_info(tile, &info));

  xyz = (double*)malloc(info.point_count * 3 * sizeof *xyz + 1);
  classes = (uint8_t*)malloc(info.point_count + 1);
  if (xyz == NULL || classes == NULL) return 1;
  must(weir_tile_read(tile, WEIR_POINT_XYZ, 0, info.point_count, xyz,
                      info.point_count * 3 * sizeof *xyz));

  options.struct_size = sizeof options;
  options.lod = WEIR_LOD_ASPRS;
  options.units_per_metre = info.units_per_metre;
  options.z_units_per_metre = info.z_units_per_metre;
  must(weir_features_create(runtime, xyz, info.point_count, &options, NULL, &features));
  must(weir_features_classify(features, NULL, NULL, classes, info.point_count));

  for (i = 0; i < info.point_count; ++i) ++counts[classes[i]];
  printf("%s: %llu points\n", path, (unsigned long long)info.point_count);
  for (i = 0; i < 256; ++i) {
    if (counts[i] == 0) continue;
    printf("  %3llu %-18s %llu\n", (unsigned long long)i, weir_class_name((uint32_t)i),
           (unsigned long long)counts[i]);
  }

  free(classes);
  free(xyz);
  weir_features_free(features);
  weir_tile_free(tile);
  weir_runtime_free(runtime);
  if (argc == 1) remove(path);
  return 0;
}
