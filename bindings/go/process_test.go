// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: a program may end with work in flight, and a million calls leave the memory as it was. Each
// runs in a process of its own: this program again, with what to do in WEIR_TEST_CHILD.

import (
	"context"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"weir"
)

// alone runs body in a fresh process that is this one test.
func alone(t *testing.T, body func()) {
	if os.Getenv("WEIR_TEST_CHILD") == t.Name() {
		body()
		return
	}
	child := exec.Command(os.Args[0], "-test.run=^"+t.Name()+"$", "-test.timeout=120s")
	child.Env = append(os.Environ(), "WEIR_TEST_CHILD="+t.Name())
	if told, err := child.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, told)
	}
}

func TestExitWithTransfersInFlight(t *testing.T) {
	alone(t, func() {
		r := must(weir.DefaultRuntime())
		pool := must(r.StreamPool())
		src, dst := must(weir.NewBuffer(r, 64<<20)), must(weir.NewBuffer(r, 64<<20))
		for i := 0; i < 8; i++ {
			ticket := must(pool.Transfer(must(weir.On[byte](dst)), must(weir.On[byte](src))))
			ok(t, ticket.OnDone(func(error) {}))
		}
		go func() { _ = pool.Copy(context.Background(), must(weir.On[byte](dst)), must(weir.On[byte](src))) }()
		os.Exit(0)
	})
}

func resident() int {
	for _, line := range strings.Split(string(must(os.ReadFile("/proc/self/status"))), "\n") {
		if fields := strings.Fields(line); len(fields) > 1 && fields[0] == "VmRSS:" {
			return must(strconv.Atoi(fields[1]))
		}
	}
	panic("no VmRSS")
}

func TestAMillionCalls(t *testing.T) {
	if testing.Short() {
		t.Skip("memory is measured without the race detector's own")
	}
	alone(t, func() {
		r := must(weir.NewRuntime())
		pool, profiler := must(r.StreamPool()), must(r.Profiler())
		rules, json := must(weir.NewRules()), must(weir.ParseJSON(`{"a": [1, "two"]}`))
		ok(t, rules.AddFunc("own", func(*weir.JSON, *weir.Sink) (bool, error) { return true, nil }))
		src, dst := must(weir.Of(make([]float32, 16))), must(weir.Of(make([]float32, 16)))
		_, _, s, d := two(t, make([]byte, 64))
		round := func(i int) {
			if v, _, err := json.Text("/a/1"); v != "two" || err != nil {
				t.Fatal(v, err)
			}
			ok(t, rules.Check(json))
			ok(t, profiler.Do("phase", func() error { return nil }))
			if _, found, err := json.Int64("/b"); found || err != nil {
				t.Fatal(found, err)
			}
			if i%8 == 0 {
				ok(t, must(weir.CopyBuffer([]byte("text"))).Close())
				ok(t, must(weir.NewBuffer(r, 256)).Close())
				_, err := weir.ParseJSON("[1")
				is(t, err, weir.ErrParse)
				ok(t, must(rules.Validate(json)).Close())
				_ = json.String()
			}
			if i%64 == 0 {
				ok(t, pool.Copy(nil, dst, src))
				ticket := must(pool.Transfer(d, s))
				ok(t, ticket.Wait(nil))
				ok(t, ticket.Close())
				ok(t, must(pool.Transfer(d, s)).OnDone(func(error) {})) // the ticket is left to the net
				ok(t, must(weir.NewControl()).Close())
				ok(t, must(weir.DefaultRuntime()).Close())
			}
		}
		for i := 0; i < 20_000; i++ {
			round(i)
		}
		runtime.GC()
		before := resident()
		for i := 0; i < 250_000; i++ { // four calls and more each
			round(i)
		}
		runtime.GC()
		if grown := resident() - before; grown > 8192 {
			t.Fatalf("%d KiB more after a million calls", grown)
		}
	})
}
