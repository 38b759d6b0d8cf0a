// SPDX-License-Identifier: Apache-2.0
//! A batch that is asked for again and again: weir/plan.h; and streams that wait: weir/event.h.
use std::os::raw::c_void;
use std::ptr::NonNull;

use weir_sys as sys;

use crate::callback::Inside;
use crate::control::{self, Control};
use crate::element::Element;
use crate::error::{done, Result};
use crate::handle::{give, handle};
use crate::stream::{Stream, StreamPool};
use crate::ticket::Ticket;
use crate::view::{View, ViewMut};

handle! {
    /// The plan by itself.
    Raw, weir_plan, weir_plan_free, shared
}

/// What a [`Plan`] copies: the source and the destination, of equal lengths.
pub type SlicePair<T> = (Box<[T]>, Box<[T]>);

/// A batch that is described and checked once, and run many times. It owns its arrays.
///
/// ```
/// let pool = weir::Runtime::new()?.stream_pool()?;
/// let pairs = (0..100).map(|k| (vec![k; 50].into(), vec![0; 50].into())).collect();
/// let mut plan = pool.plan::<i32>(pairs)?;
/// plan.run(None)?;
/// assert_eq!(plan.dst(7), [7; 50]);
/// plan.src_mut(7)[0] = -1;
/// plan.run(None)?; // copies what lies there now
/// assert_eq!(plan.dst(7)[0], -1);
/// # Ok::<(), weir::Error>(())
/// ```
pub struct Plan<T: Element> {
    raw: Raw, // ends before the arrays
    pairs: Arrays<T>,
}

/// (source, destination), where the plan points at them. From boxes, and not boxes: moving one
/// would claim that nobody else uses what is in it.
struct Arrays<T>(Vec<Kept<T>>);
type Kept<T> = (NonNull<[T]>, NonNull<[T]>);

// SAFETY: it owns what it points at, as the boxes did.
unsafe impl<T: Send> Send for Arrays<T> {}
unsafe impl<T: Sync> Sync for Arrays<T> {}

impl<T> Arrays<T> {
    fn new(pairs: Vec<SlicePair<T>>) -> Arrays<T> {
        let keep = |array: Box<[T]>| NonNull::from(Box::leak(array));
        Arrays(pairs.into_iter().map(|(src, dst)| (keep(src), keep(dst))).collect())
    }

    fn take(&mut self) -> Vec<SlicePair<T>> {
        // SAFETY: each was a box, and is taken once.
        let give = |array: NonNull<[T]>| unsafe { Box::from_raw(array.as_ptr()) };
        self.0.drain(..).map(|(src, dst)| (give(src), give(dst))).collect()
    }
}

impl<T> Drop for Arrays<T> {
    fn drop(&mut self) {
        self.take();
    }
}

impl<T: Element> Plan<T> {
    /// Copies every pair, and returns when all are over.
    pub fn run(&mut self, control: Option<&Control>) -> Result<()> {
        Inside::refuse("a plan's run")?;
        // SAFETY: the arrays are ours, and borrowed until the ticket is over.
        let ticket = unsafe {
            let mut raw = std::ptr::null_mut();
            done(sys::weir_plan_run(self.raw.as_ptr(), control::raw(control), &mut raw))?;
            Ticket::from_raw(raw)
        };
        ticket.settle();
        ticket.wait().map_err(|error| Control::explain(control, error))
    }

    /// How many pairs there are.
    pub fn len(&self) -> usize {
        self.pairs.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.pairs.0.is_empty()
    }

    /// A source.
    ///
    /// # Panics
    /// When there is no such pair.
    pub fn src(&self, index: usize) -> &[T] {
        // SAFETY: the array is ours, and no run goes on while this is borrowed.
        unsafe { self.pairs.0[index].0.as_ref() }
    }

    /// A source, to be filled for the next run.
    ///
    /// # Panics
    /// When there is no such pair.
    pub fn src_mut(&mut self, index: usize) -> &mut [T] {
        // SAFETY: as in src().
        unsafe { self.pairs.0[index].0.as_mut() }
    }

    /// A destination, as the last run left it.
    ///
    /// # Panics
    /// When there is no such pair.
    pub fn dst(&self, index: usize) -> &[T] {
        // SAFETY: as in src().
        unsafe { self.pairs.0[index].1.as_ref() }
    }

    /// The arrays again.
    pub fn into_inner(self) -> Vec<SlicePair<T>> {
        let Plan { raw, mut pairs } = self;
        drop(raw);
        pairs.take()
    }
}

impl<T: Element> std::fmt::Debug for Plan<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan").field("raw", &self.raw).field("len", &self.len()).finish()
    }
}

impl StreamPool {
    /// Makes a batch ready that is to be run many times: (source, destination), of equal lengths.
    pub fn plan<T: Element>(&self, pairs: Vec<SlicePair<T>>) -> Result<Plan<T>> {
        let mut pairs = Arrays::new(pairs);
        let mut src = Vec::with_capacity(pairs.0.len() + 1);
        let mut dst = Vec::with_capacity(pairs.0.len() + 1);
        let mut views = Vec::with_capacity(pairs.0.len()); // hold the shapes that are pointed at
        for (from, to) in &mut pairs.0 {
            // SAFETY: both are ours, and nobody else's yet.
            views.push(unsafe { (View::from(from.as_ref()), ViewMut::from(to.as_mut())) });
        }
        for (from, to) in &views {
            src.push(from.raw());
            dst.push(to.raw());
        }
        let (from, to, count) = (src.as_ptr(), dst.as_ptr(), views.len());
        // The shapes are copied; the arrays stay where they are, and go after the plan.
        let raw = give!(Raw, sys::weir_plan_create, self.as_ptr(), from, to, count)?;
        drop(views);
        Ok(Plan { raw, pairs })
    }

    /// A stream that queues on a device stream of your own.
    ///
    /// # Safety
    /// `native_stream` is a `cudaStream_t` of the pool's device, and stays until the pool has
    /// ended.
    pub unsafe fn wrap(&self, native_stream: *mut c_void) -> Result<Stream> {
        give!(Stream, sys::weir_stream_pool_wrap, self.as_ptr(), native_stream)
    }
}

impl Stream {
    /// A ticket that is done when all that was asked of this stream before is over, however it
    /// ended.
    pub fn record(&self) -> Result<Ticket> {
        let mut raw = std::ptr::null_mut();
        // SAFETY: the handle is good; the ticket is ours.
        unsafe {
            done(sys::weir_stream_record(self.as_ptr(), &mut raw))?;
            Ok(Ticket::from_raw(raw))
        }
    }

    /// Lets what is asked of this stream from now on begin when the ticket is done, however it
    /// ended. Returns at once.
    pub fn wait_for(&self, ticket: &Ticket) -> Result<()> {
        // SAFETY: both handles are good.
        done(unsafe { sys::weir_stream_wait_ticket(self.as_ptr(), ticket.as_ptr()) })
    }
}
