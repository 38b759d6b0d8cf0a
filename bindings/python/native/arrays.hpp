// SPDX-License-Identifier: Apache-2.0
// Arrays of Python's as the library wants them, without a copy: the buffer protocol both ways.
//
// A Hold keeps the exporters of a transfer alive until it is over. The library's threads only link
// a finished Hold into a list: taking the GIL there could stall a stream for as long as a Python
// thread likes to compute. Python lets go of what is in the list when it next comes by, and a
// pending call makes that soon.
#ifndef WEIR_PYTHON_ARRAYS_HPP
#define WEIR_PYTHON_ARRAYS_HPP

#include <algorithm>
#include <cstdlib>
#include <mutex>
#include <vector>

#include "foreign.hpp"
#include "numpy_view.hpp"

namespace weirpy {

struct Hold {
  Hold* next = nullptr;
  std::vector<Py_buffer> views;   // reserved at once: a view must not move
  std::vector<PyObject*> arrays;  // numpy's, which a reference keeps in place
  // With the GIL.
  void let_go() {
    for (Py_buffer& view : views) PyBuffer_Release(&view);
    for (PyObject* array : arrays) Py_DECREF(array);
    delete this;
  }
};

class Finished {
 public:
  // Any thread, without the GIL.
  void add(Hold* hold) noexcept {
    hold->next = head_.load();
    while (!head_.compare_exchange_weak(hold->next, hold)) {
    }
    if (asked_.exchange(true)) return;
    const std::lock_guard<std::mutex> lock(*mutex_);
    // Without room among the pending calls, the next transfer or wait lets go.
    if (gate().is_shut() || Py_AddPendingCall(pending, nullptr) != 0) asked_.store(false);
  }
  // With the GIL.
  void let_go() {
    if (head_.load(std::memory_order_relaxed) == nullptr) return;
    Hold* hold = head_.exchange(nullptr);
    while (hold != nullptr) {
      Hold* next = hold->next;
      hold->let_go();
      hold = next;
    }
  }
  // After this no pending call is asked for any more.
  void shut() {
    gate().shut();
    const std::lock_guard<std::mutex> lock(*mutex_);
  }
  // What the parent's threads had in hand is the parent's.
  void after_fork() {
    mutex_ = new std::mutex;  // the old one may be locked by a thread that is not here
    asked_.store(false);
  }

 private:
  static int pending(void*);
  std::atomic<Hold*> head_{nullptr};
  std::atomic<bool> asked_{false};
  std::mutex* mutex_ = new std::mutex;
};

inline Finished& finished() {
  static Finished* finished = new Finished;  // never destroyed, like the threads that use it
  return *finished;
}

inline int Finished::pending(void*) {
  finished().asked_.store(false);
  finished().let_go();
  return 0;
}

// The dtype of a buffer's items; 0 for what is none. `order`: '<' or '>', 0 for single bytes.
inline uint32_t dtype_of(const Py_buffer& view, char* order) {
  const char* format = view.format == nullptr ? "B" : view.format;
  constexpr char kNative = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__ ? '<' : '>';
  *order = kNative;
  if (*format == '@' || *format == '=') {
    ++format;
  } else if (*format == '<' || *format == '>' || *format == '!') {
    *order = *format == '!' ? '>' : *format;
    ++format;
  }
  const bool complex = *format == 'Z';
  if (complex) ++format;
  const char kind = *format;
  if (kind == 0 || format[1] != 0) return 0;
  if (complex) {
    if (kind == 'f' && view.itemsize == 8) return WEIR_C64;
    return kind == 'd' && view.itemsize == 16 ? WEIR_C128 : 0;
  }
  if (view.itemsize == 1) {
    *order = 0;
    return kind == '?'                  ? WEIR_BOOL
           : kind == 'b'                ? WEIR_I8
           : kind == 'B' || kind == 'c' ? WEIR_U8
                                        : 0;
  }
  const bool is_signed = kind == 'h' || kind == 'i' || kind == 'l' || kind == 'q' || kind == 'n';
  const bool is_unsigned = kind == 'H' || kind == 'I' || kind == 'L' || kind == 'Q' || kind == 'N';
  switch (view.itemsize) {
    case 2:
      return kind == 'e' ? WEIR_F16 : is_signed ? WEIR_I16 : is_unsigned ? WEIR_U16 : 0;
    case 4:
      return kind == 'f' ? WEIR_F32 : is_signed ? WEIR_I32 : is_unsigned ? WEIR_U32 : 0;
    case 8:
      return kind == 'd' ? WEIR_F64 : is_signed ? WEIR_I64 : is_unsigned ? WEIR_U64 : 0;
    default:
      return 0;
  }
}

// Opens an object's buffer; throws with an error that names the role ("source", "destination").
inline void open_view(PyObject* object, Py_buffer* view, bool writable, const char* role) {
  if (!PyObject_CheckBuffer(object)) {
    PyErr_Format(
        PyExc_TypeError,
        "the %s is a %s, which has no buffer, no __dlpack__ and no "
        "__cuda_array_interface__: pass an array of numpy, PyTorch or CuPy, an array.array, "
        "a memoryview or a bytearray",
        role, Py_TYPE(object)->tp_name);
    throw PythonError{};
  }
  if (PyObject_GetBuffer(object, view, writable ? PyBUF_RECORDS : PyBUF_RECORDS_RO) == 0) return;
  const Ref cause = take_exception();
  Py_buffer probe;
  const bool is_read_only = writable && PyObject_GetBuffer(object, &probe, PyBUF_RECORDS_RO) == 0;
  if (is_read_only) PyBuffer_Release(&probe);
  PyErr_Clear();
  if (!is_read_only) {
    raise_again(cause.get());
    throw PythonError{};
  }
  set_error(WEIR_E_INVALID, (std::string("the ") + role + " is a read-only " +
                             Py_TYPE(object)->tp_name + ": pass one that may be written")
                                .c_str());
  throw PythonError{};
}

// Describes an open view. Its shape and strides are those of the view, which stays in place.
inline weir_array describe(const Py_buffer& view, const char* role, char* order) {
  weir_array array{};
  array.struct_size = sizeof array;
  array.dtype = dtype_of(view, order);
  if (array.dtype == 0) {
    set_error(WEIR_E_INVALID, (std::string("the ") + role + " has items of format '" +
                               (view.format == nullptr ? "" : view.format) +
                               "': transfers take numbers and booleans of 1 to 16 bytes")
                                  .c_str());
    throw PythonError{};
  }
  static_assert(sizeof(Py_ssize_t) == sizeof(uint64_t), "shapes are handed over as they are");
  array.ndim = static_cast<uint32_t>(view.ndim);
  array.data = view.buf;
  array.shape = reinterpret_cast<const uint64_t*>(view.shape);
  if (PyBuffer_IsContiguous(&view, 'C') == 0) {
    array.strides_bytes = reinterpret_cast<const int64_t*>(view.strides);
  }
  return array;
}

// Opens src[i] and dst[i] for every pair into a Hold, and describes them.
class Pairs {
 public:
  explicit Pairs(size_t count) : count_(count), hold_(new Hold) {
    src_.reserve(count);
    dst_.reserve(count);
  }
  ~Pairs() {
    if (hold_ != nullptr) hold_->let_go();
  }
  Pairs(const Pairs&) = delete;
  Pairs& operator=(const Pairs&) = delete;

  void add(PyObject* src, PyObject* dst) {
    char from = 0, to = 0;
    src_.push_back(array_of(src, false, "source", &from));
    dst_.push_back(array_of(dst, true, "destination", &to));
    if (from == to || src_.back().dtype != dst_.back().dtype) return;
    set_error(WEIR_E_INVALID,
              "the byte orders of source and destination differ: a transfer "
              "converts nothing, so use .astype() first");
    throw PythonError{};
  }
  // Lets go when the ticket is done.
  void hand_over(weir_ticket* ticket) {
    const weir_status status =
        weir_ticket_on_done(ticket, nullptr, std::exchange(hold_, nullptr),
                            [](void* user) { finished().add(static_cast<Hold*>(user)); });
    if (status >= 0) return;
    // No memory for the notice: the Hold is in the list, so nobody may come by until all is over.
    const std::string text = weir_last_error();
    weir_ticket_wait(ticket, WEIR_FOREVER);
    throw weir::Error(status, text);
  }
  // Whoever takes it lets go.
  Hold* take() noexcept { return std::exchange(hold_, nullptr); }
  // Before the first add(): room for that many.
  void reserve(size_t count) {
    count_ = count;
    hold_->arrays.reserve(2 * count);
    src_.reserve(count);
    dst_.reserve(count);
  }
  Producers& producers() noexcept { return producers_; }
  const weir_array* src() const noexcept { return src_.data(); }
  const weir_array* dst() const noexcept { return dst_.data(); }
  size_t count() const noexcept { return src_.size(); }

 private:
  weir_array array_of(PyObject* object, bool writable, const char* role, char* order) {
    const NumpyArray* array = NumpyView::of(object);
    if (array == nullptr && !PyObject_CheckBuffer(object)) {
      Foreign foreign;
      if (read_foreign(object, role, &foreign)) return take(foreign, writable, role, order);
    }
    if (array == nullptr || (writable && (array->flags & NumpyView::kWriteable) == 0)) {
      return describe(open(object, writable, role), role, order);  // which also tells what is wrong
    }
    hold_->arrays.push_back(Py_NewRef(object));
    *order = NumpyView::order_of(*array);
    weir_array seen{};
    seen.struct_size = sizeof seen;
    seen.dtype = NumpyView::dtype_of(*array);
    seen.ndim = static_cast<uint32_t>(array->nd);
    seen.data = array->data;
    // Copied: the GIL is given up while the library reads them, and numpy may change its own.
    const auto rank = static_cast<size_t>(array->nd);
    const bool dense = (array->flags & NumpyView::kContiguous) != 0;
    int64_t* extents = room(dense ? rank : 2 * rank);
    std::copy_n(array->dimensions, rank, extents);
    seen.shape = reinterpret_cast<const uint64_t*>(extents);
    if (dense) return seen;  // without strides the library has the least to look at
    std::copy_n(array->strides, rank, extents + rank);
    seen.strides_bytes = extents + rank;
    return seen;
  }
  weir_array take(Foreign& foreign, bool writable, const char* role, char* order) {
    if (writable && foreign.read_only) refuse_foreign(role, "may not be written: pass another");
    producers_.add(foreign.stream);
    hold_->arrays.push_back(foreign.kept.get());
    static_cast<void>(foreign.kept.give());
    *order = foreign.order;
    const size_t rank = foreign.array.ndim;
    int64_t* extents = room(2 * rank);
    std::copy_n(foreign.words, rank, extents);
    std::copy_n(foreign.words + 32, rank, extents + rank);
    weir_array seen = foreign.array;
    seen.shape = reinterpret_cast<const uint64_t*>(extents);
    seen.strides_bytes = extents + rank;
    return seen;
  }
  // Room for extents, which stays where it is.
  int64_t* room(size_t size) {
    if (size > left_) {
      left_ = std::max(count_ == 1 ? 2 * size : 4096, size);
      blocks_.emplace_back(new int64_t[left_]);
      free_ = blocks_.back().get();
    }
    left_ -= size;
    return std::exchange(free_, free_ + size);
  }
  const Py_buffer& open(PyObject* object, bool writable, const char* role) {
    // In place, where the reserved room keeps it: an exporter may point the view into itself.
    if (hold_->views.capacity() == 0) hold_->views.reserve(2 * count_);
    hold_->views.emplace_back();
    try {
      open_view(object, &hold_->views.back(), writable, role);
    } catch (...) {
      hold_->views.pop_back();
      throw;
    }
    return hold_->views.back();
  }
  size_t count_;
  Hold* hold_;
  std::vector<weir_array> src_, dst_;
  std::vector<std::unique_ptr<int64_t[]>> blocks_;
  int64_t* free_ = nullptr;
  size_t left_ = 0;
  Producers producers_;
};

// One transfer: `submit(src, dst, ticket_out)` is called without the GIL. `pool`: by which other
// libraries' streams are waited for.
template <class Submit>
weir::Ticket* transfer(weir_stream_pool* pool, PyObject* src, PyObject* dst, Submit&& submit) {
  finished().let_go();
  Pairs pairs(1);
  pairs.add(src, dst);
  weir_ticket* raw = nullptr;
  weir_status status = WEIR_OK;
  {
    const Outside outside;
    pairs.producers().open(pool);
    pairs.producers().wait();
    status = submit(pairs.src(), pairs.dst(), &raw);
  }
  weir::detail::check(status);
  auto ticket = std::make_unique<weir::Ticket>(raw);
  pairs.hand_over(raw);
  return ticket.release();
}

// After a batch the caches hold what was copied, and each array's head is a walk through memory of
// three steps. So those of the pairs to come are called for, one step each, before they are needed.
inline void call_for(PyObject* items, Py_ssize_t index) {
  const auto item = [&](Py_ssize_t ahead) -> PyObject* {
    return index + ahead < PySequence_Fast_GET_SIZE(items)
               ? PySequence_Fast_GET_ITEM(items, index + ahead)
               : nullptr;
  };
  if (PyObject* far = item(12)) __builtin_prefetch(far);
  if (PyObject* near = item(8); near != nullptr && PyTuple_CheckExact(near)) {
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(near) && k < 2; ++k) {
      __builtin_prefetch(PyTuple_GET_ITEM(near, k), 1);
    }
  }
  if (PyObject* next = item(4); next != nullptr && PyTuple_CheckExact(next)) {
    for (Py_ssize_t k = 0; k < PyTuple_GET_SIZE(next) && k < 2; ++k) {
      NumpyView::call_for_shape(PyTuple_GET_ITEM(next, k));
    }
  }
}

// Any iterable of (source, destination); `what` they are for, in messages.
inline void read_pairs(Pairs& pairs, PyObject* iterable, const char* what) {
  const std::string wanted = std::string("a ") + what + " is an iterable of (source, destination)";
  const Ref items(PySequence_Fast(iterable, wanted.c_str()));
  if (!items) throw PythonError{};
  const Py_ssize_t count = PySequence_Fast_GET_SIZE(items.get());
  pairs.reserve(static_cast<size_t>(count));
  for (Py_ssize_t index = 0; index < count; ++index) {
    if (PySequence_Fast_GET_SIZE(items.get()) != count) {  // opening a buffer may run any code
      PyErr_Format(PyExc_RuntimeError, "the %s changed its length while it was read", what);
      throw PythonError{};
    }
    call_for(items.get(), index);
    PyObject* item = PySequence_Fast_GET_ITEM(items.get(), index);
    const Ref pair(PyTuple_CheckExact(item) ? Py_NewRef(item) : PySequence_Fast(item, ""));
    if (!pair || PySequence_Fast_GET_SIZE(pair.get()) != 2) {
      PyErr_Format(PyExc_TypeError, "pair %zd of the %s is not (source, destination)", index, what);
      throw PythonError{};
    }
    try {
      pairs.add(PySequence_Fast_GET_ITEM(pair.get(), 0), PySequence_Fast_GET_ITEM(pair.get(), 1));
    } catch (const PythonError&) {
      const Ref cause = take_exception();
      set_error(WEIR_E_INVALID,
                ("pair " + std::to_string(index) + " of the " + what + ": " + text_of(cause.get()))
                    .c_str());
      const Ref error = take_exception();
      PyException_SetCause(error.get(), Py_NewRef(cause.get()));
      raise_again(error.get());
      throw;
    }
  }
}

inline weir::Ticket* batch(weir_stream_pool* pool, PyObject* iterable, weir_control* control) {
  finished().let_go();
  Pairs pairs(0);
  read_pairs(pairs, iterable, "batch");
  weir_ticket* raw = nullptr;
  weir_status status = WEIR_OK;
  {
    const Outside outside;
    pairs.producers().open(pool);
    pairs.producers().wait();
    status = weir_stream_pool_batch(pool, pairs.src(), pairs.dst(), pairs.count(), control, &raw);
  }
  weir::detail::check(status);
  auto ticket = std::make_unique<weir::Ticket>(raw);
  pairs.hand_over(raw);
  return ticket.release();
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_ARRAYS_HPP
