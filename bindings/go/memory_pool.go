// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_memory.h"
*/
import "C"

import (
	"time"
	"unsafe"
)

// MemoryPool hands out blocks of memory that are used again. Any number of goroutines may use it.
type MemoryPool struct{ handle }

// Priority is how much a request for memory matters.
type Priority uint32

// The priorities. Low is refused first; Critical may use the pool's reserve.
const (
	PriorityDefault  Priority = C.WEIR_PRIORITY_DEFAULT // PriorityMedium
	PriorityCritical Priority = C.WEIR_PRIORITY_CRITICAL
	PriorityHigh     Priority = C.WEIR_PRIORITY_HIGH
	PriorityMedium   Priority = C.WEIR_PRIORITY_MEDIUM
	PriorityLow      Priority = C.WEIR_PRIORITY_LOW
)

// MemoryPoolOptions is how a pool is made. The zero value means the defaults.
type MemoryPoolOptions struct {
	Debug         bool          // find blocks that are written to after they were given back
	CapacityBytes uint64        // never hold more; 0: the budget alone decides
	ReserveBytes  uint64        // for PriorityCritical
	Idle          time.Duration // low blocks idle for longer go back to the machine
}

// MemoryPoolStats is what a pool looks like; weir/memory_pool.h says what each number is.
type MemoryPoolStats struct {
	CapacityBytes, HeldBytes, PeakBytes, UsedBytes, UsedCount, IdleBytes, LargestIdleBytes,
	KeepBytes, ReserveBytes, GetCount, PutCount, ReuseCount, CleanupCount, EmergencyCount,
	RefusalCount, MisuseCount uint64
	ReuseRate, Fragmentation float64
}

func (m *MemoryPool) own() *handle {
	if m == nil {
		return nil
	}
	return &m.handle
}

func newMemoryPool(r C.wgo) (*MemoryPool, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_memory_pool_free((*C.weir_memory_pool)(p)) }
	return net(&MemoryPool{newHandle("MemoryPool", r.handle, free)}), nil
}

// NewMemoryPool makes a pool of your own.
func NewMemoryPool(r *Runtime, options ...MemoryPoolOptions) (*MemoryPool, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	if o.Idle < 0 {
		return nil, invalid("a time cannot be negative")
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	var flags C.uint32_t
	if o.Debug {
		flags = C.WEIR_MEMORY_POOL_DEBUG
	}
	return newMemoryPool(C.wgo_memory_pool_create((*C.weir_runtime)(p), flags,
		C.uint64_t(o.CapacityBytes), C.uint64_t(o.ReserveBytes), C.uint64_t(o.Idle)))
}

// SharedMemoryPool gives a hold on the pool that the runtime's parts share.
func SharedMemoryPool(r *Runtime) (*MemoryPool, error) {
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	return newMemoryPool(C.wgo_memory_pool_shared((*C.weir_runtime)(p)))
}

// Close ends this hold on the pool. Blocks that are out stay good, and keep the pool.
func (m *MemoryPool) Close() error { return m.own().close() }

// Block hands out a block of zeros, at a multiple of alignment (a power of two; 0: 64). It is back
// in the pool once the Buffer is closed.
func (m *MemoryPool) Block(size int, priority Priority, alignment int) (*Buffer, error) {
	if size < 0 || alignment < 0 || alignment > 1<<30 {
		return nil, invalid("a block's size and alignment cannot be negative")
	}
	p, err := m.own().use()
	if err != nil {
		return nil, err
	}
	defer m.done()
	return newBuffer(C.wgo_memory_pool_block((*C.weir_memory_pool)(p), C.uint64_t(size),
		C.uint32_t(priority), C.uint32_t(alignment)))
}

// Trim gives idle memory back to the machine until no more than keepBytes are idle, and tells how
// many bytes went.
func (m *MemoryPool) Trim(keepBytes uint64) (uint64, error) {
	p, err := m.own().use()
	if err != nil {
		return 0, err
	}
	defer m.done()
	answer := C.wgo_memory_pool_trim((*C.weir_memory_pool)(p), C.uint64_t(keepBytes))
	return uint64(answer.n), check(answer)
}

// Stats tells what the pool looks like.
func (m *MemoryPool) Stats() (MemoryPoolStats, error) {
	p, err := m.own().use()
	if err != nil {
		return MemoryPoolStats{}, err
	}
	defer m.done()
	var s C.weir_memory_pool_stats
	err = check(C.wgo_memory_pool_get_stats((*C.weir_memory_pool)(p), &s))
	return MemoryPoolStats{uint64(s.capacity_bytes), uint64(s.held_bytes), uint64(s.peak_bytes),
		uint64(s.used_bytes), uint64(s.used_count), uint64(s.idle_bytes),
		uint64(s.largest_idle_bytes), uint64(s.keep_bytes), uint64(s.reserve_bytes),
		uint64(s.get_count), uint64(s.put_count), uint64(s.reuse_count), uint64(s.cleanup_count),
		uint64(s.emergency_count), uint64(s.refusal_count), uint64(s.misuse_count),
		float64(s.reuse_rate), float64(s.fragmentation)}, err
}

// StatsJSON tells the same as JSON, with the classes of small blocks.
func (m *MemoryPool) StatsJSON() (string, error) {
	p, err := m.own().use()
	if err != nil {
		return "", err
	}
	defer m.done()
	return told(C.wgo_memory_pool_stats_json((*C.weir_memory_pool)(p)))
}
