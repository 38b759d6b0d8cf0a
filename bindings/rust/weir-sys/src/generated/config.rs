// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/config.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_config {
    _unused: [u8; 0],
}
pub const WEIR_CONFIG_FILES_OPTIONAL: weir_config_flags = 1;
pub const WEIR_CONFIG_WATCH: weir_config_flags = 2;
pub type weir_config_flags = ::std::os::raw::c_uint;
pub const WEIR_CONFIG_SAVE_SECRETS: weir_config_save_flags = 1;
pub type weir_config_save_flags = ::std::os::raw::c_uint;
pub const WEIR_CONFIG_PREPARE: weir_config_stage = 1;
pub const WEIR_CONFIG_PUBLISH: weir_config_stage = 2;
pub type weir_config_stage = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_config_options {
    pub struct_size: u32,
    pub flags: u32,
    pub defaults: *const weir_json,
    pub files: *const *const ::std::os::raw::c_char,
    pub files_size: usize,
    pub prefix: *const ::std::os::raw::c_char,
    pub variables: *const weir_json,
    pub merge: *const weir_json,
    pub secrets: *const weir_json,
    pub rules: *const weir_rules,
    pub schema: *const weir_schema,
    pub debounce_ns: u64,
    pub poll_ns: u64,
    pub history: u32,
    pub reserved: u32,
}
impl Default for weir_config_options {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
pub type weir_config_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        stage: u32,
        before: *const weir_json,
        after: *const weir_json,
        changes: *const weir_json,
    ) -> i32,
>;
extern "C" {
    pub fn weir_config_create(
        options: *const weir_config_options,
        config_out: *mut *mut weir_config,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_config_free(config: *mut weir_config);
}
extern "C" {
    pub fn weir_config_snapshot(
        config: *const weir_config,
        json_out: *mut *mut weir_json,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_config_generation(config: *const weir_config) -> u64;
}
extern "C" {
    pub fn weir_config_wait(config: *const weir_config, seen: u64, timeout_ns: u64) -> weir_status;
}
extern "C" {
    pub fn weir_config_update(config: *mut weir_config, values: *const weir_json) -> weir_status;
}
extern "C" {
    pub fn weir_config_reload(config: *mut weir_config) -> weir_status;
}
extern "C" {
    pub fn weir_config_rollback(config: *mut weir_config, generation: u64) -> weir_status;
}
extern "C" {
    pub fn weir_config_listen(
        config: *mut weir_config,
        fn_: weir_config_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_config_explain(
        config: *const weir_config,
        pointer: *const ::std::os::raw::c_char,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_config_summary(
        config: *const weir_config,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_config_save(
        config: *const weir_config,
        path: *const ::std::os::raw::c_char,
        flags: u32,
    ) -> weir_status;
}
