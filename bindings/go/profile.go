// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_profile.h"
*/
import "C"

import (
	"runtime"
	"unsafe"
)

// Profiler tells where the time and the memory went. A phase is a named stretch of work; phases nest.
//
// The library keeps a stack of open phases for each thread, so a goroutine stays on its thread from
// StartPhase until the EndPhase that goes with it, which both have to come from that goroutine. Do
// is the short way. Work for other goroutines joins a phase by Current and StartPhaseUnder.
type Profiler struct{ handle }

// ProfilerOptions is what is tracked, and how much is kept. The zero value means the defaults.
type ProfilerOptions struct {
	TrackMemory bool   // peaks of resident memory: some 5 us a phase
	TrackGPU    bool   // peaks of device memory, where there is a device
	PhaseLimit  uint32 // distinct phases; 0: 65,536
	MetricLimit uint32 // distinct metrics of one thread; 0: 16,384
}

func (o ProfilerOptions) flags() (flags C.uint32_t) {
	if o.TrackMemory {
		flags |= C.WEIR_PROFILER_TRACK_MEMORY
	}
	if o.TrackGPU {
		flags |= C.WEIR_PROFILER_TRACK_GPU
	}
	return flags
}

func (p *Profiler) own() *handle {
	if p == nil {
		return nil
	}
	return &p.handle
}

func newProfiler(r C.wgo) (*Profiler, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_profiler_free((*C.weir_profiler)(p)) }
	return net(&Profiler{newHandle("Profiler", r.handle, free)}), nil
}

// Profiler gives a hold on the profiler that everybody who uses this runtime shares.
func (r *Runtime) Profiler() (*Profiler, error) {
	raw, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	return newProfiler(C.wgo_profiler_make((*C.weir_runtime)(raw), 0, 0, 0, 0))
}

// NewProfiler makes one of your own. With a nil runtime it is charged to no budget and has no device.
func NewProfiler(r *Runtime, options ...ProfilerOptions) (*Profiler, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	var raw unsafe.Pointer
	if r != nil {
		if raw, err = r.own().use(); err != nil {
			return nil, err
		}
		defer r.done()
	}
	return newProfiler(C.wgo_profiler_make((*C.weir_runtime)(raw), 1, o.flags(),
		C.uint32_t(o.PhaseLimit), C.uint32_t(o.MetricLimit)))
}

// Close ends this hold on the profiler; phases still open in it end with it.
func (p *Profiler) Close() error { return p.own().close() }

// Configure changes what is tracked and the limits, for phases that start from now on.
func (p *Profiler) Configure(o ProfilerOptions) error {
	raw, err := p.own().use()
	if err != nil {
		return err
	}
	defer p.done()
	return check(C.wgo_profiler_configure((*C.weir_profiler)(raw), o.flags(),
		C.uint32_t(o.PhaseLimit), C.uint32_t(o.MetricLimit)))
}

// Reset forgets every phase, metric and count, and starts the total time anew.
func (p *Profiler) Reset() error {
	raw, err := p.own().use()
	if err != nil {
		return err
	}
	defer p.done()
	return check(C.wgo_profiler_reset((*C.weir_profiler)(raw)))
}

// Do runs work as a phase, inside this goroutine's innermost open one. A panic ends the phase too.
// Where the phase could not be started, work is not run.
func (p *Profiler) Do(name string, work func() error) error {
	if err := p.StartPhase(name); err != nil {
		return err
	}
	defer func() { _, _ = p.leave() }()
	return work()
}

// StartPhase starts a phase inside this goroutine's innermost open one, or at the top. After no error
// an EndPhase has to come from this goroutine, which stays on its thread until then.
func (p *Profiler) StartPhase(name string) error {
	raw, err := p.own().use()
	if err != nil {
		return err
	}
	defer p.done()
	runtime.LockOSThread()
	err = check(C.wgo_profiler_start((*C.weir_profiler)(raw), name))
	if err != nil {
		runtime.UnlockOSThread()
	}
	return err
}

// StartPhaseUnder starts a phase as a child of one that another goroutine has, or had, open; 0 is the
// top. It is ended as any other.
func (p *Profiler) StartPhaseUnder(parent uint64, name string) error {
	raw, err := p.own().use()
	if err != nil {
		return err
	}
	defer p.done()
	runtime.LockOSThread()
	err = check(C.wgo_profiler_start_under((*C.weir_profiler)(raw), C.uint64_t(parent), name))
	if err != nil {
		runtime.UnlockOSThread()
	}
	return err
}

// Current tells this goroutine's innermost open phase; 0 when there is none.
func (p *Profiler) Current() (uint64, error) {
	raw, err := p.own().use()
	if err != nil {
		return 0, err
	}
	defer p.done()
	r := C.wgo_profiler_current((*C.weir_profiler)(raw))
	return uint64(r.n), check(r)
}

// leave ends the innermost phase and lets go of the thread; the cheap way, without statistics. When
// the profiler is closed its phases are over, but the thread is still held.
func (p *Profiler) leave() (bool, error) {
	raw, err := p.own().use()
	if err != nil {
		runtime.UnlockOSThread()
		return false, err
	}
	defer p.done()
	r := C.wgo_profiler_end((*C.weir_profiler)(raw), nil)
	runtime.UnlockOSThread()
	return r.status == C.WEIR_OK, check(r)
}

// EndPhase ends this goroutine's innermost open phase and tells how it now stands; false when none
// is open, which is an answer.
func (p *Profiler) EndPhase() (PhaseStats, bool, error) {
	raw, err := p.own().use()
	if err != nil {
		runtime.UnlockOSThread()
		return PhaseStats{}, false, err
	}
	defer p.done()
	var s C.weir_phase_stats
	r := C.wgo_profiler_end((*C.weir_profiler)(raw), &s)
	runtime.UnlockOSThread() // does nothing when none was open
	return phaseStats(&s), r.status == C.WEIR_OK, check(r)
}

// EndPhaseNamed ends this goroutine's innermost open phase of that name, and every phase inside it:
// the way out of an error path. Those inside need no EndPhase any more. The goroutine may stay on
// its thread for longer than needed, which costs a little time and is otherwise without effect.
func (p *Profiler) EndPhaseNamed(name string) (PhaseStats, bool, error) {
	raw, err := p.own().use()
	if err != nil {
		return PhaseStats{}, false, err
	}
	defer p.done()
	var s C.weir_phase_stats
	r := C.wgo_profiler_end_named((*C.weir_profiler)(raw), name, &s)
	if r.status == C.WEIR_OK {
		runtime.UnlockOSThread()
	}
	return phaseStats(&s), r.status == C.WEIR_OK, check(r)
}

// RecordMetric records a value under a name in this goroutine's innermost open phase; with none open,
// in the phase "".
func (p *Profiler) RecordMetric(name string, value float64) error {
	raw, err := p.own().use()
	if err != nil {
		return err
	}
	defer p.done()
	return check(C.wgo_profiler_record((*C.weir_profiler)(raw), name, C.double(value)))
}
