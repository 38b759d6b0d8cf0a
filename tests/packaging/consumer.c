/* SPDX-License-Identifier: Apache-2.0 */
/* A stranger's program: it knows the installed headers and the installed library only. */
#include <stdio.h>
#include <string.h>
#include <weir.h>

int main(void) {
  weir_buffer* text = NULL;
  if (weir_abi_version() != WEIR_ABI_VERSION) return 1;
  if (weir_buffer_copy("weir", 4, &text) != WEIR_OK) {
    fprintf(stderr, "%s\n", weir_last_error());
    return 1;
  }
  printf("%s %s\n", (const char*)weir_buffer_data(text), weir_version());
  weir_buffer_free(text);
  return 0;
}
