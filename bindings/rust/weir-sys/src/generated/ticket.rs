// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/ticket.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_control {
    _unused: [u8; 0],
}
pub type weir_progress_fn = ::std::option::Option<
    unsafe extern "C" fn(user: *mut ::std::os::raw::c_void, done: u64, total: u64) -> i32,
>;
extern "C" {
    pub fn weir_control_create(control_out: *mut *mut weir_control) -> weir_status;
}
extern "C" {
    pub fn weir_control_on_progress(
        control: *mut weir_control,
        fn_: weir_progress_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_control_cancel(control: *mut weir_control) -> weir_status;
}
extern "C" {
    pub fn weir_control_progress(
        control: *const weir_control,
        done_out: *mut u64,
        total_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_control_free(control: *mut weir_control);
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_ticket {
    _unused: [u8; 0],
}
pub type weir_done_fn = ::std::option::Option<
    unsafe extern "C" fn(user: *mut ::std::os::raw::c_void, status: weir_status),
>;
extern "C" {
    pub fn weir_ticket_wait(ticket: *const weir_ticket, timeout_ns: u64) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_poll(ticket: *const weir_ticket) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_error(ticket: *const weir_ticket) -> *const ::std::os::raw::c_char;
}
extern "C" {
    pub fn weir_ticket_cancel(ticket: *mut weir_ticket) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_progress(
        ticket: *const weir_ticket,
        done_out: *mut u64,
        total_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_on_done(
        ticket: *mut weir_ticket,
        fn_: weir_done_fn,
        user: *mut ::std::os::raw::c_void,
        user_free: weir_user_free,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_item_count(ticket: *const weir_ticket, count_out: *mut u64) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_item_status(
        ticket: *const weir_ticket,
        index: u64,
        status_out: *mut weir_status,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_item_error(
        ticket: *const weir_ticket,
        index: u64,
        text_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_ticket_free(ticket: *mut weir_ticket);
}
