// SPDX-License-Identifier: Apache-2.0
// Tiles, neighbours and features for Python: buffers in, buffers out (native/points.hpp).
%ignore weir::Column;
%ignore weir::Tile::read;
%ignore weir::Tile::write;
%ignore weir::Neighbors::Neighbors;
%ignore weir::Neighbors::nearest;
%ignore weir::Features::Features;
%ignore weir::Features::column;
%ignore weir::Features::classify;
// They give the lock up themselves, for the work.
%nothread weir::Tile::read_into;
%nothread weir::Tile::column;
%nothread weir::Tile::write_copy;
%nothread weir::Neighbors::make;
%nothread weir::Neighbors::query;
%nothread weir::Features::make;
%nothread weir::Features::values;
%nothread weir::Features::classes;
%nothread weir_write_picture;
%newobject weir::Neighbors::make;
%newobject weir::Features::make;

%extend weir::Tile {
  PyObject* column(PyObject* type, const weir::Runtime& runtime, uint32_t field, uint64_t first,
                   uint64_t count, const char* format, size_t itemsize, size_t columns) {
    return weirpy::tile_column(*$self, type, runtime, field, first, count, format, itemsize, columns);
  }
  bool read_into(uint32_t field, uint64_t first, uint64_t count, PyObject* out) {
    return weirpy::tile_read_into(*$self, field, first, count, out);
  }
  void write_copy(const char* path, PyObject* classes, weir::Control* control) {
    weirpy::tile_write(*$self, path, classes, weir::detail::raw(control));
  }
}
%extend weir::Neighbors {
  static weir::Neighbors* make(const weir::Runtime& runtime, PyObject* xyz, weir::Control* control) {
    return weirpy::make_neighbors(runtime, xyz, control);
  }
  PyObject* query(PyObject* type, const weir::Runtime& runtime, PyObject* queries, uint32_t k,
                  weir::Control* control) {
    return weirpy::nearest(*$self, type, runtime, queries, k, control);
  }
}
%extend weir::Features {
  static weir::Features* make(const weir::Runtime& runtime, PyObject* xyz, PyObject* options,
                              weir::Control* control) {
    return weirpy::make_features(runtime, xyz, options, control);
  }
  PyObject* values(PyObject* type, PyObject* owner, uint32_t feature) {
    return weirpy::feature_values(*$self, type, owner, feature);
  }
  PyObject* classes(PyObject* type, const weir::Runtime& runtime, uint64_t count, PyObject* options,
                    weir::Control* control) {
    return weirpy::classes_of(*$self, type, runtime, count, options, control);
  }
}
%rename(feature_name) weir_feature_name;
%rename(class_name) weir_class_name;
%rename(lod_from_name) weir_py_lod_from_name;
%rename(write_synthetic) weir_py_write_synthetic;
%rename(write_picture) weir_write_picture;
%inline %{
static uint32_t weir_py_lod_from_name(const char* name) {  // 0 for another name
  uint32_t lod = 0;
  weir::detail::check(weir_lod_from_name(name, &lod));
  return lod;
}
static void weir_py_write_synthetic(const char* path, uint64_t seed, uint64_t point_count,
                                    double density_per_m2, weir::Control* control) {
  weir_synthetic_options options{};
  options.struct_size = sizeof options;
  options.seed = seed;
  options.point_count = point_count;
  options.density_per_m2 = density_per_m2;
  weir::detail::check(weir_synthetic_write(path, &options, weir::detail::raw(control)));
}
static void weir_write_picture(const weir::Runtime& runtime, const char* path, PyObject* xyz,
                               PyObject* classes, uint32_t longest_side_px, double units_per_metre,
                               double z_units_per_metre, weir::Control* control) {
  weirpy::write_picture(runtime, path, xyz, classes, longest_side_px, units_per_metre,
                        z_units_per_metre, control);
}
%}
