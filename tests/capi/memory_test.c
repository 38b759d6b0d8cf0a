/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: a buffer keeps its bytes until it is freed, and misuse gets an answer. */
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

int main(void) {
  copies_keep_their_bytes();
  nothing_can_be_copied_too();
  misuse_gets_an_answer();
  return 0;
}
