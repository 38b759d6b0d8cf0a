// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_stream.h"
*/
import "C"

import (
	"context"
	"errors"
	"runtime/cgo"
	"sync"
	"unsafe"
)

// Control is progress out and cancel in, for one long call or several after another. Hand it over in
// a call's context: see WithControl. A context that can be cancelled needs no Control for that.
type Control struct {
	handle
	why *cause
}

// cause keeps what a progress function said when it stopped the work.
type cause struct {
	mutex sync.Mutex
	err   error
}

func (c *cause) set(err error) {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	c.err = err
}

func (c *cause) get() error {
	c.mutex.Lock()
	defer c.mutex.Unlock()
	return c.err
}

type listener struct {
	hears func(done, total uint64) error
	why   *cause
}

func (l *listener) hear(done, total uint64) (stop int32) {
	defer func() {
		if p := recover(); p != nil {
			l.why.set(caught(p))
			stop = 1
		}
	}()
	if err := l.hears(done, total); err != nil {
		l.why.set(err)
		return 1
	}
	return 0
}

func (c *Control) own() *handle {
	if c == nil {
		return nil
	}
	return &c.handle
}

// NewControl makes a control.
func NewControl() (*Control, error) {
	r := C.wgo_control_create()
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_control_free((*C.weir_control)(p)) }
	return net(&Control{newHandle("Control", r.handle, free), &cause{}}), nil
}

// Close ends this hold on the control. Work that was given it goes on.
func (c *Control) Close() error { return c.own().close() }

// OnProgress sets the function that hears how far the work is; nil takes it away. An error, or a
// panic, stops the work, and is the cause of the ErrCancelled that comes of it. Some twenty calls a
// second at most, one at a time, and always one for the last step.
func (c *Control) OnProgress(hears func(done, total uint64) error) error {
	p, err := c.own().use()
	if err != nil {
		return err
	}
	defer c.done()
	var user cgo.Handle
	if hears != nil {
		user = cgo.NewHandle(&listener{hears, c.why}) // ended by weirgoDrop, also when this fails
	}
	return check(C.wgo_control_on_progress((*C.weir_control)(p), C.uintptr_t(user)))
}

// Cancel asks the work to stop. Work that is given the control later does not begin.
func (c *Control) Cancel() error {
	p, err := c.own().use()
	if err != nil {
		return err
	}
	defer c.done()
	return check(C.wgo_control_cancel((*C.weir_control)(p)))
}

// Progress tells how many steps of how many are over; a total of 0 is not known yet.
func (c *Control) Progress() (done, total uint64, err error) {
	p, err := c.own().use()
	if err != nil {
		return 0, 0, err
	}
	defer c.done()
	r := C.wgo_control_progress((*C.weir_control)(p))
	return uint64(r.n), uint64(r.m), check(r)
}

type controlKey struct{}

// WithControl gives a context whose calls are under the control.
func WithControl(ctx context.Context, c *Control) context.Context {
	if ctx == nil {
		ctx = context.Background()
	}
	return context.WithValue(ctx, controlKey{}, c)
}

// long is a call that a context can stop.
type long struct {
	ctx     context.Context
	control *Control
	mine    bool
	raw     unsafe.Pointer
	stop    chan struct{}
	stopped chan struct{}
}

func gone(ctx context.Context) *Error {
	return &Error{Status: Cancelled, Text: "the context was done before the work began", Cause: ctx.Err()}
}

// begin makes the control that a call runs under; none when the context can neither stop it nor has
// one. After no error, end has to be called.
func begin(ctx context.Context) (*long, error) {
	if ctx == nil {
		ctx = context.Background()
	}
	if ctx.Err() != nil {
		return nil, gone(ctx)
	}
	l := &long{ctx: ctx}
	l.control, _ = ctx.Value(controlKey{}).(*Control)
	if l.control == nil && ctx.Done() == nil {
		return l, nil
	}
	var err error
	if l.control == nil {
		l.mine = true
		if l.control, err = NewControl(); err != nil {
			return nil, err
		}
	}
	if l.raw, err = l.control.own().use(); err != nil {
		return nil, err
	}
	if ctx.Done() != nil {
		l.stop, l.stopped = make(chan struct{}), make(chan struct{})
		go func() {
			defer close(l.stopped)
			select {
			case <-ctx.Done():
				_ = l.control.Cancel()
			case <-l.stop:
			}
		}()
	}
	return l, nil
}

func (l *long) end(err error) error {
	if l.stop != nil {
		close(l.stop)
		<-l.stopped
	}
	if l.control != nil {
		if e := (*Error)(nil); errors.As(err, &e) && e.Status == Cancelled && e.Cause == nil {
			if e.Cause = l.control.why.get(); e.Cause == nil {
				e.Cause = l.ctx.Err()
			}
		}
		l.control.done()
	}
	if l.mine {
		_ = l.control.Close()
	}
	return err
}
