// SPDX-License-Identifier: Apache-2.0
//! Copies of borrowed arrays, and a place that none of them outlives.
//!
//! A ticket that held the borrow could be forgotten, and the memory freed under the copy. So the
//! borrow is the scope's: the closure only ever has a reference to it, and [`run`] does not return,
//! nor unwind, before every copy is over. This is how std::thread::scope does it.
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Mutex, PoisonError};

use crate::callback::Inside;
use crate::control::Control;
use crate::error::{Error, Result};
use crate::stream::{Mover, Stream, StreamPool};
use crate::ticket::Ticket;
use crate::view::{View, ViewMut};

/// Where copies of borrowed arrays are started: [`StreamPool::scope`].
pub struct Scope<'scope, 'env: 'scope> {
    pool: &'scope StreamPool,
    tickets: Mutex<Tickets>,
    // Invariant in both, so that neither can be made shorter or longer by the closure.
    scope: PhantomData<&'scope mut &'scope ()>,
    env: PhantomData<&'env mut &'env ()>,
}

#[derive(Default)]
struct Tickets {
    open: Vec<Ticket>,
    failed: Option<Error>,
    sweep_at: usize,
}

impl Tickets {
    /// Keeps a ticket until it is over; now and then lets go of those that went well.
    fn keep(&mut self, ticket: Ticket) {
        self.open.push(ticket);
        if self.open.len() >= self.sweep_at.max(64) {
            self.open.retain(|ticket| !ticket.is_over() || ticket.failed());
            self.sweep_at = 2 * self.open.len();
        }
    }

    fn settle(&mut self) {
        for ticket in self.open.drain(..) {
            ticket.settle();
            if self.failed.is_none() {
                self.failed = ticket.unseen();
            }
        }
    }
}

impl<'scope, 'env> Scope<'scope, 'env> {
    /// Copies src into dst on the stream that is free first.
    pub fn transfer(
        &'scope self,
        src: impl Into<View<'scope>>,
        dst: impl Into<ViewMut<'scope>>,
    ) -> Result<Ticket> {
        self.start(Mover::Pool(self.pool), src.into(), dst.into())
    }

    /// Copies src into dst on that stream, of any pool, after all it was asked before.
    pub fn transfer_on(
        &'scope self,
        stream: &Stream,
        src: impl Into<View<'scope>>,
        dst: impl Into<ViewMut<'scope>>,
    ) -> Result<Ticket> {
        self.start(Mover::Stream(stream), src.into(), dst.into())
    }

    fn start(&self, mover: Mover<'_>, src: View<'scope>, dst: ViewMut<'scope>) -> Result<Ticket> {
        // SAFETY: what the views borrow is borrowed for 'scope, which ends after run() has settled
        // the ticket. It is kept before anything else can happen.
        self.keep(|| unsafe { mover.start(&src, &dst) })
    }

    /// Copies every pair, in no particular order, on all streams of the pool. The outcome of pair
    /// i is `ticket.item(i)`.
    pub fn batch(
        &'scope self,
        pairs: impl IntoIterator<Item = (View<'scope>, ViewMut<'scope>)>,
        control: Option<&Control>,
    ) -> Result<Ticket> {
        let pairs: Vec<_> = pairs.into_iter().collect();
        // SAFETY: as in start().
        self.keep(|| unsafe { self.pool.start_batch(&pairs, control) })
    }

    fn keep(&self, start: impl FnOnce() -> Result<Ticket>) -> Result<Ticket> {
        let ticket = start()?;
        // Neither of these can unwind: a lock, and memory that is there or ends the process.
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.keep(ticket.clone());
        Ok(ticket)
    }

    fn settle(&self) -> Option<Error> {
        let mut tickets = self.tickets.lock().unwrap_or_else(PoisonError::into_inner);
        tickets.settle();
        tickets.failed.take()
    }
}

impl fmt::Debug for Scope<'_, '_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Scope({:?})", self.pool)
    }
}

pub(crate) fn run<'env, F, R>(pool: &StreamPool, body: F) -> Result<R>
where
    F: for<'scope> FnOnce(&'scope Scope<'scope, 'env>) -> Result<R>,
{
    /// Settles also when the closure panics.
    struct Guard<'a, 'scope, 'env>(&'a Scope<'scope, 'env>);
    impl Drop for Guard<'_, '_, '_> {
        fn drop(&mut self) {
            self.0.settle();
        }
    }

    Inside::refuse("a scope")?;
    let scope = Scope { pool, tickets: Mutex::default(), scope: PhantomData, env: PhantomData };
    let guard = Guard(&scope);
    let result = body(&scope);
    std::mem::forget(guard);
    match (result, scope.settle()) {
        (Ok(_), Some(failed)) => Err(failed),
        (result, _) => result,
    }
}
