// SPDX-License-Identifier: Apache-2.0
// Get-or-compute of bytes, invalidation, and what leaves a cache, for Python.
#ifndef WEIR_PYTHON_INVALIDATING_HPP
#define WEIR_PYTHON_INVALIDATING_HPP

#include "caching.hpp"
#include "callbacks.hpp"

namespace weirpy {

inline weir::Claim* claim_bytes(weir_cache* cache, PyObject* key, double seconds,
                                PyObject* answer) {
  const Bytes k(key);
  return claim(cache, k.data(), k.size(), seconds, answer, [](weir::Buffer found) {
    return PyBytes_FromStringAndSize(static_cast<const char*>(found.data()),
                                     static_cast<Py_ssize_t>(found.size()));
  });
}

inline void settle_bytes(const weir::Claim& claim, PyObject* value, uint64_t ttl_ns,
                         uint64_t soft_ttl_ns, PyObject* depends_on) {
  const Bytes v(value);
  const Names<Bytes> names(depends_on);
  weir_cache_put_options options = put_options(ttl_ns, soft_ttl_ns);
  names.set(options);
  settle(claim, options, WEIR_OK, v.data(), v.size());
}

template <class KeyOf>
uint64_t invalidate(weir_cache* cache, uint32_t match, PyObject* name) {
  const KeyOf bytes(name);
  uint64_t count = 0;
  failed_call(weir_cache_invalidate(cache, match, bytes.data(), bytes.size(), &count));
  Ended::list().let_go();
  return count;
}

inline PyObject* bytes_object(std::string_view from) {
  return PyBytes_FromStringAndSize(from.data(), static_cast<Py_ssize_t>(from.size()));
}

// In the thread that asks, with the GIL: what the function raises ends the call and is raised.
inline uint64_t invalidate_if(weir::Cache& cache, PyObject* wrong) {
  return weir::invalidate_if(cache, [&](std::string_view key, std::string_view value) {
    const Ref k(bytes_object(key)), v(k ? bytes_object(value) : nullptr);
    const Ref answer(v ? PyObject_CallFunctionObjArgs(wrong, k.get(), v.get(), nullptr) : nullptr);
    const int holds = answer ? PyObject_IsTrue(answer.get()) : -1;
    if (holds < 0) throw PythonError{};
    return holds == 1;
  });
}

inline PyObject* event_tuple(const weir::CacheEvent& event) {
  return Py_BuildValue("(Iy#K)", event.kind, event.key.data(),
                       static_cast<Py_ssize_t>(event.key.size()),
                       static_cast<unsigned long long>(event.value_size));
}

inline void watch(weir::Cache& cache, uint32_t kinds, PyObject* function) {
  if (function == Py_None) return weir::watch(cache, kinds);
  const auto callable = std::make_shared<Callable>(function);
  weir::watch(cache, kinds, [callable](const weir::CacheEvent& event) {
    const Inside inside;
    if (!inside) return;
    // The thread may be on its way out with an exception of its own.
    PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
    PyErr_Fetch(&type, &value, &trace);
    const Ref told(event_tuple(event));
    const Ref answer(told ? PyObject_CallObject(callable->get(), told.get()) : nullptr);
    if (!answer) PyErr_WriteUnraisable(callable->get());
    PyErr_Restore(type, value, trace);
  });
}

inline PyObject* next_event(weir::Cache& cache) {
  const weir::CacheEvent event = weir::next_event(cache);
  if (event.kind == 0) Py_RETURN_NONE;
  return event_tuple(event);
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_INVALIDATING_HPP
