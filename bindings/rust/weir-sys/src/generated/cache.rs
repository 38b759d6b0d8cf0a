// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/cache.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_cache {
    _unused: [u8; 0],
}
pub const WEIR_CACHE_DEFAULT_BYTES: weir_cache_default = 67108864;
pub type weir_cache_default = ::std::os::raw::c_uint;
pub const WEIR_CACHE_SLIDING: weir_cache_flag = 1;
pub const WEIR_CACHE_LRU: weir_cache_flag = 2;
pub type weir_cache_flag = ::std::os::raw::c_uint;
pub const WEIR_CACHE_ALL: weir_cache_what = 1;
pub const WEIR_CACHE_EXPIRED: weir_cache_what = 2;
pub type weir_cache_what = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_cache_options {
    pub struct_size: u32,
    pub flags: u32,
    pub capacity_bytes: u64,
    pub max_entries: u64,
    pub ttl_ns: u64,
    pub shard_count: u32,
    pub reserved: u32,
    pub soft_ttl_ns: u64,
}
#[repr(C)]
pub struct weir_cache_put_options {
    pub struct_size: u32,
    pub flags: u32,
    pub ttl_ns: u64,
    pub extra_bytes: u64,
    pub value_free: weir_user_free,
    pub soft_ttl_ns: u64,
    pub names: *const *const ::std::os::raw::c_void,
    pub name_sizes: *const usize,
    pub name_count: u64,
}
impl Default for weir_cache_put_options {
    fn default() -> Self {
        let mut s = ::std::mem::MaybeUninit::<Self>::uninit();
        unsafe {
            ::std::ptr::write_bytes(s.as_mut_ptr(), 0, 1);
            s.assume_init()
        }
    }
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_cache_stats {
    pub struct_size: u32,
    pub shard_count: u32,
    pub capacity_bytes: u64,
    pub max_entries: u64,
    pub ttl_ns: u64,
    pub entry_count: u64,
    pub expired_count: u64,
    pub used_bytes: u64,
    pub pinned_bytes: u64,
    pub hit_count: u64,
    pub miss_count: u64,
    pub put_count: u64,
    pub eviction_count: u64,
    pub evicted_bytes: u64,
    pub expiration_count: u64,
    pub removal_count: u64,
    pub load_count: u64,
    pub load_failure_count: u64,
    pub wait_count: u64,
    pub stale_hit_count: u64,
    pub store_failure_count: u64,
    pub invalidation_count: u64,
}
extern "C" {
    pub fn weir_runtime_cache(
        runtime: *mut weir_runtime,
        name: *const ::std::os::raw::c_char,
        options: *const weir_cache_options,
        cache_out: *mut *mut weir_cache,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_remove_cache(
        runtime: *mut weir_runtime,
        name: *const ::std::os::raw::c_char,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_clear_caches(
        runtime: *mut weir_runtime,
        what: u32,
        count_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_runtime_caches_json(
        runtime: *mut weir_runtime,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_put(
        cache: *mut weir_cache,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
        value: *const ::std::os::raw::c_void,
        value_size: usize,
        options: *const weir_cache_put_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_get(
        cache: *mut weir_cache,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
        value_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_read(
        cache: *mut weir_cache,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
        value: *mut ::std::os::raw::c_void,
        value_size: usize,
        value_size_out: *mut usize,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_put_many(
        cache: *mut weir_cache,
        keys: *const *const ::std::os::raw::c_void,
        key_sizes: *const usize,
        values: *const *const ::std::os::raw::c_void,
        value_sizes: *const usize,
        count: usize,
        options: *const weir_cache_put_options,
        statuses_out: *mut weir_status,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_get_many(
        cache: *mut weir_cache,
        keys: *const *const ::std::os::raw::c_void,
        key_sizes: *const usize,
        count: usize,
        values_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_remove(
        cache: *mut weir_cache,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_clear(cache: *mut weir_cache, what: u32, count_out: *mut u64) -> weir_status;
}
extern "C" {
    pub fn weir_cache_get_stats(
        cache: *const weir_cache,
        stats_out: *mut weir_cache_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_stats_json(
        cache: *const weir_cache,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_free(cache: *mut weir_cache);
}
