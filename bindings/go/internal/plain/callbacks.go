// SPDX-License-Identifier: Apache-2.0

package plain

// #include <stdint.h>
import "C"

import "runtime/cgo"

//export plainRule
func plainRule(user C.uintptr_t) C.int32_t {
	if cgo.Handle(user).Value().(func() bool)() {
		return 1
	}
	return 0
}

//export plainDone
func plainDone(user C.uintptr_t, status C.int32_t) { cgo.Handle(user).Value().(func())() }
