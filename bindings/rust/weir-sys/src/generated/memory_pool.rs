// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/memory_pool.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_memory_pool {
    _unused: [u8; 0],
}
pub const WEIR_PRIORITY_DEFAULT: weir_priority = 0;
pub const WEIR_PRIORITY_CRITICAL: weir_priority = 1;
pub const WEIR_PRIORITY_HIGH: weir_priority = 2;
pub const WEIR_PRIORITY_MEDIUM: weir_priority = 3;
pub const WEIR_PRIORITY_LOW: weir_priority = 4;
pub type weir_priority = ::std::os::raw::c_uint;
pub const WEIR_MEMORY_POOL_DEBUG: weir_memory_pool_flag = 1;
pub type weir_memory_pool_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_memory_pool_options {
    pub struct_size: u32,
    pub flags: u32,
    pub capacity_bytes: u64,
    pub reserve_bytes: u64,
    pub idle_ns: u64,
}
pub const WEIR_BLOCK_ZEROED: weir_block_flag = 1;
pub type weir_block_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_block_options {
    pub struct_size: u32,
    pub flags: u32,
    pub priority: u32,
    pub alignment_bytes: u32,
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_memory_pool_stats {
    pub struct_size: u32,
    pub flags: u32,
    pub capacity_bytes: u64,
    pub held_bytes: u64,
    pub peak_bytes: u64,
    pub used_bytes: u64,
    pub used_count: u64,
    pub idle_bytes: u64,
    pub largest_idle_bytes: u64,
    pub keep_bytes: u64,
    pub reserve_bytes: u64,
    pub get_count: u64,
    pub put_count: u64,
    pub reuse_count: u64,
    pub cleanup_count: u64,
    pub emergency_count: u64,
    pub refusal_count: u64,
    pub misuse_count: u64,
    pub reuse_rate: f64,
    pub fragmentation: f64,
}
extern "C" {
    pub fn weir_runtime_memory_pool(
        runtime: *mut weir_runtime,
        pool_out: *mut *mut weir_memory_pool,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_create(
        runtime: *mut weir_runtime,
        options: *const weir_memory_pool_options,
        pool_out: *mut *mut weir_memory_pool,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_get(
        pool: *mut weir_memory_pool,
        size_bytes: usize,
        priority: u32,
        block_out: *mut *mut ::std::os::raw::c_void,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_put(
        pool: *mut weir_memory_pool,
        block: *mut ::std::os::raw::c_void,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_get_array(
        pool: *mut weir_memory_pool,
        array: *mut weir_array,
        options: *const weir_block_options,
        block_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_trim(
        pool: *mut weir_memory_pool,
        keep_bytes: u64,
        freed_bytes_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_get_stats(
        pool: *const weir_memory_pool,
        stats_out: *mut weir_memory_pool_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_stats_json(
        pool: *const weir_memory_pool,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_memory_pool_free(pool: *mut weir_memory_pool);
}
