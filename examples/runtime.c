/* SPDX-License-Identifier: Apache-2.0 */
/* The runtime that a process shares: what it found on this machine, and what it has to say. */
#include <stdio.h>

#include "weir.h"

static int failed(const char* what, weir_status status) {
  fprintf(stderr, "%s: %s: %s\n", what, weir_status_name(status), weir_last_error());
  return 1;
}

/* Called in whichever thread has something to say. */
static void hear(void* user, uint32_t level, const char* text) {
  fprintf((FILE*)user, "[%u] %s\n", level, text);
}

/* The same without a callback: take the lines when it suits you. */
static int drain_log(weir_runtime* runtime) {
  for (;;) {
    weir_buffer* text = NULL;
    uint32_t level = 0;
    const weir_status status = weir_runtime_next_log(runtime, &level, &text);
    if (status == WEIR_END) return 0;
    if (status != WEIR_OK) return failed("next_log", status);
    printf("[%u] %s\n", level, (const char*)weir_buffer_data(text));
    weir_buffer_free(text);
  }
}

int main(void) {
  weir_runtime* runtime = NULL;
  weir_buffer* info = NULL;
  weir_status status;
  int result;

  if (weir_abi_version() != WEIR_ABI_VERSION) {
    fprintf(stderr, "this program wants ABI %d, the library has %u\n", WEIR_ABI_VERSION,
            weir_abi_version());
    return 1;
  }
  status = weir_runtime_default(&runtime); /* made now; the next call gives the same one */
  if (status != WEIR_OK) return failed("default", status);

  status = weir_runtime_set_log(runtime, WEIR_LEVEL_INFO, hear, stderr, NULL);
  if (status == WEIR_OK) status = weir_runtime_info(runtime, &info);
  if (status != WEIR_OK) {
    weir_runtime_free(runtime);
    return failed("info", status);
  }
  printf("%s\n", (const char*)weir_buffer_data(info));
  weir_buffer_free(info);

  result = drain_log(runtime);
  weir_runtime_free(runtime); /* ends the handle; the shared runtime stays for others */
  return result;
}
