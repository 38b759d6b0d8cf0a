// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/base.h: change that instead.
use super::*;

pub const WEIR_ABI_VERSION: weir_abi = 1;
pub type weir_abi = ::std::os::raw::c_uint;
pub type weir_status = i32;
pub const WEIR_OK: weir_status_code = 0;
pub const WEIR_MISS: weir_status_code = 1;
pub const WEIR_AGAIN: weir_status_code = 2;
pub const WEIR_END: weir_status_code = 3;
pub const WEIR_REJECTED: weir_status_code = 4;
pub const WEIR_E_INVALID: weir_status_code = -1;
pub const WEIR_E_NO_MEMORY: weir_status_code = -2;
pub const WEIR_E_CLOSED: weir_status_code = -3;
pub const WEIR_E_UNSUPPORTED: weir_status_code = -4;
pub const WEIR_E_IO: weir_status_code = -5;
pub const WEIR_E_PARSE: weir_status_code = -6;
pub const WEIR_E_NOT_FOUND: weir_status_code = -7;
pub const WEIR_E_TOO_SMALL: weir_status_code = -8;
pub const WEIR_E_CANCELLED: weir_status_code = -9;
pub const WEIR_E_CALLBACK: weir_status_code = -10;
pub const WEIR_E_DEVICE: weir_status_code = -11;
pub const WEIR_E_LIMIT: weir_status_code = -12;
pub const WEIR_E_PARTIAL: weir_status_code = -13;
pub const WEIR_E_INTERNAL: weir_status_code = -14;
pub type weir_status_code = ::std::os::raw::c_int;
pub const WEIR_FOREVER: u64 = 18446744073709551615;
pub const WEIR_LEVEL_DEBUG: weir_level = 1;
pub const WEIR_LEVEL_INFO: weir_level = 2;
pub const WEIR_LEVEL_WARNING: weir_level = 3;
pub const WEIR_LEVEL_ERROR: weir_level = 4;
pub type weir_level = ::std::os::raw::c_uint;
pub type weir_user_free =
    ::std::option::Option<unsafe extern "C" fn(user: *mut ::std::os::raw::c_void)>;
extern "C" {
    pub fn weir_status_name(status: weir_status) -> *const ::std::os::raw::c_char;
}
extern "C" {
    pub fn weir_last_error() -> *const ::std::os::raw::c_char;
}
extern "C" {
    pub fn weir_abi_version() -> u32;
}
extern "C" {
    pub fn weir_version() -> *const ::std::os::raw::c_char;
}
