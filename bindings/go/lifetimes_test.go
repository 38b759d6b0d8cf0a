// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: whatever is closed, forgotten, nil, or closed while it is used, the answer is an error, or
// nothing; and memory under a copy stays.

import (
	"context"
	"errors"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"weir"
)

func TestClosedTwiceAndUsedAfterwards(t *testing.T) {
	r := must(weir.NewRuntime())
	pool, json, rules := must(r.StreamPool()), must(weir.ParseJSON("[1]")), must(weir.NewRules())
	stream, profiler, buffer := must(pool.Next()), must(r.Profiler()), must(weir.NewBuffer(r, 64))
	report, control := must(rules.Validate(json)), must(weir.NewControl())
	array := must(weir.On[uint8](buffer))
	ticket := must(pool.Transfer(array, array))
	neighbors := must(weir.NewNeighbors(nil, r, []float64{1, 2, 3}))
	features := must(weir.NewFeatures(nil, r, nil))
	for _, thing := range []io.Closer{r, pool, json, rules, stream, profiler, buffer, report, control,
		ticket, neighbors, features} {
		ok(t, thing.Close())
		ok(t, thing.Close())
	}
	ctx := context.Background()
	for name, err := range map[string]error{
		"Shutdown": r.Shutdown(), "WaitAll": pool.WaitAll(ctx), "Check": rules.Check(json),
		"Synchronize": stream.Synchronize(ctx), "StartPhase": profiler.StartPhase("a"),
		"Add": report.Add(weir.Finding{}), "Cancel": control.Cancel(), "Wait": ticket.Wait(ctx),
		"OnDone": ticket.OnDone(func(error) {}), "Copy": pool.Copy(ctx, array, array),
	} {
		if !errors.Is(err, weir.ErrClosed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	_, err := weir.NewBuffer(r, 8)
	is(t, err, weir.ErrClosed)
	_, err = features.Column(weir.FeatureHeight)
	is(t, err, weir.ErrClosed)
	_, _, err = neighbors.Nearest(nil, []float64{1, 2, 3}, 1)
	is(t, err, weir.ErrClosed)
	if buffer.Bytes() != nil || rules.Count() != 0 || report.Valid() {
		t.Error("closed things have answers")
	}
	<-ticket.Done()
}

func TestNilAndZeroValues(t *testing.T) {
	var r *weir.Runtime
	var json *weir.JSON
	is(t, r.Shutdown(), weir.ErrInvalid)
	ok(t, r.Close())
	is(t, new(weir.Runtime).Shutdown(), weir.ErrInvalid)
	ok(t, new(weir.Runtime).Close())
	is(t, must(weir.NewRules()).Check(json), weir.ErrInvalid)
	is(t, must(weir.NewRules()).AddFunc("f", nil), weir.ErrInvalid)
	_, err := weir.NewBuffer(must(weir.NewRuntime()), -1)
	is(t, err, weir.ErrInvalid)
	_, err = weir.NewFeatures(nil, r, []float64{1})
	is(t, err, weir.ErrInvalid)
	_, _, err = must(weir.ParseJSON("1")).Int64("/a\x00b")
	is(t, err, weir.ErrInvalid)
	var array *weir.Array
	is(t, pool(t).Copy(nil, array, new(weir.Array)), weir.ErrInvalid)
	_, err = pool(t).Batch(nil, []weir.Pair{{}})
	is(t, err, weir.ErrInvalid)
	slice := must(weir.Of([]byte{1}))
	_, err = pool(t).Transfer(slice, slice)
	is(t, err, weir.ErrInvalid)
	if !strings.Contains(err.Error(), "Buffer") {
		t.Fatal(err)
	}
	var ticket *weir.Ticket
	is(t, ticket.Wait(nil), weir.ErrInvalid)
	var sink *weir.Sink
	is(t, sink.Message(""), weir.ErrInvalid)
}

func TestClosedWhileUsed(t *testing.T) {
	for round := 0; round < 50; round++ {
		r, json := must(weir.NewRuntime()), must(weir.ParseJSON(`{"a": 1}`))
		buffer := must(weir.NewBuffer(r, 4096))
		array, pool := must(weir.On[byte](buffer)), must(r.StreamPool())
		var group sync.WaitGroup
		for i := 0; i < 3; i++ {
			group.Add(1)
			go func() {
				defer group.Done()
				for {
					_, _, err := json.Int64("/a")
					ticket, transfer := pool.Transfer(array, array)
					if transfer == nil {
						ok(t, ticket.Close())
					}
					if err != nil && transfer != nil {
						is(t, err, weir.ErrClosed)
						is(t, transfer, weir.ErrClosed)
						return
					}
				}
			}()
		}
		time.Sleep(time.Millisecond)
		for _, thing := range []io.Closer{json, buffer, r, pool} {
			ok(t, thing.Close())
		}
		group.Wait()
	}
}

func TestMemoryUnderACopyStays(t *testing.T) {
	pool := pool(t)
	r := must(weir.NewRuntime())
	const size = 1 << 20
	for round := 0; round < 100; round++ {
		a, b := must(weir.NewBuffer(r, size)), must(weir.NewBuffer(r, size))
		ticket := must(pool.Transfer(must(weir.On[byte](b)), must(weir.On[byte](a))))
		if round%2 == 0 { // closed early, or forgotten with the ticket
			ok(t, a.Close())
			ok(t, b.Close())
			ok(t, ticket.Close())
		}
		if round%10 == 0 {
			runtime.GC()
		}
	}
	ok(t, pool.WaitAll(context.Background()))
	if copied := must(pool.Stats()).TransferCount; copied != 100 {
		t.Fatal(copied)
	}
	for deadline := time.Now().Add(20 * time.Second); must(r.MemoryStats()).UsedBytes > size; {
		runtime.GC()
		if time.Now().After(deadline) {
			t.Fatal("still in use:", must(r.MemoryStats()).UsedBytes)
		}
		time.Sleep(10 * time.Millisecond)
	}
}

func TestASliceKeepsItsBuffer(t *testing.T) {
	bytes := must(weir.CopyBuffer(many(byte(7), 1<<16))).Bytes()
	for i := 0; i < 5; i++ {
		runtime.GC()
		_ = must(weir.CopyBuffer(many(byte(9), 1<<16)))
	}
	for _, b := range bytes {
		if b != 7 {
			t.Fatal("the slice's memory is somebody else's")
		}
	}
}

func TestWhatARuleWasGivenEndsWithIt(t *testing.T) {
	rules := must(weir.NewRules())
	var kept *weir.JSON
	var say *weir.Sink
	ok(t, rules.AddFunc("keeps", func(config *weir.JSON, sink *weir.Sink) (bool, error) {
		kept, say = config, sink
		return true, config.Close() // harmless: it is lent
	}))
	runtime.GC()
	json := must(weir.ParseJSON("{}"))
	ok(t, rules.Check(json))
	_, _, err := kept.Int64("")
	is(t, err, weir.ErrClosed)
	is(t, say.Message("late"), weir.ErrClosed)
	if json.String() != "{}" {
		t.Fatal(json)
	}
}

func TestWaitingInsideACallbackIsRefused(t *testing.T) {
	pool := pool(t)
	told := make(chan [3]error, 1)
	_, _, s, d := two(t, many(uint8(1), 100))
	_, _, bigS, bigD := two(t, make([]byte, 64<<20))
	ticket := must(pool.Transfer(d, s))
	ok(t, ticket.Wait(nil))
	stream := must(pool.Stream(0))
	first := must(stream.Transfer(d, s))
	ok(t, first.OnDone(func(error) {
		other := must(stream.Transfer(bigD, bigS))
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		a, b := make([]byte, 100), make([]byte, 100)
		told <- [3]error{other.Wait(nil), other.Wait(ctx),
			stream.Copy(ctx, must(weir.Of(a)), must(weir.Of(b)))}
	}))
	select {
	case errs := <-told:
		t.Log(errs)
	case <-time.After(20 * time.Second):
		t.Fatal("it hangs")
	}
	_ = pool.WaitAll(nil)
}
