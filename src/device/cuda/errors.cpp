// SPDX-License-Identifier: Apache-2.0
// CUDA's errors, sorted into those that pass, those that want less memory, those that last, and
// those after which its own header says the process must be started anew.
#include <cstdio>

#include "device/cuda/state.hpp"

namespace weir::device::cuda {
namespace {

int32_t code_of(cudaError_t error) {
  switch (error) {
    case cudaSuccess:
    case cudaErrorCudartUnloading:  // the process ends, and what was asked for ends with it
      return kOk;
    case cudaErrorNotReady:
      return kNotReady;
    case cudaErrorMemoryAllocation:
      return kOutOfMemory;
    case cudaErrorSystemNotReady:
    case cudaErrorDevicesUnavailable:
    case cudaErrorTimeout:
      return kTransient;
    case cudaErrorIllegalAddress:
    case cudaErrorLaunchFailure:
    case cudaErrorLaunchTimeout:
    case cudaErrorHardwareStackError:
    case cudaErrorIllegalInstruction:
    case cudaErrorMisalignedAddress:
    case cudaErrorInvalidAddressSpace:
    case cudaErrorInvalidPc:
    case cudaErrorAssert:
    case cudaErrorECCUncorrectable:
    case cudaErrorNvlinkUncorrectable:
    case cudaErrorContextIsDestroyed:
    case cudaErrorExternalDevice:
    case cudaErrorMpsConnectionFailed:
    case cudaErrorUnknown:
      return kLost;
    default:
      return kFailed;
  }
}

}  // namespace

int32_t say(Failure* failure, int32_t code, int32_t native, const char* text) {
  failure->code = code;
  failure->native = native;
  std::snprintf(failure->text, sizeof failure->text, "%s", text);
  return code;
}

int32_t say_over(Failure* failure) {
  return say(failure, kLost, 0,
             "the process is ending or was forked, and CUDA cannot be used any more");
}

int32_t say(Failure* failure, cudaError_t error) {
  const int32_t code = code_of(error);
  if (code == kOk || code == kNotReady) return code;
  // An error that was handled must not fail somebody's next launch.
  static_cast<void>(cudaGetLastError());
  failure->code = code;
  failure->native = static_cast<int32_t>(error);
  std::snprintf(failure->text, sizeof failure->text, "%s: %s", cudaGetErrorName(error),
                cudaGetErrorString(error));
  return code;
}

}  // namespace weir::device::cuda
