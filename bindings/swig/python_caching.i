// SPDX-License-Identifier: Apache-2.0
// Caches for Python (native/caching.hpp). All calls but the slow ones keep the interpreter's lock:
// they are short, and the references that entries hold need it.
%nothread weir::Cache::make;
%nothread weir::Cache::named;
%nothread weir::Cache::get_object;
%nothread weir::Cache::set_object;
%nothread weir::Cache::remove_object;
%nothread weir::Cache::put_bytes;
%nothread weir::Cache::get_bytes;
%nothread weir::Cache::read_bytes;
%nothread weir::Cache::remove_bytes;
%nothread weir::Cache::put_many_bytes;
%nothread weir::Cache::get_many_bytes;
%nothread weir::Cache::clear;
%nothread weir::Cache::stats;
%nothread weir::Cache::stats_json;
%nothread weir::Cache::~Cache;
%ignore weir::Cache::Cache;
%ignore weir::Cache::put;
%ignore weir::Cache::find;
%ignore weir::Cache::read;
%ignore weir::Cache::put_many;
%ignore weir::Cache::find_many;
%ignore weir::Cache::remove;
%newobject weir::Cache::make;
%newobject weir::Cache::named;
%extend weir::Cache {
  static weir::Cache* make(const weir::Runtime& runtime, const std::string& cache_name,
                           uint64_t capacity_bytes, uint64_t max_entries, uint64_t ttl_ns,
                           uint32_t flags, uint32_t shard_count) {
    return new weir::Cache(runtime, cache_name,
                           {capacity_bytes, max_entries, ttl_ns, flags, shard_count});
  }
  static weir::Cache* named(const weir::Runtime& runtime, const std::string& cache_name) {
    return new weir::Cache(runtime, cache_name);
  }
  PyObject* get_object(PyObject* key, PyObject* otherwise) {
    return weirpy::get_object($self->get(), key, otherwise);
  }
  void set_object(PyObject* key, PyObject* value, uint64_t ttl_ns, int64_t extra_bytes,
                  uint32_t flags) {
    weirpy::set_object($self->get(), key, value, ttl_ns, extra_bytes, flags);
  }
  bool remove_object(PyObject* key) { return weirpy::remove_object($self->get(), key); }
  void put_bytes(PyObject* key, PyObject* value, uint64_t ttl_ns, uint32_t flags) {
    weirpy::put_bytes($self->get(), key, value, ttl_ns, flags);
  }
  PyObject* get_bytes(PyObject* type, PyObject* key) {
    return weirpy::get_bytes($self->get(), type, key);
  }
  PyObject* read_bytes(PyObject* key) { return weirpy::read_bytes($self->get(), key); }
  bool remove_bytes(PyObject* key) {
    const weirpy::Bytes k(key);
    return weirpy::failed_call(weir_cache_remove($self->get(), k.data(), k.size())) == WEIR_OK;
  }
  void put_many_bytes(PyObject* keys, PyObject* values, uint64_t ttl_ns) {
    weirpy::put_many_bytes($self->get(), keys, values, ttl_ns);
  }
  PyObject* get_many_bytes(PyObject* type, PyObject* keys) {
    return weirpy::get_many_bytes($self->get(), type, keys);
  }
}
%nothread weir_key_bytes;
%rename(key_bytes) weir_key_bytes;
%inline %{
static PyObject* weir_key_bytes(PyObject* value) {
  const weirpy::Key key(value);
  return PyBytes_FromStringAndSize(key.data(), static_cast<Py_ssize_t>(key.size()));
}
%}
