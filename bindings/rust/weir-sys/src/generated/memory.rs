// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/memory.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_runtime {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_buffer {
    _unused: [u8; 0],
}
extern "C" {
    pub fn weir_buffer_create(
        runtime: *mut weir_runtime,
        size_bytes: usize,
        alignment_bytes: usize,
        buffer_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_buffer_copy(
        data: *const ::std::os::raw::c_void,
        data_size: usize,
        buffer_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_buffer_data(buffer: *const weir_buffer) -> *mut ::std::os::raw::c_void;
}
extern "C" {
    pub fn weir_buffer_size(buffer: *const weir_buffer) -> usize;
}
extern "C" {
    pub fn weir_buffer_free(buffer: *mut weir_buffer);
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_memory_stats {
    pub struct_size: u32,
    pub module_count: u32,
    pub budget_bytes: u64,
    pub used_bytes: u64,
    pub peak_bytes: u64,
    pub system_bytes: u64,
    pub charge_count: u64,
    pub refusal_count: u64,
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_memory_module {
    pub struct_size: u32,
    pub flags: u32,
    pub name: *const ::std::os::raw::c_char,
    pub used_bytes: u64,
    pub peak_bytes: u64,
    pub charge_count: u64,
}
impl Default for weir_memory_module {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
extern "C" {
    pub fn weir_runtime_memory_stats(
        runtime: *const weir_runtime,
        stats_out: *mut weir_memory_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_memory_module(
        runtime: *const weir_runtime,
        index: u32,
        module_out: *mut weir_memory_module,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_set_memory_budget(
        runtime: *mut weir_runtime,
        budget_bytes: u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_enter_memory_scope(
        runtime: *mut weir_runtime,
        name: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_leave_memory_scope(runtime: *mut weir_runtime) -> weir_status;
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_memory_scope {
    pub struct_size: u32,
    pub flags: u32,
    pub path: *const ::std::os::raw::c_char,
    pub used_bytes: u64,
    pub peak_bytes: u64,
    pub charge_count: u64,
}
impl Default for weir_memory_scope {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
extern "C" {
    pub fn weir_runtime_memory_scope(
        runtime: *const weir_runtime,
        index: u32,
        scope_out: *mut weir_memory_scope,
    ) -> weir_status;
}
