// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/judge.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_judge {
    _unused: [u8; 0],
}
pub const WEIR_JUDGE_STRICT: weir_judge_flags = 1;
pub const WEIR_JUDGE_ORDERED: weir_judge_flags = 2;
pub const WEIR_JUDGE_FRESH: weir_judge_flags = 4;
pub type weir_judge_flags = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_judge_options {
    pub struct_size: u32,
    pub flags: u32,
    pub level: u32,
    pub workers: u32,
    pub queue_size: u64,
    pub cache_bytes: u64,
    pub profile: *const ::std::os::raw::c_char,
}
impl Default for weir_judge_options {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
extern "C" {
    pub fn weir_judge_create(
        runtime: *mut weir_runtime,
        rules: *const weir_rules,
        options: *const weir_judge_options,
        judge_out: *mut *mut weir_judge,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_judge_decide(
        judge: *mut weir_judge,
        text: *const ::std::os::raw::c_char,
        text_size: usize,
        only: *const ::std::os::raw::c_char,
        control: *mut weir_control,
        report_out: *mut *mut weir_report,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_judge_submit(
        judge: *mut weir_judge,
        text: *const ::std::os::raw::c_char,
        text_size: usize,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_judge_next(
        judge: *mut weir_judge,
        timeout_ns: u64,
        index_out: *mut u64,
        report_out: *mut *mut weir_report,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_judge_cancel(judge: *mut weir_judge) -> weir_status;
}
extern "C" {
    pub fn weir_judge_stats(
        judge: *const weir_judge,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_judge_free(judge: *mut weir_judge);
}
