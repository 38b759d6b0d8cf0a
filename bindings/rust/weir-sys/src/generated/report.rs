// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/report.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_report {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_finding {
    pub struct_size: u32,
    pub severity: u32,
    pub rule: *const ::std::os::raw::c_char,
    pub pointer: *const ::std::os::raw::c_char,
    pub message: *const ::std::os::raw::c_char,
    pub hint: *const ::std::os::raw::c_char,
    pub schema: *const ::std::os::raw::c_char,
    pub line: u32,
    pub column: u32,
}
impl Default for weir_finding {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
pub const WEIR_LEVEL_SUGGESTION: weir_finding_level = 8;
pub type weir_finding_level = ::std::os::raw::c_uint;
pub const WEIR_REPORT_STYLE_TEXT: weir_report_style = 1;
pub const WEIR_REPORT_STYLE_COLOURS: weir_report_style = 2;
pub const WEIR_REPORT_STYLE_JSON: weir_report_style = 3;
pub const WEIR_REPORT_STYLE_BASIC: weir_report_style = 4;
pub const WEIR_REPORT_STYLE_DETAILED: weir_report_style = 5;
pub const WEIR_REPORT_STYLE_SARIF: weir_report_style = 6;
pub type weir_report_style = ::std::os::raw::c_uint;
extern "C" {
    pub fn weir_report_is_valid(report: *const weir_report) -> i32;
}
extern "C" {
    pub fn weir_report_count(report: *const weir_report, severity: u32) -> u64;
}
extern "C" {
    pub fn weir_report_add(
        report: *mut weir_report,
        severity: u32,
        rule: *const ::std::os::raw::c_char,
        field: *const ::std::os::raw::c_char,
        message: *const ::std::os::raw::c_char,
        hint: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_report_finding(
        report: *const weir_report,
        index: u64,
        finding_out: *mut weir_finding,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_report_summary(
        report: *const weir_report,
        text_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_report_json(
        report: *const weir_report,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_report_write(
        report: *const weir_report,
        style: u32,
        source: *const ::std::os::raw::c_char,
        text_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_report_free(report: *mut weir_report);
}
