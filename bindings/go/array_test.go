// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: arrays of every element and shape are copied, and those that leave their memory are refused.

import (
	"fmt"
	"math"
	"reflect"
	"strings"
	"testing"

	"weir"
)

func contains(text, part string) bool { return strings.Contains(text, part) }

func copied[T weir.Element](t *testing.T, pool *weir.StreamPool, values ...T) {
	dst := make([]T, len(values))
	ok(t, pool.Copy(nil, must(weir.Of(dst)), must(weir.Of(values))))
	if !reflect.DeepEqual(dst, values) {
		t.Fatal(dst, values)
	}
	_, to, s, d := two(t, values)
	ok(t, must(pool.Transfer(d, s)).Wait(nil))
	if !reflect.DeepEqual(append([]T{}, to...), values) {
		t.Fatal(to, values)
	}
}

type celsius float32

func TestEveryElement(t *testing.T) {
	pool := pool(t)
	copied(t, pool, uint8(1), 2)
	copied(t, pool, int8(-1), 2)
	copied(t, pool, uint16(1), 2)
	copied(t, pool, int16(-1), 2)
	copied(t, pool, uint32(1), 2)
	copied(t, pool, int32(-1), 2)
	copied(t, pool, uint64(1), 2)
	copied(t, pool, int64(-1), 2)
	copied(t, pool, uint(1), 2)
	copied(t, pool, -1, 2)
	copied(t, pool, float32(1.5), 2)
	copied(t, pool, 1.5, 2.0)
	copied(t, pool, complex64(1+2i), 3)
	copied(t, pool, 1+2i, 3i)
	copied(t, pool, true, false)
	copied(t, pool, weir.Float16(0x3c00), 0)
	copied(t, pool, celsius(20), 21)
	// The same size is not the same type.
	err := pool.Copy(nil, must(weir.Of([]float32{1})), must(weir.Of([]int32{1})))
	is(t, err, weir.ErrInvalid)
}

func TestShapesAndViews(t *testing.T) {
	pool := pool(t)
	src, dst := make([]int, 24), make([]int, 24)
	for i := range src {
		src[i] = i
	}
	a := must(weir.Of(src, 2, 3, 4))
	turned := must(a.View(0, []int{4, 3, 2}, []int{1, 4, 12})) // the transpose
	ok(t, pool.Copy(nil, must(weir.Of(dst, 4, 3, 2)), turned))
	if dst[1] != 12 || dst[2] != 4 || dst[23] != 23 || fmt.Sprint(turned.Shape()) != "[4 3 2]" {
		t.Fatal(dst, turned.Shape())
	}
	part := must(must(a.View(5, []int{2}, []int{1})).View(-5, []int{3}, []int{-0}))
	ok(t, pool.Copy(nil, must(weir.Of(dst[:3])), part))
	if fmt.Sprint(dst[:3]) != "[0 0 0]" {
		t.Fatal(dst[:3])
	}
	ok(t, pool.Copy(nil, must(weir.Of([]int{})), must(weir.Of([]int(nil)))))
	scalar := must(a.View(7, nil, nil))
	ok(t, pool.Copy(nil, must(must(weir.Of(dst)).View(0, nil, nil)), scalar))
	if dst[0] != 7 {
		t.Fatal(dst[0])
	}
}

func TestViewsThatLeaveTheirMemory(t *testing.T) {
	a := must(weir.Of(make([]float64, 10)))
	for _, v := range []struct {
		offset       int
		shape, steps []int
	}{
		{0, []int{11}, []int{1}}, {1, []int{10}, []int{1}}, {0, []int{2}, []int{-1}},
		{-1, []int{1}, []int{1}}, {10, nil, nil}, {0, []int{2}, []int{10}}, {0, []int{-1}, []int{1}},
		{0, []int{2}, nil}, {0, []int{math.MaxInt}, []int{math.MaxInt}},
		{0, []int{2, 2}, []int{math.MaxInt / 8, math.MaxInt / 8}}, {0, []int{2}, []int{math.MinInt}},
		{math.MaxInt, []int{1}, []int{1}}, {math.MinInt, []int{1}, []int{1}},
		{0, make([]int, 33), make([]int, 33)}, {5, []int{3, 3}, []int{2, 1}},
	} {
		if view, err := a.View(v.offset, v.shape, v.steps); err == nil {
			t.Errorf("%v gave %v", v, view.Shape())
		} else {
			is(t, err, weir.ErrInvalid)
		}
	}
	for _, shape := range [][]int{{11}, {3, 3}, {-1}, {math.MaxInt, 4}, {math.MaxInt, math.MaxInt, 0}} {
		_, err := weir.Of(make([]float64, 10), shape...)
		is(t, err, weir.ErrInvalid)
	}
	odd := must(weir.CopyBuffer(make([]byte, 7)))
	defer odd.Close()
	_, err := weir.SliceOf[float64](odd)
	is(t, err, weir.ErrInvalid)
	_, err = weir.On[float64](odd)
	is(t, err, weir.ErrInvalid)
}
