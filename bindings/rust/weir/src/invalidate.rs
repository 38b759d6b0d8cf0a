// SPDX-License-Identifier: Apache-2.0
//! Entries that are wrong from now on, and what leaves a cache: weir/cache_invalidate.h.
use std::any::Any;
use std::os::raw::c_void;
use std::panic::{catch_unwind, resume_unwind, AssertUnwindSafe};

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::cache::Cache;
use crate::error::{done, unless, Error, Result};

/// Why an entry left a cache.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Left {
    /// For want of room.
    Evicted,
    /// Its time was over, and somebody noticed.
    Expired,
    /// Removed or cleared.
    Removed,
    /// Another value was put under its key.
    Replaced,
    /// Invalidated.
    Invalidated,
}

impl Left {
    fn bit(self) -> u32 {
        match self {
            Left::Evicted => sys::WEIR_CACHE_EVICTED,
            Left::Expired => sys::WEIR_CACHE_EXPIRED_NOW,
            Left::Removed => sys::WEIR_CACHE_REMOVED,
            Left::Replaced => sys::WEIR_CACHE_REPLACED,
            Left::Invalidated => sys::WEIR_CACHE_INVALIDATED,
        }
    }
}

/// What [`Cache::next_event`] tells.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum CacheEvent {
    /// An entry left.
    Left {
        /// Why it left.
        why: Left,
        /// Its key.
        key: Vec<u8>,
        /// The size of its value.
        value_size: u64,
    },
    /// So many events went, because nobody asked for them.
    Lost(u64),
}

type Judge<'a> = (&'a mut dyn FnMut(&[u8], &[u8]) -> bool, Option<Box<dyn Any + Send>>);

unsafe extern "C" fn judge(
    user: *mut c_void,
    key: *const c_void,
    key_size: usize,
    value: *const c_void,
    value_size: usize,
) -> i32 {
    let (wrong, panicked) = &mut *user.cast::<Judge<'_>>();
    if panicked.is_some() {
        return 0;
    }
    let key = std::slice::from_raw_parts(key.cast(), key_size);
    let value = std::slice::from_raw_parts(value.cast(), value_size);
    match catch_unwind(AssertUnwindSafe(|| wrong(key, value))) {
        Ok(wrong) => i32::from(wrong),
        Err(payload) => {
            *panicked = Some(payload);
            0
        }
    }
}

impl Cache {
    fn invalidate_by(&self, what: sys::weir_cache_match, data: &[u8]) -> Result<u64> {
        let mut count = 0;
        // SAFETY: the data is read during the call only.
        done(unsafe {
            let data_size = data.len();
            sys::weir_cache_invalidate(
                self.as_ptr(),
                what,
                data.as_ptr().cast(),
                data_size,
                &mut count,
            )
        })?;
        Ok(count)
    }

    /// Takes out the entry under this key, all that depends on this key or tag, and what depends on
    /// that, and so on; how many went.
    pub fn invalidate(&self, name: impl AsRef<[u8]>) -> Result<u64> {
        self.invalidate_by(sys::WEIR_CACHE_NAME, name.as_ref())
    }

    /// The same for the entries whose keys begin so. It looks at every entry.
    pub fn invalidate_prefix(&self, prefix: impl AsRef<[u8]>) -> Result<u64> {
        self.invalidate_by(sys::WEIR_CACHE_PREFIX, prefix.as_ref())
    }

    /// Takes all entries out in no time; their memory comes back in the course of later calls.
    pub fn invalidate_all(&self) -> Result<()> {
        self.invalidate_by(sys::WEIR_CACHE_EVERY, &[]).map(|_| ())
    }

    /// The same for the entries of which `wrong(key, value)` says so; how many went. A panic ends
    /// the call, and goes on.
    pub fn invalidate_if(&self, mut wrong: impl FnMut(&[u8], &[u8]) -> bool) -> Result<u64> {
        let mut judges: Judge<'_> = (&mut wrong, None);
        let mut count = 0;
        let user: *mut Judge<'_> = &mut judges;
        // SAFETY: the closure outlives the call, which is the only one to use it.
        let status = unsafe {
            sys::weir_cache_invalidate_if(self.as_ptr(), Some(judge), user.cast(), &mut count)
        };
        if let Some(payload) = judges.1 {
            resume_unwind(payload);
        }
        done(status)?;
        Ok(count)
    }

    /// Keeps the entries that leave from now on for [`Cache::next_event`], up to 1024. Without kinds
    /// nobody watches any more.
    pub fn watch(&self, kinds: &[Left]) -> Result<()> {
        let kinds = kinds.iter().fold(0, |all, kind| all | kind.bit());
        // SAFETY: the handle is good; there is no function to call.
        done(unsafe {
            sys::weir_cache_watch(self.as_ptr(), kinds, None, std::ptr::null_mut(), None)
        })
    }

    /// Takes the oldest of them; `None` when there is none now.
    pub fn next_event(&self) -> Result<Option<CacheEvent>> {
        let (mut kind, mut value_size, mut key) = (0, 0, std::ptr::null_mut());
        // SAFETY: on success the buffer is ours, with all its bytes set.
        let key = unsafe {
            let status =
                sys::weir_cache_next_event(self.as_ptr(), &mut kind, &mut value_size, &mut key);
            if !unless(status, sys::WEIR_END)? {
                return Ok(None);
            }
            Buffer::from_raw(key).to_vec()
        };
        let why = match kind {
            sys::WEIR_CACHE_EVICTED => Left::Evicted,
            sys::WEIR_CACHE_EXPIRED_NOW => Left::Expired,
            sys::WEIR_CACHE_REMOVED => Left::Removed,
            sys::WEIR_CACHE_REPLACED => Left::Replaced,
            sys::WEIR_CACHE_INVALIDATED => Left::Invalidated,
            sys::WEIR_CACHE_LOST => return Ok(Some(CacheEvent::Lost(value_size))),
            other => return Err(Error::invalid(format!("an event of an unknown kind, {other}"))),
        };
        Ok(Some(CacheEvent::Left { why, key, value_size }))
    }
}
