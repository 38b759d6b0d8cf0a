/* SPDX-License-Identifier: Apache-2.0 */
/* Misuse of memory: buffers, budgets, pools and monitors. A part of misuse_test.c, which has what
 * is used here. */
#ifndef WEIR_TESTS_MISUSE_MEMORY_H
#define WEIR_TESTS_MISUSE_MEMORY_H

static void memory(void) {
  REFUSES(weir_runtime, weir_buffer_create(bad, 1, 0, &got_buffer));
  REFUSED(weir_buffer_create(runtime, 1, 0, NULL));
  REFUSED(weir_buffer_copy(NULL, 1, &got_buffer));
  REFUSED(weir_buffer_copy("x", 1, NULL));
  BAD(weir_buffer, CHECK(weir_buffer_data(bad) == NULL));
  BAD(weir_buffer, CHECK(weir_buffer_size(bad) == 0));
  BAD(weir_buffer, weir_buffer_free(bad));
  REFUSES(weir_runtime, weir_runtime_memory_stats(bad, &memory_stats));
  REFUSED(weir_runtime_memory_stats(runtime, NULL));
  REFUSED(weir_runtime_memory_stats(runtime, &memory_stats));
  REFUSES(weir_runtime, weir_runtime_memory_module(bad, 0, &memory_module));
  REFUSED(weir_runtime_memory_module(runtime, 0, NULL));
  REFUSED(weir_runtime_memory_module(runtime, 0, &memory_module));
  REFUSES(weir_runtime, weir_runtime_set_memory_budget(bad, 1));
  REFUSES(weir_runtime, weir_runtime_enter_memory_scope(bad, "load"));
  REFUSED(weir_runtime_enter_memory_scope(runtime, NULL));
  REFUSED(weir_runtime_enter_memory_scope(runtime, ""));
  REFUSED(weir_runtime_enter_memory_scope(runtime, "a/b"));
  REFUSES(weir_runtime, weir_runtime_leave_memory_scope(bad));
  REFUSED(weir_runtime_leave_memory_scope(runtime)); /* inside none */
  REFUSES(weir_runtime, weir_runtime_memory_scope(bad, 0, &memory_scope));
  REFUSED(weir_runtime_memory_scope(runtime, 0, NULL));
  CHECK_OK(weir_runtime_enter_memory_scope(runtime, "load"));
  CHECK_OK(weir_runtime_leave_memory_scope(runtime));
  REFUSED(weir_runtime_memory_scope(runtime, 0, &memory_scope));
}

static void memory_pools(void) {
  weir_memory_pool* out_pool;
  void* block;
  REFUSES(weir_runtime, weir_runtime_memory_pool(bad, &out_pool));
  REFUSED(weir_runtime_memory_pool(runtime, NULL));
  REFUSES(weir_runtime, weir_memory_pool_create(bad, NULL, &out_pool));
  REFUSED(weir_memory_pool_create(runtime, &memory_pool_options, &out_pool));
  REFUSED(weir_memory_pool_create(runtime, NULL, NULL));
  REFUSES(weir_memory_pool, weir_memory_pool_get(bad, 1, 0, &block));
  REFUSED(weir_memory_pool_get(memory_pool, 1, 0, NULL));
  REFUSED(weir_memory_pool_get(memory_pool, 1, 5, &block));
  CHECK(block == NULL);
  REFUSES(weir_memory_pool, weir_memory_pool_put(bad, numbers));
  REFUSED(weir_memory_pool_put(memory_pool, numbers));
  REFUSED(weir_memory_pool_put(memory_pool, memory_pool));
  REFUSES(weir_memory_pool, weir_memory_pool_get_array(bad, &array, NULL, &got_buffer));
  REFUSED(weir_memory_pool_get_array(memory_pool, NULL, NULL, &got_buffer));
  REFUSED(weir_memory_pool_get_array(memory_pool, &unsized_array, NULL, &got_buffer));
  REFUSED(weir_memory_pool_get_array(memory_pool, &array, &block_options, &got_buffer));
  REFUSED(weir_memory_pool_get_array(memory_pool, &array, NULL, NULL));
  REFUSES(weir_memory_pool, weir_memory_pool_trim(bad, 0, NULL));
  REFUSES(weir_memory_pool, weir_memory_pool_get_stats(bad, &memory_pool_stats));
  REFUSED(weir_memory_pool_get_stats(memory_pool, NULL));
  REFUSED(weir_memory_pool_get_stats(memory_pool, &memory_pool_stats));
  REFUSES(weir_memory_pool, weir_memory_pool_stats_json(bad, &got_buffer));
  REFUSED(weir_memory_pool_stats_json(memory_pool, NULL));
  BAD(weir_memory_pool, weir_memory_pool_free(bad));
}

static void managed_buffers(void) {
  weir_managed* out = (weir_managed*)&out;
  weir_managed_settings settings = {sizeof settings, 4, 0, 0, NULL};
  weir_managed_options options = {sizeof options, 4, 0, 0};
  REFUSES(weir_runtime, weir_runtime_set_managed(bad, NULL));
  REFUSED(weir_runtime_set_managed(runtime, &managed_settings));
  REFUSED(weir_runtime_set_managed(runtime, &settings));
  settings.flags = 0;
  settings.compress_at = 1.5;
  REFUSED(weir_runtime_set_managed(runtime, &settings));
  REFUSES(weir_runtime, weir_managed_create(bad, 1, NULL, &out));
  CHECK(out == NULL);
  REFUSED(weir_managed_create(runtime, 1, NULL, NULL));
  REFUSED(weir_managed_create(runtime, 1, &managed_options, &out));
  REFUSED(weir_managed_create(runtime, 1, &options, &out));
  options.flags = 0;
  options.priority = 5;
  REFUSED(weir_managed_create(runtime, 1, &options, &out));
  options.priority = 0;
  options.alignment_bytes = 48;
  REFUSED(weir_managed_create(runtime, 1, &options, &out));
  CHECK_STATUS(weir_managed_create(runtime, SIZE_MAX, NULL, &out), WEIR_E_NO_MEMORY);
  REFUSES(weir_managed, weir_managed_pin(bad, &got_buffer));
  REFUSED(weir_managed_pin(managed, NULL));
  REFUSES(weir_managed, weir_managed_get_state(bad, &managed_state));
  REFUSED(weir_managed_get_state(managed, NULL));
  REFUSED(weir_managed_get_state(managed, &managed_state));
  REFUSES(weir_runtime, weir_runtime_managed_stats(bad, &managed_stats));
  REFUSED(weir_runtime_managed_stats(runtime, NULL));
  REFUSED(weir_runtime_managed_stats(runtime, &managed_stats));
  REFUSES(weir_runtime, weir_runtime_managed_json(bad, &got_buffer));
  REFUSED(weir_runtime_managed_json(runtime, NULL));
  BAD(weir_managed, weir_managed_free(bad));
}

static void pressures(void) {
  weir_pressure* out = (weir_pressure*)&out;
  weir_pressure_options options = {sizeof options, 2, 0, 0, 0, 0, 0};
  weir_pressure_stats good;
  memset(&good, 0, sizeof good);
  good.struct_size = sizeof good;
  REFUSES(weir_runtime, weir_pressure_create(bad, NULL, &out));
  CHECK(out == NULL);
  REFUSED(weir_pressure_create(runtime, &pressure_options, &out));
  REFUSED(weir_pressure_create(runtime, &options, &out));
  options.flags = 0;
  options.critical_at = 0.1; /* below where SEVERE begins */
  REFUSED(weir_pressure_create(runtime, &options, &out));
  options.critical_at = -1;
  REFUSED(weir_pressure_create(runtime, &options, &out));
  REFUSED(weir_pressure_create(runtime, NULL, NULL));
  users_freed = 0;
  REFUSES(weir_pressure, weir_pressure_start(bad, hear, &users_freed, count_user));
  CHECK(users_freed == 2);
  REFUSES(weir_pressure, weir_pressure_stop(bad));
  REFUSES(weir_pressure, weir_pressure_wait(bad, 0, 0, &good));
  REFUSED(weir_pressure_wait(pressure, 5, 0, &good));
  REFUSED(weir_pressure_wait(pressure, 0, 0, NULL));
  REFUSED(weir_pressure_wait(pressure, 0, 0, &pressure_stats));
  REFUSES(weir_pressure, weir_pressure_get_stats(bad, &good));
  REFUSED(weir_pressure_get_stats(pressure, NULL));
  REFUSED(weir_pressure_get_stats(pressure, &pressure_stats));
  REFUSES(weir_pressure, weir_pressure_optimize(bad, 0, NULL));
  REFUSED(weir_pressure_optimize(pressure, 5, NULL));
  REFUSES(weir_pressure, weir_pressure_json(bad, &got_buffer));
  REFUSED(weir_pressure_json(pressure, NULL));
  BAD(weir_pressure, weir_pressure_free(bad));
}

#endif
