// SPDX-License-Identifier: Apache-2.0
//! What a profiler tells.
use std::time::Duration;

use weir_sys as sys;

/// Names a phase for [`Profiler::phase_under`](crate::Profiler::phase_under); the default is the top.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct PhaseId(pub(crate) u64);

/// One phase, over every time it ran and every thread that ran it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct PhaseStats {
    /// For [`Profiler::phase_under`](crate::Profiler::phase_under).
    pub id: PhaseId,
    /// Times it was ended.
    pub count: u64,
    /// Times it is open now.
    pub open_count: u64,
    /// Time so far in those; not in the figures below.
    pub open: Duration,
    /// Time in all ended runs, children included.
    pub total: Duration,
    pub min: Duration,
    pub max: Duration,
    /// The run that ended last.
    pub last: Duration,
    /// Percentiles are within 1.6 % of a run's time.
    pub p50: Duration,
    pub p95: Duration,
    pub p99: Duration,
    /// Highest resident memory of the process in the phase, when tracked.
    pub memory_peak_bytes: Option<u64>,
    /// Whether that is a lower bound, by sampling.
    pub memory_sampled: bool,
    /// Highest device memory in use in the phase, when tracked.
    pub gpu_peak_bytes: Option<u64>,
    /// Metrics recorded in it.
    pub metric_count: u64,
}

impl PhaseStats {
    pub(crate) fn from_raw(s: &sys::weir_phase_stats) -> PhaseStats {
        let has = |flag| s.flags & flag != 0;
        PhaseStats {
            id: PhaseId(s.phase),
            count: s.count,
            open_count: s.open_count,
            open: Duration::from_nanos(s.open_ns),
            total: Duration::from_nanos(s.total_ns),
            min: Duration::from_nanos(s.min_ns),
            max: Duration::from_nanos(s.max_ns),
            last: Duration::from_nanos(s.last_ns),
            p50: Duration::from_nanos(s.p50_ns),
            p95: Duration::from_nanos(s.p95_ns),
            p99: Duration::from_nanos(s.p99_ns),
            memory_peak_bytes: has(sys::WEIR_PHASE_HAS_MEMORY).then_some(s.memory_peak_bytes),
            memory_sampled: has(sys::WEIR_PHASE_MEMORY_SAMPLED),
            gpu_peak_bytes: has(sys::WEIR_PHASE_HAS_GPU).then_some(s.gpu_peak_bytes),
            metric_count: s.metric_count,
        }
    }
}

/// One metric of one phase. The figures are of the finite values.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct MetricStats {
    pub count: u64,
    /// Infinities and NaNs recorded.
    pub nonfinite_count: u64,
    /// The value recorded last, finite or not.
    pub last: f64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    /// Of a sample; 0 for fewer than two values.
    pub stdev: f64,
}

impl MetricStats {
    pub(crate) fn from_raw(s: &sys::weir_metric_stats) -> MetricStats {
        MetricStats {
            count: s.count,
            nonfinite_count: s.nonfinite_count,
            last: s.last,
            min: s.min,
            max: s.max,
            mean: s.mean,
            stdev: s.stdev,
        }
    }
}

/// A profiler as a whole, since it was made or reset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ProfileSummary {
    /// Wall time since then, on a clock that never jumps.
    pub total: Duration,
    /// Phases that ended at least once.
    pub phase_count: u64,
    /// Phases open now, over all threads.
    pub open_count: u64,
    /// Phase runs that ended.
    pub run_count: u64,
    /// Ends that found no such phase open.
    pub stray_count: u64,
    /// Phases ended by an outer end, or by their thread's end.
    pub swept_count: u64,
    /// Starts and records that went to "(other)".
    pub overflow_count: u64,
    /// Whether times come from the processor's counter.
    pub tsc: bool,
    /// Whether a device answers for its memory.
    pub gpu_available: bool,
}

impl ProfileSummary {
    pub(crate) fn from_raw(s: &sys::weir_profile_summary) -> ProfileSummary {
        ProfileSummary {
            total: Duration::from_nanos(s.total_ns),
            phase_count: s.phase_count,
            open_count: s.open_count,
            run_count: s.run_count,
            stray_count: s.stray_count,
            swept_count: s.swept_count,
            overflow_count: s.overflow_count,
            tsc: s.flags & sys::WEIR_PROFILE_TSC != 0,
            gpu_available: s.flags & sys::WEIR_PROFILE_GPU_AVAILABLE != 0,
        }
    }
}
