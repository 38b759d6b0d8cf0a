// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_cache.h"
*/
import "C"

import (
	"context"
	"errors"
	"time"
	"unsafe"
)

// ErrNone is what a computing function returns to say that there is nothing under the key.
var ErrNone = errors.New("weir: there is nothing under this key")

// ComputeOptions is how a value is computed. The zero value means as the cache says.
type ComputeOptions struct {
	TTL, SoftTTL time.Duration // of what is computed; 0: the cache's
	MissTTL      time.Duration // how long ErrNone is remembered; 0: not at all
	ErrorTTL     time.Duration // how long another error is remembered; 0: not at all
	DependsOn    [][]byte      // of what is computed: keys of other entries, or tags
}

// Computations that a context is inside of.
type computing struct {
	cache unsafe.Pointer
	key   string
	outer *computing
}
type computingKey struct{}

func within(ctx context.Context) *computing {
	c, _ := ctx.Value(computingKey{}).(*computing)
	return c
}

// GetOrCompute looks a key up, and has the value computed when nothing is held under it: once, for
// all goroutines that ask. The others wait until it is there, or until their context ends.
//
// What is stale, see SoftTTL, is given at once and computed anew in a goroutine, whose context is
// not cancelled with this one. What compute returns as an error is returned here as it is, and to
// those who wait as ErrCallback. To ask for the key from inside its own computation, with the
// context that compute was given, is ErrInvalid: it would wait for itself.
func (c *Cache) GetOrCompute(ctx context.Context, key []byte,
	compute func(ctx context.Context, key []byte) ([]byte, error), options ...ComputeOptions,
) ([]byte, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	if compute == nil {
		return nil, invalid("compute is nil")
	}
	p, err := c.own().use()
	if err != nil {
		return nil, err
	}
	defer c.done()
	for outer := within(ctx); outer != nil; outer = outer.outer {
		if outer.cache == p && outer.key == string(key) {
			return nil, invalid("the value of this very key is being computed here: it would wait for itself")
		}
	}
	const slice = 50 * time.Millisecond // how soon a context that ended is heard
	for {
		var claim *C.weir_claim
		answer := C.wgo_cache_claim((*C.weir_cache)(p), first(key), C.size_t(len(key)),
			C.uint64_t(slice), &claim)
		if answer.status == C.WEIR_AGAIN {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			continue
		}
		if err := check(answer); err != nil {
			return nil, err
		}
		inside := context.WithValue(ctx, computingKey{}, &computing{p, string(key), within(ctx)})
		if answer.status == C.WEIR_OK {
			value := took(answer)
			if claim != nil {
				go func(key string) {
					_, _ = settled(apart{inside}, claim, []byte(key), compute, o)
				}(string(key))
			}
			return value, nil
		}
		if claim == nil {
			return nil, ErrNone
		}
		return settled(inside, claim, key, compute, o)
	}
}

// took copies a value and lets the buffer go.
func took(answer C.wgo) []byte {
	buffer := (*C.weir_buffer)(answer.handle)
	defer C.weir_buffer_free(buffer)
	return append([]byte{}, unsafe.Slice((*byte)(C.weir_buffer_data(buffer)),
		int(C.weir_buffer_size(buffer)))...)
}

// apart has the values of a context and not its end.
type apart struct{ context.Context }

func (apart) Deadline() (time.Time, bool) { return time.Time{}, false }
func (apart) Done() <-chan struct{}       { return nil }
func (apart) Err() error                  { return nil }

// settled is what is computed, kept; those who wait hear of it either way. A panic passes on, and
// then one of those who wait computes.
func settled(ctx context.Context, claim *C.weir_claim, key []byte,
	compute func(context.Context, []byte) ([]byte, error), o ComputeOptions) ([]byte, error) {
	defer C.weir_claim_free(claim)
	value, err := compute(ctx, key)
	outcome, said, life, soft := C.weir_status(C.WEIR_OK), value, o.TTL, o.SoftTTL
	if errors.Is(err, ErrNone) {
		outcome, said, life, soft = C.WEIR_MISS, nil, o.MissTTL, 0
	} else if err != nil {
		outcome, said, life, soft = C.WEIR_E_CALLBACK, []byte(err.Error()), o.ErrorTTL, 0
	}
	lifeNs, bad := ttl(life)
	softNs, worse := ttl(soft)
	if bad == nil {
		bad = worse
	}
	if bad == nil {
		names, sizes := joined(o.DependsOn)
		bad = check(C.wgo_claim_settle(claim, outcome, first(said), C.size_t(len(said)), lifeNs, softNs,
			(*C.char)(first(names)), (*C.size_t)(first(sizes)), C.size_t(len(o.DependsOn))))
	}
	// Where the cache has no room for it, those who wait have it all the same.
	if errors.Is(bad, ErrInvalid) && err == nil {
		err = bad
	}
	return value, err
}

// Cached gives a function that remembers what `compute` gave for a key. What fails is not kept, and
// a cache that was closed or has no room is only slower: the value is computed.
func (c *Cache) Cached(compute func(key []byte) ([]byte, error)) func(key []byte) ([]byte, error) {
	return func(key []byte) ([]byte, error) {
		value, err := c.GetOrCompute(context.Background(), key,
			func(_ context.Context, key []byte) ([]byte, error) { return compute(key) })
		if errors.Is(err, ErrClosed) || errors.Is(err, ErrNoMemory) {
			return compute(key)
		}
		return value, err
	}
}
