// SPDX-License-Identifier: Apache-2.0
// Any Python value as the bytes of a key: two values give the same bytes when they are equal and of
// the same kind. Dicts and sets are put in order; arrays go by dtype, shape and content.
#ifndef WEIR_PYTHON_KEYS_HPP
#define WEIR_PYTHON_KEYS_HPP

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>
#include <vector>

#include "host.hpp"

namespace weirpy {

class Key {
 public:
  explicit Key(PyObject* value) { write(value); }
  const char* data() const noexcept { return bytes_.data(); }
  size_t size() const noexcept { return bytes_.size(); }
  const std::string& bytes() const noexcept { return bytes_; }

 private:
  Key() = default;

  // Each begins with a letter for its kind; what has no fixed size, with its size.
  void write(PyObject* value) {
    if (PyUnicode_Check(value)) {
      write_text(value);
    } else if (value == Py_None) {
      bytes_ += 'N';
    } else if (PyBool_Check(value)) {
      bytes_ += value == Py_True ? 'T' : 'F';
    } else if (PyLong_Check(value)) {
      write_integer(value);
    } else if (PyFloat_Check(value)) {
      write_float('f', PyFloat_AS_DOUBLE(value));
    } else if (PyComplex_Check(value)) {
      write_float('c', PyComplex_RealAsDouble(value));
      write_float('c', PyComplex_ImagAsDouble(value));
    } else if (PyBytes_Check(value)) {
      sized('b', PyBytes_AS_STRING(value), static_cast<size_t>(PyBytes_GET_SIZE(value)));
    } else if (PyTuple_Check(value) || PyList_Check(value)) {
      nested([&] { write_items(value); });
    } else if (PyDict_Check(value)) {
      nested([&] { write_dict(value); });
    } else if (PyAnySet_Check(value)) {
      nested([&] { write_set(value); });
    } else if (PyObject_CheckBuffer(value)) {
      write_array(value);
    } else {
      refuse(value);
    }
  }

  template <class Write>
  static void nested(Write&& write) {
    if (Py_EnterRecursiveCall(" while making a key")) throw PythonError{};
    struct Leave {
      ~Leave() { Py_LeaveRecursiveCall(); }
    } leave;
    write();
  }
  void number(uint64_t value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void sized(char kind, const char* data, size_t size) {
    bytes_ += kind;
    number(size);
    bytes_.append(data, size);
  }

  void write_text(PyObject* value) {
    Py_ssize_t size = 0;
    if (const char* utf8 = PyUnicode_AsUTF8AndSize(value, &size)) {
      return sized('s', utf8, static_cast<size_t>(size));
    }
    PyErr_Clear();  // half a surrogate pair: the text as it lies in memory
    if (PyUnicode_READY(value) != 0) throw PythonError{};
    sized('S', static_cast<const char*>(PyUnicode_DATA(value)),
          static_cast<size_t>(PyUnicode_GET_LENGTH(value)) * PyUnicode_KIND(value));
  }
  void write_integer(PyObject* value) {
    int overflow = 0;
    const long long small = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow == 0) {
      bytes_ += 'i';
      return number(static_cast<uint64_t>(small));
    }
    const Ref digits(_PyLong_Format(value, 16));
    if (!digits) throw PythonError{};
    const std::string text = text_of(digits.get());
    sized('I', text.data(), text.size());
  }
  void write_float(char kind, double value) {
    if (value == 0) value = 0;  // -0.0 is 0.0
    if (std::isnan(value)) value = NAN;
    uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    bytes_ += kind;
    number(bits);
  }
  void write_items(PyObject* value) {
    const Py_ssize_t count = PySequence_Fast_GET_SIZE(value);
    bytes_ += PyTuple_Check(value) ? 't' : 'l';
    number(static_cast<uint64_t>(count));
    for (Py_ssize_t at = 0; at < count && at < PySequence_Fast_GET_SIZE(value); ++at) {
      const Ref item = Ref::borrow(PySequence_Fast_GET_ITEM(value, at));
      write(item.get());
    }
  }
  void in_order(char kind, std::vector<std::string>& parts) {
    std::sort(parts.begin(), parts.end());
    bytes_ += kind;
    number(parts.size());
    for (const std::string& part : parts) bytes_ += part;
  }
  void write_dict(PyObject* value) {
    std::vector<std::string> parts;
    PyObject *key = nullptr, *item = nullptr;
    Py_ssize_t at = 0;
    while (PyDict_Next(value, &at, &key, &item)) {
      const Ref hold_key = Ref::borrow(key), hold_item = Ref::borrow(item);
      Key part;
      part.write(key);
      part.write(item);
      parts.push_back(std::move(part.bytes_));
    }
    in_order('d', parts);
  }
  void write_set(PyObject* value) {
    std::vector<std::string> parts;
    const Ref items(PyObject_GetIter(value));
    if (!items) throw PythonError{};
    while (const Ref item{PyIter_Next(items.get())}) parts.push_back(Key(item.get()).bytes_);
    if (PyErr_Occurred() != nullptr) throw PythonError{};
    in_order('u', parts);
  }
  void write_array(PyObject* value) {
    Py_buffer view;
    if (PyObject_GetBuffer(value, &view, PyBUF_FULL_RO) != 0) {
      if (PyErr_ExceptionMatches(PyExc_MemoryError)) throw PythonError{};
      PyErr_Clear();
      refuse(value);
    }
    struct Release {
      ~Release() { PyBuffer_Release(view); }
      Py_buffer* view;
    } release{&view};
    // Objects are not told by their addresses.
    const char* format = view.format == nullptr ? "B" : view.format;
    if (std::strchr(format, 'O') != nullptr) refuse(value);
    sized('a', format, std::strlen(format));
    number(static_cast<uint64_t>(view.ndim));
    for (int axis = 0; axis < view.ndim; ++axis) {
      number(view.shape == nullptr ? static_cast<uint64_t>(view.len / view.itemsize)
                                   : static_cast<uint64_t>(view.shape[axis]));
    }
    const size_t before = bytes_.size();
    bytes_.resize(before + static_cast<size_t>(view.len));
    if (PyBuffer_ToContiguous(&bytes_[before], &view, view.len, 'C') != 0) throw PythonError{};
  }
  [[noreturn]] static void refuse(PyObject* value) {
    PyErr_Format(
        PyExc_TypeError,
        "a %s cannot be part of a key: use texts, numbers, bytes, None, arrays, and tuples, "
        "lists, dicts and sets of them",
        Py_TYPE(value)->tp_name);
    throw PythonError{};
  }

  std::string bytes_;
};

}  // namespace weirpy

#endif  // WEIR_PYTHON_KEYS_HPP
