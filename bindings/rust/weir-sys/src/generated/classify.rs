// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/classify.h: change that instead.
use super::*;

pub const WEIR_CLASS_UNCLASSIFIED: weir_class = 1;
pub const WEIR_CLASS_GROUND: weir_class = 2;
pub const WEIR_CLASS_LOW_VEGETATION: weir_class = 3;
pub const WEIR_CLASS_MEDIUM_VEGETATION: weir_class = 4;
pub const WEIR_CLASS_HIGH_VEGETATION: weir_class = 5;
pub const WEIR_CLASS_BUILDING: weir_class = 6;
pub const WEIR_CLASS_NOISE: weir_class = 7;
pub type weir_class = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_classify_options {
    pub struct_size: u32,
    pub flags: u32,
    pub alone_m: f64,
    pub below_m: f64,
    pub medium_from_m: f64,
    pub high_from_m: f64,
    pub building_from_m: f64,
    pub building_roughness_m: f64,
    pub building_area_m2: f64,
}
extern "C" {
    pub fn weir_features_classify(
        features: *const weir_features,
        options: *const weir_classify_options,
        control: *mut weir_control,
        classes: *mut u8,
        class_count: u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_class_name(point_class: u32) -> *const ::std::os::raw::c_char;
}
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_picture_options {
    pub struct_size: u32,
    pub longest_side_px: u32,
    pub units_per_metre: f64,
    pub z_units_per_metre: f64,
}
extern "C" {
    pub fn weir_picture_write(
        runtime: *mut weir_runtime,
        path: *const ::std::os::raw::c_char,
        xyz: *const f64,
        classes: *const u8,
        point_count: u64,
        options: *const weir_picture_options,
        control: *mut weir_control,
    ) -> weir_status;
}
