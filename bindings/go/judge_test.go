// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: a judge decides, here and on the workers, rules on demand and rules written in Go too.

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"weir"
)

func TestJudge(t *testing.T) {
	runtime := must(weir.NewRuntime())
	defer runtime.Close()
	rules := must(weir.NewRules())
	defer rules.Close()
	ok(t, rules.AddRange("n", 1, 2))
	ok(t, rules.AddRequired("deep", weir.RuleOptions{Level: weir.OnDemand, Name: "deep"}))
	judge := must(weir.NewJudge(runtime, rules, weir.JudgeOptions{Ordered: true}))
	defer judge.Close()
	report := must(judge.Decide(context.Background(), `{"n": 1}`, "deep"))
	equal(t, 1, report.Count(weir.Failure))
	report.Close()
	_, err := judge.Decide(context.Background(), `{`)
	is(t, err, weir.ErrParse)
	_, err = judge.Decide(context.Background(), `{}`, "deeper")
	is(t, err, weir.ErrNotFound)
	ok(t, rules.AddFunc("odd", func(config *weir.JSON, say *weir.Sink) (bool, error) {
		n, _, err := config.Int64("/n")
		return n%2 == 1, err
	}))
	for k := 0; k < 100; k++ {
		equal(t, true, must(judge.Submit(fmt.Sprintf(`{"n": %d}`, k%2+1))))
	}
	for k := uint64(0); k < 100; k++ {
		index, report, err := judge.Next(context.Background())
		ok(t, err)
		equal(t, k, index)
		equal(t, k%2 == 0, report.Valid())
		report.Close()
	}
	_, report, err = judge.Next(context.Background())
	if report != nil || err != nil {
		t.Fatal("more results than texts", err)
	}
	ok(t, judge.Cancel())
	equal(t, true, strings.Contains(must(judge.Stats()), `"settled":100`))
}

// Many configurations judged on the workers, in order.
func ExampleJudge() {
	runtime, _ := weir.NewRuntime()
	defer runtime.Close()
	rules, _ := weir.NewRules()
	defer rules.Close()
	fmt.Println(rules.Load("cache"))
	judge, err := weir.NewJudge(runtime, rules, weir.JudgeOptions{Ordered: true})
	if err != nil {
		panic(err)
	}
	defer judge.Close()
	for _, text := range []string{`{"RSR_CACHE_TTL": 3600}`, `{"RSR_CACHE_TTL": 0}`, `{"RSR_`} {
		_, _ = judge.Submit(text)
	}
	for {
		index, report, err := judge.Next(context.Background())
		if report == nil || err != nil {
			break
		}
		fmt.Println(index, report.Valid())
		report.Close()
	}
	// Output:
	// <nil>
	// 0 true
	// 1 false
	// 2 false
}
