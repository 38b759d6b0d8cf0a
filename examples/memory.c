/* SPDX-License-Identifier: Apache-2.0 */
/* A runtime with a budget: what fits, what is refused, and who holds what. */
#include <stdio.h>
#include <string.h>

#include "weir.h"

/* Says what went wrong; the text belongs to this thread's last failing call. */
static int failed(const char* what, weir_status status) {
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  return 1;
}

static int print_holders(const weir_runtime* runtime) {
  uint32_t index;
  for (index = 0;; ++index) {
    weir_memory_module module = {sizeof module, 0, NULL, 0, 0, 0};
    const weir_status status = weir_runtime_memory_module(runtime, index, &module);
    if (status == WEIR_END) return 0;
    if (status != WEIR_OK) return failed("module", status);
    if (module.charge_count != 0) {
      printf("%s: %llu bytes now, %llu at most\n", module.name,
             (unsigned long long)module.used_bytes, (unsigned long long)module.peak_bytes);
    }
  }
}

int main(void) {
  weir_runtime_options options = {sizeof options, 0, 0, 0, WEIR_DEVICE_AUTO};
  weir_runtime* runtime = NULL;
  weir_buffer *samples = NULL, *too_much = NULL;
  weir_status status;
  int result = 1;

  options.memory_budget_bytes = 16u << 20; /* 16 MiB */
  status = weir_runtime_create(&options, &runtime);
  if (status != WEIR_OK) return failed("create", status);

  /* Memory for a million samples, at an address that vector instructions like. */
  status = weir_buffer_create(runtime, 1000000 * sizeof(double), 64, &samples);
  if (status != WEIR_OK) {
    failed("samples", status);
    goto end;
  }
  memset(weir_buffer_data(samples), 0, weir_buffer_size(samples));

  /* The budget is hard: this is refused, and the reason names the holders. */
  status = weir_buffer_create(runtime, 12u << 20, 0, &too_much);
  if (status != WEIR_E_NO_MEMORY) {
    weir_buffer_free(too_much);
    failed("the budget was not kept", status);
    goto end;
  }
  printf("as it should be: %s\n", weir_last_error());
  result = print_holders(runtime);

end:
  weir_runtime_free(runtime); /* the samples are still there: any order is right */
  weir_buffer_free(samples);
  return result;
}
