// SPDX-License-Identifier: Apache-2.0
//! A runtime's log: a closure that hears it at once, and a ring that is drained.
use std::fmt;
use std::os::raw::{c_char, c_void};

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::callback::{contained, give, release};
use crate::error::{done, lent, unless, Result};
use crate::Runtime;

/// How much a log line or a finding matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Level {
    Debug,
    Info,
    Warning,
    Error,
    /// Of findings only: not wrong, and could be better.
    Suggestion,
}

impl Level {
    pub(crate) fn code(self) -> u32 {
        match self {
            Level::Debug => sys::WEIR_LEVEL_DEBUG,
            Level::Info => sys::WEIR_LEVEL_INFO,
            Level::Warning => sys::WEIR_LEVEL_WARNING,
            Level::Error => sys::WEIR_LEVEL_ERROR,
            Level::Suggestion => sys::WEIR_LEVEL_SUGGESTION,
        }
    }

    pub(crate) fn from_code(code: u32) -> Level {
        match code {
            0 | sys::WEIR_LEVEL_DEBUG => Level::Debug,
            sys::WEIR_LEVEL_INFO => Level::Info,
            sys::WEIR_LEVEL_WARNING => Level::Warning,
            sys::WEIR_LEVEL_SUGGESTION => Level::Suggestion,
            _ => Level::Error,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Level::Debug => "debug",
            Level::Info => "info",
            Level::Warning => "warning",
            Level::Error => "error",
            Level::Suggestion => "suggestion",
        })
    }
}

/// One line of a runtime's log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// How much it matters.
    pub level: Level,
    /// What it says.
    pub text: String,
}

unsafe extern "C" fn hear<F>(user: *mut c_void, level: u32, text: *const c_char)
where
    F: Fn(Level, &str) + Send + Sync,
{
    contained(|| (*user.cast::<F>())(Level::from_code(level), lent(text)), |_| ());
}

impl Runtime {
    /// Chooses what is logged and who hears it at once.
    ///
    /// The closure runs in the thread that has something to say, perhaps in several at once. A
    /// panic in it is swallowed.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// runtime.set_log(weir::Level::Info, |level, text| eprintln!("{level}: {text}"))?;
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn set_log<F>(&self, min_level: Level, hears: F) -> Result<()>
    where
        F: Fn(Level, &str) + Send + Sync + 'static,
    {
        // SAFETY: the closure may run in several threads and is the library's from here on.
        done(unsafe {
            sys::weir_runtime_set_log(
                self.as_ptr(),
                min_level.code(),
                Some(hear::<F>),
                give(hears),
                Some(release::<F>),
            )
        })
    }

    /// Chooses what goes into the log's ring, and takes the closure away.
    pub fn set_log_level(&self, min_level: Level) -> Result<()> {
        // SAFETY: no function, nothing to own.
        done(unsafe {
            sys::weir_runtime_set_log(
                self.as_ptr(),
                min_level.code(),
                None,
                std::ptr::null_mut(),
                None,
            )
        })
    }

    /// Takes the oldest line out of the log's ring of 256 lines.
    pub fn next_log(&self) -> Result<Option<LogLine>> {
        let (mut level, mut text) = (0, std::ptr::null_mut());
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            let status = sys::weir_runtime_next_log(self.as_ptr(), &mut level, &mut text);
            Ok(unless(status, sys::WEIR_END)?
                .then(|| LogLine { level: Level::from_code(level), text: Buffer::text(text) }))
        }
    }

    /// Drains the log's ring, oldest line first.
    pub fn log_lines(&self) -> impl Iterator<Item = Result<LogLine>> + '_ {
        crate::answers(move |_| self.next_log())
    }
}
