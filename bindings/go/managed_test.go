// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: more data than the budget holds comes back as it was, and settings are kept to (D-027,
// D-028, D-029).

import (
	"fmt"
	"log"
	"strings"
	"testing"

	"weir"
)

func TestManaged(t *testing.T) {
	runtime := must(weir.NewRuntime(weir.RuntimeOptions{MemoryBudgetBytes: 16 << 20}))
	ok(t, runtime.SetManaged(weir.ManagedSettings{CompressAt: 0.5, SpillDirectory: t.TempDir()}))
	var all []*weir.Managed
	for number := 0; number < 64; number++ {
		managed := must(weir.NewManaged(runtime, 1<<20,
			weir.ManagedOptions{Priority: weir.PriorityLow, NoCompress: number%2 == 0}))
		pinned := must(managed.Pin())
		for at := range pinned.Bytes() {
			pinned.Bytes()[at] = byte(number)
		}
		ok(t, pinned.Close())
		all = append(all, managed)
	}
	if s := must(runtime.ManagedStats()); s.SpilledCount == 0 || s.CompressCount == 0 ||
		s.BufferCount != 64 || s.TotalBytes != 64<<20 {
		t.Fatalf("%+v", s)
	}
	if s := must(all[0].State()); s.Place != weir.ManagedSpilled || s.SizeBytes != 1<<20 {
		t.Fatalf("%+v", s)
	}
	for number, managed := range all {
		pinned := must(managed.Pin())
		for _, b := range pinned.Bytes() {
			if b != byte(number) {
				t.Fatal(number, b)
			}
		}
		if s := must(managed.State()); s.PinCount != 1 || s.Place != weir.ManagedInMemory {
			t.Fatalf("%+v", s)
		}
		ok(t, pinned.Close())
	}
	if !strings.Contains(must(runtime.ManagedJSON()), `"compress_at":0.5`) {
		t.Fatal(runtime.ManagedJSON())
	}
	_, err := weir.NewManaged(runtime, 64<<20)
	is(t, err, weir.ErrNoMemory)
	is(t, runtime.SetManaged(weir.ManagedSettings{CompressAt: 2}), weir.ErrInvalid)
	pinned := must(all[7].Pin())
	ok(t, all[7].Close())
	if pinned.Bytes()[9] != 7 {
		t.Fatal("a pin outlives the handle")
	}
	ok(t, pinned.Close())
	_, err = all[7].Pin()
	is(t, err, weir.ErrClosed)
}

func ExampleManaged() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	managed, err := weir.NewManaged(runtime, 1000)
	if err != nil {
		log.Fatal(err)
	}
	pinned, err := managed.Pin()
	if err != nil {
		log.Fatal(err)
	}
	copy(pinned.Bytes(), "hello")
	_ = pinned.Close()
	pinned, err = managed.Pin()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(pinned.Bytes()[:5]))
	// Output: hello
}
