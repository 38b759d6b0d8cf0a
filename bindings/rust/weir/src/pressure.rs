// SPDX-License-Identifier: Apache-2.0
//! How full memory is, and its relief before it is too full: weir/pressure.h.
use std::os::raw::{c_char, c_void};
use std::time::Duration;

use weir_sys as sys;

use crate::callback::{contained, give as give_closure, release, Inside};
use crate::error::{done, lent, unless, Result};
use crate::handle::{give, handle, sized};
use crate::ticket::nanos;
use crate::{Buffer, Runtime};

handle! {
    /// A monitor of a runtime's memory. It has a thread only between `start` and `stop`.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// let pressure = weir::Pressure::new(&runtime, weir::PressureOptions::default())?;
    /// let stats = pressure.stats()?;
    /// assert!(stats.machine_available_bytes < stats.machine_bytes);
    /// # Ok::<(), weir::Error>(())
    /// ```
    Pressure, weir_pressure, weir_pressure_free, shared
}

/// How pressed memory is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[non_exhaustive]
pub enum PressureLevel {
    /// Below everything.
    #[default]
    Normal,
    /// From 70 % on: what is expired or idle goes, what is cold is compressed.
    Rising,
    /// 80 %: idle buffers are spilled.
    High,
    /// 85 %: the heap gives free pages back.
    Severe,
    /// 90 %: cold cache entries go too.
    Critical,
}

impl PressureLevel {
    fn code(self) -> u32 {
        match self {
            PressureLevel::Normal => sys::WEIR_PRESSURE_NORMAL,
            PressureLevel::Rising => sys::WEIR_PRESSURE_RISING,
            PressureLevel::High => sys::WEIR_PRESSURE_HIGH,
            PressureLevel::Severe => sys::WEIR_PRESSURE_SEVERE,
            PressureLevel::Critical => sys::WEIR_PRESSURE_CRITICAL,
        }
    }

    fn from_code(code: u32) -> PressureLevel {
        match code {
            sys::WEIR_PRESSURE_NORMAL => PressureLevel::Normal,
            sys::WEIR_PRESSURE_RISING => PressureLevel::Rising,
            sys::WEIR_PRESSURE_HIGH => PressureLevel::High,
            sys::WEIR_PRESSURE_SEVERE => PressureLevel::Severe,
            _ => PressureLevel::Critical,
        }
    }
}

/// What is fullest, and so decides the level.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum PressureSource {
    /// Nothing was looked at yet.
    #[default]
    None,
    /// The runtime's budget.
    Budget,
    /// The machine.
    Machine,
    /// A control group.
    Group,
    /// The process's own resource limits.
    Process,
}

/// How a monitor is made; 0 is the library's default.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
pub struct PressureOptions {
    /// Tell, and relieve nothing.
    pub watch_only: bool,
    /// Where each level begins: above 0, up to 1, never falling.
    pub rising_at: f64,
    /// Where [`PressureLevel::High`] begins.
    pub high_at: f64,
    /// Where [`PressureLevel::Severe`] begins.
    pub severe_at: f64,
    /// Where [`PressureLevel::Critical`] begins.
    pub critical_at: f64,
    /// Between two looks.
    pub interval_ns: u64,
}

/// What memory looks like; weir/pressure.h says what each number is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct PressureStats {
    pub level: PressureLevel,
    pub source: PressureSource,
    pub is_watched: bool,
    pub ratio: f64,
    pub budget_bytes: u64,
    pub budget_used_bytes: u64,
    pub group_bytes: u64,
    pub group_used_bytes: u64,
    pub machine_bytes: u64,
    pub machine_available_bytes: u64,
    pub resident_bytes: u64,
    pub peak_resident_bytes: u64,
    pub some_stall_percent: f64,
    pub full_stall_percent: f64,
    pub sample_count: u64,
    pub relief_count: u64,
    pub freed_bytes: u64,
    pub returned_bytes: u64,
}

fn stats_of(raw: &sys::weir_pressure_stats) -> PressureStats {
    PressureStats {
        level: PressureLevel::from_code(raw.level),
        source: match raw.source {
            sys::WEIR_PRESSURE_BY_BUDGET => PressureSource::Budget,
            sys::WEIR_PRESSURE_BY_MACHINE => PressureSource::Machine,
            sys::WEIR_PRESSURE_BY_GROUP => PressureSource::Group,
            sys::WEIR_PRESSURE_BY_PROCESS => PressureSource::Process,
            _ => PressureSource::None,
        },
        is_watched: raw.is_watched != 0,
        ratio: raw.ratio,
        budget_bytes: raw.budget_bytes,
        budget_used_bytes: raw.budget_used_bytes,
        group_bytes: raw.group_bytes,
        group_used_bytes: raw.group_used_bytes,
        machine_bytes: raw.machine_bytes,
        machine_available_bytes: raw.machine_available_bytes,
        resident_bytes: raw.resident_bytes,
        peak_resident_bytes: raw.peak_resident_bytes,
        some_stall_percent: raw.some_stall_percent,
        full_stall_percent: raw.full_stall_percent,
        sample_count: raw.sample_count,
        relief_count: raw.relief_count,
        freed_bytes: raw.freed_bytes,
        returned_bytes: raw.returned_bytes,
    }
}

unsafe extern "C" fn hear<F>(user: *mut c_void, level: u32, text: *const c_char)
where
    F: Fn(PressureLevel, &str),
{
    contained(|| (*user.cast::<F>())(PressureLevel::from_code(level), lent(text)), |_| ());
}

impl Pressure {
    /// A monitor, which does nothing until it is asked.
    pub fn new(runtime: &Runtime, options: PressureOptions) -> Result<Pressure> {
        let mut raw = sized!(weir_pressure_options);
        raw.flags = if options.watch_only { sys::WEIR_PRESSURE_WATCH_ONLY } else { 0 };
        raw.rising_at = options.rising_at;
        raw.high_at = options.high_at;
        raw.severe_at = options.severe_at;
        raw.critical_at = options.critical_at;
        raw.interval_ns = options.interval_ns;
        give!(Pressure, sys::weir_pressure_create, runtime.as_ptr(), &raw)
    }

    /// Watches and relieves in a thread of its own; the closure hears of each change of the level,
    /// in that thread. A panic in it is swallowed.
    pub fn start<F>(&self, hears: F) -> Result<()>
    where
        F: Fn(PressureLevel, &str) + Send + Sync + 'static,
    {
        // SAFETY: the closure may run in another thread and is the library's from here on.
        done(unsafe {
            sys::weir_pressure_start(
                self.as_ptr(),
                Some(hear::<F>),
                give_closure(hears),
                Some(release::<F>),
            )
        })
    }

    /// Ends the thread; the closure runs no more when this returns.
    pub fn stop(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_pressure_stop(self.as_ptr()) })
    }

    /// Waits until the level is another than `known`; `None` when the time ran out. Without a
    /// thread that watches, the caller looks and relieves: a timeout of zero is one look with its
    /// relief.
    pub fn wait(&self, known: PressureLevel, timeout: Duration) -> Result<Option<PressureStats>> {
        if !timeout.is_zero() {
            Inside::refuse("waiting for another memory pressure")?;
        }
        let mut raw = sized!(weir_pressure_stats);
        // SAFETY: raw is written during the call.
        let status = unsafe {
            sys::weir_pressure_wait(self.as_ptr(), known.code(), nanos(timeout), &mut raw)
        };
        Ok(unless(status, sys::WEIR_AGAIN)?.then(|| stats_of(&raw)))
    }

    /// Looks at memory now, and relieves nothing.
    pub fn stats(&self) -> Result<PressureStats> {
        let mut raw = sized!(weir_pressure_stats);
        // SAFETY: raw is written during the call.
        done(unsafe { sys::weir_pressure_get_stats(self.as_ptr(), &mut raw) })?;
        Ok(stats_of(&raw))
    }

    /// Lets go, however full memory is, all that is let go at a level; tells how much the budget
    /// got back. [`PressureLevel::Normal`] means `Severe`: everything but cached entries that
    /// could still be used.
    pub fn optimize(&self, level: PressureLevel) -> Result<u64> {
        let mut freed = 0;
        // SAFETY: freed is written during the call.
        done(unsafe { sys::weir_pressure_optimize(self.as_ptr(), level.code(), &mut freed) })?;
        Ok(freed)
    }

    /// The statistics as JSON, with the last 128 looks and what each step of the relief let go.
    pub fn stats_json(&self) -> Result<String> {
        let mut json = std::ptr::null_mut();
        // SAFETY: on success the text is ours.
        unsafe {
            done(sys::weir_pressure_json(self.as_ptr(), &mut json))?;
            Ok(Buffer::text(json))
        }
    }
}
