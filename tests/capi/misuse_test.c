/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: NULL, a handle of another type, and a struct whose size is not set are refused by every
 * public function, never a crash; and nothing that was misused is broken by it.
 *
 * The headers beside it hold the calls room by room; tests/abi/check_misuse.py fails when a public
 * function is called in none of them. */
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
static weir_claim* claim;
static weir_profiler* profiler;
static weir_memory_pool* memory_pool;
static weir_managed* managed;
static weir_pressure* pressure;
static weir_device_pool* device_pool;
static weir_rules* rules;
static weir_report* report;
static weir_schema* schema;
static weir_config* config;

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
static weir_memory_scope memory_scope;
static weir_managed_settings managed_settings;
static weir_managed_options managed_options;
static weir_managed_state managed_state;
static weir_managed_stats managed_stats;
static weir_pressure_options pressure_options;
static weir_pressure_stats pressure_stats;
static weir_memory_pool_options memory_pool_options;
static weir_memory_pool_stats memory_pool_stats;
static weir_device_pool_options device_pool_options;
static weir_device_pool_stats device_pool_stats;
static weir_block_options block_options;
static weir_device_info device_info;
static weir_stream_pool_options pool_options;
static weir_stream_pool_stats pool_stats;
static weir_stream_stats stream_stats;
static weir_cache_options cache_options;
static weir_cache_put_options cache_put_options;
static weir_cache_stats cache_stats;
static weir_claim_options claim_options;
static weir_profiler_options profiler_options;
static weir_phase_stats phase_stats;
static weir_metric_stats metric_stats;
static weir_profile_summary profile_summary;
static weir_rule_options rule_options;
static weir_validate_options validate_options;
static weir_finding finding;
static weir_schema_options schema_options;
static weir_config_options config_options;
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
static void* other_than_weir_claim(void) {
  return cache;
}
static void* other_than_weir_profiler(void) {
  return runtime;
}
static void* other_than_weir_memory_pool(void) {
  return runtime;
}
static void* other_than_weir_device_pool(void) {
  return memory_pool;
}
static void* other_than_weir_managed(void) {
  return pressure;
}
static void* other_than_weir_pressure(void) {
  return memory_pool;
}
static void* other_than_weir_rules(void) {
  return report;
}
static void* other_than_weir_report(void) {
  return rules;
}
static void* other_than_weir_config(void) {
  return rules;
}
static void* other_than_weir_judge(void) {
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

static int32_t judge(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)user, (void)config;
  REFUSED(weir_finding_sink_message(sink, NULL));
  REFUSED(weir_finding_sink_hint(sink, NULL));
  REFUSED(weir_finding_sink_field(sink, NULL));
  return 1;
}

#include "misuse_config.h"
#include "misuse_judging.h"
#include "misuse_memory.h"
#include "misuse_moving.h"

static void base(void) {
  CHECK(strcmp(weir_status_name(INT32_MIN), "WEIR_E_UNKNOWN") == 0);
  CHECK(weir_last_error() != NULL && weir_version() != NULL && weir_abi_version() == 1);
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
  CHECK_STATUS(weir_cache_claim(cache, "claimed", 7, NULL, &got_buffer, &claim), WEIR_MISS);
  CHECK_OK(weir_profiler_create(runtime, NULL, &profiler));
  CHECK_OK(weir_memory_pool_create(runtime, NULL, &memory_pool));
  CHECK_OK(weir_managed_create(runtime, 100, NULL, &managed));
  CHECK_OK(weir_pressure_create(runtime, NULL, &pressure));
  CHECK_OK(weir_device_pool_create(runtime, NULL, &device_pool));
  CHECK_OK(weir_profiler_start_phase(profiler, "p"));
  CHECK_OK(weir_profiler_record_metric(profiler, "m", 1.0));
  CHECK_OK(weir_rules_create(&rules));
  CHECK_OK(weir_rules_add_custom(rules, "judge", judge, NULL, NULL, NULL));
  CHECK_OK(weir_rules_validate(rules, json, NULL, &report));
  CHECK_OK(weir_report_add(report, WEIR_LEVEL_WARNING, "r", "f", "m", "h"));
  CHECK_OK(weir_schema_compile("{}", 2, NULL, &schema));
  CHECK_OK(weir_config_create(NULL, &config));
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
  CHECK_OK(weir_claim_settle(claim, WEIR_OK, "v", 1, NULL));
  CHECK_OK(weir_profiler_end_phase_named(profiler, "p", NULL));
  CHECK(weir_report_count(report, WEIR_LEVEL_WARNING) == 1);
  weir_runtime_free(runtime);
  CHECK_OK(weir_schema_check(schema, "1", 1));
  weir_schema_free(schema);
  CHECK_OK(weir_config_update(config, json));
  CHECK(weir_config_generation(config) == 2);
  weir_config_free(config);
  weir_report_free(report);
  weir_rules_free(rules);
  weir_profiler_free(profiler);
  weir_claim_free(claim);
  weir_cache_free(cache);
  weir_memory_pool_free(memory_pool);
  weir_managed_free(managed);
  weir_pressure_free(pressure);
  weir_device_pool_free(device_pool);
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
  managed_buffers();
  pressures();
  device_pools();
  runtimes();
  tickets();
  devices();
  streams();
  caches();
  claims();
  invalidations();
  events_and_plans();
  profilers();
  judges();
  validation();
  reports();
  schemas();
  configs();
  points();
  features_of_points();
  use_and_end();
  return 0;
}
