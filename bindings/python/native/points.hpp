// SPDX-License-Identifier: Apache-2.0
// Points between Python's arrays and the library: dense doubles and bytes in, buffers out.
#ifndef WEIR_PYTHON_POINTS_HPP
#define WEIR_PYTHON_POINTS_HPP

#include "arrays.hpp"
#include "objects.hpp"

namespace weirpy {

// A dense array of the dtype asked for, seen for a scope.
class Dense {
 public:
  Dense(PyObject* object, uint32_t dtype, const char* what, bool writable = false) {
    open_view(object, &view_, writable, what);
    char order = 0;
    if (dtype_of(view_, &order) != dtype || !PyBuffer_IsContiguous(&view_, 'C')) {
      const std::string text = std::string("the ") + what + " have to be dense " +
                               (dtype == WEIR_F64 ? "float64" : "uint8") +
                               " in C order: use numpy.ascontiguousarray()";
      PyBuffer_Release(&view_);
      set_error(WEIR_E_INVALID, text.c_str());
      throw PythonError{};
    }
  }
  ~Dense() { PyBuffer_Release(&view_); }
  Dense(const Dense&) = delete;
  Dense& operator=(const Dense&) = delete;
  template <class T>
  T* as() const noexcept {
    return static_cast<T*>(view_.buf);
  }
  uint64_t count() const noexcept {
    return static_cast<uint64_t>(view_.itemsize == 0 ? 0 : view_.len / view_.itemsize);
  }

 private:
  Py_buffer view_;
};

// n x 3 coordinates.
class Points : public Dense {
 public:
  Points(PyObject* object, const char* what) : Dense(object, WEIR_F64, what) {
    if (Dense::count() % 3 == 0) return;
    throw weir::Error(WEIR_E_INVALID, std::string("the ") + what + " have to be n x 3 numbers: " +
                                          std::to_string(Dense::count()) + " cannot be");
  }
  const double* xyz() const noexcept {
    static const double kNone = 0;  // a pointer that is not NULL, for no points
    const double* data = as<const double>();
    return data == nullptr ? &kNone : data;
  }
  uint64_t count() const noexcept { return Dense::count() / 3; }
};

inline PyTypeObject* as_type(PyObject* type) {
  return reinterpret_cast<PyTypeObject*>(type);
}

// A new buffer with one field of some points; None when the format lacks the field.
inline PyObject* tile_column(const weir::Tile& tile, PyObject* type, const weir::Runtime& runtime,
                             uint32_t field, uint64_t first, uint64_t count, const char* format,
                             size_t itemsize, size_t columns) {
  const size_t row = itemsize * (columns > 0 ? columns : 1);
  if (count > (SIZE_MAX >> 1) / row) {
    throw weir::Error(WEIR_E_LIMIT, std::to_string(count) + " points fit no memory");
  }
  weir::Buffer buffer(runtime, count * row);
  bool there = false;
  {
    const Outside outside;
    there = tile.read(field, first, count, buffer.data(), buffer.size());
  }
  if (!there) Py_RETURN_NONE;
  return new_buffer(as_type(type), std::move(buffer),
                    {format, static_cast<Py_ssize_t>(itemsize), static_cast<Py_ssize_t>(count),
                     static_cast<Py_ssize_t>(columns)});
}

inline bool tile_read_into(const weir::Tile& tile, uint32_t field, uint64_t first, uint64_t count,
                           PyObject* out) {
  Py_buffer view;
  open_view(out, &view, true, "destination");
  weir_status status = WEIR_E_INVALID;
  std::string text = "the destination has to be dense, in C order";
  if (PyBuffer_IsContiguous(&view, 'C')) {
    const Outside outside;
    status =
        weir_tile_read(tile.get(), field, first, count, view.buf, static_cast<size_t>(view.len));
    if (status < 0) text = weir_last_error();
  }
  PyBuffer_Release(&view);
  if (status < 0) throw weir::Error(status, text);
  return status == WEIR_OK;
}

inline void tile_write(const weir::Tile& tile, const char* path, PyObject* classes,
                       weir_control* control) {
  const Dense dense(classes, WEIR_U8, "classes");
  const Outside outside;
  weir::detail::check(
      weir_tile_write(tile.get(), path, dense.as<const uint8_t>(), dense.count(), control));
}

inline weir::Neighbors* make_neighbors(const weir::Runtime& runtime, PyObject* xyz,
                                       weir::Control* control) {
  const Points points(xyz, "points");
  const Outside outside;
  return new weir::Neighbors(runtime, points.xyz(), points.count(), control);
}

// (indices, distances), each a buffer of one row per query.
inline PyObject* nearest(const weir::Neighbors& neighbors, PyObject* type,
                         const weir::Runtime& runtime, PyObject* queries, uint32_t k,
                         weir::Control* control) {
  const Points points(queries, "queries");
  if (k == 0 || k > 4096) throw weir::Error(WEIR_E_INVALID, "k has to be 1 to 4096");
  const size_t room = points.count() * k * 8;
  weir::Buffer indices(runtime, room), distances(runtime, room);
  {
    const Outside outside;
    weir::detail::check(weir_neighbors_nearest(
        neighbors.get(), points.xyz(), points.count(), k, weir::detail::raw(control),
        static_cast<uint64_t*>(indices.data()), static_cast<double*>(distances.data())));
  }
  const auto rows = static_cast<Py_ssize_t>(points.count());
  const Ref first(new_buffer(as_type(type), std::move(indices), {"Q", 8, rows, k}));
  const Ref second(new_buffer(as_type(type), std::move(distances), {"d", 8, rows, k}));
  return PyTuple_Pack(2, first.get(), second.get());
}

// A field of an options struct out of a dict; what is not there is 0, the default.
inline double number_of(PyObject* options, const char* name) {
  PyObject* value = PyDict_GetItemString(options, name);
  const double number = value == nullptr ? 0 : PyFloat_AsDouble(value);
  if (number == -1.0 && PyErr_Occurred() != nullptr) throw PythonError{};
  return number;
}

inline weir::Features* make_features(const weir::Runtime& runtime, PyObject* xyz, PyObject* options,
                                     weir::Control* control) {
  const Points points(xyz, "points");
  weir_features_options raw{};
  raw.lod = static_cast<uint32_t>(number_of(options, "lod"));
  raw.neighbor_count = static_cast<uint32_t>(number_of(options, "neighbor_count"));
  raw.units_per_metre = number_of(options, "units_per_metre");
  raw.z_units_per_metre = number_of(options, "z_units_per_metre");
  raw.ground_cell_m = number_of(options, "ground_cell_m");
  raw.ground_slope = number_of(options, "ground_slope");
  raw.ground_window_m = number_of(options, "ground_window_m");
  raw.ground_threshold_m = number_of(options, "ground_threshold_m");
  const Outside outside;
  return new weir::Features(runtime, points.xyz(), points.count(), raw, control);
}

// Lent by the features, which `owner` keeps; None when this level of detail lacks the feature.
inline PyObject* feature_values(const weir::Features& features, PyObject* type, PyObject* owner,
                                uint32_t feature) {
  const weir::Column column = features.column(feature);
  if (column.data == nullptr) Py_RETURN_NONE;
  return new_lent(as_type(type), owner, column.data,
                  {"f", 4, static_cast<Py_ssize_t>(column.size), 0});
}

inline PyObject* classes_of(const weir::Features& features, PyObject* type,
                            const weir::Runtime& runtime, uint64_t count, PyObject* options,
                            weir::Control* control) {
  weir_classify_options raw{};
  raw.struct_size = sizeof raw;
  raw.alone_m = number_of(options, "alone_m");
  raw.below_m = number_of(options, "below_m");
  raw.medium_from_m = number_of(options, "medium_from_m");
  raw.high_from_m = number_of(options, "high_from_m");
  raw.building_from_m = number_of(options, "building_from_m");
  raw.building_roughness_m = number_of(options, "building_roughness_m");
  raw.building_area_m2 = number_of(options, "building_area_m2");
  weir::Buffer classes(runtime, count);
  {
    const Outside outside;
    weir::detail::check(weir_features_classify(features.get(), &raw, weir::detail::raw(control),
                                               static_cast<uint8_t*>(classes.data()), count));
  }
  return new_buffer(as_type(type), std::move(classes), {"B", 1, static_cast<Py_ssize_t>(count), 0});
}

inline void write_picture(const weir::Runtime& runtime, const char* path, PyObject* xyz,
                          PyObject* classes, uint32_t longest_side_px, double units_per_metre,
                          double z_units_per_metre, weir::Control* control) {
  const Points points(xyz, "points");
  const Dense kinds(classes, WEIR_U8, "classes");
  if (kinds.count() != points.count()) {
    throw weir::Error(WEIR_E_INVALID, std::to_string(kinds.count()) + " classes for " +
                                          std::to_string(points.count()) + " points");
  }
  weir_picture_options options{};
  options.struct_size = sizeof options;
  options.longest_side_px = longest_side_px;
  options.units_per_metre = units_per_metre;
  options.z_units_per_metre = z_units_per_metre;
  static const uint8_t kNone = 0;
  const auto* bytes = kinds.as<const uint8_t>();
  const Outside outside;
  weir::detail::check(weir_picture_write(runtime.get(), path, points.xyz(),
                                         bytes == nullptr ? &kNone : bytes, points.count(),
                                         &options, weir::detail::raw(control)));
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_POINTS_HPP
