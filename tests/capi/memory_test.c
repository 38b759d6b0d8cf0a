/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a buffer keeps its bytes until it is freed, and misuse gets an answer. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* dladdr(), RTLD_DEFAULT */
#endif
#include <dlfcn.h>

#include "check.h"

static void copies_keep_their_bytes(void) {
  char text[] = "weir";
  weir_buffer* buffer = NULL;
  CHECK_OK(weir_buffer_copy(text, 4, &buffer));
  memset(text, 'x', 4);
  CHECK(weir_buffer_size(buffer) == 4);
  CHECK(strcmp((const char*)weir_buffer_data(buffer), "weir") == 0);
  weir_buffer_free(buffer);
}

static void nothing_can_be_copied_too(void) {
  weir_buffer* buffer = NULL;
  CHECK_OK(weir_buffer_copy(NULL, 0, &buffer));
  CHECK(weir_buffer_size(buffer) == 0);
  CHECK(weir_buffer_data(buffer) != NULL && *(char*)weir_buffer_data(buffer) == '\0');
  weir_buffer_free(buffer);
}

static void misuse_gets_an_answer(void) {
  weir_buffer* buffer = (weir_buffer*)&buffer;
  CHECK_ERROR(weir_buffer_copy(NULL, 1, &buffer), WEIR_E_INVALID, "data is NULL");
  CHECK(buffer == NULL);
  CHECK_ERROR(weir_buffer_copy("x", 1, NULL), WEIR_E_INVALID, "buffer_out is NULL");
  CHECK_STATUS(weir_buffer_copy("x", SIZE_MAX / 4, &buffer), WEIR_E_NO_MEMORY);
  CHECK(weir_buffer_data(NULL) == NULL && weir_buffer_size(NULL) == 0);
  weir_buffer_free(NULL);
}

/* B-094, D-034: the budget is hard, and a refusal says who holds what. */
static void the_budget_is_kept(void) {
  weir_runtime_options options = {sizeof options, 0, 1000, 0, WEIR_DEVICE_HOST};
  weir_memory_stats stats;
  weir_runtime* runtime = NULL;
  weir_buffer *first = NULL, *second = NULL;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_runtime_create(&options, &runtime));
  CHECK_OK(weir_buffer_create(runtime, 900, 0, &first));
  CHECK((size_t)weir_buffer_data(first) % 64 == 0);
  CHECK_ERROR(weir_buffer_create(runtime, 101, 0, &second), WEIR_E_NO_MEMORY,
              "needs 101 bytes; 900 of the budget's 1000 are in use (buffers 900)");
  CHECK(second == NULL);
  CHECK_OK(weir_buffer_create(runtime, 100, 4096, &second));
  CHECK((size_t)weir_buffer_data(second) % 4096 == 0);
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats));
  CHECK(stats.budget_bytes == 1000 && stats.used_bytes == 1000 && stats.peak_bytes == 1000);
  CHECK(stats.charge_count == 2 && stats.refusal_count == 1 && stats.system_bytes > 1000);
  weir_buffer_free(first);
  weir_buffer_free(second);
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats));
  CHECK(stats.used_bytes == 0 && stats.peak_bytes == 1000);

  CHECK_OK(weir_runtime_set_memory_budget(runtime, 10));
  CHECK_STATUS(weir_buffer_create(runtime, 11, 0, &first), WEIR_E_NO_MEMORY);
  CHECK_OK(weir_runtime_set_memory_budget(runtime, 0));
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats));
  CHECK(stats.budget_bytes == stats.system_bytes / 2);
  CHECK_ERROR(weir_buffer_create(runtime, 8, 48, &first), WEIR_E_INVALID, "alignment is 48");
  weir_runtime_free(runtime);
}

static void every_module_can_be_asked(void) {
  weir_runtime* runtime = NULL;
  weir_buffer* buffer = NULL;
  weir_memory_stats stats;
  weir_memory_module module;
  uint32_t index = 0;
  uint64_t used_bytes = 0;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_buffer_create(runtime, 77, 0, &buffer));
  for (;; ++index) {
    weir_status status;
    memset(&module, 0, sizeof module);
    module.struct_size = sizeof module;
    status = weir_runtime_memory_module(runtime, index, &module);
    if (status == WEIR_END) break;
    CHECK_OK(status);
    CHECK(strlen(module.name) > 0);
    if (strcmp(module.name, "buffers") == 0) CHECK(module.used_bytes == 77);
    used_bytes += module.used_bytes;
  }
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats));
  CHECK(index == stats.module_count && used_bytes == stats.used_bytes);
  weir_buffer_free(buffer);
  weir_runtime_free(runtime);
}

/* No row is there for nothing: some work makes each of them count. */
static void every_module_charges_something(void) {
  static const double xyz[3] = {0, 0, 0};
  static const uint64_t shape[1] = {4};
  static const int64_t backwards[1] = {-8};
  double values[4] = {1, 2, 3, 4};
  const weir_array from = {sizeof from, WEIR_F64, 1, 0, values, shape, NULL};
  const weir_array to = {sizeof to, WEIR_F64, 1, 0, &values[3], shape, backwards};
  weir_runtime* runtime = NULL;
  weir_buffer* buffer = NULL;
  weir_profiler* profiler = NULL;
  weir_stream_pool* pool = NULL;
  weir_ticket* ticket = NULL;
  weir_neighbors* neighbors = NULL;
  weir_cache* cache = NULL;
  weir_memory_pool* blocks = NULL;
  weir_managed* managed = NULL;
  void* block = NULL;
  weir_memory_module module;
  uint32_t index;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_buffer_create(runtime, 1, 0, &buffer));
  CHECK_OK(weir_runtime_cache(runtime, NULL, NULL, &cache));
  CHECK_OK(weir_cache_put(cache, "k", 1, "v", 1, NULL));
  CHECK_OK(weir_memory_pool_create(runtime, NULL, &blocks));
  CHECK_OK(weir_memory_pool_get(blocks, 1, 0, &block));
  CHECK_OK(weir_managed_create(runtime, 1, NULL, &managed));
  CHECK_OK(weir_runtime_profiler(runtime, &profiler));
  CHECK_OK(weir_profiler_start_phase(profiler, "phase"));
  CHECK_OK(weir_runtime_stream_pool(runtime, NULL, &pool));
  CHECK_OK(weir_stream_pool_transfer(pool, &from, &to, &ticket)); /* in place, by a copy */
  CHECK_OK(weir_ticket_wait(ticket, WEIR_FOREVER));
  CHECK(values[0] == 4 && values[3] == 1);
  CHECK_OK(weir_neighbors_create(runtime, xyz, 1, NULL, &neighbors));
  memset(&module, 0, sizeof module);
  module.struct_size = sizeof module;
  for (index = 0; weir_runtime_memory_module(runtime, index, &module) == WEIR_OK; ++index) {
    if (module.charge_count == 0) fprintf(stderr, "nothing charges %s\n", module.name);
    CHECK(module.charge_count > 0);
  }
  CHECK(index > 0);
  CHECK_OK(weir_memory_pool_put(blocks, block));
  weir_managed_free(managed);
  weir_memory_pool_free(blocks);
  weir_cache_free(cache);
  weir_neighbors_free(neighbors);
  weir_ticket_free(ticket);
  weir_stream_pool_free(pool);
  weir_profiler_free(profiler);
  weir_buffer_free(buffer);
  weir_runtime_free(runtime);
}

/* mimalloc exports `operator new` as well: what another library of a C program finds under that
 * name has to be the C++ library's, as if we were not there. */
static void the_programs_operator_new_stays_the_c_libraries(void) {
  void* const found = dlsym(RTLD_DEFAULT, "_Znwm");
  Dl_info where;
  CHECK(found != NULL && dladdr(found, &where) != 0);
  if (strstr(where.dli_fname, "mimalloc") != NULL) {
    fprintf(stderr, "operator new comes from %s\n", where.dli_fname);
    exit(1);
  }
}

static weir_memory_scope scope_at(weir_runtime* runtime, uint32_t index) {
  weir_memory_scope scope;
  memset(&scope, 0, sizeof scope);
  scope.struct_size = sizeof scope;
  CHECK_OK(weir_runtime_memory_scope(runtime, index, &scope));
  return scope;
}

/* What is charged inside a scope counts for it and those around it, until it is freed. */
static void scopes_say_what_memory_is_for(void) {
  weir_runtime_options options = {sizeof options, 0, 100000, 0, WEIR_DEVICE_HOST};
  weir_runtime* runtime = NULL;
  weir_buffer *outer = NULL, *inner = NULL, *outside = NULL;
  weir_memory_scope scope;
  CHECK_OK(weir_runtime_create(&options, &runtime));
  CHECK_OK(weir_runtime_enter_memory_scope(runtime, "load"));
  CHECK_OK(weir_buffer_create(runtime, 1000, 0, &outer));
  CHECK_OK(weir_runtime_enter_memory_scope(runtime, "parse"));
  CHECK_OK(weir_buffer_create(runtime, 200, 0, &inner));
  CHECK_OK(weir_runtime_leave_memory_scope(runtime));
  CHECK_OK(weir_runtime_leave_memory_scope(runtime));
  CHECK_ERROR(weir_runtime_leave_memory_scope(runtime), WEIR_E_INVALID, "no memory scope");
  CHECK_OK(weir_buffer_create(runtime, 50, 0, &outside));
  scope = scope_at(runtime, 0);
  CHECK(strcmp(scope.path, "load") == 0 && scope.used_bytes == 1200 && scope.charge_count == 2);
  scope = scope_at(runtime, 1);
  CHECK(strcmp(scope.path, "load/parse") == 0 && scope.used_bytes == 200);
  CHECK_STATUS(weir_runtime_memory_scope(runtime, 2, &scope), WEIR_END);
  weir_buffer_free(outer);
  weir_buffer_free(inner);
  weir_buffer_free(outside);
  scope = scope_at(runtime, 0);
  CHECK(scope.used_bytes == 0 && scope.peak_bytes == 1200);
  CHECK_ERROR(weir_runtime_enter_memory_scope(runtime, "a/b"), WEIR_E_INVALID, "\"a/b\"");
  weir_runtime_free(runtime);
}

static void budget_is(const char* environment, uint64_t asked, uint64_t expected,
                      const char* source) {
  weir_runtime_options options = {sizeof options, 0, 0, 0, WEIR_DEVICE_HOST};
  weir_runtime* runtime = NULL;
  weir_memory_stats stats;
  weir_buffer* info = NULL;
  options.memory_budget_bytes = asked;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  if (environment) setenv("WEIR_MEMORY_LIMIT", environment, 1);
  CHECK_OK(weir_runtime_create(&options, &runtime));
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats));
  CHECK(expected == 0 || stats.budget_bytes == expected);
  CHECK_OK(weir_runtime_info(runtime, &info));
  CHECK(strstr((const char*)weir_buffer_data(info), source) != NULL);
  weir_buffer_free(info);
  weir_runtime_free(runtime);
  unsetenv("WEIR_MEMORY_LIMIT");
}

static void the_budget_comes_from_somewhere(void) {
  weir_runtime* runtime = NULL;
  budget_is(NULL, 0, 0, "\"budget_from\": \"half of ");
  budget_is("512MiB", 0, 512u << 20, "\"budget_from\": \"WEIR_MEMORY_LIMIT\"");
  budget_is("512MiB", 1000, 1000, "\"budget_from\": \"options\"");
  setenv("WEIR_MEMORY_LIMIT", "plenty", 1);
  CHECK_ERROR(weir_runtime_create(NULL, &runtime), WEIR_E_INVALID,
              "WEIR_MEMORY_LIMIT is \"plenty\"");
  unsetenv("WEIR_MEMORY_LIMIT");
}

int main(void) {
  the_programs_operator_new_stays_the_c_libraries();
  copies_keep_their_bytes();
  nothing_can_be_copied_too();
  misuse_gets_an_answer();
  the_budget_is_kept();
  every_module_can_be_asked();
  every_module_charges_something();
  scopes_say_what_memory_is_for();
  the_budget_comes_from_somewhere();
  return 0;
}
