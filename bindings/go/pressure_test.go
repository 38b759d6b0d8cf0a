// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: how full memory is is told, idle blocks are let go when it is too full, a function hears
// the change, and scopes say what memory is for (B-101, B-102, B-103).

import (
	"fmt"
	"log"
	"strings"
	"testing"
	"time"

	"weir"
)

// Bounds that only a budget can reach.
var onlyTheBudget = weir.PressureOptions{RisingAt: 0.995, HighAt: 0.996, SevereAt: 0.997,
	CriticalAt: 0.998, Interval: time.Millisecond}

func TestPressure(t *testing.T) {
	runtime := must(weir.NewRuntime(weir.RuntimeOptions{MemoryBudgetBytes: 64 << 20}))
	pressure := must(weir.NewPressure(runtime, onlyTheBudget))
	pool := must(weir.SharedMemoryPool(runtime))
	ok(t, must(pool.Block(20<<20, weir.PriorityHigh, 0)).Close())
	var held *weir.Buffer
	ok(t, runtime.InMemoryScope("load", func() (err error) {
		held, err = weir.NewBuffer(runtime, 64<<20-int(must(runtime.MemoryStats()).UsedBytes))
		return err
	}))
	if s := must(pressure.Stats()); s.Level != weir.PressureCritical ||
		s.Source != weir.PressureByBudget || s.IsWatched || s.MachineBytes == 0 {
		t.Fatalf("%+v", s)
	}
	s, changed, err := pressure.Wait(weir.PressureNormal, 0)
	if err != nil || !changed || s.FreedBytes < 20<<20 || s.ReliefCount != 1 {
		t.Fatalf("%+v %v %v", s, changed, err)
	}
	if _, changed, err = pressure.Wait(weir.PressureCritical, 0); changed || err != nil {
		t.Fatal(changed, err)
	}
	scopes := must(runtime.MemoryScopes())
	if len(scopes) != 1 || scopes[0].Path != "load" || scopes[0].UsedBytes == 0 {
		t.Fatalf("%+v", scopes)
	}
	is(t, runtime.InMemoryScope("a/b", func() error { return nil }), weir.ErrInvalid)

	heard := make(chan weir.PressureLevel, 1)
	second := must(weir.NewPressure(runtime, onlyTheBudget))
	more := must(weir.NewBuffer(runtime, 64<<20-int(must(runtime.MemoryStats()).UsedBytes)))
	ok(t, second.Start(func(level weir.PressureLevel, _ string) { heard <- level }))
	if level := <-heard; level != weir.PressureCritical {
		t.Fatal(level)
	}
	ok(t, second.Stop())
	ok(t, more.Close())
	ok(t, held.Close())
	must(pressure.Optimize(weir.PressureCritical))
	if !strings.Contains(must(pressure.StatsJSON()), `"history":[{`) {
		t.Fatal("no history")
	}
	_, err = weir.NewPressure(runtime, weir.PressureOptions{CriticalAt: 2})
	is(t, err, weir.ErrInvalid)
	_, err = pressure.Optimize(9)
	is(t, err, weir.ErrInvalid)
	ok(t, second.Close())
	ok(t, pressure.Close())
	_, err = pressure.Stats()
	is(t, err, weir.ErrClosed)
}

func ExamplePressure() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	pressure, err := weir.NewPressure(runtime)
	if err != nil {
		log.Fatal(err)
	}
	stats, err := pressure.Stats()
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(stats.ResidentBytes > 0, stats.MachineAvailableBytes < stats.MachineBytes)
	// Output: true true
}
