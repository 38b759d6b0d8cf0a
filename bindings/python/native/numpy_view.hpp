// SPDX-License-Identifier: Apache-2.0
// A shorter way to see a numpy array than the buffer protocol, which builds a format text each
// time: 0.15 us an array, as much as copying 2 kB. numpy is not needed to build this. The fields
// read here have stood where they stand since numpy 1.0; still, the first array is seen both ways,
// and where the two disagree every array goes the longer way for good.
#ifndef WEIR_PYTHON_NUMPY_VIEW_HPP
#define WEIR_PYTHON_NUMPY_VIEW_HPP

#include <cstring>

#include "host.hpp"

namespace weirpy {

struct NumpyDescr {  // the part that numpy 1 and 2 have in common
  PyObject_HEAD PyTypeObject* typeobj;
  char kind, type, byteorder, former_flags;
  int type_num;
};

struct NumpyArray {
  PyObject_HEAD char* data;
  int nd;
  Py_ssize_t* dimensions;
  Py_ssize_t* strides;
  PyObject* base;
  NumpyDescr* descr;
  int flags;
};

class NumpyView {
 public:
  static constexpr int kContiguous = 0x0001;
  static constexpr int kWriteable = 0x0400;

  // The array, if it is exactly a numpy.ndarray and its dtype one that Weir has; else nullptr.
  static const NumpyArray* of(PyObject* object) {
    PyTypeObject* type = array_type();
    if (type == nullptr || Py_TYPE(object) != type) return nullptr;
    const auto* array = reinterpret_cast<const NumpyArray*>(object);
    if (trust() == kUnknown) trust() = agrees(object, *array) ? kYes : kNo;
    return trust() == kYes && dtype_of(*array) != 0 ? array : nullptr;
  }
  // For an array that is soon to be read.
  static void call_for_shape(PyObject* object) {
    if (trust() != kYes || Py_TYPE(object) != array_type()) return;
    __builtin_prefetch(reinterpret_cast<const NumpyArray*>(object)->dimensions);
  }
  static uint32_t dtype_of(const NumpyArray& array) {
    switch (array.descr->type_num) {
      case 0:
        return WEIR_BOOL;
      case 1:
        return WEIR_I8;
      case 2:
        return WEIR_U8;
      case 3:
        return WEIR_I16;
      case 4:
        return WEIR_U16;
      case 5:
        return WEIR_I32;
      case 6:
        return WEIR_U32;
      case 7:
      case 9:
        return WEIR_I64;
      case 8:
      case 10:
        return WEIR_U64;
      case 11:
        return WEIR_F32;
      case 12:
        return WEIR_F64;
      case 14:
        return WEIR_C64;
      case 15:
        return WEIR_C128;
      case 23:
        return WEIR_F16;
      default:
        return 0;  // texts, objects, times, long doubles
    }
  }
  // '<' or '>', 0 for single bytes.
  static char order_of(const NumpyArray& array) {
    constexpr char kNative = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? '<' : '>';
    const char order = array.descr->byteorder;
    return order == '|' ? 0 : order == '=' ? kNative : order;
  }

 private:
  enum Trust { kUnknown, kYes, kNo };
  static Trust& trust() {
    static Trust trust = kUnknown;
    return trust;
  }
  // numpy's array type, once somebody has imported numpy.
  static PyTypeObject* array_type() {
    static PyTypeObject* type = nullptr;
    if (type != nullptr) return type;
    PyObject* module = PyDict_GetItemString(PyImport_GetModuleDict(), "numpy");
    if (module == nullptr) return nullptr;
    Ref found(PyObject_GetAttrString(module, "ndarray"));
    if (!found || !PyType_Check(found.get())) {
      PyErr_Clear();
      return nullptr;
    }
    type = reinterpret_cast<PyTypeObject*>(found.give());
    return type;
  }
  static bool agrees(PyObject* object, const NumpyArray& array) {
    static_assert(sizeof(long) == 8, "numpy's type 7 is a long");
    Py_buffer view;
    if (PyObject_GetBuffer(object, &view, PyBUF_RECORDS_RO) != 0) {
      PyErr_Clear();
      return false;
    }
    const size_t bytes = sizeof(Py_ssize_t) * static_cast<size_t>(view.ndim);
    const bool same = view.buf == array.data && view.ndim == array.nd &&
                      (bytes == 0 || (std::memcmp(view.shape, array.dimensions, bytes) == 0 &&
                                      std::memcmp(view.strides, array.strides, bytes) == 0)) &&
                      view.readonly == ((array.flags & kWriteable) == 0 ? 1 : 0) &&
                      PyBuffer_IsContiguous(&view, 'C') == (array.flags & kContiguous);
    PyBuffer_Release(&view);
    return same;
  }
};

}  // namespace weirpy

#endif  // WEIR_PYTHON_NUMPY_VIEW_HPP
