// SPDX-License-Identifier: Apache-2.0
//! Bytes with an owner: weir/memory.h.
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::ptr::NonNull;

use weir_sys as sys;

use crate::error::{done, Result};
use crate::Runtime;

/// Bytes that the library holds, yours as long as you keep this.
///
/// They outlive the runtime they came from, and count against its budget until dropped.
///
/// ```
/// let runtime = weir::Runtime::new()?;
/// let mut buffer = weir::Buffer::new(&runtime, 1024)?;
/// buffer[0] = 7;
/// drop(runtime);
/// assert_eq!((buffer.len(), buffer[0], buffer[1]), (1024, 7, 0));
/// # Ok::<(), weir::Error>(())
/// ```
pub struct Buffer {
    raw: NonNull<sys::weir_buffer>,
    // Address and size never change (weir/memory.h), so reading costs no call.
    data: NonNull<u8>,
    size: usize,
}

// SAFETY: Shared, says weir/memory.h; who writes while others read is settled by &mut.
unsafe impl Send for Buffer {}
unsafe impl Sync for Buffer {}

impl Buffer {
    /// Memory that the runtime's budget pays for, set to zero and aligned to 64 bytes.
    pub fn new(runtime: &Runtime, size_bytes: usize) -> Result<Buffer> {
        Buffer::aligned(runtime, size_bytes, 64)
    }

    /// The same with an alignment of your own: a power of two, up to 2 MiB.
    pub fn aligned(runtime: &Runtime, size_bytes: usize, alignment_bytes: usize) -> Result<Buffer> {
        let mut raw = std::ptr::null_mut();
        // SAFETY: as the header asks. A safe slice may not show bytes that nobody wrote, and the
        // library leaves them unset, so they are zeroed here.
        unsafe {
            done(sys::weir_buffer_create(runtime.as_ptr(), size_bytes, alignment_bytes, &mut raw))?;
            let buffer = Buffer::from_raw(raw);
            buffer.data.as_ptr().write_bytes(0, buffer.size);
            Ok(buffer)
        }
    }

    /// A copy of your bytes, which belongs to no runtime and no budget.
    pub fn copy_of(data: impl AsRef<[u8]>) -> Result<Buffer> {
        let data = data.as_ref();
        let mut raw = std::ptr::null_mut();
        // SAFETY: data is read during the call only.
        unsafe {
            done(sys::weir_buffer_copy(data.as_ptr().cast(), data.len(), &mut raw))?;
            Ok(Buffer::from_raw(raw))
        }
    }

    /// # Safety
    /// `raw` was given by the library, with all its bytes set or about to be.
    pub(crate) unsafe fn from_raw(raw: *mut sys::weir_buffer) -> Buffer {
        Buffer {
            raw: NonNull::new_unchecked(raw),
            data: NonNull::new_unchecked(sys::weir_buffer_data(raw).cast()),
            size: sys::weir_buffer_size(raw),
        }
    }

    /// The text that the library wrote into a buffer it gives.
    ///
    /// # Safety
    /// As [`Buffer::from_raw`].
    pub(crate) unsafe fn text(raw: *mut sys::weir_buffer) -> String {
        String::from_utf8_lossy(&Buffer::from_raw(raw)).into_owned()
    }
}

impl Deref for Buffer {
    type Target = [u8];
    #[inline]
    fn deref(&self) -> &[u8] {
        // SAFETY: every byte is set, and nobody writes while this is borrowed.
        unsafe { std::slice::from_raw_parts(self.data.as_ptr(), self.size) }
    }
}

impl DerefMut for Buffer {
    #[inline]
    fn deref_mut(&mut self) -> &mut [u8] {
        // SAFETY: as above, and &mut is the only way in.
        unsafe { std::slice::from_raw_parts_mut(self.data.as_ptr(), self.size) }
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        self
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        // SAFETY: this is the handle's last call.
        unsafe { sys::weir_buffer_free(self.raw.as_ptr()) }
    }
}

impl fmt::Debug for Buffer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Buffer({} bytes)", self.size)
    }
}
