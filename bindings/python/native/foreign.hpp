// SPDX-License-Identifier: Apache-2.0
// Arrays of other libraries, without a copy: DLPack (what PyTorch, CuPy, JAX and numpy speak), and
// the older __cuda_array_interface__. The structs are DLPack's, as its versions 0.8 and 1 lay them
// out.
//
// What is queued on a GPU's array by its own library has to be over before it is copied: that
// library is asked to make the legacy default stream wait for it (DLPack), or tells its stream (the
// interface), and whoever transfers waits for that stream.
#ifndef WEIR_PYTHON_FOREIGN_HPP
#define WEIR_PYTHON_FOREIGN_HPP

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "host.hpp"

namespace weirpy {

struct DlTensor {
  void* data;
  int32_t device_type, device_id;
  int32_t ndim;
  uint8_t code, bits;
  uint16_t lanes;
  int64_t* shape;
  int64_t* strides;  // in elements; NULL: rows one after another
  uint64_t byte_offset;
};
struct DlManaged {
  DlTensor tensor;
  void* context;
  void (*deleter)(DlManaged*);
};
struct DlManagedVersioned {
  uint32_t major, minor;
  void* context;
  void (*deleter)(DlManagedVersioned*);
  uint64_t flags;
  DlTensor tensor;
};
enum DlNumbers {
  kDlCpu = 1,
  kDlCuda = 2,
  kDlCudaHost = 3,
  kDlCudaManaged = 13,
  kDlInt = 0,
  kDlUint = 1,
  kDlFloat = 2,
  kDlComplex = 5,
  kDlBool = 6,
  kDlReadOnly = 1,
};
inline constexpr const char* kDlName = "dltensor";
inline constexpr const char* kDlNameVersioned = "dltensor_versioned";

// What an array of another library says of itself; extents and strides (in bytes) come after.
struct Foreign {
  weir_array array{};
  int64_t words[64];
  char order = 0;
  bool read_only = false;
  uint64_t stream = 0;  // to be waited for; 0: none
  Ref kept;             // as long as the copy goes on
};

[[noreturn]] inline void refuse_foreign(const char* role, const std::string& why) {
  set_error(WEIR_E_INVALID, ("the " + std::string(role) + " " + why).c_str());
  throw PythonError{};
}

// The number of a kind of item, as numpy's typestr and DLPack both can tell it; 0 for none.
inline uint32_t dtype_of_kind(char kind, uint64_t size) {
  switch (kind) {
    case 'b':
      return size == 1 ? WEIR_BOOL : 0;
    case 'i':
      return size == 1   ? WEIR_I8
             : size == 2 ? WEIR_I16
             : size == 4 ? WEIR_I32
             : size == 8 ? WEIR_I64
                         : 0;
    case 'u':
      return size == 1   ? WEIR_U8
             : size == 2 ? WEIR_U16
             : size == 4 ? WEIR_U32
             : size == 8 ? WEIR_U64
                         : 0;
    case 'f':
      return size == 2 ? WEIR_F16 : size == 4 ? WEIR_F32 : size == 8 ? WEIR_F64 : 0;
    case 'c':
      return size == 8 ? WEIR_C64 : size == 16 ? WEIR_C128 : 0;
    default:
      return 0;
  }
}

inline void check_rank(const char* role, long long rank) {
  if (rank < 0 || rank > 32) {
    refuse_foreign(role, "has " + std::to_string(rank) + " dimensions: 0 to 32 can be");
  }
}

// --- DLPack
// ---------------------------------------------------------------------------------------

inline void read_tensor(const DlTensor& tensor, const char* role, Foreign* out) {
  const bool on_host = tensor.device_type == kDlCpu || tensor.device_type == kDlCudaHost;
  if (!on_host && tensor.device_type != kDlCuda && tensor.device_type != kDlCudaManaged) {
    refuse_foreign(role, "lies on a device of DLPack's kind " + std::to_string(tensor.device_type) +
                             ": the host's (1, 3) and CUDA's (2, 13) can be");
  }
  const char kinds[] = {'i', 'u', 'f', 0, 0, 'c', 'b'};
  const char kind = tensor.code < sizeof kinds ? kinds[tensor.code] : 0;
  const uint32_t dtype =
      tensor.lanes == 1 && tensor.bits % 8 == 0 ? dtype_of_kind(kind, tensor.bits / 8u) : 0;
  if (dtype == 0) {
    refuse_foreign(role, "has items of DLPack's type (" + std::to_string(tensor.code) + ", " +
                             std::to_string(tensor.bits) + " bits, " +
                             std::to_string(tensor.lanes) +
                             " lanes): transfers take numbers and booleans of 1 to 16 bytes");
  }
  check_rank(role, tensor.ndim);
  out->array.struct_size = sizeof out->array;
  out->array.dtype = dtype;
  out->array.ndim = static_cast<uint32_t>(tensor.ndim);
  out->array.space = on_host ? WEIR_SPACE_HOST : WEIR_SPACE_DEVICE;
  out->array.data = static_cast<char*>(tensor.data) + tensor.byte_offset;
  const int64_t item = tensor.bits / 8;
  int64_t step = item;
  for (int32_t d = tensor.ndim; d-- > 0;) {
    if (tensor.shape[d] < 0) refuse_foreign(role, "has a negative extent");
    out->words[d] = tensor.shape[d];
    out->words[32 + d] = tensor.strides != nullptr ? tensor.strides[d] * item : step;
    if (__builtin_mul_overflow(step, tensor.shape[d], &step)) step = 0;  // found out by the library
  }
  constexpr bool kLittle = __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
  out->order = item == 1 ? 0 : kLittle ? '<' : '>';
}

// Asks for the newest capsule that is understood here, then for the old one.
inline Ref capsule_of(PyObject* object, bool on_gpu) {
  const Ref method(PyObject_GetAttrString(object, "__dlpack__"));
  if (!method) throw PythonError{};
  const Ref none(PyTuple_New(0));
  const Ref words(PyDict_New());
  if (!none || !words) throw PythonError{};
  const auto put = [&](const char* name, PyObject* given) {
    const Ref value(given);
    if (!value || PyDict_SetItemString(words.get(), name, value.get()) != 0) throw PythonError{};
  };
  if (on_gpu) put("stream", PyLong_FromLong(1));
  put("max_version", Py_BuildValue("(ii)", 1, 0));
  Ref capsule(PyObject_Call(method.get(), none.get(), words.get()));
  if (!capsule && PyErr_ExceptionMatches(PyExc_TypeError)) {
    PyErr_Clear();
    PyDict_DelItemString(words.get(), "max_version");
    capsule = Ref(PyObject_Call(method.get(), none.get(), words.get()));
  }
  if (!capsule) throw PythonError{};
  return capsule;
}

inline bool lies_on_gpu(PyObject* object) {
  const Ref place(PyObject_CallMethod(object, "__dlpack_device__", nullptr));
  if (!place) throw PythonError{};
  int type = 0, id = 0;
  if (!PyTuple_Check(place.get())) {
    PyErr_Format(PyExc_TypeError, "a __dlpack_device__() gave a %s, not (kind, number)",
                 Py_TYPE(place.get())->tp_name);
    throw PythonError{};
  }
  if (!PyArg_ParseTuple(place.get(), "ii", &type, &id)) throw PythonError{};
  return type == kDlCuda || type == kDlCudaManaged;
}

// The capsule is kept and not consumed: its own ending calls the deleter, when it is let go.
inline void read_dlpack(PyObject* object, const char* role, Foreign* out) {
  const bool on_gpu = lies_on_gpu(object);
  out->kept = capsule_of(object, on_gpu);
  PyObject* const capsule = out->kept.get();
  if (PyCapsule_IsValid(capsule, kDlNameVersioned)) {
    const auto* managed =
        static_cast<DlManagedVersioned*>(PyCapsule_GetPointer(capsule, kDlNameVersioned));
    if (managed->major != 1) {
      refuse_foreign(
          role, "speaks DLPack " + std::to_string(managed->major) + ", which is not known here");
    }
    out->read_only = (managed->flags & kDlReadOnly) != 0;
    read_tensor(managed->tensor, role, out);
  } else if (PyCapsule_IsValid(capsule, kDlName)) {
    read_tensor(static_cast<DlManaged*>(PyCapsule_GetPointer(capsule, kDlName))->tensor, role, out);
  } else {
    refuse_foreign(role, "has a __dlpack__() that gives no DLPack capsule");
  }
  // On our own arrays nobody but the library's streams is at work.
  if (on_gpu && !PyObject_HasAttrString(object, "_weir_quiet")) out->stream = 1;
}

// --- __cuda_array_interface__
// ------------------------------------------------------------------------

inline int64_t number_in(PyObject* tuple, Py_ssize_t at) {
  const int64_t number = PyLong_AsLongLong(PyTuple_GET_ITEM(tuple, at));
  if (number == -1 && PyErr_Occurred() != nullptr) throw PythonError{};
  return number;
}

inline void read_interface(PyObject* object, PyObject* interface, const char* role, Foreign* out) {
  const auto item = [&](const char* name) {
    return PyDict_Check(interface) ? PyDict_GetItemString(interface, name) : nullptr;
  };
  PyObject *shape = item("shape"), *type = item("typestr"), *data = item("data");
  PyObject *strides = item("strides"), *stream = item("stream"), *mask = item("mask");
  const char* text = type != nullptr && PyUnicode_Check(type) ? PyUnicode_AsUTF8(type) : nullptr;
  if (shape == nullptr || !PyTuple_Check(shape) || data == nullptr || !PyTuple_Check(data) ||
      PyTuple_GET_SIZE(data) != 2 || text == nullptr || std::strlen(text) < 3) {
    refuse_foreign(role, "has a __cuda_array_interface__ without shape, typestr and data");
  }
  if (mask != nullptr && mask != Py_None)
    refuse_foreign(role, "is masked: transfers know no masks");
  const uint32_t dtype = dtype_of_kind(text[1], std::strtoull(text + 2, nullptr, 10));
  if (dtype == 0) {
    refuse_foreign(role, "has items of type '" + std::string(text) +
                             "': transfers take numbers and booleans of 1 to 16 bytes");
  }
  const Py_ssize_t rank = PyTuple_GET_SIZE(shape);
  check_rank(role, rank);
  const bool strided = strides != nullptr && strides != Py_None;
  if (strided && (!PyTuple_Check(strides) || PyTuple_GET_SIZE(strides) != rank)) {
    refuse_foreign(role, "has a shape and strides of different lengths");
  }
  out->array.struct_size = sizeof out->array;
  out->array.dtype = dtype;
  out->array.ndim = static_cast<uint32_t>(rank);
  out->array.space = WEIR_SPACE_DEVICE;
  out->array.data = PyLong_AsVoidPtr(PyTuple_GET_ITEM(data, 0));
  if (out->array.data == nullptr && PyErr_Occurred() != nullptr) throw PythonError{};
  out->read_only = PyObject_IsTrue(PyTuple_GET_ITEM(data, 1)) == 1;
  int64_t step = static_cast<int64_t>(std::strtoull(text + 2, nullptr, 10));
  out->order = step == 1 ? 0 : text[0];
  for (Py_ssize_t d = rank; d-- > 0;) {
    out->words[d] = number_in(shape, d);
    if (out->words[d] < 0) refuse_foreign(role, "has a negative extent");
    out->words[32 + d] = strided ? number_in(strides, d) : step;
    if (__builtin_mul_overflow(step, out->words[d], &step)) step = 0;  // found out by the library
  }
  if (stream != nullptr && stream != Py_None) {
    out->stream = PyLong_AsUnsignedLongLong(stream);
    if (PyErr_Occurred() != nullptr) throw PythonError{};
    if (out->stream == 0)
      refuse_foreign(role, "names stream 0, which its interface forbids: 1 or 2");
  }
  out->kept = Ref(Py_NewRef(object));
}

// False when the object is none of these.
inline bool read_foreign(PyObject* object, const char* role, Foreign* out) {
  if (PyObject_HasAttrString(object, "__dlpack__") &&
      PyObject_HasAttrString(object, "__dlpack_device__")) {
    read_dlpack(object, role, out);
    return true;
  }
  const Ref interface(PyObject_GetAttrString(object, "__cuda_array_interface__"));
  if (!interface) {
    if (!PyErr_ExceptionMatches(PyExc_AttributeError)) throw PythonError{};
    PyErr_Clear();
    return false;
  }
  read_interface(object, interface.get(), role, out);
  return true;
}

// --- Waiting for whoever fills them
// ----------------------------------------------------------------

// The streams on which other libraries may still be at work on what is to be copied.
class Producers {
 public:
  Producers() = default;
  ~Producers() {
    for (weir_stream* stream : wrapped_) weir_stream_free(stream);
  }
  Producers(const Producers&) = delete;
  Producers& operator=(const Producers&) = delete;

  void add(uint64_t native) {
    if (native == 2) {
      set_error(
          WEIR_E_UNSUPPORTED,
          "an array that is filled on a per-thread default stream: only its own thread can wait "
          "for that, so synchronize it first, or fill the array on a stream of its own");
      throw PythonError{};
    }
    if (native != 0 && std::find(natives_.begin(), natives_.end(), native) == natives_.end()) {
      natives_.push_back(native);
    }
  }
  bool empty() const noexcept { return natives_.empty(); }
  void open(weir_stream_pool* pool) {
    for (const uint64_t native : natives_) {
      wrapped_.push_back(nullptr);
      weir::detail::check(
          weir_stream_pool_wrap(pool, reinterpret_cast<void*>(native), &wrapped_.back()));
    }
  }
  // Until all that was queued there by now is over. Without the GIL.
  void wait() const {
    for (weir_stream* stream : wrapped_) {
      weir_ticket* raw = nullptr;
      weir::detail::check(weir_stream_record(stream, &raw));
      const weir::Ticket ticket(raw);
      ticket.wait();
    }
  }

 private:
  std::vector<uint64_t> natives_;
  std::vector<weir_stream*> wrapped_;
};

}  // namespace weirpy

#endif  // WEIR_PYTHON_FOREIGN_HPP
