// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/plan.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_plan {
    _unused: [u8; 0],
}
extern "C" {
    pub fn weir_plan_create(
        pool: *mut weir_stream_pool,
        src: *const weir_array,
        dst: *const weir_array,
        pair_count: usize,
        plan_out: *mut *mut weir_plan,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_plan_run(
        plan: *mut weir_plan,
        control: *mut weir_control,
        ticket_out: *mut *mut weir_ticket,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_plan_free(plan: *mut weir_plan);
}
