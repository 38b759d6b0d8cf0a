// SPDX-License-Identifier: Apache-2.0
// What SWIG says of an argument that does not fit, in the words of somebody who writes Python.
#ifndef WEIR_PYTHON_ARGUMENTS_HPP
#define WEIR_PYTHON_ARGUMENTS_HPP

#include <string>
#include <string_view>

#include "host.hpp"

namespace weirpy {

// The `which`-th text in single quotes.
inline std::string quoted(std::string_view text, int which) {
  size_t from = 0;
  for (int quote = 0; quote < 2 * which + 1; ++quote) {
    from = text.find('\'', from);
    if (from == text.npos) return "";
    ++from;
  }
  return std::string(text.substr(from, text.find('\'', from) - from));
}

// StreamPool_stream -> StreamPool.stream, new_Json -> Json.
inline std::string python_name(std::string name) {
  if (name.compare(0, 4, "new_") == 0) return name.substr(4);
  const size_t bar = name.find('_');
  const bool is_method = !name.empty() && name[0] >= 'A' && name[0] <= 'Z';
  if (is_method && bar != name.npos) name[bar] = '.';
  return name;
}

inline std::string python_type(const std::string& type) {
  if (type == "uint32_t") return "a whole number from 0 to 4294967295";
  if (type == "uint64_t" || type == "size_t") return "a whole number from 0 to 2**64 - 1";
  if (type == "int32_t" || type == "weir_status") return "a whole number of 32 bits";
  if (type == "int64_t") return "a whole number of 64 bits";
  if (type == "double") return "a number";
  if (type == "bool") return "True or False";
  if (type == "char const *" || type == "std::string const &") return "a text (str)";
  const size_t from = type.compare(0, 6, "weir::") == 0 ? 6 : 0;
  return "a weir " + type.substr(from, type.find(' ', from) - from);
}

// "in method 'StreamPool_stream', argument 2 of type 'uint32_t'"
inline void argument_error(bool is_out_of_range, const char* swig_text) {
  const std::string text = python_name(quoted(swig_text, 0)) + ": an argument has to be " +
                           python_type(quoted(swig_text, 1));
  if (is_out_of_range) {
    set_error(WEIR_E_INVALID, text.c_str());
  } else {
    PyErr_SetString(PyExc_TypeError, text.c_str());
  }
}

// "Wrong number or type of arguments for overloaded function 'Rules_add_lod'. ..."
inline void arguments_error(const char* swig_text) {
  if (PyErr_Occurred() != nullptr) return;  // whoever looked closer said it better
  const std::string text = python_name(quoted(swig_text, 0)) +
                           ": there are too many or too few arguments, or one has a wrong type";
  PyErr_SetString(PyExc_TypeError, text.c_str());
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_ARGUMENTS_HPP
