// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_cache.h"
*/
import "C"

import (
	"runtime/cgo"
	"unsafe"
)

// Left says why an entry left a cache.
type Left uint32

// Why an entry left, and what CacheEvents are asked for.
const (
	Evicted     Left = C.WEIR_CACHE_EVICTED     // for want of room
	Expired     Left = C.WEIR_CACHE_EXPIRED_NOW // its time was over, and somebody noticed
	Removed     Left = C.WEIR_CACHE_REMOVED     // removed or cleared
	Replaced    Left = C.WEIR_CACHE_REPLACED    // another value was put under its key
	Invalidated Left = C.WEIR_CACHE_INVALIDATED
	Lost        Left = C.WEIR_CACHE_LOST // so many events, ValueSize of them, for want of a reader
)

// CacheEvent is an entry that left.
type CacheEvent struct {
	Why       Left
	Key       []byte
	ValueSize uint64
}

func (c *Cache) invalidate(match C.uint32_t, data []byte) (uint64, error) {
	p, err := c.own().use()
	if err != nil {
		return 0, err
	}
	defer c.done()
	answer := C.wgo_cache_invalidate((*C.weir_cache)(p), match, first(data), C.size_t(len(data)))
	return uint64(answer.n), check(answer)
}

// Invalidate takes out the entry under this key, all that depends on this key or tag, and what
// depends on that, and so on; how many went.
func (c *Cache) Invalidate(name []byte) (uint64, error) {
	return c.invalidate(C.WEIR_CACHE_NAME, name)
}

// InvalidatePrefix does the same for the entries whose keys begin so. It looks at every entry.
func (c *Cache) InvalidatePrefix(prefix []byte) (uint64, error) {
	return c.invalidate(C.WEIR_CACHE_PREFIX, prefix)
}

// InvalidateAll takes all entries out in no time; their memory comes back in later calls.
func (c *Cache) InvalidateAll() error {
	_, err := c.invalidate(C.WEIR_CACHE_EVERY, nil)
	return err
}

type matcher struct {
	wrong  func(key, value []byte) bool
	caught any
	failed bool
}

func (m *matcher) match(key, value []byte) (wrong int32) {
	if m.failed {
		return 0
	}
	defer func() {
		if m.failed {
			m.caught, wrong = recover(), 0
		}
	}()
	m.failed = true // until it has returned
	if m.wrong(key, value) {
		wrong = 1
	}
	m.failed = false
	return wrong
}

// duringCall is memory of C's, good during the call.
func duringCall(p unsafe.Pointer, size int) []byte { return unsafe.Slice((*byte)(p), size) }

// InvalidateIf does the same for the entries of which the function says so. The slices are good
// during the call only; a panic ends it, and passes on.
func (c *Cache) InvalidateIf(wrong func(key, value []byte) bool) (uint64, error) {
	if wrong == nil {
		return 0, invalid("wrong is nil")
	}
	p, err := c.own().use()
	if err != nil {
		return 0, err
	}
	defer c.done()
	m := &matcher{wrong: wrong}
	user := cgo.NewHandle(m)
	defer user.Delete()
	answer := C.wgo_cache_invalidate_if((*C.weir_cache)(p), C.uintptr_t(user))
	if m.failed {
		panic(m.caught)
	}
	return uint64(answer.n), check(answer)
}

// Watch keeps the entries that leave from now on for NextEvent, up to 1024. Without kinds nobody
// watches any more.
func (c *Cache) Watch(kinds ...Left) error {
	p, err := c.own().use()
	if err != nil {
		return err
	}
	defer c.done()
	var all Left
	for _, kind := range kinds {
		all |= kind
	}
	return check(C.wgo_cache_watch((*C.weir_cache)(p), C.uint32_t(all)))
}

// NextEvent takes the oldest of them; false when there is none now.
func (c *Cache) NextEvent() (CacheEvent, bool, error) {
	p, err := c.own().use()
	if err != nil {
		return CacheEvent{}, false, err
	}
	defer c.done()
	var kind C.uint32_t
	var size C.uint64_t
	answer := C.wgo_cache_next_event((*C.weir_cache)(p), &kind, &size)
	if err := check(answer); err != nil || answer.status == C.WEIR_END {
		return CacheEvent{}, false, err
	}
	return CacheEvent{Left(kind), took(answer), uint64(size)}, true, nil
}
