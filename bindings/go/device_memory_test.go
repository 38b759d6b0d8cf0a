// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: arrays go to the device's memory and come back, memory is used again, outlives its pool's
// handle, and is refused by priority with what would fit (A-029, A-030, D-030, D-034).

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"testing"

	"weir"
)

func TestDevicePool(t *testing.T) {
	runtime := must(weir.NewRuntime())
	defer runtime.Close()
	stream := must(must(weir.NewStreamPool(runtime)).Stream(0))
	pool := must(weir.NewDevicePool(runtime, weir.DevicePoolOptions{CapacityBytes: 16 << 20}))
	values, back := make([]float64, 3000), make([]float64, 3000)
	for round := 0; round < 10; round++ {
		for i := range values {
			values[i] = float64(round * i)
		}
		array := must(pool.Upload(stream, must(weir.Of(values, 1000, 3)), weir.PriorityHigh))
		if err := array.Read(stream, must(weir.Of(back, 1000, 3))); err != nil {
			t.Fatal(err)
		}
		for i := range back {
			if back[i] != values[i] {
				t.Fatal(round, i, back[i])
			}
		}
		err := array.Read(stream, must(weir.Of(back)))
		if !errors.Is(err, weir.ErrInvalid) || !strings.Contains(err.Error(), "(1000, 3)") {
			t.Fatal(err)
		}
		if array.Bytes() != 24000 || must(array.Address())%256 != 0 {
			t.Fatal(array.Bytes())
		}
		array.Close()
		if _, err := array.Address(); !errors.Is(err, weir.ErrClosed) {
			t.Fatal(err)
		}
	}
	s := must(pool.Stats())
	if s.GetCount != 10 || s.ReuseCount != 9 || s.UsedCount != 0 || s.CapacityBytes != 16<<20 {
		t.Fatalf("%+v", s)
	}
	_, err := pool.Upload(stream, must(weir.Of(make([]byte, 15<<20))), weir.PriorityLow)
	if !errors.Is(err, weir.ErrNoMemory) || !strings.Contains(err.Error(), "would fit") {
		t.Fatal(err)
	}
	if !strings.Contains(must(pool.StatsJSON()), `"refusal_count":1`) {
		t.Fatal(pool.StatsJSON())
	}
	kept := must(pool.Upload(stream, must(weir.Of(values)), weir.PriorityCritical))
	if must(pool.Stats()).CriticalBytes < 24000 || must(pool.Trim(0)) != 0 {
		t.Fatal(pool.Stats())
	}
	pool.Close()
	if err := kept.Read(stream, must(weir.Of(back))); err != nil {
		t.Fatal(err)
	}
	kept.Close()
	if _, err := pool.Stats(); !errors.Is(err, weir.ErrClosed) {
		t.Fatal(err)
	}
	if _, err := weir.NewDevicePool(runtime, weir.DevicePoolOptions{Wait: -1}); !errors.Is(err, weir.ErrInvalid) {
		t.Fatal(err)
	}
}

// An array on the device, there and back.
func ExampleDevicePool() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	streams, err := weir.NewStreamPool(runtime)
	if err != nil {
		log.Fatal(err)
	}
	stream, err := streams.Stream(0)
	if err != nil {
		log.Fatal(err)
	}
	pool, err := weir.NewDevicePool(runtime)
	if err != nil {
		log.Fatal(err)
	}
	values, back := []float32{1, 2, 3}, make([]float32, 3)
	src, _ := weir.Of(values)
	dst, _ := weir.Of(back)
	there, err := pool.Upload(stream, src, weir.PriorityHigh)
	if err != nil {
		log.Fatal(err)
	}
	defer there.Close()
	fmt.Println(there.Read(stream, dst), back)
	// Output: <nil> [1 2 3]
}
