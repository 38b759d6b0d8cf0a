// SPDX-License-Identifier: Apache-2.0
//! Work that goes on by itself: weir/ticket.h's tickets.
use std::future::Future;
use std::os::raw::c_void;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::callback::{contained, give, release, Inside};
use crate::error::{done, lent, unless, Error, Result, Status};
use crate::handle::handle;

handle! {
    /// The C handle, once for all clones of a ticket.
    Held, weir_ticket, weir_ticket_free, shared
}

/// Stands for work that goes on by itself: one item, or many with an outcome each.
///
/// Dropping it does not stop the work. Clones stand for the same work. It is a place to ask; what
/// keeps the work's arrays in place is the scope or the [`Transfer`](crate::Transfer).
#[derive(Debug, Clone)]
pub struct Ticket {
    held: Arc<Held>,
    seen: Arc<AtomicBool>,
}

/// How work, or one item of it, stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It goes on.
    Pending,
    /// It is done, and well.
    Done,
    /// It is over, and this is why.
    Failed(Error),
}

/// How many steps of how many are over; a total of 0 is not known yet.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Progress {
    pub done: u64,
    pub total: u64,
}

/// Nanoseconds for C; what is too long for them is for ever.
pub(crate) fn nanos(timeout: Duration) -> u64 {
    u64::try_from(timeout.as_nanos()).unwrap_or(sys::WEIR_FOREVER)
}

impl Ticket {
    /// # Safety
    /// As for every handle: it is ours from here on.
    pub(crate) unsafe fn from_raw(raw: *mut sys::weir_ticket) -> Ticket {
        Ticket { held: Arc::new(Held::from_raw(raw)), seen: Arc::default() }
    }

    /// The C handle, for calls of `weir-sys`. It stays this object's.
    pub fn as_ptr(&self) -> *mut sys::weir_ticket {
        self.held.as_ptr()
    }

    /// Waits until the work is done; its failure is the error.
    pub fn wait(&self) -> Result<()> {
        self.wait_ns(sys::WEIR_FOREVER).map(|_| ())
    }

    /// Waits no longer than that; false when time ran out first.
    pub fn wait_for(&self, timeout: Duration) -> Result<bool> {
        self.wait_ns(nanos(timeout))
    }

    fn wait_ns(&self, timeout_ns: u64) -> Result<bool> {
        // SAFETY: the handle is good.
        let status = unsafe { sys::weir_ticket_wait(self.as_ptr(), timeout_ns) };
        let result = unless(status, sys::WEIR_AGAIN);
        if result.is_err() && self.is_over() {
            self.seen.store(true, Ordering::Relaxed);
        }
        result
    }

    /// How the work stands, at once.
    pub fn poll(&self) -> Outcome {
        // SAFETY: the handle is good.
        match unsafe { sys::weir_ticket_poll(self.as_ptr()) } {
            sys::WEIR_AGAIN => Outcome::Pending,
            status if status >= 0 => Outcome::Done,
            status => {
                self.seen.store(true, Ordering::Relaxed);
                Outcome::Failed(self.failure(status))
            }
        }
    }

    fn failure(&self, status: sys::weir_status) -> Error {
        // SAFETY: the handle is good; the text is lent for its life and copied here.
        let text = unsafe { lent(sys::weir_ticket_error(self.as_ptr())) };
        if text.is_empty() {
            return Error::last(status); // the ticket itself was refused: made before fork()
        }
        Error::new(Status::from_code(status), text)
    }

    /// Whether the work is over, well or not: nothing touches its arrays any more.
    pub(crate) fn is_over(&self) -> bool {
        // SAFETY: the handle is good. In a fork's child it answers CLOSED: no thread is left there
        // to touch anything.
        unsafe { sys::weir_ticket_poll(self.as_ptr()) != sys::WEIR_AGAIN }
    }

    /// Whether it is over, and not well; does not count as having asked.
    pub(crate) fn failed(&self) -> bool {
        // SAFETY: the handle is good.
        unsafe { sys::weir_ticket_poll(self.as_ptr()) < 0 }
    }

    /// Returns when the work is over, whatever it takes; whose memory it uses depends on it.
    ///
    /// The library refuses to wait where it could be a wait for itself. There the work is
    /// cancelled, which ends what has not begun at once, and looked at until the rest is over.
    pub(crate) fn settle(&self) {
        // SAFETY: the handle is good.
        unsafe {
            while sys::weir_ticket_wait(self.as_ptr(), sys::WEIR_FOREVER) != 0 && !self.is_over() {
                sys::weir_ticket_cancel(self.as_ptr());
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }

    /// The failure that nobody was told of yet, of work that is over.
    pub(crate) fn unseen(&self) -> Option<Error> {
        if self.seen.load(Ordering::Relaxed) {
            return None;
        }
        match self.poll() {
            Outcome::Failed(error) => Some(error),
            _ => None,
        }
    }

    /// Asks the work to stop: what has not begun never will, the rest stops before its next item.
    pub fn cancel(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_ticket_cancel(self.as_ptr()) })
    }

    /// How many of its items are over.
    pub fn progress(&self) -> Result<Progress> {
        let mut p = Progress::default();
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_ticket_progress(self.as_ptr(), &mut p.done, &mut p.total) })?;
        Ok(p)
    }

    /// How many items it has: 1, or the pairs of a batch.
    pub fn item_count(&self) -> Result<u64> {
        let mut count = 0;
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_ticket_item_count(self.as_ptr(), &mut count) })?;
        Ok(count)
    }

    /// How one item stands.
    pub fn item(&self, index: u64) -> Result<Outcome> {
        let (mut status, mut text) = (0, std::ptr::null_mut());
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            done(sys::weir_ticket_item_status(self.as_ptr(), index, &mut status))?;
            if status >= 0 {
                let pending = status == sys::WEIR_AGAIN;
                return Ok(if pending { Outcome::Pending } else { Outcome::Done });
            }
            done(sys::weir_ticket_item_error(self.as_ptr(), index, &mut text))?;
            self.seen.store(true, Ordering::Relaxed);
            Ok(Outcome::Failed(Error::new(Status::from_code(status), Buffer::text(text))))
        }
    }

    /// How every item stands, in their order.
    pub fn items(&self) -> Result<Vec<Outcome>> {
        (0..self.item_count()?).map(|index| self.item(index)).collect()
    }

    /// Leaves a closure to be called once, when the work is done; at once, when it is already.
    ///
    /// The thread that finishes the work calls it, so it should be quick, and may not wait. A
    /// panic in it is swallowed.
    pub fn on_done<F>(&self, hears: F) -> Result<()>
    where
        F: FnOnce(Result<()>) + Send + 'static,
    {
        struct Call<F> {
            hears: Option<F>,
            // Keeps the error's text until it is told; the work always ends, and then so does this.
            ticket: Ticket,
        }
        unsafe extern "C" fn call<F: FnOnce(Result<()>)>(
            user: *mut c_void,
            status: sys::weir_status,
        ) {
            contained(
                || {
                    let _inside = Inside::enter();
                    let call = &mut *user.cast::<Call<F>>();
                    if let Some(hears) = call.hears.take() {
                        let failed = || Err(call.ticket.failure(status));
                        hears(if status >= 0 { Ok(()) } else { failed() });
                    }
                },
                |_| (),
            );
        }
        let user = give(Call { hears: Some(hears), ticket: self.clone() });
        let release = release::<Call<F>>;
        // SAFETY: the closure is called at most once and is the library's from here on.
        done(unsafe {
            sys::weir_ticket_on_done(self.as_ptr(), Some(call::<F>), user, Some(release))
        })?;
        self.seen.store(true, Ordering::Relaxed);
        Ok(())
    }

    /// A future of the work's end, for any executor.
    ///
    /// ```
    /// # async fn example(ticket: weir::Ticket) -> weir::Result<()> {
    /// ticket.finished().await
    /// # }
    /// ```
    pub fn finished(&self) -> Finished {
        Finished { ticket: self.clone(), waker: None }
    }
}

/// What [`Ticket::finished`] gives.
#[derive(Debug)]
pub struct Finished {
    ticket: Ticket,
    waker: Option<Arc<Mutex<Waker>>>,
}

fn locked(waker: &Mutex<Waker>) -> std::sync::MutexGuard<'_, Waker> {
    waker.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

impl Future for Finished {
    type Output = Result<()>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Result<()>> {
        let over = |ticket: &Ticket| match ticket.poll() {
            Outcome::Pending => None,
            Outcome::Done => Some(Ok(())),
            Outcome::Failed(error) => Some(Err(error)),
        };
        if let Some(result) = over(&self.ticket) {
            return Poll::Ready(result);
        }
        match &self.waker {
            Some(waker) => *locked(waker) = context.waker().clone(),
            None => {
                let waker = Arc::new(Mutex::new(context.waker().clone()));
                self.waker = Some(waker.clone());
                self.ticket.on_done(move |_| {
                    let waker = locked(&waker).clone();
                    waker.wake();
                })?;
            }
        }
        // It may have ended between the look and the waker's change.
        over(&self.ticket).map_or(Poll::Pending, Poll::Ready)
    }
}
