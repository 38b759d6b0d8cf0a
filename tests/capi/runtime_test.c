/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: runtimes are made, shut down and freed as written; the default one is shared. */
#include <pthread.h>

#include "check.h"

static void a_runtime_lives_until_it_is_shut_down(void) {
  weir_runtime* runtime = NULL;
  weir_buffer* buffer = NULL;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_buffer_create(runtime, 100, 0, &buffer));
  CHECK_OK(weir_runtime_shutdown(runtime));
  CHECK_OK(weir_runtime_shutdown(runtime));
  memset(weir_buffer_data(buffer), 7, weir_buffer_size(buffer));
  weir_buffer_free(buffer);
  CHECK_ERROR(weir_buffer_create(runtime, 1, 0, &buffer), WEIR_E_CLOSED, "shut down");
  CHECK(buffer == NULL);
  weir_runtime_free(runtime);
}

static void the_default_is_shared_and_comes_back(void) {
  weir_runtime *first = NULL, *second = NULL;
  weir_memory_stats stats = {sizeof stats, 0, 0, 0, 0, 0, 0, 0};
  CHECK_OK(weir_runtime_default(&first));
  CHECK_OK(weir_runtime_default(&second));
  CHECK_OK(weir_runtime_set_memory_budget(first, 12345));
  CHECK_OK(weir_runtime_memory_stats(second, &stats));
  CHECK(stats.budget_bytes == 12345);
  weir_runtime_free(first);
  CHECK_OK(weir_runtime_shutdown(second));
  CHECK_STATUS(weir_runtime_memory_stats(second, &stats), WEIR_E_CLOSED);
  CHECK_OK(weir_runtime_default(&first));
  CHECK_OK(weir_runtime_memory_stats(first, &stats));
  CHECK(stats.budget_bytes == stats.system_bytes / 2);
  weir_runtime_free(second);
  weir_runtime_free(first);
}

static void bad_options_are_named(void) {
  weir_runtime* runtime = NULL;
  weir_runtime_options options = {sizeof options, 0, 0, 0, 0};
  options.flags = 1;
  CHECK_ERROR(weir_runtime_create(&options, &runtime), WEIR_E_INVALID, "flags is 1");
  options.flags = 0;
  options.worker_count = 5000;
  CHECK_ERROR(weir_runtime_create(&options, &runtime), WEIR_E_INVALID, "worker_count is 5000");
  options.worker_count = 0;
  options.device = 3;
  CHECK_ERROR(weir_runtime_create(&options, &runtime), WEIR_E_INVALID, "device is 3");
  CHECK(runtime == NULL);
}

static void the_environment_is_read_only_for_auto(void) {
  weir_runtime* runtime = NULL;
  weir_runtime_options options = {sizeof options, 0, 0, 0, WEIR_DEVICE_HOST};
  setenv("WEIR_DEVICE", "toaster", 1);
  CHECK_ERROR(weir_runtime_create(NULL, &runtime), WEIR_E_INVALID, "WEIR_DEVICE is \"toaster\"");
  CHECK_OK(weir_runtime_create(&options, &runtime));
  weir_runtime_free(runtime);
  setenv("WEIR_DEVICE", "host", 1);
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  weir_runtime_free(runtime);
  unsetenv("WEIR_DEVICE");
}

/* An older caller's struct is shorter, a newer one's longer: what one side does not know is zero.
 */
static void struct_sizes_may_differ(void) {
  struct {
    weir_runtime_options known;
    uint32_t unknown[4];
  } newer = {{sizeof newer, 0, 0, 0, 0}, {0, 0, 0, 0}};
  struct {
    weir_memory_stats known;
    uint64_t unknown;
  } stats;
  weir_runtime* runtime = NULL;
  weir_runtime_options* options = &newer.known;

  CHECK_OK(weir_runtime_create(options, &runtime)); /* a longer one whose tail is zero */
  memset(&stats, 0xAA, sizeof stats);
  stats.known.struct_size = sizeof stats;
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats.known));
  CHECK(stats.unknown == 0 && stats.known.refusal_count == 0);

  memset(&stats, 0xAA, sizeof stats); /* a shorter one: nothing past it is touched */
  stats.known.struct_size = offsetof(weir_memory_stats, used_bytes);
  CHECK_OK(weir_runtime_memory_stats(runtime, &stats.known));
  CHECK(stats.known.budget_bytes != 0xAAAAAAAAAAAAAAAAu);
  CHECK(stats.known.used_bytes == 0xAAAAAAAAAAAAAAAAu);

  memset(&stats, 0xCC, sizeof stats); /* never written: nothing is believed, nothing is cleared */
  CHECK_ERROR(weir_runtime_memory_stats(runtime, &stats.known), WEIR_E_INVALID, "struct_size");
  CHECK(stats.unknown == 0xCCCCCCCCCCCCCCCCu);

  stats.known.struct_size = 0;
  CHECK_ERROR(weir_runtime_memory_stats(runtime, &stats.known), WEIR_E_INVALID, "struct_size");
  weir_runtime_free(runtime);

  newer.unknown[3] = 1; /* a longer one that asks for what this library does not know */
  CHECK_ERROR(weir_runtime_create(options, &runtime), WEIR_E_UNSUPPORTED, "does not know");
  CHECK(runtime == NULL);
  memset(&newer, 0xCC, sizeof newer);
  CHECK_ERROR(weir_runtime_create(options, &runtime), WEIR_E_INVALID, "struct_size");
  memset(&newer, 0, sizeof newer);
  CHECK_ERROR(weir_runtime_create(options, &runtime), WEIR_E_INVALID, "struct_size is not set");
  options->struct_size = offsetof(weir_runtime_options, worker_count); /* a shorter one */
  options->worker_count = 99999;
  CHECK_OK(weir_runtime_create(options, &runtime));
  weir_runtime_free(runtime);
}

static int lines_heard;
static int users_freed;

static void hear(void* user, uint32_t level, const char* text) {
  (void)user;
  (void)level;
  CHECK(text != NULL);
  ++lines_heard;
}

static void count_user(void* user) {
  CHECK(user == &users_freed);
  ++users_freed;
}

static void the_log_frees_its_user_once(void) {
  weir_runtime* runtime = NULL;
  weir_buffer* text = NULL;
  uint32_t level = 77;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_runtime_set_log(runtime, WEIR_LEVEL_DEBUG, hear, &users_freed, count_user));
  CHECK(users_freed == 0);
  CHECK_OK(weir_runtime_set_log(runtime, 0, NULL, NULL, NULL));
  CHECK(users_freed == 1);
  CHECK_ERROR(weir_runtime_set_log(runtime, 5, hear, &users_freed, count_user), WEIR_E_INVALID,
              "min_level is 5");
  CHECK(users_freed == 2);
  CHECK_STATUS(weir_runtime_set_log(NULL, 0, hear, &users_freed, count_user), WEIR_E_INVALID);
  CHECK(users_freed == 3);
  CHECK_STATUS(weir_runtime_next_log(runtime, &level, &text), WEIR_END);
  CHECK(level == 77 && text == NULL && lines_heard == 0);
  CHECK_OK(weir_runtime_set_log(runtime, 0, hear, &users_freed, count_user));
  weir_runtime_free(runtime);
  CHECK(users_freed == 4);
}

static void info_says_where_it_runs(void) {
  static const char* const words[] = {"\"version\"",        "\"abi\": 1",
                                      "\"compiler\"",       "\"system_bytes\"",
                                      "\"workers\": 3",     "\"budget_bytes\": 4096",
                                      "\"kind\": \"host\"", "\"kind\": \"cuda\""};
  weir_runtime_options options = {sizeof options, 0, 4096, 3, WEIR_DEVICE_HOST};
  weir_runtime* runtime = NULL;
  weir_buffer* json = NULL;
  size_t i;
  CHECK_OK(weir_runtime_create(&options, &runtime));
  CHECK_OK(weir_runtime_info(runtime, &json));
  for (i = 0; i < sizeof words / sizeof words[0]; ++i) {
    CHECK(strstr((const char*)weir_buffer_data(json), words[i]) != NULL);
  }
  weir_buffer_free(json);
  weir_runtime_free(runtime);
}

static void* call_until_closed(void* runtime) {
  weir_memory_stats stats;
  weir_buffer* buffer = NULL;
  weir_status status = WEIR_OK;
  memset(&stats, 0, sizeof stats);
  stats.struct_size = sizeof stats;
  while (status == WEIR_OK) {
    status = weir_buffer_create((weir_runtime*)runtime, 64, 0, &buffer);
    weir_buffer_free(buffer);
    if (status == WEIR_OK) status = weir_runtime_memory_stats((weir_runtime*)runtime, &stats);
  }
  CHECK(status == WEIR_E_CLOSED);
  CHECK_OK(weir_runtime_shutdown((weir_runtime*)runtime));
  return NULL;
}

static void shutdown_races_with_everything(void) {
  pthread_t threads[64];
  weir_runtime* runtime = NULL;
  int i;
  CHECK_OK(weir_runtime_create(NULL, &runtime));
  for (i = 0; i < 64; ++i) {
    CHECK(pthread_create(&threads[i], NULL, call_until_closed, runtime) == 0);
  }
  CHECK_OK(weir_runtime_shutdown(runtime));
  for (i = 0; i < 64; ++i) CHECK(pthread_join(threads[i], NULL) == 0);
  weir_runtime_free(runtime);
}

int main(void) {
  a_runtime_lives_until_it_is_shut_down();
  the_default_is_shared_and_comes_back();
  bad_options_are_named();
  the_environment_is_read_only_for_auto();
  struct_sizes_may_differ();
  the_log_frees_its_user_once();
  info_says_where_it_runs();
  shutdown_races_with_everything();
  return 0;
}
