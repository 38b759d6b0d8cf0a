// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_memory.h"
*/
import "C"

import "unsafe"

// Managed is a buffer that makes room for others while nobody has it pinned: compressed, then spilled
// to a file, and as it was when it is pinned again. Any number of goroutines may use it.
type Managed struct{ handle }

// ManagedOptions is how one buffer is made. The zero value means the defaults.
type ManagedOptions struct {
	Priority   Priority // PriorityLow gives way first
	NoCompress bool
	NoSpill    bool
	Alignment  uint32 // a power of two up to 2 MiB; 0: 64
}

// ManagedSettings is how all managed buffers of a runtime are kept. The zero value means the defaults.
type ManagedSettings struct {
	NoCompress      bool
	NoSpill         bool
	CompressAt      float64 // how full the budget is when compressing begins: above 0 and up to 1
	SpillLimitBytes uint64  // the most that lies in the file at once
	SpillDirectory  string
}

// ManagedPlace is where a buffer's bytes are.
type ManagedPlace uint32

// The places.
const (
	ManagedInMemory   ManagedPlace = C.WEIR_MANAGED_IN_MEMORY
	ManagedCompressed ManagedPlace = C.WEIR_MANAGED_COMPRESSED
	ManagedSpilled    ManagedPlace = C.WEIR_MANAGED_SPILLED
)

// ManagedState is how one buffer is now.
type ManagedState struct {
	Place                  ManagedPlace
	SizeBytes, StoredBytes uint64
	PinCount               uint32
}

// ManagedStats is what a runtime's managed buffers look like; weir/managed.h says what each number is.
type ManagedStats struct {
	BufferCount, PinnedCount, TotalBytes, ResidentBytes, CompressedCount, CompressedBytes,
	CompressedFromBytes, SpilledCount, SpilledBytes, SpillFileBytes, CompressCount,
	IncompressibleCount, SpillCount, SpillErrorCount, RestoreCount, RestoreErrorCount uint64
}

func (m *Managed) own() *handle {
	if m == nil {
		return nil
	}
	return &m.handle
}

func managedFlags(noCompress, noSpill bool) (flags C.uint32_t) {
	if noCompress {
		flags |= C.WEIR_MANAGED_NO_COMPRESS
	}
	if noSpill {
		flags |= C.WEIR_MANAGED_NO_SPILL
	}
	return flags
}

// SetManaged chooses how a runtime's managed buffers are kept, from now on.
func (r *Runtime) SetManaged(s ManagedSettings) error {
	p, err := r.own().use()
	if err != nil {
		return err
	}
	defer r.done()
	return check(C.wgo_managed_set((*C.weir_runtime)(p), managedFlags(s.NoCompress, s.NoSpill),
		C.double(s.CompressAt), C.uint64_t(s.SpillLimitBytes), s.SpillDirectory))
}

// NewManaged makes a buffer of zeros that nobody has pinned yet.
func NewManaged(r *Runtime, size int, options ...ManagedOptions) (*Managed, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	if size < 0 {
		return nil, invalid("a buffer's size cannot be negative")
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	made := C.wgo_managed_create((*C.weir_runtime)(p), C.uint64_t(size),
		managedFlags(o.NoCompress, o.NoSpill), C.uint32_t(o.Priority), C.uint32_t(o.Alignment))
	if err := check(made); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_managed_free((*C.weir_managed)(p)) }
	return net(&Managed{newHandle("Managed", made.handle, free)}), nil
}

// Close ends the buffer, or leaves its end to the last pin.
func (m *Managed) Close() error { return m.own().close() }

// Pin gives its bytes, which stay in memory, where they are, until the Buffer is closed.
func (m *Managed) Pin() (*Buffer, error) {
	p, err := m.own().use()
	if err != nil {
		return nil, err
	}
	defer m.done()
	return newBuffer(C.wgo_managed_pin((*C.weir_managed)(p)))
}

// State tells how it is now, without bringing it back.
func (m *Managed) State() (ManagedState, error) {
	p, err := m.own().use()
	if err != nil {
		return ManagedState{}, err
	}
	defer m.done()
	var s C.weir_managed_state
	err = check(C.wgo_managed_get_state((*C.weir_managed)(p), &s))
	return ManagedState{ManagedPlace(s.place), uint64(s.size_bytes), uint64(s.stored_bytes),
		uint32(s.pin_count)}, err
}

// ManagedStats tells what a runtime's managed buffers look like.
func (r *Runtime) ManagedStats() (ManagedStats, error) {
	p, err := r.own().use()
	if err != nil {
		return ManagedStats{}, err
	}
	defer r.done()
	var s C.weir_managed_stats
	err = check(C.wgo_managed_stats((*C.weir_runtime)(p), &s))
	return ManagedStats{uint64(s.buffer_count), uint64(s.pinned_count), uint64(s.total_bytes),
		uint64(s.resident_bytes), uint64(s.compressed_count), uint64(s.compressed_bytes),
		uint64(s.compressed_from_bytes), uint64(s.spilled_count), uint64(s.spilled_bytes),
		uint64(s.spill_file_bytes), uint64(s.compress_count), uint64(s.incompressible_count),
		uint64(s.spill_count), uint64(s.spill_error_count), uint64(s.restore_count),
		uint64(s.restore_error_count)}, err
}

// ManagedJSON tells the same as JSON, with the settings.
func (r *Runtime) ManagedJSON() (string, error) {
	p, err := r.own().use()
	if err != nil {
		return "", err
	}
	defer r.done()
	return told(C.wgo_managed_json((*C.weir_runtime)(p)))
}
