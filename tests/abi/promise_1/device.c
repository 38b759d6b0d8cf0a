/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/device.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_device[];

PROMISE(sizeof(weir_device_info) >= 344);
PROMISE_FIELD(weir_device_info, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_device_info, kind, 4, uint32_t);
PROMISE_FIELD(weir_device_info, available, 8, uint32_t);
PROMISE_FIELD(weir_device_info, chosen, 12, uint32_t);
PROMISE_FIELD(weir_device_info, memory_bytes, 16, uint64_t);
PROMISE_FIELD(weir_device_info, name, 24, char[64]);
PROMISE_FIELD(weir_device_info, reason, 88, char[256]);

weir_status weir_runtime_device_count(const weir_runtime* runtime, uint32_t* count_out);
weir_status weir_runtime_device_at(const weir_runtime* runtime, uint32_t index,
                                   weir_device_info* info_out);

const promise_fn promise_device[] = {
    (promise_fn)weir_runtime_device_count,
    (promise_fn)weir_runtime_device_at,
};
