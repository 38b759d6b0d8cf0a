// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/points.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_tile {
    _unused: [u8; 0],
}
pub const WEIR_UNIT_ASSUMED: weir_unit_source = 0;
pub const WEIR_UNIT_GEO_KEYS: weir_unit_source = 1;
pub const WEIR_UNIT_WKT: weir_unit_source = 2;
pub const WEIR_UNIT_ANGULAR: weir_unit_source = 3;
pub type weir_unit_source = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_tile_info {
    pub struct_size: u32,
    pub version_minor: u32,
    pub point_format: u32,
    pub record_bytes: u32,
    pub point_count: u64,
    pub file_bytes: u64,
    pub scale: [f64; 3usize],
    pub offset: [f64; 3usize],
    pub minimum: [f64; 3usize],
    pub maximum: [f64; 3usize],
    pub units_per_metre: f64,
    pub z_units_per_metre: f64,
    pub unit_source: u32,
    pub max_class: u32,
}
pub const WEIR_POINT_XYZ: weir_point_field = 1;
pub const WEIR_POINT_INTENSITY: weir_point_field = 2;
pub const WEIR_POINT_RETURN_NUMBER: weir_point_field = 3;
pub const WEIR_POINT_RETURN_COUNT: weir_point_field = 4;
pub const WEIR_POINT_CLASSIFICATION: weir_point_field = 5;
pub const WEIR_POINT_GPS_TIME: weir_point_field = 6;
pub const WEIR_POINT_COLOR: weir_point_field = 7;
pub const WEIR_POINT_SOURCE_ID: weir_point_field = 8;
pub type weir_point_field = ::std::os::raw::c_uint;
extern "C" {
    pub fn weir_tile_open(
        runtime: *mut weir_runtime,
        path: *const ::std::os::raw::c_char,
        tile_out: *mut *mut weir_tile,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_tile_get_info(tile: *const weir_tile, info_out: *mut weir_tile_info)
        -> weir_status;
}
extern "C" {
    pub fn weir_tile_read(
        tile: *const weir_tile,
        field: u32,
        first: u64,
        count: u64,
        values: *mut ::std::os::raw::c_void,
        values_size: usize,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_tile_write(
        tile: *const weir_tile,
        path: *const ::std::os::raw::c_char,
        classes: *const u8,
        class_count: u64,
        control: *mut weir_control,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_tile_free(tile: *mut weir_tile);
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_synthetic_options {
    pub struct_size: u32,
    pub flags: u32,
    pub seed: u64,
    pub point_count: u64,
    pub density_per_m2: f64,
}
extern "C" {
    pub fn weir_synthetic_write(
        path: *const ::std::os::raw::c_char,
        options: *const weir_synthetic_options,
        control: *mut weir_control,
    ) -> weir_status;
}
