// SPDX-License-Identifier: Apache-2.0
// Written by gen.sh from weir/features.h: change that instead.
use super::*;

#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_neighbors {
    _unused: [u8; 0],
}
pub const WEIR_NO_POINT: u64 = 18446744073709551615;
extern "C" {
    pub fn weir_neighbors_create(
        runtime: *mut weir_runtime,
        xyz: *const f64,
        point_count: u64,
        control: *mut weir_control,
        neighbors_out: *mut *mut weir_neighbors,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_neighbors_nearest(
        neighbors: *const weir_neighbors,
        queries_xyz: *const f64,
        query_count: u64,
        k: u32,
        control: *mut weir_control,
        indices: *mut u64,
        distances: *mut f64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_neighbors_free(neighbors: *mut weir_neighbors);
}
#[repr(C)]
#[derive(Debug, Copy, Clone)]
pub struct weir_features {
    _unused: [u8; 0],
}
pub const WEIR_FEATURE_HEIGHT: weir_feature = 1;
pub const WEIR_FEATURE_DENSITY: weir_feature = 2;
pub const WEIR_FEATURE_LINEARITY: weir_feature = 3;
pub const WEIR_FEATURE_PLANARITY: weir_feature = 4;
pub const WEIR_FEATURE_SPHERICITY: weir_feature = 5;
pub const WEIR_FEATURE_VERTICALITY: weir_feature = 6;
pub const WEIR_FEATURE_ROUGHNESS: weir_feature = 7;
pub const WEIR_FEATURE_CURVATURE: weir_feature = 8;
pub const WEIR_FEATURE_ANISOTROPY: weir_feature = 9;
pub const WEIR_FEATURE_OMNIVARIANCE: weir_feature = 10;
pub const WEIR_FEATURE_EIGENENTROPY: weir_feature = 11;
pub type weir_feature = ::std::os::raw::c_uint;
pub const WEIR_LOD_DEFAULT: weir_lod = 0;
pub const WEIR_LOD_LOD2: weir_lod = 1;
pub const WEIR_LOD_LOD3: weir_lod = 2;
pub const WEIR_LOD_ASPRS: weir_lod = 3;
pub const WEIR_LOD_MINIMAL: weir_lod = 4;
pub const WEIR_LOD_FULL: weir_lod = 5;
pub type weir_lod = ::std::os::raw::c_uint;
#[repr(C)]
#[derive(Debug, Default, Copy, Clone)]
pub struct weir_features_options {
    pub struct_size: u32,
    pub lod: u32,
    pub neighbor_count: u32,
    pub flags: u32,
    pub units_per_metre: f64,
    pub z_units_per_metre: f64,
    pub ground_cell_m: f64,
    pub ground_slope: f64,
    pub ground_window_m: f64,
    pub ground_threshold_m: f64,
}
extern "C" {
    pub fn weir_features_create(
        runtime: *mut weir_runtime,
        xyz: *const f64,
        point_count: u64,
        options: *const weir_features_options,
        control: *mut weir_control,
        features_out: *mut *mut weir_features,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_features_column(
        features: *const weir_features,
        feature: u32,
        values_out: *mut *const f32,
        count_out: *mut u64,
    ) -> weir_status;
}
extern "C" {
    pub fn weir_features_free(features: *mut weir_features);
}
extern "C" {
    pub fn weir_feature_name(feature: u32) -> *const ::std::os::raw::c_char;
}
extern "C" {
    pub fn weir_lod_from_name(
        name: *const ::std::os::raw::c_char,
        lod_out: *mut u32,
    ) -> weir_status;
}
