// SPDX-License-Identifier: Apache-2.0
// Results that are expensive to make, kept by name, within a bound, for ten minutes.
use std::time::Duration;

use weir::{CacheOptions, Result, Runtime};

fn main() -> Result<()> {
    let runtime = Runtime::new()?;
    let ttl = Some(Duration::from_secs(600));
    let options = CacheOptions { max_entries: 500, ttl, ..Default::default() };
    let cache = runtime.cache_with("results", &options)?;

    let mut computed = 0;
    for _round in 0..3 {
        for item in 0u32..100 {
            let value = cache.get_or(item.to_le_bytes(), || {
                computed += 1;
                Ok::<_, weir::Error>(format!("result {item}").into_bytes())
            })?;
            assert_eq!(value, format!("result {item}").into_bytes());
        }
    }
    println!("300 results, {computed} of them computed\n{}", cache.stats_json()?);
    assert_eq!(computed, 100);
    Ok(())
}
