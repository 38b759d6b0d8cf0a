// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/pressure.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_pressure {
    _unused: [u8; 0],
}
pub const WEIR_PRESSURE_NORMAL: weir_pressure_level = 0;
pub const WEIR_PRESSURE_RISING: weir_pressure_level = 1;
pub const WEIR_PRESSURE_HIGH: weir_pressure_level = 2;
pub const WEIR_PRESSURE_SEVERE: weir_pressure_level = 3;
pub const WEIR_PRESSURE_CRITICAL: weir_pressure_level = 4;
pub type weir_pressure_level = ::std::os::raw::c_uint;
pub const WEIR_PRESSURE_BY_NONE: weir_pressure_source = 0;
pub const WEIR_PRESSURE_BY_BUDGET: weir_pressure_source = 1;
pub const WEIR_PRESSURE_BY_MACHINE: weir_pressure_source = 2;
pub const WEIR_PRESSURE_BY_GROUP: weir_pressure_source = 3;
pub const WEIR_PRESSURE_BY_PROCESS: weir_pressure_source = 4;
pub type weir_pressure_source = ::std::os::raw::c_uint;
pub const WEIR_PRESSURE_WATCH_ONLY: weir_pressure_flag = 1;
pub type weir_pressure_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_pressure_options {
    pub struct_size: u32,
    pub flags: u32,
    pub rising_at: f64,
    pub high_at: f64,
    pub severe_at: f64,
    pub critical_at: f64,
    pub interval_ns: u64,
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_pressure_stats {
    pub struct_size: u32,
    pub level: u32,
    pub source: u32,
    pub is_watched: u32,
    pub ratio: f64,
    pub budget_bytes: u64,
    pub budget_used_bytes: u64,
    pub group_bytes: u64,
    pub group_used_bytes: u64,
    pub machine_bytes: u64,
    pub machine_available_bytes: u64,
    pub resident_bytes: u64,
    pub peak_resident_bytes: u64,
    pub some_stall_percent: f64,
    pub full_stall_percent: f64,
    pub sample_count: u64,
    pub relief_count: u64,
    pub freed_bytes: u64,
    pub returned_bytes: u64,
}
extern "C" {
    pub fn weir_pressure_create(
        runtime: *mut weir_runtime,
        options: *const weir_pressure_options,
        pressure_out: *mut *mut weir_pressure,
    ) -> weir_status;
}
pub type weir_pressure_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        level: u32,
        text: *const ::std::os::raw::c_char,
    ),
>;
extern "C" {
    pub fn weir_pressure_start(
        pressure: *mut weir_pressure,
        fn_: weir_pressure_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_pressure_stop(pressure: *mut weir_pressure) -> weir_status;
}
extern "C" {
    pub fn weir_pressure_wait(
        pressure: *mut weir_pressure,
        known_level: u32,
        timeout_ns: u64,
        stats_out: *mut weir_pressure_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_pressure_get_stats(
        pressure: *mut weir_pressure,
        stats_out: *mut weir_pressure_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_pressure_optimize(
        pressure: *mut weir_pressure,
        level: u32,
        freed_bytes_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_pressure_json(
        pressure: *mut weir_pressure,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_pressure_free(pressure: *mut weir_pressure);
}
