/* SPDX-License-Identifier: Apache-2.0 */
/* The floor of any call into a shared library: one that does nothing. */
__attribute__((visibility("default"))) void bench_floor_call(void);
void bench_floor_call(void) {
  __asm__ volatile("");
}
