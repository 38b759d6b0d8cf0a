// SPDX-License-Identifier: Apache-2.0

package weir

/*
#include "shim_stream.h"
*/
import "C"

import (
	"context"
	"unsafe"
)

// StreamPool is a number of streams: copies of arrays that go on while you do something else. Any
// number of goroutines may use it.
type StreamPool struct{ handle }

// Stream is one stream of a pool: it copies one thing after another, in the order it was asked.
type Stream struct{ handle }

// StreamPoolOptions is how a pool is made. The zero value means the defaults.
type StreamPoolOptions struct {
	Size            uint32 // streams; 0: 4
	DefaultPriority int32  // -20 to 19, lower goes first
	MaxBatchBytes   uint64 // in flight at once; 0: 500 MiB
	Retries         uint32 // more tries after a passing failure; 0: 3
	AutoSync        bool   // transfers and batches are over when their call returns
	NoProfiling     bool   // count, but do not time
	NoRetries       bool   // one try only
}

func (o StreamPoolOptions) raw() C.weir_stream_pool_options {
	var flags C.uint32_t
	for flag, on := range map[C.uint32_t]bool{C.WEIR_STREAM_POOL_AUTO_SYNC: o.AutoSync,
		C.WEIR_STREAM_POOL_NO_PROFILING: o.NoProfiling, C.WEIR_STREAM_POOL_NO_RETRIES: o.NoRetries} {
		if on {
			flags |= flag
		}
	}
	return C.wgo_pool_options(flags, C.uint32_t(o.Size), C.int32_t(o.DefaultPriority),
		C.uint64_t(o.MaxBatchBytes), C.uint32_t(o.Retries))
}

func (s *StreamPool) own() *handle {
	if s == nil {
		return nil
	}
	return &s.handle
}

func (s *Stream) own() *handle {
	if s == nil {
		return nil
	}
	return &s.handle
}

func openPool(r *Runtime, own C.uint32_t, options []StreamPoolOptions) (*StreamPool, error) {
	o, err := one(options)
	if err != nil {
		return nil, err
	}
	p, err := r.own().use()
	if err != nil {
		return nil, err
	}
	defer r.done()
	answer := C.wgo_runtime_stream_pool((*C.weir_runtime)(p), own, o.raw())
	if err := check(answer); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_stream_pool_free((*C.weir_stream_pool)(p)) }
	return net(&StreamPool{newHandle("StreamPool", answer.handle, free)}), nil
}

// StreamPool gives a hold on the one pool that the runtime shares. The first call makes it as the
// options say; a later one that asks for another size leaves a warning in the log.
func (r *Runtime) StreamPool(options ...StreamPoolOptions) (*StreamPool, error) {
	return openPool(r, 0, options)
}

// NewStreamPool makes a pool of its own.
func NewStreamPool(r *Runtime, options ...StreamPoolOptions) (*StreamPool, error) {
	return openPool(r, 1, options)
}

// Close ends this hold on the pool. With the last one on it and on its streams, what is queued is
// finished and the threads end.
func (s *StreamPool) Close() error { return s.own().close() }

// Configure changes the pool while it is in use; a size, batch or retries of 0 stays as it is.
func (s *StreamPool) Configure(options StreamPoolOptions) error {
	p, err := s.own().use()
	if err != nil {
		return err
	}
	defer s.done()
	return check(C.wgo_stream_pool_configure((*C.weir_stream_pool)(p), options.raw()))
}

// Size tells how many streams there are.
func (s *StreamPool) Size() (int, error) {
	p, err := s.own().use()
	if err != nil {
		return 0, err
	}
	defer s.done()
	r := C.wgo_stream_pool_size((*C.weir_stream_pool)(p))
	return int(r.n), check(r)
}

func newStream(r C.wgo) (*Stream, error) {
	if err := check(r); err != nil {
		return nil, err
	}
	free := func(p unsafe.Pointer) { C.weir_stream_free((*C.weir_stream)(p)) }
	return net(&Stream{newHandle("Stream", r.handle, free)}), nil
}

// Stream gives one stream by its number.
func (s *StreamPool) Stream(index int) (*Stream, error) {
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	if index < 0 || int64(index) > 0xffffffff {
		return nil, invalid("no stream has such a number")
	}
	return newStream(C.wgo_stream_pool_get((*C.weir_stream_pool)(p), C.uint32_t(index)))
}

// Next gives the stream that is free first.
func (s *StreamPool) Next() (*Stream, error) {
	p, err := s.own().use()
	if err != nil {
		return nil, err
	}
	defer s.done()
	return newStream(C.wgo_stream_pool_next((*C.weir_stream_pool)(p)))
}

// Copy copies src into dst on the stream that is free first, and waits until it is over. The arrays
// may lie anywhere, in slices of yours too. Shapes and types must be equal; the two may overlap. When
// the context is done first, a copy that has not begun never will, and one that has is waited for.
func (s *StreamPool) Copy(ctx context.Context, dst, src *Array) error {
	return copyOn(ctx, s.own(), C.WGO_POOL, dst, src)
}

// Transfer copies src into dst on the stream that is free first, and goes on after it returned. Both
// arrays lie in Buffers, which stay until it is over, closed or not.
func (s *StreamPool) Transfer(dst, src *Array) (*Ticket, error) {
	return transferOn(s.own(), C.WGO_POOL, dst, src)
}

// WaitAll waits until all that was asked of the pool before is over. A failure that nobody has been
// told of yet is the error, once.
func (s *StreamPool) WaitAll(ctx context.Context) error { return waitOn(ctx, s.own(), C.WGO_POOL) }

// StreamPoolStats is a pool's counts. The times are 0 when nothing was timed.
type StreamPoolStats struct {
	Size, StreamsInUse               uint32
	QueueDepth                       uint64 // transfers and shares of batches queued or under way
	TransferCount, BytesTransferred  uint64 // what was copied
	FailureCount, RetryCount         uint64
	InFlightPeakBytes                uint64
	AvgLatencyUs, MaxLatencyUs       float64
	ThroughputGBs                    float64 // while at least one stream was at work
	AutoSync, NoProfiling, NoRetries bool
}

// Stats tells the pool's counts.
func (s *StreamPool) Stats() (StreamPoolStats, error) {
	p, err := s.own().use()
	if err != nil {
		return StreamPoolStats{}, err
	}
	defer s.done()
	var t C.weir_stream_pool_stats
	err = check(C.wgo_stream_pool_get_stats((*C.weir_stream_pool)(p), &t))
	return StreamPoolStats{uint32(t.size), uint32(t.streams_in_use), uint64(t.queue_depth),
		uint64(t.transfer_count), uint64(t.bytes_transferred), uint64(t.failure_count),
		uint64(t.retry_count), uint64(t.in_flight_peak_bytes), float64(t.avg_latency_us),
		float64(t.max_latency_us), float64(t.throughput_gb_s),
		t.flags&C.WEIR_STREAM_POOL_AUTO_SYNC != 0, t.flags&C.WEIR_STREAM_POOL_NO_PROFILING != 0,
		t.flags&C.WEIR_STREAM_POOL_NO_RETRIES != 0}, err
}

// StatsJSON tells the counts of the pool and of its streams as JSON.
func (s *StreamPool) StatsJSON() (string, error) {
	p, err := s.own().use()
	if err != nil {
		return "", err
	}
	defer s.done()
	return told(C.wgo_stream_pool_stats_json((*C.weir_stream_pool)(p)))
}

// Close ends this hold on the stream; what it was asked goes on.
func (s *Stream) Close() error { return s.own().close() }

// Copy copies src into dst after all this stream was asked before, and waits: see StreamPool.Copy.
func (s *Stream) Copy(ctx context.Context, dst, src *Array) error {
	return copyOn(ctx, s.own(), C.WGO_STREAM, dst, src)
}

// Transfer copies src into dst after all this stream was asked before: see StreamPool.Transfer.
func (s *Stream) Transfer(dst, src *Array) (*Ticket, error) {
	return transferOn(s.own(), C.WGO_STREAM, dst, src)
}

// Synchronize waits until all that was asked of this stream before is over: see StreamPool.WaitAll.
func (s *Stream) Synchronize(ctx context.Context) error { return waitOn(ctx, s.own(), C.WGO_STREAM) }

// StreamStats is a stream's counts. The times are 0 when nothing was timed.
type StreamStats struct {
	Index                           uint32
	Priority                        int32
	QueueDepth                      uint64
	TransferCount, BytesTransferred uint64
	FailureCount, RetryCount        uint64
	SynchronizeCount                uint64
	AvgLatencyUs, MaxLatencyUs      float64
	ThroughputGBs                   float64
}

// Stats tells the stream's counts.
func (s *Stream) Stats() (StreamStats, error) {
	p, err := s.own().use()
	if err != nil {
		return StreamStats{}, err
	}
	defer s.done()
	var t C.weir_stream_stats
	err = check(C.wgo_stream_get_stats((*C.weir_stream)(p), &t))
	return StreamStats{uint32(t.index), int32(t.priority), uint64(t.queue_depth),
		uint64(t.transfer_count), uint64(t.bytes_transferred), uint64(t.failure_count),
		uint64(t.retry_count), uint64(t.synchronize_count), float64(t.avg_latency_us),
		float64(t.max_latency_us), float64(t.throughput_gb_s)}, err
}

// LastError tells the text of the stream's last failure, whoever was told; "" when there was none.
func (s *Stream) LastError() (string, error) {
	p, err := s.own().use()
	if err != nil {
		return "", err
	}
	defer s.done()
	return told(C.wgo_stream_last_error((*C.weir_stream)(p)))
}

// Index tells the stream's number in its pool.
func (s *Stream) Index() (int, error) {
	p, err := s.own().use()
	if err != nil {
		return 0, err
	}
	defer s.done()
	r := C.wgo_stream_index((*C.weir_stream)(p))
	return int(r.n), check(r)
}
