// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_cache.h"
*/
import "C"

import (
	"time"
	"unsafe"
)

// Forever is the time to live of an entry that has none, in a cache whose entries do.
const Forever time.Duration = -1

// CacheOptions is how a cache is made. The zero value means the defaults.
type CacheOptions struct {
	CapacityBytes uint64        // 0: 64 MiB, keys and bookkeeping included
	MaxEntries    uint64        // 0: as many as fit
	TTL           time.Duration // of entries put without one; 0: they do not expire
	Sliding       bool          // times to live begin anew with each get
	LRU           bool          // the least recently used goes first, always
	ShardCount    uint32        // a power of two; 0: by size and processors
	SoftTTL       time.Duration // from when on GetOrCompute computes anew; 0: never
}

// PutOptions is how an entry is put. The zero value means as the cache says.
type PutOptions struct {
	TTL        time.Duration // 0: the cache's
	Sliding    bool
	ExtraBytes uint64        // memory that the value stands for beside its own size
	SoftTTL    time.Duration // 0: the cache's
	DependsOn  [][]byte      // keys of other entries, or tags: see Invalidate
}

// Cache keeps bytes under keys of bytes, within bounds. It forgets; it is not a store. Any number
// of goroutines may use it.
type Cache struct{ handle }

func (c *Cache) own() *handle {
	if c == nil {
		return nil
	}
	return &c.handle
}

func cacheFlags(sliding, lru bool) (flags C.uint32_t) {
	if sliding {
		flags |= C.WEIR_CACHE_SLIDING
	}
	if lru {
		flags |= C.WEIR_CACHE_LRU
	}
	return flags
}

func ttl(d time.Duration) (C.uint64_t, error) {
	if d == Forever {
		return ^C.uint64_t(0), nil
	}
	if d < 0 {
		return 0, invalid("a time to live cannot be negative: " + d.String())
	}
	return C.uint64_t(d), nil
}

// Cache finds the cache of this name, or makes it. One that is there already stays as it was made;
// when other options are asked for, the log says so. The name "" makes one that nobody else finds.
func (r *Runtime) Cache(name string, options ...CacheOptions) (*Cache, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	life, err := ttl(o.TTL)
	if err != nil {
		return nil, err
	}
	soft, err := ttl(o.SoftTTL)
	if err != nil {
		return nil, err
	}
	raw := C.weir_cache_options{C.sizeof_weir_cache_options, cacheFlags(o.Sliding, o.LRU),
		C.uint64_t(o.CapacityBytes), C.uint64_t(o.MaxEntries), life, C.uint32_t(o.ShardCount), 0, soft}
	asked := &raw
	if len(options) == 0 {
		asked = nil
	}
	answer := C.wgo_runtime_cache((*C.weir_runtime)(p), name, asked)
	if err := check(answer); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_cache_free((*C.weir_cache)(p)) }
	return net(&Cache{newHandle("Cache", answer.handle, free)}), nil
}

// RemoveCache gives a name up; the cache ends with its last user. False when there is none.
func (r *Runtime) RemoveCache(name string) (bool, error) {
	p, err := r.own().use()
	if err != nil {
		return false, err
	}
	defer r.done()
	answer := C.wgo_runtime_remove_cache((*C.weir_runtime)(p), name)
	return answer.status == C.WEIR_OK, check(answer)
}

func clearing(expiredOnly bool) C.uint32_t {
	if expiredOnly {
		return C.WEIR_CACHE_EXPIRED
	}
	return C.WEIR_CACHE_ALL
}

// ClearCaches clears every cache that has a name; how many entries went.
func (r *Runtime) ClearCaches(expiredOnly bool) (uint64, error) {
	p, err := r.own().use()
	if err != nil {
		return 0, err
	}
	defer r.done()
	answer := C.wgo_runtime_clear_caches((*C.weir_runtime)(p), clearing(expiredOnly))
	return uint64(answer.n), check(answer)
}

// CachesJSON tells what every cache with a name has done, and their sums under "_global".
func (r *Runtime) CachesJSON() (string, error) {
	p, err := r.own().use()
	if err != nil {
		return "", err
	}
	defer r.done()
	return told(C.wgo_runtime_caches_json((*C.weir_runtime)(p)))
}

// Close ends this hold on the cache.
func (c *Cache) Close() error { return c.own().close() }

// Put keeps a copy of the value under the key, in the place of what was there.
func (c *Cache) Put(key, value []byte, options ...PutOptions) error {
	o, err := one(options)
	if err != nil {
		return err
	}
	p, err := c.own().use()
	if err != nil {
		return err
	}
	defer c.done()
	life, err := ttl(o.TTL)
	if err != nil {
		return err
	}
	soft, err := ttl(o.SoftTTL)
	if err != nil {
		return err
	}
	names, sizes := joined(o.DependsOn)
	return check(C.wgo_cache_put((*C.weir_cache)(p), first(key), C.size_t(len(key)), first(value),
		C.size_t(len(value)), life, C.uint64_t(o.ExtraBytes), cacheFlags(o.Sliding, false), soft,
		(*C.char)(first(names)), (*C.size_t)(first(sizes)), C.size_t(len(o.DependsOn))))
}

// Get looks a key up and gives a copy of the value; false when nothing is held under it.
func (c *Cache) Get(key []byte) ([]byte, bool, error) { return c.AppendTo(nil, key) }

// AppendTo appends the value to a slice of yours, which is the fastest way when there is room.
func (c *Cache) AppendTo(room, key []byte) ([]byte, bool, error) {
	p, err := c.own().use()
	if err != nil {
		return room, false, err
	}
	defer c.done()
	if room == nil {
		room = make([]byte, 0, 64)
	}
	for {
		free := room[len(room):cap(room)]
		answer := C.wgo_cache_read((*C.weir_cache)(p), first(key), C.size_t(len(key)), first(free),
			C.size_t(len(free)))
		switch answer.status {
		case C.WEIR_OK:
			return room[:len(room)+int(answer.n)], true, nil
		case C.WEIR_E_TOO_SMALL:
			room = append(make([]byte, 0, len(room)+int(answer.n)), room...)
		default:
			return room, false, check(answer)
		}
	}
}

// Pin gives the value where it lies, to be read until the buffer is closed, whatever becomes of the
// entry; nil when nothing is held under the key.
func (c *Cache) Pin(key []byte) (*Buffer, error) {
	p, err := c.own().use()
	if err != nil {
		return nil, err
	}
	defer c.done()
	answer := C.wgo_cache_get((*C.weir_cache)(p), first(key), C.size_t(len(key)))
	if answer.status == C.WEIR_MISS {
		return nil, nil
	}
	return newBuffer(answer)
}

// Item is a key with its value.
type Item struct{ Key, Value []byte }

// PutMany puts many values with one call. ErrPartial when one failed, after the others were put.
func (c *Cache) PutMany(items []Item, life time.Duration) error {
	p, err := c.own().use()
	if err != nil {
		return err
	}
	defer c.done()
	ns, err := ttl(life)
	if err != nil {
		return err
	}
	var bytes []byte
	sizes := make([]C.size_t, 0, 2*len(items))
	for _, item := range items {
		bytes = append(append(bytes, item.Key...), item.Value...)
		sizes = append(sizes, C.size_t(len(item.Key)), C.size_t(len(item.Value)))
	}
	bytes = append(bytes, 0) // so that there is an address
	return check(C.wgo_cache_put_many((*C.weir_cache)(p), (*C.char)(first(bytes)),
		(*C.size_t)(first(sizes)), C.size_t(len(items)), ns))
}

// joined lays them one after another, so that one address is all that C is given.
func joined(all [][]byte) (bytes []byte, sizes []C.size_t) {
	sizes = make([]C.size_t, 0, len(all)+1)
	for _, one := range all {
		bytes = append(bytes, one...)
		sizes = append(sizes, C.size_t(len(one)))
	}
	return append(bytes, 0), append(sizes, 0)
}

// GetMany looks many keys up with one call: a copy of each value, nil where there is none.
func (c *Cache) GetMany(keys [][]byte) ([][]byte, error) {
	p, err := c.own().use()
	if err != nil {
		return nil, err
	}
	defer c.done()
	if len(keys) == 0 {
		return nil, nil
	}
	bytes, sizes := joined(keys)
	buffers := make([]*C.weir_buffer, len(keys))
	answer := C.wgo_cache_get_many((*C.weir_cache)(p), (*C.char)(first(bytes)),
		(*C.size_t)(first(sizes)), C.size_t(len(keys)), (**C.weir_buffer)(first(buffers)))
	if err := check(answer); err != nil {
		return nil, err
	}
	values := make([][]byte, len(keys))
	for i, buffer := range buffers {
		if buffer != nil {
			values[i] = append([]byte{}, unsafe.Slice((*byte)(C.weir_buffer_data(buffer)),
				int(C.weir_buffer_size(buffer)))...)
			C.weir_buffer_free(buffer)
		}
	}
	return values, nil
}

// Remove takes an entry out; false when nothing was held under the key.
func (c *Cache) Remove(key []byte) (bool, error) {
	p, err := c.own().use()
	if err != nil {
		return false, err
	}
	defer c.done()
	answer := C.wgo_cache_remove((*C.weir_cache)(p), first(key), C.size_t(len(key)))
	return answer.status == C.WEIR_OK, check(answer)
}

// Clear takes out all entries, or those past their time; how many went.
func (c *Cache) Clear(expiredOnly bool) (uint64, error) {
	p, err := c.own().use()
	if err != nil {
		return 0, err
	}
	defer c.done()
	answer := C.wgo_cache_clear((*C.weir_cache)(p), clearing(expiredOnly))
	return uint64(answer.n), check(answer)
}

// CacheStats is what a cache has done.
type CacheStats struct {
	ShardCount                    int
	CapacityBytes                 uint64
	MaxEntries                    uint64 // the largest number: as many as fit
	TTL                           time.Duration
	EntryCount, ExpiredCount      uint64 // held now; of those, past their time
	UsedBytes, PinnedBytes        uint64 // held now; of those, by buffers alone
	HitCount, MissCount, PutCount uint64
	EvictionCount, EvictedBytes   uint64 // gone for want of room
	ExpirationCount, RemovalCount uint64
	LoadCount, LoadFailureCount   uint64 // values computed; computations that failed
	WaitCount, StaleHitCount      uint64 // answered by another's computation; given out stale
	StoreFailureCount             uint64 // computed values that there was no room for
	InvalidationCount             uint64
}

// Stats tells what the cache has done.
func (c *Cache) Stats() (CacheStats, error) {
	p, err := c.own().use()
	if err != nil {
		return CacheStats{}, err
	}
	defer c.done()
	var s C.weir_cache_stats
	err = check(C.wgo_cache_get_stats((*C.weir_cache)(p), &s))
	return CacheStats{int(s.shard_count), uint64(s.capacity_bytes), uint64(s.max_entries),
		time.Duration(s.ttl_ns), uint64(s.entry_count), uint64(s.expired_count),
		uint64(s.used_bytes), uint64(s.pinned_bytes), uint64(s.hit_count), uint64(s.miss_count),
		uint64(s.put_count), uint64(s.eviction_count), uint64(s.evicted_bytes),
		uint64(s.expiration_count), uint64(s.removal_count), uint64(s.load_count),
		uint64(s.load_failure_count), uint64(s.wait_count), uint64(s.stale_hit_count),
		uint64(s.store_failure_count), uint64(s.invalidation_count)}, err
}

// StatsJSON tells the same as JSON, with the hit rate.
func (c *Cache) StatsJSON() (string, error) {
	p, err := c.own().use()
	if err != nil {
		return "", err
	}
	defer c.done()
	return told(C.wgo_cache_stats_json((*C.weir_cache)(p)))
}
