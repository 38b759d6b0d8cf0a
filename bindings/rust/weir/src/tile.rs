// SPDX-License-Identifier: Apache-2.0
//! LAS files, read as columns: weir/points.h.
use std::ops::{Bound, RangeBounds};
use std::path::Path;

use weir_sys as sys;

use crate::control::{raw, Control};
use crate::error::{done, unless, Error, Result, Status};
use crate::handle::{handle, sized};
use crate::text::with_path;
use crate::Runtime;

handle! {
    /// A LAS file (1.2 to 1.4, point formats 0 to 10), open for reading.
    ///
    /// Each column takes the range of points to read: `..` for all, `0..1000`, and so on. A column
    /// that the point format lacks is `None`.
    ///
    /// ```
    /// let path = std::env::temp_dir().join(format!("weir-{}.las", std::process::id()));
    /// weir::write_synthetic(&path, &weir::SyntheticOptions::default(), None)?;
    /// let runtime = weir::Runtime::new()?;
    /// let tile = weir::Tile::open(&runtime, &path)?;
    /// let xyz: Vec<[f64; 3]> = tile.xyz(..)?;
    /// let classes: Vec<u8> = tile.classification(..)?;
    /// if let Some(times) = tile.gps_time(..1000)? {
    ///     println!("{} points, the first at {}", xyz.len(), times[0]);
    /// }
    /// assert_eq!(classes.len() as u64, tile.point_count()?);
    /// # std::fs::remove_file(path).unwrap();
    /// # Ok::<(), weir::Error>(())
    /// ```
    Tile, weir_tile, weir_tile_free, shared
}

/// What the tile's coordinate system says about its units.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum UnitSource {
    /// Nothing: metres are assumed.
    Assumed,
    /// GeoTIFF keys tell.
    GeoKeys,
    /// A WKT text tells.
    Wkt,
    /// x and y are angles: project the tile before computing on it.
    Angular,
}

/// What a tile says about itself.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct TileInfo {
    /// Of LAS 1.x.
    pub version_minor: u32,
    /// 0 to 10.
    pub point_format: u32,
    /// Of one point in the file.
    pub record_bytes: u32,
    /// Perhaps 0: a tile without points is a tile.
    pub point_count: u64,
    /// The file's size.
    pub file_bytes: u64,
    /// A coordinate is a 32-bit integer times this plus offset.
    pub scale: [f64; 3],
    /// See scale.
    pub offset: [f64; 3],
    /// As the header says; 0 without points.
    pub minimum: [f64; 3],
    /// As the header says; 0 without points.
    pub maximum: [f64; 3],
    /// Of x and y; 0 when they are angles.
    pub units_per_metre: f64,
    /// Of z.
    pub z_units_per_metre: f64,
    /// Who says so.
    pub unit_source: UnitSource,
    /// The greatest class the point format can hold: 31 or 255.
    pub max_class: u32,
}

impl Tile {
    /// Opens a LAS file. Its header is checked before anything is believed; no point is read yet.
    pub fn open(runtime: &Runtime, path: impl AsRef<Path>) -> Result<Tile> {
        let mut raw = std::ptr::null_mut();
        // SAFETY: the handle is good, the path a C string; on success the handle is ours.
        unsafe {
            let runtime = runtime.as_ptr();
            done(with_path(path.as_ref(), |p| sys::weir_tile_open(runtime, p, &mut raw))?)?;
            Ok(Tile::from_raw(raw))
        }
    }

    /// What the file says about itself.
    pub fn info(&self) -> Result<TileInfo> {
        let mut i = sized!(weir_tile_info);
        // SAFETY: the handle is good, struct_size is set.
        done(unsafe { sys::weir_tile_get_info(self.as_ptr(), &mut i) })?;
        Ok(TileInfo {
            version_minor: i.version_minor,
            point_format: i.point_format,
            record_bytes: i.record_bytes,
            point_count: i.point_count,
            file_bytes: i.file_bytes,
            scale: i.scale,
            offset: i.offset,
            minimum: i.minimum,
            maximum: i.maximum,
            units_per_metre: i.units_per_metre,
            z_units_per_metre: i.z_units_per_metre,
            unit_source: match i.unit_source {
                sys::WEIR_UNIT_GEO_KEYS => UnitSource::GeoKeys,
                sys::WEIR_UNIT_WKT => UnitSource::Wkt,
                sys::WEIR_UNIT_ANGULAR => UnitSource::Angular,
                _ => UnitSource::Assumed,
            },
            max_class: i.max_class,
        })
    }

    /// How many points it has.
    pub fn point_count(&self) -> Result<u64> {
        Ok(self.info()?.point_count)
    }

    /// Coordinates, scaled, in the tile's own units.
    pub fn xyz(&self, points: impl RangeBounds<u64>) -> Result<Vec<[f64; 3]>> {
        self.always(sys::WEIR_POINT_XYZ, points)
    }

    /// How much light came back.
    pub fn intensity(&self, points: impl RangeBounds<u64>) -> Result<Vec<u16>> {
        self.always(sys::WEIR_POINT_INTENSITY, points)
    }

    /// Which return of its pulse a point is, from 1.
    pub fn return_number(&self, points: impl RangeBounds<u64>) -> Result<Vec<u8>> {
        self.always(sys::WEIR_POINT_RETURN_NUMBER, points)
    }

    /// How many returns its pulse had.
    pub fn return_count(&self, points: impl RangeBounds<u64>) -> Result<Vec<u8>> {
        self.always(sys::WEIR_POINT_RETURN_COUNT, points)
    }

    /// The class of each point.
    pub fn classification(&self, points: impl RangeBounds<u64>) -> Result<Vec<u8>> {
        self.always(sys::WEIR_POINT_CLASSIFICATION, points)
    }

    /// Which flight line it is from.
    pub fn source_id(&self, points: impl RangeBounds<u64>) -> Result<Vec<u16>> {
        self.always(sys::WEIR_POINT_SOURCE_ID, points)
    }

    /// When it was measured; not in formats 0 and 2.
    pub fn gps_time(&self, points: impl RangeBounds<u64>) -> Result<Option<Vec<f64>>> {
        self.read(sys::WEIR_POINT_GPS_TIME, points)
    }

    /// Red, green, blue; not in formats 0, 1, 4, 6 and 9.
    pub fn color(&self, points: impl RangeBounds<u64>) -> Result<Option<Vec<[u16; 3]>>> {
        self.read(sys::WEIR_POINT_COLOR, points)
    }

    /// Writes a copy of the file in which each point has the class given for it. Until it is
    /// complete, and on every error, what stood at `path` stays.
    pub fn write(
        &self,
        path: impl AsRef<Path>,
        classes: &[u8],
        control: Option<&Control>,
    ) -> Result<()> {
        let (start, count, raw) = (classes.as_ptr(), classes.len() as u64, raw(control));
        // SAFETY: the handle is good, the path a C string, classes is read during the call.
        done(with_path(path.as_ref(), |path| unsafe {
            sys::weir_tile_write(self.as_ptr(), path, start, count, raw)
        })?)
        .map_err(|error| Control::explain(control, error))
    }

    fn always<T: Copy>(&self, field: u32, points: impl RangeBounds<u64>) -> Result<Vec<T>> {
        let values = self.read(field, points)?;
        values.ok_or_else(|| Error::new(Status::Internal, "a field of every format is missing"))
    }

    fn read<T: Copy>(&self, field: u32, points: impl RangeBounds<u64>) -> Result<Option<Vec<T>>> {
        let total = self.point_count()?;
        let first = match points.start_bound() {
            Bound::Included(first) => *first,
            Bound::Excluded(before) => before.saturating_add(1),
            Bound::Unbounded => 0,
        };
        let end = match points.end_bound() {
            Bound::Included(last) => last.saturating_add(1),
            Bound::Excluded(end) => *end,
            Bound::Unbounded => total,
        };
        if first > end || end > total {
            let text = format!("points {first}..{end} of a tile of {total}");
            return Err(Error::invalid(text));
        }
        let count = end - first;
        let mut values = Vec::<T>::new();
        let room = usize::try_from(count).ok().map(|count| values.try_reserve_exact(count));
        if !matches!(room, Some(Ok(()))) {
            let text = format!("no memory for {count} points at once: read them in parts");
            return Err(Error::new(Status::NoMemory, text));
        }
        let size = count as usize * std::mem::size_of::<T>();
        // SAFETY: the values have room for size bytes; on success all of them are written.
        unsafe {
            let start = values.as_mut_ptr().cast();
            let status = sys::weir_tile_read(self.as_ptr(), field, first, count, start, size);
            let found = unless(status, sys::WEIR_MISS)?;
            if found {
                values.set_len(count as usize);
            }
            Ok(found.then_some(values))
        }
    }
}

/// What a place that does not exist is like; zeros are the library's defaults.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct SyntheticOptions {
    /// Another seed, another place.
    pub seed: u64,
    /// 0: 100,000; at most 100 million.
    pub point_count: u64,
    /// Points per square metre; 0: 4.
    pub density_per_m2: f64,
}

/// Writes a LAS file of a place that does not exist, with the true class of each point.
pub fn write_synthetic(
    path: impl AsRef<Path>,
    options: &SyntheticOptions,
    control: Option<&Control>,
) -> Result<()> {
    let mut o = sized!(weir_synthetic_options);
    o.seed = options.seed;
    o.point_count = options.point_count;
    o.density_per_m2 = options.density_per_m2;
    // SAFETY: the path is a C string, the options are read during the call.
    done(with_path(path.as_ref(), |path| unsafe {
        sys::weir_synthetic_write(path, &o, raw(control))
    })?)
    .map_err(|error| Control::explain(control, error))
}
