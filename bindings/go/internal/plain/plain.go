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

// ABI is the least that a call can do.
func ABI() uint32 { return uint32(C.weir_abi_version()) }

// Int64 gets a number as one would in a hurry.
func (j JSON) Int64(pointer string) int64 {
	z := C.CString(pointer)
	defer C.free(unsafe.Pointer(z))
	var value C.int64_t
	C.weir_json_get_int64(j.raw, z, &value)
	return int64(value)
}
