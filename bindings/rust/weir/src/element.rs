// SPDX-License-Identifier: Apache-2.0
//! What arrays hold: weir/array.h's types, as Rust types.
use weir_sys as sys;

/// The kinds of elements that the library knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
#[allow(missing_docs)]
pub enum Dtype {
    U8 = sys::WEIR_U8,
    I8 = sys::WEIR_I8,
    U16 = sys::WEIR_U16,
    I16 = sys::WEIR_I16,
    U32 = sys::WEIR_U32,
    I32 = sys::WEIR_I32,
    U64 = sys::WEIR_U64,
    I64 = sys::WEIR_I64,
    F16 = sys::WEIR_F16,
    F32 = sys::WEIR_F32,
    F64 = sys::WEIR_F64,
    C64 = sys::WEIR_C64,
    C128 = sys::WEIR_C128,
    Bool = sys::WEIR_BOOL,
}

/// A number that arrays may hold.
///
/// # Safety
/// The type has the size and the bits of its `DTYPE`, and no padding. Elements are copied byte by
/// byte from places of the same `DTYPE`.
pub unsafe trait Element: Copy + Send + Sync + 'static {
    /// Its kind.
    const DTYPE: Dtype;
}

/// Half a float, as its bits: Rust 1.63 has no type for it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[repr(transparent)]
pub struct F16(pub u16);

/// A complex number of two floats.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
#[repr(C)]
pub struct Complex<T> {
    /// The real part.
    pub re: T,
    /// The imaginary part.
    pub im: T,
}

macro_rules! elements {
    ($($type:ty => $dtype:ident)*) => {$(
        // SAFETY: same size and bits as the C type of this dtype.
        unsafe impl Element for $type {
            const DTYPE: Dtype = Dtype::$dtype;
        }
    )*};
}

elements! {
    u8 => U8
    i8 => I8
    u16 => U16
    i16 => I16
    u32 => U32
    i32 => I32
    u64 => U64
    i64 => I64
    F16 => F16
    f32 => F32
    f64 => F64
    Complex<f32> => C64
    Complex<f64> => C128
    bool => Bool
}

/// Extents or steps: a few in place, more on the heap.
#[derive(Clone, Debug)]
pub(crate) struct Dims<T> {
    count: usize,
    few: [T; 4],
    many: Vec<T>,
}

impl<T: Copy + Default> Dims<T> {
    pub(crate) fn collect(count: usize, of: impl Fn(usize) -> T) -> Dims<T> {
        let mut dims = Dims { count, few: [T::default(); 4], many: Vec::new() };
        if count <= dims.few.len() {
            for (i, place) in dims.few[..count].iter_mut().enumerate() {
                *place = of(i);
            }
        } else {
            dims.many = (0..count).map(of).collect();
        }
        dims
    }

    pub(crate) fn as_slice(&self) -> &[T] {
        if self.count <= self.few.len() {
            &self.few[..self.count]
        } else {
            &self.many
        }
    }
}
