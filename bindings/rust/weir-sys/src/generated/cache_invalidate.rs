// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/cache_invalidate.h: change that instead.
use super::*;

pub const WEIR_CACHE_NAME: weir_cache_match = 1;
pub const WEIR_CACHE_PREFIX: weir_cache_match = 2;
pub const WEIR_CACHE_EVERY: weir_cache_match = 3;
pub type weir_cache_match = ::std::os::raw::c_uint;
pub const WEIR_CACHE_EVICTED: weir_cache_event_kind = 1;
pub const WEIR_CACHE_EXPIRED_NOW: weir_cache_event_kind = 2;
pub const WEIR_CACHE_REMOVED: weir_cache_event_kind = 4;
pub const WEIR_CACHE_REPLACED: weir_cache_event_kind = 8;
pub const WEIR_CACHE_INVALIDATED: weir_cache_event_kind = 16;
pub const WEIR_CACHE_LOST: weir_cache_event_kind = 32;
pub type weir_cache_event_kind = ::std::os::raw::c_uint;
pub type weir_cache_match_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
        value: *const ::std::os::raw::c_void,
        value_size: usize,
    ) -> i32,
>;
pub type weir_cache_event_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        kind: u32,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
        value_size: u64,
    ),
>;
extern "C" {
    pub fn weir_cache_invalidate(
        cache: *mut weir_cache,
        match_: u32,
        data: *const ::std::os::raw::c_void,
        data_size: usize,
        count_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_invalidate_if(
        cache: *mut weir_cache,
        fn_: weir_cache_match_fn,
        user: *mut ::std::os::raw::c_void,
        count_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_watch(
        cache: *mut weir_cache,
        kinds: u32,
        fn_: weir_cache_event_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_next_event(
        cache: *mut weir_cache,
        kind_out: *mut u32,
        value_size_out: *mut u64,
        key_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
