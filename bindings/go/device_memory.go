// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_device.h"
*/
import "C"

import (
	"time"
	"unsafe"
)

// DevicePool hands out memory of the runtime's device, which is the host's where that is the device.
// Any number of goroutines may use it.
type DevicePool struct{ handle }

// DevicePoolOptions is how a pool is made. The zero value means the defaults.
type DevicePoolOptions struct {
	CapacityBytes uint64        // never hold more; 0: what the device has
	ReserveBytes  uint64        // for PriorityCritical
	Wait          time.Duration // the longest that a request waits for streams; 0: 1 s
}

// DevicePoolStats is what a pool looks like; weir/device_memory.h says what each number is.
type DevicePoolStats struct {
	Kind DeviceKind
	CapacityBytes, ReserveBytes, DeviceFreeBytes, HeldBytes, PeakBytes, UsedBytes, UsedCount,
	CriticalBytes, HighBytes, MediumBytes, LowBytes, PendingBytes, FreeBytes, IdleBytes,
	LargestFreeBytes, GetCount, PutCount, ReuseCount, SearchCount, TrimCount, WaitCount,
	ReclaimCount, EmergencyCount, RefusalCount, MisuseCount, HintBytes uint64
	ReuseRate, Fragmentation, Waste float64
}

func (d *DevicePool) own() *handle {
	if d == nil {
		return nil
	}
	return &d.handle
}

// NewDevicePool makes a pool. The device is started by the first array.
func NewDevicePool(r *Runtime, options ...DevicePoolOptions) (*DevicePool, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	if o.Wait < 0 {
		return nil, invalid("a time cannot be negative")
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	answer := C.wgo_device_pool_create((*C.weir_runtime)(p), C.uint64_t(o.CapacityBytes),
		C.uint64_t(o.ReserveBytes), C.uint64_t(o.Wait))
	if err := check(answer); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_device_pool_free((*C.weir_device_pool)(p)) }
	return net(&DevicePool{newHandle("DevicePool", answer.handle, free)}), nil
}

// Close ends this hold on the pool. Arrays that are out stay good, and keep the pool.
func (d *DevicePool) Close() error { return d.own().close() }

// DeviceArray is an array in the device's memory, its rows one after another. Any number of
// goroutines may read it; its memory is back in the pool once it is closed.
type DeviceArray struct {
	handle
	shape C.wgo_shape
	bytes int
}

func (a *DeviceArray) own() *handle {
	if a == nil {
		return nil
	}
	return &a.handle
}

// Upload takes memory for an array like src and copies src into it; waits until it is there.
func (d *DevicePool) Upload(s *Stream, src *Array, priority Priority) (*DeviceArray, error) {
	if src == nil || src.size == 0 {
		return nil, invalid("an Array that was not made by Of or On")
	}
	bytes := src.size
	for _, extent := range src.Shape() {
		if extent != 0 && bytes > (1<<46)/extent {
			return nil, invalid("an array that is larger than any device")
		}
		bytes *= extent
	}
	p, err := d.own().use()
	if err != nil {
		return nil, err
	}
	answer := C.wgo_device_pool_get((*C.weir_device_pool)(p), C.uint64_t(bytes), C.uint32_t(priority))
	if err := check(answer); err != nil {
		d.done()
		return nil, err
	}
	back := func(block unsafe.Pointer) {
		C.wgo_device_pool_put((*C.weir_device_pool)(p), block)
		d.done()
	}
	made := net(&DeviceArray{newHandle("DeviceArray", answer.handle, back), src.shape, bytes})
	if err := made.Write(s, src); err != nil {
		_ = made.Close()
		return nil, err
	}
	return made, nil
}

// Close gives the memory back.
func (a *DeviceArray) Close() error { return a.own().close() }

// Bytes tells how many bytes it has.
func (a *DeviceArray) Bytes() int {
	if a == nil {
		return 0
	}
	return a.bytes
}

// Address tells where it lies: on the device, or in the host's memory where that is the device. For
// calls of other libraries, until it is closed.
func (a *DeviceArray) Address() (uintptr, error) {
	p, err := a.own().use()
	if err != nil {
		return 0, err
	}
	defer a.done()
	return uintptr(p), nil
}

// Write copies an array of the same type and shape into it, and waits.
func (a *DeviceArray) Write(s *Stream, src *Array) error { return a.move(s, src, 1) }

// Read copies it into an array of the same type and shape, and waits.
func (a *DeviceArray) Read(s *Stream, dst *Array) error { return a.move(s, dst, 0) }

func (a *DeviceArray) move(s *Stream, host *Array, toDevice C.uint32_t) error {
	if host == nil || host.size == 0 {
		return invalid("an Array that was not made by Of or On")
	}
	if host.buffer != nil {
		if _, err := host.buffer.own().use(); err != nil {
			return err
		}
		defer host.buffer.done()
	}
	block, err := a.own().use()
	if err != nil {
		return err
	}
	defer a.done()
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_device_copy((*C.weir_stream)(p), toDevice, &a.shape, block, &host.shape,
		host.first()))
}

// Trim gives idle memory back to the device until no more than keepBytes are idle, and tells how
// many bytes went.
func (d *DevicePool) Trim(keepBytes uint64) (uint64, error) {
	p, err := d.own().use()
	if err != nil {
		return 0, err
	}
	defer d.done()
	answer := C.wgo_device_pool_trim((*C.weir_device_pool)(p), C.uint64_t(keepBytes))
	return uint64(answer.n), check(answer)
}

// Stats tells what the pool looks like.
func (d *DevicePool) Stats() (DevicePoolStats, error) {
	p, err := d.own().use()
	if err != nil {
		return DevicePoolStats{}, err
	}
	defer d.done()
	var s C.weir_device_pool_stats
	err = check(C.wgo_device_pool_get_stats((*C.weir_device_pool)(p), &s))
	return DevicePoolStats{DeviceKind(s.kind), uint64(s.capacity_bytes), uint64(s.reserve_bytes),
		uint64(s.device_free_bytes), uint64(s.held_bytes), uint64(s.peak_bytes),
		uint64(s.used_bytes), uint64(s.used_count), uint64(s.critical_bytes), uint64(s.high_bytes),
		uint64(s.medium_bytes), uint64(s.low_bytes), uint64(s.pending_bytes), uint64(s.free_bytes),
		uint64(s.idle_bytes), uint64(s.largest_free_bytes), uint64(s.get_count),
		uint64(s.put_count), uint64(s.reuse_count), uint64(s.search_count), uint64(s.trim_count),
		uint64(s.wait_count), uint64(s.reclaim_count), uint64(s.emergency_count),
		uint64(s.refusal_count), uint64(s.misuse_count), uint64(s.hint_bytes),
		float64(s.reuse_rate), float64(s.fragmentation), float64(s.waste)}, err
}

// StatsJSON tells the same as JSON.
func (d *DevicePool) StatsJSON() (string, error) {
	p, err := d.own().use()
	if err != nil {
		return "", err
	}
	defer d.done()
	return told(C.wgo_device_pool_stats_json((*C.weir_device_pool)(p)))
}
