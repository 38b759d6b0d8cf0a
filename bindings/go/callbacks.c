/* SPDX-License-Identifier: Apache-2.0 */
#include "callbacks.h"

#include "_cgo_export.h"

int32_t wgo_rule(void* user, const weir_json* config, weir_finding_sink* sink) {
  return weirgoRule((uintptr_t)user, (weir_json*)config, sink);
}
int32_t wgo_progress(void* user, uint64_t done, uint64_t total) {
  return weirgoProgress((uintptr_t)user, done, total);
}
void wgo_ended(void* user, weir_status status) {
  weirgoEnded((uintptr_t)user, status);
}
void wgo_log(void* user, uint32_t level, const char* text) {
  weirgoLog((uintptr_t)user, level, (char*)text);
}
int32_t wgo_match(void* user, const void* key, size_t key_size, const void* value,
                  size_t value_size) {
  return weirgoMatch((uintptr_t)user, (void*)key, key_size, (void*)value, value_size);
}
void wgo_drop(void* user) {
  weirgoDrop((uintptr_t)user);
}
