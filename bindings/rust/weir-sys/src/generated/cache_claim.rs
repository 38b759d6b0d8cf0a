// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/cache_claim.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_claim {
    _unused: [u8; 0],
}
pub const WEIR_CLAIM_UNBOUND: weir_claim_flag = 1;
pub type weir_claim_flag = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_claim_options {
    pub struct_size: u32,
    pub flags: u32,
    pub wait_ns: u64,
}
pub type weir_compute_fn = ::std::option::Option<
    unsafe extern "C" fn(
        user: *mut ::std::os::raw::c_void,
        claim: *mut weir_claim,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
    ) -> weir_status,
>;
extern "C" {
    pub fn weir_cache_get_or_compute(
        cache: *mut weir_cache,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
        options: *const weir_claim_options,
        fn_: weir_compute_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
        value_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_cache_claim(
        cache: *mut weir_cache,
        key: *const ::std::os::raw::c_void,
        key_size: usize,
        options: *const weir_claim_options,
        value_out: *mut *mut weir_buffer,
        claim_out: *mut *mut weir_claim,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_claim_settle(
        claim: *mut weir_claim,
        outcome: weir_status,
        value: *const ::std::os::raw::c_void,
        value_size: usize,
        options: *const weir_cache_put_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_claim_free(claim: *mut weir_claim);
}
