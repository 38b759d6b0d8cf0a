// SPDX-License-Identifier: Apache-2.0
//! Progress out, cancel in: weir/ticket.h's controls.
use std::ops::ControlFlow;
use std::os::raw::c_void;
use std::sync::{Arc, Mutex, PoisonError};

use weir_sys as sys;

use crate::callback::{contained, give, release, Inside};
use crate::error::{done, Error, Result, Status};
use crate::handle::handle;
use crate::ticket::Progress;

handle! {
    /// The C handle.
    Held, weir_control, weir_control_free, shared
}

/// Tells how far a long call is and stops it, from any thread.
///
/// ```
/// use std::ops::ControlFlow;
/// let control = weir::Control::new()?;
/// control.on_progress(|progress| {
///     eprintln!("{} of {}", progress.done, progress.total);
///     ControlFlow::Continue(())
/// })?;
/// control.cancel()?; // it stays cancelled: work that is given it later does not begin
/// # Ok::<(), weir::Error>(())
/// ```
#[derive(Debug)]
pub struct Control {
    held: Held,
    panic: Arc<Mutex<Option<String>>>,
}

struct Hear<F> {
    hears: F,
    panic: Arc<Mutex<Option<String>>>,
}

unsafe extern "C" fn hear<F>(user: *mut c_void, done: u64, total: u64) -> i32
where
    F: Fn(Progress) -> ControlFlow<()> + Send + Sync,
{
    let hear = &*user.cast::<Hear<F>>();
    contained(
        || {
            let _inside = Inside::enter();
            (hear.hears)(Progress { done, total }).is_break().into()
        },
        |text| {
            *hear.panic.lock().unwrap_or_else(PoisonError::into_inner) = Some(text.to_owned());
            1
        },
    )
}

impl Control {
    /// A control, for one long call or several one after another.
    pub fn new() -> Result<Control> {
        let held = crate::handle::give!(Held, sys::weir_control_create)?;
        Ok(Control { held, panic: Arc::default() })
    }

    /// The C handle, for calls of `weir-sys`. It stays this object's.
    pub fn as_ptr(&self) -> *mut sys::weir_control {
        self.held.as_ptr()
    }

    /// Sets the closure that hears of progress, some twenty times a second at most.
    ///
    /// `Break` cancels. A panic stops the work with [`Status::Callback`]. When this returns, the
    /// closure set before is not running and will not run; so it must not be called from inside
    /// that closure.
    pub fn on_progress<F>(&self, hears: F) -> Result<()>
    where
        F: Fn(Progress) -> ControlFlow<()> + Send + Sync + 'static,
    {
        Inside::refuse("setting a progress closure")?;
        let user = give(Hear { hears, panic: self.panic.clone() });
        let release = release::<Hear<F>>;
        // SAFETY: the closure may run in any thread and is the library's from here on.
        done(unsafe {
            sys::weir_control_on_progress(self.as_ptr(), Some(hear::<F>), user, Some(release))
        })
    }

    /// Takes the progress closure away.
    pub fn clear_progress(&self) -> Result<()> {
        Inside::refuse("taking a progress closure away")?;
        let none = std::ptr::null_mut();
        // SAFETY: the handle is good; there is nothing to own.
        done(unsafe { sys::weir_control_on_progress(self.as_ptr(), None, none, None) })
    }

    /// Asks the work to stop: it ends soon, with [`Status::Cancelled`].
    pub fn cancel(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_control_cancel(self.as_ptr()) })
    }

    /// How far the work is.
    pub fn progress(&self) -> Result<Progress> {
        let mut p = Progress::default();
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_control_progress(self.as_ptr(), &mut p.done, &mut p.total) })?;
        Ok(p)
    }

    /// C cannot tell a panic from a wish to stop; the control that caught it can.
    pub(crate) fn explain(control: Option<&Control>, error: Error) -> Error {
        let panic = control
            .filter(|_| error.status() == Status::Cancelled)
            .and_then(|c| c.panic.lock().unwrap_or_else(PoisonError::into_inner).clone());
        match panic {
            Some(text) => Error::new(
                Status::Callback,
                format!("stopped: the progress closure panicked: {text}"),
            ),
            None => error,
        }
    }
}

pub(crate) fn raw(control: Option<&Control>) -> *mut sys::weir_control {
    control.map_or(std::ptr::null_mut(), Control::as_ptr)
}
