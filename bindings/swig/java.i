// SPDX-License-Identifier: Apache-2.0
// Java's own: errors with a status, texts in real UTF-8, direct buffers, records for plain structs,
// bridges for callbacks. What comes out is weirJNI, the native half of org.weir, whose classes are
// written by hand over it: SWIG's own proxies are not wanted.
%begin %{
#include "arrays.hpp"
#include "callbacks.hpp"
#include "records.hpp"
%}
%{
extern "C" JNIEXPORT jint JNICALL JNI_OnLoad(JavaVM* machine, void*) {
  weirj::machine = machine;
  JNIEnv* env = weirj::env_of_thread();
  return env != nullptr && weirj::look_up(env) && weirj::look_up_bridges(env) ? JNI_VERSION_1_6
                                                                               : JNI_ERR;
}
%}
%pragma(java) jniclasscode=%{
  static {
    NativeLibrary.load();
  }
%}
%feature("compactdefaultargs");

// ---- numbers: Java's int and long carry the unsigned ones' bits
%apply int { uint32_t, int32_t };
%apply long long { uint64_t, int64_t, size_t };

// ---- texts
%typemap(in) const std::string& (std::string temporary) {
  if (!weirj::utf8(jenv, $input, &temporary, weirj::Odd::kRefused)) return $null;
  $1 = &temporary;
}
%typemap(in) const std::string& any_text (std::string temporary) {
  if (!weirj::utf8(jenv, $input, &temporary, weirj::Odd::kNulAllowed)) return $null;
  $1 = &temporary;
}
%typemap(out) std::string {
  try {
    $result = weirj::text(jenv, $1);
  } catch (...) {
    weirj::raise_current(jenv);
  }
}
%typemap(out) const char* {
  try {
    $result = weirj::text(jenv, $1);
  } catch (...) {
    weirj::raise_current(jenv);
  }
}

// ---- records, and the JVM handed to what needs it
%typemap(in, numinputs=0) JNIEnv* env "$1 = jenv;"
%define WEIR_RECORD(TYPE)
%typemap(jni) TYPE "jobject"
%typemap(jtype) TYPE "java.lang.Object"
%typemap(jstype) TYPE "java.lang.Object"
%typemap(javaout) TYPE { return $jnicall; }
%typemap(out) TYPE {
  try {
    $result = weirj::to_java(jenv, $1);
  } catch (...) {
    weirj::raise_current(jenv);
  }
}
%enddef
WEIR_RECORD(weir_memory_stats)
WEIR_RECORD(weir_managed_state)
WEIR_RECORD(weir_device_info)
WEIR_RECORD(weir_stream_pool_stats)
WEIR_RECORD(weir_stream_stats)
WEIR_RECORD(weir_cache_stats)
WEIR_RECORD(weir_profile_summary)
WEIR_RECORD(weir_finding)
WEIR_RECORD(weir_tile_info)

// ---- callbacks: a bridge of org.weir's, which calls the user's. What a rule gets is lent for the
// call, as bare addresses.
%define WEIR_BRIDGE(TYPE, HEARD)
%typemap(jni) weir::TYPE* "jobject"
%typemap(jtype) weir::TYPE* "java.lang.Object"
%typemap(jstype) weir::TYPE* "java.lang.Object"
%typemap(javain) weir::TYPE* "$javainput"
%typemap(in) weir::TYPE* {
  try {
    $1 = $input == nullptr ? nullptr : new weirj::HEARD(jenv, $input);
  } catch (...) {
    weirj::raise_current(jenv);
    return $null;
  }
}
%ignore weir::TYPE;
%enddef
WEIR_BRIDGE(RuleCallback, Rule)
WEIR_BRIDGE(ProgressCallback, Progressed)
WEIR_BRIDGE(DoneCallback, Done)
WEIR_BRIDGE(LogCallback, Log)
%typemap(javafinalize) SWIGTYPE "";
%define WEIR_ADDRESS(TYPE)
%typemap(jtype) TYPE "long"
%typemap(jstype) TYPE "long"
%typemap(javain) TYPE "$javainput"
%enddef
WEIR_ADDRESS(const weir::JsonView&)
WEIR_ADDRESS(weir::FindingSink&)

// ---- what is written here instead of in the facade's words
%ignore weir::facade::Error;  // org.weir.WeirException
%ignore weir::detail::raw;
%ignore weir::Runtime::Options;
%ignore weir::StreamPool::Options;
%ignore weir::MemoryPool::Options;
%nodefaultctor weir::Ticket;
%nodefaultctor weir::Stream;
%nodefaultctor weir::Report;
%nodefaultctor weir::Schema;
%nodefaultctor weir::Config;
%ignore weir::Schema::add_to;
%ignore weir::Array;
%ignore weir::Column;
%ignore weir::Buffer::Buffer();
%ignore weir::Buffer::copy;
%ignore weir::Buffer::data;
%ignore weir::Runtime::memory_module;
%ignore weir::Runtime::memory_scope;
%ignore weir::Runtime::next_log;
%ignore weir::Control::progress;
%ignore weir::Control::rethrow;
%ignore weir::Ticket::progress;
%ignore weir::Ticket::done;
%ignore weir::Ticket::keep;
%ignore weir::Stream::transfer;
%ignore weir::StreamPool::transfer;
%ignore weir::StreamPool::batch;
%ignore weir::StreamPool::wrap;
%ignore weir::Plan::Plan;
%nodefaultctor weir::Plan;
%nodefaultctor weir::DeviceBlock;
%ignore weir::DeviceBlock::give_back;
%ignore weir::DeviceBlock::size;
%ignore weir::DevicePool::kind;
%ignore weir::Plan::run;
%ignore weir::Profiler::phase_stats;
%ignore weir::Profiler::metric_stats;
%ignore weir::Profiler::phase_at;
%ignore weir::Profiler::metric_at;
%rename(end_phase_named) weir::Profiler::end_phase(const std::string&);
%ignore weir::RuleOptions;
%ignore weir::Rules::add_lod;
%ignore weir::Rules::add_gpu;
%ignore weir::Rules::add_required;
%ignore weir::Rules::add_range;
%ignore weir::Rules::add_type;
%ignore weir::Rules::add_choice;
%ignore weir::Rules::add_pattern;
%ignore weir::Rules::add_path;
%ignore weir::Rules::add_custom;
%ignore weir::Rules::check;
%ignore weir::Json::parse;
%ignore weir::Tile::read;
%ignore weir::Tile::write;
%ignore weir::Neighbors::Neighbors;
%ignore weir::Neighbors::nearest;
%ignore weir::Features::Features;
%ignore weir::Features::column;
%ignore weir::Features::classify;

%include "java_caching.i"
%extend weir::Buffer {
  static weir::Buffer* copy_of(JNIEnv* env, jbyteArray bytes) {
    std::vector<jbyte> in(static_cast<size_t>(env->GetArrayLength(bytes)));
    env->GetByteArrayRegion(bytes, 0, static_cast<jsize>(in.size()), in.data());
    return new weir::Buffer(weir::Buffer::copy(in.data(), in.size()));
  }
  jobject bytes(JNIEnv* env) { return weirj::byte_buffer(env, $self->data(), $self->size()); }
}
%extend weir::Json {
  static weir::Json* parse_text(const std::string& any_text) {
    return new weir::Json(weir::Json::parse(any_text));
  }
  static weir::Json* parse_bytes(JNIEnv* env, jbyteArray bytes) {
    std::string in(static_cast<size_t>(env->GetArrayLength(bytes)), ' ');
    env->GetByteArrayRegion(bytes, 0, static_cast<jsize>(in.size()),
                            reinterpret_cast<jbyte*>(in.data()));
    return new weir::Json(weir::Json::parse(in));
  }
}
%extend weir::Runtime {
  jobject memory_module_at(JNIEnv* env, uint32_t index) {
    weir_memory_module module;
    return $self->memory_module(index, module) ? weirj::to_java(env, module) : nullptr;
  }
  jobject memory_scope_at(JNIEnv* env, uint32_t index) {
    weir_memory_scope scope;
    return $self->memory_scope(index, scope) ? weirj::to_java(env, scope) : nullptr;
  }
  jobject next_line(JNIEnv* env) {
    uint32_t level = 0;
    std::string text;
    if (!$self->next_log(level, text)) return nullptr;
    return weirj::make(env, weirj::kLogLine, weirj::i(level), weirj::text(env, text));
  }
}
%extend weir::Managed {
  // Pinned for the call alone.
  void read_bytes(JNIEnv* env, uint64_t from, jbyteArray into) {
    const weir::Buffer pinned = $self->pin();
    const jsize count = env->GetArrayLength(into);
    weirj::check_range(from, static_cast<uint64_t>(count), pinned.size());
    env->SetByteArrayRegion(into, 0, count, static_cast<const jbyte*>(pinned.data()) + from);
  }
  void write_bytes(JNIEnv* env, uint64_t to, jbyteArray bytes) {
    const weir::Buffer pinned = $self->pin();
    const jsize count = env->GetArrayLength(bytes);
    weirj::check_range(to, static_cast<uint64_t>(count), pinned.size());
    env->GetByteArrayRegion(bytes, 0, count, static_cast<jbyte*>(pinned.data()) + to);
  }
}
%extend weir::Control {
  jobject how_far(JNIEnv* env) {
    uint64_t done = 0, total = 0;
    $self->progress(done, total);
    return weirj::make(env, weirj::kProgress, weirj::j(done), weirj::j(total));
  }
}
%extend weir::Ticket {
  jobject how_far(JNIEnv* env) {
    uint64_t done = 0, total = 0;
    $self->progress(done, total);
    return weirj::make(env, weirj::kProgress, weirj::j(done), weirj::j(total));
  }
}
%extend weir::Stream {
  weir::Ticket* copy(JNIEnv* env, jobject src, jlongArray src_is, jobject dst, jlongArray dst_is) {
    return weirj::transfer(env, src, src_is, dst, dst_is,
        [&](const weir_array* from, const weir_array* to, weir_ticket** ticket) {
          return weir_stream_transfer($self->get(), from, to, ticket);
        });
  }
}
%extend weir::DeviceBlock {
  void copy(JNIEnv* env, weir::Stream& stream, jobject host, jlongArray host_is, bool to_device) {
    static_cast<void>(host);  // an argument stays at least until the call is over
    weir_array described;
    jlong words[4 + 64];
    env->GetLongArrayRegion(host_is, 0, env->GetArrayLength(host_is), words);
    weirj::read(described, words);
    $self->move(stream, described, to_device);
  }
}
%extend weir::StreamPool {
  weir::Ticket* copy(JNIEnv* env, jobject src, jlongArray src_is, jobject dst, jlongArray dst_is) {
    return weirj::transfer(env, src, src_is, dst, dst_is,
        [&](const weir_array* from, const weir_array* to, weir_ticket** ticket) {
          return weir_stream_pool_transfer($self->get(), from, to, ticket);
        });
  }
  weir::Ticket* copy_all(JNIEnv* env, jobjectArray buffers, jlongArray words,
                         weir::Control* control) {
    return weirj::batch(env, $self->get(), buffers, words, control);
  }
  weir::Plan* make_plan(JNIEnv* env, jobjectArray buffers, jlongArray words) {
    return weirj::plan(env, $self->get(), buffers, words);
  }
  weir::Stream wrap_native(uint64_t native) {
    return $self->wrap(reinterpret_cast<void*>(native));
  }
}
%extend weir::Plan {
  weir::Ticket* run_held(JNIEnv* env, jobjectArray buffers, weir::Control* control) {
    weir_ticket* ticket = nullptr;
    weir::detail::check(weir_plan_run($self->get(), weir::detail::raw(control), &ticket));
    return weirj::held_until_done(env, ticket, buffers, nullptr);
  }
}
%extend weir::Profiler {
  jobject stats_of_phase(JNIEnv* env, const std::string& phase) {
    weir_phase_stats stats;
    return $self->phase_stats(phase, stats) ? weirj::to_java(env, stats) : nullptr;
  }
  jobject stats_of_metric(JNIEnv* env, const std::string& phase, const std::string& metric) {
    weir_metric_stats stats;
    return $self->metric_stats(phase, metric, stats) ? weirj::to_java(env, stats) : nullptr;
  }
  jobject stats_of_metric_anywhere(JNIEnv* env, const std::string& metric) {
    weir_metric_stats stats;
    return $self->metric_stats(metric, stats) ? weirj::to_java(env, stats) : nullptr;
  }
  jobject phase_number(JNIEnv* env, uint64_t index) {
    std::string path;
    weir_phase_stats stats;
    if (!$self->phase_at(index, path, stats)) return nullptr;
    return weirj::make(env, weirj::kNamedPhase, weirj::text(env, path), weirj::to_java(env, stats));
  }
  jobject metric_number(JNIEnv* env, const std::string& phase, uint64_t index) {
    std::string name;
    weir_metric_stats stats;
    if (!$self->metric_at(phase, index, name, stats)) return nullptr;
    return weirj::make(env, weirj::kNamedMetric, weirj::text(env, name),
                       weirj::to_java(env, stats));
  }
}

%extend weir::Schema {
  void rule(weir::Rules& rules, const std::string& field, uint32_t severity, uint32_t level,
            const std::string& rule_name, const std::string& hint) {
    $self->add_to(rules, field, {severity, level, rule_name, hint});
  }
}

%newobject weir::Judge::take;
%extend weir::Judge {
  // A result, its number in answer[0]; without one NULL, and the status there.
  weir::Report* take(JNIEnv* env, uint64_t timeout_ns, jlongArray answer) {
    auto report = std::make_unique<weir::Report>(nullptr);
    uint64_t index = 0;
    const weir_status status = $self->next(timeout_ns, index, *report);
    const jlong told = status == WEIR_OK ? static_cast<jlong>(index) : status;
    env->SetLongArrayRegion(answer, 0, 1, &told);
    return status == WEIR_OK ? report.release() : nullptr;
  }
}

// Rules: what every rule can be given comes as four arguments; "" is the rule's own.
%extend weir::Rules {
  void lod_rule(uint32_t severity, uint32_t level, const std::string& rule_name,
                const std::string& hint) {
    $self->add_lod({severity, level, rule_name, hint});
  }
  void gpu_rule(uint32_t severity, uint32_t level, const std::string& rule_name,
                const std::string& hint) {
    $self->add_gpu({severity, level, rule_name, hint});
  }
  void required_rule(const std::string& field, uint32_t severity, uint32_t level,
                     const std::string& rule_name, const std::string& hint) {
    $self->add_required(field, {severity, level, rule_name, hint});
  }
  void range_rule(const std::string& field, double low, double high, uint32_t severity,
                  uint32_t level, const std::string& rule_name, const std::string& hint) {
    $self->add_range(field, low, high, {severity, level, rule_name, hint});
  }
  void type_rule(const std::string& field, uint32_t allowed, uint32_t severity, uint32_t level,
                 const std::string& rule_name, const std::string& hint) {
    $self->add_type(field, allowed, {severity, level, rule_name, hint});
  }
  void choice_rule(JNIEnv* env, const std::string& field, jobjectArray choices, uint32_t severity,
                   uint32_t level, const std::string& rule_name, const std::string& hint) {
    std::vector<std::string> texts(static_cast<size_t>(env->GetArrayLength(choices)));
    for (size_t k = 0; k < texts.size(); ++k) {
      jobject choice = env->GetObjectArrayElement(choices, static_cast<jsize>(k));
      if (!weirj::utf8(env, static_cast<jstring>(choice), &texts[k], weirj::Odd::kRefused)) throw weirj::Pending{};
      env->DeleteLocalRef(choice);
    }
    $self->add_choice(field, texts, {severity, level, rule_name, hint});
  }
  void pattern_rule(const std::string& field, const std::string& pattern, uint32_t severity,
                    uint32_t level, const std::string& rule_name, const std::string& hint) {
    $self->add_pattern(field, pattern, {severity, level, rule_name, hint});
  }
  void path_rule(const std::string& field, uint32_t flags, uint32_t severity, uint32_t level,
                 const std::string& rule_name, const std::string& hint) {
    $self->add_path(field, flags, {severity, level, rule_name, hint});
  }
  void custom_rule(const std::string& name, weir::RuleCallback* rule, uint32_t severity,
                   uint32_t level, const std::string& hint) {
    $self->add_custom(name, rule, {severity, level, "", hint});
  }
  // The first finding, in words; null when there is none.
  jobject first_error(JNIEnv* env, const weir::JsonView& config) {
    if ($self->check(config)) return nullptr;
    return weirj::text(env, weir_last_error());
  }
}

// Points: coordinates, classes and columns lie in direct buffers, whose sizes Java has checked.
%extend weir::Tile {
  bool read_into(JNIEnv* env, uint32_t field, uint64_t first, uint64_t count, jobject values,
                 size_t values_size) {
    return $self->read(field, first, count, weirj::address(env, values), values_size);
  }
  void write_to(JNIEnv* env, const std::string& path, jobject classes, uint64_t class_count,
                weir::Control* control) {
    weir::detail::check(weir_tile_write($self->get(), path.c_str(),
        reinterpret_cast<const uint8_t*>(weirj::address(env, classes)), class_count,
        weir::detail::raw(control)));
  }
}
%extend weir::Neighbors {
  static weir::Neighbors* of(JNIEnv* env, const weir::Runtime& runtime, jobject xyz,
                             uint64_t point_count, weir::Control* control) {
    return new weir::Neighbors(runtime, reinterpret_cast<double*>(weirj::address(env, xyz)),
                               point_count, control);
  }
  void nearest_into(JNIEnv* env, jobject queries, uint64_t query_count, uint32_t k,
                    weir::Control* control, jobject indices, jobject distances) {
    weir::detail::check(weir_neighbors_nearest($self->get(),
        reinterpret_cast<double*>(weirj::address(env, queries)), query_count, k,
        weir::detail::raw(control), reinterpret_cast<uint64_t*>(weirj::address(env, indices)),
        reinterpret_cast<double*>(weirj::address(env, distances))));
  }
}
%extend weir::Features {
  static weir::Features* of(JNIEnv* env, const weir::Runtime& runtime, jobject xyz,
                            uint64_t point_count, uint32_t lod, uint32_t neighbor_count,
                            jdoubleArray numbers, weir::Control* control) {
    weir_features_options options{};
    options.lod = lod;
    options.neighbor_count = neighbor_count;
    // In the order of weir_features_options; org.weir.FeaturesOptions keeps it.
    env->GetDoubleArrayRegion(numbers, 0, 6, &options.units_per_metre);
    return new weir::Features(runtime, reinterpret_cast<double*>(weirj::address(env, xyz)),
                              point_count, options, control);
  }
  jobject column_bytes(JNIEnv* env, uint32_t feature) {
    const weir::Column column = $self->column(feature);
    if (column.data == nullptr) return nullptr;
    return weirj::byte_buffer(env, column.data, column.size * sizeof(float));
  }
  void classify_into(JNIEnv* env, jdoubleArray numbers, weir::Control* control, jobject classes,
                     uint64_t class_count) {
    weir_classify_options options{};
    options.struct_size = sizeof options;
    env->GetDoubleArrayRegion(numbers, 0, 7, &options.alone_m);  // as above
    weir::detail::check(weir_features_classify($self->get(), &options, weir::detail::raw(control),
        reinterpret_cast<uint8_t*>(weirj::address(env, classes)), class_count));
  }
}

%inline %{
// For good while the buffer is: nothing moves what a direct buffer stands for.
static uint64_t address_of(JNIEnv* env, jobject buffer) {
  return reinterpret_cast<uint64_t>(weirj::address(env, buffer));
}
%}
%rename(version) weir_version;
%rename(abi_version) weir_abi_version;
%rename(status_name) weir_status_name;
%inline %{
static const char* feature_name(uint32_t feature) { return weir_feature_name(feature); }
static const char* class_name(uint32_t point_class) { return weir_class_name(point_class); }
// 0 when there is no such level of detail.
static uint32_t lod_from_name(const std::string& name) {
  uint32_t lod = 0;
  return weir::detail::check(weir_lod_from_name(name.c_str(), &lod)) == WEIR_OK ? lod : 0;
}
static void synthetic_write(const std::string& path, uint64_t seed, uint64_t point_count,
                            double density_per_m2, weir::Control* control) {
  weir_synthetic_options options{};
  options.struct_size = sizeof options;
  options.seed = seed;
  options.point_count = point_count;
  options.density_per_m2 = density_per_m2;
  weir::detail::check(weir_synthetic_write(path.c_str(), &options, weir::detail::raw(control)));
}
static void picture_write(JNIEnv* env, const weir::Runtime& runtime, const std::string& path,
                          jobject xyz, jobject classes, uint64_t point_count,
                          uint32_t longest_side_px, double units_per_metre,
                          double z_units_per_metre, weir::Control* control) {
  weir_picture_options options{};
  options.struct_size = sizeof options;
  options.longest_side_px = longest_side_px;
  options.units_per_metre = units_per_metre;
  options.z_units_per_metre = z_units_per_metre;
  weir::detail::check(weir_picture_write(runtime.get(), path.c_str(),
      reinterpret_cast<double*>(weirj::address(env, xyz)),
      reinterpret_cast<uint8_t*>(weirj::address(env, classes)), point_count, &options,
      weir::detail::raw(control)));
}
%}
