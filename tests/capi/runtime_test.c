/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: runtimes are made, shut down and freed as written; the default one is shared. */
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

int main(void) {
  a_runtime_lives_until_it_is_shut_down();
  the_default_is_shared_and_comes_back();
  bad_options_are_named();
  the_environment_is_read_only_for_auto();
  return 0;
}
