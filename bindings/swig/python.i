// SPDX-License-Identifier: Apache-2.0
// Python's own: errors with a status, buffers without a copy, callables, plain structs as tuples.
// The interpreter's lock is given up around every call but those named below, which are short.
%begin %{
#define PY_SSIZE_T_CLEAN
#include "host.hpp"
// SWIG's own way back into Python ends the process when a daemon thread takes it at exit.
#define SWIG_PYTHON_NO_USE_GIL
#define SWIG_PYTHON_THREAD_BEGIN_ALLOW weirpy::Outside swig_outside
#define SWIG_PYTHON_THREAD_END_ALLOW swig_outside.end()
%}
%{
#include "arguments.hpp"
#include "arrays.hpp"
#include "invalidating.hpp"
#include "callbacks.hpp"
#include "capsules.hpp"
#include "objects.hpp"
#include "plans.hpp"
#include "points.hpp"
#include "structs.hpp"
using weir::Error;
// An argument that does not fit is told in Python's words (native/arguments.hpp).
#undef SWIG_exception_fail
#define SWIG_exception_fail(code, text)                        \
  do {                                                         \
    weirpy::argument_error((code) == SWIG_OverflowError, text); \
    SWIG_fail;                                                 \
  } while (0)
#define SWIG_Python_RaiseOrModifyTypeError(text) weirpy::arguments_error(text)
%}

// Texts go in by way of the stack: SWIG's own makes a std::string on the heap for each.
%define WEIR_TEXT(PATTERN, ANY)
%typemap(in) PATTERN (std::string temporary) {
  if (!weirpy::text_in($input, &temporary, ANY)) {
    if (PyErr_Occurred() != nullptr) SWIG_fail;
    SWIG_exception_fail(SWIG_TypeError, "in method '" "$symname" "', argument " "$argnum"
                        " of type '" "$type" "'");
  }
  $1 = &temporary;
}
%enddef
WEIR_TEXT(const std::string&, false)
WEIR_TEXT(const std::string& text, true)
WEIR_TEXT(const std::string& otherwise, true)
WEIR_TEXT(const std::string& why, true)  // what an exception said
WEIR_TEXT(const std::string& any_text, true)
WEIR_TEXT(const std::string& any_documents, true)
WEIR_TEXT(const std::string& any_defaults, true)
WEIR_TEXT(const std::string& any_variables, true)
WEIR_TEXT(const std::string& any_merge, true)
WEIR_TEXT(const std::string& any_secrets, true)
%typemap(freearg) const std::string& "";

// Plain structs, coming back and going out by reference.
%define WEIR_PLAIN(TYPE, NAME)
%typemap(out) TYPE { $result = weirpy::to_python($1); }
%typemap(in, numinputs=0) TYPE& NAME (TYPE temporary) { $1 = &temporary; }
%typemap(argout) TYPE& NAME {
  $result = SWIG_Python_AppendOutput($result, weirpy::to_python(*$1));
}
%enddef
WEIR_PLAIN(weir_memory_stats, stats)
WEIR_PLAIN(weir_memory_module, module)
WEIR_PLAIN(weir_memory_scope, scope)
WEIR_PLAIN(weir_managed_state, state)
WEIR_PLAIN(weir_device_info, info)
WEIR_PLAIN(weir_stream_pool_stats, stats)
WEIR_PLAIN(weir_stream_stats, stats)
WEIR_PLAIN(weir_cache_stats, stats)
WEIR_PLAIN(weir_phase_stats, stats)
WEIR_PLAIN(weir_metric_stats, stats)
WEIR_PLAIN(weir_profile_summary, summary)
WEIR_PLAIN(weir_finding, finding)
WEIR_PLAIN(weir_tile_info, info)
%typemap(in, numinputs=0) std::string& OUTPUT (std::string temporary) { $1 = &temporary; }
%typemap(argout) std::string& OUTPUT {
  $result = SWIG_Python_AppendOutput($result, SWIG_From_std_string(*$1));
}
%typemap(argout) const std::string& "";  // else it would be taken for the one above
%apply std::string& OUTPUT { std::string& path, std::string& name, std::string& text };
%apply uint64_t& OUTPUT { uint64_t& done, uint64_t& total };
%apply uint32_t& OUTPUT { uint32_t& level };

// Callables where the facade wants callback classes.
%ignore weir::RuleCallback;
%ignore weir::ProgressCallback;
%ignore weir::DoneCallback;
%ignore weir::LogCallback;
%ignore weir::FindingSink;
%define WEIR_CALLABLE(TYPE, ADAPTER, NAME)
%typemap(in) weir::TYPE* NAME {
  if ($input == Py_None) {
    $1 = nullptr;
  } else if (PyCallable_Check($input)) {
    $1 = new weirpy::ADAPTER($input);
  } else {
    PyErr_Format(PyExc_TypeError, "$symname: a %s cannot be called", Py_TYPE($input)->tp_name);
    SWIG_fail;
  }
}
%enddef
WEIR_CALLABLE(ProgressCallback, PyProgress, callback)
WEIR_CALLABLE(DoneCallback, PyDone, callback)
WEIR_CALLABLE(LogCallback, PyLog, callback)
%ignore weir::Rules::add_custom(const std::string&, RuleCallback*, const RuleOptions&);
%ignore weir::Rules::add_custom(const std::string&, RuleCallback*);

%typemap(in) const std::vector<std::string>& choices (std::vector<std::string> temporary) {
  weirpy::Ref items(PySequence_Fast($input, "$symname: choices are an iterable of texts"));
  if (!items) SWIG_fail;
  for (Py_ssize_t i = 0; i < PySequence_Fast_GET_SIZE(items.get()); ++i) {
    PyObject* item = PySequence_Fast_GET_ITEM(items.get(), i);
    temporary.emplace_back();
    if (weirpy::text_in(item, &temporary.back(), false)) continue;
    if (PyErr_Occurred() == nullptr) {
      PyErr_Format(PyExc_TypeError, "choice %zd is a %s, and has to be a text (str)", i,
                   Py_TYPE(item)->tp_name);
    }
    SWIG_fail;
  }
  $1 = &temporary;
}
%typemap(typecheck, precedence=SWIG_TYPECHECK_VECTOR) const std::vector<std::string>& choices {
  $1 = PySequence_Check($input);
}

// Written by hand, or not wanted: Buffer (native/objects.hpp), arrays (native/arrays.hpp).
%ignore weir::Buffer;
%ignore weir::Array;
%ignore weir::MemoryPool::block;
%ignore weir::Pressure::wait;
%ignore weir::Managed::pin;
%ignore weir::Stream::transfer;
%ignore weir::Stream::synchronize;
%ignore weir::StreamPool::transfer;
%ignore weir::StreamPool::batch;
%ignore weir::StreamPool::wait_all;
%ignore weir::StreamPool::wrap;
%ignore weir::Plan;
%nodefaultctor weir::DeviceBlock;
%ignore weir::Ticket::wait;
%ignore weir::Ticket::keep;
%ignore weir::Rules::validate;
%ignore weir::Rules::check;

%newobject weirpy::PyPlan::run;
%newobject weir::Stream::copy;
%newobject weir::StreamPool::copy;
%newobject weir::StreamPool::copy_batch;
// These give the lock up themselves, where they may take long.
%nothread weir::Stream::copy;
%nothread weir::StreamPool::copy;
%nothread weir::StreamPool::copy_batch;
%nothread weirpy::PyPlan::PyPlan;
%nothread weirpy::PyPlan::~PyPlan;
%nothread weirpy::PyPlan::run;
%nothread weir::Stream::sync;
%nothread weir::StreamPool::sync;
%nothread weir::Ticket::sync;
%nothread weir::Runtime::buffer;
%nothread weir::MemoryPool::buffer;
%nothread weir::Pressure::sync;
%nothread weir::Managed::pin_buffer;
%nothread weir::Rules::report_on;
%nothread weir::Judge::take;
%nothread weir::Rules::first_error;
%nothread weir::Rules::add_function;
%nothread weir::Json::of;
%nothread weir::Profiler::phase_maker;
// Short, and they wait for nobody.
%nothread weir::Profiler::start_phase;
%nothread weir::Profiler::start_phase_under;
%nothread weir::Profiler::end_phase;
%nothread weir::Profiler::end_phase(const std::string&);
%nothread weir::Profiler::record_metric;
%nothread weir::Profiler::current;
// (Named one by one: for a class as a whole it does nothing.)
%nothread weir::JsonView::has;
%nothread weir::JsonView::type;
%nothread weir::JsonView::get_bool;
%nothread weir::JsonView::get_int64;
%nothread weir::JsonView::get_double;
%nothread weir::JsonView::get_string;
%nothread weir::JsonView::count;
%nothread weir::JsonView::key;
%nothread weir::Report::valid;
%nothread weir::Report::count;
%nothread weir::Report::finding;
%nothread weir::Ticket::done;
%nothread weir::Ticket::poll;
%nothread weir::Ticket::error;
%nothread weir::Ticket::progress;
%nothread weir::Control::progress;
%nothread weir::Control::cancel;
%nothread weir::Rules::count;
%nothread weir::Stream::index;

%extend weir::Stream {
  weir::Ticket* copy(const weir::StreamPool& pool, PyObject* src, PyObject* dst) {
    return weirpy::transfer(pool.get(), src, dst, [&](const weir_array* from, const weir_array* to,
        weir_ticket** ticket) { return weir_stream_transfer($self->get(), from, to, ticket); });
  }
  bool sync(double seconds) {
    const weir_status status = weirpy::wait_in_slices(seconds, [&](uint64_t ns) {
      return weir_stream_synchronize($self->get(), ns); });
    weirpy::finished().let_go();
    return weir::detail::check(status) != WEIR_AGAIN;
  }
}
%extend weir::StreamPool {
  weir::Ticket* copy(PyObject* src, PyObject* dst) {
    return weirpy::transfer($self->get(), src, dst, [&](const weir_array* from, const weir_array* to,
        weir_ticket** ticket) { return weir_stream_pool_transfer($self->get(), from, to, ticket); });
  }
  weir::Ticket* copy_batch(PyObject* pairs, weir::Control* control) {
    return weirpy::batch($self->get(), pairs, control == nullptr ? nullptr : control->get());
  }
  bool sync(double seconds) {
    const weir_status status = weirpy::wait_in_slices(seconds, [&](uint64_t ns) {
      return weir_stream_pool_wait_all($self->get(), ns); });
    weirpy::finished().let_go();
    return weir::detail::check(status) != WEIR_AGAIN;
  }
}
%extend weir::StreamPool {
  weir::Stream wrap_native(uint64_t native) {
    return $self->wrap(reinterpret_cast<void*>(native));
  }
}
%rename(Plan) weirpy::PyPlan;
namespace weirpy {
class PyPlan {
 public:
  PyPlan(weir::StreamPool& pool, PyObject* pairs);
  ~PyPlan();
  weir::Ticket* run(weir::Control* control);
};
}
%extend weir::Ticket {
  // False when the time ran out; raises the work's own error.
  bool sync(double seconds) {
    const weir_status status = weirpy::wait_in_slices(seconds, [&](uint64_t ns) {
      return weir_ticket_wait($self->get(), ns); });
    weirpy::finished().let_go();
    return weir::detail::check(status) != WEIR_AGAIN;
  }
}
%extend weir::Runtime {
  PyObject* buffer(PyObject* type, size_t size, size_t alignment) {
    return weirpy::new_buffer(reinterpret_cast<PyTypeObject*>(type),
        weir::Buffer(*$self, size, alignment), {"B", 1, static_cast<Py_ssize_t>(size), 0});
  }
}
%extend weir::MemoryPool {
  PyObject* buffer(PyObject* type, size_t size, uint32_t priority, uint32_t flags,
                   uint32_t alignment) {
    return weirpy::new_buffer(reinterpret_cast<PyTypeObject*>(type),
        $self->block(size, priority, flags, alignment), {"B", 1, static_cast<Py_ssize_t>(size), 0});
  }
}
%extend weir::Managed {
  PyObject* pin_buffer(PyObject* type) {
    weir_buffer* raw = nullptr;
    weir_status status = WEIR_OK;
    {
      const weirpy::Outside outside;
      status = weir_managed_pin($self->get(), &raw);
    }
    weir::detail::check(status);
    weir::Buffer pinned(raw);
    const auto size = static_cast<Py_ssize_t>(pinned.size());
    return weirpy::new_buffer(reinterpret_cast<PyTypeObject*>(type), std::move(pinned),
                              {"B", 1, size, 0});
  }
}
%extend weir::Pressure {
  // The level, once it is another than `known`, or when the time is over.
  uint32_t sync(uint32_t known, double seconds) {
    weir_pressure_stats stats{};
    stats.struct_size = sizeof stats;
    weir::detail::check(weirpy::wait_in_slices(seconds, [&](uint64_t ns) {
      return weir_pressure_wait($self->get(), known, ns, &stats); }));
    return stats.level;
  }
}
%extend weir::Rules {
  PyObject* report_on(PyObject* config, uint32_t level, bool strict) {
    weir::Report* report = nullptr;
    void* document = nullptr;
    if (!SWIG_IsOK(SWIG_ConvertPtr(config, &document, SWIGTYPE_p_weir__JsonView, 0))) document = nullptr;
    const weirpy::Subject subject(config, static_cast<weir::JsonView*>(document));
    weirpy::Ref raised(weirpy::validate(*$self, subject, level, strict, &report));
    weirpy::Ref proxy(SWIG_NewPointerObj(report, SWIGTYPE_p_weir__Report, SWIG_POINTER_OWN));
    return proxy ? PyTuple_Pack(2, proxy.get(), raised.get()) : nullptr;
  }
  PyObject* first_error(PyObject* config) {
    void* document = nullptr;
    if (!SWIG_IsOK(SWIG_ConvertPtr(config, &document, SWIGTYPE_p_weir__JsonView, 0))) document = nullptr;
    return weirpy::first_error(*$self, weirpy::Subject(config, static_cast<weir::JsonView*>(document)));
  }
  void add_function(const std::string& name, PyObject* rule, const weir::RuleOptions& options) {
    if (!PyCallable_Check(rule)) {
      PyErr_Format(PyExc_TypeError, "a %s is no rule: it cannot be called", Py_TYPE(rule)->tp_name);
      throw weirpy::PythonError{};
    }
    auto callback = std::make_unique<weirpy::PyRule>(rule, name);
    const weirpy::Outside outside;
    $self->add_custom(name, callback.release(), options);
  }
}
%extend weir::Judge {
  // (status, index, report or None)
  PyObject* take(uint64_t timeout_ns) {
    auto report = std::make_unique<weir::Report>(nullptr);
    uint64_t index = 0;
    weir_status status = WEIR_OK;
    {
      const weirpy::Outside outside;
      status = $self->next(timeout_ns, index, *report);
    }
    if (status != WEIR_OK) return Py_BuildValue("(iKO)", status, 0ULL, Py_None);
    weirpy::Ref proxy(SWIG_NewPointerObj(report.release(), SWIGTYPE_p_weir__Report, SWIG_POINTER_OWN));
    if (!proxy) return nullptr;
    return Py_BuildValue("(iKO)", status, static_cast<unsigned long long>(index), proxy.get());
  }
}
%extend weir::Json {
  // (document, [(pointer, what had no form in JSON)])
  static PyObject* of(PyObject* value) {
    std::vector<weirpy::Note> notes;
    auto json = std::make_unique<weir::Json>(weirpy::json_of(value, &notes));
    weirpy::Ref list(PyList_New(0));
    for (const weirpy::Note& note : notes) {
      weirpy::Ref item(Py_BuildValue("(ss)", note.pointer.c_str(), note.message.c_str()));
      if (!item || PyList_Append(list.get(), item.get()) != 0) return nullptr;
    }
    weirpy::Ref proxy(SWIG_NewPointerObj(json.release(), SWIGTYPE_p_weir__Json, SWIG_POINTER_OWN));
    return proxy ? PyTuple_Pack(2, proxy.get(), list.get()) : nullptr;
  }
}
%rename(end_named) weir::Profiler::end_phase(const std::string&);
%extend weir::Profiler {
  PyObject* phase_maker(PyObject* owner, PyObject* type) {
    return weirpy::new_phase_maker(type, owner, $self->get());
  }
}
%nothread weir::DeviceBlock::address;
%nothread weir::DeviceBlock::size;
%nothread weir_device_capsule;
%rename(device_capsule) weir_device_capsule;
%inline %{
// A DLPack capsule over a block that `owner` keeps: the version that was asked for, 0 or 1.
static PyObject* weir_device_capsule(PyObject* owner, uint64_t address, uint32_t dtype,
                                     PyObject* shape, bool on_gpu, uint32_t version) {
  return weirpy::new_capsule(owner, reinterpret_cast<void*>(address), dtype, shape, on_gpu, version);
}
%}
%include "python_caching.i"
%include "python_points.i"

// What the modules above this one hand in and ask for.
%nothread weir_set_hooks;
%nothread weir_at_exit;
%nothread weir_after_fork;
%nothread weir_copy_bytes;
%rename(set_hooks) weir_set_hooks;
%rename(at_exit) weir_at_exit;
%rename(after_fork) weir_after_fork;
%rename(copy_bytes) weir_copy_bytes;
%rename(version) weir_version;
%rename(abi_version) weir_abi_version;
%rename(status_name) weir_status_name;
%nothread weir_version;
%nothread weir_abi_version;
%nothread weir_status_name;
%inline %{
static void weir_set_hooks(PyObject* error, PyObject* loads) {
  weirpy::hook("error") = Py_NewRef(error);
  weirpy::hook("loads") = Py_NewRef(loads);
}
static void weir_at_exit() { weirpy::finished().shut(); }
static void weir_after_fork() {
  weirpy::gate().after_fork();
  weirpy::finished().after_fork();
}
static PyObject* weir_copy_bytes(PyObject* type, PyObject* bytes) {
  Py_buffer view;
  if (PyObject_GetBuffer(bytes, &view, PyBUF_C_CONTIGUOUS) != 0) throw weirpy::PythonError{};
  weir_buffer* raw = nullptr;
  const weir_status status =
      weir_buffer_copy(view.buf, static_cast<size_t>(view.len), &raw);
  PyBuffer_Release(&view);
  weir::detail::check(status);
  weir::Buffer buffer(raw);
  const auto size = static_cast<Py_ssize_t>(buffer.size());
  return weirpy::new_buffer(reinterpret_cast<PyTypeObject*>(type), std::move(buffer), {"B", 1, size, 0});
}
%}
%init %{
  PyModule_AddObject(m, "PhaseBase", Py_NewRef(reinterpret_cast<PyObject*>(weirpy::phase_type())));
  PyModule_AddObject(m, "BufferBase",
                     Py_NewRef(reinterpret_cast<PyObject*>(weirpy::buffer_type())));
%}
%pythoncode %{
PhaseBase = _core.PhaseBase
BufferBase = _core.BufferBase
%}
