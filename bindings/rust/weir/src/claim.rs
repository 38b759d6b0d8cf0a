// SPDX-License-Identifier: Apache-2.0
//! Get or compute, once for all who ask: weir/cache_claim.h.
use std::time::Duration;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::cache::{columns, nanoseconds, put_options, Cache, Pinned, Ttl};
use crate::error::{done, Result};
use crate::handle::{handle, sized};
#[cfg(doc)]
use crate::Status;

handle! {
    /// The task to compute one key's value. Dropped unsettled, it goes to one of those who wait.
    Claim, weir_claim, weir_claim_free
}
// SAFETY: it may be settled in another thread than the one that asked, one at a time.
unsafe impl Send for Claim {}

/// What [`Cache::claim`] came to.
#[derive(Debug)]
pub enum Claimed {
    /// The value.
    Value(Pinned),
    /// The value, which is stale, and the task to compute it anew, now or later.
    Stale(Pinned, Claim),
    /// Nothing is held under the key: compute the value.
    Compute(Claim),
    /// It is known that there is nothing under the key.
    Nothing,
    /// Another thread still computes it, and the time was over.
    Busy,
}

impl Claim {
    fn end(self, outcome: i32, value: &[u8], options: &sys::weir_cache_put_options) -> Result<()> {
        // SAFETY: the value is read during the call only.
        done(unsafe {
            sys::weir_claim_settle(
                self.as_ptr(),
                outcome,
                value.as_ptr().cast(),
                value.len(),
                options,
            )
        })
    }

    /// Keeps the value, and gives it to those who wait. They have it also when this fails because
    /// the cache has no room.
    pub fn settle(self, value: impl AsRef<[u8]>, ttl: Ttl) -> Result<()> {
        self.settle_depending(value, ttl, &[] as &[&[u8]])
    }

    /// The same, for an entry that depends on names: see [`Cache::put_depending`].
    pub fn settle_depending<N: AsRef<[u8]>>(
        self,
        value: impl AsRef<[u8]>,
        ttl: Ttl,
        names: &[N],
    ) -> Result<()> {
        let mut options = put_options(ttl);
        let (names, sizes) = columns(names);
        options.names = names.as_ptr();
        options.name_sizes = sizes.as_ptr();
        options.name_count = names.len() as u64;
        self.end(sys::WEIR_OK, value.as_ref(), &options)
    }

    /// There is nothing under the key; remembered so long, `None`: not at all.
    pub fn settle_nothing(self, remembered: Option<Duration>) -> Result<()> {
        let mut options = sized!(weir_cache_put_options);
        options.ttl_ns = remembered.map_or(0, nanoseconds);
        self.end(sys::WEIR_MISS, &[], &options)
    }

    /// It failed: those who wait get this as a [`Status::Callback`]. `None`: not remembered.
    pub fn settle_error(self, text: &str, remembered: Option<Duration>) -> Result<()> {
        let mut options = sized!(weir_cache_put_options);
        options.ttl_ns = remembered.map_or(0, nanoseconds);
        self.end(sys::WEIR_E_CALLBACK, text.as_bytes(), &options)
    }
}

impl Cache {
    /// Looks a key up, and makes the caller the one to compute its value when there is none. Waits,
    /// while another thread computes it, `wait` at most; `None`: as long as it takes.
    pub fn claim(&self, key: impl AsRef<[u8]>, wait: Option<Duration>) -> Result<Claimed> {
        let key = key.as_ref();
        let mut options = sized!(weir_claim_options);
        options.wait_ns = wait.map_or(0, nanoseconds);
        let (mut value, mut claim) = (std::ptr::null_mut(), std::ptr::null_mut());
        // SAFETY: what comes back is ours, NULL where there is none.
        unsafe {
            let status = sys::weir_cache_claim(
                self.as_ptr(),
                key.as_ptr().cast(),
                key.len(),
                &options,
                &mut value,
                &mut claim,
            );
            done(status)?;
            let value = if value.is_null() { None } else { Some(Pinned(Buffer::from_raw(value))) };
            let claim = if claim.is_null() { None } else { Some(Claim::from_raw(claim)) };
            Ok(match (value, claim) {
                (Some(value), None) => Claimed::Value(value),
                (Some(value), Some(claim)) => Claimed::Stale(value, claim),
                (None, Some(claim)) => Claimed::Compute(claim),
                (None, None) if status == sys::WEIR_AGAIN => Claimed::Busy,
                (None, None) => Claimed::Nothing,
            })
        }
    }

    /// What is kept under the key, or what `compute` gives, which is kept then: computed once, for
    /// all threads that ask. When it fails, here or in the thread waited for, the next one computes.
    /// A cache that fails is only slower: the value is computed. One that is stale is computed anew
    /// by whoever asks first; the others get the old one meanwhile.
    pub fn get_or<E>(
        &self,
        key: impl AsRef<[u8]>,
        compute: impl FnOnce() -> std::result::Result<Vec<u8>, E>,
    ) -> std::result::Result<Vec<u8>, E> {
        match self.claim(key, None) {
            Ok(Claimed::Value(value)) => Ok(value.to_vec()),
            Ok(Claimed::Compute(claim)) => {
                let value = compute()?;
                let _ = claim.settle(&value, Ttl::OfCache);
                Ok(value)
            }
            Ok(Claimed::Stale(value, claim)) => match compute() {
                Ok(value) => {
                    let _ = claim.settle(&value, Ttl::OfCache);
                    Ok(value)
                }
                Err(_) => Ok(value.to_vec()),
            },
            Ok(Claimed::Nothing) | Ok(Claimed::Busy) | Err(_) => compute(),
        }
    }
}
