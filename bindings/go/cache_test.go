// SPDX-License-Identifier: Apache-2.0

package weir_test

// Proves: caches in Go keep bytes under keys within their bounds, by name and alone, and say in
// errors what they refuse.

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"weir"
)

func TestCacheKeepsValues(t *testing.T) {
	r := must(weir.NewRuntime())
	defer r.Close()
	c := must(r.Cache(""))
	defer c.Close()
	if value, found, err := c.Get([]byte("a")); found || err != nil || len(value) != 0 {
		t.Fatal(value, found, err)
	}
	large := bytes.Repeat([]byte("v"), 10000)
	for _, value := range [][]byte{{}, []byte("one"), large} {
		ok(t, c.Put([]byte("a"), value))
		if got, found, err := c.Get([]byte("a")); !bytes.Equal(got, value) || !found || err != nil {
			t.Fatal(got, found, err)
		}
	}
	room, found, err := c.AppendTo(append(make([]byte, 0, 20000), "so: "...), []byte("a"))
	if string(room[:5]) != "so: v" || len(room) != 4+len(large) || !found || err != nil {
		t.Fatal(len(room), found, err)
	}
	pin := must(c.Pin([]byte("a")))
	if !must(c.Remove([]byte("a"))) || must(c.Remove([]byte("a"))) {
		t.Fatal("removed once")
	}
	if !bytes.Equal(pin.Bytes(), large) {
		t.Fatal("a pinned value stays")
	}
	ok(t, pin.Close())
	if pin := must(c.Pin([]byte("a"))); pin != nil {
		t.Fatal("there is nothing to pin")
	}
	ok(t, c.PutMany([]weir.Item{{[]byte("x"), []byte("1")}, {nil, []byte("22")}}, weir.Forever))
	values := must(c.GetMany([][]byte{nil, []byte("?"), []byte("x")}))
	if string(values[0]) != "22" || values[1] != nil || string(values[2]) != "1" {
		t.Fatal(values)
	}
	if s := must(c.Stats()); s.EntryCount != 2 || s.HitCount < 3 || s.UsedBytes == 0 {
		t.Fatal(s)
	}
	if n := must(c.Clear(false)); n != 2 {
		t.Fatal(n)
	}
}

func TestCacheBoundsAndNames(t *testing.T) {
	r := must(weir.NewRuntime())
	defer r.Close()
	c := must(r.Cache("results", weir.CacheOptions{MaxEntries: 10, TTL: time.Hour}))
	defer c.Close()
	var wait sync.WaitGroup
	for g := 0; g < 4; g++ {
		wait.Add(1)
		go func(g int) {
			defer wait.Done()
			for i := 0; i < 500; i++ {
				key := []byte(fmt.Sprint(g, i%20))
				if c.Put(key, key) != nil {
					t.Error("put")
				}
				if got, found, err := c.Get(key); err != nil || found && !bytes.Equal(got, key) {
					t.Error(got, err)
				}
			}
		}(g)
	}
	wait.Wait()
	if s := must(c.Stats()); s.EntryCount > 10 || s.EvictionCount == 0 || s.TTL != time.Hour {
		t.Fatal(s)
	}
	same := must(r.Cache("results"))
	defer same.Close()
	if n := must(same.Stats()).EntryCount; n == 0 {
		t.Fatal("another cache")
	}
	if json := must(r.CachesJSON()); !strings.Contains(json, `"_global":{"total_caches":1,`) {
		t.Fatal(json)
	}
	if must(r.ClearCaches(true)) != 0 || must(r.ClearCaches(false)) == 0 {
		t.Fatal("nothing had expired")
	}
	if !must(r.RemoveCache("results")) || must(r.RemoveCache("results")) {
		t.Fatal("removed once")
	}
	if json := must(c.StatsJSON()); !strings.Contains(json, `"max_size":10,`) {
		t.Fatal(json)
	}
	err := c.Put(make([]byte, 1<<27), nil)
	is(t, err, weir.ErrLimit)
	is(t, c.Put(nil, nil, weir.PutOptions{TTL: -2}), weir.ErrInvalid)
	_, err = r.Cache("a\x00b")
	is(t, err, weir.ErrInvalid)
}

func TestCachedFunctions(t *testing.T) {
	r := must(weir.NewRuntime())
	c := must(r.Cache(""))
	count := 0
	double := c.Cached(func(key []byte) ([]byte, error) {
		count++
		if len(key) == 0 {
			return nil, errors.New("nothing to double")
		}
		return append(key, key...), nil
	})
	for i := 0; i < 3; i++ {
		if got, err := double([]byte("ab")); string(got) != "abab" || err != nil {
			t.Fatal(got, err)
		}
		if _, err := double(nil); err == nil {
			t.Fatal("an error is not kept")
		}
	}
	ok(t, r.Shutdown())
	if got, err := double([]byte("ab")); string(got) != "abab" || err != nil {
		t.Fatal("a cache that is closed costs time only", got, err)
	}
	if count != 1+3+1 {
		t.Fatal(count)
	}
	is(t, c.Put(nil, nil), weir.ErrClosed)
	ok(t, c.Close())
	is(t, c.Put(nil, nil), weir.ErrClosed)
}

// E-070, C-034: one computes for all; what fails is told; what is stale is computed anew beside.
func TestCacheComputesOnce(t *testing.T) {
	r := must(weir.NewRuntime())
	defer r.Close()
	c := must(r.Cache("", weir.CacheOptions{SoftTTL: 1}))
	defer c.Close()
	ctx := context.Background()
	var computed int32
	var group sync.WaitGroup
	for g := 0; g < 8; g++ {
		group.Add(1)
		go func() {
			defer group.Done()
			value, err := c.GetOrCompute(ctx, []byte("k"), func(context.Context, []byte) ([]byte, error) {
				return []byte(fmt.Sprint("value ", atomic.AddInt32(&computed, 1))), nil
			}, weir.ComputeOptions{SoftTTL: time.Hour})
			if string(value) != "value 1" || err != nil {
				t.Error(string(value), err)
			}
		}()
	}
	group.Wait()
	if s := must(c.Stats()); s.LoadCount != 1 || computed != 1 {
		t.Fatal(s, computed)
	}
	none := func(context.Context, []byte) ([]byte, error) { return nil, weir.ErrNone }
	for i := 0; i < 2; i++ {
		_, err := c.GetOrCompute(ctx, []byte("none"), none, weir.ComputeOptions{MissTTL: time.Hour})
		if !errors.Is(err, weir.ErrNone) {
			t.Fatal(err)
		}
		none = func(context.Context, []byte) ([]byte, error) { panic("it is known that there is none") }
	}
	_, err := c.GetOrCompute(ctx, []byte("self"), func(ctx context.Context, key []byte) ([]byte, error) {
		return c.GetOrCompute(ctx, key, none)
	})
	if !errors.Is(err, weir.ErrInvalid) || !strings.Contains(err.Error(), "wait for itself") {
		t.Fatal(err)
	}
	purpose := errors.New("on purpose")
	bad := func(context.Context, []byte) ([]byte, error) { return nil, purpose }
	if _, err := c.GetOrCompute(ctx, []byte("bad"), bad); err != purpose {
		t.Fatal(err)
	}
	short, cancel := context.WithCancel(ctx)
	inside, over := make(chan bool), make(chan bool)
	go func() {
		_, _ = c.GetOrCompute(ctx, []byte("slow"), func(context.Context, []byte) ([]byte, error) {
			inside <- true
			<-over
			return []byte("done"), nil
		})
		over <- true
	}()
	<-inside
	cancel()
	if _, err := c.GetOrCompute(short, []byte("slow"), bad); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	over <- true
	<-over
	ok(t, c.Put([]byte("s"), []byte("old")))
	fresh := make(chan bool, 100)
	for begun := false; !begun; { // until the coarse clock has moved
		value, err := c.GetOrCompute(ctx, []byte("s"), func(context.Context, []byte) ([]byte, error) {
			fresh <- true
			return []byte("new"), nil
		}, weir.ComputeOptions{SoftTTL: time.Hour})
		if err != nil || string(value) != "old" && string(value) != "new" {
			t.Fatal(string(value), err)
		}
		begun = must(c.Stats()).StaleHitCount > 0
	}
	<-fresh
	func() {
		defer func() {
			if recover() == nil {
				t.Error("a panic was lost")
			}
		}()
		_, _ = c.GetOrCompute(ctx, []byte("panics"), func(context.Context, []byte) ([]byte, error) {
			panic("on purpose")
		})
	}()
	if value := must(c.GetOrCompute(ctx, []byte("panics"), func(context.Context, []byte) ([]byte, error) {
		return []byte("well"), nil
	})); string(value) != "well" {
		t.Fatal(string(value))
	}
}

// E-031, E-032: what depends on what was changed goes; what leaves is told.
func TestCacheInvalidates(t *testing.T) {
	r := must(weir.NewRuntime())
	defer r.Close()
	c := must(r.Cache(""))
	defer c.Close()
	on := func(names ...string) weir.PutOptions {
		var o weir.PutOptions
		for _, name := range names {
			o.DependsOn = append(o.DependsOn, []byte(name))
		}
		return o
	}
	ok(t, c.Watch(weir.Invalidated, weir.Replaced))
	ok(t, c.Put([]byte("statistics"), []byte("1"), on("project 7", "tag")))
	_, err := c.GetOrCompute(context.Background(), []byte("page"),
		func(context.Context, []byte) ([]byte, error) { return []byte("22"), nil },
		weir.ComputeOptions{DependsOn: [][]byte{[]byte("statistics")}})
	ok(t, err)
	ok(t, c.Put([]byte("user:1"), []byte("1")))
	ok(t, c.Put([]byte("user:2"), []byte("2")))
	if n := must(c.Invalidate([]byte("project 7"))); n != 2 {
		t.Fatal(n)
	}
	event, found, err := c.NextEvent()
	if event.Why != weir.Invalidated || string(event.Key) != "statistics" || !found || err != nil {
		t.Fatal(event, found, err)
	}
	if event, _, _ = c.NextEvent(); string(event.Key) != "page" || event.ValueSize != 2 {
		t.Fatal(event)
	}
	if _, found, err = c.NextEvent(); found || err != nil {
		t.Fatal("one too many", err)
	}
	if n := must(c.InvalidatePrefix([]byte("user:1"))); n != 1 {
		t.Fatal(n)
	}
	if n := must(c.InvalidateIf(func(key, value []byte) bool {
		return string(key) == "user:2" && string(value) == "2"
	})); n != 1 {
		t.Fatal(n)
	}
	ok(t, c.Put([]byte("a"), nil))
	func() {
		defer func() {
			if recover() != "on purpose" {
				t.Error("a panic was lost")
			}
		}()
		_, _ = c.InvalidateIf(func(key, value []byte) bool { panic("on purpose") })
	}()
	ok(t, c.InvalidateAll())
	if s := must(c.Stats()); s.InvalidationCount != 4 {
		t.Fatal(s)
	}
	is(t, c.Watch(weir.Lost), weir.ErrInvalid)
	ok(t, c.Watch())
}
