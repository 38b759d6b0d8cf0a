// SPDX-License-Identifier: Apache-2.0
// Python values as JSON text. What JSON cannot hold becomes null and leaves a note, so that a
// configuration with, say, an open file in it can still be validated, and nothing is lost silently.
#ifndef WEIR_PYTHON_CONVERT_HPP
#define WEIR_PYTHON_CONVERT_HPP

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "host.hpp"

namespace weirpy {

struct Note {
  std::string pointer, message;
};

class JsonWriter {
 public:
  // Writes the value; throws PythonError when Python raised.
  void write(PyObject* value) {
    if (value == Py_None) {
      text_ += "null";
    } else if (value == Py_True || value == Py_False) {
      text_ += value == Py_True ? "true" : "false";
    } else if (PyUnicode_Check(value)) {
      write_text(value);
    } else if (PyLong_Check(value)) {
      write_integer(value);
    } else if (PyFloat_Check(value)) {
      write_float(PyFloat_AS_DOUBLE(value));
    } else if (PyDict_Check(value)) {
      nested([&] { write_dict(value); });
    } else if (PyList_Check(value) || PyTuple_Check(value)) {
      nested([&] { write_items(value); });
    } else {
      write_other(value);
    }
  }
  const std::string& text() const noexcept { return text_; }
  const std::vector<Note>& notes() const noexcept { return notes_; }

 private:
  template <class Write>
  static void nested(Write&& write) {
    if (Py_EnterRecursiveCall(" while writing JSON")) throw PythonError{};
    struct Leave {
      ~Leave() { Py_LeaveRecursiveCall(); }
    } leave;
    write();
  }
  void leave_out(const std::string& why) {
    text_ += "null";
    notes_.push_back({pointer_, why + ": the rules see null"});
  }

  void write_text(PyObject* value) {
    Py_ssize_t size = 0;
    const char* utf8 = PyUnicode_AsUTF8AndSize(value, &size);
    if (utf8 == nullptr) {
      PyErr_Clear();
      return leave_out("a text with half a surrogate pair has no UTF-8");
    }
    const std::string_view text(utf8, static_cast<size_t>(size));
    if (text.find('\0') != text.npos) return leave_out("a text with a NUL in it");
    write_quoted(text);
  }
  void write_quoted(std::string_view text) {
    text_ += '"';
    for (const char letter : text) {
      if (letter == '"' || letter == '\\') {
        text_ += '\\';
        text_ += letter;
      } else if (static_cast<unsigned char>(letter) < 0x20) {
        char code[8];
        std::snprintf(code, sizeof code, "\\u%04x", letter);
        text_ += code;
      } else {
        text_ += letter;
      }
    }
    text_ += '"';
  }
  void write_integer(PyObject* value) {
    int overflow = 0;
    const long long small = PyLong_AsLongLongAndOverflow(value, &overflow);
    if (overflow == 0) {
      text_ += std::to_string(small);
      return;
    }
    // JSON's range is that of a double; up to there every digit is kept.
    if (PyLong_AsDouble(value) == -1.0 && PyErr_Occurred() != nullptr) {
      PyErr_Clear();
      return leave_out("an integer beyond the range of a double");
    }
    const Ref digits(PyLong_Type.tp_repr(value));
    if (!digits) throw PythonError{};
    text_ += text_of(digits.get());
  }
  void write_float(double value) {
    if (!std::isfinite(value)) {
      return leave_out(std::isnan(value) ? "NaN is no JSON number" : "infinity is no JSON number");
    }
    char* digits = PyOS_double_to_string(value, 'r', 0, Py_DTSF_ADD_DOT_0, nullptr);
    if (digits == nullptr) throw PythonError{};
    text_ += digits;
    PyMem_Free(digits);
  }

  void write_dict(PyObject* value) {
    text_ += '{';
    PyObject *key = nullptr, *item = nullptr;
    Py_ssize_t at = 0;
    bool first = true;
    while (PyDict_Next(value, &at, &key, &item)) {
      const Ref hold_key = Ref::borrow(key), hold_item = Ref::borrow(item);
      write_member(key, item, first);
    }
    text_ += '}';
  }
  void write_member(PyObject* key, PyObject* item, bool& first) {
    Py_ssize_t size = 0;
    const char* utf8 = PyUnicode_Check(key) ? PyUnicode_AsUTF8AndSize(key, &size) : nullptr;
    if (utf8 == nullptr ||
        std::string_view(utf8, static_cast<size_t>(size)).find('\0') != std::string_view::npos) {
      PyErr_Clear();
      notes_.push_back({pointer_, "the key " + repr(key) +
                                      " is no JSON text: the rules do not see this member"});
      return;
    }
    const std::string_view name(utf8, static_cast<size_t>(size));
    if (!first) text_ += ',';
    first = false;
    write_quoted(name);
    text_ += ':';
    const size_t length = pointer_.size();
    pointer_ += '/';
    for (const char letter : name) {
      if (letter == '~')
        pointer_ += "~0";
      else if (letter == '/')
        pointer_ += "~1";
      else
        pointer_ += letter;
    }
    write(item);
    pointer_.resize(length);
  }
  void write_items(PyObject* value) {
    text_ += '[';
    // The size is asked anew each time: an item's own code may run in between.
    for (Py_ssize_t index = 0; index < PySequence_Fast_GET_SIZE(value); ++index) {
      const Ref item = Ref::borrow(PySequence_Fast_GET_ITEM(value, index));
      if (index > 0) text_ += ',';
      const size_t length = pointer_.size();
      pointer_ += '/' + std::to_string(index);
      write(item.get());
      pointer_.resize(length);
    }
    text_ += ']';
  }

  // numpy scalars and arrays (tolist), paths (__fspath__), mappings, integer-likes.
  void write_other(PyObject* value) {
    if (const Ref list = call(value, "tolist"); list) {
      if (list.get() != value) return nested([&] { write(list.get()); });
    }
    if (PyObject_HasAttrString(value, "__fspath__")) {
      const Ref path(PyOS_FSPath(value));
      if (path && PyUnicode_Check(path.get())) return write_text(path.get());
      PyErr_Clear();
    }
    if (PyIndex_Check(value)) {
      const Ref integer(PyNumber_Index(value));
      if (integer) return write_integer(integer.get());
      PyErr_Clear();
    }
    if (PyMapping_Check(value) && PyObject_HasAttrString(value, "keys")) {
      const Ref dict(PyObject_CallOneArg(reinterpret_cast<PyObject*>(&PyDict_Type), value));
      if (dict) return nested([&] { write_dict(dict.get()); });
      PyErr_Clear();
    }
    leave_out(std::string("a ") + Py_TYPE(value)->tp_name + " has no form in JSON");
  }
  static Ref call(PyObject* value, const char* method) {
    if (PyType_Check(value) || !PyObject_HasAttrString(value, method)) return Ref();
    Ref result(PyObject_CallMethod(value, method, nullptr));
    if (!result) PyErr_Clear();
    return result;
  }
  static std::string repr(PyObject* value) {
    const Ref text(PyObject_Repr(value));
    if (!text) PyErr_Clear();
    return text ? text_of(text.get()) : "?";
  }

  std::string text_, pointer_;
  std::vector<Note> notes_;
};

}  // namespace weirpy

#endif  // WEIR_PYTHON_CONVERT_HPP
