/* SPDX-License-Identifier: Apache-2.0 */
/* Misuse of what has to do with devices, streams, plans and caches: a part of
 * misuse_test.c, which has what is used here. */
#ifndef WEIR_TESTS_MISUSE_MOVING_H
#define WEIR_TESTS_MISUSE_MOVING_H

static void device_pools(void) {
  weir_device_pool* out_pool;
  void *block, *another;
  REFUSES(weir_runtime, weir_device_pool_create(bad, NULL, &out_pool));
  REFUSED(weir_device_pool_create(runtime, &device_pool_options, &out_pool));
  REFUSED(weir_device_pool_create(runtime, NULL, NULL));
  REFUSES(weir_device_pool, weir_device_pool_get(bad, 1, 0, NULL, &block));
  REFUSED(weir_device_pool_get(device_pool, 1, 5, NULL, &block));
  REFUSED(weir_device_pool_get(device_pool, 1, 0, (weir_stream*)pool, &block));
  CHECK(block == NULL);
  REFUSED(weir_device_pool_get(device_pool, 1, 0, NULL, NULL));
  CHECK_OK(weir_device_pool_get(device_pool, 1, 0, NULL, &another));
  REFUSES(weir_device_pool, weir_device_pool_put(bad, another, NULL));
  REFUSED(weir_device_pool_put(device_pool, another, (weir_stream*)pool));
  REFUSED(weir_device_pool_put(device_pool, numbers, NULL));
  CHECK_OK(weir_device_pool_put(device_pool, another, NULL));
  REFUSES(weir_device_pool, weir_device_pool_trim(bad, 0, NULL));
  REFUSES(weir_device_pool, weir_device_pool_get_stats(bad, &device_pool_stats));
  REFUSED(weir_device_pool_get_stats(device_pool, NULL));
  REFUSED(weir_device_pool_get_stats(device_pool, &device_pool_stats));
  REFUSES(weir_device_pool, weir_device_pool_stats_json(bad, &got_buffer));
  REFUSED(weir_device_pool_stats_json(device_pool, NULL));
  BAD(weir_device_pool, weir_device_pool_free(bad));
}

static void tickets(void) {
  REFUSED(weir_control_create(NULL));
  users_freed = 0;
  REFUSES(weir_control, weir_control_on_progress(bad, on_progress, &users_freed, count_user));
  CHECK(users_freed == 2);
  REFUSES(weir_control, weir_control_cancel(bad));
  REFUSES(weir_control, weir_control_progress(bad, &got_u64, &got_u64_too));
  REFUSED(weir_control_progress(control, NULL, &got_u64));
  REFUSED(weir_control_progress(control, &got_u64, NULL));
  BAD(weir_control, weir_control_free(bad));
  REFUSES(weir_ticket, weir_ticket_wait(bad, WEIR_FOREVER));
  REFUSES(weir_ticket, weir_ticket_poll(bad));
  BAD(weir_ticket, CHECK(strcmp(weir_ticket_error(bad), "") == 0));
  REFUSES(weir_ticket, weir_ticket_cancel(bad));
  REFUSES(weir_ticket, weir_ticket_progress(bad, &got_u64, &got_u64_too));
  REFUSED(weir_ticket_progress(ticket, NULL, &got_u64));
  REFUSED(weir_ticket_progress(ticket, &got_u64, NULL));
  users_freed = 0;
  REFUSES(weir_ticket, weir_ticket_on_done(bad, on_done, &users_freed, count_user));
  REFUSED(weir_ticket_on_done(ticket, NULL, &users_freed, NULL));
  CHECK(users_freed == 2);
  REFUSES(weir_ticket, weir_ticket_item_count(bad, &got_u64));
  REFUSED(weir_ticket_item_count(ticket, NULL));
  REFUSES(weir_ticket, weir_ticket_item_status(bad, 0, &got_i32));
  REFUSED(weir_ticket_item_status(ticket, 0, NULL));
  REFUSED(weir_ticket_item_status(ticket, 99, &got_i32));
  REFUSES(weir_ticket, weir_ticket_item_error(bad, 0, &got_buffer));
  REFUSED(weir_ticket_item_error(ticket, 0, NULL));
  BAD(weir_ticket, weir_ticket_free(bad));
}

static void devices(void) {
  REFUSES(weir_runtime, weir_runtime_device_count(bad, &got_u32));
  REFUSED(weir_runtime_device_count(runtime, NULL));
  REFUSES(weir_runtime, weir_runtime_device_at(bad, 0, &device_info));
  REFUSED(weir_runtime_device_at(runtime, 0, NULL));
  REFUSED(weir_runtime_device_at(runtime, 0, &device_info));
}

static void streams(void) {
  weir_stream_pool* out_pool = NULL;
  weir_stream* out_stream = NULL;
  weir_ticket* out_ticket = NULL;
  REFUSES(weir_runtime, weir_runtime_stream_pool(bad, NULL, &out_pool));
  REFUSED(weir_runtime_stream_pool(runtime, &pool_options, &out_pool));
  REFUSED(weir_runtime_stream_pool(runtime, NULL, NULL));
  REFUSES(weir_runtime, weir_stream_pool_create(bad, NULL, &out_pool));
  REFUSED(weir_stream_pool_create(runtime, &pool_options, &out_pool));
  REFUSED(weir_stream_pool_create(runtime, NULL, NULL));
  REFUSES(weir_stream_pool, weir_stream_pool_configure(bad, NULL));
  REFUSED(weir_stream_pool_configure(pool, &pool_options));
  REFUSES(weir_stream_pool, weir_stream_pool_size(bad, &got_u32));
  REFUSED(weir_stream_pool_size(pool, NULL));
  REFUSES(weir_stream_pool, weir_stream_pool_get(bad, 0, &out_stream));
  REFUSED(weir_stream_pool_get(pool, 0, NULL));
  REFUSES(weir_stream_pool, weir_stream_pool_next(bad, &out_stream));
  REFUSED(weir_stream_pool_next(pool, NULL));
  REFUSES(weir_stream_pool, weir_stream_pool_transfer(bad, &array, &array, &out_ticket));
  REFUSED(weir_stream_pool_transfer(pool, NULL, &array, &out_ticket));
  REFUSED(weir_stream_pool_transfer(pool, &array, NULL, &out_ticket));
  REFUSED(weir_stream_pool_transfer(pool, &array, &unsized_array, &out_ticket));
  REFUSES(weir_stream_pool, weir_stream_pool_batch(bad, &array, &array, 1, NULL, &out_ticket));
  REFUSED(weir_stream_pool_batch(pool, NULL, &array, 1, NULL, &out_ticket));
  REFUSED(weir_stream_pool_batch(pool, &array, NULL, 1, NULL, &out_ticket));
  REFUSED(weir_stream_pool_batch(pool, &array, &array, 1, (weir_control*)buffer, &out_ticket));
  REFUSES(weir_stream_pool, weir_stream_pool_wait_all(bad, 0));
  REFUSES(weir_stream_pool, weir_stream_pool_get_stats(bad, &pool_stats));
  REFUSED(weir_stream_pool_get_stats(pool, NULL));
  REFUSED(weir_stream_pool_get_stats(pool, &pool_stats));
  REFUSES(weir_stream_pool, weir_stream_pool_stats_json(bad, &got_buffer));
  REFUSED(weir_stream_pool_stats_json(pool, NULL));
  BAD(weir_stream_pool, weir_stream_pool_free(bad));
  REFUSES(weir_stream, weir_stream_transfer(bad, &array, &array, &out_ticket));
  REFUSED(weir_stream_transfer(stream, NULL, &array, &out_ticket));
  REFUSED(weir_stream_transfer(stream, &array, NULL, &out_ticket));
  REFUSES(weir_stream, weir_stream_synchronize(bad, 0));
  REFUSES(weir_stream, weir_stream_get_stats(bad, &stream_stats));
  REFUSED(weir_stream_get_stats(stream, NULL));
  REFUSED(weir_stream_get_stats(stream, &stream_stats));
  REFUSES(weir_stream, weir_stream_last_error(bad, &got_buffer));
  REFUSED(weir_stream_last_error(stream, NULL));
  REFUSES(weir_stream, weir_stream_index(bad, &got_u32));
  REFUSED(weir_stream_index(stream, NULL));
  BAD(weir_stream, weir_stream_free(bad));
  CHECK(out_pool == NULL && out_stream == NULL && out_ticket == NULL);
}

static void caches(void) {
  weir_cache* out = (weir_cache*)&out;
  const void* const keys[1] = {"k"};
  const size_t sizes[1] = {1};
  weir_buffer* values[1] = {NULL};
  REFUSES(weir_runtime, weir_runtime_cache(bad, "c", NULL, &out));
  CHECK(out == NULL);
  REFUSED(weir_runtime_cache(runtime, "c", &cache_options, &out));
  REFUSED(weir_runtime_cache(runtime, "c", NULL, NULL));
  REFUSES(weir_runtime, weir_runtime_remove_cache(bad, "c"));
  REFUSED(weir_runtime_remove_cache(runtime, NULL));
  REFUSES(weir_runtime, weir_runtime_clear_caches(bad, WEIR_CACHE_ALL, NULL));
  REFUSED(weir_runtime_clear_caches(runtime, 9, NULL));
  REFUSES(weir_runtime, weir_runtime_caches_json(bad, &got_buffer));
  REFUSED(weir_runtime_caches_json(runtime, NULL));
  REFUSES(weir_cache, weir_cache_put(bad, "k", 1, "v", 1, NULL));
  REFUSED(weir_cache_put(cache, NULL, 1, "v", 1, NULL));
  REFUSED(weir_cache_put(cache, "k", 1, NULL, 1, NULL));
  REFUSED(weir_cache_put(cache, "k", 1, "v", 1, &cache_put_options));
  REFUSES(weir_cache, weir_cache_get(bad, "k", 1, &got_buffer));
  REFUSED(weir_cache_get(cache, NULL, 1, &got_buffer));
  REFUSED(weir_cache_get(cache, "k", 1, NULL));
  REFUSES(weir_cache, weir_cache_read(bad, "k", 1, got_class, 1, &got_size));
  REFUSED(weir_cache_read(cache, NULL, 1, got_class, 1, &got_size));
  REFUSED(weir_cache_read(cache, "k", 1, NULL, 1, &got_size));
  REFUSED(weir_cache_read(cache, "k", 1, got_class, 1, NULL));
  REFUSES(weir_cache, weir_cache_put_many(bad, keys, sizes, keys, sizes, 1, NULL, NULL));
  REFUSED(weir_cache_put_many(cache, NULL, sizes, keys, sizes, 1, NULL, NULL));
  REFUSED(weir_cache_put_many(cache, keys, NULL, keys, sizes, 1, NULL, NULL));
  REFUSED(weir_cache_put_many(cache, keys, sizes, NULL, sizes, 1, NULL, NULL));
  REFUSED(weir_cache_put_many(cache, keys, sizes, keys, NULL, 1, NULL, NULL));
  REFUSED(weir_cache_put_many(cache, keys, sizes, keys, sizes, 1, &cache_put_options, NULL));
  REFUSES(weir_cache, weir_cache_get_many(bad, keys, sizes, 1, values));
  REFUSED(weir_cache_get_many(cache, NULL, sizes, 1, values));
  REFUSED(weir_cache_get_many(cache, keys, NULL, 1, values));
  REFUSED(weir_cache_get_many(cache, keys, sizes, 1, NULL));
  REFUSES(weir_cache, weir_cache_remove(bad, "k", 1));
  REFUSED(weir_cache_remove(cache, NULL, 1));
  REFUSES(weir_cache, weir_cache_clear(bad, WEIR_CACHE_ALL, NULL));
  REFUSED(weir_cache_clear(cache, 0, NULL));
  REFUSES(weir_cache, weir_cache_get_stats(bad, &cache_stats));
  REFUSED(weir_cache_get_stats(cache, NULL));
  REFUSED(weir_cache_get_stats(cache, &cache_stats));
  REFUSES(weir_cache, weir_cache_stats_json(bad, &got_buffer));
  REFUSED(weir_cache_stats_json(cache, NULL));
  BAD(weir_cache, weir_cache_free(bad));
}

static weir_status never(void* user, weir_claim* mine, const void* key, size_t key_size) {
  (void)user, (void)mine, (void)key, (void)key_size;
  CHECK(0);
  return WEIR_E_INTERNAL;
}

static void claims(void) {
  weir_claim* out = (weir_claim*)&out;
  int ended = 0;
  REFUSES(weir_cache, weir_cache_claim(bad, "k", 1, NULL, &got_buffer, &out));
  CHECK(out == NULL);
  REFUSED(weir_cache_claim(cache, NULL, 1, NULL, &got_buffer, &out));
  REFUSED(weir_cache_claim(cache, "k", 1, &claim_options, &got_buffer, &out));
  REFUSED(weir_cache_claim(cache, "k", 1, NULL, NULL, &out));
  REFUSED(weir_cache_claim(cache, "k", 1, NULL, &got_buffer, NULL));
  REFUSES(weir_cache,
          weir_cache_get_or_compute(bad, "k", 1, NULL, never, &ended, count_user, &got_buffer));
  REFUSED(weir_cache_get_or_compute(cache, NULL, 1, NULL, never, &ended, count_user, &got_buffer));
  REFUSED(weir_cache_get_or_compute(cache, "k", 1, &claim_options, never, &ended, count_user,
                                    &got_buffer));
  REFUSED(weir_cache_get_or_compute(cache, "k", 1, NULL, NULL, &ended, count_user, &got_buffer));
  REFUSED(weir_cache_get_or_compute(cache, "k", 1, NULL, never, &ended, count_user, NULL));
  CHECK(ended == 6);
  REFUSES(weir_claim, weir_claim_settle(bad, WEIR_OK, "v", 1, NULL));
  REFUSED(weir_claim_settle(claim, WEIR_OK, NULL, 1, NULL));
  REFUSED(weir_claim_settle(claim, WEIR_AGAIN, "v", 1, NULL));
  REFUSED(weir_claim_settle(claim, WEIR_OK, "v", 1, &cache_put_options));
  BAD(weir_claim, weir_claim_free(bad));
}

static int32_t never_matches(void* user, const void* key, size_t key_size, const void* value,
                             size_t value_size) {
  (void)user, (void)key, (void)key_size, (void)value, (void)value_size;
  return 0;
}

static void invalidations(void) {
  int ended = 0;
  REFUSES(weir_cache, weir_cache_invalidate(bad, WEIR_CACHE_NAME, "n", 1, NULL));
  REFUSED(weir_cache_invalidate(cache, WEIR_CACHE_NAME, NULL, 1, NULL));
  REFUSED(weir_cache_invalidate(cache, WEIR_CACHE_EVERY, "n", 1, NULL));
  REFUSED(weir_cache_invalidate(cache, 0, "n", 1, NULL));
  REFUSES(weir_cache, weir_cache_invalidate_if(bad, never_matches, NULL, NULL));
  REFUSED(weir_cache_invalidate_if(cache, NULL, NULL, NULL));
  REFUSES(weir_cache, weir_cache_watch(bad, 1, NULL, &ended, count_user));
  REFUSED(weir_cache_watch(cache, WEIR_CACHE_LOST, NULL, &ended, count_user));
  CHECK(ended == 3);
  REFUSES(weir_cache, weir_cache_next_event(bad, &got_u32, &got_u64, &got_buffer));
  REFUSED(weir_cache_next_event(cache, NULL, &got_u64, &got_buffer));
  REFUSED(weir_cache_next_event(cache, &got_u32, NULL, &got_buffer));
  REFUSED(weir_cache_next_event(cache, &got_u32, &got_u64, NULL));
  cache_put_options.struct_size = sizeof cache_put_options;
  cache_put_options.name_count = 1;
  REFUSED(weir_cache_put(cache, "k", 1, "v", 1, &cache_put_options));
  cache_put_options.struct_size = 0;
  cache_put_options.name_count = 0;
}

static void events_and_plans(void) {
  weir_ticket* out_ticket = NULL;
  weir_stream* out_stream = NULL;
  weir_plan* out_plan = NULL;
  REFUSES(weir_stream, weir_stream_record(bad, &out_ticket));
  REFUSED(weir_stream_record(stream, NULL));
  REFUSES(weir_stream, weir_stream_wait_ticket(bad, ticket));
  REFUSES(weir_ticket, weir_stream_wait_ticket(stream, bad));
  REFUSES(weir_stream_pool, weir_stream_pool_wrap(bad, NULL, &out_stream));
  REFUSED(weir_stream_pool_wrap(pool, NULL, NULL));
  REFUSES(weir_stream_pool, weir_plan_create(bad, &array, &array, 1, &out_plan));
  REFUSED(weir_plan_create(pool, NULL, &array, 1, &out_plan));
  REFUSED(weir_plan_create(pool, &array, NULL, 1, &out_plan));
  REFUSED(weir_plan_create(pool, &array, &unsized_array, 1, &out_plan));
  REFUSED(weir_plan_create(pool, &array, &array, 1, NULL));
  REFUSES(weir_plan, weir_plan_run(bad, NULL, &out_ticket));
  REFUSED(weir_plan_run(plan, (weir_control*)buffer, &out_ticket));
  BAD(weir_plan, weir_plan_free(bad));
  CHECK(out_stream == NULL && out_plan == NULL && out_ticket == NULL);
}

#endif
