// SPDX-License-Identifier: Apache-2.0
//! Where the time and the memory went: weir/profile.h.
use std::fmt;
use std::marker::PhantomData;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::error::{done, unless, Result};
use crate::handle::{give, handle, sized};
use crate::profile_stats::{MetricStats, PhaseId, PhaseStats, ProfileSummary};
use crate::text::with_c;
use crate::Runtime;

handle! {
    /// Phases and metrics, added up over every thread. Each thread has its own stack of phases.
    ///
    /// ```
    /// let profiler = weir::Profiler::new()?;
    /// {
    ///     let _pipeline = profiler.phase("pipeline")?;
    ///     let load = profiler.phase("load")?;
    ///     profiler.record("points", 1000.0)?;
    ///     load.end()?;
    /// } // "pipeline" ends with its block
    /// let load = profiler.stats("pipeline/load")?.unwrap();
    /// assert_eq!(load.count, 1);
    /// assert_eq!(profiler.metric("load", "points")?.unwrap().last, 1000.0);
    /// # Ok::<(), weir::Error>(())
    /// ```
    Profiler, weir_profiler, weir_profiler_free, shared
}

/// What a profiler tracks; the default is time only.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ProfilerOptions {
    /// Peaks of resident memory: some 2 us a phase.
    pub track_memory: bool,
    /// Peaks of device memory, where there is a device.
    pub track_gpu: bool,
    /// Distinct phases; 0: 65,536.
    pub phase_limit: u32,
    /// Distinct metrics of one thread; 0: 16,384.
    pub metric_limit: u32,
}

impl ProfilerOptions {
    fn raw(&self) -> sys::weir_profiler_options {
        let mut options = sized!(weir_profiler_options);
        let memory = if self.track_memory { sys::WEIR_PROFILER_TRACK_MEMORY } else { 0 };
        let gpu = if self.track_gpu { sys::WEIR_PROFILER_TRACK_GPU } else { 0 };
        options.flags = memory | gpu;
        options.phase_limit = self.phase_limit;
        options.metric_limit = self.metric_limit;
        options
    }
}

/// An open phase, which ends when this is dropped, on the thread that started it.
#[must_use = "the phase ends when this is dropped: give it a name, such as _phase"]
pub struct Phase<'a> {
    profiler: &'a Profiler,
    name: &'a str,
    // A phase is on the stack of one thread: neither Send nor Sync.
    thread: PhantomData<*const ()>,
}

impl Phase<'_> {
    /// Ends it, and what is still open inside it, and tells how it stands now.
    pub fn end(self) -> Result<Option<PhaseStats>> {
        let phase = std::mem::ManuallyDrop::new(self);
        phase.profiler.end_phase_named(phase.name)
    }
}

impl Drop for Phase<'_> {
    fn drop(&mut self) {
        // By name, so that the end of an outer phase before an inner one ends both rightly. What
        // cannot be ended (a shut-down runtime) has nobody left to hear of it.
        let raw = self.profiler.as_ptr();
        // SAFETY: the profiler outlives this; no statistics are asked for.
        let _ = with_c(self.name, |name| unsafe {
            sys::weir_profiler_end_phase_named(raw, name, std::ptr::null_mut())
        });
    }
}

impl fmt::Debug for Phase<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phase({:?})", self.name)
    }
}

impl Profiler {
    /// A profiler of your own, charged to no budget and without a device.
    pub fn new() -> Result<Profiler> {
        Profiler::create(None, ProfilerOptions::default())
    }

    /// A profiler of your own, with the budget and device of a runtime if one is given.
    pub fn create(runtime: Option<&Runtime>, options: ProfilerOptions) -> Result<Profiler> {
        let runtime = runtime.map_or(std::ptr::null_mut(), Runtime::as_ptr);
        give!(Profiler, sys::weir_profiler_create, runtime, &options.raw())
    }

    /// Changes what is tracked, for phases that start from now on.
    pub fn configure(&self, options: ProfilerOptions) -> Result<()> {
        // SAFETY: the handle is good; the options are read during the call.
        done(unsafe { sys::weir_profiler_configure(self.as_ptr(), &options.raw()) })
    }

    /// Forgets everything and starts the total time anew.
    pub fn reset(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_profiler_reset(self.as_ptr()) })
    }

    /// Starts a phase inside this thread's innermost one; it ends with what this gives.
    pub fn phase<'a>(&'a self, name: &'a str) -> Result<Phase<'a>> {
        self.start_phase(name)?;
        Ok(Phase { profiler: self, name, thread: PhantomData })
    }

    /// Starts a phase on this thread as a child of one that another thread has, or had, open.
    ///
    /// ```
    /// let profiler = weir::Profiler::new()?;
    /// let _all = profiler.phase("all")?;
    /// let parent = profiler.current()?;
    /// std::thread::scope(|s| {
    ///     s.spawn(|| drop(profiler.phase_under(parent, "part").unwrap()));
    /// });
    /// assert_eq!(profiler.stats("all/part")?.unwrap().count, 1);
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn phase_under<'a>(&'a self, parent: PhaseId, name: &'a str) -> Result<Phase<'a>> {
        let raw = self.as_ptr();
        // SAFETY: the handle is good, the name a C string.
        done(with_c(name, |name| unsafe {
            sys::weir_profiler_start_phase_under(raw, parent.0, name)
        })?)?;
        Ok(Phase { profiler: self, name, thread: PhantomData })
    }

    /// Runs a closure inside a phase.
    pub fn time<R>(&self, name: &str, body: impl FnOnce() -> R) -> Result<R> {
        let _phase = self.phase(name)?;
        Ok(body())
    }

    /// Starts a phase that [`Profiler::end_phase`] ends, for work that is no block.
    pub fn start_phase(&self, name: &str) -> Result<()> {
        // SAFETY: the handle is good, the name a C string.
        done(with_c(name, |name| unsafe { sys::weir_profiler_start_phase(self.as_ptr(), name) })?)
    }

    /// Ends this thread's innermost phase; `None` when none is open.
    pub fn end_phase(&self) -> Result<Option<PhaseStats>> {
        let mut s = sized!(weir_phase_stats);
        // SAFETY: the handle is good, struct_size is set.
        let status = unsafe { sys::weir_profiler_end_phase(self.as_ptr(), &mut s) };
        Ok(unless(status, sys::WEIR_MISS)?.then(|| PhaseStats::from_raw(&s)))
    }

    /// Ends this thread's innermost phase of that name, and every phase inside it.
    pub fn end_phase_named(&self, name: &str) -> Result<Option<PhaseStats>> {
        let mut s = sized!(weir_phase_stats);
        // SAFETY: the handle is good, the name a C string, struct_size is set.
        let status = with_c(name, |name| unsafe {
            sys::weir_profiler_end_phase_named(self.as_ptr(), name, &mut s)
        })?;
        Ok(unless(status, sys::WEIR_MISS)?.then(|| PhaseStats::from_raw(&s)))
    }

    /// This thread's innermost open phase; the top when there is none.
    pub fn current(&self) -> Result<PhaseId> {
        let mut id = 0;
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_profiler_current(self.as_ptr(), &mut id) })?;
        Ok(PhaseId(id))
    }

    /// Records a value under a name in this thread's innermost open phase.
    pub fn record(&self, name: &str, value: f64) -> Result<()> {
        // SAFETY: the handle is good, the name a C string.
        done(with_c(name, |name| unsafe {
            sys::weir_profiler_record_metric(self.as_ptr(), name, value)
        })?)
    }

    /// One phase, by its path ("pipeline/load") or by its last name; `None` when there is none.
    pub fn stats(&self, phase: &str) -> Result<Option<PhaseStats>> {
        let mut s = sized!(weir_phase_stats);
        // SAFETY: the handle is good, the name a C string, struct_size is set.
        let status = with_c(phase, |phase| unsafe {
            sys::weir_profiler_phase_stats(self.as_ptr(), phase, &mut s)
        })?;
        Ok(unless(status, sys::WEIR_MISS)?.then(|| PhaseStats::from_raw(&s)))
    }

    /// One metric of a phase ("": recorded outside of any), or of all phases for `None`.
    pub fn metric<'a>(
        &self,
        phase: impl Into<Option<&'a str>>,
        metric: &str,
    ) -> Result<Option<MetricStats>> {
        let mut s = sized!(weir_metric_stats);
        let raw = self.as_ptr();
        // SAFETY: the handle is good, the names are C strings, struct_size is set.
        let status = with_c(metric, |metric| match phase.into() {
            Some(phase) => with_c(phase, |phase| unsafe {
                sys::weir_profiler_metric_stats(raw, phase, metric, &mut s)
            }),
            None => {
                let all = std::ptr::null();
                Ok(unsafe { sys::weir_profiler_metric_stats(raw, all, metric, &mut s) })
            }
        })??;
        Ok(unless(status, sys::WEIR_MISS)?.then(|| MetricStats::from_raw(&s)))
    }

    /// How many phases [`Profiler::phases`] counts through.
    pub fn phase_count(&self) -> Result<u64> {
        let mut count = 0;
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_profiler_phase_count(self.as_ptr(), &mut count) })?;
        Ok(count)
    }

    /// All phases that were started, by path, in the order of their first start.
    pub fn phases(&self) -> impl Iterator<Item = Result<(String, PhaseStats)>> + '_ {
        crate::answers(move |index| {
            let (mut s, mut path) = (sized!(weir_phase_stats), std::ptr::null_mut());
            // SAFETY: the handle is good, struct_size is set; the buffer is ours.
            unsafe {
                let status = sys::weir_profiler_phase_at(self.as_ptr(), index, &mut path, &mut s);
                Ok(unless(status, sys::WEIR_END)?
                    .then(|| (Buffer::text(path), PhaseStats::from_raw(&s))))
            }
        })
    }

    /// The metrics of a phase, "" for those outside of any, in the order of their names.
    pub fn metrics<'a>(
        &'a self,
        phase: &'a str,
    ) -> impl Iterator<Item = Result<(String, MetricStats)>> + 'a {
        crate::answers(move |index| {
            let (mut s, mut name) = (sized!(weir_metric_stats), std::ptr::null_mut());
            // SAFETY: the handle is good, the name a C string; the buffer is ours.
            unsafe {
                let status = with_c(phase, |phase| {
                    sys::weir_profiler_metric_at(self.as_ptr(), phase, index, &mut name, &mut s)
                })?;
                let found = status != sys::WEIR_MISS && unless(status, sys::WEIR_END)?;
                Ok(found.then(|| (Buffer::text(name), MetricStats::from_raw(&s))))
            }
        })
    }

    /// The whole.
    pub fn summary(&self) -> Result<ProfileSummary> {
        let mut s = sized!(weir_profile_summary);
        // SAFETY: the handle is good, struct_size is set.
        done(unsafe { sys::weir_profiler_summary(self.as_ptr(), &mut s) })?;
        Ok(ProfileSummary::from_raw(&s))
    }

    /// The report for programs.
    pub fn report_json(&self) -> Result<String> {
        self.report(sys::WEIR_REPORT_JSON)
    }

    /// The report for people: a tree with shares, counts and percentiles.
    pub fn report_text(&self) -> Result<String> {
        self.report(sys::WEIR_REPORT_TEXT)
    }

    fn report(&self, format: u32) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            done(sys::weir_profiler_report(self.as_ptr(), format, &mut text))?;
            Ok(Buffer::text(text))
        }
    }
}
