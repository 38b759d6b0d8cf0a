// SPDX-License-Identifier: Apache-2.0

package weir_test

// What a call costs: go test -run - -bench . (see plain for what bare cgo costs).

import (
	"testing"

	"weir"
	"weir/internal/plain"
)

func BenchmarkTrivialPlainCgo(b *testing.B) {
	rules := plain.NewRules()
	for i := 0; i < b.N; i++ {
		rules.Count()
	}
}

func BenchmarkTrivial(b *testing.B) {
	rules := must(weir.NewRules())
	defer rules.Close()
	for i := 0; i < b.N; i++ {
		rules.Count()
	}
}

func BenchmarkGetPlainCgo(b *testing.B) {
	json := plain.Parse(config)
	for i := 0; i < b.N; i++ {
		json.Int64("/batch_size")
	}
}

func BenchmarkGet(b *testing.B) {
	json := must(weir.ParseJSON(config))
	defer json.Close()
	b.ReportAllocs()
	for i := 0; i < b.N; i++ {
		if _, _, err := json.Int64("/batch_size"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPhase(b *testing.B) {
	profiler := must(weir.NewProfiler(nil))
	defer profiler.Close()
	for i := 0; i < b.N; i++ {
		_ = profiler.Do("phase", func() error { return nil })
	}
}

func checking(b *testing.B, own int) {
	rules, json := must(weir.NewRules()), must(weir.ParseJSON(config))
	defer rules.Close()
	defer json.Close()
	for i := 0; i < own; i++ {
		ok(b, rules.AddFunc("own", func(*weir.JSON, *weir.Sink) (bool, error) { return true, nil }))
	}
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		if err := rules.Check(json); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheckOfNoRule(b *testing.B)       { checking(b, 0) }
func BenchmarkCheckOfOneRuleInGo(b *testing.B)  { checking(b, 1) }
func BenchmarkCheckOfTenRulesInGo(b *testing.B) { checking(b, 10) }

func BenchmarkCopyOf16(b *testing.B) {
	pool := pool(b)
	src, dst := must(weir.Of(make([]float64, 16))), must(weir.Of(make([]float64, 16)))
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		ok(b, pool.Copy(nil, dst, src))
	}
}

func BenchmarkTransferAndDone(b *testing.B) {
	pool := pool(b)
	_, _, s, d := two(b, make([]float64, 16))
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		ticket := must(pool.Transfer(d, s))
		<-ticket.Done() // a callback from a thread of the library's
		_ = ticket.Close()
	}
}

func BenchmarkBatchOf100(b *testing.B) {
	pool := pool(b)
	_, _, s, d := two(b, make([]float64, 1600))
	var pairs []weir.Pair
	for i := 0; i < 100; i++ {
		pairs = append(pairs, weir.Pair{Dst: must(d.View(16*i, []int{16}, []int{1})),
			Src: must(s.View(16*i, []int{16}, []int{1}))})
	}
	b.ResetTimer()
	for i := 0; i < b.N; i++ {
		ticket := must(pool.Batch(nil, pairs))
		ok(b, ticket.Wait(nil))
		_ = ticket.Close()
	}
}
