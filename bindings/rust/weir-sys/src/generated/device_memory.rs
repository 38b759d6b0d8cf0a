// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/device_memory.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_device_pool {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_device_pool_options {
    pub struct_size: u32,
    pub flags: u32,
    pub capacity_bytes: u64,
    pub reserve_bytes: u64,
    pub wait_ns: u64,
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_device_pool_stats {
    pub struct_size: u32,
    pub kind: u32,
    pub capacity_bytes: u64,
    pub reserve_bytes: u64,
    pub device_free_bytes: u64,
    pub held_bytes: u64,
    pub peak_bytes: u64,
    pub used_bytes: u64,
    pub used_count: u64,
    pub critical_bytes: u64,
    pub high_bytes: u64,
    pub medium_bytes: u64,
    pub low_bytes: u64,
    pub pending_bytes: u64,
    pub free_bytes: u64,
    pub idle_bytes: u64,
    pub largest_free_bytes: u64,
    pub get_count: u64,
    pub put_count: u64,
    pub reuse_count: u64,
    pub search_count: u64,
    pub trim_count: u64,
    pub wait_count: u64,
    pub reclaim_count: u64,
    pub emergency_count: u64,
    pub refusal_count: u64,
    pub misuse_count: u64,
    pub hint_bytes: u64,
    pub reuse_rate: f64,
    pub fragmentation: f64,
    pub waste: f64,
}
extern "C" {
    pub fn weir_device_pool_create(
        runtime: *mut weir_runtime,
        options: *const weir_device_pool_options,
        pool_out: *mut *mut weir_device_pool,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_device_pool_get(
        pool: *mut weir_device_pool,
        size_bytes: usize,
        priority: u32,
        stream: *mut weir_stream,
        block_out: *mut *mut ::std::os::raw::c_void,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_device_pool_put(
        pool: *mut weir_device_pool,
        block: *mut ::std::os::raw::c_void,
        stream: *mut weir_stream,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_device_pool_trim(
        pool: *mut weir_device_pool,
        keep_bytes: u64,
        freed_bytes_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_device_pool_get_stats(
        pool: *const weir_device_pool,
        stats_out: *mut weir_device_pool_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_device_pool_stats_json(
        pool: *const weir_device_pool,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_device_pool_free(pool: *mut weir_device_pool);
}
