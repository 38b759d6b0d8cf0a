// SPDX-License-Identifier: Apache-2.0
// Four times as much data as the budget allows, and all of it comes back.
use weir::{Managed, ManagedOptions, ManagedPlace, ManagedSettings, Priority, Result, Runtime};

fn main() -> Result<()> {
    const SIZE: usize = 1 << 20;
    let runtime = Runtime::options().memory_budget_bytes(16 << 20).create()?;
    let mut settings = ManagedSettings::default();
    settings.spill_directory = Some(std::env::temp_dir());
    Managed::configure(&runtime, &settings)?;

    let mut options = ManagedOptions::default();
    options.priority = Some(Priority::Low);
    options.no_compress = true; // for the example's sake: spilled at once
    let mut all = Vec::new();
    for number in 0..64u8 {
        let mut managed = Managed::new(&runtime, SIZE, options)?;
        managed.pin()?.fill(number);
        all.push(managed);
    }
    assert_eq!(all[0].state()?.place, ManagedPlace::Spilled);
    let stats = Managed::stats(&runtime)?;
    assert!(stats.spilled_bytes >= 48 << 20 && stats.buffer_count == 64, "{stats:?}");
    for (number, managed) in all.iter_mut().enumerate() {
        let pinned = managed.pin()?;
        assert!(pinned.len() == SIZE && pinned.iter().all(|&byte| byte as usize == number));
    }
    println!("{}", Managed::stats_json(&runtime)?);
    drop(runtime); // its memory stays as long as somebody needs it
    assert_eq!(all[63].pin()?[5], 63);
    Ok(())
}
