/* SPDX-License-Identifier: Apache-2.0 */
/* weir/device.h: what devices there are, and why not.
 *
 * Every runtime has a host device: the processor and its memory. An NVIDIA GPU is
 * used through libweir_cuda.so, which lies beside the library, or where the
 * environment variable WEIR_DEVICE_PLUGIN says. Looking for one loads the driver's
 * library, where its device file may be opened, and asks the management library for
 * names, which runs their own start-up code; CUDA is not started, so a process that
 * looked may still fork. It is started by the first device memory or copy that needs
 * it; when that fails, the host does the work, the runtime logs a warning and the
 * reason is told here. weir/runtime.h says how a device is chosen, and insisted on.
 */
#ifndef WEIR_DEVICE_H
#define WEIR_DEVICE_H

#include "weir/base.h"
#include "weir/runtime.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct weir_device_info {
  uint32_t struct_size;  /* sizeof(weir_device_info), as you compiled it */
  uint32_t kind;         /* WEIR_DEVICE_HOST or WEIR_DEVICE_CUDA */
  uint32_t available;    /* 1 when it can be used, else 0 and a reason */
  uint32_t chosen;       /* 1 for the one this runtime uses */
  uint64_t memory_bytes; /* in total; 0 when it is not available */
  char name[64];         /* UTF-8 */
  char reason[256];      /* why it is not available, and what would help; else empty */
} weir_device_info;

/* Tells how many devices weir_runtime_device_at() describes, those that are not
 * available included.
 *
 * Errors: WEIR_E_INVALID for a NULL runtime or count_out; WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_device_count(const weir_runtime* runtime, uint32_t* count_out);

/* Describes one device. Index 0 is always the host.
 *
 * Errors: WEIR_END for an index past the last (an answer);
 *         WEIR_E_INVALID for a NULL runtime or info_out, or a struct_size not set;
 *         WEIR_E_CLOSED.
 * Threads: any.
 * Since: 1.0
 */
WEIR_API weir_status weir_runtime_device_at(const weir_runtime* runtime, uint32_t index,
                                            weir_device_info* info_out);

#ifdef __cplusplus
}
#endif

#endif /* WEIR_DEVICE_H */
