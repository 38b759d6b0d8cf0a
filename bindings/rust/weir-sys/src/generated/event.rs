// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/event.h: change that instead.
use super::*;

extern "C" {
    pub fn weir_stream_record(
        stream: *mut weir_stream,
        ticket_out: *mut *mut weir_ticket,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_wait_ticket(
        stream: *mut weir_stream,
        ticket: *const weir_ticket,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_wrap(
        pool: *mut weir_stream_pool,
        native_stream: *mut ::std::os::raw::c_void,
        stream_out: *mut *mut weir_stream,
    ) -> weir_status;
}
