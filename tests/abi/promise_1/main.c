/* SPDX-License-Identifier: Apache-2.0 */
/* Proves: the library keeps every declaration, number and symbol of ABI 1. */
#include "promise.h"

int main(void) {
  return weir_abi_version() == 1 ? 0 : 1;
}
