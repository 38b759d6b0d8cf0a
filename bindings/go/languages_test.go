// SPDX-License-Identifier: Apache-2.0

package weir_test

// Go's rows of the table of languages in tests/bench/README.md: what a callback costs, in this thread
// and in one of the library's, and a batch; Weir, and cgo with nothing around it.

import (
	"testing"
	"time"

	"weir"
	"weir/internal/plain"
)

const rulesEach, heardEach = 100, 5000

func BenchmarkCallback(b *testing.B) {
	rules, json := must(weir.NewRules()), must(weir.ParseJSON(config))
	defer rules.Close()
	defer json.Close()
	for i := 0; i < rulesEach; i++ {
		ok(b, rules.AddFunc("r", func(*weir.JSON, *weir.Sink) (bool, error) { return true, nil }))
	}
	best(b, func() float64 {
		begin := time.Now()
		ok(b, rules.Check(json))
		return float64(time.Since(begin)) / rulesEach
	})
}

func BenchmarkCallbackPlainCgo(b *testing.B) {
	rules, json := plain.NewRules(), plain.Parse(config)
	for i := 0; i < rulesEach; i++ {
		rules.AddFunc(func() bool { return true })
	}
	best(b, func() float64 {
		begin := time.Now()
		rules.Check(json)
		return float64(time.Since(begin)) / rulesEach
	})
}

// heard gives the time between the first and the last of many functions left on one ticket, of which
// next gives the leaver; the stream's thread is held up meanwhile.
func heard(b *testing.B, next func(size int) (leave func(func()))) float64 {
	free, entered := make(chan bool), make(chan bool, 1)
	held := next(1 << 24)
	// Beside us: were the copy over already, it would be called, and wait, in this thread.
	go held(func() {
		entered <- true
		<-free
	})
	<-entered
	leave := next(1)
	var first, last time.Time
	over := make(chan bool)
	leave(func() { first = time.Now() })
	for i := 0; i < heardEach; i++ {
		leave(func() {})
	}
	leave(func() { last = time.Now(); close(over) })
	close(free)
	<-over
	return float64(last.Sub(first)) / heardEach
}

func best(b *testing.B, round func() float64) {
	least := round()
	for i := 1; i < b.N; i++ {
		if ns := round(); ns < least {
			least = ns
		}
	}
	b.ReportMetric(least, "ns/op")
}

func BenchmarkHeard(b *testing.B) {
	best(b, func() float64 {
		runtime := must(weir.NewRuntime())
		defer runtime.Close()
		pool := must(weir.NewStreamPool(runtime, weir.StreamPoolOptions{Size: 1}))
		defer pool.Close()
		return heard(b, func(size int) func(func()) {
			_, _, s, d := two(b, make([]byte, size))
			ticket := must(pool.Transfer(d, s))
			return func(hears func()) { ok(b, ticket.OnDone(func(error) { hears() })) }
		})
	})
}

func BenchmarkHeardPlainCgo(b *testing.B) {
	best(b, func() float64 {
		pool := plain.NewPool()
		return heard(b, func(size int) func(func()) { return pool.Transfer(size).OnDone })
	})
}

func batch(b *testing.B) (pairs []weir.Pair, slices [][2][]float64) {
	for i := 0; i < 1000; i++ {
		from, to, s, d := two(b, make([]float64, 1500))
		pairs, slices = append(pairs, weir.Pair{Dst: d, Src: s}), append(slices, [2][]float64{to, from})
	}
	return pairs, slices
}

func BenchmarkBatchOf1000(b *testing.B) {
	pool := pool(b)
	pairs, _ := batch(b)
	best(b, func() float64 {
		begin := time.Now()
		ticket := must(pool.Batch(nil, pairs))
		ok(b, ticket.Wait(nil))
		_ = ticket.Close()
		return float64(time.Since(begin))
	})
}

func BenchmarkBatchOf1000ByCopy(b *testing.B) {
	_, slices := batch(b)
	best(b, func() float64 {
		begin := time.Now()
		for _, both := range slices {
			copy(both[0], both[1])
		}
		return float64(time.Since(begin))
	})
}
