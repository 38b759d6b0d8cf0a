// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: blocks of a pool are zeros, are used again, outlive the pool, and are refused by priority
// (D-020, D-022, D-030, D-034).

import (
	"errors"
	"fmt"
	"log"
	"strings"
	"testing"

	"weir"
)

func TestMemoryPool(t *testing.T) {
	runtime := must(weir.NewRuntime(weir.RuntimeOptions{MemoryBudgetBytes: 64 << 20}))
	pool := must(weir.NewMemoryPool(runtime, weir.MemoryPoolOptions{ReserveBytes: 4 << 20}))
	for i := 0; i < 10; i++ {
		block := must(pool.Block(1<<20, weir.PriorityMedium, 4096))
		for _, at := range []int{0, 1<<20 - 1} {
			if block.Bytes()[at] != 0 {
				t.Fatal("not zeroed")
			}
			block.Bytes()[at] = 7
		}
		if err := block.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if s := must(pool.Stats()); s.GetCount != 10 || s.ReuseCount != 9 || s.UsedCount != 0 {
		t.Fatalf("%+v", s)
	}
	if _, err := pool.Block(60<<20, weir.PriorityLow, 0); !errors.Is(err, weir.ErrNoMemory) {
		t.Fatal(err)
	}
	if _, err := pool.Block(1, weir.Priority(9), 0); !errors.Is(err, weir.ErrInvalid) {
		t.Fatal(err)
	}
	if !strings.Contains(must(pool.StatsJSON()), `"refusal_count":1`) {
		t.Fatal(pool.StatsJSON())
	}
	if must(pool.Trim(0)) < 1<<20 {
		t.Fatal("nothing was given back")
	}
	block := must(pool.Block(100, weir.PriorityCritical, 0))
	pool.Close()
	runtime.Close()
	block.Bytes()[99] = 1
	block.Close()
	if _, err := pool.Stats(); !errors.Is(err, weir.ErrClosed) {
		t.Fatal(err)
	}
}

// Frames from a pool: after the first, they cost no new memory.
func ExampleMemoryPool() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	pool, err := weir.SharedMemoryPool(runtime)
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	for i := 0; i < 100; i++ {
		frame, err := pool.Block(480*640, weir.PriorityMedium, 0)
		if err != nil {
			log.Fatal(err)
		}
		frame.Close()
	}
	stats, err := pool.Stats()
	fmt.Println(stats.ReuseCount, err)
	// Output: 99 <nil>
}
