// SPDX-License-Identifier: Apache-2.0
//! Blocks of memory that are used again: weir/memory_pool.h.
use weir_sys as sys;

use crate::error::{done, Result};
use crate::handle::{give, handle, sized};
use crate::{Buffer, Runtime};

handle! {
    /// A pool of memory blocks. What is dropped is kept for the next who asks.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// let pool = weir::MemoryPool::of(&runtime)?;
    /// for _ in 0..10 {
    ///     let frame = pool.block(480 * 640, weir::Priority::Medium)?;
    ///     assert_eq!(frame[0], 0);
    /// }
    /// assert_eq!(pool.stats()?.reuse_count, 9);
    /// # Ok::<(), weir::Error>(())
    /// ```
    MemoryPool, weir_memory_pool, weir_memory_pool_free, shared
}

/// How much a request for memory matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
#[non_exhaustive]
pub enum Priority {
    /// The program cannot go on without it: it may use the pool's reserve.
    Critical = sys::WEIR_PRIORITY_CRITICAL,
    /// Served before the others.
    High = sys::WEIR_PRIORITY_HIGH,
    /// Leaves a twentieth of the budget to others.
    Medium = sys::WEIR_PRIORITY_MEDIUM,
    /// Nice to have: refused first.
    Low = sys::WEIR_PRIORITY_LOW,
}

/// How a pool is made; 0 is the library's default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryPoolOptions {
    /// Find blocks that are written to after they were given back.
    pub debug: bool,
    /// Never hold more; 0: the budget alone decides.
    pub capacity_bytes: u64,
    /// For [`Priority::Critical`].
    pub reserve_bytes: u64,
    /// Low blocks idle for longer go back to the machine.
    pub idle_ns: u64,
}

/// What a pool looks like; weir/memory_pool.h says what each number is.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct MemoryPoolStats {
    pub capacity_bytes: u64,
    pub held_bytes: u64,
    pub peak_bytes: u64,
    pub used_bytes: u64,
    pub used_count: u64,
    pub idle_bytes: u64,
    pub largest_idle_bytes: u64,
    pub keep_bytes: u64,
    pub reserve_bytes: u64,
    pub get_count: u64,
    pub put_count: u64,
    pub reuse_count: u64,
    pub cleanup_count: u64,
    pub emergency_count: u64,
    pub refusal_count: u64,
    pub misuse_count: u64,
    pub reuse_rate: f64,
    pub fragmentation: f64,
}

impl MemoryPool {
    /// The pool that the runtime's parts share.
    pub fn of(runtime: &Runtime) -> Result<MemoryPool> {
        give!(MemoryPool, sys::weir_runtime_memory_pool, runtime.as_ptr())
    }

    /// A pool of its own.
    pub fn new(runtime: &Runtime, options: MemoryPoolOptions) -> Result<MemoryPool> {
        let mut raw = sized!(weir_memory_pool_options);
        raw.flags = if options.debug { sys::WEIR_MEMORY_POOL_DEBUG } else { 0 };
        raw.capacity_bytes = options.capacity_bytes;
        raw.reserve_bytes = options.reserve_bytes;
        raw.idle_ns = options.idle_ns;
        give!(MemoryPool, sys::weir_memory_pool_create, runtime.as_ptr(), &raw)
    }

    /// A block of zeros, aligned to 64 bytes, that goes back to the pool when it is dropped.
    pub fn block(&self, size_bytes: usize, priority: Priority) -> Result<Buffer> {
        self.aligned_block(size_bytes, 64, priority)
    }

    /// The same with an alignment of your own: a power of two, up to 2 MiB.
    pub fn aligned_block(
        &self,
        size_bytes: usize,
        alignment_bytes: u32,
        priority: Priority,
    ) -> Result<Buffer> {
        let shape = [size_bytes as u64];
        let mut array = sized!(weir_array);
        array.dtype = sys::WEIR_U8;
        array.ndim = 1;
        array.shape = shape.as_ptr();
        let mut options = sized!(weir_block_options);
        options.flags = sys::WEIR_BLOCK_ZEROED;
        options.priority = priority as u32;
        options.alignment_bytes = alignment_bytes;
        give!(Buffer, sys::weir_memory_pool_get_array, self.as_ptr(), &mut array, &options)
    }

    /// Gives idle memory back to the machine until no more than that is idle; tells how much went.
    pub fn trim(&self, keep_bytes: u64) -> Result<u64> {
        let mut freed = 0;
        // SAFETY: freed is written during the call.
        done(unsafe { sys::weir_memory_pool_trim(self.as_ptr(), keep_bytes, &mut freed) })?;
        Ok(freed)
    }

    /// What the pool looks like.
    pub fn stats(&self) -> Result<MemoryPoolStats> {
        let mut raw = sized!(weir_memory_pool_stats);
        // SAFETY: raw is written during the call.
        done(unsafe { sys::weir_memory_pool_get_stats(self.as_ptr(), &mut raw) })?;
        Ok(MemoryPoolStats {
            capacity_bytes: raw.capacity_bytes,
            held_bytes: raw.held_bytes,
            peak_bytes: raw.peak_bytes,
            used_bytes: raw.used_bytes,
            used_count: raw.used_count,
            idle_bytes: raw.idle_bytes,
            largest_idle_bytes: raw.largest_idle_bytes,
            keep_bytes: raw.keep_bytes,
            reserve_bytes: raw.reserve_bytes,
            get_count: raw.get_count,
            put_count: raw.put_count,
            reuse_count: raw.reuse_count,
            cleanup_count: raw.cleanup_count,
            emergency_count: raw.emergency_count,
            refusal_count: raw.refusal_count,
            misuse_count: raw.misuse_count,
            reuse_rate: raw.reuse_rate,
            fragmentation: raw.fragmentation,
        })
    }

    /// The same as JSON, with the classes of small blocks.
    pub fn stats_json(&self) -> Result<String> {
        let mut json = std::ptr::null_mut();
        // SAFETY: on success the text is ours.
        unsafe {
            done(sys::weir_memory_pool_stats_json(self.as_ptr(), &mut json))?;
            Ok(Buffer::text(json))
        }
    }
}
