// SPDX-License-Identifier: Apache-2.0
// A cache of Python objects, and one of bytes. An object's entry holds a reference to it as an
// 8-byte value; the reference ends when the entry does, at once where the GIL is held, else as soon
// as it is again. A hit is one call of the library with the GIL held throughout: nobody can end the
// reference between the copy of the pointer and the new reference.
#ifndef WEIR_PYTHON_CACHING_HPP
#define WEIR_PYTHON_CACHING_HPP

#include <memory>
#include <mutex>
#include <vector>

#include "keys.hpp"
#include "objects.hpp"

namespace weirpy {

// References that ended where there was no GIL.
class Ended {
 public:
  static Ended& list() {
    static Ended* list = new Ended;  // never destroyed: threads of the library may come late
    return *list;
  }
  // The weir_user_free of an object.
  static void end(void* object) {
    if (!Py_IsInitialized()) return;
    if (PyGILState_Check()) {
      Py_DECREF(static_cast<PyObject*>(object));
    } else {
      list().add(static_cast<PyObject*>(object));
    }
  }
  void let_go() {
    if (!any_.load(std::memory_order_acquire)) return;
    std::vector<PyObject*> ended;
    {
      const std::lock_guard<std::mutex> lock(mutex_);
      ended.swap(objects_);
      any_.store(false, std::memory_order_relaxed);
    }
    for (PyObject* object : ended) Py_DECREF(object);
  }

 private:
  void add(PyObject* object) {
    const std::lock_guard<std::mutex> lock(mutex_);
    objects_.push_back(object);
    any_.store(true, std::memory_order_release);
  }
  std::mutex mutex_;
  std::vector<PyObject*> objects_;
  std::atomic<bool> any_{false};
};

// About what an object and all in it take: exact for what is small, reckoned from a part of what is
// large.
inline uint64_t bytes_of(PyObject* object, int depth = 0) {
  if (object == Py_None || PyBool_Check(object)) return 0;
  size_t own = _PySys_GetSizeOf(object);
  if (own == static_cast<size_t>(-1)) {
    PyErr_Clear();
    own = 64;
  }
  uint64_t total = own;
  if (PyUnicode_Check(object) || PyLong_Check(object) || PyFloat_Check(object) ||
      PyBytes_Check(object) || depth > 8) {
    return total;
  }
  constexpr Py_ssize_t kLooked = 64;
  const auto add = [&](uint64_t seen_bytes, Py_ssize_t seen, Py_ssize_t all) {
    if (seen != 0) total += seen_bytes * static_cast<uint64_t>(all) / static_cast<uint64_t>(seen);
  };
  if (PyList_Check(object) || PyTuple_Check(object)) {
    const Py_ssize_t all = PySequence_Fast_GET_SIZE(object);
    uint64_t bytes = 0;
    Py_ssize_t seen = 0;
    for (; seen < all && seen < kLooked && seen < PySequence_Fast_GET_SIZE(object); ++seen) {
      const Ref item = Ref::borrow(PySequence_Fast_GET_ITEM(object, seen));
      bytes += bytes_of(item.get(), depth + 1);
    }
    add(bytes, seen, all);
  } else if (PyDict_Check(object)) {
    PyObject *key = nullptr, *item = nullptr;
    Py_ssize_t at = 0, seen = 0;
    uint64_t bytes = 0;
    while (seen < kLooked && PyDict_Next(object, &at, &key, &item)) {
      const Ref hold_key = Ref::borrow(key), hold_item = Ref::borrow(item);
      bytes += bytes_of(key, depth + 1) + bytes_of(item, depth + 1);
      ++seen;
    }
    add(bytes, seen, PyDict_GET_SIZE(object));
  } else if (PyObject_CheckBuffer(object)) {
    Py_buffer view;
    if (PyObject_GetBuffer(object, &view, PyBUF_FULL_RO) == 0) {
      // An array that owns its memory counts it already; a view does not.
      if (own < static_cast<size_t>(view.len)) total += static_cast<uint64_t>(view.len);
      PyBuffer_Release(&view);
    } else {
      PyErr_Clear();
    }
  } else if (PyObject* attributes = depth < 4 && Py_TYPE(object)->tp_dictoffset != 0
                                        ? PyObject_GetAttrString(object, "__dict__")
                                        : nullptr) {
    const Ref hold(attributes);
    if (PyDict_Check(attributes)) total += bytes_of(attributes, depth + 1);
  }
  PyErr_Clear();
  return total;
}

inline weir_status failed_call(weir_status status) {
  if (status < 0) throw weir::Error(status, weir_last_error());
  return status;
}

// A new reference to what is held under the key; NULL, without an error, on a miss.
inline PyObject* object_under(weir_cache* cache, const char* key, size_t key_size) {
  PyObject* object = nullptr;
  size_t size = 0;
  const weir_status status = weir_cache_read(cache, key, key_size, &object, sizeof object, &size);
  if (failed_call(status) != WEIR_OK) return nullptr;
  Py_INCREF(object);  // first: its entry may have ended meanwhile, where there is no GIL
  Ended::list().let_go();
  return object;
}

inline PyObject* get_object(weir_cache* cache, PyObject* key, PyObject* otherwise) {
  const Key bytes(key);
  PyObject* object = object_under(cache, bytes.data(), bytes.size());
  return object != nullptr ? object : Py_NewRef(otherwise);
}

// What an entry depends on: an iterable of what keys are made of, or None.
template <class KeyOf>
class Names {
 public:
  explicit Names(PyObject* iterable) {
    if (iterable == Py_None) return;
    if (PyUnicode_Check(iterable) || PyBytes_Check(iterable)) {
      PyErr_SetString(PyExc_TypeError, "depends_on is a list of names, not one name");
      throw PythonError{};
    }
    const Ref items(PySequence_Fast(iterable, "depends_on is not a list of names"));
    if (!items) throw PythonError{};
    for (Py_ssize_t at = 0; at < PySequence_Fast_GET_SIZE(items.get()); ++at) {
      const Ref item = Ref::borrow(PySequence_Fast_GET_ITEM(items.get(), at));
      keys_.push_back(std::make_unique<KeyOf>(item.get()));
      data_.push_back(keys_.back()->data());
      sizes_.push_back(keys_.back()->size());
    }
  }
  void set(weir_cache_put_options& options) const noexcept {
    if (keys_.empty()) return;
    options.names = data_.data();
    options.name_sizes = sizes_.data();
    options.name_count = keys_.size();
  }

 private:
  std::vector<std::unique_ptr<KeyOf>> keys_;
  std::vector<const void*> data_;
  std::vector<size_t> sizes_;
};

inline void set_object(weir_cache* cache, PyObject* key, PyObject* value, uint64_t ttl_ns,
                       uint64_t soft_ttl_ns, int64_t extra_bytes, uint32_t flags,
                       PyObject* depends_on) {
  const Key bytes(key);
  const Names<Key> names(depends_on);
  weir_cache_put_options options{};
  options.struct_size = sizeof options;
  options.flags = flags;
  options.ttl_ns = ttl_ns;
  options.soft_ttl_ns = soft_ttl_ns;
  names.set(options);
  options.extra_bytes = extra_bytes >= 0 ? static_cast<uint64_t>(extra_bytes) : bytes_of(value);
  options.value_free = Ended::end;
  Py_INCREF(value);  // the entry's, also when this fails
  failed_call(weir_cache_put(cache, bytes.data(), bytes.size(), &value, sizeof value, &options));
  Ended::list().let_go();
}

inline bool remove_object(weir_cache* cache, PyObject* key) {
  const Key bytes(key);
  return failed_call(weir_cache_remove(cache, bytes.data(), bytes.size())) == WEIR_OK;
}

// How a claim is asked for, and what came of it: [status, value or None], and the claim or NULL.
// Waits without the GIL; seconds below 0: as long as it takes.
template <class Value>
weir::Claim* claim(weir_cache* cache, const void* key, size_t key_size, double seconds,
                   PyObject* answer, Value&& value_of) {
  weir_buffer* raw = nullptr;
  weir_claim* mine = nullptr;
  const weir_status status = failed_call(wait_in_slices(seconds, [&](uint64_t timeout_ns) {
    weir_claim_options options{};
    options.struct_size = sizeof options;
    options.wait_ns = timeout_ns == 0 ? 1 : timeout_ns;
    return weir_cache_claim(cache, key, key_size, &options, &raw, &mine);
  }));
  std::unique_ptr<weir::Claim> claim(mine == nullptr ? nullptr : new weir::Claim(mine));
  weir::Buffer found(raw);
  const Ref value(found ? value_of(std::move(found)) : Py_NewRef(Py_None));
  const Ref number(PyLong_FromLong(status));
  if (!value || !number || PyList_Append(answer, number.get()) != 0 ||
      PyList_Append(answer, value.get()) != 0) {
    throw PythonError{};
  }
  return claim.release();
}

inline weir::Claim* claim_object(weir_cache* cache, PyObject* key, double seconds,
                                 PyObject* answer) {
  const Key bytes(key);
  return claim(cache, bytes.data(), bytes.size(), seconds, answer, [](weir::Buffer found) {
    PyObject* object = nullptr;  // its entry is pinned, and the reference with it
    std::memcpy(&object, found.data(), sizeof object);
    return Py_NewRef(object);
  });
}

inline void settle(const weir::Claim& claim, const weir_cache_put_options& options,
                   weir_status outcome, const void* value, size_t size) {
  failed_call(weir_claim_settle(claim.get(), outcome, value, size, &options));
  Ended::list().let_go();
}

inline weir_cache_put_options put_options(uint64_t ttl_ns, uint64_t soft_ttl_ns) {
  weir_cache_put_options options{};
  options.struct_size = sizeof options;
  options.ttl_ns = ttl_ns;
  options.soft_ttl_ns = soft_ttl_ns;
  return options;
}

inline void settle_object(const weir::Claim& claim, PyObject* value, uint64_t ttl_ns,
                          uint64_t soft_ttl_ns, PyObject* depends_on) {
  const Names<Key> names(depends_on);
  weir_cache_put_options options = put_options(ttl_ns, soft_ttl_ns);
  names.set(options);
  options.extra_bytes = bytes_of(value);
  options.value_free = Ended::end;
  Py_INCREF(value);
  settle(claim, options, WEIR_OK, &value, sizeof value);
}

// Bytes that the library pins, to be read only.
inline PyObject* pinned_bytes(PyTypeObject* type, weir_buffer* raw) {
  weir::Buffer buffer(raw);
  const auto size = static_cast<Py_ssize_t>(buffer.size());
  const void* data = buffer.data();
  const Ref owner(new_buffer(type, std::move(buffer), {"B", 1, size, 0}));
  return new_lent(type, owner.get(), data, {"B", 1, size, 0});
}

// Any bytes-like object, for a scope.
class Bytes {
 public:
  explicit Bytes(PyObject* object) {
    if (PyObject_GetBuffer(object, &view_, PyBUF_C_CONTIGUOUS) != 0) throw PythonError{};
  }
  ~Bytes() { PyBuffer_Release(&view_); }
  Bytes(const Bytes&) = delete;
  Bytes& operator=(const Bytes&) = delete;
  const void* data() const noexcept { return view_.buf; }
  size_t size() const noexcept { return static_cast<size_t>(view_.len); }

 private:
  Py_buffer view_;
};

// Many of them: the C arrays that a batch wants.
class ManyBytes {
 public:
  explicit ManyBytes(PyObject* iterable) {
    const Ref items(PySequence_Fast(iterable, "an iterable of bytes is needed"));
    if (!items) throw PythonError{};
    const Py_ssize_t count = PySequence_Fast_GET_SIZE(items.get());
    views_.reserve(static_cast<size_t>(count));
    for (Py_ssize_t at = 0; at < count; ++at) {
      views_.push_back(std::make_unique<Bytes>(PySequence_Fast_GET_ITEM(items.get(), at)));
      data_.push_back(views_.back()->data());
      sizes_.push_back(views_.back()->size());
    }
    data_.push_back(nullptr);
    sizes_.push_back(0);
  }
  const void* const* data() const noexcept { return data_.data(); }
  const size_t* sizes() const noexcept { return sizes_.data(); }
  size_t count() const noexcept { return views_.size(); }

 private:
  std::vector<std::unique_ptr<Bytes>> views_;
  std::vector<const void*> data_;
  std::vector<size_t> sizes_;
};

inline void put_bytes(weir_cache* cache, PyObject* key, PyObject* value, uint64_t ttl_ns,
                      uint32_t flags, PyObject* depends_on) {
  const Bytes k(key), v(value);
  const Names<Bytes> names(depends_on);
  weir_cache_put_options options{};
  options.struct_size = sizeof options;
  options.flags = flags;
  options.ttl_ns = ttl_ns;
  names.set(options);
  failed_call(weir_cache_put(cache, k.data(), k.size(), v.data(), v.size(), &options));
}

inline PyObject* get_bytes(weir_cache* cache, PyObject* type, PyObject* key) {
  const Bytes k(key);
  weir_buffer* value = nullptr;
  if (failed_call(weir_cache_get(cache, k.data(), k.size(), &value)) != WEIR_OK) Py_RETURN_NONE;
  return pinned_bytes(reinterpret_cast<PyTypeObject*>(type), value);
}

// A copy, as Python's own bytes.
inline PyObject* read_bytes(weir_cache* cache, PyObject* key) {
  const Bytes k(key);
  char room[512];
  size_t size = 0;
  weir_status status = weir_cache_read(cache, k.data(), k.size(), room, sizeof room, &size);
  if (status == WEIR_OK) return PyBytes_FromStringAndSize(room, static_cast<Py_ssize_t>(size));
  if (status == WEIR_MISS) Py_RETURN_NONE;
  while (status == WEIR_E_TOO_SMALL) {
    Ref bytes(PyBytes_FromStringAndSize(nullptr, static_cast<Py_ssize_t>(size)));
    if (!bytes) throw PythonError{};
    const size_t there = size;
    status =
        weir_cache_read(cache, k.data(), k.size(), PyBytes_AS_STRING(bytes.get()), there, &size);
    if (status == WEIR_OK && size == there) return bytes.give();
    if (status == WEIR_OK) {
      return PyBytes_FromStringAndSize(PyBytes_AS_STRING(bytes.get()),
                                       static_cast<Py_ssize_t>(size));
    }
  }
  failed_call(status);
  Py_RETURN_NONE;
}

inline void put_many_bytes(weir_cache* cache, PyObject* keys, PyObject* values, uint64_t ttl_ns) {
  const ManyBytes k(keys), v(values);
  if (k.count() != v.count()) {
    throw weir::Error(WEIR_E_INVALID, std::to_string(k.count()) + " keys and " +
                                          std::to_string(v.count()) + " values");
  }
  weir_cache_put_options options{};
  options.struct_size = sizeof options;
  options.ttl_ns = ttl_ns;
  failed_call(weir_cache_put_many(cache, k.data(), k.sizes(), v.data(), v.sizes(), k.count(),
                                  &options, nullptr));
}

inline PyObject* get_many_bytes(weir_cache* cache, PyObject* type, PyObject* keys) {
  const ManyBytes k(keys);
  std::vector<weir_buffer*> raw(k.count() + 1);
  failed_call(weir_cache_get_many(cache, k.data(), k.sizes(), k.count(), raw.data()));
  std::vector<weir::Buffer> values;
  for (weir_buffer* value : raw) values.emplace_back(value);
  Ref list(PyList_New(static_cast<Py_ssize_t>(k.count())));
  if (!list) throw PythonError{};
  for (size_t at = 0; at < k.count(); ++at) {
    PyObject* item = Py_None;
    if (values[at]) {
      const auto size = static_cast<Py_ssize_t>(values[at].size());
      const void* data = values[at].data();
      const Ref owner(new_buffer(reinterpret_cast<PyTypeObject*>(type), std::move(values[at]),
                                 {"B", 1, size, 0}));
      item = new_lent(reinterpret_cast<PyTypeObject*>(type), owner.get(), data, {"B", 1, size, 0});
    } else {
      Py_INCREF(item);
    }
    PyList_SET_ITEM(list.get(), static_cast<Py_ssize_t>(at), item);
  }
  return list.give();
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_CACHING_HPP
