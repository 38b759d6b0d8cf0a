// SPDX-License-Identifier: Apache-2.0
// Two types written by hand, because SWIG's proxies cannot be them: a phase that costs little
// enough to stay in, and bytes that Python sees in place.
#ifndef WEIR_PYTHON_OBJECTS_HPP
#define WEIR_PYTHON_OBJECTS_HPP

#include <cstdio>

#include "host.hpp"

namespace weirpy {

// `with Phase(profiler, name):`. Made by the hundred thousand, so it is one small object and two
// calls of the library, with the GIL held throughout.
struct PhaseObject {
  PyObject_HEAD PyObject* owner;  // the profiler's proxy
  weir_profiler* profiler;
  PyObject* name;
  const char* utf8;
};

inline PyObject* new_phase(PyTypeObject* type, PyObject* owner, weir_profiler* profiler,
                           PyObject* name) {
  const char* utf8 = PyUnicode_AsUTF8(name);
  if (utf8 == nullptr) return nullptr;
  auto* phase = reinterpret_cast<PhaseObject*>(type->tp_alloc(type, 0));
  if (phase == nullptr) return nullptr;
  phase->owner = Py_NewRef(owner);
  phase->profiler = profiler;
  phase->name = Py_NewRef(name);
  phase->utf8 = utf8;
  return reinterpret_cast<PyObject*>(phase);
}

inline PyObject* enter_phase(PyObject* self, PyObject*) {
  auto* phase = reinterpret_cast<PhaseObject*>(self);
  const weir_status status = weir_profiler_start_phase(phase->profiler, phase->utf8);
  if (status >= 0) return Py_NewRef(self);
  set_error(status, weir_last_error());
  return nullptr;
}

// By name, so that what an exception left open inside is ended too. A phase that a reset took away
// has nothing to end.
inline PyObject* exit_phase(PyObject* self, PyObject* const* args, Py_ssize_t count) {
  auto* phase = reinterpret_cast<PhaseObject*>(self);
  const weir_status status = weir_profiler_end_phase_named(phase->profiler, phase->utf8, nullptr);
  const bool raised = count > 0 && args[0] != Py_None;
  if (status >= 0 || raised) Py_RETURN_FALSE;  // what was raised matters more
  set_error(status, weir_last_error());
  return nullptr;
}

inline void free_phase(PyObject* self) {
  auto* phase = reinterpret_cast<PhaseObject*>(self);
  PyTypeObject* type = Py_TYPE(self);
  Py_DECREF(phase->owner);
  Py_DECREF(phase->name);
  type->tp_free(self);
  Py_DECREF(type);
}

// manager.phase: what it needs is bound to it, so that a call is one function of C and no more.
inline PyObject* make_phase(PyObject* bound, PyObject* const* args, Py_ssize_t count,
                            PyObject* keywords) {
  const Py_ssize_t named = keywords == nullptr ? 0 : PyTuple_GET_SIZE(keywords);
  if (count + named != 1 || (named == 1 && PyUnicode_CompareWithASCIIString(
                                               PyTuple_GET_ITEM(keywords, 0), "name") != 0)) {
    PyErr_SetString(PyExc_TypeError, "phase() takes one argument, name");
    return nullptr;
  }
  return new_phase(
      reinterpret_cast<PyTypeObject*>(PyTuple_GET_ITEM(bound, 0)), PyTuple_GET_ITEM(bound, 1),
      static_cast<weir_profiler*>(PyLong_AsVoidPtr(PyTuple_GET_ITEM(bound, 2))), args[0]);
}

inline PyObject* new_phase_maker(PyObject* type, PyObject* owner, weir_profiler* profiler) {
  static PyMethodDef method = {
      "phase", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(make_phase)),
      METH_FASTCALL | METH_KEYWORDS, "phase(name): a phase for `with`, or a decorator."};
  const Ref bound(Py_BuildValue("(OON)", type, owner, PyLong_FromVoidPtr(profiler)));
  return bound ? PyCFunction_New(&method, bound.get()) : nullptr;
}

inline PyObject* phase_name(PyObject* self, void*) {
  return Py_NewRef(reinterpret_cast<PhaseObject*>(self)->name);
}

inline PyTypeObject* phase_type() {
  static PyMethodDef methods[] = {
      {"__enter__", enter_phase, METH_NOARGS, nullptr},
      {"__exit__", reinterpret_cast<PyCFunction>(reinterpret_cast<void (*)()>(exit_phase)),
       METH_FASTCALL, nullptr},
      {nullptr, nullptr, 0, nullptr}};
  static PyGetSetDef getters[] = {{"name", phase_name, nullptr, nullptr, nullptr},
                                  {nullptr, nullptr, nullptr, nullptr, nullptr}};
  static PyType_Slot slots[] = {{Py_tp_methods, methods},
                                {Py_tp_getset, getters},
                                {Py_tp_dealloc, reinterpret_cast<void*>(free_phase)},
                                {0, nullptr}};
  static PyType_Spec spec = {
      "weir.core.Phase", sizeof(PhaseObject), 0,
      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  static PyTypeObject* type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  return type;
}

// Bytes of the library's, seen by Python in place: memoryview(buffer), numpy.asarray(buffer).
// Either a buffer of its own, or bytes that `owner` lends for as long as it lives, to read only.
struct BufferObject {
  PyObject_HEAD weir::Buffer* buffer;
  PyObject* owner;
  void* data;  // nullptr: closed
  Py_ssize_t exports;
  int ndim;
  Py_ssize_t shape[2], strides[2], itemsize;
  char format[4];
};

// What lies there: rows of `columns` items each; columns 0: one dimension.
struct Layout {
  const char* format;
  Py_ssize_t itemsize, rows, columns;
};

inline BufferObject* new_view(PyTypeObject* type, const Layout& layout) {
  auto* object = reinterpret_cast<BufferObject*>(type->tp_alloc(type, 0));
  if (object == nullptr) throw PythonError{};
  object->ndim = layout.columns > 0 ? 2 : 1;
  object->itemsize = layout.itemsize;
  object->shape[0] = layout.rows;
  object->shape[1] = layout.columns;
  object->strides[0] = layout.itemsize * (layout.columns > 0 ? layout.columns : 1);
  object->strides[1] = layout.itemsize;
  std::snprintf(object->format, sizeof object->format, "%s", layout.format);
  return object;
}

// Takes the buffer.
inline PyObject* new_buffer(PyTypeObject* type, weir::Buffer buffer, const Layout& layout) {
  BufferObject* object = new_view(type, layout);
  object->buffer = new weir::Buffer(std::move(buffer));
  object->data = object->buffer->data();
  return reinterpret_cast<PyObject*>(object);
}

inline PyObject* new_lent(PyTypeObject* type, PyObject* owner, const void* data,
                          const Layout& layout) {
  BufferObject* object = new_view(type, layout);
  object->owner = Py_NewRef(owner);
  object->data = const_cast<void*>(data);
  return reinterpret_cast<PyObject*>(object);
}

inline bool is_closed(const BufferObject* buffer) {
  if (buffer->data != nullptr) return false;
  set_error(WEIR_E_CLOSED, "the buffer was closed");
  return true;
}

inline Py_ssize_t seen_bytes(const BufferObject* buffer) {
  return buffer->shape[0] * buffer->strides[0];
}

inline int export_buffer(PyObject* self, Py_buffer* view, int flags) {
  auto* buffer = reinterpret_cast<BufferObject*>(self);
  view->obj = nullptr;
  if (is_closed(buffer)) return -1;
  const bool read_only = buffer->owner != nullptr;
  if (read_only && (flags & PyBUF_WRITABLE) == PyBUF_WRITABLE) {
    PyErr_SetString(PyExc_BufferError, "these bytes are the library's: they can only be read");
    return -1;
  }
  *view = Py_buffer{};
  view->buf = buffer->data;
  view->readonly = read_only ? 1 : 0;
  view->obj = Py_NewRef(self);
  view->len = seen_bytes(buffer);
  view->itemsize = buffer->itemsize;
  view->ndim = buffer->ndim;
  if ((flags & PyBUF_FORMAT) == PyBUF_FORMAT) view->format = buffer->format;
  if ((flags & PyBUF_ND) == PyBUF_ND) view->shape = buffer->shape;
  if ((flags & PyBUF_STRIDES) == PyBUF_STRIDES) view->strides = buffer->strides;
  ++buffer->exports;
  return 0;
}

inline void end_export(PyObject* self, Py_buffer*) {
  --reinterpret_cast<BufferObject*>(self)->exports;
}

inline PyObject* close_buffer(PyObject* self, PyObject*) {
  auto* buffer = reinterpret_cast<BufferObject*>(self);
  if (buffer->exports > 0) {
    PyErr_Format(PyExc_BufferError, "the buffer is still seen by %zd views: release them first",
                 buffer->exports);
    return nullptr;
  }
  buffer->data = nullptr;
  delete std::exchange(buffer->buffer, nullptr);
  Py_CLEAR(buffer->owner);
  Py_RETURN_NONE;
}

inline void free_buffer(PyObject* self) {
  auto* buffer = reinterpret_cast<BufferObject*>(self);
  PyTypeObject* type = Py_TYPE(self);
  delete buffer->buffer;
  Py_XDECREF(buffer->owner);
  type->tp_free(self);
  Py_DECREF(type);
}

inline Py_ssize_t buffer_length(PyObject* self) {
  auto* buffer = reinterpret_cast<BufferObject*>(self);
  return is_closed(buffer) ? -1 : buffer->shape[0];
}

inline PyObject* buffer_nbytes(PyObject* self, void*) {
  auto* buffer = reinterpret_cast<BufferObject*>(self);
  return is_closed(buffer) ? nullptr : PyLong_FromSsize_t(seen_bytes(buffer));
}

inline PyTypeObject* buffer_type() {
  static PyMethodDef methods[] = {{"close", close_buffer, METH_NOARGS, nullptr},
                                  {nullptr, nullptr, 0, nullptr}};
  static PyGetSetDef getters[] = {{"nbytes", buffer_nbytes, nullptr, nullptr, nullptr},
                                  {nullptr, nullptr, nullptr, nullptr, nullptr}};
  static PyType_Slot slots[] = {{Py_tp_methods, methods},
                                {Py_tp_getset, getters},
                                {Py_tp_dealloc, reinterpret_cast<void*>(free_buffer)},
                                {Py_sq_length, reinterpret_cast<void*>(buffer_length)},
                                {Py_bf_getbuffer, reinterpret_cast<void*>(export_buffer)},
                                {Py_bf_releasebuffer, reinterpret_cast<void*>(end_export)},
                                {0, nullptr}};
  static PyType_Spec spec = {
      "weir.core.Buffer", sizeof(BufferObject), 0,
      Py_TPFLAGS_DEFAULT | Py_TPFLAGS_BASETYPE | Py_TPFLAGS_DISALLOW_INSTANTIATION, slots};
  static PyTypeObject* type = reinterpret_cast<PyTypeObject*>(PyType_FromSpec(&spec));
  return type;
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_OBJECTS_HPP
