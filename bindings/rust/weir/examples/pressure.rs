// SPDX-License-Identifier: Apache-2.0
// How full memory is, and what is let go before it is too full.
use std::time::Duration;
use weir::{MemoryPool, Pressure, PressureLevel, PressureOptions, Priority, Result, Runtime};

fn main() -> Result<()> {
    let runtime = Runtime::options().memory_budget_bytes(64 << 20).create()?;
    let pool = MemoryPool::of(&runtime)?;
    drop(pool.block(20 << 20, Priority::High)?); // idle from now on

    // Bounds that only the budget of this example can reach.
    let mut options = PressureOptions::default();
    options.rising_at = 0.995;
    options.high_at = 0.996;
    options.severe_at = 0.997;
    options.critical_at = 0.998;
    let pressure = Pressure::new(&runtime, options)?;
    let rest = (64 << 20) - runtime.memory_stats()?.used_bytes;
    let held = runtime.in_memory_scope("example", || runtime.buffer(rest as usize))??;
    assert_eq!(pressure.stats()?.level, PressureLevel::Critical);

    // One look with its relief; `start` would do it in a thread of its own.
    let stats = pressure.wait(PressureLevel::Normal, Duration::ZERO)?.expect("it is critical");
    assert!(stats.freed_bytes >= 20 << 20 && stats.budget_used_bytes < 50 << 20);
    pressure.start(|level, text| println!("{level:?}: {text}"))?;
    pressure.stop()?;
    println!("{} bytes more on demand", pressure.optimize(PressureLevel::Normal)?);
    assert!(pressure.stats_json()?.contains("\"history\":[{"));
    for scope in runtime.memory_scopes() {
        let scope = scope?;
        assert_eq!((scope.path.as_str(), scope.used_bytes), ("example", held.len() as u64));
    }
    Ok(())
}
