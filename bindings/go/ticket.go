// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_stream.h"
*/
import "C"

import (
	"context"
	"runtime/cgo"
	"sync"
	"unsafe"
)

// Ticket stands for work that goes on by itself: one item, or many with an outcome each. Closing it,
// or losing it, does not stop the work, and the buffers the work needs stay until it is over.
type Ticket struct {
	handle
	once sync.Once
	over chan struct{}
}

func (t *Ticket) own() *handle {
	if t == nil {
		return nil
	}
	return &t.handle
}

func newTicket(p unsafe.Pointer) *Ticket {
	free := func(p unsafe.Pointer) { C.weir_ticket_free((*C.weir_ticket)(p)) }
	return net(&Ticket{handle: newHandle("Ticket", p, free), over: make(chan struct{})})
}

// Close ends this hold on the ticket; the work goes on.
func (t *Ticket) Close() error { return t.own().close() }

// Wait waits until the work is done; its failure is the error. When the context is done first the
// work goes on, and the error is both ErrAgain and the context's: Cancel is what stops work.
//
// From inside a function that the library calls, waiting for work that is not done is refused.
func (t *Ticket) Wait(ctx context.Context) error {
	p, err := t.own().use()
	if err != nil {
		return err
	}
	defer t.done()
	raw := (*C.weir_ticket)(p)
	if ctx == nil || ctx.Done() == nil {
		return check(C.wgo_ticket_wait(raw, forever))
	}
	// Not 0: that is never refused, and what follows would wait for itself inside a callback.
	if r := C.wgo_ticket_wait(raw, 1); r.status != C.WEIR_AGAIN {
		return check(r)
	}
	select {
	case <-t.Done():
		return check(C.wgo_ticket_wait(raw, forever))
	case <-ctx.Done():
		return &Error{Status: Again, Text: "the work goes on", Cause: ctx.Err()}
	}
}

// Done gives a channel that is closed when the work is over, well or not: for select.
func (t *Ticket) Done() <-chan struct{} {
	if t == nil || t.kind == "" {
		return nil
	}
	t.once.Do(func() {
		if t.OnDone(func(error) { close(t.over) }) != nil {
			go func() { // no memory to be told, or closed already
				if p, err := t.own().use(); err == nil {
					C.weir_ticket_wait((*C.weir_ticket)(p), forever)
					t.done()
				}
				close(t.over)
			}()
		}
	})
	return t.over
}

// Poll tells at once whether the work is over, and its failure if it has one.
func (t *Ticket) Poll() (over bool, err error) {
	p, err := t.own().use()
	if err != nil {
		return false, err
	}
	defer t.done()
	switch s := C.weir_ticket_poll((*C.weir_ticket)(p)); {
	case s == C.WEIR_AGAIN:
		return false, nil
	case s < 0:
		return true, t.failure(Status(s))
	}
	return true, nil
}

// failure is for a caller that is inside a use of the ticket.
func (t *Ticket) failure(status Status) error {
	return &Error{Status: status, Text: C.GoString(C.weir_ticket_error((*C.weir_ticket)(t.p)))}
}

// Cancel asks the work to stop: what has not begun never will, the rest stops before its next item.
func (t *Ticket) Cancel() error {
	p, err := t.own().use()
	if err != nil {
		return err
	}
	defer t.done()
	return check(C.wgo_ticket_cancel((*C.weir_ticket)(p)))
}

// Progress tells how many of its items are over.
func (t *Ticket) Progress() (done, total uint64, err error) {
	p, err := t.own().use()
	if err != nil {
		return 0, 0, err
	}
	defer t.done()
	r := C.wgo_ticket_progress((*C.weir_ticket)(p))
	return uint64(r.n), uint64(r.m), check(r)
}

// Items tells how each item stands: nil when it is done, ErrAgain while it is not, else its failure.
func (t *Ticket) Items() ([]error, error) {
	p, err := t.own().use()
	if err != nil {
		return nil, err
	}
	defer t.done()
	raw := (*C.weir_ticket)(p)
	count := C.wgo_ticket_item_count(raw)
	if err := check(count); err != nil {
		return nil, err
	}
	items := make([]error, int(count.n))
	for i := range items {
		r := C.wgo_ticket_item(raw, C.uint64_t(i))
		text, err := told(r)
		if err != nil {
			return nil, err
		}
		if status := Status(r.m); status != OK {
			items[i] = &Error{Status: status, Text: text}
		}
	}
	return items, nil
}

type completion struct {
	ticket *Ticket // in use until the library lets go: see weirgoDrop
	hears  func(error)
}

func (c *completion) end(status Status) {
	defer func() { _ = recover() }() // what it throws may not end the program
	if status < 0 {
		c.hears(c.ticket.failure(status))
	} else {
		c.hears(nil)
	}
}

// OnDone leaves a function to be called once, when the work is done; at once, when it is already. The
// thread that finishes the work calls it, so it should be quick, and may not wait for work.
func (t *Ticket) OnDone(hears func(error)) error {
	if hears == nil {
		return invalid("a nil function")
	}
	p, err := t.own().use()
	if err != nil {
		return err
	}
	defer t.done()
	if _, err := t.own().use(); err != nil {
		return err
	}
	user := cgo.NewHandle(&completion{t, hears}) // ended by weirgoDrop, also when this fails
	return check(C.wgo_ticket_on_done((*C.weir_ticket)(p), C.uintptr_t(user)))
}

// forever is WEIR_FOREVER, which cgo takes for a variable it cannot find.
const forever = C.uint64_t(1<<64 - 1)
