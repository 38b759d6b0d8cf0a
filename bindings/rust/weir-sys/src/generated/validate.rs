// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/validate.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_rules {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_finding_sink {
    _unused: [u8; 0],
}
pub const WEIR_VALIDATE_FAST: weir_validate_level = 1;
pub const WEIR_VALIDATE_STANDARD: weir_validate_level = 2;
pub const WEIR_VALIDATE_THOROUGH: weir_validate_level = 3;
pub const WEIR_VALIDATE_EXHAUSTIVE: weir_validate_level = 4;
pub const WEIR_VALIDATE_ON_DEMAND: weir_validate_level = 5;
pub type weir_validate_level = ::std::os::raw::c_uint;
pub const WEIR_ALLOW_NULL: weir_allow = 2;
pub const WEIR_ALLOW_BOOL: weir_allow = 4;
pub const WEIR_ALLOW_NUMBER: weir_allow = 8;
pub const WEIR_ALLOW_STRING: weir_allow = 16;
pub const WEIR_ALLOW_ARRAY: weir_allow = 32;
pub const WEIR_ALLOW_OBJECT: weir_allow = 64;
pub const WEIR_ALLOW_INTEGER: weir_allow = 128;
pub const WEIR_ALLOW_ANY: weir_allow = 126;
pub type weir_allow = ::std::os::raw::c_uint;
pub const WEIR_PATH_EXISTS: weir_path_flags = 1;
pub const WEIR_PATH_FILE: weir_path_flags = 2;
pub const WEIR_PATH_DIRECTORY: weir_path_flags = 4;
pub const WEIR_PATH_CREATE: weir_path_flags = 8;
pub const WEIR_PATH_WRITABLE: weir_path_flags = 16;
pub type weir_path_flags = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_rule_options {
    pub struct_size: u32,
    pub severity: u32,
    pub level: u32,
    pub flags: u32,
    pub name: *const ::std::os::raw::c_char,
    pub hint: *const ::std::os::raw::c_char,
}
impl Default for weir_rule_options {
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
pub struct weir_validate_options {
    pub struct_size: u32,
    pub strict: u32,
    pub level: u32,
    pub flags: u32,
}
pub type weir_rule_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        config: *const weir_json,
        sink: *mut weir_finding_sink,
    ) -> i32,
>;
extern "C" {
    pub fn weir_rules_create(rules_out: *mut *mut weir_rules) -> weir_status;
}
extern "C" {
    pub fn weir_rules_default(rules_out: *mut *mut weir_rules) -> weir_status;
}
extern "C" {
    pub fn weir_rules_clear(rules: *mut weir_rules) -> weir_status;
}
extern "C" {
    pub fn weir_rules_count(rules: *const weir_rules) -> u64;
}
extern "C" {
    pub fn weir_rules_free(rules: *mut weir_rules);
}
extern "C" {
    pub fn weir_rules_add_lod(
        rules: *mut weir_rules,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_gpu(
        rules: *mut weir_rules,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_required(
        rules: *mut weir_rules,
        field: *const ::std::os::raw::c_char,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_range(
        rules: *mut weir_rules,
        field: *const ::std::os::raw::c_char,
        low: f64,
        high: f64,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_type(
        rules: *mut weir_rules,
        field: *const ::std::os::raw::c_char,
        allowed: u32,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_choice(
        rules: *mut weir_rules,
        field: *const ::std::os::raw::c_char,
        choices: *const *const ::std::os::raw::c_char,
        choices_size: usize,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_pattern(
        rules: *mut weir_rules,
        field: *const ::std::os::raw::c_char,
        pattern: *const ::std::os::raw::c_char,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_path(
        rules: *mut weir_rules,
        field: *const ::std::os::raw::c_char,
        path_flags: u32,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_custom(
        rules: *mut weir_rules,
        name: *const ::std::os::raw::c_char,
        fn_: weir_rule_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
        options: *const weir_rule_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_document(
        rules: *mut weir_rules,
        document: *const weir_json,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_finding_sink_message(
        sink: *mut weir_finding_sink,
        text: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_finding_sink_hint(
        sink: *mut weir_finding_sink,
        text: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_finding_sink_field(
        sink: *mut weir_finding_sink,
        field: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_validate(
        rules: *const weir_rules,
        config: *const weir_json,
        options: *const weir_validate_options,
        report_out: *mut *mut weir_report,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_check(rules: *const weir_rules, config: *const weir_json) -> weir_status;
}
