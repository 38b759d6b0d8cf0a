/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: NULL, a handle of another type, and a struct whose size is not set are refused by every
 * public function, never a crash; and nothing that was misused is broken by it.
 *
 * tests/abi/check_misuse.py fails when a public function is not called in this file. */
#include <stdint.h>

#include "check.h"

/* What every bad call is given in the other places: all of it is good. */
static weir_runtime* runtime;
static weir_buffer* buffer;
static weir_json* json;
static weir_control* control;
static weir_stream_pool* pool;
static weir_stream* stream;
static weir_plan* plan;
static weir_ticket* ticket;
static weir_cache* cache;
static weir_profiler* profiler;
static weir_memory_pool* memory_pool;
static weir_rules* rules;
static weir_report* report;
static weir_schema* schema;

static double numbers[4] = {1, 2, 3, 4};
static const uint64_t shape[1] = {4};
static weir_array array = {sizeof(weir_array), WEIR_F64, 1, 0, numbers, shape, NULL};

/* Where good calls would write. */
static weir_buffer* got_buffer;
static uint32_t got_u32;
static int32_t got_i32;
static uint64_t got_u64, got_u64_too;
static int64_t got_i64;
static double got_double;
static size_t got_size;
static const char* got_text;
static uint8_t got_class[1];

/* Structs whose struct_size is 0: refused wherever they go. */
static weir_runtime_options runtime_options;
static weir_memory_stats memory_stats;
static weir_memory_module memory_module;
static weir_memory_pool_options memory_pool_options;
static weir_memory_pool_stats memory_pool_stats;
static weir_block_options block_options;
static weir_device_info device_info;
static weir_stream_pool_options pool_options;
static weir_stream_pool_stats pool_stats;
static weir_stream_stats stream_stats;
static weir_cache_options cache_options;
static weir_cache_put_options cache_put_options;
static weir_cache_stats cache_stats;
static weir_profiler_options profiler_options;
static weir_phase_stats phase_stats;
static weir_metric_stats metric_stats;
static weir_profile_summary profile_summary;
static weir_rule_options rule_options;
static weir_validate_options validate_options;
static weir_finding finding;
static weir_schema_options schema_options;
static weir_tile_info tile_info;
static weir_synthetic_options synthetic_options;
static weir_features_options features_options;
static weir_classify_options classify_options;
static weir_picture_options picture_options;
static weir_array unsized_array;

static int users_freed;
static void count_user(void* user) {
  ++*(int*)user;
}
static void hear(void* user, uint32_t level, const char* text) {
  (void)user, (void)level, (void)text;
}
static int32_t on_progress(void* user, uint64_t done, uint64_t total) {
  (void)user, (void)done, (void)total;
  return 0;
}
static void on_done(void* user, weir_status status) {
  (void)user, (void)status;
}

#define REFUSED(call) CHECK_STATUS(call, WEIR_E_INVALID)

/* `bad` is NULL, then a live handle of another type. */
#define BAD(type, statement)                            \
  do {                                                  \
    void* const others[] = {NULL, other_than_##type()}; \
    size_t which;                                       \
    for (which = 0; which < 2; ++which) {               \
      type* const bad = (type*)others[which];           \
      statement;                                        \
    }                                                   \
  } while (0)
#define REFUSES(type, call) BAD(type, REFUSED(call))

static void* other_than_weir_runtime(void) {
  return buffer;
}
static void* other_than_weir_buffer(void) {
  return runtime;
}
static void* other_than_weir_json(void) {
  return buffer;
}
static void* other_than_weir_control(void) {
  return buffer;
}
static void* other_than_weir_stream_pool(void) {
  return stream;
}
static void* other_than_weir_stream(void) {
  return pool;
}
static void* other_than_weir_plan(void) {
  return pool;
}
static void* other_than_weir_ticket(void) {
  return control;
}
static void* other_than_weir_cache(void) {
  return profiler;
}
static void* other_than_weir_profiler(void) {
  return runtime;
}
static void* other_than_weir_memory_pool(void) {
  return runtime;
}
static void* other_than_weir_rules(void) {
  return report;
}
static void* other_than_weir_report(void) {
  return rules;
}
static void* other_than_weir_schema(void) {
  return rules;
}
static void* other_than_weir_tile(void) {
  return runtime;
}
static void* other_than_weir_neighbors(void) {
  return runtime;
}
static void* other_than_weir_features(void) {
  return runtime;
}

static void base(void) {
  CHECK(strcmp(weir_status_name(INT32_MIN), "WEIR_E_UNKNOWN") == 0);
  CHECK(weir_last_error() != NULL && weir_version() != NULL && weir_abi_version() == 1);
}

static void json_values(void) {
  weir_json* out = (weir_json*)&out;
  REFUSED(weir_json_parse(NULL, 1, &out));
  CHECK(out == NULL);
  REFUSED(weir_json_parse("{}", 2, NULL));
  REFUSED(weir_json_read_file(NULL, &out));
  REFUSED(weir_json_read_file("x.json", NULL));
  REFUSES(weir_json, weir_json_type_at(bad, "", &got_u32));
  REFUSES(weir_json, weir_json_get_bool(bad, "", &got_i32));
  REFUSES(weir_json, weir_json_get_int64(bad, "", &got_i64));
  REFUSES(weir_json, weir_json_get_double(bad, "", &got_double));
  REFUSES(weir_json, weir_json_get_string(bad, "", &got_text, &got_size));
  REFUSES(weir_json, weir_json_get_count(bad, "", &got_u64));
  REFUSES(weir_json, weir_json_get_key(bad, "", 0, &got_text, &got_size));
  REFUSES(weir_json, weir_json_write(bad, "", 0, &got_buffer));
  REFUSED(weir_json_type_at(json, NULL, &got_u32));
  REFUSED(weir_json_type_at(json, "", NULL));
  REFUSED(weir_json_get_bool(json, "/b", NULL));
  REFUSED(weir_json_get_int64(json, "/n", NULL));
  REFUSED(weir_json_get_double(json, "/n", NULL));
  REFUSED(weir_json_get_string(json, "/s", NULL, &got_size));
  REFUSED(weir_json_get_count(json, "", NULL));
  REFUSED(weir_json_get_key(json, "", 0, NULL, &got_size));
  REFUSED(weir_json_write(json, "", 0, NULL));
  BAD(weir_json, weir_json_free(bad));
}

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

static void runtimes(void) {
  weir_runtime* out = (weir_runtime*)&out;
  REFUSED(weir_runtime_create(&runtime_options, &out));
  CHECK(out == NULL);
  REFUSED(weir_runtime_create(NULL, NULL));
  REFUSED(weir_runtime_default(NULL));
  REFUSES(weir_runtime, weir_runtime_shutdown(bad));
  REFUSES(weir_runtime, weir_runtime_info(bad, &got_buffer));
  REFUSED(weir_runtime_info(runtime, NULL));
  users_freed = 0;
  REFUSES(weir_runtime, weir_runtime_set_log(bad, 0, hear, &users_freed, count_user));
  CHECK(users_freed == 2);
  REFUSES(weir_runtime, weir_runtime_next_log(bad, &got_u32, &got_buffer));
  REFUSED(weir_runtime_next_log(runtime, NULL, &got_buffer));
  REFUSED(weir_runtime_next_log(runtime, &got_u32, NULL));
  BAD(weir_runtime, weir_runtime_free(bad));
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

static void profilers(void) {
  weir_profiler* out = NULL;
  REFUSES(weir_runtime, weir_runtime_profiler(bad, &out));
  REFUSED(weir_runtime_profiler(runtime, NULL));
  REFUSED(weir_profiler_create((weir_runtime*)buffer, NULL, &out)); /* NULL would be good */
  REFUSED(weir_profiler_create(runtime, &profiler_options, &out));
  REFUSED(weir_profiler_create(runtime, NULL, NULL));
  REFUSES(weir_profiler, weir_profiler_configure(bad, NULL));
  REFUSED(weir_profiler_configure(profiler, &profiler_options));
  REFUSES(weir_profiler, weir_profiler_reset(bad));
  REFUSES(weir_profiler, weir_profiler_start_phase(bad, "a"));
  REFUSED(weir_profiler_start_phase(profiler, NULL));
  REFUSES(weir_profiler, weir_profiler_start_phase_under(bad, 0, "a"));
  REFUSED(weir_profiler_start_phase_under(profiler, 0, NULL));
  REFUSES(weir_profiler, weir_profiler_current(bad, &got_u64));
  REFUSED(weir_profiler_current(profiler, NULL));
  REFUSES(weir_profiler, weir_profiler_end_phase(bad, NULL));
  REFUSED(weir_profiler_end_phase(profiler, &phase_stats));
  REFUSES(weir_profiler, weir_profiler_end_phase_named(bad, "p", NULL));
  REFUSED(weir_profiler_end_phase_named(profiler, NULL, NULL));
  REFUSES(weir_profiler, weir_profiler_record_metric(bad, "m", 1.0));
  REFUSED(weir_profiler_record_metric(profiler, NULL, 1.0));
  REFUSES(weir_profiler, weir_profiler_summary(bad, &profile_summary));
  REFUSED(weir_profiler_summary(profiler, NULL));
  REFUSED(weir_profiler_summary(profiler, &profile_summary));
  REFUSES(weir_profiler, weir_profiler_phase_stats(bad, "p", &phase_stats));
  REFUSED(weir_profiler_phase_stats(profiler, NULL, &phase_stats));
  REFUSED(weir_profiler_phase_stats(profiler, "p", NULL));
  REFUSED(weir_profiler_phase_stats(profiler, "p", &phase_stats));
  REFUSES(weir_profiler, weir_profiler_metric_stats(bad, "p", "m", &metric_stats));
  REFUSED(weir_profiler_metric_stats(profiler, "p", NULL, &metric_stats));
  REFUSED(weir_profiler_metric_stats(profiler, "p", "m", NULL));
  REFUSED(weir_profiler_metric_stats(profiler, "p", "m", &metric_stats));
  REFUSES(weir_profiler, weir_profiler_phase_count(bad, &got_u64));
  REFUSED(weir_profiler_phase_count(profiler, NULL));
  REFUSES(weir_profiler, weir_profiler_phase_at(bad, 0, &got_buffer, NULL));
  REFUSES(weir_profiler, weir_profiler_metric_at(bad, "p", 0, &got_buffer, NULL));
  REFUSES(weir_profiler, weir_profiler_report(bad, WEIR_REPORT_JSON, &got_buffer));
  REFUSED(weir_profiler_report(profiler, WEIR_REPORT_JSON, NULL));
  REFUSED(weir_profiler_report(profiler, 99, &got_buffer));
  BAD(weir_profiler, weir_profiler_free(bad));
  CHECK(out == NULL);
}

static int32_t judge(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)user, (void)config;
  REFUSED(weir_finding_sink_message(sink, NULL));
  REFUSED(weir_finding_sink_hint(sink, NULL));
  REFUSED(weir_finding_sink_field(sink, NULL));
  return 1;
}

static void validation(void) {
  weir_rules* out = NULL;
  weir_report* out_report = NULL;
  static const char* const choices[] = {"a", "b"};
  REFUSED(weir_rules_create(NULL));
  REFUSED(weir_rules_default(NULL));
  REFUSES(weir_rules, weir_rules_clear(bad));
  BAD(weir_rules, CHECK(weir_rules_count(bad) == 0));
  BAD(weir_rules, weir_rules_free(bad));
  REFUSES(weir_rules, weir_rules_add_lod(bad, NULL));
  REFUSED(weir_rules_add_lod(rules, &rule_options));
  REFUSES(weir_rules, weir_rules_add_gpu(bad, NULL));
  REFUSES(weir_rules, weir_rules_add_required(bad, "f", NULL));
  REFUSED(weir_rules_add_required(rules, NULL, NULL));
  REFUSES(weir_rules, weir_rules_add_range(bad, "f", 0, 1, NULL));
  REFUSED(weir_rules_add_range(rules, NULL, 0, 1, NULL));
  REFUSES(weir_rules, weir_rules_add_type(bad, "f", 1, NULL));
  REFUSED(weir_rules_add_type(rules, NULL, 1, NULL));
  REFUSES(weir_rules, weir_rules_add_choice(bad, "f", choices, 2, NULL));
  REFUSED(weir_rules_add_choice(rules, NULL, choices, 2, NULL));
  REFUSED(weir_rules_add_choice(rules, "f", NULL, 2, NULL));
  REFUSES(weir_rules, weir_rules_add_pattern(bad, "f", "a", NULL));
  REFUSED(weir_rules_add_pattern(rules, NULL, "a", NULL));
  REFUSED(weir_rules_add_pattern(rules, "f", NULL, NULL));
  REFUSES(weir_rules, weir_rules_add_path(bad, "f", 1, NULL));
  REFUSED(weir_rules_add_path(rules, NULL, 1, NULL));
  users_freed = 0;
  REFUSES(weir_rules, weir_rules_add_custom(bad, "c", judge, &users_freed, count_user, NULL));
  REFUSED(weir_rules_add_custom(rules, NULL, judge, &users_freed, count_user, NULL));
  REFUSED(weir_rules_add_custom(rules, "c", NULL, &users_freed, count_user, NULL));
  REFUSED(weir_rules_add_custom(rules, "c", judge, &users_freed, count_user, &rule_options));
  CHECK(users_freed == 5);
  REFUSES(weir_rules, weir_rules_add_document(bad, json));
  REFUSES(weir_json, weir_rules_add_document(rules, bad));
  REFUSES(weir_rules, weir_rules_validate(bad, json, NULL, &out_report));
  REFUSES(weir_json, weir_rules_validate(rules, bad, NULL, &out_report));
  REFUSED(weir_rules_validate(rules, json, &validate_options, &out_report));
  REFUSED(weir_rules_validate(rules, json, NULL, NULL));
  REFUSES(weir_rules, weir_rules_check(bad, json));
  REFUSES(weir_json, weir_rules_check(rules, bad));
  REFUSED(weir_finding_sink_message(NULL, "x"));
  REFUSED(weir_finding_sink_hint(NULL, "x"));
  REFUSED(weir_finding_sink_field(NULL, "x"));
  CHECK(weir_rules_count(rules) == 1);
  CHECK_OK(weir_rules_check(rules, json)); /* calls judge() */
  CHECK(out == NULL && out_report == NULL);
}

static void reports(void) {
  BAD(weir_report, CHECK(weir_report_is_valid(bad) == 0));
  BAD(weir_report, CHECK(weir_report_count(bad, 0) == 0));
  REFUSES(weir_report, weir_report_add(bad, WEIR_LEVEL_ERROR, "r", "f", "m", NULL));
  REFUSED(weir_report_add(report, WEIR_LEVEL_ERROR, "r", "f", NULL, NULL));
  REFUSES(weir_report, weir_report_finding(bad, 0, &finding));
  REFUSED(weir_report_finding(report, 0, NULL));
  REFUSED(weir_report_finding(report, 0, &finding));
  REFUSES(weir_report, weir_report_summary(bad, &got_buffer));
  REFUSED(weir_report_summary(report, NULL));
  REFUSES(weir_report, weir_report_json(bad, &got_buffer));
  REFUSED(weir_report_json(report, NULL));
  REFUSES(weir_report, weir_report_write(bad, WEIR_REPORT_STYLE_TEXT, NULL, &got_buffer));
  REFUSED(weir_report_write(report, WEIR_REPORT_STYLE_TEXT, NULL, NULL));
  REFUSED(weir_report_write(report, 0, NULL, &got_buffer));
  REFUSED(weir_report_write(report, 99, NULL, &got_buffer));
  BAD(weir_report, weir_report_free(bad));
}

static void schemas(void) {
  weir_schema* out = NULL;
  weir_report* out_report = NULL;
  weir_schema_options wrong = {sizeof wrong, 5, 0, 0, NULL, NULL, NULL, NULL};
  REFUSED(weir_schema_compile(NULL, 2, NULL, &out));
  REFUSED(weir_schema_compile("{}", 2, NULL, NULL));
  REFUSED(weir_schema_compile("{}", 2, &schema_options, &out));
  REFUSED(weir_schema_compile("{}", 2, &wrong, &out));
  wrong.draft = 0, wrong.flags = 99;
  REFUSED(weir_schema_compile("{}", 2, &wrong, &out));
  wrong.flags = 0, wrong.documents = (const weir_json*)(const void*)rules;
  REFUSED(weir_schema_compile("{}", 2, &wrong, &out));
  REFUSES(weir_schema, weir_schema_check(bad, "1", 1));
  REFUSED(weir_schema_check(schema, NULL, 1));
  REFUSES(weir_schema, weir_schema_validate(bad, "1", 1, &out_report));
  REFUSED(weir_schema_validate(schema, NULL, 1, &out_report));
  REFUSED(weir_schema_validate(schema, "1", 1, NULL));
  REFUSES(weir_rules, weir_rules_add_schema(bad, "", schema, NULL));
  REFUSES(weir_schema, weir_rules_add_schema(rules, "", bad, NULL));
  REFUSED(weir_rules_add_schema(rules, NULL, schema, NULL));
  REFUSED(weir_rules_add_schema(rules, "", schema, &rule_options));
  BAD(weir_schema, weir_schema_free(bad));
  CHECK(out == NULL && out_report == NULL);
}

static void points(void) {
  weir_tile* tile = NULL;
  REFUSES(weir_runtime, weir_tile_open(bad, "x.las", &tile));
  REFUSED(weir_tile_open(runtime, NULL, &tile));
  REFUSED(weir_tile_open(runtime, "x.las", NULL));
  REFUSES(weir_tile, weir_tile_get_info(bad, &tile_info));
  REFUSES(weir_tile, weir_tile_read(bad, WEIR_POINT_XYZ, 0, 1, numbers, sizeof numbers));
  REFUSES(weir_tile, weir_tile_write(bad, "x.las", got_class, 1, NULL));
  BAD(weir_tile, weir_tile_free(bad));
  CHECK(tile == NULL);
  REFUSED(weir_synthetic_write(NULL, NULL, NULL));
  REFUSED(weir_synthetic_write("x.las", &synthetic_options, NULL));
}

static void features_of_points(void) {
  weir_neighbors* index = NULL;
  weir_features* features = NULL;
  const float* values = NULL;
  REFUSES(weir_runtime, weir_neighbors_create(bad, numbers, 1, NULL, &index));
  REFUSED(weir_neighbors_create(runtime, NULL, 1, NULL, &index));
  REFUSED(weir_neighbors_create(runtime, numbers, 1, NULL, NULL));
  REFUSES(weir_neighbors, weir_neighbors_nearest(bad, numbers, 1, 1, NULL, &got_u64, &got_double));
  BAD(weir_neighbors, weir_neighbors_free(bad));
  REFUSES(weir_runtime, weir_features_create(bad, numbers, 1, NULL, NULL, &features));
  REFUSED(weir_features_create(runtime, NULL, 1, NULL, NULL, &features));
  REFUSED(weir_features_create(runtime, numbers, 1, &features_options, NULL, &features));
  REFUSED(weir_features_create(runtime, numbers, 1, NULL, NULL, NULL));
  REFUSES(weir_features, weir_features_column(bad, 1, &values, &got_u64));
  REFUSES(weir_features, weir_features_classify(bad, NULL, NULL, got_class, 1));
  BAD(weir_features, weir_features_free(bad));
  REFUSED(weir_lod_from_name(NULL, &got_u32));
  REFUSED(weir_lod_from_name("LOD2", NULL));
  REFUSES(weir_runtime, weir_picture_write(bad, "x.png", numbers, got_class, 1, NULL, NULL));
  REFUSED(weir_picture_write(runtime, NULL, numbers, got_class, 1, NULL, NULL));
  REFUSED(weir_picture_write(runtime, "x.png", numbers, got_class, 1, &picture_options, NULL));
  CHECK(index == NULL && features == NULL && values == NULL);
  CHECK(weir_feature_name(0) == NULL && weir_feature_name(UINT32_MAX) == NULL);
  CHECK(strcmp(weir_class_name(UINT32_MAX), "other") == 0);

  CHECK_OK(weir_features_create(runtime, numbers, 1, NULL, NULL, &features));
  REFUSED(weir_features_column(features, 99, &values, &got_u64));
  REFUSED(weir_features_column(features, 1, NULL, &got_u64));
  REFUSED(weir_features_column(features, 1, &values, NULL));
  REFUSED(weir_features_classify(features, &classify_options, NULL, got_class, 1));
  REFUSED(weir_features_classify(features, NULL, NULL, NULL, 1));
  weir_features_free(features);
}

static void make(void) {
  static const char text[] = "{\"n\": 1, \"s\": \"x\", \"b\": true}";
  static double copy[4];
  weir_array target = array;
  target.data = copy;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_buffer_copy("buffer", 6, &buffer));
  CHECK_OK(weir_json_parse(text, sizeof text - 1, &json));
  CHECK_OK(weir_control_create(&control));
  CHECK_OK(weir_runtime_stream_pool(runtime, NULL, &pool));
  CHECK_OK(weir_stream_pool_get(pool, 0, &stream));
  CHECK_OK(weir_plan_create(pool, &array, &array, 1, &plan));
  CHECK_OK(weir_stream_pool_transfer(pool, &array, &target, &ticket));
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  CHECK_OK(weir_runtime_cache(runtime, NULL, NULL, &cache));
  CHECK_OK(weir_cache_put(cache, "k", 1, "v", 1, NULL));
  CHECK_OK(weir_profiler_create(runtime, NULL, &profiler));
  CHECK_OK(weir_memory_pool_create(runtime, NULL, &memory_pool));
  CHECK_OK(weir_profiler_start_phase(profiler, "p"));
  CHECK_OK(weir_profiler_record_metric(profiler, "m", 1.0));
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_rules_add_custom(rules, "judge", judge, NULL, NULL, NULL));
  CHECK_OK(weir_rules_validate(rules, json, NULL, &report));
  CHECK_OK(weir_report_add(report, WEIR_LEVEL_WARNING, "r", "f", "m", "h"));
  CHECK_OK(weir_schema_compile("{}", 2, NULL, &schema));
}

/* All that was misused still works, and ends. */
static void use_and_end(void) {
  CHECK(weir_buffer_size(buffer) == 6 && weir_rules_count(rules) == 1 && got_buffer == NULL);
  CHECK_OK(weir_json_get_int64(json, "/n", &got_i64));
  CHECK_OK(weir_control_progress(control, &got_u64, &got_u64_too));
  CHECK_OK(weir_stream_synchronize(stream, WEIR_FOREVER));
  CHECK_OK(weir_stream_pool_wait_all(pool, WEIR_FOREVER));
  CHECK_OK(weir_ticket_poll(ticket));
  CHECK_OK(weir_cache_remove(cache, "k", 1));
  CHECK_OK(weir_profiler_end_phase_named(profiler, "p", NULL));
  CHECK(weir_report_count(report, WEIR_LEVEL_WARNING) == 1);
  weir_runtime_free(runtime);
  CHECK_OK(weir_schema_check(schema, "1", 1));
  weir_schema_free(schema);
  weir_report_free(report);
  weir_rules_free(rules);
  weir_profiler_free(profiler);
  weir_cache_free(cache);
  weir_memory_pool_free(memory_pool);
  weir_ticket_free(ticket);
  weir_plan_free(plan);
  weir_stream_free(stream);
  weir_stream_pool_free(pool);
  weir_control_free(control);
  weir_json_free(json);
  weir_buffer_free(buffer);
}

int main(void) {
  make();
  base();
  json_values();
  memory();
  memory_pools();
  runtimes();
  tickets();
  devices();
  streams();
  caches();
  events_and_plans();
  profilers();
  validation();
  reports();
  schemas();
  points();
  features_of_points();
  use_and_end();
  return 0;
}
