// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: contexts end waits and stop work, progress is heard, and errors say both sides' names.

import (
	"context"
	"errors"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"weir"
)

func TestAWaitEndsWithItsContext(t *testing.T) {
	pool := must(weir.NewStreamPool(must(weir.NewRuntime()), weir.StreamPoolOptions{Size: 1}))
	defer pool.Close()
	_, _, s, d := two(t, make([]byte, 256<<20))
	ticket := must(pool.Transfer(d, s))
	ctx, cancel := context.WithTimeout(context.Background(), 1*time.Nanosecond)
	defer cancel()
	<-ctx.Done()
	err := ticket.Wait(ctx)
	if over, _ := ticket.Poll(); !over || err != nil {
		is(t, err, weir.ErrAgain)
		is(t, err, context.DeadlineExceeded)
	}
	if err := pool.WaitAll(ctx); err != nil {
		is(t, err, context.DeadlineExceeded)
	}
	ctx, cancel = context.WithCancel(context.Background())
	defer cancel()
	ok(t, ticket.Wait(ctx))
	select {
	case <-ticket.Done():
	default:
		t.Fatal("over, and not told")
	}
	// A second one behind the first: cancelled before it began.
	a, b := must(pool.Transfer(d, s)), must(pool.Transfer(d, s))
	ok(t, b.Cancel())
	is(t, b.Wait(nil), weir.ErrCancelled)
	ok(t, a.Wait(nil))
}

func TestACopyOfSlicesIsWaitedFor(t *testing.T) {
	pool := must(weir.NewStreamPool(must(weir.NewRuntime()), weir.StreamPoolOptions{Size: 1}))
	defer pool.Close()
	_, _, s, d := two(t, make([]byte, 128<<20))
	defer must(pool.Transfer(d, s)).Close() // the stream is busy
	ctx, cancel := context.WithCancel(context.Background())
	time.AfterFunc(time.Millisecond, cancel)
	src, dst := many(1.5, 1000), make([]float64, 1000)
	if err := pool.Copy(ctx, must(weir.Of(dst)), must(weir.Of(src))); err != nil {
		is(t, err, weir.ErrCancelled)
		is(t, err, context.Canceled)
	} else if dst[999] != 1.5 {
		t.Fatal("done, and not copied")
	}
	err := pool.Copy(ctx, must(weir.Of(dst)), must(weir.Of(src)))
	is(t, err, context.Canceled)
	ok(t, pool.WaitAll(nil))
}

func TestProgressIsHeardAndStops(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.las")
	control := must(weir.NewControl())
	defer control.Close()
	var last, most uint64
	ok(t, control.OnProgress(func(done, total uint64) error { last, most = done, total; return nil }))
	ctx := weir.WithControl(context.Background(), control)
	ok(t, weir.WriteSynthetic(ctx, path, weir.SyntheticOptions{PointCount: 200_000}))
	ok(t, control.OnProgress(nil))
	if last == 0 || most != 200_000 {
		t.Fatal(last, most)
	}
	if done, total, err := control.Progress(); done < last || total != most || err != nil {
		t.Fatal(done, total, err)
	}
	enough := errors.New("enough")
	for _, stop := range []func(done, total uint64) error{
		func(uint64, uint64) error { return enough },
		func(uint64, uint64) error { panic(enough) },
	} {
		control := must(weir.NewControl())
		defer control.Close()
		ok(t, control.OnProgress(stop))
		err := weir.WriteSynthetic(weir.WithControl(nil, control), path+"2",
			weir.SyntheticOptions{PointCount: 3_000_000})
		is(t, err, weir.ErrCancelled)
		is(t, err, enough)
	}
}

func TestAContextStopsALongCall(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Millisecond)
	defer cancel()
	err := weir.WriteSynthetic(ctx, filepath.Join(t.TempDir(), "a.las"),
		weir.SyntheticOptions{PointCount: 50_000_000})
	is(t, err, weir.ErrCancelled)
	is(t, err, context.DeadlineExceeded)
	_, err = weir.NewNeighbors(ctx, must(weir.NewRuntime()), []float64{1, 2, 3})
	is(t, err, context.DeadlineExceeded)
}

func TestErrorsOfManyGoroutinesAreTheirOwn(t *testing.T) {
	var group sync.WaitGroup
	for i := 0; i < 16; i++ {
		group.Add(1)
		go func(key string) {
			defer group.Done()
			json := must(weir.ParseJSON(`{"` + key + `": "text"}`))
			defer json.Close()
			for n := 0; n < 2000; n++ {
				_, _, err := json.Int64("/" + key)
				if err == nil || !contains(err.Error(), key) {
					t.Errorf("%v, for %s", err, key)
					return
				}
			}
		}(string(rune('a'+i)) + "-name")
	}
	group.Wait()
}
