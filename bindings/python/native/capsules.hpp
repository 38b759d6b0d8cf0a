// SPDX-License-Identifier: Apache-2.0
// Memory of the library's, handed to other libraries as DLPack capsules. Whoever takes one calls
// its deleter when done, from any thread: the Python object behind it is let go as a transfer's is.
#ifndef WEIR_PYTHON_CAPSULES_HPP
#define WEIR_PYTHON_CAPSULES_HPP

#include "arrays.hpp"

namespace weirpy {

// Either layout, its extents, and the hold on the owner.
struct Lent {
  union {
    DlManaged plain;
    DlManagedVersioned versioned;
  };
  int64_t extents[32];
  Hold* hold;
};

inline void end_lent(void* context) {
  auto* lent = static_cast<Lent*>(context);
  finished().add(lent->hold);
  delete lent;
}

// A capsule that nobody took ends what is in it.
inline void end_capsule(PyObject* capsule) {
  if (PyCapsule_IsValid(capsule, kDlName)) {
    end_lent(static_cast<DlManaged*>(PyCapsule_GetPointer(capsule, kDlName))->context);
  } else if (PyCapsule_IsValid(capsule, kDlNameVersioned)) {
    end_lent(
        static_cast<DlManagedVersioned*>(PyCapsule_GetPointer(capsule, kDlNameVersioned))->context);
  }
}

inline PyObject* new_capsule(PyObject* owner, void* data, uint32_t dtype, PyObject* shape,
                             bool on_gpu, uint32_t version) {
  struct Kind {
    uint8_t code, bits;
  };
  constexpr Kind kKinds[] = {{0, 0},           {kDlUint, 8},      {kDlInt, 8},    {kDlUint, 16},
                             {kDlInt, 16},     {kDlUint, 32},     {kDlInt, 32},   {kDlUint, 64},
                             {kDlInt, 64},     {kDlFloat, 16},    {kDlFloat, 32}, {kDlFloat, 64},
                             {kDlComplex, 64}, {kDlComplex, 128}, {kDlBool, 8}};
  if (dtype == 0 || dtype > WEIR_BOOL || !PyTuple_Check(shape) || PyTuple_GET_SIZE(shape) > 32) {
    PyErr_SetString(PyExc_ValueError, "no array can be like that");
    return nullptr;
  }
  auto lent = std::make_unique<Lent>();
  DlTensor tensor{};
  tensor.data = data;
  tensor.device_type = on_gpu ? kDlCuda : kDlCpu;
  tensor.ndim = static_cast<int32_t>(PyTuple_GET_SIZE(shape));
  tensor.code = kKinds[dtype].code;
  tensor.bits = kKinds[dtype].bits;
  tensor.lanes = 1;
  for (int32_t d = 0; d < tensor.ndim; ++d) lent->extents[d] = number_in(shape, d);
  tensor.shape = lent->extents;
  lent->hold = new Hold;
  lent->hold->arrays.push_back(Py_NewRef(owner));
  void* managed = &lent->plain;
  if (version == 0) {
    lent->plain = {tensor, lent.get(), [](DlManaged* ended) { end_lent(ended->context); }};
  } else {
    managed = &lent->versioned;
    lent->versioned = {
        1, 0, lent.get(), [](DlManagedVersioned* ended) { end_lent(ended->context); }, 0, tensor};
  }
  PyObject* capsule =
      PyCapsule_New(managed, version == 0 ? kDlName : kDlNameVersioned, end_capsule);
  if (capsule == nullptr) {
    lent->hold->let_go();
    return nullptr;
  }
  static_cast<void>(lent.release());
  return capsule;
}

}  // namespace weirpy

#endif  // WEIR_PYTHON_CAPSULES_HPP
