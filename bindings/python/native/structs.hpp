// SPDX-License-Identifier: Apache-2.0
// The library's plain structs as named tuples that cannot be changed.
#ifndef WEIR_PYTHON_STRUCTS_HPP
#define WEIR_PYTHON_STRUCTS_HPP

#include <cstddef>
#include <cstring>

#include "host.hpp"

namespace weirpy {

// How to read one field: the type's letter, its place, and for texts the room it has.
struct Field {
  const char* name;
  char kind;  // I u32, i i32, Q u64, d double, D 3 doubles, s text inside, z text elsewhere
  size_t offset;
};

inline PyObject* read_field(const void* base, const Field& field) {
  const char* place = static_cast<const char*>(base) + field.offset;
  const auto at = [&](auto* value) {
    std::memcpy(value, place, sizeof *value);
    return *value;
  };
  uint32_t u32 = 0;
  int32_t i32 = 0;
  uint64_t u64 = 0;
  double f64 = 0, triple[3];
  const char* text = nullptr;
  switch (field.kind) {
    case 'I':
      return PyLong_FromUnsignedLong(at(&u32));
    case 'i':
      return PyLong_FromLong(at(&i32));
    case 'Q':
      return PyLong_FromUnsignedLongLong(at(&u64));
    case 'd':
      return PyFloat_FromDouble(at(&f64));
    case 'D':
      std::memcpy(triple, place, sizeof triple);
      return Py_BuildValue("(ddd)", triple[0], triple[1], triple[2]);
    case 's':
      return PyUnicode_DecodeUTF8(place, static_cast<Py_ssize_t>(std::strlen(place)), "replace");
    default:
      at(&text);
      return PyUnicode_DecodeUTF8(text == nullptr ? "" : text,
                                  text == nullptr ? 0 : static_cast<Py_ssize_t>(std::strlen(text)),
                                  "replace");
  }
}

template <size_t N>
PyObject* to_tuple(PyTypeObject*& type, const char* name, const Field (&fields)[N],
                   const void* base) {
  if (type == nullptr) {
    PyStructSequence_Field names[N + 1] = {};
    for (size_t index = 0; index < N; ++index) names[index] = {fields[index].name, nullptr};
    PyStructSequence_Desc desc{name, nullptr, names, static_cast<int>(N)};
    type = PyStructSequence_NewType(&desc);
    if (type == nullptr) return nullptr;
  }
  Ref tuple(PyStructSequence_New(type));
  if (!tuple) return nullptr;
  for (size_t index = 0; index < N; ++index) {
    PyObject* value = read_field(base, fields[index]);
    if (value == nullptr) return nullptr;
    PyStructSequence_SET_ITEM(tuple.get(), static_cast<Py_ssize_t>(index), value);
  }
  return tuple.give();
}

#define WEIR_FIELD(kind, name) \
  { #name, kind, offsetof(Struct, name) }
#define WEIR_STRUCT(type, title, ...)                           \
  inline PyObject* to_python(const type& value) {               \
    using Struct = type;                                        \
    static const Field fields[] = {__VA_ARGS__};                \
    static PyTypeObject* tuple_type = nullptr;                  \
    return to_tuple(tuple_type, "weir." title, fields, &value); \
  }

WEIR_STRUCT(weir_memory_stats, "MemoryStats", WEIR_FIELD('Q', budget_bytes),
            WEIR_FIELD('Q', used_bytes), WEIR_FIELD('Q', peak_bytes), WEIR_FIELD('Q', system_bytes),
            WEIR_FIELD('Q', charge_count), WEIR_FIELD('Q', refusal_count),
            WEIR_FIELD('I', module_count))
WEIR_STRUCT(weir_memory_module, "MemoryModule", WEIR_FIELD('z', name), WEIR_FIELD('Q', used_bytes),
            WEIR_FIELD('Q', peak_bytes), WEIR_FIELD('Q', charge_count))
WEIR_STRUCT(weir_memory_scope, "MemoryScope", WEIR_FIELD('z', path), WEIR_FIELD('Q', used_bytes),
            WEIR_FIELD('Q', peak_bytes), WEIR_FIELD('Q', charge_count))
WEIR_STRUCT(weir_managed_state, "ManagedState", WEIR_FIELD('I', place), WEIR_FIELD('Q', size_bytes),
            WEIR_FIELD('Q', stored_bytes), WEIR_FIELD('I', pin_count))
WEIR_STRUCT(weir_device_info, "DeviceInfo", WEIR_FIELD('I', kind), WEIR_FIELD('I', available),
            WEIR_FIELD('I', chosen), WEIR_FIELD('Q', memory_bytes), WEIR_FIELD('s', name),
            WEIR_FIELD('s', reason))
WEIR_STRUCT(weir_stream_pool_stats, "PoolStats", WEIR_FIELD('I', size),
            WEIR_FIELD('I', streams_in_use), WEIR_FIELD('I', flags), WEIR_FIELD('Q', queue_depth),
            WEIR_FIELD('Q', transfer_count), WEIR_FIELD('Q', bytes_transferred),
            WEIR_FIELD('Q', failure_count), WEIR_FIELD('Q', retry_count),
            WEIR_FIELD('Q', in_flight_peak_bytes), WEIR_FIELD('d', avg_latency_us),
            WEIR_FIELD('d', max_latency_us), WEIR_FIELD('d', throughput_gb_s))
WEIR_STRUCT(weir_stream_stats, "StreamStats", WEIR_FIELD('I', index), WEIR_FIELD('i', priority),
            WEIR_FIELD('Q', queue_depth), WEIR_FIELD('Q', transfer_count),
            WEIR_FIELD('Q', bytes_transferred), WEIR_FIELD('Q', failure_count),
            WEIR_FIELD('Q', retry_count), WEIR_FIELD('Q', synchronize_count),
            WEIR_FIELD('d', avg_latency_us), WEIR_FIELD('d', max_latency_us),
            WEIR_FIELD('d', throughput_gb_s))
WEIR_STRUCT(weir_cache_stats, "CacheStats", WEIR_FIELD('I', shard_count),
            WEIR_FIELD('Q', capacity_bytes), WEIR_FIELD('Q', max_entries), WEIR_FIELD('Q', ttl_ns),
            WEIR_FIELD('Q', entry_count), WEIR_FIELD('Q', expired_count),
            WEIR_FIELD('Q', used_bytes), WEIR_FIELD('Q', pinned_bytes), WEIR_FIELD('Q', hit_count),
            WEIR_FIELD('Q', miss_count), WEIR_FIELD('Q', put_count),
            WEIR_FIELD('Q', eviction_count), WEIR_FIELD('Q', evicted_bytes),
            WEIR_FIELD('Q', expiration_count), WEIR_FIELD('Q', removal_count))
WEIR_STRUCT(weir_phase_stats, "PhaseStats", WEIR_FIELD('I', flags), WEIR_FIELD('Q', phase),
            WEIR_FIELD('Q', count), WEIR_FIELD('Q', open_count), WEIR_FIELD('Q', open_ns),
            WEIR_FIELD('Q', total_ns), WEIR_FIELD('Q', min_ns), WEIR_FIELD('Q', max_ns),
            WEIR_FIELD('Q', last_ns), WEIR_FIELD('Q', p50_ns), WEIR_FIELD('Q', p95_ns),
            WEIR_FIELD('Q', p99_ns), WEIR_FIELD('Q', memory_peak_bytes),
            WEIR_FIELD('Q', gpu_peak_bytes), WEIR_FIELD('Q', metric_count))
WEIR_STRUCT(weir_metric_stats, "MetricStats", WEIR_FIELD('Q', count),
            WEIR_FIELD('Q', nonfinite_count), WEIR_FIELD('d', last), WEIR_FIELD('d', min),
            WEIR_FIELD('d', max), WEIR_FIELD('d', mean), WEIR_FIELD('d', stdev))
WEIR_STRUCT(weir_profile_summary, "ProfileSummary", WEIR_FIELD('I', flags),
            WEIR_FIELD('Q', total_ns), WEIR_FIELD('Q', phase_count), WEIR_FIELD('Q', open_count),
            WEIR_FIELD('Q', run_count), WEIR_FIELD('Q', stray_count), WEIR_FIELD('Q', swept_count),
            WEIR_FIELD('Q', overflow_count))
WEIR_STRUCT(weir_finding, "RawFinding", WEIR_FIELD('I', severity), WEIR_FIELD('z', rule),
            WEIR_FIELD('z', pointer), WEIR_FIELD('z', message), WEIR_FIELD('z', hint),
            WEIR_FIELD('z', schema), WEIR_FIELD('I', line), WEIR_FIELD('I', column))
WEIR_STRUCT(weir_tile_info, "TileInfo", WEIR_FIELD('I', version_minor),
            WEIR_FIELD('I', point_format), WEIR_FIELD('I', record_bytes),
            WEIR_FIELD('Q', point_count), WEIR_FIELD('Q', file_bytes), WEIR_FIELD('D', scale),
            WEIR_FIELD('D', offset), WEIR_FIELD('D', minimum), WEIR_FIELD('D', maximum),
            WEIR_FIELD('d', units_per_metre), WEIR_FIELD('d', z_units_per_metre),
            WEIR_FIELD('I', unit_source), WEIR_FIELD('I', max_class))

#undef WEIR_STRUCT
#undef WEIR_FIELD

}  // namespace weirpy

#endif  // WEIR_PYTHON_STRUCTS_HPP
