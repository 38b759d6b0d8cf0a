// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_stream.h"
*/
import "C"

import (
	"fmt"
	"math"
	"reflect"
	"unsafe"
)

// Float16 holds the bits of a half-precision number.
type Float16 uint16

// Element is what an array can hold.
type Element interface {
	~uint8 | ~int8 | ~uint16 | ~int16 | ~uint32 | ~int32 | ~uint64 | ~int64 | ~uint | ~int |
		~float32 | ~float64 | ~complex64 | ~complex128 | ~bool
}

// Array says where elements lie, of what kind they are and how far apart: a slice of yours, or a
// buffer of the library's, with any number of dimensions and any strides. It copies nothing.
type Array struct {
	shape  C.wgo_shape
	base   unsafe.Pointer // of the whole memory, `bytes` long, of which this is a part
	at     int            // where in it the first element is
	bytes  int
	size   int // of an element
	buffer *Buffer
}

func dtype[T Element]() C.uint32_t {
	var element T
	switch t := reflect.TypeOf(element); {
	case t == reflect.TypeOf(Float16(0)):
		return C.WEIR_F16
	case t.Kind() == reflect.Bool:
		return C.WEIR_BOOL
	case t.Kind() == reflect.Float32:
		return C.WEIR_F32
	case t.Kind() == reflect.Float64:
		return C.WEIR_F64
	case t.Kind() == reflect.Complex64:
		return C.WEIR_C64
	case t.Kind() == reflect.Complex128:
		return C.WEIR_C128
	case t.Kind() >= reflect.Uint && t.Kind() <= reflect.Uint64:
		return map[uintptr]C.uint32_t{1: C.WEIR_U8, 2: C.WEIR_U16, 4: C.WEIR_U32, 8: C.WEIR_U64}[t.Size()]
	default:
		return map[uintptr]C.uint32_t{1: C.WEIR_I8, 2: C.WEIR_I16, 4: C.WEIR_I32, 8: C.WEIR_I64}[t.Size()]
	}
}

// Of describes a slice of yours in a shape, rows one after another; without one, in one dimension.
func Of[T Element](data []T, shape ...int) (*Array, error) {
	var element T
	size := int(unsafe.Sizeof(element))
	a := &Array{base: first(data), bytes: len(data) * size, size: size}
	a.shape.dtype = dtype[T]()
	return a.dense(len(data), shape)
}

// On describes a buffer as elements of a type in a shape, rows one after another; without one, in
// one dimension. It is good until the buffer is closed.
func On[T Element](b *Buffer, shape ...int) (*Array, error) {
	if _, err := b.own().use(); err != nil {
		return nil, err
	}
	defer b.done()
	var element T
	size := int(unsafe.Sizeof(element))
	if uintptr(b.data)%unsafe.Alignof(element) != 0 {
		return nil, invalid("the buffer's address does not suit the element's type")
	}
	a := &Array{base: b.data, bytes: b.size, size: size, buffer: b}
	a.shape.dtype = dtype[T]()
	if b.size%size != 0 {
		return nil, invalid(fmt.Sprintf("%d bytes are no whole number of elements of %d", b.size, size))
	}
	return a.dense(b.size/size, shape)
}

func (a *Array) dense(count int, shape []int) (*Array, error) {
	if len(shape) == 0 {
		shape = []int{count}
	}
	steps, elements := make([]int, len(shape)), 1
	for i := len(shape) - 1; i >= 0; i-- {
		steps[i] = elements
		if shape[i] > 0 && elements > math.MaxInt/shape[i] {
			return nil, invalid(fmt.Sprintf("a shape of %v has too many elements", shape))
		}
		elements *= shape[i]
	}
	if elements != count {
		return nil, invalid(fmt.Sprintf("a shape of %v is %d elements, and there are %d", shape, elements, count))
	}
	return a.View(0, shape, steps)
}

// View describes a part of it: the element it begins with, counted from this array's first, its
// extents, and the steps between its elements, which may be negative, zero or leave gaps.
func (a *Array) View(offset int, shape, steps []int) (*Array, error) {
	if a == nil {
		return nil, invalid("a nil Array")
	}
	if len(shape) != len(steps) || len(shape) > len(a.shape.shape) {
		return nil, invalid(fmt.Sprintf("%d extents and %d steps: as many of each, and at most %d",
			len(shape), len(steps), len(a.shape.shape)))
	}
	v := *a
	v.shape.ndim = C.uint32_t(len(shape))
	room, low, high, none := a.bytes/a.size, 0, 0, false
	outside := func() error {
		return invalid(fmt.Sprintf("shape %v with steps %v from element %d leaves the %d elements there are",
			shape, steps, offset, room))
	}
	for i, extent := range shape {
		if extent < 0 {
			return nil, invalid(fmt.Sprintf("extent %d is %d", i, extent))
		}
		step := steps[i]
		if step > math.MaxInt/a.size || step < -(math.MaxInt/a.size) {
			return nil, outside()
		}
		v.shape.shape[i] = C.uint64_t(extent)
		v.shape.strides[i] = C.int64_t(step * a.size)
		none = none || extent == 0
	}
	if none {
		return &v, nil
	}
	for i, extent := range shape {
		span := extent - 1
		if span == 0 || steps[i] == 0 {
			continue
		}
		if steps[i] > room/span || steps[i] < -(room/span) {
			return nil, outside()
		}
		if span *= steps[i]; span > 0 {
			high += span
		} else {
			low += span
		}
		if high > room || low < -room {
			return nil, outside()
		}
	}
	begin := a.at / a.size
	if offset < -room || offset > room || begin+offset+low < 0 || begin+offset+high >= room {
		return nil, outside()
	}
	v.at = (begin + offset) * a.size
	return &v, nil
}

// Shape tells its extents.
func (a *Array) Shape() []int {
	if a == nil {
		return nil
	}
	shape := make([]int, int(a.shape.ndim))
	for i := range shape {
		shape[i] = int(a.shape.shape[i])
	}
	return shape
}

func (a *Array) first() unsafe.Pointer {
	if a.base == nil {
		return nil
	}
	return unsafe.Add(a.base, a.at)
}

// borrow keeps the array's buffer, if it has one, from being freed until the second result is called.
func (a *Array) borrow() (C.wgo_array, func(), error) {
	if a == nil {
		return C.wgo_array{}, nil, invalid("a nil Array")
	}
	if a.size == 0 {
		return C.wgo_array{}, nil, invalid("this Array was not made by Of or On")
	}
	if a.buffer == nil {
		return C.wgo_array{}, nil, invalid("this Array lies in Go's memory, which nothing may work on " +
			"after a call returned: use Copy, or put it in a Buffer")
	}
	memory, err := a.buffer.own().use()
	if err != nil {
		return C.wgo_array{}, nil, err
	}
	return C.wgo_array{shape: a.shape, data: a.first(), memory: (*C.wgo_memory)(memory)}, a.buffer.done, nil
}
