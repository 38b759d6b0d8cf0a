// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_runtime.h"
*/
import "C"

import (
	"runtime"
	"runtime/cgo"
	"unsafe"
)

// Runtime owns what a program shares: a memory budget, worker threads, the device, the profiler, a
// pool of streams and a log. Any number of goroutines may use it.
type Runtime struct{ handle }

// DeviceKind is what a runtime computes on.
type DeviceKind uint32

// The kinds. DeviceAuto asks the environment variable WEIR_DEVICE, then the machine; where there is
// no GPU, DeviceCUDA is refused with ErrUnsupported and the reason.
const (
	DeviceAuto DeviceKind = C.WEIR_DEVICE_AUTO
	DeviceHost DeviceKind = C.WEIR_DEVICE_HOST
	DeviceCUDA DeviceKind = C.WEIR_DEVICE_CUDA
)

// RuntimeOptions is how a runtime is made. The zero value means the defaults.
type RuntimeOptions struct {
	MemoryBudgetBytes uint64 // 0: half of what the machine or its cgroup allows
	WorkerCount       uint32 // 0: the CPUs this process may use
	Device            DeviceKind
}

func (r *Runtime) own() *handle {
	if r == nil {
		return nil
	}
	return &r.handle
}

func newRuntime(r C.wgo) (*Runtime, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_runtime_free((*C.weir_runtime)(p)) }
	return net(&Runtime{newHandle("Runtime", r.handle, free)}), nil
}

// NewRuntime makes a runtime. It starts no thread before there is work.
func NewRuntime(options ...RuntimeOptions) (*Runtime, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	return newRuntime(C.wgo_runtime_create(C.uint64_t(o.MemoryBudgetBytes),
		C.uint32_t(o.WorkerCount), C.uint32_t(o.Device)))
}

// DefaultRuntime gives a hold on the one runtime that this process shares.
func DefaultRuntime() (*Runtime, error) { return newRuntime(C.wgo_runtime_default()) }

// Close ends this hold on the runtime. The runtime itself ends with the last hold on it and on what
// was made from it, in whatever order they are closed.
func (r *Runtime) Close() error { return r.own().close() }

// Shutdown refuses new work, finishes what is in flight and ends the threads. From then on calls on
// the runtime, and on what was made from it, fail with ErrClosed. It may be called again.
func (r *Runtime) Shutdown() error {
	p, err := r.own().use()
	if err != nil {
		return err
	}
	defer r.done()
	return check(C.wgo_runtime_shutdown((*C.weir_runtime)(p)))
}

// Info tells, as JSON, what the library is and what the runtime found.
func (r *Runtime) Info() (string, error) {
	p, err := r.own().use()
	if err != nil {
		return "", err
	}
	defer r.done()
	return told(C.wgo_runtime_info((*C.weir_runtime)(p)))
}

// SetLog chooses what is logged (0: warnings) and who hears it at once; with a nil function only the
// ring that NextLog drains does. The function may run in several threads at once.
func (r *Runtime) SetLog(level Level, hears func(level Level, text string)) error {
	p, err := r.own().use()
	if err != nil {
		return err
	}
	defer r.done()
	var user cgo.Handle
	if hears != nil {
		user = cgo.NewHandle(hears) // ended by weirgoDrop, also when this fails
	}
	return check(C.wgo_runtime_set_log((*C.weir_runtime)(p), C.uint32_t(level), C.uintptr_t(user)))
}

// NextLog takes the oldest line out of the log; false when there is none.
func (r *Runtime) NextLog() (Level, string, bool, error) {
	p, err := r.own().use()
	if err != nil {
		return 0, "", false, err
	}
	defer r.done()
	answer := C.wgo_runtime_next_log((*C.weir_runtime)(p))
	if answer.status != C.WEIR_OK {
		return 0, "", false, check(answer)
	}
	text, err := told(answer)
	return Level(answer.u), text, true, err
}

// MemoryStats is what a runtime's memory looks like.
type MemoryStats struct {
	BudgetBytes, UsedBytes, PeakBytes uint64
	SystemBytes                       uint64 // what the machine or its cgroup allows
	ChargeCount, RefusalCount         uint64
}

// MemoryStats tells what the runtime's memory looks like now.
func (r *Runtime) MemoryStats() (MemoryStats, error) {
	p, err := r.own().use()
	if err != nil {
		return MemoryStats{}, err
	}
	defer r.done()
	var s C.weir_memory_stats
	err = check(C.wgo_runtime_memory_stats((*C.weir_runtime)(p), &s))
	return MemoryStats{uint64(s.budget_bytes), uint64(s.used_bytes), uint64(s.peak_bytes),
		uint64(s.system_bytes), uint64(s.charge_count), uint64(s.refusal_count)}, err
}

// MemoryModule is what one part of the library holds of the budget.
type MemoryModule struct {
	Name                              string
	UsedBytes, PeakBytes, ChargeCount uint64
}

// MemoryModules tells what each part of the library holds.
func (r *Runtime) MemoryModules() ([]MemoryModule, error) {
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	var list []MemoryModule
	var m C.weir_memory_module
	for {
		answer := C.wgo_runtime_memory_module((*C.weir_runtime)(p), C.uint32_t(len(list)), &m)
		if answer.status != C.WEIR_OK {
			return list, check(answer)
		}
		list = append(list, MemoryModule{C.GoString(m.name), uint64(m.used_bytes),
			uint64(m.peak_bytes), uint64(m.charge_count)})
	}
}

// InMemoryScope runs body in a scope: what it charges to the budget, in this goroutine, counts for the
// scope and for those around it until it is freed. The goroutine keeps its thread meanwhile.
func (r *Runtime) InMemoryScope(name string, body func() error) error {
	p, err := r.own().use()
	if err != nil {
		return err
	}
	defer r.done()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	if err := check(C.wgo_runtime_enter_memory_scope((*C.weir_runtime)(p), name)); err != nil {
		return err
	}
	defer func() { _ = check(C.wgo_runtime_leave_memory_scope((*C.weir_runtime)(p))) }()
	return body()
}

// MemoryScope is the memory that was charged inside one scope.
type MemoryScope struct {
	Path                              string // such as "load/parse"
	UsedBytes, PeakBytes, ChargeCount uint64
}

// MemoryScopes tells what was charged inside each scope, in the order they were first entered.
func (r *Runtime) MemoryScopes() ([]MemoryScope, error) {
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	var list []MemoryScope
	var s C.weir_memory_scope
	for {
		answer := C.wgo_runtime_memory_scope((*C.weir_runtime)(p), C.uint32_t(len(list)), &s)
		if answer.status != C.WEIR_OK {
			return list, check(answer)
		}
		list = append(list, MemoryScope{C.GoString(s.path), uint64(s.used_bytes),
			uint64(s.peak_bytes), uint64(s.charge_count)})
	}
}

// SetMemoryBudget changes the budget while the runtime is in use; 0: what WEIR_MEMORY_LIMIT says, or
// half of what there is.
func (r *Runtime) SetMemoryBudget(bytes uint64) error {
	p, err := r.own().use()
	if err != nil {
		return err
	}
	defer r.done()
	return check(C.wgo_runtime_set_memory_budget((*C.weir_runtime)(p), C.uint64_t(bytes)))
}

// DeviceInfo describes a device.
type DeviceInfo struct {
	Kind        DeviceKind
	Available   bool
	Chosen      bool // the one this runtime uses
	MemoryBytes uint64
	Name        string
	Reason      string // why it is not available, and what would help
}

// Devices describes every device, those that are not available included. The host is the first.
func (r *Runtime) Devices() ([]DeviceInfo, error) {
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	count := C.wgo_runtime_device_count((*C.weir_runtime)(p))
	if err := check(count); err != nil {
		return nil, err
	}
	list := make([]DeviceInfo, 0, int(count.n))
	for i := C.uint32_t(0); i < C.uint32_t(count.n); i++ {
		var d C.weir_device_info
		answer := C.wgo_runtime_device_at((*C.weir_runtime)(p), i, &d)
		if answer.status != C.WEIR_OK {
			return list, check(answer)
		}
		list = append(list, DeviceInfo{DeviceKind(d.kind), d.available != 0, d.chosen != 0,
			uint64(d.memory_bytes), C.GoString(&d.name[0]), C.GoString(&d.reason[0])})
	}
	return list, nil
}
