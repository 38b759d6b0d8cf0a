// SPDX-License-Identifier: Apache-2.0
//! What pools and streams count.
use weir_sys as sys;

/// What a pool has done. Times are 0 while nothing was timed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct StreamPoolStats {
    /// Streams.
    pub size: u32,
    /// With something queued or under way.
    pub streams_in_use: u32,
    /// Transfers and shares of batches queued or under way.
    pub queue_depth: u64,
    /// Pairs that were copied.
    pub transfer_count: u64,
    /// Bytes of them.
    pub bytes_transferred: u64,
    /// Pairs that were not copied.
    pub failure_count: u64,
    /// Tries after a first one.
    pub retry_count: u64,
    /// Never above max_batch_bytes, unless one pair is.
    pub in_flight_peak_bytes: u64,
    /// From asking to being there.
    pub avg_latency_us: f64,
    /// The longest of them.
    pub max_latency_us: f64,
    /// While at least one stream was at work.
    pub throughput_gb_s: f64,
}

impl StreamPoolStats {
    pub(crate) fn from_raw(s: &sys::weir_stream_pool_stats) -> StreamPoolStats {
        StreamPoolStats {
            size: s.size,
            streams_in_use: s.streams_in_use,
            queue_depth: s.queue_depth,
            transfer_count: s.transfer_count,
            bytes_transferred: s.bytes_transferred,
            failure_count: s.failure_count,
            retry_count: s.retry_count,
            in_flight_peak_bytes: s.in_flight_peak_bytes,
            avg_latency_us: s.avg_latency_us,
            max_latency_us: s.max_latency_us,
            throughput_gb_s: s.throughput_gb_s,
        }
    }
}

/// What one stream has done, as [`StreamPoolStats`].
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct StreamStats {
    pub index: u32,
    pub priority: i32,
    pub queue_depth: u64,
    pub transfer_count: u64,
    pub bytes_transferred: u64,
    pub failure_count: u64,
    pub retry_count: u64,
    /// Calls of [`Stream::synchronize`](crate::Stream::synchronize).
    pub synchronize_count: u64,
    pub avg_latency_us: f64,
    pub max_latency_us: f64,
    pub throughput_gb_s: f64,
}

impl StreamStats {
    pub(crate) fn from_raw(s: &sys::weir_stream_stats) -> StreamStats {
        StreamStats {
            index: s.index,
            priority: s.priority,
            queue_depth: s.queue_depth,
            transfer_count: s.transfer_count,
            bytes_transferred: s.bytes_transferred,
            failure_count: s.failure_count,
            retry_count: s.retry_count,
            synchronize_count: s.synchronize_count,
            avg_latency_us: s.avg_latency_us,
            max_latency_us: s.max_latency_us,
            throughput_gb_s: s.throughput_gb_s,
        }
    }
}
