// SPDX-License-Identifier: Apache-2.0

// Package plain is the floor that the benchmarks measure beside: cgo with nothing around it.
package plain

/*
#cgo pkg-config: weir
#include <stdlib.h>

#include "weir.h"
*/
import "C"

import "unsafe"

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
