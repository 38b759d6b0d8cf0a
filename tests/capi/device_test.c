/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: the host is always there, and a missing GPU is explained in words. */
#include "check.h"

int main(void) {
  weir_runtime* runtime = NULL;
  weir_device_info info = {sizeof info, 0, 0, 0, 0, "", ""};
  weir_device_info unset = {0, 0, 0, 0, 0, "", ""};
  weir_runtime_options cuda = {sizeof cuda, 0, 0, 0, WEIR_DEVICE_CUDA};
  weir_stream_pool* pool = NULL;
  uint32_t count = 0, i;

  CHECK_OK(weir_runtime_create(NULL, &runtime));
  CHECK_OK(weir_runtime_device_count(runtime, &count));
  CHECK(count >= 2);
  CHECK_OK(weir_runtime_device_at(runtime, 0, &info));
  CHECK(info.kind == WEIR_DEVICE_HOST && info.available == 1 && info.chosen == 1);
  CHECK(info.memory_bytes > (1u << 20) && strlen(info.name) > 0 && strlen(info.reason) == 0);
  for (i = 1; i < count; ++i) {
    CHECK_OK(weir_runtime_device_at(runtime, i, &info));
    CHECK(info.kind == WEIR_DEVICE_CUDA && strlen(info.name) > 0);
    CHECK(info.available == 1 || strlen(info.reason) > 10);
  }
  CHECK_STATUS(weir_runtime_device_at(runtime, count, &info), WEIR_END);
  CHECK_ERROR(weir_runtime_device_at(runtime, 0, NULL), WEIR_E_INVALID, "info_out");
  CHECK_ERROR(weir_runtime_device_at(runtime, 0, &unset), WEIR_E_INVALID, "struct_size");
  CHECK_ERROR(weir_runtime_device_count(runtime, NULL), WEIR_E_INVALID, "count_out");
  CHECK_STATUS(weir_runtime_device_count(NULL, &count), WEIR_E_INVALID);
  weir_runtime_free(runtime);

  /* Who insists on a GPU that is not there is told so at once, and why; no runtime is left. */
  setenv("CUDA_VISIBLE_DEVICES", "", 1);
  unsetenv("WEIR_DEVICE_PLUGIN");
  CHECK_ERROR(weir_runtime_create(&cuda, &runtime), WEIR_E_UNSUPPORTED, "CUDA_VISIBLE_DEVICES");
  CHECK(runtime == NULL && strstr(weir_last_error(), "option `device`") != NULL);
  setenv("WEIR_DEVICE", "cuda", 1);
  CHECK_ERROR(weir_runtime_create(NULL, &runtime), WEIR_E_UNSUPPORTED, "variable WEIR_DEVICE");
  CHECK_ERROR(weir_runtime_default(&runtime), WEIR_E_UNSUPPORTED, "insists on a CUDA device");
  CHECK(runtime == NULL);
  setenv("WEIR_DEVICE", "auto", 1);
  CHECK_OK(weir_runtime_default(&runtime)); /* a refusal is not remembered */
  CHECK_OK(weir_runtime_stream_pool(runtime, NULL, &pool));
  weir_stream_pool_free(pool);
  weir_runtime_free(runtime);
  return 0;
}
