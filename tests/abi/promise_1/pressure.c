/* SPDX-License-Identifier: Apache-2.0 */
/* ABI 1: weir/pressure.h. Never edit a line; only add. */
#include "promise.h"

extern const promise_fn promise_pressure[];

PROMISE(WEIR_PRESSURE_NORMAL == 0);
PROMISE(WEIR_PRESSURE_RISING == 1);
PROMISE(WEIR_PRESSURE_HIGH == 2);
PROMISE(WEIR_PRESSURE_SEVERE == 3);
PROMISE(WEIR_PRESSURE_CRITICAL == 4);
PROMISE(WEIR_PRESSURE_BY_NONE == 0);
PROMISE(WEIR_PRESSURE_BY_BUDGET == 1);
PROMISE(WEIR_PRESSURE_BY_MACHINE == 2);
PROMISE(WEIR_PRESSURE_BY_GROUP == 3);
PROMISE(WEIR_PRESSURE_BY_PROCESS == 4);
PROMISE(WEIR_PRESSURE_WATCH_ONLY == 1);
PROMISE(sizeof(weir_pressure_options) >= 48);
PROMISE_FIELD(weir_pressure_options, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_pressure_options, flags, 4, uint32_t);
PROMISE_FIELD(weir_pressure_options, rising_at, 8, double);
PROMISE_FIELD(weir_pressure_options, high_at, 16, double);
PROMISE_FIELD(weir_pressure_options, severe_at, 24, double);
PROMISE_FIELD(weir_pressure_options, critical_at, 32, double);
PROMISE_FIELD(weir_pressure_options, interval_ns, 40, uint64_t);
PROMISE(sizeof(weir_pressure_stats) >= 136);
PROMISE_FIELD(weir_pressure_stats, struct_size, 0, uint32_t);
PROMISE_FIELD(weir_pressure_stats, level, 4, uint32_t);
PROMISE_FIELD(weir_pressure_stats, source, 8, uint32_t);
PROMISE_FIELD(weir_pressure_stats, is_watched, 12, uint32_t);
PROMISE_FIELD(weir_pressure_stats, ratio, 16, double);
PROMISE_FIELD(weir_pressure_stats, budget_bytes, 24, uint64_t);
PROMISE_FIELD(weir_pressure_stats, budget_used_bytes, 32, uint64_t);
PROMISE_FIELD(weir_pressure_stats, group_bytes, 40, uint64_t);
PROMISE_FIELD(weir_pressure_stats, group_used_bytes, 48, uint64_t);
PROMISE_FIELD(weir_pressure_stats, machine_bytes, 56, uint64_t);
PROMISE_FIELD(weir_pressure_stats, machine_available_bytes, 64, uint64_t);
PROMISE_FIELD(weir_pressure_stats, resident_bytes, 72, uint64_t);
PROMISE_FIELD(weir_pressure_stats, peak_resident_bytes, 80, uint64_t);
PROMISE_FIELD(weir_pressure_stats, some_stall_percent, 88, double);
PROMISE_FIELD(weir_pressure_stats, full_stall_percent, 96, double);
PROMISE_FIELD(weir_pressure_stats, sample_count, 104, uint64_t);
PROMISE_FIELD(weir_pressure_stats, relief_count, 112, uint64_t);
PROMISE_FIELD(weir_pressure_stats, freed_bytes, 120, uint64_t);
PROMISE_FIELD(weir_pressure_stats, returned_bytes, 128, uint64_t);

typedef void (*weir_pressure_fn)(void* user, uint32_t level, const char* text);
weir_status weir_pressure_create(weir_runtime* runtime, const weir_pressure_options* options,
                                 weir_pressure** pressure_out);
weir_status weir_pressure_start(weir_pressure* pressure, weir_pressure_fn fn, void* user,
                                weir_user_free user_free);
weir_status weir_pressure_stop(weir_pressure* pressure);
weir_status weir_pressure_wait(weir_pressure* pressure, uint32_t known_level, uint64_t timeout_ns,
                               weir_pressure_stats* stats_out);
weir_status weir_pressure_get_stats(weir_pressure* pressure, weir_pressure_stats* stats_out);
weir_status weir_pressure_optimize(weir_pressure* pressure, uint32_t level,
                                   uint64_t* freed_bytes_out);
weir_status weir_pressure_json(weir_pressure* pressure, weir_buffer** json_out);
void weir_pressure_free(weir_pressure* pressure);

const promise_fn promise_pressure[] = {
    (promise_fn)weir_pressure_create,    (promise_fn)weir_pressure_start,
    (promise_fn)weir_pressure_stop,      (promise_fn)weir_pressure_wait,
    (promise_fn)weir_pressure_get_stats, (promise_fn)weir_pressure_optimize,
    (promise_fn)weir_pressure_json,      (promise_fn)weir_pressure_free,
};
