// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/managed.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_managed {
    _unused: [u8; 0],
}
pub const WEIR_MANAGED_NO_COMPRESS: weir_managed_flag = 1;
pub const WEIR_MANAGED_NO_SPILL: weir_managed_flag = 2;
pub type weir_managed_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_managed_settings {
    pub struct_size: u32,
    pub flags: u32,
    pub compress_at: f64,
    pub spill_limit_bytes: u64,
    pub spill_directory: *const ::std::os::raw::c_char,
}
impl Default for weir_managed_settings {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_managed_options {
    pub struct_size: u32,
    pub flags: u32,
    pub priority: u32,
    pub alignment_bytes: u32,
}
pub const WEIR_MANAGED_IN_MEMORY: weir_managed_place = 0;
pub const WEIR_MANAGED_COMPRESSED: weir_managed_place = 1;
pub const WEIR_MANAGED_SPILLED: weir_managed_place = 2;
pub type weir_managed_place = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_managed_state {
    pub struct_size: u32,
    pub place: u32,
    pub size_bytes: u64,
    pub stored_bytes: u64,
    pub pin_count: u32,
    pub flags: u32,
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_managed_stats {
    pub struct_size: u32,
    pub flags: u32,
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
extern "C" {
    pub fn weir_runtime_set_managed(
        runtime: *mut weir_runtime,
        settings: *const weir_managed_settings,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_managed_create(
        runtime: *mut weir_runtime,
        size_bytes: usize,
        options: *const weir_managed_options,
        managed_out: *mut *mut weir_managed,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_managed_pin(
        managed: *mut weir_managed,
        pinned_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_managed_get_state(
        managed: *const weir_managed,
        state_out: *mut weir_managed_state,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_managed_stats(
        runtime: *mut weir_runtime,
        stats_out: *mut weir_managed_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_managed_json(
        runtime: *mut weir_runtime,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_managed_free(managed: *mut weir_managed);
}
