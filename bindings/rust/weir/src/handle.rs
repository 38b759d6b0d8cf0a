// SPDX-License-Identifier: Apache-2.0
//! One macro for everything that is held by a C handle and ended by one function.

/// Makes a struct around a handle, ended by `$free`. `shared` adds Send and Sync, for types whose
/// header says "Threads: Shared" or "Threads: Frozen".
macro_rules! handle {
    ($(#[$about:meta])* $name:ident, $raw:ident, $free:ident, shared) => {
        handle!($(#[$about])* $name, $raw, $free);
        // SAFETY: the header says that any number of threads may use one at once, and the free
        // function that any thread may call it.
        unsafe impl Send for $name {}
        unsafe impl Sync for $name {}
    };
    ($(#[$about:meta])* $name:ident, $raw:ident, $free:ident) => {
        $(#[$about])*
        pub struct $name {
            raw: std::ptr::NonNull<weir_sys::$raw>,
        }

        impl $name {
            /// # Safety
            /// `raw` was given by the library and is not ended by anybody else.
            #[inline]
            #[allow(dead_code)]
            pub(crate) unsafe fn from_raw(raw: *mut weir_sys::$raw) -> Self {
                debug_assert!(!raw.is_null());
                Self { raw: std::ptr::NonNull::new_unchecked(raw) }
            }

            /// The C handle, for calls of `weir-sys`. It stays this object's.
            #[inline]
            pub fn as_ptr(&self) -> *mut weir_sys::$raw {
                self.raw.as_ptr()
            }
        }

        impl Drop for $name {
            fn drop(&mut self) {
                // SAFETY: this is the handle's last call.
                unsafe { weir_sys::$free(self.raw.as_ptr()) }
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({:p})"), self.raw)
            }
        }
    };
}
pub(crate) use handle;

/// Calls a C function whose last argument is a handle's address, and wraps what it gives.
macro_rules! give {
    ($wrap:ty, $call:path $(, $argument:expr)* $(,)?) => {{
        let mut raw = std::ptr::null_mut();
        // SAFETY: the arguments are as the header asks; on success the handle is ours.
        crate::error::done(unsafe { $call($($argument,)* &mut raw) })
            .map(|()| unsafe { <$wrap>::from_raw(raw) })
    }};
}
pub(crate) use give;

/// An all-zero C struct with its struct_size set.
macro_rules! sized {
    ($name:ident) => {
        weir_sys::$name {
            struct_size: std::mem::size_of::<weir_sys::$name>() as u32,
            ..Default::default()
        }
    };
}
pub(crate) use sized;
