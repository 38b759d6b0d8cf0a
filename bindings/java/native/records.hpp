// SPDX-License-Identifier: Apache-2.0
// The library's plain structs as Java records.
#ifndef WEIR_JAVA_RECORDS_HPP
#define WEIR_JAVA_RECORDS_HPP

#include "host.hpp"

namespace weirj {

enum Record {
  kMemoryStats,
  kMemoryModule,
  kMemoryScope,
  kManagedState,
  kDevice,
  kStreamPoolStats,
  kStreamStats,
  kCacheStats,
  kPhaseStats,
  kMetricStats,
  kProfileSummary,
  kFinding,
  kTileInfo,
  kLogLine,
  kProgress,
  kNamedPhase,
  kNamedMetric,
  kRecordCount
};

struct Shape {
  const char* name;
  const char* constructor;
};
#define WEIR_TEXT_J "Ljava/lang/String;"
inline constexpr Shape kShapes[kRecordCount] = {
    {"org/weir/MemoryStats", "(JJJJJJ)V"},
    {"org/weir/MemoryModule", "(" WEIR_TEXT_J "JJJ)V"},
    {"org/weir/MemoryScope", "(" WEIR_TEXT_J "JJJ)V"},
    {"org/weir/ManagedState", "(IJJI)V"},
    {"org/weir/Device", "(IZZJ" WEIR_TEXT_J WEIR_TEXT_J ")V"},
    {"org/weir/StreamPoolStats", "(IIIJJJJJJDDD)V"},
    {"org/weir/StreamStats", "(IIJJJJJJDDD)V"},
    {"org/weir/CacheStats", "(IJJJJJJJJJJJJJJJJJJJJ)V"},
    {"org/weir/PhaseStats", "(IJJJJJJJJJJJJJJ)V"},
    {"org/weir/MetricStats", "(JJDDDDD)V"},
    {"org/weir/ProfileSummary", "(IJJJJJJJ)V"},
    {"org/weir/Finding", "(I" WEIR_TEXT_J WEIR_TEXT_J WEIR_TEXT_J WEIR_TEXT_J WEIR_TEXT_J "II)V"},
    {"org/weir/TileInfo", "(IIIJJ[D[D[D[DDDII)V"},
    {"org/weir/LogLine", "(I" WEIR_TEXT_J ")V"},
    {"org/weir/Progress", "(JJ)V"},
    {"org/weir/NamedPhase", "(" WEIR_TEXT_J "Lorg/weir/PhaseStats;)V"},
    {"org/weir/NamedMetric", "(" WEIR_TEXT_J "Lorg/weir/MetricStats;)V"},
};

inline jclass record_class[kRecordCount];
inline jmethodID record_constructor[kRecordCount];

template <class... Args>
jobject make(JNIEnv* env, Record record, Args... args) {
  jobject made = env->NewObject(record_class[record], record_constructor[record], args...);
  if (made == nullptr) throw Pending{};
  return made;
}
inline jlong j(uint64_t value) {
  return static_cast<jlong>(value);
}
inline jint i(uint32_t value) {
  return static_cast<jint>(value);
}

inline jobject to_java(JNIEnv* env, const weir_memory_stats& s) {
  return make(env, kMemoryStats, j(s.budget_bytes), j(s.used_bytes), j(s.peak_bytes),
              j(s.system_bytes), j(s.charge_count), j(s.refusal_count));
}
inline jobject to_java(JNIEnv* env, const weir_memory_module& s) {
  return make(env, kMemoryModule, text(env, s.name), j(s.used_bytes), j(s.peak_bytes),
              j(s.charge_count));
}
inline jobject to_java(JNIEnv* env, const weir_memory_scope& s) {
  return make(env, kMemoryScope, text(env, s.path), j(s.used_bytes), j(s.peak_bytes),
              j(s.charge_count));
}
inline void check_range(uint64_t from, uint64_t count, uint64_t size) {
  if (from <= size && count <= size - from) return;
  throw weir::Error(WEIR_E_INVALID, std::to_string(count) + " bytes from " + std::to_string(from) +
                                        " on are not in a buffer of " + std::to_string(size));
}
inline jobject to_java(JNIEnv* env, const weir_managed_state& s) {
  return make(env, kManagedState, i(s.place), j(s.size_bytes), j(s.stored_bytes), i(s.pin_count));
}
inline jobject to_java(JNIEnv* env, const weir_device_info& s) {
  return make(env, kDevice, i(s.kind), jboolean(s.available != 0), jboolean(s.chosen != 0),
              j(s.memory_bytes), text(env, s.name), text(env, s.reason));
}
inline jobject to_java(JNIEnv* env, const weir_stream_pool_stats& s) {
  return make(env, kStreamPoolStats, i(s.size), i(s.streams_in_use), i(s.flags), j(s.queue_depth),
              j(s.transfer_count), j(s.bytes_transferred), j(s.failure_count), j(s.retry_count),
              j(s.in_flight_peak_bytes), s.avg_latency_us, s.max_latency_us, s.throughput_gb_s);
}
inline jobject to_java(JNIEnv* env, const weir_stream_stats& s) {
  return make(env, kStreamStats, i(s.index), jint(s.priority), j(s.queue_depth),
              j(s.transfer_count), j(s.bytes_transferred), j(s.failure_count), j(s.retry_count),
              j(s.synchronize_count), s.avg_latency_us, s.max_latency_us, s.throughput_gb_s);
}
inline jobject to_java(JNIEnv* env, const weir_cache_stats& s) {
  return make(env, kCacheStats, i(s.shard_count), j(s.capacity_bytes), j(s.max_entries),
              j(s.ttl_ns), j(s.entry_count), j(s.expired_count), j(s.used_bytes), j(s.pinned_bytes),
              j(s.hit_count), j(s.miss_count), j(s.put_count), j(s.eviction_count),
              j(s.evicted_bytes), j(s.expiration_count), j(s.removal_count), j(s.load_count),
              j(s.load_failure_count), j(s.wait_count), j(s.stale_hit_count),
              j(s.store_failure_count), j(s.invalidation_count));
}
inline jobject to_java(JNIEnv* env, const weir_phase_stats& s) {
  return make(env, kPhaseStats, i(s.flags), j(s.phase), j(s.count), j(s.open_count), j(s.open_ns),
              j(s.total_ns), j(s.min_ns), j(s.max_ns), j(s.last_ns), j(s.p50_ns), j(s.p95_ns),
              j(s.p99_ns), j(s.memory_peak_bytes), j(s.gpu_peak_bytes), j(s.metric_count));
}
inline jobject to_java(JNIEnv* env, const weir_metric_stats& s) {
  return make(env, kMetricStats, j(s.count), j(s.nonfinite_count), s.last, s.min, s.max, s.mean,
              s.stdev);
}
inline jobject to_java(JNIEnv* env, const weir_profile_summary& s) {
  return make(env, kProfileSummary, i(s.flags), j(s.total_ns), j(s.phase_count), j(s.open_count),
              j(s.run_count), j(s.stray_count), j(s.swept_count), j(s.overflow_count));
}
inline jobject to_java(JNIEnv* env, const weir_finding& s) {
  return make(env, kFinding, i(s.severity), text(env, s.rule), text(env, s.pointer),
              text(env, s.message), text(env, s.hint), text(env, s.schema), i(s.line), i(s.column));
}
inline jdoubleArray three(JNIEnv* env, const double (&values)[3]) {
  jdoubleArray made = env->NewDoubleArray(3);
  if (made == nullptr) throw Pending{};
  env->SetDoubleArrayRegion(made, 0, 3, values);
  return made;
}
inline jobject to_java(JNIEnv* env, const weir_tile_info& s) {
  return make(env, kTileInfo, i(s.version_minor), i(s.point_format), i(s.record_bytes),
              j(s.point_count), j(s.file_bytes), three(env, s.scale), three(env, s.offset),
              three(env, s.minimum), three(env, s.maximum), s.units_per_metre, s.z_units_per_metre,
              i(s.unit_source), i(s.max_class));
}

inline jclass find(JNIEnv* env, const char* name) {
  jclass local = env->FindClass(name);
  if (local == nullptr) return nullptr;
  auto global = static_cast<jclass>(env->NewGlobalRef(local));
  env->DeleteLocalRef(local);
  return global;
}

// Looks everything up, when the library is loaded.
inline bool look_up(JNIEnv* env) {
  for (int record = 0; record < kRecordCount; ++record) {
    record_class[record] = find(env, kShapes[record].name);
    if (record_class[record] == nullptr) return false;
    record_constructor[record] =
        env->GetMethodID(record_class[record], "<init>", kShapes[record].constructor);
    if (record_constructor[record] == nullptr) return false;
  }
  known.exception = find(env, "org/weir/WeirException");
  jclass object = env->FindClass("java/lang/Object");
  if (known.exception == nullptr || object == nullptr) return false;
  known.exception_of =
      env->GetStaticMethodID(known.exception, "of", "(I" WEIR_TEXT_J ")Lorg/weir/WeirException;");
  known.to_string = env->GetMethodID(object, "toString", "()" WEIR_TEXT_J);
  return known.exception_of != nullptr && known.to_string != nullptr;
}

}  // namespace weirj

#endif  // WEIR_JAVA_RECORDS_HPP
