// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_runtime.h"
*/
import "C"

import (
	"runtime"
	"sync/atomic"
	"unsafe"
)

// Buffer is memory of the library's, seen as slices of Go's: the place for arrays that work goes on
// with after a call has returned, which Go's own memory may not be used for.
//
// Its slices are good until Close, and so are the Arrays made on it; a transfer under way keeps the
// memory beyond that. A buffer that was never looked into is freed when it is garbage; one that was
// is not, because a slice of it may be all that is left: close it.
type Buffer struct {
	handle
	data unsafe.Pointer
	size int
	lent uint32
}

func (b *Buffer) own() *handle {
	if b == nil {
		return nil
	}
	return &b.handle
}

func newBuffer(r C.wgo) (*Buffer, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.wgo_memory_drop((*C.wgo_memory)(p)) }
	b := &Buffer{handle: newHandle("Buffer", r.handle, free), data: unsafe.Pointer(r.text),
		size: int(r.n)}
	runtime.SetFinalizer(b, func(b *Buffer) {
		if atomic.LoadUint32(&b.lent) == 0 {
			_ = b.Close()
		}
	})
	return b, nil
}

// NewBuffer makes a buffer of zeros that the runtime's budget pays for.
func NewBuffer(r *Runtime, size int) (*Buffer, error) { return NewAlignedBuffer(r, size, 0) }

// NewAlignedBuffer makes one whose first byte lies at a multiple of alignment, a power of two.
func NewAlignedBuffer(r *Runtime, size, alignment int) (*Buffer, error) {
	if size < 0 || alignment < 0 {
		return nil, invalid("a buffer's size and alignment cannot be negative")
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	return newBuffer(C.wgo_buffer_create((*C.weir_runtime)(p), C.size_t(size), C.size_t(alignment)))
}

// CopyBuffer makes a buffer that holds a copy of bytes; it belongs to no runtime and no budget.
func CopyBuffer(bytes []byte) (*Buffer, error) {
	return newBuffer(C.wgo_buffer_copy(first(bytes), C.size_t(len(bytes))))
}

// Close ends the buffer. No slice of it may be used afterwards.
func (b *Buffer) Close() error { return b.own().close() }

// Len tells its size in bytes.
func (b *Buffer) Len() int {
	if b == nil {
		return 0
	}
	return b.size
}

// Bytes shows the buffer as bytes, until Close; nil after it.
func (b *Buffer) Bytes() []byte {
	bytes, _ := SliceOf[byte](b)
	return bytes
}

// SliceOf shows the whole buffer as elements of a type, until Close.
func SliceOf[T Element](b *Buffer) ([]T, error) {
	p, err := b.own().use()
	if err != nil {
		return nil, err
	}
	defer b.done()
	_ = p
	var element T
	size := int(unsafe.Sizeof(element))
	if b.size%size != 0 {
		return nil, invalid("the buffer's size is not a multiple of the element's")
	}
	if uintptr(b.data)%unsafe.Alignof(element) != 0 {
		return nil, invalid("the buffer's address does not suit the element's type")
	}
	atomic.StoreUint32(&b.lent, 1)
	return unsafe.Slice((*T)(b.data), b.size/size), nil
}

// first gives where a slice lies; nil for an empty one.
func first[T any](s []T) unsafe.Pointer {
	if len(s) == 0 {
		return nil
	}
	return unsafe.Pointer(&s[0])
}
