// SPDX-License-Identifier: Apache-2.0
//! Bytes under keys, within bounds: weir/cache.h.
use std::time::Duration;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::error::{done, unless, Error, Result, Status};
use crate::handle::{give, handle, sized};
use crate::text::with_c;
use crate::Runtime;

handle! {
    /// A cache: it keeps copies of bytes under keys of bytes, and lets those go first that are least
    /// likely to be wanted again. It forgets; it is not a store.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// let cache = runtime.cache_with("results", &weir::CacheOptions {
    ///     max_entries: 500,
    ///     ..Default::default()
    /// })?;
    /// cache.put("key", "value")?;
    /// assert_eq!(cache.get("key")?.as_deref(), Some(&b"value"[..]));
    /// assert_eq!(cache.get("other")?, None);
    /// # Ok::<(), weir::Error>(())
    /// ```
    Cache, weir_cache, weir_cache_free, shared
}

/// How a cache is made; the default is the library's.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct CacheOptions {
    /// Keys and bookkeeping included; 0: 64 MiB.
    pub capacity_bytes: u64,
    /// 0: as many as fit.
    pub max_entries: u64,
    /// Of entries put without one; `None`: they do not expire.
    pub ttl: Option<Duration>,
    /// Times to live begin anew with each get.
    pub sliding: bool,
    /// The least recently used goes first, always.
    pub lru: bool,
    /// A power of two; 0: by size and processors.
    pub shard_count: u32,
    /// From when on entries are stale, and [`Cache::claim`] has them computed anew; `None`: never.
    pub soft_ttl: Option<Duration>,
}

/// How long an entry lives.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Ttl {
    /// As long as its cache says.
    #[default]
    OfCache,
    /// Until it has to go.
    Forever,
    /// So long from when it was put.
    Fixed(Duration),
    /// So long from its last use.
    Sliding(Duration),
}

/// What a cache has done. Each count is true; together they need not be of one moment.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct CacheStats {
    pub shard_count: u32,
    pub capacity_bytes: u64,
    /// `u64::MAX`: as many as fit.
    pub max_entries: u64,
    /// Held now, expired ones included.
    pub entry_count: u64,
    pub expired_count: u64,
    pub used_bytes: u64,
    /// Of those, gone from the cache and held by buffers.
    pub pinned_bytes: u64,
    pub hit_count: u64,
    pub miss_count: u64,
    pub put_count: u64,
    /// Gone for want of room.
    pub eviction_count: u64,
    pub evicted_bytes: u64,
    pub expiration_count: u64,
    pub removal_count: u64,
    /// Values computed for a claim.
    pub load_count: u64,
    pub load_failure_count: u64,
    /// Gets that another's computation answered.
    pub wait_count: u64,
    pub stale_hit_count: u64,
    /// Computed values that the cache had no room for.
    pub store_failure_count: u64,
    pub invalidation_count: u64,
}

pub(crate) fn nanoseconds(time: Duration) -> u64 {
    // WEIR_FOREVER and 0 mean something else.
    u64::try_from(time.as_nanos()).unwrap_or(u64::MAX).clamp(1, u64::MAX - 1)
}

impl CacheOptions {
    fn raw(&self) -> sys::weir_cache_options {
        let mut options = sized!(weir_cache_options);
        let sliding = if self.sliding { sys::WEIR_CACHE_SLIDING } else { 0 };
        let lru = if self.lru { sys::WEIR_CACHE_LRU } else { 0 };
        options.flags = sliding | lru;
        options.capacity_bytes = self.capacity_bytes;
        options.max_entries = self.max_entries;
        options.ttl_ns = self.ttl.map_or(0, nanoseconds);
        options.shard_count = self.shard_count;
        options.soft_ttl_ns = self.soft_ttl.map_or(0, nanoseconds);
        options
    }
}

pub(crate) fn put_options(ttl: Ttl) -> sys::weir_cache_put_options {
    let mut options = sized!(weir_cache_put_options);
    options.ttl_ns = match ttl {
        Ttl::OfCache => 0,
        Ttl::Forever => sys::WEIR_FOREVER,
        Ttl::Fixed(time) | Ttl::Sliding(time) => nanoseconds(time),
    };
    if let Ttl::Sliding(_) = ttl {
        options.flags = sys::WEIR_CACHE_SLIDING;
    }
    options
}

fn clearing(expired_only: bool) -> u32 {
    if expired_only {
        sys::WEIR_CACHE_EXPIRED
    } else {
        sys::WEIR_CACHE_ALL
    }
}

pub(crate) fn columns<T: AsRef<[u8]>>(
    items: &[T],
) -> (Vec<*const std::os::raw::c_void>, Vec<usize>) {
    items.iter().map(|item| (item.as_ref().as_ptr().cast(), item.as_ref().len())).unzip()
}

impl Runtime {
    /// The cache of this name, made with the defaults if it is not there, or as it is there.
    pub fn cache(&self, name: &str) -> Result<Cache> {
        with_c(name, |name| {
            give!(Cache, sys::weir_runtime_cache, self.as_ptr(), name, std::ptr::null())
        })?
    }

    /// The same, made as the options say. One that is there already stays as it was made; when other
    /// options are asked for, the log says so. The name "" makes one that nobody else finds.
    pub fn cache_with(&self, name: &str, options: &CacheOptions) -> Result<Cache> {
        let options = options.raw();
        with_c(name, |name| give!(Cache, sys::weir_runtime_cache, self.as_ptr(), name, &options))?
    }

    /// Gives a name up; the cache ends with its last user. False when there is none.
    pub fn remove_cache(&self, name: &str) -> Result<bool> {
        // SAFETY: the handle is good.
        let status =
            with_c(name, |name| unsafe { sys::weir_runtime_remove_cache(self.as_ptr(), name) })?;
        unless(status, sys::WEIR_MISS)
    }

    /// Clears every cache that has a name; how many entries went.
    pub fn clear_caches(&self, expired_only: bool) -> Result<u64> {
        let mut count = 0;
        // SAFETY: the handle is good.
        done(unsafe {
            sys::weir_runtime_clear_caches(self.as_ptr(), clearing(expired_only), &mut count)
        })?;
        Ok(count)
    }

    /// What every cache with a name has done, and their sums under "_global", as JSON.
    pub fn caches_json(&self) -> Result<String> {
        let mut raw = std::ptr::null_mut();
        // SAFETY: the handle is good; on success the buffer is ours.
        unsafe {
            done(sys::weir_runtime_caches_json(self.as_ptr(), &mut raw))?;
            Ok(Buffer::text(raw))
        }
    }
}

impl Cache {
    /// Keeps a copy of the value under the key, in the place of what was there.
    pub fn put(&self, key: impl AsRef<[u8]>, value: impl AsRef<[u8]>) -> Result<()> {
        self.put_for(key, value, Ttl::OfCache)
    }

    /// The same, with a time to live of its own.
    pub fn put_for(&self, key: impl AsRef<[u8]>, value: impl AsRef<[u8]>, ttl: Ttl) -> Result<()> {
        self.put_depending(key, value, ttl, &[] as &[&[u8]])
    }

    /// The same, for an entry that depends on keys of other entries, or on tags:
    /// [`Cache::invalidate`] of one of them takes it out.
    pub fn put_depending<N: AsRef<[u8]>>(
        &self,
        key: impl AsRef<[u8]>,
        value: impl AsRef<[u8]>,
        ttl: Ttl,
        names: &[N],
    ) -> Result<()> {
        let (key, value, mut options) = (key.as_ref(), value.as_ref(), put_options(ttl));
        let (names, sizes) = columns(names);
        options.names = names.as_ptr();
        options.name_sizes = sizes.as_ptr();
        options.name_count = names.len() as u64;
        // SAFETY: both are read during the call only.
        done(unsafe {
            sys::weir_cache_put(
                self.as_ptr(),
                key.as_ptr().cast(),
                key.len(),
                value.as_ptr().cast(),
                value.len(),
                &options,
            )
        })
    }

    /// A copy of the value.
    pub fn get(&self, key: impl AsRef<[u8]>) -> Result<Option<Vec<u8>>> {
        let mut value = Vec::with_capacity(64);
        Ok(self.get_into(key, &mut value)?.then_some(value))
    }

    /// Puts the value in the place of what a vector holds, which costs no memory when there is room.
    /// False when nothing is held under the key; the vector is empty then.
    pub fn get_into(&self, key: impl AsRef<[u8]>, value: &mut Vec<u8>) -> Result<bool> {
        let key = key.as_ref();
        loop {
            let mut size = 0;
            value.clear();
            // SAFETY: the library writes no more than the capacity, and says how much it was.
            unsafe {
                let status = sys::weir_cache_read(
                    self.as_ptr(),
                    key.as_ptr().cast(),
                    key.len(),
                    value.as_mut_ptr().cast(),
                    value.capacity(),
                    &mut size,
                );
                if status != sys::WEIR_E_TOO_SMALL {
                    let found = unless(status, sys::WEIR_MISS)?;
                    value.set_len(if found { size } else { 0 });
                    return Ok(found);
                }
            }
            value.try_reserve_exact(size).map_err(|_| {
                Error::new(Status::NoMemory, format!("there is no room for {size} bytes"))
            })?;
        }
    }

    /// The value where it lies, for as long as you keep it, whatever becomes of the entry.
    pub fn pin(&self, key: impl AsRef<[u8]>) -> Result<Option<Pinned>> {
        let key = key.as_ref();
        let mut raw = std::ptr::null_mut();
        // SAFETY: on success the buffer is ours, with all its bytes set.
        unsafe {
            let status =
                sys::weir_cache_get(self.as_ptr(), key.as_ptr().cast(), key.len(), &mut raw);
            Ok(unless(status, sys::WEIR_MISS)?.then(|| Pinned(Buffer::from_raw(raw))))
        }
    }

    /// Puts many values with one call. [`Status::Partial`] when one failed, after the others were put.
    pub fn put_many<K: AsRef<[u8]>, V: AsRef<[u8]>>(
        &self,
        keys: &[K],
        values: &[V],
        ttl: Ttl,
    ) -> Result<()> {
        if keys.len() != values.len() {
            return Err(Error::invalid(format!("{} keys, {} values", keys.len(), values.len())));
        }
        let ((keys, key_sizes), (values, value_sizes)) = (columns(keys), columns(values));
        let options = put_options(ttl);
        // SAFETY: the arrays have a length of keys.len(), and are read during the call only.
        done(unsafe {
            sys::weir_cache_put_many(
                self.as_ptr(),
                keys.as_ptr(),
                key_sizes.as_ptr(),
                values.as_ptr(),
                value_sizes.as_ptr(),
                keys.len(),
                &options,
                std::ptr::null_mut(),
            )
        })
    }

    /// Pins many values with one call, in the order of the keys.
    pub fn pin_many<K: AsRef<[u8]>>(&self, keys: &[K]) -> Result<Vec<Option<Pinned>>> {
        let (keys, sizes) = columns(keys);
        let mut raw = vec![std::ptr::null_mut(); keys.len()];
        // SAFETY: the arrays have a length of keys.len(); the buffers that come back are ours.
        unsafe {
            done(sys::weir_cache_get_many(
                self.as_ptr(),
                keys.as_ptr(),
                sizes.as_ptr(),
                keys.len(),
                raw.as_mut_ptr(),
            ))?;
            Ok(raw
                .into_iter()
                .map(|raw| if raw.is_null() { None } else { Some(Pinned(Buffer::from_raw(raw))) })
                .collect())
        }
    }

    /// Takes an entry out; false when nothing was held under the key.
    pub fn remove(&self, key: impl AsRef<[u8]>) -> Result<bool> {
        let key = key.as_ref();
        // SAFETY: the key is read during the call only.
        let status =
            unsafe { sys::weir_cache_remove(self.as_ptr(), key.as_ptr().cast(), key.len()) };
        unless(status, sys::WEIR_MISS)
    }

    /// Takes out all entries, or those past their time; how many went.
    pub fn clear(&self, expired_only: bool) -> Result<u64> {
        let mut count = 0;
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_cache_clear(self.as_ptr(), clearing(expired_only), &mut count) })?;
        Ok(count)
    }

    /// What the cache has done.
    pub fn stats(&self) -> Result<CacheStats> {
        let mut s = sized!(weir_cache_stats);
        // SAFETY: the handle is good, and struct_size is set.
        done(unsafe { sys::weir_cache_get_stats(self.as_ptr(), &mut s) })?;
        Ok(CacheStats {
            shard_count: s.shard_count,
            capacity_bytes: s.capacity_bytes,
            max_entries: s.max_entries,
            entry_count: s.entry_count,
            expired_count: s.expired_count,
            used_bytes: s.used_bytes,
            pinned_bytes: s.pinned_bytes,
            hit_count: s.hit_count,
            miss_count: s.miss_count,
            put_count: s.put_count,
            eviction_count: s.eviction_count,
            evicted_bytes: s.evicted_bytes,
            expiration_count: s.expiration_count,
            removal_count: s.removal_count,
            load_count: s.load_count,
            load_failure_count: s.load_failure_count,
            wait_count: s.wait_count,
            stale_hit_count: s.stale_hit_count,
            store_failure_count: s.store_failure_count,
            invalidation_count: s.invalidation_count,
        })
    }

    /// The same as JSON, with the hit rate.
    pub fn stats_json(&self) -> Result<String> {
        let mut raw = std::ptr::null_mut();
        // SAFETY: the handle is good; on success the buffer is ours.
        unsafe {
            done(sys::weir_cache_stats_json(self.as_ptr(), &mut raw))?;
            Ok(Buffer::text(raw))
        }
    }
}

/// A value of a cache, where it lies. It stays as long as this is kept.
#[derive(Debug)]
pub struct Pinned(pub(crate) Buffer);

impl std::ops::Deref for Pinned {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.0
    }
}

impl AsRef<[u8]> for Pinned {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}
