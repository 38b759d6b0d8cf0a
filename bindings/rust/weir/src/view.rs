// SPDX-License-Identifier: Apache-2.0
//! Arrays of yours, as the library is told of them: borrowed, of any shape and strides.
use std::fmt;
use std::marker::PhantomData;
use std::mem::size_of;
use std::os::raw::c_void;

use weir_sys as sys;

use crate::buffer::Buffer;
use crate::element::{Dims, Dtype, Element};
use crate::error::{Error, Result};

/// What both kinds of views are made of.
#[derive(Clone)]
struct Parts {
    data: *mut c_void,
    dtype: Dtype,
    space: u32,
    shape: Dims<u64>,
    strides: Option<Dims<i64>>, // in bytes; None: C order
}

impl Parts {
    fn flat<T: Element>(data: *const T, shape: &[usize]) -> Parts {
        let shape = Dims::collect(shape.len(), |i| shape[i] as u64);
        let data = data as *mut T as *mut c_void;
        Parts { data, dtype: T::DTYPE, space: sys::WEIR_SPACE_HOST, shape, strides: None }
    }

    fn shaped<T: Element>(data: *const T, count: usize, shape: &[usize]) -> Result<Parts> {
        let asked = shape.iter().try_fold(1usize, |all, n| all.checked_mul(*n));
        if asked != Some(count) {
            let text = format!(
                "a slice of {count} elements has no shape {shape:?}: its extents \
                                must multiply to {count}"
            );
            return Err(Error::invalid(text));
        }
        Ok(Parts::flat(data, shape))
    }

    /// Every element that the shape and strides reach must be one of the slice's.
    fn strided<T: Element>(
        data: *const T,
        count: usize,
        offset: usize,
        shape: &[usize],
        strides: &[isize],
    ) -> Result<Parts> {
        if shape.len() != strides.len() {
            let (n, m) = (shape.len(), strides.len());
            return Err(Error::invalid(format!("a shape of {n} extents with {m} strides")));
        }
        let mut parts = Parts::flat(data, shape);
        let bytes = |i: usize| (strides[i] as i64).wrapping_mul(size_of::<T>() as i64);
        parts.strides = Some(Dims::collect(strides.len(), bytes));
        if shape.contains(&0) {
            return Ok(parts); // no element: nothing is reached
        }
        // i128 holds any product of a usize and an isize; the sum of 32 of them too.
        let (mut low, mut high) = (offset as i128, offset as i128);
        for (extent, stride) in shape.iter().zip(strides) {
            let far = (*extent as i128 - 1) * *stride as i128;
            if far < 0 {
                low = low.saturating_add(far);
            } else {
                high = high.saturating_add(far);
            }
        }
        if low < 0 || high >= count as i128 {
            return Err(Error::invalid(format!(
                "a view of elements {low} to {high} of a slice of {count}: offset {offset}, shape \
                 {shape:?}, strides {strides:?} (in elements)"
            )));
        }
        // SAFETY: offset is between low and high, and so inside the slice.
        parts.data = unsafe { data.add(offset) } as *mut T as *mut c_void;
        Ok(parts)
    }

    fn raw(&self) -> sys::weir_array {
        sys::weir_array {
            struct_size: size_of::<sys::weir_array>() as u32,
            dtype: self.dtype as u32,
            ndim: self.shape.as_slice().len() as u32,
            space: self.space,
            data: self.data,
            shape: self.shape.as_slice().as_ptr(),
            strides_bytes: self
                .strides
                .as_ref()
                .map_or(std::ptr::null(), |s| s.as_slice().as_ptr()),
        }
    }

    fn write(&self, name: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{name}({:?} {:?})", self.dtype, self.shape.as_slice())
    }
}

macro_rules! view {
    ($(#[$about:meta])* $name:ident, $slice:ty) => {
        $(#[$about])*
        pub struct $name<'a> {
            parts: Parts,
            lives: PhantomData<$slice>,
        }

        // SAFETY: it stands for a slice of elements, which are Send and Sync.
        unsafe impl Send for $name<'_> {}
        unsafe impl Sync for $name<'_> {}

        impl<'a> $name<'a> {
            fn of(parts: Parts) -> Self {
                $name { parts, lives: PhantomData }
            }

            /// Its extents.
            pub fn shape(&self) -> &[u64] {
                self.parts.shape.as_slice()
            }

            /// What it holds.
            pub fn dtype(&self) -> Dtype {
                self.parts.dtype
            }

            /// For the C call; it points into this view.
            pub(crate) fn raw(&self) -> sys::weir_array {
                self.parts.raw()
            }

            /// A view of memory that no slice describes: on the device, unaligned, or shared
            /// between several views.
            ///
            /// # Safety
            /// Every element that the shape and strides reach stays good for `'a`, as bytes of
            /// that dtype, and is not touched otherwise as long as a transfer uses it.
            pub unsafe fn from_raw(
                data: *mut c_void,
                dtype: Dtype,
                on_device: bool,
                shape: &[u64],
                strides_bytes: Option<&[i64]>,
            ) -> Result<Self> {
                let fits = strides_bytes.map_or(true, |s| s.len() == shape.len());
                if !fits {
                    return Err(Error::invalid("a shape and strides of different lengths"));
                }
                let space = if on_device { sys::WEIR_SPACE_DEVICE } else { sys::WEIR_SPACE_HOST };
                let strides = strides_bytes.map(|s| Dims::collect(s.len(), |i| s[i]));
                let shape = Dims::collect(shape.len(), |i| shape[i]);
                Ok(Self::of(Parts { data, dtype, space, shape, strides }))
            }
        }

        impl fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.parts.write(stringify!($name), f)
            }
        }
    };
}

view! {
    /// An array that is read: borrowed elements, of any shape and strides.
    ///
    /// A slice becomes one with `.into()`, also a slice of rows (`&[[f64; 3]]`).
    ///
    /// ```
    /// use weir::View;
    /// let image = vec![0f32; 6 * 4];
    /// let whole = View::shaped(&image, &[6, 4])?;
    /// let second_column = View::strided(&image, 1, &[6], &[4])?;
    /// let upside_down = View::strided(&image, 20, &[6, 4], &[-4, 1])?;
    /// assert!(View::strided(&image, 1, &[6, 4], &[4, 1]).is_err()); // one too far
    /// # let _ = (whole, second_column, upside_down);
    /// # Ok::<(), weir::Error>(())
    /// ```
    #[derive(Clone)]
    View, &'a [u8]
}

view! {
    /// An array that is written: elements borrowed exclusively, of any shape and strides.
    ///
    /// Elements between strides are left alone.
    ViewMut, &'a mut [u8]
}

impl<'a> View<'a> {
    /// A slice as an array of that shape, rows one after another.
    pub fn shaped<T: Element>(slice: &'a [T], shape: &[usize]) -> Result<View<'a>> {
        Ok(View::of(Parts::shaped(slice.as_ptr(), slice.len(), shape)?))
    }

    /// Part of a slice: its first element, extents, and steps in elements, which may be negative
    /// or zero.
    pub fn strided<T: Element>(
        slice: &'a [T],
        offset: usize,
        shape: &[usize],
        strides: &[isize],
    ) -> Result<View<'a>> {
        Ok(View::of(Parts::strided(slice.as_ptr(), slice.len(), offset, shape, strides)?))
    }
}

impl<'a> ViewMut<'a> {
    /// A slice as an array of that shape, rows one after another.
    pub fn shaped<T: Element>(slice: &'a mut [T], shape: &[usize]) -> Result<ViewMut<'a>> {
        Ok(ViewMut::of(Parts::shaped(slice.as_mut_ptr(), slice.len(), shape)?))
    }

    /// Part of a slice, as [`View::strided`].
    pub fn strided<T: Element>(
        slice: &'a mut [T],
        offset: usize,
        shape: &[usize],
        strides: &[isize],
    ) -> Result<ViewMut<'a>> {
        Ok(ViewMut::of(Parts::strided(slice.as_mut_ptr(), slice.len(), offset, shape, strides)?))
    }
}

impl<'a, T: Element> From<&'a [T]> for View<'a> {
    fn from(slice: &'a [T]) -> Self {
        View::of(Parts::flat(slice.as_ptr(), &[slice.len()]))
    }
}

impl<'a, T: Element, const N: usize> From<&'a [[T; N]]> for View<'a> {
    fn from(rows: &'a [[T; N]]) -> Self {
        View::of(Parts::flat(rows.as_ptr().cast::<T>(), &[rows.len(), N]))
    }
}

impl<'a, T: Element> From<&'a mut [T]> for ViewMut<'a> {
    fn from(slice: &'a mut [T]) -> Self {
        ViewMut::of(Parts::flat(slice.as_mut_ptr(), &[slice.len()]))
    }
}

impl<'a, T: Element, const N: usize> From<&'a mut [[T; N]]> for ViewMut<'a> {
    fn from(rows: &'a mut [[T; N]]) -> Self {
        ViewMut::of(Parts::flat(rows.as_mut_ptr().cast::<T>(), &[rows.len(), N]))
    }
}

macro_rules! from_owners {
    ($([$($generics:tt)*] $owner:ty;)*) => {$(
        impl<'a, $($generics)*> From<&'a $owner> for View<'a> {
            fn from(owner: &'a $owner) -> Self {
                View::from(&owner[..])
            }
        }
        impl<'a, $($generics)*> From<&'a mut $owner> for ViewMut<'a> {
            fn from(owner: &'a mut $owner) -> Self {
                ViewMut::from(&mut owner[..])
            }
        }
    )*};
}
from_owners! {
    [T: Element] Vec<T>;
    [T: Element, const N: usize] Vec<[T; N]>;
    [T: Element] Box<[T]>;
    [T: Element, const N: usize] [T; N];
    [] Buffer;
}
