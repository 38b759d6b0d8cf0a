// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/array.h: change that instead.
use super::*;

pub const WEIR_U8: weir_dtype = 1;
pub const WEIR_I8: weir_dtype = 2;
pub const WEIR_U16: weir_dtype = 3;
pub const WEIR_I16: weir_dtype = 4;
pub const WEIR_U32: weir_dtype = 5;
pub const WEIR_I32: weir_dtype = 6;
pub const WEIR_U64: weir_dtype = 7;
pub const WEIR_I64: weir_dtype = 8;
pub const WEIR_F16: weir_dtype = 9;
pub const WEIR_F32: weir_dtype = 10;
pub const WEIR_F64: weir_dtype = 11;
pub const WEIR_C64: weir_dtype = 12;
pub const WEIR_C128: weir_dtype = 13;
pub const WEIR_BOOL: weir_dtype = 14;
pub type weir_dtype = ::std::os::raw::c_uint;
pub const WEIR_SPACE_HOST: weir_space = 0;
pub const WEIR_SPACE_DEVICE: weir_space = 1;
pub type weir_space = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_array {
    pub struct_size: u32,
    pub dtype: u32,
    pub ndim: u32,
    pub space: u32,
    pub data: *mut ::std::os::raw::c_void,
    pub shape: *const u64,
    pub strides_bytes: *const i64,
}
impl Default for weir_array {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
