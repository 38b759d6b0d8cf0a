/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/managed.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_managed[];

PROMISE(WEIR_MANAGED_NO_COMPRESS == 1);
PROMISE(WEIR_MANAGED_NO_SPILL == 2);
PROMISE(WEIR_MANAGED_IN_MEMORY == 0);
PROMISE(WEIR_MANAGED_COMPRESSED == 1);
PROMISE(WEIR_MANAGED_SPILLED == 2);
PROMISE(sizeof(weir_managed_settings) >= 32);
PROMISE_FIELD(weir_managed_settings, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_managed_settings, flags, 4, uint32_t);
PROMISE_FIELD(weir_managed_settings, compress_at, 8, double);
PROMISE_FIELD(weir_managed_settings, spill_limit_bytes, 16, uint64_t);
PROMISE_FIELD(weir_managed_settings, spill_directory, 24, const char*);
PROMISE(sizeof(weir_managed_options) >= 16);
PROMISE_FIELD(weir_managed_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_managed_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_managed_options, priority, 8, uint32_t);
PROMISE_FIELD(weir_managed_options, alignment_bytes, 12, uint32_t);
PROMISE(sizeof(weir_managed_state) >= 32);
PROMISE_FIELD(weir_managed_state, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_managed_state, place, 4, uint32_t);
PROMISE_FIELD(weir_managed_state, size_bytes, 8, uint64_t);
PROMISE_FIELD(weir_managed_state, stored_bytes, 16, uint64_t);
PROMISE_FIELD(weir_managed_state, pin_count, 24, uint32_t);
PROMISE_FIELD(weir_managed_state, flags, 28, uint32_t);
PROMISE(sizeof(weir_managed_stats) >= 136);
PROMISE_FIELD(weir_managed_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_managed_stats, flags, 4, uint32_t);
PROMISE_FIELD(weir_managed_stats, buffer_count, 8, uint64_t);
PROMISE_FIELD(weir_managed_stats, pinned_count, 16, uint64_t);
PROMISE_FIELD(weir_managed_stats, total_bytes, 24, uint64_t);
PROMISE_FIELD(weir_managed_stats, resident_bytes, 32, uint64_t);
PROMISE_FIELD(weir_managed_stats, compressed_count, 40, uint64_t);
PROMISE_FIELD(weir_managed_stats, compressed_bytes, 48, uint64_t);
PROMISE_FIELD(weir_managed_stats, compressed_from_bytes, 56, uint64_t);
PROMISE_FIELD(weir_managed_stats, spilled_count, 64, uint64_t);
PROMISE_FIELD(weir_managed_stats, spilled_bytes, 72, uint64_t);
PROMISE_FIELD(weir_managed_stats, spill_file_bytes, 80, uint64_t);
PROMISE_FIELD(weir_managed_stats, compress_count, 88, uint64_t);
PROMISE_FIELD(weir_managed_stats, incompressible_count, 96, uint64_t);
PROMISE_FIELD(weir_managed_stats, spill_count, 104, uint64_t);
PROMISE_FIELD(weir_managed_stats, spill_error_count, 112, uint64_t);
PROMISE_FIELD(weir_managed_stats, restore_count, 120, uint64_t);
PROMISE_FIELD(weir_managed_stats, restore_error_count, 128, uint64_t);

weir_status weir_runtime_set_managed(weir_runtime* runtime, const weir_managed_settings* settings);
weir_status weir_managed_create(weir_runtime* runtime, size_t size_bytes,
                                const weir_managed_options* options, weir_managed** managed_out);
weir_status weir_managed_pin(weir_managed* managed, weir_buffer** pinned_out);
weir_status weir_managed_get_state(const weir_managed* managed, weir_managed_state* state_out);
weir_status weir_runtime_managed_stats(weir_runtime* runtime, weir_managed_stats* stats_out);
weir_status weir_runtime_managed_json(weir_runtime* runtime, weir_buffer** json_out);
void weir_managed_free(weir_managed* managed);

const promise_fn promise_managed[] = {
    (promise_fn)weir_runtime_set_managed,   (promise_fn)weir_managed_create,
    (promise_fn)weir_managed_pin,           (promise_fn)weir_managed_get_state,
    (promise_fn)weir_runtime_managed_stats, (promise_fn)weir_runtime_managed_json,
    (promise_fn)weir_managed_free,
};
