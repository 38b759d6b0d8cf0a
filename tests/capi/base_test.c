/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: the library says what it is, and statuses have names. */
#include "check.h"

int main(void) {
  CHECK(weir_abi_version() == WEIR_ABI_VERSION);
  CHECK(strlen(weir_version()) >= 5);
  CHECK(strcmp(weir_status_name(WEIR_E_NO_MEMORY), "WEIR_E_NO_MEMORY") == 0);
  CHECK(strcmp(weir_last_error(), "") == 0);
  return 0;
}
