// SPDX-License-Identifier: Apache-2.0
//! What surrounds a point, and what the point is: weir/features.h and weir/classify.h.
use std::path::Path;

use weir_sys as sys;

use crate::control::{raw, Control};
use crate::error::{done, lent, unless, Error, Result};
use crate::handle::{handle, sized};
use crate::text::{with_c, with_path};
use crate::Runtime;

handle! {
    /// Points, ready to be asked who is near.
    ///
    /// ```
    /// let runtime = weir::Runtime::new()?;
    /// let points = [[0.0, 0.0, 0.0], [1.0, 0.0, 0.0], [5.0, 0.0, 0.0]];
    /// let neighbors = weir::Neighbors::new(&runtime, &points, None)?;
    /// let near = neighbors.nearest(&[[0.9, 0.0, 0.0]], 2, None)?;
    /// assert_eq!(near.indices, [1, 0]);
    /// # Ok::<(), weir::Error>(())
    /// ```
    Neighbors, weir_neighbors, weir_neighbors_free, shared
}

/// The nearest points of each query, k after k, nearest first.
#[derive(Debug, Clone, PartialEq)]
pub struct Nearest {
    /// How many there are per query.
    pub k: usize,
    /// Which points; [`NO_POINT`] where there are fewer than k.
    pub indices: Vec<u64>,
    /// How far away, in the points' own units.
    pub distances: Vec<f64>,
}

/// The index of a neighbour that does not exist.
pub const NO_POINT: u64 = sys::WEIR_NO_POINT;

impl Neighbors {
    /// Makes an index of points, which are copied, in the runtime's budget.
    pub fn new(runtime: &Runtime, xyz: &[[f64; 3]], control: Option<&Control>) -> Result<Self> {
        let (start, count, mut index) =
            (xyz.as_ptr().cast(), xyz.len() as u64, std::ptr::null_mut());
        // SAFETY: xyz is read during the call; on success the handle is ours.
        unsafe {
            let runtime = runtime.as_ptr();
            let status =
                sys::weir_neighbors_create(runtime, start, count, raw(control), &mut index);
            done(status).map_err(|error| Control::explain(control, error))?;
            Ok(Neighbors::from_raw(index))
        }
    }

    /// Finds the k (1 to 4096) nearest points of each query, exactly.
    pub fn nearest(
        &self,
        queries: &[[f64; 3]],
        k: u32,
        control: Option<&Control>,
    ) -> Result<Nearest> {
        // A k out of range is the library's to refuse, before any memory is asked for it.
        let room = queries.len() * if k <= 4096 { k as usize } else { 0 };
        let mut near =
            Nearest { k: k as usize, indices: vec![0; room], distances: vec![0.0; room] };
        // SAFETY: both outputs have room for k values per query.
        done(unsafe {
            sys::weir_neighbors_nearest(
                self.as_ptr(),
                queries.as_ptr().cast(),
                queries.len() as u64,
                k,
                raw(control),
                near.indices.as_mut_ptr(),
                near.distances.as_mut_ptr(),
            )
        })
        .map_err(|error| Control::explain(control, error))?;
        Ok(near)
    }
}

/// One number per point; the header says how each is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Feature {
    Height = sys::WEIR_FEATURE_HEIGHT,
    Density = sys::WEIR_FEATURE_DENSITY,
    Linearity = sys::WEIR_FEATURE_LINEARITY,
    Planarity = sys::WEIR_FEATURE_PLANARITY,
    Sphericity = sys::WEIR_FEATURE_SPHERICITY,
    Verticality = sys::WEIR_FEATURE_VERTICALITY,
    Roughness = sys::WEIR_FEATURE_ROUGHNESS,
    Curvature = sys::WEIR_FEATURE_CURVATURE,
    Anisotropy = sys::WEIR_FEATURE_ANISOTROPY,
    Omnivariance = sys::WEIR_FEATURE_OMNIVARIANCE,
    Eigenentropy = sys::WEIR_FEATURE_EIGENENTROPY,
}

impl Feature {
    /// Its name, such as "planarity".
    pub fn name(self) -> &'static str {
        // SAFETY: lent for the life of the process.
        unsafe { lent(sys::weir_feature_name(self as u32)) }
    }
}

/// The level of detail chooses the features.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u32)]
#[non_exhaustive]
#[allow(missing_docs)]
pub enum Lod {
    Lod2 = sys::WEIR_LOD_LOD2,
    Lod3 = sys::WEIR_LOD_LOD3,
    Asprs = sys::WEIR_LOD_ASPRS,
    Minimal = sys::WEIR_LOD_MINIMAL,
    Full = sys::WEIR_LOD_FULL,
}

impl Lod {
    /// Finds a level by its name: "LOD2", "LOD3", "ASPRS", "MINIMAL" or "FULL".
    pub fn from_name(name: &str) -> Result<Option<Lod>> {
        let mut lod = 0;
        // SAFETY: the name is a C string.
        let status = with_c(name, |name| unsafe { sys::weir_lod_from_name(name, &mut lod) })?;
        let all = [Lod::Lod2, Lod::Lod3, Lod::Asprs, Lod::Minimal, Lod::Full];
        let found = unless(status, sys::WEIR_MISS)?;
        Ok(all.iter().copied().find(|known| found && *known as u32 == lod))
    }
}

/// How features are computed; zeros and `None` are the library's defaults.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct FeaturesOptions {
    /// Which features; `None`: LOD2.
    pub lod: Option<Lod>,
    /// k, the point itself included; 0: 16; else 3 to 4096.
    pub neighbor_count: u32,
    /// Of x and y; 0: 1, metres. [`TileInfo`](crate::TileInfo) has it.
    pub units_per_metre: f64,
    /// Of z; 0: as units_per_metre.
    pub z_units_per_metre: f64,
    /// Of the ground grid; 0: 1.
    pub ground_cell_m: f64,
    /// Rise over run that ground may have; 0: 0.15.
    pub ground_slope: f64,
    /// Half the width of the largest building; 0: 18.
    pub ground_window_m: f64,
    /// Ground points lie this near to the surface; 0: 0.5.
    pub ground_threshold_m: f64,
}

handle! {
    /// The features of every point of a set.
    Features, weir_features, weir_features_free, shared
}

impl Features {
    /// Computes the features of points, which are copied.
    pub fn new(
        runtime: &Runtime,
        xyz: &[[f64; 3]],
        options: &FeaturesOptions,
        control: Option<&Control>,
    ) -> Result<Features> {
        let mut o = sized!(weir_features_options);
        o.lod = options.lod.map_or(sys::WEIR_LOD_DEFAULT, |lod| lod as u32);
        o.neighbor_count = options.neighbor_count;
        o.units_per_metre = options.units_per_metre;
        o.z_units_per_metre = options.z_units_per_metre;
        o.ground_cell_m = options.ground_cell_m;
        o.ground_slope = options.ground_slope;
        o.ground_window_m = options.ground_window_m;
        o.ground_threshold_m = options.ground_threshold_m;
        let (start, count, mut made) =
            (xyz.as_ptr().cast(), xyz.len() as u64, std::ptr::null_mut());
        // SAFETY: xyz is read during the call; on success the handle is ours.
        unsafe {
            let runtime = runtime.as_ptr();
            let status =
                sys::weir_features_create(runtime, start, count, &o, raw(control), &mut made);
            done(status).map_err(|error| Control::explain(control, error))?;
            Ok(Features::from_raw(made))
        }
    }

    /// One feature of all points; `None` when this level of detail does not make it.
    pub fn column(&self, feature: Feature) -> Result<Option<&[f32]>> {
        let (mut values, mut count) = (std::ptr::null(), 0);
        // SAFETY: the values are lent for the features' life and are never NULL.
        unsafe {
            let feature = feature as u32;
            let status = sys::weir_features_column(self.as_ptr(), feature, &mut values, &mut count);
            Ok(unless(status, sys::WEIR_MISS)?
                .then(|| std::slice::from_raw_parts(values, count as usize)))
        }
    }

    /// Gives each point a class, by rules in common use; classes has room for one per point.
    pub fn classify(
        &self,
        options: &ClassifyOptions,
        control: Option<&Control>,
        classes: &mut [u8],
    ) -> Result<()> {
        let mut o = sized!(weir_classify_options);
        o.alone_m = options.alone_m;
        o.below_m = options.below_m;
        o.medium_from_m = options.medium_from_m;
        o.high_from_m = options.high_from_m;
        o.building_from_m = options.building_from_m;
        o.building_roughness_m = options.building_roughness_m;
        o.building_area_m2 = options.building_area_m2;
        let (start, count) = (classes.as_mut_ptr(), classes.len() as u64);
        // SAFETY: classes has room for what is said.
        done(unsafe { sys::weir_features_classify(self.as_ptr(), &o, raw(control), start, count) })
            .map_err(|error| Control::explain(control, error))
    }
}

/// Where classes begin; zeros are the library's defaults.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClassifyOptions {
    /// The fifth neighbour is farther: alone; 0: 5.
    pub alone_m: f64,
    /// This deep under the ground: noise; 0: 1.5.
    pub below_m: f64,
    /// Medium vegetation begins; 0: 0.5.
    pub medium_from_m: f64,
    /// High vegetation begins; 0: 1.5.
    pub high_from_m: f64,
    /// Roofs begin; 0: 2.
    pub building_from_m: f64,
    /// Roofs are this smooth; 0: 0.15.
    pub building_roughness_m: f64,
    /// Roofs are this large, connected; 0: 16.
    pub building_area_m2: f64,
}

/// A class's name, such as "high vegetation"; "other" for one without.
///
/// ```
/// assert_eq!(weir::class_name(2), "ground");
/// ```
pub fn class_name(class: u8) -> &'static str {
    // SAFETY: lent for the life of the process.
    unsafe { lent(sys::weir_class_name(class.into())) }
}

/// How a picture is made; zeros are the library's defaults.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct PictureOptions {
    /// Of each of the two maps; 0: 1200; else 16 to 16384.
    pub longest_side_px: u32,
    /// Of x and y; 0: 1, metres.
    pub units_per_metre: f64,
    /// Of z; 0: as units_per_metre.
    pub z_units_per_metre: f64,
}

/// Writes a PNG that shows the points from above: their height, shaded, and their classes.
pub fn write_picture(
    runtime: &Runtime,
    path: impl AsRef<Path>,
    xyz: &[[f64; 3]],
    classes: &[u8],
    options: &PictureOptions,
    control: Option<&Control>,
) -> Result<()> {
    if xyz.len() != classes.len() {
        let (points, classes) = (xyz.len(), classes.len());
        return Err(Error::invalid(format!("{points} points with {classes} classes")));
    }
    let mut o = sized!(weir_picture_options);
    o.longest_side_px = options.longest_side_px;
    o.units_per_metre = options.units_per_metre;
    o.z_units_per_metre = options.z_units_per_metre;
    let (start, runtime) = (xyz.as_ptr().cast(), runtime.as_ptr());
    let (classes, count) = (classes.as_ptr(), classes.len() as u64);
    // SAFETY: there are as many points as classes; all of it is read during the call.
    done(with_path(path.as_ref(), |path| unsafe {
        sys::weir_picture_write(runtime, path, start, classes, count, &o, raw(control))
    })?)
    .map_err(|error| Control::explain(control, error))
}
