/* SPDX-License-Identifier: Apache-2.0 */
/* What every call of the Go package goes through. A goroutine may move to another thread between
 * two calls, so an error's text is taken inside the call that failed; and results come back by
 * value, so that nothing has to be put on Go's heap for C to write to. */
#ifndef WEIRGO_SHIM_H
#define WEIRGO_SHIM_H

#include <stdlib.h>
#include <string.h>

#include "weir.h"

/* A call's outcome. `why` is malloc'ed, and there when the call failed. */
typedef struct wgo {
  weir_status status;
  uint32_t u;
  char* why;
  void* handle;
  const char* text;
  uint64_t n;
  uint64_t m;
  double d;
} wgo;

static inline wgo wgo_done(weir_status status) {
  wgo r = {0};
  r.status = status;
  if (status < 0) r.why = strdup(weir_last_error());
  return r;
}

static inline wgo wgo_gave(weir_status status, void* handle) {
  wgo r = wgo_done(status);
  r.handle = handle;
  return r;
}

static inline wgo wgo_told(weir_status status, weir_buffer* text) {
  wgo r = wgo_gave(status, text);
  if (text) {
    r.text = weir_buffer_data(text);
    r.n = weir_buffer_size(text);
  }
  return r;
}

static inline wgo wgo_counted(weir_status status, uint64_t n, uint64_t m) {
  wgo r = wgo_done(status);
  r.n = n;
  r.m = m;
  return r;
}

static inline wgo wgo_nul(void) {
  wgo r = {0};
  r.status = WEIR_E_INVALID;
  r.why = strdup("a text with a zero byte inside: the library's texts end there");
  return r;
}

static inline char* wgo_text(char* room, size_t room_size, const char* text, size_t size) {
  char* z = size < room_size ? room : malloc(size + 1);
  if (!z) return NULL; /* refused by the call it is for */
  if (size) memcpy(z, text, size);
  z[size] = 0;
  return z;
}

/* Go's texts as C's: checked first, all of them, then laid out, then let go. */
#define WGO_CHECK(s) \
  if (_GoStringLen(s) && memchr(_GoStringPtr(s), 0, _GoStringLen(s))) return wgo_nul()
#define WGO_OPEN(z, s) \
  char z##_room[256];  \
  char* z = wgo_text(z##_room, sizeof z##_room, _GoStringPtr(s), _GoStringLen(s))
#define WGO_TEXT(z, s) \
  WGO_CHECK(s);        \
  WGO_OPEN(z, s)
#define WGO_END(z) \
  if (z != z##_room) free(z)

#endif
