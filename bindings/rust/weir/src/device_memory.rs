// SPDX-License-Identifier: Apache-2.0
//! Memory of the device: weir/device_memory.h.
use std::marker::PhantomData;
use std::os::raw::c_void;
use std::sync::Arc;

use weir_sys as sys;

use crate::element::Element;
use crate::error::{done, Error, Result};
use crate::handle::{give, handle, sized};
use crate::{Buffer, Priority, Runtime, Stream, View, ViewMut};

handle! {
    /// The pool by itself.
    Raw, weir_device_pool, weir_device_pool_free, shared
}

/// A pool of the device's memory, which is the host's where that is the device.
///
/// ```
/// let runtime = weir::Runtime::new()?;
/// let streams = runtime.stream_pool()?;
/// let stream = streams.stream(0)?;
/// let pool = weir::DevicePool::new(&runtime, weir::DevicePoolOptions::default())?;
/// let there = pool.upload(&stream, &[1.5f32, 2.5], weir::Priority::High)?;
/// let mut back = [0f32; 2];
/// there.read(&stream, &mut back)?;
/// assert_eq!(back, [1.5, 2.5]);
/// # Ok::<(), weir::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct DevicePool {
    raw: Arc<Raw>,
}

/// How a pool is made; 0 is the library's default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct DevicePoolOptions {
    /// Never hold more; 0: what the device has.
    pub capacity_bytes: u64,
    /// For [`Priority::Critical`].
    pub reserve_bytes: u64,
    /// The longest that a request waits for streams; 0: 1 s.
    pub wait_ns: u64,
}

/// What a pool looks like; weir/device_memory.h says what each number is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct DevicePoolStats {
    pub kind: u32,
    pub capacity_bytes: u64,
    pub reserve_bytes: u64,
    pub device_free_bytes: u64,
    pub held_bytes: u64,
    pub peak_bytes: u64,
    pub used_bytes: u64,
    pub used_count: u64,
    pub critical_bytes: u64,
    pub high_bytes: u64,
    pub medium_bytes: u64,
    pub low_bytes: u64,
    pub pending_bytes: u64,
    pub free_bytes: u64,
    pub idle_bytes: u64,
    pub largest_free_bytes: u64,
    pub get_count: u64,
    pub put_count: u64,
    pub reuse_count: u64,
    pub search_count: u64,
    pub trim_count: u64,
    pub wait_count: u64,
    pub reclaim_count: u64,
    pub emergency_count: u64,
    pub refusal_count: u64,
    pub misuse_count: u64,
    pub hint_bytes: u64,
    pub reuse_rate: f64,
    pub fragmentation: f64,
    pub waste: f64,
}

impl DevicePool {
    /// A pool over the runtime's device, which is started by the first array.
    pub fn new(runtime: &Runtime, options: DevicePoolOptions) -> Result<DevicePool> {
        let mut raw = sized!(weir_device_pool_options);
        raw.capacity_bytes = options.capacity_bytes;
        raw.reserve_bytes = options.reserve_bytes;
        raw.wait_ns = options.wait_ns;
        let made = give!(Raw, sys::weir_device_pool_create, runtime.as_ptr(), &raw)?;
        Ok(DevicePool { raw: Arc::new(made) })
    }

    /// Takes memory for these elements and copies them into it; returns when they are there.
    pub fn upload<T: Element>(
        &self,
        stream: &Stream,
        src: &[T],
        priority: Priority,
    ) -> Result<DeviceArray<T>> {
        let bytes = std::mem::size_of_val(src);
        let mut data = std::ptr::null_mut();
        // SAFETY: on success the block is ours.
        done(unsafe {
            sys::weir_device_pool_get(
                self.raw.as_ptr(),
                bytes,
                priority as u32,
                std::ptr::null_mut(),
                &mut data,
            )
        })?;
        let lives = PhantomData;
        let mut made = DeviceArray { pool: self.raw.clone(), data, len: src.len(), lives };
        made.write(stream, src)?;
        Ok(made)
    }

    /// Gives idle memory back to the device until no more than that is idle; tells how much went.
    pub fn trim(&self, keep_bytes: u64) -> Result<u64> {
        let mut freed = 0;
        // SAFETY: freed is written during the call.
        done(unsafe { sys::weir_device_pool_trim(self.raw.as_ptr(), keep_bytes, &mut freed) })?;
        Ok(freed)
    }

    /// What the pool looks like.
    pub fn stats(&self) -> Result<DevicePoolStats> {
        let mut raw = sized!(weir_device_pool_stats);
        // SAFETY: raw is written during the call.
        done(unsafe { sys::weir_device_pool_get_stats(self.raw.as_ptr(), &mut raw) })?;
        Ok(DevicePoolStats {
            kind: raw.kind,
            capacity_bytes: raw.capacity_bytes,
            reserve_bytes: raw.reserve_bytes,
            device_free_bytes: raw.device_free_bytes,
            held_bytes: raw.held_bytes,
            peak_bytes: raw.peak_bytes,
            used_bytes: raw.used_bytes,
            used_count: raw.used_count,
            critical_bytes: raw.critical_bytes,
            high_bytes: raw.high_bytes,
            medium_bytes: raw.medium_bytes,
            low_bytes: raw.low_bytes,
            pending_bytes: raw.pending_bytes,
            free_bytes: raw.free_bytes,
            idle_bytes: raw.idle_bytes,
            largest_free_bytes: raw.largest_free_bytes,
            get_count: raw.get_count,
            put_count: raw.put_count,
            reuse_count: raw.reuse_count,
            search_count: raw.search_count,
            trim_count: raw.trim_count,
            wait_count: raw.wait_count,
            reclaim_count: raw.reclaim_count,
            emergency_count: raw.emergency_count,
            refusal_count: raw.refusal_count,
            misuse_count: raw.misuse_count,
            hint_bytes: raw.hint_bytes,
            reuse_rate: raw.reuse_rate,
            fragmentation: raw.fragmentation,
            waste: raw.waste,
        })
    }

    /// The same as JSON.
    pub fn stats_json(&self) -> Result<String> {
        let mut json = std::ptr::null_mut();
        // SAFETY: on success the text is ours.
        unsafe {
            done(sys::weir_device_pool_stats_json(self.raw.as_ptr(), &mut json))?;
            Ok(Buffer::text(json))
        }
    }
}

/// Elements in the device's memory, which goes back to its pool when this is dropped.
#[derive(Debug)]
pub struct DeviceArray<T: Element> {
    pool: Arc<Raw>,
    data: *mut c_void,
    len: usize,
    lives: PhantomData<T>,
}

// SAFETY: it owns its block, and the pool may be used from any thread.
unsafe impl<T: Element> Send for DeviceArray<T> {}
unsafe impl<T: Element> Sync for DeviceArray<T> {}

impl<T: Element> DeviceArray<T> {
    /// How many elements there are.
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Where they lie, for calls of other libraries: on the device, or in the host's memory where
    /// that is the device.
    pub fn as_device_ptr(&self) -> *mut c_void {
        self.data
    }

    /// Copies as many elements into it, and returns when they are there.
    pub fn write(&mut self, stream: &Stream, src: &[T]) -> Result<()> {
        self.check(src.len())?;
        // SAFETY: the block is ours, of that size, and nobody reads it while it is borrowed.
        let there =
            unsafe { ViewMut::from_raw(self.data, T::DTYPE, true, &[self.len as u64], None)? };
        stream.copy(src, there)
    }

    /// Copies its elements out, and returns when they are there.
    pub fn read(&self, stream: &Stream, dst: &mut [T]) -> Result<()> {
        self.check(dst.len())?;
        // SAFETY: the block is ours, of that size, and was written when this was made.
        let there = unsafe { View::from_raw(self.data, T::DTYPE, true, &[self.len as u64], None)? };
        stream.copy(there, dst)
    }

    fn check(&self, len: usize) -> Result<()> {
        if len == self.len {
            return Ok(());
        }
        let ours = self.len;
        Err(Error::invalid(format!("a slice of {len} elements for a device array of {ours}")))
    }
}

impl<T: Element> Drop for DeviceArray<T> {
    fn drop(&mut self) {
        // SAFETY: the block is ours, and copies are waited for: nobody uses it.
        unsafe {
            sys::weir_device_pool_put(self.pool.as_ptr(), self.data, std::ptr::null_mut());
        }
    }
}
