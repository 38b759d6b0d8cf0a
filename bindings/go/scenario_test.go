// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: the scenario of tests/bindings/scenario.md holds in Go, step by step.

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"unsafe"

	"weir"
)

const config = `{"batch_size": 33, "name": "tile", "deep": {"list": [1, 2.5, null]}}`

// must gives a value that has to be there.
func must[T any](value T, err error) T {
	if err != nil {
		panic(fmt.Sprintf("%v", err))
	}
	return value
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func is(t testing.TB, err, target error) {
	t.Helper()
	if !errors.Is(err, target) {
		t.Fatalf("%v, wanted %v", err, target)
	}
}

func TestStep01AConfigurationThatDoesNotParse(t *testing.T) {
	_, err := weir.ParseJSON("{\"batch_size\": 32,\n \"name\": }")
	is(t, err, weir.ErrParse)
	if !strings.Contains(err.Error(), "line 2, column ") {
		t.Fatal(err)
	}
	var full *weir.Error
	if !errors.As(err, &full) || full.Status != weir.Parse || full.Text == "" {
		t.Fatal(full)
	}
}

func TestStep02ReadingValues(t *testing.T) {
	json := must(weir.ParseJSON(config))
	defer json.Close()
	if v, found, err := json.Int64("/batch_size"); v != 33 || !found || err != nil {
		t.Fatal(v, found, err)
	}
	if v, found, err := json.Text("/name"); v != "tile" || !found || err != nil {
		t.Fatal(v, found, err)
	}
	if v, found, err := json.Float64("/deep/list/1"); v != 2.5 || !found || err != nil {
		t.Fatal(v, found, err)
	}
	if _, found, err := json.Int64("/none"); found || err != nil {
		t.Fatal(found, err)
	}
	_, _, err := json.Int64("/name")
	is(t, err, weir.ErrInvalid)
}

func rules(t *testing.T) *weir.Rules {
	rules := must(weir.NewRules())
	ok(t, rules.AddRequired("input"))
	ok(t, rules.AddRange("batch_size", 1, 512))
	ok(t, rules.AddFunc("even", func(config *weir.JSON, say *weir.Sink) (bool, error) {
		size, _, err := config.Int64("/batch_size")
		if err != nil || size%2 == 0 {
			return true, err
		}
		if err := say.Message("batch_size is odd"); err != nil {
			return false, err
		}
		return false, say.Hint("use an even size")
	}))
	return rules
}

func TestStep03Rules(t *testing.T) {
	// A panic and an error are both one failed rule.
	for _, broken := range []weir.RuleFunc{
		func(*weir.JSON, *weir.Sink) (bool, error) { panic("on purpose") },
		func(*weir.JSON, *weir.Sink) (bool, error) { return false, errors.New("on purpose") },
	} {
		rules := rules(t)
		defer rules.Close()
		ok(t, rules.AddFunc("broken", broken))
		report := must(rules.Validate(must(weir.ParseJSON(config))))
		if report.Valid() || report.Count(weir.Failure) != 3 {
			t.Fatal(report.Count(weir.Failure))
		}
		found := must(report.Findings())
		if found[0].Rule != "required" || found[1].Rule != "even" || found[2].Rule != "broken" {
			t.Fatal(found)
		}
		if found[1].Message != "batch_size is odd" || found[1].Hint != "use an even size" {
			t.Fatal(found[1])
		}
		if !strings.Contains(found[2].Message, "on purpose") {
			t.Fatal(found[2])
		}
	}
}

func TestStep04TheShortWayAndStrictness(t *testing.T) {
	rules := rules(t)
	err := rules.Check(must(weir.ParseJSON(config)))
	is(t, err, weir.ErrRejected)
	if !strings.Contains(err.Error(), "input") {
		t.Fatal(err)
	}
	config := must(weir.ParseJSON(`{"input": "a", "batch_siz": 2}`))
	report := must(rules.Validate(config, weir.ValidateOptions{Strict: true}))
	if !report.Valid() || report.Count(weir.Warning) != 1 {
		t.Fatal(report.Summary())
	}
	for _, found := range must(report.Findings()) {
		if found.Severity == weir.Warning && !strings.Contains(found.Message+found.Hint, "batch_size") {
			t.Fatal(found)
		}
	}
}

func TestStep05AFindingOfYourOwn(t *testing.T) {
	report := must(must(weir.NewRules()).Validate(must(weir.ParseJSON(config))))
	if !report.Valid() {
		t.Fatal("an empty set rejects")
	}
	ok(t, report.Add(weir.Finding{Severity: weir.Failure, Rule: "quota", Pointer: "batch_size",
		Message: "too much", Hint: "ask again"}))
	if report.Valid() || !strings.Contains(must(report.JSON()), "quota") {
		t.Fatal(must(report.JSON()))
	}
	if !strings.Contains(must(report.Summary()), "FAILED") {
		t.Fatal(must(report.Summary()))
	}
}

func TestStep06ABuffer(t *testing.T) {
	const size = 1 << 20
	runtime := must(weir.NewRuntime(weir.RuntimeOptions{MemoryBudgetBytes: 16 << 20}))
	buffer := must(weir.NewBuffer(runtime, size))
	defer buffer.Close()
	if buffer.Len() != size || must(runtime.MemoryStats()).UsedBytes < size {
		t.Fatal(buffer.Len(), must(runtime.MemoryStats()))
	}
	buffer.Bytes()[0], buffer.Bytes()[size-1] = 1, 2
	_, err := weir.NewBuffer(runtime, 17<<20)
	is(t, err, weir.ErrNoMemory)
	ok(t, runtime.Shutdown())
	ok(t, runtime.Close())
	if buffer.Bytes()[0] != 1 || buffer.Bytes()[size-1] != 2 {
		t.Fatal("its bytes are others")
	}
}

func pool(t testing.TB) *weir.StreamPool {
	runtime := must(weir.NewRuntime())
	pool := must(runtime.StreamPool())
	t.Cleanup(func() { pool.Close(); runtime.Close() })
	return pool
}

// two gives a buffer of ones and one of zeros, and arrays on them.
func two[T weir.Element](t testing.TB, src []T) (from, to []T, s, d *weir.Array) {
	runtime := must(weir.NewRuntime())
	defer runtime.Close()
	size := len(src) * int(unsafe.Sizeof(src[0]))
	a, b := must(weir.NewBuffer(runtime, size)), must(weir.NewBuffer(runtime, size))
	t.Cleanup(func() { a.Close(); b.Close() })
	from, to = must(weir.SliceOf[T](a)), must(weir.SliceOf[T](b))
	copy(from, src)
	return from, to, must(weir.On[T](a)), must(weir.On[T](b))
}

func TestStep07ATransfer(t *testing.T) {
	pool := pool(t)
	values := make([]float64, 100_000)
	for i := range values {
		values[i] = float64(i)
	}
	before := must(pool.Stats()).BytesTransferred
	_, to, s, d := two(t, values)
	ticket := must(pool.Transfer(d, s))
	ok(t, ticket.Wait(context.Background()))
	for i := range to {
		if to[i] != values[i] {
			t.Fatal(i, to[i])
		}
	}
	ok(t, pool.WaitAll(context.Background()))
	if grown := must(pool.Stats()).BytesTransferred - before; grown != 800_000 {
		t.Fatal(grown)
	}
	json := must(weir.ParseJSON(must(pool.StatsJSON())))
	if v, _, _ := json.Int64("/bytes_transferred"); v != int64(before)+800_000 {
		t.Fatal(v)
	}
}

func TestStep08Strides(t *testing.T) {
	src, dst := []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, make([]int32, 5)
	part := must(must(weir.Of(src)).View(9, []int{5}, []int{-2}))
	ok(t, pool(t).Copy(context.Background(), must(weir.Of(dst)), part))
	if fmt.Sprint(dst) != "[9 7 5 3 1]" {
		t.Fatal(dst)
	}
}

func TestStep09ABatchWithOneBadPair(t *testing.T) {
	pool := pool(t)
	lengths := [3][2]int{{10, 10}, {11, 77}, {12, 12}}
	var pairs []weir.Pair
	var outs [][]uint32
	for i, n := range lengths {
		_, _, s, _ := two(t, many(uint32(i+1), n[0]))
		out, _, d, _ := two(t, many(uint32(0), n[1]))
		pairs, outs = append(pairs, weir.Pair{Dst: d, Src: s}), append(outs, out)
	}
	ticket := must(pool.Batch(context.Background(), pairs))
	is(t, ticket.Wait(context.Background()), weir.ErrPartial)
	items := must(ticket.Items())
	if items[0] != nil || items[2] != nil {
		t.Fatal(items)
	}
	is(t, items[1], weir.ErrInvalid)
	if text := items[1].Error(); !strings.Contains(text, "11") || !strings.Contains(text, "77") {
		t.Fatal(text)
	}
	if outs[0][9] != 1 || outs[2][11] != 3 {
		t.Fatal(outs)
	}
}

func TestStep10Completion(t *testing.T) {
	pool := pool(t)
	_, _, s, d := two(t, many(uint8(1), 100))
	ticket := must(pool.Transfer(d, s))
	var calls int32
	told := make(chan error, 2)
	ok(t, ticket.OnDone(func(err error) {
		atomic.AddInt32(&calls, 1)
		told <- err
		panic("on purpose")
	}))
	ok(t, <-told)
	ok(t, pool.WaitAll(context.Background()))
	if atomic.LoadInt32(&calls) != 1 {
		t.Fatal(calls)
	}
}

func TestStep11Phases(t *testing.T) {
	profiler := must(weir.NewProfiler(nil))
	ok(t, profiler.Do("pipeline", func() error {
		ok(t, profiler.Do("load", func() error { return nil }))
		ok(t, profiler.StartPhase("load"))
		ok(t, profiler.RecordMetric("points", 7))
		stats, ended, err := profiler.EndPhase()
		if stats.Count != 2 || !ended {
			t.Fatal(stats, ended, err)
		}
		return err
	}))
	if stats, found, err := profiler.PhaseStats("pipeline/load"); stats.Count != 2 || !found || err != nil {
		t.Fatal(stats, found, err)
	}
	if points, found, err := profiler.MetricStats("load", "points"); points.Last != 7 || !found || err != nil {
		t.Fatal(points, found, err)
	}
	if _, ended, err := profiler.EndPhase(); ended || err != nil {
		t.Fatal(ended, err)
	}
}

func TestStep12TheLog(t *testing.T) {
	runtime := must(weir.NewRuntime())
	defer runtime.Close()
	defer must(runtime.StreamPool()).Close()
	again := must(runtime.StreamPool(weir.StreamPoolOptions{Size: 9}))
	defer again.Close()
	if must(again.Size()) != 4 {
		t.Fatal(again.Size())
	}
	if level, text, there, err := runtime.NextLog(); level != weir.Warning || text == "" || !there || err != nil {
		t.Fatal(level, text, there, err)
	}
	if _, _, there, err := runtime.NextLog(); there || err != nil {
		t.Fatal(there, err)
	}
}

func TestStep13ShutDownThenUsed(t *testing.T) {
	runtime := must(weir.NewRuntime())
	pool := must(runtime.StreamPool())
	_, _, s, d := two(t, many(uint8(1), 8))
	ok(t, runtime.Shutdown())
	ok(t, runtime.Shutdown())
	_, err := weir.NewBuffer(runtime, 8)
	is(t, err, weir.ErrClosed)
	_, err = pool.Transfer(d, s)
	is(t, err, weir.ErrClosed)
	is(t, pool.Copy(context.Background(), d, s), weir.ErrClosed)
}

func TestStep14FreedInAnyOrder(t *testing.T) {
	for _, forwards := range []bool{true, false} {
		runtime := must(weir.NewRuntime())
		pool := must(runtime.StreamPool())
		stream := must(pool.Stream(0))
		profiler := must(runtime.Profiler())
		_, _, s, d := two(t, make([]byte, 1<<20))
		ticket := must(stream.Transfer(d, s))
		things := []interface{ Close() error }{runtime, pool, stream, ticket, profiler}
		if forwards {
			for _, thing := range things[:3] {
				ok(t, thing.Close())
			}
			ok(t, ticket.Wait(context.Background()))
			ok(t, profiler.Do("late", func() error { return nil }))
			things = things[3:]
		}
		for i := range things {
			ok(t, things[len(things)-1-i].Close())
		}
	}
}

// Step 15, fork: Go cannot fork without exec, because the child would have none of its threads.

func TestStep16ADeviceThatIsInsistedOn(t *testing.T) {
	runtime := must(weir.NewRuntime())
	defer runtime.Close()
	gpu := must(runtime.Devices())[1]
	insisted, err := weir.NewRuntime(weir.RuntimeOptions{Device: weir.DeviceCUDA})
	if gpu.Available {
		ok(t, err)
		ok(t, insisted.Close())
		return
	}
	is(t, err, weir.ErrUnsupported)
	if !strings.Contains(err.Error(), gpu.Reason) {
		t.Fatal(err, gpu.Reason)
	}
}

func many[T any](value T, count int) []T {
	all := make([]T, count)
	for i := range all {
		all[i] = value
	}
	return all
}
