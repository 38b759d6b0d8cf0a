// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/stream.h: change that instead.
use super::*;

pub const WEIR_STREAM_POOL_AUTO_SYNC: weir_stream_pool_flags = 1;
pub const WEIR_STREAM_POOL_NO_PROFILING: weir_stream_pool_flags = 2;
pub const WEIR_STREAM_POOL_NO_RETRIES: weir_stream_pool_flags = 4;
pub type weir_stream_pool_flags = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_stream_pool_options {
    pub struct_size: u32,
    pub flags: u32,
    pub size: u32,
    pub default_priority: i32,
    pub max_batch_bytes: u64,
    pub retries: u32,
    pub reserved: u32,
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_stream_pool {
    _unused: [u8; 0],
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_stream {
    _unused: [u8; 0],
}
extern "C" {
    pub fn weir_runtime_stream_pool(
        runtime: *mut weir_runtime,
        options: *const weir_stream_pool_options,
        pool_out: *mut *mut weir_stream_pool,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_create(
        runtime: *mut weir_runtime,
        options: *const weir_stream_pool_options,
        pool_out: *mut *mut weir_stream_pool,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_configure(
        pool: *mut weir_stream_pool,
        options: *const weir_stream_pool_options,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_size(pool: *const weir_stream_pool, size_out: *mut u32) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_get(
        pool: *mut weir_stream_pool,
        index: u32,
        stream_out: *mut *mut weir_stream,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_next(
        pool: *mut weir_stream_pool,
        stream_out: *mut *mut weir_stream,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_transfer(
        pool: *mut weir_stream_pool,
        src: *const weir_array,
        dst: *const weir_array,
        ticket_out: *mut *mut weir_ticket,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_batch(
        pool: *mut weir_stream_pool,
        src: *const weir_array,
        dst: *const weir_array,
        pair_count: usize,
        control: *mut weir_control,
        ticket_out: *mut *mut weir_ticket,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_wait_all(pool: *mut weir_stream_pool, timeout_ns: u64) -> weir_status;
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_stream_pool_stats {
    pub struct_size: u32,
    pub size: u32,
    pub streams_in_use: u32,
    pub flags: u32,
    pub queue_depth: u64,
    pub transfer_count: u64,
    pub bytes_transferred: u64,
    pub failure_count: u64,
    pub retry_count: u64,
    pub in_flight_peak_bytes: u64,
    pub avg_latency_us: f64,
    pub max_latency_us: f64,
    pub throughput_gb_s: f64,
}
extern "C" {
    pub fn weir_stream_pool_get_stats(
        pool: *const weir_stream_pool,
        stats_out: *mut weir_stream_pool_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_stats_json(
        pool: *const weir_stream_pool,
        json_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_pool_free(pool: *mut weir_stream_pool);
}
extern "C" {
    pub fn weir_stream_transfer(
        stream: *mut weir_stream,
        src: *const weir_array,
        dst: *const weir_array,
        ticket_out: *mut *mut weir_ticket,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_synchronize(stream: *mut weir_stream, timeout_ns: u64) -> weir_status;
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_stream_stats {
    pub struct_size: u32,
    pub index: u32,
    pub priority: i32,
    pub reserved: u32,
    pub queue_depth: u64,
    pub transfer_count: u64,
    pub bytes_transferred: u64,
    pub failure_count: u64,
    pub retry_count: u64,
    pub synchronize_count: u64,
    pub avg_latency_us: f64,
    pub max_latency_us: f64,
    pub throughput_gb_s: f64,
}
extern "C" {
    pub fn weir_stream_get_stats(
        stream: *const weir_stream,
        stats_out: *mut weir_stream_stats,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_last_error(
        stream: *const weir_stream,
        text_out: *mut *mut weir_buffer,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_stream_index(stream: *const weir_stream, index_out: *mut u32) -> weir_status;
}
extern "C" {
    pub fn weir_stream_free(stream: *mut weir_stream);
}
