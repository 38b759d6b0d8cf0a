// SPDX-License-Identifier: Apache-2.0
//! Closures as C callbacks: the `user` is a boxed closure, nothing unwinds into C.
use std::any::Any;
use std::cell::Cell;
use std::os::raw::c_void;
use std::panic::{catch_unwind, AssertUnwindSafe};

use crate::error::{Error, Result};

/// Boxes a closure for C, which ends it with [`release`].
pub(crate) fn give<F>(closure: F) -> *mut c_void {
    Box::into_raw(Box::new(closure)).cast()
}

/// The weir_user_free of [`give`].
pub(crate) unsafe extern "C" fn release<F>(user: *mut c_void) {
    contained(|| drop(Box::from_raw(user.cast::<F>())), |_| ());
}

/// Runs foreign code; a panic becomes what `panicked` makes of its message. The panic hook, which
/// prints it, has run by then.
pub(crate) fn contained<R>(body: impl FnOnce() -> R, panicked: impl FnOnce(&str) -> R) -> R {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(value) => value,
        Err(payload) => {
            let value = panicked(message(&*payload));
            // A payload whose own end panics must not get out either.
            if let Err(again) = catch_unwind(AssertUnwindSafe(move || drop(payload))) {
                std::mem::forget(again);
            }
            value
        }
    }
}

fn message(payload: &(dyn Any + Send)) -> &str {
    if let Some(text) = payload.downcast_ref::<&'static str>() {
        text
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text
    } else {
        "without a message"
    }
}

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// While one lives, this thread is inside a completion or progress closure, where the library
/// refuses to wait (weir/ticket.h).
pub(crate) struct Inside;

impl Inside {
    pub(crate) fn enter() -> Inside {
        DEPTH.with(|depth| depth.set(depth.get() + 1));
        Inside
    }

    /// Refuses, before anything is asked, a call that would have to wait.
    pub(crate) fn refuse(what: &str) -> Result<()> {
        if DEPTH.with(Cell::get) == 0 {
            return Ok(());
        }
        Err(Error::invalid(format!(
            "{what} inside a completion or progress closure could wait for itself for ever: \
             submit the work, or hand the waiting to another thread"
        )))
    }
}

impl Drop for Inside {
    fn drop(&mut self) {
        DEPTH.with(|depth| depth.set(depth.get() - 1));
    }
}
