// SPDX-License-Identifier: Apache-2.0
//! What can go wrong, and how a C status becomes a `Result`.
use std::ffi::CStr;
use std::fmt;

use weir_sys as sys;

/// Why something failed. Decide by this, explain by [`Error::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Status {
    /// An argument is wrong; nothing was done.
    Invalid,
    /// The budget or the machine has no more, after reclaiming.
    NoMemory,
    /// Shut down, or made before `fork()` in the parent.
    Closed,
    /// This build, version or device cannot do it.
    Unsupported,
    /// A file, pipe or disk said no.
    Io,
    /// The data does not follow its format.
    Parse,
    /// A file or a thing that had to be there is not.
    NotFound,
    /// A buffer of the caller is too small.
    TooSmall,
    /// Stopped because the caller asked.
    Cancelled,
    /// A closure of the caller failed or panicked.
    Callback,
    /// The device failed.
    Device,
    /// A stated limit (depth, count, size) was passed.
    Limit,
    /// Some items failed: ask each one.
    Partial,
    /// A defect in the library: please report it.
    Internal,
    /// A status of a later library than this crate.
    Other(i32),
}

const CODES: [(Status, sys::weir_status_code); 14] = [
    (Status::Invalid, sys::WEIR_E_INVALID),
    (Status::NoMemory, sys::WEIR_E_NO_MEMORY),
    (Status::Closed, sys::WEIR_E_CLOSED),
    (Status::Unsupported, sys::WEIR_E_UNSUPPORTED),
    (Status::Io, sys::WEIR_E_IO),
    (Status::Parse, sys::WEIR_E_PARSE),
    (Status::NotFound, sys::WEIR_E_NOT_FOUND),
    (Status::TooSmall, sys::WEIR_E_TOO_SMALL),
    (Status::Cancelled, sys::WEIR_E_CANCELLED),
    (Status::Callback, sys::WEIR_E_CALLBACK),
    (Status::Device, sys::WEIR_E_DEVICE),
    (Status::Limit, sys::WEIR_E_LIMIT),
    (Status::Partial, sys::WEIR_E_PARTIAL),
    (Status::Internal, sys::WEIR_E_INTERNAL),
];

impl Status {
    pub(crate) fn from_code(code: sys::weir_status) -> Status {
        CODES.iter().find(|(_, known)| *known == code).map_or(Status::Other(code), |(s, _)| *s)
    }

    /// The number that C has for it, below zero.
    pub fn code(self) -> i32 {
        match self {
            Status::Other(code) => code,
            known => CODES.iter().find(|(s, _)| *s == known).map_or(0, |(_, code)| *code),
        }
    }

    /// The name that C has for it.
    ///
    /// ```
    /// assert_eq!(weir::Status::NotFound.name(), "WEIR_E_NOT_FOUND");
    /// ```
    pub fn name(self) -> &'static str {
        // SAFETY: any number is allowed; the text lives as long as the process.
        unsafe { lent(sys::weir_status_name(self.code())) }
    }
}

/// A failure: what kind it is, and its story for people.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    status: Status,
    text: String,
}

/// What every call that can fail returns.
pub type Result<T> = std::result::Result<T, Error>;

impl Error {
    /// An error of your own, to be returned from a closure.
    pub fn new(status: Status, text: impl Into<String>) -> Error {
        Error { status, text: text.into() }
    }

    /// What kind of failure it is.
    pub fn status(&self) -> Status {
        self.status
    }

    /// What happened, where, and what to do about it.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The error of the call that just failed on this thread.
    #[cold]
    pub(crate) fn last(code: sys::weir_status) -> Error {
        // SAFETY: never NULL, and good until this thread's next failing call, which is not here.
        let text = unsafe { CStr::from_ptr(sys::weir_last_error()) };
        Error { status: Status::from_code(code), text: text.to_string_lossy().into_owned() }
    }

    pub(crate) fn invalid(text: impl Into<String>) -> Error {
        Error::new(Status::Invalid, text)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.text.is_empty() {
            f.write_str(self.status.name())
        } else {
            f.write_str(&self.text)
        }
    }
}

impl std::error::Error for Error {}

impl From<Error> for std::io::Error {
    fn from(error: Error) -> Self {
        use std::io::ErrorKind;
        let kind = match error.status {
            Status::Invalid => ErrorKind::InvalidInput,
            Status::NoMemory => ErrorKind::OutOfMemory,
            Status::Unsupported => ErrorKind::Unsupported,
            Status::Parse => ErrorKind::InvalidData,
            Status::NotFound => ErrorKind::NotFound,
            _ => ErrorKind::Other,
        };
        std::io::Error::new(kind, error)
    }
}

/// Zero and every answer are done.
#[inline]
pub(crate) fn done(status: sys::weir_status) -> Result<()> {
    if status >= 0 {
        Ok(())
    } else {
        Err(Error::last(status))
    }
}

/// False for one expected answer, such as WEIR_MISS.
#[inline]
pub(crate) fn unless(status: sys::weir_status, answer: sys::weir_status_code) -> Result<bool> {
    if status == answer {
        Ok(false)
    } else {
        done(status).map(|()| true)
    }
}

/// A text the library lends, "" for NULL.
///
/// # Safety
/// `text` is NULL or a C string that is good for 'a.
pub(crate) unsafe fn lent<'a>(text: *const std::os::raw::c_char) -> &'a str {
    if text.is_null() {
        return "";
    }
    CStr::from_ptr(text).to_str().unwrap_or("(not UTF-8)")
}
