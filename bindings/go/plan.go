// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_plan.h"
*/
import "C"

import (
	"context"
	"unsafe"
)

// Plan is a batch that is asked for again and again: described and checked once, then run. Any number
// of goroutines may use it.
type Plan struct{ handle }

func (p *Plan) own() *handle {
	if p == nil {
		return nil
	}
	return &p.handle
}

// Plan makes a batch ready that is to be run many times. Every pair has to fit. All arrays lie in
// Buffers, which stay until the plan is closed and its runs are over, closed or not.
func (s *StreamPool) Plan(pairs []Pair) (*Plan, error) {
	src, dst, let, err := borrowAll(pairs)
	defer let()
	if err != nil {
		return nil, err
	}
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	r := C.wgo_plan_create((*C.weir_stream_pool)(p), (*C.wgo_array)(first(src)),
		(*C.wgo_array)(first(dst)), C.size_t(len(pairs)))
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.wgo_plan_free(p) }
	return net(&Plan{newHandle("Plan", r.handle, free)}), nil
}

// Run copies every pair: what lies in its source now. A Control in the context tells how far it is
// and stops it, as for StreamPool.Batch.
func (p *Plan) Run(ctx context.Context) (*Ticket, error) {
	control, let, err := controlOf(ctx)
	if err != nil {
		return nil, err
	}
	defer let()
	at, err := p.own().use()
	if err != nil {
		return nil, err
	}
	defer p.done()
	r := C.wgo_plan_run((*C.wgo_plan)(at), (*C.weir_control)(control))
	if err := check(r); err != nil {
		return nil, err
	}
	return newTicket(r.handle), nil
}

// Close ends this hold on the plan; runs that began go on.
func (p *Plan) Close() error { return p.own().close() }

// Record gives a ticket that is done when all that was asked of this stream before is over, however
// it ended.
func (s *Stream) Record() (*Ticket, error) {
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	r := C.wgo_stream_record((*C.weir_stream)(p))
	if err := check(r); err != nil {
		return nil, err
	}
	return newTicket(r.handle), nil
}

// WaitFor lets what is asked of this stream from now on begin when the ticket is done, however it
// ended. It returns at once.
func (s *Stream) WaitFor(ticket *Ticket) error {
	t, err := ticket.own().use()
	if err != nil {
		return err
	}
	defer ticket.done()
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_stream_wait_ticket((*C.weir_stream)(p), (*C.weir_ticket)(t)))
}

// Wrap gives a stream that queues on a device stream of the caller's own, a cudaStream_t, which stays
// until the pool has ended.
func (s *StreamPool) Wrap(native uintptr) (*Stream, error) {
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	return newStream(C.wgo_stream_pool_wrap((*C.weir_stream_pool)(p), C.uintptr_t(native)))
}
