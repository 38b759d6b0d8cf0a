// SPDX-License-Identifier: Apache-2.0
// What every generated binding shares: the facade is the one input, and its plain options become
// arguments. Each language adds a file of its own for buffers, texts, errors and callbacks.
%module weir

%{
#include "weir.hpp"
%}
%include <stdint.i>
%include <std_string.i>
#if defined(SWIGPYTHON)
%include "python_errors.i"
#elif defined(SWIGJAVA)
%include "java_errors.i"
#endif

// The C functions are reached through the facade's classes; what is wanted of the C headers is the
// constants. weir_* structs are each language's own plain values.
%rename("$ignore", regexmatch$name="^weir_", %$isfunction) "";
%rename("$ignore", regexmatch$name="^weir_", %$isclass) "";
%ignore WEIR_FOREVER;
%ignore WEIR_NO_POINT;
%ignore weir::Error;
%ignore weir::detail::check;
%ignore weir::detail::keep;
%ignore weir::detail::drop;
%ignore weir::detail::take_text;
%ignore weir::detail::raw;
%ignore weir::detail::Owner;
%ignore weir::detail::Pairs;

// These move and do not copy: what a call returns is moved out of a wrapper.
%feature("valuewrapper") weir::Cache;
%feature("valuewrapper") weir::Claim;
%feature("valuewrapper") weir::Json;
%feature("valuewrapper") weir::Runtime;
%feature("valuewrapper") weir::Stream;
%feature("valuewrapper") weir::StreamPool;
%feature("valuewrapper") weir::Ticket;
%feature("valuewrapper") weir::Plan;
%feature("valuewrapper") weir::Profiler;
%feature("valuewrapper") weir::MemoryPool;
%feature("valuewrapper") weir::Pressure;
%feature("valuewrapper") weir::DeviceBlock;
%feature("valuewrapper") weir::Buffer;
%feature("valuewrapper") weir::Rules;
%feature("valuewrapper") weir::Judge;
%feature("valuewrapper") weir::Report;
%feature("valuewrapper") weir::Schema;
%feature("valuewrapper") weir::Config;

// Options as arguments.
%ignore weir::Runtime::Runtime(const Options&);
%ignore weir::Runtime::Runtime();
%ignore weir::Runtime::devices;
%ignore weir::StreamPool::StreamPool(const Runtime&, const Options&);
%ignore weir::StreamPool::of(const Runtime&);
%ignore weir::StreamPool::of(const Runtime&, const Options&);
%ignore weir::StreamPool::configure(const Options&);
%ignore weir::MemoryPool::MemoryPool(const Runtime&, const Options&);
%ignore weir::MemoryPool::MemoryPool(const Runtime&);
%ignore weir::MemoryPool::MemoryPool();
%ignore weir::MemoryPool::of;
// Blocks come as buffers, which have an owner; the numbers come as JSON.
%ignore weir::MemoryPool::get_block;
%ignore weir::MemoryPool::put;
%ignore weir::MemoryPool::array;
%ignore weir::MemoryPool::stats;
%ignore weir::MemoryScope;
%ignore weir::Managed::Settings;
%ignore weir::Managed::configure;
%ignore weir::Managed::stats;
%ignore weir::Managed::size;
%ignore weir::Pressure::Options;
%ignore weir::Pressure::Pressure(const Runtime&, const Options&);
%ignore weir::Pressure::Pressure(const Runtime&);
%ignore weir::Pressure::start();
%ignore weir::Pressure::stats;
%ignore weir::DevicePool::DevicePool(const Runtime&, const Options&);
%ignore weir::DevicePool::DevicePool(const Runtime&);
%ignore weir::DevicePool::Options;
%ignore weir::DevicePool::get;
%ignore weir::DevicePool::stats;
%ignore weir::DeviceBlock::DeviceBlock;
%ignore weir::DeviceBlock::operator=;
%ignore weir::DeviceBlock::data;
%ignore weir::DeviceBlock::array;
%ignore weir::DeviceBlock::write;
%ignore weir::DeviceBlock::read;
%ignore weir::DeviceBlock::move;
// Functions take their callback classes; handles stay inside.
%ignore weir::Pressure::start(Fn);
%ignore weir::Runtime::set_log(uint32_t, LogFn);
%ignore weir::Control::on_progress(ProgressFn);
%ignore weir::Ticket::on_done(std::function<void(weir_status)>);
%ignore weir::Rules::add_custom(const std::string&, RuleFn, const RuleOptions&);
%ignore weir::Rules::add_custom(const std::string&, RuleFn);
%ignore weir::Cache::Options;
%ignore weir::Cache::PutOptions;
%ignore weir::Cache::RawPut;
%ignore weir::CacheEvent;
%ignore weir::invalidate_if;
%ignore weir::watch;
%ignore weir::next_event;
%ignore weir::ClaimOptions;
%ignore weir::Claimed;
%ignore weir::claim;
%ignore weir::get_or_compute;
%ignore weir::detail::raw_options;
%ignore weir::Claim::settle;
%ignore weir::Claim::settle_miss;
%nodefaultctor weir::Claim;
%ignore weir::invalidate;
%ignore weir::invalidate_prefix;
%ignore weir::invalidate_all;
%ignore weir::JsonView::JsonView;
%ignore weir::JsonView::get;
%ignore weir::FindingSink::FindingSink;
%ignore weir::Phase;
%ignore weir::ConfigOptions;
%ignore weir::Config::Config;
%ignore weir::Config::listen;
%newobject weir::Config::make;
%ignore weir::JudgeOptions;
%ignore weir::Judge::Judge;
%ignore weir::Judge::decide;
%ignore weir::Judge::submit;
%ignore weir::Judge::next;
%newobject weir::Judge::make;
%newobject weir::Judge::verdict;
%ignore weir::SchemaOptions;
%ignore weir::Schema::Schema;
%newobject weir::Schema::make;

#if defined(SWIGPYTHON)
%include "python.i"
#elif defined(SWIGJAVA)
%include "java.i"
#endif

// After the languages' files: their %exception has to stand around these too.
%extend weir::Runtime {
  Runtime(uint64_t memory_budget_bytes, uint32_t worker_count, uint32_t device) {
    weir::Runtime::Options options;
    options.memory_budget_bytes = memory_budget_bytes;
    options.worker_count = worker_count;
    options.device = device;
    return new weir::Runtime(options);
  }
}
%extend weir::StreamPool {
  StreamPool(const weir::Runtime& runtime, uint32_t size, uint32_t flags, int32_t priority,
             uint64_t max_batch_bytes, uint32_t retries) {
    return new weir::StreamPool(runtime, {size, flags, priority, max_batch_bytes, retries});
  }
  static weir::StreamPool shared(const weir::Runtime& runtime, uint32_t size) {
    return weir::StreamPool::of(runtime, {size, 0, 0, 0, 0});
  }
  void set(uint32_t size, uint32_t flags, int32_t priority, uint64_t max_batch_bytes,
           uint32_t retries) {
    $self->configure({size, flags, priority, max_batch_bytes, retries});
  }
}

%extend weir::MemoryPool {
  MemoryPool(const weir::Runtime& runtime, uint32_t flags, uint64_t capacity_bytes,
             uint64_t reserve_bytes, uint64_t idle_ns) {
    return new weir::MemoryPool(runtime, {flags, capacity_bytes, reserve_bytes, idle_ns});
  }
  static weir::MemoryPool shared(const weir::Runtime& runtime) {
    return weir::MemoryPool::of(runtime);
  }
}
%extend weir::Managed {
  static void set_up(weir::Runtime& runtime, uint32_t flags, double compress_at,
                     uint64_t spill_limit_bytes, const std::string& spill_directory) {
    weir::Managed::configure(runtime, {flags, compress_at, spill_limit_bytes, spill_directory});
  }
}
%extend weir::Pressure {
  Pressure(const weir::Runtime& runtime, uint32_t flags, double rising_at, double high_at,
           double severe_at, double critical_at, uint64_t interval_ns) {
    return new weir::Pressure(runtime,
                              {flags, rising_at, high_at, severe_at, critical_at, interval_ns});
  }
}
%extend weir::DevicePool {
  DevicePool(const weir::Runtime& runtime, uint64_t capacity_bytes, uint64_t reserve_bytes,
             uint64_t wait_ns) {
    return new weir::DevicePool(runtime, {capacity_bytes, reserve_bytes, wait_ns});
  }
  uint32_t kind() { return $self->stats().kind; }
}
%extend weir::DeviceBlock {
  uint64_t address() { return reinterpret_cast<uintptr_t>($self->data()); }
}
%extend weir::Schema {
  static weir::Schema* make(const std::string& any_text, uint32_t draft, uint32_t flags,
                            uint32_t max_findings, const std::string& uri,
                            const std::string& any_documents) {
    return new weir::Schema(any_text, {draft, flags, max_findings, uri, any_documents});
  }
}

// What next() gives comes in each language's own way.
%extend weir::Judge {
  static weir::Judge* make(const weir::Runtime& runtime, const weir::Rules& rules, uint32_t flags,
                           uint32_t level, uint32_t workers, uint64_t queue_size,
                           uint64_t cache_bytes, const std::string& profile) {
    return new weir::Judge(runtime, rules,
                           {flags, level, workers, queue_size, cache_bytes, profile});
  }
  weir::Report* verdict(const std::string& any_text, const std::string& only,
                        const weir::Control* control) {
    return new weir::Report($self->decide(any_text, only, control));
  }
  bool give(const std::string& any_text) { return $self->submit(any_text); }
}

// Several files come as a JSON array; what is JSON comes as text.
%extend weir::Config {
  static weir::Config* make(uint32_t flags, const std::string& any_defaults,
                            const std::string& any_files, const std::string& prefix,
                            const std::string& any_variables, const std::string& any_merge,
                            const std::string& any_secrets, weir::Rules* rules,
                            weir::Schema* schema, uint64_t debounce_ns, uint64_t poll_ns,
                            uint32_t history) {
    weir::ConfigOptions options;
    options.defaults = any_defaults;
    const weir::Json files = weir::Json::parse(any_files);
    for (uint64_t at = 0; at < files.count(""); ++at) {
      options.files.push_back(files.get_string("/" + std::to_string(at), ""));
    }
    options.prefix = prefix;
    options.variables = any_variables;
    options.merge = any_merge;
    options.secrets = any_secrets;
    options.rules = rules;
    options.schema = schema;
    options.flags = flags;
    options.history = history;
    options.debounce_ns = debounce_ns;
    options.poll_ns = poll_ns;
    return new weir::Config(options);
  }
}

%include "weir/base.h"
%include "weir/array.h"
%include "weir/json.h"
%include "weir/managed.h"
%include "weir/memory_pool.h"
%include "weir/pressure.h"
%include "weir/device_memory.h"
%include "weir/runtime.h"
%include "weir/stream.h"
%include "weir/cache.h"
%include "weir/cache_claim.h"
%include "weir/cache_invalidate.h"
%include "weir/profile.h"
%include "weir/validate.h"
%include "weir/report.h"
%include "weir/schema.h"
%include "weir/judge.h"
%include "weir/config.h"
%include "weir/points.h"
%include "weir/features.h"
%include "weir/classify.h"

%include "weir/base.hpp"
%include "weir/memory.hpp"
%include "weir/json.hpp"
%include "weir/runtime.hpp"
%include "weir/managed.hpp"
%include "weir/memory_pool.hpp"
%include "weir/pressure.hpp"
%include "weir/ticket.hpp"
%include "weir/stream.hpp"
%include "weir/cache.hpp"
%include "weir/cache_claim.hpp"
%include "weir/cache_invalidate.hpp"
%include "weir/device_memory.hpp"
%include "weir/plan.hpp"
%include "weir/profile.hpp"
%include "weir/validate.hpp"
%include "weir/schema.hpp"
%include "weir/judge.hpp"
%include "weir/config.hpp"
%include "weir/points.hpp"
