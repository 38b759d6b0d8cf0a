// SPDX-License-Identifier: Apache-2.0

package weir

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// handle holds a thing of the library's. It counts the calls that are inside the library with it,
// so that Close may race with any of them: the thing is freed by whoever leaves last, and calls that
// come later are answered with ErrClosed.
type handle struct {
	p      unsafe.Pointer
	end    func(unsafe.Pointer)
	kind   string
	refs   int32 // the owner's, and one for each call inside
	closed uint32
}

func newHandle(kind string, p unsafe.Pointer, end func(unsafe.Pointer)) handle {
	return handle{p: p, end: end, kind: kind, refs: 1}
}

// use begins a call; done ends it.
func (h *handle) use() (unsafe.Pointer, error) {
	if h == nil {
		return nil, &Error{Status: Invalid, Text: "a nil was given for something of weir's"}
	}
	for {
		refs := atomic.LoadInt32(&h.refs)
		if refs == 0 || atomic.LoadUint32(&h.closed) != 0 {
			if h.kind == "" {
				return nil, invalid("this was not made by a function of weir's")
			}
			return nil, &Error{Status: Closed, Text: "this " + h.kind + " was closed"}
		}
		if atomic.CompareAndSwapInt32(&h.refs, refs, refs+1) {
			return h.p, nil
		}
	}
}

func (h *handle) done() {
	if atomic.AddInt32(&h.refs, -1) == 0 && h.end != nil {
		h.end(h.p)
	}
}

func (h *handle) close() error {
	if h != nil && h.kind != "" && atomic.CompareAndSwapUint32(&h.closed, 0, 1) {
		h.done()
	}
	return nil
}

// net closes what its user forgot to. Elsewhere than in the finalizers' goroutine, because some ends
// wait for work.
func net[T interface{ Close() error }](thing T) T {
	runtime.SetFinalizer(thing, func(thing T) { go func() { _ = thing.Close() }() })
	return thing
}

// ptr is for handles that one file's C types do not share with another's.
func ptr[T any](p *T) unsafe.Pointer { return unsafe.Pointer(p) }
