// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_memory.h"
*/
import "C"

import (
	"runtime/cgo"
	"time"
	"unsafe"
)

// Pressure is a monitor of a runtime's memory. It has a thread only between Start and Stop. Any number
// of goroutines may use it.
type Pressure struct{ handle }

// PressureLevel is how pressed memory is.
type PressureLevel uint32

// The levels; weir/pressure.h says what is let go at each.
const (
	PressureNormal   PressureLevel = C.WEIR_PRESSURE_NORMAL
	PressureRising   PressureLevel = C.WEIR_PRESSURE_RISING
	PressureHigh     PressureLevel = C.WEIR_PRESSURE_HIGH
	PressureSevere   PressureLevel = C.WEIR_PRESSURE_SEVERE
	PressureCritical PressureLevel = C.WEIR_PRESSURE_CRITICAL
)

// PressureSource is what is fullest, and so decides the level.
type PressureSource uint32

// The sources: the runtime's budget, the machine, a control group, the process's resource limits.
const (
	PressureByNone    PressureSource = C.WEIR_PRESSURE_BY_NONE
	PressureByBudget  PressureSource = C.WEIR_PRESSURE_BY_BUDGET
	PressureByMachine PressureSource = C.WEIR_PRESSURE_BY_MACHINE
	PressureByGroup   PressureSource = C.WEIR_PRESSURE_BY_GROUP
	PressureByProcess PressureSource = C.WEIR_PRESSURE_BY_PROCESS
)

// PressureOptions is how a monitor is made. The zero value means the defaults.
type PressureOptions struct {
	WatchOnly                              bool    // tell, and relieve nothing
	RisingAt, HighAt, SevereAt, CriticalAt float64 // where each level begins, as a share of 1
	Interval                               time.Duration
}

// PressureStats is what memory looks like; weir/pressure.h says what each number is.
type PressureStats struct {
	Level                                                                 PressureLevel
	Source                                                                PressureSource
	IsWatched                                                             bool
	Ratio                                                                 float64
	BudgetBytes, BudgetUsedBytes, GroupBytes, GroupUsedBytes              uint64
	MachineBytes, MachineAvailableBytes, ResidentBytes, PeakResidentBytes uint64
	SomeStallPercent, FullStallPercent                                    float64
	SampleCount, ReliefCount, FreedBytes, ReturnedBytes                   uint64
}

func pressureStats(s *C.weir_pressure_stats) PressureStats {
	return PressureStats{PressureLevel(s.level), PressureSource(s.source), s.is_watched != 0,
		float64(s.ratio), uint64(s.budget_bytes), uint64(s.budget_used_bytes),
		uint64(s.group_bytes), uint64(s.group_used_bytes), uint64(s.machine_bytes),
		uint64(s.machine_available_bytes), uint64(s.resident_bytes),
		uint64(s.peak_resident_bytes), float64(s.some_stall_percent),
		float64(s.full_stall_percent), uint64(s.sample_count), uint64(s.relief_count),
		uint64(s.freed_bytes), uint64(s.returned_bytes)}
}

func (m *Pressure) own() *handle {
	if m == nil {
		return nil
	}
	return &m.handle
}

// NewPressure makes a monitor. It does nothing until it is asked.
func NewPressure(r *Runtime, options ...PressureOptions) (*Pressure, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	if o.Interval < 0 {
		return nil, invalid("a time cannot be negative")
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	var flags C.uint32_t
	if o.WatchOnly {
		flags = C.WEIR_PRESSURE_WATCH_ONLY
	}
	made := C.wgo_pressure_create((*C.weir_runtime)(p), flags, C.double(o.RisingAt),
		C.double(o.HighAt), C.double(o.SevereAt), C.double(o.CriticalAt), C.uint64_t(o.Interval))
	if err := check(made); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_pressure_free((*C.weir_pressure)(p)) }
	return net(&Pressure{newHandle("Pressure", made.handle, free)}), nil
}

// Close ends the monitor, as if stopped.
func (m *Pressure) Close() error { return m.own().close() }

// Start watches and relieves in a thread of its own; hears, which may be nil, is told of each change
// of the level, in that thread.
func (m *Pressure) Start(hears func(level PressureLevel, text string)) error {
	p, err := m.own().use()
	if err != nil {
		return err
	}
	defer m.done()
	var user cgo.Handle
	if hears != nil {
		// Ended by weirgoDrop, also when this fails.
		user = cgo.NewHandle(func(l Level, text string) { hears(PressureLevel(l), text) })
	}
	return check(C.wgo_pressure_start((*C.weir_pressure)(p), C.uintptr_t(user)))
}

// Stop ends the thread; the function runs no more when this returns.
func (m *Pressure) Stop() error {
	p, err := m.own().use()
	if err != nil {
		return err
	}
	defer m.done()
	return check(C.wgo_pressure_stop((*C.weir_pressure)(p)))
}

// Wait waits until the level is another than known; false when the time ran out. Without a thread
// that watches, the caller looks and relieves: a timeout of 0 is one look with its relief.
func (m *Pressure) Wait(known PressureLevel, timeout time.Duration) (PressureStats, bool, error) {
	if timeout < 0 {
		return PressureStats{}, false, invalid("a time cannot be negative")
	}
	p, err := m.own().use()
	if err != nil {
		return PressureStats{}, false, err
	}
	defer m.done()
	var s C.weir_pressure_stats
	answer := C.wgo_pressure_wait((*C.weir_pressure)(p), C.uint32_t(known), C.uint64_t(timeout), &s)
	return pressureStats(&s), answer.status == C.WEIR_OK, check(answer)
}

// Stats looks at memory now, and relieves nothing.
func (m *Pressure) Stats() (PressureStats, error) {
	p, err := m.own().use()
	if err != nil {
		return PressureStats{}, err
	}
	defer m.done()
	var s C.weir_pressure_stats
	err = check(C.wgo_pressure_get_stats((*C.weir_pressure)(p), &s))
	return pressureStats(&s), err
}

// Optimize lets go, however full memory is, all that is let go at a level, and tells how many bytes
// the budget got back. PressureNormal means PressureSevere: everything but cached entries that could
// still be used.
func (m *Pressure) Optimize(level PressureLevel) (uint64, error) {
	p, err := m.own().use()
	if err != nil {
		return 0, err
	}
	defer m.done()
	answer := C.wgo_pressure_optimize((*C.weir_pressure)(p), C.uint32_t(level))
	return uint64(answer.n), check(answer)
}

// StatsJSON tells the statistics as JSON, with the last looks and what each step has let go.
func (m *Pressure) StatsJSON() (string, error) {
	p, err := m.own().use()
	if err != nil {
		return "", err
	}
	defer m.done()
	return told(C.wgo_pressure_json((*C.weir_pressure)(p)))
}
