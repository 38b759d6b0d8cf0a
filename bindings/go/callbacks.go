// SPDX-License-Identifier: Apache-2.0

package weir

// Go's functions as C calls them. A panic never unwinds C's frames: it is caught here and becomes
// the failure that the header describes.

/*
#include "callbacks.h"
*/
import "C"

import (
	"fmt"
	"runtime/cgo"
	"unsafe"
)

// caught makes an error of what recover gave.
func caught(p any) error {
	if err, ok := p.(error); ok {
		return fmt.Errorf("panic: %w", err)
	}
	return fmt.Errorf("panic: %v", p)
}

//export weirgoRule
func weirgoRule(user C.uintptr_t, config *C.weir_json, sink *C.weir_finding_sink) C.int32_t {
	rule := cgo.Handle(user).Value().(RuleFunc)
	return C.int32_t(runRule(rule, ptr(config), ptr(sink)))
}

//export weirgoProgress
func weirgoProgress(user C.uintptr_t, done, total C.uint64_t) C.int32_t {
	return C.int32_t(cgo.Handle(user).Value().(*listener).hear(uint64(done), uint64(total)))
}

//export weirgoEnded
func weirgoEnded(user C.uintptr_t, status C.int32_t) {
	cgo.Handle(user).Value().(*completion).end(Status(status))
}

//export weirgoLog
func weirgoLog(user C.uintptr_t, level C.uint32_t, text *C.char) {
	defer func() { _ = recover() }() // a log may not end the program it tells about
	cgo.Handle(user).Value().(func(Level, string))(Level(level), C.GoString(text))
}

//export weirgoMatch
func weirgoMatch(user C.uintptr_t, key unsafe.Pointer, keySize C.size_t, value unsafe.Pointer,
	valueSize C.size_t) C.int32_t {
	return C.int32_t(cgo.Handle(user).Value().(*matcher).match(duringCall(key, int(keySize)),
		duringCall(value, int(valueSize))))
}

//export weirgoDrop
func weirgoDrop(user C.uintptr_t) {
	h := cgo.Handle(user)
	if c, ok := h.Value().(*completion); ok {
		c.ticket.done()
	}
	h.Delete()
}
