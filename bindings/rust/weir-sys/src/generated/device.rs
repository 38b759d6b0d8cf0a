// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/device.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_device_info {
    pub struct_size: u32,
    pub kind: u32,
    pub available: u32,
    pub chosen: u32,
    pub memory_bytes: u64,
    pub name: [::std::os::raw::c_char; 64usize],
    pub reason: [::std::os::raw::c_char; 256usize],
}
impl Default for weir_device_info {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
extern "C" {
    pub fn weir_runtime_device_count(
        runtime: *const weir_runtime,
        count_out: *mut u32,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_device_at(
        runtime: *const weir_runtime,
        index: u32,
        info_out: *mut weir_device_info,
    ) -> weir_status;
}
