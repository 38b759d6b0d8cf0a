// SPDX-License-Identifier: Apache-2.0
//! Texts on their way into C: a NUL at the end, none inside, and no allocation for short ones.
use std::ffi::CString;
use std::mem::MaybeUninit;
use std::os::raw::c_char;
use std::path::Path;

use crate::error::{Error, Result};

const SHORT: usize = 128;

#[inline]
pub(crate) fn with_c<R>(
    text: impl AsRef<[u8]>,
    call: impl FnOnce(*const c_char) -> R,
) -> Result<R> {
    let text = text.as_ref();
    if text.contains(&0) {
        return Err(nul_inside(text));
    }
    if text.len() >= SHORT {
        // SAFETY: it was just looked through for a NUL.
        let long = unsafe { CString::from_vec_unchecked(text.to_vec()) };
        return Ok(call(long.as_ptr()));
    }
    let mut short = MaybeUninit::<[u8; SHORT]>::uninit();
    let start = short.as_mut_ptr().cast::<u8>();
    // SAFETY: text.len() < SHORT, so the text and its NUL fit.
    unsafe {
        std::ptr::copy_nonoverlapping(text.as_ptr(), start, text.len());
        start.add(text.len()).write(0);
    }
    Ok(call(start.cast()))
}

#[cold]
fn nul_inside(text: &[u8]) -> Error {
    Error::invalid(format!("{:?} has a NUL inside", String::from_utf8_lossy(text)))
}

pub(crate) fn with_path<R>(path: &Path, call: impl FnOnce(*const c_char) -> R) -> Result<R> {
    use std::os::unix::ffi::OsStrExt;
    with_c(path.as_os_str().as_bytes(), call)
}

/// A text that C keeps by itself; what stands after a NUL cannot be kept, so it is refused.
pub(crate) fn owned(text: &str) -> Result<CString> {
    CString::new(text).map_err(|_| nul_inside(text.as_bytes()))
}
