// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: a plan runs again and again with what lies there, keeps its buffers, and refuses by number;
// a stream waits for another's ticket.

import (
	"context"
	"fmt"
	"testing"

	"weir"
)

func TestAPlanRunsAgain(t *testing.T) {
	pool := pool(t)
	pairs, from, to := []weir.Pair{}, [][]float64{}, [][]float64{}
	for k := 0; k < 50; k++ {
		src, dst, s, d := two(t, make([]float64, 100))
		from, to, pairs = append(from, src), append(to, dst), append(pairs, weir.Pair{Dst: d, Src: s})
	}
	plan := must(pool.Plan(pairs))
	for turn := 1; turn < 5; turn++ {
		from[7][3] = float64(turn)
		ok(t, must(plan.Run(nil)).Wait(nil))
		if to[7][3] != float64(turn) {
			t.Fatal(to[7][3])
		}
	}
	control := must(weir.NewControl())
	ok(t, control.Cancel())
	_, err := plan.Run(weir.WithControl(context.Background(), control))
	is(t, err, weir.ErrCancelled)
	from[7][3] = 99
	last := must(plan.Run(nil))
	ok(t, plan.Close()) // the run goes on
	ok(t, last.Wait(nil))
	if to[7][3] != 99 {
		t.Fatal(to[7][3])
	}
	_, err = plan.Run(nil)
	is(t, err, weir.ErrClosed)
}

func TestAPlanRefusesByNumber(t *testing.T) {
	pool := pool(t)
	_, _, s, d := two(t, make([]int32, 4))
	_, _, _, other := two(t, make([]int32, 5))
	_, err := pool.Plan([]weir.Pair{{Dst: d, Src: s}, {Dst: other, Src: s}})
	is(t, err, weir.ErrInvalid)
	if !contains(err.Error(), "pair 1 of the plan") {
		t.Fatal(err)
	}
	_, err = pool.Plan([]weir.Pair{{Dst: d, Src: must(weir.Of(make([]int32, 4)))}})
	is(t, err, weir.ErrInvalid) // no memory of Go's outlives a call
	ok(t, must(must(pool.Plan(nil)).Run(nil)).Wait(nil))
}

func TestAStreamWaitsForAnothersTicket(t *testing.T) {
	pool := pool(t)
	one, two_ := must(pool.Stream(0)), must(pool.Stream(1))
	first, _, s, m := two(t, make([]int64, 100_000))
	_, last, _, d := two(t, make([]int64, 100_000))
	for turn := int64(1); turn < 10; turn++ {
		first[99_999] = turn
		must(one.Transfer(m, s)).Close()
		mark := must(one.Record())
		ok(t, two_.WaitFor(mark))
		ok(t, mark.Close())
		ok(t, must(two_.Transfer(d, m)).Wait(nil))
		if last[99_999] != turn {
			t.Fatal(last[99_999], turn)
		}
	}
	ok(t, one.Close())
	ok(t, two_.Close())
}

func TestTheHostHasNothingToWrap(t *testing.T) {
	runtime := must(weir.NewRuntime(weir.RuntimeOptions{Device: weir.DeviceHost}))
	defer runtime.Close()
	pool := must(runtime.StreamPool())
	defer pool.Close()
	_, err := pool.Wrap(4096)
	is(t, err, weir.ErrUnsupported)
}

func ExamplePlan() {
	runtime := must(weir.NewRuntime())
	defer runtime.Close()
	pool := must(runtime.StreamPool())
	defer pool.Close()
	src, dst := must(weir.NewBuffer(runtime, 80)), must(weir.NewBuffer(runtime, 80))
	defer src.Close()
	defer dst.Close()
	from, to := must(weir.SliceOf[float64](src)), must(weir.SliceOf[float64](dst))
	plan := must(pool.Plan([]weir.Pair{{Dst: must(weir.On[float64](dst)), Src: must(weir.On[float64](src))}}))
	defer plan.Close()
	for turn := 1; turn <= 3; turn++ {
		from[0] = float64(turn) // each run copies what lies there then
		if err := must(plan.Run(nil)).Wait(nil); err != nil {
			panic(err)
		}
		fmt.Println(to[0])
	}
	// Output:
	// 1
	// 2
	// 3
}
