// SPDX-License-Identifier: Apache-2.0

// Package plain is the floor that the benchmarks measure beside: cgo with nothing around it.
package plain

/*
#cgo pkg-config: weir
#include <stdlib.h>

#include "weir.h"

extern int32_t plainRule(uintptr_t user);
extern void plainDone(uintptr_t user, int32_t status);

static int32_t check_rule(void* user, const weir_json* config, weir_finding_sink* sink) {
  (void)config, (void)sink;
  return plainRule((uintptr_t)user);
}
static void hear_done(void* user, weir_status status) { plainDone((uintptr_t)user, status); }
static void add_rule(weir_rules* rules, uintptr_t user) {
  weir_rules_add_custom(rules, "r", check_rule, (void*)user, NULL, NULL);
}
static void on_done(weir_ticket* ticket, uintptr_t user) {
  weir_ticket_on_done(ticket, hear_done, (void*)user, NULL);
}
static weir_stream_pool* make_pool(void) {
  weir_runtime* runtime = NULL;
  weir_stream_pool* pool = NULL;
  weir_stream_pool_options options = {.struct_size = sizeof options, .size = 1};
  weir_runtime_default(&runtime);
  weir_stream_pool_create(runtime, &options, &pool);
  return pool;
}
static weir_ticket* transfer(weir_stream_pool* pool, uint64_t size) {
  char* bytes = calloc(2, size);  // for the life of the program
  weir_array src = {.struct_size = sizeof src, .dtype = WEIR_U8, .ndim = 1, .data = bytes, .shape = &size};
  weir_array dst = src;
  weir_ticket* ticket = NULL;
  dst.data = bytes + size;
  weir_stream_pool_transfer(pool, &src, &dst, &ticket);
  return ticket;
}
*/
import "C"

import (
	"runtime/cgo"
	"unsafe"
)

// JSON is a bare handle.
type JSON struct{ raw *C.weir_json }

// Parse gives nil for what it cannot read.
func Parse(text string) JSON {
	var j JSON
	z := C.CString(text)
	defer C.free(unsafe.Pointer(z))
	C.weir_json_parse(z, C.size_t(len(text)), &j.raw)
	return j
}

// Rules is a bare handle.
type Rules struct{ raw *C.weir_rules }

// NewRules gives a set that is never ended.
func NewRules() Rules {
	var r Rules
	C.weir_rules_create(&r.raw)
	return r
}

// Count is about the least that a call with a handle does.
func (r Rules) Count() int { return int(C.weir_rules_count(r.raw)) }

// Int64 gets a number as one would in a hurry.
func (j JSON) Int64(pointer string) int64 {
	z := C.CString(pointer)
	defer C.free(unsafe.Pointer(z))
	var value C.int64_t
	C.weir_json_get_int64(j.raw, z, &value)
	return int64(value)
}

// AddFunc adds a rule as one would in a hurry.
func (r Rules) AddFunc(rule func() bool) { C.add_rule(r.raw, C.uintptr_t(cgo.NewHandle(rule))) }

// Check asks them all.
func (r Rules) Check(j JSON) int { return int(C.weir_rules_check(r.raw, j.raw)) }

// Pool is a bare handle to a pool of one stream.
type Pool struct{ raw *C.weir_stream_pool }

// NewPool gives one that is never ended.
func NewPool() Pool { return Pool{C.make_pool()} }

// Ticket is a bare handle.
type Ticket struct{ raw *C.weir_ticket }

// Transfer copies so many bytes.
func (p Pool) Transfer(bytes int) Ticket { return Ticket{C.transfer(p.raw, C.uint64_t(bytes))} }

// OnDone leaves a function that is never ended.
func (t Ticket) OnDone(hears func()) { C.on_done(t.raw, C.uintptr_t(cgo.NewHandle(hears))) }
