// SPDX-License-Identifier: Apache-2.0
//! Copies that own their arrays until they are over.
//!
//! The arrays lie in a box that nothing touches while the copy goes on. Dropping a transfer early
//! leaves the box to the ticket's completion; forgetting one leaks the box. So no safe code can
//! free or change an array under a copy.
use std::fmt;
use std::ptr::NonNull;
use std::sync::Arc;
use std::time::Duration;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::callback::{give, release};
use crate::element::Element;
use crate::error::{Error, Result};
use crate::stream::Mover;
use crate::ticket::Ticket;
use crate::view::{View, ViewMut};

/// An array that can be handed over to be read.
pub trait Source: Send + 'static {
    /// What is read.
    fn view(&self) -> View<'_>;
}

/// An array that can be handed over to be written.
pub trait Target: Send + 'static {
    /// What is written.
    fn view_mut(&mut self) -> ViewMut<'_>;
}

macro_rules! owners {
    ($([$($generics:tt)*] $owner:ty;)*) => {$(
        impl<$($generics)*> Source for $owner {
            fn view(&self) -> View<'_> {
                self.into()
            }
        }
        impl<$($generics)*> Target for $owner {
            fn view_mut(&mut self) -> ViewMut<'_> {
                self.into()
            }
        }
    )*};
}
owners! {
    [T: Element] Vec<T>;
    [T: Element, const N: usize] Vec<[T; N]>;
    [T: Element] Box<[T]>;
    [T: Element, const N: usize] [T; N];
    [] Buffer;
}

impl<S: Source + Sync> Source for Arc<S> {
    fn view(&self) -> View<'_> {
        (**self).view()
    }
}

/// A vector with a shape, or a part of one with strides, to be handed over.
#[derive(Debug, Clone, PartialEq)]
pub struct Shaped<T> {
    data: Vec<T>,
    offset: usize,
    shape: Vec<usize>,
    strides: Option<Vec<isize>>,
}

impl<T: Element> Shaped<T> {
    /// The whole vector in that shape, rows one after another.
    pub fn new(data: Vec<T>, shape: &[usize]) -> Result<Shaped<T>> {
        View::shaped(&data, shape)?;
        Ok(Shaped { data, offset: 0, shape: shape.into(), strides: None })
    }

    /// Part of the vector: first element, extents, and steps in elements.
    pub fn strided(
        data: Vec<T>,
        offset: usize,
        shape: &[usize],
        strides: &[isize],
    ) -> Result<Shaped<T>> {
        View::strided(&data, offset, shape, strides)?;
        Ok(Shaped { data, offset, shape: shape.into(), strides: Some(strides.into()) })
    }

    /// The vector again.
    pub fn into_inner(self) -> Vec<T> {
        self.data
    }
}

// The vector's length is fixed and the shape was tried on it when this was made.
const FITS: &str = "a shape that fitted still fits";

impl<T: Element> Source for Shaped<T> {
    fn view(&self) -> View<'_> {
        match &self.strides {
            None => View::shaped(&self.data, &self.shape).expect(FITS),
            Some(s) => View::strided(&self.data, self.offset, &self.shape, s).expect(FITS),
        }
    }
}

impl<T: Element> Target for Shaped<T> {
    fn view_mut(&mut self) -> ViewMut<'_> {
        match &self.strides {
            None => ViewMut::shaped(&mut self.data, &self.shape).expect(FITS),
            Some(s) => ViewMut::strided(&mut self.data, self.offset, &self.shape, s).expect(FITS),
        }
    }
}

/// A copy that failed, with the arrays it was given. `?` keeps the error alone.
pub struct Failed<S, D> {
    /// Why.
    pub error: Error,
    /// What was to be read.
    pub src: S,
    /// What was to be written, perhaps in part.
    pub dst: D,
}

impl<S, D> From<Failed<S, D>> for Error {
    fn from(failed: Failed<S, D>) -> Error {
        failed.error
    }
}

impl<S, D> fmt::Debug for Failed<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Failed").field("error", &self.error).finish_non_exhaustive()
    }
}

impl<S, D> fmt::Display for Failed<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl<S, D> std::error::Error for Failed<S, D> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

/// A copy under way, which owns its arrays.
///
/// Dropping it does not stop the copy: the arrays are freed when it is over. A failure after that
/// is told by the next wait for its stream or pool.
///
/// ```
/// let pool = weir::Runtime::new()?.stream_pool()?;
/// let transfer = pool.submit(vec![1u16, 2, 3], vec![0u16; 3])?;
/// // ... something else ...
/// let (src, dst) = transfer.finish()?;
/// assert_eq!(src, dst);
/// # Ok::<(), weir::Error>(())
/// ```
#[must_use = "the arrays come back from finish()"]
pub struct Transfer<S: Send + 'static, D: Send + 'static> {
    ticket: Ticket,
    // From a Box, and not a Box: moving one would claim that nobody else uses what is in it.
    arrays: NonNull<(S, D)>,
}

// SAFETY: it owns the arrays, which are Send; sharing it shows only the ticket.
unsafe impl<S: Send, D: Send> Send for Transfer<S, D> {}
unsafe impl<S: Send, D: Send> Sync for Transfer<S, D> {}

impl<S: Source, D: Target> Transfer<S, D> {
    pub(crate) fn start(
        mover: Mover<'_>,
        src: S,
        dst: D,
    ) -> std::result::Result<Transfer<S, D>, Failed<S, D>> {
        let raw = Box::into_raw(Box::new((src, dst)));
        // SAFETY: the box is ours; src and dst are apart. They stay in place, untouched, until the
        // ticket is over: see finish() and drop(). 'static holds nothing that could end before.
        // A panic in view() leaks the box.
        unsafe {
            let started = mover.start(&(*raw).0.view(), &(*raw).1.view_mut());
            match started {
                Ok(ticket) => Ok(Transfer { ticket, arrays: NonNull::new_unchecked(raw) }),
                Err(error) => {
                    let (src, dst) = *Box::from_raw(raw);
                    Err(Failed { error, src, dst })
                }
            }
        }
    }
}

impl<S: Send + 'static, D: Send + 'static> Transfer<S, D> {
    /// Its ticket: to wait with a time limit, to cancel, to be told.
    pub fn ticket(&self) -> &Ticket {
        &self.ticket
    }

    /// Waits no longer than that; true when it is over, well or not.
    pub fn wait_for(&self, timeout: Duration) -> bool {
        self.ticket.wait_for(timeout).unwrap_or_else(|_| self.ticket.is_over())
    }

    /// Waits until it is over and gives the arrays back.
    ///
    /// Inside a completion or progress closure, where waiting is refused, a copy that has not
    /// begun is cancelled instead.
    pub fn finish(self) -> std::result::Result<(S, D), Failed<S, D>> {
        self.ticket.settle();
        let result = self.ticket.wait();
        let transfer = std::mem::ManuallyDrop::new(self);
        // SAFETY: the ticket is over, so nothing touches the arrays; each field is taken once and
        // the transfer is not dropped.
        let (src, dst) = unsafe {
            drop(std::ptr::read(&transfer.ticket));
            *Box::from_raw(transfer.arrays.as_ptr())
        };
        match result {
            Ok(()) => Ok((src, dst)),
            Err(error) => Err(Failed { error, src, dst }),
        }
    }
}

/// What a dropped transfer leaves with its work, which ends it when it is over.
struct Left<A> {
    arrays: NonNull<A>,
    ticket: Ticket,
}

// SAFETY: as for Transfer: the arrays are Send, and the ticket may go anywhere.
unsafe impl<A: Send> Send for Left<A> {}

impl<A> Drop for Left<A> {
    fn drop(&mut self) {
        // A ticket that could not keep this ends it at once: then the arrays leak, as the copy may
        // still use them. Asked by its progress, because poll() would count as being told.
        if self.ticket.progress().map_or(true, |p| p.done == p.total) {
            // SAFETY: made from a box, whose only owner this is, and the work is over.
            drop(unsafe { Box::from_raw(self.arrays.as_ptr()) });
        }
    }
}

impl<S: Send + 'static, D: Send + 'static> Drop for Transfer<S, D> {
    fn drop(&mut self) {
        let left = Left { arrays: self.arrays, ticket: self.ticket.clone() };
        let (user, free) = (give(left), release::<Left<(S, D)>>);
        // SAFETY: any thread may end what is left. Without a function the ticket only keeps it until
        // its work is over, so that a failure still counts as untold: the stream's next wait tells.
        unsafe { sys::weir_ticket_on_done(self.ticket.as_ptr(), None, user, Some(free)) };
    }
}

impl<S: Send + 'static, D: Send + 'static> fmt::Debug for Transfer<S, D> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Transfer").field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
