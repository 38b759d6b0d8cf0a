// SPDX-License-Identifier: Apache-2.0
// Caches for Python (native/caching.hpp, native/invalidating.hpp). All calls but the slow ones keep the interpreter's lock:
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
%nothread weir::Cache::invalidate_object;
%nothread weir::Cache::invalidate_bytes;
%nothread weir::Cache::invalidate_all;
%nothread weir::Cache::invalidate_if;
%nothread weir::Cache::watch;
%nothread weir::Cache::next_event;
%nothread weir::Cache::claim_object;
%nothread weir::Cache::claim_bytes;
%nothread weir::Claim::settle_object;
%nothread weir::Claim::settle_bytes;
%nothread weir::Claim::settle_as;
%nothread weir::Claim::give_up;
%nothread weir::Claim::~Claim;
%newobject weir::Cache::claim_object;
%newobject weir::Cache::claim_bytes;
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
                           uint32_t flags, uint32_t shard_count, uint64_t soft_ttl_ns) {
    return new weir::Cache(runtime, cache_name,
                           {capacity_bytes, max_entries, ttl_ns, flags, shard_count, soft_ttl_ns});
  }
  static weir::Cache* named(const weir::Runtime& runtime, const std::string& cache_name) {
    return new weir::Cache(runtime, cache_name);
  }
  PyObject* get_object(PyObject* key, PyObject* otherwise) {
    return weirpy::get_object($self->get(), key, otherwise);
  }
  void set_object(PyObject* key, PyObject* value, uint64_t ttl_ns, uint64_t soft_ttl_ns,
                  int64_t extra_bytes, uint32_t flags, PyObject* depends_on) {
    weirpy::set_object($self->get(), key, value, ttl_ns, soft_ttl_ns, extra_bytes, flags,
                       depends_on);
  }
  weir::Claim* claim_object(PyObject* key, double seconds, PyObject* answer) {
    return weirpy::claim_object($self->get(), key, seconds, answer);
  }
  weir::Claim* claim_bytes(PyObject* key, double seconds, PyObject* answer) {
    return weirpy::claim_bytes($self->get(), key, seconds, answer);
  }
  uint64_t invalidate_object(PyObject* name) {
    return weirpy::invalidate<weirpy::Key>($self->get(), WEIR_CACHE_NAME, name);
  }
  uint64_t invalidate_bytes(uint32_t match, PyObject* data) {
    return weirpy::invalidate<weirpy::Bytes>($self->get(), match, data);
  }
  void invalidate_all() { weir::invalidate_all(*$self); }
  uint64_t invalidate_if(PyObject* wrong) { return weirpy::invalidate_if(*$self, wrong); }
  void watch(uint32_t kinds, PyObject* function) { weirpy::watch(*$self, kinds, function); }
  PyObject* next_event() { return weirpy::next_event(*$self); }
  bool remove_object(PyObject* key) { return weirpy::remove_object($self->get(), key); }
  void put_bytes(PyObject* key, PyObject* value, uint64_t ttl_ns, uint32_t flags,
                 PyObject* depends_on) {
    weirpy::put_bytes($self->get(), key, value, ttl_ns, flags, depends_on);
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
%ignore weir::Claim::settle_error(weir_status, std::string_view, uint64_t);
%extend weir::Claim {
  void settle_object(PyObject* value, uint64_t ttl_ns, uint64_t soft_ttl_ns,
                     PyObject* depends_on) {
    weirpy::settle_object(*$self, value, ttl_ns, soft_ttl_ns, depends_on);
  }
  void settle_bytes(PyObject* value, uint64_t ttl_ns, uint64_t soft_ttl_ns,
                    PyObject* depends_on) {
    weirpy::settle_bytes(*$self, value, ttl_ns, soft_ttl_ns, depends_on);
  }
  void settle_as(int32_t outcome, const std::string& why, uint64_t ttl_ns) {
    weirpy::settle(*$self, weirpy::put_options(ttl_ns, 0), outcome, why.data(), why.size());
  }
  void give_up() { $self->reset(); }
}
%nothread weir_key_bytes;
%rename(key_bytes) weir_key_bytes;
%inline %{
static PyObject* weir_key_bytes(PyObject* value) {
  const weirpy::Key key(value);
  return PyBytes_FromStringAndSize(key.data(), static_cast<Py_ssize_t>(key.size()));
}
%}
