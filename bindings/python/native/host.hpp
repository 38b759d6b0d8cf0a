// SPDX-License-Identifier: Apache-2.0
// How the library's threads enter Python, and how Python's end keeps them out.
#ifndef WEIR_PYTHON_HOST_HPP
#define WEIR_PYTHON_HOST_HPP

#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <string>
#include <thread>

#include "weir.hpp"

namespace weirpy {

// Counts who is inside Python on the library's behalf, and shuts before the interpreter ends.
// CPython ends a thread that asks for the GIL after finalization began by pthread_exit(), which
// would unwind through frames that do not expect it.
class Gate {
 public:
  bool enter() noexcept {
    inside_.fetch_add(1);
    if (!shut_.load()) return true;
    inside_.fetch_sub(1);
    return false;
  }
  void leave() noexcept { inside_.fetch_sub(1); }
  bool is_shut() const noexcept { return shut_.load(); }
  // Nobody enters from now on. Waits, with the GIL given up, for those who are inside; a callback
  // that never returns is waited for ten seconds.
  void shut() {
    shutter_ = std::this_thread::get_id();
    shut_.store(true);
    Py_BEGIN_ALLOW_THREADS;
    for (int tick = 0; inside_.load() > 0 && tick < 10000; ++tick) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    Py_END_ALLOW_THREADS;
  }
  void after_fork() noexcept { inside_.store(0); }
  // For a thread of Python's own, coming back from the library with no GIL. The one that ends the
  // interpreter passes; any other, a daemon, stays outside for ever once it is shut.
  bool come_back() noexcept {
    if (enter()) return true;
    if (std::this_thread::get_id() == shutter_) return false;
    while (true) std::this_thread::sleep_for(std::chrono::hours(1));
  }

 private:
  std::thread::id shutter_;
  std::atomic<int> inside_{0};
  std::atomic<bool> shut_{false};
};

inline Gate& gate() {
  static Gate* gate = new Gate;  // never destroyed: threads outlive main()
  return *gate;
}

// A thread that Python does not know gets a thread state for as long as it lives: making one for
// every callback costs 8 to 20 microseconds, keeping it 0.1.
inline void keep_thread_state() {
  if (PyGILState_GetThisThreadState() != nullptr) return;
  struct Keep {
    PyGILState_STATE state;
    PyThreadState* thread;
    Keep() : state(PyGILState_Ensure()), thread(PyEval_SaveThread()) {}
    ~Keep() {
      if (!gate().enter()) return;
      PyEval_RestoreThread(thread);
      PyGILState_Release(state);
      gate().leave();
    }
  };
  static thread_local Keep keep;
  (void)keep;
}

// Inside Python, with the GIL, for a scope; false when the interpreter is ending.
class Inside {
 public:
  Inside() : in_(gate().enter()) {
    if (!in_) return;
    keep_thread_state();
    state_ = PyGILState_Ensure();
  }
  ~Inside() {
    if (!in_) return;
    PyGILState_Release(state_);
    gate().leave();
  }
  Inside(const Inside&) = delete;
  Inside& operator=(const Inside&) = delete;
  explicit operator bool() const noexcept { return in_; }

 private:
  bool in_;
  PyGILState_STATE state_{};
};

// Outside of Python, without the GIL, for a scope.
class Outside {
 public:
  Outside() : thread_(PyEval_SaveThread()) {}
  ~Outside() { end(); }
  Outside(const Outside&) = delete;
  Outside& operator=(const Outside&) = delete;
  void end() {
    if (thread_ == nullptr) return;
    const bool entered = gate().come_back();
    PyEval_RestoreThread(std::exchange(thread_, nullptr));
    if (entered) gate().leave();
  }

 private:
  PyThreadState* thread_;
};

// Owns one reference. The GIL must be held.
class Ref {
 public:
  Ref() noexcept = default;
  explicit Ref(PyObject* object) noexcept : object_(object) {}
  Ref(Ref&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Ref& operator=(Ref&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  Ref(const Ref&) = delete;
  Ref& operator=(const Ref&) = delete;
  ~Ref() { Py_XDECREF(object_); }
  static Ref borrow(PyObject* object) noexcept {
    Py_XINCREF(object);
    return Ref(object);
  }
  PyObject* get() const noexcept { return object_; }
  PyObject* give() noexcept { return std::exchange(object_, nullptr); }
  explicit operator bool() const noexcept { return object_ != nullptr; }

 private:
  PyObject* object_ = nullptr;
};

// A Python error is set: the C++ way to the wrapper that returns NULL.
struct PythonError {};

// What the Python side hands in when it is imported, by name: "error", "loads".
inline PyObject*& hook(const char* name) {
  static PyObject* error = nullptr;
  static PyObject* loads = nullptr;
  return name[0] == 'e' ? error : loads;
}

// Sets the Python exception for a status: weir.errors makes it.
inline void set_error(weir_status status, const char* text) {
  if (hook("error") == nullptr) {
    PyErr_Format(PyExc_RuntimeError, "%s: %s", weir_status_name(status), text);
    return;
  }
  const Ref error(PyObject_CallFunction(hook("error"), "is", static_cast<int>(status), text));
  if (error) PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(error.get())), error.get());
}

// A str's bytes, which Python keeps with it, so that asking again costs nothing. False with an
// error set, or with none for what is no str.
// `any`: bytes will do as well, and a NUL, for the library is told the size and judges what it
// reads.
inline bool text_in(PyObject* object, std::string* text, bool any) noexcept {
  Py_ssize_t size = 0;
  const char* bytes = nullptr;
  if (PyUnicode_Check(object)) {
    bytes = PyUnicode_AsUTF8AndSize(object, &size);
    if (bytes == nullptr && PyErr_ExceptionMatches(PyExc_UnicodeError)) {
      PyErr_Clear();
      set_error(WEIR_E_INVALID, "a text has half a surrogate pair, which is no UTF-8");
    }
  } else if (any && PyBytes_Check(object)) {
    bytes = PyBytes_AS_STRING(object);
    size = PyBytes_GET_SIZE(object);
  }
  if (bytes == nullptr) return false;
  if (!any && std::memchr(bytes, 0, static_cast<size_t>(size)) != nullptr) {
    set_error(WEIR_E_INVALID, "a text has a NUL, which would cut it off");
    return false;
  }
  try {
    text->assign(bytes, static_cast<size_t>(size));
  } catch (const std::bad_alloc&) {
    PyErr_NoMemory();
    return false;
  }
  return true;
}

inline std::string text_of(PyObject* object) {
  const Ref text(PyObject_Str(object));
  const char* utf8 = text ? PyUnicode_AsUTF8(text.get()) : nullptr;
  if (utf8 == nullptr) PyErr_Clear();
  return utf8 == nullptr ? "(a text that cannot be read)" : utf8;
}

// Takes the exception that is set, whole, with its traceback in it.
inline Ref take_exception() {
  PyObject *type = nullptr, *value = nullptr, *trace = nullptr;
  PyErr_Fetch(&type, &value, &trace);
  PyErr_NormalizeException(&type, &value, &trace);
  if (trace != nullptr && value != nullptr) PyException_SetTraceback(value, trace);
  Py_XDECREF(type);
  Py_XDECREF(trace);
  return Ref(value);
}

// Puts a taken exception back, as if it had just been raised.
inline void raise_again(PyObject* value) {
  PyErr_Restore(Py_NewRef(reinterpret_cast<PyObject*>(Py_TYPE(value))), Py_NewRef(value),
                PyException_GetTraceback(value));
}

// Waits without the GIL, in slices, so that Ctrl-C is heard. `seconds` below zero: for ever.
// `wait(timeout_ns)` gives a status; WEIR_AGAIN is asked again until the time is over.
template <class Wait>
weir_status wait_in_slices(double seconds, Wait&& wait) {
  using Clock = std::chrono::steady_clock;
  constexpr int64_t kSlice = 100'000'000;
  const bool for_ever = seconds < 0 || seconds > 3e8;  // beyond ten years
  const Clock::time_point end =
      Clock::now() + std::chrono::nanoseconds(for_ever ? 0 : static_cast<int64_t>(seconds * 1e9));
  while (true) {
    const int64_t left =
        for_ever ? kSlice
                 : std::chrono::duration_cast<std::chrono::nanoseconds>(end - Clock::now()).count();
    weir_status status = WEIR_OK;
    {
      const Outside outside;
      status = wait(static_cast<uint64_t>(left < 0 ? 0 : std::min(left, kSlice)));
    }
    if (status != WEIR_AGAIN) return status;
    if (PyErr_CheckSignals() < 0) throw PythonError{};
    if (!for_ever && left <= kSlice) return WEIR_AGAIN;
  }
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_HOST_HPP
