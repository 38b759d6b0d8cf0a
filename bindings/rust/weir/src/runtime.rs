// SPDX-License-Identifier: Apache-2.0
//! What everything else is made in: weir/runtime.h and the statistics of weir/memory.h.
use weir_sys as sys;

use crate::buffer::Buffer;
use crate::error::{done, lent, unless, Result};
use crate::handle::{give, handle, sized};
use crate::profile::Profiler;
use crate::stream::{StreamPool, StreamPoolOptions};
use crate::text::with_c;

/// Which device a runtime uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeviceChoice {
    /// What the environment variable WEIR_DEVICE says; without it, CUDA where there is a device.
    Auto,
    /// The processor.
    Host,
    /// An NVIDIA GPU; where there is none, no runtime but an error with the reason.
    Cuda,
}

/// How a runtime is made; every field of [`RuntimeOptions::default`] is the library's default.
#[derive(Debug, Clone, Copy)]
#[must_use]
pub struct RuntimeOptions {
    memory_budget_bytes: u64,
    worker_count: u32,
    device: DeviceChoice,
}

impl Default for RuntimeOptions {
    fn default() -> Self {
        RuntimeOptions { memory_budget_bytes: 0, worker_count: 0, device: DeviceChoice::Auto }
    }
}

impl RuntimeOptions {
    /// No more than this is ever charged at once; 0: half of what the machine allows.
    pub fn memory_budget_bytes(mut self, bytes: u64) -> Self {
        self.memory_budget_bytes = bytes;
        self
    }

    /// How many threads work; 0: the CPUs this process may use.
    pub fn worker_count(mut self, count: u32) -> Self {
        self.worker_count = count;
        self
    }

    /// Which device to use.
    pub fn device(mut self, device: DeviceChoice) -> Self {
        self.device = device;
        self
    }

    /// Makes the runtime.
    pub fn create(self) -> Result<Runtime> {
        let mut options = sized!(weir_runtime_options);
        options.memory_budget_bytes = self.memory_budget_bytes;
        options.worker_count = self.worker_count;
        options.device = match self.device {
            DeviceChoice::Auto => sys::WEIR_DEVICE_AUTO,
            DeviceChoice::Host => sys::WEIR_DEVICE_HOST,
            DeviceChoice::Cuda => sys::WEIR_DEVICE_CUDA,
        };
        give!(Runtime, sys::weir_runtime_create, &options)
    }
}

handle! {
    /// A memory budget, worker threads, a device, a profiler, a pool of streams and a log.
    ///
    /// All but the budget and the log are made on first use. What is made from a runtime keeps
    /// what it needs of it, so things may be dropped in any order; the last one waits for the
    /// work in flight. In a child made by `fork()`, everything from before answers
    /// [`Status::Closed`](crate::Status::Closed), and [`Runtime::shared`] gives a fresh one.
    ///
    /// ```
    /// let runtime = weir::Runtime::options().worker_count(2).create()?;
    /// assert!(runtime.memory_stats()?.budget_bytes > 0);
    /// runtime.shutdown()?;
    /// let error = runtime.memory_stats().unwrap_err();
    /// assert_eq!(error.status(), weir::Status::Closed);
    /// # Ok::<(), weir::Error>(())
    /// ```
    Runtime, weir_runtime, weir_runtime_free, shared
}

/// What a runtime's memory looks like now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryStats {
    /// No more than this is ever charged at once.
    pub budget_bytes: u64,
    /// Charged now.
    pub used_bytes: u64,
    /// The most that was charged at once.
    pub peak_bytes: u64,
    /// What the machine or its control group allows this process.
    pub system_bytes: u64,
    /// Charges made since the runtime was made.
    pub charge_count: u64,
    /// Charges refused.
    pub refusal_count: u64,
    /// How many parts [`Runtime::memory_modules`] tells of.
    pub module_count: u32,
}

/// The memory that one part of the library holds from a runtime's budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryModule {
    /// Such as "buffers".
    pub name: &'static str,
    /// Charged now.
    pub used_bytes: u64,
    /// The most that was charged at once.
    pub peak_bytes: u64,
    /// Charges made since the runtime was made.
    pub charge_count: u64,
}

/// The memory that was charged inside one scope.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct MemoryScope {
    /// Such as "load/parse".
    pub path: String,
    /// Charged now.
    pub used_bytes: u64,
    /// The most that was charged at once.
    pub peak_bytes: u64,
    /// Charges made since the scope was first entered.
    pub charge_count: u64,
}

impl Runtime {
    /// A runtime with all defaults.
    pub fn new() -> Result<Runtime> {
        RuntimeOptions::default().create()
    }

    /// Options to make a runtime with.
    pub fn options() -> RuntimeOptions {
        RuntimeOptions::default()
    }

    /// The one runtime that this process shares, made on the first call. Dropping what this gives
    /// leaves it running.
    pub fn shared() -> Result<Runtime> {
        give!(Runtime, sys::weir_runtime_default)
    }

    /// Refuses new calls, finishes what is in flight, ends the threads.
    ///
    /// It may be called again, and from many threads at once. From inside a closure that one of
    /// the library's own threads runs it is refused.
    pub fn shutdown(&self) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_runtime_shutdown(self.as_ptr()) })
    }

    /// What this library is and what the runtime found, as JSON for people and bug reports.
    pub fn info(&self) -> Result<String> {
        let mut text = std::ptr::null_mut();
        // SAFETY: the handle is good; the buffer is ours.
        unsafe {
            done(sys::weir_runtime_info(self.as_ptr(), &mut text))?;
            Ok(Buffer::text(text))
        }
    }

    /// What the memory looks like.
    pub fn memory_stats(&self) -> Result<MemoryStats> {
        let mut s = sized!(weir_memory_stats);
        // SAFETY: the handle is good, and struct_size is set.
        done(unsafe { sys::weir_runtime_memory_stats(self.as_ptr(), &mut s) })?;
        Ok(MemoryStats {
            budget_bytes: s.budget_bytes,
            used_bytes: s.used_bytes,
            peak_bytes: s.peak_bytes,
            system_bytes: s.system_bytes,
            charge_count: s.charge_count,
            refusal_count: s.refusal_count,
            module_count: s.module_count,
        })
    }

    /// What each part of the library holds.
    pub fn memory_modules(&self) -> impl Iterator<Item = Result<MemoryModule>> + '_ {
        crate::answers(move |index| {
            let mut m = sized!(weir_memory_module);
            // SAFETY: the handle is good, and struct_size is set.
            let status =
                unsafe { sys::weir_runtime_memory_module(self.as_ptr(), index as u32, &mut m) };
            Ok(unless(status, sys::WEIR_END)?.then(|| MemoryModule {
                // SAFETY: the name is lent for the life of the process.
                name: unsafe { lent(m.name) },
                used_bytes: m.used_bytes,
                peak_bytes: m.peak_bytes,
                charge_count: m.charge_count,
            }))
        })
    }

    /// Runs `body` in a scope: what this thread charges to the budget meanwhile counts for the
    /// scope, and for those around it, until it is freed.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// let buffer = runtime.in_memory_scope("load", || runtime.buffer(1000))??;
    /// let scope = runtime.memory_scopes().next().unwrap()?;
    /// assert_eq!((scope.path.as_str(), scope.used_bytes), ("load", buffer.len() as u64));
    /// # Ok::<(), weir::Error>(())
    /// ```
    pub fn in_memory_scope<R>(&self, name: &str, body: impl FnOnce() -> R) -> Result<R> {
        struct Leave<'a>(&'a Runtime);
        impl Drop for Leave<'_> {
            fn drop(&mut self) {
                // SAFETY: the handle is good. In a fork's child it refuses, and there is no scope.
                unsafe { sys::weir_runtime_leave_memory_scope(self.0.as_ptr()) };
            }
        }
        // SAFETY: the handle is good, and the name is copied.
        done(with_c(name, |name| unsafe {
            sys::weir_runtime_enter_memory_scope(self.as_ptr(), name)
        })?)?;
        let _leave = Leave(self);
        Ok(body())
    }

    /// What was charged inside each scope, in the order they were first entered.
    pub fn memory_scopes(&self) -> impl Iterator<Item = Result<MemoryScope>> + '_ {
        crate::answers(move |index| {
            let mut s = sized!(weir_memory_scope);
            // SAFETY: the handle is good, and struct_size is set.
            let status =
                unsafe { sys::weir_runtime_memory_scope(self.as_ptr(), index as u32, &mut s) };
            Ok(unless(status, sys::WEIR_END)?.then(|| MemoryScope {
                // SAFETY: the path is lent for as long as the handle lives.
                path: unsafe { lent(s.path) }.to_owned(),
                used_bytes: s.used_bytes,
                peak_bytes: s.peak_bytes,
                charge_count: s.charge_count,
            }))
        })
    }

    /// Changes the budget while the runtime is in use; 0: what WEIR_MEMORY_LIMIT says, or half of
    /// what the machine allows.
    pub fn set_memory_budget(&self, budget_bytes: u64) -> Result<()> {
        // SAFETY: the handle is good.
        done(unsafe { sys::weir_runtime_set_memory_budget(self.as_ptr(), budget_bytes) })
    }

    /// A buffer of this runtime's memory: [`Buffer::new`].
    pub fn buffer(&self, size_bytes: usize) -> Result<Buffer> {
        Buffer::new(self, size_bytes)
    }

    /// The profiler that everybody who uses this runtime shares.
    pub fn profiler(&self) -> Result<Profiler> {
        give!(Profiler, sys::weir_runtime_profiler, self.as_ptr())
    }

    /// The one pool of streams that this runtime shares, made with the defaults if this is the
    /// first to ask.
    pub fn stream_pool(&self) -> Result<StreamPool> {
        give!(StreamPool, sys::weir_runtime_stream_pool, self.as_ptr(), std::ptr::null())
    }

    /// The same, made as the options say if this is the first to ask; a pool that is there
    /// already stays as it is, with a warning in the log.
    pub fn stream_pool_with(&self, options: &StreamPoolOptions) -> Result<StreamPool> {
        let options = options.raw();
        give!(StreamPool, sys::weir_runtime_stream_pool, self.as_ptr(), &options)
    }
}
