/* SPDX-License-Identifier: Apache-2.0 */
/* Functions for C to call; each hands on to one of Go's. `user` is a cgo.Handle in all of them. */
#ifndef WEIRGO_CALLBACKS_H
#define WEIRGO_CALLBACKS_H

#include "weir.h"

int32_t wgo_rule(void* user, const weir_json* config, weir_finding_sink* sink);
int32_t wgo_progress(void* user, uint64_t done, uint64_t total);
void wgo_ended(void* user, weir_status status);
void wgo_log(void* user, uint32_t level, const char* text);
int32_t wgo_match(void* user, const void* key, size_t key_size, const void* value,
                  size_t value_size);
void wgo_drop(void* user);

#endif
