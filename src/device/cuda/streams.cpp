// SPDX-License-Identifier: Apache-2.0
// Streams and events. Streams never wait for the legacy default stream, and priorities order
// kernels only: that of copies is kept by the lanes above.
#include <time.h>

#include <cmath>
#include <new>

#include "device/cuda/state.hpp"

namespace weir::device::cuda {
namespace {

constexpr uint64_t kForever = ~uint64_t{0};

int32_t no_memory(Failure* failure) {
  return say(failure, kOutOfMemory, 0, "no host memory for a stream or an event");
}

int32_t stream_create(void* self, int32_t priority, void** out, Failure* failure) {
  auto* made = new (std::nothrow) Stream{nullptr, true};
  if (made == nullptr) return no_memory(failure);
  const int32_t code = entry(self, failure, [&](Gpu&) {
    return cudaStreamCreateWithPriority(&made->native, cudaStreamNonBlocking, priority);
  });
  if (code != kOk) {
    delete made;
    return code;
  }
  *out = made;
  return kOk;
}

// The caller's stream: looked at once, so that a stale pointer is refused here when CUDA can tell.
// A per-thread default stream would be another one in the library's threads, which queue on it.
int32_t stream_wrap(void* self, void* theirs, void** out, Failure* failure) {
  if (theirs == cudaStreamPerThread) {
    return say(
        failure, kFailed, 0,
        "a per-thread default stream is another one in each thread: make a stream of your own");
  }
  auto* made = new (std::nothrow) Stream{static_cast<cudaStream_t>(theirs), false};
  if (made == nullptr) return no_memory(failure);
  const int32_t code = entry(self, failure, [&](Gpu&) {
    unsigned flags = 0;
    return cudaStreamGetFlags(made->native, &flags);
  });
  if (code != kOk) {
    delete made;
    return code;
  }
  *out = made;
  return kOk;
}

void stream_destroy(void* self, void* stream) {
  auto* ended = static_cast<Stream*>(stream);
  if (ended->ours) ending(self, [&](Gpu&) { return cudaStreamDestroy(ended->native); });
  delete ended;
}

// Asks until it is done or time is up; the driver has no wait with a limit.
template <class Query>
cudaError_t poll(uint64_t timeout_ns, Query&& query) {
  timespec begun{};
  clock_gettime(CLOCK_MONOTONIC, &begun);
  for (;;) {
    const cudaError_t error = query();
    if (error != cudaErrorNotReady) return error;
    timespec now{};
    clock_gettime(CLOCK_MONOTONIC, &now);
    const int64_t spent =
        (now.tv_sec - begun.tv_sec) * 1'000'000'000 + (now.tv_nsec - begun.tv_nsec);
    if (spent >= 0 && static_cast<uint64_t>(spent) >= timeout_ns) return cudaErrorNotReady;
    const timespec nap{0, 20'000};
    nanosleep(&nap, nullptr);
  }
}

int32_t stream_synchronize(void* self, void* stream, uint64_t timeout_ns, Failure* failure) {
  return entry(self, failure, [&](Gpu&) {
    if (timeout_ns == kForever) return cudaStreamSynchronize(native(stream));
    return poll(timeout_ns, [&] { return cudaStreamQuery(native(stream)); });
  });
}

int32_t event_create(void* self, uint32_t timed, void** out, Failure* failure) {
  return entry(self, failure, [&](Gpu&) {
    cudaEvent_t event = nullptr;
    const cudaError_t error =
        cudaEventCreateWithFlags(&event, timed != 0 ? cudaEventDefault : cudaEventDisableTiming);
    if (error == cudaSuccess) *out = event;
    return error;
  });
}

void event_destroy(void* self, void* event) {
  ending(self, [&](Gpu&) { return cudaEventDestroy(static_cast<cudaEvent_t>(event)); });
}

int32_t event_record(void* self, void* event, void* stream, Failure* failure) {
  return entry(self, failure, [&](Gpu&) {
    return cudaEventRecord(static_cast<cudaEvent_t>(event), native(stream));
  });
}

int32_t event_wait(void* self, void* event, uint64_t timeout_ns, Failure* failure) {
  const auto mark = static_cast<cudaEvent_t>(event);
  return entry(self, failure, [&](Gpu&) {
    if (timeout_ns == kForever) return cudaEventSynchronize(mark);
    return poll(timeout_ns, [&] { return cudaEventQuery(mark); });
  });
}

int32_t stream_wait(void* self, void* stream, void* event, Failure* failure) {
  return entry(self, failure, [&](Gpu&) {
    return cudaStreamWaitEvent(native(stream), static_cast<cudaEvent_t>(event), 0);
  });
}

int32_t event_elapsed(void* self, void* begin, void* end, uint64_t* ns_out, Failure* failure) {
  return entry(self, failure, [&](Gpu&) {
    float ms = 0;
    const cudaError_t error =
        cudaEventElapsedTime(&ms, static_cast<cudaEvent_t>(begin), static_cast<cudaEvent_t>(end));
    if (error == cudaSuccess) *ns_out = static_cast<uint64_t>(std::llround(double{ms} * 1e6));
    return error;
  });
}

}  // namespace

void fill_streams(Table* table) {
  table->stream_create = stream_create;
  table->stream_wrap = stream_wrap;
  table->stream_destroy = stream_destroy;
  table->stream_synchronize = stream_synchronize;
  table->event_create = event_create;
  table->event_destroy = event_destroy;
  table->event_record = event_record;
  table->event_wait = event_wait;
  table->stream_wait = stream_wait;
  table->event_elapsed = event_elapsed;
}

}  // namespace weir::device::cuda
