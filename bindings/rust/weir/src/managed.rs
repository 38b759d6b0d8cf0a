// SPDX-License-Identifier: Apache-2.0
//! Buffers that make room for others while nobody uses them: weir/managed.h.
use std::path::PathBuf;

use weir_sys as sys;

use crate::error::{done, Result};
use crate::handle::{give, handle, sized};
use crate::text::with_c;
use crate::{Buffer, Priority, Runtime};

handle! {
    /// A buffer that is compressed, then spilled to a file, while nobody has it pinned.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// let mut managed = weir::Managed::new(&runtime, 1 << 20, Default::default())?;
    /// managed.pin()?[7] = 42; // unpinned as the pin is dropped
    /// assert_eq!(managed.pin()?[7], 42);
    /// # Ok::<(), weir::Error>(())
    /// ```
    Managed, weir_managed, weir_managed_free, shared
}

/// How one buffer is made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedOptions {
    /// `None`: [`Priority::Medium`]. Low ones give way first.
    pub priority: Option<Priority>,
    /// Never compressed.
    pub no_compress: bool,
    /// Never spilled.
    pub no_spill: bool,
    /// A power of two up to 2 MiB; 0: 64.
    pub alignment_bytes: u32,
}

/// How all managed buffers of a runtime are kept; 0 and `None` are the library's defaults.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct ManagedSettings {
    /// None is compressed.
    pub no_compress: bool,
    /// None is spilled.
    pub no_spill: bool,
    /// How full the budget is when compressing begins: above 0 and up to 1.
    pub compress_at: f64,
    /// The most that lies in the file at once.
    pub spill_limit_bytes: u64,
    /// Where the file is.
    pub spill_directory: Option<PathBuf>,
}

/// Where a buffer's bytes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ManagedPlace {
    /// In memory, as they are.
    Memory,
    /// In memory, smaller.
    Compressed,
    /// In the file.
    Spilled,
}

/// How one buffer is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct ManagedState {
    /// Where its bytes are.
    pub place: ManagedPlace,
    /// As it was made.
    pub size_bytes: u64,
    /// What it takes where it is.
    pub stored_bytes: u64,
    /// How many have it pinned.
    pub pin_count: u32,
}

/// What a runtime's managed buffers look like; weir/managed.h says what each number is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[non_exhaustive]
#[allow(missing_docs)]
pub struct ManagedStats {
    pub buffer_count: u64,
    pub pinned_count: u64,
    pub total_bytes: u64,
    pub resident_bytes: u64,
    pub compressed_count: u64,
    pub compressed_bytes: u64,
    pub compressed_from_bytes: u64,
    pub spilled_count: u64,
    pub spilled_bytes: u64,
    pub spill_file_bytes: u64,
    pub compress_count: u64,
    pub incompressible_count: u64,
    pub spill_count: u64,
    pub spill_error_count: u64,
    pub restore_count: u64,
    pub restore_error_count: u64,
}

fn flags(no_compress: bool, no_spill: bool) -> u32 {
    (if no_compress { sys::WEIR_MANAGED_NO_COMPRESS } else { 0 })
        | (if no_spill { sys::WEIR_MANAGED_NO_SPILL } else { 0 })
}

impl Managed {
    /// A buffer of zeros that nobody has pinned yet.
    pub fn new(runtime: &Runtime, size_bytes: usize, options: ManagedOptions) -> Result<Managed> {
        let mut raw = sized!(weir_managed_options);
        raw.flags = flags(options.no_compress, options.no_spill);
        raw.priority = options.priority.map_or(0, |priority| priority as u32);
        raw.alignment_bytes = options.alignment_bytes;
        give!(Managed, sys::weir_managed_create, runtime.as_ptr(), size_bytes, &raw)
    }

    /// Chooses how a runtime's managed buffers are kept, from now on.
    pub fn configure(runtime: &Runtime, settings: &ManagedSettings) -> Result<()> {
        let mut raw = sized!(weir_managed_settings);
        raw.flags = flags(settings.no_compress, settings.no_spill);
        raw.compress_at = settings.compress_at;
        raw.spill_limit_bytes = settings.spill_limit_bytes;
        // SAFETY: the settings are copied during the call.
        match &settings.spill_directory {
            None => done(unsafe { sys::weir_runtime_set_managed(runtime.as_ptr(), &raw) }),
            Some(directory) => done(with_c(directory.to_string_lossy().as_bytes(), |path| {
                raw.spill_directory = path;
                unsafe { sys::weir_runtime_set_managed(runtime.as_ptr(), &raw) }
            })?),
        }
    }

    /// Its bytes, which stay in memory, where they are, until what this gives is dropped.
    ///
    /// Two pins of one buffer are the same bytes: so a second one is refused while the first is
    /// there.
    pub fn pin(&mut self) -> Result<Pin<'_>> {
        let buffer = give!(Buffer, sys::weir_managed_pin, self.as_ptr())?;
        Ok(Pin { buffer, _managed: std::marker::PhantomData })
    }

    /// How it is now, without bringing it back.
    pub fn state(&self) -> Result<ManagedState> {
        let mut raw = sized!(weir_managed_state);
        // SAFETY: raw is written during the call.
        done(unsafe { sys::weir_managed_get_state(self.as_ptr(), &mut raw) })?;
        Ok(ManagedState {
            place: match raw.place {
                sys::WEIR_MANAGED_IN_MEMORY => ManagedPlace::Memory,
                sys::WEIR_MANAGED_COMPRESSED => ManagedPlace::Compressed,
                _ => ManagedPlace::Spilled,
            },
            size_bytes: raw.size_bytes,
            stored_bytes: raw.stored_bytes,
            pin_count: raw.pin_count,
        })
    }

    /// What all managed buffers of a runtime look like.
    pub fn stats(runtime: &Runtime) -> Result<ManagedStats> {
        let mut raw = sized!(weir_managed_stats);
        // SAFETY: raw is written during the call.
        done(unsafe { sys::weir_runtime_managed_stats(runtime.as_ptr(), &mut raw) })?;
        Ok(ManagedStats {
            buffer_count: raw.buffer_count,
            pinned_count: raw.pinned_count,
            total_bytes: raw.total_bytes,
            resident_bytes: raw.resident_bytes,
            compressed_count: raw.compressed_count,
            compressed_bytes: raw.compressed_bytes,
            compressed_from_bytes: raw.compressed_from_bytes,
            spilled_count: raw.spilled_count,
            spilled_bytes: raw.spilled_bytes,
            spill_file_bytes: raw.spill_file_bytes,
            compress_count: raw.compress_count,
            incompressible_count: raw.incompressible_count,
            spill_count: raw.spill_count,
            spill_error_count: raw.spill_error_count,
            restore_count: raw.restore_count,
            restore_error_count: raw.restore_error_count,
        })
    }

    /// The same as JSON, with the settings.
    pub fn stats_json(runtime: &Runtime) -> Result<String> {
        let mut json = std::ptr::null_mut();
        // SAFETY: on success the text is ours.
        unsafe {
            done(sys::weir_runtime_managed_json(runtime.as_ptr(), &mut json))?;
            Ok(Buffer::text(json))
        }
    }
}

/// The bytes of a [`Managed`], for as long as this is there.
#[derive(Debug)]
pub struct Pin<'a> {
    buffer: Buffer,
    _managed: std::marker::PhantomData<&'a mut Managed>,
}

impl std::ops::Deref for Pin<'_> {
    type Target = [u8];
    fn deref(&self) -> &[u8] {
        &self.buffer
    }
}

impl std::ops::DerefMut for Pin<'_> {
    fn deref_mut(&mut self) -> &mut [u8] {
        &mut self.buffer
    }
}
