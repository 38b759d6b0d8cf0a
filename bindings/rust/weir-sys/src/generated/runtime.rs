// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/runtime.h: change that instead.
use super::*;

pub const WEIR_DEVICE_AUTO: weir_device_choice = 0;
pub const WEIR_DEVICE_HOST: weir_device_choice = 1;
pub const WEIR_DEVICE_CUDA: weir_device_choice = 2;
pub type weir_device_choice = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_runtime_options {
    pub struct_size: u32,
    pub flags: u32,
    pub memory_budget_bytes: u64,
    pub worker_count: u32,
    pub device: u32,
}
extern "C" {
    pub fn weir_runtime_create(
        options: *const weir_runtime_options,
        runtime_out: *mut *mut weir_runtime,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_default(runtime_out: *mut *mut weir_runtime) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_shutdown(runtime: *mut weir_runtime) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_free(runtime: *mut weir_runtime);
}
extern "C" {
    pub fn weir_runtime_info(
        runtime: *const weir_runtime,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
pub type weir_log_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        level: u32,
        text: *const ::std::os::raw::c_char,
    ),
>;
extern "C" {
    pub fn weir_runtime_set_log(
        runtime: *mut weir_runtime,
        min_level: u32,
        fn_: weir_log_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_next_log(
        runtime: *mut weir_runtime,
        level_out: *mut u32,
        text_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
