// SPDX-License-Identifier: Apache-2.0

package weir_test

import (
	"context"
	"errors"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"time"

	"weir"
)

// Errors have a status to decide by and a text to read.
func Example() {
	_, err := weir.ParseJSON(`{"batch_size": 01}`)
	if errors.Is(err, weir.ErrParse) {
		fmt.Println("not JSON")
	}
	// Output: not JSON
}

// Values are found by pointers; what is not there is no error.
func ExampleJSON() {
	json, err := weir.ParseJSON(`{"name": "tile", "deep": {"list": [1, 2.5]}}`)
	if err != nil {
		log.Fatal(err)
	}
	defer json.Close()
	name, _, err := json.Text("/name")
	fmt.Println(name, err)
	_, found, err := json.Int64("/batch_size")
	fmt.Println(found, err)
	var list []float64
	fmt.Println(json.Decode("/deep/list", &list), list)
	// Output:
	// tile <nil>
	// false <nil>
	// <nil> [1 2.5]
}

// A rule of your own beside the library's.
func ExampleRules() {
	rules, err := weir.NewRules()
	if err != nil {
		log.Fatal(err)
	}
	defer rules.Close()
	err = rules.AddRange("batch_size", 1, 512)
	if err != nil {
		log.Fatal(err)
	}
	err = rules.AddFunc("even", func(config *weir.JSON, say *weir.Sink) (bool, error) {
		size, _, err := config.Int64("/batch_size")
		if err == nil && size%2 != 0 {
			return false, say.Message("batch_size is odd")
		}
		return true, err
	}, weir.RuleOptions{Hint: "use an even size"})
	if err != nil {
		log.Fatal(err)
	}
	config, err := weir.ParseJSON(`{"batch_size": 33}`)
	if err != nil {
		log.Fatal(err)
	}
	defer config.Close()
	report, err := rules.Validate(config)
	if err != nil {
		log.Fatal(err)
	}
	defer report.Close()
	found, err := report.Findings()
	if err != nil {
		log.Fatal(err)
	}
	for _, f := range found {
		fmt.Printf("%s: %s (%s)\n", f.Rule, f.Message, f.Hint)
	}
	fmt.Println(errors.Is(rules.Check(config), weir.ErrRejected))
	// Output:
	// even: batch_size is odd (use an even size)
	// true
}

// The budget is kept: what does not fit is an error, not a crash later.
func ExampleBuffer() {
	runtime, err := weir.NewRuntime(weir.RuntimeOptions{MemoryBudgetBytes: 1 << 20})
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	buffer, err := weir.NewBuffer(runtime, 8*100)
	if err != nil {
		log.Fatal(err)
	}
	defer buffer.Close()
	values, err := weir.SliceOf[float64](buffer)
	if err != nil {
		log.Fatal(err)
	}
	values[99] = 1.5
	fmt.Println(len(values), values[99])
	_, err = weir.NewBuffer(runtime, 2<<20)
	fmt.Println(errors.Is(err, weir.ErrNoMemory))
	// Output:
	// 100 1.5
	// true
}

// What the library logs, heard at once.
func ExampleRuntime_SetLog() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	err = runtime.SetLog(weir.Warning, func(level weir.Level, text string) { fmt.Println(level) })
	if err != nil {
		log.Fatal(err)
	}
	for _, size := range []uint32{2, 9} { // the second asks for a pool that there is, of another size
		pool, err := runtime.StreamPool(weir.StreamPoolOptions{Size: size})
		if err != nil {
			log.Fatal(err)
		}
		defer pool.Close()
	}
	devices, err := runtime.Devices()
	fmt.Println(len(devices) > 0, err)
	// Output:
	// warning
	// true <nil>
}

// A copy of slices, which waits: every second element, backwards.
func ExampleStreamPool_Copy() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	pool, err := runtime.StreamPool()
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	src, dst := []int32{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, make([]int32, 5)
	all, err := weir.Of(src)
	if err != nil {
		log.Fatal(err)
	}
	odd, err := all.View(9, []int{5}, []int{-2})
	if err != nil {
		log.Fatal(err)
	}
	to, err := weir.Of(dst)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(pool.Copy(context.Background(), to, odd), dst)
	// Output: <nil> [9 7 5 3 1]
}

// A copy that goes on: its arrays lie in buffers, and a ticket stands for it.
func ExampleTicket() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	pool, err := runtime.StreamPool()
	if err != nil {
		log.Fatal(err)
	}
	defer pool.Close()
	var arrays [2]*weir.Array
	var slices [2][]float64
	for i := range arrays {
		buffer, err := weir.NewBuffer(runtime, 8*1000)
		if err != nil {
			log.Fatal(err)
		}
		defer buffer.Close()
		if slices[i], err = weir.SliceOf[float64](buffer); err != nil {
			log.Fatal(err)
		}
		if arrays[i], err = weir.On[float64](buffer, 10, 100); err != nil {
			log.Fatal(err)
		}
	}
	slices[0][999] = 7
	ticket, err := pool.Transfer(arrays[1], arrays[0])
	if err != nil {
		log.Fatal(err)
	}
	defer ticket.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	fmt.Println(ticket.Wait(ctx), slices[1][999])
	// Output: <nil> 7
}

// Phases nest; a goroutine's own stay its own.
func ExampleProfiler() {
	profiler, err := weir.NewProfiler(nil)
	if err != nil {
		log.Fatal(err)
	}
	defer profiler.Close()
	err = profiler.Do("pipeline", func() error {
		parent, err := profiler.Current()
		if err != nil {
			return err
		}
		done := make(chan error)
		go func() { // work for another goroutine joins the phase
			if err := profiler.StartPhaseUnder(parent, "load"); err != nil {
				done <- err
				return
			}
			err := profiler.RecordMetric("points", 7)
			profiler.EndPhase()
			done <- err
		}()
		return <-done
	})
	if err != nil {
		log.Fatal(err)
	}
	load, _, err := profiler.PhaseStats("pipeline/load")
	fmt.Println(load.Count, err)
	points, _, err := profiler.MetricStats("load", "points")
	fmt.Println(points.Last, err)
	// Output:
	// 1 <nil>
	// 7 <nil>
}

// A tile in, classes out.
func ExampleTile() {
	folder, err := os.MkdirTemp("", "weir")
	if err != nil {
		log.Fatal(err)
	}
	defer os.RemoveAll(folder)
	path := filepath.Join(folder, "place.las")
	ctx := context.Background()
	if err := weir.WriteSynthetic(ctx, path, weir.SyntheticOptions{PointCount: 5000}); err != nil {
		log.Fatal(err)
	}
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	tile, err := weir.OpenTile(runtime, path)
	if err != nil {
		log.Fatal(err)
	}
	defer tile.Close()
	xyz, err := tile.XYZ(0, 5000)
	if err != nil {
		log.Fatal(err)
	}
	features, err := weir.NewFeatures(ctx, runtime, xyz)
	if err != nil {
		log.Fatal(err)
	}
	defer features.Close()
	heights, err := features.Column(weir.FeatureHeight)
	fmt.Println(len(heights), err)
	classes, err := features.Classify(ctx)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(len(classes), tile.Write(ctx, filepath.Join(folder, "classified.las"), classes))
	_, err = features.Column(weir.FeatureEigenentropy)
	fmt.Println(errors.Is(err, weir.ErrMiss))
	// Output:
	// 5000 <nil>
	// 5000 <nil>
	// true
}

// The nearest points of a point: itself first.
func ExampleNeighbors() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	ctx := context.Background()
	neighbors, err := weir.NewNeighbors(ctx, runtime, []float64{0, 0, 0, 3, 4, 0, 9, 9, 9})
	if err != nil {
		log.Fatal(err)
	}
	defer neighbors.Close()
	indices, distances, err := neighbors.Nearest(ctx, []float64{0, 0, 0}, 2)
	fmt.Println(indices, distances, err)
	// Output: [0 1] [0 5] <nil>
}

// Results that are expensive to make, kept for ten minutes at most.
func ExampleCache() {
	runtime, err := weir.NewRuntime()
	if err != nil {
		log.Fatal(err)
	}
	defer runtime.Close()
	cache, err := runtime.Cache("results", weir.CacheOptions{MaxEntries: 500, TTL: 10 * time.Minute})
	if err != nil {
		log.Fatal(err)
	}
	defer cache.Close()
	upper := cache.Cached(func(key []byte) ([]byte, error) {
		fmt.Println("computed")
		return []byte(string(key) + "!"), nil
	})
	for i := 0; i < 2; i++ {
		value, err := upper([]byte("weir"))
		fmt.Println(string(value), err)
	}
	// Output:
	// computed
	// weir! <nil>
	// weir! <nil>
}
