// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/json.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_json {
    _unused: [u8; 0],
}
pub const WEIR_JSON_NULL: weir_json_type = 1;
pub const WEIR_JSON_BOOL: weir_json_type = 2;
pub const WEIR_JSON_NUMBER: weir_json_type = 3;
pub const WEIR_JSON_STRING: weir_json_type = 4;
pub const WEIR_JSON_ARRAY: weir_json_type = 5;
pub const WEIR_JSON_OBJECT: weir_json_type = 6;
pub type weir_json_type = ::std::os::raw::c_uint;
pub const WEIR_JSON_PRETTY: weir_json_style = 1;
pub const WEIR_JSON_CANONICAL: weir_json_style = 2;
pub type weir_json_style = ::std::os::raw::c_uint;
extern "C" {
    pub fn weir_json_parse(
        text: *const ::std::os::raw::c_char,
        text_size: usize,
        json_out: *mut *mut weir_json,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_read_file(
        path: *const ::std::os::raw::c_char,
        json_out: *mut *mut weir_json,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_free(json: *mut weir_json);
}
extern "C" {
    pub fn weir_json_type_at(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        type_out: *mut u32,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_get_bool(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        value_out: *mut i32,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_get_int64(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        value_out: *mut i64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_get_double(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        value_out: *mut f64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_get_string(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        text_out: *mut *const ::std::os::raw::c_char,
        text_size_out: *mut usize,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_get_count(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        count_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_get_key(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        index: u64,
        key_out: *mut *const ::std::os::raw::c_char,
        key_size_out: *mut usize,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_json_write(
        json: *const weir_json,
        pointer: *const ::std::os::raw::c_char,
        flags: u32,
        text_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
