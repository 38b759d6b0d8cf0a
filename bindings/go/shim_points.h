/* SPDX-License-Identifier: Apache-2.0 */
/* weir/points.h, weir/features.h and weir/classify.h for Go. */
#ifndef WEIRGO_SHIM_POINTS_H
#define WEIRGO_SHIM_POINTS_H

#include "shim.h"

static inline wgo wgo_tile_open(weir_runtime* runtime, _GoString_ path) {
  weir_tile* tile = NULL;
  WGO_TEXT(z, path);
  wgo r = wgo_done(weir_tile_open(runtime, z, &tile));
  r.handle = tile;
  WGO_END(z);
  return r;
}
static inline wgo wgo_tile_get_info(const weir_tile* tile, weir_tile_info* info) {
  info->struct_size = sizeof *info;
  return wgo_done(weir_tile_get_info(tile, info));
}
static inline wgo wgo_tile_read(const weir_tile* tile, uint32_t field, uint64_t first,
                                uint64_t count, void* values, size_t size) {
  static double none; /* an empty slice of Go's has no address, and the library wants one */
  return wgo_done(weir_tile_read(tile, field, first, count, values ? values : &none, size));
}
static inline wgo wgo_tile_write(const weir_tile* tile, _GoString_ path, const void* classes,
                                 uint64_t count, weir_control* control) {
  WGO_TEXT(z, path);
  wgo r = wgo_done(weir_tile_write(tile, z, classes ? classes : (const void*)"", count, control));
  WGO_END(z);
  return r;
}
static inline wgo wgo_synthetic_write(_GoString_ path, uint64_t seed, uint64_t count,
                                      double density, weir_control* control) {
  weir_synthetic_options o = {sizeof o, 0, seed, count, density};
  WGO_TEXT(z, path);
  wgo r = wgo_done(weir_synthetic_write(z, &o, control));
  WGO_END(z);
  return r;
}

static const double wgo_no_points[1] = {0};
static inline const double* wgo_xyz(const void* xyz) {
  return xyz ? xyz : wgo_no_points;
}

static inline wgo wgo_neighbors_create(weir_runtime* runtime, const void* xyz, uint64_t count,
                                       weir_control* control) {
  weir_neighbors* neighbors = NULL;
  weir_status s = weir_neighbors_create(runtime, wgo_xyz(xyz), count, control, &neighbors);
  return wgo_gave(s, neighbors);
}
static inline wgo wgo_neighbors_nearest(const weir_neighbors* neighbors, const void* xyz,
                                        uint64_t count, uint32_t k, weir_control* control,
                                        void* indices, void* distances) {
  uint64_t none = 0;
  return wgo_done(weir_neighbors_nearest(neighbors, wgo_xyz(xyz), count, k, control,
                                         indices ? indices : &none, distances));
}

static inline wgo wgo_features_create(weir_runtime* runtime, const void* xyz, uint64_t count,
                                      uint32_t lod, uint32_t k, double units, double z_units,
                                      double cell, double slope, double window, double threshold,
                                      weir_control* control) {
  weir_features_options o = {sizeof o, lod, k, 0, units, z_units, cell, slope, window, threshold};
  weir_features* features = NULL;
  weir_status s = weir_features_create(runtime, wgo_xyz(xyz), count, &o, control, &features);
  return wgo_gave(s, features);
}
static inline wgo wgo_features_column(const weir_features* features, uint32_t feature) {
  const float* values = NULL;
  uint64_t count = 0;
  weir_status s = weir_features_column(features, feature, &values, &count);
  wgo r = wgo_counted(s, count, 0);
  r.handle = (void*)values;
  return r;
}
static inline wgo wgo_features_classify(const weir_features* features, double alone, double below,
                                        double medium, double high, double building,
                                        double roughness, double area, weir_control* control,
                                        void* classes, uint64_t count) {
  weir_classify_options o = {sizeof o, 0, alone, below, medium, high, building, roughness, area};
  uint8_t none = 0;
  return wgo_done(weir_features_classify(features, &o, control, classes ? classes : &none, count));
}
static inline wgo wgo_lod_from_name(_GoString_ name) {
  uint32_t lod = 0;
  WGO_TEXT(z, name);
  wgo r = wgo_done(weir_lod_from_name(z, &lod));
  r.u = lod;
  WGO_END(z);
  return r;
}
static inline wgo wgo_picture_write(weir_runtime* runtime, _GoString_ path, const void* xyz,
                                    const void* classes, uint64_t count, uint32_t side,
                                    double units, double z_units, weir_control* control) {
  weir_picture_options o = {sizeof o, side, units, z_units};
  WGO_TEXT(z, path);
  wgo r = wgo_done(weir_picture_write(runtime, z, wgo_xyz(xyz), classes ? classes : (const void*)"",
                                      count, &o, control));
  WGO_END(z);
  return r;
}

#endif
