// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_stream.h"
*/
import "C"

import (
	"context"
	"time"
	"unsafe"
)

// Pair is one copy of a batch.
type Pair struct{ Dst, Src *Array }

// copyOn gives slices of Go's to C for one call, which comes back when nothing uses them any more.
func copyOn(ctx context.Context, mover *handle, kind C.uint32_t, dst, src *Array) error {
	for _, a := range [...]*Array{dst, src} {
		if a == nil || a.size == 0 {
			return invalid("an Array that was not made by Of or On")
		}
		if a.buffer != nil {
			if _, err := a.buffer.own().use(); err != nil {
				return err
			}
			defer a.buffer.done()
		}
	}
	p, err := mover.use()
	if err != nil {
		return err
	}
	defer mover.done()
	if ctx == nil || ctx.Done() == nil {
		return check(C.wgo_copy(p, kind, nil, &src.shape, src.first(), &dst.shape, dst.first()))
	}
	if ctx.Err() != nil {
		return gone(ctx)
	}
	cell := (*C.wgo_cell)(C.calloc(1, C.sizeof_wgo_cell)) // C.calloc gives memory or ends the program
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		select {
		case <-ctx.Done():
			C.wgo_cell_cancel(cell)
		case <-stop:
		}
	}()
	failure := C.wgo_copy(p, kind, cell, &src.shape, src.first(), &dst.shape, dst.first())
	close(stop)
	<-stopped
	C.wgo_cell_free(cell)
	if failure.status >= 0 {
		return nil
	}
	e := failed(failure)
	if e.Status == Cancelled {
		e.Cause = ctx.Err()
	}
	return e
}

func transferOn(mover *handle, kind C.uint32_t, dst, src *Array) (*Ticket, error) {
	s, letSrc, err := src.borrow()
	if err != nil {
		return nil, err
	}
	defer letSrc()
	d, letDst, err := dst.borrow()
	if err != nil {
		return nil, err
	}
	defer letDst()
	p, err := mover.use()
	if err != nil {
		return nil, err
	}
	defer mover.done()
	r := C.wgo_transfer(p, kind, &s, &d)
	if err := check(r); err != nil {
		return nil, err
	}
	return newTicket(r.handle), nil
}

// Batch copies every pair, in no particular order, on all streams. Every pair is tried whatever
// became of the others: Ticket.Items has the outcome of each, and the whole is ErrPartial when some
// failed. All arrays lie in Buffers, which stay until it is over. A Control in the context (see
// WithControl) tells how far it is, and stops it also after this call returned.
func (s *StreamPool) Batch(ctx context.Context, pairs []Pair) (*Ticket, error) {
	src, dst, let, err := borrowAll(pairs)
	defer let()
	if err != nil {
		return nil, err
	}
	control, letControl, err := controlOf(ctx)
	if err != nil {
		return nil, err
	}
	defer letControl()
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	r := C.wgo_batch((*C.weir_stream_pool)(p), (*C.wgo_array)(first(src)), (*C.wgo_array)(first(dst)),
		C.size_t(len(pairs)), (*C.weir_control)(control))
	if err := check(r); err != nil {
		return nil, err
	}
	return newTicket(r.handle), nil
}

// borrowAll describes both sides of every pair; let ends the loans, also after an error.
func borrowAll(pairs []Pair) (src, dst []C.wgo_array, let func(), err error) {
	src, dst = make([]C.wgo_array, len(pairs)), make([]C.wgo_array, len(pairs))
	var loans []func()
	let = func() {
		for _, end := range loans {
			end()
		}
	}
	for i, pair := range pairs {
		for _, side := range [...]struct {
			a  *Array
			to *C.wgo_array
		}{{pair.Src, &src[i]}, {pair.Dst, &dst[i]}} {
			array, end, err := side.a.borrow()
			if err != nil {
				return nil, nil, let, err
			}
			loans = append(loans, end)
			*side.to = array
		}
	}
	return src, dst, let, nil
}

// controlOf gives the Control in a context, or nil, for one call; let ends the loan.
func controlOf(ctx context.Context) (control unsafe.Pointer, let func(), err error) {
	if ctx == nil {
		return nil, func() {}, nil
	}
	if ctx.Err() != nil {
		return nil, nil, gone(ctx)
	}
	c, ok := ctx.Value(controlKey{}).(*Control)
	if !ok {
		return nil, func() {}, nil
	}
	control, err = c.own().use()
	return control, c.done, err
}

// waitOn looks after the context every few milliseconds: a wait of the library's cannot be called off,
// and one left behind would be told the failure that the next one should hear of.
func waitOn(ctx context.Context, mover *handle, kind C.uint32_t) error {
	p, err := mover.use()
	if err != nil {
		return err
	}
	defer mover.done()
	if ctx == nil || ctx.Done() == nil {
		return check(C.wgo_mover_wait(p, kind, forever))
	}
	for {
		r := C.wgo_mover_wait(p, kind, C.uint64_t(5*time.Millisecond))
		if r.status != C.WEIR_AGAIN {
			return check(r)
		}
		if ctx.Err() != nil {
			return &Error{Status: Again, Text: "the work goes on", Cause: ctx.Err()}
		}
	}
}
