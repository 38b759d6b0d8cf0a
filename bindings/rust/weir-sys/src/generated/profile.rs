// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/profile.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_profiler {
    _unused: [u8; 0],
}
pub const WEIR_PROFILER_TRACK_MEMORY: weir_profiler_flag = 1;
pub const WEIR_PROFILER_TRACK_GPU: weir_profiler_flag = 2;
pub type weir_profiler_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_profiler_options {
    pub struct_size: u32,
    pub flags: u32,
    pub phase_limit: u32,
    pub metric_limit: u32,
}
pub const WEIR_PHASE_HAS_MEMORY: weir_phase_flag = 1;
pub const WEIR_PHASE_HAS_GPU: weir_phase_flag = 2;
pub const WEIR_PHASE_MEMORY_SAMPLED: weir_phase_flag = 4;
pub type weir_phase_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_phase_stats {
    pub struct_size: u32,
    pub flags: u32,
    pub phase: u64,
    pub count: u64,
    pub open_count: u64,
    pub open_ns: u64,
    pub total_ns: u64,
    pub min_ns: u64,
    pub max_ns: u64,
    pub last_ns: u64,
    pub p50_ns: u64,
    pub p95_ns: u64,
    pub p99_ns: u64,
    pub memory_peak_bytes: u64,
    pub gpu_peak_bytes: u64,
    pub metric_count: u64,
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_metric_stats {
    pub struct_size: u32,
    pub flags: u32,
    pub count: u64,
    pub nonfinite_count: u64,
    pub last: f64,
    pub min: f64,
    pub max: f64,
    pub mean: f64,
    pub stdev: f64,
}
pub const WEIR_PROFILE_TSC: weir_profile_flag = 1;
pub const WEIR_PROFILE_GPU_AVAILABLE: weir_profile_flag = 2;
pub type weir_profile_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_profile_summary {
    pub struct_size: u32,
    pub flags: u32,
    pub total_ns: u64,
    pub phase_count: u64,
    pub open_count: u64,
    pub run_count: u64,
    pub stray_count: u64,
    pub swept_count: u64,
    pub overflow_count: u64,
}
pub const WEIR_REPORT_JSON: weir_profile_format = 1;
pub const WEIR_REPORT_TEXT: weir_profile_format = 2;
pub type weir_profile_format = ::std::os::raw::c_uint;
extern "C" {
    pub fn weir_runtime_profiler(
        runtime: *mut weir_runtime,
        profiler_out: *mut *mut weir_profiler,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_create(
        runtime: *mut weir_runtime,
        options: *const weir_profiler_options,
        profiler_out: *mut *mut weir_profiler,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_configure(
        profiler: *mut weir_profiler,
        options: *const weir_profiler_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_reset(profiler: *mut weir_profiler) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_start_phase(
        profiler: *mut weir_profiler,
        name: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_start_phase_under(
        profiler: *mut weir_profiler,
        parent: u64,
        name: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_current(profiler: *mut weir_profiler, phase_out: *mut u64) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_end_phase(
        profiler: *mut weir_profiler,
        stats_out: *mut weir_phase_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_end_phase_named(
        profiler: *mut weir_profiler,
        name: *const ::std::os::raw::c_char,
        stats_out: *mut weir_phase_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_record_metric(
        profiler: *mut weir_profiler,
        name: *const ::std::os::raw::c_char,
        value: f64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_summary(
        profiler: *mut weir_profiler,
        summary_out: *mut weir_profile_summary,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_phase_stats(
        profiler: *mut weir_profiler,
        phase: *const ::std::os::raw::c_char,
        stats_out: *mut weir_phase_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_metric_stats(
        profiler: *mut weir_profiler,
        phase: *const ::std::os::raw::c_char,
        metric: *const ::std::os::raw::c_char,
        stats_out: *mut weir_metric_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_phase_count(
        profiler: *mut weir_profiler,
        count_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_phase_at(
        profiler: *mut weir_profiler,
        index: u64,
        path_out: *mut *mut weir_buffer,
        stats_out: *mut weir_phase_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_metric_at(
        profiler: *mut weir_profiler,
        phase: *const ::std::os::raw::c_char,
        index: u64,
        name_out: *mut *mut weir_buffer,
        stats_out: *mut weir_metric_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_report(
        profiler: *mut weir_profiler,
        format: u32,
        report_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_profiler_free(profiler: *mut weir_profiler);
}
