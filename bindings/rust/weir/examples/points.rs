// SPDX-License-Identifier: Apache-2.0
// A LiDAR tile in, a classified tile out. The tile is made up, so that this runs anywhere.
use weir::{ClassifyOptions, Feature, Features, FeaturesOptions, Neighbors, Result, Runtime, Tile};
use weir::{SyntheticOptions, NO_POINT};

fn main() -> Result<()> {
    let folder = std::env::temp_dir();
    let path = folder.join(format!("weir-points-{}.las", std::process::id()));
    let made = SyntheticOptions { seed: 7, point_count: 5_000, ..Default::default() };
    weir::write_synthetic(&path, &made, None)?;

    let runtime = Runtime::new()?;
    let tile = Tile::open(&runtime, &path)?;
    let info = tile.info()?;
    println!("LAS 1.{}, {} points", info.version_minor, info.point_count);
    let xyz = tile.xyz(..)?;
    let first_times = tile.gps_time(..10)?; // None when the format has none
    println!("first seen {:?}", first_times.and_then(|times| times.first().copied()));

    let near = Neighbors::new(&runtime, &xyz, None)?.nearest(&xyz[..1], 4, None)?;
    assert!(near.indices[0] == 0 && !near.indices.contains(&NO_POINT));
    println!("the first point's neighbours: {:?} at {:?}", near.indices, near.distances);

    let options = FeaturesOptions {
        units_per_metre: info.units_per_metre,
        z_units_per_metre: info.z_units_per_metre,
        ..Default::default()
    };
    let features = Features::new(&runtime, &xyz, &options, None)?;
    if let Some(heights) = features.column(Feature::Height)? {
        let highest = heights.iter().copied().fold(0.0, f32::max);
        println!("{}: {highest:.1} m at most", Feature::Height.name());
    }
    let mut classes = vec![0u8; xyz.len()];
    features.classify(&ClassifyOptions::default(), None, &mut classes)?;
    for class in 1..=7 {
        let count = classes.iter().filter(|c| **c == class).count();
        println!("{:>18}: {count}", weir::class_name(class));
    }

    let out = path.with_extension("out.las");
    tile.write(&out, &classes, None)?;
    let again = Tile::open(&runtime, &out)?;
    assert_eq!(again.classification(..)?, classes);
    for file in [&path, &out] {
        std::fs::remove_file(file)
            .map_err(|e| weir::Error::new(weir::Status::Io, e.to_string()))?;
    }
    Ok(())
}
