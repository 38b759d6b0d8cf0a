// SPDX-License-Identifier: Apache-2.0
// weir/points.hpp: LiDAR tiles in, classified tiles out, in C++. See weir/points.h,
// weir/features.h and weir/classify.h. Long calls take a Control, which may be NULL.
#ifndef WEIR_POINTS_HPP
#define WEIR_POINTS_HPP

#include <vector>

#include "weir/classify.h"
#include "weir/features.h"
#include "weir/points.h"
#include "weir/runtime.hpp"
#include "weir/ticket.hpp"

namespace weir {
namespace detail {

inline weir_control* raw(Control* control) noexcept {
  return control == nullptr ? nullptr : control->get();
}

}  // namespace detail

// A LAS file, open for reading.
class Tile : public detail::Owner<weir_tile, weir_tile_free> {
 public:
  Tile(const Runtime& runtime, const std::string& path) {
    detail::check(weir_tile_open(runtime.get(), path.c_str(), out()));
  }

  weir_tile_info info() const {
    weir_tile_info info{};
    info.struct_size = sizeof info;
    detail::check(weir_tile_get_info(get(), &info));
    return info;
  }

  // One field (WEIR_POINT_*) of `count` points from `first` on, into memory that is yours. False
  // when the tile's point format lacks the field.
  bool read(uint32_t field, uint64_t first, uint64_t count, void* values,
            size_t values_size) const {
    return detail::check(weir_tile_read(get(), field, first, count, values, values_size)) ==
           WEIR_OK;
  }

  // A copy of the file with these classes, one per point.
  void write(const std::string& path, const std::vector<uint8_t>& classes,
             Control* control = nullptr) const {
    detail::check(
        weir_tile_write(get(), path.c_str(), classes.data(), classes.size(), detail::raw(control)));
  }
};

// Points, ready to be asked who is near. `xyz` is three doubles per point, here and below.
class Neighbors : public detail::Owner<weir_neighbors, weir_neighbors_free> {
 public:
  Neighbors(const Runtime& runtime, const double* xyz, uint64_t point_count,
            Control* control = nullptr) {
    detail::check(
        weir_neighbors_create(runtime.get(), xyz, point_count, detail::raw(control), out()));
  }

  // k indices per query, nearest first; WEIR_NO_POINT where there are fewer points.
  std::vector<uint64_t> nearest(const double* queries_xyz, uint64_t query_count, uint32_t k,
                                Control* control = nullptr) const {
    std::vector<uint64_t> indices(query_count * k);
    detail::check(weir_neighbors_nearest(get(), queries_xyz, query_count, k, detail::raw(control),
                                         indices.data(), nullptr));
    return indices;
  }
};

// One column of numbers that something else owns.
struct Column {
  const float* data = nullptr;
  uint64_t size = 0;
};

// The features of every point of a set.
class Features : public detail::Owner<weir_features, weir_features_free> {
 public:
  Features(const Runtime& runtime, const double* xyz, uint64_t point_count,
           weir_features_options options, Control* control = nullptr) {
    options.struct_size = sizeof options;
    detail::check(weir_features_create(runtime.get(), xyz, point_count, &options,
                                       detail::raw(control), out()));
  }

  // Lent, for as long as the features live. Empty with data NULL when the level of detail does not
  // make this feature (WEIR_FEATURE_*).
  Column column(uint32_t feature) const {
    Column column;
    detail::check(weir_features_column(get(), feature, &column.data, &column.size));
    return column;
  }

  std::vector<uint8_t> classify(uint64_t point_count, weir_classify_options options = {},
                                Control* control = nullptr) const {
    options.struct_size = sizeof options;
    std::vector<uint8_t> classes(point_count);
    // An empty vector's data() may be NULL, which the C call refuses.
    uint8_t none = 0;
    detail::check(weir_features_classify(get(), &options, detail::raw(control),
                                         classes.empty() ? &none : classes.data(), classes.size()));
    return classes;
  }
};

}  // namespace weir

#endif  // WEIR_POINTS_HPP
