// SPDX-License-Identifier: Apache-2.0
//! Copies of arrays that go on while you do something else: weir/stream.h.
use weir_sys as sys;

use crate::callback::Inside;
use crate::control::{self, Control};
use crate::error::{done, unless, Result};
use crate::handle::{give, handle, sized};
use crate::scope::{self, Scope};
use crate::stream_stats::{StreamPoolStats, StreamStats};
use crate::ticket::{nanos, Ticket};
use crate::transfer::{Failed, Source, Target, Transfer};
use crate::view::{View, ViewMut};
use crate::{buffer::Buffer, Runtime};
use std::time::Duration;

/// How a pool of streams is made; the defaults are the library's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct StreamPoolOptions {
    /// Streams; 0: 4; at most 256.
    pub size: u32,
    /// -20 to 19, lower goes first; needs rights below 0, as nice does.
    pub default_priority: i32,
    /// In flight at once; 0: 500 MiB; one larger pair goes alone.
    pub max_batch_bytes: u64,
    /// More tries after a passing failure; 0: 3.
    pub retries: u32,
    /// One try only.
    pub no_retries: bool,
    /// Transfers and batches are over when their call returns.
    pub auto_sync: bool,
    /// Count, but do not time.
    pub no_profiling: bool,
}

impl StreamPoolOptions {
    pub(crate) fn raw(&self) -> sys::weir_stream_pool_options {
        let mut options = sized!(weir_stream_pool_options);
        let flag = |on, flag| if on { flag } else { 0 };
        options.flags = flag(self.auto_sync, sys::WEIR_STREAM_POOL_AUTO_SYNC)
            | flag(self.no_profiling, sys::WEIR_STREAM_POOL_NO_PROFILING)
            | flag(self.no_retries, sys::WEIR_STREAM_POOL_NO_RETRIES);
        options.size = self.size;
        options.default_priority = self.default_priority;
        options.max_batch_bytes = self.max_batch_bytes;
        options.retries = self.retries;
        options
    }
}

handle! {
    /// A number of streams. Ask the pool when order does not matter, a [`Stream`] when it does.
    ///
    /// Three ways to copy, none of which lets go of memory too early:
    ///
    /// * [`copy`](StreamPool::copy) borrows, and returns when it is done;
    /// * [`scope`](StreamPool::scope) borrows for many copies at once, and waits for them at its
    ///   end, as [`std::thread::scope`] does;
    /// * [`submit`](StreamPool::submit) takes the arrays, and hands them back when it is done.
    ///
    /// ```
    /// let pool = weir::Runtime::new()?.stream_pool()?;
    /// let (src, mut dst) = (vec![1.5f64; 1000], vec![0f64; 1000]);
    /// pool.copy(&src, &mut dst)?;
    /// assert_eq!(src, dst);
    /// # Ok::<(), weir::Error>(())
    /// ```
    StreamPool, weir_stream_pool, weir_stream_pool_free, shared
}

handle! {
    /// One stream of a pool: it copies one thing after another, in the order it was asked.
    ///
    /// It keeps its pool alive.
    Stream, weir_stream, weir_stream_free, shared
}

/// What starts one copy: the C function and the handle it takes.
pub(crate) enum Mover<'a> {
    Pool(&'a StreamPool),
    Stream(&'a Stream),
}

impl Mover<'_> {
    /// # Safety
    /// What the views stand for stays as a view asks until the ticket is over.
    pub(crate) unsafe fn start(&self, src: &View<'_>, dst: &ViewMut<'_>) -> Result<Ticket> {
        let mut raw = std::ptr::null_mut();
        let (src, dst) = (src.raw(), dst.raw());
        done(match self {
            Mover::Pool(pool) => {
                sys::weir_stream_pool_transfer(pool.as_ptr(), &src, &dst, &mut raw)
            }
            Mover::Stream(stream) => {
                sys::weir_stream_transfer(stream.as_ptr(), &src, &dst, &mut raw)
            }
        })?;
        Ok(Ticket::from_raw(raw))
    }

    fn copy(&self, src: View<'_>, dst: ViewMut<'_>) -> Result<()> {
        Inside::refuse("a copy")?;
        // SAFETY: both are borrowed until this returns, and it returns when the ticket is over.
        // Nothing between here and there can panic.
        let ticket = unsafe { self.start(&src, &dst)? };
        match ticket.wait() {
            Err(_) if !ticket.is_over() => {
                ticket.settle(); // waiting was refused
                ticket.wait()
            }
            result => result,
        }
    }
}

impl StreamPool {
    /// A pool of its own; its threads start with the first transfers.
    pub fn new(runtime: &Runtime, options: &StreamPoolOptions) -> Result<StreamPool> {
        give!(StreamPool, sys::weir_stream_pool_create, runtime.as_ptr(), &options.raw())
    }

    /// Changes the pool while it is in use. A size, max_batch_bytes or retries of 0 stays as it
    /// is; streams beyond a smaller size finish what they have and then answer
    /// [`Status::Closed`](crate::Status::Closed).
    pub fn configure(&self, options: &StreamPoolOptions) -> Result<()> {
        // SAFETY: the handle is good; the options are copied.
        done(unsafe { sys::weir_stream_pool_configure(self.as_ptr(), &options.raw()) })
    }

    /// How many streams it has.
    pub fn size(&self) -> Result<u32> {
        let mut size = 0;
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_stream_pool_size(self.as_ptr(), &mut size) })?;
        Ok(size)
    }

    /// One stream by its number, which is below the pool's size.
    pub fn stream(&self, index: u32) -> Result<Stream> {
        give!(Stream, sys::weir_stream_pool_get, self.as_ptr(), index)
    }

    /// The stream that is free first.
    pub fn next_stream(&self) -> Result<Stream> {
        give!(Stream, sys::weir_stream_pool_next, self.as_ptr())
    }

    /// Copies src into dst and returns when it is done. Shapes and dtypes must be equal.
    pub fn copy<'a>(&self, src: impl Into<View<'a>>, dst: impl Into<ViewMut<'a>>) -> Result<()> {
        Mover::Pool(self).copy(src.into(), dst.into())
    }

    /// Copies every pair and returns when all are over. What is given is done: ask it for the
    /// whole with [`Ticket::wait`], for each pair with [`Ticket::items`].
    ///
    /// ```
    /// let pool = weir::Runtime::new()?.stream_pool()?;
    /// let src = [vec![1u8; 10], vec![2u8; 20]];
    /// let mut dst = [vec![0u8; 10], vec![0u8; 21]]; // the second does not fit
    /// let pairs = src.iter().zip(&mut dst).map(|(s, d)| (s.into(), d.into()));
    /// let ticket = pool.copy_batch(pairs, None)?;
    /// assert_eq!(ticket.wait().unwrap_err().status(), weir::Status::Partial);
    /// assert_eq!(ticket.items()?[0], weir::Outcome::Done);
    /// assert_eq!(dst[0], src[0]);
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn copy_batch<'a>(
        &self,
        pairs: impl IntoIterator<Item = (View<'a>, ViewMut<'a>)>,
        control: Option<&Control>,
    ) -> Result<Ticket> {
        Inside::refuse("a batch")?;
        let pairs: Vec<_> = pairs.into_iter().collect();
        // SAFETY: all is borrowed until this returns, and it returns when the ticket is over.
        let ticket = unsafe { self.start_batch(&pairs, control)? };
        ticket.settle();
        match ticket.poll() {
            crate::Outcome::Failed(error) => match Control::explain(control, error.clone()) {
                explained if explained != error => Err(explained),
                _ => Ok(ticket),
            },
            _ => Ok(ticket),
        }
    }

    /// # Safety
    /// What the views stand for stays as a view asks until the ticket is over.
    pub(crate) unsafe fn start_batch(
        &self,
        pairs: &[(View<'_>, ViewMut<'_>)],
        control: Option<&Control>,
    ) -> Result<Ticket> {
        let mut src: Vec<_> = pairs.iter().map(|(src, _)| src.raw()).collect();
        let mut dst: Vec<_> = pairs.iter().map(|(_, dst)| dst.raw()).collect();
        if pairs.is_empty() {
            // The library reads the first struct_size also of no pairs.
            src.push(sized!(weir_array));
            dst.push(sized!(weir_array));
        }
        let (src, dst, count, control) =
            (src.as_ptr(), dst.as_ptr(), pairs.len(), control::raw(control));
        let mut raw = std::ptr::null_mut();
        done(sys::weir_stream_pool_batch(self.as_ptr(), src, dst, count, control, &mut raw))?;
        Ok(Ticket::from_raw(raw))
    }

    /// Runs a closure that may start copies of what it borrows; returns when all are over.
    ///
    /// A copy that failed and that nobody asked about is the error, if the closure has none. Do
    /// not ask for this from inside a completion or progress closure: it is refused there.
    ///
    /// ```
    /// let pool = weir::Runtime::new()?.stream_pool()?;
    /// let src = vec![7i32; 1 << 16];
    /// let (mut near, mut far) = (vec![0i32; 1 << 16], vec![0i32; 1 << 16]);
    /// pool.scope(|s| {
    ///     let first = s.transfer(&src, &mut near)?;
    ///     s.transfer(&src, &mut far)?;
    ///     first.wait() // not needed: the scope waits for both
    /// })?;
    /// assert!(near == src && far == src);
    /// # Ok::<(), weir::Error>(())
    /// ```
    ///
    /// What a copy borrows cannot be used or let go of inside the scope:
    ///
    /// ```compile_fail
    /// let pool = weir::Runtime::new()?.stream_pool()?;
    /// let (src, mut dst) = (vec![7i32; 10], vec![0i32; 10]);
    /// pool.scope(|s| {
    ///     s.transfer(&src, &mut dst)?;
    ///     dst[0] = 1; // still being written
    ///     Ok(())
    /// })?;
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn scope<'env, F, R>(&self, body: F) -> Result<R>
    where
        F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R>,
    {
        scope::run(self, body)
    }

    /// Takes the arrays and copies src into dst. See [`Transfer`] for what comes of it.
    pub fn submit<S: Source, D: Target>(
        &self,
        src: S,
        dst: D,
    ) -> std::result::Result<Transfer<S, D>, Failed<S, D>> {
        Transfer::start(Mover::Pool(self), src, dst)
    }

    /// Waits until all that was asked of the pool before this call is over. The error is a
    /// failure that nobody has been told of yet.
    pub fn wait_all(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_stream_pool_wait_all(self.as_ptr(), sys::WEIR_FOREVER) })
    }

    /// Waits no longer than that; false when time ran out first.
    pub fn wait_all_for(&self, timeout: Duration) -> Result<bool> {
        // SAFETY: the handle is good.
        let status = unsafe { sys::weir_stream_pool_wait_all(self.as_ptr(), nanos(timeout)) };
        unless(status, sys::WEIR_AGAIN)
    }

    /// The pool's counts.
    pub fn stats(&self) -> Result<StreamPoolStats> {
        let mut s = sized!(weir_stream_pool_stats);
        // SAFETY: the handle is good, struct_size is set.
        done(unsafe { sys::weir_stream_pool_get_stats(self.as_ptr(), &mut s) })?;
        Ok(StreamPoolStats::from_raw(&s))
    }

    /// The pool's counts and those of its streams, as one JSON object.
    pub fn stats_json(&self) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            done(sys::weir_stream_pool_stats_json(self.as_ptr(), &mut text))?;
            Ok(Buffer::text(text))
        }
    }
}

impl Stream {
    /// Copies src into dst after all it was asked before, and returns when it is done.
    pub fn copy<'a>(&self, src: impl Into<View<'a>>, dst: impl Into<ViewMut<'a>>) -> Result<()> {
        Mover::Stream(self).copy(src.into(), dst.into())
    }

    /// Takes the arrays and copies src into dst after all it was asked before.
    pub fn submit<S: Source, D: Target>(
        &self,
        src: S,
        dst: D,
    ) -> std::result::Result<Transfer<S, D>, Failed<S, D>> {
        Transfer::start(Mover::Stream(self), src, dst)
    }

    /// Waits until all that was asked of this stream before this call is over. The error is a
    /// failure that nobody has been told of yet.
    pub fn synchronize(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_stream_synchronize(self.as_ptr(), sys::WEIR_FOREVER) })
    }

    /// Waits no longer than that; false when time ran out first.
    pub fn synchronize_for(&self, timeout: Duration) -> Result<bool> {
        // SAFETY: the handle is good.
        let status = unsafe { sys::weir_stream_synchronize(self.as_ptr(), nanos(timeout)) };
        unless(status, sys::WEIR_AGAIN)
    }

    /// Its number in its pool.
    pub fn index(&self) -> Result<u32> {
        let mut index = 0;
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_stream_index(self.as_ptr(), &mut index) })?;
        Ok(index)
    }

    /// Its counts.
    pub fn stats(&self) -> Result<StreamStats> {
        let mut s = sized!(weir_stream_stats);
        // SAFETY: the handle is good, struct_size is set.
        done(unsafe { sys::weir_stream_get_stats(self.as_ptr(), &mut s) })?;
        Ok(StreamStats::from_raw(&s))
    }

    /// The text of its last failure, whoever was told; `None` when there was none.
    pub fn last_error(&self) -> Result<Option<String>> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good; the buffer is ours.
        let text = unsafe {
            done(sys::weir_stream_last_error(self.as_ptr(), &mut text))?;
            Buffer::text(text)
        };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}
