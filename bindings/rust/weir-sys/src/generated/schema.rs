// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/schema.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_schema {
    _unused: [u8; 0],
}
pub const WEIR_SCHEMA_DRAFT_7: weir_schema_draft = 7;
pub const WEIR_SCHEMA_DRAFT_2019_09: weir_schema_draft = 2019;
pub const WEIR_SCHEMA_DRAFT_2020_12: weir_schema_draft = 2020;
pub type weir_schema_draft = ::std::os::raw::c_uint;
pub const WEIR_SCHEMA_FORMATS: weir_schema_flags = 1;
pub const WEIR_SCHEMA_STRICT: weir_schema_flags = 2;
pub type weir_schema_flags = ::std::os::raw::c_uint;
pub type weir_schema_resolve_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        uri: *const ::std::os::raw::c_char,
        document_out: *mut *mut weir_json,
    ) -> weir_status,
>;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_schema_options {
    pub struct_size: u32,
    pub draft: u32,
    pub flags: u32,
    pub max_findings: u32,
    pub uri: *const ::std::os::raw::c_char,
    pub documents: *const weir_json,
    pub resolve: weir_schema_resolve_fn,
    pub resolve_user: *mut ::std::os::raw::c_void,
}
impl Default for weir_schema_options {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
extern "C" {
    pub fn weir_schema_compile(
        text: *const ::std::os::raw::c_char,
        text_size: usize,
        options: *const weir_schema_options,
        schema_out: *mut *mut weir_schema,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_schema_free(schema: *mut weir_schema);
}
extern "C" {
    pub fn weir_schema_check(
        schema: *const weir_schema,
        text: *const ::std::os::raw::c_char,
        text_size: usize,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_schema_validate(
        schema: *const weir_schema,
        text: *const ::std::os::raw::c_char,
        text_size: usize,
        report_out: *mut *mut weir_report,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_rules_add_schema(
        rules: *mut weir_rules,
        field: *const ::std::os::raw::c_char,
        schema: *const weir_schema,
        options: *const weir_rule_options,
    ) -> weir_status;
}
